"""How a message becomes plain words."""

import pytest

from actions.reading import Spelling, near_misses, words_of

SPELLING = Spelling(
    means={"im": ("i", "am"), "gonna": ("going", "to"), "cant": ("can", "not")},
    near=near_misses(frozenset({"suicide", "breathing"})),
    real=frozenset({"breeding"}),
    vocabulary=frozenset({"kill", "myself", "help"}),
)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("I can\u2019t, I'm SO tired", "i can not i am so tired"),
        ("im gonna", "i am going to"),
        ("won't doesn't they've he'd", "will not does not they have he would"),
        ("it's my neighbour's", "it is my neighbour"),
        ("Stop. Now!! ok", "stop . now . ok"),
        ("number 14 - kill", "number 14 . kill"),
        ("k1ll mys3lf", "kill myself"),
        ("14a SK4 1AA", "14a sk4 1aa"),
        ("killlll heeelp sooo", "kill help soo"),
        ("sucide suiicide siucide suicidr", "suicide suicide suicide suicide"),
        ("breeding", "breeding"),
        ("8yo 12yrs", "8 year old 12 year old"),
        ("caf\u00e9 na\u00efve", "cafe naive"),
        ("ki\u200bll", "kill"),
        ("k**ll su*cide", "kll suicide"),
        ("\U0001f62d ...", ""),
    ],
)
def test_what_is_typed_is_read_as_plain_words(typed, words):
    assert " ".join(words_of(typed, SPELLING)) == words

"""Messages as texts, and what they cost."""

from types import SimpleNamespace

import pytest
import yaml

from bot.channels import sms
from bot.conversation import longlists, phone_words
from integrations import council
from integrations.notify.fragments import count
from integrations.twilio import contract as twilio
from tests.integrations import examples
from tests.sources import ROOT

OWN = ("welcome", "stopped", "stopped_midway", "how_to_stop", "help")
WORDS = phone_words.load(council.load())


def message(text, *labels, payload="/x"):
    choices = [{"id": f"c{at}", "label": one, "payload": payload} for at, one in enumerate(labels)]
    return SimpleNamespace(text=text, choices=choices or None)


def test_choices_are_numbered_and_a_person_is_nought():
    body = sms.rendered(message("Which?", "Missed bin", "Pothole"), WORDS)
    assert body == "Which?\n1 Missed bin 2 Pothole 0 Person"


def test_choices_that_would_run_together_have_a_line_each():
    body = sms.rendered(message("Which?", "12 Heaton Lane", "14 Heaton Lane"), WORDS)
    assert body == "Which?\n1 12 Heaton Lane\n2 14 Heaton Lane\n0 Person"


def test_a_person_is_not_offered_twice():
    body = sms.rendered(message("Hm.", "Talk to a person", payload="/speak_to_human"), WORDS)
    assert body.endswith("1 Talk to a person")


def test_a_page_keeps_the_numbers_of_the_whole_list_and_says_how_to_go_on():
    one = message("Which?", *(f"House {at}" for at in range(1, 13)))
    one.choices = longlists.page(one.choices, 0)
    first = sms.rendered(one, WORDS).splitlines()
    one.choices = longlists.page(one.choices, 9)
    assert first[-3:] == ["9 House 9", "0 Person", "MORE for the rest"]
    assert sms.rendered(one, WORDS) == "Which?\n10 House 10 11 House 11 12 House 12 0 Person"


def test_no_page_is_longer_than_notify_takes():
    labels = [f"{at} {'A very long name of a street' * 4}" for at in range(40)]
    one, start = message("Which of these is it? " * 25, *labels), 0
    while start < len(labels):
        one.choices = longlists.page(one.choices, start, one.text)
        body = sms.rendered(one, WORDS)
        assert len(body) <= 918
        assert "..." not in body, "no word of the question is cut for the list"
        shown = [at for at, _ in longlists.shown(one.choices)]
        assert f"\n{start + 1} {start} A very" in body
        start = shown[-1]


def test_blank_lines_are_not_paid_for():
    assert sms.rendered(message("One.\n\n\nTwo.  Three."), WORDS) == "One.\nTwo. Three."


def test_no_text_is_longer_than_notify_takes_and_its_choices_are_whole():
    body = sms.rendered(message("word " * 400, "Yes", "No"), WORDS)
    assert len(body) <= 918
    assert body.endswith("...\n1 Yes 2 No 0 Person")


def test_fragments_are_counted_as_notify_counts_them():
    told = examples.example("govuk-notify/sms-fragments.json")
    for one in told["vectors"]:
        assert count(one["char"] * one["repeat"] + one["suffix"]) == one["fragments"], one


@pytest.mark.parametrize(
    ("text", "fragments"),
    [("", 1), ("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3), ("a" * 918, 6),
     ("a" * 919, 7), ("’" * 160, 1), ("€" * 80, 1), ("€" * 81, 2), ("ŵ" * 70, 1), ("ŵ" * 71, 2),
     ("😀" * 160, 1), ("“quoted” – …", 1)],
)  # fmt: skip
def test_the_corpus_of_fragments(text, fragments):
    assert count(text) == fragments


def responses():
    for path in sorted((ROOT / "data").glob("*/*.yml")):
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
        if isinstance(found, dict):
            for name, variants in (found.get("responses") or {}).items():
                yield from ((name, one) for one in variants if "text" in one)


def test_no_payload_of_the_whole_domain_is_ever_texted():
    assert len(list(responses())) > 40
    for name, one in responses():
        labels = [button["title"] for button in one.get("buttons", [])]
        body = sms.rendered(message(one["text"], *labels, payload='/inform{"a": "b"}'), WORDS)
        assert "/inform" not in body, name
        assert '"' not in body or '"' in one["text"], name
        assert not body.startswith("/"), name
        assert len(body) <= 918, name


def strings(told):
    if isinstance(told, dict):
        for value in told.values():
            yield from strings(value)
    elif isinstance(told, list):
        for value in told:
            yield from strings(value)
    elif isinstance(told, str):
        yield told


def sentences():
    """Every sentence of data/ that may reach a resident, an adviser's prepared ones too. What
    residents say, in training text and signs, is theirs."""
    for path in sorted((ROOT / "data").rglob("*.yml")):
        part = path.relative_to(ROOT / "data")
        if not {"nlu", "signs", "messages", "languages"} & set(part.parts):
            told = yaml.safe_load(path.read_text(encoding="utf-8"))
            yield from ((part.as_posix(), text) for text in strings(told))


def test_nothing_tells_a_resident_to_send_a_word_that_networks_act_on():
    """Only the notices about STOP and START themselves name those words."""
    own = {WORDS.data["texts"][key] for key in OWN}
    every = [(name, text) for name, text in sentences() if text not in own]
    assert len(every) > 1_000
    networks = {"STOP", "STOPALL", "CANCEL", "END", "QUIT", "UNSUBSCRIBE", "YES", "START"}
    for name, text in every:
        assert not networks & {word.strip(".,;:!?\"'()") for word in text.split()}, (name, text)


def test_twilio_takes_what_we_send():
    assert sms.LONGEST <= twilio.LONGEST

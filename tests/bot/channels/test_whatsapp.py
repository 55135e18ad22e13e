"""Messages as WhatsApp shows them, held to Meta's own limits by the stand-in's rules."""

from types import SimpleNamespace

import pytest

from bot.channels import whatsapp
from bot.conversation import longlists, phone_words
from integrations import council
from integrations.errors import WindowClosed
from integrations.whatsapp import contract, rules

WORDS = phone_words.load(council.load())


def message(count, label="Choice {}", text="Which?"):
    choices = [
        {"id": f"c{at:08x}", "label": label.format(at), "payload": "/x"} for at in range(count)
    ]
    return SimpleNamespace(text=text, choices=choices or None)


@pytest.mark.parametrize(
    ("count", "label", "kind"),
    [(0, "", "text"), (1, "Yes {}", "button"), (3, "Choice {}", "button"),
     (3, "A label of over twenty {}", "list"), (4, "Choice {}", "list"), (10, "Choice {}", "list"),
     (10, "A place with quite a long name, in Stockport {}", "list"), (11, "Choice {}", "text"),
     (4, "x" * 120 + "{}", "text"), (25, "Choice {}", "text")],
)  # fmt: skip
def test_choices_become_what_meta_takes(count, label, kind):
    sent = whatsapp.rendered(message(count, label, "Which? " * 300), WORDS)
    body = {"messaging_product": "whatsapp", "to": "447700900123", **sent}
    assert rules.fault_of(body, []) is None
    assert sent.get("interactive", sent)["type"] == kind


def test_more_than_ten_are_numbered():
    sent = whatsapp.rendered(message(11), WORDS)
    assert sent["text"]["body"].endswith("\n10 Choice 9\n11 Choice 10")


def paged(count, label="Choice {}", start=0):
    one = message(count, label)
    one.choices = longlists.page(one.choices, start)
    return one


def test_more_than_ten_are_pages_of_a_list_with_a_row_for_the_next():
    first = whatsapp.rendered(paged(25), WORDS)
    last = whatsapp.rendered(paged(25, start=18), WORDS)
    titles = []
    for sent in (first, last):
        body = {"messaging_product": "whatsapp", "to": "447700900123", **sent}
        assert rules.fault_of(body, []) is None
        rows = sent["interactive"]["action"]["sections"][0]["rows"]
        titles.append([row["title"] for row in rows])
    assert titles[0] == [*(f"Choice {at}" for at in range(9)), "More"]
    assert titles[1] == [f"Choice {at}" for at in range(18, 25)]


def test_a_page_that_no_row_can_hold_is_numbered_on():
    sent = whatsapp.rendered(paged(25, "x" * 120 + "{}", start=9), WORDS)
    lines = sent["text"]["body"].splitlines()
    assert (lines[1][:4], lines[-1]) == ("10 x", "MORE for the rest")


def test_cut_titles_are_told_apart_by_what_stands_below():
    sent = whatsapp.rendered(message(4, "Outside the library on Heaton Lane {}"), WORDS)
    rows = sent["interactive"]["action"]["sections"][0]["rows"]
    assert all(len(row["title"]) <= contract.ROW_TITLE for row in rows)
    assert len({row["description"] for row in rows}) == 4


class Meta:
    def __init__(self):
        self.sent = []

    def send(self, number, content, reference):
        self.sent.append(content)
        return "wamid.1"


def test_after_a_day_only_the_template_goes_out():
    meta = Meta()
    sender = whatsapp.ByCloud(meta, WORDS, "please_reply", lambda: 100_000.0)
    sender.send("+447700900123", message(0), "r", heard_at=100_000.0 - 23 * 3600)
    sender.send("+447700900123", message(0), "r", heard_at=100_000.0 - 25 * 3600)
    assert [one["type"] for one in meta.sent] == ["text", "template"]


def test_without_a_template_nothing_goes_out_after_a_day():
    sender = whatsapp.ByCloud(Meta(), WORDS, "", lambda: 100_000.0)
    with pytest.raises(WindowClosed):
        sender.send("+447700900123", message(0), "r", heard_at=0.0)

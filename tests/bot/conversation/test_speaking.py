"""Another language than English: asked about first, then a person with the language told."""

import pytest
import yaml

from bot.conversation.speaking import FILE, language
from integrations.store import messages
from tests.road import says

FOREIGN = {
    "nie odebrali moich śmieci": "pl",
    "dzien dobry, nie mam pradu i nie mowie po angielsku": "pl",
    "kiedy zabieracie śmieci z mojej ulicy": "pl",
    "o meu lixo não foi recolhido esta semana": "pt",
    "gunoiul nu a fost ridicat săptămâna aceasta": "ro",
    "mi calle está muy sucia y nadie viene": "es",
    "不明白垃圾什么时候收": "zh",
    "متى يتم جمع القمامة في شارعنا": "ar",
    "коли забирають сміття з нашої вулиці": "uk",
    "کوڑا کب اٹھایا جائے گا": "ur",
    "ਮੇਰਾ ਕੂੜਾ ਨਹੀਂ ਚੁੱਕਿਆ": "pa",
    "سطل زباله من خالی نشده است": "fa",
}
ENGLISH = [
    "Quarry Rise Marple Bridge",
    "Agnieszka Kowalska, 4 Mill Brow",
    "Muhammad Iqbal Khan",
    "yh ok ta m8",
    "mera bin nahi uthaya",
    "pls fix d lite nr skool",
    "SK4 1AA",
    "🚮🚮🚮",
    "merci",
    "no",
    "ginnel at back full o rubbish",
]
POLISH = "nie odebrali moich śmieci"
SAID_IN_POLISH = "Rozumiem tylko po angielsku"


@pytest.mark.parametrize(("text", "code"), FOREIGN.items())
def test_another_language_is_recognised(text, code):
    assert language(text) == code


@pytest.mark.parametrize("text", ENGLISH)
def test_short_slangy_or_named_english_is_not_another_language(text):
    assert language(text) is None


def test_every_language_has_its_words_and_says_who_has_read_them():
    found = yaml.safe_load(FILE.read_text(encoding="utf-8"))["languages"]
    assert len(found) == 10
    assert all("{phone}" in one["offer"] and "reviewed_by" in one for one in found.values())


def choose(road, resident, label):
    with road.store.read() as tx:
        offered = next(one for one in messages.visible(tx, resident.id)[::-1] if one.choices)
    found = [one["id"] for one in offered.choices if label in one["label"]]
    resident.writes(choice=found[0])
    road.work()


def test_who_writes_polish_is_asked_in_polish_and_the_assistant_does_not_guess(road, resident):
    resident.writes(POLISH)
    road.work()
    (offer,) = resident.sees()[1:]
    assert SAID_IN_POLISH in offer
    assert road.parts.council.contact.phone in offer
    assert road.engine.asked == []
    assert resident.conversation.owner == "assistant"


def test_a_yes_fetches_a_person_who_is_told_the_language(road, resident):
    resident.writes(POLISH)
    choose(road, resident, "person")
    assert (resident.item.language, resident.item.reason) == ("pl", "language")
    assert POLISH in resident.sees("resident")


def test_writing_on_in_the_same_language_is_not_asked_about_again(road, resident):
    resident.writes(POLISH)
    resident.writes("kiedy zabieracie śmieci z mojej ulicy")
    assert sum(SAID_IN_POLISH in one for one in resident.sees()) == 1
    assert resident.item.language == "pl"


def test_who_wishes_to_go_on_in_english_is_answered_by_the_assistant(road, resident):
    road.engine.answers.append(says("Where is it?"))
    resident.writes(POLISH)
    choose(road, resident, "English")
    resident.writes("there is a hole in the road")
    road.work()
    assert resident.sees()[-1] == "Where is it?"
    assert resident.conversation.locale == "en"


def test_danger_in_another_language_is_danger_first(road, resident):
    resident.writes("mąż mnie bije, boję się")
    assert resident.item.priority == "urgent"
    assert not any(SAID_IN_POLISH in one for one in resident.sees())

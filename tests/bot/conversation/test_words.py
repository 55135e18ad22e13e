import re

import yaml

from bot.conversation.words import NOTICES, load
from integrations import council as council_file

BOT = NOTICES.parents[2] / "bot"
SAID = re.compile(r'parts\.words\.say\(\s*"(\w+)"')
MADE_OF = re.compile("_(text|unnamed|writing)$")
NAME = re.compile(r'"(\w+)"')


def test_every_notice_the_road_says_is_written_down_and_every_one_written_is_said():
    """Names are made of parts in places: "nobody" and "nobody_text"."""
    written = set(yaml.safe_load(NOTICES.read_text(encoding="utf-8")))
    code = "".join(path.read_text(encoding="utf-8") for path in BOT.rglob("*.py"))
    named = set(NAME.findall(code))
    said = {name for name in written if {name, MADE_OF.sub("", name)} & named}
    assert written - said == set()
    assert set(SAID.findall(code)) - written == set()


def test_every_notice_can_be_filled_in():
    words = load(council_file.load())
    for key in words.notices:
        text = words.say(
            key,
            reference="SR-1",
            lat="1",
            long="2",
            facts="f",
            said="s",
            name="n",
            opens="o",
            night="n",
            ending="e",
            team="t",
            place="p",
        )
        assert "{" not in text


def test_late_and_failed_answers_come_with_the_phone_number():
    words = load(council_file.load())
    for key in ("slow", "error_handover"):
        assert words.council.contact.phone in words.say(key)

import re

import yaml

from bot.conversation.words import NOTICES, load
from integrations import council as council_file

USED = re.compile(r'words\.say\(\s*"(\w+)"')


def test_every_notice_the_road_says_is_written_down_and_every_one_written_is_said():
    said = set()
    for path in NOTICES.parents[2].glob("bot/**/*.py"):
        said |= set(USED.findall(path.read_text(encoding="utf-8")))
    assert said == set(yaml.safe_load(NOTICES.read_text(encoding="utf-8")))


def test_every_notice_can_be_filled_in():
    words = load(council_file.load())
    for key in words.notices:
        text = words.say(key, reference="SR-1", lat="1", long="2", facts="f", said="s")
        assert "{" not in text


def test_late_and_failed_answers_come_with_the_phone_number():
    words = load(council_file.load())
    for key in ("slow", "error_handover"):
        assert words.council.contact.phone in words.say(key)

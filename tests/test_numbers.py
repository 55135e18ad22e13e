"""Phone numbers live in data/council.yml and nowhere else that a resident reads."""

import re

from tests.sources import ROOT, files, no

HOME = {"data/council.yml"}
# The first text to a phone says which calls are free; they are not numbers of the council.
NAMED = {"data/conversation/phones.yml"}
# What residents say, not what we say: house numbers, ages and prices are theirs.
THEIRS = ("/nlu/", "/kinds/", "/messages/", "/signs/", "harmless.yml", "spelling.yml", "lists.yml")
NUMBER = re.compile(
    r"(?<![\d._])(?:0\d{2,4}[ -]?\d{3}[ -]?\d{3,4}|0800 ?1111|08\d{2} ?\d{3,4} ?\d{3,4}"
    r"|116 ?123|85258|18000|18001|999|101|105|111)(?![\d.])"
)
OF_CODE = re.compile(r"\b(?:111|101|105|999)\b")


def test_no_number_stands_in_the_words_of_the_service() -> None:
    no(
        f"{path}:{at}: {line.strip()}"
        for path in files("data", suffix=".yml")
        if path not in HOME | NAMED and not any(part in path for part in THEIRS)
        for at, line in enumerate((ROOT / path).read_text(encoding="utf-8").splitlines(), 1)
        if not line.lstrip().startswith("#") and NUMBER.search(line)
    )


def test_no_phone_number_stands_in_code() -> None:
    no(
        f"{path}:{at}: {line.strip()}"
        for path in files("bot", "actions")
        for at, line in enumerate((ROOT / path).read_text(encoding="utf-8").splitlines(), 1)
        if (found := NUMBER.search(line)) and not OF_CODE.fullmatch(found[0])
    )

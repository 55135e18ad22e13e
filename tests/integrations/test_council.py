"""The council's facts: read whole, or refused with every fault named."""

from datetime import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from integrations.council import FILE, CouncilInvalid, load


@pytest.fixture
def facts() -> dict[str, Any]:
    return dict(yaml.safe_load(FILE.read_text(encoding="utf-8")))


def problems(facts: object, folder: Path) -> list[str]:
    path = folder / "council.yml"
    path.write_text(yaml.safe_dump(facts), encoding="utf-8")
    with pytest.raises(CouncilInvalid) as caught:
        load(path)
    assert str(caught.value).startswith("council.yml is wrong: ")
    return caught.value.problems


def test_the_councils_own_file_is_whole() -> None:
    council = load()
    assert (council.gss_code, council.custodian_code) == ("E08000007", 4235)
    assert council.contact.phone
    assert council.out_of_hours.phone
    assert council.hours["sunday"] == ()
    assert council.hours["monday"][0] == (time(8, 30), time(17))
    assert council.queue.minutes_per_position > 0


def test_the_teams_of_the_design_are_there() -> None:
    slugs = (
        "contact_centre council_tax_recovery housing_options early_help adult_care children"
        " environment highways waste"
    )
    assert set(slugs.split()) <= set(load().teams)


def test_every_bin_has_a_colour_and_says_what_it_holds() -> None:
    bins = load().bins
    assert {one.colour for one in bins} == {"black", "blue", "brown", "green"}
    assert all(one.holds and one.items for one in bins)


def test_words_can_name_a_contact() -> None:
    council = load()
    said = "{samaritans.phone} or {council.contact.phone}".format(
        council=council, **council.contacts
    )
    assert said == f"116 123 or {council.contact.phone}"


def test_every_fault_is_named_at_once(facts: dict[str, Any], tmp_path: Path) -> None:
    del facts["short_name"]
    facts["phnoe"] = "0161"
    facts["custodian_code"] = "4235"
    facts["queue"] = {"demo": True}
    facts["contacts"]["samaritans"]["fone"] = "116 123"
    facts["contacts"]["children"]["phone"] = 1612176028
    facts["bins"][1].pop("colour")
    facts["hours"]["monday"] = [["17:00", "08:30"]]
    facts["hours"]["tuesday"] = [["half eight", "17:00"]]
    assert set(problems(facts, tmp_path)) == {
        "short_name is missing",
        "phnoe is unknown",
        "custodian_code is not a whole number",
        "queue.minutes_per_position is missing",
        "contacts.samaritans.fone is unknown",
        "contacts.children.phone is not a text",
        "bins.2.colour is missing",
        "hours.monday closes before it opens",
        'hours.tuesday is not a list of times such as ["08:30", "17:00"]',
    }


def test_a_day_left_out_is_noticed(facts: dict[str, Any], tmp_path: Path) -> None:
    del facts["hours"]["sunday"]
    assert problems(facts, tmp_path) == ["hours does not name the seven days of the week"]


def test_a_contact_of_a_team_there_is_not_is_noticed(facts: dict[str, Any], tmp_path: Path) -> None:
    facts["contacts"]["children"]["team"] = "childrens"
    assert problems(facts, tmp_path) == ["contacts.children.team is no team"]


@pytest.mark.parametrize("text", ["", "[]", "name: [", "just words"])
def test_a_file_that_holds_nothing_of_use(text: str, tmp_path: Path) -> None:
    path = tmp_path / "council.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CouncilInvalid):
        load(path)
    with pytest.raises(CouncilInvalid):
        load(tmp_path / "nowhere.yml")

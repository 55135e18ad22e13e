"""`kill -9` of a whole process group of the running product while a resident is being helped."""

import time

import pytest

from tests.stack import Resident, Stack, until

TOLD_WITHIN = 10.0


def finish(resident: Resident) -> str:
    """Answers what is asked until the report is logged; returns the resident's reference."""
    for _ in range(8):
        last = [one for one in resident.messages() if one["from"] == "assistant"][-1]
        if "Your reference is" in last["text"]:
            return str(last["text"]).rsplit(" ", 1)[-1].rstrip(".")
        choices = last["choices"]
        resident.choose("Yes" if "Shall I send it" in last["text"] else choices[0]["label"])
    raise AssertionError(f"the report did not end: {resident.transcript()}")


def logged(stack: Stack, reference: str) -> list[str]:
    return [
        one["description"] for one in stack.council.requests() if reference in one["description"]
    ]


def tell_of_a_sofa(resident: Resident) -> None:
    said = resident.say("there's a sofa dumped on Heaton Lane")
    assert "What has been dumped?" in said[-1]["text"]


@pytest.mark.parametrize("victim", ["engine", "actions"])
def test_a_resident_is_told_soon_and_goes_on_when_it_is_back(stack: Stack, victim: str) -> None:
    resident = stack.resident()
    tell_of_a_sofa(resident)
    stack.kill(victim)
    began = time.monotonic()
    assert resident.send(text="furniture").status_code == 202
    notice = resident.hears("taking longer", TOLD_WITHIN + 2)
    assert time.monotonic() - began < TOLD_WITHIN
    assert notice["from"] == "notice"
    assert "0161 217 6111" in notice["text"]
    stack.start(victim)
    resident.hears("How much is there?", 30)
    assert resident.state()["owner"] == "assistant"
    reference = finish(resident)
    until(lambda: logged(stack, reference), "the request at the council")
    assert len(logged(stack, reference)) == 1


def test_an_engine_that_stays_away_ends_with_a_person_and_all_that_was_said(stack: Stack) -> None:
    resident = stack.resident()
    tell_of_a_sofa(resident)
    stack.kill("engine")
    resident.send(text="furniture, a big corner one")
    resident.hears("passed your message to a person", 40)
    item = stack.queued(resident)
    assert item is not None
    assert (item["reason"], item["priority"]) == ("error", "high")
    assert "furniture, a big corner one" in item["summary"]
    assert {"Place"} <= {fact["name"] for fact in item["facts"]}
    stack.start("engine")
    time.sleep(2)
    assert not [one for one in resident.messages() if "How much" in one["text"]]


def test_words_of_danger_are_met_with_the_engine_away(stack: Stack) -> None:
    stack.kill("engine")
    resident = stack.resident()
    began = time.monotonic()
    resident.send(text="I can smell gas really strongly in my kitchen")
    assert resident.hears("0800 111 999", 2)["from"] == "notice"
    assert time.monotonic() - began < 2
    assert resident.state()["owner"] == "queue"


def test_everything_is_started_again_in_mid_form_and_nothing_is_lost(stack: Stack) -> None:
    resident = stack.resident()
    tell_of_a_sofa(resident)
    for name in ("web", "engine", "actions"):
        stack.kill(name)
    for name in ("engine", "actions", "web"):
        stack.start(name)
    said = resident.say("furniture")
    assert "How much is there?" in said[-1]["text"]
    reference = finish(resident)
    until(lambda: logged(stack, reference), "the request at the council")
    (description,) = logged(stack, reference)
    assert "sofa dumped on Heaton Lane" in description

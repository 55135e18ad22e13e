"""A conversation that staff give back goes on where it was, and asks nothing they have settled."""

from integrations.store.session import Store
from tests.advisers import Adviser, client_id
from tests.stack import Message, Resident, Stack, until

READ_BACK = "Shall I send it?"


def takes(stack: Stack, resident: Resident) -> tuple[Adviser, int, int]:
    """An adviser of the running product who has this conversation: the item, its version."""
    adviser = Adviser(stack.web, Store(stack.environment["DOORSTEP_DATABASE_URL"]), "sam")
    item = until(lambda: stack.queued(resident), "a place in the queue")["id"]
    version = adviser.call("POST", f"/queue/{item}/claim").json()["version"]
    return adviser, item, version


def test_a_report_goes_on_with_what_the_adviser_settled(stack: Stack) -> None:
    resident = stack.resident()
    resident.say("theres a pothole")
    resident.say("can I speak to a person")
    sam, item, version = takes(stack, resident)
    resident.say("I mean the lane by the bridge, a deep one in the road")
    said = {"text": "Which number?", "version": version, "client_id": client_id()}
    assert sam.call("POST", f"/queue/{item}/messages", said).ok
    resident.hears("Which number?")
    found = {"version": version, "place": "14 Heaton Lane", "details": "Deep, in the road"}
    given = sam.call("POST", f"/queue/{item}/give-back", found)
    assert given.ok, given.text
    resident.hears("our automated assistant now")
    asked = until(lambda: after_the_notice(resident), "the assistant's next question")
    while READ_BACK not in asked[-1]["text"]:
        told = " ".join(one["text"] for one in asked)
        assert "Where is it" not in told and "in the road or the pavement" not in told, told
        choices = asked[-1]["choices"]
        asked = resident.choose(choices[0]["label"]) if choices else resident.say("skip")
    for settled in ("a pothole", "Heaton Lane", "Deep, in the road"):
        assert settled in asked[-1]["text"], asked[-1]["text"]
    # What was said to the adviser was never the engine's to read.
    texts = [str(one["text"]) for one in stack.turns(resident)]
    assert not any("bridge" in one for one in texts), texts
    resident.say("yes")
    resident.hears("Your reference is")
    card = sam.call("GET", f"/queue/{item}").json()["card"]
    assert [one["place"] for one in card["requests"]] == [one["value"] for one in card["facts"]
                                                         if one["name"] == "Place"]  # fmt: skip


def test_without_a_task_in_hand_the_assistant_asks_what_is_needed(stack: Stack) -> None:
    resident = stack.resident()
    resident.say("can I speak to a person")
    sam, item, version = takes(stack, resident)
    assert sam.call("POST", f"/queue/{item}/give-back", {"version": version}).ok
    resident.hears("What can I help you with?")
    assert resident.state()["owner"] == "assistant"
    resident.say("when is my bin collected")
    resident.hears("What is your postcode")


def gives_back(stack: Stack, resident: Resident, **found: str) -> str:
    """An adviser settles this and gives the conversation back; tells what is said then."""
    sam, item, version = takes(stack, resident)
    given = sam.call("POST", f"/queue/{item}/give-back", {"version": version, **found})
    assert given.ok, given.text
    until(lambda: after_the_notice(resident), "the assistant's next words")
    return " ".join(one["text"] for one in after_the_notice(resident))


def test_bin_days_are_told_for_the_address_that_the_adviser_found_out(stack: Stack) -> None:
    for _ in range(2):
        resident = stack.resident()
        resident.say("when is my bin collected")
        resident.say("can I speak to a person")
        said = gives_back(stack, resident, place="12 Heaton Lane")
        assert "12" in said and "Heaton Lane" in said and "bin:" in said, said
        assert "postcode" not in said, said


def test_bin_days_may_be_what_the_adviser_says_it_is(stack: Stack) -> None:
    resident = stack.resident()
    resident.say("can I speak to a person")
    said = gives_back(stack, resident, kind="bins", place="12 Heaton Lane")
    assert "Heaton Lane" in said and "bin:" in said, said
    assert "postcode" in " ".join(one["text"] for one in resident.say("when is my bin collected"))


def test_a_complaint_goes_on_in_the_words_that_the_adviser_wrote_down(stack: Stack) -> None:
    resident = stack.resident()
    resident.say("I want to complain")
    resident.say("can I speak to a person")
    gives_back(stack, resident, details="Three letters about council tax had no answer")
    resident.say("no")
    read_back = resident.hears("Three letters about council tax had no answer")
    assert read_back["from"] == "assistant"
    resident.say("yes")
    resident.hears("Your reference is")


def test_help_is_found_near_where_the_adviser_says_they_are(stack: Stack) -> None:
    resident = stack.resident()
    asked = resident.say("I have no money for food, I am looking for a food bank")
    assert "postcode" in asked[-1]["text"], asked
    resident.say("can I speak to a person")
    said = gives_back(stack, resident, place="Heaton Lane")
    assert "Where are you" not in said and "postcode" not in said, said
    assert "today" in said, said


def after_the_notice(resident: Resident) -> list[Message]:
    """What the assistant said since it had the conversation again."""
    said = resident.messages()
    last = max(at for at, one in enumerate(said) if "our automated assistant now" in one["text"])
    return said[last + 1 :]

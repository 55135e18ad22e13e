"""However a person is asked for, one is fetched within a turn, and nothing collected is lost."""

from tests.stack import Resident, Stack, until

OUT_OF_THE_BLUE = (
    "can I speak to a person",
    "I want to talk to someone real",
    "get me a human please",
    "put me through to an adviser",
    "is there anybody there I can talk to",
    "let me speak to somebody at the council",
    "I'd rather deal with a person",
    "not a robot, a real person",
    "can someone ring me about this instead of a machine",
    "speak to an operator",
    "I need to talk to a member of staff",
    "transfer me to a human agent",
    "please can a person help me",
    "I don't want to talk to a bot",
    "connect me to customer services",
    "talk to human",
    "SPEAK TO SOMEONE NOW",
    "cn i spk 2 a person pls",
    "could I have a word with a proper person",
    "who can I actually talk to, I want a person",
)
IN_MID_FORM = (
    "can I just talk to someone about it",
    "this is hopeless, get me a person",
    "speak to a human",
    "id rather tell a real person",
    "put me through to somebody",
)
ENOUGH = 24


def is_fetched(stack: Stack, *said: str) -> tuple[Resident, bool]:
    resident = stack.resident()
    for one in said:
        resident.say(one)
    return resident, resident.state()["owner"] == "queue"


def test_in_twenty_five_ways_a_person_is_fetched(stack: Stack) -> None:
    missed = [one for one in OUT_OF_THE_BLUE if not is_fetched(stack, one)[1]]
    for one in IN_MID_FORM:
        resident, fetched = is_fetched(stack, "theres a big pothole on Heaton Lane", one)
        if not fetched:
            missed.append(one)
            continue
        waits = until(lambda who=resident: stack.queued(who), "a place in the queue")
        facts = {fact["name"]: fact["value"] for fact in waits["facts"]}
        assert facts["About"] == "a pothole" and "Heaton Lane" in facts["Place"], facts
    assert len(OUT_OF_THE_BLUE) + len(IN_MID_FORM) - len(missed) >= ENOUGH, missed

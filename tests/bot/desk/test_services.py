"""What the desk does for a resident with the assistant's own services: log, look up, ask again."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from bot.desk import contact, homes, requesting, speaking
from bot.desk.sessions import Who
from bot.refusals import Problem
from integrations.collections.contract import Collection
from integrations.open311.contract import Attribute, Option
from integrations.store import conversations, messages, phones, queue, requests, staff
from integrations.store.queue import Handover
from integrations.store.session import Store
from tests.actions.gazetteer import Gazetteer, Postcodes, address
from tests.databases import database_url, migrated_file, open_store, store
from tests.road import PROVIDERS, Road

__all__ = ["database_url", "migrated_file", "open_store", "store"]
WANTED = (
    Attribute("SIZE", "singlevaluelist", required=True, description="How big is it?", order=1,
              values=(Option("S", "Small"), Option("L", "Large"))),
    Attribute("SEEN", "multivaluelist", description="What is there?", order=2,
              values=(Option("SOFA", "A sofa"), Option("BAG", "Bags"))),
)  # fmt: skip
GIVEN = {"kind": "fly_tipping", "street": "Heaton Lane", "description": "Left since Monday",
         "client_id": "one"}  # fmt: skip
CALL = {"channel": "counter", "name": "Sid", "topic": "conversation", "language": "en",
        "later": "nothing"}  # fmt: skip


class Rounds:
    """The collections system: two bins, one of them twice."""

    def __init__(self, road: Road) -> None:
        self.today = road.parts.clock.now().date()
        self.asked: list[str] = []

    def schedule(self, uprn: str, start: object, end: object) -> tuple[Collection, ...]:
        self.asked.append(uprn)
        days = [("blue", 3), ("black", 1), ("black", 15)]
        return tuple(Collection(one, "R1", self.today + timedelta(days=n)) for one, n in days)


@pytest.fixture
def road(store: Store) -> Road:
    gazetteer = Gazetteer(address("14", "Heaton Lane", "SK4 1AR", uprn="100"),
                          address("16", "Heaton Lane", "SK4 1AR", uprn="101"))  # fmt: skip
    road = Road(store, addresses=gazetteer, postcodes=Postcodes())
    road.council.wants = WANTED
    return road


@pytest.fixture
def kim(road: Road) -> Who:
    new = staff.NewStaff(username="kim", name="Kim", role="agent")
    with road.store.begin() as tx:
        person = staff.add(tx, new, road.parts.moment())
    return Who(id=person.id, name="Kim", role="agent", teams=(), session_id="s", csrf="c",
               idle_at=0)  # fmt: skip


@pytest.mark.parametrize(
    "answered",
    [
        {"answers": {"SIZE": "L", "SEEN": ["SOFA", "BAG"]}},
        {"answer.SIZE": "L", "answer.SEEN.SOFA": "1", "answer.SEEN.BAG": "1"},
    ],
)
def test_a_request_is_logged_with_the_councils_own_questions(
    road: Road, kim: Who, answered: dict[str, Any]
) -> None:
    item = int(str(contact.begin(road.parts, kim, CALL)["id"]))
    first = requesting.log(road.parts, kim, item, {**GIVEN, **answered})
    assert requesting.log(road.parts, kim, item, {**GIVEN, **answered}) == first
    with road.store.read() as tx:
        found = queue.get(tx, item)
        assert found
        (logged,) = requests.of_conversation(tx, found.conversation_id)
    assert logged.attributes == {"SIZE": "L", "SEEN": ["SOFA", "BAG"]}
    assert "Heaton Lane" in logged.place["line"]


@pytest.mark.parametrize(
    "answered", [{}, {"answers": {"SIZE": "XXL"}}, {"answers": {"SIZE": "S", "SEEN": ["CAT"]}}]
)
def test_a_question_that_must_be_answered_is(
    road: Road, kim: Who, answered: dict[str, Any]
) -> None:
    item = int(str(contact.begin(road.parts, kim, CALL)["id"]))
    with pytest.raises(Problem) as fault:
        requesting.log(road.parts, kim, item, {**GIVEN, **answered})
    asked = "What is there?" if "CAT" in str(answered) else "How big is it?"
    assert (fault.value.status, fault.value.more["missing"]) == (422, [asked])


def test_a_home_and_its_bin_days_are_one_look_away(road: Road, store: Store) -> None:
    rounds = Rounds(road)
    gazetteer, postcodes = road.parts.addresses, road.parts.postcodes
    parts = Road(store, addresses=gazetteer, postcodes=postcodes, collections=rounds).parts
    found = homes.look_up(parts, "14 Heaton Lane", "")
    assert rounds.asked == ["100"] and "14 Heaton Lane" in found.label
    assert [(day - rounds.today).days for _, day in found.days] == [1, 3]
    several = homes.look_up(parts, "Heaton Lane", "")
    assert not several.label and (several.choices or several.unknown)
    assert homes.look_up(parts, "1 Nowhere Street", "").unknown


@pytest.mark.parametrize(("hours", "template", "sent"), [(25, "hello", True), (25, "", False),
                                                        (1, "hello", False)])  # fmt: skip
def test_after_a_day_whatsapp_takes_only_the_template(
    store: Store, kim: Who, hours: int, template: str, sent: bool
) -> None:
    settings = SimpleNamespace(crash_at="", public_url="", whatsapp_template=template, **PROVIDERS)
    road = Road(store, senders={"whatsapp": object()}, settings=settings)
    parts, moment = road.parts, road.parts.moment()
    with store.begin() as tx:
        phones.heard(tx, "them", "whatsapp", "sealed", moment.now)
        conversation = conversations.start(tx, "c", "whatsapp", "them", "en", moment)
        wanted = Handover(reason="requested", team="contact_centre", topic="report")
        item = queue.enter(tx, conversation, wanted, moment).id
        conversations.move(tx, conversation, conversations.QUEUE, moment)
        queue.claim(tx, item, kim.id, moment)
        version = conversations.lock(tx, "c", moment).version
    road.time.move(hours * 3600)
    given = {"version": version, "client_id": "one"}
    if not sent:
        with pytest.raises(Problem):
            speaking.invite(parts, kim, item, given)
        return
    speaking.invite(parts, kim, item, given)
    speaking.invite(parts, kim, item, given)
    with store.read() as tx:
        said = [one.text for one in messages.visible(tx, "c")]
    assert said == ["You have a message from Stockport Council. Reply to read it."]

"""What is said of the services found, and what is owned up to, on any day, with any directory."""

import time
from datetime import date, datetime
from types import SimpleNamespace

import pytest

from actions.find_help import telling
from actions.find_help.service import Filters
from actions.find_help.telling import Asked
from integrations import council as council_file
from integrations.clock import LOCAL, Clock
from integrations.open_referral import wire, world
from integrations.open_referral.contract import SYSTEM, as_data
from integrations.open_referral.reading import service as read
from integrations.open_referral.standin import OpenReferralStandIn
from integrations.store import directory
from integrations.store.session import Store

HOLIDAYS = {date(2026, 12, 25), date(2026, 12, 28)}
ENTRIES = world.load(OpenReferralStandIn(Clock()).seed()).entries
EVERYTHING = [as_data(read(wire.service_v3(one), 3)) for one in ENTRIES]
SUNDAY, CHRISTMAS, MONDAY = "2026-11-22T09:30", "2026-12-25T09:30", "2026-11-23T10:30"
FAR = (53.80, -1.55)
MINUTE = 60.0


class At:
    """The product's services at one moment, with a directory of its own age and health."""

    def __init__(self, store, moment, *, services=EVERYTHING, minutes_old=1.0, down=False):
        now = time.time()
        with store.begin() as tx:
            if services is not None:
                directory.claim(tx, SYSTEM, now - 9e5, now)
                fetched = now - minutes_old * MINUTE
                directory.keep(tx, SYSTEM, services, fetched, now)
            if down:
                directory.failed(tx, SYSTEM, "Unavailable: refused", now + MINUTE)
        local = datetime.fromisoformat(moment).replace(tzinfo=LOCAL)
        self.store = store
        self.clock = SimpleNamespace(now=lambda: local)
        self.council = council_file.load()
        self.bank_holidays = SimpleNamespace(days=lambda: HOLIDAYS)


@pytest.fixture
def store(tmp_path):
    store = Store(f"sqlite:///{tmp_path}/doorstep.db")
    store.migrate()
    yield store
    store.close()


def said(outcome):
    return [name.removeprefix("utter_find_help_") for name, _ in outcome.says]


def cards(outcome):
    return "\n".join(facts.get("cards", "") for _, facts in outcome.says)


@pytest.mark.parametrize("moment", [SUNDAY, CHRISTMAS])
@pytest.mark.parametrize("place", [None, (53.4010, -2.1690)])
def test_no_food_today_shows_what_can_be_used_today(store, moment, place):
    asked = Asked("food_help", place, Filters(today=True))
    outcome = telling.tell(asked, At(store, moment))
    assert said(outcome) == ["today"] and not outcome.person
    assert "pens today at" in cards(outcome) or "Open now" in cards(outcome)
    assert "need a voucher" not in cards(outcome)


@pytest.mark.parametrize("need", ["food_help", "money_worries", "housing_homelessness"])
def test_what_nothing_can_meet_today_is_a_person_s_work(store, need):
    asked = Asked(need, None, Filters(today=True))
    outcome = telling.tell(asked, At(store, CHRISTMAS, services=[]))
    assert outcome.person and said(outcome) == ["person"]
    handover = telling.urgent(need)
    assert (handover["priority"], handover["team"]) == ("urgent", "early_help")


def test_all_closed_now_says_which_opens_first_and_whom_to_call(store):
    asked = Asked("carer_support", None, Filters(now=True))
    outcome = telling.tell(asked, At(store, CHRISTMAS))
    assert said(outcome) == ["none_open", "found"]
    assert "Opens today at" in cards(outcome)


def test_nothing_near_is_owned_up_to(store):
    outcome = telling.tell(Asked("carer_support", FAR, Filters()), At(store, MONDAY))
    assert said(outcome)[0] == "nothing_near"


@pytest.mark.parametrize(
    ("filters", "owned_up"),
    [(Filters(language="Welsh"), "none_speak"), (Filters(phone=True), "none_phone")],
)
def test_a_wish_that_nobody_meets_is_owned_up_to(store, filters, owned_up):
    only_there = [{**one, "ways": ["venue"]} for one in EVERYTHING if one["sites"]]
    outcome = telling.tell(Asked("carer_support", None, filters),
                           At(store, MONDAY, services=only_there))  # fmt: skip
    assert said(outcome)[0] == owned_up and len(said(outcome)) == 2


@pytest.mark.parametrize(("minutes_old", "down"), [(5.0, True), (90.0, False)])
def test_while_the_directory_is_down_the_copy_answers_and_tells_its_age(store, minutes_old, down):
    there = At(store, MONDAY, minutes_old=minutes_old, down=down)
    outcome = telling.tell(Asked("carer_support", None, Filters()), there)
    assert said(outcome) == ["old_list", "found"]
    facts = dict(outcome.says)["utter_find_help_old_list"]
    assert facts["day"] == "Monday 23 November"


def test_a_directory_that_never_answered_is_not_guessed_at(store):
    outcome = telling.tell(Asked("food_help", None, Filters()), At(store, MONDAY, services=None))
    assert said(outcome) == ["no_list"] and cards(outcome) == ""


def test_a_second_look_tells_others_and_then_says_that_it_is_all(store):
    there, told = At(store, MONDAY), []
    for _ in range(20):
        outcome = telling.tell(Asked("carer_support", None, Filters(), told), there)
        if said(outcome) == ["no_more"]:
            break
        assert not {*told} & {*outcome.told}
        told += outcome.told
    assert said(outcome) == ["no_more"] and len(told) > 3


def test_it_is_known_whether_one_of_those_shown_takes_names(store):
    outcome = telling.tell(Asked("carer_support", None, Filters()), At(store, MONDAY))
    assert outcome.takes_names
    without = [{**one, "referral": ""} for one in EVERYTHING]
    assert not telling.tell(Asked("carer_support", None, Filters()),
                            At(store, MONDAY, services=without)).takes_names  # fmt: skip

"""The figures, counted from a log that is known by hand (checks 32 and 81 to 84)."""

import csv
import io
from datetime import date

import pytest

from bot.desk import counting, figures
from bot.desk.counting import without_small
from bot.desk.csv_rows import cell, written
from bot.desk.figures import Days
from bot.desk.words import source
from tests.advisers import Adviser
from tests.bot.desk import golden
from tests.bot.served import Web
from tests.databases import database_url, migrated_file, open_store, store
from tests.road import Road

__all__ = ["database_url", "migrated_file", "open_store", "store"]
FORTNIGHT = Days(date(2026, 1, 1), date(2026, 1, 14))

ENDED = {"resolved": 110, "came_back": 10, "answered": 40, "with_person": 60, "abandoned_bot": 30,
         "abandoned_queue": 10, "abandoned_desk": 10, "open": 30}  # fmt: skip
KPIS = {"completion": (80.0, 150), "satisfaction": (75.0, 40), "cost": (117.2, 120),
        "take_up": (88.2, 170)}  # fmt: skip
QUEUE = {
    "handed_over": (26.7, 300), "answered_20": (33.3, 60), "answered_60": (50.0, 60),
    "first_response": (50.0, 50), "first_response_p90": (900.0, 50),
    "first_response_clock": (50.0, 50), "longest": (900.0, 50), "abandoned_queue": (16.7, 60),
    "handling": (300.0, 70), "not_said": (5.7, 70), "missed": (3.3, 300),
    "missed_twice": (3.3, 300), "satisfied_assistant": (80.0, 30), "satisfied_person": (60.0, 10),
}  # fmt: skip


def told(list_of_figures):
    return {one["name"]: (one["value"], one["n"]) for one in list_of_figures}


def rows(table, by="number"):
    return {one["name"]: one[by] for one in table["rows"]}, table["hidden"]


@pytest.fixture
def report(store):
    golden.fill(store)
    road = Road(store)
    road.time.seconds = golden.NOW
    return figures.report(road.parts, FORTNIGHT)


def test_the_golden_log_gives_exactly_these_figures(report):
    assert report["conversations"] == 300
    assert {one["name"]: one["n"] for one in report["outcomes"]} == ENDED
    assert told(report["kpis"]) == KPIS
    assert told(report["queue"]) == QUEUE
    tables = report["tables"]
    reasons = {"requested": 40, "not_understood": 20, "contact": 20}
    assert rows(tables["reasons"]) == (reasons, 0)
    assert rows(tables["channels"], "conversations") == ({"web": 250, "sms": 20, "phone": 16}, 2)
    assert rows(tables["areas"]) == ({"Heaton Moor": 97}, 2)
    by_topic, hidden = rows(tables["topics"], "resolved")
    assert (by_topic["report_fly_tipping"], by_topic["report_pothole"], hidden) == (100, 10, 0)


def test_every_figure_and_every_ending_says_what_it_means(report):
    words = source("reports")
    for one in report["kpis"]:
        assert words["kpis"][one["name"]]["means"]
    for one in report["queue"]:
        assert words["queue"][one["name"]]["means"]
    assert set(words["outcomes"]) == set(counting.OUTCOMES)


def test_days_in_which_nothing_happened_give_no_figures(store):
    found = figures.report(Road(store).parts, Days(date(2025, 1, 1), date(2025, 1, 2)))
    assert found["conversations"] == 0
    assert all(one["value"] is None for one in [*found["kpis"], *found["queue"]])


def test_the_first_response_is_counted_from_the_request_and_not_from_the_chat(store):
    log = golden.Log(store)
    log.holds(5, wait={**golden.WITH_SAM, "claimed_at": 1, "answered_at": 30, "closed_at": 60})
    road = Road(store)
    road.time.seconds = golden.NOW
    found = figures.report(road.parts, FORTNIGHT)
    assert told(found["queue"])["first_response"] == (30.0, 5)


def test_who_left_the_assistant_is_never_counted_as_sorted_out(store):
    log = golden.Log(store)
    log.holds(5, steps=(golden.HEARD_TIP, golden.BEGUN))
    log.holds(5, steps=(golden.BEGUN, golden.DONE))  # a form that ended without a request
    log.holds(5, steps=(("task", {"name": "bins_form", "step": "cancelled"}),))
    road = Road(store)
    road.time.seconds = golden.NOW
    ended = {one["name"]: one["n"] for one in figures.report(road.parts, FORTNIGHT)["outcomes"]}
    assert (ended["abandoned_bot"], ended["resolved"]) == (15, 0)


def test_who_comes_back_is_known_also_where_one_part_of_a_long_time_ends_and_the_next_begins(store):
    log, firsts = golden.Log(store), range(0, 360, 5)
    for day in firsts:
        for after in (0, 6):
            log.one(identity=f"p{day}", began=golden.NOW - (367 - day - after) * golden.DAY,
                    steps=(golden.HEARD_HOLE, golden.BEGUN, golden.DONE),
                    area="Bredbury")  # fmt: skip
    road = Road(store)
    road.time.seconds = golden.NOW
    found = figures.report(road.parts, Days(date(2025, 1, 1), date(2026, 1, 14)))
    ended = {one["name"]: one["n"] for one in found["outcomes"]}
    assert (ended["came_back"], ended["resolved"]) == (len(firsts), len(firsts))


def test_few_are_kept_back_and_so_is_one_more_that_the_total_would_give_away():
    given = [{"name": name, "n": n} for name, n in (("a", 50), ("b", 9), ("c", 2))]
    kept, hidden = without_small(given, "n", 5)
    assert ([one["name"] for one in kept], hidden) == (["a"], 2)
    kept, hidden = without_small([*given, {"name": "d", "n": 4}], "n", 5)
    assert ([one["name"] for one in kept], hidden) == (["a", "b"], 2)
    assert figures.figure("x", 50.0, 4, figures.rules())["few"] is True
    assert figures.figure("x", 50.0, 4, figures.rules())["value"] is None


@pytest.mark.parametrize("text", ["=1+1", "+44", "-2", "@SUM(A1)", "\t=1", "\r=1"])
def test_nothing_in_a_file_is_taken_for_a_formula(text):
    assert cell(text) == f"'{text}"
    ((read,),) = list(csv.reader(io.StringIO(written([[text]]), newline="")))
    assert read == f"'{text}"


def test_supervisors_and_data_protection_see_the_figures_and_advisers_do_not(web: Web) -> None:
    priya = Adviser(web.address, web.store, "priya", "supervisor")
    dana = Adviser(web.address, web.store, "dana", "data_protection")
    sam = Adviser(web.address, web.store, "sam")
    for path in ("/reports", "/kpis", "/kpis.csv"):
        assert priya.call("GET", path).status_code == 200
        assert dana.call("GET", path).status_code == 200
        assert sam.call("GET", path).status_code == 403
    assert sam.page("/desk/reports").status_code == 403
    page = priya.page("/desk/reports?since=2026-01-01&until=2026-01-14")
    assert page.status_code == 200 and "Completion rate" in page.text
    assert priya.page("/desk/reports?since=2026-02-01&until=2026-01-14").status_code == 422
    assert priya.call("GET", "/reports?since=yesterday").status_code == 422
    lines = list(csv.reader(io.StringIO(priya.call("GET", "/kpis.csv").text, newline="")))
    assert [line[2] for line in lines[1:]] == [
        source("reports")["kpis"][name]["name"] for name in KPIS
    ]
    assert {one["name"] for one in priya.call("GET", "/kpis").json()["kpis"]} == set(KPIS)

from datetime import date

from actions.bins.service import next_days, wanted
from integrations.collections.contract import Collection
from integrations.council import Bin
from tests.sources import document


def bin_(service, colour, name, items=(), other_names=()):
    return Bin(service=service, colour=colour, name=name, holds="", items=items,
               other_names=other_names)  # fmt: skip


BINS = (
    bin_("Refuse Collection", "black", "black bin", ("nappies",)),
    bin_("Paper and Card", "blue", "blue bin", ("newspapers",)),
    bin_("Food and Garden", "green", "green bin", ("grass",), ("Garden Waste",)),
)
TODAY = date(2026, 1, 5)


def on(service, day):
    return Collection(service, "R1", date(2026, 1, day))


def test_a_bin_is_known_by_its_colour():
    assert wanted("when's my BLUE bin out?", BINS) == ["Paper and Card"]


def test_a_bin_is_known_by_what_goes_in_it():
    assert wanted("when do you take the garden waste", BINS) == ["Food and Garden"]


def test_no_bin_named_means_all_of_them():
    assert wanted("what day are my bins", BINS) == []


def test_each_bin_has_its_next_day_soonest_first():
    found = [on("Refuse Collection", 19), on("Paper and Card", 7), on("Refuse Collection", 9)]
    assert next_days(found, BINS, TODAY, []) == [
        ("blue bin", date(2026, 1, 7)),
        ("black bin", date(2026, 1, 9)),
    ]


def test_a_collection_today_still_counts_and_yesterday_s_does_not():
    found = [on("Paper and Card", 4), on("Paper and Card", 5)]
    assert next_days(found, BINS, TODAY, []) == [("blue bin", TODAY)]


def test_only_the_bin_asked_about_is_told():
    found = [on("Paper and Card", 7), on("Refuse Collection", 9)]
    assert next_days(found, BINS, TODAY, ["Refuse Collection"]) == [("black bin", date(2026, 1, 9))]


def test_a_service_the_council_s_data_does_not_list_keeps_its_own_name():
    assert next_days([on("Clinical Waste", 8)], BINS, TODAY, []) == [
        ("Clinical Waste", date(2026, 1, 8))
    ]


def test_nothing_published_tells_nothing():
    assert next_days([], BINS, TODAY, []) == []


def test_a_name_of_a_bin_counts_before_the_colour_of_another():
    odd = (*BINS, bin_("Glass", "brown", "brown bin", (), ("Green box",)))
    assert next_days([on("Green Box", 7)], odd, TODAY, []) == [("brown bin", date(2026, 1, 7))]


def test_both_answers_know_a_tip_by_the_same_words() -> None:
    page = document("data/answers/pages/tips.yml")
    assert document("data/bins/words.yml")["tip"] == page["when"]

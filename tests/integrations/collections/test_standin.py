"""The collections stand-in, asked as Stockport's own pages ask, and the worlds it accepts."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.collections.world import load
from integrations.standin import BadSeed
from tests.integrations.examples import example

ASK = "/collections/api/v1/Collection"
ROUND = {"round": "R1", "service": "Ash", "first": "2026-01-05", "every_days": 7}
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def dates(seed, uprn="1", span=YEAR):
    return [str(day.date) for day in load(seed).between(uprn, *span)]


def test_its_rows_have_the_recorded_names_and_types(standins):
    recorded = example("stockport-shapes/whitespace.collections.json")["Collections"][0]
    ask = f"{ASK}?Uprn=990000000001&From=05/01/2026&To=12/01/2026"
    rows = standins.ask("GET", ask)[1]["Collections"]
    assert rows
    for row in rows:
        assert {name: type(value) for name, value in row.items()} == {
            name: type(value) for name, value in recorded.items()
        }
    assert rows[0]["Date"] == "2026-01-05T00:00:00"
    assert rows[0]["Day"] == "Monday"


@pytest.mark.parametrize("uprn", ["990000000001", "0990000000001"[-12:]])
def test_names_of_parameters_may_be_in_any_case(standins, uprn):
    ask = f"{ASK}?uprn={uprn}&FROM=05/01/2026&to=12/01/2026"
    assert standins.ask("GET", ask)[1]["Collections"]


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("", {"Uprn", "From", "To"}),
        ("Uprn=1&From=2026-01-05&To=12/01/2026", {"From"}),
        ("Uprn=1&From=31/02/2026&To=12/03/2026", {"From"}),
        ("Uprn=1&From=5/1/2026&To=12/01/2026", {"From"}),
        ("Uprn=x&From=05/01/2026&To=12/01/2026", {"Uprn"}),
        ("Uprn=1&From=12/01/2026&To=05/01/2026", {"To"}),
        ("Uprn=1&From=05/01/2026&To=05/01/2036", {"To"}),
    ],
)
def test_what_it_cannot_read_is_a_400_that_names_it(standins, query, named):
    status, answer = standins.ask("GET", f"{ASK}?{query}")
    assert (status, set(answer["errors"])) == (400, named)


def test_a_round_and_a_list_of_houses_are_a_world():
    seed = {"rounds": [ROUND], "premises": [{"uprns": ["1", "5-7"], "rounds": ["R1"]}]}
    assert dates(seed)[:2] == ["2026-01-05", "2026-01-12"]
    assert [bool(dates(seed, uprn)) for uprn in ("4", "5", "6", "7", "8", "0001")] == [
        False,
        True,
        True,
        True,
        False,
        True,
    ]


@pytest.mark.parametrize(
    "premises",
    [{"1": ["R1"]}, {"1": "R1"}, [{"uprn": 1, "rounds": "R1"}], [{"UPRN": "1", "Rounds": ["R1"]}]],
)
@pytest.mark.parametrize(
    "often",
    [{"every_days": 7}, {"every": "7"}, {"frequency": "weekly"}, {"EveryDays": 7, "every_days": 7}],
)
def test_there_are_several_ways_to_say_so(premises, often):
    first = {"Round": "R1", "Service": "Ash", "First Date": "05/01/2026"}
    assert dates({"rounds": [first | often], "premises": premises})[1] == "2026-01-12"


def test_collections_may_be_written_out_one_by_one():
    row = {"Service": "Ash", "Round": "R1", "Schedule": "x", "Day": "Monday", "Date": "2026-02-02"}
    assert dates({"collections": {"1": [row]}}) == ["2026-02-02"]
    assert dates({"collections": {"1": {"Collections": [row]}}}) == ["2026-02-02"]


def test_nothing_is_collected_before_the_first_day():
    seed = {"rounds": [{**ROUND, "first": "2026-12-28"}], "premises": {"1": ["R1"]}}
    assert dates(seed) == ["2026-12-28"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"date": "2026-01-12", "to": "2026-01-14"}, ["2026-01-05", "2026-01-14", "2026-01-19"]),
        ({"date": "2026-01-12", "to": None}, ["2026-01-05", "2026-01-19"]),
        ({"date": "2026-01-12", "to": "2026-01-19"}, ["2026-01-05", "2026-01-19"]),
        ({"date": "2026-01-13", "to": "2026-01-15"}, ["2026-01-05", "2026-01-12", "2026-01-19"]),
        ({"date": "2026-01-12", "to": None, "rounds": ["R2"]},
         ["2026-01-05", "2026-01-12", "2026-01-19"]),
        ({"date": "2025-12-29", "to": "2026-01-02"}, ["2026-01-05", "2026-01-12", "2026-01-19"]),
    ],
)  # fmt: skip
def test_a_change_is_looked_up_and_never_worked_out(change, expected):
    seed = {"rounds": [ROUND], "premises": {"1": ["R1"]}, "changes": [change]}
    assert dates(seed, span=(date(2026, 1, 1), date(2026, 1, 20))) == expected


def test_a_change_that_names_its_rounds_wins_over_one_for_all():
    changes = [{"date": "2026-01-12", "to": "2026-01-13"},
               {"date": "2026-01-12", "to": "2026-01-16", "rounds": ["R1"]}]  # fmt: skip
    seed = {"rounds": [ROUND], "premises": {"1": ["R1"]}, "changes": changes}
    assert "2026-01-16" in dates(seed)
    assert "2026-01-13" not in dates(seed)


@pytest.mark.parametrize(
    ("seed", "says"),
    [
        ({}, "neither rounds nor collections"),
        ({"rounds": {}}, "rounds is not a list"),
        ({"rounds": [{**ROUND, "first": "soon"}]}, "rounds[0]: first: soon is not a date"),
        ({"rounds": [{**ROUND, "every_days": "often"}]}, "every_days is not a number of days"),
        ({"rounds": [{**ROUND, "every_days": 0}]}, "rounds[0]: no every_days"),
        ({"rounds": [{"round": "R1"}]}, "rounds[0]: no service"),
        ({"rounds": [ROUND], "premises": {"1": ["R9"]}}, "there is no round R9"),
        ({"rounds": [ROUND], "premises": {"here": ["R1"]}}, "here is not a UPRN"),
        ({"rounds": [ROUND], "premises": [{"uprns": ["9-1"], "rounds": []}]}, "not a span"),
        ({"rounds": [ROUND], "changes": [{"to": "2026-01-01"}]}, "changes[0]: date"),
        ({"collections": []}, "an object of UPRNs"),
        ({"collections": {"1": [{"Service": "Ash"}]}}, "collections.1: date"),
    ],
)
def test_a_bad_world_is_refused_by_name(seed, says):
    with pytest.raises(BadSeed) as caught:
        load(seed)
    assert says in str(caught.value)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["round", "rounds", "uprns", "first", "date", "1"]), inner
        )
    ),
    max_leaves=12,
)


@given(anything, st.sampled_from(["rounds", "premises", "changes", "collections"]))
def test_no_world_breaks_the_loader(value, field):
    for seed in ({field: value}, {"rounds": [ROUND], field: value}, {"rounds": [ROUND, value]}):
        try:
            load(seed)
        except BadSeed as refused:
            assert str(refused)


CREW = f"{ASK}/in-cab-logs"
LOGS = [
    {"LogDate": "2026-01-05T08:12:00", "Uprn": "990000000001", "Usrn": "99000001",
     "Reason": "Not presented", "Round": "BLK01"},
    {"date": "2026-01-05", "usrn": "99000001", "reason": "Road closed", "round": "BLK01"},
    {"date": "2026-01-05", "uprn": "990000000002", "reason": "Contaminated", "round": "BLK01"},
]  # fmt: skip
INCIDENTS = [{"round": "R1", "date": "2026-01-05", "notes": "Breakdown"},
             {"RoundCode": "R2", "RoundIncidentDate": "2026-01-05T00:00:00"}]  # fmt: skip


def test_a_property_s_notes_and_its_street_s_are_told_but_not_a_neighbour_s():
    world = load({"rounds": [], "crew_logs": LOGS})
    told = world.noted("990000000001", "99000001", *YEAR)
    assert [row["Reason"] for row in told] == ["Not presented", "Road closed"]
    assert [row["Reason"] for row in world.noted("990000000001", "", *YEAR)] == ["Not presented"]
    assert world.noted("990000000001", "", date(2026, 1, 6), date(2026, 1, 9)) == []


def test_incidents_are_those_of_a_property_s_own_rounds():
    seed = {"rounds": [ROUND], "premises": {"1": ["R1"]}, "round_incidents": INCIDENTS}
    assert [row["RoundCode"] for row in load(seed).incidents_of("1")] == ["R1"]
    assert load(seed).incidents_of("2") == []


def test_notes_and_incidents_have_the_recorded_names(standins):
    seed = standins.ask("GET", "/_standin/collections/seed")[1]
    noted = {**seed, "crew_logs": LOGS, "round_incidents": [{**INCIDENTS[0], "round": "BLK01"}]}
    standins.load("collections", noted)
    ask = f"{CREW}?Uprn=990000000001&From=05/01/2026&To=12/01/2026"
    found = standins.ask("GET", ask)[1]["InCabLogs"]
    recorded = example("stockport-shapes/whitespace.in-cab-logs.json")["InCabLogs"][0]
    assert len(found) == 1 and set(found[0]) <= set(recorded)
    found = standins.ask("GET", f"{ASK}/round-incidents/990000000001")[1]["RoundIncidents"]
    recorded = example("stockport-shapes/whitespace.round-incidents.json")["RoundIncidents"][0]
    assert len(found) == 1 and set(found[0]) == set(recorded)
    standins.reset()


@pytest.mark.parametrize(
    "ask",
    [
        f"{CREW}?Uprn=x&From=05/01/2026&To=06/01/2026",
        f"{CREW}?Uprn=1&From=05/01/2026",
        f"{ASK}/round-incidents/x",
    ],
)
def test_questions_it_cannot_read_are_refused(standins, ask):
    assert standins.ask("GET", ask)[0] == 400


@pytest.mark.parametrize(
    "wrong",
    [
        {"crew_logs": [{"uprn": "1", "reason": "No"}]},
        {"crew_logs": [{"uprn": "1", "date": "2026-01-05"}]},
        {"crew_logs": [{"reason": "No", "date": "2026-01-05"}]},
        {"round_incidents": [{"date": "2026-01-05"}]},
        {"round_incidents": [{"round": "R1", "date": "soon"}]},
    ],
)
def test_a_world_whose_notes_are_not_whole_is_refused(wrong):
    with pytest.raises(BadSeed):
        load({"rounds": [], **wrong})

"""Logging a request with the council and finding it again, over HTTP, in JSON and in XML."""

from datetime import UTC, datetime, timedelta

import pytest

from integrations.errors import NotFound, Refused, Unreadable
from integrations.open311.client import Open311
from integrations.open311.contract import Option
from tests.integrations.open311.reports import connect, fly_tipping, more_on
from tests.standins import StandIns

HOUR = timedelta(hours=1)


def now() -> datetime:
    return datetime.now(UTC)


def test_the_councils_services(open311: Open311) -> None:
    services = {service.code: service for service in open311.services()}
    assert {"FLYTIP", "POTHOLE", "STLIGHT", "TROLLEY"} <= set(services)
    tipping = services["FLYTIP"]
    assert (tipping.name, tipping.metadata, tipping.type) == ("Fly-tipping", True, "realtime")
    assert tipping.groups == ("Street cleaning",)
    assert "mattress" in tipping.keywords
    assert not services["ROADSIGN"].metadata


def test_the_questions_of_a_service_in_their_order(open311: Open311) -> None:
    definition = open311.definition("POTHOLE")
    assert [one.code for one in definition.questions] == ["where", "depth", "width"]
    where = definition.questions[0]
    assert (where.datatype, where.required) == ("singlevaluelist", True)
    assert where.values[0] == Option("road", "In the road")
    assert open311.definition("FLYTIP").notices == ("Please do not touch it.",)
    assert not open311.definition("STLIGHT").questions[1].required


def test_what_the_council_wants_from_us_is_never_asked(open311: Open311) -> None:
    wanted = [one for one in open311.definition("POTHOLE").attributes if one.automated]
    assert [one.code for one in wanted] == ["easting", "northing", "fixmystreet_id", "uprn"]
    assert [one.required for one in wanted] == [True, True, True, False]


def test_a_service_without_questions_is_no_error(open311: Open311) -> None:
    assert open311.definition("ROADSIGN").questions == ()
    with pytest.raises(NotFound):
        open311.definition("KELPIE")


def test_a_request_is_taken_and_can_be_read_back(open311: Open311) -> None:
    taken = open311.submit(fly_tipping())
    assert taken.service_request_id
    assert taken.notice == "We aim to clear it within 3 working days."
    request = open311.request(taken.service_request_id)
    assert request.description == "A sofa & two bags\n\nDoorstep reference: SR-1234567"
    assert (request.status, request.service_code) == ("open", "FLYTIP")
    assert (request.address, request.lat, request.long) == (
        "Outside 14 Heaton Lane",
        53.4106,
        -2.1575,
    )
    assert request.requested
    assert abs(request.requested - now()) < HOUR
    assert open311.requests("FLYTIP") == (request,)


def test_our_reference_goes_where_a_uk_council_looks_for_it(
    open311: Open311, standins: StandIns
) -> None:
    open311.submit(
        fly_tipping(
            service_code="POTHOLE",
            attributes={
                "easting": "389100.0",
                "northing": "390400.0",
                "fixmystreet_id": "",
                "where": "road",
                "depth": "deep",
                "width": "plate",
            },
        )
    )
    form = standins.received("open311")[-1]["form"]
    assert form["attribute[fixmystreet_id]"] == ["SR-1234567"]
    assert form["attribute[depth]"] == ["deep"]
    assert form["api_key"] == ["demo-open311"]


def test_what_a_resident_typed_can_never_be_markup_or_too_long(open311: Open311) -> None:
    words = "<b>help</b> <script>x</script> 3 < 4 <!-- " + "word " * 2000
    taken = open311.submit(fly_tipping(description=words))
    description = open311.request(str(taken.service_request_id)).description
    assert description.startswith("< b>help< /b> < script>x< /script> 3 < 4 < !--")
    assert description.endswith("Doorstep reference: SR-1234567")
    assert len(description) <= 4000


def test_two_equal_requests_are_two(open311: Open311) -> None:
    first, second = open311.submit(fly_tipping()), open311.submit(fly_tipping())
    assert first.service_request_id != second.service_request_id
    assert len(open311.requests("FLYTIP")) == 2


def test_several_answers_to_one_question(open311: Open311, standins: StandIns) -> None:
    values = [{"key": key, "name": f"Kind {key}"} for key in "123"]
    attributes = [{"code": "kinds", "datatype": "multivaluelist", "values": values}]
    world = {"services": [{"service_code": "M", "service_name": "M"}], "definitions": {}}
    standins.load("open311", {**world, "definitions": {"M": attributes}})
    open311.submit(fly_tipping(service_code="M", attributes={"kinds": ("1", "3")}))
    assert standins.received("open311")[-1]["form"]["attribute[kinds][]"] == ["1", "3"]


def test_a_batch_service_gives_a_token_first(open311: Open311) -> None:
    attributes = {
        "easting": "1",
        "northing": "2",
        "fixmystreet_id": "",
        "water": "road",
    }
    taken = open311.submit(fly_tipping(service_code="DRAIN", attributes=attributes))
    assert taken.service_request_id is None
    assert taken.token
    assert open311.token(taken.token) is None, "it has no number yet"
    number = open311.token(taken.token)
    assert number
    assert open311.request(number).service_code == "DRAIN"
    with pytest.raises(NotFound):
        open311.token("T0")


def test_a_blackbox_service_gives_nothing_to_follow(open311: Open311) -> None:
    noise = {"kind": "dog", "often": "every night"}
    taken = open311.submit(fly_tipping(service_code="NOISE", attributes=noise))
    assert (taken.service_request_id, taken.token) == (None, None)
    assert taken.notice


def test_the_councils_reasons_are_kept(open311: Open311) -> None:
    with pytest.raises(Refused) as caught:
        open311.submit(fly_tipping(attributes={"size": "elephant"}))
    assert caught.value.status == 400
    assert not caught.value.sent
    assert "attribute[kind] is required; attribute[size] has no option elephant" in (
        caught.value.detail
    )


def test_a_wrong_key_is_refused(standins: StandIns) -> None:
    for form in ("json", "xml"):
        with pytest.raises(Refused) as caught:
            connect(standins.url("open311"), key="stolen", form=form).submit(fly_tipping())
        assert caught.value.status == 403
        assert caught.value.detail.startswith("Invalid api_key received")


def test_a_wrong_address_is_not_taken_for_a_council_without_services(standins: StandIns) -> None:
    lost = connect(standins.url("open311") + "/v3")
    with pytest.raises(Unreadable):
        lost.services()
    with pytest.raises(Refused):
        lost.submit(fly_tipping())


def test_a_request_is_found_by_our_reference(open311: Open311) -> None:
    open311.submit(fly_tipping(reference="SR-7654321"))
    taken = open311.submit(fly_tipping())
    found = open311.find_by_reference("SR-1234567", "FLYTIP", now())
    assert found
    assert found.service_request_id == taken.service_request_id
    assert open311.find_by_reference("SR-123456", "FLYTIP", now()) is None, "only whole references"
    assert open311.find_by_reference("SR-1234567", "POTHOLE", now()) is None


def test_a_request_is_found_though_the_clocks_differ(open311: Open311) -> None:
    open311.submit(fly_tipping())
    assert open311.find_by_reference("SR-1234567", "FLYTIP", now() + timedelta(days=40))


def test_a_list_that_may_be_cut_short_proves_nothing(standins: StandIns) -> None:
    requests = [
        {"service_request_id": str(number), "service_code": "A", "requested_datetime": 0}
        for number in range(1000)
    ]
    services = [{"service_code": "A", "service_name": "A"}]
    standins.load("open311", {"services": services, "requests": requests})
    with pytest.raises(Unreadable, match="perhaps not all"):
        connect(standins.url("open311")).find_by_reference("SR-1", "A", now() - HOUR)


def test_updates_are_read_between_two_instants(open311: Open311, standins: StandIns) -> None:
    taken = open311.submit(fly_tipping())
    order = {"service_request_id": taken.service_request_id, "status": "planned", "push": False}
    standins.ask("POST", "/_standin/open311/updates", {**order, "description": "On the list"})
    found = open311.updates(now() - 2 * HOUR, now() + HOUR)
    assert [(one.service_request_id, one.status, one.description) for one in found] == [
        (taken.service_request_id, "planned", "On the list")
    ]
    assert found[0].at
    assert abs(found[0].at - now()) < HOUR
    assert open311.updates(now() - 3 * HOUR, now() - 2 * HOUR) == ()
    assert open311.request(str(taken.service_request_id)).status == "planned"


def test_more_on_a_request_opens_it_again_and_can_be_found(
    open311: Open311, standins: StandIns
) -> None:
    number = str(open311.submit(fly_tipping()).service_request_id)
    order = {"service_request_id": number, "status": "closed", "push": False}
    standins.ask("POST", "/_standin/open311/updates", order)
    made = open311.add(more_on(number))
    assert open311.request(number).status == "open"
    (found,) = [one for one in open311.updates(now() - HOUR, now() + HOUR) if one.update_id == made]
    assert found.description == "Still there\n\nDoorstep reference: SR-7654321"


def test_a_council_may_take_no_updates(standins: StandIns) -> None:
    seed = standins.ask("GET", "/_standin/open311/seed")[1]
    standins.load("open311", {**seed, "takes_updates": False})
    open311 = connect(standins.url("open311"))
    number = str(open311.submit(fly_tipping()).service_request_id)
    with pytest.raises(NotFound, match="not taken here"):
        open311.add(more_on(number))

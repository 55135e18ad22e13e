"""What any Open311 server must do for us. Reads only, so it may be pointed at a real council:

OPEN311_URL=https://... pytest tests/integrations/open311/test_contract.py
"""

import pytest

from integrations.errors import NotFound, Refused
from integrations.open311.client import Open311
from integrations.open311.contract import Service

TYPES = ("realtime", "batch", "blackbox")
MANY = 5


@pytest.fixture
def services(real_or_standin: Open311) -> tuple[Service, ...]:
    return real_or_standin.services()


def test_there_are_services_with_a_code_and_a_name(services: tuple[Service, ...]) -> None:
    assert services
    assert all(service.code and service.name for service in services)
    assert len({service.code for service in services}) == len(services)
    assert {service.type for service in services} <= set(TYPES)


def test_every_service_has_questions_that_can_be_asked(
    real_or_standin: Open311, services: tuple[Service, ...]
) -> None:
    for service in services[:MANY]:
        definition = real_or_standin.definition(service.code)
        assert definition.service_code == service.code
        for question in definition.questions:
            assert question.description, f"{service.code}.{question.code} asks nothing"
            assert question.values or not question.datatype.endswith("list")


def test_what_was_reported_lately_can_be_read(real_or_standin: Open311) -> None:
    for request in real_or_standin.requests():
        assert request.service_request_id
        assert request.status


def test_a_service_there_is_not(real_or_standin: Open311) -> None:
    with pytest.raises((NotFound, Refused)):
        real_or_standin.definition("NO-SUCH-SERVICE-HERE")


def test_a_request_there_is_not(real_or_standin: Open311) -> None:
    with pytest.raises((NotFound, Refused)):
        real_or_standin.request("no-such-request-here")

"""A client of a server under test, and a report that its seed's council takes."""

from datetime import UTC, datetime

from integrations.client import ApiClient, Budget
from integrations.open311.client import Open311, refusal
from integrations.open311.contract import NewRequest, NewUpdate


def connect(
    url: str, key: str = "demo-open311", form: str = "json", budget: Budget = Budget.IN_TURN
) -> Open311:
    return Open311(ApiClient("open311", url, budget, refusal=refusal), key, form=form)


def fly_tipping(**more: object) -> NewRequest:
    facts: dict[str, object] = {
        "service_code": "FLYTIP",
        "lat": 53.4106,
        "long": -2.1575,
        "address_string": "Outside 14 Heaton Lane",
        "description": "A sofa & two bags",
        "reference": "SR-1234567",
        "attributes": {"kind": "furniture", "size": "car", "hazard": "no"},
    }
    return NewRequest(**{**facts, **more})  # type: ignore[arg-type]


def more_on(number: str) -> NewUpdate:
    return NewUpdate(
        service_request_id=number,
        service_code="FLYTIP",
        status="open",
        description="Still there",
        reference="SR-7654321",
        at=datetime.now(UTC),
    )

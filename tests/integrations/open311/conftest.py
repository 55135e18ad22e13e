import os

import pytest

from integrations.client import ApiClient, Budget
from integrations.open311.client import Open311, refusal
from tests.integrations.open311.reports import connect
from tests.standins import StandIns


@pytest.fixture(params=["json", "xml"])
def open311(request: pytest.FixtureRequest, standins: StandIns) -> Open311:
    """The client of our own stand-in, in both shapes."""
    return connect(standins.url("open311"), form=request.param)


@pytest.fixture
def real_or_standin(standins: StandIns) -> Open311:
    """A real council's server where OPEN311_URL names one, else our own."""
    url = os.environ.get("OPEN311_URL")
    if not url:
        return connect(standins.url("open311"))
    api = ApiClient("open311", url, Budget.WORKER, refusal=refusal)
    return Open311(
        api,
        os.environ.get("OPEN311_API_KEY", ""),
        os.environ.get("OPEN311_JURISDICTION"),
        os.environ.get("OPEN311_FORMAT", "json"),
    )

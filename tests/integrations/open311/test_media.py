"""Pictures inside a request, for councils that take files."""

import io
from hashlib import sha256

import pytest
from PIL import Image

from integrations.errors import Refused
from integrations.open311.client import Open311
from tests.integrations.open311.reports import connect, fly_tipping
from tests.standins import StandIns


def jpeg(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (30, 20), colour).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def takes_files(standins: StandIns) -> Open311:
    seed = standins.ask("GET", "/_standin/open311/seed")[1]
    standins.load("open311", {**seed, "takes_files": True})
    return connect(standins.url("open311"))


def test_a_picture_is_taken_with_every_other_field(takes_files: Open311) -> None:
    picture = jpeg("red")
    made = takes_files.submit(fly_tipping(media=(picture, jpeg("blue")), phone="07700900812"))
    found = takes_files.request(str(made.service_request_id))
    assert sha256(picture).hexdigest() in found.media_url
    assert "A sofa & two bags" in found.description
    assert found.carries("SR-1234567")


@pytest.mark.parametrize("data", [b"GIF89a", b"", jpeg("red")[:200]], ids=["gif", "empty", "cut"])
def test_what_is_no_whole_picture_is_refused(takes_files: Open311, data: bytes) -> None:
    with pytest.raises(Refused):
        takes_files.submit(fly_tipping(media=(data,)))
    assert takes_files.requests("FLYTIP") == ()


def test_a_council_that_takes_no_files_says_so(standins: StandIns) -> None:
    open311 = connect(standins.url("open311"))
    with pytest.raises(Refused):
        open311.submit(fly_tipping(media=(jpeg("red"),)))

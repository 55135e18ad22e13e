"""Pictures are told by their bytes, redrawn, and rid of what the camera wrote into them."""

import io
import struct
import zlib

import pytest
from PIL import ExifTags, Image

from bot.conversation.pictures import LARGEST_BYTES, BadPicture, read

STOCKPORT = (53.4105, -2.1625)


def picture(form: str = "JPEG", size: tuple[int, int] = (60, 40), **more: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, form, **more)
    return out.getvalue()


def taken_in_stockport() -> bytes:
    return with_place(*STOCKPORT)


def with_place(lat: float, long: float) -> bytes:
    """A picture whose camera says where in Britain it was."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Camera of somebody"
    exif[ExifTags.Base.Orientation] = 6
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLongitudeRef] = "N", "W"
    gps[ExifTags.GPS.GPSLatitude] = sixties(lat)
    gps[ExifTags.GPS.GPSLongitude] = sixties(-long)
    return picture(exif=exif)


def sixties(degrees: float) -> tuple[float, float, float]:
    """Degrees, minutes and seconds."""
    minutes = degrees % 1 * 60
    return (float(int(degrees)), float(int(minutes)), round(minutes % 1 * 60, 4))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_the_usual_kinds_become_a_jpeg(form: str) -> None:
    read_back = Image.open(io.BytesIO(read(picture(form)).data))
    assert read_back.format == "JPEG"
    assert read_back.size == (60, 40)


def test_where_it_was_taken_is_told_apart_and_taken_off() -> None:
    found = read(taken_in_stockport())
    assert found.location == pytest.approx(STOCKPORT, abs=0.001)
    assert b"Camera of somebody" not in found.data
    redrawn = Image.open(io.BytesIO(found.data))
    assert not redrawn.getexif()
    assert redrawn.size == (40, 60), "it is turned upright"


def test_a_large_picture_is_made_smaller() -> None:
    assert max(Image.open(io.BytesIO(read(picture(size=(4000, 3000))).data)).size) == 2000


def bomb() -> bytes:
    """A PNG of a few bytes that says it is 30,000 by 30,000."""
    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "photo_kind"),
        (b"GIF89a" + b"\0" * 50, "photo_kind"),
        (b"<svg onload=alert(1)>", "photo_kind"),
        (b"%PDF-1.7", "photo_kind"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 50, "photo_heic"),
        (b"\xff\xd8\xff\xe0 not a picture", "photo_broken"),
        (picture()[:200], "photo_broken"),
        (b"\xff\xd8\xff" + b"\0" * LARGEST_BYTES, "photo_large"),
        (bomb(), "photo_large"),
    ],
    ids=["empty", "gif", "svg", "pdf", "heic", "nonsense", "cut", "large", "bomb"],
)
def test_what_cannot_be_taken_is_refused_with_its_reason(data: bytes, code: str) -> None:
    with pytest.raises(BadPicture) as refused:
        read(data)
    assert refused.value.code == code

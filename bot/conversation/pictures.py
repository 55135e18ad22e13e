"""Makes a resident's picture safe to keep and to pass on: told by its bytes, redrawn, and without
anything its camera wrote into it. Where it was taken is told apart, for the resident to confirm.
"""

import io
import warnings
from dataclasses import dataclass
from typing import Any

from PIL import ExifTags, Image, ImageOps

LARGEST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 50_000_000
"""A small file can unfold into gigabytes: the size is read before the picture is."""
LONGEST_SIDE = 2000
QUALITY = 85
KIND = "image/jpeg"
HEIC = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heif")
BEGINNINGS = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG"}


class BadPicture(Exception):
    """`code` says why: photo_large, photo_heic, photo_kind or photo_broken."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Picture:
    kind: str
    data: bytes
    location: tuple[float, float] | None = None


def read(data: bytes) -> Picture:
    """Raises BadPicture."""
    if len(data) > LARGEST_BYTES:
        raise BadPicture("photo_large")
    form = kind_of(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(data), formats=[form])
            if image.width * image.height > MOST_PIXELS:
                raise BadPicture("photo_large")
            location = taken_at(image.getexif())
            return Picture(KIND, redrawn(image), location)
    except Image.DecompressionBombError as fault:
        raise BadPicture("photo_large") from fault
    except (OSError, ValueError, SyntaxError, KeyError, TypeError, MemoryError) as fault:
        raise BadPicture("photo_broken") from fault


def kind_of(data: bytes) -> str:
    """What it is by its first bytes; what the sender calls it proves nothing."""
    for beginning, form in BEGINNINGS.items():
        if data.startswith(beginning):
            return form
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp" and data[8:12] in HEIC:
        raise BadPicture("photo_heic")
    raise BadPicture("photo_kind")


def redrawn(image: Image.Image) -> bytes:
    """Upright, of a sane size, and only the picture."""
    image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    upright = ImageOps.exif_transpose(image).convert("RGB")
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = io.BytesIO()
    clean = Image.new("RGB", upright.size)
    clean.paste(upright)
    clean.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def taken_at(exif: Image.Exif) -> tuple[float, float] | None:
    """Where the camera says it was, if it says so and it makes sense (Exif 2.32, GPS IFD)."""
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    try:
        lat = degrees(gps[ExifTags.GPS.GPSLatitude], gps[ExifTags.GPS.GPSLatitudeRef], "S")
        long = degrees(gps[ExifTags.GPS.GPSLongitude], gps[ExifTags.GPS.GPSLongitudeRef], "W")
    except (KeyError, TypeError, ValueError, ZeroDivisionError, IndexError):
        return None
    there = -90 <= lat <= 90 and -180 <= long <= 180 and (lat, long) != (0, 0)
    return (lat, long) if there else None


def degrees(parts: Any, reference: Any, negative: str) -> float:
    whole, minutes, seconds = (float(part) for part in parts)
    found = whole + minutes / 60 + seconds / 3600
    return -found if str(reference).strip("\0 ").upper() == negative else found

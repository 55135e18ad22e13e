"""A request with its pictures inside it (multipart/form-data, RFC 7578), for councils that take
files and fetch no addresses."""

import secrets
from collections.abc import Iterable, Sequence

FILE_FIELD = "media"
PICTURE = "image/jpeg"


def encoded(fields: Iterable[tuple[str, str]], pictures: Sequence[bytes]) -> tuple[bytes, str]:
    """The body of a form with files, and its content type."""
    boundary = secrets.token_hex(16)
    parts = [_part(name, value.encode()) for name, value in fields]
    parts += [
        _part(FILE_FIELD, data, f'; filename="photo{at}.jpg"', PICTURE)
        for at, data in enumerate(pictures, 1)
    ]
    body = b"".join(f"--{boundary}\r\n".encode() + part + b"\r\n" for part in parts)
    return body + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


def _part(name: str, value: bytes, more: str = "", kind: str = "") -> bytes:
    plain = name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
    head = f'Content-Disposition: form-data; name="{plain}"{more}\r\n'
    head += f"Content-Type: {kind}\r\n" if kind else ""
    return head.encode() + b"\r\n" + value

"""What every request passes on its way in and every answer on its way out.

Sizes are limited before anything is parsed, a form posted from a stranger's website is refused
(OWASP cross-site request forgery), and pages may load nothing but our own files.
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import PayloadTooLarge

from bot.refusals import Problem

BODY_LIMIT = 16 * 1024
# A photo, and the little form around it. bot/conversation/pictures.py looks at the photo itself.
PHOTO_PATH = "/chat/photos"
# Meta posts batches of up to 3 MB; its hook is signed.
HOOKS_PATH = "/webhooks/"
HOOKS_LIMIT = 3 * 1024 * 1024
PHOTO_LIMIT = 9 * 1024 * 1024
# A body over the limit is still read, up to here, and thrown away. A connection that is cut while
# the other side writes often loses our answer, and the resident would not learn what is wrong.
DRAIN_LIMIT = 32 * 1024 * 1024
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    # Not no-referrer: browsers then send "Origin: null" with our own forms.
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


def guard(app: Sanic, public_url: str, allowed_origins: Iterable[str]) -> None:
    origins = {origin_of(url) for url in (public_url, *allowed_origins)}
    secure = public_url.startswith("https:")

    @app.signal("http.routing.after")
    async def limit(request: Request, **_: Any) -> None:
        await read_body(request)

    @app.on_request
    def same_site(request: Request) -> None:
        if request.method not in SAFE_METHODS and not is_ours(request, origins):
            raise Problem(403, "forbidden", "This Origin may not post here.")

    @app.on_response
    def dress(_: Request, response: HTTPResponse) -> None:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("cache-control", "no-store")
        if secure:
            response.headers.setdefault("strict-transport-security", "max-age=31536000")


async def read_body(request: Request) -> None:
    """Reads the body, plain or chunked, and refuses one that is too large only when all is read."""
    stream = request.stream
    if not stream or not stream.request_body or request.method in SAFE_METHODS:
        return
    stream.request_max_size = DRAIN_LIMIT
    most = PHOTO_LIMIT if request.path == PHOTO_PATH else BODY_LIMIT
    if request.path.startswith(HOOKS_PATH):
        most = HOOKS_LIMIT
    parts, size = [], 0
    while stream.request_body:
        part = await stream.read() or b""
        size += len(part)
        if size <= most:
            parts.append(part)
    if size > most:
        raise PayloadTooLarge(f"The body may hold {most} bytes.")
    request.body = b"".join(parts)


def is_ours(request: Request, origins: set[str]) -> bool:
    """Programs send no Origin. A browser sends one with every POST and cannot be made to lie."""
    origin = request.headers.get("origin")
    if origin is None or origin in origins:
        return True
    # The same address the page was opened at, for instance localhost for 127.0.0.1.
    return origin_of(origin) != "" and urlsplit(origin).netloc == request.headers.get("host")


def origin_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme and parts.netloc else ""

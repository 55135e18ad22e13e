"""A face's own style sheets, scripts and icons, and those that faces share. Nothing is loaded from
anywhere else.

The address of a file changes with the file, so browsers may keep it for ever.
"""

import hashlib
from pathlib import Path

from sanic import Blueprint, HTTPResponse, Request
from sanic.exceptions import NotFound
from sanic.response import raw

KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
SHARED = Path(__file__).parent / "static"
FOR_EVER = "public, max-age=31536000, immutable"


class Assets:
    def __init__(self, folder: Path, prefix: str) -> None:
        self._prefix = prefix
        found = [one for one in (*SHARED.iterdir(), *folder.iterdir()) if one.suffix in KINDS]
        self._kinds = {path.name: KINDS[path.suffix] for path in found}
        self._bodies = {path.name: path.read_bytes() for path in found}
        self._prints = {
            name: hashlib.sha256(body).hexdigest()[:12] for name, body in self._bodies.items()
        }

    def url(self, name: str) -> str:
        return f"{self._prefix}/{name}?v={self._prints[name]}"

    def blueprint(self, name: str) -> Blueprint:
        assets = Blueprint(name, url_prefix=self._prefix)
        assets.add_route(self.serve, "/<name:str>", methods=["GET"], name="asset")
        return assets

    async def serve(self, request: Request, name: str) -> HTTPResponse:
        if name not in self._bodies:
            raise NotFound("There is no such file.")
        current = request.args.get("v") == self._prints[name]
        keep = FOR_EVER if current else "no-cache"
        headers = {"cache-control": keep}
        return raw(self._bodies[name], content_type=self._kinds[name], headers=headers)

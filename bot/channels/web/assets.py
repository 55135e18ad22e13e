"""The page's own style sheet, script and icon. Nothing is loaded from anywhere else."""

from sanic import Blueprint, HTTPResponse, Request
from sanic.exceptions import NotFound
from sanic.response import raw

from bot.channels.web.rendering import STATIC, fingerprint

KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
FOR_EVER = "public, max-age=31536000, immutable"


def chat_assets() -> Blueprint:
    assets = Blueprint("chat_assets", url_prefix="/chat/static")
    files = {path.name: path for path in STATIC.iterdir() if path.suffix in KINDS}
    bodies = {name: path.read_bytes() for name, path in files.items()}

    @assets.get("/<name:str>")
    async def asset(request: Request, name: str) -> HTTPResponse:
        if name not in bodies:
            raise NotFound("There is no such file.")
        current = request.args.get("v") == fingerprint(name)
        keep = FOR_EVER if current else "no-cache"
        kind = KINDS[files[name].suffix]
        return raw(bodies[name], content_type=kind, headers={"cache-control": keep})

    return assets

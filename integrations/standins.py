"""Every stand-in in one process, for demos and tests: `python -m integrations.standins`.

/<system>/... speaks the contract. /_standin/<system>/... is for whoever runs it: another world
(seed), what it was sent (received), and faults.
"""

import argparse
import asyncio
import copy
import socket
import sys
from collections import deque
from datetime import UTC
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote

from sanic import HTTPResponse, Request, Sanic, json
from sanic.exceptions import SanicException
from sanic.response import file

from integrations.addresses.standin import AddressesStandIn
from integrations.bank_holidays.standin import BankHolidaysStandIn
from integrations.clock import Clock
from integrations.collections.standin import CollectionsStandIn
from integrations.faults import (
    BadFault,
    Fault,
    Faults,
    drip,
    hang_up,
    read_fault,
    wrong_answer,
)
from integrations.notify.standin import NotifyStandIn
from integrations.open311.standin import Open311StandIn
from integrations.open_referral.standin import OpenReferralStandIn
from integrations.postcodes.standin import PostcodesStandIn
from integrations.settings import SettingsInvalid, standins_clock, standins_port
from integrations.standin import BadSeed, Seed, StandIn
from integrations.telephone import Messenger
from integrations.twilio.standin import TwilioStandIn
from integrations.whatsapp.standin import WhatsAppStandIn

SYSTEMS: tuple[type[StandIn], ...] = (
    Open311StandIn,
    AddressesStandIn,
    PostcodesStandIn,
    CollectionsStandIn,
    BankHolidaysStandIn,
    OpenReferralStandIn,
    NotifyStandIn,
    TwilioStandIn,
    WhatsAppStandIn,
)

ADMIN = "/_standin"
PAGE = Path(__file__).with_name("telephone")
KEPT_HEADERS = ("content-type", "accept", "user-agent", "idempotency-key", "key")
MOST_KEPT = 10_000


class Mounted:
    """A stand-in with what the framework keeps for it."""

    def __init__(self, standin: StandIn) -> None:
        self.standin = standin
        self.faults = Faults()
        self.received: deque[dict[str, Any]] = deque(maxlen=MOST_KEPT)
        self.own = standin.seed()
        self.seed: Seed = {}
        self.reset()

    def load(self, seed: Seed) -> None:
        self.standin.load(copy.deepcopy(seed))
        self.seed = seed

    def reset(self) -> None:
        if self.standin.takes_in or self.seed is not self.own:
            self.load(self.own)
        self.received.clear()
        self.faults.clear()

    def note(self, request: Request) -> dict[str, Any]:
        body = request.body.decode(errors="replace")
        entry = {
            "at": self.standin.clock.now().astimezone(UTC).isoformat(timespec="milliseconds"),
            "method": request.method,
            "path": request.path,
            "query": parse_qs(request.query_string, keep_blank_values=True),
            "headers": {n: request.headers[n] for n in KEPT_HEADERS if n in request.headers},
            "body": body,
            "form": parse_qs(body, keep_blank_values=True) if is_form(request) else {},
            "status": None,
        }
        self.received.append(entry)
        return entry


def is_form(request: Request) -> bool:
    return request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded")


class Bench:
    """All of them together: the routes around the contracts' own."""

    def __init__(self, clock: Clock) -> None:
        self.mounted = {kind.slug: Mounted(kind(clock)) for kind in SYSTEMS}

    def put_into(self, app: Sanic[Any, Any]) -> None:
        for one in self.mounted.values():
            app.blueprint(one.standin.blueprint())
        app.register_middleware(self.at_the_door, "request")
        app.register_middleware(self.on_the_way_out, "response")  # type: ignore[arg-type]
        app.error_handler.add(SanicException, self.in_the_contracts_words)
        app.add_route(self.front, "/")
        app.add_route(self.two_phones, "/phones")
        app.add_route(self.phones_part, "/phones/<name>")
        app.add_route(self.health, "/health")
        app.add_route(self.thread, f"{ADMIN}/<slug>/phones/<number>")
        app.add_route(self.type_in, f"{ADMIN}/<slug>/phones/<number>", methods=["POST"])
        app.add_route(self.work, f"{ADMIN}/open311/updates", methods=["POST"])
        app.add_route(self.reset, f"{ADMIN}/<slug>", methods=["DELETE"])
        app.add_route(self.show_seed, f"{ADMIN}/<slug>/seed")
        app.add_route(self.replace_seed, f"{ADMIN}/<slug>/seed", methods=["PUT"])
        app.add_route(self.show_received, f"{ADMIN}/<slug>/received")
        app.add_route(self.forget_received, f"{ADMIN}/<slug>/received", methods=["DELETE"])
        app.add_route(self.switch_faults_on, f"{ADMIN}/<slug>/faults", methods=["PUT"])
        app.add_route(self.clear_faults, f"{ADMIN}/<slug>/faults", methods=["DELETE"])

    def system_of(self, request: Request) -> Mounted | None:
        return self.mounted.get(request.path.split("/")[1])

    def known(self, slug: str) -> Mounted:
        if slug not in self.mounted:
            raise SanicException(f"there is no stand-in for {slug}", status_code=404)
        return self.mounted[slug]

    async def at_the_door(self, request: Request) -> HTTPResponse | None:
        system = self.system_of(request)
        if system is None:
            return None
        request.ctx.entry = system.note(request)
        request.ctx.fault = system.faults.next(request.method, request.path)
        if request.ctx.fault is None or request.ctx.fault.status is None:
            return None
        return system.standin.refusal(request, request.ctx.fault.status, "switched on for a test")

    async def on_the_way_out(self, request: Request, answer: HTTPResponse) -> HTTPResponse | None:
        entry = getattr(request.ctx, "entry", None)
        fault: Fault | None = getattr(request.ctx, "fault", None)
        if entry is not None:
            entry["status"] = answer.status
        if fault is None:
            return None
        await asyncio.sleep(fault.latency_ms / 1000)
        if fault.drop_reply_after_commit:
            await hang_up(request)
        answer = wrong_answer(fault, answer)
        if fault.slow_bytes:
            await drip(request, answer, fault)
        return answer

    async def in_the_contracts_words(self, request: Request, fault: SanicException) -> HTTPResponse:
        if system := self.system_of(request):
            return system.standin.refusal(request, fault.status_code, str(fault))
        return json({"error": "refused", "detail": str(fault)}, fault.status_code)

    async def front(self, request: Request) -> HTTPResponse:
        systems = {
            slug: {"contract": f"/{slug}", "admin": f"{ADMIN}/{slug}"} for slug in self.mounted
        }
        return json({"stand-ins": systems})

    async def health(self, request: Request) -> HTTPResponse:
        return json({"status": "ok"})

    def phones(self, slug: str) -> Messenger:
        standin = self.known(slug).standin
        if not isinstance(standin, Messenger):
            raise SanicException(f"nobody has a phone at {slug}", status_code=404)
        return standin

    async def two_phones(self, request: Request) -> HTTPResponse:
        return await file(PAGE.with_suffix(".html"))

    async def phones_part(self, request: Request, name: str) -> HTTPResponse:
        if name not in (f"{PAGE.name}.css", f"{PAGE.name}.js"):
            raise SanicException("there is no such file", status_code=404)
        return await file(PAGE.with_name(name))

    async def thread(self, request: Request, slug: str, number: str) -> HTTPResponse:
        standin = self.phones(slug)
        return json({"council": standin.line, "messages": standin.thread(unquote(number))})

    async def type_in(self, request: Request, slug: str, number: str) -> HTTPResponse:
        order = request.json if isinstance(request.json, dict) else {}
        return json(await self.phones(slug).from_phone(unquote(number), order), 202)

    async def work(self, request: Request) -> HTTPResponse:
        standin = self.known(Open311StandIn.slug).standin
        order = request.json
        if not isinstance(standin, Open311StandIn) or not isinstance(order, dict):
            return json({"error": "bad_order", "detail": "an update is an object"}, 400)
        try:
            return json(await standin.from_staff(order), 201)
        except BadSeed as fault:
            return json({"error": "bad_order", "detail": str(fault)}, 400)

    async def reset(self, request: Request, slug: str) -> HTTPResponse:
        self.known(slug).reset()
        return json({"reset": slug})

    async def show_seed(self, request: Request, slug: str) -> HTTPResponse:
        return json(self.known(slug).seed)

    async def replace_seed(self, request: Request, slug: str) -> HTTPResponse:
        if not isinstance(request.json, dict):
            return json({"error": "bad_seed", "detail": "a seed is an object"}, 400)
        try:
            self.known(slug).load(request.json)
        except BadSeed as fault:
            return json({"error": "bad_seed", "detail": str(fault)}, 400)
        return json({"loaded": slug})

    async def show_received(self, request: Request, slug: str) -> HTTPResponse:
        return json(list(self.known(slug).received))

    async def forget_received(self, request: Request, slug: str) -> HTTPResponse:
        self.known(slug).received.clear()
        return json({"cleared": "received"})

    async def switch_faults_on(self, request: Request, slug: str) -> HTTPResponse:
        try:
            self.known(slug).faults.switch_on(read_fault(request.json))
        except BadFault as fault:
            return json({"error": "bad_fault", "detail": str(fault)}, 400)
        return json({"faults": request.json})

    async def clear_faults(self, request: Request, slug: str) -> HTTPResponse:
        self.known(slug).faults.clear()
        return json({"cleared": "faults"})


def create_app(clock: Clock) -> Sanic[Any, Any]:
    app: Sanic[Any, Any] = Sanic("standins", configure_logging=False)
    # A fault may take minutes; stopping may not.
    app.config.update(RESPONSE_TIMEOUT=3600, GRACEFUL_SHUTDOWN_TIMEOUT=0.5)
    Bench(clock).put_into(app)
    return app


def listen(host: str, port: int) -> socket.socket:
    line = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    line.bind((host, port))
    line.listen(100)
    return line


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m integrations.standins", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, help="0 takes any free one (default: 8300)")
    options = parser.parse_args()
    try:
        port = standins_port() if options.port is None else options.port
        clock = Clock(standins_clock())
        line = listen(options.host, port)
    except SettingsInvalid as fault:
        sys.stderr.write(f"{fault}\n")
        return 1
    except OSError as fault:
        sys.stderr.write(f"The stand-ins cannot use port {port}: {fault.strerror}.\n")
        return 1
    app = create_app(clock)
    host, port = line.getsockname()[:2]
    sys.stdout.write(f"Stand-ins for the council's systems: http://{host}:{port}\n")
    sys.stdout.flush()
    app.run(sock=line, single_process=True, motd=False, access_log=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The web process: the chat, the desk, health and figures, in one Sanic app (see openapi.yml)."""

from asyncio import get_running_loop
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

from sanic import Sanic
from sanic.response import html

from actions.emergencies import service as emergencies
from actions.report.kinds import load_kinds
from actions.topics import load_topics
from bot import workers
from bot.channels.web.api import chat_api
from bot.channels.web.chat import Chat
from bot.channels.web.events import Streams, chat_events
from bot.channels.web.leaving import Leaving
from bot.channels.web.onward import chat_onward
from bot.channels.web.page import ChatPage
from bot.channels.web.partner import Partner
from bot.channels.web.photo_api import PhotoApi
from bot.channels.web.rating_api import chat_rating
from bot.channels.web.rendering import ASSETS, Pages
from bot.channels.web.signs_api import chat_signs
from bot.channels.web.words import page_words
from bot.conversation import switched
from bot.conversation.parts import Parts
from bot.desk.desk import Desk
from bot.guards import guard
from bot.health import Warn, health
from bot.metrics import Metrics
from bot.refusals import refuse
from bot.webhooks.notify import notify_webhooks
from bot.webhooks.open311 import open311_webhooks
from bot.webhooks.twilio import twilio_webhooks
from bot.webhooks.whatsapp import whatsapp_webhooks

# asyncio's own default is six threads on two cores: a few slow reads would hold up every resident.
THREADS = 32
REQUEST_SECONDS = 20
STOP_SECONDS = 5.0

Check = Callable[[], bool]


def create_app(parts: Parts, checks: Mapping[str, Check] | None = None, warn: Warn = list) -> Sanic:
    """With its background work. `checks` are further parts that /health/ready asks about, and
    `warn` tells what is not right and keeps nobody from being served."""
    app = Sanic("doorstep", env_prefix="", configure_logging=False)
    app.config.REQUEST_TIMEOUT = REQUEST_SECONDS
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = STOP_SECONDS
    council, settings = parts.council, parts.settings
    known = {
        "council": council.short_name,
        "contact": council.contact.name,
        "phone": council.contact.phone,
    }
    words = page_words(known)
    pages = Pages(words, council.short_name, by_text="sms" in parts.senders)
    chat, metrics = Chat(parts), Metrics()
    streams = Streams(chat, metrics)
    secure = settings.public_url.startswith("https:")
    metrics.watch(app)
    guard(app, settings.public_url, settings.allowed_origins)
    desk = Desk(parts, secure)
    ours = {"/desk": desk.problem()}
    refuse(app, lambda status, code: html(pages.problem(status, code), status=status), ours)
    app.blueprint(chat_api(chat, secure))
    app.blueprint(chat_events(streams))
    app.blueprint(ChatPage(chat, pages, words, secure).blueprint())
    app.blueprint(Leaving(chat, pages, words.transcript.file, secure).blueprint())
    app.blueprint(PhotoApi(chat, secure).blueprint())
    app.blueprint(chat_onward(chat))
    app.blueprint(chat_signs(chat))
    app.blueprint(chat_rating(chat))
    app.blueprint(Partner(parts, council.short_name).blueprint())
    app.blueprint(ASSETS.blueprint("chat_assets"))
    for hooks in (notify_webhooks, twilio_webhooks, whatsapp_webhooks, open311_webhooks):
        app.blueprint(hooks(parts))
    desk.serve(app)
    every = {**(checks or {}), "workers": run_workers(app, parts)}
    app.blueprint(health(parts.store, every, metrics, lambda: [*warn(), *switched.warnings(parts)]))
    threads(app)
    app.before_server_stop(lambda *_: streams.stop())
    return app


def threads(app: Sanic) -> None:
    @app.before_server_start
    def start(_: Sanic) -> None:
        loop = get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(THREADS, "web"))
        # Read their files now, and not at the expense of the first who needs them.
        emergencies.check("hello")
        load_kinds()
        load_topics()


def run_workers(app: Sanic, parts: Parts) -> Check:
    """Starts and stops the road's background work with the server; tells whether it goes on."""

    @app.after_server_start
    def start(_: Sanic) -> None:
        loop = get_running_loop()
        app.ctx.workers = workers.start(loop, parts)
        app.ctx.pulse = loop.create_task(parts.pulse.run(parts.store, parts.now))

    @app.before_server_stop
    async def stop(_: Sanic) -> None:
        app.ctx.pulse.cancel()
        await workers.stop(app.ctx.workers)

    return lambda: not app.ctx.workers.stuck() and not app.ctx.pulse.done()

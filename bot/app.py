"""The web process: the chat, the desk, health and figures, in one Sanic app (see openapi.yml)."""

from asyncio import get_running_loop
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

from sanic import Sanic
from sanic.response import html

from actions.emergencies import service as emergencies
from bot import workers
from bot.channels.web.api import chat_api
from bot.channels.web.assets import chat_assets
from bot.channels.web.chat import Chat
from bot.channels.web.events import Streams, chat_events
from bot.channels.web.leaving import Leaving
from bot.channels.web.page import ChatPage
from bot.channels.web.rendering import Pages
from bot.channels.web.words import page_words
from bot.conversation.parts import Parts
from bot.desk.api import desk_api
from bot.guards import guard
from bot.health import health
from bot.metrics import Metrics
from bot.refusals import refuse

# asyncio's own default is six threads on two cores: a few slow reads would hold up every resident.
THREADS = 32
REQUEST_SECONDS = 20
STOP_SECONDS = 5.0

Check = Callable[[], bool]


def create_app(parts: Parts, checks: Mapping[str, Check] | None = None) -> Sanic:
    """With its background work. `checks` are further parts that /health/ready asks about."""
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
    pages = Pages(words, council.short_name)
    chat, metrics = Chat(parts), Metrics()
    streams = Streams(chat, metrics)
    secure = settings.public_url.startswith("https:")
    metrics.watch(app)
    guard(app, settings.public_url, settings.allowed_origins)
    refuse(app, lambda status, code: html(pages.problem(status, code), status=status))
    app.blueprint(chat_api(chat, secure))
    app.blueprint(chat_events(streams))
    app.blueprint(ChatPage(chat, pages, words, secure).blueprint())
    app.blueprint(Leaving(chat, pages, words.transcript.file, secure).blueprint())
    app.blueprint(chat_assets())
    app.blueprint(desk_api(parts.store, settings.desk_token))
    every = {**(checks or {}), "workers": run_workers(app, parts)}
    app.blueprint(health(parts.store, every, metrics))
    threads(app)
    app.before_server_stop(lambda *_: streams.stop())
    return app


def threads(app: Sanic) -> None:
    @app.before_server_start
    def start(_: Sanic) -> None:
        loop = get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(THREADS, "web"))
        emergencies.check("hello")  # reads its rules now, and not at the first resident's expense


def run_workers(app: Sanic, parts: Parts) -> Check:
    """Starts and stops the road's background work with the server; tells whether it goes on."""

    @app.after_server_start
    def start(_: Sanic) -> None:
        app.ctx.workers = workers.start(get_running_loop(), parts)

    @app.before_server_stop
    async def stop(_: Sanic) -> None:
        await workers.stop(app.ctx.workers)

    return lambda: not app.ctx.workers.stuck()

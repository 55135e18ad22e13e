"""The desk put together: its doors, its pages and its JSON."""

from sanic import Sanic
from sanic.response import html

from bot.conversation.parts import Parts
from bot.desk.api import desk_api
from bot.desk.contact_page import ContactPage
from bot.desk.cookie import Cookies
from bot.desk.doors import LocalDoor
from bot.desk.earlier_page import EarlierPage
from bot.desk.gate import Gate
from bot.desk.homes_page import HomesPage
from bot.desk.items_api import ItemsApi
from bot.desk.items_page import ItemsPage
from bot.desk.lessons_page import LessonsPage
from bot.desk.news import Newsroom
from bot.desk.opening_page import OpeningPage
from bot.desk.people_page import PeoplePage
from bot.desk.queue_page import QueuePage
from bot.desk.rendering import ASSETS, Pages
from bot.desk.reports_page import ReportsPage
from bot.desk.roles import ACCOUNTS, COUNT, READ, SERVE, SUPERVISE
from bot.desk.shown import Names
from bot.desk.status_page import StatusPage
from bot.desk.streams import Streams
from bot.desk.wall_page import WallPage
from bot.desk.words import desk_words
from bot.refusals import Page

# The list at the top of every page: its name in pages.yml, its address, and who may use it.
MENU = (
    ("queue", "/desk", READ),
    ("contact", "/desk/contact", SERVE),
    ("opening", "/desk/opening", READ),
    ("wall", "/desk/wall", SUPERVISE),
    ("reports", "/desk/reports", COUNT),
    ("lessons", "/desk/lessons", COUNT),
    ("people", "/desk/people", ACCOUNTS),
)


class Desk:
    def __init__(self, parts: Parts, secure: bool) -> None:
        self._words = desk_words(parts.council)
        self._pages = Pages(self._words, parts.council.short_name, MENU)
        self._gate = Gate(parts, Cookies(secure))

    def serve(self, app: Sanic) -> None:
        names = Names(self._words, self._gate.parts.council)
        app.blueprint(ASSETS.blueprint("desk_assets"))
        app.blueprint(LocalDoor(self._gate, self._pages).blueprint())
        app.blueprint(desk_api(self._gate))
        app.blueprint(OpeningPage(self._gate, self._pages, names).blueprint())
        app.blueprint(ItemsApi(self._gate, names).blueprint())
        app.blueprint(ContactPage(self._gate, self._pages, names).blueprint())
        app.blueprint(HomesPage(self._gate, self._pages, names).blueprint())
        app.blueprint(EarlierPage(self._gate, self._pages).blueprint())
        app.blueprint(ItemsPage(self._gate, self._pages, names).blueprint())
        streams = Streams(self._gate, Newsroom(self._gate.parts, self._pages, names))
        app.blueprint(streams.blueprint())
        app.before_server_stop(lambda *_: streams.stop())
        app.blueprint(StatusPage(self._gate).blueprint())
        app.blueprint(ReportsPage(self._gate, self._pages, names).blueprint())
        app.blueprint(LessonsPage(self._gate, self._pages, names).blueprint())
        app.blueprint(WallPage(self._gate, self._pages, names).blueprint())
        app.blueprint(PeoplePage(self._gate, self._pages, names).blueprint())
        app.blueprint(QueuePage(self._gate, self._pages, names).blueprint())

    def problem(self) -> Page:
        return lambda status, code: html(self._pages.problem(status, code), status=status)

"""The figures as a page, as JSON, and the four service figures as CSV."""

from asyncio import to_thread
from datetime import date, timedelta
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import html, json, text

from bot.desk import csv_rows, figures
from bot.desk.figures import Days
from bot.desk.gate import Gate
from bot.desk.rendering import Pages
from bot.desk.roles import COUNT
from bot.desk.sessions import Who
from bot.desk.shown import Names
from bot.desk.words import source
from bot.refusals import Problem

USUAL, LONGEST = timedelta(days=27), timedelta(days=366)
# What the rows of each table are slugs of (shown.Names); the rest are names already.
SLUGS = {"reasons": "reasons", "channels": "channels", "topics": "topics", "languages": "languages"}


class ReportsPage:
    def __init__(self, gate: Gate, pages: Pages, names: Names) -> None:
        self._gate, self._pages, self._names = gate, pages, names
        self._parts = gate.parts

    def blueprint(self) -> Blueprint:
        routes = Blueprint("desk_reports", url_prefix="/desk")
        routes.add_route(
            self._gate.page(COUNT, self.show), "/reports", methods=["GET"], name="show"
        )
        for path, handler, name in (
            ("/reports", self.read, "read"),
            ("/kpis", self.kpis, "kpis"),
            ("/kpis.csv", self.kpis_csv, "kpis_csv"),
        ):
            guarded = self._gate.api(COUNT, handler)
            routes.add_route(guarded, f"/api{path}", methods=["GET"], name=name)
        return routes

    async def show(self, request: Request, who: Who) -> HTTPResponse:
        wrong = False
        try:
            days = self._days(request)
        except Problem:
            wrong, days = True, self._usual()
        found = await to_thread(figures.report, self._parts, days)
        page = self._pages.show(
            "reports", who, here="reports", found=found, days=days, wrong=wrong, named=self._named
        )
        return html(page, status=422 if wrong else 200)

    async def read(self, request: Request, who: Who) -> HTTPResponse:
        return json(await to_thread(figures.report, self._parts, self._days(request)))

    async def kpis(self, request: Request, who: Who) -> HTTPResponse:
        days = self._days(request)
        found = await to_thread(figures.report, self._parts, days)
        told = [{**one, **self._meaning(one["name"])} for one in found["kpis"]]
        return json({"since": found["since"], "until": found["until"], "kpis": told})

    async def kpis_csv(self, request: Request, who: Who) -> HTTPResponse:
        days = self._days(request)
        found = await to_thread(figures.report, self._parts, days)
        rows: list[list[object]] = [["since", "until", "figure", "value", "unit", "n", "meaning"]]
        for one in found["kpis"]:
            is_called = self._meaning(one["name"])
            rows.append([found["since"], found["until"], is_called["title"], one["value"],
                         is_called["unit"], one["n"], is_called["meaning"]])  # fmt: skip
        name = f"service-figures-{found['since']}-{found['until']}.csv"
        headers = {"content-disposition": f'attachment; filename="{name}"'}
        return text(csv_rows.written(rows), content_type="text/csv; charset=utf-8", headers=headers)

    def _meaning(self, name: str) -> dict[str, str]:
        found = source("reports")["kpis"][name]
        return {"title": found["name"], "unit": found["unit"], "meaning": found["means"]}

    def _named(self, table: str, slug: str) -> str:
        words: Any = self._pages.words
        if table == "wrap_ups" and hasattr(words, "wrap_up"):
            code = vars(words.wrap_up.codes).get(slug)
            return str(code.name) if code else slug
        if table in SLUGS:
            return self._names.of(SLUGS[table], slug)
        return slug or str(words.reports.tables.no_area)

    def _usual(self) -> Days:
        today = self._parts.clock.now().date()
        return Days(today - USUAL, today)

    def _days(self, request: Request) -> Days:
        usual = self._usual()
        try:
            since = date.fromisoformat(request.args.get("since") or usual.since.isoformat())
            until = date.fromisoformat(request.args.get("until") or usual.until.isoformat())
        except ValueError as fault:
            raise Problem(422, "period", "since and until are days, such as 2026-01-05.") from fault
        if not since <= until <= since + LONGEST:
            raise Problem(422, "period", "since is after until, or they are over a year apart.")
        return Days(since, until)

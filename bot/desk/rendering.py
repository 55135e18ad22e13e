"""Turns what the desk knows into its pages. They are whole without JavaScript."""

import re
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.assets import Assets
from bot.desk.sessions import Who

Menu = tuple[tuple[str, str, str], ...]
HERE = Path(__file__).parent
ASSETS = Assets(HERE / "static", "/desk/static")
PROBLEMS = {
    401: "signed_out", 403: "not_allowed", 404: "not_found", 409: "conflict", 413: "too_large"
}  # fmt: skip


# Marks that turn or hide what is read (Unicode bidirectional algorithm, zero-width letters).
HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def plain(text: object) -> str:
    """What a resident wrote, with nothing hidden in it: staff see what a machine would see."""
    return HIDDEN.sub(lambda found: f"[U+{ord(found[0]):04X}]", str(text))


def named(words: Any, name: str | None) -> str:
    """What a slug is called, or the slug itself."""
    return str(getattr(words, name or "", name or ""))


class Typed(dict[str, str]):
    """What somebody had typed before something went wrong; nothing, for every other field."""

    def __missing__(self, name: str) -> str:
        return ""


class Pages:
    def __init__(self, words: Any, council: str, parts: Menu = ()) -> None:
        self.words = words
        self._environment = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            auto_reload=False,  # or each page asks the disk whether its files have changed
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters.update(plain=plain, named=named)
        self._environment.globals.update(
            words=words, council=council, parts=parts, asset=ASSETS.url
        )

    def show(self, template: str, who: Who | None = None, **values: Any) -> str:
        """`here` names the part of the desk that is marked in the list at the top."""
        values = {"here": "", "scripts": (), "error": "", "typed": Typed(), **values}
        return self._environment.get_template(f"{template}.html").render(who=who, **values)

    def problem(self, status: int, code: str) -> str:
        name = PROBLEMS.get(status, "failed" if status >= 500 else "bad_request")
        if code == "stale_form":
            name = "stale_form"
        problems = self.words.pages.problems
        return self.show("problem", problem=getattr(problems, name))

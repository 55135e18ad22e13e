"""What the engine writes to its log: what happened and where, never what a resident said.

Rasa puts whole messages, slots and transcripts into its log lines and its exceptions. Here its
lines keep only their place in the code, and an exception only its type and where it was raised.
"""

import json
import logging
import sys
import time
import warnings
from types import TracebackType
from typing import Any

import structlog

Problem = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class PlacesOnly(logging.Formatter):
    """One line of JSON a record."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        ours = record.name.startswith("bot.")
        line = {
            "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            "level": record.levelname,
            "where": f"{record.name}:{record.lineno}",
            "what": record.getMessage() if ours else record.funcName,
        }
        if record.exc_info:
            line["error"] = raised(record.exc_info)
        return json.dumps(line)


def raised(problem: Problem) -> str:
    """The chain of errors: type and line of each, for their words may be a resident's."""
    chain = []
    error = problem[1]
    while error is not None:
        trace = error.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        place = f" at {trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace else ""
        chain.append(type(error).__name__ + place)
        error = error.__cause__ or error.__context__
    return " <- ".join(chain)


def configure(handler: logging.Handler | None = None, level: int = logging.WARNING) -> None:
    """Sets up logging for a process that sees residents' words, unless told to show them."""
    if handler is None:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(PlacesOnly())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    warnings.simplefilter("ignore")
    for name in ("sanic.root", "sanic.error", "sanic.server", "sanic.access"):
        server = logging.getLogger(name)
        server.handlers.clear()
        server.setLevel(level)
        server.propagate = True
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, _event_only],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,
    )


def _event_only(_logger: Any, _method: str, event: Any) -> str:
    return str(event.get("event", ""))

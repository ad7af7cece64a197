"""What is written down about the running program: one line an event, and nothing about people.

No address of a reader, no query, no body is logged, and the secrets of ticket and sign-in links
are cut out of every line, whoever writes it. A request's id stands in each of its lines, in its
answer and on its problem page, so that "it said 3f2a…" can be looked up.
"""

import json
import logging
import logging.config
import re
import secrets
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, has_request_context, request

HEADER = "X-Request-ID"
FORMATS = ("console", "text", "json")
View = TypeVar("View", bound=Callable[..., Any])

_SECRETS = re.compile(r"(/(?:t|i|sign-in/link|dates|my-dates)/|/letters/[a-z]+\.)[^/?#\s\"'\\]+")
_PLAIN = re.compile(r"[\w./:@%+*-]+", re.ASCII)
_GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
# Which of a record's attributes are not facts of ours.
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_log = logging.getLogger("forum.access")


def redact(line: str) -> str:
    """A path, or a whole log line, without the secrets of ticket and sign-in links in it."""
    return _SECRETS.sub(r"\1***", line)


def unlogged(view: View) -> View:
    """Mark a view whose requests leave no line: the moment of a ballot is nobody's business."""
    view.is_unlogged = True  # type: ignore[attr-defined]
    return view


def request_id() -> str:
    """The id of this request: the proxy's where we stand behind one, else drawn here."""
    if "request_id" not in g:
        g.request_id = _id_of(request.environ, hops=current_app.config.get("PROXY_HOPS", 0))
    known: str = g.request_id
    return known


def note_early_answer(environ: Mapping[str, Any], status: int, *, hops: int) -> str:
    """Write the line of a request that was answered in front of the application; its id."""
    id_ = _id_of(environ, hops=hops)
    facts = {"status": status, "ms": 0, "request": id_}
    _log.info("%s %s", environ["REQUEST_METHOD"], redact(_path_of(environ)), extra=facts)
    return id_


def init_app(app: Flask) -> None:
    """Give each request an id, and write a line about it when it is answered."""
    app.before_request(_begin)
    app.after_request(_end)


def configure_logging(config: Mapping[str, Any]) -> None:
    """Send all of the process's lines to stderr, as LOG_FORMAT and LOG_LEVEL say.

    LOG_FORMAT is `text` (key=value), `json`, or `console` for eyes; the last is the default
    outside of production.
    """
    is_production = config["ENVIRONMENT"] == "production"
    kind = config["LOG_FORMAT"] or ("text" if is_production else "console")
    quiet = {"level": "WARNING"}
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": {"()": FORMATTERS.get(kind, TextFormatter)}},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
            "root": {"level": "WARNING", "handlers": ["stderr"]},
            "loggers": {
                "forum": {"level": config["LOG_LEVEL"].upper()},
                "huey": quiet,
                # It would name the reader's address.
                "flask-limiter": quiet,
                # Its greeting is wanted, its access lines are ours to write.
                "werkzeug": {"level": "INFO", "filters": ["greeting"]},
            },
            "filters": {"greeting": {"()": _NoAccessLines}},
        }
    )


class ConsoleFormatter(logging.Formatter):
    """For eyes in development: short, with tracebacks as Python prints them."""

    def __init__(self) -> None:
        super().__init__("%(levelname).1s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """Like every other format without the secrets of links."""
        return redact(super().format(record))


class TextFormatter(logging.Formatter):
    """`time=… level=… logger=… message="…" request=…`: one line whatever was logged."""

    def format(self, record: logging.LogRecord) -> str:
        """Values with anything but plain signs are quoted and escaped."""
        return redact(" ".join(f"{k}={_quoted(v)}" for k, v in _facts(record, self).items()))


class JsonFormatter(logging.Formatter):
    """The same facts as one JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """ASCII only, so that no sign can break the line."""
        return redact(json.dumps(_facts(record, self), default=str))


FORMATTERS = {"console": ConsoleFormatter, "text": TextFormatter, "json": JsonFormatter}


class _NoAccessLines(logging.Filter):
    """Drops the development server's lines about requests: they hold addresses and queries."""

    def filter(self, record: logging.LogRecord) -> bool:
        return " - - [" not in record.getMessage()


def _facts(record: logging.LogRecord, formatter: logging.Formatter) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "message": record.getMessage(),
    }
    if has_request_context():
        facts["request"] = request_id()
    facts |= {k: v for k, v in vars(record).items() if k not in _OWN}
    if record.exc_info:
        facts["error"] = formatter.formatException(record.exc_info)
    return facts


def _quoted(value: Any) -> str:
    text = str(value)
    return text if _PLAIN.fullmatch(text) else json.dumps(text)


def _id_of(environ: Mapping[str, Any], *, hops: int) -> str:
    given = environ.get("HTTP_X_REQUEST_ID", "") if hops else ""
    return given if _GIVEN_ID.fullmatch(given) else secrets.token_hex(8)


def _path_of(environ: Mapping[str, Any]) -> str:
    raw: str = environ["PATH_INFO"]
    return raw.encode("latin-1").decode(errors="replace")  # as WSGI hands it on (PEP 3333)


def _milliseconds() -> int:
    began: float = g.get("began", time.perf_counter())
    return round((time.perf_counter() - began) * 1000)


def _begin() -> None:
    g.began = time.perf_counter()


def _end(response: Response) -> Response:
    response.headers[HEADER] = request_id()
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "is_unlogged", False):
        return response
    facts = {"status": response.status_code, "ms": _milliseconds()}
    _log.info("%s %s", request.method, redact(request.path), extra=facts)
    return response

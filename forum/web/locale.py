"""The reader's language: asked for in the address, kept in a cookie, Thai by default."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from babel import Locale
from flask import Flask, Response, current_app, has_request_context, request
from flask_babel import Babel, get_locale
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext

from forum.core.i18n import localised
from forum.language import dates, digits

COOKIE = "language"
_A_YEAR = 365 * 24 * 3600

babel = Babel()


def current_language() -> str:
    """The code of the language this page or letter is written in."""
    locale = get_locale()
    return locale.language if locale else str(current_app.config["DEFAULT_LANGUAGE"])


def local_text(text: Mapping[str, str] | None) -> str:
    """Text kept in several languages, in the reader's."""
    return localised(text, current_language())


def language_url(code: str) -> str:
    """This very page in another language."""
    arguments = {**request.args.to_dict(), "lang": code}
    query = "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in arguments.items())
    # Quoted, since browsers take a backslash for a slash: two slashes begin another house's name.
    return f"{quote(request.path)}?{query}"


def init_app(app: Flask) -> None:
    """Choose the language of each request and teach templates Thai dates and digits."""
    babel.init_app(app, locale_selector=_select)
    app.after_request(_remember)
    app.jinja_env.filters.update(
        local=local_text,
        day=_shown_day,
        time=_shown_time,
        moment=_moment,
        number=lambda value, decimals=None: digits.format_number(
            value, current_language(), decimals
        ),
    )
    names = {
        code: Locale.parse(code).get_display_name(code) or code for code in app.config["LANGUAGES"]
    }
    app.context_processor(lambda: _context(names))


def unbroken(text: str) -> str:
    """The text with spaces at which no line ends, but for the one after the dash of a range."""
    return text.replace(" ", "\N{NO-BREAK SPACE}").replace("–\N{NO-BREAK SPACE}", "– ")


def _context(names: dict[str, str]) -> dict[str, Any]:
    installation = current_app.config["INSTALLATION"]
    return {
        "language": current_language(),
        "languages": names,
        "language_url": language_url,
        "installation": {
            "name": local_text(installation["NAME"]),
            "responsible": local_text(installation["RESPONSIBLE"]),
            "contact": installation["CONTACT"],
        },
    }


def _select() -> str:
    """Thai first: a browser's own language does not decide, the switch on every page does."""
    known: list[str] = current_app.config["LANGUAGES"]
    asked = (request.args.get("lang"), request.cookies.get(COOKIE)) if has_request_context() else ()
    default: str = current_app.config["DEFAULT_LANGUAGE"]
    return next((code for code in asked if code in known), default)


def _remember(response: Response) -> Response:
    asked = request.args.get("lang")
    if asked and asked in current_app.config["LANGUAGES"] and request.cookies.get(COOKIE) != asked:
        response.set_cookie(
            COOKIE, asked, max_age=_A_YEAR, samesite="Lax", secure=request.is_secure, httponly=True
        )
    response.vary.add("Cookie")
    return response


def _day(value: date | datetime) -> date:
    return dates.local(value).date() if isinstance(value, datetime) else value


@pass_eval_context
def _shown_day(context: EvalContext, value: date | datetime, style: dates.Style = "long") -> str:
    return _kept_together(context, dates.format_date(_day(value), current_language(), style))


@pass_eval_context
def _shown_time(context: EvalContext, value: datetime) -> str:
    time = dates.format_time(dates.local(value).time(), current_language())
    return _kept_together(context, time)


@pass_eval_context
def _moment(context: EvalContext, value: datetime, style: dates.Style = "long") -> str:
    return f"{_shown_day(context, value, style)} {_shown_time(context, value)}"


def _kept_together(context: EvalContext, text: str) -> str:
    """On pages no line ends within a date or a time; letters are plain text and keep their spaces."""
    return unbroken(text) if context.autoescape else text


def _quoted(text: str) -> str:
    return quote(text, safe="")

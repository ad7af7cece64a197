"""Refusals and faults as pages in the reader's language."""

import logging

from flask import Flask, Response, current_app, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

from forum.core.errors import Conflict, Forbidden, ForumError, NotFound, RuleBroken
from forum.core.i18n import N_
from forum.web.logs import request_id

STATUS: dict[type[ForumError], int] = {
    NotFound: 404,
    Forbidden: 403,
    RuleBroken: 422,
    Conflict: 409,
}
HEADINGS = {
    400: N_("This request could not be read"),
    403: N_("Not open to you"),
    404: N_("Page not found"),
    405: N_("This cannot be done this way"),
    409: N_("Somebody was faster"),
    413: N_("This is too large"),
    422: N_("This is not possible"),
    429: N_("Too many tries"),
    500: N_("Something went wrong on our side"),
}
SENTENCES = {
    400: N_("Please go back and try again."),
    403: N_("You do not have the right to do this."),
    404: N_("There is nothing here, or it is not open to you."),
    405: N_("Please go back and use the buttons of the page."),
    413: N_("The file or text is larger than we can take."),
    429: N_("Please wait a few minutes and try again."),
    500: N_("Nothing you entered was lost by your doing. Please try again in a moment."),
}
_PIECE = 64 * 1024
_log = logging.getLogger(__name__)


def status_of(error: ForumError) -> int:
    """The HTTP status of a refusal, by its kind."""
    return next(status for kind, status in STATUS.items() if isinstance(error, kind))


def sentence_of(error: ForumError) -> str:
    """The refusal in the reader's language, with its facts filled in."""
    return str(gettext(error.message, **error.facts))


def init_app(app: Flask) -> None:
    """Answer refusals, HTTP errors and faults with a page."""
    app.register_error_handler(ForumError, _refused)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(SecurityError, _foreign_name)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _fault)


def _refused(error: ForumError) -> tuple[str, int]:
    return _page(status_of(error), sentence_of(error))


def _stale_form(_error: CSRFError) -> tuple[str, int]:
    return _page(
        400, gettext("This page was open for too long. Please go back, reload it and send again.")
    )


def _foreign_name(_error: SecurityError) -> Response:
    """Asked for under a name that is not ours: no page can be made, since no link can."""
    sentence = "This server does not answer to that name. Ask its keeper about FORUM_PUBLIC_URL.\n"
    return Response(sentence, 400, mimetype="text/plain")


def _http_error(error: HTTPException) -> tuple[str, int, list[tuple[str, str]]]:
    code = error.code or 500
    if code == 413:
        _read_off()
    kept = [(k, v) for k, v in error.get_headers() if k.lower() in {"allow", "retry-after"}]
    return (*_page(code), kept)


def _read_off() -> None:
    """Take the rest of what was too large: whoever still sends does not read why it was refused.

    A proxy then answers 502. Twice our limit is taken at most; beyond that the line is cut.
    """
    most = 2 * int(current_app.config["MAX_CONTENT_LENGTH"])
    left = request.content_length or 0
    if left > most:
        return
    while left > 0:
        piece = request.environ["wsgi.input"].read(min(left, _PIECE))
        if not piece:
            return
        left -= len(piece)


def _fault(error: Exception) -> tuple[str, int]:
    _log.error("fault on %s", request.endpoint, exc_info=error)
    return _page(500, reference=request_id())


def _page(
    status: int, sentence: str | None = None, reference: str | None = None
) -> tuple[str, int]:
    known = status if status in HEADINGS else (500 if status >= 500 else 400)
    text = sentence or gettext(SENTENCES.get(known, SENTENCES[400]))
    page = render_template(
        "web/problem.html",
        status=status,
        heading=gettext(HEADINGS[known]),
        sentence=text,
        reference=reference,
    )
    return page, status

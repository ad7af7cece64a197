"""The two answers a feature's view gives: a stream, and the fragment for who cannot stream.

The view authorises, chooses topic, audience and language, and calls one of these.
"""

import logging
import random
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import Response, current_app, request
from werkzeug.http import http_date
from werkzeug.wrappers import Request

from forum.live import takeover
from forum.live.crowd import Seat
from forum.live.extension import Live, live_of
from forum.live.topics import Fragment, Topic, greeting

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse

log = logging.getLogger("forum.live")
_HEADERS = {
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",  # nginx passes every message on at once
}


def current(topic: Topic) -> Fragment:
    """What the page shows first: put `fragment.body` in it, unescaped, and `fragment.mark`."""
    return live_of(current_app).current(topic)


def stream_response(
    topic: Topic, environ: dict[str, Any], *, owner: str = "", seen: str | None = None
) -> Response:
    """Server-sent events of the topic; the newest fragment first unless the client has seen it.

    `owner` names whose right this is, for `close_owner`; empty for what everybody may see. What
    the client has comes from Last-Event-ID, `seen`, or `?seen=`. When the house is full the answer
    is 204, and the page polls. Raises LookupError for a kind without a renderer.
    """
    live = live_of(current_app)
    live.current(topic)  # a broken renderer is an error page, not a silent stream
    asked = Request(environ)
    has_seen = asked.headers.get("Last-Event-ID") or seen or asked.args.get("seen")
    seat = Seat(topic, owner)
    if asked.method == "HEAD":
        return _answer(Response())
    if takeover.can_take(environ):
        full = not live.hub.has_room()
        return _refusal() if full else _answer(_TakenOver(live, seat, has_seen))
    frames = live.generators.join(seat, _greeting())
    if frames is None:
        return _refusal()
    live.welcome(seat, live.generators, has_seen)
    return _answer(Response(frames, direct_passthrough=True))


def fragment_response(topic: Topic) -> Response:
    """The fragment for a page that polls: 204 when `?seen=` is still what it is.

    204 and not only 304: htmx leaves the page alone on 204, while on 304 it would put the empty
    body in, or be handed the old body by the browser's cache and put that in again.
    """
    fragment = current(topic)
    if request.args.get("seen") == fragment.mark:
        response = Response(status=204)
    else:
        response = Response(fragment.body, mimetype="text/html")
    response.set_etag(fragment.mark)
    response.headers["Cache-Control"] = "private, no-cache"
    response.make_conditional(request)
    return response


class _TakenOver(Response):
    """A response that sends itself from the hub's thread.

    All that the application does to responses (cookies, security headers) is done when it is
    called, and goes out in the head.
    """

    def __init__(self, live: Live, seat: Seat, seen: str | None) -> None:
        super().__init__()
        self._live, self._seat, self._seen = live, seat, seen

    def __call__(self, environ: dict[str, Any], start_response: "StartResponse") -> Iterable[bytes]:
        """Take the connection; the server is left with a dead one and an empty body."""
        headers = self.get_wsgi_headers(environ).to_wsgi_list()
        connection = takeover.take(environ)
        head = takeover.head(self.status, [*headers, ("Date", http_date())])
        self._live.hub.adopt(connection, self._seat, head + _greeting())
        try:
            self._live.welcome(self._seat, self._live.hub, self._seen)
        except Exception:  # the next change brings it up to date
            log.exception("live: %s could not be rendered", self._seat.topic.key)
        start_response(self.status, headers)
        return []


def _answer(response: Response) -> Response:
    response.headers.update(_HEADERS)
    response.mimetype = "text/event-stream"
    return response


def _refusal() -> Response:
    return Response(status=204, headers={"Cache-Control": "no-store"})


def _greeting() -> bytes:
    """Come back after 2 to 5 s, not all at once."""
    return greeting(random.uniform(2, 5))  # noqa: S311 - spreads, hides nothing

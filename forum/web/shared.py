"""A page that many readers see alike is rendered once and shared for some seconds.

The crowd comes by a link in a chat group, and later sits in the hall. All visitors see the same,
and so do all who have places at the same forums and no role. Whoever holds a role, or is to be
told something, gets a page of their own.

A shared page is kept as it left: compressed, with its headers. Visitors who bring nothing but a
choice of language are answered in front of the application, which costs less than Flask itself.
"""

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import wraps
from typing import TYPE_CHECKING, Any, NamedTuple, ParamSpec

from flask import Flask, Response, current_app, g, request, session

from forum.web.guard import current_actor
from forum.web.locale import COOKIE, current_language
from forum.web.logs import HEADER, note_early_answer

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SECONDS = 3.0
MOST_PAGES = 500
# Said anew with each answer.
_OWN_HEADERS = {"Set-Cookie", HEADER}
_ONLY_LANGUAGE = re.compile(rf"{COOKIE}=([a-z]+)")
Arguments = ParamSpec("Arguments")


class Key(NamedTuple):
    """All that a shared page depends on."""

    address: tuple[str, ...]
    encoding: str
    language: str
    # At which forums the reader has a place; None for visitors.
    places: frozenset[int] | None = None


@dataclass(frozen=True)
class Page:
    """An answer as it left."""

    body: bytes
    headers: tuple[tuple[str, str], ...]
    made: float = field(default_factory=time.monotonic)


class SharedPages:
    """A few hundred pages at most, each for some seconds."""

    def __init__(self) -> None:
        self._pages: OrderedDict[Key, Page] = OrderedDict()
        self._lock = threading.Lock()

    def init_app(self, app: Flask) -> None:
        """Keep what is marked as shared. To be called before what adds headers to answers."""
        app.extensions["shared_pages"] = self
        app.after_request(self._keep)
        app.wsgi_app = _Front(app, self)  # type: ignore[method-assign]

    def get(self, key: Key) -> Page | None:
        """The page, while it is fresh."""
        with self._lock:
            page = self._pages.get(key)
        return page if page and time.monotonic() - page.made <= SECONDS else None

    def clear(self) -> None:
        """Forget all pages."""
        with self._lock:
            self._pages.clear()

    def put(self, key: Key, page: Page) -> None:
        """Keep a page; the oldest goes when there are too many."""
        with self._lock:
            self._pages[key] = page
            self._pages.move_to_end(key)
            while len(self._pages) > MOST_PAGES:
                self._pages.popitem(last=False)

    def _keep(self, response: Response) -> Response:
        key: Key | None = g.get("shared_key")
        # A form's token makes a page personal.
        is_personal = current_app.config["WTF_CSRF_FIELD_NAME"] in g
        if key is not None and response.status_code == 200 and not is_personal:
            headers = tuple(item for item in response.headers if item[0] not in _OWN_HEADERS)
            self.put(key, Page(response.get_data(), headers))
        return response


def shared_with_readers(view: Callable[Arguments, Any]) -> Callable[Arguments, Any]:
    """Render a public page once for all readers who see it alike.

    Of a reader it may use the language, and at which forums they have a place: nothing else.
    """
    return _shared(view, _reader_key)


def shared_with_visitors(view: Callable[Arguments, Any]) -> Callable[Arguments, Any]:
    """Render a public page once for all visitors; who is signed in gets a page of their own."""

    def key_of_visitor() -> Key | None:
        key = _reader_key()
        return key if key is not None and key.places is None else None

    return _shared(view, key_of_visitor)


def _shared(
    view: Callable[Arguments, Any], key_of: Callable[[], Key | None]
) -> Callable[Arguments, Any]:
    @wraps(view)
    def shared(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Any:
        key = key_of()
        if key is None:
            return view(*args, **kwargs)
        page = current_app.extensions["shared_pages"].get(key)
        if page is not None:
            return Response(page.body, headers=page.headers)
        g.shared_key = key
        return view(*args, **kwargs)

    return shared


class _Front:
    """Answers visitors before the application is asked."""

    def __init__(self, app: Flask, pages: SharedPages) -> None:
        self._inner: WSGIApplication = app.wsgi_app
        self._config = app.config
        self._pages = pages

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        key = self._visitor_key(environ)
        page = self._pages.get(key) if key else None
        if page is None:
            return self._inner(environ, start_response)
        id_ = note_early_answer(environ, 200, hops=self._config["PROXY_HOPS"])
        start_response("200 OK", [*page.headers, (HEADER, id_)])
        return [page.body]

    def _visitor_key(self, environ: "WSGIEnvironment") -> Key | None:
        """The key of a reader without a session, who does not change the language either."""
        cookies = environ.get("HTTP_COOKIE")
        chosen = _ONLY_LANGUAGE.fullmatch(cookies) if cookies else None
        language = chosen[1] if chosen else self._config["DEFAULT_LANGUAGE"]
        is_plain = environ["REQUEST_METHOD"] == "GET" and "lang=" not in environ["QUERY_STRING"]
        if not is_plain or bool(cookies) != bool(chosen):
            return None
        return Key(_address(environ), environ.get("HTTP_ACCEPT_ENCODING", ""), language)


def _reader_key() -> Key | None:
    """The key for this reader's page; None where it is theirs alone."""
    actor = current_actor()
    if request.method != "GET" or actor.roles or "_flashes" in session:
        return None
    places = frozenset(place.forum_id for place in actor.places)
    return Key(
        _address(request.environ),
        request.headers.get("Accept-Encoding", ""),
        current_language(),
        places if actor.is_signed_in else None,
    )


def _address(environ: "WSGIEnvironment") -> tuple[str, ...]:
    return (
        environ["wsgi.url_scheme"],
        environ.get("HTTP_HOST", ""),
        environ.get("SCRIPT_NAME", ""),
        environ["PATH_INFO"],
        environ["QUERY_STRING"],
    )

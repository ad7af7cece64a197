"""A page for visitors is rendered once and shared for some seconds.

Visitors are the crowd that a link in a chat group brings; what they see is the same for all of
them. Whoever carries a session gets a page of their own.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

from flask import Response, current_app, make_response, request, session

from forum.web.locale import current_language

SECONDS = 3.0
MOST_PAGES = 500
Arguments = ParamSpec("Arguments")
_Key = tuple[str, str, str]


class SharedPages:
    """Rendered pages by address and language, a few hundred at most, each for some seconds."""

    def __init__(self) -> None:
        self._pages: OrderedDict[_Key, tuple[float, bytes]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: _Key) -> bytes | None:
        """The page, while it is fresh."""
        with self._lock:
            kept = self._pages.get(key)
        if kept is None or time.monotonic() - kept[0] > SECONDS:
            return None
        return kept[1]

    def clear(self) -> None:
        """Forget all pages."""
        with self._lock:
            self._pages.clear()

    def put(self, key: _Key, page: bytes) -> None:
        """Keep a page; the oldest goes when there are too many."""
        with self._lock:
            self._pages[key] = (time.monotonic(), page)
            self._pages.move_to_end(key)
            while len(self._pages) > MOST_PAGES:
                self._pages.popitem(last=False)


def shared_with_visitors(view: Callable[Arguments, Any]) -> Callable[Arguments, Any]:
    """Render a public page once for all visitors without a session."""

    @wraps(view)
    def shared(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Any:
        pages: SharedPages | None = current_app.extensions.get("shared_pages")
        if pages is None or request.method != "GET" or session:
            return view(*args, **kwargs)
        key = (request.host, request.full_path, current_language())
        page = pages.get(key)
        if page is not None:
            return Response(page, mimetype="text/html")
        response = make_response(view(*args, **kwargs))
        # A session that came into being while rendering (a form's token) makes the page personal.
        if response.status_code == 200 and not session:
            pages.put(key, response.get_data())
        return response

    return shared

"""Long lists, a page at a time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import quote, urlencode

from flask import request

Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of a list; numbers count from 1."""

    rows: Sequence[Row]
    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least 1."""
        return max(1, -(-self.total // self.size))

    @property
    def previous_url(self) -> str | None:
        """The page before, filters kept; None on the first."""
        return self._url(self.number - 1) if self.number > 1 else None

    @property
    def next_url(self) -> str | None:
        """The page after, filters kept; None on the last."""
        return self._url(self.number + 1) if self.number < self.pages else None

    def _url(self, number: int) -> str:
        # Not by url_for: it would take what readers ask for as wishes of its own (`_scheme`, …).
        return f"{quote(request.path)}?{urlencode({**request.args.to_dict(), 'page': number})}"


def page_of(
    count: Callable[[], int], read: Callable[[int, int], Sequence[Row]], *, size: int = 50
) -> Page[Row]:
    """The page the reader asked for: `count()` rows in all, `read(limit, offset)` some of them."""
    total = count()
    last = max(1, -(-total // size))
    asked = request.args.get("page", 1, type=int)
    number = min(max(asked, 1), last)
    return Page(read(size, (number - 1) * size), number, size, total)

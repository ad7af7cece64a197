"""What can be followed live, and what a follower is sent. Pure."""

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property

_PART = re.compile(r"[A-Za-z0-9_.~-]+")


@dataclass(frozen=True)
class Topic:
    """One object as one audience sees it in one language.

    The audience is part of the name, so that what the console shows never reaches a phone: a
    fragment is rendered for `audience`, never for the person who happens to look first.
    """

    kind: str
    object_id: str
    audience: str
    language: str

    def __post_init__(self) -> None:
        """Raises ValueError for a part that could be mistaken for two."""
        for part in (self.kind, self.object_id, self.audience, self.language):
            if not _PART.fullmatch(part):
                raise ValueError(f"not a part of a live topic: {part!r}")

    @property
    def key(self) -> str:
        """The topic as one string."""
        return f"{self.kind}:{self.object_id}:{self.audience}:{self.language}"


@dataclass(frozen=True)
class Fragment:
    """A rendered piece of page and the mark of its content.

    The mark depends on nothing but the HTML: while a vote leaves what is shown as it was, nothing
    is sent and nothing changes, so neither the time nor the mark of a message tells of a vote.
    """

    html: str

    @cached_property
    def mark(self) -> str:
        """Changes exactly when the HTML does."""
        return hashlib.sha256(self.html.encode()).hexdigest()[:20]

    @cached_property
    def body(self) -> str:
        """The HTML led by a hidden field `seen`, which a poll sends back to ask for news only."""
        return f'<input type="hidden" name="seen" value="{self.mark}">{self.html}'

    @cached_property
    def message(self) -> bytes:
        """The fragment as one server-sent event, with the mark as its id."""
        return message(self.body, id_=self.mark)


def message(data: str, *, event: str | None = None, id_: str | None = None) -> bytes:
    """One server-sent event (WHATWG HTML, section 9.2): every line of the data is prefixed."""
    lines = [f"event: {event}"] if event else []
    if id_:
        lines.append(f"id: {id_}")
    lines += [f"data: {line}" for line in re.split(r"\r\n|\r|\n", data)]
    return ("\n".join(lines) + "\n\n").encode()


# A named event rather than a bare comment: a browser hides comments from the page, and the page
# has to notice a proxy that keeps the stream to itself. An event without data is not dispatched.
BEAT = message("1", event="beat")
# htmx ends the connection for good on this event (`sse-close="close"`).
FAREWELL = message("1", event="close")


def greeting(retry_seconds: float) -> bytes:
    """What opens a stream: how long to wait before coming back after a break, and a first beat.

    A page that does not get the beat at once knows that a proxy keeps the stream to itself.
    """
    return f"retry: {round(retry_seconds * 1000)}\n\n".encode() + BEAT

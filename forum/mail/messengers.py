"""Handing short messages to telephones, for people without mail: off unless configured.

Every gateway takes other names, so SMS says them: URL, TOKEN, FORMAT (json or form), the names of
the fields for number, text, reference and sender. The address comes from the configuration alone.
"""

import http.client
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol
from urllib.parse import urlencode, urlsplit

from flask import current_app

from forum.mail.ports import BuiltLetter
from forum.mail.post import Undeliverable, Unreachable

_PATIENCE: Final = 10  # seconds
_MOST_READ: Final = 65_536  # bytes of an answer
# What the gateway will never take, and what says that it takes nothing from us at all.
_NEVER: Final = frozenset({400, 404, 410, 413, 422})
_LOCAL: Final = frozenset({"127.0.0.1", "::1", "localhost"})


class Messenger(Protocol):
    """Whoever carries short messages."""

    def send(self, to: str, text: str, reference: str) -> None:
        """Hand a text over to a number (E.164); the same reference is the same message.

        Raises Undeliverable, Unreachable, or another OSError when it could not be handed over.
        """


@dataclass(frozen=True)
class HttpMessenger:
    """A gateway that takes messages as a POST with JSON or form fields, and a bearer token."""

    url: str
    token: str = ""
    format: str = "json"
    to_field: str = "to"
    text_field: str = "text"
    reference_field: str = "reference"
    sender_field: str = "sender"
    sender: str = ""

    def send(self, to: str, text: str, reference: str) -> None:
        """As `Messenger.send`. Redirections are not followed; other than 2xx is not sent."""
        fields = {self.to_field: to, self.text_field: text, self.reference_field: reference}
        if self.sender:
            fields[self.sender_field] = self.sender
        status = self._post(fields, reference)
        if status in _NEVER:
            raise Undeliverable(f"the gateway answered {status}")
        if status == 429 or status >= 500:
            raise OSError(f"the gateway answered {status}")
        if not 200 <= status < 300:
            raise Unreachable(f"the gateway answered {status}")

    def _post(self, fields: Mapping[str, str], reference: str) -> int:
        is_json = self.format == "json"
        body = json.dumps(fields) if is_json else urlencode(fields)
        headers = {
            "Content-Type": "application/json" if is_json else "application/x-www-form-urlencoded",
            "Idempotency-Key": reference,
            "User-Agent": "Wethi",
        }
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        where = urlsplit(self.url)
        connection = _connection(self.url)
        try:
            path = f"{where.path or '/'}{'?' if where.query else ''}{where.query}"
            connection.request("POST", path, body.encode(), headers)
            answer = connection.getresponse()
            answer.read(_MOST_READ)
        except (OSError, http.client.HTTPException) as error:
            raise Unreachable(type(error).__name__) from error
        else:
            return answer.status
        finally:
            connection.close()


class TextPost:
    """Short messages through the gateway that is configured, to numbers of the allowed countries."""

    def send(self, letter: BuiltLetter) -> None:
        """As `Post.send`; Undeliverable for a number that begins otherwise than PREFIXES say."""
        config = current_app.config["SMS"]
        if not letter.to.startswith(tuple(config["PREFIXES"])):
            raise Undeliverable
        messenger_of(config).send(letter.to, letter.text, letter.mark)


class ClosedPost:
    """A carrier that could not be reached a moment ago."""

    def send(self, letter: BuiltLetter) -> None:
        """Raises Unreachable without asking again."""
        raise Unreachable


def messenger_of(config: Mapping[str, Any]) -> Messenger:
    """The gateway that SMS describes. Raises Unreachable where there is none, or it is not safe."""
    if not is_safe(config["URL"]):
        raise Unreachable
    return HttpMessenger(
        config["URL"],
        config["TOKEN"],
        config["FORMAT"],
        config["TO_FIELD"],
        config["TEXT_FIELD"],
        config["REFERENCE_FIELD"],
        config["SENDER_FIELD"],
        config["SENDER"],
    )


def is_messenger_on() -> bool:
    """Whether people who have a telephone only can be written to."""
    return bool(current_app.config["SMS"]["URL"])


def is_safe(url: str) -> bool:
    """Whether a gateway's address keeps token and numbers to itself: https, or this machine."""
    where = urlsplit(url)
    return where.scheme == "https" or (where.scheme == "http" and where.hostname in _LOCAL)


def _connection(url: str) -> http.client.HTTPConnection:
    where = urlsplit(url)
    host, port = where.hostname or "", where.port
    if where.scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(host, port, timeout=_PATIENCE, context=context)
    return http.client.HTTPConnection(host, port, timeout=_PATIENCE)

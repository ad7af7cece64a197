"""Who writes which letter: features supply builders, the outbox asks them when it sends."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from forum.core.port import Port
from forum.mail.logic import Carrier, Topic


@dataclass(frozen=True)
class Attachment:
    """A file that travels with a letter."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class BuiltLetter:
    """A letter ready to go: to one address, in one language, plain text first.

    With `carrier` TEXT it is a short message, `to` a telephone number (E.164), and there is no
    subject. Letters with a `topic` are not needed for taking part: their readers may refuse them,
    and the outbox asks. `mark` is the outbox's: the same for each try, so that a letter that was
    sent twice after all (the power failed in between) is one to whoever compares.
    """

    to: str
    language: str
    subject: str
    text: str
    attachments: tuple[Attachment, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    mark: str = ""
    carrier: Carrier = Carrier.MAIL
    topic: Topic | None = None


# Given the id of the object and the occasion, write the letter; None when there is nothing to say
# any more (erased, no address, meanwhile untrue).
Builder = Callable[[int, str], BuiltLetter | None]

letter_builders: Port[Mapping[str, Builder]] = Port("mail.letter_builders")


def builder_of(kind: str) -> Builder:
    """The builder of a kind of letter. Raises LookupError for an unknown kind."""
    for table in letter_builders.suppliers:
        if kind in table:
            return table[kind]
    raise LookupError(f"nobody writes letters of kind {kind}")


# What addresses are hashed with: nobody can try addresses out on a copy of the database alone.
installation_secret: Port[Callable[[], str]] = Port("mail.installation_secret")

# Whether short messages can be sent to people who have a telephone only.
texts_are_on: Port[Callable[[], bool]] = Port("mail.texts_are_on")

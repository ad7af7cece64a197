"""What composing makes, and what every part of it needs to know."""

from dataclasses import dataclass

from forum.core.i18n import LocalText
from forum.documents.tree import Block, Heading, Paragraph, Source
from forum.language.normal import normalise_lines, shorten
from forum.minutes.logic import phrases
from forum.minutes.logic.facts import ForumFacts

LONGEST_QUOTE = 700  # graphemes; a comment may have more
CUT = " […]"


@dataclass(frozen=True)
class Piece:
    """A block and the section of the outline it belongs to."""

    section: str
    block: Block


@dataclass(frozen=True)
class Composition:
    """Minutes in one language: the head and the blocks in reading order."""

    title: str
    subtitle: tuple[str, ...]
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Setting:
    """The facts and the language they are told in."""

    facts: ForumFacts
    language: str

    def say(self, name: str, /, **facts: object) -> str:
        """A phrase in the document's language."""
        return phrases.say(self.language, name, **facts)

    def many(self, name: str, number: int) -> str:
        """A number with its noun."""
        return phrases.many(self.language, name, number)

    def text(self, text: LocalText) -> str:
        """Text of the site in the document's language, or the one it has."""
        return phrases.texts(self.language, text)

    def heading(self, section: str, key: str, text: str, level: int = 1, **more: object) -> Piece:
        """A heading."""
        return Piece(section, Heading(key=key, level=level, text=text, **more))  # type: ignore[arg-type]

    def paragraph(self, section: str, key: str, text: object, **more: object) -> Piece:
        """A paragraph."""
        return Piece(section, Paragraph(key=key, text=text, **more))  # type: ignore[arg-type]

    def from_forum(self) -> tuple[Source, ...]:
        """The forum itself as source."""
        return (Source("forum", self.facts.public_id, self.say("forum.source")),)


def in_own_words(text: str) -> str:
    """A quotation: nothing changed, but cut (and marked as cut) where it is too long."""
    whole = normalise_lines(text)
    short = shorten(whole, LONGEST_QUOTE)
    return whole if short == whole else short.removesuffix("…").rstrip() + CUT


def other_language(language: str, document_language: str) -> str | None:
    """The language to mark a block with, where it is not the document's."""
    return language if language and language != document_language else None

"""A document as plain data: what is said, where it comes from, in which language.

Text is plain text everywhere (a newline starts a new paragraph), never markup. Trees are frozen;
renderers are pure functions of them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]*")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


class TreeError(ValueError):
    """The tree is not well formed: a key twice, a row of the wrong length, unknown JSON."""


class Layout(StrEnum):
    FORUM_REPORT = "forum_report"
    FORM_11 = "form_11"


class Digits(StrEnum):
    ARABIC = "arabic"
    THAI = "thai"


class Origin(StrEnum):
    """Composed from facts by the program, or typed by a person (named in `author`)."""

    COMPOSED = "composed"
    TYPED = "typed"


class Tone(StrEnum):
    """What the thread at the left of a composed block says."""

    NEUTRAL = "neutral"
    AGREED = "agreed"
    CONTESTED = "contested"
    UNRESOLVED = "unresolved"
    RESULT = "result"


class Align(StrEnum):
    START = "start"
    CENTER = "center"
    END = "end"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a block comes from, e.g. `Source("poll", "p7k2", "การลงมติ 3.1", "https://…")`.

    The address is absolute, so that it works on paper and in a downloaded file.
    """

    kind: str
    public_id: str
    label: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one weight."""

    text: str
    strong: bool = False
    emphasis: bool = False


Text = str | tuple[Run, ...]
Number = int | float


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """What every block carries. The key is stable over recomposing and unique in its document."""

    kind: ClassVar[str]

    key: str
    sources: tuple[Source, ...] = ()
    origin: Origin = Origin.COMPOSED
    author: str | None = None
    tone: Tone = Tone.NEUTRAL
    language: str | None = None  # None: the document's


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading(Block):
    """A heading of level 1 (an agenda item), 2 or 3."""

    kind: ClassVar[str] = "heading"

    level: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph(Block):
    kind: ClassVar[str] = "paragraph"

    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation(Block):
    kind: ClassVar[str] = "quotation"

    text: str
    attribution: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    heading: str
    align: Align = Align.START


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Block):
    """Rows of cells already written out; each as long as `columns`, the total row too."""

    kind: ClassVar[str] = "table"

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: Text = ""
    total: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar. `value` None: too few people, not shown. `share` is between 0 and 1.

    `thread` names a colour: a sector's thread, "agree", "object", or None for the plain one.
    """

    label: str
    value: Number | None
    share: float | None = None
    thread: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BarChart(Block):
    """Counts as bars; every renderer also prints, or prints only, the table of the figures."""

    kind: ClassVar[str] = "bar_chart"

    rows: tuple[Bar, ...]
    caption: Text = ""
    total: Number | None = None
    label_heading: str | None = None  # None: "Option" in the block's language
    value_heading: str | None = None  # None: "Votes" in the block's language


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution(Block):
    """What was resolved, on its own indented line."""

    kind: ClassVar[str] = "resolution"

    text: str
    label: str | None = None  # None: "มติที่ประชุม" / "Resolution"


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment(Block):
    """Who does what until when; the date is already written in the block's language."""

    kind: ClassVar[str] = "commitment"

    text: str
    owner: str = ""
    due: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyValues(Block):
    kind: ClassVar[str] = "key_values"

    rows: tuple[tuple[str, str], ...]
    are_names: bool = (
        False  # the values are lists of people: no line ends inside a given or family name
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class List(Block):
    kind: ClassVar[str] = "list"

    items: tuple[Text, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureBlock(Block):
    """A line to sign on, the name in brackets, the role below."""

    kind: ClassVar[str] = "signature"

    role: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageBreak(Block):
    kind: ClassVar[str] = "page_break"


@dataclass(frozen=True, slots=True, kw_only=True)
class Annex(Block):
    """Blocks on pages of their own after the body."""

    kind: ClassVar[str] = "annex"

    title: str
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole document. `meta` is not printed; "author", "subject" reach the file's properties.

    Raises TreeError when a key is used twice or has other signs than letters, digits and ._:-,
    when a language is no code of two or three letters, when a heading's level is not 1 to 3, or
    when a table's row has not one cell a column.
    """

    title: str
    language: str
    layout: Layout = Layout.FORUM_REPORT
    digits: Digits = Digits.ARABIC
    subtitle: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    meta: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        _check_language(self.language)
        seen: set[str] = set()
        for block in walk(self.blocks):
            _check_block(block)
            if block.key in seen:
                raise TreeError(f"the key {block.key!r} is used twice")
            seen.add(block.key)


def walk(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Every block in reading order, those inside annexes too."""
    for block in blocks:
        yield block
        if isinstance(block, Annex):
            yield from walk(block.blocks)


def runs_of(text: Text) -> tuple[Run, ...]:
    """The text as runs, plain text as one run."""
    return (Run(text),) if isinstance(text, str) else text


def plain(text: Text) -> str:
    """The text without its weights."""
    return text if isinstance(text, str) else "".join(run.text for run in text)


def _check_language(code: str) -> None:
    if not _LANGUAGE.fullmatch(code):
        raise TreeError(f"{code!r} is not a language")


def _check_block(block: Block) -> None:
    if block.language is not None:
        _check_language(block.language)
    if not _KEY.fullmatch(block.key):
        raise TreeError(f"{block.key!r} is not a key")
    if isinstance(block, Heading) and block.level not in {1, 2, 3}:
        raise TreeError(f"a heading of level {block.level}")
    if isinstance(block, Table):
        _check_table(block)


def _check_table(table: Table) -> None:
    width = len(table.columns)
    rows = table.rows if table.total is None else (*table.rows, table.total)
    if width == 0 or any(len(row) != width for row in rows):
        raise TreeError(f"a row of table {table.key!r} has not {width} cells")

"""The tree as it is printed: one place for cleaning, digits and safe addresses."""

import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from forum.documents.labels import label
from forum.documents.text import in_digits, number, printable
from forum.documents.tree import (
    Align,
    Bar,
    BarChart,
    Block,
    Column,
    Digits,
    Document,
    Heading,
    PageBreak,
    SignatureBlock,
    Source,
    Table,
    Text,
    Tone,
)
from forum.language.digits import format_number

T = TypeVar("T")

# Names for machines, never printed as text.
_NAMES = {"key", "language", "thread", "meta", "sources", "author"}
_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"\\^`{|}]+")


def printed(document: Document) -> Document:
    """The document as every renderer prints it.

    Signs that no file can hold are gone, numerals of Thai text stand in the document's digits,
    and of the sources' addresses only those of the web are left. Labels of sources keep their
    digits: they name what stands on the site under the same name.
    """
    in_language = _writer(document.digits, document.language)
    return replace(
        document,
        title=in_language(document.title),
        subtitle=tuple(in_language(line) for line in document.subtitle),
        meta=tuple((printable(name), printable(value)) for name, value in document.meta),
        blocks=tuple(_block(block, document) for block in document.blocks),
    )


def language_of(block: Block, document: Document) -> str:
    """The language a block is written in."""
    return block.language or document.language


def digits_of(block: Block, document: Document) -> Digits:
    """Thai digits only in Thai text."""
    return document.digits if language_of(block, document) == "th" else Digits.ARABIC


def thread_of(block: Block) -> Tone | None:
    """The tone of the thread at the block's left; None where it has none.

    Threads mark what the program composed; headings and the like need none.
    """
    is_plain = isinstance(block, Heading | PageBreak | SignatureBlock) or block.kind == "annex"
    return None if is_plain or block.origin != "composed" else block.tone


def chart_table(chart: BarChart, document: Document) -> Table:
    """The figures of a chart as a table: option, votes and, where known, per cent."""
    language, digits = language_of(chart, document), digits_of(chart, document)
    has_shares = any(bar.share is not None for bar in chart.rows)
    width = 3 if has_shares else 2
    headings = (
        Column(chart.label_heading or label(language, "option")),
        Column(chart.value_heading or label(language, "votes"), Align.END),
        Column(label(language, "percent"), Align.END),
    )
    total = None
    if chart.total is not None:
        total = (label(language, "total"), number(chart.total, digits), "")[:width]
    return Table(
        key=chart.key,
        columns=headings[:width],
        rows=tuple(_figures(bar, language, digits)[:width] for bar in chart.rows),
        caption=chart.caption,
        total=total,
    )


def bar_lengths(chart: BarChart) -> tuple[float, ...]:
    """How long each bar is, between 0 and 1: its share, or its value over the largest."""
    if all(bar.share is not None or bar.value is None for bar in chart.rows):
        lengths = [bar.share or 0 for bar in chart.rows]
    else:
        largest = max((bar.value or 0 for bar in chart.rows), default=0) or 1
        lengths = [(bar.value or 0) / largest for bar in chart.rows]
    return tuple(min(max(length, 0.0), 1.0) for length in lengths)


def meta_of(document: Document, name: str) -> str:
    """The first value of that name among the document's meta, or nothing."""
    return next((value for key, value in document.meta if key == name), "")


def date_of(document: Document) -> date | None:
    """The meta "date", where it is one (ISO)."""
    try:
        return date.fromisoformat(meta_of(document, "date"))
    except ValueError:
        return None


def _figures(bar: Bar, language: str, digits: Digits) -> tuple[str, str, str]:
    if bar.value is None:
        return bar.label, label(language, "not_shown"), ""
    return bar.label, number(bar.value, digits), _percent(bar.share, digits)


def _percent(share: float | None, digits: Digits) -> str:
    """One decimal, none where the share is whole per cents; nothing where it is not known."""
    if share is None:
        return ""
    tenths = format_number(Decimal(str(share)) * 100, "th", 1)
    return in_digits(tenths.removesuffix(".0"), digits)


def _writer(digits: Digits, language: str) -> Callable[[str], str]:
    used = digits if language == "th" else Digits.ARABIC
    return lambda text: in_digits(printable(text), used)


def _block(block: Block, document: Document) -> Block:
    writer = _writer(document.digits, language_of(block, document))
    sources = tuple(_source(source) for source in block.sources)
    author = None if block.author is None else printable(block.author)
    return replace(_rewritten(block, writer, document), sources=sources, author=author)


def _source(source: Source) -> Source:
    url = source.url or ""
    is_safe = printable(url) == url and _WEB_ADDRESS.fullmatch(url)
    return replace(
        source, label=printable(source.label).replace("\n", " "), url=url if is_safe else None
    )


def _rewritten(value: T, writer: Callable[[str], str], document: Document) -> T:
    """A dataclass with every text in it rewritten."""
    changes = {
        field.name: _rewrite(getattr(value, field.name), writer, document)
        for field in fields(value)  # type: ignore[arg-type]
        if field.name not in _NAMES
    }
    return replace(value, **changes)  # type: ignore[type-var]


def _rewrite(value: Any, writer: Callable[[str], str], document: Document) -> Any:
    if isinstance(value, Block):
        return _block(value, document)
    if isinstance(value, tuple):
        return tuple(_rewrite(item, writer, document) for item in value)
    if is_dataclass(value):
        return _rewritten(value, writer, document)
    return writer(value) if type(value) is str else value


def is_blank(text: Text) -> bool:
    """Whether nothing would be printed."""
    return not (text if isinstance(text, str) else "".join(run.text for run in text)).strip()

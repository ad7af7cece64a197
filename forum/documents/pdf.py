"""A document as PDF: A4, tagged, fonts embedded, set by Typst from data.

Text is handed over as JSON, never as markup. Typst's own breaking of Thai lines cuts inside some
words, so words that the dictionary knows are handed over as wholes.
"""

import json
import re
from collections.abc import Iterator
from functools import singledispatch
from pathlib import Path
from typing import Any, Final

from forum.documents import threads, tree
from forum.documents.labels import label
from forum.documents.printed import (
    bar_lengths,
    chart_table,
    date_of,
    language_of,
    meta_of,
    printed,
    thread_of,
)
from forum.documents.text import printable, run_lines
from forum.documents.tree import Block, Document, Run, Text
from forum.language.normal import graphemes
from forum.language.words import break_points

_HERE: Final = Path(__file__).parent
FONTS: Final = _HERE / "fonts"

_THAI = re.compile("[\u0e01-\u0e5b]")
_SPACE = re.compile(r"(\s+)")
_SHORTEST_WHOLE: Final = 3  # signs; shorter ones are not broken anyway
_LONGEST_WHOLE: Final = (
    40  # signs; more than any word: a long address, or noise, must break somewhere
)
_CHUNK: Final = 10  # signs

_Words = list[str | list[str]]
_Lines = list[list[dict[str, Any]]]


class FontsMissing(RuntimeError):
    """The fonts that documents are set in are not there."""


def render(document: Document, *, stamp: str = "", fonts: Path = FONTS) -> bytes:
    """The document as a tagged PDF.

    `stamp` is printed at the foot of every page, e.g. the number and hash of a certified version,
    which cannot stand in the content they are the hash of. The meta "author", "subject" and "date"
    (ISO) become the file's properties. The same document gives the same bytes.

    PDF/UA-1 and PDF/A-2a are asked for. Where a sign is in no font (an emoji in a quotation) both
    forbid to go on; the file is then written without the claim, still tagged, with a box for the
    sign. Raises FontsMissing where `fonts` holds no TrueType file.
    """
    if not any(fonts.glob("*.ttf")):
        raise FontsMissing(
            f"PDF files need the Sarabun fonts in {fonts.name}/. Install the package with its front end "
            "built (without WETHI_SKIP_FRONTEND) and try again."
        )
    data = json.dumps(_data(printed(document), stamp), ensure_ascii=False)
    return _compile(data, fonts)


def _compile(data: str, fonts: Path) -> bytes:
    import typst  # noqa: PLC0415 - heavy, loaded when used

    compiler = typst.Compiler(
        _HERE / "typst" / "document.typ",
        root=_HERE / "typst",
        font_paths=[fonts],
        ignore_system_fonts=True,
        sys_inputs={"document": data},
    )
    try:
        done = compiler.compile(format="pdf", pdf_standards=["a-2a", "ua-1"], timestamp=0)
    except typst.TypstError:
        done = compiler.compile(format="pdf", timestamp=0)
    assert isinstance(done, bytes)
    return done


def _data(document: Document, stamp: str) -> dict[str, Any]:
    day = date_of(document)
    return {
        "title": _lines(document.title),
        "title_plain": document.title,
        "short_title": _line((Run(document.title.replace("\n", " ")),)),
        "subtitle": [_lines(line) for line in document.subtitle],
        "language": document.language,
        "digits": document.digits.value,
        "indent": 1.5 if document.layout is tree.Layout.FORM_11 else 0,
        "author": meta_of(document, "author"),
        "subject": meta_of(document, "subject"),
        "date": {"year": day.year, "month": day.month, "day": day.day} if day else None,
        "stamp": _lines(printable(stamp)),
        "page_label": label(document.language, "page"),
        "blocks": [_block(block, document) for block in document.blocks],
    }


def _block(block: Block, document: Document) -> dict[str, Any]:
    language = language_of(block, document)
    tone = thread_of(block)
    return {
        "kind": block.kind,
        "language": language,
        "thread": None if tone is None else threads.TONES[tone],
        "sources": _sources(block, document.language),
        **_content(block, document),
    }


def _sources(block: Block, language: str) -> dict[str, Any] | None:
    if not block.sources:
        return None
    links = [{"label": _line((Run(source.label),)), "url": source.url} for source in block.sources]
    return {"label": _line((Run(f"{label(language, 'source')}: "),)), "links": links}


@singledispatch
def _content(block: Block, document: Document) -> dict[str, Any]:
    """What the template needs of this kind of block."""
    raise TypeError(f"PDF for {block.kind} in {document.title!r}")


@_content.register
def _(block: tree.Heading, _document: Document) -> dict[str, Any]:
    return {"level": block.level, "text": _lines(block.text)}


@_content.register
def _(block: tree.Paragraph, _document: Document) -> dict[str, Any]:
    return {"text": _lines(block.text)}


@_content.register
def _(block: tree.Quotation, _document: Document) -> dict[str, Any]:
    attribution = f"— {block.attribution}" if block.attribution.strip() else ""
    return {"text": _lines(block.text), "attribution": _lines(attribution)}


@_content.register
def _(block: tree.Resolution, document: Document) -> dict[str, Any]:
    lead = block.label or label(language_of(block, document), "resolution")
    return {"text": _lines((Run(lead, strong=True), Run(f" {block.text}")))}


@_content.register
def _(block: tree.Commitment, document: Document) -> dict[str, Any]:
    language = language_of(block, document)
    facts = (("owner", block.owner), ("due", block.due))
    return {
        "text": _lines(block.text),
        "facts": [
            _line((Run(label(language, name), strong=True), Run(" " + value.replace("\n", " "))))
            for name, value in facts
            if value.strip()
        ],
    }


@_content.register
def _(block: tree.KeyValues, _document: Document) -> dict[str, Any]:
    return {"rows": [[_lines(name), _lines(value)] for name, value in block.rows]}


@_content.register
def _(block: tree.List, _document: Document) -> dict[str, Any]:
    return {"ordered": block.ordered, "items": [_lines(item) for item in block.items]}


@_content.register
def _(block: tree.SignatureBlock, document: Document) -> dict[str, Any]:
    signed = label(language_of(block, document), "signed")
    name = f"({block.name})" if block.name.strip() else ""
    return {
        "signed": _line((Run(signed),)),
        "name": _lines(name),
        "role": _lines(block.role),
    }


@_content.register
def _(_block: tree.PageBreak, _document: Document) -> dict[str, Any]:
    return {}


@_content.register
def _(block: tree.Annex, document: Document) -> dict[str, Any]:
    return {
        "title": _lines(block.title),
        "blocks": [_block(inner, document) for inner in block.blocks],
    }


@_content.register
def _(block: tree.Table, _document: Document) -> dict[str, Any]:
    return _table(block)


@_content.register
def _(chart: tree.BarChart, document: Document) -> dict[str, Any]:
    bars = [
        (None if bar.value is None else length, threads.BARS[threads.colour_name(bar)])
        for bar, length in zip(chart.rows, bar_lengths(chart), strict=True)
    ]
    return _table(chart_table(chart, document)) | {"bars": bars}


def _table(table: tree.Table) -> dict[str, Any]:
    return {
        "columns": [
            {"heading": _lines(column.heading), "align": column.align.value}
            for column in table.columns
        ],
        "rows": [[_lines(cell) for cell in row] for row in table.rows],
        "total": [_lines(cell) for cell in table.total] if table.total else None,
        "caption": _lines(table.caption),
        "bars": None,
    }


def _lines(text: Text) -> _Lines:
    return [_line(runs) for runs in run_lines(text)]


def _line(runs: tuple[Run, ...]) -> list[dict[str, Any]]:
    return [
        {"strong": run.strong, "emphasis": run.emphasis, "words": list(_words(run.text))}
        for run in runs
    ]


def _words(text: str) -> Iterator[str | list[str]]:
    """The text in pieces; what must stay whole is alone in a list, and lines end around lists."""
    start = 0
    for end in (*break_points(text), len(text)) if _THAI.search(text) else (len(text),):
        for part in _SPACE.split(text[start:end]):
            yield from _pieces(part)
        start = end


def _pieces(part: str) -> Iterator[str | list[str]]:
    if len(part) > _LONGEST_WHOLE and not part.isspace():
        signs = list(graphemes(part))
        yield from (["".join(signs[n : n + _CHUNK])] for n in range(0, len(signs), _CHUNK))
    elif _THAI.search(part) and len(part) >= _SHORTEST_WHOLE:
        yield [part]
    elif part:
        yield part

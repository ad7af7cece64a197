"""A document as PDF: A4, tagged, fonts embedded, set by Typst from data.

Text is handed over as JSON, never as markup. Typst's own breaking of Thai lines cuts inside some
words, so words that the dictionary knows are handed over as wholes.
"""

from functools import singledispatch
from pathlib import Path
from typing import Any

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
from forum.documents.text import printable
from forum.documents.tree import Block, Document, Run
from forum.documents.typeset import FONTS, line, lines, name_lines, typeset


def render(document: Document, *, stamp: str = "", fonts: Path = FONTS) -> bytes:
    """The document as a tagged PDF.

    `stamp` is printed at the foot of every page, e.g. the number and hash of a certified version,
    which cannot stand in the content they are the hash of. The meta "author", "subject" and "date"
    (ISO) become the file's properties. The same document gives the same bytes.

    PDF/UA-1 and PDF/A-2a are asked for. Where a sign is in no font (an emoji in a quotation) both
    forbid to go on; the file is then written without the claim, still tagged, with a box for the
    sign. Raises FontsMissing where `fonts` holds no TrueType file.
    """
    return typeset(
        "document", _data(printed(document), stamp), fonts=fonts, standards=("a-2a", "ua-1")
    )


def _data(document: Document, stamp: str) -> dict[str, Any]:
    day = date_of(document)
    return {
        "title": lines(document.title),
        "title_plain": document.title,
        "short_title": line((Run(document.title.replace("\n", " ")),)),
        "subtitle": [lines(line) for line in document.subtitle],
        "language": document.language,
        "digits": document.digits.value,
        "indent": 1.5 if document.layout is tree.Layout.FORM_11 else 0,
        "author": meta_of(document, "author"),
        "subject": meta_of(document, "subject"),
        "date": {"year": day.year, "month": day.month, "day": day.day} if day else None,
        "stamp": lines(printable(stamp)),
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
    links = [{"label": line((Run(source.label),)), "url": source.url} for source in block.sources]
    return {"label": line((Run(f"{label(language, 'source')}: "),)), "links": links}


@singledispatch
def _content(block: Block, document: Document) -> dict[str, Any]:
    """What the template needs of this kind of block."""
    raise TypeError(f"PDF for {block.kind} in {document.title!r}")


@_content.register
def _(block: tree.Heading, _document: Document) -> dict[str, Any]:
    return {"level": block.level, "text": lines(block.text)}


@_content.register
def _(block: tree.Paragraph, _document: Document) -> dict[str, Any]:
    return {"text": lines(block.text)}


@_content.register
def _(block: tree.Quotation, _document: Document) -> dict[str, Any]:
    attribution = f"— {block.attribution}" if block.attribution.strip() else ""
    return {"text": lines(block.text), "attribution": lines(attribution)}


@_content.register
def _(block: tree.Resolution, document: Document) -> dict[str, Any]:
    lead = block.label or label(language_of(block, document), "resolution")
    return {"text": lines((Run(lead, strong=True), Run(f" {block.text}")))}


@_content.register
def _(block: tree.Commitment, document: Document) -> dict[str, Any]:
    language = language_of(block, document)
    facts = (("owner", block.owner), ("due", block.due))
    return {
        "text": lines(block.text),
        "facts": [
            line((Run(label(language, name), strong=True), Run(" " + value.replace("\n", " "))))
            for name, value in facts
            if value.strip()
        ],
    }


@_content.register
def _(block: tree.KeyValues, _document: Document) -> dict[str, Any]:
    written = name_lines if block.are_names else lines
    return {"rows": [[lines(name), written(value)] for name, value in block.rows]}


@_content.register
def _(block: tree.List, _document: Document) -> dict[str, Any]:
    return {"ordered": block.ordered, "items": [lines(item) for item in block.items]}


@_content.register
def _(block: tree.SignatureBlock, document: Document) -> dict[str, Any]:
    signed = label(language_of(block, document), "signed")
    name = f"({block.name})" if block.name.strip() else ""
    return {
        "signed": line((Run(signed),)),
        "name": lines(name),
        "role": lines(block.role),
    }


@_content.register
def _(_block: tree.PageBreak, _document: Document) -> dict[str, Any]:
    return {}


@_content.register
def _(block: tree.Annex, document: Document) -> dict[str, Any]:
    return {
        "title": lines(block.title),
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
            {"heading": lines(column.heading), "align": column.align.value}
            for column in table.columns
        ],
        "rows": [[lines(cell) for cell in row] for row in table.rows],
        "total": [lines(cell) for cell in table.total] if table.total else None,
        "caption": lines(table.caption),
        "bars": None,
    }

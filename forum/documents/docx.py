"""A document as a Word file with real styles, so that it can be worked on in an office."""

import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from functools import singledispatch
from typing import Any, Final

from forum.documents import threads, tree
from forum.documents.labels import label
from forum.documents.printed import (
    chart_table,
    date_of,
    digits_of,
    is_blank,
    language_of,
    meta_of,
    printed,
    thread_of,
)
from forum.documents.text import printable, run_lines
from forum.documents.tree import Align, Block, Digits, Document, Run, Source, Text
from forum.documents.word_look import (
    STYLES,
    TEXT_WIDTH,
    dress,
    element,
    number_format,
    tag,
    word_language,
)
from forum.documents.word_parts import (
    AFTER_KEEP_NEXT,
    draw_thread,
    keep_with_next,
    new_numbering,
    run_element,
    shape_table,
)

FONT: Final = "TH Sarabun New"

_SHORT_TABLE: Final = 10  # rows
_POINTS_IN_CM: Final = 28.35
_LONGEST_PROPERTY: Final = 255  # signs, a limit of the format
_LONG_AGO: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - for documents that name no date
_ZIP_DATE: Final = (2000, 1, 1, 0, 0, 0)
_JUSTIFICATION: Final = {Align.START: "left", Align.CENTER: "center", Align.END: "right"}


@dataclass(frozen=True, slots=True)
class _Setting:
    """The Word file under way, and what of the tree a block needs to know."""

    word: Any
    document: Document
    block: Block

    @property
    def language(self) -> str:
        return language_of(self.block, self.document)

    def label(self, name: str) -> str:
        return label(self.language, name)


def render(document: Document, *, stamp: str = "", font: str = FONT) -> bytes:
    """The document as a Word file; the same document gives the same bytes.

    `stamp` is printed at the foot of every page. `font` should be a Thai font whose 16 points are
    the size of TH Sarabun's; where it is not installed the file names Sarabun to take instead.
    """
    import docx  # noqa: PLC0415 - heavy, loaded when used

    document = printed(document)
    word = docx.Document()
    dress(word, font=font, language=document.language)
    _set_properties(word, document)
    _set_running_lines(word, document, printable(stamp))
    _paragraph(word, "Title", document.title)
    for line in document.subtitle:
        _paragraph(word, "Subtitle", line)
    for block in document.blocks:
        _block(word, document, block)
    out = io.BytesIO()
    word.save(out)
    return settled(out.getvalue())


def settled(content: bytes) -> bytes:
    """The same archive without the time it was written at."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return out.getvalue()


def _set_properties(word: Any, document: Document) -> None:
    properties = word.core_properties
    properties.title = document.title[:_LONGEST_PROPERTY]
    properties.author = meta_of(document, "author")[:_LONGEST_PROPERTY]
    properties.subject = meta_of(document, "subject")[:_LONGEST_PROPERTY]
    properties.language = word_language(document.language)
    properties.comments = ""
    day = date_of(document)
    properties.created = properties.modified = datetime.combine(day, time()) if day else _LONG_AGO


def _set_running_lines(word: Any, document: Document, stamp: str) -> None:
    """The title at the head of later pages; stamp and page number at the foot of all."""
    section = word.sections[0]
    if document.digits is Digits.THAI and document.language == "th":
        number_format(word, "thaiNumbers")
    header = section.header.paragraphs[0]
    header.style = "Header"
    _write(header, document.title.replace("\n", " "), document.language)
    for footer in (section.first_page_footer, section.footer):
        paragraph = footer.paragraphs[0]
        paragraph.style = "Footer"
        _end_tab(paragraph)
        _write(paragraph, f"{stamp.replace(chr(10), ' ')}\t", document.language)
        _write_page_number(paragraph, document)


def _end_tab(paragraph: Any) -> None:
    tabs = element("tabs")
    tabs.append(element("tab", val="right", pos=TEXT_WIDTH))
    paragraph._p.get_or_add_pPr().append(tabs)  # noqa: SLF001 - python-docx has no name for it


def _write_page_number(paragraph: Any, document: Document) -> None:
    in_thai = document.digits is Digits.THAI and document.language == "th"
    switch = r" \* THAIARABIC" if in_thai else ""  # written otherwise LibreOffice counts ก ข ค
    for part in re.split(r"(\{\w+\})", label(document.language, "page")):
        if part in {"{page}", "{pages}"}:
            name = "PAGE" if part == "{page}" else "NUMPAGES"
            field = element("fldSimple", instr=f"{name}{switch}")
            field.append(run_element(Run("1"), document.language))
            paragraph._p.append(field)  # noqa: SLF001 - python-docx has no name for it
        elif part:
            _write(paragraph, part, document.language)


def _block(word: Any, document: Document, block: Block) -> None:
    setting = _Setting(word, document, block)
    body = word.element.body
    first = len(body) - 1  # the section's properties stand last
    _content(block, setting)
    if block.sources:
        if len(body) - 1 > first and body[-2].tag == tag("w:p"):
            keep_with_next(body[-2])
        _sources(setting)
    if (tone := thread_of(block)) is not None:
        for part in body[first:-1]:
            draw_thread(part, threads.TONES[tone].lstrip("#"), _indent(part))
    if len(body) > 1 and body[-2].tag == tag("w:tbl"):
        _paragraph(word, "Source", "")  # or the next table would grow onto this one


def _indent(part: Any) -> float:
    """How far a paragraph of this style stands from the margin, in points."""
    name = getattr(part, "style", None)  # a table has none
    return STYLES[name].left * _POINTS_IN_CM if name in STYLES else 0


def _sources(setting: _Setting) -> None:
    language = setting.document.language  # a quotation may be in another one, its source is not
    lead = f"{label(language, 'source')}: "
    paragraph = _paragraph(setting.word, "Source", lead, language)
    for place, source in enumerate(setting.block.sources):
        if place:
            _write(paragraph, " · ", language)
        _write_source(paragraph, source, language)


def _write_source(paragraph: Any, source: Source, language: str) -> None:
    from docx.opc.constants import RELATIONSHIP_TYPE  # noqa: PLC0415 - heavy, loaded when used

    if source.url is None:
        _write(paragraph, source.label, language)
        return
    link = paragraph.part.relate_to(source.url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    hyperlink = element("hyperlink")
    hyperlink.set(tag("r:id"), link)
    run = run_element(Run(source.label), language)
    run.rPr.insert_element_before(element("u", val="single"), "w:cs", "w:lang")
    hyperlink.append(run)
    paragraph._p.append(hyperlink)  # noqa: SLF001 - python-docx has no name for it


@singledispatch
def _content(block: Block, setting: _Setting) -> None:
    """Add what a block says, without its sources, at the end of the file."""
    raise TypeError(f"Word for {block.kind} in {setting.document.title!r}")


@_content.register
def _(block: tree.Heading, setting: _Setting) -> None:
    _paragraph(setting.word, f"Heading {block.level}", block.text, setting.language)


@_content.register
def _(block: tree.Paragraph, setting: _Setting) -> None:
    for line in run_lines(block.text):
        paragraph = _paragraph(setting.word, "Normal", line, setting.language)
        if setting.document.layout is tree.Layout.FORM_11:
            _indent_first_line(paragraph)


def _indent_first_line(paragraph: Any) -> None:
    from docx.shared import Cm  # noqa: PLC0415 - heavy, loaded when used

    paragraph.paragraph_format.first_line_indent = Cm(1.5)


@_content.register
def _(block: tree.Quotation, setting: _Setting) -> None:
    for line in run_lines(block.text):
        _paragraph(setting.word, "Quote", line, setting.language)
    if block.attribution.strip():
        _paragraph(setting.word, "Quote", f"— {block.attribution}", setting.language)


@_content.register
def _(block: tree.Resolution, setting: _Setting) -> None:
    lead = Run(block.label or setting.label("resolution"), strong=True)
    for line in run_lines((lead, Run(f" {block.text}"))):
        _paragraph(setting.word, "Resolution", line, setting.language)


@_content.register
def _(block: tree.Commitment, setting: _Setting) -> None:
    for line in run_lines(block.text):
        _paragraph(setting.word, "Normal", line, setting.language)
    facts = [(name, getattr(block, name)) for name in ("owner", "due")]
    parts = [
        (Run(setting.label(name), strong=True), Run(f" {value}")) for name, value in facts if value
    ]
    if parts:
        runs = [run for part in parts for run in (Run(" · "), *part)][1:]
        _paragraph(setting.word, "Source", tuple(runs), setting.language)


@_content.register
def _(block: tree.KeyValues, setting: _Setting) -> None:
    from docx.shared import Cm  # noqa: PLC0415 - heavy, loaded when used

    for name, value in block.rows:
        paragraph = _paragraph(setting.word, "Normal", "", setting.language)
        shape = paragraph.paragraph_format
        shape.left_indent, shape.first_line_indent = Cm(5), Cm(-5)
        shape.tab_stops.add_tab_stop(Cm(5))
        _write(paragraph, (Run(name.replace("\n", " "), strong=True),), setting.language)
        _write(paragraph, "\t", setting.language)
        _write(paragraph, value, setting.language)


@_content.register
def _(block: tree.List, setting: _Setting) -> None:
    in_thai = digits_of(block, setting.document) is Digits.THAI
    form = ("thaiNumbers" if in_thai else "decimal") if block.ordered else "bullet"
    number = new_numbering(setting.word, form)
    for item in block.items:
        paragraph = _paragraph(setting.word, "List Paragraph", item, setting.language)
        properties = element("numPr")
        properties.extend([element("ilvl", val=0), element("numId", val=number)])
        shape = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - python-docx has no name for it
        shape.insert_element_before(properties, *AFTER_KEEP_NEXT[3:])


@_content.register
def _(block: tree.SignatureBlock, setting: _Setting) -> None:
    from docx.shared import Pt  # noqa: PLC0415 - heavy, loaded when used

    signed = f"{setting.label('signed')} {'.' * 50}"
    first = _paragraph(setting.word, "Signature", signed, setting.language)
    first.paragraph_format.space_before = Pt(30)
    for text in (f"({block.name})" if block.name.strip() else "", block.role):
        if text.strip():
            _paragraph(setting.word, "Signature", text, setting.language)


@_content.register
def _(_block: tree.PageBreak, setting: _Setting) -> None:
    setting.word.add_page_break()


@_content.register
def _(block: tree.Annex, setting: _Setting) -> None:
    heading = _paragraph(setting.word, "Heading 1", block.title, setting.language)
    heading.paragraph_format.page_break_before = True
    for inner in block.blocks:
        _block(setting.word, setting.document, inner)


@_content.register
def _(block: tree.Table, setting: _Setting) -> None:
    _caption(block.caption, setting)
    _table(block, setting)


@_content.register
def _(chart: tree.BarChart, setting: _Setting) -> None:
    """The figures alone: Word's own charts would need a workbook inside the file."""
    _content(chart_table(chart, setting.document), setting)


def _caption(text: Text, setting: _Setting) -> None:
    if not is_blank(text):
        _paragraph(setting.word, "Caption", text, setting.language)


def _table(block: tree.Table, setting: _Setting) -> None:
    aligns = [column.align for column in block.columns]
    table = setting.word.add_table(rows=0, cols=len(aligns))
    shape_table(table, aligns)
    _add_row(table, [column.heading for column in block.columns], aligns, setting, strong=True)
    for row in block.rows:
        _add_row(table, row, aligns, setting)
    if block.total:
        _add_row(table, block.total, aligns, setting, strong=True)
    table.rows[0]._tr.get_or_add_trPr().append(element("tblHeader"))  # noqa: SLF001
    _keep_rows_together(table)


def _keep_rows_together(table: Any) -> None:
    """A short table stays on one page; of a long one the last two rows do."""
    rows = list(table.rows)
    for row in rows[:-1] if len(rows) <= _SHORT_TABLE else rows[-2:-1]:
        keep_with_next(row.cells[0].paragraphs[0]._p)  # noqa: SLF001


def _add_row(
    table: Any,
    cells: Iterable[str],
    aligns: list[Align],
    setting: _Setting,
    *,
    strong: bool = False,
) -> None:
    row = table.add_row()
    row._tr.get_or_add_trPr().append(element("cantSplit"))  # noqa: SLF001
    for cell, text, align in zip(row.cells, cells, aligns, strict=True):
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = 0
        shape = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - python-docx has no name for it
        shape.append(element("jc", val=_JUSTIFICATION[align]))
        _write(paragraph, (Run(text, strong=strong),), setting.language)


def _paragraph(word: Any, style: str, text: Text, language: str = "") -> Any:
    paragraph = word.add_paragraph(style=style)
    _write(paragraph, text, language)
    return paragraph


def _write(paragraph: Any, text: Text, language: str) -> None:
    """Add the text to a paragraph; newlines in it become line breaks."""
    runs = text if isinstance(text, tuple) else (Run(text),)
    for run in runs:
        if run.text:
            paragraph._p.append(run_element(run, language))  # noqa: SLF001

"""Parts of the Word file that python-docx has no names for: threads, numbering, Thai runs."""

import re
from typing import Any, Final

from forum.documents.tree import Align, Run
from forum.documents.word_look import TEXT_WIDTH, THREAD_GAP, element, tag, word_language

# What may follow keepNext in a paragraph's properties, in the order of the schema.
AFTER_KEEP_NEXT: Final = (
    "w:keepLines",
    "w:pageBreakBefore",
    "w:numPr",
    "w:pBdr",
    "w:tabs",
    "w:spacing",
    "w:ind",
    "w:jc",
)

_WIDEST_GAP: Final = 31  # points, a limit of the format
_THAI = re.compile("[\u0e01-\u0e5b]")


def keep_with_next(paragraph: Any) -> None:
    """No page break between this `w:p` and what follows."""
    properties = paragraph.get_or_add_pPr()
    if properties.find(tag("w:keepNext")) is None:
        properties.insert_element_before(element("keepNext"), *AFTER_KEEP_NEXT)


def draw_thread(part: Any, colour: str, indent: float) -> None:
    """A coloured line left of a paragraph or a table, in the margin whatever the indent (points)."""
    line = {"val": "single", "sz": 18, "color": colour}
    if part.tag == tag("w:p"):
        border = element("pBdr")
        space = min(round(THREAD_GAP + indent), _WIDEST_GAP)
        border.append(element("left", **line, space=space))
        part.get_or_add_pPr().insert_element_before(border, *AFTER_KEEP_NEXT[4:])
    elif part.tag == tag("w:tbl"):
        part.tblPr.find(tag("w:tblBorders")).insert(1, element("left", **line, space=0))


def new_numbering(word: Any, form: str) -> int:
    """The id of a new numbering that begins at 1."""
    root = word.part.numbering_part.element
    abstracts = root.findall(tag("w:abstractNum"))
    number = len(root.findall(tag("w:num"))) + 1000  # beyond those of the template
    abstract = element("abstractNum", abstractNumId=number)
    level = element("lvl", ilvl=0)
    sign = "•" if form == "bullet" else "%1."
    level.extend(
        [element("start", val=1), element("numFmt", val=form), element("lvlText", val=sign)]
    )
    shape = element("pPr")
    shape.append(element("ind", left=397, hanging=397))
    level.extend([element("lvlJc", val="left"), shape])
    abstract.extend([element("multiLevelType", val="singleLevel"), level])
    abstracts[-1].addnext(abstract)
    used = element("num", numId=number)
    used.append(element("abstractNumId", val=number))
    root.append(used)
    return number


def shape_table(table: Any, aligns: list[Align]) -> None:
    """As wide as the text, hairlines between rows, first words in line with the text around."""
    gap = THREAD_GAP * 20
    properties = table._tbl.tblPr  # noqa: SLF001 - python-docx has no name for it
    for old in list(properties):
        properties.remove(old)
    borders = element("tblBorders")
    hairline = {"val": "single", "sz": 4, "space": 0, "color": "C9C3B8"}
    borders.extend(element(side, **hairline) for side in ("top", "bottom", "insideH"))
    margins = element("tblCellMar")
    widths = {"top": 30, "left": gap, "bottom": 30, "right": gap // 2}
    margins.extend(element(side, w=width, type="dxa") for side, width in widths.items())
    properties.extend(
        [
            element("tblW", w=TEXT_WIDTH + gap, type="dxa"),
            element("tblInd", w=-gap, type="dxa"),
            borders,
            element("tblLayout", type="fixed"),
            margins,
        ]
    )
    columns = table._tbl.tblGrid.gridCol_lst  # noqa: SLF001 - python-docx has no name for it
    for column, width in zip(columns, _widths(aligns, TEXT_WIDTH + gap), strict=True):
        column.set(tag("w:w"), str(width))


def _widths(aligns: list[Align], whole: int) -> list[int]:
    """Columns of words take twice what columns of figures take."""
    shares = [1 if align is Align.END else 2 for align in aligns]
    return [whole * share // sum(shares) for share in shares]


def run_element(run: Run, language: str) -> Any:
    """A run with the twins that Thai needs: w:cs, and w:bCs and w:iCs beside w:b and w:i."""
    made = element("r")
    properties = element("rPr")
    for names, is_on in ((("b", "bCs"), run.strong), (("i", "iCs"), run.emphasis)):
        if is_on:
            properties.extend(element(name) for name in names)
    if _THAI.search(run.text):
        properties.append(element("cs"))
    if language:
        properties.append(element("lang", val=word_language(language), bidi="th-TH"))
    made.append(properties)
    made.text = run.text  # python-docx turns newlines and tabs into their elements
    return made

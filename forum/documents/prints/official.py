"""Official letters as Thai offices write them to people outside (หนังสือภายนอก), as PDF and for Word.

The order of the parts, their places and words follow form 1 of the Prime Minister's Office
Regulation on Correspondence, B.E. 2526: number at the left, office at the right, the date from the
middle, subject, addressee, enclosures, the text with a first line indented by 2.5 cm, the closing,
the signatory, and the office in charge at the bottom left. Room is left at the top for the emblem
of whoever writes; none is printed.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from forum.documents.docx import FONT, settled
from forum.documents.text import in_digits, printable
from forum.documents.tree import Digits, Run
from forum.documents.typeset import lines, name_lines, typeset
from forum.documents.word_look import dress, element
from forum.documents.word_parts import run_element
from forum.language.dates import format_date

_LABELS: Final = {
    "th": {"number": "ที่", "subject": "เรื่อง", "to": "เรียน", "enclosures": "สิ่งที่ส่งมาด้วย"},
    "en": {"number": "No.", "subject": "Subject:", "to": "To:", "enclosures": "Enclosures:"},
}
# Salutations that an addressee may bring along, and the closing that belongs to each (appendix 2).
_CLOSINGS: Final = {
    "กราบเรียน": "ขอแสดงความนับถืออย่างยิ่ง",
    "นมัสการ": "ขอนมัสการด้วยความเคารพ",
    "เรียน": "ขอแสดงความนับถือ",
}
_CLOSING_ENGLISH: Final = "Yours sincerely,"
_CM: Final = 567  # twentieths of a point
_INDENT: Final = 2.5  # cm
_MIDDLE: Final = 8.0  # cm: half of the width of the text


@dataclass(frozen=True, slots=True)
class OfficialPaper:
    """One letter in one language. Lines of office, text, position and contact end with newlines."""

    office: str
    dated_on: date
    subject: str
    addressed_to: str
    body: str
    signatory: str
    number: str = ""
    enclosures: str = ""
    position: str = ""
    contact: str = ""
    language: str = "th"
    digits: Digits = Digits.ARABIC

    @property
    def written(self) -> "_Written":
        """Its texts as they are printed: labels chosen, digits written, signs that no file holds out."""
        language = "th" if self.language == "th" else "en"
        labels = dict(_LABELS[language])
        to, closing = self.addressed_to.strip(), _CLOSING_ENGLISH
        if language == "th":
            greeting = next((each for each in _CLOSINGS if to.startswith(each)), "เรียน")
            to = to.removeprefix(greeting).strip()
            labels["to"], closing = greeting, _CLOSINGS[greeting]
        digits = self.digits if language == "th" else Digits.ARABIC

        def write(text: str) -> str:
            return in_digits(printable(text), digits).strip()

        return _Written(
            labels=labels,
            number=write(self.number),
            office=write(self.office),
            day=write(format_date(self.dated_on, language)),
            subject=write(self.subject),
            to=write(to),
            enclosures=write(self.enclosures),
            body=tuple(part for part in write(self.body).split("\n") if part.strip()),
            closing=closing,
            signatory=f"({write(self.signatory)})" if self.signatory.strip() else "",
            position=write(self.position),
            contact=write(self.contact),
        )


@dataclass(frozen=True, slots=True)
class _Written:
    labels: dict[str, str]
    number: str
    office: str
    day: str
    subject: str
    to: str
    enclosures: str
    body: tuple[str, ...]
    closing: str
    signatory: str
    position: str
    contact: str


def official_pdf(papers: Sequence[OfficialPaper]) -> bytes:
    """The letters as PDF, each from a page of its own. Raises ValueError for none."""
    if not papers:
        raise ValueError("no letters")
    first = papers[0]
    data = {
        "title_plain": first.written.subject.replace("\n", " "),
        "language": first.language,
        "letters": [_set(paper) for paper in papers],
    }
    return typeset("official", data, standards=("a-2a", "ua-1"))


def _set(paper: OfficialPaper) -> dict[str, Any]:
    said = paper.written
    digits = paper.digits if paper.language == "th" else Digits.ARABIC
    return {
        "labels": {key: lines(label) for key, label in said.labels.items()},
        "digits": digits.value,
        "number": lines(said.number),
        "office": lines(said.office),
        "day": lines(said.day),
        "subject": lines(said.subject),
        "to": lines(said.to),
        "enclosures": lines(said.enclosures),
        "body": [lines(part) for part in said.body],
        "closing": lines(said.closing),
        "signatory": name_lines(said.signatory),
        "position": lines(said.position),
        "contact": lines(said.contact),
    }


def official_word(paper: OfficialPaper) -> bytes:
    """The letter as a Word file, to be worked on in an office; the same letter, the same bytes."""
    import docx  # noqa: PLC0415 - heavy, loaded when used

    said, page = paper.written, _Page(docx.Document(), paper.language)
    page.line("", after=24)  # room for an emblem
    office = said.office.split("\n")
    page.row(f"{said.labels['number']} {said.number}".strip(), office[0], at=_MIDDLE)
    for part in office[1:]:
        page.line(part, left=_MIDDLE)
    page.line(said.day, left=_MIDDLE, before=6, after=6)
    page.row(said.labels["subject"], said.subject, at=1.6, after=6)
    page.row(said.labels["to"], said.to, at=1.6, after=6)
    if said.enclosures:
        page.row(said.labels["enclosures"], said.enclosures, at=3.4, after=6)
    for part in said.body:
        page.line(part, first=_INDENT, after=6)
    page.line(said.closing, left=_MIDDLE, align="center", before=6, stays=True)
    for _blank in range(3):
        page.line("", stays=True)
    for part in (said.signatory, *said.position.split("\n")):
        page.line(part, left=_MIDDLE, align="center", stays=True)
    for n, part in enumerate(said.contact.split("\n")):
        page.line(part, before=0 if n else 36)
    return page.file(said.subject)


class _Page:
    """A Word file under way. Thai runs carry Word's complex-script properties (see word_look)."""

    def __init__(self, word: Any, language: str) -> None:
        self._word, self._language = word, language
        dress(word, font=FONT, language=language)

    def line(
        self,
        text: str,
        *,
        left: float = 0,
        first: float = 0,
        before: float = 0,
        after: float = 0,
        align: str = "",
        stays: bool = False,
    ) -> Any:
        """A paragraph; indents in cm, spaces in points; `stays` on the page of the next one."""
        paragraph = self._word.add_paragraph(style="Normal")
        shape = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - python-docx has no name for it
        if stays:
            shape.append(element("keepNext"))
        spacing = {"before": round(before * 20), "after": round(after * 20)}
        shape.append(element("spacing", **spacing, line=240, lineRule="auto"))
        indents = {"left": round(left * _CM), "firstLine": round(first * _CM)}
        shape.append(element("ind", **indents))
        if align:
            shape.append(element("jc", val=align))
        self._write(paragraph, text)
        return paragraph

    def row(self, label: str, text: str, *, at: float, after: float = 0) -> None:
        """A label and, from `at` cm, a text, whose further lines hang below its first."""
        paragraph = self.line("", after=after)
        shape = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - python-docx has no name for it
        tabs = element("tabs")
        tabs.append(element("tab", val="left", pos=round(at * _CM)))
        shape.insert(0, tabs)
        hanging = element("ind", left=round(at * _CM), hanging=round(at * _CM))
        shape.replace(shape.find(hanging.tag), hanging)
        self._write(paragraph, f"{label}\t{text}")

    def file(self, title: str) -> bytes:
        """The finished file."""
        self._word.core_properties.title = title[:255]
        self._word.core_properties.author = self._word.core_properties.comments = ""
        out = io.BytesIO()
        self._word.save(out)
        return settled(out.getvalue())

    def _write(self, paragraph: Any, text: str) -> None:
        if text:
            run = run_element(Run(text), self._language)
            paragraph._p.append(run)  # noqa: SLF001 - python-docx has no name for it

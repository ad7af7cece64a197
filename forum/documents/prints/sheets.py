"""Sheets that people sign on paper: A4, a numbered line each, the header again on every page."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from forum.documents.prints.words import word
from forum.documents.text import in_digits, printable
from forum.documents.tree import Digits
from forum.documents.typeset import lines, name_lines, typeset
from forum.language.digits import format_number
from forum.language.money import baht_text


class Signing(StrEnum):
    """How often everybody signs: once, or in the morning and in the afternoon."""

    ONCE = "once"
    TWICE = "twice"


@dataclass(frozen=True, slots=True)
class Entry:
    """One person on a sheet; `amount` in baht, None where nothing is paid or written by hand."""

    name: str
    organisation: str
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """People under one heading, a sector, in the order they are to stand."""

    name: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What both sheets share: whose forum, when and where, who stands on it, how it is written.

    `heading` are the lines below the title (forum, day, place); `blanks` is the number of empty
    lines for those who come unannounced; Thai digits only in Thai.
    """

    heading: tuple[str, ...]
    groups: tuple[Group, ...]
    language: str = "th"
    digits: Digits = Digits.ARABIC
    blanks: int = 0

    @property
    def total(self) -> Decimal:
        """The sum of all amounts that are printed."""
        return sum(
            (entry.amount or Decimal(0) for group in self.groups for entry in group.entries),
            Decimal(0),
        )


@dataclass(frozen=True, slots=True)
class Payer:
    """Who pays: the body named in the sentence, the person who signs. Empty: written by hand."""

    body: str = ""
    name: str = ""
    position: str = ""


# Widths of columns: centimetres, or parts of what is left.
_NUMBER: Final = {"width": 1.15, "share": 0, "align": "center"}
_AMOUNT: Final = {"width": 2.1, "share": 0, "align": "end"}
_DAY: Final = {"width": 2.2, "share": 0, "align": "start"}
_HAND: Final = {"width": 0, "share": 3, "align": "start"}


def sign_in_sheet(sheet: Sheet, signing: Signing = Signing.ONCE) -> bytes:
    """The list of signatures of those who attend (บัญชีลงลายมือชื่อผู้เข้าร่วมประชุม), as PDF."""
    say = _sayer(sheet)
    hands = ("signature",) if signing is Signing.ONCE else ("morning", "afternoon")
    columns = [
        _NUMBER | {"heading": say("number")},
        {"heading": say("name"), "width": 0, "share": 4.2, "align": "start"},
        {"heading": say("organisation"), "width": 0, "share": 3.4, "align": "start"},
        *(_HAND | {"heading": say(hand)} for hand in hands),
        *([] if len(hands) > 1 else [_HAND | {"share": 1.3, "heading": say("note")}]),
    ]
    return _render(
        sheet,
        title="sign_in_title",
        columns=columns,
        cells=lambda entry: (entry.name, entry.organisation),
        signatures=[{"role": say("registrar"), "name": [], "facts": []}],
        closing=say("present"),
    )


def table_lists(sheet: Sheet) -> bytes:
    """Who sits at which table, a group each, with the sector beside the name; as PDF."""
    say = _sayer(sheet)
    columns = [
        _NUMBER | {"heading": say("number")},
        {"heading": say("name"), "width": 0, "share": 4, "align": "start"},
        {"heading": say("sector"), "width": 0, "share": 3, "align": "start"},
    ]
    return _render(
        sheet,
        title="tables_title",
        columns=columns,
        cells=lambda entry: (entry.name, entry.organisation),
        signatures=[],
    )


def allowance_sheet(sheet: Sheet, payer: Payer, *, has_total: bool = True) -> bytes:
    """The receipt that everybody signs for travel money (ใบสำคัญรับเงินค่าพาหนะ), as PDF.

    The total of the printed amounts stands in figures and in words; without `has_total` both are
    left to be written by hand, when it is known who came. Words for sums are Thai; in English the
    total has figures only.
    """
    say, write = _sayer(sheet), _writer(sheet)
    columns = [
        _NUMBER | {"heading": say("number")},
        {"heading": say("name"), "width": 0, "share": 4, "align": "start"},
        {"heading": say("organisation_province"), "width": 0, "share": 3, "align": "start"},
        _AMOUNT | {"heading": say("amount")},
        _HAND | {"heading": say("received_by")},
        _DAY | {"heading": say("received_on")},
    ]
    name = ("intro", {"payer": payer.body}) if payer.body.strip() else ("intro_plain", {})
    return _render(
        sheet,
        title="allowance_title",
        intro=write(word(sheet.language, f"allowance_{name[0]}", **name[1])),
        columns=columns,
        cells=lambda entry: (entry.name, entry.organisation, _money(entry.amount)),
        total=_total(sheet, has_total=has_total),
        signatures=[_paid_by(sheet, payer)],
    )


def _total(sheet: Sheet, *, has_total: bool) -> dict[str, Any]:
    figures = _money(sheet.total) if has_total else ""
    in_thai = has_total and sheet.language == "th"
    words = word("th", "in_words", words=baht_text(sheet.total)) if in_thai else ""
    write = _writer(sheet)
    return {
        "label": write(word(sheet.language, "total")),
        "figures": write(figures),
        "words": write(words),
        "before": 3,  # columns before the amount's
    }


def _paid_by(sheet: Sheet, payer: Payer) -> dict[str, Any]:
    say, write = _sayer(sheet), _writer(sheet)
    return {
        "role": say("payer"),
        "name": write(f"({payer.name})") if payer.name.strip() else [],
        "facts": [
            {"label": say("position"), "text": write(payer.position)},
            {"label": say("date"), "text": []},
        ],
    }


def _render(
    sheet: Sheet,
    *,
    title: str,
    columns: list[dict[str, Any]],
    cells: Any,
    signatures: list[dict[str, Any]],
    intro: Sequence[Any] = (),
    total: dict[str, Any] | None = None,
    closing: Sequence[Any] = (),
) -> bytes:
    write = _writer(sheet)
    data = {
        "title_plain": word(sheet.language, title),
        "title": write(word(sheet.language, title)),
        "heading": [write(each) for each in sheet.heading if each.strip()],
        "language": sheet.language,
        "digits": _digits(sheet).value,
        "intro": list(intro),
        "columns": columns,
        "groups": _groups(sheet, cells),
        "total": total,
        "closing": list(closing),
        "signed": write(word(sheet.language, "signed")),
        "signatures": signatures,
        "page_label": word(sheet.language, "page", page="{page}", pages="{pages}"),
    }
    return typeset("sheet", data, standards=("a-2a", "ua-1"))


def _groups(sheet: Sheet, cells: Any) -> list[dict[str, Any]]:
    """Every group with its rows, numbered through; the last holds the empty lines.

    Nobody's group is left out: Typst 0.15 fails on a heading inside a table with no row below it.
    """
    write = _writer(sheet)
    found: list[dict[str, Any]] = []
    number = 0
    for group in (each for each in sheet.groups if each.entries):
        rows = []
        for entry in group.entries:
            number += 1
            name, *others = cells(entry)
            rows.append([write(str(number)), name_lines(printable(name)), *map(write, others)])
        heading = word(sheet.language, "group", name=group.name, people=len(group.entries))
        found.append({"title": write(heading), "rows": rows})
    if sheet.blanks:
        rows = [[write(str(number + n))] for n in range(1, sheet.blanks + 1)]
        found.append({"title": write(word(sheet.language, "others")), "rows": rows})
    return found


def _money(amount: Decimal | None) -> str:
    return "" if amount is None else format_number(amount, "th", 2)


def _digits(sheet: Sheet) -> Digits:
    return sheet.digits if sheet.language == "th" else Digits.ARABIC


def _writer(sheet: Sheet) -> Any:
    """Text in the sheet's digits, as the template sets it."""
    return lambda text: lines(in_digits(printable(text), _digits(sheet)))


def _sayer(sheet: Sheet) -> Any:
    return lambda name: _writer(sheet)(word(sheet.language, name))

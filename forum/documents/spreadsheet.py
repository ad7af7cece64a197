"""Rows of figures and text as CSV and XLSX. What people wrote can never become a formula."""

import csv
import io
import math
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from forum.documents.text import printable
from forum.language.normal import grapheme_count

Cell = str | int | float | Decimal | bool | date | datetime | time | None
Row = Sequence[Cell]

_FORMULA_START: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_FONT: Final = "TH Sarabun New"  # spreadsheets take the next Thai font where it is not installed
_FONT_SIZE: Final = 14
_LONGEST_CELL: Final = 32_767  # Excel's limit
_SHEET_SIGNS = re.compile(r"[\[\]:*?/\\]")
_NARROWEST, _WIDEST = 8, 60  # characters
_LARGEST: Final = 1e15  # beyond, spreadsheets drop digits; written as text instead
_ALWAYS_THE_SAME: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - the same rows give the same bytes
_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": True,
}


def csv_bytes(header: Sequence[str], rows: Iterable[Row]) -> bytes:
    """The rows as CSV after RFC 4180, UTF-8 with byte order mark (Excel takes it for Thai only so).

    Text that a spreadsheet would calculate gets an apostrophe before it; text is quoted, so that
    a program which cuts at semicolons finds no formula inside either. Numbers stay numbers.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow([_harmless(name) for name in header])
    writer.writerows([_csv_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig", errors="replace")


def xlsx_bytes(sheet_name: str, header: Sequence[str], rows: Iterable[Row]) -> bytes:
    """The rows as a workbook of one sheet with its header frozen; text is always text.

    Moments are written as the clock of their own time zone shows them.
    """
    import xlsxwriter  # noqa: PLC0415 - heavy, loaded when used

    table = [list(row) for row in rows]
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, dict(_OPTIONS)) as book:
        book.set_properties({"created": _ALWAYS_THE_SAME})
        sheet = book.add_worksheet(_sheet_name(sheet_name))
        sheet.freeze_panes(1, 0)
        for place, name in enumerate(header):
            sheet.set_column(place, place, _width(name, table, place))
        _write_rows(sheet, [list(header)], 0, _formats(book, bold=True, bottom=1))
        _write_rows(sheet, table, 1, _formats(book))
    return out.getvalue()


def _formats(book: Any, **more: Any) -> dict[type, Any]:
    font = {"font_name": _FONT, "font_size": _FONT_SIZE, "valign": "top", "text_wrap": True} | more
    numbers = {date: "yyyy-mm-dd", datetime: "yyyy-mm-dd hh:mm", time: "hh:mm"}
    formats = {kind: book.add_format(font | {"num_format": how}) for kind, how in numbers.items()}
    return formats | {str: book.add_format(font)}


def _write_rows(sheet: Any, rows: list[list[Cell]], first: int, formats: dict[type, Any]) -> None:
    for number, row in enumerate(rows, start=first):
        for place, cell in enumerate(row):
            form = formats.get(type(cell), formats[str])
            if isinstance(cell, date | time):
                sheet.write_datetime(number, place, cell, form)
            elif isinstance(cell, bool):
                sheet.write_boolean(number, place, cell, form)
            elif _is_number(cell):
                sheet.write_number(number, place, cell, form)
            elif cell is not None:
                sheet.write_string(number, place, _cut(_plain(cell)), form)


def _csv_cell(cell: Cell) -> str | int | float | Decimal:
    if isinstance(cell, int | float | Decimal) and _is_number(cell):
        return cell
    return _harmless(cell if isinstance(cell, str) else _plain(cell))


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell).upper() if isinstance(cell, bool) else printable(str(cell))


def _is_number(cell: Cell) -> bool:
    """Whether a spreadsheet can hold it as a number; it knows no infinity and no truth as one."""
    if isinstance(cell, bool) or not isinstance(cell, int | float | Decimal):
        return False
    return math.isfinite(cell) and abs(float(cell)) < _LARGEST


def _harmless(text: str) -> str:
    """With an apostrophe before what a spreadsheet would calculate, also behind leading space."""
    clean = printable(text)
    is_risky = text.startswith(("\t", "\r", "\n")) or clean.lstrip().startswith(_FORMULA_START)
    return f"'{clean}" if is_risky else clean


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_CELL else f"{text[: _LONGEST_CELL - 1]}…"


def _sheet_name(name: str) -> str:
    """A name that Excel takes: at most 31 signs, no signs of paths or ranges, no apostrophe at an end."""
    clean = _SHEET_SIGNS.sub(" ", " ".join(printable(name).split())).strip("' ")[:31].strip("' ")
    return clean if clean and clean.lower() != "history" else "Sheet1"


def _width(name: str, table: list[list[Cell]], place: int) -> int:
    """Wide enough for the longest line of the column, within reason."""
    texts = (name, *(_plain(row[place]) for row in table if place < len(row)))
    longest = max(grapheme_count(line) for text in texts for line in (text.split("\n")))
    return min(max(longest + 2, _NARROWEST), _WIDEST)

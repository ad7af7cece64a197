"""Reading lists that people bring as CSV or XLSX, whatever is in the file.

Nothing is calculated or run, nothing outside of the file is asked for. A workbook is read as a stream
up to what fits, so that a small file which unpacks to a huge one costs no more than any other.
"""

import codecs
import csv
import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from xml.parsers import expat

LARGEST_FILE: Final = 5_000_000  # bytes
MOST_ROWS: Final = 2_000
MOST_COLUMNS: Final = 60
LONGEST_CELL: Final = 1_000

_MOST_UNPACKED: Final = 40_000_000  # bytes of one part of a workbook
_MOST_EMPTY: Final = 250_000  # rows and cells looked at, empty ones included
_PIECE: Final = 64 * 1024
_OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"  # also what Excel makes of a workbook with a password
_ZIP: Final = b"PK\x03\x04"
_CELL_NAME = re.compile(r"([A-Z]{1,3})[0-9]{1,7}")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")
_DELIMITERS: Final = (",", ";", "\t")


class TableProblem(StrEnum):
    """Why a file cannot be read as a list."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    OLD_EXCEL = "old_excel"
    MACROS = "macros"
    BROKEN = "broken"
    ENCODING = "encoding"


class UnreadableTable(ValueError):
    """The file is no list that can be read; `problem` says why."""

    def __init__(self, problem: TableProblem) -> None:
        """Keep the reason."""
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row that is not empty: its number as the spreadsheet shows it, counted from 1.

    `calculated` are the places of cells that hold a formula or an error: their text is empty.
    """

    number: int
    cells: tuple[str, ...]
    calculated: frozenset[int] = frozenset()


def read_table(content: bytes) -> list[TableRow]:
    """The rows of a CSV file, or of the first visible sheet of a workbook, empty rows left out.

    CSV may be UTF-8, UTF-16 with its mark, or Thai Windows (CP874, TIS-620), with commas, semicolons
    or tabs. At most MOST_ROWS rows beside one of headings. Raises UnreadableTable.
    """
    if len(content) > LARGEST_FILE:
        raise UnreadableTable(TableProblem.TOO_LARGE)
    if content.startswith(_OLD_EXCEL):
        raise UnreadableTable(TableProblem.OLD_EXCEL)
    rows = list(_xlsx_rows(content) if content.startswith(_ZIP) else _csv_rows(content))
    if not rows:
        raise UnreadableTable(TableProblem.EMPTY)
    return rows


def _kept(rows: Iterable[TableRow]) -> Iterator[TableRow]:
    """Rows with something in them, within the limits."""
    kept = 0
    for row in rows:
        cells = tuple(cell.strip() for cell in row.cells)
        width = max((n for n, cell in enumerate(cells, 1) if cell), default=0)
        width = max([width, *(place + 1 for place in row.calculated)])
        if not width:
            continue
        if width > MOST_COLUMNS:
            raise UnreadableTable(TableProblem.TOO_MANY_COLUMNS)
        kept += 1
        if kept > MOST_ROWS + 1:  # and the headings
            raise UnreadableTable(TableProblem.TOO_MANY_ROWS)
        cut = tuple(cell[:LONGEST_CELL] for cell in cells[:width])
        yield TableRow(row.number, cut + ("",) * (width - len(cut)), row.calculated)


# CSV


def _csv_rows(content: bytes) -> Iterator[TableRow]:
    text = _decoded(content)
    if _CONTROLS.search(text):
        raise UnreadableTable(TableProblem.BROKEN)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        yield from _kept(TableRow(number, tuple(cells)) for number, cells in enumerate(reader, 1))
    except csv.Error as error:
        raise UnreadableTable(TableProblem.BROKEN) from error


def _decoded(content: bytes) -> str:
    marks = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"))
    marked = next((name for mark, name in marks if content.startswith(mark)), None)
    if content.startswith(codecs.BOM_UTF16_BE):
        marked = "utf-16"
    for encoding in (marked,) if marked else ("utf-8", "cp874"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableTable(TableProblem.ENCODING)


def _delimiter(text: str) -> str:
    """What stands most often in the first line that is not empty, outside of quotes."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    bare = re.sub(r'"[^"]*"', "", first)
    return max(_DELIMITERS, key=bare.count)


# Workbooks


class _Enough(Exception):
    """All that is needed was read."""


@dataclass
class _Cell:
    place: int
    kind: str
    is_calculated: bool = False
    text: list[str] = field(default_factory=list)


def _xlsx_rows(content: bytes) -> Iterator[TableRow]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            if any(name.lower().endswith("vbaproject.bin") for name in book.namelist()):
                raise UnreadableTable(TableProblem.MACROS)
            strings = _shared_strings(book)
            yield from _kept(_sheet_rows(book, _first_sheet(book), strings))
    except (
        zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError,
        KeyError, ValueError, expat.ExpatError,
    ) as error:  # fmt: skip
        if isinstance(error, UnreadableTable):
            raise
        raise UnreadableTable(TableProblem.BROKEN) from error


def _first_sheet(book: zipfile.ZipFile) -> str:
    """The path of the first sheet that is not hidden."""
    sheets: list[tuple[str, str]] = []
    targets: dict[str, str] = {}

    def sheet(name: str, given: Mapping[str, str]) -> None:
        if name == "sheet":
            sheets.append((given.get("state", "visible"), given["id"]))

    def relation(name: str, given: Mapping[str, str]) -> None:
        if name == "Relationship":
            targets[given["Id"]] = given["Target"]

    _walk(book, "xl/workbook.xml", sheet)
    _walk(book, "xl/_rels/workbook.xml.rels", relation)
    id_ = next(id_ for state, id_ in [*sheets, ("visible", "")] if state == "visible")
    return posixpath.normpath(posixpath.join("/xl", targets[id_])).lstrip("/")


def _shared_strings(book: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    reader = _Strings()
    _walk(book, "xl/sharedStrings.xml", reader.start, reader.end, reader.data)
    return reader.strings


class _Strings:
    """The texts that cells of a workbook share; how a word is read aloud (rPh) is left out."""

    def __init__(self) -> None:
        self.strings: list[str] = []
        self._parts: list[str] = []
        self._is_text = self._is_aloud = False

    def start(self, name: str, _given: Mapping[str, str]) -> None:
        if name == "si":
            self._parts = []
        self._is_aloud = self._is_aloud or name == "rPh"
        self._is_text = name == "t" and not self._is_aloud

    def end(self, name: str) -> None:
        if name == "si":
            self.strings.append("".join(self._parts)[: LONGEST_CELL + 1])
        self._is_aloud = self._is_aloud and name != "rPh"
        self._is_text = False

    def data(self, text: str) -> None:
        if self._is_text and len(self._parts) <= LONGEST_CELL:
            self._parts.append(text[: LONGEST_CELL + 1])


class _Sheet:
    """The rows of a sheet, handed on as soon as each has ended."""

    def __init__(self, strings: list[str]) -> None:
        self.rows: list[TableRow] = []
        self._strings = strings
        self._number = self._seen = self._next = 0
        self._cells: dict[int, str] = {}
        self._calculated: set[int] = set()
        self._cell: _Cell | None = None
        self._is_text = self._is_aloud = False

    def start(self, name: str, given: Mapping[str, str]) -> None:
        if name in {"row", "c"}:
            self._count()
        if name == "row":
            self._begin_row(given.get("r", ""))
        elif name == "c":
            self._begin_cell(given)
        elif name == "f" and self._cell is not None:
            self._cell.is_calculated = True
        self._is_aloud = self._is_aloud or name == "rPh"
        self._is_text = name in {"v", "t"} and not self._is_aloud

    def end(self, name: str) -> None:
        self._is_text = False
        self._is_aloud = self._is_aloud and name != "rPh"
        if name == "c":
            self._end_cell()
        elif name == "row" and (self._cells or self._calculated):
            width = max([*self._cells, *self._calculated], default=-1) + 1
            cells = tuple(self._cells.get(place, "") for place in range(width))
            self.rows.append(TableRow(self._number, cells, frozenset(self._calculated)))
        elif name == "sheetData":
            raise _Enough

    def data(self, text: str) -> None:
        if self._is_text and self._cell is not None and len(self._cell.text) <= LONGEST_CELL:
            self._cell.text.append(text[: LONGEST_CELL + 1])

    def _count(self) -> None:
        self._seen += 1
        if self._seen > _MOST_EMPTY:
            raise UnreadableTable(TableProblem.TOO_LARGE)

    def _begin_row(self, number: str) -> None:
        self._number = int(number) if number.isascii() and number.isdigit() else self._number + 1
        self._cells, self._calculated, self._next = {}, set(), 0

    def _begin_cell(self, given: Mapping[str, str]) -> None:
        place = _place(given.get("r", ""), self._next)
        self._next = place + 1
        self._cell = _Cell(place, given.get("t", "n"))

    def _end_cell(self) -> None:
        cell, self._cell = self._cell, None
        if cell is None:
            return
        text = self._text(cell)
        if not text and not cell.is_calculated:
            return
        if cell.place >= MOST_COLUMNS:
            raise UnreadableTable(TableProblem.TOO_MANY_COLUMNS)
        if cell.is_calculated or cell.kind == "e":
            self._calculated.add(cell.place)
        else:
            self._cells[cell.place] = text

    def _text(self, cell: _Cell) -> str:
        text = "".join(cell.text)[: LONGEST_CELL + 1]
        if cell.kind == "s":
            place = int(text) if text.isascii() and text.isdigit() else -1
            return self._strings[place] if 0 <= place < len(self._strings) else ""
        return _number(text) if cell.kind == "n" else text


def _sheet_rows(book: zipfile.ZipFile, path: str, strings: list[str]) -> Iterator[TableRow]:
    sheet = _Sheet(strings)
    for _ in _pieces(book, path, sheet.start, sheet.end, sheet.data):
        yield from sheet.rows
        sheet.rows.clear()


def _walk(
    book: zipfile.ZipFile,
    path: str,
    start: Callable[[str, Mapping[str, str]], None],
    end: Callable[[str], None] = lambda _name: None,
    data: Callable[[str], None] = lambda _text: None,
) -> None:
    for _ in _pieces(book, path, start, end, data):
        pass


def _pieces(
    book: zipfile.ZipFile,
    path: str,
    start: Callable[[str, Mapping[str, str]], None],
    end: Callable[[str], None],
    data: Callable[[str], None],
) -> Iterator[None]:
    """Read a part of the book piece by piece; a document type, which could hold bombs, is refused."""
    if book.getinfo(path).file_size > _MOST_UNPACKED:
        raise UnreadableTable(TableProblem.TOO_LARGE)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = lambda name, given: start(
        _local(name), {_local(key): value for key, value in given.items()}
    )
    parser.EndElementHandler = lambda name: end(_local(name))
    parser.CharacterDataHandler = data
    with book.open(path) as part:
        try:
            while piece := part.read(_PIECE):
                parser.Parse(piece)
                yield
            parser.Parse(b"", True)
        except _Enough:
            pass
    yield


def _refuse_doctype(*_about: object) -> None:
    raise UnreadableTable(TableProblem.BROKEN)


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _place(name: str, following: int) -> int:
    """The column of a cell from its name ("B7" is 1); without one it follows the cell before."""
    found = _CELL_NAME.fullmatch(name)
    if found is None:
        return following
    place = 0
    for letter in found.group(1):
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _number(text: str) -> str:
    """A number as one would type it: whole ones without a point or an exponent."""
    try:
        value = float(text)
    except ValueError:
        return text
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else text

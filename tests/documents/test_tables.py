"""Lists that people bring, whatever is in the file."""

import io
import tracemalloc
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from forum.documents.spreadsheet import csv_bytes, xlsx_bytes
from forum.documents.tables import (
    LARGEST_FILE,
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    TableProblem,
    UnreadableTable,
    read_table,
)

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
CELLS = st.text(
    alphabet=st.characters(blacklist_categories=["Cs", "Cc", "Co", "Cn"]), max_size=20
).map(str.strip)


def problem_of(content):
    with pytest.raises(UnreadableTable) as refused:
        read_table(content)
    return refused.value.problem


def book_of(sheet, *, prolog="", shared="", more=()):
    """A workbook of one sheet whose XML is given."""
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = {
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{relations}"><sheets>'
        '<sheet name="1" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": "<Relationships><Relationship "
        'Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f"{prolog}<worksheet {MAIN}><sheetData>{sheet}</sheetData>"
        "</worksheet>",
        **({"xl/sharedStrings.xml": f"<sst {MAIN}>{shared}</sst>"} if shared else {}),
        **dict(more),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in parts.items():
            book.writestr(name, text)
    return out.getvalue()


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def cells(content):
    return [row.cells for row in read_table(content)]


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=6))
def test_what_was_written_as_a_workbook_is_read_again(table):
    rows = [["x", *row] for row in table]

    read = cells(xlsx_bytes("x", rows[0], rows[1:]))

    assert [[cell for cell in row if cell] for row in read] == [
        [cell for cell in row if cell] for row in rows
    ]


def test_rows_keep_the_numbers_the_spreadsheet_shows():
    book = Workbook()
    book.active["A1"], book.active["B4"] = "ชื่อ", "สมชาย"

    numbers = [row.number for row in read_table(saved(book))]
    of_text = [row.number for row in read_table(b"a,b\r\n\r\n,\r\nc,d\r\n")]

    assert numbers == [1, 4]
    assert of_text == [1, 4]


def test_the_first_sheet_that_is_not_hidden_is_read():
    book = Workbook()
    book.active.append(["hidden"])
    book.active.sheet_state = "hidden"
    book.create_sheet("2").append(["shown"])
    book.active = 1

    assert cells(saved(book)) == [("shown",)]


def test_numbers_are_read_as_one_would_type_them():
    book = Workbook()
    book.active.append([812345678, 1.5, "0812", True, 8.1e8])

    assert cells(saved(book)) == [("812345678", "1.5", "0812", "1", "810000000")]


def test_a_formula_is_told_apart_and_its_text_not_taken():
    book = Workbook()
    book.active.append(["a", "=1+1", "'=1+1"])

    (row,) = read_table(saved(book))

    assert row.cells == ("a", "", "'=1+1")
    assert row.calculated == {1}


def test_how_a_word_is_read_aloud_is_no_part_of_it():
    shared = "<si><r><t>สม</t></r><r><t>ชาย</t></r><rPh><t>somchai</t></rPh></si>"

    assert cells(book_of('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', shared=shared)) == [
        ("สมชาย",)
    ]


def test_csv_of_other_programs_is_read_by_its_own_signs():
    assert cells(b'"a;b";c\r\n"d\r\ne";f') == [("a;b", "c"), ("d\r\ne", "f")]
    assert cells("ก\tข".encode("utf-16")) == [("ก", "ข")]
    assert cells("ชื่อ,ภาค".encode("tis-620")) == [("ชื่อ", "ภาค")]
    assert cells(csv_bytes(["ชื่อ"], [["ก"]])) == [("ชื่อ",), ("ก",)]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", TableProblem.EMPTY),
        (b"\r\n, ,\r\n", TableProblem.EMPTY),
        (b"x" * (LARGEST_FILE + 1), TableProblem.TOO_LARGE),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, TableProblem.OLD_EXCEL),
        (b"PK\x03\x04" + b"\0" * 600, TableProblem.BROKEN),
        (b"%PDF-1.7 \x00\x01", TableProblem.BROKEN),
        ("ก".encode("utf-16-le") * 4 + b"\x00", TableProblem.BROKEN),
        (b"a\x00b,c", TableProblem.BROKEN),
        (b"\xff\xfd\xfc", TableProblem.ENCODING),
        (b"x\n" * (MOST_ROWS + 2), TableProblem.TOO_MANY_ROWS),
        (b"," * MOST_COLUMNS + b"x", TableProblem.TOO_MANY_COLUMNS),
        (b'"' + b"x" * 200_000, TableProblem.BROKEN),
    ],
)
def test_what_is_no_list_is_refused_with_its_reason(content, problem):
    assert problem_of(content) == problem


def test_a_workbook_with_macros_is_refused():
    assert problem_of(book_of("", more=[("xl/vbaProject.bin", "x")])) == TableProblem.MACROS


def test_a_workbook_that_names_a_document_type_is_refused():
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'

    assert problem_of(book_of("<row/>", prolog=bomb)) == TableProblem.BROKEN


def test_a_workbook_that_points_to_what_is_not_there_is_refused():
    lost = "<Relationships><Relationship Id='rId1' Target='../../../etc/passwd'/></Relationships>"

    assert problem_of(book_of("", more=[("xl/_rels/workbook.xml.rels", lost)])) == (
        TableProblem.BROKEN
    )


def test_a_sheet_of_a_million_columns_is_refused():
    wide = "".join('<c t="inlineStr"><is><t>x</t></is></c>' for _ in range(1_000))

    assert problem_of(book_of(f"<row>{wide}</row>")) == TableProblem.TOO_MANY_COLUMNS


@pytest.mark.parametrize(
    ("sheet", "problem"),
    [
        ("<row>" + "<c/>" * 300_000 + "</row>", TableProblem.TOO_LARGE),
        ("<row/>" * 300_000, TableProblem.TOO_LARGE),
        ("<row><c><v>" + " " * 45_000_000 + "</v></c></row>", TableProblem.TOO_LARGE),
        (f"<row>{'<c><v></v></c>' * 100_000}</row>", TableProblem.EMPTY),
    ],
    ids=["empty cells", "empty rows", "too much", "wide and empty"],
)
def test_what_unpacks_to_a_hundred_times_its_size_is_not_read_to_its_end(sheet, problem):
    content = book_of(sheet)

    assert len(content) * 30 < len(sheet)
    assert problem_of(content) == problem


def test_a_cell_too_long_for_any_name_is_cut_before_it_grows():
    sheet = '<row><c t="inlineStr"><is><t>' + "x" * 30_000_000 + "</t></is></c></row>"
    content = book_of(sheet)
    del sheet
    tracemalloc.start()

    (row,) = read_table(content)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(row.cells[0]) == LONGEST_CELL
    assert most < 20_000_000

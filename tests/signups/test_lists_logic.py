"""What the columns and rows of a list of people mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.language.names import Name
from forum.signups.logic.lists import (
    Known,
    ListColumn,
    find_headings,
    gender_of,
    guess_columns,
    headings_of,
    is_agreed,
    read_row,
)
from forum.signups.logic.states import Gender

KNOWN = Known(sectors={"ภาคราชการ": "government", "ngo": "ngo"}, provinces={"เลย": "42"})
PLACES = {
    ListColumn.NAME: 0,
    ListColumn.SECTOR: 1,
    ListColumn.EMAIL: 2,
    ListColumn.PHONE: 3,
    ListColumn.PROVINCE: 4,
}


def read(*cells, known=KNOWN, places=PLACES, calculated=()):
    return read_row(2, cells, calculated, places, known)


def test_headings_are_understood_in_thai_and_english():
    thai = guess_columns(["ที่", "ชื่อ-สกุล", "เบอร์โทรศัพท์", "หน่วยงาน", "ภาคส่วน"])
    english = guess_columns(["No.", "First name", "Surname", "E-mail *", "Sector:"])

    assert thai == {
        ListColumn.NAME: 1,
        ListColumn.PHONE: 2,
        ListColumn.ORGANISATION: 3,
        ListColumn.SECTOR: 4,
    }
    assert english == {
        ListColumn.GIVEN_NAME: 1,
        ListColumn.FAMILY_NAME: 2,
        ListColumn.EMAIL: 3,
        ListColumn.SECTOR: 4,
    }


def test_a_lone_column_of_names_holds_whole_names():
    assert guess_columns(["ชื่อ"]) == {ListColumn.NAME: 0}
    assert guess_columns(["ชื่อ", "นามสกุล"])[ListColumn.GIVEN_NAME] == 0


@pytest.mark.parametrize("language", ["th", "en"])
def test_our_own_headings_are_all_understood(language):
    columns = [column for column in ListColumn if column is not ListColumn.NAME]
    headings = [headings_of(column, language) for column in columns]

    assert guess_columns(headings) == {column: n for n, column in enumerate(columns)}


def test_headings_may_stand_below_a_title():
    rows = [("รายชื่อผู้เข้าร่วมเวที",), ("ที่", "ชื่อ", "นามสกุล"), ("1", "สมชาย", "ใจดี")]

    assert find_headings(rows) == 1
    assert find_headings([("1", "2")]) == 0


def test_a_written_name_is_taken_apart_and_its_prefix_kept():
    assert read("นางสาวสมใจ ณ อยุธยา", "ngo").listed.name == Name("นางสาว", "สมใจ", "ณ อยุธยา")


def test_a_prefix_in_its_own_column_stays_with_the_name():
    places = {ListColumn.PREFIX: 0, ListColumn.GIVEN_NAME: 1, ListColumn.SECTOR: 2}

    assert read("ผญบ.", "สมชาย", "ngo", places=places).listed.name == Name("ผญบ.", "สมชาย", "")


@pytest.mark.parametrize("name", ["", "-", "12", "=1+1", "...", "😀"])
def test_what_has_no_letter_is_no_name(name):
    row = read(name, "ngo")

    assert not row.is_sound
    assert row.listed is None


def test_a_zero_that_a_spreadsheet_took_is_given_back():
    assert read("ก้อง", "ngo", "", "812345678").listed.phone == "+66812345678"
    assert read("ก้อง", "ngo", "", "๐๘๑ ๒๓๔ ๕๖๗๘").listed.phone == "+66812345678"


def test_every_fault_of_a_row_is_said_at_once():
    row = read("", "ภาคอวกาศ", "x@", "1", "ดาวอังคาร")

    assert len(row.faults) == 5
    assert [fault.is_blocking for fault in row.faults] == [True, True, True, True, False]


def test_what_is_not_understood_but_not_needed_is_left_empty():
    row = read("ก้อง", "ngo", "-", "", "ดาวอังคาร")

    assert row.is_sound
    assert row.listed.province is None
    assert len(row.faults) == 1


def test_a_province_may_be_written_as_in_addresses():
    assert read("ก้อง", "ngo", "", "", "จ.เลย").listed.province == "42"
    assert read("ก้อง", "ngo", "", "", "จังหวัด เลย").listed.province == "42"


def test_a_calculated_cell_keeps_a_row_out_only_where_it_is_read():
    assert not read("ก้อง", "ngo", calculated={2}).is_sound
    assert read("ก้อง", "ngo", calculated={9}).is_sound


def test_the_apostrophe_that_keeps_a_text_from_being_calculated_is_no_part_of_it():
    assert read("ก้อง", "ngo", "", "'+66 81 234 5678").listed.phone == "+66812345678"


def test_rows_that_name_no_sector_have_the_one_chosen_for_all():
    chosen = Known(sectors=KNOWN.sectors, sector="government")

    assert read("ก้อง", "", known=chosen).listed.sector == "government"
    assert read("ก้อง", "ngo", known=chosen).listed.sector == "ngo"


def test_yes_and_gender_are_read_as_people_write_them():
    assert [is_agreed(word) for word in ("✓", "Yes", "ยินยอม", "no", "ไม่", "")] == [
        True, True, True, False, False, False,
    ]  # fmt: skip
    assert [gender_of(word) for word in ("หญิง", "M", "อื่น ๆ", "?")] == [
        Gender.WOMAN, Gender.MAN, Gender.OTHER, None,
    ]  # fmt: skip


@given(st.lists(st.text(max_size=30), max_size=6))
def test_no_row_can_break_the_reading(cells):
    row = read(*cells)

    assert row.is_sound == (
        row.listed is not None and all(not fault.is_blocking for fault in row.faults)
    )

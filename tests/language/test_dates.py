import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from forum.language import dates, digits
from forum.language.dates import (
    DateBlock,
    UnreadableDate,
    UnreadableTime,
    date_block,
    era_year,
    fiscal_year,
    format_date,
    format_date_range,
    format_time,
    format_time_range,
    local,
    parse_date,
    parse_time,
)

FIRST_OF_FEBRUARY = date(2015, 2, 1)
SATURDAY = date(2026, 12, 12)

days = st.dates(date(1900, 1, 1), date(2200, 12, 31))
languages = st.sampled_from(["th", "en"])
styles = st.sampled_from(["long", "short", "full", "numeric"])


@pytest.mark.parametrize(
    "written",
    [
        "2015-02-01",
        "2558-02-01",
        "2558/2/1",
        "1/2/2558",
        "1-2-2558",
        "01.02.58",
        "1 / 2 / 2558",
        "๑ ก.พ. ๒๕๕๘",
        "๑/๒/๕๘",
        "1 กุมภาพันธ์ 2558",
        "1 กุมภาพันธ์ 2015",
        "1 กุมภา 58",
        "1 ก.พ.58",
        "1กพ58",
        "1-ก.พ.-2558",
        "วันที่ 1 กุมภาพันธ์ พ.ศ. 2558",
        "1 กุมภาพันธ์ ค.ศ. 2015",
        "1/2/พ.ศ. 2558",
        "วันอาทิตย์ที่ 1 กุมภาพันธ์ 2558",
        "อาทิตย์ 1 ก.พ. 2558",
        "อา. 1 ก.พ. 2558",
        "เมื่อวันอาทิตย์ที่ ๑ เดือนกุมภาพันธ์ พุทธศักราช ๒๕๕๘",
        "1 February 2015",
        "1 Feb 2015",
        "1 FEB. 2558",
        "1 Feb 2558 BE",
        "1st of February, 2015",
        "Sunday 1 February 2015",
        "Sun, 1 Feb 2015",
        "\u200b 1\u00a0ก.พ. 2558 ",
    ],
)
def test_a_date_is_understood_however_it_is_written(written):
    assert parse_date(written) == FIRST_OF_FEBRUARY


@pytest.mark.parametrize(
    "written",
    [
        "",
        "พรุ่งนี้",
        "31/2/2558",
        "31 เมษายน 2558",
        "29/2/2558",
        "0/1/2558",
        "13/13/2558",
        "1/2/258",
        "1/2/25588",
        "1/2-2558",
        "1 ก.พ.",
        "กุมภาพันธ์ 2558",
        "1 ก.พ. ค.ศ. 58",
        "1 Feb 15",
        "1 ก.พ. ค.ศ. 2558",
        "1 ก.พ. พ.ศ. 2015",
        "1 ก.พ. พ.ศ. 2558 ค.ศ.",
        "1/2/1850",
        "1/2/2300",
        "1/2/2800",
        "1/2/2558 และ 2/2/2558",
        "February 1, 2015",
    ],
)
def test_what_is_not_one_possible_date_is_refused(written):
    with pytest.raises(UnreadableDate):
        parse_date(written)


def test_the_leap_day_follows_the_gregorian_year():
    assert parse_date("29/2/2559") == date(2016, 2, 29)
    with pytest.raises(UnreadableDate):
        parse_date("29/2/2560")  # 2560 divides by four, but CE 2017 does not


@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("style", ["long", "short"])
def test_every_month_is_read_by_its_name(month, language, style):
    day = date(2026, month, 9)

    assert parse_date(format_date(day, language, style)) == day


@given(day=days, language=languages, style=styles, thai_digits=st.booleans())
def test_what_is_written_is_read_back(day, language, style, thai_digits):
    written = format_date(day, language, style)

    assert parse_date(digits.thai(written) if thai_digits else written) == day


@pytest.mark.parametrize(
    "pattern",
    [dates._LEAD, dates._DAY_FIRST, dates._IN_WORDS],
    ids=["lead", "day first", "in words"],
)
def test_reading_a_date_takes_gaps_whole_however_long_they_are(pattern):
    gap = " " * 100_000
    gives_back = re.findall(r"\\s[*+](?!\+)", pattern.pattern)
    assert gives_back == []

    for text in (gap, f"เมื่อ{gap}วัน{gap}", f"จันทร์{gap},{gap}ที่{gap}", f"1{gap}ก.พ.{gap}พ.ศ.{gap}x"):
        assert pattern.fullmatch(text) is None
    assert dates._LEAD.match(f"{gap}1").end() == len(gap)


@pytest.mark.parametrize("sign", [" ", "1", "ก", "1/"])
def test_a_very_long_text_is_no_date_and_no_time(sign):
    long = f"วันที่ 1 {sign * 100_000} x"

    with pytest.raises(UnreadableDate):
        parse_date(long)
    with pytest.raises(UnreadableTime):
        parse_time(long)


@given(text=st.text(alphabet="0123456789๐๑ -/.กพ.ศวันที่", max_size=20))
def test_any_text_is_read_or_refused_and_nothing_else(text):
    try:
        day = parse_date(text)
    except UnreadableDate:
        return
    assert 1900 <= day.year <= 2200


@pytest.mark.parametrize(
    ("style", "thai", "english"),
    [
        ("long", "12 ธันวาคม 2569", "12 December 2026"),
        ("short", "12 ธ.ค. 2569", "12 Dec 2026"),
        ("full", "วันเสาร์ที่ 12 ธันวาคม 2569", "Saturday 12 December 2026"),
        ("numeric", "12/12/2569", "12/12/2026"),
    ],
)
def test_a_date_is_written_in_the_era_of_its_language(style, thai, english):
    assert format_date(SATURDAY, "th", style) == thai
    assert format_date(SATURDAY, "en", style) == english


def test_a_moment_is_shown_on_thailands_clock():
    late_in_utc = datetime(2026, 12, 11, 18, 30, tzinfo=UTC)

    assert local(late_in_utc).isoformat() == "2026-12-12T01:30:00+07:00"
    assert format_date(late_in_utc, "th") == "12 ธันวาคม 2569"
    assert format_time(late_in_utc, "th") == "01.30 น."
    assert era_year(datetime(2026, 12, 31, 18, tzinfo=UTC), "th") == 2570
    assert fiscal_year(datetime(2026, 9, 30, 18, tzinfo=UTC)) == 2570
    assert date_block(late_in_utc, "en").day == "12"


def test_a_moment_without_a_zone_is_taken_to_be_thailands():
    naive = datetime(2026, 12, 12, 9, 0)  # noqa: DTZ001 - the case itself

    assert local(naive).isoformat() == "2026-12-12T09:00:00+07:00"
    assert format_time(naive, "en") == "09:00"


@pytest.mark.parametrize(
    ("last", "thai", "english"),
    [
        (date(2026, 12, 12), "12 ธันวาคม 2569", "12 December 2026"),
        (date(2026, 12, 13), "12–13 ธันวาคม 2569", "12–13 December 2026"),
        (date(2027, 1, 2), "12 ธันวาคม 2569 – 2 มกราคม 2570", "12 December 2026 – 2 January 2027"),
        (
            date(2027, 12, 13),
            "12 ธันวาคม 2569 – 13 ธันวาคม 2570",
            "12 December 2026 – 13 December 2027",
        ),
    ],
)
def test_two_dates_write_once_what_they_share(last, thai, english):
    assert format_date_range(SATURDAY, last, "th") == thai
    assert format_date_range(SATURDAY, last, "en") == english


def test_two_dates_in_two_months_of_one_year_share_the_year():
    assert format_date_range(date(2026, 11, 30), SATURDAY, "th") == "30 พฤศจิกายน – 12 ธันวาคม 2569"


def test_two_dates_with_weekdays_name_both():
    written = format_date_range(SATURDAY, SATURDAY + timedelta(days=1), "th", "full")

    assert written == "วันเสาร์ที่ 12 – วันอาทิตย์ที่ 13 ธันวาคม 2569"


@given(first=days, last=days, language=languages, style=styles)
def test_the_end_of_a_range_can_be_read_from_it(first, last, language, style):
    assume(first <= last)

    written = format_date_range(first, last, language, style)

    if " – " in written:
        written = written.split(" – ")[1]
    elif "–" in written:
        written = written.split("–")[1]
    assert parse_date(written) == last


def test_a_date_tile_has_weekday_day_and_month_with_year():
    assert date_block(SATURDAY, "th") == DateBlock("เสาร์", "12", "ธ.ค. 2569")
    assert date_block(SATURDAY, "en") == DateBlock("Sat", "12", "Dec 2026")


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2014, 9, 30), 2557),
        (date(2014, 10, 1), 2558),
        (date(2015, 9, 30), 2558),
        (date(2015, 10, 1), 2559),
    ],
)
def test_the_fiscal_year_begins_in_october(day, year):
    assert fiscal_year(day) == year


def test_a_year_is_counted_as_the_language_counts():
    assert era_year(SATURDAY, "th") == 2569
    assert era_year(SATURDAY, "en") == 2026


@pytest.mark.parametrize(
    "written",
    ["09.00 น.", "9:00", "๐๙.๐๐", "0900", "9 น.", "9 นาฬิกา", "09.00น", "09:00:00", "เวลา ๐๙.๐๐ น."],
)
def test_a_time_is_understood_however_it_is_written(written):
    assert parse_time(written) == time(9)


@pytest.mark.parametrize("written", ["", "9", "900", "9.5", "24.00", "09.60 น.", "9:00 x", "เช้า"])
def test_what_is_not_one_time_of_the_day_is_refused(written):
    with pytest.raises(UnreadableTime):
        parse_time(written)


@given(hour=st.integers(0, 23), minute=st.integers(0, 59), language=languages)
def test_a_written_time_is_read_back(hour, minute, language):
    moment = time(hour, minute)

    assert parse_time(format_time(moment, language)) == moment
    assert parse_time(digits.thai(format_time(moment, language))) == moment


def test_two_times_are_written_as_one_span():
    assert format_time_range(time(9), time(16, 30), "th") == "09.00–16.30 น."
    assert format_time_range(time(9), time(16, 30), "en") == "09:00–16:30"

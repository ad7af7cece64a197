import unicodedata

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from forum.language.normal import (
    fold,
    grapheme_count,
    graphemes,
    normalise,
    normalise_lines,
    shorten,
)

THAI = "".join(chr(code) for code in [*range(0x0E01, 0x0E3B), *range(0x0E3F, 0x0E5C)])
UNSEEN = "\u200b\u200c\u00ad\ufeff\u00a0\u2060\u202e"
typed = st.text(
    alphabet=st.sampled_from(THAI + UNSEEN + " \n\tabé\u0301\u0323\u0653๐5"), max_size=30
)


@pytest.mark.parametrize(
    ("typed_so", "meant"),
    [
        ("น\u0e4d\u0e49า", "น้ำ"),
        ("น\u0e49\u0e4dา", "น้ำ"),
        ("นำ\u0e49", "น้ำ"),
        ("ทา\u0e4d", "ทา\u0e4d"),  # the circle after า is another word, not ำ
        ("กํา", "กำ"),
        ("เเม่", "แม่"),
        ("ท\u0e48\u0e35", "ที่"),
        ("ก\u0e48\u0e38", "กุ่"),
        ("ท\u0e35\u0e48\u0e48", "ที่"),
        ("ค\u0e30\u0e48", "ค่ะ"),
        ("สิทธิ์", "สิทธิ์"),
        ("พันธุ์", "พันธุ์"),
        ("เป็น", "เป็น"),
        ("ประ\u200bชุม", "ประชุม"),
        ("\ufeff  เวที\u00a0\u2003 ใหม่\t", "เวที ใหม่"),
        ("cafe\u0301", "café"),
        ("นาย\u202eดี", "นายดี"),
        ("บรรทัด\nใหม่", "บรรทัด ใหม่"),
    ],
)
def test_what_looks_alike_is_written_alike(typed_so, meant):
    assert normalise(typed_so) == meant


def test_composing_alone_would_not_do():
    assert unicodedata.normalize("NFC", "น\u0e4d\u0e49า") != "น้ำ"


@given(typed)
@example("\u0e48ะ\u0e48")
def test_normalising_twice_is_normalising_once(text):
    assert normalise(normalise(text)) == normalise(text)


@given(st.text())
def test_any_text_is_normal_after_normalising(text):
    normal = normalise(text)

    assert normalise(normal) == normal
    assert unicodedata.is_normalized("NFC", normal)
    assert normal == normal.strip()
    assert "  " not in normal


@given(typed)
def test_lines_stay_lines(text):
    lines = normalise_lines(text)

    assert normalise_lines(lines) == lines
    assert lines.replace("\n", " ").split() == normalise(text).split()


def test_windows_lines_become_lines_and_empty_ones_do_not_pile_up():
    assert normalise_lines(" ก \r\n\r\n\r\n\r\nข\r") == "ก\n\nข"


def test_for_comparing_case_and_kind_of_digits_do_not_matter():
    assert fold(" ครั้งที่ ๑ WETHI") == fold("ครั้งที่ 1 wethi")
    assert fold("Straße") == fold("STRASSE")


@given(typed)
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("", 0),
        ("ที่", 1),
        ("น้ำ", 1),
        ("ประชุม", 5),
        ("เวที", 3),
        ("👩‍👩‍👧", 1),
        ("👍🏽", 1),
        ("🇹🇭🇱🇦", 2),
        ("e\u0301a", 2),
        ("\r\n", 1),
    ],
)
def test_limits_count_what_a_reader_sees(text, signs):
    assert grapheme_count(text) == signs


@given(
    st.text(
        alphabet=st.sampled_from(THAI + "aé\u0301 \r\n\u200b\u200c👍🏽🇹🇭🇱❤\ufe0f1๑ລຳ\u0e4d"),
        max_size=12,
    )
)
def test_signs_are_counted_as_unicode_says(text):
    assert list(graphemes(text)) == regex.findall(r"\X", text)


@pytest.mark.parametrize("family", ["👩‍👩‍👧‍👦", "🏳️‍🌈", "👩🏽‍💻", "❤️‍🔥"])
def test_emoji_held_together_stay_together(family):
    assert list(graphemes(f"ก{family}ข")) == ["ก", family, "ข"]


@given(
    text=st.text(alphabet=st.sampled_from(THAI + " a👍🏽"), max_size=30), length=st.integers(1, 30)
)
def test_a_shortened_text_fits_and_breaks_no_cluster(text, length):
    short = shorten(text, length)

    assert grapheme_count(short) <= length
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))
    kept = list(graphemes(short.removesuffix("…")))
    assert list(graphemes(text))[: len(kept)] == kept


def test_a_text_that_fits_stays_whole():
    assert shorten("ที่ประชุม", 6) == "ที่ประชุม"
    assert shorten("ที่ประชุมรับรอง", 6) == "ที่ประชุ…"


def test_there_must_be_room_for_one_sign():
    with pytest.raises(ValueError, match="room"):
        shorten("ก", 0)

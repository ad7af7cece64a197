import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.language.names import Name
from forum.language.redaction import Marks

SOMCHAI = Marks(
    Name("นาย", "สมชาย", "ใจดี"), emails=("somchai@example.org",), phones=("+66812345678",)
)


@pytest.mark.parametrize(
    "text",
    [
        "นายสมชาย ใจดี",
        "นาย สมชาย  ใจดี",
        "คุณสมชาย ใจดี กล่าวว่า",
        "ผู้เสนอ: สมชาย ใจดี (ภาคประชาสังคม)",
        "เขียนถึง Somchai@Example.org.",
        "โทร 081-234-5678",
        "โทร. ๐๘๑ ๒๓๔ ๕๖๗๘",
        "+66 81 234 5678",
        "tel:+66812345678",
    ],
)
def test_a_person_is_taken_out_however_they_are_written(text):
    out = SOMCHAI.taken_out(text, "th")

    assert SOMCHAI.is_in(text)
    assert not SOMCHAI.is_in(out)
    assert "สมชาย" not in out
    assert "ลบ" in out


@pytest.mark.parametrize(
    "text",
    ["สมชาย ดีใจ", "ใจดี", "not.somchai@example.org", "xsomchai@example.org.th", "0812345679", ""],
)
def test_others_stay(text):
    assert SOMCHAI.taken_out(text, "th") == text


def test_a_name_of_one_part_is_not_found_inside_other_words():
    glass = Marks(Name("", "แก้ว", ""))

    assert glass.taken_out("แก้วน้ำแตก", "th") == "แก้วน้ำแตก"
    assert glass.taken_out("แก้ว (ภาคประชาสังคม)", "en") == "[name removed] (ภาคประชาสังคม)"
    assert glass.taken_out("แก้ว", "th") == "[ลบชื่อแล้ว]"
    assert glass.taken_out("บุญมี, แก้ว, ก้อง", "th") == "บุญมี, [ลบชื่อแล้ว], ก้อง"
    assert glass.taken_out("เสนอโดยแก้ว (เอ็นจีโอ)", "th") == "เสนอโดย[ลบชื่อแล้ว] (เอ็นจีโอ)"


def test_texts_inside_lists_and_mappings_get_the_marker_of_their_language():
    value = {"th": ["สมชาย ใจดี"], "en": {"text": "by สมชาย ใจดี", "level": 2}, "kind": "list"}

    out = SOMCHAI.taken_out_of(value, "th")

    assert out == {
        "th": ["[ลบชื่อแล้ว]"],
        "en": {"text": "by [name removed]", "level": 2},
        "kind": "list",
    }


@given(st.text(max_size=200))
def test_text_that_names_nobody_is_not_touched(text):
    nobody = Marks(Name("", "กขฃคฅฆงจฉ", "ชซฌญฎฏฐฑฒ"), ("nobody@example.invalid",))

    assert nobody.taken_out(text, "th") == text

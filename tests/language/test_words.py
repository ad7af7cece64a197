import subprocess
import sys
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.language.normal import normalise
from forum.language.words import break_points, sentences, words

thai_text = st.text(alphabet=st.sampled_from('การประชุมเด็กที่มติฯๆ ()"“”.,12๑ab\n'), max_size=60)


def test_thai_is_cut_into_words():
    assert words("การประชุมสวัสดิการเด็ก") == ["การประชุม", "สวัสดิการ", "เด็ก"]
    assert words("") == []


def test_a_word_is_found_however_its_marks_were_typed():
    assert words("ท\u0e48\u0e35ประชุม") == words("ที่ประชุม")


@settings(max_examples=50, deadline=None)
@given(thai_text)
def test_cutting_loses_nothing_but_spaces(text):
    assert "".join(words(text)) == normalise(text).replace(" ", "")


@settings(max_examples=50, deadline=None)
@given(thai_text)
def test_lines_end_only_between_words(text):
    places = break_points(text)

    assert places == sorted(set(places))
    for place in places:
        assert 0 < place < len(text)
        assert text[place] not in "ๆฯ)”.,ุ่็ี์ า"
        assert text[place - 1] not in "(“"


def test_a_line_may_end_after_a_word():
    assert break_points("การประชุมสวัสดิการเด็ก") == [9, 18]


def test_a_line_may_end_inside_a_long_compound_of_the_dictionary():
    text = "สำนักงานคณะกรรมการกฤษฎีกา"

    places = [0, *break_points(text), len(text)]

    assert [text[a:b] for a, b in pairwise(places)] == ["สำนักงาน", "คณะกรรมการ", "กฤษฎีกา"]


def test_the_dictionary_is_not_loaded_before_it_is_used():
    loaded = "import sys, forum.language.words; sys.exit('pythainlp' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", loaded], check=False).returncode == 0


def test_a_thought_ends_where_a_connective_opens_the_next():
    text = "ที่ประชุมเห็นว่าเบี้ยยังชีพน้อยเกินไป แต่งบประมาณมีจำกัด นอกจากนี้ยังไม่มีข้อมูล"

    assert sentences(text) == [
        "ที่ประชุมเห็นว่าเบี้ยยังชีพน้อยเกินไป",
        "แต่งบประมาณมีจำกัด",
        "นอกจากนี้ยังไม่มีข้อมูล",
    ]


def test_a_list_stays_in_its_sentence():
    text = "ขอให้ทุกหน่วยงานคำนึงถึงความต้องการของเด็ก เยาวชน และครอบครัว"

    assert sentences(text) == [text]


def test_a_date_and_a_name_stay_in_their_sentence():
    text = "เมื่อวันที่ 25 กันยายน 2566 นายสมชาย ใจดี เปิดการประชุม"

    assert sentences(text) == [text]


@pytest.mark.parametrize("mark", ["1.", "๒.", "1.2.", "(3)", "4)", "-", "•"])
def test_a_numbered_item_is_a_piece_with_its_number(mark):
    text = f"ระเบียบวาระ\n{mark} เรื่องแจ้งเพื่อทราบ"

    assert sentences(text) == ["ระเบียบวาระ", f"{mark} เรื่องแจ้งเพื่อทราบ"]


def test_english_ends_at_its_full_stop():
    text = "The forum met on 12 December. Dr. Smith took the chair! Was it full?"

    assert sentences(text) == [
        "The forum met on 12 December.",
        "Dr. Smith took the chair!",
        "Was it full?",
    ]


def test_nothing_ends_inside_brackets_or_quotation_marks():
    text = "ข้อเสนอ (เบี้ยยังชีพถ้วนหน้า แต่ไม่ซ้ำซ้อน) ผ่าน"

    assert sentences(text) == [text]


@given(thai_text)
def test_pieces_put_together_are_the_text(text):
    assert " ".join(sentences(text)).split() == normalise(text).split()


def test_a_line_of_endless_short_words_is_read_in_time():
    began = time.perf_counter()

    assert len(sentences("ก " * 20_000)) == 1

    assert (
        time.perf_counter() - began < 10
    )  # seconds; it took minutes where each space counted anew

"""Official letters stand on paper as Thai offices write them."""

import io
import zipfile
from dataclasses import replace
from datetime import date

import docx
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.documents import typeset
from forum.documents.prints.official import OfficialPaper, official_pdf, official_word
from forum.documents.tree import Digits

pytestmark = pytest.mark.skipif(
    not any(typeset.FONTS.glob("*.ttf")), reason="the fonts come with the front end's build"
)

LETTER = OfficialPaper(
    number="อว 0602/123",
    office="มหาวิทยาลัยทดลอง\nจังหวัดขอนแก่น 40002",
    dated_on=date(2026, 11, 22),
    subject="ขอเชิญเข้าร่วมเวทีทดลอง",
    addressed_to="ผู้อำนวยการสถาบันทดลอง",
    enclosures="กำหนดการ จำนวน 1 ฉบับ",
    body="ด้วยมีเวทีในวันที่ 12 ธันวาคม 2569\nในการนี้ จึงขอเรียนเชิญ\nจึงเรียนมาเพื่อโปรดพิจารณา",
    signatory="สมใจ ใจดี",
    position="คณบดี",
    contact="งานธุรการ\nโทร. 043 202 222",
    digits=Digits.THAI,
)


def text_of(pdf):
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    return ["".join(page.extract_text().split()) for page in reader.pages]


def word_text(content):
    return [each.text for each in docx.Document(io.BytesIO(content)).paragraphs if each.text]


def test_the_parts_stand_in_the_regulations_order():
    said = word_text(official_word(LETTER))

    assert said == [
        "ที่ อว ๐๖๐๒/๑๒๓\tมหาวิทยาลัยทดลอง",
        "จังหวัดขอนแก่น ๔๐๐๐๒",
        "๒๒ พฤศจิกายน ๒๕๖๙",
        "เรื่อง\tขอเชิญเข้าร่วมเวทีทดลอง",
        "เรียน\tผู้อำนวยการสถาบันทดลอง",
        "สิ่งที่ส่งมาด้วย\tกำหนดการ จำนวน ๑ ฉบับ",
        "ด้วยมีเวทีในวันที่ ๑๒ ธันวาคม ๒๕๖๙",
        "ในการนี้ จึงขอเรียนเชิญ",
        "จึงเรียนมาเพื่อโปรดพิจารณา",
        "ขอแสดงความนับถือ",
        "(สมใจ ใจดี)",
        "คณบดี",
        "งานธุรการ",
        "โทร. ๐๔๓ ๒๐๒ ๒๒๒",
    ]


def test_the_pdf_says_the_same():
    (page,) = text_of(official_pdf([LETTER]))

    # how Thai words read back depends on the reader; figures read as they are
    for part in ("๐๖๐๒/๑๒๓", "๒๕๖๙", "๔๐๐๐๒", "๐๔๓๒๐๒๒๒๒"):
        assert part in page
    assert "2569" not in page


def test_arabic_digits_are_a_switch():
    said = "\n".join(word_text(official_word(replace(LETTER, digits=Digits.ARABIC))))

    assert "22 พฤศจิกายน 2569" in said
    assert not set(said) & set("๐๑๒๓๔๕๖๗๘๙")


def test_a_foreign_guest_gets_an_english_letter_with_english_digits():
    english = replace(
        LETTER,
        language="en",
        subject="Invitation",
        addressed_to="Dr Example",
        office="Test University",
        body="We hold a forum.\nPlease come.",
    )

    said = word_text(official_word(english))

    assert "22 November 2026" in said
    assert "Subject:\tInvitation" in said
    assert "To:\tDr Example" in said
    assert "Yours sincerely," in said
    assert not set("".join(said)) & set("๐๑๒๓๔๕๖๗๘๙")


@pytest.mark.parametrize(
    ("addressee", "line", "closing"),
    [
        ("นมัสการ พระครูวิมล", "นมัสการ\tพระครูวิมล", "ขอนมัสการด้วยความเคารพ"),
        ("กราบเรียน ประธานรัฐสภา", "กราบเรียน\tประธานรัฐสภา", "ขอแสดงความนับถืออย่างยิ่ง"),
        ("เรียน คุณสมใจ", "เรียน\tคุณสมใจ", "ขอแสดงความนับถือ"),
    ],
)
def test_salutation_and_closing_belong_together(addressee, line, closing):
    said = word_text(official_word(replace(LETTER, addressed_to=addressee)))

    assert line in said
    assert closing in said


def test_what_is_not_given_leaves_no_line():
    bare = replace(LETTER, enclosures="", contact="", position="", signatory="", number="")

    said = word_text(official_word(bare))

    assert not any("สิ่งที่ส่งมาด้วย" in line or "()" in line for line in said)


def test_each_letter_begins_on_a_page_of_its_own_and_long_ones_go_on():
    long = replace(LETTER, body="\n".join([LETTER.body] * 10))

    pages = text_of(official_pdf([LETTER, long, LETTER]))

    assert len(pages) == 4
    assert pages[2].startswith("–๒–")
    assert not pages[3].startswith("–")


def test_the_same_letter_gives_the_same_bytes():
    assert official_pdf([LETTER]) == official_pdf([LETTER])
    assert official_word(LETTER) == official_word(LETTER)


def test_the_word_file_sets_thai_as_word_needs_it():
    with zipfile.ZipFile(io.BytesIO(official_word(LETTER))) as archive:
        styles = archive.read("word/styles.xml").decode()

    assert 'w:cs="TH Sarabun New"' in styles
    assert 'w:szCs w:val="32"' in styles


hostile = st.text(
    alphabet=st.one_of(
        st.sampled_from("#$[]{}\\*_`<>&\"'@=+-\n\t\r\x00\x0b\u202e\ufeff"),
        st.sampled_from("กขำ่้๊ๆฯเแ"),
    ),
    max_size=60,
)


@settings(max_examples=6)
@given(hostile)
def test_no_text_breaks_a_letter_or_is_read_as_markup(words):
    letter = replace(
        LETTER, subject=words, addressed_to=words, body=words, office=words, number=words,
        signatory=words, position=words, contact=words, enclosures=words,
    )  # fmt: skip

    assert official_pdf([letter]).startswith(b"%PDF")
    assert docx.Document(io.BytesIO(official_word(letter))).paragraphs


def test_no_letters_are_no_file():
    with pytest.raises(ValueError, match="no letters"):
        official_pdf([])

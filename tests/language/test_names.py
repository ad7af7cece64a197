import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.language.names import (
    Name,
    address_name,
    display_name,
    parse_name,
    split_prefix,
)
from forum.language.normal import normalise


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("นายสมชาย ใจดี", ("นาย", "สมชาย", "ใจดี")),
        ("นาย สมชาย ใจดี", ("นาย", "สมชาย", "ใจดี")),
        ("นางมาลี ใจดี", ("นาง", "มาลี", "ใจดี")),
        ("นางสาวมาลี ใจดี", ("นางสาว", "มาลี", "ใจดี")),
        ("น.ส. มาลี ใจดี", ("น.ส.", "มาลี", "ใจดี")),
        ("ด.ช.แก้ว ใจดี", ("ด.ช.", "แก้ว", "ใจดี")),
        ("เด็กหญิงแก้ว ใจดี", ("เด็กหญิง", "แก้ว", "ใจดี")),
        ("ดร.สมชาย ใจดี", ("ดร.", "สมชาย", "ใจดี")),
        ("ดร สมชาย ใจดี", ("ดร.", "สมชาย", "ใจดี")),
        ("ศ.ดร.สมชาย ใจดี", ("ศ.ดร.", "สมชาย", "ใจดี")),
        ("รศ. นพ. สมชาย ใจดี", ("รศ. นพ.", "สมชาย", "ใจดี")),
        ("ผศ.พญ.มาลี ใจดี", ("ผศ.พญ.", "มาลี", "ใจดี")),
        ("ศาสตราจารย์ ดร.สมชาย ใจดี", ("ศาสตราจารย์ ดร.", "สมชาย", "ใจดี")),
        ("ม.ร.ว.เอก ใจดี", ("ม.ร.ว.", "เอก", "ใจดี")),
        ("ม.ล. เอก ใจดี", ("ม.ล.", "เอก", "ใจดี")),
        ("ว่าที่ ร.ต. สมชาย ใจดี", ("ว่าที่ ร.ต.", "สมชาย", "ใจดี")),
        ("ว่าที่ ร.ต.หญิง มาลี ใจดี", ("ว่าที่ ร.ต.หญิง", "มาลี", "ใจดี")),
        ("พ.ต.อ.สมชาย ใจดี", ("พ.ต.อ.", "สมชาย", "ใจดี")),
        ("พระครูสมชาย", ("พระครู", "สมชาย", "")),
        ("พระมหาสมชาย ฐิตธมฺโม", ("พระมหา", "สมชาย", "ฐิตธมฺโม")),
        ("พระสมชาย ฐิตธมฺโม", ("พระ", "สมชาย", "ฐิตธมฺโม")),
        ("พระ สมชาย", ("พระ", "สมชาย", "")),
        ("แม่ชีมาลี", ("แม่ชี", "มาลี", "")),
        ("Mr John Smith", ("Mr", "John", "Smith")),
        ("Mrs. Jane Doe", ("Mrs.", "Jane", "Doe")),
        ("Dr.Somchai Jaidee", ("Dr.", "Somchai", "Jaidee")),
        ("Assoc. Prof. Dr. Somchai Jaidee", ("Assoc. Prof. Dr.", "Somchai", "Jaidee")),
    ],
)
def test_a_prefix_is_taken_off_the_name(written, parts):
    assert parse_name(written) == Name(*parts)


@pytest.mark.parametrize(
    "written",
    [
        "นายิกา ใจดี",
        "นายก ใจดี",
        "ดรุณี ใจดี",
        "พระพาย ใจดี",
        "คุณากร ใจดี",
        "คุณธรรม ใจดี",
        "ศศิธร ใจดี",
        "Missy Elliott",
        "Drew Barry",
        "Sirikit Jai",
        "นาย",
        "พระ",
        "ดร.",
        "Dr",
    ],
)
def test_a_name_that_begins_like_a_prefix_stays_whole(written):
    assert split_prefix(written) == ("", written)


def test_the_longest_prefix_wins_where_a_name_remains():
    assert split_prefix("นางสาวสาวิตรี") == ("นางสาว", "สาวิตรี")
    assert split_prefix("นางสาวิตรี") == ("นาง", "สาวิตรี")


def test_after_a_title_the_name_begins():
    assert split_prefix("นายนางนวล") == ("นาย", "นางนวล")


@pytest.mark.parametrize(
    ("written", "given_name", "family"),
    [
        ("สมชาย", "สมชาย", ""),
        ("สมชาย แซ่ ลิ้ม", "สมชาย", "แซ่ ลิ้ม"),
        ("สมชาย แซ่ลิ้ม", "สมชาย", "แซ่ลิ้ม"),
        ("สมชาย ณ อยุธยา", "สมชาย", "ณ อยุธยา"),
        ("มาลี ใจดี รักไทย", "มาลี", "ใจดี รักไทย"),
        ("Smith John", "Smith", "John"),
    ],
)
def test_the_first_word_is_the_given_name_and_nothing_is_swapped(written, given_name, family):
    assert parse_name(written) == Name("", given_name, family)


@given(st.text(alphabet=st.sampled_from("นายงสวดร.พะคุณมลี Drํ่"), max_size=20))
def test_no_letter_of_a_name_is_lost(text):
    prefix, rest = split_prefix(text)

    whole = (prefix + rest).replace(" ", "").replace(".", "")
    assert whole == normalise(text).replace(" ", "").replace(".", "")
    assert bool(rest) == bool(normalise(text))


@pytest.mark.parametrize(
    ("name", "thai", "english"),
    [
        (Name("นาย", "สมชาย", "ใจดี"), "นายสมชาย ใจดี", "นายสมชาย ใจดี"),
        (Name("ดร.", "สมชาย", ""), "ดร.สมชาย", "ดร.สมชาย"),
        (Name("", "สมชาย", "ใจดี"), "สมชาย ใจดี", "สมชาย ใจดี"),
        (Name("นางสาว", "Malee", "Jaidee"), "นางสาว Malee Jaidee", "Ms Malee Jaidee"),
        (Name("Mr", "John", "Smith"), "Mr John Smith", "Mr John Smith"),
        (Name("ว่าที่ ร.ต.", "สมชาย", "ใจดี"), "ว่าที่ ร.ต.สมชาย ใจดี", "ว่าที่ ร.ต.สมชาย ใจดี"),
    ],
)
def test_lists_show_the_whole_name(name, thai, english):
    assert display_name(name, "th") == thai
    assert display_name(name, "en") == english


@pytest.mark.parametrize(
    ("name", "thai", "english"),
    [
        (Name("นาย", "สมชาย", "ใจดี"), "คุณสมชาย", "สมชาย"),
        (Name("", "John", "Smith"), "คุณ John", "John"),
        (Name("พระมหา", "สมชาย", "ฐิตธมฺโม"), "พระมหาสมชาย", "พระมหาสมชาย"),
        (Name("", "คุณธรรม", ""), "คุณธรรม", "คุณธรรม"),
    ],
)
def test_a_letter_speaks_to_people_politely(name, thai, english):
    assert address_name(name, "th") == thai
    assert address_name(name, "en") == english

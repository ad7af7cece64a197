import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.documents.printed import bar_lengths, chart_table, printed
from forum.documents.text import in_digits, printable, run_lines
from forum.documents.tree import (
    Bar,
    BarChart,
    Digits,
    Document,
    Paragraph,
    Quotation,
    Run,
    Source,
    plain,
)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("ครั้งที่ 3/2569 เวลา 09.00 น.", "ครั้งที่ ๓/๒๕๖๙ เวลา ๐๙.๐๐ น."),
        ("ร้อยละ 61.5 (87%) 1,024 คน", "ร้อยละ ๖๑.๕ (๘๗%) ๑,๐๒๔ คน"),
        ("โทร. 02 218 7378", "โทร. ๐๒ ๒๑๘ ๗๓๗๘"),
        (
            "ดู https://forum.example/c/2026?page=3 หน้า 4",
            "ดู https://forum.example/c/2026?page=3 หน้า ๔",
        ),
        ("https://forum.example/เวที/25 หน้า 4", "https://forum.example/เวที/25 หน้า ๔"),
        ("www.example.org/12", "www.example.org/12"),
        ("เขียนถึง team2@example.org ภายใน 7 วัน", "เขียนถึง team2@example.org ภายใน ๗ วัน"),
        ("รหัส k7q2m9 และ 9f86d081", "รหัส k7q2m9 และ 9f86d081"),
        ("COVID-19 กระดาษ A4 ห้อง 3B", "COVID-19 กระดาษ A4 ห้อง 3B"),
        ("ที่12คน", "ที่๑๒คน"),
    ],
)
def test_thai_digits_stand_in_text_but_never_in_addresses_or_ids(text, written):
    assert in_digits(text, Digits.THAI) == written
    assert in_digits(text, Digits.ARABIC) == text


def test_a_very_long_number_takes_no_time():
    assert in_digits("1" * 200_000, Digits.THAI) == "๑" * 200_000
    assert in_digits("1." * 100_000 + "a", Digits.THAI).endswith("1.a")


def test_only_thai_text_takes_thai_digits():
    document = Document(
        title="ครั้งที่ 3",
        language="th",
        digits=Digits.THAI,
        blocks=(
            Quotation(key="a", text="Item 3", language="en"),
            Paragraph(key="b", text="ข้อ 3", sources=(Source("s", "17", "ข้อความที่ 17"),)),
        ),
    )

    ready = printed(document)

    assert ready.title == "ครั้งที่ ๓"
    assert ready.blocks[0].text == "Item 3"
    assert ready.blocks[1].text == "ข้อ ๓"
    assert ready.blocks[1].sources[0].label == "ข้อความที่ 17"


@given(st.text(alphabet=st.characters(), max_size=40))
def test_what_is_printable_once_is_printable(text):
    clean = printable(text)

    assert printable(clean) == clean
    assert not set(clean) & {chr(n) for n in range(32) if chr(n) != "\n"}
    clean.encode("utf-8")


def test_nothing_a_person_meant_is_lost():
    text = "ที่ประชุม “น้ำ” 👩‍👩‍👧 é ๑๒ ฯลฯ ๆ\nสอง"

    assert printable(text) == text


def test_lines_become_paragraphs_and_keep_their_weights():
    runs = (Run("หัว", strong=True), Run(" หนึ่ง\n\n  สอง "), Run("\n"))

    lines = run_lines(runs)

    assert [plain(line) for line in lines] == ["หัว หนึ่ง", "สอง"]
    assert lines[0][0].strong


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "/local",
        'https://a"b',
        "https://a b",
        "https://a\x00b",
        "https://a<b",
        "",
    ],
)
def test_only_addresses_of_the_web_are_linked(url):
    block = Paragraph(key="a", text="b", sources=(Source("s", "1", "l", url),))

    ready = printed(Document(title="t", language="en", blocks=(block,)))

    assert ready.blocks[0].sources[0].url is None


def chart(*bars, **more):
    return BarChart(key="c", rows=bars, **more)


def test_a_chart_is_a_table_of_its_figures():
    document = Document(title="t", language="th", digits=Digits.THAI)
    votes = chart(Bar("เห็นด้วย", 1172, 0.6155), Bar("ไม่เห็นด้วย", None), total=1200)

    table = chart_table(votes, document)

    assert [column.heading for column in table.columns] == ["ตัวเลือก", "เสียง", "ร้อยละ"]
    assert table.rows == (("เห็นด้วย", "๑,๑๗๒", "๖๑.๖"), ("ไม่เห็นด้วย", "ไม่แสดง", ""))
    assert table.total == ("รวม", "๑,๒๐๐", "")


@pytest.mark.parametrize(
    ("share", "written"),
    [(0.5, "50"), (1, "100"), (0, "0"), (1 / 3, "33.3"), (0.005, "0.5"), (0.9996, "100")],
)
def test_a_share_has_a_decimal_only_where_it_is_not_whole(share, written):
    table = chart_table(chart(Bar("a", 1, share)), Document(title="t", language="en"))

    assert table.rows == (("a", "1", written),)


def test_bars_are_as_long_as_their_shares_or_measured_by_the_longest():
    assert bar_lengths(chart(Bar("a", 3, 0.75), Bar("b", None))) == (0.75, 0)
    assert bar_lengths(chart(Bar("a", 2), Bar("b", 4))) == (0.5, 1)
    assert bar_lengths(chart(Bar("a", 0), Bar("b", 0))) == (0, 0)
    assert bar_lengths(chart(Bar("a", 3, 7.5), Bar("b", -1, -2))) == (1, 0)
    assert bar_lengths(chart()) == ()

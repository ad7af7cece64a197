import io
import re
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pypdf
import pytest

from forum.documents import pdf, typeset
from forum.documents.tree import (
    Align,
    Annex,
    Column,
    Digits,
    Document,
    Heading,
    KeyValues,
    Layout,
    Paragraph,
    Table,
)
from tests.documents.samples import ENGLISH, HOSTILE, THAI, everywhere

SHARED_DATA = Path(__file__).parents[3] / "shared" / "data"

pytestmark = pytest.mark.skipif(
    not any(typeset.FONTS.glob("*.ttf")), reason="the fonts come with the front end's build"
)


def read(document, **more):
    return pypdf.PdfReader(io.BytesIO(pdf.render(document, **more)))


def text_of(reader):
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def kinds_of(reader):
    """How often each kind of tag stands in the file's structure."""
    counts = {}

    def walk(node):
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            if "/S" in node:
                counts[node["/S"]] = counts.get(node["/S"], 0) + 1
            if "/K" in node:
                walk(node["/K"])

    walk(reader.trailer["/Root"]["/StructTreeRoot"]["/K"])
    return counts


def test_the_file_says_its_title_author_date_and_language():
    reader = read(THAI)

    assert reader.metadata.title == THAI.title
    assert reader.metadata.author == "คณะทำงานเวที"
    assert reader.metadata.creation_date == datetime(2026, 12, 12, tzinfo=UTC)
    assert reader.trailer["/Root"]["/Lang"] == "th"
    assert read(ENGLISH).trailer["/Root"]["/Lang"] == "en"


def test_the_file_is_tagged_and_claims_pdf_ua_and_pdf_a():
    reader = read(THAI)

    xmp = reader.trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "<pdfuaid:part>1<" in xmp
    assert "<pdfaid:part>2<" in xmp
    assert "<pdfaid:conformance>A<" in xmp


def test_headings_tables_and_links_are_tagged_as_what_they_are():
    kinds = kinds_of(read(THAI))

    assert kinds["/Title"] == 1
    assert kinds["/H1"] == 2  # the agenda item and the annex
    assert kinds["/Table"] == 3
    assert kinds["/TH"] == 4 + 3 + 2
    assert kinds["/Link"] == 6
    assert kinds["/L"] == 1


def test_sources_lead_to_their_pages():
    links = {
        note.get_object()["/A"]["/URI"]
        for page in read(THAI).pages
        for note in page.get("/Annots", ())
    }

    assert "https://forum.example/polls/p3x1" in links


def test_the_outline_names_the_agenda_items_as_they_are_written():
    titles = [entry.title for entry in read(THAI).outline]

    assert titles == ["ระเบียบวาระที่ ๓ เงินอุดหนุนเพื่อการเลี้ยงดูบุตร", "ภาคผนวก ๑ ผู้เข้าร่วม"]


def test_pages_are_a4_and_annexes_begin_a_page():
    reader = read(THAI)

    width, height = reader.pages[0].mediabox[2:]
    assert (round(width), round(height)) == (595, 842)
    assert len(reader.pages) == 3
    assert len(read(ENGLISH).pages) == 2


def test_fonts_are_embedded_and_none_is_of_the_machine():
    fonts = [
        font.get_object()
        for page in read(THAI).pages
        for font in page["/Resources"]["/Font"].values()
    ]

    assert {font["/BaseFont"].split("+")[1].split("-")[0] for font in fonts} == {"Sarabun"}


def test_every_page_says_where_it_stands_and_carries_the_stamp():
    reader = read(ENGLISH, stamp="Version 2")

    for number, page in enumerate(reader.pages, start=1):
        text = page.extract_text()
        assert f"Page {number} of 2" in text
        assert "Version 2" in text
    assert ENGLISH.title in reader.pages[1].extract_text()


def test_page_numbers_take_thai_digits_with_the_text():
    assert "๑" in text_of(read(Document(title="ก", language="th", digits=Digits.THAI)))
    assert "๑" not in text_of(read(Document(title="ก", language="th")))


def test_a_long_table_repeats_its_header_on_every_page():
    table = Table(
        key="t",
        columns=(Column("Sector name"), Column("Votes", Align.END)),
        rows=tuple((f"Row {n}", str(n)) for n in range(120)),
    )

    reader = read(Document(title="t", language="en", blocks=(table,)))

    assert len(reader.pages) > 2
    assert all("Sector name" in page.extract_text() for page in reader.pages)


def test_a_table_of_many_figures_leaves_room_for_its_words():
    heads = ("เห็นด้วย", "เห็นด้วย แต่มีข้อสงวน", "งดออกเสียง", "ไม่เห็นด้วย", "คัดค้าน ยอมรับไม่ได้")
    figures = [Column(head, Align.END) for head in ("ผู้มีสิทธิ", *heads)]
    rows = tuple((sector, *"123456") for sector in ("ภาคมหาวิทยาลัย", "ภาคองค์กรพัฒนาเอกชน"))
    table = Table(key="t", columns=(Column("ภาคส่วน"), *figures), rows=rows)
    document = Document(title="t", language="th", blocks=(table,))
    lefts = []

    read(document).pages[0].extract_text(
        visitor_text=lambda text, page, place, *_font: (
            text.strip() and lefts.append(page[4] + place[4] * page[0])
        )
    )

    margin = 2.5 * 72 / 2.54
    assert min(lefts) >= margin


def test_the_same_document_gives_the_same_file():
    assert pdf.render(THAI) == pdf.render(THAI)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("layout", Layout)
def test_what_people_write_stays_text(text, layout):
    reader = read(replace(everywhere(text), layout=layout), stamp=text)

    links = {
        note.get_object()["/A"]["/URI"] for page in reader.pages for note in page.get("/Annots", ())
    }
    assert links <= {"https://forum.example/p/1"}


@pytest.mark.parametrize(
    "text", ['#eval("1+1") #panic("x")', "*a* _b_ $c$ `d` // e", "\\u{41} <label> @ref = h"]
)
def test_marks_of_the_typesetter_are_shown_as_they_were_typed(text):
    document = Document(title="t", language="en", blocks=(Paragraph(key="a", text=text),))

    assert text in text_of(read(document))


def test_a_sign_no_font_has_costs_the_claim_but_not_the_file():
    document = Document(title="t", language="en", blocks=(Paragraph(key="a", text="👍 ok"),))

    reader = read(document)

    xmp = reader.trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    assert "ok" in text_of(reader)
    assert "pdfuaid" not in xmp
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_missing_fonts_are_named_in_a_plain_sentence(tmp_path):
    with pytest.raises(typeset.FontsMissing, match="Sarabun"):
        pdf.render(THAI, fonts=tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "ฐานะทางการเงินของคณะกรรมการ",
        "ที่ประชุม “เห็นชอบ” (ร้อยละ 61.5) และอื่น ๆ ฯลฯ",
        "English คำไทย mixed",
        "",
        " ก",
    ],
)
def test_no_sign_is_lost_in_keeping_words_whole(text):
    pieces = list(typeset.words(text))

    assert "".join(p if isinstance(p, str) else p[0] for p in pieces) == text


def test_words_stay_whole_with_the_marks_that_belong_to_them():
    whole = [p[0] for p in typeset.words("ฐานะของ “คณะกรรมการ” และอื่น ๆ") if isinstance(p, list)]

    assert whole == ["ฐานะ", "ของ", "“คณะกรรมการ”", "และ", "อื่น"]


@pytest.mark.parametrize("text", ["ฌฆ" * 50, "x" * 400, "https://forum.example/" + "a/" * 99])
def test_an_endless_word_can_still_break(text):
    pieces = list(typeset.words(text))

    assert "".join(piece[0] for piece in pieces) == text
    assert max(len(piece[0]) for piece in pieces) <= 10


def test_no_thai_sign_is_parted_from_its_marks():
    pieces = [piece[0] for piece in typeset.words("ฌุ่" * 50)]

    assert all(piece.startswith("ฌ") and piece.endswith("่") for piece in pieces)


@pytest.mark.shared_data
def test_a_long_report_is_set_in_a_moment():
    text = (SHARED_DATA / "thai_text" / "cabinet_minutes_full.txt").read_text("utf-8")
    paragraphs = [line for line in text.splitlines() if len(line) > 200]
    blocks = []
    for n in range(30):
        blocks.append(Heading(key=f"h{n}", level=1, text=f"ระเบียบวาระที่ {n}"))
        blocks.append(Paragraph(key=f"p{n}", text=paragraphs[n % len(paragraphs)]))
        blocks.append(Annex(key=f"a{n}", title="ภาคผนวก", blocks=()))
    pdf.render(THAI)  # loads dictionary and fonts

    began = time.perf_counter()
    reader = read(Document(title="ครม.", language="th", blocks=tuple(blocks)))

    assert len(reader.pages) >= 30
    assert time.perf_counter() - began < 10  # two seconds on a free machine; ours may be busy


def test_no_template_reads_markup():
    for template in (typeset.FONTS.parent / "typst").glob("*.typ"):
        text = template.read_text("utf-8")

        assert not re.search(r"\beval\(|\bread\(|\binclude\b", text), template.name
        assert set(re.findall(r"\bimport\b.*?:", text)) <= {'import "words.typ":'}, template.name


def test_a_name_stays_whole_and_may_be_parted_before_the_family_name_only():
    rows = (("ก", "นางสาวกมลวรรณ สุขสวัสดิ์ถาวรพงศ์, Tuayang Thotsop"),)
    listed = KeyValues(key="k", rows=rows, are_names=True)

    (line,) = pdf._content(listed, ENGLISH)["rows"][0][1]

    wholes = [word[0] for word in line[0]["words"] if isinstance(word, list)]
    assert wholes == ["นางสาวกมลวรรณ", "สุขสวัสดิ์ถาวรพงศ์,", "Tuayang", "Thotsop"]
    assert {word for word in line[0]["words"] if isinstance(word, str)} == {" "}
    assert "Tuayang Thotsop" in text_of(read(replace(ENGLISH, blocks=(listed,))))


@pytest.mark.parametrize("date", ["12 ธันวาคม", "๑ กุมภาพันธ์", "12 December"])
def test_a_day_stays_with_its_month(date):
    pieces = list(typeset.words(f"เมื่อวันเสาร์ที่ {date} 2569 ณ ขอนแก่น"))

    assert [date] in pieces
    assert "".join("".join(piece) for piece in pieces) == f"เมื่อวันเสาร์ที่ {date} 2569 ณ ขอนแก่น"

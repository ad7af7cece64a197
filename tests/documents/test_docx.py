import io
import zipfile
from dataclasses import replace
from datetime import datetime

import docx as word
import pytest
from docx.oxml.ns import qn

from forum.documents import docx
from forum.documents.tree import Align, Column, Document, Layout, List, Paragraph, Run, Table
from forum.documents.word_look import STYLES
from tests.documents.samples import ENGLISH, HOSTILE, THAI, everywhere


def read(document, **more):
    return word.Document(io.BytesIO(docx.render(document, **more)))


def paragraph(opened, start):
    return next(p for p in opened.paragraphs if p.text.startswith(start))


def attribute(element, path, name="val"):
    found = element.find("/".join(qn(f"w:{step}") for step in path.split("/")))
    return None if found is None else found.get(qn(f"w:{name}"))


@pytest.mark.parametrize("style", STYLES)
def test_every_style_sets_the_thai_font_and_size_beside_the_latin(style):
    properties = read(THAI).styles[style].element.rPr

    fonts = properties.find(qn("w:rFonts"))
    assert {fonts.get(qn(f"w:{name}")) for name in ("ascii", "hAnsi", "cs", "eastAsia")} == {
        "TH Sarabun New"
    }
    assert len(fonts.attrib) == 4
    assert attribute(properties, "sz") == attribute(properties, "szCs")


def test_text_is_sixteen_points_and_agenda_items_are_larger_and_bold():
    styles = read(THAI).styles

    assert attribute(styles["Normal"].element.rPr, "szCs") == "32"
    heading = styles["Heading 1"].element.rPr
    assert attribute(heading, "szCs") == "36"
    assert heading.find(qn("w:bCs")) is not None


def test_no_style_asks_for_a_font_of_the_theme():
    assert "Theme=" not in read(THAI).styles.element.xml.split("<w:latentStyles")[0]
    assert "asciiTheme" not in read(THAI).styles.element.xml


def test_the_languages_are_named_for_both_scripts():
    defaults = read(THAI).styles.element.find(qn("w:docDefaults"))

    assert attribute(defaults, "rPrDefault/rPr/lang", "bidi") == "th-TH"
    assert attribute(defaults, "rPrDefault/rPr/lang") == "th-TH"


def test_thai_runs_are_marked_as_complex_script_and_bold_ones_bold_there_too():
    run = paragraph(read(THAI), "มติที่ประชุม").runs[0]._r

    assert run.text == "มติที่ประชุม"
    assert run.rPr.find(qn("w:cs")) is not None
    assert run.rPr.find(qn("w:bCs")) is not None
    latin = paragraph(read(ENGLISH), "Fourteen").runs[0]._r
    assert latin.rPr.find(qn("w:cs")) is None


def test_a_word_without_the_font_is_told_which_to_take():
    with zipfile.ZipFile(io.BytesIO(docx.render(THAI))) as archive:
        fonts = archive.read("word/fontTable.xml").decode()

    assert '<w:font w:name="TH Sarabun New"><w:altName w:val="Sarabun"/></w:font>' in fonts


def test_the_font_can_be_the_offices_own():
    normal = read(THAI, font="Angsana New").styles["Normal"].element.rPr

    assert attribute(normal, "rFonts", "cs") == "Angsana New"


def test_the_page_is_a4_with_the_margins_of_official_papers():
    section = read(THAI).sections[0]

    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21, 29.7)
    assert (round(section.left_margin.cm, 1), round(section.right_margin.cm, 1)) == (3, 2)
    assert (round(section.top_margin.cm, 1), round(section.bottom_margin.cm, 1)) == (2.5, 2.5)


def test_pages_are_numbered_by_fields_in_the_digits_of_the_text():
    for document, switch in ((THAI, r"PAGE \* THAIARABIC"), (ENGLISH, "PAGE")):
        section = read(document).sections[0]
        for footer in (section.first_page_footer, section.footer):
            fields = [field.get(qn("w:instr")) for field in footer._element.iter(qn("w:fldSimple"))]
            assert fields[0] == switch
            assert fields[1].startswith("NUMPAGES")


def test_the_title_heads_later_pages_and_the_stamp_stands_at_every_foot():
    section = read(ENGLISH, stamp="Version 2").sections[0]

    assert section.different_first_page_header_footer
    assert section.header.paragraphs[0].text == ENGLISH.title
    assert section.first_page_header.paragraphs[0].text == ""
    assert section.footer.paragraphs[0].text.startswith("Version 2\t")
    assert section.first_page_footer.paragraphs[0].text.startswith("Version 2\t")


def test_agenda_items_resolutions_and_sources_have_styles_of_their_own():
    opened = read(THAI)

    assert paragraph(opened, "ระเบียบวาระที่ ๓").style.name == "Heading 1"
    assert paragraph(opened, "มติที่ประชุม").style.name == "Resolution"
    assert paragraph(opened, "ที่มา: ").style.name == "Source"
    indent = opened.styles["Resolution"].element.pPr
    assert int(attribute(indent, "ind", "left")) > 0


def test_composed_blocks_carry_a_thread_in_the_colour_of_their_tone():
    opened = read(THAI)

    agreed = paragraph(opened, "เห็นพ้องกันทุกกลุ่ม")._p.pPr
    typed = paragraph(opened, "ที่ประชุมอภิปราย")._p.pPr
    assert attribute(agreed, "pBdr/left", "color") == "1B7F5C"
    assert typed.find(qn("w:pBdr")) is None
    assert attribute(opened.tables[0]._tbl.tblPr, "tblBorders/left", "color") == "3B5BA5"


def test_tables_repeat_their_header_and_never_cut_a_row():
    for table in read(THAI).tables:
        first, *rest = [row._tr.trPr for row in table.rows]
        assert first.find(qn("w:tblHeader")) is not None
        assert all(row.find(qn("w:tblHeader")) is None for row in rest)
        assert all(row.find(qn("w:cantSplit")) is not None for row in (first, *rest))


def test_a_chart_is_a_table_of_its_figures():
    rows = [[cell.text for cell in row.cells] for row in read(THAI).tables[0].rows]

    assert rows[0] == ["ตัวเลือก", "เสียง", "ร้อยละ"]
    assert rows[1] == ["เห็นด้วย", "๗๒", "๖๑.๕"]
    assert rows[-1] == ["รวม", "๑๑๗", ""]


def test_sources_lead_to_their_pages():
    links = {rel.target_ref for rel in read(THAI).part.rels.values() if rel.is_external}

    assert "https://forum.example/polls/p3x1" in links


def test_the_file_says_title_author_language_and_date():
    properties = read(THAI).core_properties

    assert properties.title == THAI.title
    assert properties.author == "คณะทำงานเวที"
    assert properties.language == "th-TH"
    assert properties.created.replace(tzinfo=None) == datetime(2026, 12, 12)  # noqa: DTZ001


def test_every_ordered_list_begins_at_one_in_the_digits_of_the_text():
    blocks = tuple(List(key=f"l{n}", items=("ก", "ข"), ordered=True) for n in range(2))
    opened = read(Document(title="ก", language="th", digits=THAI.digits, blocks=blocks))

    ids = [attribute(p._p.pPr, "numPr/numId") for p in opened.paragraphs if p.text in {"ก", "ข"}]
    numbering = opened.part.numbering_part.element
    formats = {
        attribute(abstract, "lvl/numFmt")
        for abstract in numbering.findall(qn("w:abstractNum"))
        if abstract.get(qn("w:abstractNumId")) in ids
    }
    assert ids[1] == ids[2]
    assert ids[3] == ids[4]
    assert ids[1] != ids[3]
    assert formats == {"thaiNumbers"}


def test_committee_minutes_indent_the_first_line():
    blocks = (Paragraph(key="a", text="เรื่อง"),)

    form = read(Document(title="t", language="th", layout=Layout.FORM_11, blocks=blocks))
    report = read(Document(title="t", language="th", blocks=blocks))

    assert round(paragraph(form, "เรื่อง").paragraph_format.first_line_indent.cm, 1) == 1.5
    assert paragraph(report, "เรื่อง").paragraph_format.first_line_indent is None


def test_columns_of_figures_are_set_to_the_right():
    table = Table(key="t", columns=(Column("a"), Column("b", Align.END)), rows=(("x", "1"),))

    row = read(Document(title="t", language="en", blocks=(table,))).tables[0].rows[1]

    assert [attribute(cell.paragraphs[0]._p.pPr, "jc") for cell in row.cells] == ["left", "right"]


def test_weights_of_runs_are_kept():
    runs = (Run("a", strong=True), Run("b", emphasis=True), Run("c"))
    opened = read(Document(title="t", language="en", blocks=(Paragraph(key="p", text=runs),)))

    assert [(r.bold, r.italic) for r in opened.paragraphs[-1].runs] == [
        (True, None),
        (None, True),
        (None, None),
    ]


def test_the_same_document_gives_the_same_file():
    assert docx.render(THAI) == docx.render(THAI)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("layout", Layout)
def test_what_people_write_stays_text(text, layout):
    opened = read(replace(everywhere(text), layout=layout), stamp=text, font="TH Sarabun New")

    links = {rel.target_ref for rel in opened.part.rels.values() if rel.is_external}
    assert links == {"https://forum.example/p/1"}
    assert len(opened.tables) == 2
    assert not list(opened.element.iter(qn("w:instrText")))


@pytest.mark.parametrize("text", ["<w:p/> ]]> &amp; <!-- -->", "{{ x }} {page}", "a\x00\x0bb"])
def test_marks_of_the_format_are_shown_as_they_were_typed(text):
    document = Document(title="t", language="en", blocks=(Paragraph(key="a", text=text),))

    written = " ".join(p.text for p in read(document).paragraphs)

    assert text.replace("\x00", "").replace("\x0b", " ") in written


# The order the schema wants; Word refuses a file that has it otherwise.
PARAGRAPH = "pStyle keepNext keepLines pageBreakBefore numPr pBdr tabs spacing ind jc outlineLvl"
RUN = "rFonts b bCs i iCs color sz szCs u cs lang"
TABLE = "tblW tblInd tblBorders tblLayout tblCellMar"
ROW = "cantSplit tblHeader"


@pytest.mark.parametrize(
    ("name", "order"), [("pPr", PARAGRAPH), ("rPr", RUN), ("tblPr", TABLE), ("trPr", ROW)]
)
@pytest.mark.parametrize("document", [THAI, replace(ENGLISH, layout=Layout.FORM_11)])
def test_properties_stand_in_the_order_of_the_schema(document, name, order):
    body = read(document).element.body
    known = [qn(f"w:{step}") for step in order.split(" ")]

    for properties in body.iter(qn(f"w:{name}")):
        tags = [child.tag for child in properties]
        assert tags == sorted(tags, key=known.index)

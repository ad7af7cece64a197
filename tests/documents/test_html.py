import re

import pytest
from lxml import html as parser

from forum.documents import html
from forum.documents.threads import BARS, TONES
from forum.documents.tree import Document, Origin, Paragraph, Quotation, Source, Tone
from tests.documents.samples import ENGLISH, HOSTILE, THAI, everywhere

KNOWN = set(
    re.findall(
        r"[\w-]+",
        "html head body main meta title style article header section div p h1 h2 h3 h4 h5 h6 a "
        "em strong b br hr span ul ol li dl dt dd figure figcaption blockquote table caption "
        "thead tbody tfoot tr th td svg rect",
    )
)
ATTRIBUTES = set(
    re.findall(
        r"[\w-]+",
        "class id lang href scope charset name content viewbox width height "
        "preserveaspectratio aria-hidden tabindex",
    )
)

LINKED = "https://forum.example/p/1"


def parsed(document):
    return parser.fromstring(html.page(document))


def words_of(element):
    return " ".join("".join(element.itertext()).split())


def test_the_title_and_its_lines_stand_first_in_thai_digits():
    head = parsed(THAI).find_class("doc-head")[0]

    assert words_of(head.find("h1")) == THAI.title
    assert words_of(head.find("p")) == "ครั้งที่ ๓/๒๕๖๙"


def test_the_page_says_its_language_and_blocks_in_another_say_theirs():
    page = parsed(ENGLISH)

    assert page.get("lang") == "en"
    assert page.get_element_by_id("b-thai").get("lang") == "th"
    assert words_of(page.get_element_by_id("b-thai")).startswith("ควรให้ทุกคน 1 ครั้ง")


def test_composed_blocks_carry_a_thread_and_a_source_and_typed_ones_do_not():
    page = parsed(THAI)
    agreed, typed = (page.get_element_by_id(f"b-item3.{n}") for n in ("agreed", "intro"))

    assert "doc-thread doc-tone-agreed" in agreed.get("class")
    assert words_of(agreed.find_class("doc-source")[0]) == "ที่มา: ข้อความที่ 17"
    assert agreed.find(".//a").get("href") == "https://forum.example/statements/k7q2m9"
    assert "doc-thread" not in typed.get("class")
    assert not typed.find_class("doc-source")


def test_a_chart_is_a_table_with_bars_that_screen_readers_pass_over():
    poll = parsed(THAI).get_element_by_id("b-item3.poll")

    rows = [[words_of(cell) for cell in row] for row in poll.iter("tr")]

    assert words_of(poll.find(".//caption")).startswith("ผลการลงมติ แบบฉันทมติ ผู้มีสิทธิ ๑๒๘")
    assert rows[0] == ["ตัวเลือก", "", "เสียง", "ร้อยละ"]
    assert rows[1] == ["เห็นด้วย", "", "๗๒", "๖๑.๕"]
    assert rows[-1] == ["รวม", "", "๑๑๗", ""]
    assert {svg.get("aria-hidden") for svg in poll.iter("svg")} == {"true"}
    assert [bar.get("width") for bar in poll.iter("rect")] == ["61.50", "24.80", "7.70", "6.00"]
    assert next(poll.iter("rect")).get("class") == "doc-bar-agree"


def test_every_heading_of_a_table_says_what_it_heads():
    heads = parsed(THAI).findall(".//th")

    assert {head.get("scope") for head in heads} == {"col", "row"}


def test_the_resolution_stands_on_its_own_line_with_its_word_in_bold():
    block = parsed(THAI).get_element_by_id("b-item3.resolution")

    assert block.find(".//strong").text == "มติที่ประชุม"
    assert words_of(block).startswith("มติที่ประชุม เห็นชอบ")


def test_a_page_around_can_keep_its_own_first_heading():
    part = parser.fromstring(html.render(THAI, title_level=2))

    assert part.find(".//h1") is None
    assert part.find(".//h2").text == THAI.title
    assert part.get_element_by_id("b-item3").find("h3") is not None


def test_blocks_can_be_set_one_by_one():
    pairs = list(html.render_blocks(THAI))

    assert [block for block, _ in pairs] == list(THAI.blocks)
    whole = html.render(THAI)
    assert all(markup in whole for _, markup in pairs)
    assert html.render_head(THAI) in whole


def test_who_typed_a_block_is_named_only_when_asked():
    block = Paragraph(key="a", text="b", origin=Origin.TYPED, author="A. Writer")
    document = Document(title="t", language="en", blocks=(block,))

    assert "Written by: A. Writer" in html.render(document, authors=True)
    assert "A. Writer" not in html.render(document)


def test_the_file_needs_nothing_from_elsewhere_and_runs_nothing():
    page = html.page(THAI)

    assert "<script" not in page
    assert "@import" not in page
    assert "url(" not in page
    assert not re.search(r"<(link|img|iframe|object|base|form|use)\b", page)
    assert not re.search(r"\b(src|srcset|style|data|action)=", page)


def test_a_style_sheet_cannot_end_the_style():
    page = parser.fromstring(html.page(THAI, css="p{}</style><script>x</script>"))

    assert page.find(".//script") is None


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_write_stays_text(text):
    page = html.page(everywhere(text))

    tree = parser.document_fromstring(page)
    for element in tree.iter():
        assert element.tag in KNOWN
        assert set(element.attrib) <= ATTRIBUTES
        assert element.get("href", LINKED) == LINKED
    page.encode("utf-8")


def test_marks_are_shown_as_they_were_typed():
    text = "<b>&amp; \"quoted\" 'single'</b>"

    block = parsed(everywhere(text)).get_element_by_id("b-c")

    assert words_of(block) == text


@pytest.mark.parametrize("tone", [tone for tone in Tone if tone is not Tone.NEUTRAL])
def test_every_tone_has_its_look_on_screen_and_on_paper(tone):
    assert (
        f".doc-tone-{tone.value} {{\n  border-left-color: {TONES[tone].lower()}"
        in html.stylesheet()
    )


@pytest.mark.parametrize("name", BARS)
def test_every_bar_has_the_same_colour_on_screen_and_on_paper(name):
    rule = rf"\.doc-bar-{name}(,\s*\.[\w-]+)* {{\s*fill: {BARS[name].lower()};"

    assert re.search(rule, html.stylesheet())


def test_the_stamp_of_a_version_stands_below_the_document_as_text():
    page = html.page(ENGLISH, stamp="Version 1 <b>")

    assert '<footer class="doc-stamp">Version 1 &lt;b&gt;</footer>' in page
    assert "<footer" not in html.page(ENGLISH)


def test_a_source_is_told_in_the_language_of_the_document_under_a_quotation_in_another():
    quote = Quotation(
        key="q", text="ควรทำ", language="th", sources=(Source("comment", "c", "comment 1"),)
    )

    shown = html.render(Document(title="T", language="en", blocks=(quote,)))

    assert "Source: " in shown
    assert "ที่มา" not in shown

import re

import pytest
from lxml import html as parser
from markdown_it import MarkdownIt

from forum.documents import json_file, markdown
from forum.documents.serial import content_hash
from forum.documents.tree import Document, List, Paragraph
from tests.documents.samples import ENGLISH, HOSTILE, THAI, everywhere

READER = MarkdownIt("commonmark", {"html": True}).enable("table")
KNOWN = set(
    re.findall(
        r"[\w-]+",
        "div h1 h2 h3 h4 p a em strong br hr ul ol li blockquote table thead tbody tr th td",
    )
)

LINKED = "https://forum.example/p/1"


def parsed(text):
    return parser.fromstring(f"<div>{READER.render(text)}</div>")


def words_of(element):
    return " ".join("".join(element.itertext()).split())


def test_a_report_reads_well_as_plain_text():
    text = markdown.render(ENGLISH)

    assert text.startswith("# Forum report: a fair start for every child\n\nNo. 3/2026  \n")
    assert "\n## Agenda item 1: child grants\n" in text
    assert "| Yes | 72 | 72 |\n| No | 28 | 28 |\n| Other | not shown |  |" in text
    assert "\n**Resolution** The grant shall be universal.\n" in text
    assert "\nSource: [Poll 1](<https://forum.example/polls/p1>)\n" in text


def test_thai_digits_and_the_resolution_reach_the_reader():
    page = parsed(markdown.render(THAI))

    assert page.find("h1").text == THAI.title
    assert "มติที่ประชุม เห็นชอบให้เสนอ" in words_of(page)
    assert ["เห็นด้วย", "๗๒", "๖๑.๕"] in [[words_of(c) for c in row] for row in page.iter("tr")]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_write_stays_text(text):
    page = parsed(markdown.render(everywhere(text)))

    for element in page.iter():
        assert element.tag in KNOWN
        assert element.get("href", LINKED) == LINKED


@pytest.mark.parametrize(
    "text",
    [
        "# not a heading",
        "- not an item",
        "+ not an item",
        "12. not an item",
        "12) not an item",
        "> not a quotation",
        "=== not a rule",
        "a * b * c _d_ __e__ `f` ~~g~~",
        "<b>no</b> &lt; [no](x) ![no](x) \\ | $1$",
        "~~~",
        "***",
        "[a]: http://x",
        "2569. ปี",
    ],
)
def test_marks_are_shown_as_they_were_typed(text):
    document = Document(
        title="t",
        language="en",
        blocks=(Paragraph(key="a", text=text), List(key="b", items=(text,))),
    )

    page = parsed(markdown.render(document))

    assert words_of(page.find("p")) == text
    assert words_of(page.find("ul/li")) == text


def test_the_json_file_hashes_to_the_content_hash():
    import hashlib

    assert hashlib.sha256(json_file.render(THAI)).hexdigest() == content_hash(THAI)

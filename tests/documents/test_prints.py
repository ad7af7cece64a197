import io
from dataclasses import replace
from decimal import Decimal

import pypdf
import pytest

from forum.documents import typeset
from forum.documents.prints.cards import (
    Badge,
    BadgeSize,
    TicketCard,
    TicketSize,
    badges,
    tickets,
)
from forum.documents.prints.certificates import Certificate, certificates
from forum.documents.prints.sheets import (
    Entry,
    Group,
    Payer,
    Sheet,
    Signing,
    allowance_sheet,
    sign_in_sheet,
)
from forum.documents.tree import Digits

pytestmark = pytest.mark.skipif(
    not any(typeset.FONTS.glob("*.ttf")), reason="the fonts come with the front end's build"
)

# What would start a page, a heading, a calculation or a file, were it read as markup.
HOSTILE = (
    "#pagebreak()",
    "= Heading",
    "$x^2$ #calc.pow(9, 9)",
    '#read("/etc/passwd")',
    "*b* _i_ <l> @ref \\ `raw` // gone",
    '"}], "title": "x',
    "{name} {payer} {page}",
    "ก" * 120,
    "M" * 120,
    "ฏิ่์ปี้ฟู่ญูฐู" * 9,
    "กำ\u0e33\u0e48\u0e48\u0e49",
    "\u202eevil\u0000",
    "😀 👩‍👩‍👧",
    "",
)
HEADING = ("เวทีทดลอง", "วันเสาร์ที่ 12 ธันวาคม 2569", "ศาลาประชาคม")
CERTIFICATE = Certificate("มูลนิธิทดลอง", "ได้เข้าร่วมเวทีทดลอง", "12 ธันวาคม 2569")


def read(content):
    return pypdf.PdfReader(io.BytesIO(content))


def latin_of(reader):
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def people(number, amount=None):
    return (Group("ภาควิชาการ", tuple(Entry("สมใจ ใจดี", "มูลนิธิ", amount) for _ in range(number))),)


def badge(name="สมใจ", **values):
    given = {"family_name": "ใจดี", "organisation": "มูลนิธิ", "sector": "ภาควิชาการ"}
    return Badge(given_name=name, **(given | {"letter": "ว", "thread": "university"} | values))


def ticket(name="สมใจ ใจดี"):
    return TicketCard(
        name=name,
        organisation=name,
        sector="ภาควิชาการ",
        letter="ว",
        thread="university",
        link="https://forum.example/t/" + "x" * 43,
        code="k3mp 7x9q",
        forum=name,
        facts=("12 ธันวาคม 2569", name),
    )


def hostile_pages(kind):
    """The pages of each print, filled with what people should not type."""
    entries = tuple(Entry(text, text, Decimal(1)) for text in HOSTILE)
    sheet = Sheet(HOSTILE[:4], (Group("= x #pagebreak()", entries),), blanks=2)
    made = {
        "sign-in": lambda: sign_in_sheet(sheet),
        "allowance": lambda: allowance_sheet(sheet, Payer(*HOSTILE[:3])),
        "badges": lambda: badges(
            [badge(t, family_name=t, organisation=t, sector=t, letter=t) for t in HOSTILE],
            BadgeSize.CARD,
            HOSTILE[0],
            "th",
        ),
        "tickets": lambda: tickets([ticket(t) for t in HOSTILE], TicketSize.A5, "th"),
        "cards": lambda: tickets([ticket(t) for t in HOSTILE], TicketSize.WALLET, "th"),
        "certificates": lambda: certificates(
            replace(CERTIFICATE, issuer=HOSTILE[0], text=HOSTILE[3], signatory=HOSTILE[2]),
            list(HOSTILE),
        ),
    }
    return read(made[kind]())


@pytest.mark.parametrize(
    ("kind", "pages"),
    [
        ("sign-in", 2),
        ("allowance", 2),
        ("badges", 2),
        ("tickets", len(HOSTILE)),
        ("cards", 2),
        ("certificates", len(HOSTILE)),
    ],
)
def test_what_people_write_stays_text_in_every_print(kind, pages):
    reader = hostile_pages(kind)

    said = latin_of(reader)
    assert len(reader.pages) == pages
    assert "#pagebreak()" in said
    assert "passwd" in said
    assert "root:" not in said


@pytest.mark.parametrize(
    ("people_there", "blanks", "pages"), [(0, 0, 1), (10, 10, 1), (100, 0, 5), (0, 40, 2)]
)
def test_a_sheet_goes_on_as_long_as_there_are_people(people_there, blanks, pages):
    sheet = Sheet(HEADING, people(people_there), blanks=blanks)

    assert len(read(sign_in_sheet(sheet)).pages) == pages


def test_the_receipt_has_the_total_in_figures():
    sheet = Sheet(HEADING, people(12, Decimal("300.50")), blanks=3)

    assert sheet.total == Decimal(3606)
    assert "3,606.00" in latin_of(read(allowance_sheet(sheet, Payer("มูลนิธิ"))))
    assert "3,606.00" not in latin_of(read(allowance_sheet(sheet, Payer(), has_total=False)))


def test_thai_digits_are_a_switch_and_only_for_thai():
    figures = {
        (language, digits): "12"
        in latin_of(read(sign_in_sheet(Sheet(("12",), (), language, digits))))
        for language in ("th", "en")
        for digits in Digits
    }

    assert figures == {
        ("th", Digits.ARABIC): True,
        ("th", Digits.THAI): False,
        ("en", Digits.ARABIC): True,
        ("en", Digits.THAI): True,
    }


def test_everybody_signs_twice_where_the_day_has_two_halves():
    sheet = Sheet(("Forum",), people(1), "en")

    assert "afternoon" in latin_of(read(sign_in_sheet(sheet, Signing.TWICE)))
    assert "afternoon" not in latin_of(read(sign_in_sheet(sheet)))


@pytest.mark.parametrize(("size", "pages"), [("90x55", 3), ("a7", 3), ("a6", 6)])
def test_badges_fill_sheets_of_a4(size, pages):
    reader = read(badges([badge() for _ in range(21)], BadgeSize(size), "เวทีทดลอง", "th"))

    width, height = reader.pages[0].mediabox[2:]
    assert len(reader.pages) == pages
    assert (round(width), round(height)) == (595, 842)


@pytest.mark.parametrize(
    ("size", "paper"), [("a4", (595, 842)), ("a5", (420, 595)), ("wallet", (595, 842))]
)
def test_a_ticket_comes_in_three_sizes(size, paper):
    reader = read(tickets([ticket()], TicketSize(size), "th"))

    assert len(reader.pages) == 1
    assert tuple(round(side) for side in reader.pages[0].mediabox[2:]) == paper
    assert "k3mp 7x9q" in latin_of(reader)


def test_every_name_gets_a_certificate_of_its_own():
    reader = read(certificates(CERTIFICATE, ["สมใจ ใจดี", "Somchai", "พระครูสุวรรณ"]))

    assert len(reader.pages) == 3
    assert "Somchai" in reader.pages[1].extract_text()


def test_prints_are_tagged_and_claim_pdf_ua():
    for content in (
        sign_in_sheet(Sheet(HEADING, people(2))),
        badges([badge()], BadgeSize.CARD, "เวทีทดลอง", "th"),
        tickets([ticket()], TicketSize.A4, "th"),
        certificates(CERTIFICATE, ["สมใจ ใจดี"]),
    ):
        xmp = read(content).trailer["/Root"]["/Metadata"].get_object().get_data().decode()

        assert "<pdfuaid:part>1<" in xmp

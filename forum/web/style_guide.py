"""What the style page shows: an example form and example words, in Thai and in English.

Examples are data, not the product's own words, so they stand here and not in the catalogue.
"""

from dataclasses import dataclass
from typing import Any

import segno
from markupsafe import Markup
from wtforms import BooleanField, FileField, RadioField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Optional

from forum.web.forms import (
    BaseForm,
    ClockField,
    DayField,
    LinesField,
    LocalisedField,
    RequestKeyField,
    TextField,
)

Words = dict[str, str]


def _of(language: str) -> Any:
    return lambda thai, english: thai if language == "th" else english


@dataclass(frozen=True)
class ExamplePage:
    """A page in the middle of a list."""

    number: int = 2
    pages: int = 7
    previous_url: str | None = "?page=1"
    next_url: str | None = "?page=3"


def example_form(language: str) -> BaseForm:
    """A form with every kind of field, two of them refused."""
    say = _of(language)

    class ExampleForm(BaseForm):
        request_key = RequestKeyField()
        name = TextField(say("ชื่อ-นามสกุล", "Name"), validators=[InputRequired()])
        phone = TextField(say("โทรศัพท์", "Phone"), validators=[Optional()])
        day = DayField(say("วันที่จัดเวที", "Day of the forum"))
        at = ClockField(say("เวลาเริ่ม", "Starts at"))
        sector = RadioField(
            say("ภาคส่วนของคุณ", "Your sector"),
            choices=[
                SelectChoice("villagers", say("องค์กรชาวบ้าน", "People's organisation")),
                SelectChoice("ngo", say("องค์กรพัฒนาเอกชน", "NGO")),
                SelectChoice("other", say("อื่น ๆ", "Other")),
            ],
        )
        place = SelectField(
            say("จังหวัด", "Province"),
            choices=[SelectChoice("kk", say("ขอนแก่น", "Khon Kaen")), SelectChoice("cm", "…")],
        )
        title = LocalisedField(say("ชื่อประเด็น", "Title of the topic"), required=True)
        reason = LinesField(say("เหตุผลของคุณ", "Your reasons"), validators=[Optional()])
        paper = FileField(say("เอกสารประกอบ", "A paper to go with it"), validators=[Optional()])
        agrees = BooleanField(say("เปิดเผยชื่อของฉันในรายงาน", "Show my name in the minutes"))

    form = ExampleForm(formdata=None, data={"day": None, "sector": "ngo"})
    form.name.errors = [say("กรอกชื่อของคุณ", "Enter your name.")]
    form.sector.errors = [say("เลือกหนึ่งภาคส่วน", "Choose one sector.")]
    return form


def examples(language: str) -> dict[str, Any]:
    """The whole context of web/style_guide.html in one language."""
    say = _of(language)
    return {
        "form": example_form(language),
        "page": ExamplePage(),
        "say": say,
        "day": {
            "weekday": say("เสาร์", "Sat"),
            "day": "12",
            "month_year": say("ธ.ค. 2569", "Dec 2026"),
        },
        "qr": _qr("https://wethi.example/t/8f3k2m"),
        "sectors": _sectors(say),
        "options": _options(say),
    }


def _qr(text: str) -> Markup:
    svg = segno.make(text).svg_inline(omitsize=True, border=0)
    return Markup(svg)  # noqa: S704 - segno draws it, no text of anybody's gets in


def _sectors(say: Any) -> list[tuple[str, str, str, int, int, str]]:
    full = say("เต็ม · สำรอง 5", "full · 5 waiting")
    return [
        (say("มหาวิทยาลัย", "University"), say("ม", "U"), "university", 16, 20, "16 / 20"),
        (say("องค์กรพัฒนาเอกชน", "NGO"), say("พ", "N"), "ngo", 20, 20, full),
        (say("ราชการ", "Government"), say("ร", "G"), "government", 9, 20, "9 / 20"),
        (say("ธุรกิจ", "Business"), say("ธ", "B"), "business", 2, 10, "2 / 10"),
        (say("ประชาสังคม", "Civil society"), say("ป", "C"), "civil-society", 14, 20, "14 / 20"),
        (say("องค์กรชาวบ้าน", "Villagers"), say("บ", "V"), "villagers", 25, 40, "25 / 40"),
    ]


def _options(say: Any) -> list[tuple[str, int, str, str, list[tuple[str, int]]]]:
    threads = ("university", "ngo", "government", "business", "civil-society", "villagers")

    def by_sector(*counts: int) -> list[tuple[str, int]]:
        return list(zip(threads, counts, strict=True))

    return [
        (say("เห็นด้วย", "Agree"), 72, "61.5%", "agree", by_sector(14, 11, 6, 3, 15, 23)),
        (
            say("เห็นด้วย แต่มีข้อสงวน", "Agree with a reservation"),
            29,
            "24.8%",
            "reserve",
            by_sector(3, 5, 7, 2, 4, 8),
        ),
        (say("งดออกเสียง", "Abstain"), 9, "7.7%", "abstain", by_sector(1, 1, 3, 1, 1, 2)),
        (say("ไม่เห็นด้วย", "Object"), 7, "6.0%", "object", by_sector(1, 1, 2, 1, 1, 1)),
    ]

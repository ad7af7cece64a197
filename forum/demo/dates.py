"""A forum of the demonstration that has no date yet: people say when they can come."""

from datetime import datetime, time, timedelta
from random import Random

from forum.accounts.models import Account
from forum.core.actor import VISITOR
from forum.core.i18n import LocalText
from forum.core.transaction import transaction
from forum.demo.people import staff
from forum.language.dates import BANGKOK
from forum.scheduling.logic import Availability, DatePollPlan, Span, link_token
from forum.scheduling.service.polls import ask_for_dates
from forum.scheduling.service.replies import Answer, answer_dates

TITLE: LocalText = {
    "th": "เวทีเครือข่ายภาคเหนือ ครั้งที่ 1",
    "en": "First forum of the northern networks",
}
ABOUT: LocalText = {
    "th": "เลือกวันที่คนจากทุกจังหวัดเดินทางมาได้ ประชุมเต็มวันที่เชียงใหม่",
    "en": "Which day suits people from all provinces? A full day in Chiang Mai.",
}
DAYS = (38, 39, 45, 46, 52)
PEOPLE = (
    ("ดวงดาว", "กลุ่มออมทรัพย์บ้านดอนแก้ว"),
    ("บุญมี", "สมาคมป่าชุมชน"),
    ("แก้วตา", "ศูนย์สตรีศึกษา"),
    ("วิชัย", "เทศบาลตำบล"),
    ("มะลิ", "เครือข่ายแรงงานนอกระบบ"),
    ("ธารา", "ชมรมผู้ประกอบการรายย่อย"),
    ("คำแพง", "กลุ่มแม่บ้าน"),
)


def find_a_date(programme_id: str, organiser: Account, *, now: datetime, secret: str) -> None:
    """Ask about five days next month; seven people have answered."""
    dice = Random("dates")  # noqa: S311 - a demonstration, not a draw
    first = now.astimezone(BANGKOK).date()
    spans = [
        Span(
            datetime.combine(first + timedelta(days), time(9), BANGKOK),
            datetime.combine(first + timedelta(days), time(16), BANGKOK),
        )
        for days in DAYS
    ]
    plan = DatePollPlan(title=TITLE, description=ABOUT, closes_at=now + timedelta(days=9))
    with transaction():
        poll = ask_for_dates(
            programme_id,
            plan,
            spans,
            "demonstration-dates",
            secret=secret,
            actor=staff(organiser),
            now=now - timedelta(days=3),
        )
    for number, (name, organisation) in enumerate(PEOPLE):
        said = dice.choices(list(Availability), weights=(5, 2, 3), k=len(poll.slots))
        slots = [slot.public_id for slot in poll.slots]
        answer = Answer(name, organisation, dict(zip(slots, said, strict=True)))
        with transaction():
            answer_dates(
                link_token(secret, poll.serial),
                answer,
                f"demonstration-{number}",
                secret=secret,
                actor=VISITOR,
                now=now - timedelta(hours=50 - 5 * number),
            )

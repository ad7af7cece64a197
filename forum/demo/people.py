"""Invented people. Names are common words put together by a fixed rule; nobody is meant."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from random import Random

from forum.accounts.models import Account
from forum.accounts.service.people import create_account, create_person
from forum.accounts.service.roles import give_role
from forum.core.actor import SYSTEM, Actor, ActorKind, HeldRole, Place
from forum.core.permissions import INSTALLATION, Role, Scope
from forum.minutes.logic.documents import Signatory
from forum.signups.models.places import Signup

_GIVEN = [
    "สมใจ",
    "บุญมี",
    "ดวงดาว",
    "ก้องภพ",
    "เมตตา",
    "แก้วตา",
    "ใบบัว",
    "ฟ้าใส",
    "ทองดี",
    "มะลิ",
    "สายฝน",
    "รุ่งอรุณ",
    "คำแพง",
    "บัวผัน",
    "จันทร์หอม",
    "ศรีวรรณ",
    "อารี",
    "ปรีดา",
    "วิชัย",
    "มานะ",
    "ชูใจ",
    "ปิติ",
    "สุขใจ",
    "พรทิพย์",
    "นิภา",
    "ธารา",
    "พนา",
    "ตะวัน",
    "ดารา",
    "กานดา",
    "ลำดวน",
    "ประไพ",
    "สมพร",
    "อุดม",
    "เกษร",
    "วารี",
    "นที",
    "ภูผา",
    "ไพลิน",
    "อรุณี",
]
_FAMILY = [
    "ใจดี",
    "รักถิ่น",
    "ทองมา",
    "ศรีสว่าง",
    "นาคำ",
    "สุขสวัสดิ์",
    "บุญเรือง",
    "ดอนเมืองทอง",
    "แสนสุข",
    "ไพรวัลย์",
    "ธารทอง",
    "คงมั่น",
    "เพียรดี",
    "วงศ์ดี",
    "ปลูกรัก",
    "ข้าวหอม",
    "นาดี",
    "มีสุข",
    "รุ่งเรือง",
    "ชัยดี",
    "สวนทอง",
    "บัวงาม",
    "พงษ์ไพร",
    "เย็นใจ",
    "ดีงาม",
    "ทุ่งทอง",
    "ลุ่มน้ำ",
    "สายทอง",
    "ฟ้าคราม",
    "ป่าสัก",
]


@dataclass(frozen=True)
class Team:
    """The accounts that the demonstration signs in with."""

    administrator: Account
    organiser: Account
    facilitator: Account
    rapporteur: Account
    coordinator: Account
    participant: Account


def invented_names(seed: int) -> Iterator[tuple[str, str]]:
    """Given and family names, never the same pair twice, always the same for a seed."""
    pairs = [(given, family) for given in _GIVEN for family in _FAMILY]
    Random(seed).shuffle(pairs)  # noqa: S311 - a demonstration, not a draw
    yield from pairs


def make_team(scope: Scope, *, now: datetime) -> Team:
    """One account for each role, in the programme's scope; the administrator's everywhere."""

    def member(given_name: str, family_name: str, word: str, role: Role | None) -> Account:
        email = f"{word}@demo.example.org"
        person = create_person(given_name, family_name, email=email, now=now)
        account = create_account(person, email, now=now)
        if role is not None:
            where = INSTALLATION if role is Role.ADMINISTRATOR else scope
            give_role(account, role, where, actor=SYSTEM, now=now)
        return account

    return Team(
        administrator=member("อรุณ", "ดูแลดี", "administrator", Role.ADMINISTRATOR),
        organiser=member("สานฝัน", "จัดงาม", "organiser", Role.ORGANISER),
        facilitator=member("ชวนคิด", "นำพา", "facilitator", Role.FACILITATOR),
        rapporteur=member("จดจำ", "ครบถ้วน", "rapporteur", Role.RAPPORTEUR),
        coordinator=member("เอื้อเฟื้อ", "ประสานใจ", "coordinator", Role.COORDINATOR),
        participant=member("ร่วมใจ", "มาเสมอ", "participant", None),
    )


def acting(signup: Signup) -> Actor:
    """The participant that somebody with this sign-up is."""
    place = Place(signup.forum_id, signup.id, signup.person_id)
    return Actor(ActorKind.TICKET, id=signup.id, person_id=signup.person_id, places=(place,))


def staff(account: Account) -> Actor:
    """The actor that a signed-in member of the team is."""
    roles = tuple(HeldRole(grant.role, grant.scope) for grant in account.grants)
    return Actor(ActorKind.ACCOUNT, id=account.id, person_id=account.person_id, roles=roles)


def signatories_of(team: Team) -> tuple[Signatory, ...]:
    """Who signs the minutes: the rapporteur wrote them down, the organiser certifies."""
    return (
        Signatory("rapporteur", team.rapporteur.person.name),
        Signatory("certifier", team.organiser.person.name),
    )

"""Pure rules of accounts: consent texts and who may give which role."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from difflib import SequenceMatcher
from enum import StrEnum
from types import MappingProxyType

from forum.core.actor import Actor
from forum.core.i18n import N_, LocalText
from forum.core.permissions import INSTALLATION, Permission, Role, Scope
from forum.language.names import Name
from forum.language.normal import fold

# A link in a letter is used soon or never (OWASP ASVS 6.5.5 asks for ten minutes for out-of-band
# codes; an invitation waits for its reader).
SIGN_IN_LINK_LIFE = timedelta(minutes=10)
INVITATION_LIFE = timedelta(days=14)
# How much of a given name stays when it is only written right (ratio of difflib.SequenceMatcher).
_ALIKE = 0.6


@dataclass(frozen=True)
class ConsentText:
    """One purpose that a person may agree to: the text they saw, by version.

    Consent is asked for each purpose apart, unticked, and never for what taking part needs anyway.
    `effect` says what withdrawing leads to (Personal Data Protection Act B.E. 2562, s. 19).
    """

    purpose: str
    version: str
    text: LocalText
    is_needed: bool = False
    effect: LocalText = field(default_factory=dict)


CONSENTS: Mapping[str, ConsentText] = MappingProxyType(
    {
        text.purpose: text
        for text in (
            ConsentText(
                "organising",
                "2026-11",
                {
                    "th": "ยินยอมให้ผู้จัดเก็บและใช้ชื่อ องค์กร และช่องทางติดต่อของฉัน เพื่อจัดเวทีนี้และติดต่อเกี่ยวกับเวทีนี้",
                    "en": "The organiser may keep and use my name, organisation and contact to run this "
                    "forum and to write to me about it.",
                },
                is_needed=True,
                effect={
                    "th": "การลงทะเบียนเวทีนี้จะสิ้นสุด ที่นั่งของคุณเป็นของคนถัดไป ถ้าเวทีผ่านไปแล้วหรือคุณเช็กอินแล้ว จะยังนับเพียงจำนวนคนของภาคส่วน",
                    "en": "Your sign-up for this forum ends, and your seat goes to the next person. Where "
                    "the forum is over or you have checked in, only the count of your sector stays.",
                },
            ),
            ConsentText(
                "name_in_minutes",
                "2026-11",
                {
                    "th": "ยินยอมให้ลงชื่อและองค์กรของฉันในรายงานสรุปเวที",
                    "en": "My name and organisation may appear in the minutes.",
                },
                effect={
                    "th": "ชื่อของคุณจะไม่อยู่ในรายงานที่จัดทำหลังจากนี้ รายงานที่รับรองแล้วยังคงเดิม ถ้าต้องการลบชื่อออกด้วย ให้ขอลบข้อมูลทั้งหมด",
                    "en": "Minutes composed from now on leave your name out. Minutes certified already "
                    "stay as they are; to be taken out of them too, have your data erased.",
                },
            ),
            ConsentText(
                "photos",
                "2026-11",
                {
                    "th": "ยินยอมให้ถ่ายภาพและบันทึกเสียงที่มีฉันอยู่ด้วย เพื่อเผยแพร่กิจกรรมของเวที",
                    "en": "Photographs and recordings with me in them may be used to report on the forum.",
                },
                effect={
                    "th": "ผู้จัดจะไม่ใช้ภาพและเสียงที่มีคุณอยู่อีก สิ่งที่เผยแพร่ไปแล้วให้แจ้งผู้จัดเพื่อนำออก",
                    "en": "The organiser stops using pictures and recordings with you in them. Ask them "
                    "to take down what has been published.",
                },
            ),
            ConsentText(
                "next_forums",
                "2026-11",
                {
                    "th": "ยินยอมให้แจ้งข่าวเวทีครั้งต่อไปทางช่องทางติดต่อที่ให้ไว้",
                    "en": "I may be told about the next forums.",
                },
                effect={
                    "th": "เราจะไม่แจ้งข่าวเวทีครั้งต่อไปอีก จดหมายเกี่ยวกับเวทีที่คุณลงทะเบียนแล้วยังส่งตามปกติ",
                    "en": "We no longer tell you about next forums. Letters about forums you signed up "
                    "for go on.",
                },
            ),
        )
    }
)


def may_give(actor: Actor, role: Role, scopes: tuple[Scope, ...]) -> bool:
    """Whether an actor may give a role in a scope (first) below others.

    Administrators give any role; an organiser gives roles where they organise, never that of
    administrator, which holds everywhere only.
    """
    if not actor.may(Permission.GRANT_GIVE, *scopes):
        return False
    if role is Role.ADMINISTRATOR:
        return scopes == (INSTALLATION,) and (
            (
                actor.may(Permission.PROGRAMME_CREATE, INSTALLATION)
                and any(held.role is Role.ADMINISTRATOR for held in actor.roles)
            )
            or actor.kind.value == "system"
        )
    return role is not Role.PARTICIPANT


@dataclass(frozen=True)
class Corrected:
    """How somebody is called and reached by telephone (E.164); a prefix may stand before the name."""

    given_name: str
    family_name: str
    phone: str | None


def is_written_right(before: Name, after: Name) -> bool:
    """Whether a corrected name can still be the same person's: the given name is nearly the same.

    A mistyped name, another prefix and another family name are corrections. Another given name
    would hand a place, or a draw's luck, on to somebody else past those who wait.
    """
    return SequenceMatcher(None, fold(before.given), fold(after.given)).ratio() >= _ALIKE


class Opened(StrEnum):
    """What somebody of the staff opened of a person's data."""

    PERSON = "person"
    LIST = "list"
    EXPORT = "export"
    SHEET = "sheet"
    TICKET = "ticket"


OPENED_WORDS: Mapping[str, str] = MappingProxyType(
    {
        Opened.PERSON: N_("The page of a sign-up"),
        Opened.LIST: N_("The list of sign-ups"),
        Opened.EXPORT: N_("The list, taken away as a file"),
        Opened.SHEET: N_("A printed sheet"),
        Opened.TICKET: N_("A printed ticket"),
    }
)

"""Pure rules of accounts: consent texts and who may give which role."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from forum.core.actor import Actor
from forum.core.i18n import LocalText
from forum.core.permissions import INSTALLATION, Permission, Role, Scope

# A link in a letter is used soon or never (OWASP ASVS 6.5.5 asks for ten minutes for out-of-band
# codes; an invitation waits for its reader).
SIGN_IN_LINK_LIFE = timedelta(minutes=10)
INVITATION_LIFE = timedelta(days=14)


@dataclass(frozen=True)
class ConsentText:
    """One purpose that a person may agree to: the text they saw, by version.

    Consent is asked for each purpose apart, unticked, and never for what taking part needs anyway
    (Personal Data Protection Act B.E. 2562, s. 19).
    """

    purpose: str
    version: str
    text: LocalText
    is_needed: bool = False


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
            ),
            ConsentText(
                "name_in_minutes",
                "2026-11",
                {
                    "th": "ยินยอมให้ลงชื่อและองค์กรของฉันในรายงานสรุปเวที",
                    "en": "My name and organisation may appear in the minutes.",
                },
            ),
            ConsentText(
                "photos",
                "2026-11",
                {
                    "th": "ยินยอมให้ถ่ายภาพและบันทึกเสียงที่มีฉันอยู่ด้วย เพื่อเผยแพร่กิจกรรมของเวที",
                    "en": "Photographs and recordings with me in them may be used to report on the forum.",
                },
            ),
            ConsentText(
                "next_forums",
                "2026-11",
                {
                    "th": "ยินยอมให้แจ้งข่าวเวทีครั้งต่อไปทางช่องทางติดต่อที่ให้ไว้",
                    "en": "I may be told about the next forums.",
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

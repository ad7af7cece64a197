"""What is printed for a forum, and for whom."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from forum.core.i18n import LocalText


class Print(StrEnum):
    """A kind of paper that is made from the list of people."""

    SIGN_IN = "sign-in-sheet"
    ALLOWANCE = "allowance-sheet"
    BADGES = "badges"
    TICKETS = "tickets"
    CERTIFICATES = "certificates"
    TABLES = "table-lists"


class Who(StrEnum):
    """Whose names are printed: those with a seat, those who came, or everybody with a place."""

    SEATED = "seated"
    PRESENT = "present"
    ALL = "all"


@dataclass(frozen=True)
class CertificateText:
    """What the organiser writes on the certificates, by language."""

    issuer: LocalText
    text: LocalText
    given_on: date
    signatory: str = ""
    position: LocalText | None = None
    has_thai_digits: bool = False


def certificate_language(text: LocalText, wanted: str, other: str) -> str:
    """The language a certificate is given in: the reader's where it is written in it, else the other."""
    return next((code for code in (wanted, other) if text.get(code)), wanted)

"""Certificates of participation: one page of A4 each, set from what the organiser wrote."""

from dataclasses import dataclass
from typing import Any

from forum.documents.prints.cards import fitted_name
from forum.documents.prints.words import word
from forum.documents.text import in_digits, printable
from forum.documents.tree import Digits
from forum.documents.typeset import lines, typeset


@dataclass(frozen=True, slots=True)
class Certificate:
    """What stands on every certificate of a forum; the names come beside it.

    `issuer` is the body that gives it, `text` what it says below the name, `given_on` the day in
    words. An empty signatory leaves room to write by hand.
    """

    issuer: str
    text: str
    given_on: str
    signatory: str = ""
    position: str = ""
    language: str = "th"
    digits: Digits = Digits.ARABIC


def certificates(certificate: Certificate, names: list[str]) -> bytes:
    """One page for each name, as PDF."""
    language = certificate.language
    digits = certificate.digits if language == "th" else Digits.ARABIC

    def write(text: str) -> Any:
        return lines(in_digits(printable(text), digits))

    data = {
        "title_plain": word(language, "certificate"),
        "title": write(word(language, "certificate")),
        "language": language,
        "issuer": write(certificate.issuer),
        "given_to": write(word(language, "given_to")),
        "text": write(certificate.text),
        "given_on": write(word(language, "given_on", day=certificate.given_on)),
        "signatory": write(f"({certificate.signatory})") if certificate.signatory.strip() else [],
        "position": write(certificate.position),
        "names": [fitted_name(name) for name in names],
    }
    return typeset("certificate", data, standards=("a-2a", "ua-1"))

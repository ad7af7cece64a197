"""What somebody says of themselves when signing up."""

from dataclasses import dataclass

from forum.language.names import Name, split_prefix
from forum.language.normal import fold


@dataclass(frozen=True)
class Applicant:
    """What somebody says of themselves when signing up.

    `sector` is a code, `network` a public id; `organisation` is as typed. `consents` are purposes
    of `accounts.logic.CONSENTS`. `email` is in lower case and `phone` in E.164, as the readers in
    `language.contacts` give them.
    """

    given_name: str
    sector: str
    language: str
    request_key: str
    family_name: str = ""
    email: str | None = None
    phone: str | None = None
    organisation: str = ""
    network: str | None = None
    needs: str = ""
    consents: frozenset[str] = frozenset()


def name_of(given_name: str, family_name: str) -> Name:
    """The parts of a name as typed into two fields; a prefix typed before it is told apart."""
    prefix, given = split_prefix(given_name)
    return Name(prefix, given, family_name)


def folded_name(name: Name) -> str:
    """A name for comparing: without prefix, capitals, odd spaces and mark order."""
    return fold(f"{name.given} {name.family}")

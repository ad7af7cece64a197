"""What somebody says of themselves when signing up."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forum.language.names import Name, split_prefix
from forum.language.normal import fold
from forum.signups.logic.states import CompanionKind, Gender


@dataclass(frozen=True)
class Comer:
    """Somebody who comes along with a person who takes part."""

    given_name: str
    family_name: str = ""
    kind: CompanionKind = CompanionKind.OTHER


@dataclass(frozen=True)
class Applicant:
    """What somebody says of themselves when signing up.

    `sector` is a code, `network` and `pool` are public ids (no pool: the first); `organisation` is
    as typed. `consents` are purposes of `accounts.logic.CONSENTS`. `email` is in lower case and
    `phone` in E.164, as the readers in `language.contacts` give them. `province` is a code of
    `language.places`. `group` is the code of people who want seats together, `starts_group` asks
    for a new one. `invitation` is the public id of one whose link was opened. `answers` are those to
    the organiser's questions, by their public ids; None where nobody was asked.
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
    pool: str | None = None
    gender: Gender | None = None
    province: str | None = None
    comers: tuple[Comer, ...] = ()
    group: str = ""
    starts_group: bool = False
    invitation: str | None = None
    answers: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Said:
    """What somebody says of themselves for one forum; the network by its public id."""

    sector: str
    organisation: str = ""
    network: str | None = None
    needs: str = ""


def name_of(given_name: str, family_name: str) -> Name:
    """The parts of a name as typed into two fields; a prefix typed before it is told apart."""
    prefix, given = split_prefix(given_name)
    return Name(prefix, given, family_name)


def folded_name(name: Name) -> str:
    """A name for comparing: without prefix, capitals, odd spaces and mark order."""
    return fold(f"{name.given} {name.family}")

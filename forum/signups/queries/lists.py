"""What is known when a list of people is read: names of sectors, of whom is there already."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import contains_eager, joinedload

from forum.accounts.logic import CONSENTS
from forum.accounts.models import Consent, Person
from forum.core.db import db
from forum.core.i18n import LocalText
from forum.core.permissions import ScopeKind
from forum.directory.models import Network
from forum.directory.queries import list_sectors
from forum.language.names import Name
from forum.language.normal import fold
from forum.language.places import provinces
from forum.signups.logic.lists import Known, Listed, folded
from forum.signups.logic.states import ACTIVE, SignupChannel
from forum.signups.models.places import Signup
from forum.signups.queries.seats import list_pools

_KEY = "list-"  # what request keys of people from a list begin with


@dataclass(frozen=True)
class Double:
    """Who a row is likely to be: an earlier row of the list, or somebody who has signed up.

    `line` is 0 for a sign-up, `signup_id` (public) empty for a row.
    """

    line: int
    signup_id: str = ""


def known_names(forum_id: int, *, sector: str = "", network: str = "", pool: str = "") -> Known:
    """What a list may call sectors, networks, pools and provinces; the last three are defaults."""
    sectors = list_sectors()
    networks = db.session.scalars(select(Network).where(Network.is_active))
    pools = list_pools(forum_id)
    return Known(
        sectors=_by_name((each.code, each.name) for each in sectors)
        | {fold(each.code): each.code for each in sectors},
        networks=_by_name((each.public_id, each.name) for each in networks),
        pools=_by_name((each.public_id, each.name) for each in pools),
        provinces=_by_name(
            (each.code, {"th": each.name_th, "en": each.name_en}) for each in provinces()
        ),
        sector=sector,
        network=network,
        pool=pool,
    )


def find_doubles(forum_id: int, listed: Iterable[Listed]) -> dict[int, Double]:
    """By row: somebody of the same name, or of the same given name and contact. One query."""
    seen = {key: Double(0, id_) for id_, name, *contacts in _existing(forum_id)
            for key in _keys(name, contacts)}  # fmt: skip
    doubles: dict[int, Double] = {}
    for each in listed:
        keys = list(_keys(each.name, (each.email, each.phone)))
        found = next((seen[key] for key in keys if key in seen), None)
        if found is not None:
            doubles[each.line] = found
        for key in keys:
            seen.setdefault(key, Double(each.line))
    return doubles


def request_key(list_key: str, line: int) -> str:
    """The request key of a row: the same list sent twice makes nothing twice."""
    return f"{_KEY}{list_key}-{line}"


def imported_lines(forum_id: int, list_key: str) -> frozenset[int]:
    """The rows of a list that have become sign-ups."""
    query = select(Signup.request_key).where(_of_list(forum_id, list_key))
    return frozenset(int(key.rpartition("-")[2]) for key in db.session.scalars(query))


def list_imported(forum_id: int, list_key: str) -> list[Signup]:
    """The sign-ups a list made, in the order of its rows, with all that is shown of them."""
    query = (
        select(Signup)
        .join(Signup.person)
        .where(_of_list(forum_id, list_key))
        .options(contains_eager(Signup.person), joinedload(Signup.sector))
    )
    found = db.session.scalars(query)
    return sorted(found, key=lambda signup: int(signup.request_key.rpartition("-")[2]))


def is_unasked(signup: Signup) -> bool:
    """Whether somebody was put on a list and has not agreed yet: on paper, or on their ticket's page."""
    if signup.channel is not SignupChannel.IMPORT:
        return False
    query = select(Consent.id).where(
        Consent.person_id == signup.person_id,
        Consent.scope_kind == ScopeKind.FORUM,
        Consent.scope_id == signup.forum_id,
        Consent.purpose.in_([text.purpose for text in CONSENTS.values() if text.is_needed]),
        Consent.withdrawn_at.is_(None),
    )
    return db.session.scalar(query.limit(1)) is None


def _of_list(forum_id: int, list_key: str) -> ColumnElement[bool]:
    start = f"{_KEY}{list_key}-"
    is_start = func.substr(Signup.request_key, 1, len(start)) == start
    return and_(Signup.forum_id == forum_id, is_start)


def _existing(forum_id: int) -> Iterator[tuple[str, Name, str | None, str | None]]:
    query = (
        select(
            Signup.public_id,
            Person.prefix,
            Person.given_name,
            Person.family_name,
            Person.email,
            Person.phone,
        )
        .join(Signup.person)
        .where(Signup.forum_id == forum_id, Signup.state.in_(ACTIVE))
    )
    for id_, prefix, given, family, email, phone in db.session.execute(query):
        yield id_, Name(prefix, given, family), email, phone


def _keys(name: Name, contacts: Iterable[str | None]) -> Iterator[tuple[str, ...]]:
    """What two rows of one person have alike; a given name alone is nobody's."""
    if name.family:
        yield (folded(name),)
    for contact in contacts:
        if contact:
            yield (contact, fold(name.given))


def _by_name(named: Iterable[tuple[str, LocalText | Mapping[str, str]]]) -> dict[str, str]:
    """Codes by folded names in every language; sectors also without the word for sector."""
    found = {fold(text): code for code, names in named for text in names.values() if text}
    return {name.removeprefix("ภาค"): code for name, code in found.items()} | found

"""Signing up the people of a list: looked at row by row first, then all at once."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import select

from forum.accounts.logic import CONSENTS
from forum.accounts.models import Consent, Person
from forum.accounts.service.consents import agree
from forum.accounts.service.people import create_person
from forum.core.actor import Actor
from forum.core.db import db
from forum.core.permissions import Permission
from forum.directory.models import Network, Sector
from forum.directory.queries import find_organisation_named, list_sectors
from forum.documents.tables import TableRow
from forum.events.access import forum_for
from forum.events.logic.stages import AHEAD, Stage
from forum.events.models import Forum
from forum.journal.service import record
from forum.language.places import province
from forum.questionnaires.queries import open_signup_questions
from forum.questionnaires.service.answers import keep_told_answers
from forum.signups.access import own_signup
from forum.signups.errors import ForumOver
from forum.signups.logic.list_answers import Form, listable
from forum.signups.logic.lists import Basis, Known, ListColumn, Listed, Row, read_row
from forum.signups.logic.rules import SeatRules
from forum.signups.logic.seats import Party, Seats, Standing, party_of, standing_in
from forum.signups.logic.states import SeatMode, SignupChannel, SignupState
from forum.signups.models.places import AccessNeeds, Companion, Signup
from forum.signups.models.seats import SeatPool
from forum.signups.queries.lists import (
    Double,
    find_doubles,
    imported_lines,
    is_unasked,
    known_names,
    request_key,
)
from forum.signups.queries.respondents import respondent
from forum.signups.queries.seats import pools_of
from forum.signups.queries.settings import rules_of
from forum.signups.service.tickets import issue_ticket, queue_confirmation

NEEDED = tuple(text.purpose for text in CONSENTS.values() if text.is_needed)


@dataclass(frozen=True)
class Choice:
    """What the importer says of a list.

    `places` are the columns' places; sector, network and pool stand for rows that name none.
    `anyway` are rows to take although they look like somebody who is there. `answers_at` are the
    places of columns that answer questions, by the questions' ids.
    """

    places: Mapping[ListColumn, int]
    basis: Basis
    language: str
    sector: str = ""
    network: str = ""
    pool: str = ""
    anyway: frozenset[int] = frozenset()
    answers_at: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class CheckedRow:
    """A row, whom it doubles, and what the person would get; None for a row that is left out."""

    row: Row
    double: Double | None = None
    standing: Standing | None = None
    is_there: bool = False


@dataclass(frozen=True)
class Imported:
    """What came of a list: sign-ups made by standing, rows that were there, rows left out."""

    made: Mapping[Standing, int]
    there: int
    left_out: int

    @property
    def total(self) -> int:
        """How many sign-ups were made."""
        return sum(self.made.values())


@dataclass
class _Room:
    """The seats of a forum while a list is seated in thought, one after the other."""

    rules: SeatRules
    seats: dict[str | None, Seats]
    pools: dict[str | None, SeatPool | None]
    first: str | None

    def take(self, listed: Listed) -> Standing:
        """What the next one gets; their seat is then taken."""
        if self.rules.mode is not SeatMode.DIRECT:
            return Standing.APPLIED
        pool, party = self.pool_of(listed), self.party_of(listed)
        standing = standing_in(self.seats[pool], party)
        if standing is Standing.SEATED:
            self.seats[pool] = self.seats[pool].after(party)
        return standing

    def pool_of(self, listed: Listed) -> str | None:
        """The public id of the pool they come to."""
        return listed.pool if listed.pool in self.seats else self.first

    def party_of(self, listed: Listed) -> Party:
        """What they count as under the forum's rules."""
        return party_of(
            listed.sector,
            gender=self.gender(listed),
            region=self.region(listed),
            network=listed.network,
            size=1 + len(listed.comers),
        )

    def gender(self, listed: Listed) -> str | None:
        """Their gender, where the forum asks for it."""
        return listed.gender if self.rules.asks_gender else None

    def region(self, listed: Listed) -> str | None:
        """The region of their province, where the forum asks for it."""
        if not self.rules.asks_province or not listed.province:
            return None
        return province(listed.province).region


def check_list(
    forum: Forum, rows: Sequence[TableRow], choice: Choice, *, list_key: str, now: datetime
) -> list[CheckedRow]:
    """Every row with its faults, doubles and what it would get now. Writes nothing."""
    known = _known(forum, choice)
    read = [
        read_row(row.number, row.cells, row.calculated, choice.places, known, choice.answers_at)
        for row in rows
    ]
    there = imported_lines(forum.id, list_key)
    fresh = [row.listed for row in read if row.listed and row.is_sound and row.line not in there]
    doubles = find_doubles(forum.id, fresh)
    room = _room(forum, now)
    checked = []
    for row in read:
        double, is_there = doubles.get(row.line), row.line in there
        is_taken = row.is_sound and not is_there and (not double or row.line in choice.anyway)
        standing = room.take(row.listed) if row.listed and is_taken else None
        checked.append(CheckedRow(row, double, standing, is_there))
    return checked


def _known(forum: Forum, choice: Choice) -> Known:
    known = known_names(forum.id, sector=choice.sector, network=choice.network, pool=choice.pool)
    form = Form(
        questions=listable(open_signup_questions(forum.id)),
        most_companions=rules_of(forum.id).companions_most,
        with_sensitive=choice.basis is Basis.PAPER,
        provinces=known.provinces,
    )
    return replace(known, form=form)


def import_list(
    forum_id: str,
    rows: Sequence[TableRow],
    choice: Choice,
    *,
    list_key: str,
    actor: Actor,
    now: datetime,
    secret: str,
) -> Imported:
    """Sign up everybody of a list who can be (SIGNUP_MANAGE); the rest is left out.

    What can be is looked at anew, with the forum locked: seats that were free when the list was
    shown may be gone. The same list (`list_key`) sent again adds nothing. Letters wait as always:
    three an hour to one address. Raises ForumOver, NotFound.
    """
    forum = forum_for(actor, forum_id, Permission.SIGNUP_MANAGE, lock=True)
    if forum.stage not in AHEAD | {Stage.RUNNING} or now >= forum.ends_at:
        raise ForumOver
    checked = check_list(forum, rows, choice, list_key=list_key, now=now)
    taken = [(each.row.listed, each.standing) for each in checked if each.standing]
    maker = _Maker(forum, choice, list_key, actor, now)
    made = [maker.make(listed, standing) for listed, standing in taken if listed]
    db.session.flush()  # letters and the journal name the sign-ups' ids
    for signup, (listed, _) in zip(made, taken, strict=True):
        maker.note(signup, secret)
        if listed:
            keep_told_answers(
                forum, respondent(signup), listed.answers, language=signup.language, now=now
            )
    db.session.flush()  # all tickets at once: asking for letters would write them one by one
    for signup in made:
        queue_confirmation(signup, now=now)
    is_there = sum(each.is_there for each in checked)
    left_out = len(checked) - len(made) - is_there
    if made:
        record(
            "signups.imported", "forum", forum.public_id, actor=actor, now=now, forum_id=forum.id,
            people=len(made), left_out=left_out, basis=choice.basis.value,
        )  # fmt: skip
    return Imported(Counter(standing for _, standing in taken if standing), is_there, left_out)


def agree_to_sign_up(
    forum_id: str, ticket_ids: Iterable[int], *, actor: Actor, now: datetime
) -> None:
    """Somebody who was put on a list agrees to what signing up needs; agreeing again changes nothing.

    Raises NotFound for whoever has no ticket here.
    """
    signup = own_signup(actor, forum_id, tuple(ticket_ids))
    if is_unasked(signup):
        for purpose in NEEDED:
            agree(
                signup.person, signup.forum.scope, purpose,
                language=signup.language, actor=actor, now=now,
            )  # fmt: skip


class _Maker:
    """Makes sign-ups of listed people; what many share is looked up once."""

    def __init__(
        self, forum: Forum, choice: Choice, list_key: str, actor: Actor, now: datetime
    ) -> None:
        self._forum, self._choice, self._list_key = forum, choice, list_key
        self._actor, self._now = actor, now
        self._room = _room(forum, now)
        self._sectors: dict[str, Sector] = {each.code: each for each in list_sectors()}
        networks = db.session.scalars(select(Network).where(Network.is_active))
        self._networks = {each.public_id: each for each in networks}
        self._organisations: dict[str, int | None] = {}
        self._helper = actor.account_id

    def make(self, listed: Listed, standing: Standing) -> Signup:
        """The person, their sign-up and what they agreed to, added but not flushed."""
        now, room = self._now, self._room
        person = create_person(
            listed.name.given, listed.name.family, prefix=listed.name.prefix,
            email=listed.email, phone=listed.phone, language=self._choice.language, now=now,
        )  # fmt: skip
        gender = listed.gender if room.rules.asks_gender else None
        signup = Signup(
            forum_id=self._forum.id,
            person=person,
            state=SignupState(standing),
            channel=SignupChannel.IMPORT,
            sector=self._sectors[listed.sector],
            organisation_id=self._organisation(listed.organisation),
            organisation_name=listed.organisation,
            network=self._networks.get(listed.network or ""),
            pool=room.pools[room.pool_of(listed)],
            gender=gender,
            province=listed.province if room.rules.asks_province else None,
            region=room.region(listed),
            party_size=1 + len(listed.comers),
            companions=[
                Companion(given_name=c.given_name, family_name=c.family_name, kind=c.kind)
                for c in listed.comers
            ],
            needs=AccessNeeds(text=listed.needs) if listed.needs else None,
            language=self._choice.language,
            request_key=request_key(self._list_key, listed.line),
            helped_by_id=self._helper,
            applied_at=now,
            seated_at=now if standing is Standing.SEATED else None,
        )
        db.session.add(signup)
        self._agree(person, listed)
        return signup

    def note(self, signup: Signup, secret: str) -> None:
        """The ticket and the journal's row of a sign-up that has its ids."""
        issue_ticket(signup, secret=secret, now=self._now)
        record(
            "signup.made", "signup", signup.public_id,
            actor=self._actor, now=self._now, forum_id=self._forum.id,
        )  # fmt: skip

    def _agree(self, person: Person, listed: Listed) -> None:
        """Write down what was agreed to on paper; whoever is asked by letter has not agreed yet."""
        if self._choice.basis is not Basis.PAPER:
            return
        for purpose in (*NEEDED, *sorted(listed.agreed & CONSENTS.keys())):
            consent = Consent(
                person=person,
                scope_kind=self._forum.scope.kind,
                scope_id=self._forum.scope.id,
                purpose=purpose,
                text_version=CONSENTS[purpose].version,
                language=self._choice.language,
                given_at=self._now,
                recorded_by_id=self._helper,
            )
            db.session.add(consent)

    def _organisation(self, name: str) -> int | None:
        if name not in self._organisations:
            with db.session.no_autoflush:  # nothing that is looked for is among the new rows
                found = find_organisation_named(name)
            self._organisations[name] = found.id if found else None
        return self._organisations[name]


def _room(forum: Forum, now: datetime) -> _Room:
    pools = pools_of(forum.id, now)
    ids = [each.pool.public_id if each.pool else None for each in pools]
    return _Room(
        rules=rules_of(forum.id),
        seats={id_: each.seats for id_, each in zip(ids, pools, strict=True)},
        pools={id_: each.pool for id_, each in zip(ids, pools, strict=True)},
        first=ids[0],
    )

"""The votes of a closed poll as everybody may have them, once its results may be seen."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.db import db
from forum.core.i18n import LocalText
from forum.directory.models import Sector
from forum.events.logic.stages import AttributionMode
from forum.polls.logic.downloads import Paper, Votes, ballots_file, publishable
from forum.polls.logic.kinds import SecrecyLevel
from forum.polls.logic.tally.methods import RULES
from forum.polls.logic.tally.plain import as_plain
from forum.polls.logic.tally.shapes import Cast
from forum.polls.logic.texts import may_be_shown
from forum.polls.models import Ballot, Poll
from forum.polls.queries.electorate import sectors_of
from forum.polls.queries.outcomes import Outcome, find_outcome
from forum.polls.queries.sheets import list_counted
from forum.signups.models.places import Signup


@dataclass(frozen=True)
class Published:
    """A poll with its outcome and the votes that lead to it."""

    poll: Poll
    outcome: Outcome
    votes: Votes

    def as_file(self) -> dict[str, Any]:
        """Everything `recount.py` needs, as plain data."""
        return ballots_file(_head(self.poll, self.outcome), self.votes, self.outcome.result)


def find_published(poll: Poll) -> Published | None:
    """The votes, once results may be seen; None until then, for everybody."""
    outcome = find_outcome(poll)
    if outcome is None:
        return None
    told = [sheet.told for sheet in list_counted(poll.id)]
    is_shown = _is_shown(poll) if RULES[poll.method].is_text else None
    votes = publishable(_papers(poll), poll.method, poll.for_counting, told, is_shown)
    return Published(poll, outcome, votes)


def attribution_of(poll: Poll) -> tuple[dict[str, str], dict[int, LocalText]]:
    """Names by ballot key and names of sectors, as far as level and forum allow."""
    mode = poll.attribution
    if poll.level is not SecrecyLevel.NAMED or mode is AttributionMode.ANONYMOUS:
        return {}, {}
    sectors = {sector.id: sector.name for sector in db.session.scalars(select(Sector))}
    if mode is AttributionMode.SECTOR:
        return {}, sectors
    query = (
        select(Signup.public_id, Person)
        .join(Person, Signup.person_id == Person.id)
        .join(Ballot, Ballot.key == Signup.public_id)
        .where(Ballot.poll_id == poll.id, Person.erased_at.is_(None))
    )
    return {key: person.name for key, person in db.session.execute(query)}, sectors


def _papers(poll: Poll) -> list[Paper]:
    names, sectors = attribution_of(poll)
    columns = (Ballot.key, Ballot.sector_id, Ballot.choice, Ballot.weight)
    rows = db.session.execute(select(*columns).where(Ballot.poll_id == poll.id))
    return [
        Paper(Cast(choice, weight=weight), names.get(key, ""), sectors.get(sector_id, {}))
        for key, sector_id, choice, weight in rows
    ]


def _is_shown(poll: Poll) -> Callable[[str], bool]:
    decided, is_moderated = poll.decisions, poll.rules.is_moderated
    return lambda text: may_be_shown(text, decided, is_moderated=is_moderated)


def _head(poll: Poll, outcome: Outcome) -> dict[str, Any]:
    opened, closed = poll.opened_at, poll.closed_at
    return {
        "poll": poll.public_id,
        "forum": poll.forum.public_id,
        "question": poll.question,
        "method": poll.method.value,
        "settings": poll.rules.as_json(),
        "level": poll.level.value,
        "opened_at": opened.isoformat() if opened else None,
        "closed_at": closed.isoformat() if closed else None,
        "options": [
            {
                "option": option.public_id,
                "label": option.label,
                "meaning": option.meaning,
                "price": option.price,
            }
            for option in poll.options
        ],
        "electorate": [
            {"sector": sector.code, "name": sector.name, "eligible": people}
            for sector, people in sectors_of(poll.id)
        ],
        "eligible": outcome.turnout.eligible,
        "cast": outcome.turnout.voted,
        "verdict": as_plain(outcome.verdict),
        "channels": {each.channel: each.ballots for each in outcome.channels},
    }

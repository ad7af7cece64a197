"""Letters about polls: a reminder to whoever has not voted yet."""

from collections.abc import Mapping

from forum.core.i18n import N_
from forum.mail.logic import Topic
from forum.mail.ports import Builder, BuiltLetter
from forum.polls.logic.kinds import PollState
from forum.polls.queries.electorate import has_voted, is_elector
from forum.polls.queries.polls import find_poll
from forum.polls.service.timing import REMINDER
from forum.signups.letters.parts import moment_words, reachable, reader_of, ticket_line, written


def reminder(signup_id: int, occasion: str) -> BuiltLetter | None:
    """That a poll waits for them; nothing any more once it has closed or they have voted."""
    signup, poll = reachable(signup_id), find_poll(occasion.partition(":")[0])
    if signup is None or poll is None or poll.state is not PollState.OPEN:
        return None
    if not is_elector(poll.id, signup.id) or has_voted(poll.id, signup.id):
        return None
    return written(
        reader_of(signup),
        poll.forum,
        N_("Your vote is still missing: %(forum)s"),
        "reminder",
        short=N_("Your vote is still missing at %(forum)s. Vote here: %(link)s"),
        topic=Topic.REMINDERS,
        folder="polls",
        poll=poll,
        until=moment_words(poll.closes_at, signup.language) if poll.closes_at else "",
        ticket=ticket_line(signup),
    )


BUILDERS: Mapping[str, Builder] = {REMINDER: reminder}

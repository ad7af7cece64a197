"""Two acts on one poll at the same moment: each is done wholly, once, or refused with a reason.

A few rounds are run by default; FORUM_TEST_ROUNDS asks for many.
"""

import itertools
import os
import random
import time
from collections import Counter

import pytest
from sqlalchemy import func, select

from forum.accounts.models import Person
from forum.accounts.service.erasing import erase_person
from forum.core.actor import SYSTEM
from forum.core.db import db
from forum.core.transaction import transaction
from forum.journal.models import JournalEntry
from forum.mail.models import Letter
from forum.polls import jobs
from forum.polls.errors import (
    AlreadyVoted,
    CountAgreed,
    CountsUnchecked,
    NotElector,
    PollClosed,
    PollHasVotes,
    PollNotDrafted,
    PollNotOpen,
    RemindedLately,
)
from forum.polls.logic.kinds import (
    ElectorateRule,
    PollState,
    ResultsShown,
    SecrecyLevel,
    SheetChannel,
)
from forum.polls.logic.settings import Settings
from forum.polls.logic.sheets import Counted
from forum.polls.models import Ballot, Elector, Poll, Turnout
from forum.polls.queries.counts import find_running_result
from forum.polls.queries.outcomes import find_outcome
from forum.polls.service.casting import cast_ballot
from forum.polls.service.counting import check_count, record_count
from forum.polls.service.listing import list_electors, weigh_elector
from forum.polls.service.running import admit_late, close_poll, open_poll, reset_poll, show_results
from forum.polls.service.timing import close_in_time, remind
from tests.polls.test_service import in_threads

ROUNDS = 50 if "FORUM_TEST_ROUNDS" in os.environ else 3
BOTH = list(SecrecyLevel)


def each(rounds=ROUNDS):
    """The level of secrecy and the dice of each round."""
    return [(BOTH[n % 2], random.Random(n)) for n in range(rounds)]


def act(service, hall, poll_id, *args, **more):
    """A service as a thread does it, in a transaction of its own."""
    who = {"actor": hall.staff, "now": hall.now, **more}

    def do():
        with transaction():
            service(hall.forum_id, poll_id, *args, **who)

    return do


def vote(hall, poll_id, voter, option, key="a-key-of-this-try", wait=0.0, **more):
    given = {"option": [option], "agreed": ["yes"]}

    def do():
        time.sleep(wait)
        cast_ballot(hall.forum_id, poll_id, given, key, actor=voter, **more)

    return do


def ready(poll):
    """Public ids, with nothing left open in this thread."""
    ids = poll.public_id, [option.public_id for option in poll.options]
    db.session.rollback()
    return ids


def kept(poll_id):
    """The poll as it is kept now, its ballots and who is down as having voted."""
    db.session.rollback()
    poll = db.session.scalars(select(Poll).where(Poll.public_id == poll_id)).one()
    ballots = db.session.scalars(select(Ballot).where(Ballot.poll_id == poll.id)).all()
    turnout = db.session.scalars(select(Turnout.signup_id).filter_by(poll_id=poll.id)).all()
    return poll, ballots, turnout


def times(code, poll_id):
    """How often an act stands in the journal."""
    query = select(func.count()).select_from(JournalEntry)
    return db.session.scalar(
        query.where(JournalEntry.code == code, JournalEntry.object_id == poll_id)
    )


def kinds(outcomes):
    return Counter(type(outcome) for outcome in outcomes)


DONE = type(None)


def test_twenty_changes_of_one_vote_at_once_are_one_ballot_that_says_one_of_them(app, make_hall):
    hall = make_hall(people=1)
    for level, _dice in each():
        poll_id, options = ready(hall.open(level=level))
        tries = itertools.islice(itertools.cycle(options), 20)

        outcomes = in_threads(
            app,
            *(
                vote(hall, poll_id, hall.voters[0], option, f"a-key-of-try-{n:05}")
                for n, option in enumerate(tries)
            ),
        )

        _poll, ballots, turnout = kept(poll_id)
        assert kinds(outcomes) == {DONE: 20}
        assert [ballot.revision for ballot in ballots] == [20]
        assert len(turnout) == 1


def test_whoever_is_erased_while_they_vote_has_at_most_one_ballot_and_none_that_is_theirs(
    app, make_hall
):
    hall = make_hall(people=2 * ROUNDS)
    for turn, (level, dice) in enumerate(each(2 * ROUNDS)):
        signup, voter = hall.signups[turn], hall.voters[turn]
        mine, person_id = signup.public_id, signup.person_id
        poll_id, options = ready(
            hall.open(level=level, settings=Settings(electorate=ElectorateRule.SEATED))
        )

        def erase(person_id=person_id):
            with transaction():
                erase_person(db.session.get(Person, person_id), actor=SYSTEM, now=hall.now)

        votes = [
            vote(hall, poll_id, voter, option, f"a-key-of-{option}", wait=dice.random() / 40)
            for option in options[:2]
        ]
        outcomes = in_threads(app, erase, *votes)

        _poll, ballots, turnout = kept(poll_id)
        assert kinds(outcomes).keys() <= {DONE, NotElector}
        assert len(ballots) == len(turnout) <= 1
        assert len(ballots) == (kinds(outcomes)[DONE] > 1)
        assert mine not in {ballot.key for ballot in ballots}
        make_closed(hall, poll_id)


def make_closed(hall, poll_id):
    act(close_poll, hall, poll_id)()


def test_whoever_is_let_in_while_the_poll_closes_is_in_before_or_not_at_all(app, make_hall):
    hall = make_hall(people=1)
    for level, dice in each():
        poll = hall.open(level=level)
        late = hall.comes().public_id
        poll_id, _options = ready(poll)
        wait = dice.random() / 50

        def admit(poll_id=poll_id, late=late, wait=wait):
            time.sleep(wait)
            act(admit_late, hall, poll_id, late)()

        outcomes = in_threads(app, admit, act(close_poll, hall, poll_id))

        poll, _ballots, _turnout = kept(poll_id)
        electors = db.session.scalar(
            select(func.count()).select_from(Elector).where(Elector.poll_id == poll.id)
        )
        is_in = outcomes[0] is None
        assert outcomes[0] is None or isinstance(outcomes[0], PollNotOpen)
        assert outcomes[1] is None
        assert times("poll.elector_added", poll_id) == is_in
        assert electors == len(kept_before(hall)) + is_in


def kept_before(hall):
    """Those who could vote when the poll opened: all who were there before the last."""
    from forum.signups.models.places import CheckIn

    return db.session.scalars(select(CheckIn.id)).all()[:-1]


def test_proxy_and_principal_at_once_are_one_ballot_and_it_is_the_principals(app, make_hall, make):
    hall = make_hall(people=2, most_proxies=3)
    first, second = hall.signups
    for level, dice in each():
        poll = hall.draft(level=level, settings=Settings(electorate=ElectorateRule.LISTED))
        ids = [first.public_id, second.public_id]
        poll_id, options = ready(poll)
        act(list_electors, hall, poll_id, ids, ids)()
        act(weigh_elector, hall, poll_id, ids[0], 1, ids[1])()
        act(open_poll, hall, poll_id)()
        waits = [dice.random() / 50 for _ in range(2)]

        by_proxy, by_self = in_threads(
            app,
            vote(hall, poll_id, hall.voters[1], options[1], wait=waits[0], instead_of=ids[0]),
            vote(hall, poll_id, hall.voters[0], options[0], wait=waits[1]),
        )

        _poll, ballots, turnout = kept(poll_id)
        assert by_self is None
        assert by_proxy is None or isinstance(by_proxy, AlreadyVoted)
        assert [ballot.choice for ballot in ballots] == [{"option": options[0]}]
        assert len(turnout) == 1


def test_two_helpers_for_one_person_enter_one_ballot(app, make_hall):
    hall = make_hall(people=1)
    mine = hall.signups[0].public_id
    for level, _dice in each():
        poll_id, options = ready(hall.open(level=level))

        outcomes = in_threads(
            app,
            *(
                vote(
                    hall,
                    poll_id,
                    hall.staff,
                    option,
                    f"a-key-of-{option}",
                    instead_of=mine,
                    now=hall.now,
                )
                for option in options
            ),
        )

        assert kinds(outcomes) == {DONE: 1, AlreadyVoted: 2}
        assert len(kept(poll_id)[1]) == 1
        assert times("poll.ballot_entered", poll_id) == 1


def test_five_who_open_a_poll_at_once_open_it_once(app, make_hall):
    hall = make_hall(people=3)
    for level, _dice in each():
        poll_id, _options = ready(hall.draft(level=level))

        outcomes = in_threads(app, *[act(open_poll, hall, poll_id)] * 5)

        assert kinds(outcomes) == {DONE: 1, PollNotDrafted: 4}
        assert times("poll.opened", poll_id) == 1


def test_a_poll_closed_by_hand_and_by_the_clock_at_once_is_closed_once(app, make_hall):
    hall = make_hall(people=3)
    for level, _dice in each():
        poll = hall.open(level=level, closes_at=hall.now.replace(year=2027))
        later = hall.now.replace(year=2028)
        poll_id, options = ready(poll)
        vote(hall, poll_id, hall.voters[0], options[0])()
        by_clock = act(close_in_time, hall, poll_id, actor=SYSTEM, now=later)

        outcomes = in_threads(app, by_clock, act(close_poll, hall, poll_id), by_clock)

        poll, ballots, _turnout = kept(poll_id)
        assert kinds(outcomes) == {DONE: 3}
        assert poll.state is PollState.CLOSED
        assert times("poll.closed", poll_id) == 1
        assert len(ballots) == 1


def test_a_result_shown_by_many_at_once_is_shown_once(app, make_hall):
    hall = make_hall(people=1)
    for level, _dice in each():
        poll_id, _options = ready(hall.open(level=level))
        make_closed(hall, poll_id)

        outcomes = in_threads(app, *[act(show_results, hall, poll_id)] * 4)

        assert kinds(outcomes) == {DONE: 4}
        assert times("poll.shown", poll_id) == 1


def test_two_reminders_at_once_write_to_each_person_once(app, make_hall):
    hall = make_hall(people=4)
    for level, _dice in each():
        poll_id, options = ready(hall.open(level=level))
        vote(hall, poll_id, hall.voters[0], options[0])()

        outcomes = in_threads(app, *[act(remind, hall, poll_id)] * 3)

        letters = (
            select(func.count()).select_from(Letter).where(Letter.occasion.startswith(poll_id))
        )
        assert kinds(outcomes) == {DONE: 1, RemindedLately: 2}
        assert db.session.scalar(letters) == 3
        db.session.rollback()


def test_a_question_taken_back_while_somebody_votes_is_a_draft_or_has_their_vote(app, make_hall):
    hall = make_hall(people=1)
    seen = set()
    for level, dice in each(2 * ROUNDS):
        poll_id, options = ready(hall.open(level=level))
        waits = [dice.random() / 50 for _ in range(2)]
        reset = act(reset_poll, hall, poll_id)

        def take_back(reset=reset, wait=waits[1]):
            time.sleep(wait)
            reset()

        voted, taken_back = in_threads(
            app, vote(hall, poll_id, hall.voters[0], options[0], wait=waits[0]), take_back
        )

        poll, ballots, turnout = kept(poll_id)
        is_kept = voted is None
        seen.add(is_kept)
        assert isinstance(taken_back, PollHasVotes) is is_kept
        assert (poll.state is PollState.OPEN) is is_kept
        assert len(ballots) == len(turnout) == is_kept


def test_a_second_count_that_races_the_closing_counts_or_keeps_the_poll_open(app, make_hall):
    hall = make_hall(people=4)
    for _level, dice in each():
        poll = hall.open(level=SecrecyLevel.CONFIDENTIAL, results_shown=ResultsShown.AFTER_CLOSE)
        poll_id, options = ready(poll)
        told = Counted(4, {options[0]: 3, options[1]: 1})
        with transaction():
            sheet = record_count(
                hall.forum_id, poll_id, None, SheetChannel.HANDS, told,
                actor=hall.staff, now=hall.now, needs_second=True,
            )  # fmt: skip
            sheet_id = sheet.public_id
        waits = [dice.random() / 50 for _ in range(2)]

        def check(poll_id=poll_id, sheet_id=sheet_id, told=told, wait=waits[0]):
            time.sleep(wait)
            act(check_count, hall, poll_id, sheet_id, told)()

        def close(poll_id=poll_id, wait=waits[1]):
            time.sleep(wait)
            act(close_poll, hall, poll_id)()

        first, second, closed = in_threads(app, check, check, close)

        assert kinds([first, second]) == {DONE: 1, CountAgreed: 1} or PollClosed in kinds(
            [first, second]
        )
        assert closed is None or isinstance(closed, CountsUnchecked)
        if closed is not None:
            make_closed(hall, poll_id)
        assert find_outcome(kept(poll_id)[0]).result.ballots == 4


def test_a_running_count_goes_on_by_five_also_when_many_vote_and_count_at_once(app, make_hall):
    hall = make_hall(people=40)
    poll_id, options = ready(
        hall.open(level=SecrecyLevel.CONFIDENTIAL, results_shown=ResultsShown.LIVE)
    )
    seen, done, dice = [0], [], random.Random(3)
    end = time.monotonic() + 60

    def watch():
        while time.monotonic() < end and (len(done) < 40 or seen[-1] < 30):
            db.session.rollback()
            poll = db.session.scalars(select(Poll).where(Poll.public_id == poll_id)).one()
            running = find_running_result(poll)
            if running is not None and running.ballots != seen[-1]:
                seen.append(running.ballots)
            time.sleep(0.005)

    def count():
        while time.monotonic() < end and (len(done) < 40 or seen[-1] < 30):
            db.session.rollback()  # each job has a session of its own
            jobs.count(hall.forum_id, poll_id)
            time.sleep(dice.random() / 100)

    def slowly(act, wait):
        def do():
            time.sleep(wait)
            act()
            done.append(1)

        return do

    votes = [
        slowly(vote(hall, poll_id, voter, options[n % 2]), n * dice.random() / 20)
        for n, voter in enumerate(hall.voters)
    ]
    outcomes = in_threads(app, watch, count, count, count, *votes)

    assert kinds(outcomes) == {DONE: len(outcomes)}
    assert len(seen) > 2
    assert all(later - earlier >= 5 for earlier, later in itertools.pairwise(seen))


def test_a_list_of_voters_is_not_changed_any_more_while_the_poll_opens(app, make_hall):
    hall = make_hall(people=6)
    ids = [signup.public_id for signup in hall.signups]
    for level, _dice in each():
        poll_id, _options = ready(
            hall.draft(level=level, settings=Settings(electorate=ElectorateRule.LISTED))
        )
        act(list_electors, hall, poll_id, ids, ids[:3])()

        outcomes = in_threads(
            app,
            act(open_poll, hall, poll_id),
            act(list_electors, hall, poll_id, ids, ids[3:]),
        )

        poll = kept(poll_id)[0]
        electors = set(db.session.scalars(select(Elector.signup_id).filter_by(poll_id=poll.id)))
        told = db.session.scalar(
            select(JournalEntry.facts).where(
                JournalEntry.code == "poll.opened", JournalEntry.object_id == poll_id
            )
        )
        assert outcomes[0] is None
        assert len(electors) == told["eligible"] == 3
        assert electors == {
            signup.id for signup in (hall.signups[3:] if outcomes[1] is None else hall.signups[:3])
        }


@pytest.mark.parametrize("level", BOTH)
def test_after_all_that_every_ballot_has_a_voter_and_every_voter_a_ballot(app, make_hall, level):
    """Votes, changes, late comers and five closings at once."""
    hall = make_hall(people=12)
    late = [hall.comes() for _ in range(4)]
    poll_id, options = ready(hall.open(level=level, results_shown=ResultsShown.AFTER_CLOSE))
    dice = random.Random(5)
    people = [*hall.voters, *(hall.make.participant(signup) for signup in late)]
    ids = [signup.public_id for signup in late]
    db.session.rollback()

    def close(wait):
        def do():
            time.sleep(wait)
            act(close_poll, hall, poll_id)()

        return do

    acts = [
        *(
            vote(hall, poll_id, person, option, f"a-key-of-{option}", wait=dice.random() / 5)
            for person in people
            for option in options
        ),
        *(act(admit_late, hall, poll_id, id_) for id_ in ids),
        *(close(0.1 + n / 100) for n in range(5)),
    ]
    outcomes = in_threads(app, *acts)

    poll, ballots, turnout = kept(poll_id)
    assert kinds(outcomes).keys() <= {DONE, PollClosed, PollNotOpen, NotElector}
    assert len(ballots) == len(turnout) == find_outcome(poll).result.ballots
    assert times("poll.closed", poll_id) == 1

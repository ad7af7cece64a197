import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import delete, func, select, update

from forum.core.db import db
from forum.core.errors import ForumError, NotFound
from forum.core.transaction import transaction
from forum.events.logic.stages import AttributionMode
from forum.journal.models import JournalEntry
from forum.polls.errors import (
    BallotNotStored,
    NobodyToVote,
    NotElector,
    PollClosed,
    PollFixed,
    PollHasVotes,
    PollNotDrafted,
    PollNotOpen,
    PollStillOpen,
    QuestionMissing,
    ReasonMissing,
    ReasonTooLong,
    SameAnswerTwice,
    UnreadableBallot,
    WrongNumberOfAnswers,
)
from forum.polls.logic.answers import AGREE, YES_OR_NO, Answer
from forum.polls.logic.keys import ballot_key
from forum.polls.logic.kinds import Method, PollState, ReasonRule, ResultsShown, SecrecyLevel
from forum.polls.models import Ballot, Elector, Poll, Turnout
from forum.polls.queries.electorate import count_turnout
from forum.polls.queries.outcomes import find_outcome
from forum.polls.service.casting import cast_ballot, own_vote
from forum.polls.service.drafting import delete_poll, edit_poll
from forum.polls.service.running import admit_to_open_polls, open_poll, reset_poll
from forum.polls.service.storing import Sent, store_ballots
from forum.polls.service.writer import Writer
from forum.signups.logic.states import SignupState


def ballots(poll):
    db.session.rollback()
    return list(db.session.scalars(select(Ballot).where(Ballot.poll_id == poll.id)))


def counts(poll):
    return [line.count for line in find_outcome(poll).result.options]


def journal_codes():
    return list(db.session.scalars(select(JournalEntry.code).order_by(JournalEntry.id)))


# Drafting


def test_a_consent_poll_has_the_five_fixed_answers(hall):
    poll = hall.draft(method=Method.CONSENT, answers=())

    assert [option.meaning for option in poll.options] == [
        "agree",
        "reserve",
        "abstain",
        "object",
        "block",
    ]


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"question": {"th": ""}}, QuestionMissing),
        ({"answers": (AGREE,)}, WrongNumberOfAnswers),
        ({"answers": tuple(Answer({"en": str(n)}) for n in range(21))}, WrongNumberOfAnswers),
        ({"answers": (AGREE, AGREE)}, SameAnswerTwice),
        ({"item_id": "x" * 27}, NotFound),
    ],
)
def test_a_poll_that_cannot_be_asked_is_refused_and_nothing_is_kept(hall, values, error):
    with pytest.raises(error):
        hall.draft(**values)

    assert db.session.scalar(select(func.count()).select_from(Poll)) == 0


def test_an_item_of_another_forum_cannot_carry_the_poll(hall, make):
    foreign = make.item(make.forum())

    with pytest.raises(NotFound):
        hall.draft(item_id=foreign.public_id)


def test_a_draft_can_be_written_anew_and_thrown_away(hall, now):
    poll = hall.draft()
    draft = hall_draft(question={"en": "Better?"}, answers=(AGREE, Answer({"en": "Later"})))

    with transaction():
        edit_poll(hall.forum_id, poll.public_id, draft, actor=hall.staff, now=now)
    assert [option.label.get("en") for option in poll.options] == ["Agree", "Later"]

    with transaction():
        delete_poll(hall.forum_id, poll.public_id, actor=hall.staff, now=now)
    assert db.session.scalar(select(func.count()).select_from(Poll)) == 0
    assert journal_codes() == ["poll.drafted", "poll.edited", "poll.deleted"]


def hall_draft(**values):
    from forum.polls.service.drafting import PollDraft

    return PollDraft(method=Method.CHOICE, level=SecrecyLevel.NAMED, explanation={}, **values)


def test_question_and_answers_are_fixed_once_the_poll_is_open(hall, now):
    poll = hall.open()
    draft = hall_draft(question={"en": "Other"}, answers=YES_OR_NO)

    with pytest.raises(PollFixed), transaction():
        edit_poll(hall.forum_id, poll.public_id, draft, actor=hall.staff, now=now)
    with pytest.raises(PollFixed), transaction():
        delete_poll(hall.forum_id, poll.public_id, actor=hall.staff, now=now)


# Opening


def test_those_who_are_seated_and_have_checked_in_may_vote_and_nobody_else(hall, make):
    make.signup(hall.forum)
    make.signup(hall.forum, state=SignupState.WAITING, checked_in=True)
    make.signup(make.forum(), checked_in=True)

    poll = hall.open()

    electors = db.session.scalars(select(Elector.signup_id).where(Elector.poll_id == poll.id))
    assert set(electors) == {signup.id for signup in hall.signups}


def test_a_poll_does_not_open_for_an_empty_hall(make_hall):
    hall = make_hall(people=0)

    with pytest.raises(NobodyToVote):
        hall.open()

    db.session.rollback()
    assert db.session.scalars(select(Poll.state)).one() is PollState.DRAFTED
    assert db.session.scalar(select(func.count()).select_from(Elector)) == 0


def test_a_poll_opens_once(hall, now):
    poll = hall.open()

    with pytest.raises(PollNotDrafted), transaction():
        open_poll(hall.forum_id, poll.public_id, actor=hall.staff, now=now)


def test_whoever_comes_later_is_let_in_by_a_logged_act(hall, now):
    poll = hall.open()
    late = hall.comes()
    hall.voters.append(hall.make.participant(late))
    with pytest.raises(NotElector):
        hall.vote(poll, -1)

    for _ in range(2):
        with transaction():
            admit_to_open_polls(hall.forum, late.id, late.sector_id, actor=hall.staff, now=now)

    hall.vote(poll, -1)
    assert count_turnout(poll.id).eligible == 4
    assert journal_codes().count("poll.elector_added") == 1


def test_nobody_is_let_in_after_closing(hall, now):
    poll = hall.open()
    hall.close(poll)
    late = hall.comes()

    with transaction():
        admit_to_open_polls(hall.forum, late.id, late.sector_id, actor=hall.staff, now=now)

    assert count_turnout(poll.id).eligible == 3


# Voting


@pytest.mark.parametrize("level", SecrecyLevel)
def test_a_vote_is_counted(hall, level):
    poll = hall.open(level=level, results_shown=ResultsShown.AFTER_CLOSE)

    hall.vote(poll, 0, answer=0)
    hall.vote(poll, 1, answer=0)
    hall.vote(poll, 2, answer=1)
    hall.close(poll)

    assert counts(poll) == [2, 1, 0]
    assert count_turnout(poll.id).voted == 3


@pytest.mark.parametrize("level", SecrecyLevel)
def test_a_vote_can_be_changed_until_the_poll_closes(hall, level):
    poll = hall.open(level=level)

    hall.vote(poll, 0, answer=0)
    hall.vote(poll, 0, answer=1)

    (ballot,) = ballots(poll)
    assert ballot.choice == {"option": poll.options[1].public_id}
    assert ballot.revision == 2
    assert own_vote(poll, hall.voters[0]).picked == (poll.options[1].public_id,)


@pytest.mark.parametrize("level", SecrecyLevel)
def test_the_same_request_again_changes_nothing_even_after_a_newer_one(hall, level):
    poll = hall.open(level=level)

    hall.vote(poll, 0, answer=0, key="first-try-of-all")
    hall.vote(poll, 0, answer=1, key="second-try-of-all")
    for _ in range(3):
        hall.vote(poll, 0, answer=0, key="first-try-of-all")

    (ballot,) = ballots(poll)
    assert ballot.choice == {"option": poll.options[1].public_id}
    assert ballot.revision == 2


@pytest.mark.parametrize("level", SecrecyLevel)
def test_another_answer_under_the_same_request_key_is_a_change_of_vote(hall, level):
    """A page gone back to, or a form whose answer never came: the key is old, the vote is new."""
    poll = hall.open(level=level)

    hall.vote(poll, 0, answer=0, key="one-key-for-all")
    hall.vote(poll, 0, answer=1, key="one-key-for-all")
    hall.vote(poll, 0, answer=0, key="one-key-for-all")

    (ballot,) = ballots(poll)
    assert ballot.choice == {"option": poll.options[1].public_id}
    assert ballot.revision == 2


@pytest.mark.parametrize("level", SecrecyLevel)
def test_a_vote_that_was_kept_is_answered_as_kept_when_it_comes_again_after_closing(hall, level):
    poll = hall.open(level=level, results_shown=ResultsShown.AFTER_CLOSE)
    hall.vote(poll, 0, answer=0, key="an-answer-that-got-lost")
    hall.close(poll)

    hall.vote(poll, 0, answer=0, key="an-answer-that-got-lost")
    with pytest.raises(PollClosed):
        hall.vote(poll, 0, answer=1, key="an-answer-that-got-lost")
    with pytest.raises(PollClosed):
        hall.vote(poll, 0, answer=0, key="a-key-of-another-try")

    assert counts(poll) == [1, 0, 0]


@pytest.mark.parametrize("level", SecrecyLevel)
def test_what_is_kept_of_tries_holds_neither_their_keys_nor_their_answers(hall, level):
    poll = hall.open(level=level)
    hall.vote(poll, 0, answer=0, key="a-key-of-this-try")
    hall.vote(poll, 1, answer=0, key="a-key-of-my-own")

    tries = [str(turnout.request_keys) for turnout in db.session.scalars(select(Turnout))]

    assert not any(word in kept for kept in tries for word in ("a-key", poll.options[0].public_id))
    assert len(set(tries)) == 2


def test_casting_writes_no_journal_row(hall):
    poll = hall.open()
    before = journal_codes()

    hall.vote(poll, 0)

    assert journal_codes() == before


def test_a_vote_for_a_poll_that_is_not_open_yet_is_refused(hall):
    poll = hall.draft()

    with pytest.raises(NotFound):  # a draft is not to be known of
        hall.vote(poll, 0)


def test_a_vote_after_closing_is_refused_and_not_counted(hall):
    poll = hall.open(results_shown=ResultsShown.AFTER_CLOSE)
    hall.vote(poll, 0)
    hall.close(poll)

    with pytest.raises(PollClosed):
        hall.vote(poll, 1)

    assert counts(poll) == [1, 0, 0]


@pytest.mark.parametrize("who", ["staff", "waiting", "elsewhere"])
def test_whoever_is_not_in_the_electorate_cannot_vote(hall, make, who):
    poll = hall.open()
    if who == "staff":
        hall.voters.append(hall.staff)
    elif who == "waiting":
        hall.voters.append(make.participant(make.signup(hall.forum, state=SignupState.WAITING)))
    else:
        hall.voters.append(make.participant(make.signup(make.forum(), checked_in=True)))

    with pytest.raises((NotElector, NotFound)):
        hall.vote(poll, -1)

    assert ballots(poll) == []


def test_an_answer_that_is_not_offered_here_is_refused_and_nothing_is_written(hall):
    poll, other = hall.open(), hall.draft()
    bad = (
        {},
        {"option": []},
        {"option": [other.options[0].public_id]},
        {"option": [poll.options[0].public_id, poll.options[1].public_id]},
        {"option": [poll.options[0].public_id] * 2},
        {"option": ["'; DROP TABLE ballots; --"]},
        {"option": ["๑" * 100_000]},
    )

    for given in bad:
        with pytest.raises(UnreadableBallot):
            hall.send(poll, 0, given)

    assert ballots(poll) == []
    assert count_turnout(poll.id).voted == 0


def test_a_reason_is_kept_where_the_poll_takes_one(hall):
    silent = hall.open()
    hall.vote(silent, 0, reason="ไม่ถูกเก็บ")
    hall.close(silent)
    asking = hall.open(reason_rule=ReasonRule.OPTIONAL)
    hall.vote(asking, 0, reason="  เพราะ   ดี  ")

    assert [ballot.reason for ballot in ballots(silent)] == [""]
    assert [ballot.reason for ballot in ballots(asking)] == ["เพราะ ดี"]


def test_a_missing_or_endless_reason_is_refused(hall):
    poll = hall.open(reason_rule=ReasonRule.REQUIRED)

    with pytest.raises(ReasonMissing):
        hall.vote(poll, 0)
    with pytest.raises(ReasonTooLong):
        hall.vote(poll, 0, reason="ก" * 2001)

    assert ballots(poll) == []


# Secrecy


def test_while_open_a_confidential_ballot_is_found_with_the_secret_only(hall):
    poll = hall.open(level=SecrecyLevel.CONFIDENTIAL)
    hall.vote(poll, 0)

    (ballot,) = ballots(poll)

    assert ballot.key == ballot_key(poll.secret, hall.signups[0].public_id)
    assert hall.signups[0].public_id not in ballot.key


def test_after_closing_no_key_of_a_confidential_poll_leads_back_to_a_voter(make_hall):
    hall = make_hall(people=12)
    poll = hall.open(level=SecrecyLevel.CONFIDENTIAL)
    for voter in range(12):
        hall.vote(poll, voter, answer=voter % 3)
    hall.vote(poll, 0, answer=2)
    secret, before = poll.secret, {ballot.key for ballot in ballots(poll)}

    hall.close(poll)

    after = ballots(poll)
    recomputed = {ballot_key(secret, signup.public_id) for signup in hall.signups}
    assert len(after) == 12
    assert before == recomputed
    assert not {ballot.key for ballot in after} & recomputed
    assert {ballot.revision for ballot in after} == {1}
    assert db.session.scalars(select(Poll.secret)).one() is None
    own = own_vote(poll, hall.voters[0])
    assert own.has_voted
    assert own.picked == ()


def test_the_order_of_ballots_after_closing_is_not_the_order_of_voting(make_hall):
    hall = make_hall(people=30)
    poll = hall.open(level=SecrecyLevel.CONFIDENTIAL, reason_rule=ReasonRule.OPTIONAL)
    for voter in range(30):
        hall.vote(poll, voter, reason=f"{voter:02}")

    hall.close(poll)

    order = list(db.session.scalars(select(Ballot.reason).order_by(Ballot.key)))
    stored = list(db.session.scalars(select(Ballot.reason)))
    assert sorted(order) == [f"{voter:02}" for voter in range(30)]
    assert stored == order != sorted(order)


def test_a_named_ballot_is_the_voters_own(hall):
    poll = hall.open()
    hall.vote(poll, 1)
    hall.close(poll)

    assert [ballot.key for ballot in ballots(poll)] == [hall.signups[1].public_id]
    assert own_vote(poll, hall.voters[1]).picked == (poll.options[0].public_id,)


# Closing, showing, resetting


def test_closing_again_changes_nothing(hall, now):
    poll = hall.open(level=SecrecyLevel.CONFIDENTIAL)
    hall.vote(poll, 0)
    hall.close(poll)
    keys = [ballot.key for ballot in ballots(poll)]

    hall.close(poll)

    assert [ballot.key for ballot in ballots(poll)] == keys
    assert journal_codes().count("poll.closed") == 1


def test_results_are_shown_only_after_closing_and_only_when_somebody_shows_them(hall):
    poll = hall.open(results_shown=ResultsShown.WHEN_SHOWN)
    hall.vote(poll, 0)
    with pytest.raises(PollStillOpen):
        hall.show(poll)
    assert find_outcome(poll) is None

    hall.close(poll)
    assert find_outcome(poll) is None

    hall.show(poll)
    hall.show(poll)
    assert counts(poll) == [1, 0, 0]
    assert journal_codes().count("poll.shown") == 1


def test_a_poll_goes_back_to_a_draft_only_before_anyone_voted(hall, now):
    poll = hall.open()
    with transaction():
        reset_poll(hall.forum_id, poll.public_id, actor=hall.staff, now=now)
    assert poll.state is PollState.DRAFTED
    assert count_turnout(poll.id).eligible == 0

    with transaction():
        open_poll(hall.forum_id, poll.public_id, actor=hall.staff, now=now)
    hall.vote(poll, 0)

    with pytest.raises(PollHasVotes), transaction():
        reset_poll(hall.forum_id, poll.public_id, actor=hall.staff, now=now)


def test_the_result_of_a_poll_closed_shown_reset_and_run_again_is_the_new_one(hall, now):
    poll = hall.open(results_shown=ResultsShown.AFTER_CLOSE)
    hall.close(poll)
    assert counts(poll) == [0, 0, 0]

    with transaction():
        reset_poll(hall.forum_id, poll.public_id, actor=hall.staff, now=now)
    later = now.replace(minute=30)
    with transaction():
        open_poll(hall.forum_id, poll.public_id, actor=hall.staff, now=later)
    hall.vote(poll, 0)
    hall.now = later
    hall.close(poll)

    assert counts(poll) == [1, 0, 0]


# Sectors


def vote_all(hall, poll, answers):
    for voter, answer in enumerate(answers):
        hall.vote(poll, voter, answer=answer)


def sectors_hall(make_hall, sizes, **forum):
    hall = make_hall(people=0, **forum)
    hall.signups = [hall.comes(sector) for sector, size in sizes.items() for _ in range(size)]
    hall.voters = [hall.make.participant(signup) for signup in hall.signups]
    return hall


SIZES = {"university": 6, "ngo": 6, "villagers": 3, "business": 2}
ANSWERS = [0, 0, 0, 0, 1, 1, 0, 0, 1, 1, 1, 2, 0, 0, 1, 1, 0]


def test_a_confidential_poll_shows_large_sectors_and_the_small_ones_together(make_hall):
    hall = sectors_hall(make_hall, SIZES)
    poll = hall.open(level=SecrecyLevel.CONFIDENTIAL, results_shown=ResultsShown.AFTER_CLOSE)
    vote_all(hall, poll, ANSWERS)
    hall.close(poll)

    table = find_outcome(poll).sectors

    assert [(line.code, line.counts) for line in table.lines] == [
        ("university", (4, 2, 0)),
        ("ngo", (2, 3, 1)),
    ]
    assert (table.hidden, table.remainder) == (2, (3, 2, 0))
    assert not table.is_whole


def test_a_named_poll_shows_every_sector(make_hall):
    hall = sectors_hall(make_hall, SIZES)
    poll = hall.open(results_shown=ResultsShown.AFTER_CLOSE)
    vote_all(hall, poll, ANSWERS)
    hall.close(poll)

    table = find_outcome(poll).sectors

    assert [line.code for line in table.lines] == ["university", "ngo", "business", "villagers"]
    assert table.is_whole
    assert table.with_majority == 2


@pytest.mark.parametrize("mode", AttributionMode)
def test_a_named_poll_of_a_forum_that_attributes_nothing_gives_no_small_sector_away(
    make_hall, mode
):
    hall = sectors_hall(make_hall, {"university": 6, "ngo": 1}, attribution_mode=mode)
    poll = hall.open(results_shown=ResultsShown.AFTER_CLOSE)
    vote_all(hall, poll, [0, 1, 0, 1, 0, 1, 0])
    hall.close(poll)

    table = find_outcome(poll).sectors

    assert (table is None) is (mode is AttributionMode.ANONYMOUS)


def test_a_sector_that_stayed_away_from_the_vote_is_named(make_hall):
    hall = sectors_hall(make_hall, {"university": 6, "ngo": 6})
    poll = hall.open(results_shown=ResultsShown.AFTER_CLOSE)
    vote_all(hall, poll, [0, 1, 0, 1, 0, 1, 0])
    hall.close(poll)

    missing = find_outcome(poll).sectors.under_represented

    assert [name["en"] for name in missing] == ["Non-governmental organisations"]


def test_where_no_sector_can_be_shown_there_is_no_table(hall):
    poll = hall.open(level=SecrecyLevel.CONFIDENTIAL, results_shown=ResultsShown.AFTER_CLOSE)
    vote_all(hall, poll, [0, 1, 0])
    hall.close(poll)

    assert find_outcome(poll).sectors is None


# Many at once


def in_threads(app, *acts):
    """Run the acts at the same moment, each in its own thread and context; their outcomes."""
    barrier = threading.Barrier(len(acts))

    def run(act):
        with app.app_context():
            barrier.wait()
            try:
                act()
            except ForumError as error:
                return error
            finally:
                db.session.remove()
        return None

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.mark.parametrize("level", SecrecyLevel)
def test_twenty_clicks_at_once_are_one_ballot(app, hall, level):
    poll = hall.open(level=level)
    given = {"option": [poll.options[0].public_id], "agreed": ["yes"]}
    forum_id, poll_id, actor = hall.forum_id, poll.public_id, hall.voters[0]

    def click():
        cast_ballot(forum_id, poll_id, given, "one-and-the-same-key", actor=actor)

    outcomes = in_threads(app, *[click] * 20)

    assert outcomes == [None] * 20
    assert [ballot.revision for ballot in ballots(poll)] == [1]


def test_a_vote_that_races_the_closing_is_in_the_result_or_was_refused(app, make_hall):
    hall = make_hall(people=20)
    for round_ in range(20):
        level = list(SecrecyLevel)[round_ % 2]
        poll = hall.open(level=level, results_shown=ResultsShown.AFTER_CLOSE)
        acknowledged, totals = race(app, hall, poll)

        db.session.rollback()
        assert len(totals) == 3
        assert set(totals) == {acknowledged}
        assert find_outcome(poll).result.ballots == acknowledged


def race(app, hall, poll):
    """Twenty vote while three close: how many were told they voted, what each closer found."""
    forum_id, poll_id = hall.forum_id, poll.public_id
    given = {"option": [poll.options[0].public_id], "agreed": ["yes"]}
    totals = []

    def vote(actor):
        return lambda: cast_ballot(forum_id, poll_id, given, "racing-key-racing", actor=actor)

    def close():
        hall.close(poll_of(poll_id))
        totals.append(find_outcome(poll_of(poll_id)).result.ballots)

    acts = [vote(actor) for actor in hall.voters]
    outcomes = in_threads(app, *acts[:10], close, close, close, *acts[10:])
    refused = [error for error in outcomes if error is not None]
    assert all(isinstance(error, PollClosed) for error in refused)
    return 20 - len(refused), totals


def poll_of(public_id):
    return db.session.scalars(select(Poll).where(Poll.public_id == public_id)).one()


# The writer


def sent(poll, signup, **values):
    facts = {
        "poll_id": poll.id,
        "opened_at": poll.opened_at,
        "signup_id": signup.id,
        "voter": signup.public_id,
        "channel": "phone",
        "choice": {"option": poll.options[0].public_id},
        "reason": "",
        "request_key": "a-key-of-this-try",
    }
    return Sent(**{**facts, **values})


def stored(batch):
    db.session.rollback()
    with db.engine.connect().execution_options(write_tx=True) as one, one.begin():
        return store_ballots(one, batch)


def test_a_batch_counts_each_voter_once_and_the_last_sent_last(hall):
    poll = hall.open()
    first, second = hall.signups[:2]
    other = {"option": poll.options[1].public_id}

    batch = [
        sent(poll, first, request_key="one"),
        sent(poll, second, request_key="one"),
        sent(poll, first, request_key="two", choice=other),
        sent(poll, first, request_key="one"),
    ]
    outcomes = stored(batch)

    assert outcomes == [None] * 4
    assert {b.key: (b.choice, b.revision) for b in ballots(poll)} == {
        first.public_id: (other, 2),
        second.public_id: (batch[1].choice, 1),
    }


def test_in_a_batch_each_is_refused_for_its_own_reason(hall, make):
    poll, closed = hall.open(), hall.open()
    hall.close(closed)
    stranger = make.signup(hall.forum)

    outcomes = stored(
        [
            sent(poll, hall.signups[0]),
            sent(closed, hall.signups[0]),
            sent(poll, stranger),
            sent(poll, hall.signups[1], opened_at=hall.now.replace(year=2020)),
            sent(poll, hall.signups[2], poll_id=999_999),
        ]
    )

    kinds = [type(outcome) for outcome in outcomes]
    assert kinds == [type(None), PollClosed, NotElector, PollNotOpen, PollNotOpen]
    assert [ballot.key for ballot in ballots(poll)] == [hall.signups[0].public_id]


def test_a_ballot_the_database_refuses_takes_no_other_along(app, hall):
    poll = hall.open()
    writer = Writer(db.engine)
    good = [sent(poll, signup) for signup in hall.signups[:2]]
    bad = sent(poll, hall.signups[2], channel="pigeon")
    db.session.rollback()

    outcomes = in_threads(app, *(lambda s=s: writer.put(s) for s in [good[0], bad, good[1]]))

    assert [type(outcome) for outcome in outcomes] == [type(None), BallotNotStored, type(None)]
    assert len(ballots(poll)) == 2


def test_whoever_votes_waits_without_holding_a_connection(app, make_hall):
    hall = make_hall(people=40)
    poll = hall.open()
    given = {"option": [poll.options[0].public_id], "agreed": ["yes"]}
    forum_id, poll_id = hall.forum_id, poll.public_id

    def vote(actor):
        return lambda: cast_ballot(forum_id, poll_id, given, "key-of-forty-people", actor=actor)

    outcomes = in_threads(app, *[vote(actor) for actor in hall.voters])

    assert outcomes == [None] * 40
    assert len(ballots(poll)) == 40


def test_the_database_itself_keeps_a_second_ballot_and_an_open_secret_out(hall):
    poll = hall.open(level=SecrecyLevel.CONFIDENTIAL)
    hall.close(poll)

    with pytest.raises(Exception, match="secret_destroyed_at_close"), transaction():
        db.session.execute(update(Poll).values(secret=b"x"))
    assert db.session.execute(delete(Turnout)).rowcount == 0

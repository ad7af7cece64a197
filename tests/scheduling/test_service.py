from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import func, select

from forum.core.actor import SYSTEM, VISITOR
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.transaction import transaction
from forum.events.models import Forum
from forum.journal.models import JournalEntry
from forum.scheduling import privacy
from forum.scheduling.errors import (
    AlreadyChosen,
    ClosesInPast,
    DatePollClosed,
    LastSlot,
    NameMissing,
    NoDraftChosen,
    NothingAnswered,
    SlotEndsBeforeStart,
    SlotPassed,
    TooManyReplies,
    TooManySlots,
)
from forum.scheduling.logic import (
    KEPT_FOR,
    Availability,
    DatePollPlan,
    DatePollState,
    Outcome,
    Span,
)
from forum.scheduling.models import DateChoice, DatePoll, DateReply, DateSlot
from forum.scheduling.queries import tallies_of
from forum.scheduling.service import replies as replies_service
from forum.scheduling.service.choosing import choose_slot, take_back_choice
from forum.scheduling.service.polls import (
    add_slots,
    ask_for_dates,
    close_date_poll,
    delete_date_poll,
    edit_date_poll,
    remove_slot,
    renew_link,
    reopen_date_poll,
)
from forum.scheduling.service.replies import (
    Answer,
    answer_dates,
    change_reply,
    forget_old_replies,
    take_back_reply,
)

YES, MAYBE, NO = Availability.YES, Availability.IF_NEED_BE, Availability.NO
KEY = "k" * 22
SECRET = "a secret of the test"


def counts(poll):
    db.session.rollback()
    return [tally.counts for tally in tallies_of(db.session.get(DatePoll, poll.id))]


def rows(kind):
    return db.session.scalar(select(func.count()).select_from(kind))


def spans(now, *days, hours=3):
    return [Span(now + timedelta(days=d), now + timedelta(days=d, hours=hours)) for d in days]


@pytest.fixture
def ask(make, now):
    programme = make.programme()

    def asking(given, key=KEY, closes_in=timedelta(days=7)):
        plan = DatePollPlan({"th": "หาวัน"}, now + closes_in)
        with transaction():
            return ask_for_dates(
                programme.public_id, plan, given, key, secret=SECRET, actor=SYSTEM, now=now
            )

    return asking


@pytest.fixture
def answer(now, app):
    def answering(token, said, *, name="สมใจ", key=KEY, actor=VISITOR, is_own=False, at=now):
        secret = app.config["SECRET_KEY"]
        given = Answer(name, "องค์กร", said, is_own=is_own)
        with transaction():
            return answer_dates(token, given, key, secret=secret, actor=actor, now=at)

    return answering


# Asking


def test_the_same_form_sent_twice_asks_once(ask, now):
    first, second = ask(spans(now, 20, 21)), ask(spans(now, 20, 21))

    assert first.id == second.id
    assert rows(DateSlot) == 2


@pytest.mark.parametrize(
    ("days", "hours", "error"),
    [
        ((20,), 0, SlotEndsBeforeStart),
        ((20,), -1, SlotEndsBeforeStart),
        ((0,), 3, SlotPassed),
        ((20, -1), 3, SlotPassed),
        (range(1, 62), 3, TooManySlots),
    ],
)
def test_impossible_times_are_refused_and_nothing_is_kept(ask, now, days, hours, error):
    with pytest.raises(error):
        ask(spans(now, *days, hours=hours))

    assert rows(DatePoll) == 0


def test_a_question_that_has_ended_already_is_refused(ask, now):
    with pytest.raises(ClosesInPast):
        ask(spans(now, 20), closes_in=timedelta(0))


def test_further_times_leave_answers_and_known_times_as_they_are(make, now):
    poll, _ = make.date_poll()
    make.date_reply(poll, YES, NO)
    known = poll.slots[0]
    further = [Span(known.starts_at, known.ends_at), *spans(now, 40)]

    with transaction():
        new = add_slots(poll.public_id, further, actor=SYSTEM, now=now)

    assert len(new) == 1
    assert counts(poll) == [(1, 0, 0), (0, 0, 1), (0, 0, 0)]


def test_a_poll_never_grows_over_the_most_times(make, now):
    poll, _ = make.date_poll(slots=58)

    with pytest.raises(TooManySlots), transaction():
        add_slots(poll.public_id, spans(now, 100, 101, 102), actor=SYSTEM, now=now)
    with transaction():
        add_slots(poll.public_id, spans(now, 100, 101), actor=SYSTEM, now=now)

    assert rows(DateSlot) == 60


def test_a_time_goes_with_what_was_said_to_it_but_never_the_last_one(make, now):
    poll, _ = make.date_poll()
    make.date_reply(poll, YES, NO)
    first, second = (slot.public_id for slot in poll.slots)

    with transaction():
        remove_slot(poll.public_id, first, actor=SYSTEM, now=now)
    with pytest.raises(LastSlot), transaction():
        remove_slot(poll.public_id, second, actor=SYSTEM, now=now)

    assert counts(poll) == [(0, 0, 1)]
    assert rows(DateChoice) == 1


def test_a_poll_closed_by_time_opens_again_with_a_later_end(make, now, answer):
    poll, token = make.date_poll(closes_at=now - timedelta(hours=1))
    said = {poll.slots[0].public_id: YES}
    later = DatePollPlan(poll.title, now + timedelta(days=1))

    with pytest.raises(DatePollClosed):
        answer(token, said)
    with pytest.raises(ClosesInPast), transaction():
        reopen_date_poll(poll.public_id, actor=SYSTEM, now=now)
    with transaction():
        edit_date_poll(poll.public_id, later, actor=SYSTEM, now=now)

    assert answer(token, said)


def test_the_words_of_a_closed_poll_can_be_changed_but_not_its_end_to_the_past(make, now):
    ended = now - timedelta(hours=1)
    poll, _ = make.date_poll(closes_at=ended)

    with transaction():
        edit_date_poll(poll.public_id, DatePollPlan({"th": "ใหม่"}, ended), actor=SYSTEM, now=now)
    with pytest.raises(ClosesInPast), transaction():
        edit_date_poll(
            poll.public_id, DatePollPlan({"th": "x"}, ended - KEPT_FOR), actor=SYSTEM, now=now
        )

    assert db.session.get(DatePoll, poll.id).title == {"th": "ใหม่"}


def test_a_new_link_makes_the_old_one_lead_nowhere_and_leaves_own_links(make, now, answer, app):
    poll, token = make.date_poll()
    said = {poll.slots[0].public_id: YES}
    _, own = make.date_reply(poll, YES)

    with transaction():
        renew_link(poll.public_id, secret=SECRET, actor=SYSTEM, now=now)

    with pytest.raises(NotFound):
        answer(token, said)
    with transaction():
        assert change_reply(own, Answer("ก", "", said), now=now)


def test_deleting_leaves_nothing_but_the_forum(make, now):
    poll, _ = make.date_poll()
    make.date_reply(poll, YES, MAYBE)
    choose(poll, Outcome.NEW_FORUM, now)

    with transaction():
        delete_date_poll(poll.public_id, actor=SYSTEM, now=now)

    assert [rows(kind) for kind in (DatePoll, DateSlot, DateReply, DateChoice, Forum)] == [
        0, 0, 0, 0, 1,
    ]  # fmt: skip


# Answering


def test_the_same_form_sent_twice_counts_once_and_a_changed_one_changes(make, answer):
    poll, token = make.date_poll()
    first, second = (slot.public_id for slot in poll.slots)

    once = answer(token, {first: YES, second: NO})
    again = answer(token, {first: YES, second: NO})
    changed = answer(token, {first: MAYBE})

    assert once.id == again.id == changed.id
    assert counts(poll) == [(0, 1, 0), (0, 0, 1)]


def test_a_signed_in_person_is_known_by_name_and_counts_once(make, answer):
    poll, token = make.date_poll()
    account = make.account(given_name="มานี")
    actor, said = make.actor(account), {poll.slots[0].public_id: YES}

    own = answer(token, said, name="คนอื่น", key="a" * 22, actor=actor, is_own=True)
    again = answer(token, said, name="", key="b" * 22, actor=actor, is_own=True)
    for_another = answer(token, said, name="ตาสี", key="c" * 22, actor=actor)

    assert (own.id, own.name, own.person_id) == (again.id, actor.name, actor.person_id)
    assert (for_another.name, for_another.person_id) == ("ตาสี", None)
    assert counts(poll)[0] == (2, 0, 0)


def test_somebody_without_a_name_or_without_an_answer_is_asked_for_it(make, answer):
    poll, token = make.date_poll()
    other, _ = make.date_poll()

    with pytest.raises(NameMissing):
        answer(token, {poll.slots[0].public_id: YES}, name="")
    for nothing in ({}, {"unknown": YES}, {other.slots[0].public_id: YES}):
        with pytest.raises(NothingAnswered):
            answer(token, nothing)

    assert rows(DateReply) == rows(DateChoice) == 0


def test_whoever_floods_a_poll_comes_to_an_end(make, answer, monkeypatch):
    monkeypatch.setattr(replies_service, "MOST_REPLIES", 3)
    poll, token = make.date_poll()
    said = {poll.slots[0].public_id: YES}
    for number in range(3):
        answer(token, said, key=f"{number}" * 22)

    with pytest.raises(TooManyReplies):
        answer(token, said, key="x" * 22)

    assert answer(token, said, key="1" * 22)  # who answered before still changes it
    assert rows(DateReply) == 3


def test_an_answer_changes_by_its_own_link_until_the_end(make, now):
    poll, _ = make.date_poll()
    reply, own = make.date_reply(poll, YES)
    second = poll.slots[1].public_id

    with transaction():
        change_reply(own, Answer("ชื่อใหม่", "", {second: NO}), now=now)
    assert counts(poll) == [(1, 0, 0), (0, 0, 1)]
    assert db.session.get(DateReply, reply.id).name == "ชื่อใหม่"

    with transaction():
        close_date_poll(poll.public_id, actor=SYSTEM, now=now)
    with pytest.raises(DatePollClosed), transaction():
        change_reply(own, Answer("ก", "", {second: YES}), now=now)


@pytest.mark.parametrize("is_closed", [False, True])
def test_an_answer_is_taken_back_at_any_time_and_nothing_is_left(make, now, is_closed):
    poll, _ = make.date_poll(closed_at=now if is_closed else None)
    _, own = make.date_reply(poll, YES, NO, name="คีรีบูน")

    with transaction():
        take_back_reply(own)

    assert rows(DateReply) == rows(DateChoice) == 0
    assert "คีรีบูน" not in str(db.session.execute(select(JournalEntry.facts)).all())


@pytest.mark.parametrize("by_hand", [False, True])
def test_answers_are_forgotten_ninety_days_after_the_end(make, now, by_hand):
    end = now + timedelta(days=7)
    poll, _ = make.date_poll(**({"closed_at": now} if by_hand else {}))
    make.date_reply(poll, YES)
    ended = now if by_hand else end

    for moment, left in ((ended + KEPT_FOR - timedelta(seconds=1), 1), (ended + KEPT_FOR, 0)):
        with transaction():
            forget_old_replies(now=moment)
        assert rows(DateReply) == rows(DateChoice) == left

    assert rows(DatePoll) == 1


# Choosing


def choose(poll, outcome, now, *, slot=0, forum_id="", key="c" * 22):
    with transaction():
        return choose_slot(
            poll.public_id,
            poll.slots[slot].public_id,
            outcome,
            forum_id,
            key,
            actor=SYSTEM,
            now=now,
        )


def test_the_chosen_time_makes_one_draft_however_often_it_is_sent(make, now):
    poll, _ = make.date_poll()

    for _ in range(2):
        decided = choose(poll, Outcome.NEW_FORUM, now)

    forum = decided.forum
    assert rows(Forum) == 1
    assert (forum.published_at, forum.title) == (None, poll.title)
    assert (forum.starts_at, forum.ends_at) == (poll.slots[0].starts_at, poll.slots[0].ends_at)
    assert forum.programme_id == poll.programme_id
    assert (decided.state(now), decided.closed_at) == (DatePollState.DECIDED, now)


def test_a_draft_that_is_there_takes_the_time_and_keeps_its_words(make, now):
    poll, _ = make.date_poll()
    draft = make.forum(programme=poll.programme, published_at=None)

    decided = choose(poll, Outcome.DRAFT, now, slot=1, forum_id=draft.public_id)

    assert decided.forum.id == draft.id
    assert decided.forum.starts_at == poll.slots[1].starts_at
    assert decided.forum.title == {"th": "เวทีทดลอง", "en": "Test forum"}


def test_neither_a_published_forum_nor_another_programmes_draft_is_moved(make, now):
    poll, _ = make.date_poll()
    published = make.forum(programme=poll.programme)
    elsewhere = make.forum(published_at=None)
    before = [forum.starts_at for forum in (published, elsewhere)]

    for wrong in (published.public_id, elsewhere.public_id, ""):
        with pytest.raises(NoDraftChosen):
            choose(poll, Outcome.DRAFT, now, forum_id=wrong)

    assert [forum.starts_at for forum in (published, elsewhere)] == before
    assert db.session.get(DatePoll, poll.id).chosen is None


def test_a_second_choice_needs_the_first_to_be_taken_back(make, now):
    poll, _ = make.date_poll()
    choose(poll, Outcome.NEW_FORUM, now)

    with pytest.raises(AlreadyChosen):
        choose(poll, Outcome.TELL_ONLY, now, slot=1)
    with transaction():
        take_back_choice(poll.public_id, actor=SYSTEM, now=now)
    decided = choose(poll, Outcome.TELL_ONLY, now, slot=1)

    assert decided.forum is None
    assert [slot.chosen_at for slot in decided.slots] == [None, now]
    assert rows(Forum) == 1


def test_a_time_that_has_passed_is_not_chosen(make, now):
    poll, _ = make.date_poll()

    with pytest.raises(SlotPassed):
        choose(poll, Outcome.TELL_ONLY, poll.slots[0].starts_at)


# A person's data


def test_a_persons_replies_are_handed_out_and_erased_whole(make):
    poll, _ = make.date_poll()
    person, other = make.person(), make.person()
    make.date_reply(poll, YES, person_id=person.id, organisation="สมาคม")
    make.date_reply(poll, NO, person_id=other.id)

    told = privacy.export(person.id)["date_replies"]
    with transaction():
        privacy.erase(person.id)

    assert [each["organisation"] for each in told] == ["สมาคม"]
    assert [each["availability"] for each in told[0]["choices"]] == ["yes"]
    assert counts(poll)[0] == (0, 0, 1)
    assert rows(DateReply) == rows(DateChoice) == 1


def test_two_who_are_one_person_count_once_with_the_later_answer(make, now):
    poll, _ = make.date_poll()
    elsewhere, _ = make.date_poll()
    kept, double = make.person(), make.person()
    make.date_reply(poll, YES, person_id=kept.id, changed_at=now + timedelta(hours=1))
    make.date_reply(poll, NO, person_id=double.id)
    make.date_reply(elsewhere, MAYBE, person_id=double.id)

    with transaction():
        privacy.merge(kept.id, double.id)

    assert counts(poll)[0] == (1, 0, 0)
    assert set(db.session.scalars(select(DateReply.person_id))) == {kept.id}
    assert rows(DateReply) == 2


def test_moments_in_the_journal_follow_each_other_and_name_nobody(make, now):
    poll, _ = make.date_poll()
    make.date_reply(poll, YES, name="คีรีบูน")
    with transaction():
        close_date_poll(poll.public_id, actor=SYSTEM, now=now)
    choose(poll, Outcome.NEW_FORUM, now)

    entries = list(db.session.scalars(select(JournalEntry).order_by(JournalEntry.id)))

    assert [e.code for e in entries] == ["date_poll.closed", "forum.created", "date_poll.decided"]
    assert all(a.at <= b.at for a, b in pairwise(entries))
    assert "คีรีบูน" not in str([e.facts for e in entries])

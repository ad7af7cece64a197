"""Many at once on few seats, workers that are killed, and whatever may happen in any order.

A few rounds are run by default; FORUM_TEST_ROUNDS asks for more.
"""

import os
import random
import signal
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import event, func, select
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from forum.core.actor import SYSTEM, VISITOR
from forum.core.db import db
from forum.core.errors import ForumError
from forum.core.transaction import transaction
from forum.mail import jobs as mail_jobs
from forum.mail.jobs import send_waiting
from forum.mail.models import Letter, LetterState
from forum.mail.service import LEASE
from forum.signups.logic.applicants import Applicant, Comer
from forum.signups.logic.line import turns_of
from forum.signups.logic.rules import SeatRules
from forum.signups.logic.seats import Characteristic, PoolPlan, Share
from forum.signups.logic.states import HOLDING, Gender, SignupState
from forum.signups.models.places import Signup
from forum.signups.models.seats import Invitation
from forum.signups.queries.line import list_line
from forum.signups.queries.seats import pools_of
from forum.signups.service.changing import cancel_signup, change_sector, withdraw
from forum.signups.service.companions import add_companion, remove_companion
from forum.signups.service.doubles import join_signups
from forum.signups.service.invitations import (
    InvitationPlan,
    give_back_expired,
    invite,
    revoke_invitation,
)
from forum.signups.service.offers import accept_offer, end_offer
from forum.signups.service.seats import set_pool, set_rules
from forum.signups.service.signing_up import sign_up
from tests.signups.conftest import SECRET

ROUNDS = int(os.environ.get("FORUM_TEST_ROUNDS", "2"))
SECTORS = ("ngo", "villagers", "university")


@pytest.fixture
def forum_with(make, now):
    """A forum with these seats, by sector and gender."""

    def build(plan, **rules):
        forum = make.forum()
        with transaction():
            set_rules(forum.public_id, SeatRules(asks_gender=True, **rules), actor=SYSTEM, now=now)
            set_pool(forum.public_id, plan, actor=SYSTEM, now=now)
        return forum.public_id, forum.id

    return build


def people_in(forum_id, *states):
    query = select(Signup).where(Signup.forum_id == forum_id, Signup.state.in_(states))
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def is_within(forum_id, plan):
    """Whether nobody sits above a limit, counted from the rows themselves."""
    seated = people_in(forum_id, *HOLDING)
    by_sector = Counter(signup.sector.code for signup in seated)
    by_gender = Counter(signup.gender for signup in seated)
    limits = [
        sum(signup.party_size for signup in seated) <= plan.capacity,
        *(by_sector[v] <= s.maximum for v, s in plan.sectors.items() if s.maximum is not None),
        *(by_gender[v] <= s.maximum for v, s in plan.values.items() if s.maximum is not None),
    ]
    return all(limits)


TWO_CHARACTERISTICS = PoolPlan(
    50,
    sectors={"ngo": Share(5, 25), "villagers": Share(10, 30), "university": Share(0, 20)},
    second=Characteristic.GENDER,
    values={"woman": Share(20, 40), "man": Share(0, 28)},
)


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_two_hundred_on_fifty_seats_never_exceed_a_limit_of_sector_or_gender(
    app, forum_with, applicant, now, turn
):
    public_id, forum_id = forum_with(TWO_CHARACTERISTICS, companions_most=1)
    dice = random.Random(turn)
    crowd = [
        applicant(
            dice.choice(SECTORS),
            gender=dice.choice([Gender.WOMAN, Gender.MAN, None]),
            comers=(Comer("ก้อง"),) * dice.choice([0, 0, 0, 1]),
        )
        for _ in range(200)
    ]
    start = threading.Barrier(200)

    def come(who):
        start.wait(timeout=600)
        while True:
            # whoever is told that the machine is busy sends the same page again
            with suppress(OperationalError, PoolTimeout), app.app_context(), transaction():
                outcome = sign_up(public_id, who, actor=VISITOR, now=now, secret=SECRET)
                return outcome.standing.value

    db.session.commit()
    with ThreadPoolExecutor(200) as threads:
        told = Counter(threads.map(come, crowd))

    assert is_within(forum_id, TWO_CHARACTERISTICS)
    seated, waiting = (
        len(people_in(forum_id, state)) for state in (SignupState.SEATED, SignupState.WAITING)
    )
    assert (told["seated"], told["waiting"]) == (seated, waiting)
    assert seated + waiting == 200
    (pool,) = pools_of(forum_id)
    assert pool.taken <= 50
    assert pool.seats.slack >= 0
    assert not any(pool.seats.has_room(turn.parties) for turn in turns_of(list_line(forum_id)))


# Withdrawals with workers that are killed


def work(app, public_id, actors, now, dies_at=None):
    """A process of its own that withdraws people; it may kill itself at its n-th statement."""
    db.session.remove()
    db.engine.dispose()
    child = os.fork()
    if child:
        return child
    code = 1
    with suppress(BaseException):
        statements = iter(range(1, 10_000))

        def die(*_given):
            if next(statements) == dies_at:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(Engine, "before_cursor_execute", die)
        event.listen(Engine, "commit", die)
        with app.app_context():
            for actor in actors:
                with transaction():
                    withdraw(public_id, actor=actor, now=now)
        code = 0
    os._exit(code)


def wait_for(child):
    _pid, status = os.waitpid(child, 0)
    return status


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_twenty_withdrawals_by_five_workers_of_which_some_are_killed_move_exactly_twenty_up(
    app, make, forum_with, now, letters, turn
):
    plan = PoolPlan(20, second=Characteristic.GENDER, values={"man": Share(0, 12)})
    public_id, forum_id = forum_with(plan)
    row = people_of(make, forum_id)
    dice = random.Random(turn)
    shares = [row[number::5] for number in range(5)]

    killed = 0
    workers = {work(app, public_id, share, now): share for share in shares[2:]}
    for share in shares[:2]:
        # each statement of a withdrawal with its promotion is a moment to die at
        workers[work(app, public_id, share, now, dies_at=dice.randint(1, 60))] = share
    while workers:
        child, share = workers.popitem()
        status = wait_for(child)
        if os.WIFSIGNALED(status):
            killed += 1
            workers[work(app, public_id, share, now)] = share
        else:
            assert os.WEXITSTATUS(status) == 0

    states = Counter(s.state.value for s in people_in(forum_id, *SignupState))
    assert states == {"seated": 20, "waiting": 10, "withdrawn": 20}
    assert is_within(forum_id, plan)
    promoted = db.session.scalars(
        select(Letter.object_id).where(Letter.kind == "signups.promotion")
    ).all()
    assert len(promoted) == len(set(promoted)) == 20
    assert set(promoted) == {s.id for s in people_in(forum_id, SignupState.SEATED)}
    send_waiting()
    sent = Counter(letter.to[0] for letter in letters())
    assert (len(sent), set(sent.values()), killed) == (40, {1}, 2)


def people_of(make, forum_id):
    """Twenty with seats and thirty who wait; the actors of the twenty."""
    from forum.events.models import Forum

    forum = db.session.get(Forum, forum_id)
    seated = [
        make.signup(forum, SECTORS[n % 3], gender=(Gender.MAN, Gender.WOMAN)[n % 2])
        for n in range(20)
    ]
    for n in range(30):
        make.signup(
            forum,
            SECTORS[n % 3],
            gender=(Gender.MAN, Gender.WOMAN)[n % 2],
            state=SignupState.WAITING,
        )
    return [make.participant(signup) for signup in seated]


# Senders of mail that are killed


class PaperPost:
    """Takes letters down in a file, which outlives the process; may die once it has taken one."""

    def __init__(self, path, dies_after=None):
        self._path, self._left = path, dies_after

    def send(self, letter):
        with self._path.open("a", encoding="utf-8") as paper:
            paper.write(f"{letter.to} {letter.mark}\n")
        if self._left is not None:
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


def send_elsewhere(app, monkeypatch, post, moment, dies_at=None):
    """A process of its own that empties the outbox; it may kill itself at its n-th statement."""
    monkeypatch.setattr(mail_jobs, "MailmanPost", lambda: post)
    monkeypatch.setattr(mail_jobs, "now", lambda: moment)
    db.session.remove()
    db.engine.dispose()
    child = os.fork()
    if child:
        return os.WIFSIGNALED(wait_for(child))
    with suppress(BaseException):
        statements = iter(range(1, 100_000))

        def die(*_given):
            if next(statements) == dies_at:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(Engine, "before_cursor_execute", die)
        event.listen(Engine, "commit", die)
        with app.app_context():
            mail_jobs.send_waiting()
        os._exit(0)
    os._exit(1)


@pytest.fixture
def promoted(make, forum_with, now):
    """Twenty have moved up to the seats of twenty who withdrew: forty letters wait."""
    public_id, forum_id = forum_with(PoolPlan(20))
    for actor in people_of(make, forum_id):
        with transaction():
            withdraw(public_id, actor=actor, now=now)
    return db.session.scalars(
        select(Letter.object_id).where(Letter.kind == "signups.promotion")
    ).all()


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_however_often_the_sender_is_killed_each_letter_leaves_and_only_the_one_in_hand_again(
    app, promoted, now, monkeypatch, tmp_path, turn
):
    paper, dice, moment, killed = tmp_path / "paper", random.Random(turn), now, 0
    for _ in range(4):
        post = PaperPost(paper)
        killed += send_elsewhere(app, monkeypatch, post, moment, dies_at=dice.randint(1, 200))
        moment += LEASE
    post = PaperPost(paper, dies_after=1)
    killed += send_elsewhere(app, monkeypatch, post, moment)

    assert not send_elsewhere(app, monkeypatch, PaperPost(paper), moment + LEASE)

    taken = Counter(tuple(line.split()) for line in paper.read_text(encoding="utf-8").splitlines())
    readers = {reader for reader, _mark in taken}
    assert (len(promoted), len(taken), len(readers)) == (20, 40, 40)
    assert killed >= 1
    assert sum(taken.values()) - 40 <= killed
    states = Counter(db.session.scalars(select(Letter.state)))
    assert states == {LetterState.SENT: 40}


def test_a_sender_killed_once_the_post_has_a_letter_sends_that_very_letter_again(
    app, promoted, now, monkeypatch, tmp_path
):
    """At least once, not exactly once: nobody can know whether the post had it."""
    paper = tmp_path / "paper"

    assert send_elsewhere(app, monkeypatch, PaperPost(paper, dies_after=7), now)
    assert not send_elsewhere(app, monkeypatch, PaperPost(paper), now + LEASE)

    taken = Counter(paper.read_text(encoding="utf-8").splitlines())
    assert (len(promoted), len(taken)) == (20, 40)
    assert sorted(taken.values()) == [1] * 39 + [2]


# Whatever happens in any order

shares = st.builds(
    lambda least, more: Share(least, None if more is None else least + more),
    st.integers(0, 2),
    st.none() | st.integers(0, 4),
)
plans = st.builds(
    lambda capacity, sectors, values: PoolPlan(
        capacity, sectors=sectors, second=Characteristic.GENDER, values=values
    ),
    st.integers(3, 7),
    st.dictionaries(st.sampled_from(SECTORS[:2]), shares),
    st.dictionaries(st.sampled_from(["woman", "man"]), shares),
)


done = Counter()


class AForumOverTime(RuleBasedStateMachine):
    """The real services on the real database; what must hold is counted from the rows."""

    make = None

    @initialize(plan=plans, accepts=st.booleans())
    def open_the_doors(self, plan, accepts):
        self.now = self.make.now
        self.number = 0
        self.forum = self.make.forum()
        self.public_id, self.forum_id = self.forum.public_id, self.forum.id
        rules = SeatRules(
            asks_gender=True,
            companions_most=1,
            has_groups=True,
            accept_hours=24 if accepts else None,
        )
        self.before = {}
        self.act(set_rules, rules)
        self.set_limits(PoolPlan(9))
        self.set_limits(plan)  # refused where its minima are above its seats
        for number in range(8):
            self.sign_up_one(SECTORS[number % 3], (*Gender, None)[number % 4])

    def act(self, service, *given, actor=SYSTEM, **values):
        """One act after the other; refusals are part of life, and change nothing."""
        self.now += timedelta(milliseconds=1)
        before = self.snapshot()
        try:
            with transaction():
                result = service(self.public_id, *given, actor=actor, now=self.now, **values)
                done[service.__name__] += 1
                return result
        except ForumError:
            db.session.rollback()
            assert self.snapshot() == before
            done[f"refused {service.__name__}"] += 1
            return None

    def snapshot(self):
        rows = db.session.execute(
            select(Signup.id, Signup.state, Signup.sector_id, Signup.party_size, Signup.person_id)
            .where(Signup.forum_id == self.forum_id)
            .order_by(Signup.id)
        ).all()
        db.session.rollback()
        return rows

    def some(self, data, *states):
        people = people_in(self.forum_id, *states)
        return data.draw(st.sampled_from(people)) if people else None

    def sign_up_one(self, sector, gender, **values):
        self.number += 1
        applicant = Applicant(
            given_name="สมใจ",
            sector=sector,
            language="th",
            request_key=f"machine-{self.number:08}",
            email=f"machine{self.forum_id}-{self.number}@example.org",
            consents=frozenset({"organising"}),
            gender=gender,
            **values,
        )
        self.act(sign_up, applicant, actor=VISITOR, secret=SECRET)

    @rule(
        sector=st.sampled_from(SECTORS),
        gender=st.sampled_from([*Gender, None]),
        comers=st.integers(0, 1),
        group=st.sampled_from(["", "", "new", "join"]),
        invited=st.booleans(),
        data=st.data(),
    )
    def somebody_signs_up(self, sector, gender, comers, group, invited, data):
        codes = [s.group.code for s in people_in(self.forum_id, *SignupState) if s.group]
        invitations = db.session.scalars(
            select(Invitation.public_id).where(Invitation.forum_id == self.forum_id)
        ).all()
        self.sign_up_one(
            sector,
            gender,
            comers=(Comer("ก้อง"),) * comers,
            starts_group=group == "new",
            group=data.draw(st.sampled_from(codes)) if codes and group == "join" else "",
            invitation=data.draw(st.sampled_from(invitations)) if invited and invitations else None,
        )

    @rule(data=st.data(), organiser=st.booleans())
    def people_go(self, data, organiser):
        for _ in range(2):
            signup = self.some(data, *HOLDING, SignupState.WAITING)
            if signup and organiser:
                self.act(cancel_signup, signup.public_id)
            elif signup:
                self.act(withdraw, actor=self.make.participant(signup))

    @rule(plan=plans)
    def set_limits(self, plan):
        if self.act(set_pool, plan) is not None:
            self.plan = plan

    @rule(data=st.data(), sector=st.sampled_from(SECTORS))
    def a_sector_is_corrected(self, data, sector):
        signup = self.some(data, *HOLDING, SignupState.WAITING)
        if signup:
            self.act(change_sector, signup.public_id, sector)

    @rule(data=st.data())
    def two_turn_out_to_be_one(self, data):
        one, other = self.some(data, *SignupState), self.some(data, *SignupState)
        if one and other and one.person_id != other.person_id:
            kept, double = one.person_id, other.person_id
            self.act(lambda _forum, **values: join_signups(kept, double, **values) or True)

    @rule(data=st.data(), brings=st.booleans())
    def a_companion_comes_or_stays(self, data, brings):
        signup = self.some(data, *HOLDING, SignupState.WAITING)
        if signup is None:
            return
        own = self.make.participant(signup)
        if brings and not signup.companions:
            self.act(add_companion, Comer("ก้อง"), actor=own)
        elif signup.companions:
            self.act(remove_companion, signup.companions[0].id, actor=own)

    @rule(seats=st.integers(1, 3), sector=st.sampled_from([None, *SECTORS]), days=st.integers(1, 3))
    def somebody_is_invited(self, seats, sector, days):
        until = self.now + timedelta(hours=days)
        self.number += 1
        plan = InvitationPlan(f"กรม {self.number}", seats, until, "th", sector=sector)
        self.act(invite, plan, secret=SECRET)

    @rule(data=st.data())
    def an_invitation_is_revoked(self, data):
        rows = db.session.scalars(
            select(Invitation.public_id).where(Invitation.forum_id == self.forum_id)
        ).all()
        if rows:
            self.act(revoke_invitation, data.draw(st.sampled_from(rows)))

    @rule(hours=st.sampled_from([1, 25]))
    def time_goes_by_and_the_jobs_run(self, hours):
        self.now += timedelta(hours=hours)
        for signup in people_in(self.forum_id, SignupState.OFFERED):
            self.act(end_offer, signup.id)
        self.act(give_back_expired)

    @rule(data=st.data())
    def an_offer_is_accepted(self, data):
        signup = self.some(data, SignupState.OFFERED)
        if signup:
            self.act(accept_offer, actor=self.make.participant(signup))

    @precondition(lambda self: hasattr(self, "forum"))
    @invariant()
    def nothing_grows_above_a_limit(self):
        """What is over a limit was there before the limit fell, and only shrinks."""
        pool = pools_of(self.forum_id, self.now)[0]
        over = {}
        if pool.seats.total_taken > self.plan.capacity:
            over["all"] = pool.seats.total_taken
        for each, shares in pool.seats.shares.items():
            for value, share in shares.items():
                taken = pool.seats.taken[each].get(value, 0)
                if share.maximum is not None and taken > share.maximum:
                    over[each, value] = taken
        for key, number in over.items():
            assert number <= self.before.get(key, self.counted_before(key))
        self.before = over
        self.last = pool.seats
        # A pool without quotas for genders does not count them: they are counted here.
        self.genders = Counter(s.gender for s in people_in(self.forum_id, *HOLDING))
        db.session.rollback()

    def counted_before(self, key):
        if not hasattr(self, "last"):
            return 0
        if key == "all":
            return self.last.total_taken
        if key[0] is Characteristic.GENDER:
            return self.genders[key[1]]
        return self.last.taken.get(key[0], {}).get(key[1], 0)

    @precondition(lambda self: hasattr(self, "forum"))
    @invariant()
    def nobody_waits_where_there_is_room(self):
        pool = pools_of(self.forum_id, self.now)[0]
        line = list_line(self.forum_id)
        assert not any(pool.seats.has_room(turn.parties) for turn in turns_of(line))
        db.session.rollback()

    @precondition(lambda self: hasattr(self, "forum"))
    @invariant()
    def totals_are_conserved_and_each_is_written_to_once(self):
        rows = people_in(self.forum_id, *SignupState)
        taken = sum(s.party_size for s in rows if s.state in HOLDING)
        assert taken == pools_of(self.forum_id, self.now)[0].taken
        assert all(s.party_size == 1 + len(s.companions) for s in rows if s.state in HOLDING)
        persons = [s.person_id for s in rows]
        assert len(persons) == len(set(persons))
        db.session.rollback()

    def teardown(self):
        if hasattr(self, "forum"):
            doubled = db.session.execute(
                select(Letter.object_id, Letter.occasion)
                .where(Letter.kind.in_(["signups.promotion", "signups.offer"]))
                .group_by(Letter.object_id, Letter.occasion)
                .having(func.count() > 1)
            ).all()
            assert doubled == []
        db.session.rollback()


def test_whatever_happens_in_any_order_no_limit_is_exceeded_and_nobody_is_forgotten(make):
    AForumOverTime.make = make
    run_state_machine_as_test(
        AForumOverTime,
        settings=settings(
            max_examples=5 * ROUNDS,  # 50 rounds: 5,000 steps
            stateful_step_count=20,
            deadline=None,
            derandomize=ROUNDS < 10,
        ),
    )
    assert {"sign_up", "set_pool", "change_sector", "cancel_signup"} <= set(done)

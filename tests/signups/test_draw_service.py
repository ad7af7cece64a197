"""Draws as acts: fixed in public, made by a job, seats given once, replaced when somebody leaves."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from forum.core.actor import SYSTEM
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.transaction import transaction
from forum.journal.models import JournalEntry
from forum.mail.models import Letter
from forum.signups import jobs, privacy
from forum.signups.errors import (
    CompanionsFixed,
    DrawFixed,
    DrawImpossible,
    DrawNotFixed,
    DrawUnchecked,
    DrawUnderWay,
    OtherDrawUnderWay,
    SeedLost,
    SeedNeeded,
    SeedNoteNeeded,
    TargetUnreadable,
)
from forum.signups.logic import lottery
from forum.signups.logic.applicants import Comer
from forum.signups.logic.draw import Plan, Target, members, outcome_lines
from forum.signups.logic.seats import PoolPlan, Share
from forum.signups.logic.states import DrawRole, DrawState, SeedSource, SignupState
from forum.signups.models.draws import Draw, DrawCandidate
from forum.signups.models.places import Signup
from forum.signups.models.seats import SignupSettings
from forum.signups.queries.draw import current_check, own_key, people_by_key, report_of
from forum.signups.queries.line import list_line
from forum.signups.queries.seats import pools_of
from forum.signups.service import draw as service
from forum.signups.service.changing import cancel_signup, withdraw
from forum.signups.service.companions import add_companion
from forum.signups.service.drawing import (
    SILENT,
    fail_draw,
    finish_draw,
    note_check,
    note_progress,
    resume_draws,
    take_check,
    take_draw,
)
from forum.signups.service.invitations import InvitationPlan, give_back_expired, invite
from forum.signups.service.lottery import LotteryFailed, ask_lottery
from forum.signups.service.replacing import replace_missing
from forum.signups.service.seats import remove_pool, set_pool

SECRET = "a secret of the tests"
BOTH = (("sector", "ngo", 0, 2), ("sector", "villagers", 0, 2))
PUBLIC = {"seed_source": SeedSource.PUBLIC, "seed_note": "Lottery of 1 December"}


def plan(size=3, *targets, **values):
    return Plan(size, tuple(Target(*target) for target in targets), **values)


BALANCED = plan(3, ("sector", "ngo", 1, 2), ("sector", "villagers", 1, 2))


@pytest.fixture
def acts(now):
    """Each act in a transaction of its own, by the system unless said otherwise; gives the draw."""

    class Acts:
        def __getattr__(self, name):
            def act(forum, draw, *given, actor=SYSTEM, **values):
                with transaction():
                    asked = getattr(service, f"{name}_draw")
                    asked(forum.public_id, draw.public_id, *given, actor=actor, now=now, **values)

            return act

        def prepare(self, forum, asked=BALANCED, actor=SYSTEM):
            with transaction():
                return service.prepare_draw(forum.public_id, "", asked, actor=actor, now=now)

    return Acts()


@pytest.fixture
def forum(make):
    """Three of an NGO, five villagers have applied for three seats."""
    forum = make.forum(seats={"ngo": 2, "villagers": 2}, capacity=3)
    for sector, number in (("ngo", 3), ("villagers", 5)):
        for _ in range(number):
            make.signup(forum, sector, state=SignupState.APPLIED)
    return forum


@pytest.fixture
def checked(now):
    """A draw whose check says that all can be met, as the job would write it down."""

    def check(draw):
        task = take_check(draw.id)
        with transaction():
            told = {"possible": True, "relaxed": [], "has_gurobi": False}
            note_check(draw.id, task.runner, told, now=now)
        return draw

    return check


@pytest.fixture
def fixed(acts, checked, forum):
    def fix(asked=BALANCED, where=forum):
        draw = checked(acts.prepare(where, asked))
        acts.commit(where, draw, secret=SECRET)
        return draw

    return fix


def result_of(draw, chosen):
    """What the program would answer, with the panel given."""
    keys = [each["key"] for each in draw.candidates]
    rest = [key for key in keys if key not in chosen]
    return {
        "algorithm_used": "maximin",
        "chosen": sorted(chosen),
        "reserve": lottery.reserve_order(draw.candidates_hash, draw.seed, rest),
        "probabilities": dict.fromkeys(keys, len(chosen) / len(keys)),
        "panels": 1,
        "versions": {"sortition-algorithms": "0.12.15"},
    }


def panel_of(draw):
    """One NGO and two villagers."""
    by_sector = {}
    for each in draw.candidates:
        by_sector.setdefault(each["values"]["sector"], []).append(each["key"])
    return [by_sector["ngo"][0], *by_sector["villagers"][:2]]


@pytest.fixture
def made(acts, fixed, forum, now):
    """A draw that chose one NGO and two villagers, as a job would have kept it."""

    def make_it(asked=BALANCED, moment=now, before=lambda: None):
        draw = fixed(asked)
        before()
        acts.start(forum, draw, "", secret=SECRET)
        with transaction():
            task = take_draw(draw.id, now=now)
            told = result_of(draw, panel_of(draw))
            finish_draw(draw.id, task.runner, told, actor=SYSTEM, now=moment)
        return draw

    return make_it


def states_of(forum):
    signups = db.session.scalars(select(Signup).where(Signup.forum_id == forum.id))
    return sorted(signup.state.value for signup in signups)


def rows(kind):
    return list(db.session.scalars(select(kind)))


# Before


def test_a_draw_is_fixed_with_keys_and_characteristics_and_no_names(fixed, forum):
    draw = fixed()

    assert draw.state is DrawState.COMMITTED
    assert len(draw.candidates) == 8
    assert {tuple(each) for each in draw.candidates} == {("key", "values")}
    assert all(set(each["values"]) == {"sector"} for each in draw.candidates)
    assert len({each["key"] for each in draw.candidates}) == 8
    assert "ใจดี" not in json.dumps(draw.candidates, ensure_ascii=False)
    assert draw.seed is None
    assert len(draw.seed_hash) == len(draw.candidates_hash) == 64


def test_targets_stay_as_they_were_fixed_whatever_changes_later(acts, fixed, forum, make):
    draw = fixed()
    before = draw.candidates_hash
    make.signup(forum, "ngo", state=SignupState.APPLIED)

    with pytest.raises(DrawFixed):
        acts.change(forum, draw, plan(2))
    acts.commit(forum, draw, secret=SECRET)

    assert draw.candidates_hash == before
    assert lottery.commitment_of(report_of(draw)["material"]) == before
    assert len(rows(DrawCandidate)) == 8


def test_a_draw_that_was_not_checked_or_whose_people_changed_is_not_fixed(
    acts, checked, forum, make
):
    draw = acts.prepare(forum)
    with pytest.raises(DrawUnchecked):
        acts.commit(forum, draw, secret=SECRET)
    checked(draw)
    make.signup(forum, "ngo", state=SignupState.APPLIED)
    with pytest.raises(DrawUnchecked):
        acts.commit(forum, draw, secret=SECRET)
    checked(draw)

    acts.commit(forum, draw, secret=SECRET)

    assert len(draw.candidates) == 9


@pytest.mark.parametrize(
    "asked",
    [
        plan(9),  # fewer applicants than seats
        plan(3, ("sector", "ngo", 3, 3), ("sector", "villagers", 1, 3)),  # more than the seats
        plan(3, ("sector", "government", 1, 3)),  # nobody of them
    ],
)
def test_a_draw_that_cannot_be_made_is_not_fixed(acts, checked, forum, asked):
    draw = checked(acts.prepare(forum, asked))

    with pytest.raises(DrawImpossible):
        acts.commit(forum, draw, secret=SECRET)


def test_more_seats_than_are_free_are_not_drawn(acts, checked, forum, make):
    make.signup(forum, "ngo", state=SignupState.SEATED)
    draw = checked(acts.prepare(forum, plan(3)))

    with pytest.raises(DrawImpossible):
        acts.commit(forum, draw, secret=SECRET)


def test_a_plan_that_cannot_be_read_is_refused(acts, forum):
    with pytest.raises(TargetUnreadable):
        acts.prepare(forum, plan(3, ("sector", "ngo", 3, 2)))
    with pytest.raises(SeedNoteNeeded):
        acts.prepare(forum, plan(3, seed_source=SeedSource.PUBLIC))


def test_a_second_draw_of_the_same_seats_waits_for_the_first(acts, checked, fixed, forum):
    first, second = fixed(), checked(acts.prepare(forum))
    with pytest.raises(OtherDrawUnderWay):
        acts.commit(forum, second, secret=SECRET)

    acts.cancel(forum, first, "A wrong target")
    acts.commit(forum, checked(second), secret=SECRET)

    assert first.state is DrawState.CANCELLED
    assert first.problem == "A wrong target"
    assert second.state is DrawState.COMMITTED
    keys = [{each["key"] for each in draw.candidates} for draw in (first, second)]
    assert not keys[0] & keys[1]


def test_a_draw_of_another_forum_is_not_found(acts, fixed, forum, make):
    draw, other = fixed(), make.forum()

    for act in (
        lambda: acts.start(other, draw, "", secret=SECRET),
        lambda: acts.cancel(other, draw, "no"),
        lambda: acts.commit(other, draw, secret=SECRET),
        lambda: acts.start(forum, draw, "", secret=SECRET, actor=make.staff("organiser", other)),
        lambda: acts.cancel(forum, draw, "no", actor=make.staff("facilitator", forum)),
    ):
        with pytest.raises(NotFound):
            act()
    assert draw.state is DrawState.COMMITTED


# The seed


def test_our_seed_is_the_one_whose_hash_was_published(acts, fixed, forum):
    draw = fixed()

    acts.start(forum, draw, "", secret=SECRET)

    assert lottery.sha256(draw.seed) == draw.seed_hash
    assert draw.state is DrawState.RUNNING


def test_with_another_secret_of_the_installation_nothing_is_drawn(acts, fixed, forum):
    draw = fixed()

    with pytest.raises(SeedLost):
        acts.start(forum, draw, "", secret="another")

    assert draw.state is DrawState.COMMITTED


def test_a_public_number_is_needed_and_read_in_thai_digits(acts, fixed, forum):
    draw = fixed(plan(3, *BOTH, **PUBLIC))
    assert draw.seed_hash is None
    with pytest.raises(SeedNeeded):
        acts.start(forum, draw, "  ", secret=SECRET)

    acts.start(forum, draw, " ๑๒๓๔๕๖ ", secret=SECRET)

    assert draw.seed == "123456"


def test_a_draw_that_was_not_fixed_is_not_begun(acts, forum):
    with pytest.raises(DrawNotFixed):
        acts.start(forum, acts.prepare(forum), "", secret=SECRET)


# The job


@pytest.fixture
def library():
    return pytest.importorskip("sortition_algorithms")


def test_the_job_draws_seats_and_writes_to_everybody_once(
    library, acts, forum, run_jobs, letters, now
):
    draw = acts.prepare(forum)
    run_jobs()
    assert current_check(draw)["possible"]
    acts.commit(forum, draw, secret=SECRET)
    acts.start(forum, draw, "", secret=SECRET)
    acts.start(forum, draw, "", secret=SECRET)  # two clicks

    run_jobs()
    jobs.run_draw(draw.id)  # a job that comes late

    assert draw.state is DrawState.DONE
    assert states_of(forum) == ["seated"] * 3 + ["waiting"] * 5
    assert all(line.is_met for line in outcome_lines(report_of(draw)))
    told = ask_lottery({"do": "replay", "report": report_of(draw)}, lambda _done: True)
    assert told["differences"] == []
    assert len(letters()) == 8
    kinds = sorted(letter.kind for letter in rows(Letter))
    assert kinds == ["signups.drawn"] * 3 + ["signups.on_reserve"] * 5


def test_a_public_draws_result_is_not_known_before_its_number(fixed, forum):
    draw = fixed(plan(3, *BOTH, **PUBLIC))

    assert draw.seed is None
    assert draw.seed_hash is None
    assert draw.seed_note == "Lottery of 1 December"


@pytest.fixture
def running(acts, fixed, forum):
    def run(asked=BALANCED):
        draw = fixed(asked)
        acts.start(forum, draw, "", secret=SECRET)
        return draw

    return run


def take(draw, moment):
    with transaction():
        return take_draw(draw.id, now=moment)


def test_two_jobs_do_not_make_one_draw(running, now):
    draw = running()
    first = take(draw, now)

    assert take(draw, now + SILENT) is None
    assert first is not None


def test_a_draw_whose_job_was_killed_is_taken_up_again_and_nobody_is_half_seated(
    running, forum, now, app
):
    draw = running()
    killed = take(draw, now)
    app.extensions["jobs"].clear()
    assert states_of(forum) == ["applied"] * 8

    later = now + SILENT + timedelta(seconds=1)
    with transaction():
        assert resume_draws(now=now) == 0
        assert resume_draws(now=later) == 1
    second = take(draw, later)
    chosen = panel_of(draw)
    with transaction():  # the first one was only slow: what it brings is not taken
        finish_draw(draw.id, killed.runner, result_of(draw, chosen), actor=SYSTEM, now=later)
        assert not note_progress(draw.id, killed.runner, 50, now=later)
    assert states_of(forum) == ["applied"] * 8
    with transaction():
        finish_draw(draw.id, second.runner, result_of(draw, chosen), actor=SYSTEM, now=later)

    assert second.question == killed.question
    assert states_of(forum) == ["seated"] * 3 + ["waiting"] * 5
    assert app.extensions["jobs"].pending_count() > 0


def test_a_result_that_cannot_be_kept_gives_no_seats(running, forum, now):
    draw = running()
    task = take(draw, now)
    broken = result_of(draw, panel_of(draw))
    broken["reserve"] = [*broken["reserve"][:-1], "nobody"]  # one key is in neither list
    broken["versions"] = {}

    with pytest.raises(KeyError), transaction():
        finish_draw(draw.id, task.runner, broken, actor=SYSTEM, now=now)

    assert states_of(forum) == ["applied"] * 8
    assert rows(Draw)[0].state is DrawState.RUNNING


def test_progress_only_grows_and_ends_with_the_result(running, now):
    draw = running()
    task = take(draw, now)
    seen = []
    for done in (10, 60, 50, 100):
        with transaction():
            note_progress(draw.id, task.runner, done, now=now)
        seen.append(draw.progress)

    assert seen == [10, 60, 60, 99]


def test_a_draw_that_fails_says_why_and_can_be_tried_again_with_the_same_number(
    acts, running, forum, now
):
    draw = running()
    seed, task = draw.seed, take(draw, now)
    with transaction():
        fail_draw(draw.id, task.runner, "missing", actor=SYSTEM, now=now)
    assert (draw.state, draw.problem) == (DrawState.FAILED, "missing")
    assert states_of(forum) == ["applied"] * 8

    acts.start(forum, draw, "", secret=SECRET)

    assert draw.state is DrawState.RUNNING
    assert draw.seed == seed


def test_a_draw_under_way_or_made_is_not_given_up(acts, running, made, forum, now):
    draw = running()

    with pytest.raises(DrawUnderWay):
        acts.cancel(forum, draw, "no")


def test_a_program_that_brings_no_answer_is_no_draw(library):
    with pytest.raises(LotteryFailed) as stopped:
        ask_lottery({"do": "draw", **DRAWABLE}, lambda _done: False)
    with pytest.raises(LotteryFailed) as broken:
        ask_lottery({"do": "draw"}, lambda _done: True)
    with pytest.raises(LotteryFailed) as late:
        ask_lottery({"do": "draw", **DRAWABLE}, lambda _done: True, longest=0.05)

    assert [each.value.code for each in (stopped, broken, late)] == ["stopped", "broken", "late"]


DRAWABLE = {
    "material": {
        "size": 1,
        "algorithm": "maximin",
        "targets": [],
        "candidates": [{"key": f"k{n}", "values": {}} for n in range(5)],
    },
    "seed": "1",
}


# Afterwards


def by_role(draw, role):
    return [row for row in people_by_key(draw).values() if row.role is role]


def test_the_line_stands_as_the_reserve_list_was_drawn(made):
    draw = made()

    waiting = sorted(by_role(draw, DrawRole.RESERVE), key=lambda row: row.signup.applied_at)

    assert [row.key for row in waiting] == report_of(draw)["result"]["reserve"]
    assert [row.position for row in waiting] == [1, 2, 3, 4, 5]


def test_nobody_of_the_reserve_moves_up_by_the_waiting_line(made, forum):
    made()

    assert list_line(forum.id) == []


def test_when_somebody_drawn_withdraws_one_of_their_kind_comes_in_at_once(made, forum, make, now):
    draw = made()
    left = next(row for row in by_role(draw, DrawRole.CHOSEN) if row.signup.sector.code == "ngo")

    with transaction():
        withdraw(forum.public_id, actor=make.participant(left.signup), now=now)

    (came,) = by_role(draw, DrawRole.REPLACEMENT)
    (step,) = report_of(draw)["replacements"]
    assert came.signup.sector.code == "ngo"
    assert came.signup.state is SignupState.SEATED
    assert (step["left"], step["came"]) == ([left.key], [came.key])
    assert states_of(forum) == ["seated"] * 3 + ["waiting"] * 4 + ["withdrawn"]
    kinds = [letter.kind for letter in rows(Letter) if letter.object_id == came.signup_id]
    assert sorted(kinds) == ["signups.on_reserve", "signups.promotion"]
    assert lottery._replaced_otherwise(report_of(draw)) == []


def test_whoever_withdrew_before_the_draw_stays_in_it_and_is_replaced_in_the_same_act(
    acts, fixed, forum, now
):
    draw = fixed()
    gone = next(row for row in people_by_key(draw).values() if row.signup.sector.code == "ngo")
    with transaction():
        cancel_signup(forum.public_id, gone.signup.public_id, actor=SYSTEM, now=now)
    acts.start(forum, draw, "", secret=SECRET)
    task = take(draw, now)
    villagers = [e["key"] for e in draw.candidates if e["values"]["sector"] == "villagers"]

    with transaction():
        told = result_of(draw, [gone.key, *villagers[:2]])
        finish_draw(draw.id, task.runner, told, actor=SYSTEM, now=now)

    assert gone.key in report_of(draw)["result"]["chosen"]
    assert gone.key not in members(report_of(draw))
    (came,) = by_role(draw, DrawRole.REPLACEMENT)
    assert came.signup.sector.code == "ngo"
    assert states_of(forum) == ["cancelled"] + ["seated"] * 3 + ["waiting"] * 4


def test_when_nobody_of_the_reserve_is_left_the_seat_stays_free_until_somebody_is(
    made, forum, make, now
):
    draw = made()
    for row in by_role(draw, DrawRole.RESERVE):
        row.signup.state = SignupState.WITHDRAWN
    db.session.commit()
    first = by_role(draw, DrawRole.CHOSEN)[0]
    with transaction():
        withdraw(forum.public_id, actor=make.participant(first.signup), now=now)
    assert len(members(report_of(draw))) == 2

    back = by_role(draw, DrawRole.RESERVE)[0]
    back.signup.state = SignupState.WAITING
    db.session.commit()
    with transaction():
        came = replace_missing(forum.public_id, draw.public_id, actor=SYSTEM, now=now)
        again = replace_missing(forum.public_id, draw.public_id, actor=SYSTEM, now=now)

    assert [signup.id for signup in came] == [back.signup_id]
    assert again == []
    assert len(report_of(draw)["replacements"]) == 2


def test_nobody_comes_in_once_the_forum_is_over(made, forum, make, now):
    draw = made()
    row = by_role(draw, DrawRole.CHOSEN)[0]
    row.signup.state = SignupState.WITHDRAWN
    db.session.commit()

    with transaction():
        came = replace_missing(forum.public_id, draw.public_id, actor=SYSTEM, now=forum.ends_at)

    assert came == []


def test_where_seats_have_to_be_accepted_those_drawn_are_offered_theirs(made, forum, make):
    make.save(SignupSettings(forum_id=forum.id, accept_hours=48))

    made()

    assert states_of(forum) == ["offered"] * 3 + ["waiting"] * 5
    assert {letter.kind for letter in rows(Letter)} == {"signups.offer", "signups.on_reserve"}


def test_of_an_erased_person_the_report_keeps_the_key_alone(made, forum, now):
    draw = made()
    row = by_role(draw, DrawRole.CHOSEN)[0]
    key, signup_id, person_id = row.key, row.signup_id, row.signup.person_id
    before = report_of(draw)["material"]

    with transaction():
        privacy.erase(person_id)

    report = report_of(draw)
    assert report["material"] == before
    assert key in report["result"]["chosen"]
    assert key not in members(report)
    assert own_key(signup_id) is None
    assert key not in people_by_key(draw)
    assert len(members(report)) == 3


def test_the_journal_tells_each_step_and_names_nobody(made):
    made()

    told = [entry for entry in rows(JournalEntry) if entry.code.startswith("draw.")]

    codes = [entry.code for entry in told]
    assert codes == ["draw.prepared", "draw.committed", "draw.started", "draw.made"]
    assert "ใจดี" not in str([entry.facts for entry in told])


# Seats that come later, and those who come along


ROOMY = {"ngo": Share(0, 4), "villagers": Share(0, 4)}


@pytest.fixture
def set_seats(forum, now):
    def set_them(capacity):
        asked = PoolPlan(capacity, sectors=ROOMY)
        with transaction():
            return set_pool(forum.public_id, asked, actor=SYSTEM, now=now)

    return set_them


def steps_of(draw):
    report = report_of(draw)
    assert lottery._replaced_otherwise(report) == []
    return report["replacements"]


def test_seats_that_are_added_go_to_those_of_the_reserve_who_keep_the_targets_best(made, set_seats):
    draw = made()

    came = set_seats(4)

    # A third of the villagers would be one too many, however early they stand on the list.
    assert [signup.sector.code for signup in came] == ["ngo"]
    (step,) = steps_of(draw)
    assert (step["left"], step["size"]) == ([], 4)
    assert step["came"] == [row.key for row in by_role(draw, DrawRole.REPLACEMENT)]
    assert set_seats(4) == []
    more = set_seats(20)
    assert sorted(signup.sector.code for signup in more) == ["ngo", "villagers", "villagers"]
    assert len(steps_of(draw)) == 2  # the fifth villager is above the limit of four


def test_the_seats_of_an_invitation_that_has_run_out_go_to_the_reserve_by_the_same_rule(
    made, set_seats, forum, now
):
    soon = now + timedelta(days=1)
    set_seats(4)
    with transaction():
        asked = InvitationPlan("somebody", 1, soon, "th")
        invite(forum.public_id, asked, actor=SYSTEM, now=now, secret=SECRET)
    draw = made()
    assert len(members(report_of(draw))) == 3

    with transaction():
        came = give_back_expired(forum.public_id, actor=SYSTEM, now=soon)

    assert [signup.sector.code for signup in came] == ["ngo"]
    assert len(steps_of(draw)) == 1


def test_seats_that_the_draw_left_free_on_purpose_stay_free(made, set_seats, forum, make, now):
    set_seats(5)
    draw = made()
    first = by_role(draw, DrawRole.CHOSEN)[0]

    with transaction():
        withdraw(forum.public_id, actor=make.participant(first.signup), now=now)

    assert len(members(report_of(draw))) == 3
    assert len(set_seats(6)) == 1
    assert len(members(report_of(draw))) == 4
    assert len(steps_of(draw)) == 2


def test_where_no_limit_is_left_everybody_of_the_reserve_gets_a_seat(made, forum, now):
    draw = made()

    with transaction():
        remove_pool(forum.public_id, draw.pool.public_id, actor=SYSTEM, now=now)

    assert states_of(forum) == ["seated"] * 8
    assert len(steps_of(draw)) == 1


def bring(make, row, now):
    with transaction():
        add_companion(
            row.signup.forum.public_id,
            Comer("ก้อง"),
            actor=make.participant(row.signup),
            now=now,
        )


@pytest.fixture
def with_companions(forum, make, now):
    """Companions may come, and so many of those who applied bring one."""
    make.save(SignupSettings(forum_id=forum.id, companions_most=1))

    def build(number):
        query = select(Signup).where(Signup.forum_id == forum.id).order_by(Signup.id.desc())
        for signup in db.session.scalars(query.limit(number)).all():
            own = make.participant(signup)
            with transaction():
                add_companion(forum.public_id, Comer("ก้อง"), actor=own, now=now)

    return build


def test_a_draw_whose_companions_may_have_no_seat_is_not_fixed(
    acts, fixed, checked, forum, with_companions
):
    with_companions(2)
    draw = checked(acts.prepare(forum))
    with pytest.raises(DrawImpossible):
        acts.commit(forum, draw, secret=SECRET)

    alone = plan(3, *BOTH, ("companions", "accompanied", 0, 0))
    draw = fixed(alone)

    brings = [each["values"]["companions"] for each in draw.candidates]
    assert sorted(brings) == ["accompanied"] * 2 + ["alone"] * 6


def test_more_of_a_sector_than_its_limit_leaves_are_not_drawn(acts, checked, forum):
    draw = checked(acts.prepare(forum, plan(3, ("sector", "villagers", 0, 3))))

    with pytest.raises(DrawImpossible):
        acts.commit(forum, draw, secret=SECRET)


def test_between_fixing_and_drawing_nobody_brings_anybody_more(
    fixed, acts, forum, make, now, with_companions
):
    with_companions(0)
    draw = fixed()
    row = next(iter(people_by_key(draw).values()))

    with pytest.raises(CompanionsFixed):
        bring(make, row, now)

    acts.cancel(forum, draw, "no")
    bring(make, row, now)
    assert row.signup.party_size == 2


def test_nobody_sits_above_a_limit_that_fell_between_fixing_and_drawing(
    made, set_seats, forum, letters, run_jobs
):
    draw = made(before=lambda: set_seats(2))

    late = next(r for r in by_role(draw, DrawRole.CHOSEN) if r.signup.state is SignupState.WAITING)
    assert states_of(forum) == ["seated"] * 2 + ["waiting"] * 6
    assert steps_of(draw) == []
    run_jobs()
    (told,) = (letter for letter in letters() if letter.to == [late.signup.person.email])
    assert late.key in told.body

    came = set_seats(3)

    assert [signup.id for signup in came] == [late.signup_id]
    assert steps_of(draw) == []


def test_whoever_has_no_room_with_those_who_come_along_is_passed_over(
    made, forum, make, now, with_companions, set_seats
):
    with_companions(0)
    set_seats(3)
    draw = made()
    reserve = [r for r in by_role(draw, DrawRole.RESERVE) if r.signup.sector.code == "ngo"]
    for row in reserve:
        bring(make, row, now)
    left = next(r for r in by_role(draw, DrawRole.CHOSEN) if r.signup.sector.code == "ngo")

    with transaction():
        withdraw(forum.public_id, actor=make.participant(left.signup), now=now)

    (step,) = steps_of(draw)
    assert sorted(step["unavailable"]) == sorted(row.key for row in reserve)
    (came,) = by_role(draw, DrawRole.REPLACEMENT)
    assert came.signup.sector.code == "villagers"
    assert states_of(forum).count("seated") == 3


def test_added_seats_are_enough_for_all_who_come_in_with_those_who_come_along(
    made, forum, make, now, with_companions, set_seats
):
    with_companions(0)
    set_seats(3)
    draw = made()
    for row in by_role(draw, DrawRole.RESERVE):
        bring(make, row, now)

    came = set_seats(6)  # three seats: room for one of them and who comes along

    (step,) = steps_of(draw)
    assert (len(came), len(step["came"]), len(step["unavailable"])) == (1, 1, 4)
    assert states_of(forum) == ["seated"] * 4 + ["waiting"] * 4
    assert pools_of(forum.id)[0].taken == 5

"""Counts that are taken in the background and kept: the one that runs, and one that takes long."""

import random

import pytest

from forum.accounts.service.erasing import erase_person
from forum.core.actor import SYSTEM
from forum.core.db import db
from forum.core.transaction import transaction
from forum.events.logic.stages import AttributionMode
from forum.polls import jobs
from forum.polls.access import poll_for
from forum.polls.facts import poll_facts
from forum.polls.logic import counts
from forum.polls.logic.kinds import Method, ResultsShown, SecrecyLevel
from forum.polls.logic.tally.methods import tally
from forum.polls.models import PollCount
from forum.polls.queries.counts import take_count
from forum.polls.queries.outcomes import (
    _counted,
    find_outcome,
    find_running_count,
    is_being_counted,
)
from forum.polls.service.running import close_poll
from forum.polls.service.tallying import keep_count
from tests.polls.papers import poll_of
from tests.polls.random_polls import random_ballots, random_question, random_sheets


def so_far(poll):
    """What everybody may see of a count that runs."""
    db.session.rollback()
    running = find_running_count(poll, has_voted=True)
    return [line.count for line in running.options] if running else None


def again(hall, poll):
    db.session.rollback()
    return poll_for(hall.staff, hall.forum_id, poll.public_id)


@pytest.mark.parametrize("method", Method)
def test_a_result_that_was_written_down_reads_as_the_same_result(method):
    dice = random.Random(11)

    for _ in range(40):
        question = random_question(dice, method)
        ballots, told = (
            random_ballots(dice, method, question),
            random_sheets(dice, method, question),
        )
        result = tally(method, ballots, question, told)

        assert counts.read(counts.written(result)) == result


@pytest.mark.parametrize(
    ("method", "before", "now", "in_steps", "due"),
    [
        (Method.CHOICE, None, 4, True, False),
        (Method.CHOICE, None, 5, True, True),
        (Method.CHOICE, 1000, 1004, True, False),
        (Method.CHOICE, 1000, 1005, True, True),
        (Method.CHOICE, 1000, 1001, False, True),
        (Method.CHOICE, 1000, 1000, False, False),
        (Method.BUDGET, 1000, 1049, True, False),
        (Method.BUDGET, 1000, 1049, False, False),
        (Method.BUDGET, 1000, 1050, True, True),
        (Method.BUDGET, 20, 25, True, True),
        (Method.BUDGET, 20, 21, False, True),
    ],
)
def test_a_running_count_is_taken_again_after_enough_ballots(method, before, now, in_steps, due):
    counted = counts.Progress(before, before) if before is not None else None

    assert counts.is_due(method, counts.Progress(now, now), counted, in_steps=in_steps) is due


@pytest.mark.parametrize("shown", [ResultsShown.LIVE, ResultsShown.AFTER_OWN])
@pytest.mark.parametrize(
    ("level", "mode"),
    [
        (SecrecyLevel.CONFIDENTIAL, AttributionMode.NAMED),
        (SecrecyLevel.NAMED, AttributionMode.ANONYMOUS),
        (SecrecyLevel.NAMED, AttributionMode.SECTOR),
    ],
)
def test_where_it_is_not_told_who_voted_what_a_running_count_goes_on_by_five_and_stays_five_behind(
    make_hall, run_jobs, shown, level, mode
):
    hall = make_hall(people=16, attribution_mode=mode)
    poll = hall.open(level=level, results_shown=shown)
    seen = []

    for voter in range(16):
        hall.vote(poll, voter, answer=voter % 2)
        run_jobs()
        hall.count(poll)
        seen.append(so_far(poll))
    hall.vote(poll, 0, answer=2, key="i-have-changed-my-mind")
    run_jobs()

    # Also whoever takes the last count off the result learns of five at least.
    assert seen == [None] * 9 + [[3, 2, 0]] * 5 + [[5, 5, 0]] * 2
    assert so_far(poll) == [5, 5, 0]


def test_where_names_are_told_anyway_a_running_count_follows_each_vote_and_each_change(
    make_hall, run_jobs
):
    hall = make_hall(people=6, attribution_mode=AttributionMode.NAMED)
    poll = hall.open(level=SecrecyLevel.NAMED, results_shown=ResultsShown.LIVE)
    for voter in range(5):
        hall.vote(poll, voter)
    run_jobs()
    first = so_far(poll)

    hall.vote(poll, 5)
    run_jobs()
    second = so_far(poll)
    hall.vote(poll, 0, answer=1)
    run_jobs()

    assert (first, second, so_far(poll)) == ([5, 0, 0], [6, 0, 0], [5, 1, 0])


def test_a_count_taken_long_ago_never_takes_the_place_of_a_newer_one(make_hall):
    hall = make_hall(people=13)
    poll = hall.open(level=SecrecyLevel.CONFIDENTIAL, results_shown=ResultsShown.LIVE)
    taken = {}
    for voter in range(13):
        hall.vote(poll, voter)
        taken[voter + 1] = take_count(again(hall, poll))

    for ballots in (7, 5, 12, 6, 13):
        with transaction():
            keep_count(hall.forum_id, poll.public_id, taken[ballots])

    assert so_far(poll) == [7, 0, 0]
    assert sorted(kept.ballots for kept in db.session.query(PollCount)) == [7, 12]


def test_a_count_is_not_kept_for_a_poll_that_closed_meanwhile_and_closing_forgets_it(make_hall):
    hall = make_hall(people=10)
    poll = hall.open(level=SecrecyLevel.CONFIDENTIAL, results_shown=ResultsShown.LIVE)
    for voter in range(5):
        hall.vote(poll, voter)
    taken = take_count(again(hall, poll))
    hall.count(poll)
    assert db.session.query(PollCount).count() == 1

    hall.close(poll)
    with transaction():
        keep_count(hall.forum_id, poll.public_id, taken)

    assert db.session.query(PollCount).count() == 0
    assert find_outcome(again(hall, poll)).result.ballots == 5


def test_a_count_that_was_missed_is_taken_by_the_clock(make_hall, app):
    hall = make_hall(people=10)
    poll = hall.open(level=SecrecyLevel.CONFIDENTIAL, results_shown=ResultsShown.LIVE)
    for voter in range(10):
        hall.vote(poll, voter)
        if voter in {4, 9}:
            app.extensions["jobs"].clear()
            jobs.keep_time()

    assert so_far(poll) == [5, 0, 0]


def test_words_of_a_running_cloud_go_with_whoever_is_erased(make_hall, now):
    hall = make_hall(people=6, attribution_mode=AttributionMode.NAMED)
    poll = hall.open(
        **poll_of(Method.WORDS, is_moderated=False),
        level=SecrecyLevel.NAMED,
        results_shown=ResultsShown.LIVE,
    )
    for voter, word in enumerate(["ลับ", "น้ำ", "น้ำ", "น้ำ", "น้ำ", "น้ำ"]):
        hall.send(poll, voter, {"word": [word], "agreed": ["yes"]})
    hall.count(poll)
    assert "ลับ" in str(find_running_count(again(hall, poll), has_voted=True))

    with transaction():
        erase_person(hall.signups[0].person, actor=SYSTEM, now=now)
    assert find_running_count(again(hall, poll), has_voted=True) is None
    jobs.keep_time()

    running = find_running_count(again(hall, poll), has_voted=True)
    assert running.ballots == 6
    assert "ลับ" not in str(running)


def test_a_budget_is_counted_in_the_background_and_the_page_says_so_until_then(
    make_hall, client, run_jobs
):
    hall = make_hall(people=3)
    poll = hall.open(**poll_of(Method.BUDGET), results_shown=ResultsShown.AFTER_CLOSE)
    for voter in range(3):
        options = [option.public_id for option in poll.options[:2]]
        hall.send(poll, voter, {"option": options, "agreed": ["yes"]})
    with transaction():
        close_poll(hall.forum_id, poll.public_id, actor=hall.staff, now=hall.now)
    page = f"/forums/{hall.forum_id}/polls/{poll.public_id}?lang=en"

    waiting = client.get(page).text
    before = (poll_facts(again(hall, poll)), is_being_counted(again(hall, poll)))
    in_list = client.get(f"/forums/{hall.forum_id}/polls?lang=en").text
    run_jobs()

    assert "The votes are being counted" in waiting
    assert "The votes are being counted" in in_list
    assert before == (None, True)
    assert "being counted" not in client.get(page).text
    assert len(find_outcome(again(hall, poll)).result.winners) == 2
    # Counted once for all processes, and not again for another one.
    _counted.clear()
    assert find_outcome(again(hall, poll)).result.ballots == 3


def test_a_budget_that_is_not_shown_is_not_said_to_be_counted(make_hall, client):
    hall = make_hall(people=1)
    poll = hall.open(**poll_of(Method.BUDGET))
    with transaction():
        close_poll(hall.forum_id, poll.public_id, actor=hall.staff, now=hall.now)

    page = client.get(f"/forums/{hall.forum_id}/polls/{poll.public_id}?lang=en").text

    assert "being counted" not in page
    assert "The result has not been shown yet." in page

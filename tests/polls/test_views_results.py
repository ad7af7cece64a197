import re
from fractions import Fraction

import pytest

from forum.core.db import db
from forum.polls.logic.kinds import (
    BudgetBallot,
    BudgetRule,
    Method,
    PassRule,
    RankingRule,
    ReasonRule,
    ResultsShown,
    SecrecyLevel,
    SheetChannel,
)
from forum.polls.logic.settings import Settings
from forum.polls.models import Ballot, CountLine, CountSheet
from forum.polls.views.shown import shown_fraction
from tests.polls.papers import ballot_of, poll_of

CASES = [
    *[(method, {"is_moderated": False}) for method in Method],
    *[(Method.RANKING, {"ranking_rule": rule}) for rule in RankingRule],
    (Method.BUDGET, {"budget_ballot": BudgetBallot.POINTS, "budget_rule": BudgetRule.GREEDY}),
    (Method.SCORE, {"top": 20}),
]


def fill(hall, poll, voters=None):
    for voter in range(len(hall.voters)) if voters is None else voters:
        typed = {
            name: value if isinstance(value, list) else [value]
            for name, value in ballot_of(poll, voter % 3).items()
        }
        hall.send(poll, voter, {**typed, "agreed": ["yes"]}, f"request-key-{voter}")


def result_of(hall, poll, client, language="en"):
    path = f"/forums/{hall.forum_id}/polls/{poll.public_id}"
    page = client.get(path, query_string={"lang": language})
    assert page.status_code == 200
    return page.text


@pytest.fixture
def counted(make_hall):
    """A closed poll of seven voters whose result is shown."""

    def made(method, **settings):
        hall = make_hall(people=7)
        poll = hall.open(
            **poll_of(method, **settings),
            results_shown=ResultsShown.AFTER_CLOSE,
            level=SecrecyLevel.CONFIDENTIAL,
        )
        fill(hall, poll)
        hall.close(poll)
        return hall, poll

    return made


SEEN = {
    Method.CHOICE: "result-bar",
    Method.CONSENT: "No consent yet",
    Method.APPROVAL: "Share of the voters",
    Method.SCORE: "Median",
    Method.DOTS: "Share of the points",
    Method.RANKING: "Pairs: how many put the row before the column",
    Method.STV: "the quota",
    Method.BUDGET: "budget-side",
    Method.SCALE: "Mean ",
    Method.WORDS: "word-cloud",
    Method.TEXT: "ขอให้มีรถรับส่ง 2",
    Method.TIME: "Suits best",
}


@pytest.mark.parametrize(("method", "settings"), CASES)
def test_every_result_has_a_page_in_both_languages_and_a_small_view_in_the_list(
    counted, client, method, settings
):
    hall, poll = counted(method, **settings)

    page = result_of(hall, poll, client)
    thai = result_of(hall, poll, client, "th")
    index = client.get(f"/forums/{hall.forum_id}/polls?lang=en").text

    wanted = {Method.STV: "1 seat", Method.CONSENT: "Consent"}.get(method, SEEN[method])
    assert wanted in page
    assert "<table" in page or method is Method.TEXT
    assert "Eligible 7 · voted 7" in page
    assert "Ballots: by phone 7" in page
    for text in (page, thai, index):
        assert not re.search(r"<style|\sstyle=|<script>|\son[a-z]+=", text)


def test_a_tie_says_that_a_lot_decided_and_that_anybody_can_draw_it_again(make_hall, client):
    hall = make_hall(people=2)
    poll = hall.open(**poll_of(Method.APPROVAL), results_shown=ResultsShown.AFTER_CLOSE)
    for voter, option in enumerate(poll.options[:2]):
        hall.send(poll, voter, {"option": [option.public_id], "agreed": ["yes"]})
    hall.close(poll)

    page = result_of(hall, poll, client)

    assert "Way 1, Way 2 were level; a lot drawn from the ballots decided for Way" in page
    assert "Anybody can draw it again." in page


def test_the_ranking_shows_rounds_points_pairs_and_who_beats_all(make_hall, client):
    hall = make_hall(people=3)
    poll = hall.open(**poll_of(Method.RANKING), results_shown=ResultsShown.AFTER_CLOSE)
    first, second, third, _last = (option.public_id for option in poll.options)
    for voter, order in enumerate([[first, second], [first, third], [second, first]]):
        ranks = {f"rank-{key}": [str(place)] for place, key in enumerate(order, 1)}
        hall.send(poll, voter, {**ranks, "agreed": ["yes"]})
    hall.close(poll)

    page = result_of(hall, poll, client)

    assert "First: Way 1" in page
    assert "Way 1 beats every other answer in pairs (Condorcet winner)." in page
    assert "Instant run-off, round by round" in page
    assert ">8<" in page  # Borda: 3 + 3 + 2


def test_the_budget_shows_both_selections_and_what_only_one_pays_for(make_hall, client):
    hall = make_hall(people=3)
    draft = poll_of(Method.BUDGET, budget=4000)
    poll = hall.open(**draft, results_shown=ResultsShown.AFTER_CLOSE)
    cheap, _two, _three, dear = (option.public_id for option in poll.options)
    for voter, options in enumerate([[dear], [dear], [cheap]]):
        hall.send(poll, voter, {"option": options, "agreed": ["yes"]})
    hall.close(poll)

    page = result_of(hall, poll, client)

    assert "Only equal shares pays for: Way 1." in page
    assert "Only most votes first pays for: Way 4." in page
    assert "4,000 of 4,000 baht" in page


def test_a_quorum_that_is_missed_and_what_is_carried_are_said(make_hall, client):
    missed, carried = make_hall(people=4), make_hall(people=4)
    rules = {"quorum": 500, "pass_rule": PassRule.TWO_THIRDS}
    shown = {"results_shown": ResultsShown.AFTER_CLOSE}
    lost = missed.open(**poll_of(Method.CHOICE, **rules), **shown)
    won = carried.open(**poll_of(Method.CHOICE, **rules), **shown)
    missed.vote(lost, 0)
    for voter in range(3):
        carried.vote(won, voter, 0)
    missed.close(lost)
    carried.close(won)

    page, other = result_of(missed, lost, client), result_of(carried, won, client)

    assert "Too few took part" in page
    assert "Not carried" in page
    assert "50% of those who could vote are needed." in page
    assert "Enough took part" in other
    assert "Carried: Way 1" in other


def test_what_waits_to_be_looked_at_is_not_on_the_page(counted, client):
    hall, poll = counted(Method.WORDS)

    page = result_of(hall, poll, client)

    assert "น้ำ" not in page
    assert "is being looked at" in page


def test_reasons_of_a_ballot_with_several_answers_stand_without_one(make_hall, client):
    hall = make_hall(people=2)
    poll = hall.open(
        **poll_of(Method.APPROVAL, is_moderated=False),
        reason_rule=ReasonRule.OPTIONAL,
        results_shown=ResultsShown.AFTER_CLOSE,
    )
    keys = [option.public_id for option in poll.options[:2]]
    hall.send(poll, 0, {"option": keys, "reason": ["ทั้งสองดี"], "agreed": ["yes"]})
    hall.close(poll)

    assert "ทั้งสองดี" in result_of(hall, poll, client)


def test_a_running_count_is_shown_to_whom_the_poll_says_and_never_of_a_few(
    make_hall, client, make, sign_in, run_jobs
):
    hall = make_hall(people=12)
    live = hall.open(is_online=True, results_shown=ResultsShown.LIVE)
    own = hall.open(is_online=True, results_shown=ResultsShown.AFTER_OWN)
    ticket, _token = make.ticket(hall.signups[0])
    voter = sign_in(tickets=[ticket])
    paths = [f"/forums/{hall.forum_id}/polls/{poll.public_id}/running" for poll in (live, own)]
    for poll in (live, own):
        for turn in range(1, 10):
            hall.vote(poll, turn)
            run_jobs()
    assert [client.get(path).status_code for path in paths] == [204, 204]
    for poll in (live, own):
        hall.vote(poll, 10)
    run_jobs()

    assert [client.get(path).status_code for path in paths] == [200, 204]
    assert [voter.get(path).status_code for path in paths] == [200, 204]
    hall.vote(own, 0)
    assert "result-bar" in voter.get(paths[1]).text
    assert client.get(paths[1]).status_code == 204


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        (ResultsShown.LIVE, "Everybody sees the count so far"),
        (ResultsShown.AFTER_OWN, "Whoever has voted sees the count so far"),
        (ResultsShown.AFTER_CLOSE, "The result can be seen after the poll has closed."),
        (ResultsShown.WHEN_SHOWN, "the facilitator shows the result."),
    ],
)
def test_an_open_poll_says_when_its_result_can_be_seen_and_a_voter_sees_the_count_come(
    hall, client, make, sign_in, shown, said
):
    poll = hall.open(is_online=True, results_shown=shown)
    path = f"/forums/{hall.forum_id}/polls/{poll.public_id}"
    voter = sign_in(tickets=[make.ticket(hall.signups[0])[0]])

    page = voter.get(f"{path}?lang=en").text

    assert said in page
    is_running = shown in {ResultsShown.LIVE, ResultsShown.AFTER_OWN}
    assert (f'hx-get="{path}/running?whole=yes"' in page) is is_running
    assert "/running" not in client.get(path).text


def test_all_that_was_written_so_far_stands_on_the_polls_page_and_some_in_the_hall(
    make_hall, client, run_jobs
):
    hall = make_hall(people=12)
    poll = hall.open(
        method=Method.TEXT, answers=(), level=SecrecyLevel.CONFIDENTIAL, is_online=True,
        results_shown=ResultsShown.LIVE, settings=Settings(is_moderated=False),
    )  # fmt: skip
    path = f"/forums/{hall.forum_id}/polls/{poll.public_id}"
    for voter in range(12):
        hall.send(poll, voter, {"text": [f"ข้อเสนอ {voter:02}"]}, f"some-request-key-{voter}")
        run_jobs()

    said = [client.get(each).text.count("ข้อเสนอ") for each in (path, f"{path}/running")]

    assert said == [5, 3]
    assert client.get(f"{path}/running?whole=yes").text.count("ข้อเสนอ") == 5


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (Fraction(10, 3), "3.33"),
        (Fraction(1, 200), "0.01"),
        (Fraction(4), "4"),
        (12345, "12,345"),
        (None, "–"),
    ],
)
def test_fractions_are_rounded_to_two_decimals_for_people(app, value, said):
    with app.test_request_context():
        assert shown_fraction(value) == said


def test_hands_are_told_by_number_and_belong_to_no_sector(make_hall, client):
    hall = make_hall(people=9)
    poll = hall.open(**poll_of(Method.CHOICE), results_shown=ResultsShown.AFTER_CLOSE)
    for voter in range(6):
        hall.vote(poll, voter, voter % 2)
    sheet = CountSheet(poll_id=poll.id, channel=SheetChannel.HANDS, ballots=2, counted_at=hall.now)
    sheet.lines = [CountLine(option=poll.options[0], number=2)]
    db.session.add(sheet)
    db.session.commit()
    hall.close(poll)

    page = result_of(hall, poll, client)

    assert "by show of hands 2" in page
    assert "by phone 6" in page
    assert "Votes counted by hand or on paper belong to no sector." in page


def test_weights_are_said_beside_the_result(make_hall, client):
    hall = make_hall(people=2)
    poll = hall.open(**poll_of(Method.CHOICE), results_shown=ResultsShown.AFTER_CLOSE)
    hall.vote(poll, 0)
    db.session.execute(db.update(Ballot).values(weight=3))
    db.session.commit()
    hall.close(poll)

    assert "Votes have different weights here" in result_of(hall, poll, client)

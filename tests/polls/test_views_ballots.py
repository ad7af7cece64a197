import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.core.db import db
from forum.events.logic.stages import AttributionMode
from forum.polls.logic.filling import as_typed
from forum.polls.logic.kinds import BudgetBallot, Method, ReasonRule, ResultsShown, SecrecyLevel
from forum.polls.logic.settings import Settings
from forum.polls.logic.shuffling import is_shuffled, own_order
from forum.polls.logic.tally.methods import RULES
from forum.polls.logic.tally.shapes import Option, Question
from forum.polls.models import Ballot
from tests.polls.papers import bad_ballot_of, ballot_of, poll_of

KEY = "a-request-key-of-mine"


@pytest.fixture
def phone(make, sign_in):
    """The browser of somebody who opened their ticket."""

    def opened(signup):
        ticket, _token = make.ticket(signup)
        return sign_in(tickets=[ticket])

    return opened


def page_of(hall, poll):
    return f"/forums/{hall.forum_id}/polls/{poll.public_id}"


def sent(poll, **more):
    return {**ballot_of(poll), "request_key": KEY, "agreed": "yes", **more}


def ballots():
    db.session.rollback()
    return list(db.session.scalars(select_ballots()))


def select_ballots():
    return db.select(Ballot)


def typed_in(page):
    """Every value that stands in the ballot: chosen, written or picked."""
    form = page[page.index('id="vote"') : page.index("</form>", page.index('id="vote"'))]
    chosen = re.findall(r'value="([^"]*)"(?:[^>]*)(?: checked| data-points>)', form)
    pressed = re.findall(r'value="([^"]*)"\s+aria-pressed="true"', form)
    written = re.findall(r'<(?:input class="form-control)[^>]*value="([^"]+)"', form)
    picked = re.findall(r"<option selected>([^<]*)<", form)
    texts = re.findall(r"<textarea[^>]*>([^<]+)<", form)
    return {each for each in (*chosen, *pressed, *written, *picked, *texts) if each}


CASES = [(method, {}) for method in Method] + [
    (Method.BUDGET, {"budget_ballot": BudgetBallot.POINTS}),
    (Method.SCORE, {"top": 20}),
]


@pytest.mark.parametrize(("method", "settings"), CASES)
def test_every_ballot_is_cast_on_the_polls_own_page_and_stands_there_again(
    hall, phone, method, settings
):
    poll = hall.open(**poll_of(method, **settings), is_online=True)
    browser = phone(hall.signups[0])
    path = page_of(hall, poll)
    assert typed_in(browser.get(path).text) == set()

    answer = browser.post(path + "/ballot", data=sent(poll), follow_redirects=True)

    (ballot,) = ballots()
    kept = {value for values in as_typed(ballot.choice).values() for value in values}
    if method is Method.TIME:
        kept = {"yes", "maybe", "no"}
    assert answer.status_code == 200
    assert typed_in(answer.text) == {*kept, "yes"}
    assert "บันทึกคะแนน" in answer.text or "Your vote is recorded" in answer.text


# Turn by turn without a script (the whole page comes back) and with one (the form does).
@pytest.mark.parametrize(
    ("method", "headers"),
    [(method, [{}, {"HX-Request": "true"}][n % 2]) for n, method in enumerate(Method)],
)
def test_what_is_refused_comes_back_with_everything_typed_and_says_why(
    hall, phone, method, headers
):
    settings = {Method.APPROVAL: {"most": 2}, Method.BUDGET: {"most": 2}, Method.SCORE: {"top": 20}}
    poll = hall.open(
        **poll_of(method, **settings.get(method, {})),
        is_online=True,
        reason_rule=ReasonRule.OPTIONAL,
    )
    bad = bad_ballot_of(poll)
    data = {**bad, "request_key": KEY, "agreed": "yes", "reason": "เพราะน้ำท่วม"}

    page = phone(hall.signups[0]).post(
        page_of(hall, poll) + "/ballot", data=data, headers=headers, query_string={"lang": "en"}
    )

    is_tapped = method in {Method.CHOICE, Method.CONSENT, Method.SCALE}
    values = [
        value for each in bad.values() for value in ([each] if isinstance(each, str) else each)
    ]
    typed = set() if is_tapped else set(values) - {"perhaps"}
    assert page.status_code == 422
    assert 'id="answer-error"' in page.text
    assert typed_in(page.text) >= typed | {"เพราะน้ำท่วม", "yes"}
    assert ballots() == []


def test_a_named_vote_without_the_tick_is_refused_at_the_tick(hall, phone):
    poll = hall.open(**poll_of(Method.APPROVAL), is_online=True)
    data = {**ballot_of(poll), "request_key": KEY}

    page = phone(hall.signups[0]).post(page_of(hall, poll) + "/ballot", data=data)

    assert page.status_code == 422
    assert 'id="agreed-error"' in page.text
    assert typed_in(page.text) == set(ballot_of(poll)["option"])


@pytest.mark.parametrize(
    ("mode", "told"),
    [
        ("named", "Everybody can read both with the result."),
        ("sector", "With the result everybody can read my answer and my sector, not my name."),
        ("anonymous", None),
    ],
)
def test_whoever_votes_by_name_is_told_first_who_can_read_it(make_hall, phone, mode, told):
    hall = make_hall(people=1, attribution_mode=AttributionMode(mode))
    poll = hall.open(**poll_of(Method.CHOICE), is_online=True)

    page = phone(hall.signups[0]).get(page_of(hall, poll) + "?lang=en").text

    assert "I agree that my name is kept beside my answer." in page
    assert ("everybody can read" in page.casefold()) is (told is not None)
    assert told is None or told in page


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
@pytest.mark.parametrize("shown", list(ResultsShown))
def test_what_somebody_wrote_too_late_is_shown_back_to_them(hall, phone, shown, headers):
    poll = hall.open(
        method=Method.TEXT, answers=(), is_online=True,
        reason_rule=ReasonRule.OPTIONAL, results_shown=shown,
    )  # fmt: skip
    hall.close(poll)
    typed = {"text": "ขอ<b>รถ</b>รับส่ง", "reason": "เพราะไกล"}

    page = phone(hall.signups[0]).post(
        page_of(hall, poll) + "/ballot", data=sent(poll, **typed), headers=headers
    )

    assert page.status_code == 409
    assert "ขอ&lt;b&gt;รถ&lt;/b&gt;รับส่ง" in page.text
    assert "เพราะไกล" in page.text
    assert ballots() == []


def test_a_late_ballot_is_answered_with_409_on_the_polls_page(hall, phone):
    poll = hall.open(**poll_of(Method.DOTS), is_online=True)
    hall.close(poll)

    page = phone(hall.signups[0]).post(
        page_of(hall, poll) + "/ballot", data=sent(poll), query_string={"lang": "en"}
    )

    assert page.status_code == 409
    assert "The poll had already closed. Your vote was not counted." in page.text
    assert ballots() == []


@pytest.mark.parametrize("is_shown", [True, False])
def test_after_closing_voters_are_told_whether_a_vote_of_theirs_was_counted(
    hall, phone, client, is_shown
):
    rule = ResultsShown.AFTER_CLOSE if is_shown else ResultsShown.WHEN_SHOWN
    poll = hall.open(is_online=True, results_shown=rule)
    hall.vote(poll, 0)
    hall.close(poll)
    page = page_of(hall, poll) + "?lang=en"

    voted, silent, onlooker = phone(hall.signups[0]), phone(hall.signups[1]), client

    assert "✓ Your vote was counted." in voted.get(page).text
    assert "No vote of yours was counted in this poll." in silent.get(page).text
    assert "was counted" not in onlooker.get(page).text


@pytest.mark.parametrize("level", SecrecyLevel)
@pytest.mark.parametrize("where", ["", "/hall"])
def test_the_same_vote_again_after_closing_is_not_said_to_be_lost(hall, phone, where, level):
    poll = hall.open(is_online=True, level=level)
    path = f"/forums/{hall.forum_id}{where}/polls/{poll.public_id}/ballot?lang=en"
    option = poll.options[0].public_id
    data = {"option": option, "agreed": "yes", "request_key": KEY}
    browser = phone(hall.signups[0])
    assert browser.post(path, data=data).status_code == 302
    hall.close(poll)

    again = browser.post(path, data=data, headers={"HX-Request": "true"})

    assert again.status_code == 200
    assert "✓ Your earlier vote was counted." in again.text
    assert len(ballots()) == 1


def test_a_poll_of_the_hall_is_answered_there_and_visitors_are_told_how_to_get_in(
    hall, phone, client
):
    of_hall, online = hall.open(), hall.open(is_online=True)
    query = {"lang": "en"}

    assert 'id="vote"' not in phone(hall.signups[0]).get(page_of(hall, of_hall)).text
    assert "answered in the hall" in client.get(page_of(hall, of_hall), query_string=query).text
    assert (
        "open the link in the letter" in client.get(page_of(hall, online), query_string=query).text
    )
    assert client.post(page_of(hall, online) + "/ballot", data=sent(online)).status_code in {
        302,
        401,
        403,
    }


def test_open_questions_that_are_answered_by_link_stand_first_in_the_list(hall, client, now):
    hall.open(question={"en": "In the hall"})
    hall.open(question={"en": "By link"}, is_online=True, closes_at=now + timedelta(days=3))

    page = client.get(f"/forums/{hall.forum_id}/polls?lang=en").text

    assert page.index("By link") < page.index("In the hall")
    assert "Answer until 25 November 2026" in page.replace("\N{NO-BREAK SPACE}", " ")


def test_whoever_may_not_vote_in_it_looks_on(hall, phone, make):
    poll = hall.open(is_online=True)
    late = make.signup(hall.forum)

    page = phone(late).get(page_of(hall, poll), query_string={"lang": "en"}).text

    assert "You are looking on" in page
    assert 'name="option"' not in page


def test_a_ballot_whose_count_can_be_watched_warns_of_it(hall, phone):
    level = SecrecyLevel.CONFIDENTIAL
    poll = hall.open(is_online=True, results_shown=ResultsShown.LIVE, level=level)

    page = phone(hall.signups[0]).get(page_of(hall, poll), query_string={"lang": "en"}).text

    assert "may guess how you voted" in page


def order_in(page, poll):
    return sorted((o.public_id for o in poll.options), key=page.index)


def test_shuffled_options_stand_in_an_order_of_ones_own_that_a_reload_keeps(make_hall, phone):
    hall = make_hall(people=6)
    poll = hall.open(**poll_of(Method.APPROVAL, is_shuffled=True), is_online=True)
    path = page_of(hall, poll)

    browsers = [phone(signup) for signup in hall.signups]
    orders = [order_in(browser.get(path).text, poll) for browser in browsers]
    again = [order_in(browser.get(path).text, poll) for browser in browsers]

    assert orders == again
    assert len({tuple(order) for order in orders}) > 1


def test_no_ballot_has_a_script_or_a_style_in_it(hall, phone):
    browser = phone(hall.signups[0])
    for method in Method:
        poll = hall.open(**poll_of(method), is_online=True, level=SecrecyLevel.CONFIDENTIAL)

        page = browser.get(page_of(hall, poll)).text

        form = page[page.index('id="vote"') : page.index("</form>", page.index('id="vote"'))]
        assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=", form), method


KEYS = [f"option-{n}" for n in range(5)]
QUESTION = Question(
    tuple(Option(key, price=10) for key in KEYS), Settings(most=0, may_tie=True, budget=30)
)


@given(st.data())
def test_a_kept_ballot_filled_in_again_reads_as_the_same_ballot(data):
    method = data.draw(st.sampled_from(list(Method)))
    some = st.lists(st.sampled_from(KEYS), min_size=1, unique=True)
    numbers = st.dictionaries(st.sampled_from(KEYS), st.integers(1, 2).map(str), min_size=1)
    field = {
        Method.SCORE: "score",
        Method.DOTS: "points",
        Method.RANKING: "rank",
        Method.STV: "rank",
    }.get(method)
    if field:
        typed = {f"{field}-{key}": [n] for key, n in data.draw(numbers).items()}
    elif method in {Method.APPROVAL, Method.BUDGET}:
        typed = {"option": data.draw(some)}
    elif method is Method.WORDS:
        typed = {"word": data.draw(st.sampled_from([["น้ำ"], ["น้ำ", "ป่า"]]))}
    elif method is Method.TEXT:
        typed = {"text": ["ยาว\nสองบรรทัด"]}
    elif method is Method.TIME:
        typed = {f"slot-{key}": ["maybe"] for key in data.draw(some)}
    else:
        typed = {"option": [data.draw(st.sampled_from(KEYS))]}
    choice = RULES[method].read(typed, QUESTION)

    if isinstance(choice, dict):
        assert RULES[method].read(as_typed(choice), QUESTION) == choice


@given(st.text(min_size=1), st.text(min_size=1))
def test_an_own_order_has_every_option_once_and_is_the_same_each_time(voter, secret):
    assert sorted(own_order(KEYS, voter, secret)) == KEYS
    assert own_order(KEYS, voter, secret) == own_order(tuple(reversed(KEYS)), voter, secret)


@pytest.mark.parametrize("method", [Method.CONSENT, Method.SCALE, Method.TIME])
def test_what_has_an_order_that_means_something_is_never_shuffled(method):
    assert not is_shuffled(method, Settings(is_shuffled=True))
    assert is_shuffled(Method.CHOICE, Settings(is_shuffled=True))

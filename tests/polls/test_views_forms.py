import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.core.db import db
from forum.core.permissions import Role
from forum.core.transaction import transaction
from forum.polls.logic.answers import Answer
from forum.polls.logic.colours import COLOURS, read_colour
from forum.polls.logic.kinds import (
    BudgetBallot,
    ElectorateRule,
    Method,
    PassRule,
    RankingRule,
    ReasonRule,
)
from forum.polls.logic.lines import priced, timed, with_prices
from forum.polls.models import Poll
from forum.polls.service.running import close_poll, open_poll
from tests.polls.papers import ballot_of

BASE = {
    "question-th": "เลือกอย่างไร",
    "question-en": "What shall it be?",
    "level": "confidential",
    "reason_rule": "off",
    "results_shown": "after_close",
    "is_online": "y",
}
WAYS = "ศาลา\nสนาม\nห้องสมุด\nทางเท้า"
TYPED = {
    Method.CHOICE: {"answers-th": WAYS, "is_shuffled": "y"},
    Method.CONSENT: {},
    Method.APPROVAL: {"answers-th": WAYS, "fewest": "๑", "most": "3"},
    Method.SCORE: {"answers-th": WAYS, "top": "10"},
    Method.DOTS: {"answers-th": WAYS, "points": "12"},
    Method.RANKING: {"answers-th": WAYS, "ranking_rule": "schulze", "may_tie": "y"},
    Method.STV: {"answers-th": WAYS, "seats": "2"},
    Method.BUDGET: {
        "answers-th": "ศาลาอ่านหนังสือ = 20,000\nสนาม = ๓๐๐๐๐ บาท\nทางเท้า = 5000",
        "budget": "40,000",
        "budget_rule": "greedy",
    },
    Method.SCALE: {"answers-th": "แย่\nดีมาก", "answers-en": "Poor\nVery good", "top": "7"},
    Method.WORDS: {"most": "2"},
    Method.TEXT: {},
    Method.TIME: {"answers-th": "12/12/2569 09:00-12:00\n13 ธ.ค. 2569 13.30–15.00 น.\nทุกเช้าวันเสาร์"},
}


@pytest.fixture
def desk(hall, make, sign_in):
    """The browser of the forum's facilitator."""
    return sign_in(make.account(Role.FACILITATOR, hall.forum.scope))


def new_path(hall):
    return f"/forums/{hall.forum_id}/desk/polls/new"


def last_poll():
    db.session.rollback()
    return db.session.scalars(db.select(Poll).order_by(Poll.id.desc())).first()


def fields_of(page):
    """What a browser would send of the form as it stands on the page."""
    form = page[page.index('name="question-th"') - 400 : page.rindex("</form>")]
    sent = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        is_box = 'type="radio"' in tag or 'type="checkbox"' in tag
        if name and (not is_box or " checked" in tag):
            sent.setdefault(name[1], []).append(value[1] if value else "")
    for name, text in re.findall(
        r'<textarea[^>]*name="([^"]+)"[^>]*>\r?\n?([^<]*)</textarea>', form
    ):
        sent[name] = [text]
    return sent


@pytest.mark.parametrize("method", list(Method))
def test_every_method_goes_from_the_form_over_the_ballot_to_its_result(
    hall, desk, make, sign_in, method
):
    answer = desk.post(new_path(hall), data={**BASE, "method": method.value, **TYPED[method]})
    assert answer.status_code == 302
    poll = last_poll()
    with transaction():
        open_poll(hall.forum_id, poll.public_id, actor=hall.staff, now=hall.now)
    path = f"/forums/{hall.forum_id}/polls/{poll.public_id}"
    poll = last_poll()

    for turn, signup in enumerate(hall.signups):
        ticket, _token = make.ticket(signup)
        voter = sign_in(tickets=[ticket])
        assert 'id="vote"' in voter.get(path).text
        data = {**ballot_of(poll, turn), "request_key": f"request-key-of-{turn}"}
        assert voter.post(path + "/ballot", data=data).status_code == 302
    with transaction():
        close_poll(hall.forum_id, poll.public_id, actor=hall.staff, now=hall.now)

    page = desk.get(path, query_string={"lang": "en"}).text
    assert "Eligible 3 · voted 3" in page


@pytest.mark.parametrize("method", list(Method))
def test_a_poll_opened_in_its_form_and_sent_again_is_the_same_poll(hall, desk, method):
    more = {"prompts-th": "แรก\n\nสาม", "colours": "แดง\n\nblue", "quorum": "33.3"}
    desk.post(new_path(hall), data={**BASE, "method": method.value, **TYPED[method], **more})
    before = whole(last_poll())
    path = f"/forums/{hall.forum_id}/desk/polls/{last_poll().public_id}"

    sent = desk.post(path, data={**fields_of(desk.get(path).text)})

    assert sent.status_code == 302
    assert whole(last_poll()) == before


def whole(poll):
    options = [
        (o.label, o.meaning, o.prompt, o.colour, o.price, o.starts_at, o.ends_at)
        for o in poll.options
    ]
    return (
        poll.question,
        poll.method,
        poll.settings,
        options,
        poll.is_online,
        poll.opens_at,
        poll.closes_at,
        poll.remind_days,
    )


def test_settings_are_kept_as_they_were_typed(hall, desk, make):
    sector = hall.signups[0].sector.code
    desk.post(
        new_path(hall),
        data={
            **BASE,
            "method": "budget",
            **TYPED[Method.BUDGET],
            "budget_ballot": "points",
            "points": "๙",
            "electorate": "sector",
            "sectors": [sector],
            "quorum": "66.7%",
            "sector_quorum": "20",
            "pass_rule": "two_thirds",
            "closes_at": "30/11/2569",
            "closes_time": "18.00",
            "remind_days": "2",
        },
    )

    poll = last_poll()
    rules = poll.rules
    assert (rules.budget, rules.points, rules.budget_ballot) == (40_000, 9, BudgetBallot.POINTS)
    assert [option.price for option in poll.options] == [20_000, 30_000, 5000]
    assert [option.label["th"] for option in poll.options] == ["ศาลาอ่านหนังสือ", "สนาม", "ทางเท้า"]
    assert (rules.electorate, rules.electorate_values) == (ElectorateRule.SECTOR, (sector,))
    assert (rules.quorum, rules.sector_quorum, rules.pass_rule) == (667, 200, PassRule.TWO_THIRDS)
    assert poll.closes_at.isoformat() == "2026-11-30T11:00:00+00:00"
    assert (poll.is_online, poll.remind_days) == (True, 2)


def test_times_are_named_in_both_languages_and_known_as_times(hall, desk):
    desk.post(new_path(hall), data={**BASE, "method": "time", **TYPED[Method.TIME]})

    first, second, third = last_poll().options
    assert first.label["th"] == "วันเสาร์ที่ 12 ธันวาคม 2569 09.00–12.00 น."
    assert second.label["en"] == "Sunday 13 December 2026 13:30–15:00"
    assert first.starts_at.isoformat() == "2026-12-12T02:00:00+00:00"
    assert (third.label, third.starts_at) == ({"th": "ทุกเช้าวันเสาร์"}, None)


@pytest.mark.parametrize(
    ("method", "wrong", "place"),
    [
        ("approval", {"most": "many"}, "most-error"),
        ("score", {"top": "1000"}, "top-error"),
        ("budget", {"budget": ""}, "budget-error"),
        ("budget", {"answers-th": "ศาลา\nสนาม"}, "budget-error"),
        ("stv", {"seats": "4"}, "error-summary"),
        ("choice", {"quorum": "ครึ่ง"}, "quorum-error"),
        ("choice", {"electorate": "sector"}, "error-summary"),
        ("choice", {"electorate": "sector", "sectors": ["none"]}, "sectors-error"),
        ("choice", {"colours": "หลากสี"}, "colours-error"),
        ("choice", {"closes_at": "1/1/2569"}, "closes_at-error"),
        ("choice", {"closes_at": "tomorrow"}, "closes_at-error"),
        ("choice", {"closes_time": "late"}, "closes_time-error"),
    ],
)
def test_what_does_not_fit_comes_back_at_its_place_with_everything_typed(
    hall, desk, method, wrong, place
):
    data = {**BASE, "method": method, **TYPED[Method(method)], "prompts-th": "พิมพ์ไว้ก่อน", **wrong}

    page = desk.post(new_path(hall), data=data)

    assert page.status_code == 422
    assert place in page.text
    assert "พิมพ์ไว้ก่อน" in page.text
    for value in wrong.values():
        assert not isinstance(value, str) or not value or value.splitlines()[0] in page.text
    assert last_poll() is None


def test_the_form_says_which_settings_belong_to_which_method_without_a_script(hall, desk):
    page = desk.get(new_path(hall), query_string={"lang": "en"}).text

    assert 'data-reveal="method=approval budget_ballot=approvals"' in page
    assert 'data-reveal="method=dots budget_ballot=points"' in page
    for label in ("Seats to fill", "Money to spend, in baht", "Which count decides"):
        assert label in page
    assert not re.search(r"<style|\sstyle=|<script>|\son[a-z]+=", page)


def folds_of(page):
    """Which settings stand open in a form, and which do not, by a field in each."""
    folds = re.findall(r'<details class="fold"( open)?>(.*?)</details>', page, re.DOTALL)
    names = ("explanation-th", "ranking_rule", "reason_rule", "electorate", "quorum", "is_online")
    return {
        name: bool(is_open) for is_open, text in folds for name in names if f'name="{name}"' in text
    }


def test_settings_that_nobody_touched_are_folded_away(hall, desk):
    assert set(folds_of(desk.get(new_path(hall)).text).values()) == {False}


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ({"explanation-en": "Read this first"}, "explanation-th"),
        ({"is_shuffled": "y"}, "ranking_rule"),
        ({"reason_rule": "required"}, "reason_rule"),
        ({"electorate": "seated"}, "electorate"),
        ({"quorum": "50"}, "quorum"),
        ({"quorum": "half"}, "quorum"),
        ({"closes_at": "tomorrow"}, "is_online"),
    ],
)
def test_settings_that_were_touched_or_refused_stand_open(hall, desk, typed, place):
    untouched = {"reason_rule": "optional", "results_shown": "when_shown", "is_moderated": "y"}
    data = {**BASE, **untouched, "is_online": [], "method": "choice", "seats": "no number", **typed}

    page = desk.post(new_path(hall), data=data).text

    assert "seats-error" in page
    assert {name for name, is_open in folds_of(page).items() if is_open} == {place}


@given(st.lists(st.tuples(st.text("กขค abc", min_size=1), st.integers(0, 10**9)), min_size=1))
def test_prices_written_into_lines_are_read_again(rows):
    answers = [Answer({"th": label.strip() or "ก"}, price=price) for label, price in rows]

    assert list(priced(with_prices(answers))) == answers


@pytest.mark.parametrize(
    "text", ["32/12/2569 09:00-12:00", "12/12/2569 12:00-09:00", "12/12/2569", "09:00-12:00", "="]
)
def test_what_is_no_time_stays_as_it_was_typed(text):
    answer = Answer({"th": text})

    assert timed([answer]) == (answer,)


def test_colours_are_known_by_their_names_in_both_languages():
    assert {read_colour(name) for name in COLOURS} == set(COLOURS)
    assert [read_colour(name) for name in ("สีแดง", " Blue ", "", "หลากสี")] == [
        "red",
        "blue",
        "",
        None,
    ]


def test_the_ranking_rule_is_kept(hall, desk):
    desk.post(new_path(hall), data={**BASE, "method": "ranking", **TYPED[Method.RANKING]})

    assert last_poll().rules.ranking_rule is RankingRule.SCHULZE
    assert last_poll().rules.may_tie


def test_a_poll_by_link_is_opened_closed_and_shown_at_the_desk(hall, desk):
    desk.post(new_path(hall), data={**BASE, "method": "text", "results_shown": "when_shown"})
    base = f"/forums/{hall.forum_id}/desk/polls"
    path = f"{base}/{last_poll().public_id}"

    states = []
    for act, label in (
        ("open", "Open the poll"),
        ("close", "Close the poll"),
        ("show", "Show the"),
    ):
        assert label in desk.get(base, query_string={"lang": "en"}).text
        assert desk.post(f"{path}/{act}").status_code == 302
        states.append(last_poll().state.value)

    assert states == ["open", "closed", "closed"]
    assert last_poll().shown_at is not None


def test_a_poll_of_the_hall_is_not_run_from_the_desk(hall, desk):
    poll = hall.draft()

    answer = desk.post(f"/forums/{hall.forum_id}/desk/polls/{poll.public_id}/open")

    assert answer.status_code == 404
    assert last_poll().state.value == "drafted"


@pytest.mark.parametrize("method", list(Method))
def test_whoever_answers_in_their_own_words_is_asked_for_no_reason_beside_them(hall, desk, method):
    typed = {**BASE, "method": method.value, **TYPED[method], "reason_rule": "required"}

    desk.post(new_path(hall), data=typed)

    is_asked = last_poll().reason_rule is ReasonRule.REQUIRED
    assert is_asked is (method not in {Method.WORDS, Method.TEXT})


@pytest.mark.parametrize(
    ("rule", "field", "sentence"),
    [
        ("sector", "sectors", "Choose the sectors that vote."),
        ("network", "networks", "Choose the networks that vote."),
    ],
)
def test_a_rule_that_names_nobody_is_refused_at_its_field(hall, desk, rule, field, sentence):
    typed = {**BASE, "method": "choice", **TYPED[Method.CHOICE], "electorate": rule}

    page = desk.post(new_path(hall) + "?lang=en", data=typed)

    assert page.status_code == 422
    assert sentence in page.text
    assert re.search(rf'<a href="#{field}[^"]*">', page.text)


def test_whoever_writes_a_poll_for_a_list_is_led_to_the_list(hall, desk):
    typed = {**BASE, "method": "choice", **TYPED[Method.CHOICE], "electorate": "listed"}

    led = desk.post(new_path(hall), data=typed)

    assert led.headers["Location"].endswith(f"/polls/{last_poll().public_id}/electorate")


def test_the_desk_says_of_a_draft_that_it_could_not_open_by_itself(hall, desk):
    hall.draft(is_online=True, opens_at=hall.now - timedelta(days=365))
    hall.draft(is_online=True, opens_at=hall.now + timedelta(days=3650))

    page = desk.get(f"/forums/{hall.forum_id}/desk/polls?lang=en").text

    assert page.count("It could not open by itself.") == 1

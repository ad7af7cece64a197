import json
import re

import pytest
from sqlalchemy import select

from forum.core.db import db
from forum.core.permissions import Role
from forum.polls.logic.kinds import Method, ResultsShown, SecrecyLevel
from forum.polls.models import Poll

FORM = {
    "question-th": "พักไหม",
    "question-en": "A break?",
    "method": "choice",
    "answers-th": "เห็นด้วย\nไม่เห็นด้วย\nภายหลัง",
    "answers-en": "Agree\nDisagree\nLater",
    "level": "named",
    "reason_rule": "off",
    "results_shown": "when_shown",
}


@pytest.fixture
def desk(hall, make, sign_in):
    """The browser of the forum's facilitator."""
    return sign_in(make.account(Role.FACILITATOR, hall.forum.scope))


def drafts():
    db.session.rollback()
    return list(db.session.scalars(select(Poll)))


def test_a_poll_is_written_at_the_desk(hall, desk, make):
    item = make.item(hall.forum)
    path = f"/forums/{hall.forum_id}/desk/polls/new"
    assert desk.get(path).status_code == 200

    sent = desk.post(path, data={**FORM, "item": item.public_id})

    (poll,) = drafts()
    assert sent.status_code == 302
    assert poll.item_id == item.id
    assert [(o.label["en"], o.meaning) for o in poll.options] == [
        ("Agree", "agree"),
        ("Disagree", "object"),
        ("Later", ""),
    ]
    assert poll.question["th"] in desk.get(sent.location).text


def test_what_was_written_can_be_written_again(hall, desk):
    desk.post(f"/forums/{hall.forum_id}/desk/polls/new", data=FORM)
    (poll,) = drafts()
    path = f"/forums/{hall.forum_id}/desk/polls/{poll.public_id}"
    assert "A break?" in desk.get(path).text
    assert "Agree\nDisagree\nLater" in desk.get(path).text

    desk.post(path, data={**FORM, "question-en": "Lunch?", "method": "consent"})

    (poll,) = drafts()
    assert (poll.question["en"], poll.method, len(poll.options)) == ("Lunch?", "consent", 5)
    assert desk.post(path + "/delete").status_code == 302
    assert drafts() == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"question-th": "", "question-en": ""},
        {"answers-th": "เห็นด้วย", "answers-en": ""},
        {"answers-th": "ก\nก", "answers-en": ""},
        {"method": "lottery"},
        {"level": ""},
        {"item": "x" * 27},
    ],
)
def test_a_poll_that_cannot_be_asked_comes_back_with_everything_typed(hall, desk, wrong):
    path = f"/forums/{hall.forum_id}/desk/polls/new"

    page = desk.post(path, data={**FORM, "explanation-en": "Typed before", **wrong})

    assert page.status_code == 422
    assert "error-summary" in page.text
    assert "Typed before" in page.text
    assert drafts() == []


def test_an_open_poll_is_no_longer_edited(hall, desk):
    poll = hall.open()
    path = f"/forums/{hall.forum_id}/desk/polls/{poll.public_id}"

    assert desk.get(path).status_code == 302
    page = desk.post(path, data=FORM, query_string={"lang": "en"})

    assert page.status_code == 422
    assert "can no longer be changed" in page.text


def test_the_result_page_shows_bars_sectors_and_reasons_once_shown(hall, client):
    poll = hall.open(method=Method.CONSENT, answers=())
    path = f"/forums/{hall.forum_id}/polls/{poll.public_id}?lang=en"
    hall.vote(poll, 0)
    assert "result-bar" not in client.get(path).text
    hall.close(poll)
    assert "has not been shown yet" in client.get(path).text

    hall.show(poll)

    page = client.get(path).text
    assert "Consent: nobody objects." in page
    assert "Eligible 3 · voted 1" in page
    assert "Civil society" in page


@pytest.mark.parametrize(
    ("answers", "shares"),
    [([0, 1], ["50%", "50%", "0%"]), ([0, 0, 1], ["66.7%", "33.3%", "0.0%"])],
)
@pytest.mark.parametrize("language", ["th", "en"])
def test_shares_have_a_decimal_only_where_one_of_them_is_not_whole(
    hall, client, answers, shares, language
):
    poll = hall.open()
    for voter, answer in enumerate(answers):
        hall.vote(poll, voter, answer)
    hall.close(poll)
    hall.show(poll)

    for path in (f"/polls/{poll.public_id}", "/polls"):
        page = client.get(f"/forums/{hall.forum_id}{path}", query_string={"lang": language})
        assert re.findall(r'result-share">([^<]+)<', page.text) == shares, path


def test_a_download_holds_the_counts_and_no_person(hall, client):
    poll = hall.open(results_shown=ResultsShown.AFTER_CLOSE)
    hall.vote(poll, 0)
    path = f"/forums/{hall.forum_id}/polls/{poll.public_id}/result.json"
    assert client.get(path).status_code == 404
    hall.close(poll)

    answer = client.get(path)

    facts = json.loads(answer.data)
    assert [option["count"] for option in facts["options"]] == [1, 0, 0]
    assert hall.signups[0].public_id not in answer.text
    assert hall.signups[0].person.given_name not in answer.text


def test_a_sector_that_must_stay_hidden_is_in_no_page_and_no_download(hall, client):
    poll = hall.open(level=SecrecyLevel.CONFIDENTIAL, results_shown=ResultsShown.AFTER_CLOSE)
    hall.vote(poll, 0)
    hall.close(poll)
    path = f"/forums/{hall.forum_id}/polls/{poll.public_id}"

    assert "Civil society" not in client.get(path + "?lang=en").text
    assert json.loads(client.get(path + "/result.json").data)["sectors"] is None


def test_the_list_of_polls_holds_no_draft(hall, client):
    hall.draft(question={"en": "A secret draft"})
    hall.open(question={"en": "An open question"})

    page = client.get(f"/forums/{hall.forum_id}/polls?lang=en").text

    assert "An open question" in page
    assert "A secret draft" not in page


def test_only_those_who_edit_polls_come_to_their_desk(hall, make_hall, make, sign_in, client):
    other = make_hall()
    elsewhere = sign_in(make.account(Role.FACILITATOR, other.forum.scope))
    path = f"/forums/{hall.forum_id}/desk/polls"

    assert client.get(path).status_code == 302
    assert client.post(path + "/new", data=FORM).status_code == 403
    assert elsewhere.get(path).status_code == 404
    assert elsewhere.post(path + "/new", data=FORM).status_code == 404
    assert drafts() == []

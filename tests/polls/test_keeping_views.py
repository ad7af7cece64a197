import pytest

from forum.core.permissions import Role
from forum.polls.logic.kinds import Method, PollState, ReasonRule, SecrecyLevel
from forum.polls.logic.settings import Settings
from forum.polls.logic.texts import digest_of
from forum.polls.queries.polls import list_polls, list_templates


@pytest.fixture
def desk(hall, make, sign_in):
    """The organiser's browser."""
    return sign_in(make.account(Role.ORGANISER, hall.forum.scope))


def at(hall, *parts):
    return "/".join(["", "forums", hall.forum_id, "desk", "polls", *parts])


def test_a_poll_is_kept_as_a_template_and_asked_in_another_draft(hall, desk):
    poll = hall.draft()

    page = desk.get(at(hall, poll.public_id, "template"))
    assert "เห็นชอบหรือไม่" in page.text
    desk.post(at(hall, poll.public_id, "template"), data={"name-th": "ถามความเห็นชอบ"})
    listed = desk.get(at(hall, "templates"))
    assert "ถามความเห็นชอบ" in listed.text
    (template,) = list_templates(hall.forum.programme_id)
    made = desk.post(at(hall, "templates", template.public_id, "use"))

    assert made.status_code == 302
    assert len(list_polls(hall.forum.id)) == 2
    desk.post(at(hall, "templates", template.public_id, "delete"))
    assert "ยังไม่มีแม่แบบ" in desk.get(at(hall, "templates")).text


def test_a_template_without_a_name_comes_back_with_the_question(hall, desk):
    poll = hall.draft()

    answer = desk.post(at(hall, poll.public_id, "template"), data={"name-th": "  ", "name-en": ""})

    assert answer.status_code == 422
    assert list_templates(hall.forum.programme_id) == []


def test_a_question_is_asked_again_from_the_desk(hall, desk):
    poll = hall.open()
    hall.close(poll)

    answer = desk.post(at(hall, poll.public_id, "again"))

    assert answer.status_code == 302
    assert [each.state for each in list_polls(hall.forum.id)] == [
        PollState.CLOSED,
        PollState.DRAFTED,
    ]


def test_those_who_have_not_voted_are_reminded_from_the_desk(hall, desk, letters):
    poll = hall.open()
    hall.vote(poll, 0)

    first = desk.post(at(hall, poll.public_id, "remind"), follow_redirects=True)
    again = desk.post(at(hall, poll.public_id, "remind"), follow_redirects=True)

    assert "2 คน" in first.text
    assert "เพิ่งเตือนไป" in again.text
    assert len(letters()) == 2


def test_a_facilitator_lets_words_through_on_a_page(hall, make, sign_in):
    browser = sign_in(make.account(Role.FACILITATOR, hall.forum.scope))
    poll = hall.open(method=Method.WORDS, answers=(), level=SecrecyLevel.CONFIDENTIAL)
    hall.send(poll, 0, {"word": ["<b>หวัง</b>"]})
    page = at(hall, poll.public_id, "texts")
    assert "หวัง" not in browser.get(page).text
    assert browser.post(page, data={"shown": [digest_of("<b>หวัง</b>")]}).status_code == 409

    hall.close(poll)
    hall.show(poll)
    assert "&lt;b&gt;หวัง&lt;/b&gt;" in browser.get(page).text
    said = digest_of("<b>หวัง</b>")
    browser.post(page, data={"shown": [said], "looked_at": [said]})

    assert "checked" in browser.get(page).text
    browser.post(page, data={"looked_at": [said]})
    assert "checked" not in browser.get(page).text


def test_all_that_was_looked_at_can_be_shown_at_once(hall, make, sign_in, client):
    browser = sign_in(make.account(Role.FACILITATOR, hall.forum.scope))
    poll = hall.open(method=Method.TEXT, answers=(), level=SecrecyLevel.CONFIDENTIAL)
    for voter in range(3):
        hall.send(poll, voter, {"text": [f"ข้อ {voter}"]}, f"some-request-key-{voter}")
    hall.close(poll)
    hall.show(poll)
    looked_at = [digest_of("ข้อ 0"), digest_of("ข้อ 1")]

    browser.post(at(hall, poll.public_id, "texts"), data={"looked_at": looked_at, "all": "1"})

    page = client.get(f"/forums/{hall.forum_id}/polls/{poll.public_id}").text
    assert [f"ข้อ {n}" in page for n in range(3)] == [True, True, False]


def test_the_desk_leads_to_reasons_once_their_poll_is_closed(hall, make, sign_in):
    browser = sign_in(make.account(Role.FACILITATOR, hall.forum.scope))
    asked = hall.open(reason_rule=ReasonRule.OPTIONAL, is_online=True)
    silent = hall.open(is_online=True)
    for poll in (asked, silent):
        hall.close(poll)

    page = browser.get(at(hall)).text

    assert at(hall, asked.public_id, "texts") in page
    assert at(hall, silent.public_id, "texts") not in page


def test_where_everything_is_shown_at_once_all_of_it_is_ticked(hall, make, sign_in):
    poll = hall.open(
        method=Method.WORDS, answers=(), level=SecrecyLevel.CONFIDENTIAL,
        settings=Settings(is_moderated=False),
    )  # fmt: skip
    for voter in range(3):
        hall.send(poll, voter, {"word": ["หวัง"]}, f"some-request-key-{voter}")
    hall.close(poll)
    hall.show(poll)

    page = sign_in(make.account(Role.FACILITATOR, hall.forum.scope)).get(
        at(hall, poll.public_id, "texts")
    )

    assert "หวัง" in page.text
    assert page.text.count("checked>") == 1


def test_participants_reach_none_of_these_pages(hall, make, sign_in):
    poll = hall.open()
    browser = sign_in(tickets=[make.ticket(hall.signups[0])[0]])

    for path in (at(hall, "templates"), at(hall, poll.public_id, "texts")):
        assert browser.get(path).status_code in {403, 404}


def test_the_desk_says_how_much_that_was_written_nobody_has_looked_at(hall, make, sign_in):
    browser = sign_in(make.account(Role.FACILITATOR, hall.forum.scope))
    poll = hall.open(reason_rule=ReasonRule.OPTIONAL, level=SecrecyLevel.CONFIDENTIAL)
    hall.vote(poll, 0, reason="ไกลเกินไป")
    hall.vote(poll, 1, reason="แพงเกินไป")
    hall.close(poll)
    assert "new)" not in browser.get(at(hall) + "?lang=en").text

    hall.show(poll)
    assert "(2 new)" in browser.get(at(hall) + "?lang=en").text
    said = digest_of("ไกลเกินไป")
    browser.post(at(hall, poll.public_id, "texts"), data={"looked_at": [said]})
    assert "(1 new)" in browser.get(at(hall) + "?lang=en").text


def asked_of(hall, method):
    """A poll in which people wrote something, closed and shown."""
    rules = {"answers": ()} if method in {Method.WORDS, Method.TEXT} else {}
    level = SecrecyLevel.CONFIDENTIAL
    poll = hall.open(method=method, reason_rule=ReasonRule.OPTIONAL, level=level, **rules)
    for voter in range(2):
        said = {"option": [poll.options[0].public_id]} if poll.options else {}
        form = {"word": ["หวัง"], "text": ["หวัง"], **said, "reason": [f"เหตุผล {voter}"]}
        names = {Method.WORDS: "word", Method.TEXT: "text"}
        kept = {names.get(method, "option"), "reason"}
        hall.send(
            poll, voter, {k: v for k, v in form.items() if k in kept}, f"key-of-voter-{voter}"
        )
    hall.close(poll)
    hall.show(poll)


@pytest.mark.parametrize("path", ["desk/polls", "polls"])
def test_the_number_of_queries_of_a_list_does_not_grow(
    hall, make, sign_in, count_queries, path, app
):
    browser = sign_in(make.account(Role.FACILITATOR, hall.forum.scope))

    def queries():
        assert browser.get(f"/forums/{hall.forum_id}/{path}").status_code == 200  # results once
        app.extensions["shared_pages"].clear()
        with count_queries() as counted:
            assert browser.get(f"/forums/{hall.forum_id}/{path}").status_code == 200
        return len(counted)

    for method in (Method.CONSENT, Method.WORDS):
        asked_of(hall, method)
    few = queries()
    for method in (Method.CONSENT, Method.WORDS, Method.TEXT, Method.CONSENT):
        asked_of(hall, method)

    assert queries() <= few + 2

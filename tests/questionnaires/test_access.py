"""Who may see and change what, with two forums."""

import pytest

from forum.events.logic.stages import Stage
from forum.questionnaires.logic.kinds import Purpose, QuestionnaireState
from forum.questionnaires.queries import find_questionnaire

ROLES = ["organiser", "administrator", "facilitator", "rapporteur", "coordinator", None]


@pytest.fixture
def forum(make):
    forum = make.forum()
    make.questionnaire(forum, ("yes_no", "รถ"), ("short_text", "จาก"))
    return forum


@pytest.fixture
def browser(make, sign_in, forum):
    """A browser of somebody who holds a role in the forum, or in another one."""

    def opened(role, *, at=None):
        scope = (at or forum).scope
        return sign_in(make.account(role, scope) if role else make.account())

    return opened


def question_ids(forum):
    return [row.public_id for row in find_questionnaire(forum.id, Purpose.SIGNUP).questions]


def pages(forum):
    desk = f"/forums/{forum.public_id}/desk"
    one = f"{desk}/questions/{question_ids(forum)[1]}"
    of = f"{desk}/questionnaires/signup"
    return {
        "GET": [
            of, f"{of}/copy", f"{of}/preview", f"{of}/questions/new?kind=date", one,
        ],
        "POST": [
            f"{of}/open", f"{of}/close", f"{of}/introduction", f"{of}/copy", f"{of}/preview",
            f"{of}/questions/new?kind=date", one, f"{one}/up", f"{one}/down", f"{one}/remove",
        ],
    }  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("stage", [Stage.ANNOUNCED, Stage.OPEN, Stage.FINISHED])
def test_only_organisers_open_the_form_builder_at_any_stage(make, forum, browser, role, stage):
    forum.stage = stage
    make.save(forum)
    client = browser(role)

    answers = {client.get(page).status_code for page in pages(forum)["GET"]}

    assert answers == ({200} if role in {"organiser", "administrator"} else {403})


@pytest.mark.parametrize("role", ROLES)
def test_nobody_changes_another_forums_questions(make, forum, browser, role):
    client = browser(role, at=make.forum())
    before = question_ids(forum)

    methods = {"GET": client.get, "POST": client.post}
    answers = {
        methods[method](page).status_code for method, all_ in pages(forum).items() for page in all_
    }

    assert answers <= {403, 404}
    assert question_ids(forum) == before
    assert find_questionnaire(forum.id, Purpose.SIGNUP).state is QuestionnaireState.OPEN


def test_a_question_of_one_forum_is_not_found_under_another(make, forum, browser):
    other = make.forum()
    make.questionnaire(other, ("yes_no", "ของเขา"))
    client = browser("organiser")

    answer = client.get(f"/forums/{forum.public_id}/desk/questions/{question_ids(other)[0]}")

    assert answer.status_code == 404


@pytest.mark.parametrize("role", ROLES)
def test_organisers_and_rapporteurs_see_what_is_asked(forum, browser, role):
    answer = browser(role).get(f"/forums/{forum.public_id}/desk/questionnaires")

    expected = 200 if role in {"organiser", "administrator", "rapporteur"} else 404
    assert answer.status_code == expected


def test_a_visitor_is_led_to_sign_in_and_a_foreign_ticket_finds_nothing(
    make, forum, client, sign_in
):
    page = f"/forums/{forum.public_id}/questionnaires/signup"
    foreign, _token = make.ticket(make.signup(make.forum()))
    own, _token = make.ticket(make.signup(forum))

    assert client.get(page).status_code == 302
    assert sign_in(tickets=[foreign]).get(page).status_code == 404
    assert sign_in(tickets=[own]).get(page).status_code == 200


def test_another_purpose_or_an_unknown_one_is_not_there(make, forum, sign_in):
    ticket, _token = make.ticket(make.signup(forum))
    client = sign_in(tickets=[ticket])

    for purpose in ("evaluation", "before-after", "before_after", "else"):
        assert client.get(f"/forums/{forum.public_id}/questionnaires/{purpose}").status_code == 404


@pytest.fixture
def evaluated(make):
    """A forum that has ended, with an evaluation of a few sheets."""
    forum = make.forum(stage=Stage.MINUTES)
    questionnaire = make.questionnaire(forum, ("scale", "ดีแค่ไหน"), purpose=Purpose.EVALUATION)
    make.sheets(questionnaire, [(value,) for value in (1, 2, 3, 4, 5, 3)])
    return forum


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("ending", ["results", "results.csv", "results.xlsx"])
def test_organisers_and_rapporteurs_see_results_nobody_else_does(
    evaluated, make, browser, role, ending
):
    page = f"/forums/{evaluated.public_id}/desk/questionnaires/evaluation/{ending}"

    expected = 200 if role in {"organiser", "administrator", "rapporteur"} else 404
    assert browser(role, at=evaluated).get(page).status_code == expected
    assert browser(role, at=make.forum()).get(page).status_code == 404


def test_results_of_sign_ups_are_for_those_who_may_read_each_of_them(forum, browser):
    page = f"/forums/{forum.public_id}/desk/questionnaires/signup/results"

    assert browser("organiser").get(page).status_code == 200
    assert browser("rapporteur").get(page).status_code == 404

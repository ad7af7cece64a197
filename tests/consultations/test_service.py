import secrets

import pytest
from sqlalchemy import func, select

from forum.comments.errors import ContributionsOver, PlaceNeeded
from forum.consultations import privacy
from forum.consultations.access import consultation_for, statement_for
from forum.consultations.errors import (
    ConsultationNotOpen,
    NothingToAnswer,
    NotYetOpened,
    OrderFixed,
    StatementAnswered,
    StatementExists,
    UnknownItem,
)
from forum.consultations.facts import list_consultations_of
from forum.consultations.logic.counting import Finding, Tally
from forum.consultations.logic.states import Answer, ConsultationState, StatementState
from forum.consultations.models import Consultation, Respondent, Statement, StatementAnswer
from forum.consultations.queries import answers_of, count_respondents, list_statements, tallies_of
from forum.consultations.service.answers import answer_statement, propose_statement
from forum.consultations.service.desk import (
    add_statement,
    close_consultation,
    create_consultation,
    edit_statement,
    hide_statement,
    move_statement,
    open_consultation,
    show_statement,
)
from forum.core.actor import VISITOR
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Permission
from forum.core.transaction import transaction
from forum.events.logic.stages import Stage
from forum.journal.models import JournalEntry
from tests.conftest import NOW


@pytest.fixture
def room(make):
    """An open consultation of three statements, two who may answer, one who runs it."""

    class Room:
        forum = make.forum()
        consultation = make.consultation(forum, ("หนึ่ง", "สอง", "สาม"))
        first, second, third = consultation.statements
        signup = make.signup(forum, "ngo")
        one = make.participant(signup)
        two = make.participant(make.signup(forum, "villagers"))
        organiser = make.staff("organiser", forum)

        def propose(self, text="สี่", *, actor=None, key=None):
            return self._write(propose_statement, text, actor or self.one, key)

        def add(self, text, *, key=None):
            return self._write(add_statement, text, self.organiser, key)

        def _write(self, service, text, actor, key):
            with transaction():
                return service(
                    self.consultation.public_id,
                    text,
                    language="th",
                    request_key=key or secrets.token_urlsafe(16),
                    actor=actor,
                    now=NOW,
                )

    return Room()


def act(service, *arguments, actor):
    with transaction():
        return service(*arguments, actor=actor, now=NOW)


def tally(statement):
    return tallies_of([statement])[statement.id]


def test_each_person_counts_once_with_the_latest_answer(room):
    for answer in (Answer.AGREE, Answer.AGREE, Answer.PASS, Answer.DISAGREE):
        act(answer_statement, room.first.public_id, answer, actor=room.one)
    act(answer_statement, room.first.public_id, Answer.AGREE, actor=room.two)

    assert tally(room.first) == Tally(agree=1, disagree=1)
    assert count_respondents([room.consultation]) == {room.consultation.id: 2}
    assert db.session.scalar(select(func.count()).select_from(StatementAnswer)) == 2


def test_a_respondent_keeps_their_sector_and_leaves_no_trace_in_the_journal(room):
    act(answer_statement, room.first.public_id, Answer.AGREE, actor=room.one)

    [respondent] = db.session.scalars(select(Respondent)).all()
    assert (respondent.person_id, respondent.sector_id) == (
        room.signup.person_id,
        room.signup.sector_id,
    )
    assert db.session.scalar(select(func.count(JournalEntry.id))) == 0


def test_somebodys_own_answers_can_be_looked_up(room):
    act(answer_statement, room.first.public_id, Answer.AGREE, actor=room.one)
    act(answer_statement, room.third.public_id, Answer.PASS, actor=room.one)

    assert answers_of(room.consultation, room.signup.person_id) == {
        room.first.id: Answer.AGREE,
        room.third.id: Answer.PASS,
    }
    assert answers_of(room.consultation, None) == {}


def test_answering_needs_a_place_in_this_very_forum(room, make):
    outsiders = (VISITOR, room.organiser, make.participant(make.signup(make.forum())))

    for actor in outsiders:
        with pytest.raises(PlaceNeeded):
            act(answer_statement, room.first.public_id, Answer.AGREE, actor=actor)
        with pytest.raises(PlaceNeeded):
            room.propose(actor=actor)


def test_a_closed_consultation_takes_no_answers_until_it_is_opened_again(room):
    act(close_consultation, room.consultation.public_id, actor=room.organiser)

    with pytest.raises(ConsultationNotOpen):
        act(answer_statement, room.first.public_id, Answer.AGREE, actor=room.one)
    with pytest.raises(ConsultationNotOpen):
        room.propose()
    act(open_consultation, room.consultation.public_id, actor=room.organiser)
    act(answer_statement, room.first.public_id, Answer.AGREE, actor=room.one)
    assert tally(room.first).answered == 1


@pytest.mark.parametrize("stage", [Stage.MINUTES, Stage.FINISHED, Stage.CANCELLED])
def test_nothing_is_answered_after_the_forum(room, stage):
    room.forum.stage = stage
    db.session.commit()

    with pytest.raises(ContributionsOver):
        act(answer_statement, room.first.public_id, Answer.AGREE, actor=room.one)


def test_a_hidden_statement_takes_no_answers_and_keeps_those_it_has(room):
    act(answer_statement, room.first.public_id, Answer.AGREE, actor=room.one)
    act(hide_statement, room.first.public_id, actor=room.organiser)

    with pytest.raises(NotFound):
        act(answer_statement, room.first.public_id, Answer.DISAGREE, actor=room.two)
    act(show_statement, room.first.public_id, actor=room.organiser)
    assert tally(room.first) == Tally(agree=1)


def test_a_proposed_statement_waits_for_the_organiser(room):
    statement = room.propose(key="k" * 20)

    assert room.propose(key="k" * 20).id == statement.id
    assert statement.state is StatementState.PROPOSED
    with pytest.raises(NotFound):
        act(answer_statement, statement.public_id, Answer.AGREE, actor=room.two)
    act(show_statement, statement.public_id, actor=room.organiser)
    act(answer_statement, statement.public_id, Answer.AGREE, actor=room.two)
    assert tally(statement).agree == 1


def test_the_same_words_are_not_asked_twice(room):
    with pytest.raises(StatementExists):
        room.propose("  หนึ่ง ")
    with pytest.raises(StatementExists):
        room.add("หนึ่ง")
    with pytest.raises(StatementExists):
        act(edit_statement, room.second.public_id, "หนึ่ง", actor=room.organiser)


def test_the_words_of_an_answered_statement_stay(room):
    act(edit_statement, room.first.public_id, "หนึ่งใหม่", actor=room.organiser)
    act(answer_statement, room.first.public_id, Answer.PASS, actor=room.one)

    with pytest.raises(StatementAnswered):
        act(edit_statement, room.first.public_id, "อื่น", actor=room.organiser)
    assert room.first.text == "หนึ่งใหม่"


def test_statements_are_reordered_until_the_consultation_opens(room, make):
    draft = make.consultation(room.forum, ("ก", "ข", "ค"), state=ConsultationState.DRAFTED)
    last = draft.statements[2]

    act(move_statement, last.public_id, -1, actor=room.organiser)
    act(move_statement, last.public_id, -1, actor=room.organiser)
    act(move_statement, last.public_id, -1, actor=room.organiser)
    db.session.expire_all()

    assert [(each.number, each.text) for each in list_statements(draft)] == [
        (1, "ค"),
        (2, "ก"),
        (3, "ข"),
    ]
    with pytest.raises(OrderFixed):
        act(move_statement, room.first.public_id, 1, actor=room.organiser)


def test_a_consultation_is_drafted_once_filled_opened_and_closed(room, make):
    item = make.item(room.forum)

    def create(**values):
        with transaction():
            return create_consultation(
                room.forum.public_id,
                {"th": "ใหม่"},
                {},
                request_key="k" * 20,
                actor=room.organiser,
                now=NOW,
                **values,
            )

    made = create(item_id=item.public_id)
    assert create().id == made.id
    assert (made.state, made.item_id) == (ConsultationState.DRAFTED, item.id)
    with pytest.raises(NothingToAnswer):
        act(open_consultation, made.public_id, actor=room.organiser)
    with pytest.raises(NotYetOpened):
        act(close_consultation, made.public_id, actor=room.organiser)
    codes = select(JournalEntry.code).where(JournalEntry.object_id == made.public_id)
    assert list(db.session.scalars(codes)) == ["consultation.created"]


def test_an_agenda_item_of_another_forum_is_refused(room, make):
    item = make.item(make.forum())

    with pytest.raises(UnknownItem):
        act(
            lambda **who: create_consultation(
                room.forum.public_id, {"th": "ใหม่"}, {}, item_id=item.public_id, **who
            ),
            actor=room.organiser,
        )


def test_facts_for_the_minutes_hold_counts_findings_and_hidden_ones(room, make):
    for _ in range(4):
        actor = make.participant(make.signup(room.forum))
        act(answer_statement, room.first.public_id, Answer.AGREE, actor=actor)
    for answer, actor in ((Answer.AGREE, room.one), (Answer.DISAGREE, room.two)):
        act(answer_statement, room.second.public_id, answer, actor=actor)
    act(hide_statement, room.third.public_id, actor=room.organiser)
    room.propose()
    make.consultation(room.forum, state=ConsultationState.DRAFTED)

    [fact] = list_consultations_of(room.forum)

    assert fact.public_id == room.consultation.public_id
    assert (fact.respondents, fact.hidden) == (6, 1)
    assert [(each.number, each.tally) for each in fact.statements] == [
        (1, Tally(agree=4)),
        (2, Tally(agree=1, disagree=1)),
    ]
    numbers = {name: [each.number for each in found] for name, found in fact.findings.items()}
    assert numbers == {Finding.AGREED: [1], Finding.CONTESTED: [], Finding.UNRESOLVED: [2]}


def test_facts_of_many_consultations_ask_the_database_no_more_than_of_one(
    room, make, count_queries
):
    db.session.rollback()
    with count_queries() as few:
        list_consultations_of(room.forum)
    for number in range(10):
        more = make.consultation(room.forum, tuple(f"ข้อ {n}" for n in range(5)))
        make.answers(more.statements[number % 5], 1, -1)
    db.session.rollback()

    with count_queries() as many:
        facts = list_consultations_of(room.forum)

    assert len(facts) == 11
    assert len(many) == len(few)


def test_a_person_takes_out_their_answers_and_erasing_keeps_the_counts(room):
    act(answer_statement, room.first.public_id, Answer.DISAGREE, actor=room.one)
    proposed = room.propose()

    exported = privacy.export(room.signup.person_id)
    privacy.erase(room.signup.person_id)
    db.session.commit()

    assert [(row["text"], row["answer"]) for row in exported["answers"]] == [("หนึ่ง", -1)]
    assert [row["id"] for row in exported["statements"]] == [proposed.public_id]
    assert tally(room.first) == Tally(disagree=1)
    assert count_respondents([room.consultation]) == {room.consultation.id: 1}
    assert db.session.scalars(select(Respondent.person_id)).all() == [None]
    assert proposed.author_id is None


ROLES = (
    "visitor",
    "participant",
    "elsewhere",
    "coordinator",
    "facilitator",
    "organiser",
    "administrator",
)
STAFF = {"coordinator", "facilitator", "organiser", "administrator"}


def can(getting, *arguments):
    try:
        getting(*arguments)
    except NotFound:
        return False
    return True


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", list(ConsultationState))
def test_who_sees_edits_and_finds_a_consultation_by_role_and_state(make, role, state):
    forum, other = make.forum(), make.forum()
    here, there = make.consultation(forum, state=state), make.consultation(other, state=state)
    hidden = here.statements[0]
    hidden.state = StatementState.HIDDEN
    db.session.commit()
    actor = {
        "visitor": lambda: VISITOR,
        "participant": lambda: make.participant(make.signup(forum)),
        "elsewhere": lambda: make.participant(make.signup(other)),
        "administrator": lambda: make.staff("administrator"),
    }.get(role, lambda: make.staff(role, forum))()

    is_public = state is not ConsultationState.DRAFTED
    edits = role in {"organiser", "administrator"}
    edit = Permission.CONSULTATION_EDIT
    assert can(consultation_for, actor, here.public_id) is (is_public or role in STAFF)
    assert can(consultation_for, actor, here.public_id, edit) is edits
    assert can(consultation_for, actor, there.public_id, edit) is (role == "administrator")
    assert can(statement_for, actor, hidden.public_id) is edits
    assert can(statement_for, actor, there.statements[0].public_id) is (
        is_public or role == "administrator"
    )


def test_a_consultation_of_an_unpublished_forum_is_not_known_to_the_public(make):
    forum = make.forum(published_at=None)
    consultation = make.consultation(forum)

    assert not can(consultation_for, VISITOR, consultation.public_id)
    assert can(consultation_for, make.staff("coordinator", forum), consultation.public_id)
    assert db.session.scalar(select(func.count(Consultation.id))) == 1
    assert db.session.scalar(select(func.count(Statement.id))) == 1

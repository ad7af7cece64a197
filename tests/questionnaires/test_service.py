"""Making a questionnaire, keeping what is answered, forgetting it again."""

import io
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from forum.core.actor import SYSTEM
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.transaction import transaction
from forum.events.logic.stages import Stage
from forum.files.models import StoredFile
from forum.files.service import remove_orphans
from forum.journal.models import JournalEntry
from forum.questionnaires import privacy
from forum.questionnaires.access import may_read_file
from forum.questionnaires.errors import (
    AnswersMissing,
    ConditionNotEarlier,
    KindFixed,
    MovedBeforeItsReason,
    NothingToAsk,
    OptionsNeeded,
    OthersDepend,
    QuestionnaireShut,
    RetentionNeeded,
    RetentionPast,
    SensitivityFixed,
    TooManyQuestions,
)
from forum.questionnaires.jobs import forget_answers
from forum.questionnaires.logic.kinds import Purpose, QuestionKind, QuestionnaireState, Round
from forum.questionnaires.logic.plans import MOST_QUESTIONS, QuestionPlan
from forum.questionnaires.logic.questions import NO, YES, Condition
from forum.questionnaires.models import Answer, AnswerSheet, Question, SensitiveAnswer
from forum.questionnaires.ports import Respondent
from forum.questionnaires.queries import (
    answer_table,
    answers_of,
    find_questionnaire,
    list_asked,
    list_open,
)
from forum.questionnaires.service.answers import forget_past_retention, send_sheet
from forum.questionnaires.service.copying import copy_questionnaires, copy_questions
from forum.questionnaires.service.editing import (
    add_question,
    close_questionnaire,
    edit_question,
    move_question,
    open_questionnaire,
    remove_question,
)
from forum.questionnaires.service.files import keep_upload
from forum.signups.queries.respondents import respondent

SIGNUP = Purpose.SIGNUP
YES_NO = QuestionPlan(QuestionKind.YES_NO, {"th": "มารถไหม", "en": "By bus?"})
TEXT = QuestionPlan(QuestionKind.SHORT_TEXT, {"th": "ขึ้นที่ไหน", "en": "Where from?"})


@pytest.fixture
def forum(make):
    return make.forum()


@pytest.fixture
def organiser(make, forum):
    return make.staff("organiser", forum)


@pytest.fixture
def add(forum, organiser, now):
    """Add a question and give its public id."""

    def adding(plan, *, purpose=SIGNUP, key=None):
        with transaction():
            key = key or f"key-{db.session.query(Question).count()}"
            return add_question(
                forum.public_id, purpose, plan, key, actor=organiser, now=now
            ).public_id

    return adding


@pytest.fixture
def send(forum, make, now):
    """Send answers for a sign-up, as its ticket."""

    def sending(signup, answers, *, purpose=SIGNUP, at=now):
        with transaction():
            send_sheet(
                forum.public_id,
                purpose,
                answers,
                language="th",
                actor=make.participant(signup),
                now=at,
            )

    return sending


def ids(forum, purpose=SIGNUP):
    return [q.id for q in list_asked(find_questionnaire(forum.id, purpose))]


def kept(signup, purpose=SIGNUP):
    rows = answers_of(signup.forum_id, respondent(signup).key, purpose)
    return {row.question.id: row.value for row in rows}


def test_questions_stand_in_the_order_they_were_added(forum, add):
    first, second = add(YES_NO), add(TEXT)

    assert ids(forum) == [first, second]
    assert find_questionnaire(forum.id, SIGNUP).state is QuestionnaireState.DRAFT


def test_the_same_page_sent_twice_adds_one_question(forum, add):
    assert add(YES_NO, key="k" * 20) == add(YES_NO, key="k" * 20)

    assert len(ids(forum)) == 1


def test_a_question_moves_up_and_down_and_stops_at_the_ends(forum, add, organiser, now):
    first, second = add(YES_NO), add(TEXT)

    for step in (-1, -1):
        with transaction():
            move_question(forum.public_id, second, step, actor=organiser, now=now)

    assert ids(forum) == [second, first]


def test_a_question_cannot_come_before_the_one_it_hangs_on(forum, add, organiser, now):
    first = add(YES_NO)
    second = add(replace(TEXT, condition=Condition(first, YES)))

    with pytest.raises(MovedBeforeItsReason), transaction():
        move_question(forum.public_id, second, -1, actor=organiser, now=now)
    with pytest.raises(MovedBeforeItsReason), transaction():
        move_question(forum.public_id, first, 1, actor=organiser, now=now)

    assert ids(forum) == [first, second]


def test_a_question_hangs_on_an_earlier_one_only(add):
    with pytest.raises(ConditionNotEarlier):
        add(replace(TEXT, condition=Condition("nothing", YES)))


def test_what_another_question_hangs_on_cannot_be_removed_or_lose_that_answer(
    forum, add, organiser, now
):
    choices = ({"en": "Bus"}, {"en": "Train"}, {"en": "Boat"})
    plan = QuestionPlan(QuestionKind.ONE_OF, {"en": "How?"}, choices=choices)
    first = add(plan)
    code = list_asked(find_questionnaire(forum.id, SIGNUP))[0].options[2].code
    add(replace(TEXT, condition=Condition(first, code)))

    with pytest.raises(OthersDepend), transaction():
        remove_question(forum.public_id, first, actor=organiser, now=now)
    shorter = replace(plan, choices=choices[:2])
    with pytest.raises(OthersDepend), transaction():
        edit_question(forum.public_id, first, shorter, actor=organiser, now=now)

    assert [o.label["en"] for o in list_asked(find_questionnaire(forum.id, SIGNUP))[0].offered] == [
        "Bus", "Train", "Boat",
    ]  # fmt: skip


def test_a_choice_needs_two_different_answers(add):
    for choices in ((), ({"en": "Bus"},), ({"en": "Bus"}, {"en": "Bus"})):
        with pytest.raises(OptionsNeeded):
            add(QuestionPlan(QuestionKind.ONE_OF, {"en": "How?"}, choices=choices))


def test_a_sensitive_question_says_until_when_its_answers_are_kept(add, now):
    with pytest.raises(RetentionNeeded):
        add(replace(TEXT, is_sensitive=True))
    with pytest.raises(RetentionPast):
        add(replace(TEXT, is_sensitive=True, keep_until=now.date() - timedelta(days=1)))

    add(replace(TEXT, is_sensitive=True, keep_until=now.date()))


def test_a_questionnaire_has_an_end(make, forum, organiser, now):
    many = [("short_text", f"q{n}") for n in range(MOST_QUESTIONS)]
    make.questionnaire(forum, *many)

    with pytest.raises(TooManyQuestions), transaction():
        add_question(forum.public_id, SIGNUP, TEXT, "k" * 20, actor=organiser, now=now)


def test_an_empty_questionnaire_cannot_be_opened(forum, organiser, now):
    with pytest.raises(NothingToAsk), transaction():
        open_questionnaire(forum.public_id, SIGNUP, actor=organiser, now=now)


def test_what_was_answered_stays_readable_when_its_question_is_removed(
    make, forum, add, send, organiser, now
):
    first, second = add(YES_NO), add(TEXT)
    with transaction():
        open_questionnaire(forum.public_id, SIGNUP, actor=organiser, now=now)
    signup = make.signup(forum)
    send(signup, {first: True})

    for each in (first, second):
        with transaction():
            remove_question(forum.public_id, each, actor=organiser, now=now)

    assert ids(forum) == []
    assert kept(signup) == {first: True}
    assert db.session.scalars(select(Question.public_id)).all() == [first]


def test_what_was_answered_fixes_the_kind_and_whether_it_is_sensitive(
    make, forum, add, send, organiser, now
):
    first = add(YES_NO)
    with transaction():
        open_questionnaire(forum.public_id, SIGNUP, actor=organiser, now=now)
    send(make.signup(forum), {first: True})

    with pytest.raises(KindFixed), transaction():
        edit_question(forum.public_id, first, TEXT, actor=organiser, now=now)
    plan = replace(YES_NO, is_sensitive=True, keep_until=date(2027, 1, 1))
    with pytest.raises(SensitivityFixed), transaction():
        edit_question(forum.public_id, first, plan, actor=organiser, now=now)


def test_answers_are_kept_under_a_key_and_sent_again_take_the_old_ones_place(make, forum, send):
    questionnaire = make.questionnaire(
        forum, ("yes_no", "รถ"), ("short_text", "จาก"), ("number", "อายุ")
    )
    ride, stop, age = ids(forum)
    signup = make.signup(forum)

    send(signup, {ride: True, stop: "ขอนแก่น"})
    send(signup, {ride: False, age: 40})

    assert kept(signup) == {ride: False, age: 40}
    sheets = db.session.scalars(select(AnswerSheet)).all()
    assert [(sheet.questionnaire_id, sheet.group) for sheet in sheets] == [
        (questionnaire.id, "civil-society")
    ]
    assert signup.public_id not in str([sheet.respondent for sheet in sheets])


def test_sensitive_answers_are_in_no_row_that_names_a_respondent(make, forum, send):
    make.questionnaire(
        forum,
        ("short_text", "จาก"),
        {
            "kind": "short_text",
            "label": "อาหาร",
            "is_sensitive": True,
            "keep_until": date(2027, 1, 1),
        },
    )
    plain, sensitive = ids(forum)
    signup = make.signup(forum)

    send(signup, {plain: "here", sensitive: "no pork"})

    assert db.session.scalars(select(Answer.value)).all() == ["here"]
    row = db.session.scalars(select(SensitiveAnswer)).one()
    sheet = db.session.scalars(select(AnswerSheet)).one()
    assert row.value == "no pork"
    assert row.key not in {sheet.respondent, sheet.public_id, signup.public_id}
    assert kept(signup) == {plain: "here", sensitive: "no pork"}


def test_nothing_is_half_kept_when_a_needed_answer_is_missing(make, forum, send):
    make.questionnaire(
        forum, ("yes_no", "รถ"), {"kind": "number", "label": "อายุ", "is_required": True}
    )
    ride, _age = ids(forum)
    signup = make.signup(forum)

    with pytest.raises(AnswersMissing):
        send(signup, {ride: True})

    assert kept(signup) == {}
    assert db.session.scalars(select(AnswerSheet)).all() == []


def test_an_answer_no_page_offers_is_not_kept(make, forum, send):
    make.questionnaire(
        forum,
        {"kind": "one_of", "label": "รถ", "options": [("a", "A"), ("b", "B")], "is_required": True},
    )
    (how,) = ids(forum)

    for value in ("z", ["a"], 3, {"a": 1}, True):
        with pytest.raises(AnswersMissing):
            send(make.signup(forum), {how: value})


def test_answers_to_other_questions_are_dropped(make, forum, send):
    make.questionnaire(forum, ("yes_no", "รถ"))
    (ride,) = ids(forum)
    signup = make.signup(forum)

    send(signup, {ride: True, "foreign": "something", "": 1})

    assert kept(signup) == {ride: True}


@pytest.mark.parametrize(
    ("purpose", "stage", "days", "round_"),
    [
        (Purpose.SIGNUP, Stage.OPEN, 0, Round.ONCE),
        (Purpose.SIGNUP, Stage.OPEN, 11, None),
        (Purpose.SIGNUP, Stage.ANNOUNCED, 0, None),
        (Purpose.SIGNUP, Stage.CANCELLED, 0, None),
        (Purpose.EVALUATION, Stage.OPEN, 0, None),
        (Purpose.EVALUATION, Stage.RUNNING, 20, None),
        (Purpose.EVALUATION, Stage.MINUTES, 0, Round.ONCE),
        (Purpose.EVALUATION, Stage.RUNNING, 21, Round.ONCE),
        (Purpose.EVALUATION, Stage.CANCELLED, 21, None),
        (Purpose.BEFORE_AFTER, Stage.OPEN, 0, Round.BEFORE),
        (Purpose.BEFORE_AFTER, Stage.RUNNING, 0, None),
        (Purpose.BEFORE_AFTER, Stage.OPEN, 20.1, None),
        (Purpose.BEFORE_AFTER, Stage.FINISHED, 21, Round.AFTER),
    ],
)
def test_each_purpose_is_asked_in_its_time_only(make, now, purpose, stage, days, round_):
    forum = make.forum(stage=stage)
    make.questionnaire(forum, ("yes_no", "รถ"), purpose=purpose)
    signup = make.signup(forum)
    moment = now + timedelta(days=days)

    shown = list_open(forum, respondent(signup).key, moment)

    assert [each.round for each in shown] == ([round_] if round_ else [])
    if round_ is None:
        with pytest.raises(QuestionnaireShut), transaction():
            send_sheet(
                forum.public_id, purpose, {}, language="th", actor=make.participant(signup),
                now=moment,
            )  # fmt: skip


def test_before_and_after_are_two_sheets_of_one_respondent(make, forum, send, now):
    make.questionnaire(forum, ("scale", "ไว้ใจ"), purpose=Purpose.BEFORE_AFTER)
    (trust,) = ids(forum, Purpose.BEFORE_AFTER)
    signup = make.signup(forum)

    send(signup, {trust: 2}, purpose=Purpose.BEFORE_AFTER)
    send(signup, {trust: 4}, purpose=Purpose.BEFORE_AFTER, at=now + timedelta(days=30))

    sheets = db.session.scalars(select(AnswerSheet).order_by(AnswerSheet.id)).all()
    assert [(s.round, s.answers[0].value) for s in sheets] == [(Round.BEFORE, 2), (Round.AFTER, 4)]
    assert len({s.respondent for s in sheets}) == 1


def test_a_closed_questionnaire_takes_no_answers(make, forum, send, organiser, now):
    make.questionnaire(forum, ("yes_no", "รถ"))
    with transaction():
        close_questionnaire(forum.public_id, SIGNUP, actor=organiser, now=now)

    with pytest.raises(QuestionnaireShut):
        send(make.signup(forum), {})


def test_whoever_has_no_place_at_the_forum_answers_nothing(make, forum, now, organiser):
    make.questionnaire(forum, ("yes_no", "รถ"))
    elsewhere = make.signup(make.forum())

    for actor in (make.participant(elsewhere), organiser, SYSTEM):
        with pytest.raises(NotFound), transaction():
            send_sheet(forum.public_id, SIGNUP, {}, language="th", actor=actor, now=now)


def test_answers_are_deleted_after_the_day_of_their_question_and_no_others(make, forum, send, now):
    today = now.date()
    kept_until = {"one": today, "two": today - timedelta(days=1), "three": None}
    make.questionnaire(
        forum,
        *(
            {"kind": "short_text", "label": name, "keep_until": day, "is_sensitive": name == "two"}
            for name, day in kept_until.items()
        ),
    )
    one, two, three = ids(forum)
    signup = make.signup(forum)
    send(signup, {one: "1", two: "2", three: "3"})

    with transaction():
        assert forget_past_retention(now=now) == 1

    assert kept(signup) == {one: "1", three: "3"}


def test_the_job_forgets_what_is_past_today(make, forum, send):
    make.questionnaire(
        forum, {"kind": "short_text", "label": "อาหาร", "keep_until": date(2020, 1, 1)}
    )
    (food,) = ids(forum)
    signup = make.signup(forum)
    send(signup, {food: "no pork"})

    forget_answers()

    assert kept(signup) == {}


def test_a_copied_forum_asks_the_same_questions_as_a_draft_with_its_days_moved(make, forum, now):
    make.questionnaire(
        forum,
        {"kind": "yes_no", "label": "รถ", "public_id": "r" * 27},
        {
            "kind": "short_text",
            "label": "จาก",
            "condition": {"question": "r" * 27, "answer": YES, "sectors": ["ngo"]},
            "keep_until": date(2027, 1, 1),
        },
    )
    later = make.forum(starts_at=forum.starts_at + timedelta(days=10))

    with transaction():
        copy_questionnaires(forum.id, later.id, now)

    copied = find_questionnaire(later.id, SIGNUP)
    ride, stop = list_asked(copied)
    assert copied.state is QuestionnaireState.DRAFT
    assert ride.id != "r" * 27
    assert stop.condition == Condition(ride.id, YES, frozenset({"ngo"}))
    assert stop.keep_until == date(2027, 1, 11)


def test_questions_are_taken_over_after_those_that_are_there(make, forum, organiser, now):
    other = make.forum()
    source = make.questionnaire(other, ("yes_no", "รถ"), ("number", "อายุ"), state="closed")
    make.questionnaire(forum, ("date", "วัน"))
    both = replace(organiser, roles=(*organiser.roles, *make.staff("organiser", other).roles))

    with transaction():
        assert copy_questions(forum.public_id, SIGNUP, source.public_id, actor=both, now=now) == 2

    assert [q.label["th"] for q in list_asked(find_questionnaire(forum.id, SIGNUP))] == [
        "วัน", "รถ", "อายุ",
    ]  # fmt: skip


def test_questions_of_a_forum_that_is_not_ones_own_cannot_be_taken(make, forum, organiser, now):
    source = make.questionnaire(make.forum(), ("yes_no", "รถ"))

    for public_id in (source.public_id, "unknown"):
        with pytest.raises(NotFound), transaction():
            copy_questions(forum.public_id, SIGNUP, public_id, actor=organiser, now=now)


@pytest.fixture
def filed(make, forum, send, now):
    """A sign-up that sent a file as its answer, and the file."""

    def filing(*, is_sensitive=False):
        make.questionnaire(
            forum,
            {
                "kind": "file",
                "label": "หนังสือ",
                "is_sensitive": is_sensitive,
                "keep_until": date(2027, 1, 1),
            },
        )
        (letter,) = ids(forum)
        signup = make.signup(forum)
        with transaction():
            answer = keep_upload(io.BytesIO(b"words"), "letter.txt", now=now)
        send(signup, {letter: answer})
        return signup, db.session.scalars(select(StoredFile)).one()

    return filing


@pytest.mark.parametrize("is_sensitive", [False, True])
def test_a_file_is_read_by_its_sender_and_by_those_who_list_the_signups(
    make, forum, filed, is_sensitive
):
    signup, file = filed(is_sensitive=is_sensitive)
    other = make.forum()

    readers = {
        "sender": make.participant(signup),
        "organiser": make.staff("organiser", forum),
        "another": make.participant(make.signup(forum)),
        "coordinator": make.staff("coordinator", forum),
        "rapporteur": make.staff("rapporteur", forum),
        "organiser elsewhere": make.staff("organiser", other),
    }

    may = {name for name, actor in readers.items() if may_read_file(actor, file.id)}
    assert may == {"sender", "organiser"}


@pytest.mark.parametrize("is_sensitive", [False, True])
def test_a_file_goes_when_no_answer_names_it_any_more(make, forum, filed, now, is_sensitive):
    signup, _file = filed(is_sensitive=is_sensitive)
    later = now + timedelta(hours=2)

    with transaction():
        assert remove_orphans(now=later) == 0
    with transaction():
        privacy.erase([respondent(signup).key])
    with transaction():
        assert remove_orphans(now=later) == 1


def test_a_file_sent_before_stays_when_no_other_is_chosen(forum, filed, send):
    signup, file = filed()

    send(signup, {})

    assert kept(signup) == {ids(forum)[0]: {"id": file.public_id, "name": "letter.txt"}}


@pytest.mark.parametrize("is_sensitive", [False, True])
def test_a_file_that_is_taken_off_is_gone(make, forum, filed, now, is_sensitive):
    signup, _file = filed(is_sensitive=is_sensitive)

    with transaction():
        send_sheet(
            forum.public_id, SIGNUP, {}, taken_off=frozenset(ids(forum)),
            language="th", actor=make.participant(signup), now=now,
        )  # fmt: skip

    assert kept(signup) == {}
    with transaction():
        assert remove_orphans(now=now + timedelta(hours=2)) == 1


def test_a_persons_answers_are_handed_out_with_the_words_of_the_questions(make, forum, send):
    make.questionnaire(
        forum,
        {"kind": "one_of", "label": "รถ", "options": [("a", "รถไฟ"), ("b", "รถบัส")]},
        {
            "kind": "short_text",
            "label": "อาหาร",
            "is_sensitive": True,
            "keep_until": date(2027, 1, 1),
        },
    )
    ride, food = ids(forum)
    signup = make.signup(forum)
    send(signup, {ride: "a", food: "no pork"})

    (sheet,) = privacy.export([respondent(signup).key])

    assert [(a["question"]["th"], a["answer"]) for a in sheet["answers"]] == [
        ("รถ", "a"), ("อาหาร", "no pork"),
    ]  # fmt: skip
    assert sheet["answers"][0]["options"]["a"] == {"th": "รถไฟ", "en": "รถไฟ"}


def test_erasing_leaves_nothing_of_one_and_all_of_the_others(make, forum, send):
    make.questionnaire(
        forum,
        ("short_text", "จาก"),
        {
            "kind": "short_text",
            "label": "อาหาร",
            "is_sensitive": True,
            "keep_until": date(2027, 1, 1),
        },
    )
    stop, food = ids(forum)
    one, other = make.signup(forum), make.signup(forum)
    send(one, {stop: "canary-1", food: "canary-2"})
    send(other, {stop: "x", food: "y"})

    with transaction():
        privacy.erase([respondent(one).key])

    assert kept(one) == {}
    assert kept(other) == {stop: "x", food: "y"}
    left = [
        *db.session.scalars(select(Answer.value)),
        *db.session.scalars(select(SensitiveAnswer.value)),
    ]
    assert sorted(left) == ["x", "y"]


def test_merging_keeps_the_new_ones_own_answers_and_takes_over_the_rest(make, forum, send, now):
    make.questionnaire(forum, ("short_text", "จาก"))
    make.questionnaire(forum, ("scale", "ไว้ใจ"), purpose=Purpose.EVALUATION)
    (stop,), (trust,) = ids(forum), ids(forum, Purpose.EVALUATION)
    old, new = make.signup(forum), make.signup(forum, "ngo")
    send(old, {stop: "old"})
    send(new, {stop: "new"})
    send(old, {trust: 5}, purpose=Purpose.EVALUATION, at=now + timedelta(days=30))

    with transaction():
        privacy.merge(respondent(old).key, Respondent(respondent(new).key, "ngo"))

    assert kept(new) == {stop: "new"}
    assert kept(new, Purpose.EVALUATION) == {trust: 5}
    assert kept(old) == kept(old, Purpose.EVALUATION) == {}
    assert {s.group for s in db.session.scalars(select(AnswerSheet))} == {"ngo"}


def test_a_list_to_take_away_holds_sensitive_answers_only_where_asked_for(make, forum, send):
    make.questionnaire(
        forum,
        ("short_text", "จาก"),
        {
            "kind": "short_text",
            "label": "อาหาร",
            "is_sensitive": True,
            "keep_until": date(2027, 1, 1),
        },
    )
    stop, food = ids(forum)
    one, other = make.signup(forum), make.signup(forum)
    send(one, {stop: "here", food: "no pork"})
    keys = [respondent(one).key, respondent(other).key]

    plain, rows = answer_table(forum.id, keys, with_sensitive=False)
    everything, full = answer_table(forum.id, keys, with_sensitive=True)

    assert ([q.id for q in plain], rows) == ([stop], [{stop: "here"}, {}])
    assert [q.id for q in everything] == [stop, food]
    assert full == [{stop: "here", food: "no pork"}, {}]


def test_the_list_of_many_takes_as_few_queries_as_that_of_one(make, forum, send, count_queries):
    make.questionnaire(forum, ("short_text", "จาก"), ("number", "อายุ"))
    stop, age = ids(forum)
    signups = [make.signup(forum) for _ in range(5)]
    for signup in signups:
        send(signup, {stop: "x", age: 1})
    keys = [respondent(signup).key for signup in signups]

    with count_queries() as for_one:
        answer_table(forum.id, keys[:1], with_sensitive=True)
    db.session.expire_all()
    with count_queries() as for_all:
        answer_table(forum.id, keys, with_sensitive=True)

    assert len(for_all) <= len(for_one)


def test_the_journal_tells_what_was_done_and_nothing_that_was_answered(
    make, forum, add, send, organiser, now
):
    first = add(YES_NO)
    with transaction():
        open_questionnaire(forum.public_id, SIGNUP, actor=organiser, now=now)
    send(make.signup(forum), {first: False})

    entries = db.session.scalars(select(JournalEntry)).all()
    assert [e.code for e in entries] == ["question.added", "questionnaire.opened"]
    assert NO not in [str(fact) for e in entries for fact in e.facts.values()]

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Role, Scope, ScopeKind
from forum.core.transaction import transaction
from forum.events import ports
from forum.events.errors import (
    AlreadyPublished,
    ChangedMeanwhile,
    EndsBeforeStart,
    ItemsBelow,
    MoveNotPossible,
    NotALink,
    NotPublishable,
    NotYetPublished,
    OnlineLinkUnreadable,
    PartEndsBeforeStart,
    PartOutsideForum,
    PeriodReversed,
    ProgrammeCircle,
    ReasonMissing,
    SignupOpensTooLate,
    SignupWindowReversed,
    StepNotPossible,
)
from forum.events.logic.agenda import Direction
from forum.events.logic.plans import (
    ForumPlan,
    ItemPlan,
    MaterialPlan,
    PartPlan,
    ProgrammePlan,
)
from forum.events.logic.stages import Stage
from forum.events.models import AgendaItem, Forum, Material, Part, Programme
from forum.events.queries import agenda_of, list_items, list_materials, list_parts
from forum.events.service.agenda import (
    add_item,
    add_part,
    edit_item,
    edit_part,
    item_plan,
    item_version,
    move_item,
    part_plan,
    part_version,
    propose_item,
    remove_item,
    remove_part,
)
from forum.events.service.forums import (
    clone_forum,
    create_forum,
    edit_forum,
    plan_of,
    publish_forum,
    version_of,
)
from forum.events.service.materials import add_link, move_material, remove_material
from forum.events.service.programmes import create_programme, edit_programme
from forum.events.service.programmes import plan_of as programme_plan
from forum.events.service.programmes import version_of as programme_version
from forum.events.service.stages import (
    cancel_forum,
    end_forum,
    finish_forum,
    open_signup,
    postpone_forum,
    reinstate_forum,
    set_stage,
    start_forum,
)
from forum.journal.models import JournalEntry

KEY, OTHER_KEY = "k" * 22, "o" * 22
START = datetime(2026, 12, 12, 2, 0, tzinfo=UTC)
WHY = {"th": "น้ำท่วมเส้นทางหลัก"}


@pytest.fixture
def plan():
    return ForumPlan(
        title={"th": "เวทีความรู้", "en": "Knowledge forum"},
        starts_at=START,
        ends_at=START + timedelta(hours=7),
        summary={"th": "เพื่อเด็กทุกคน"},
        place={"th": "ศาลาประชาคม"},
        signup_opens_at=START - timedelta(days=20),
        signup_closes_at=START - timedelta(days=5),
    )


@pytest.fixture
def told():
    """What the features above are told of; their own suppliers are put back afterwards."""
    heard = []
    kept = [p.suppliers for p in (ports.forum_changed, ports.forum_created, ports.forum_cloned)]
    ports.forum_changed.fill(
        lambda forum_id, change, _actor, _now: heard.append((change, forum_id))
    )
    ports.forum_created.fill(lambda forum_id, _now: heard.append(("created", forum_id)))
    ports.forum_cloned.fill(lambda old, new, _now: heard.append(("cloned", old, new)))
    yield heard
    for port, suppliers in zip(
        (ports.forum_changed, ports.forum_created, ports.forum_cloned), kept, strict=True
    ):
        port.fill(*suppliers)


@pytest.fixture
def admin(make):
    return make.staff("administrator")


def do(service, *arguments, actor, now):
    with transaction():
        return service(*arguments, actor=actor, now=now)


def codes():
    return list(db.session.scalars(select(JournalEntry.code).order_by(JournalEntry.id)))


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


# Programmes


def test_an_administrator_makes_a_programme_and_a_project_below_it(make, admin, now):
    programme = do(create_programme, ProgrammePlan({"th": "แผนงาน"}), KEY, actor=admin, now=now)
    below = ProgrammePlan({"th": "โครงการ"}, parent=programme.public_id)

    project = do(create_programme, below, OTHER_KEY, actor=admin, now=now)

    assert project.parent_id == programme.id
    assert codes() == ["programme.created", "programme.created"]


def test_the_same_form_sent_twice_makes_one_programme(admin, now):
    first = do(create_programme, ProgrammePlan({"th": "แผนงาน"}), KEY, actor=admin, now=now)
    second = do(create_programme, ProgrammePlan({"th": "แผนงาน"}), KEY, actor=admin, now=now)

    assert first.id == second.id
    assert count(Programme) == 1


def test_an_organiser_of_a_programme_makes_projects_in_it_but_no_programme(make, now):
    programme = make.programme()
    organiser = make.actor(make.account(Role.ORGANISER, Scope(ScopeKind.PROGRAMME, programme.id)))

    with pytest.raises(NotFound):
        do(create_programme, ProgrammePlan({"th": "x"}), KEY, actor=organiser, now=now)
    below = ProgrammePlan({"th": "โครงการ"}, parent=programme.public_id)
    project = do(create_programme, below, KEY, actor=organiser, now=now)

    assert project.parent_id == programme.id


def test_a_programme_cannot_stand_below_its_own_project(make, admin, now):
    programme = make.programme()
    project = make.programme(parent=programme)
    plan = replace(programme_plan(programme), parent=project.public_id)

    with pytest.raises(ProgrammeCircle):
        do(
            edit_programme,
            programme.public_id,
            plan,
            programme_version(programme),
            actor=admin,
            now=now,
        )


def test_a_programme_does_not_end_before_it_begins(admin, now):
    plan = ProgrammePlan({"th": "x"}, starts_on=date(2026, 2, 1), ends_on=date(2026, 1, 1))

    with pytest.raises(PeriodReversed):
        do(create_programme, plan, KEY, actor=admin, now=now)

    assert count(Programme) == 0


def test_a_stale_programme_form_changes_nothing(make, admin, now):
    programme = make.programme()
    version = programme_version(programme)
    newer = replace(programme_plan(programme), title={"th": "ใหม่"})
    do(edit_programme, programme.public_id, newer, version, actor=admin, now=now)

    with pytest.raises(ChangedMeanwhile):
        do(edit_programme, programme.public_id, newer, version, actor=admin, now=now)


# Forums


def test_a_new_forum_is_a_draft_and_the_features_above_hear_of_it(make, admin, plan, told, now):
    programme = make.programme()

    forum = do(create_forum, programme.public_id, plan, KEY, actor=admin, now=now)

    assert forum.published_at is None
    assert forum.stage is Stage.ANNOUNCED
    assert plan_of(forum) == plan
    assert told == [("created", forum.id)]


def test_the_same_form_sent_twice_makes_one_forum(make, admin, plan, told, now):
    programme = make.programme()

    first = do(create_forum, programme.public_id, plan, KEY, actor=admin, now=now)
    second = do(create_forum, programme.public_id, plan, KEY, actor=admin, now=now)

    assert (first.id, count(Forum), len(told)) == (second.id, 1, 1)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"ends_at": START}, EndsBeforeStart),
        ({"ends_at": START - timedelta(days=1)}, EndsBeforeStart),
        ({"signup_closes_at": START - timedelta(days=20)}, SignupWindowReversed),
        (
            {"signup_opens_at": START + timedelta(hours=7), "signup_closes_at": None},
            SignupOpensTooLate,
        ),
        ({"online_url": "javascript:alert(1)"}, OnlineLinkUnreadable),
    ],
)
def test_a_forum_that_cannot_be_is_refused_and_not_kept(make, admin, plan, now, change, error):
    programme = make.programme()

    with pytest.raises(error):
        do(create_forum, programme.public_id, replace(plan, **change), KEY, actor=admin, now=now)

    assert count(Forum) == 0
    assert codes() == []


@pytest.mark.parametrize(
    "change",
    [
        {"starts_at": START + timedelta(hours=1)},
        {"ends_at": START + timedelta(hours=8)},
        {"place": {"th": "ที่อื่น"}},
        {"online_url": "https://meet.example.org/x"},
    ],
)
def test_another_time_or_place_of_a_published_forum_is_told_and_numbered(
    make, admin, plan, told, now, change
):
    forum = do(create_forum, make.programme().public_id, plan, KEY, actor=admin, now=now)
    do(publish_forum, forum.public_id, actor=admin, now=now)
    told.clear()

    do(
        edit_forum,
        forum.public_id,
        replace(plan, **change),
        version_of(forum),
        actor=admin,
        now=now,
    )

    assert forum.sequence == 1
    assert told == [("moved", forum.id)]


def test_another_title_is_not_told(make, admin, plan, told, now):
    forum = do(create_forum, make.programme().public_id, plan, KEY, actor=admin, now=now)
    do(publish_forum, forum.public_id, actor=admin, now=now)
    told.clear()
    newer = replace(plan, title={"th": "ชื่อใหม่"})

    do(edit_forum, forum.public_id, newer, version_of(forum), actor=admin, now=now)

    assert (forum.sequence, told) == (0, [])


def test_a_draft_that_moves_concerns_nobody(make, admin, plan, told, now):
    forum = do(create_forum, make.programme().public_id, plan, KEY, actor=admin, now=now)
    told.clear()
    newer = replace(plan, place={"th": "ที่อื่น"})

    do(edit_forum, forum.public_id, newer, version_of(forum), actor=admin, now=now)

    assert told == []


def test_a_stale_forum_form_changes_nothing(make, admin, plan, now):
    forum = do(create_forum, make.programme().public_id, plan, KEY, actor=admin, now=now)
    version = version_of(forum)
    mine, theirs = replace(plan, number="1/2569"), replace(plan, number="2/2569")
    do(edit_forum, forum.public_id, theirs, version, actor=admin, now=now)

    with pytest.raises(ChangedMeanwhile):
        do(edit_forum, forum.public_id, mine, version, actor=admin, now=now)

    assert db.session.get_one(Forum, forum.id).number == "2/2569"


def test_publishing_meanwhile_does_not_make_a_form_stale(make, admin, plan, now):
    forum = do(create_forum, make.programme().public_id, plan, KEY, actor=admin, now=now)
    version = version_of(forum)
    do(publish_forum, forum.public_id, actor=admin, now=now)

    do(edit_forum, forum.public_id, replace(plan, number="9"), version, actor=admin, now=now)

    assert forum.number == "9"


def test_parts_travel_with_the_start_of_the_forum(make, admin, plan, now):
    forum = do(create_forum, make.programme().public_id, plan, KEY, actor=admin, now=now)
    part = PartPlan({"th": "เช้า"}, "plenary", START, START + timedelta(hours=1))
    do(add_part, forum.public_id, part, KEY, actor=admin, now=now)
    later = timedelta(days=1)
    moved = replace(plan, starts_at=plan.starts_at + later, ends_at=plan.ends_at + later)

    do(edit_forum, forum.public_id, moved, version_of(forum), actor=admin, now=now)

    assert [p.starts_at for p in list_parts(forum)] == [START + later]


def test_a_clone_brings_texts_parts_and_agenda_to_another_day(make, admin, plan, told, now):
    forum = do(create_forum, make.programme().public_id, plan, KEY, actor=admin, now=now)
    part = do(
        add_part,
        forum.public_id,
        PartPlan({"th": "เช้า"}, "workshop", START, START + timedelta(hours=1), room={"th": "1"}),
        KEY,
        actor=admin,
        now=now,
    )
    item = do(
        add_item,
        forum.public_id,
        ItemPlan({"th": "หนึ่ง"}, minutes=30, presenter="สมใจ", part=part.public_id),
        KEY,
        actor=admin,
        now=now,
    )
    below = ItemPlan({"th": "ย่อย"}, parent=item.public_id)
    do(add_item, forum.public_id, below, OTHER_KEY, actor=admin, now=now)
    do(
        add_link,
        forum.public_id,
        MaterialPlan({"th": "สรุป"}, url="https://example.org"),
        KEY,
        actor=admin,
        now=now,
    )
    do(publish_forum, forum.public_id, actor=admin, now=now)
    told.clear()
    later = timedelta(days=30)

    copy = do(
        clone_forum,
        forum.public_id,
        START + later,
        START + later + timedelta(hours=6),
        OTHER_KEY,
        actor=admin,
        now=now,
    )

    assert copy.public_id != forum.public_id
    assert (copy.published_at, copy.stage, copy.sequence) == (None, Stage.ANNOUNCED, 0)
    assert copy.title == forum.title
    assert copy.cloned_from == forum.public_id
    assert copy.signup_closes_at == plan.signup_closes_at + later
    agenda = agenda_of(copy)
    shown = [(s.number, agenda.items[s.id].title["th"], s.starts_at) for s in agenda.slots]
    assert shown == [("1", "หนึ่ง", START + later), ("1.1", "ย่อย", START + later)]
    assert {i.presenter for i in list_items(copy)} == {""}
    assert [p.starts_at for p in list_parts(copy)] == [START + later]
    assert list_materials(copy) == []
    assert told == [("cloned", forum.id, copy.id)]
    # the earlier forum is as it was
    assert [p.starts_at for p in list_parts(forum)] == [START]
    assert len(list_items(forum)) == 2


def test_whoever_organises_one_forum_only_cannot_make_more_of_it(make, now):
    forum = make.forum()
    organiser = make.staff("organiser", forum)
    day = forum.starts_at + timedelta(days=1)

    with pytest.raises(NotFound):
        do(
            clone_forum,
            forum.public_id,
            day,
            day + timedelta(hours=1),
            KEY,
            actor=organiser,
            now=now,
        )

    assert count(Forum) == 1


def test_a_forum_without_a_reason_or_a_place_is_not_published(make, admin, plan, now):
    bare = replace(plan, summary={})
    forum = do(create_forum, make.programme().public_id, bare, KEY, actor=admin, now=now)

    with pytest.raises(NotPublishable):
        do(publish_forum, forum.public_id, actor=admin, now=now)


def test_a_forum_is_published_once(make, admin, now):
    forum = make.forum()

    with pytest.raises(AlreadyPublished):
        do(publish_forum, forum.public_id, actor=admin, now=now)


# Stages


def test_a_forum_walks_through_its_life(make, admin, now):
    forum = make.forum(stage=Stage.ANNOUNCED)

    for step, stage in (
        (open_signup, Stage.OPEN),
        (start_forum, Stage.RUNNING),
        (end_forum, Stage.MINUTES),
        (finish_forum, Stage.FINISHED),
    ):
        assert do(step, forum.public_id, actor=admin, now=now).stage is stage

    assert codes() == ["forum.stage_set"] * 4


def test_a_double_click_on_a_step_changes_nothing_more(make, admin, now):
    forum = make.forum(stage=Stage.ANNOUNCED)

    do(open_signup, forum.public_id, actor=admin, now=now)
    do(open_signup, forum.public_id, actor=admin, now=now)

    assert codes() == ["forum.stage_set"]


def test_a_facilitator_starts_and_ends_a_forum_but_opens_no_sign_up(make, now):
    forum = make.forum(stage=Stage.OPEN)
    facilitator = make.staff("facilitator", forum)

    do(start_forum, forum.public_id, actor=facilitator, now=now)
    do(end_forum, forum.public_id, actor=facilitator, now=now)
    with pytest.raises(NotFound):
        do(finish_forum, forum.public_id, actor=facilitator, now=now)

    assert forum.stage is Stage.MINUTES


def test_a_draft_cannot_be_opened(make, admin, now):
    forum = make.forum(stage=Stage.ANNOUNCED, published_at=None)

    with pytest.raises(NotYetPublished):
        do(open_signup, forum.public_id, actor=admin, now=now)


def test_steps_cannot_be_skipped(make, admin, now):
    forum = make.forum(stage=Stage.ANNOUNCED)

    with pytest.raises(StepNotPossible):
        do(finish_forum, forum.public_id, actor=admin, now=now)


@pytest.mark.parametrize("wanted", [Stage.POSTPONED, Stage.CANCELLED])
def test_a_forum_is_not_called_off_without_a_reason_by_the_back_door(make, admin, now, wanted):
    forum = make.forum()

    with pytest.raises(StepNotPossible):
        do(set_stage, forum.public_id, wanted, actor=admin, now=now)


@pytest.mark.parametrize(
    ("act", "stage", "change"),
    [
        (postpone_forum, Stage.POSTPONED, "postponed"),
        (cancel_forum, Stage.CANCELLED, "cancelled"),
    ],
)
def test_calling_off_keeps_the_reason_and_is_told(make, admin, told, now, act, stage, change):
    forum = make.forum()

    do(act, forum.public_id, WHY, actor=admin, now=now)

    assert (forum.stage, forum.change_reason, forum.sequence) == (stage, WHY, 1)
    assert told == [(change, forum.id)]
    assert codes() == [f"forum.{change}"]


def test_calling_off_takes_a_reason(make, admin, now):
    forum = make.forum()

    with pytest.raises(ReasonMissing):
        do(cancel_forum, forum.public_id, {}, actor=admin, now=now)


def test_cancelling_twice_writes_to_people_once(make, admin, told, now):
    forum = make.forum()
    do(cancel_forum, forum.public_id, WHY, actor=admin, now=now)

    with pytest.raises(StepNotPossible):
        do(cancel_forum, forum.public_id, WHY, actor=admin, now=now)

    assert len(told) == 1


@pytest.mark.parametrize("stage", [Stage.RUNNING, Stage.MINUTES, Stage.FINISHED])
def test_what_has_begun_cannot_be_called_off(make, admin, now, stage):
    forum = make.forum(stage=stage)

    with pytest.raises(StepNotPossible):
        do(cancel_forum, forum.public_id, WHY, actor=admin, now=now)


def test_a_postponed_forum_takes_place_on_a_new_day_with_its_parts(make, admin, told, now):
    forum = make.forum()
    closes, starts = forum.signup_closes_at, forum.starts_at
    part = PartPlan({"th": "เช้า"}, "plenary", starts, starts + timedelta(hours=1))
    do(add_part, forum.public_id, part, KEY, actor=admin, now=now)
    do(postpone_forum, forum.public_id, WHY, actor=admin, now=now)
    later = timedelta(days=14)

    do(
        reinstate_forum,
        forum.public_id,
        starts + later,
        starts + later + timedelta(hours=5),
        actor=admin,
        now=now,
    )

    assert (forum.stage, forum.change_reason, forum.sequence) == (Stage.ANNOUNCED, None, 2)
    assert forum.starts_at == starts + later
    assert forum.signup_closes_at == closes + later
    assert list_parts(forum)[0].starts_at == starts + later
    assert [change for change, _ in told] == ["postponed", "reinstated"]


def test_a_forum_that_was_never_called_off_cannot_be_reinstated(make, admin, now):
    forum = make.forum()

    with pytest.raises(StepNotPossible):
        do(
            reinstate_forum,
            forum.public_id,
            forum.starts_at,
            forum.ends_at,
            actor=admin,
            now=now,
        )


def test_an_error_above_takes_back_the_change_itself(make, admin, told, now):
    forum = make.forum()

    def broken(*_):
        raise RuntimeError("letters could not be queued")

    ports.forum_changed.fill(broken)

    with pytest.raises(RuntimeError):
        do(cancel_forum, forum.public_id, WHY, actor=admin, now=now)

    assert db.session.get_one(Forum, forum.id).stage is Stage.OPEN


# Agenda


def numbers(forum):
    agenda = agenda_of(forum)
    return [(slot.number, agenda.items[slot.id].title["th"]) for slot in agenda.slots]


@pytest.fixture
def three(make, admin, now):
    """A forum with the items a, b, c."""
    forum = make.forum()
    for letter in "abc":
        do(add_item, forum.public_id, ItemPlan({"th": letter}), letter * 20, actor=admin, now=now)
    return forum


def item_called(forum, title):
    return next(item for item in list_items(forum) if item.title["th"] == title)


def test_items_are_added_at_the_end_and_below(three, admin, now):
    parent = item_called(three, "b")
    below = ItemPlan({"th": "b1"}, parent=parent.public_id)

    do(add_item, three.public_id, below, KEY, actor=admin, now=now)

    assert numbers(three) == [("1", "a"), ("2", "b"), ("2.1", "b1"), ("3", "c")]


def test_the_same_form_sent_twice_adds_one_item(three, admin, now):
    do(add_item, three.public_id, ItemPlan({"th": "d"}), KEY, actor=admin, now=now)
    do(add_item, three.public_id, ItemPlan({"th": "d"}), KEY, actor=admin, now=now)

    assert len(list_items(three)) == 4


def test_an_item_moves_up_in_and_out(three, admin, now):
    c = item_called(three, "c").public_id

    do(move_item, three.public_id, c, Direction.UP, actor=admin, now=now)
    assert numbers(three) == [("1", "a"), ("2", "c"), ("3", "b")]
    do(move_item, three.public_id, c, Direction.IN, actor=admin, now=now)
    assert numbers(three) == [("1", "a"), ("1.1", "c"), ("2", "b")]
    do(move_item, three.public_id, c, Direction.OUT, actor=admin, now=now)
    assert numbers(three) == [("1", "a"), ("2", "c"), ("3", "b")]
    with pytest.raises(MoveNotPossible):
        do(
            move_item,
            three.public_id,
            item_called(three, "a").public_id,
            Direction.UP,
            actor=admin,
            now=now,
        )


def test_an_item_is_removed_with_its_sub_items_once_they_were_spoken_of(three, admin, now):
    c = item_called(three, "c").public_id
    do(move_item, three.public_id, c, Direction.IN, actor=admin, now=now)
    b = item_called(three, "b").public_id

    with pytest.raises(ItemsBelow):
        do(remove_item, three.public_id, b, 0, actor=admin, now=now)
    do(remove_item, three.public_id, b, 1, actor=admin, now=now)

    assert numbers(three) == [("1", "a")]


def test_a_stale_item_form_changes_nothing(three, admin, now):
    item = item_called(three, "a")
    version = item_version(item)
    plan = replace(item_plan(item), title={"th": "แก้แล้ว"})
    do(edit_item, three.public_id, item.public_id, plan, version, actor=admin, now=now)

    with pytest.raises(ChangedMeanwhile):
        do(
            edit_item,
            three.public_id,
            item.public_id,
            replace(plan, title={"th": "ช้าไป"}),
            version,
            actor=admin,
            now=now,
        )

    assert numbers(three)[0] == ("1", "แก้แล้ว")


def test_parts_and_parents_of_another_forum_are_not_found(three, make, admin, now):
    other = make.forum()
    foreign = make.item(other)
    part = do(
        add_part,
        other.public_id,
        PartPlan({"th": "x"}, "plenary", other.starts_at, other.ends_at),
        KEY,
        actor=admin,
        now=now,
    )

    for plan in (
        ItemPlan({"th": "x"}, parent=foreign.public_id),
        ItemPlan({"th": "x"}, part=part.public_id),
    ):
        with pytest.raises(NotFound):
            do(add_item, three.public_id, plan, KEY, actor=admin, now=now)

    assert len(list_items(three)) == 3


def test_a_topic_is_put_on_the_agenda_once(three, admin, now):
    first = do(
        propose_item, three.public_id, {"th": "เด็กตกหล่น"}, "topic", "t1", actor=admin, now=now
    )
    second = do(
        propose_item, three.public_id, {"th": "เด็กตกหล่น"}, "topic", "t1", actor=admin, now=now
    )

    assert first.id == second.id
    assert numbers(three)[-1] == ("4", "เด็กตกหล่น")
    assert (first.origin_kind, first.origin_id) == ("topic", "t1")


def test_a_part_lies_within_the_forum_and_ends_after_it_starts(make, admin, now):
    forum = make.forum()
    hour = timedelta(hours=1)
    start, end = forum.starts_at, forum.ends_at

    for starts_at, ends_at, error in (
        (start, start, PartEndsBeforeStart),
        (start - hour, end, PartOutsideForum),
        (start, end + hour, PartOutsideForum),
    ):
        plan = PartPlan({"th": "x"}, "plenary", starts_at, ends_at)
        with pytest.raises(error):
            do(add_part, forum.public_id, plan, KEY, actor=admin, now=now)

    assert count(Part) == 0


def test_a_removed_part_leaves_its_items_on_the_agenda(make, admin, now):
    forum = make.forum()
    part = do(
        add_part,
        forum.public_id,
        PartPlan({"th": "เช้า"}, "plenary", forum.starts_at, forum.ends_at),
        KEY,
        actor=admin,
        now=now,
    )
    plan = ItemPlan({"th": "หนึ่ง"}, part=part.public_id)
    do(add_item, forum.public_id, plan, KEY, actor=admin, now=now)

    do(remove_part, forum.public_id, part.public_id, actor=admin, now=now)

    assert numbers(forum) == [("1", "หนึ่ง")]
    assert count(Part) == 0


def test_a_stale_part_form_changes_nothing(make, admin, now):
    forum = make.forum()
    part = do(
        add_part,
        forum.public_id,
        PartPlan({"th": "เช้า"}, "plenary", forum.starts_at, forum.ends_at),
        KEY,
        actor=admin,
        now=now,
    )
    version = part_version(part)
    newer = replace(part_plan(part), title={"th": "บ่าย"})
    do(edit_part, forum.public_id, part.public_id, newer, version, actor=admin, now=now)

    with pytest.raises(ChangedMeanwhile):
        do(edit_part, forum.public_id, part.public_id, newer, version, actor=admin, now=now)


@pytest.mark.parametrize("role", ["facilitator", "rapporteur", "coordinator"])
def test_only_organisers_change_the_agenda(three, make, now, role):
    helper = make.staff(role, three)

    with pytest.raises(NotFound):
        do(add_item, three.public_id, ItemPlan({"th": "x"}), KEY, actor=helper, now=now)

    assert count(AgendaItem) == 3


# Materials


def test_links_keep_their_order_and_can_be_moved_and_removed(make, admin, now):
    forum = make.forum()
    for name in "abc":
        plan = MaterialPlan({"th": name}, url=f"https://example.org/{name}")
        do(add_link, forum.public_id, plan, name * 20, actor=admin, now=now)
    first = list_materials(forum)[0].public_id

    do(move_material, forum.public_id, first, Direction.DOWN, actor=admin, now=now)
    assert [m.title["th"] for m in list_materials(forum)] == ["b", "a", "c"]
    do(remove_material, forum.public_id, first, actor=admin, now=now)
    assert [m.title["th"] for m in list_materials(forum)] == ["b", "c"]


def test_the_same_link_form_sent_twice_adds_one_link(make, admin, now):
    forum = make.forum()
    plan = MaterialPlan({"th": "x"}, url="https://example.org/")

    do(add_link, forum.public_id, plan, KEY, actor=admin, now=now)
    do(add_link, forum.public_id, plan, KEY, actor=admin, now=now)

    assert count(Material) == 1


def test_a_script_is_not_a_link(make, admin, now):
    forum = make.forum()

    with pytest.raises(NotALink):
        do(
            add_link,
            forum.public_id,
            MaterialPlan({"th": "x"}, url="javascript:alert(1)"),
            KEY,
            actor=admin,
            now=now,
        )

    assert count(Material) == 0

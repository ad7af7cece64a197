import pytest
from sqlalchemy import func, select

from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.transaction import transaction
from forum.events.errors import NotYetPublished
from forum.events.logic.stages import AttributionMode, Stage
from forum.floor.errors import (
    AnotherPollOpen,
    EndOfAgenda,
    FloorNotOpen,
    FloorOver,
    NothingToShow,
    PollsStillOpen,
    ResolutionEmpty,
)
from forum.floor.facts import floor_facts
from forum.floor.logic import Screen, Step
from forum.floor.models import Floor, ItemRun, Resolution
from forum.floor.privacy import erase, export
from forum.floor.queries import scene_of
from forum.floor.service.asking import ask, ask_at_once, show_answer, stop_asking, take_back
from forum.floor.service.conducting import (
    close_floor,
    move_to_item,
    open_floor,
    show_screen,
    step_through,
)
from forum.floor.service.joining import join
from forum.floor.service.resolving import edit_resolution, record_resolution, remove_resolution
from forum.journal.models import JournalEntry
from forum.polls.errors import PollHasVotes
from forum.polls.facts import PollFacts, list_poll_facts
from forum.polls.logic.kinds import Method, PollState, ReasonRule, ResultsShown, SecrecyLevel
from forum.polls.logic.settings import Settings
from forum.polls.queries.electorate import count_turnout
from forum.signups.errors import NotSeated
from forum.signups.logic.states import SignupState


def floor_of(room):
    db.session.rollback()
    return db.session.get(Floor, room.forum.id)


def journal_codes():
    query = select(JournalEntry.code).order_by(JournalEntry.id)
    return [
        code for code in db.session.scalars(query) if code.startswith(("floor.", "resolution."))
    ]


# Opening and closing


def test_opening_the_room_starts_the_forum_and_makes_a_code(make_room):
    room = make_room(is_open=False)

    floor = room.act(open_floor, room.forum_id)

    assert room.forum.stage is Stage.RUNNING
    assert len(floor.join_code) == 4
    assert floor.join_code.isdigit()
    assert journal_codes() == ["floor.opened"]


def test_opening_twice_is_opening_once(room):
    code = floor_of(room).join_code

    room.act(open_floor, room.forum_id)

    assert floor_of(room).join_code == code
    assert journal_codes() == ["floor.opened"]


def test_two_open_rooms_never_share_a_code(make_room):
    codes = {floor_of(make_room(people=0)).join_code for _ in range(12)}

    assert len(codes) == 12


def test_a_draft_of_a_forum_cannot_be_opened(make_room):
    room = make_room(is_open=False, published_at=None)

    with pytest.raises(NotYetPublished):
        room.act(open_floor, room.forum_id)


def test_closing_ends_the_item_frees_the_code_and_begins_the_minutes(room):
    room.act(step_through, room.forum_id, Step.NEXT)

    room.act(close_floor, room.forum_id)

    floor = floor_of(room)
    assert room.forum.stage is Stage.MINUTES
    assert floor.join_code is None
    assert floor.closed_at is not None
    assert db.session.scalars(select(ItemRun.ended_at)).one() is not None
    with pytest.raises(FloorOver):
        room.act(step_through, room.forum_id, Step.NEXT)


def test_a_room_closed_by_mistake_opens_again_with_a_new_code(room):
    room.act(close_floor, room.forum_id)

    room.act(open_floor, room.forum_id)

    floor = floor_of(room)
    assert floor.closed_at is None
    assert floor.join_code
    assert room.forum.stage is Stage.RUNNING


def test_the_room_stays_open_while_a_poll_is_open(room):
    poll = room.asked()

    with pytest.raises(PollsStillOpen):
        room.act(close_floor, room.forum_id)

    room.stop(poll)
    room.act(close_floor, room.forum_id)


# The agenda


def test_the_room_goes_through_the_agenda_and_keeps_when_each_item_was_dealt_with(room, now):
    room.act(step_through, room.forum_id, Step.NEXT)
    room.now = now.replace(minute=20)
    room.act(step_through, room.forum_id, Step.NEXT)
    room.act(move_to_item, room.forum_id, room.items[0].public_id)

    runs = floor_facts(room.forum).runs

    first, second = room.items[0].public_id, room.items[1].public_id
    assert [(run.item_id, run.started_at.minute) for run in runs] == [
        (first, 0),
        (second, 20),
        (first, 20),
    ]
    assert [run.ended_at is None for run in runs] == [False, False, True]
    assert scene_of(room.forum).number == "1"


def test_taking_up_the_same_item_again_is_one_run(room):
    for _ in range(2):
        room.act(move_to_item, room.forum_id, room.items[1].public_id)

    assert db.session.scalar(select(func.count()).select_from(ItemRun)) == 1


def test_the_agenda_ends(room):
    room.act(move_to_item, room.forum_id, room.items[2].public_id)

    with pytest.raises(EndOfAgenda):
        room.act(step_through, room.forum_id, Step.NEXT)


def test_an_item_of_another_forum_cannot_be_taken_up(room, make):
    foreign = make.item(make.forum())

    with pytest.raises(NotFound):
        room.act(move_to_item, room.forum_id, foreign.public_id)


def test_nothing_moves_before_the_room_is_open(make_room):
    room = make_room(is_open=False)

    with pytest.raises(FloorNotOpen):
        room.act(step_through, room.forum_id, Step.NEXT)


def test_the_screen_shows_only_what_there_is(room):
    for screen in (Screen.ITEM, Screen.POLL, Screen.RESULTS):
        with pytest.raises(NothingToShow):
            room.act(show_screen, room.forum_id, screen)
    room.act(step_through, room.forum_id, Step.NEXT)
    room.act(show_screen, room.forum_id, Screen.WELCOME)

    room.act(show_screen, room.forum_id, Screen.ITEM)

    assert scene_of(room.forum).screen is Screen.ITEM


# Asking


def test_a_question_goes_to_hall_and_screen_together(room):
    poll = room.asked()

    scene = scene_of(room.forum)

    assert scene.asked.id == poll.id
    assert scene.screen is Screen.POLL
    assert scene.turnout.eligible == 3


def test_one_question_at_a_time(room):
    room.asked()

    with pytest.raises(AnotherPollOpen):
        room.asked()


def test_a_question_can_be_written_and_asked_in_one_act(room):
    from forum.polls.service.drafting import PollDraft

    draft = PollDraft({"th": "พักไหม"}, Method.CONSENT, SecrecyLevel.CONFIDENTIAL, {})
    room.act(ask_at_once, room.forum_id, draft)

    assert scene_of(room.forum).asked.question == {"th": "พักไหม"}


def test_a_question_that_cannot_be_asked_is_not_kept_either(make_room):
    from forum.polls.errors import NobodyToVote
    from forum.polls.models import Poll
    from forum.polls.service.drafting import PollDraft

    room = make_room(people=0)
    draft = PollDraft({"th": "พักไหม"}, Method.CONSENT, SecrecyLevel.CONFIDENTIAL, {})

    with pytest.raises(NobodyToVote):
        room.act(ask_at_once, room.forum_id, draft)

    assert db.session.scalar(select(func.count()).select_from(Poll)) == 0


@pytest.mark.parametrize(
    ("rule", "screen"),
    [(ResultsShown.AFTER_CLOSE, Screen.RESULTS), (ResultsShown.WHEN_SHOWN, Screen.POLL)],
)
def test_after_closing_the_screen_shows_results_as_the_poll_says(room, rule, screen):
    poll = room.asked(results_shown=rule)
    room.vote(poll, 0)

    room.stop(poll)

    assert scene_of(room.forum).screen is screen


def test_the_facilitator_shows_the_result(room):
    poll = room.asked()
    room.vote(poll, 0)
    room.stop(poll)

    room.show(poll)

    scene = scene_of(room.forum)
    assert scene.screen is Screen.RESULTS
    assert [line.count for line in scene.outcome.result.options] == [1, 0, 0]


def test_an_older_result_does_not_take_an_open_question_from_the_phones(room):
    older = room.asked()
    room.vote(older, 0)
    room.stop(older)
    room.asked(question={"th": "อีกข้อหนึ่ง"})

    with pytest.raises(AnotherPollOpen):
        room.show(older)

    assert scene_of(room.forum).asked is not None


def test_a_question_can_be_taken_back_before_anybody_answered(room):
    poll = room.asked()
    room.act(take_back, room.forum_id, poll.public_id)
    assert poll.state is PollState.DRAFTED
    assert scene_of(room.forum).poll is None

    room.act(ask, room.forum_id, poll.public_id)
    room.vote(poll, 0)

    with pytest.raises(PollHasVotes):
        room.act(take_back, room.forum_id, poll.public_id)


def test_the_next_item_can_begin_while_people_still_answer(room):
    poll = room.asked()

    room.act(step_through, room.forum_id, Step.NEXT)

    scene = scene_of(room.forum)
    assert scene.asked.id == poll.id
    assert scene.screen is Screen.ITEM


@pytest.mark.parametrize("service", [stop_asking, show_answer, take_back, ask])
def test_polls_of_another_forum_cannot_be_run_from_here(room, make_room, service):
    other = make_room()
    poll = other.poll()

    with pytest.raises(NotFound):
        room.act(service, room.forum_id, poll.public_id)


# Joining


def test_joining_is_checking_in_and_a_second_time_changes_nothing(room, make):
    signup = make.signup(room.forum)
    actor = make.participant(signup)

    first = room.act(join, room.forum_id, actor=actor)
    second = room.act(join, room.forum_id, actor=actor)

    assert (first.is_first, second.is_first) == (True, False)
    assert signup.check_in.channel == "live"


def test_a_poll_answered_by_link_is_not_put_to_the_hall(room):
    poll = room.poll(is_online=True)

    with pytest.raises(NotFound):
        room.act(ask, room.forum_id, poll.public_id)

    assert poll.state is PollState.DRAFTED
    assert scene_of(room.forum).poll is None


def test_whoever_joins_while_a_poll_is_open_can_vote(room, make):
    poll = room.asked()
    room.voters.append(make.participant(make.signup(room.forum)))

    room.act(join, room.forum_id, actor=room.voters[-1])
    room.vote(poll, -1)

    turnout = count_turnout(poll.id)
    assert (turnout.eligible, turnout.voted) == (4, 1)


@pytest.mark.parametrize("state", [SignupState.WAITING, SignupState.WITHDRAWN])
def test_whoever_has_no_seat_does_not_get_in(room, make, state):
    actor = make.participant(make.signup(room.forum, state=state))

    with pytest.raises((NotSeated, NotFound)):
        room.act(join, room.forum_id, actor=actor)


def test_nobody_is_checked_in_before_the_room_is_open(make_room, make):
    room = make_room(is_open=False)
    signup = make.signup(room.forum)

    with pytest.raises(FloorNotOpen):
        room.act(join, room.forum_id, actor=make.participant(signup))

    db.session.rollback()
    assert signup.check_in is None


# Resolutions


def test_a_resolution_is_recorded_reworded_and_taken_out(room):
    resolution = room.act(
        record_resolution,
        room.forum_id,
        "  เห็นชอบ ",
        "th",
        item_id=room.items[1].public_id,
    )
    assert resolution.text == "เห็นชอบ"

    room.act(edit_resolution, room.forum_id, resolution.public_id, "เห็นชอบในหลักการ")
    facts = floor_facts(room.forum).resolutions
    assert [(r.text, r.item_id, r.poll_id) for r in facts] == [
        ("เห็นชอบในหลักการ", room.items[1].public_id, None)
    ]

    room.act(remove_resolution, room.forum_id, resolution.public_id)
    assert floor_facts(room.forum).resolutions == ()
    assert journal_codes()[1:] == [
        "resolution.recorded",
        "resolution.edited",
        "resolution.removed",
    ]


def test_a_resolution_says_something_about_something_here(room, make_room):
    other = make_room()
    for text, item, poll, error in [
        (" \n ", None, None, ResolutionEmpty),
        ("x", other.items[0].public_id, None, NotFound),
        ("x", None, other.asked().public_id, NotFound),
    ]:
        with pytest.raises(error):
            room.act(record_resolution, room.forum_id, text, "th", item_id=item, poll_id=poll)

    assert db.session.scalar(select(func.count()).select_from(Resolution)) == 0


# Facts and privacy


def test_polls_come_into_the_minutes_once_their_results_were_shown(room):
    poll = room.asked(item_id=room.items[0].public_id)
    room.vote(poll, 0)
    assert list_poll_facts(room.forum) == []
    room.stop(poll)
    (held,) = list_poll_facts(room.forum)
    assert (held.public_id, held.eligible, held.cast) == (poll.public_id, 3, 1)
    assert not isinstance(held, PollFacts)

    room.show(poll)

    (facts,) = list_poll_facts(room.forum)
    assert facts.item_id == room.items[0].public_id
    assert (facts.eligible, facts.cast) == (3, 1)
    assert [option.permille for option in facts.options] == [1000, 0, 0]


@pytest.mark.parametrize(
    ("level", "mode", "has_name", "has_sector"),
    [
        (SecrecyLevel.NAMED, AttributionMode.NAMED, True, True),
        (SecrecyLevel.NAMED, AttributionMode.SECTOR, False, True),
        (SecrecyLevel.NAMED, AttributionMode.ANONYMOUS, False, False),
        (SecrecyLevel.CONFIDENTIAL, AttributionMode.NAMED, False, False),
    ],
)
def test_reasons_are_attributed_as_forum_and_poll_allow(
    make_room, level, mode, has_name, has_sector
):
    room = make_room(attribution_mode=mode)
    poll = room.asked(
        method=Method.CONSENT, level=level, reason_rule=ReasonRule.OPTIONAL,
        settings=Settings(is_moderated=False),
    )  # fmt: skip
    object_ = poll.options[3].public_id
    from forum.polls.service.casting import cast_ballot

    cast_ballot(
        room.forum_id,
        poll.public_id,
        {"option": [object_], "reason": ["ไม่ทั่วถึง"], "agreed": ["yes"]},
        "a-request-key-of-it",
        actor=room.voters[0],
    )
    room.stop(poll)
    room.show(poll)

    (reason,) = list_poll_facts(room.forum)[0].reasons

    assert (reason.text, reason.meaning) == ("ไม่ทั่วถึง", "object")
    name = room.signups[0].person.name
    assert reason.name == (name if has_name else None)
    assert (reason.sector is not None) is has_sector


def test_a_person_gets_their_named_votes_and_erasing_leaves_the_count(room):
    from forum.polls.privacy import erase as erase_votes
    from forum.polls.privacy import export as export_votes

    named = room.asked(question={"th": "เปิดเผย"})
    room.vote(named, 0)
    room.stop(named)
    room.show(named)
    hidden = room.asked(question={"th": "ปกปิด"}, level=SecrecyLevel.CONFIDENTIAL)
    room.vote(hidden, 0)
    room.stop(hidden)
    person = room.signups[0].person_id

    first, second = export_votes(person)["votes"]
    assert (first["question"], first["choice"]["en"]) == ({"th": "เปิดเผย"}, "Agree")
    assert (second["question"], second["choice"]) == ({"th": "ปกปิด"}, None)

    with transaction():
        erase_votes(person)

    assert [vote["choice"] for vote in export_votes(person)["votes"]] == [None, None]
    assert list_poll_facts(room.forum)[0].options[0].count == 1


def test_who_wrote_a_resolution_down_is_forgotten_and_the_resolution_stays(room):
    room.act(record_resolution, room.forum_id, "เห็นชอบ", "th", item_id=None)
    assert len(export(room.account.person_id)["recorded_resolutions"]) == 1

    with transaction():
        erase(room.account.person_id)

    assert export(room.account.person_id)["recorded_resolutions"] == []
    assert len(floor_facts(room.forum).resolutions) == 1

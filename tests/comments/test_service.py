import secrets
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from forum.comments import privacy
from forum.comments.access import discussion_for
from forum.comments.errors import (
    ContributionsOver,
    DiscussionClosed,
    EmptyComment,
    NothingToReplyTo,
    NotOwnComment,
    PlaceNeeded,
    TooLateToEdit,
)
from forum.comments.facts import list_comments_of
from forum.comments.models import Comment
from forum.comments.service import (
    add_comment,
    close_thread,
    edit_comment,
    hide_comment,
    reopen_thread,
    restore_comment,
    show_comment,
    withdraw_comment,
)
from forum.core.actor import VISITOR
from forum.core.db import db
from forum.core.transaction import transaction
from forum.events.logic.stages import AttributionMode, Stage
from forum.journal.models import JournalEntry
from tests.conftest import NOW


@pytest.fixture
def room(make):
    """A topic with its thread in a forum, and two people who may write there."""

    class Room:
        forum = make.forum()
        topic = make.topic(forum)
        thread = make.thread(forum, "topic", topic.public_id)
        signup = make.signup(forum, "ngo")
        author = make.participant(signup)
        other = make.participant(make.signup(forum, "villagers"))
        moderator = make.staff("facilitator", forum)

        def say(self, body="ควรจ่ายถ้วนหน้า", *, actor=None, now=NOW, **values):
            with transaction():
                return add_comment(
                    self.thread.public_id,
                    body,
                    language="th",
                    request_key=values.pop("key", None) or secrets.token_urlsafe(16),
                    actor=actor or self.author,
                    now=now,
                    **values,
                )

        def seen_by(self, actor=VISITOR, now=NOW):
            return discussion_for(actor, "topic", self.topic.public_id, now=now)

    return Room()


def act(service, *arguments, actor, now=NOW):
    with transaction():
        return service(*arguments, actor=actor, now=now)


def test_a_comment_keeps_its_author_and_their_sector(room):
    comment = room.say()

    assert comment.author_id == room.signup.person_id
    assert comment.sector_id == room.signup.sector_id
    assert comment.created_at == NOW


def test_the_same_sending_twice_makes_one_comment(room):
    first = room.say(key="k" * 20)
    second = room.say(key="k" * 20)

    assert first.id == second.id
    assert db.session.scalar(select(func.count(Comment.id))) == 1


def test_a_reply_to_a_reply_stands_beside_it(room):
    top = room.say()
    reply = room.say(reply_to=top.public_id, actor=room.other)
    third = room.say(reply_to=reply.public_id)

    assert reply.parent_id == top.id
    assert third.parent_id == top.id


def test_nobody_replies_to_what_is_hidden_withdrawn_or_elsewhere(room, make):
    hidden, withdrawn = room.say("หนึ่ง"), room.say("สอง")
    act(hide_comment, hidden.public_id, "หยาบคาย", actor=room.moderator)
    act(withdraw_comment, withdrawn.public_id, actor=room.author)
    elsewhere = make.comment(make.thread(room.forum, "topic", make.topic(room.forum).public_id))

    for target in (hidden.public_id, withdrawn.public_id, elsewhere.public_id, "nothing"):
        with pytest.raises(NothingToReplyTo):
            room.say(reply_to=target)


def test_writing_needs_a_place_in_this_very_forum(room, make):
    outsiders = (VISITOR, room.moderator, make.participant(make.signup(make.forum())))

    for actor in outsiders:
        with pytest.raises(PlaceNeeded):
            room.say(actor=actor)


def test_an_empty_comment_is_refused(room):
    with pytest.raises(EmptyComment):
        room.say("  \n ")


@pytest.mark.parametrize("stage", [Stage.MINUTES, Stage.FINISHED, Stage.CANCELLED])
def test_nothing_is_added_after_the_forum(room, stage):
    room.forum.stage = stage
    db.session.commit()

    with pytest.raises(ContributionsOver):
        room.say()


def test_a_closed_discussion_is_readable_and_takes_nothing_until_reopened(room):
    comment = room.say()
    act(close_thread, room.thread.public_id, actor=room.moderator)

    with pytest.raises(DiscussionClosed):
        room.say()
    with pytest.raises(DiscussionClosed):
        act(edit_comment, comment.public_id, "x", actor=room.author)
    assert room.seen_by().count == 1
    assert not room.seen_by(room.author).is_open

    act(reopen_thread, room.thread.public_id, actor=room.moderator)
    assert room.say("อีกครั้ง")


def test_an_author_changes_a_comment_within_ten_minutes(room):
    comment = room.say("ผิด")

    act(edit_comment, comment.public_id, "ถูก", actor=room.author, now=NOW + timedelta(minutes=9))

    view = room.seen_by().comments[0]
    assert (view.body, view.is_edited) == ("ถูก", True)
    with pytest.raises(TooLateToEdit):
        act(edit_comment, comment.public_id, "x", actor=room.author, now=NOW + timedelta(hours=1))


def test_nobody_changes_or_withdraws_somebody_elses_comment(room):
    comment = room.say()

    for actor in (room.other, room.moderator):
        with pytest.raises(NotOwnComment):
            act(edit_comment, comment.public_id, "x", actor=actor)
        with pytest.raises(NotOwnComment):
            act(withdraw_comment, comment.public_id, actor=actor)


def test_a_withdrawn_comment_is_there_for_its_author_only_and_can_come_back(room):
    comment = room.say()

    act(withdraw_comment, comment.public_id, actor=room.author)
    act(withdraw_comment, comment.public_id, actor=room.author)

    assert room.seen_by().comments == ()
    assert room.seen_by(room.author).comments[0].body == "ควรจ่ายถ้วนหน้า"
    act(restore_comment, comment.public_id, actor=room.author)
    assert room.seen_by().comments[0].body == "ควรจ่ายถ้วนหน้า"


def test_replies_to_a_withdrawn_comment_stay_readable_and_its_words_do_not(room):
    comment = room.say("จะถอน")
    room.say("ตอบ", reply_to=comment.public_id, actor=room.other)

    act(withdraw_comment, comment.public_id, actor=room.author)

    [view] = room.seen_by().comments
    assert view.body is None
    assert [reply.body for reply in view.replies] == ["ตอบ"]


def test_a_hidden_comment_shows_its_reason_to_all_and_its_words_to_moderators(room):
    comment = room.say("หยาบคายมาก")

    act(hide_comment, comment.public_id, "ไม่สุภาพ", actor=room.moderator)

    for actor in (VISITOR, room.author, room.other):
        view = room.seen_by(actor).comments[0]
        assert (view.body, view.hidden_reason) == (None, "ไม่สุภาพ")
    assert room.seen_by(room.moderator).comments[0].body == "หยาบคายมาก"
    act(show_comment, comment.public_id, actor=room.moderator)
    assert room.seen_by().comments[0].body == "หยาบคายมาก"


@pytest.mark.parametrize(
    ("mode", "name", "sector"),
    [
        (AttributionMode.NAMED, True, True),
        (AttributionMode.SECTOR, False, True),
        (AttributionMode.ANONYMOUS, False, False),
    ],
)
def test_comments_are_attributed_as_the_forum_says_on_pages_and_in_minutes(
    room, mode, name, sector
):
    room.forum.attribution_mode = mode
    db.session.commit()
    comment = room.say()

    view = room.seen_by(room.moderator).comments[0]
    [fact] = list_comments_of(room.forum)["topic", room.topic.public_id]

    expected = (
        room.signup.person.name if name else None,
        "ngo" if sector else None,
    )
    assert (view.name, view.sector.code if view.sector else None) == expected
    assert (fact.name, fact.sector) == expected
    assert fact.public_id == comment.public_id


def test_facts_leave_out_what_nobody_can_read(room):
    hidden, withdrawn, kept = room.say("หนึ่ง"), room.say("สอง"), room.say("สาม")
    act(hide_comment, hidden.public_id, "ซ้ำ", actor=room.moderator)
    act(withdraw_comment, withdrawn.public_id, actor=room.author)
    reply = room.say("สี่", reply_to=kept.public_id)

    facts = list_comments_of(room.forum)["topic", room.topic.public_id]

    assert [(fact.body, fact.reply_to) for fact in facts] == [
        ("สาม", None),
        ("สี่", kept.public_id),
    ]
    assert facts[1].public_id == reply.public_id


def test_the_journal_names_comments_never_people_or_words(room):
    comment = room.say("ความลับของฉัน")
    act(hide_comment, comment.public_id, "เหตุผล", actor=room.moderator)

    entries = db.session.scalars(select(JournalEntry).order_by(JournalEntry.id)).all()
    assert [entry.code for entry in entries] == ["comment.added", "comment.hidden"]
    assert all(entry.forum_id == room.forum.id and not entry.facts for entry in entries)


def test_a_person_takes_out_what_they_wrote_and_erasing_leaves_the_words_without_them(room):
    kept, gone = room.say("อยู่ต่อ"), room.say("ถอน")
    act(withdraw_comment, gone.public_id, actor=room.author)

    exported = privacy.export(room.signup.person_id)["comments"]
    privacy.erase(room.signup.person_id)
    db.session.commit()

    assert [row["text"] for row in exported] == ["อยู่ต่อ", "ถอน"]
    assert (kept.body, kept.author_id, kept.sector_id) == ("อยู่ต่อ", None, room.signup.sector_id)
    assert (gone.body, gone.author_id) == ("", None)
    assert privacy.export(room.signup.person_id) == {"comments": []}


def test_reading_a_long_discussion_asks_the_database_no_more_than_a_short_one(
    room, make, count_queries
):
    room.say()
    db.session.expire_all()
    with count_queries() as few:
        room.seen_by(room.moderator)
    for number in range(50):
        make.comment(room.thread, make.signup(room.forum), body=f"ความเห็น {number}")
    db.session.expire_all()

    with count_queries() as many:
        discussion = room.seen_by(room.moderator)

    assert discussion.count == 51
    assert len(many) == len(few)

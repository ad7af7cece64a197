import secrets

import pytest
from sqlalchemy import func, select

from forum.comments.errors import ContributionsOver, PlaceNeeded
from forum.comments.queries import find_thread
from forum.core.actor import SYSTEM, VISITOR
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.transaction import transaction
from forum.events.logic.stages import AttributionMode, Stage
from forum.events.models import AgendaItem
from forum.journal.models import JournalEntry
from forum.topics import privacy
from forum.topics.errors import (
    AnswerMissing,
    NotOwnTopic,
    OwnTopic,
    TopicFixed,
    TopicNotOpen,
    TopicTaken,
    TopicWithdrawn,
)
from forum.topics.facts import list_topics_of
from forum.topics.logic import Decision, Filter, Order, TopicState, TopicText
from forum.topics.models import Endorsement, Topic
from forum.topics.queries import (
    count_endorsements,
    count_topics,
    list_queue,
    list_topics,
    support_by_sector,
)
from forum.topics.service import (
    answer_topic,
    edit_topic,
    endorse,
    propose_topic,
    put_on_agenda,
    restore_topic,
    take_back_endorsement,
    withdraw_topic,
)
from tests.conftest import NOW

TEXT = TopicText("เงินมาช้า", "โอนช้าสามเดือน", "โอนภายในวันที่ 10", "ถามมา 14 หมู่บ้าน")


@pytest.fixture
def room(make):
    class Room:
        forum = make.forum()
        signup = make.signup(forum, "ngo")
        proposer = make.participant(signup)
        supporter = make.participant(make.signup(forum, "villagers"))
        organiser = make.staff("organiser", forum)

        def propose(self, text=TEXT, *, actor=None, key=None, **values):
            with transaction():
                return propose_topic(
                    self.forum.public_id,
                    text,
                    language="th",
                    request_key=key or secrets.token_urlsafe(16),
                    actor=actor or self.proposer,
                    now=NOW,
                    **values,
                )

    return Room()


def act(service, *arguments, actor):
    with transaction():
        return service(*arguments, actor=actor, now=NOW)


def test_topics_are_numbered_within_their_forum(room, make):
    first, second = room.propose(), room.propose()
    elsewhere = make.signup(make.forum())
    with transaction():
        other = propose_topic(
            elsewhere.forum.public_id,
            TEXT,
            language="th",
            request_key="k" * 20,
            actor=make.participant(elsewhere),
            now=NOW,
        )

    assert (first.number, second.number, other.number) == (1, 2, 1)


def test_a_topic_keeps_its_proposers_sector_and_gets_a_discussion(room):
    topic = room.propose()

    assert (topic.proposer_id, topic.sector_id) == (room.signup.person_id, room.signup.sector_id)
    assert find_thread("topic", topic.public_id).forum_id == room.forum.id


def test_the_same_sending_twice_makes_one_topic(room):
    assert room.propose(key="k" * 20).id == room.propose(key="k" * 20).id
    assert count_topics(room.forum) == 1


def test_what_another_part_of_the_program_proposes_names_its_origin_and_nobody(room):
    topic = room.propose(actor=SYSTEM, origin=("policy", "abc"))

    assert (topic.origin_kind, topic.origin_id) == ("policy", "abc")
    assert (topic.proposer_id, topic.sector_id) == (None, None)


def test_proposing_needs_a_place_in_this_very_forum(room, make):
    outsiders = (VISITOR, room.organiser, make.participant(make.signup(make.forum())))

    for actor in outsiders:
        with pytest.raises(PlaceNeeded):
            room.propose(actor=actor)


@pytest.mark.parametrize("stage", [Stage.MINUTES, Stage.FINISHED, Stage.CANCELLED])
def test_nothing_is_proposed_or_supported_after_the_forum(room, stage):
    topic = room.propose()
    room.forum.stage = stage
    db.session.commit()

    with pytest.raises(ContributionsOver):
        room.propose()
    with pytest.raises(ContributionsOver):
        act(endorse, topic.public_id, actor=room.supporter)


def test_somebody_stands_behind_a_topic_once_however_often_they_press(room):
    topic = room.propose()

    act(endorse, topic.public_id, actor=room.supporter)
    act(endorse, topic.public_id, actor=room.supporter)

    assert count_endorsements(topic) == 1
    assert support_by_sector([topic]) == {topic.id: {"villagers": 1}}


def test_support_can_be_taken_back_and_given_again(room):
    topic = room.propose()
    act(endorse, topic.public_id, actor=room.supporter)

    act(take_back_endorsement, topic.public_id, actor=room.supporter)
    act(take_back_endorsement, topic.public_id, actor=room.supporter)
    assert count_endorsements(topic) == 0

    act(endorse, topic.public_id, actor=room.supporter)
    assert count_endorsements(topic) == 1


def test_an_endorsement_keeps_the_sector_as_it_was_then(room, make):
    topic = room.propose()
    act(endorse, topic.public_id, actor=room.supporter)

    signup_id = room.supporter.places[0].signup_id
    db.session.get(type(room.signup), signup_id).sector = make.sector("business")
    db.session.commit()

    assert support_by_sector([topic]) == {topic.id: {"villagers": 1}}


def test_nobody_supports_their_own_topic_a_declined_one_or_without_a_place(room, make):
    topic, declined = room.propose(), room.propose()
    act(answer_topic, declined.public_id, "นอกขอบเขต", Decision.DECLINED, actor=room.organiser)

    with pytest.raises(OwnTopic):
        act(endorse, topic.public_id, actor=room.proposer)
    with pytest.raises(TopicNotOpen):
        act(endorse, declined.public_id, actor=room.supporter)
    for outsider in (room.organiser, make.participant(make.signup(make.forum())), SYSTEM):
        with pytest.raises(PlaceNeeded):
            act(endorse, topic.public_id, actor=outsider)


def test_a_topic_is_changed_by_its_proposer_until_somebody_supports_it(room):
    topic = room.propose()
    better = TopicText("เงินต้องมาตรงเวลา", "โอนช้า", "โอนวันที่ 10")

    act(edit_topic, topic.public_id, better, actor=room.proposer)
    assert (topic.title, topic.evidence) == ("เงินต้องมาตรงเวลา", "")
    with pytest.raises(NotOwnTopic):
        act(edit_topic, topic.public_id, TEXT, actor=room.supporter)
    act(endorse, topic.public_id, actor=room.supporter)
    with pytest.raises(TopicFixed):
        act(edit_topic, topic.public_id, TEXT, actor=room.proposer)


def test_a_withdrawn_topic_is_gone_for_others_and_can_come_back(room):
    topic = room.propose()

    act(withdraw_topic, topic.public_id, actor=room.proposer)
    act(withdraw_topic, topic.public_id, actor=room.proposer)

    assert count_topics(room.forum) == 0
    with pytest.raises(NotFound):
        act(endorse, topic.public_id, actor=room.supporter)
    with pytest.raises(TopicWithdrawn):
        act(put_on_agenda, topic.public_id, actor=room.organiser)
    with pytest.raises(TopicWithdrawn):
        act(answer_topic, topic.public_id, "x", Decision.ANSWERED, actor=room.organiser)
    act(restore_topic, topic.public_id, actor=room.proposer)
    assert count_topics(room.forum) == 1


def test_a_topic_that_was_taken_up_cannot_be_withdrawn(room):
    topic = room.propose()
    act(put_on_agenda, topic.public_id, actor=room.organiser)

    with pytest.raises(TopicTaken):
        act(withdraw_topic, topic.public_id, actor=room.proposer)


def test_the_organiser_answers_with_words(room):
    topic = room.propose()

    with pytest.raises(AnswerMissing):
        act(answer_topic, topic.public_id, " ", Decision.DECLINED, actor=room.organiser)
    act(answer_topic, topic.public_id, "จะชี้แจง", Decision.ANSWERED, actor=room.organiser)

    assert (topic.state, topic.answer) == (TopicState.ANSWERED, "จะชี้แจง")
    assert topic.answered_at == NOW


def test_a_topic_becomes_one_agenda_item_that_knows_where_it_came_from(room):
    topic = room.propose()

    act(put_on_agenda, topic.public_id, actor=room.organiser)
    act(put_on_agenda, topic.public_id, actor=room.organiser)

    [item] = db.session.scalars(select(AgendaItem)).all()
    assert (item.origin_kind, item.origin_id) == ("topic", topic.public_id)
    assert item.title == {"th": "เงินมาช้า"}
    assert (topic.item_id, topic.state) == (item.id, TopicState.ON_AGENDA)


def test_a_topic_whose_item_was_removed_can_be_put_on_the_agenda_again(room):
    topic = room.propose()
    act(put_on_agenda, topic.public_id, actor=room.organiser)
    db.session.delete(topic.item)
    db.session.commit()

    act(put_on_agenda, topic.public_id, actor=room.organiser)

    assert topic.item is not None


def test_lists_are_searched_filtered_and_ordered(room):
    old = room.propose()
    mine = room.propose(TopicText("Nursery", "100% of places are taken", "More places"))
    act(endorse, mine.public_id, actor=room.supporter)
    theirs = room.propose(actor=room.supporter)
    act(answer_topic, theirs.public_id, "ตอบ", Decision.ANSWERED, actor=room.organiser)

    def found(**wanted):
        rows = list_topics(room.forum, Filter(**wanted))
        assert count_topics(room.forum, Filter(**wanted)) == len(rows)
        return [row.topic.number for row in rows]

    assert found() == [mine.number, old.number, theirs.number]
    assert found(order=Order.NEWEST) == [theirs.number, mine.number, old.number]
    assert found(order=Order.NUMBER) == [old.number, mine.number, theirs.number]
    assert found(search="NURSERY places") == [mine.number]
    assert found(search="100%") == [mine.number]
    assert found(search="%") == [mine.number]
    assert found(search="โอนช้า", order=Order.NUMBER) == [old.number, theirs.number]
    assert found(state=TopicState.ANSWERED) == [theirs.number]
    assert found(sector="ngo") == [mine.number, old.number]


def test_unanswered_topics_stand_first_in_the_organisers_queue(room):
    answered, quiet, loud = room.propose(), room.propose(), room.propose()
    act(answer_topic, answered.public_id, "ตอบ", Decision.ANSWERED, actor=room.organiser)
    act(endorse, loud.public_id, actor=room.supporter)

    queue = [row.topic.number for row in list_queue(room.forum)]

    assert queue == [loud.number, quiet.number, answered.number]


@pytest.mark.parametrize(
    ("mode", "name", "sector", "split"),
    [
        (AttributionMode.NAMED, True, True, True),
        (AttributionMode.SECTOR, False, True, True),
        (AttributionMode.ANONYMOUS, False, False, False),
    ],
)
def test_facts_for_the_minutes_tell_what_the_forum_allows(room, mode, name, sector, split):
    room.forum.attribution_mode = mode
    db.session.commit()
    topic = room.propose()
    act(endorse, topic.public_id, actor=room.supporter)

    [fact] = list_topics_of(room.forum)

    assert fact.public_id == topic.public_id
    assert fact.name == (room.signup.person.name if name else None)
    assert fact.sector == ("ngo" if sector else None)
    assert fact.endorsements == 1
    assert fact.by_sector == ({"villagers": 1} if split else {})


def test_the_journal_names_topics_never_people_or_words(room):
    topic = room.propose()
    act(endorse, topic.public_id, actor=room.supporter)
    act(put_on_agenda, topic.public_id, actor=room.organiser)

    entries = db.session.scalars(
        select(JournalEntry).where(JournalEntry.object_kind == "topic").order_by(JournalEntry.id)
    ).all()
    assert [entry.code for entry in entries] == [
        "topic.proposed",
        "topic.endorsed",
        "topic.put_on_agenda",
    ]
    assert {entry.object_id for entry in entries} == {topic.public_id}
    assert "เงินมาช้า" not in str([entry.facts for entry in entries])


def test_a_person_takes_out_their_topics_and_erasing_leaves_the_words_without_them(room):
    kept, gone, others = room.propose(), room.propose(), room.propose(actor=room.supporter)
    act(withdraw_topic, gone.public_id, actor=room.proposer)
    act(endorse, others.public_id, actor=room.proposer)

    exported = privacy.export(room.signup.person_id)
    privacy.erase(room.signup.person_id)
    db.session.commit()

    assert [row["id"] for row in exported["topics"]] == [kept.public_id, gone.public_id]
    assert [row["topic"] for row in exported["endorsements"]] == [others.public_id]
    assert (kept.title, kept.proposer_id) == ("เงินมาช้า", None)
    assert (gone.problem, gone.proposer_id) == ("", None)
    assert db.session.scalar(select(func.count()).select_from(Endorsement)) == 0
    assert db.session.scalar(select(func.count(Topic.id))) == 3


def test_listing_fifty_topics_asks_the_database_no_more_than_one(room, make, count_queries):
    topic = room.propose()
    act(endorse, topic.public_id, actor=room.supporter)
    db.session.expire_all()
    with count_queries() as few:
        list_topics_of(room.forum)
    for _ in range(50):
        signup = make.signup(room.forum)
        more = make.topic(room.forum, signup)
        make.save(
            Endorsement(
                topic_id=more.id,
                person_id=room.signup.person_id,
                sector_id=room.signup.sector_id,
                created_at=NOW,
            )
        )
    db.session.expire_all()

    with count_queries() as many:
        facts = list_topics_of(room.forum)

    assert len(facts) == 51
    assert len(many) == len(few)

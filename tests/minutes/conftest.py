"""A forum that was held: everything minutes are made of, by the services people use."""

from datetime import timedelta

import pytest

from forum.accounts.models import Consent
from forum.core.actor import SYSTEM
from forum.core.permissions import Role, ScopeKind
from forum.core.transaction import transaction
from forum.events.logic.stages import AttributionMode, Stage
from forum.floor.service.conducting import close_floor, move_to_item, open_floor
from forum.floor.service.resolving import record_resolution
from forum.minutes.logic.documents import Signatory
from forum.minutes.queries import find_minutes
from forum.minutes.service.composing import compose_minutes
from forum.minutes.service.life import certify_minutes, check_minutes, document_in
from forum.minutes.service.writing import add_block
from forum.polls.logic.answers import YES_OR_NO
from forum.polls.logic.kinds import Method, ReasonRule, SecrecyLevel
from forum.polls.queries.outcomes import list_said
from forum.polls.service.casting import cast_ballot
from forum.polls.service.drafting import PollDraft, draft_poll
from forum.polls.service.moderating import decide_texts
from forum.polls.service.running import close_poll, open_poll, show_results
from forum.topics.logic import TopicState

SECTORS = ("university", "ngo", "government", "civil-society", "villagers")


class Story:
    """A forum with people of several sectors, and its rapporteur."""

    def __init__(self, make, now, *, people=12, mode=AttributionMode.SECTOR, **forum):
        self.make, self.now = make, now
        self.begins = forum.pop("starts_at", now - timedelta(days=1))
        forum.setdefault("title", {"th": "เวทีเงินอุดหนุนเด็ก", "en": "Child support grant"})
        forum.setdefault("number", "3/2569")
        forum.setdefault("stage", Stage.RUNNING)
        self.forum = make.forum(starts_at=self.begins, attribution_mode=mode, **forum)
        self.id = self.forum.public_id
        self.rapporteur = make.staff(Role.RAPPORTEUR, self.forum)
        self.organiser = make.staff(Role.ORGANISER, self.forum)
        self.signups = [
            make.signup(
                self.forum,
                SECTORS[place % len(SECTORS)],
                checked_in=True,
                person=make.person(given_name=f"ผู้มา{place}", family_name=f"นามลับ{place}"),
            )
            for place in range(people)
        ]

    # What happens

    def item(self, th="เงินอุดหนุนเพื่อการเลี้ยงดูบุตร", en="Child support grant", **values):
        return self.make.item(self.forum, {"th": th, "en": en}, **values)

    def topic(self, item=None, said=(), **values):
        topic = self.make.topic(
            self.forum,
            self.signups[0],
            item_id=item.id if item else None,
            state=TopicState.ON_AGENDA if item else TopicState.PROPOSED,
            **values,
        )
        thread = self.make.thread(self.forum, "topic", topic.public_id)
        for place, body in enumerate(said):
            self.make.comment(thread, self.signups[place % len(self.signups)], body)
        return topic

    def consultation(self, answers, item=None, **values):
        """`answers`: statement text → votes (1, 0, -1)."""
        held = self.make.consultation(
            self.forum, tuple(answers), item_id=item.id if item else None, **values
        )
        for statement in held.statements:
            self.make.answers(statement, *answers[statement.text])
        return held

    def poll(self, votes, item=None, *, reasons=(), is_shown=True, are_let_through=True, **values):
        """`votes`: the place of the answer each person gives, in the order of the sign-ups."""
        draft = PollDraft(
            question=values.pop("question", {"th": "เห็นชอบหรือไม่", "en": "Do you agree?"}),
            method=values.pop("method", Method.CHOICE),
            level=values.pop("level", SecrecyLevel.CONFIDENTIAL),
            explanation={},
            answers=values.pop("answers", YES_OR_NO),
            reason_rule=ReasonRule.OPTIONAL if reasons else ReasonRule.OFF,
            item_id=item.public_id if item else None,
            **values,
        )
        with transaction():
            poll = draft_poll(self.id, draft, actor=SYSTEM, now=self.now)
        with transaction():
            open_poll(self.id, poll.public_id, actor=SYSTEM, now=self.now)
        for place, (signup, answer) in enumerate(zip(self.signups, votes, strict=False)):
            given = {
                "option": [poll.options[answer].public_id],
                "agreed": ["yes"],
                "reason": [reasons[place] if place < len(reasons) else ""],
            }
            voter = self.make.participant(signup)
            cast_ballot(self.id, poll.public_id, given, f"key-{signup.public_id}", actor=voter)
        with transaction():
            close_poll(self.id, poll.public_id, actor=SYSTEM, now=self.now)
        if is_shown:
            with transaction():
                show_results(self.id, poll.public_id, actor=SYSTEM, now=self.now)
        if is_shown and reasons and are_let_through:
            self.let_through(poll)
        return poll

    def let_through(self, poll):
        """Show all that was written with the votes."""
        written = [said.digest for said in list_said(poll)]
        with transaction():
            decide_texts(
                self.id, poll.public_id, written, looked_at=written, actor=SYSTEM, now=self.now
            )

    def hold(self, *items):
        """The floor opens, deals with each item for half an hour, and closes."""
        at = self.begins
        with transaction():
            open_floor(self.id, actor=SYSTEM, now=at)
        for item in items:
            with transaction():
                move_to_item(self.id, item.public_id, actor=SYSTEM, now=at + timedelta(minutes=5))
            at += timedelta(minutes=30)
        with transaction():
            close_floor(self.id, actor=SYSTEM, now=at)

    def resolve(self, text, item=None):
        with transaction():
            return record_resolution(
                self.id,
                text,
                "th",
                item_id=item.public_id if item else None,
                actor=SYSTEM,
                now=self.now,
            )

    def agrees_to_be_named(self, signup):
        self.make.save(
            Consent(
                person_id=signup.person_id,
                scope_kind=ScopeKind.FORUM,
                scope_id=self.forum.id,
                purpose="name_in_minutes",
                text_version="1",
                language="th",
                given_at=self.now,
            )
        )

    # The minutes

    def compose(self, actor=None):
        with transaction():
            compose_minutes(self.id, actor=actor or self.rapporteur, now=self.now)
        return self.minutes

    @property
    def minutes(self):
        return find_minutes(self.forum.id)

    def document(self, language="th"):
        return document_in(self.minutes, language)

    def block(self, ending):
        """The block whose key ends so."""
        found = [b for b in self.minutes.blocks if b.key == ending or b.key.endswith(ending)]
        assert found, [block.key for block in self.minutes.blocks]
        return found[0]

    def type(self, after, text="ที่ประชุมหารือกันอย่างกว้างขวาง", kind="paragraph", key="request-key-1"):
        from forum.minutes.logic.states import TypedKind

        texts = text if isinstance(text, dict) else {"th": text}
        with transaction():
            return add_block(
                self.id,
                self.block(after).public_id,
                TypedKind(kind),
                texts,
                key,
                actor=self.rapporteur,
                now=self.now,
            )

    def certify(self, name="นายรับรอง ถูกต้อง"):
        with transaction():
            check_minutes(self.id, actor=self.organiser, now=self.now)
        with transaction():
            return certify_minutes(
                self.id, (Signatory("certifier", name),), actor=self.organiser, now=self.now
            )

    def whole(self):
        """A forum with something of every kind."""
        first = self.item("ชี้แจงวัตถุประสงค์", "Opening")
        second = self.item(
            description={"th": "เด็กจำนวนมากตกหล่น", "en": "Many children are left out"}
        )
        self.topic(second, ["ลูกคนที่สองไม่ได้เงินเลย", "ต้องสำรวจทะเบียนใหม่", "เห็นด้วยกับข้อเสนอ"])
        self.topic(None, title="ขอเพิ่มศูนย์เด็กเล็ก")
        self.consultation(
            {
                "ควรจ่ายถ้วนหน้า": [1] * 9 + [-1],
                "ควรจ่ายเฉพาะครอบครัวยากจน": [1] * 5 + [-1] * 5,
                "ไม่แน่ใจเรื่องงบประมาณ": [0] * 8 + [1, -1],
            },
            second,
        )
        self.poll([0] * 9 + [1] * 3, second)
        self.poll(
            [0] * 8 + [1, 1, 2, 3],
            second,
            method=Method.CONSENT,
            answers=(),
            reasons=["", "", "", "", "", "", "", "", "ต้องดูภาระงบประมาณก่อน"],
            question={"th": "รับข้อเสนอนี้ได้หรือไม่", "en": "Can you live with this proposal?"},
        )
        self.hold(first, second)
        self.resolve("เห็นชอบให้เสนอเงินอุดหนุนแบบถ้วนหน้า", second)
        self.agrees_to_be_named(self.signups[0])
        return first, second


@pytest.fixture
def story(request, make, now, made_once):
    """A forum with its people; the one that was held where a test asks for that."""
    if "held" in request.fixturenames:
        return made_once("held", lambda: _hold(Story(make, now)))
    return made_once("story", lambda: Story(make, now))


def _hold(story):
    story.whole()
    story.compose()
    return story


@pytest.fixture
def tell(make, now):
    """Stories of any kind: `tell(mode=…)`."""
    return lambda **values: Story(make, now, **values)


@pytest.fixture
def held(story):
    """A forum with something of every kind, its minutes composed."""
    return story

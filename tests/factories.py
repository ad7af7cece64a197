"""Makes what a test needs to be there: rows with sensible values, committed."""

import secrets
from datetime import timedelta

from flask import current_app

from forum.accounts.models import Account, Grant, Person
from forum.accounts.queries import list_held_roles
from forum.comments.models import Comment, Thread
from forum.consultations.logic.states import ConsultationState
from forum.consultations.models import Consultation, Respondent, Statement, StatementAnswer
from forum.core.actor import Actor, ActorKind, Place
from forum.core.db import db
from forum.core.ids import hashed, new_public_id
from forum.core.permissions import INSTALLATION, Role
from forum.directory.models import (
    Network,
    NetworkKind,
    Organisation,
    OrganisationKind,
)
from forum.directory.queries import find_sector, list_sectors
from forum.events.logic.stages import Stage
from forum.events.models import AgendaItem, Block, Forum, Programme
from forum.language.normal import fold
from forum.polls.logic.kinds import Method, PollState, ReasonRule, ResultsShown, SecrecyLevel
from forum.polls.models import Elector, Poll, PollOption
from forum.questionnaires.logic.kinds import Purpose, QuestionKind, QuestionnaireState, Round
from forum.questionnaires.models import Answer, AnswerSheet, Question, Questionnaire
from forum.scheduling.logic import Availability, link_token, reply_token
from forum.scheduling.models import DateChoice, DatePoll, DateReply, DateSlot
from forum.signups.logic.states import CheckInChannel, SignupChannel, SignupState
from forum.signups.models.places import CheckIn, Signup, Ticket
from forum.signups.models.seats import Quota, SeatPool
from forum.signups.queries.seats import find_pool
from forum.topics.models import Topic

GIVEN_NAMES = ("สมใจ", "บุญมี", "ดวงดาว", "ก้อง", "เมตตา", "แก้ว", "ใบบัว", "ฟ้าใส")


class Make:
    """`make.forum(seats={"ngo": 2})`, `make.signup(forum)`, …: each commits and returns its row."""

    def __init__(self, now):
        self.now = now
        self.used = 0

    def _next(self):
        """A number that nothing else of this test has."""
        self.used += 1
        return self.used

    def save(self, *rows):
        """Commit rows as they are; what was read before is not read again, which took half the time.

        Requests and transactions begin by rolling back what was begun: they read anew.
        """
        session = db.session()
        session.add_all(rows)
        session.expire_on_commit = False
        try:
            session.commit()
        finally:
            session.expire_on_commit = True
        session.begin()
        return rows[0]

    def person(self, given_name=None, **values):
        return self.save(self._somebody(given_name, **values))

    def _somebody(self, given_name=None, **values):
        number = self._next()
        return Person(
            given_name=given_name or GIVEN_NAMES[number % len(GIVEN_NAMES)],
            family_name=values.pop("family_name", "ใจดี"),
            email=values.pop("email", f"person{number}@example.org"),
            created_at=self.now,
            **values,
        )

    def account(self, role=None, scope=INSTALLATION, **values):
        person = self._somebody(**values)
        account = Account(
            person=person,
            email=person.email,
            fs_uniquifier=secrets.token_hex(32),
            created_at=self.now,
            active=True,
        )
        self.save(account)
        if role:
            self.grant(account, role, scope)
        return account

    def grant(self, account, role, scope=INSTALLATION):
        return self.save(
            Grant(
                account_id=account.id,
                role=role,
                scope_kind=scope.kind,
                scope_id=scope.id,
                granted_at=self.now,
            )
        )

    def actor(self, account, *signups):
        """The actor that a signed-in account is."""
        return Actor(
            ActorKind.ACCOUNT,
            id=account.id,
            person_id=account.person_id,
            name=account.person.name,
            roles=list_held_roles(account.id, self.now),
            places=tuple(Place(s.forum_id, s.id, s.person_id) for s in signups),
        )

    def staff(self, role, forum=None):
        """An actor who holds a role: everywhere, or in one forum."""
        scope = forum.scope if forum is not None else INSTALLATION
        return self.actor(self.account(Role(role), scope))

    def participant(self, signup):
        """The actor that a ticket of this sign-up is."""
        return Actor(
            ActorKind.TICKET,
            id=signup.id,
            person_id=signup.person_id,
            places=(Place(signup.forum_id, signup.id, signup.person_id),),
        )

    def sector(self, code="civil-society"):
        return find_sector(code)

    def network(self, th="เครือข่ายทดลอง", en="Test network"):
        return self.save(Network(name={"th": th, "en": en}, kind=NetworkKind.THEME))

    def organisation(self, th="มูลนิธิทดลอง", en="Test foundation", **values):
        return self.save(
            Organisation(
                name={"th": th, "en": en},
                kind=values.pop("kind", OrganisationKind.NATIONAL),
                search_text=f"{fold(th)}\n{fold(en)}",
                **values,
            )
        )

    def programme(self, parent=None, **values):
        return self.save(
            Programme(
                title=values.pop("title", {"th": "โครงการทดลอง", "en": "Test programme"}),
                description=values.pop("description", {}),
                parent=parent,
                created_at=self.now,
                **values,
            )
        )

    def forum(self, *, seats=None, capacity=None, programme=None, stage=Stage.OPEN, **values):
        """A published forum in twenty days; `seats` by sector code, twenty each when not given."""
        starts = values.pop("starts_at", self.now + timedelta(days=20))
        seats = seats if seats is not None else {s.code: 20 for s in list_sectors()}
        forum = Forum(
            programme_id=(programme or self.programme()).id,
            title=values.pop("title", {"th": "เวทีทดลอง", "en": "Test forum"}),
            summary=values.pop("summary", {"th": "มาร่วมคิด", "en": "Think along"}),
            description=values.pop("description", {}),
            place=values.pop("place", {"th": "ศาลาประชาคม", "en": "Community hall"}),
            stage=stage,
            published_at=values.pop("published_at", self.now),
            starts_at=starts,
            ends_at=values.pop("ends_at", starts + timedelta(hours=7)),
            signup_opens_at=values.pop("signup_opens_at", self.now - timedelta(days=10)),
            signup_closes_at=values.pop("signup_closes_at", self.now + timedelta(days=10)),
            created_at=self.now,
            updated_at=self.now,
            **values,
        )
        pool = SeatPool(
            forum=forum,
            capacity=sum(seats.values()) if capacity is None else capacity,
            quotas=[
                Quota(characteristic="sector", value=code, minimum=0, maximum=most)
                for code, most in seats.items()
            ],
        )
        self.save(forum, pool)
        return forum

    def table(self, forum, name=None):
        """A table where people sit."""
        number = self._next()
        name = name or {"th": f"โต๊ะ {number}", "en": f"Table {number}"}
        return self.save(Block(forum_id=forum.id, position=number, name=name))

    def item(self, forum, title=None, *, parent=None, minutes=30, **values):
        return self.save(
            AgendaItem(
                forum_id=forum.id,
                parent=parent,
                position=self._next(),
                title=title or {"th": "เรื่องที่หนึ่ง", "en": "First item"},
                description=values.pop("description", {}),
                minutes=minutes,
                **values,
            )
        )

    def signup(
        self, forum, sector="civil-society", *, person=None, state=SignupState.SEATED, **values
    ):
        """A sign-up of somebody new (or the given person), seated unless said otherwise."""
        checked_in = values.pop("checked_in", False)
        signup = Signup(
            forum_id=forum.id,
            person=person or self._somebody(),
            sector=find_sector(sector),
            pool=values.pop("pool", None) or find_pool(forum.id),
            state=state,
            channel=values.pop("channel", SignupChannel.SELF),
            language=values.pop("language", "th"),
            request_key=secrets.token_urlsafe(16),
            applied_at=values.pop("applied_at", self.now + timedelta(seconds=self._next())),
            seated_at=self.now if state is SignupState.SEATED else None,
            **values,
        )
        if not checked_in:
            return self.save(signup)
        db.session.add(signup)
        db.session.flush()
        there = CheckIn(signup_id=signup.id, channel=CheckInChannel.TICKET, at=self.now)
        return self.save(signup, there)

    def ticket(self, signup):
        """A ticket with a token of its own; returns the row and the token."""
        token = secrets.token_urlsafe(24)
        row = Ticket(
            signup_id=signup.id,
            serial=new_public_id(),
            token_hash=hashed(token),
            created_at=self.now,
        )
        return self.save(row), token

    def questionnaire(self, forum, *questions, purpose=Purpose.SIGNUP, state=None, **values):
        """An open questionnaire; a question is its kind and label, or a mapping with more."""
        rows = []
        for position, given in enumerate(questions, start=1):
            is_whole = isinstance(given, dict)
            asked = dict(given) if is_whole else {"kind": given[0], "label": given[1]}
            label = asked.pop("label")
            options = asked.pop("options", ())
            rows.append(
                Question(
                    public_id=asked.pop("public_id", None) or new_public_id(),
                    position=position,
                    kind=QuestionKind(asked.pop("kind")),
                    label=label if isinstance(label, dict) else {"th": label, "en": label},
                    hint=asked.pop("hint", {}),
                    options=[
                        {"code": code, "label": {"th": word, "en": word}} for code, word in options
                    ],
                    condition=asked.pop("condition", {}),
                    **asked,
                )
            )
        return self.save(
            Questionnaire(
                forum_id=forum.id,
                purpose=purpose,
                state=QuestionnaireState(state or "open"),
                introduction=values.pop("introduction", {}),
                created_at=self.now,
                questions=rows,
            )
        )

    def date_poll(self, programme=None, *, slots=2, **values):
        """An open date poll with times on following days; returns the row and its link's token."""
        serial = new_public_id()
        token = link_token(current_app.config["SECRET_KEY"], serial)
        first = self.now + timedelta(days=20)
        poll = DatePoll(
            programme_id=(programme or self.programme()).id,
            title=values.pop("title", {"th": "หาวันจัดเวที", "en": "A day for the forum"}),
            description=values.pop("description", {}),
            serial=serial,
            token_hash=hashed(token),
            created_at=self.now,
            closes_at=values.pop("closes_at", self.now + timedelta(days=7)),
            slots=[
                DateSlot(
                    starts_at=first + timedelta(days=number),
                    ends_at=first + timedelta(days=number, hours=3),
                )
                for number in range(slots)
            ],
            **values,
        )
        return self.save(poll), token

    def date_reply(self, poll, *said, name="สมใจ", **values):
        """A reply: what is said to each time in turn; returns the row and its link's token."""
        public_id = new_public_id()
        token = reply_token(current_app.config["SECRET_KEY"], public_id)
        reply = DateReply(
            public_id=public_id,
            poll_id=poll.id,
            name=name,
            token_hash=hashed(token),
            request_key=secrets.token_urlsafe(16),
            created_at=self.now,
            choices=[
                DateChoice(slot_id=slot.id, availability=Availability(each))
                for slot, each in zip(poll.slots, said, strict=False)
            ],
            **values,
        )
        return self.save(reply), token

    def sheets(self, questionnaire, rows, *, round_=Round.ONCE, group="ngo"):
        """Filled-in sheets of somebody each: the answers in the order of the questions."""
        questions = list(questionnaire.questions)
        return [
            self.save(
                AnswerSheet(
                    questionnaire_id=questionnaire.id,
                    round=round_,
                    respondent=f"somebody-{self._next()}",
                    group=group,
                    language="th",
                    sent_on=self.now.date(),
                    answers=[
                        Answer(question_id=question.id, value=value)
                        for question, value in zip(questions, values, strict=False)
                        if value is not None
                    ],
                )
            )
            for values in rows
        ]

    def topic(self, forum, signup=None, **values):
        number = self._next()
        return self.save(
            Topic(
                forum_id=forum.id,
                number=number,
                title=values.pop("title", "เด็กตกหล่น"),
                problem=values.pop("problem", "เด็กจำนวนมากไม่ได้รับเงินอุดหนุน"),
                proposal=values.pop("proposal", "จ่ายแบบถ้วนหน้า"),
                language="th",
                proposer_id=signup.person_id if signup else None,
                sector_id=signup.sector_id if signup else None,
                request_key=secrets.token_urlsafe(16),
                created_at=self.now,
                **values,
            )
        )

    def thread(self, forum, owner_kind, owner_id, **values):
        return self.save(
            Thread(forum_id=forum.id, owner_kind=owner_kind, owner_id=owner_id, **values)
        )

    def comment(self, thread, signup=None, body="เห็นด้วยอย่างยิ่ง", **values):
        return self.save(
            Comment(
                thread_id=thread.id,
                author_id=signup.person_id if signup else None,
                sector_id=signup.sector_id if signup else None,
                body=body,
                language="th",
                request_key=secrets.token_urlsafe(16),
                created_at=self.now,
                **values,
            )
        )

    def consultation(self, forum, texts=("ควรจ่ายถ้วนหน้า",), state=ConsultationState.OPEN, **values):
        consultation = Consultation(
            forum_id=forum.id,
            title=values.pop("title", {"th": "ปรึกษาหารือ", "en": "Consultation"}),
            description={},
            state=state,
            created_at=self.now,
            statements=[
                Statement(number=number, text=text, language="th", created_at=self.now)
                for number, text in enumerate(texts, start=1)
            ],
            **values,
        )
        return self.save(consultation)

    def answers(self, statement, *values):
        """Answers of anonymous respondents, one each."""
        respondents = [
            Respondent(consultation_id=statement.consultation_id, imported_as=new_public_id())
            for _ in values
        ]
        db.session.add_all(respondents)
        db.session.flush()
        answers = [
            StatementAnswer(
                statement_id=statement.id,
                respondent_id=respondent.id,
                value=value,
                answered_at=self.now,
            )
            for respondent, value in zip(respondents, values, strict=True)
        ]
        self.save(*respondents, *answers)

    def poll(self, forum, labels=("เห็นด้วย", "ไม่เห็นด้วย"), *, open_for=(), **values):
        """A poll; with `open_for` (sign-ups) it is open for them."""
        is_open = bool(open_for)
        poll = Poll(
            forum_id=forum.id,
            position=self._next(),
            question=values.pop("question", {"th": "เห็นชอบหรือไม่", "en": "Do you agree?"}),
            explanation={},
            method=values.pop("method", Method.CHOICE),
            level=values.pop("level", SecrecyLevel.NAMED),
            results_shown=values.pop("results_shown", ResultsShown.WHEN_SHOWN),
            reason_rule=values.pop("reason_rule", ReasonRule.OFF),
            settings={},
            state=PollState.OPEN if is_open else PollState.DRAFTED,
            secret=secrets.token_bytes(32) if is_open else None,
            created_at=self.now,
            opened_at=self.now if is_open else None,
            options=[
                PollOption(position=position, label={"th": label, "en": label})
                for position, label in enumerate(labels, start=1)
            ],
            **values,
        )
        db.session.add(poll)
        db.session.flush()
        electors = [
            Elector(poll_id=poll.id, signup_id=signup.id, sector_id=signup.sector_id)
            for signup in open_for
        ]
        return self.save(poll, *electors)

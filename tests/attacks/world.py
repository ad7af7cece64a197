"""Forums with something of every kind in them, every text marked, and everybody who might look."""

import secrets
from dataclasses import dataclass, field
from datetime import timedelta

from flask import current_app

from forum.accounts.models import Account, Consent, Opening
from forum.comments.models import Comment
from forum.consultations.logic.states import ConsultationState, StatementState
from forum.consultations.models import Statement
from forum.core.actor import SYSTEM, ActorKind
from forum.core.ids import hashed, new_public_id, new_token
from forum.core.permissions import Role, ScopeKind
from forum.core.transaction import transaction
from forum.events.logic.stages import Stage
from forum.events.models import Material, Part, PartKind
from forum.files import store
from forum.files.logic import Kind, fit_name
from forum.files.models import StoredFile
from forum.floor.logic import Screen
from forum.floor.models import Floor, ItemRun, Resolution
from forum.journal.models import JournalEntry
from forum.mail.logic import Topic, address_hash, refusal_token
from forum.mail.models import Letter
from forum.minutes.logic.documents import Signatory
from forum.minutes.logic.states import TypedKind
from forum.minutes.queries import find_minutes
from forum.minutes.service.composing import compose_minutes
from forum.minutes.service.life import begin_correction, certify_minutes, check_minutes
from forum.minutes.service.writing import add_block, hide_block
from forum.polls.logic.kinds import BallotChannel, PollState, ReasonRule, SecrecyLevel, SheetChannel
from forum.polls.models import Ballot, CountLine, CountSheet, PollCount, Turnout
from forum.polls.service.templates import keep_template
from forum.questionnaires.queries import respondent_of
from forum.signups.logic.draw import Plan
from forum.signups.logic.states import CompanionKind, DrawState, SeedSource, SignupState
from forum.signups.models.certificates import CertificateSettings
from forum.signups.models.draws import Draw
from forum.signups.models.letters import OfficialLetter, Reminder
from forum.signups.models.places import AccessNeeds, Companion
from forum.signups.models.seats import Invitation
from forum.signups.queries.seats import find_pool
from forum.signups.service.draw import prepare_draw
from forum.topics.logic import TopicState
from forum.topics.models import Endorsement

SECTORS = ("university", "ngo", "government", "civil-society", "villagers")
FIRST, SECOND, FOREIGN = "alphaword", "betaword", "canaryseven"


@dataclass
class Filled:
    """A forum with something of every kind; `ids` are what its addresses are made of."""

    forum: object
    word: str
    ids: dict = field(default_factory=dict)
    signups: list = field(default_factory=list)
    polls: dict = field(default_factory=dict)


class World:
    """Fills forums, and opens browsers for everybody."""

    def __init__(self, make, now, sign_in):
        self.make, self.now, self.sign_in = make, now, sign_in

    # What there is

    def fill(self, word, *, secret=None, code="4321", people=6, programme=None, **forum):
        """A forum whose every text holds `word`; what only its staff may read holds `secret`."""
        secret = secret or word
        made = Filled(self._forum(word, programme, **forum), word)
        self._agenda(made, word)
        self._people(made, secret, people)
        self._topics(made, word, secret)
        self._consultations(made, word, secret)
        self._polls(made, word, secret)
        self._floor(made, word, code)
        self._minutes(made, word, secret)
        self._seats(made, secret)
        self._draws(made, word, secret)
        self._letters(made, secret)
        self._dates(made, secret)
        self._questions(made, word, secret)
        self._traces(made, word)
        made.ids |= {"forum_id": made.forum.public_id}
        made.ids |= {"programme_id": made.forum.programme.public_id}
        return made

    def _forum(self, word, programme, **values):
        values.setdefault("stage", Stage.RUNNING)
        values.setdefault("starts_at", self.now - timedelta(hours=2))
        return self.make.forum(
            programme=programme or self.make.programme(),
            title=both(f"{word} title"),
            summary=both(f"{word} summary"),
            description=both(f"{word} description"),
            place=both(f"{word} place"),
            number=f"1/2569 {word}"[:40],
            online_url=f"https://meet.example.org/{word}",
            change_reason=both(f"{word} change reason"),
            **values,
        )

    def _agenda(self, made, word):
        forum = made.forum
        part = self.make.save(
            Part(
                forum_id=forum.id,
                title=both(f"{word} part"),
                kind=PartKind.PLENARY,
                room=both(f"{word} room"),
                online_url=f"https://meet.example.org/{word}/part",
                starts_at=forum.starts_at,
                ends_at=forum.ends_at,
            )
        )
        item, below, last = (
            self.make.item(
                forum,
                both(f"{word} item {number}"),
                description=both(f"{word} notes"),
                presenter=f"{word} presenter",
                part_id=part.id,
            )
            for number in (1, 2, 3)
        )
        content = f"%PDF-1.4 {word} bytes".encode()
        file = self.make.save(
            StoredFile(
                sha256=store.keep(content),
                name=fit_name(f"{word}.pdf", Kind.PDF),
                media_type="application/pdf",
                size=len(content),
                created_at=self.now,
            )
        )
        kept = Material(
            forum_id=forum.id, file_id=file.id, title=both(f"{word} material"), position=1
        )
        link = Material(
            forum_id=forum.id,
            url=f"https://example.org/{word}",
            title=both(f"{word} link"),
            position=2,
        )
        self.make.save(kept, link)
        made.item, made.below, made.last = item, below, last
        made.ids |= {
            "item_id": item.public_id,
            "part_id": part.public_id,
            "material_id": kept.public_id,
            "public_id": file.public_id,
            "name": file.name,
        }

    def _people(self, made, secret, people):
        for number in range(people):
            signup = self.make.signup(
                made.forum,
                SECTORS[number % len(SECTORS)],
                person=self.make.person(
                    f"{secret} given{number}",
                    family_name=f"{secret} family{number}",
                    prefix=f"{secret} prefix",
                    email=f"{secret}{number}@example.org",
                    phone=None if number else "+66812345678",
                ),
                checked_in=True,
                organisation_name=f"{secret} organisation",
            )
            self.make.save(AccessNeeds(signup_id=signup.id, text=f"{secret} needs"))
            made.signups.append(signup)
        ticket, made.token = self.make.ticket(made.signups[0])
        staff = self.make.account(
            Role.COORDINATOR,
            made.forum.scope,
            given_name=f"{secret} staff",
            email=f"{secret}.staff@example.org",
        )
        made.ids |= {"signup_id": made.signups[-1].public_id, "token": made.token}
        made.ids |= {"grant_id": staff.grants[0].id}
        made.ids |= {
            "other_id": made.signups[0].public_id,
            "person_id": made.signups[-1].person.public_id,
        }
        made.ticket = ticket

    def _topics(self, made, word, secret):
        topic = self.make.topic(
            made.forum,
            made.signups[0],
            title=f"{word} topic",
            problem=f"{word} problem",
            evidence=f"{word} evidence",
            proposal=f"{word} proposal",
            answer=f"{word} answer",
            answered_at=self.now,
            item_id=made.item.id,
            state=TopicState.ON_AGENDA,
        )
        self.make.save(
            Endorsement(
                topic_id=topic.id,
                person_id=made.signups[1].person_id,
                sector_id=made.signups[1].sector_id,
                created_at=self.now,
            )
        )
        thread = self.make.thread(made.forum, "topic", topic.public_id)
        comment = self.make.comment(thread, made.signups[1], f"{word} comment")
        self.make.save(
            Comment(
                thread_id=thread.id,
                author_id=made.signups[2].person_id,
                sector_id=made.signups[2].sector_id,
                body=f"{secret} hidden comment",
                language="th",
                request_key="request-key-hidden",
                created_at=self.now,
                hidden_at=self.now,
                hidden_reason=f"{word} reason for hiding",
            )
        )
        made.topic = topic
        made.ids |= {
            "topic_id": topic.public_id,
            "thread_id": thread.public_id,
            "comment_id": comment.public_id,
        }

    def _consultations(self, made, word, secret):
        held = self.make.consultation(
            made.forum,
            (f"{word} statement", f"{word} another statement"),
            title=both(f"{word} consultation"),
            source_note=f"{word} source",
            item_id=made.item.id,
        )
        held.description = both(f"{word} consultation description")
        self.make.save(
            Statement(
                consultation_id=held.id,
                number=3,
                text=f"{secret} proposed statement",
                language="th",
                state=StatementState.PROPOSED,
                author_id=made.signups[0].person_id,
                created_at=self.now,
            )
        )
        self.make.consultation(
            made.forum,
            (f"{secret} drafted statement",),
            state=ConsultationState.DRAFTED,
            title=both(f"{secret} drafted consultation"),
        )
        made.ids |= {
            "consultation_id": held.public_id,
            "statement_id": held.statements[0].public_id,
        }
        self.make.answers(held.statements[0], 1, 1, 1, -1, 0)

    def _polls(self, made, word, secret):
        made.polls["open"] = self._poll(made, f"{word} open question", item_id=made.item.id)
        made.polls["shown"] = self._poll(made, f"{word} shown question")
        made.polls["draft"] = self.make.poll(
            made.forum,
            (f"{secret} drafted option", f"{secret} other option"),
            question=both(f"{secret} drafted question"),
        )
        shown = made.polls["shown"]
        shown.state, shown.closed_at, shown.shown_at = PollState.CLOSED, self.now, self.now
        shown.secret = None
        self.make.save(shown)
        made.ids |= {"poll_id": made.polls["open"].public_id}
        # A count that nobody is to see, not even as a count: whoever reads it stumbles.
        hidden = {"ballots": 9, "revisions": 9, "result": f'"{secret} said"'}
        self.make.save(PollCount(poll_id=made.polls["open"].id, **hidden))
        self._counts(made, secret)

    def _counts(self, made, secret):
        """A table where nobody sits with a count of it in a poll that takes hands; a poll kept."""
        table = self.make.table(made.forum, both(f"{secret} table"))
        opened = made.polls["hands"] = self._poll(
            made, f"{made.word} hands question", level=SecrecyLevel.CONFIDENTIAL
        )
        sheet = CountSheet(
            poll_id=opened.id,
            block_id=table.id,
            channel=SheetChannel.HANDS,
            ballots=1,
            needs_second=True,
            counted_at=self.now,
            lines=[CountLine(option=option, number=n) for n, option in enumerate(opened.options)],
        )
        self.make.save(sheet)
        ids = made.forum.public_id, made.polls["draft"].public_id
        with transaction():
            template = keep_template(*ids, both(f"{secret} template"), actor=SYSTEM, now=self.now)
        made.ids |= {
            "table_id": table.public_id,
            "sheet_id": sheet.public_id,
            "hands_poll_id": opened.public_id,
            "template_id": template.public_id,
        }

    def _poll(self, made, question, **values):
        poll = self.make.poll(
            made.forum,
            (f"{question} agree", f"{question} disagree"),
            open_for=made.signups,
            question=both(question),
            level=values.pop("level", SecrecyLevel.NAMED),
            reason_rule=ReasonRule.OPTIONAL,
            **values,
        )
        poll.explanation = both(f"{question} explanation")
        for signup in made.signups:
            self.make.save(
                Turnout(poll_id=poll.id, signup_id=signup.id, request_keys=["request-key-of-vote"]),
                Ballot(
                    poll_id=poll.id,
                    key=signup.public_id,
                    sector_id=signup.sector_id,
                    channel=BallotChannel.PHONE,
                    choice={"option": poll.options[0].public_id},
                    reason=f"{made.word} reason of a vote",
                ),
            )
        return poll

    def _floor(self, made, word, code):
        resolution = Resolution(
            forum_id=made.forum.id,
            item_id=made.item.id,
            text=f"{word} resolution",
            language="th",
            recorded_at=self.now,
        )
        self.make.save(
            Floor(
                forum_id=made.forum.id,
                join_code=code,
                screen=Screen.POLL,
                item_id=made.item.id,
                poll_id=made.polls["open"].id,
                opened_at=self.now,
            ),
            ItemRun(
                forum_id=made.forum.id,
                item_id=made.item.id,
                started_at=self.now - timedelta(hours=1),
                ended_at=self.now - timedelta(minutes=30),
            ),
            resolution,
        )
        made.ids |= {"code": code, "resolution_id": resolution.public_id}

    def _questions(self, made, word, secret):
        """A form in the making, and what one person has answered to it already."""
        questionnaire = self.make.questionnaire(
            made.forum,
            {
                "kind": "one_of",
                "label": both(f"{word} question"),
                "hint": both(f"{word} question hint"),
                "options": [("a", f"{word} answer"), ("b", f"{word} other answer")],
            },
            {"kind": "short_text", "label": both(f"{word} second question")},
            state="draft",
            introduction=both(f"{secret} words before the questions"),
        )
        (sheet,) = self.make.sheets(questionnaire, [("a", f"{word} in own words")])
        sheet.respondent = respondent_of(made.signups[0].public_id)
        self.make.save(sheet)
        made.ids |= {"question_id": questionnaire.questions[0].public_id}

    def _dates(self, made, secret):
        """What only whoever has a link, or organises the programme, may see."""
        poll, link = self.make.date_poll(
            made.forum.programme,
            title=both(f"{secret} date poll"),
            description=both(f"{secret} date poll description"),
        )
        reply, own = self.make.date_reply(
            poll, "yes", name=f"{secret} replier", organisation=f"{secret} replier's house"
        )
        made.ids |= {
            "date_poll_id": poll.public_id,
            "slot_id": poll.slots[0].public_id,
            "reply_id": reply.public_id,
            "date_link": link,
            "own_date_link": own,
        }

    def _letters(self, made, secret):
        """What organisers send: its words are theirs until it has gone."""
        text = {"th": f"{secret} words of a letter", "en": f"{secret} words of a letter"}
        reminder = Reminder(forum_id=made.forum.id, days_before=3, note=text)
        letter = OfficialLetter(
            forum_id=made.forum.id,
            number=f"{secret} number",
            dated_on=self.now.date(),
            office=text,
            subject=text,
            addressed_to=f"{secret} addressee",
            body=text,
            enclosures=text,
            signatory=f"{secret} signatory",
            signatory_position=text,
            contact=text,
            created_at=self.now,
        )
        self.make.save(reminder, letter)
        key = current_app.config["SECRET_KEY"]
        address = address_hash(key, f"{secret}.reader@example.org")
        made.ids |= {
            "reminder_id": reminder.public_id,
            "letter_id": letter.public_id,
            "refusal_link": refusal_token(key, address, Topic.REMINDERS),
        }

    def _seats(self, made, secret):
        """Seats reserved for somebody whom only organisers and whoever has the link know."""
        link = new_token()
        invitation = Invitation(
            forum_id=made.forum.id,
            serial=new_public_id(),
            token_hash=hashed(link),
            recipient=f"{secret} guest",
            email=f"{secret}.guest@example.org",
            note=f"{secret} words to the guest",
            language="th",
            created_at=self.now,
            expires_at=self.now + timedelta(days=2),
        )
        declined = made.signups[1]
        declined.decision_note = f"{secret} reason of a no"
        names = {"given_name": f"{secret} companion", "family_name": f"{secret} companion's family"}
        self.make.save(
            invitation, Companion(signup_id=declined.id, kind=CompanionKind.CHILD, **names)
        )
        made.ids |= {
            "invitation_id": invitation.public_id,
            "invitation_link": link,
            "pool_id": find_pool(made.forum.id).public_id,
        }

    def _draws(self, made, word, secret):
        """One that only organisers see, and one that was fixed in public and then given up."""
        note = {"seed_source": SeedSource.PUBLIC, "seed_note": f"{secret} number to come"}
        with transaction():
            prepared = prepare_draw(
                made.forum.public_id, "", Plan(2, (), **note), actor=SYSTEM, now=self.now
            )
        given_up = Draw(
            forum_id=made.forum.id,
            state=DrawState.CANCELLED,
            size=2,
            algorithm="maximin",
            seed_source=SeedSource.PUBLIC,
            seed_note=f"{word} lottery",
            problem=f"{word} reason to give up",
            candidates_hash="0" * 64,
            created_at=self.now,
            committed_at=self.now,
            finished_at=self.now,
        )
        certificates = CertificateSettings(
            forum_id=made.forum.id,
            issuer=both(f"{secret} issuer"),
            text=both(f"{secret} words of a certificate"),
            given_on=self.now.date(),
            signatory=f"{secret} signatory",
            position=both(f"{secret} position"),
        )
        self.make.save(given_up, certificates)
        made.ids |= {"draw_id": prepared.public_id, "fixed_draw_id": given_up.public_id}

    def _minutes(self, made, word, secret):
        """Certified once, and taken up again with text that only staff may read."""
        id_ = made.forum.public_id
        who = {"actor": SYSTEM, "now": self.now}
        with transaction():
            compose_minutes(id_, **who)
        first = next(b for b in find_minutes(made.forum.id).blocks if b.kind == "heading")
        with transaction():
            add_block(
                id_, first.public_id, TypedKind.PARAGRAPH, both(f"{word} typed"), "k" * 16, **who
            )
        with transaction():
            check_minutes(id_, **who)
        certifier = self.make.staff(Role.ORGANISER, made.forum)
        with transaction():
            certify_minutes(
                id_, (Signatory("certifier", f"{word} certifier"),), actor=certifier, now=self.now
            )
        with transaction():
            begin_correction(id_, **who)
        with transaction():
            block = add_block(
                id_, first.public_id, TypedKind.PARAGRAPH, both(f"{secret} later"), "l" * 16, **who
            )
        hidden = next(b for b in find_minutes(made.forum.id).blocks if b.kind == "paragraph")
        with transaction():
            hide_block(id_, hidden.public_id, f"{secret} reason", **who)
        made.ids |= {"block_id": block.public_id, "language": "th"}

    def _traces(self, made, word):
        self.make.save(
            JournalEntry(
                at=self.now,
                actor_kind=ActorKind.SYSTEM,
                code="forum.published",
                object_kind="forum",
                object_id=made.forum.public_id,
                forum_id=made.forum.id,
                facts={"word": f"{word} fact"},
            ),
            Letter(
                kind="signups.confirmation",
                object_id=made.signups[0].id,
                occasion=f"{word} occasion",
                created_at=self.now,
                next_try_at=self.now,
                problem=f"{word} problem of a letter",
            ),
            Opening(
                person_id=made.signups[0].person_id,
                what="person",
                scope_kind=ScopeKind.FORUM,
                scope_id=made.forum.id,
                reason=f"{word} reason of an opening",
                at=self.now,
                day=self.now.date(),
            ),
            Consent(
                person_id=made.signups[0].person_id,
                scope_kind=ScopeKind.FORUM,
                scope_id=made.forum.id,
                purpose="organising",
                text_version="1",
                language="th",
                given_at=self.now,
            ),
        )

    # Who looks

    def people_of(self, forum):
        """A browser for everybody who has to do with a forum, by what they are to it."""
        seated, waiting, signed = (
            self.make.signup(forum, person=self.make.person("ผู้ชม"), checked_in=True),
            self.make.signup(forum, state=SignupState.WAITING),
            self.make.signup(forum, person=self.make.person("ผู้มีบัญชี"), checked_in=True),
        )
        account = self.make.save(_account(self.make, signed.person, self.now))
        return {
            "visitor": self.sign_in(),
            "ticket": self.sign_in(tickets=[self.make.ticket(seated)[0]]),
            "waiting ticket": self.sign_in(tickets=[self.make.ticket(waiting)[0]]),
            "participant": self.sign_in(account),
            **{role.value: self.staff(role, forum.scope) for role in STAFF},
        }

    def staff(self, role, scope):
        """The browser of somebody who holds a role there."""
        return self.sign_in(self.make.account(role, scope))


STAFF = (Role.COORDINATOR, Role.FACILITATOR, Role.RAPPORTEUR, Role.ORGANISER)


def both(words):
    """The same words in both languages."""
    return {"th": words, "en": words}


def _account(make, person, now):
    return Account(
        person=person,
        email=person.email,
        fs_uniquifier=secrets.token_hex(32),
        created_at=now,
        active=True,
    )

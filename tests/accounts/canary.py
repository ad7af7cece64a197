"""A person like no other, who does everything that can be done here, and where to look for them."""

import io
import json
from datetime import timedelta
from pathlib import Path

from sqlalchemy import inspect, text

from forum.accounts.models import Account, Consent, Grant
from forum.accounts.service.links import make_sign_in_link
from forum.accounts.service.openings import write_openings
from forum.comments.models import Comment
from forum.consultations.logic.states import StatementState
from forum.consultations.models import Respondent, Statement, StatementAnswer
from forum.core.actor import SYSTEM
from forum.core.db import db
from forum.core.permissions import Role
from forum.core.transaction import transaction
from forum.events.logic.stages import AttributionMode, Stage
from forum.floor.service.resolving import record_resolution
from forum.mail.service import queue_letter
from forum.minutes.logic.documents import Signatory
from forum.minutes.logic.states import TypedKind
from forum.minutes.queries import find_minutes
from forum.minutes.service.composing import compose_minutes
from forum.minutes.service.life import begin_correction, certify_minutes, check_minutes
from forum.minutes.service.writing import add_block
from forum.polls.logic.kinds import BallotChannel, PollState, ReasonRule
from forum.polls.models import Ballot, Turnout
from forum.questionnaires.logic.kinds import Purpose
from forum.questionnaires.service.answers import keep_signup_answers
from forum.questionnaires.service.files import keep_upload
from forum.scheduling.logic import Availability
from forum.scheduling.models import DateChoice, DatePoll, DateReply, DateSlot
from forum.signups.logic.states import CompanionKind, DrawRole, DrawState, Gender, SeedSource
from forum.signups.models.draws import Draw, DrawCandidate
from forum.signups.models.letters import OfficialLetter
from forum.signups.models.places import AccessNeeds, Companion, Scan, SignupGroup
from forum.signups.models.seats import Invitation
from forum.signups.queries.respondents import respondent
from forum.topics.logic import TopicState
from forum.topics.models import Endorsement

GIVEN, FAMILY, PREFIX = "คานารีรัตน์", "เหลืองอร่ามฟ้า", "ว่าที่ร.ต."
NAME = f"{GIVEN} {FAMILY}"
EMAIL, PHONE = "canary.unique@example.org", "+66898765432"
ORGANISATION = "สมาคมนกคีรีบูนแห่งเดียว"
NEEDS = "ทางลาดสำหรับคีรีบูน"
COMPANION = "บุตรคีรีบูน"
ANSWER, SENSITIVE = "คำตอบคีรีบูน", "แพ้ขนคีรีบูน"
FILE_NAME, FILE_TEXT = "canary-unique.pdf", b"%PDF-1.4 canary inside the file\n%%EOF\n"
REASON = "เหตุผลของคีรีบูน"
WITHDRAWN = "ถ้อยคำที่คีรีบูนถอน"
# What nobody may find after erasing. A sentence that others answered stays, without the name.
TRACES = (
    GIVEN, FAMILY, EMAIL, PHONE, "089 876 5432", ORGANISATION, NEEDS, COMPANION, ANSWER, SENSITIVE,
    FILE_NAME, "canary inside the file", REASON, WITHDRAWN,
)  # fmt: skip
# What a vote was explained with stays quoted in minutes, without the name, like all words said there.
_QUOTED = {("minutes_blocks", REASON), ("minutes_versions", REASON)}
# What the person's own words say of them; and what others wrote about them.
SIGNED = f"ผม {NAME} โทร 089 876 5432 ขอเสนอให้สำรวจใหม่"
STAYS = "ขอเสนอให้สำรวจใหม่"
ABOUT = f"ตามที่คุณ{NAME} ({EMAIL}) เสนอ"


class Canary:
    """The person, after a busy time."""

    def __init__(self, make, now):
        self.make, self.now = make, now
        self.forum = make.forum(
            starts_at=now - timedelta(days=1),
            stage=Stage.RUNNING,
            attribution_mode=AttributionMode.NAMED,
        )
        self.person = make.person(
            GIVEN, family_name=FAMILY, prefix=PREFIX, email=EMAIL, phone=PHONE
        )
        self.account = make.save(
            Account(
                person=self.person, email=EMAIL, fs_uniquifier="u" * 64, created_at=now, active=True
            )
        )
        self.other = make.signup(self.forum, checked_in=True)
        self.staff = make.account(Role.ORGANISER, self.forum.scope)
        self.sign_up()
        self.take_part()
        self.be_written_about()
        self.be_in_the_minutes()

    def sign_up(self):
        make, now = self.make, self.now
        group = make.save(SignupGroup(forum_id=self.forum.id, code="abcd", created_at=now))
        self.invite()
        self.signup = make.signup(
            self.forum,
            "ngo",
            person=self.person,
            checked_in=True,
            organisation_name=ORGANISATION,
            network=make.network(),
            gender=Gender.WOMAN,
            province="40",
            region="northeast",
            group=group,
            invitation=self.invitation,
            party_size=2,
            helped_by_id=self.account.id,
            decision_note=f"เรียน {NAME}",
        )
        self.later = make.signup(
            make.forum(), "ngo", person=self.person, organisation_name=ORGANISATION
        )
        make.save(
            AccessNeeds(signup_id=self.signup.id, text=NEEDS),
            AccessNeeds(signup_id=self.later.id, text=NEEDS),
            Companion(
                signup_id=self.signup.id,
                kind=next(iter(CompanionKind)),
                given_name=COMPANION,
                family_name=FAMILY,
            ),
            Scan(
                forum_id=self.forum.id,
                signup_id=self.signup.id,
                key="k" * 20,
                is_first=True,
                scanned_at=now,
                received_at=now,
                recorded_by_id=self.account.id,
            ),
            Grant(
                account_id=self.account.id,
                role=Role.ORGANISER,
                scope_kind=self.forum.scope.kind,
                scope_id=self.forum.id,
                granted_at=now,
            ),
        )
        self.ticket, self.token = make.ticket(self.signup)
        for purpose in ("organising", "name_in_minutes", "photos"):
            make.save(self._consent(purpose))
        self.answer()
        self.be_drawn()
        with transaction():
            make_sign_in_link(self.account, now=now)
            write_openings([self.person.id], "person", self.forum.scope, self.staff.id, now=now)
            queue_letter("signups.confirmation", self.signup.id, "canary", now=now)

    def invite(self):
        make, now = self.make, self.now
        self.invitation = make.save(
            Invitation(
                forum_id=self.forum.id,
                serial="s" * 27,
                token_hash="h" * 64,
                recipient=NAME,
                email=EMAIL,
                language="th",
                note=f"เรียน {NAME}",
                created_at=now,
                expires_at=now + timedelta(days=3),
            )
        )
        for invitation_id in (self.invitation.id, None):  # one to an invitation, one to anybody
            self.write_letter(invitation_id)

    def write_letter(self, invitation_id):
        make, now = self.make, self.now
        make.save(
            OfficialLetter(
                forum_id=self.forum.id,
                invitation_id=invitation_id,
                dated_on=now.date(),
                office={"th": "สำนักงาน"},
                subject={"th": "ขอเชิญประชุม"},
                addressed_to=f"{PREFIX}{NAME}",
                body={"th": f"ขอเชิญ {NAME} เข้าร่วม"},
                signatory="ผู้ลงนาม",
                created_at=now,
            )
        )

    def answer(self):
        held = self.make.questionnaire(
            self.forum,
            ("short_text", "ถามสั้น"),
            {"kind": "short_text", "label": "ถามเรื่องสุขภาพ", "is_sensitive": True},
            ("file", "แนบแฟ้ม"),
            purpose=Purpose.SIGNUP,
        )
        plain, sensitive, file = (question.public_id for question in held.questions)
        with transaction():
            kept = keep_upload(io.BytesIO(FILE_TEXT), FILE_NAME, now=self.now)
            answers = {plain: ANSWER, sensitive: SENSITIVE, file: kept}
            keep_signup_answers(
                self.forum, respondent(self.signup), answers, language="th", now=self.now
            )

    def be_drawn(self):
        draw = self.make.save(
            Draw(
                forum_id=self.forum.id,
                state=next(iter(DrawState)),
                size=1,
                algorithm="random",
                seed_source=next(iter(SeedSource)),
                candidates=[{"key": "c1", "sector": "ngo"}],
                created_at=self.now,
            )
        )
        self.make.save(
            DrawCandidate(
                draw_id=draw.id, signup_id=self.signup.id, key="c1", role=next(iter(DrawRole))
            )
        )

    def take_part(self):
        make, forum, now = self.make, self.forum, self.now
        self.item = make.item(forum)
        self.topic = make.topic(
            forum, self.signup, problem=SIGNED, item_id=self.item.id, state=TopicState.ON_AGENDA
        )
        make.topic(
            forum, self.signup, title=WITHDRAWN, problem=WITHDRAWN, state=TopicState.WITHDRAWN
        )
        theirs = make.topic(forum, self.other)
        make.save(
            Endorsement(
                topic_id=theirs.id,
                person_id=self.person.id,
                sector_id=self.signup.sector_id,
                created_at=now,
            )
        )
        self.thread = make.thread(forum, "topic", self.topic.public_id)
        self.comment = make.comment(self.thread, self.signup, SIGNED)
        make.comment(self.thread, self.signup, WITHDRAWN, withdrawn_at=now)
        held = make.consultation(forum)
        answering = make.save(
            Respondent(
                consultation_id=held.id, person_id=self.person.id, sector_id=self.signup.sector_id
            )
        )
        make.save(
            StatementAnswer(
                statement_id=held.statements[0].id,
                respondent_id=answering.id,
                value=1,
                answered_at=now,
            ),
            Statement(
                consultation_id=held.id,
                number=2,
                text=SIGNED,
                language="th",
                state=StatementState.SHOWN,
                author_id=self.person.id,
                created_at=now,
            ),
        )
        self.vote()
        self.find_a_date()

    def vote(self):
        poll = self.make.poll(
            self.forum,
            open_for=(self.signup, self.other),
            reason_rule=ReasonRule.OPTIONAL,
            item_id=self.item.id,
        )
        for signup, reason in ((self.signup, REASON), (self.other, "เหตุผลอื่น")):
            self.make.save(
                Turnout(poll_id=poll.id, signup_id=signup.id, request_keys=["r" * 20]),
                Ballot(
                    poll_id=poll.id,
                    key=signup.public_id,
                    sector_id=signup.sector_id,
                    channel=BallotChannel.PHONE,
                    choice={"option": poll.options[0].public_id},
                    reason=reason,
                ),
            )
        poll.state, poll.closed_at, poll.shown_at = PollState.CLOSED, self.now, self.now
        poll.secret = None
        self.poll = self.make.save(poll)

    def find_a_date(self):
        now = self.now
        date_poll = self.make.save(
            DatePoll(
                programme_id=self.forum.programme_id,
                title={"th": "หาวัน"},
                serial="d" * 27,
                token_hash="t" * 64,
                created_at=now,
                closes_at=now,
                slots=[DateSlot(starts_at=now, ends_at=now + timedelta(hours=1))],
            )
        )
        self.make.save(
            DateReply(
                poll_id=date_poll.id,
                name=NAME,
                organisation=ORGANISATION,
                person_id=self.person.id,
                token_hash="y" * 64,
                request_key="z" * 20,
                created_at=now,
                choices=[DateChoice(slot_id=date_poll.slots[0].id, availability=Availability.YES)],
            )
        )

    def be_written_about(self):
        """By others: this is found and taken out by the staff only."""

    def be_in_the_minutes(self):
        """Composed with names, certified, rendered; and a correction begun."""
        who = {"actor": SYSTEM, "now": self.now}
        id_ = self.forum.public_id
        with transaction():
            record_resolution(
                id_, "เห็นชอบ", "th", item_id=None, actor=self.make.actor(self.account), now=self.now
            )
        with transaction():
            compose_minutes(id_, **who)
        with transaction():
            check_minutes(id_, **who)
        certifier = Signatory("certifier", NAME, "เลขานุการ")
        with transaction():
            certify_minutes(id_, (certifier,), actor=SYSTEM, now=self.now)
        with transaction():
            begin_correction(id_, **who)
        composed = find_minutes(self.forum.id)
        composed.changes = [{"key": "attendance:named", "change": "changed", "label": NAME}]
        self.make.save(composed)
        first = next(b for b in find_minutes(self.forum.id).blocks if b.kind == "heading")
        words = {"th": "ข้อความที่พิมพ์", "en": "typed"}
        with transaction():
            add_block(id_, first.public_id, TypedKind.PARAGRAPH, words, "k" * 16,
                      actor=self.make.actor(self.account), now=self.now)  # fmt: skip

    def _consent(self, purpose):
        return Consent(
            person_id=self.person.id,
            scope_kind=self.forum.scope.kind,
            scope_id=self.forum.id,
            purpose=purpose,
            text_version="2026-11",
            language="th",
            given_at=self.now,
            recorded_by_id=self.account.id,
        )


class WrittenAbout(Canary):
    """The same, and others write about them wherever words can be written."""

    def be_written_about(self):
        make = self.make
        make.comment(self.thread, self.other, ABOUT)
        make.topic(self.forum, self.other, title=ABOUT[:100], answer=ABOUT, answered_at=self.now)
        make.item(self.forum, {"th": ABOUT, "en": ABOUT}, presenter=NAME)
        self.forum.description = {"th": ABOUT}
        make.save(
            self.forum,
            Comment(
                thread_id=self.thread.id,
                body="ซ่อน",
                language="th",
                request_key="hidden-comment-key",
                created_at=self.now,
                hidden_at=self.now,
                hidden_reason=NAME,
            ),
        )
        with transaction():
            record_resolution(
                self.forum.public_id, ABOUT, "th", item_id=None, actor=SYSTEM, now=self.now
            )


def found_in_tables(traces=TRACES):
    """Where in the database the traces are: every table and column there is, whatever it is for."""
    found = set()
    db.session.rollback()
    with db.engine.connect() as connection:
        for table in inspect(connection).get_table_names():
            rows = connection.execute(text(f'SELECT * FROM "{table}"')).mappings()
            for row in rows:
                for column, value in row.items():
                    found |= {(table, column, t) for t in traces if _holds(value, t)}
    return sorted(each for each in found if (each[0], each[2]) not in _QUOTED)


def found_in_files(folder, traces=tuple(t for t in TRACES if t != REASON)):
    """Where on disk the traces are, unused pages and logs of the database included."""
    found = []
    for path in sorted(Path(folder).rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            found += [
                (path.name, trace)
                for trace in traces
                if any(form in content for form in _forms(trace))
            ]
    return found


def _holds(value, trace):
    if value is None:
        return False
    written = json.dumps(value, ensure_ascii=False, default=str)
    return any(
        form in text_ for text_ in (written, str(value)) for form in (trace, _escaped(trace))
    )


def _escaped(trace):
    return json.dumps(trace)[1:-1]


def _forms(trace):
    return (trace.encode(), _escaped(trace).encode())

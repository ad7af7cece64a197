"""Tables of questionnaires: what is asked of a forum's people, and what they answered."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core.db import Json, Model, PublicId, stored_enum
from forum.core.i18n import LocalText
from forum.events.models import Forum
from forum.questionnaires.logic.kinds import Purpose, QuestionKind, QuestionnaireState, Round


class Questionnaire(PublicId, Model):
    """The questions a forum asks for one purpose. At most one for each purpose and forum."""

    __tablename__ = "questionnaires"
    __table_args__ = (UniqueConstraint("forum_id", "purpose"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    forum_id: Mapped[int] = mapped_column(ForeignKey("forums.id", ondelete="CASCADE"))
    purpose: Mapped[Purpose] = mapped_column(stored_enum(Purpose))
    state: Mapped[QuestionnaireState] = mapped_column(stored_enum(QuestionnaireState))
    introduction: Mapped[LocalText] = mapped_column(default=dict)
    created_at: Mapped[datetime]

    forum: Mapped[Forum] = relationship()
    questions: Mapped[list["Question"]] = relationship(
        back_populates="questionnaire", cascade="all, delete-orphan", order_by="Question.position"
    )


class Question(PublicId, Model):
    """One question. `options` are `{"code", "label"}`; `condition` says when it is asked.

    What is sensitive (health, access, membership of a labour network) is kept apart from who
    answered, and forgotten on `keep_until`. A question that has answers is taken out by
    `removed_at`, so that what was answered stays readable.
    """

    __tablename__ = "questions"

    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(
        ForeignKey("questionnaires.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int]
    kind: Mapped[QuestionKind] = mapped_column(stored_enum(QuestionKind))
    label: Mapped[LocalText]
    hint: Mapped[LocalText] = mapped_column(default=dict)
    options: Mapped[list[Any]] = mapped_column(default=list)
    condition: Mapped[dict[str, Any]] = mapped_column(default=dict)
    is_required: Mapped[bool] = mapped_column(default=False)
    is_sensitive: Mapped[bool] = mapped_column(default=False)
    keep_until: Mapped[date | None]
    removed_at: Mapped[datetime | None]

    questionnaire: Mapped[Questionnaire] = relationship(back_populates="questions")


class AnswerSheet(PublicId, Model):
    """One filled-in questionnaire. `respondent` says whose, in words only the owner can read.

    For sign-ups and questionnaires that go with a ticket it is the sign-up's public id under the
    installation's secret (HMAC), so that a table alone names nobody.
    """

    __tablename__ = "answer_sheets"
    __table_args__ = (UniqueConstraint("questionnaire_id", "round", "respondent"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(
        ForeignKey("questionnaires.id", ondelete="CASCADE")
    )
    round: Mapped[Round] = mapped_column(stored_enum(Round))
    respondent: Mapped[str] = mapped_column(String(64), index=True)
    # The reporting group of the respondent: the sector's code.
    group: Mapped[str] = mapped_column("reporting_group", String(40), default="")
    language: Mapped[str] = mapped_column(String(10))
    sent_on: Mapped[date]

    questionnaire: Mapped[Questionnaire] = relationship()
    answers: Mapped[list["Answer"]] = relationship(
        back_populates="sheet", cascade="all, delete-orphan"
    )


class Answer(Model):
    """What a sheet says to one question, as the question's kind writes it."""

    __tablename__ = "answers"
    __table_args__ = (UniqueConstraint("sheet_id", "question_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("answer_sheets.id", ondelete="CASCADE"))
    question_id: Mapped[int] = mapped_column(
        ForeignKey("questions.id", ondelete="CASCADE"), index=True
    )
    value: Mapped[Any] = mapped_column(Json)

    sheet: Mapped[AnswerSheet] = relationship(back_populates="answers")
    question: Mapped[Question] = relationship()


class SensitiveAnswer(Model):
    """An answer about health, access or membership: kept under a key that only we can make.

    `key` is an HMAC of the sheet under the installation's secret: the database alone does not say
    whose answer this is.
    """

    __tablename__ = "sensitive_answers"
    __table_args__ = (UniqueConstraint("key", "question_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
    question_id: Mapped[int] = mapped_column(
        ForeignKey("questions.id", ondelete="CASCADE"), index=True
    )
    value: Mapped[Any] = mapped_column(Json)

    question: Mapped[Question] = relationship()

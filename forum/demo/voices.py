"""What people of the demonstration say before the forum: topics, comments, answers."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import cycle
from random import Random

from forum.comments.queries import find_thread
from forum.comments.service import add_comment
from forum.consultations.logic.states import Answer
from forum.consultations.service.answers import answer_statement
from forum.consultations.service.desk import (
    add_statement,
    close_consultation,
    create_consultation,
    open_consultation,
)
from forum.core.actor import SYSTEM
from forum.demo.people import acting
from forum.demo.plans import ForumText, StatementText, TopicText
from forum.signups.models.places import Signup
from forum.topics.logic import Decision
from forum.topics.logic import TopicText as Proposal
from forum.topics.models import Topic
from forum.topics.service import answer_topic, endorse, propose_topic, put_on_agenda


def add_topics(text: ForumText, forum_id: str, signups: Sequence[Signup], now: datetime) -> None:
    """Let people of the right sector propose, endorse and comment; let the organiser answer."""
    dice = Random(f"{text.key} topics")  # noqa: S311 - a demonstration, not a draw
    for number, topic in enumerate(text.topics):
        at = now + timedelta(hours=5 * number)
        proposer = _of_sector(signups, topic.sector, number)
        row = propose_topic(
            forum_id,
            Proposal(
                title=topic.title,
                problem=topic.problem,
                proposal=topic.proposal,
                evidence=topic.evidence,
            ),
            language="th",
            request_key=f"demonstration-{text.key}-topic-{number}",
            actor=acting(proposer),
            now=at,
        )
        others = [signup for signup in signups if signup is not proposer]
        for signup in dice.sample(others, min(topic.endorsed_by, len(others))):
            endorse(row.public_id, actor=acting(signup), now=at + timedelta(hours=1))
        _comment(topic, row, signups, at)
        if topic.answer:
            answer_topic(row.public_id, topic.answer, Decision.ANSWERED, actor=SYSTEM, now=at)
        if topic.on_agenda and text.stage != "open":
            put_on_agenda(row.public_id, actor=SYSTEM, now=at)


def _comment(topic: TopicText, row: Topic, signups: Sequence[Signup], at: datetime) -> None:
    thread = find_thread("topic", row.public_id)
    if thread is None:
        return
    for number, (sector, words) in enumerate(topic.comments):
        add_comment(
            thread.public_id,
            words,
            language="th",
            request_key=f"demonstration-{row.public_id}-{number}",
            actor=acting(_of_sector(signups, sector, number + 3)),
            now=at + timedelta(hours=2 + number),
        )


def add_consultation(
    text: ForumText, forum_id: str, items: Sequence[str], signups: Sequence[Signup], now: datetime
) -> None:
    """Put the statements to the participants and let as many answer as the text says."""
    consultation = text.consultation
    if consultation is None:
        return
    made = create_consultation(
        forum_id,
        consultation.title,
        {code: words for code, words in consultation.description.items() if words},
        item_id=None if consultation.item is None else items[consultation.item],
        request_key=f"demonstration-{text.key}-consultation",
        actor=SYSTEM,
        now=now,
    )
    dice = Random(f"{text.key} answers")  # noqa: S311 - a demonstration, not a draw
    voices = signups[: consultation.respondents]
    rows = [
        add_statement(
            made.public_id,
            statement.text,
            language="th",
            request_key=f"demonstration-{text.key}-statement-{number}",
            actor=SYSTEM,
            now=now,
        )
        for number, statement in enumerate(consultation.statements)
    ]
    open_consultation(made.public_id, actor=SYSTEM, now=now)
    for row, statement in zip(rows, consultation.statements, strict=True):
        for signup, answer in zip(voices, _answers(statement, dice), strict=False):
            if dice.random() < 0.9:
                answer_statement(row.public_id, answer, actor=acting(signup), now=now)
    if text.stage != "open":
        close_consultation(made.public_id, actor=SYSTEM, now=now + timedelta(days=20))


def _answers(statement: StatementText, dice: Random) -> "cycle[Answer]":
    """A hundred answers in the text's shares, shuffled, over and over."""
    passes = 100 - statement.agree - statement.disagree
    answers = (
        [Answer.AGREE] * statement.agree
        + [Answer.DISAGREE] * statement.disagree
        + [Answer.PASS] * passes
    )
    dice.shuffle(answers)
    return cycle(answers)


def _of_sector(signups: Sequence[Signup], sector: str, number: int) -> Signup:
    """Somebody of the sector, another one for another number."""
    of_sector = [signup for signup in signups if signup.sector.code == sector] or list(signups)
    return of_sector[number % len(of_sector)]

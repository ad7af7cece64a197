"""Reads of minutes, and of everything they are composed from."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import selectinload

from forum.comments.facts import CommentFact, list_comments_of
from forum.comments.models import Comment, Thread
from forum.consultations.facts import ConsultationFact, StatementFact, list_consultations_of
from forum.consultations.models import Consultation, Statement
from forum.core.db import db
from forum.events.facts.agenda import ItemFact, item_facts
from forum.events.models import Forum
from forum.floor.facts import RunFacts, floor_facts
from forum.minutes.logic import facts
from forum.minutes.logic.blocks import Composed, composed_blocks
from forum.minutes.logic.merging import Kept, Plan, plan
from forum.minutes.logic.phrases import LANGUAGES
from forum.minutes.logic.states import BlockOrigin, Standing
from forum.minutes.models import Minutes, MinutesBlock, MinutesVersion
from forum.polls.facts import HeldFacts, PollFacts, list_poll_facts
from forum.questionnaires.facts import QuestionnaireFact, questionnaire_facts
from forum.signups.facts import PresentPerson, attendance_facts
from forum.topics.facts import TopicFact, list_topics_of

Comments = Mapping[tuple[str, str], Sequence[CommentFact]]


def has_public_minutes(forum_id: int) -> bool:
    """Whether everybody may read minutes of this forum: a version of them was certified."""
    query = select(
        exists().where(Minutes.forum_id == forum_id, MinutesVersion.minutes_id == Minutes.id)
    )
    return bool(db.session.scalar(query))


def find_minutes(forum_id: int) -> Minutes | None:
    """The minutes of a forum, with their blocks and who edited them."""
    query = (
        select(Minutes)
        .where(Minutes.forum_id == forum_id)
        .options(selectinload(Minutes.blocks).selectinload(MinutesBlock.editor))
    )
    return db.session.scalars(query).one_or_none()


def list_versions(forum_id: int) -> list[MinutesVersion]:
    """The certified versions of a forum's minutes, the newest first."""
    query = select(MinutesVersion).join(Minutes).where(Minutes.forum_id == forum_id)
    return list(db.session.scalars(query.order_by(MinutesVersion.number.desc())))


def owner_of_comment(forum: Forum, public_id: str) -> tuple[str, str] | None:
    """What a comment of this forum is about: kind and public id."""
    query = (
        select(Thread.owner_kind, Thread.owner_id)
        .join(Comment, Comment.thread_id == Thread.id)
        .where(Comment.public_id == public_id, Thread.forum_id == forum.id)
    )
    row = db.session.execute(query).one_or_none()
    return (row[0], row[1]) if row else None


def consultation_of_statement(forum: Forum, public_id: str) -> str | None:
    """The public id of the consultation of this forum that a statement belongs to."""
    query = (
        select(Consultation.public_id)
        .join(Statement, Statement.consultation_id == Consultation.id)
        .where(Statement.public_id == public_id, Consultation.forum_id == forum.id)
    )
    return db.session.scalar(query)


def plan_composing(minutes: Minutes) -> tuple[Plan, list[Composed]]:
    """What composing again would change now, and the blocks it would set."""
    composed = composed_blocks(gather(minutes.forum))
    kept = [
        Kept(
            key=block.key,
            facts_hash=block.facts_hash,
            floats=block.origin is BlockOrigin.TYPED or block.is_moved,
            is_typed=block.origin is BlockOrigin.TYPED,
            is_touched=block.is_touched,
            is_gone=block.standing is Standing.GONE,
        )
        for block in minutes.blocks
    ]
    return plan(kept, {each.key: each.facts_hash for each in composed}), composed


def gather(forum: Forum) -> facts.ForumFacts:
    """Everything that happened at a forum, from each feature's facts."""
    planned = item_facts(forum)
    floor = floor_facts(forum)
    items = {item.id: item.public_id for item in planned}
    comments = list_comments_of(forum)
    programme = forum.programme
    organiser = programme.organisation
    return facts.ForumFacts(
        public_id=forum.public_id,
        number=forum.number,
        title=forum.title,
        summary=forum.summary,
        description=forum.description,
        programme=programme.title,
        organiser=organiser.name if organiser else {},
        place=forum.place,
        is_online=bool(forum.online_url),
        starts_at=forum.starts_at,
        ends_at=forum.ends_at,
        attribution=forum.attribution_mode,
        authoritative_language=forum.authoritative_language,
        opened_at=floor.opened_at,
        closed_at=floor.closed_at,
        attendance=_attendance(forum),
        items=tuple(_item(item, floor.runs) for item in planned),
        topics=tuple(_topic(each, items, comments) for each in list_topics_of(forum)),
        consultations=tuple(_consultation(c, items) for c in list_consultations_of(forum)),
        questionnaires=tuple(_questionnaire(each) for each in questionnaire_facts(forum.id)),
        polls=tuple(_poll(poll) for poll in list_poll_facts(forum)),
        resolutions=tuple(
            facts.Resolved(r.public_id, r.item_id, r.poll_id, r.text, r.language)
            for r in floor.resolutions
        ),
    )


def _attendance(forum: Forum) -> facts.Attendance:
    came = attendance_facts(forum.id)
    named: dict[str, list[dict[str, str]]] = {}
    for person in came.named:
        named.setdefault(person.sector, []).append(_names(person))
    return facts.Attendance(
        signed_up=came.signed_up,
        sectors=tuple(
            facts.SectorCount(
                code=sector.code,
                name=sector.name,
                seated=sector.seated,
                present={channel.value: number for channel, number in sector.present.items()},
            )
            for sector in came.sectors
        ),
        named={code: tuple(people) for code, people in named.items()},
    )


def _names(person: PresentPerson) -> dict[str, str]:
    return {language: person.name_in(language) for language in LANGUAGES}


def _item(item: ItemFact, runs: Sequence[RunFacts]) -> facts.Item:
    return facts.Item(
        public_id=item.public_id,
        number=item.number,
        depth=item.depth,
        title=item.title,
        description=item.description,
        presenter=item.presenter,
        runs=tuple(
            facts.Span(run.started_at, run.ended_at)
            for run in runs
            if run.item_id == item.public_id
        ),
    )


def _topic(topic: TopicFact, items: Mapping[int, str], comments: Comments) -> facts.Topic:
    return facts.Topic(
        public_id=topic.public_id,
        number=topic.number,
        title=topic.title,
        problem=topic.problem,
        evidence=topic.evidence,
        proposal=topic.proposal,
        language=topic.language,
        voice=facts.Voice(topic.name, topic.sector_name),
        endorsements=topic.endorsements,
        answer=topic.answer,
        item=items.get(topic.item_id) if topic.item_id else None,
        comments=tuple(_said(each) for each in comments.get(("topic", topic.public_id), ())),
    )


def _said(comment: CommentFact) -> facts.Said:
    return facts.Said(
        public_id=comment.public_id,
        body=comment.body,
        language=comment.language,
        voice=facts.Voice(comment.name, comment.sector_name),
        sector_code=comment.sector or "",
    )


def _consultation(held: ConsultationFact, items: Mapping[int, str]) -> facts.Consultation:
    return facts.Consultation(
        public_id=held.public_id,
        title=held.title,
        item=items.get(held.item_id) if held.item_id else None,
        respondents=held.respondents,
        statements=tuple(_statement(each) for each in held.statements),
        hidden=held.hidden,
        findings={
            finding: tuple(_statement(each) for each in rows)
            for finding, rows in held.findings.items()
        },
        source_note=held.source_note,
    )


def _questionnaire(held: QuestionnaireFact) -> facts.Questionnaire:
    return facts.Questionnaire(
        public_id=held.public_id,
        purpose=held.purpose,
        sheets=held.sheets,
        summaries=held.summaries,
        changes=held.changes,
    )


def _statement(said: StatementFact) -> facts.Statement:
    return facts.Statement(said.public_id, said.number, said.text, said.language, said.tally)


def _poll(poll: HeldFacts) -> facts.HeldPoll:
    held: dict[str, Any] = {
        "public_id": poll.public_id,
        "item": poll.item_id,
        "question": poll.question,
        "explanation": poll.explanation,
        "method": poll.method,
        "level": poll.level,
        "eligible": poll.eligible,
        "cast": poll.cast,
    }
    return _shown(poll, held) if isinstance(poll, PollFacts) else facts.HeldPoll(**held)


def _shown(poll: PollFacts, held: Mapping[str, Any]) -> facts.Poll:
    labels = {option.public_id: option.label for option in poll.options}
    return facts.Poll(
        **held,
        options=tuple(
            facts.PollOption(o.label, o.meaning, o.count, o.permille) for o in poll.options
        ),
        leading=tuple(labels[key] for key in poll.leading),
        consensus=poll.consensus,
        sectors=_sectors(poll),
        reasons=tuple(
            facts.Reason(r.text, r.answer, r.meaning, facts.Voice(r.name, r.sector))
            for r in poll.reasons
        ),
        withheld=poll.withheld,
        counted=facts.Counted(
            result=poll.outcome.result,
            labels=labels,
            prices=poll.prices,
            settings=poll.settings,
            verdict=poll.outcome.verdict,
            short_sectors=poll.outcome.short_sectors,
            channels=tuple((each.channel, each.ballots) for each in poll.outcome.channels),
            has_weights=poll.outcome.has_weights,
            comparison=poll.comparison,
        ),
    )


def _sectors(poll: PollFacts) -> facts.SectorTable | None:
    if poll.sectors is None:
        return None
    return facts.SectorTable(
        lines=tuple(
            facts.SectorVotes(line.name, line.eligible, line.counts) for line in poll.sectors.lines
        ),
        hidden=poll.sectors.hidden,
        remainder=poll.sectors.remainder,
        apart=poll.sectors.apart,
        with_majority=poll.sectors.with_majority,
        missing=poll.sectors.under_represented,
    )

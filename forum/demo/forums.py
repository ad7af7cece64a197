"""Builds one forum of the demonstration, from its text to the stage it stands at."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from forum.core.actor import SYSTEM, Actor, ActorKind
from forum.core.ids import new_token
from forum.core.transaction import transaction
from forum.demo.hall import hold_forum
from forum.demo.people import Team
from forum.demo.plans import ForumText, Item
from forum.demo.questions import answers, ask
from forum.demo.seats import hold_draw, invite_all, set_up_seats
from forum.demo.voices import add_consultation, add_topics
from forum.directory.queries import list_networks
from forum.events.logic.plans import ForumPlan, ItemPlan, PartPlan
from forum.events.models import AgendaItem, Forum
from forum.events.service.agenda import add_item, add_part
from forum.events.service.forums import create_forum, publish_forum
from forum.events.service.stages import open_signup
from forum.language.dates import BANGKOK
from forum.language.places import provinces
from forum.questionnaires.logic.kinds import Purpose
from forum.questionnaires.models import Question
from forum.signups.logic.applicants import Applicant
from forum.signups.logic.states import Gender, SignupState
from forum.signups.models.places import Signup
from forum.signups.service.signing_up import sign_up

_NEEDS = ("ขอที่นั่งใกล้เวที", "รถเข็น", "อาหารมังสวิรัติ", "ล่ามภาษามือ")
# How often people say what of their gender; some say nothing.
_GENDERS = (Gender.WOMAN, Gender.MAN, Gender.OTHER, None)
_SHARES = (52, 41, 2, 5)
_NAMED = 0.4  # how many come for a network
_NEAR = ("40", "40", "44", "46", "42")  # provinces that most come from


@dataclass(frozen=True)
class Prepared:
    """A forum before anybody signed up: its items and questions, and the id of its seats online."""

    forum_id: str
    items: list[str]
    questions: Sequence[Question]
    online: str | None


def build_forum(
    text: ForumText,
    programme_id: str,
    team: Team,
    names: Iterator[tuple[str, str]],
    *,
    today: datetime,
    secret: str,
) -> None:
    """Make the forum and lead it to its stage; every act happens at a time of its own."""
    begins = _begins(text, today)
    prepared = begins - timedelta(days=40)
    with transaction():
        ready = _prepare(text, programme_id, begins, prepared)
    forum_id, items = ready.forum_id, ready.items
    if text.stage == "announced":
        return
    with transaction():
        open_signup(forum_id, actor=SYSTEM, now=prepared)
        signups = _sign_up_all(text, ready, team, names, prepared, secret)
        invite_all(text, forum_id, names, begins, now=prepared, secret=secret)
    hold_draw(
        text, forum_id, now=begins - timedelta(days=text.closes_days, hours=-2), secret=secret
    )
    with transaction():
        add_topics(text, forum_id, signups, prepared + timedelta(days=5))
        add_consultation(text, forum_id, items, signups, prepared + timedelta(days=6))
    if text.stage != "open":
        hold_forum(text, forum_id, items, signups, team, begins)


def _begins(text: ForumText, today: datetime) -> datetime:
    """The forum's first minute; one that is running began two hours ago."""
    if text.stage == "running":
        return today.replace(minute=0, second=0, microsecond=0) - timedelta(hours=2)
    day = text.on or (today + timedelta(days=text.days)).astimezone(BANGKOK).date()
    return datetime.combine(day, time(*text.begins), BANGKOK)


def _prepare(text: ForumText, programme_id: str, begins: datetime, now: datetime) -> Prepared:
    plan = ForumPlan(
        title=text.title,
        starts_at=begins,
        ends_at=begins + timedelta(hours=text.hours),
        summary=text.summary,
        description={code: words for code, words in text.description.items() if words},
        number=text.number,
        place=text.place,
        online_url=text.online_url,
        signup_opens_at=begins - timedelta(days=41),
        signup_closes_at=begins - timedelta(days=text.closes_days) if text.days > 10 else begins,
    )
    forum = create_forum(programme_id, plan, new_token(), actor=SYSTEM, now=now)
    online = set_up_seats(text, forum, now=now)
    last_day = plan.ends_at.date()
    asked = ask(forum.public_id, Purpose.SIGNUP, text.questions, last_day, now=now)
    parts = {
        part.key: add_part(
            forum.public_id,
            PartPlan(
                title=part.title,
                kind=part.kind,
                starts_at=begins + timedelta(hours=part.begins),
                ends_at=begins + timedelta(hours=part.begins + part.hours),
                room=part.room,
            ),
            new_token(),
            actor=SYSTEM,
            now=now,
        ).public_id
        for part in text.parts
    }
    items = _add_items(text, forum, parts, now)
    publish_forum(forum.public_id, actor=SYSTEM, now=now)
    return Prepared(forum.public_id, items, asked, online)


def _add_items(text: ForumText, forum: Forum, parts: dict[str, str], now: datetime) -> list[str]:
    def add(item: Item, parent: str = "") -> AgendaItem:
        plan = ItemPlan(
            title=item.title, minutes=item.minutes, part=parts.get(item.part, ""), parent=parent
        )
        return add_item(forum.public_id, plan, new_token(), actor=SYSTEM, now=now)

    tops = []
    for item in text.items:
        top = add(item).public_id
        tops.append(top)
        for below in item.below:
            add(below, top)
    return tops


def _sign_up_all(
    text: ForumText,
    ready: Prepared,
    team: Team,
    names: Iterator[tuple[str, str]],
    opened: datetime,
    secret: str,
) -> list[Signup]:
    """Everybody of the text, in a mixed order, some minutes apart; the team's participant first."""
    dice = Random(text.key)  # noqa: S311 - a demonstration, not a draw
    sectors = [sector for sector, number in text.signups.items() for _ in range(number)]
    dice.shuffle(sectors)
    if text.stage in {"open", "running"}:
        sectors.insert(0, "civil-society")
    said = Random(f"{text.key} said")  # noqa: S311 - a demonstration, not a draw
    made = []
    for number, sector in enumerate(sectors):
        is_ours = number == 0 and text.stage in {"open", "running"}
        person = team.participant.person
        given, family = (person.given_name, person.family_name) if is_ours else next(names)
        applicant = Applicant(
            given_name=given,
            family_name=family,
            sector=sector,
            language="th",
            request_key=f"demonstration-{text.key}-{number}",
            email=None if number % 4 else f"{text.key}-{number}@people.example.org",
            needs=dice.choice(_NEEDS) if dice.random() < 0.08 else "",
            consents=frozenset(
                {"organising"} | ({"name_in_minutes"} if dice.random() < 0.6 else set())
            ),
            **_said(text, ready, number, said),
        )
        actor = _account_actor(team) if is_ours else SYSTEM
        at = opened + timedelta(minutes=7 * number)
        made.append(sign_up(ready.forum_id, applicant, actor=actor, now=at, secret=secret).signup)
    return [signup for signup in made if signup.state is SignupState.SEATED]


def _said(text: ForumText, ready: Prepared, number: int, dice: Random) -> dict[str, Any]:
    """What somebody says beyond their name, where the forum asks for it."""
    if not text.women and text.draw is None:
        return {}
    networks = list_networks("th")[:-2]  # two are missing, as the balance tells
    is_online = text.online is not None and number and number % text.online.every == 0
    return {
        "gender": dice.choices(_GENDERS, weights=_SHARES)[0],
        "province": dice.choice(_NEAR) if dice.random() < 0.7 else dice.choice(provinces()).code,
        "pool": ready.online if is_online else None,
        "network": dice.choice(networks).public_id if dice.random() < _NAMED else None,
        "answers": answers(text.questions, ready.questions, dice),
    }


def _account_actor(team: Team) -> Actor:
    account = team.participant
    return Actor(ActorKind.ACCOUNT, id=account.id, person_id=account.person_id)

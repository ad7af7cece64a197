"""How seats are given in a forum of the demonstration: pools, kept seats, invitations, a draw."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from forum.core.actor import SYSTEM, VISITOR
from forum.core.transaction import transaction
from forum.demo.plans import ForumText, InvitationText
from forum.events.models import Forum
from forum.signups.logic.applicants import Applicant
from forum.signups.logic.draw import Plan, Target
from forum.signups.logic.rules import SeatRules
from forum.signups.logic.seats import Characteristic, PoolPlan, Share
from forum.signups.logic.states import SeatMode
from forum.signups.logic.tickets import invitation_token
from forum.signups.models.seats import Invitation
from forum.signups.queries.seats import list_pools
from forum.signups.service.draw import commit_draw, prepare_draw, start_draw
from forum.signups.service.drawing import finish_draw, note_check, take_check, take_draw
from forum.signups.service.invitations import InvitationPlan, decline_invitation, invite
from forum.signups.service.lottery import ask_lottery, is_library_here
from forum.signups.service.seats import set_pool, set_rules
from forum.signups.service.signing_up import sign_up


def set_up_seats(text: ForumText, forum: Forum, *, now: datetime) -> str | None:
    """Make the pools the text names, and say how their seats are given; the id of those online."""
    forum_id = forum.public_id
    sectors = {code: Share(maximum=most) for code, most in text.seats.items()}
    if text.draw is not None:
        asked = [Target(*target) for target in text.draw.targets]
        kept = {t.value: Share(t.minimum, t.maximum) for t in asked if t.characteristic == "sector"}
        sectors = {**sectors, **kept}
    in_hall = PoolPlan(
        sum(text.seats.values()),
        name=text.hall,
        sectors=sectors,
        second=Characteristic.GENDER if text.women else None,
        values={"woman": Share(minimum=text.women)} if text.women else {},
    )
    set_pool(forum_id, in_hall, actor=SYSTEM, now=now)
    if text.online is not None:
        online = PoolPlan(text.online.capacity, name=text.online.name)
        set_pool(forum_id, online, actor=SYSTEM, now=now, is_new=True)
    if text.draw is not None or text.women:
        rules = SeatRules(
            mode=SeatMode.DRAW if text.draw else SeatMode.DIRECT,
            companions_most=0 if text.draw else 1,
            asks_gender=True,
            asks_province=True,
        )
        set_rules(forum_id, rules, actor=SYSTEM, now=now)
    return list_pools(forum.id)[-1].public_id if text.online else None


def invite_all(
    text: ForumText,
    forum_id: str,
    names: Iterator[tuple[str, str]],
    begins: datetime,
    *,
    now: datetime,
    secret: str,
) -> None:
    """Keep seats for whom the text invites; some come, somebody gives theirs back."""
    for number, each in enumerate(text.invitations):
        plan = InvitationPlan(
            recipient=each.recipient,
            seats=each.seats,
            expires_at=begins - timedelta(days=text.closes_days),
            language="th",
            sector=each.sector,
            note=each.note,
            email=f"{text.key}-invited-{number}@people.example.org",
        )
        invitation = invite(forum_id, plan, actor=SYSTEM, now=now, secret=secret)
        _answer(each, invitation, forum_id, names, now=now + timedelta(hours=20), secret=secret)


def _answer(
    text: InvitationText,
    invitation: Invitation,
    forum_id: str,
    names: Iterator[tuple[str, str]],
    *,
    now: datetime,
    secret: str,
) -> None:
    if text.is_declined:
        decline_invitation(invitation_token(secret, invitation.serial), actor=VISITOR, now=now)
    for number in range(text.taken):
        given, family = next(names)
        applicant = Applicant(
            given_name=given,
            family_name=family,
            sector=text.sector,
            language="th",
            organisation=text.recipient,
            request_key=f"demonstration-{invitation.public_id}-{number}",
            invitation=invitation.public_id,
            consents=frozenset({"organising"}),
        )
        sign_up(forum_id, applicant, actor=SYSTEM, now=now, secret=secret)


def hold_draw(text: ForumText, forum_id: str, *, now: datetime, secret: str) -> None:
    """Prepare, check, fix and make the text's draw, a day after it was fixed.

    Without the optional library it stays prepared, and its page says how to add that.
    """
    if text.draw is None:
        return
    targets = tuple(Target(*target) for target in text.draw.targets)
    with transaction():
        plan = Plan(text.draw.size, targets)
        draw = prepare_draw(forum_id, "", plan, actor=SYSTEM, now=now)
    if not is_library_here():
        return
    check = take_check(draw.id)
    if check is not None:
        told = ask_lottery(check.question, lambda _done: True)
        with transaction():
            note_check(draw.id, check.runner, told, now=now)
    draw_id, number = draw.public_id, draw.id
    with transaction():
        commit_draw(forum_id, draw_id, actor=SYSTEM, now=now, secret=secret)
    later = now + timedelta(days=1)
    with transaction():
        start_draw(forum_id, draw_id, "", actor=SYSTEM, now=later, secret=secret)
        task = take_draw(number, now=later)
    if task is not None:
        told = ask_lottery(task.question, lambda _done: True)
        with transaction():
            finish_draw(number, task.runner, told, actor=SYSTEM, now=later + timedelta(minutes=1))

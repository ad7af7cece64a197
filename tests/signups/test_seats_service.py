"""Pools, companions, invitations, approval, offers and groups: the written rules, one by one."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from forum.core.actor import SYSTEM, VISITOR
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.transaction import transaction
from forum.events.logic.stages import Stage
from forum.mail.models import Letter
from forum.signups import jobs
from forum.signups.errors import (
    ExpiryPast,
    FirstNeedsName,
    GroupElsewhere,
    GroupFull,
    GroupsInDraw,
    InvitationOver,
    MinimaAboveCapacity,
    NameNeeded,
    NoSeatForCompanion,
    OfferOver,
    PoolNeeded,
    SeatsNotFree,
    SignupClosed,
    TooManyCompanions,
    UnknownGroup,
    UnknownPool,
)
from forum.signups.logic.applicants import Comer
from forum.signups.logic.rules import SeatRules
from forum.signups.logic.seats import Characteristic, PoolPlan, Share
from forum.signups.logic.states import Gender, SeatMode, SignupState
from forum.signups.logic.tickets import invitation_token
from forum.signups.models.places import Signup
from forum.signups.models.seats import Invitation
from forum.signups.queries.invitations import list_invitations
from forum.signups.queries.people import number_in_line
from forum.signups.queries.seats import find_pool, list_pools, pools_of
from forum.signups.service.changing import cancel_signup, change_sector, withdraw
from forum.signups.service.companions import add_companion, remove_companion
from forum.signups.service.deciding import accept_signups, decline_signups
from forum.signups.service.doubles import join_signups
from forum.signups.service.invitations import (
    InvitationPlan,
    claim_invitation,
    decline_invitation,
    invite,
    revoke_invitation,
)
from forum.signups.service.offers import accept_offer
from forum.signups.service.seats import copy_seats, remove_pool, set_pool, set_rules, set_seats
from forum.signups.service.signing_up import sign_up, sign_up_again
from tests.signups.conftest import SECRET

SEATED, WAITING, OFFERED = SignupState.SEATED, SignupState.WAITING, SignupState.OFFERED
COMER = Comer("ก้อง")


@pytest.fixture(autouse=True)
def at_the_tests_moment(now):
    import time_machine

    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def come(applicant, now):
    """Somebody signs up by themselves; their sign-up."""
    clock = iter(range(1, 1000))

    def one(forum, sector="ngo", **values):
        with transaction():
            moment = now + timedelta(seconds=next(clock))
            who = applicant(sector, **values)
            return sign_up(forum.public_id, who, actor=VISITOR, now=moment, secret=SECRET).signup

    return one


@pytest.fixture
def act(now):
    """Call a service as the system, at the tests' moment, in a transaction."""

    def run(service, *given, **values):
        with transaction():
            return service(*given, actor=values.pop("actor", SYSTEM), now=now, **values)

    return run


@pytest.fixture
def rules(act):
    """Set how a forum gives its seats."""
    return lambda forum, **values: act(set_rules, forum.public_id, SeatRules(**values))


def invited(now, recipient="กรมหนึ่ง", seats=1, **values):
    return InvitationPlan(
        recipient, seats, values.pop("expires_at", now + timedelta(days=3)), "th", **values
    )


def states(*signups):
    db.session.expire_all()
    return [signup.state for signup in signups]


def letters_of(kind):
    return db.session.scalars(
        select(Letter.object_id).where(Letter.kind == f"signups.{kind}")
    ).all()


# Pools and second characteristics


def test_each_pool_has_its_own_seats_and_its_own_line(make, come, act):
    forum = make.forum(seats={}, capacity=1)
    act(set_pool, forum.public_id, PoolPlan(1, {"en": "Hall"}))
    act(set_pool, forum.public_id, PoolPlan(1, {"en": "Online"}), is_new=True)
    hall, online = list_pools(forum.id)

    first = come(forum)
    in_hall, in_line = come(forum, pool=online.public_id), come(forum, pool=online.public_id)
    second_in_line = come(forum, pool=hall.public_id)

    assert states(first, in_hall, in_line, second_in_line) == [SEATED, SEATED, WAITING, WAITING]
    assert [signup.pool_id for signup in (first, in_hall)] == [hall.id, online.id]
    assert number_in_line(in_line) == number_in_line(second_in_line) == 1
    act(cancel_signup, forum.public_id, in_hall.public_id)
    assert states(in_line, second_in_line) == [SEATED, WAITING]


def test_a_pool_of_another_forum_cannot_be_chosen(make, come):
    elsewhere = find_pool(make.forum().id)

    with pytest.raises(UnknownPool):
        come(make.forum(), pool=elsewhere.public_id)


def test_several_pools_need_names_and_possible_minima(make, act):
    forum = make.forum()

    with pytest.raises(NameNeeded):
        act(set_pool, forum.public_id, PoolPlan(5), is_new=True)
    with pytest.raises(FirstNeedsName):
        act(set_pool, forum.public_id, PoolPlan(5, {"en": "Online"}), is_new=True)
    with pytest.raises(MinimaAboveCapacity):
        act(
            set_pool,
            forum.public_id,
            PoolPlan(3, second=Characteristic.GENDER, values={"woman": Share(4)}),
        )
    with pytest.raises(NotFound):
        act(set_pool, forum.public_id, PoolPlan(3), pool_id=find_pool(make.forum().id).public_id)


def test_a_gender_may_have_a_minimum_beside_the_sectors(make, come, act, rules):
    forum = make.forum(seats={})
    rules(forum, asks_gender=True)
    plan = PoolPlan(2, second=Characteristic.GENDER, values={"woman": Share(1)})
    act(set_pool, forum.public_id, plan)

    man, other_man, unsaid = (
        come(forum, gender=Gender.MAN),
        come(forum, gender=Gender.MAN),
        come(forum),
    )
    woman = come(forum, gender=Gender.WOMAN)

    assert states(man, other_man, unsaid, woman) == [SEATED, WAITING, WAITING, SEATED]
    (pool,) = pools_of(forum.id)
    assert [(row.value, row.taken, row.minimum) for row in pool.values] == [("woman", 1, 1)]


def test_a_region_comes_from_the_province_as_it_was_said(make, come, act, rules):
    forum = make.forum(seats={})
    rules(forum, asks_province=True)
    plan = PoolPlan(9, second=Characteristic.REGION, values={"northeast": Share(0, 1)})
    act(set_pool, forum.public_id, plan)

    khon_kaen, loei = come(forum, province="40"), come(forum, province="42")
    somewhere = come(forum, province="99")

    assert (khon_kaen.province, khon_kaen.region) == ("40", "northeast")
    assert states(khon_kaen, loei, somewhere) == [SEATED, WAITING, SEATED]
    assert somewhere.province is None


def test_a_network_may_have_a_maximum(make, come, act):
    forum, network = make.forum(seats={}), make.network()
    values = {network.public_id: Share(0, 1)}
    act(set_pool, forum.public_id, PoolPlan(9, second=Characteristic.NETWORK, values=values))

    one, two = come(forum, network=network.public_id), come(forum, network=network.public_id)

    assert states(one, two, come(forum)) == [SEATED, WAITING, SEATED]


def test_what_is_not_asked_is_not_kept(make, come):
    signup = come(make.forum(), gender=Gender.WOMAN, province="40")

    assert (signup.gender, signup.province, signup.region) == (None, None, None)


def test_whoever_came_before_there_were_seats_is_in_the_first_pool(make, come, act, now):
    forum = make.forum()
    act(remove_pool, forum.public_id, find_pool(forum.id).public_id)
    before = come(forum)

    act(set_seats, forum.public_id, 1, {})

    assert before.pool_id == find_pool(forum.id).id
    assert states(come(forum)) == [WAITING]


def test_people_of_a_removed_pool_move_with_what_they_have(make, come, act):
    forum = make.forum(seats={}, capacity=1)
    act(set_pool, forum.public_id, PoolPlan(1, {"en": "Hall"}))
    act(set_pool, forum.public_id, PoolPlan(1, {"en": "Online"}), is_new=True)
    hall, online = list_pools(forum.id)
    people = [come(forum, pool=pool.public_id) for pool in (hall, online, online)]

    with pytest.raises(PoolNeeded):
        act(remove_pool, forum.public_id, online.public_id)
    act(remove_pool, forum.public_id, online.public_id, into=hall.public_id)

    assert states(*people) == [SEATED, SEATED, WAITING]
    assert pools_of(forum.id)[0].is_over
    assert number_in_line(people[2]) == 1
    act(remove_pool, forum.public_id, hall.public_id)
    assert states(*people) == [SEATED, SEATED, SEATED]
    assert letters_of("promotion") == [people[2].id]


def test_a_lowered_limit_takes_no_seat_and_gives_none_until_there_is_room(make, come, act):
    forum = make.forum(seats={}, capacity=3)
    people = [come(forum) for _ in range(4)]

    act(set_seats, forum.public_id, 1, {})
    act(cancel_signup, forum.public_id, people[0].public_id)

    assert states(*people[1:]) == [SEATED, SEATED, WAITING]
    act(cancel_signup, forum.public_id, people[1].public_id)
    assert states(people[3]) == [WAITING]
    act(cancel_signup, forum.public_id, people[2].public_id)
    assert states(people[3]) == [SEATED]


def test_of_two_sign_ups_of_one_person_the_better_stays_and_the_other_seat_is_freed(
    make, come, act
):
    forum = make.forum(seats={}, capacity=2)
    one, two, next_in_line = come(forum), come(forum), come(forum)

    act(join_signups, two.person_id, one.person_id)

    assert states(one, next_in_line) == [SEATED, SEATED]
    assert one.person_id == two.person_id or states(two) == [SignupState.CANCELLED]
    assert letters_of("promotion") == [next_in_line.id]


def test_a_clone_has_the_same_pools_quotas_and_rules(make, act, rules, now):
    forum, copy = make.forum(), make.forum()
    rules(forum, companions_most=2)
    act(set_pool, forum.public_id, PoolPlan(7, {"en": "Hall"}, {"ngo": Share(1, 3)}))
    act(set_pool, forum.public_id, PoolPlan(9, {"en": "Online"}), is_new=True)
    act(remove_pool, copy.public_id, find_pool(copy.id).public_id)

    with transaction():
        copy_seats(forum.id, copy.id, now)

    pools = list_pools(copy.id)
    assert [(pool.name["en"], pool.capacity) for pool in pools] == [("Hall", 7), ("Online", 9)]
    assert [(q.value, q.minimum, q.maximum) for q in pools[0].quotas] == [("ngo", 1, 3)]


# Companions


def test_whoever_comes_along_takes_a_seat_of_the_hall_and_of_no_sector(make, come, act, rules):
    forum = make.forum(seats={"ngo": 2}, capacity=4)
    rules(forum, companions_most=2)

    first, second = come(forum, comers=(COMER, COMER)), come(forum, comers=(COMER,))

    assert states(first, second) == [SEATED, WAITING]
    assert [each.given_name for each in first.companions] == ["ก้อง", "ก้อง"]
    (pool,) = pools_of(forum.id)
    assert (pool.taken, pool.free) == (3, 1)


def test_more_companions_than_allowed_are_refused(make, come):
    with pytest.raises(TooManyCompanions):
        come(make.forum(), comers=(COMER,))


def test_a_companion_added_when_full_is_refused_and_the_own_seat_stays(make, come, act, rules):
    forum = make.forum(seats={}, capacity=2)
    rules(forum, companions_most=1)
    signup, other = come(forum), come(forum)
    own = make.participant(signup)

    with pytest.raises(NoSeatForCompanion):
        act(add_companion, forum.public_id, COMER, actor=own)
    act(cancel_signup, forum.public_id, other.public_id)
    act(add_companion, forum.public_id, COMER, actor=own)

    assert states(signup) == [SEATED]
    assert pools_of(forum.id)[0].free == 0
    with pytest.raises(TooManyCompanions):
        act(add_companion, forum.public_id, COMER, actor=own)


def test_a_companion_who_stays_at_home_frees_a_seat(make, come, act, rules):
    forum = make.forum(seats={}, capacity=2)
    rules(forum, companions_most=1)
    signup, waiting = come(forum, comers=(COMER,)), come(forum)
    companion = signup.companions[0].id

    with pytest.raises(NotFound):
        act(remove_companion, forum.public_id, companion, actor=make.participant(waiting))
    act(remove_companion, forum.public_id, companion, actor=make.participant(signup))

    assert states(signup, waiting) == [SEATED, SEATED]


# Invitations


def test_reserved_seats_are_free_for_whoever_brings_the_invitation_only(make, come, act, now):
    forum = make.forum(seats={}, capacity=2)
    invitation = act(invite, forum.public_id, invited(now, seats=1), secret=SECRET)

    one, two = come(forum), come(forum)
    guest = come(forum, invitation=invitation.public_id)

    assert states(one, two, guest) == [SEATED, WAITING, SEATED]
    with pytest.raises(InvitationOver):
        come(forum, invitation=invitation.public_id)


def test_an_invitation_of_another_forum_opens_nothing(make, come, act, now):
    elsewhere = act(invite, make.forum().public_id, invited(now), secret=SECRET)

    with pytest.raises(InvitationOver):
        come(make.forum(), invitation=elsewhere.public_id)


def test_an_invitation_decides_on_the_sector_it_names(make, come, act, now):
    forum = make.forum(seats={"government": 1, "ngo": 5})
    plan = invited(now, sector="government")
    invitation = act(invite, forum.public_id, plan, secret=SECRET)

    guest = come(forum, "ngo", invitation=invitation.public_id)

    assert (guest.state, guest.sector.code) == (SEATED, "government")
    assert states(come(forum, "government")) == [WAITING]


def test_no_more_seats_are_reserved_than_are_free(make, come, act, now):
    forum = make.forum(seats={"ngo": 1}, capacity=2)
    come(forum)

    for plan in (invited(now, seats=2), invited(now, sector="ngo")):
        with pytest.raises(SeatsNotFree):
            act(invite, forum.public_id, plan, secret=SECRET)
    for moment in (now, forum.starts_at + timedelta(minutes=1)):
        with pytest.raises(ExpiryPast):
            act(invite, forum.public_id, invited(now, expires_at=moment), secret=SECRET)
    assert db.session.scalars(select(Invitation)).all() == []


def test_what_an_expired_invitation_kept_goes_to_the_line_once(make, come, act, now):
    import time_machine

    forum = make.forum(seats={}, capacity=1)
    act(invite, forum.public_id, invited(now), secret=SECRET)
    first, second = come(forum), come(forum)

    jobs.fill_freed_seats()
    assert states(first, second) == [WAITING, WAITING]
    with time_machine.travel(now + timedelta(days=3), tick=False):
        for _ in range(3):
            jobs.fill_freed_seats()

    assert states(first, second) == [SEATED, WAITING]
    assert letters_of("promotion") == [first.id]


@pytest.mark.parametrize("how", ["declined", "revoked"])
def test_a_declined_or_revoked_invitation_gives_its_seats_back(make, come, act, now, how):
    forum = make.forum(seats={}, capacity=1)
    invitation = act(invite, forum.public_id, invited(now), secret=SECRET)
    token, waiting = invitation_token(SECRET, invitation.serial), come(forum)

    for _ in range(2):
        if how == "declined":
            act(decline_invitation, token, actor=VISITOR)
        else:
            act(revoke_invitation, forum.public_id, invitation.public_id)

    assert states(waiting) == [SEATED]
    assert [each.state for each in list_invitations(forum.id, now)] == [how]


def test_an_invitation_holds_before_sign_up_opens_but_not_once_the_forum_runs(make, come, act, now):
    forum = make.forum(stage=Stage.ANNOUNCED, seats={}, capacity=2)
    invitation = act(invite, forum.public_id, invited(now, seats=2), secret=SECRET)

    assert states(come(forum, invitation=invitation.public_id)) == [SEATED]
    with pytest.raises(SignupClosed):
        come(forum)
    forum.stage = Stage.RUNNING
    db.session.commit()
    with pytest.raises(SignupClosed):
        come(forum, invitation=invitation.public_id)


def test_somebody_who_waits_takes_the_seat_of_an_invitation(make, come, act, now):
    forum = make.forum(seats={}, capacity=1)
    invitation = act(invite, forum.public_id, invited(now), secret=SECRET)
    waiting = come(forum)
    token = invitation_token(SECRET, invitation.serial)

    for _ in range(2):
        act(claim_invitation, token, actor=make.participant(waiting))

    assert states(waiting) == [SEATED]
    assert letters_of("promotion") == [waiting.id]
    with pytest.raises(NotFound):
        act(claim_invitation, token, actor=VISITOR)


def test_whoever_takes_a_seat_of_an_invitation_counts_under_what_it_names(make, come, act, now):
    forum, network = make.forum(seats={}, capacity=1), make.network()
    plan = InvitationPlan("กรม", 1, now + timedelta(days=1), "th", "", "ngo", network.public_id)
    invitation = act(invite, forum.public_id, plan, secret=SECRET)
    waiting = come(forum, sector="villagers")

    act(
        claim_invitation,
        invitation_token(SECRET, invitation.serial),
        actor=make.participant(waiting),
    )

    assert (waiting.sector.code, waiting.network.id) == ("ngo", network.id)


def test_a_known_person_is_not_seated_above_their_own_sectors_limit_by_another_sector(
    make, come, act, now
):
    forum = make.forum(seats={"ngo": 1}, capacity=3)
    invitation = act(invite, forum.public_id, invited(now), secret=SECRET)
    come(forum, sector="ngo")
    who = {"given_name": "สมปอง", "family_name": "ใจดี", "email": "sompong@example.org"}
    waiting = come(forum, sector="ngo", **who)

    come(forum, sector="villagers", invitation=invitation.public_id, **who)

    assert states(waiting) == [WAITING]
    assert {row.sector.code: row.taken for row in pools_of(forum.id)[0].sectors}["ngo"] == 1


def test_the_rest_of_a_group_moves_up_when_one_of_them_takes_an_invitation(
    make, come, act, rules, group_of, now
):
    forum = make.forum(seats={}, capacity=5)
    rules(forum, has_groups=True)
    holders = [come(forum) for _ in range(4)]
    invitation = act(invite, forum.public_id, invited(now), secret=SECRET)
    group = group_of(forum, 3)
    for holder in holders[:2]:
        act(cancel_signup, forum.public_id, holder.public_id)
    assert states(*group) == [WAITING] * 3

    token = invitation_token(SECRET, invitation.serial)
    act(claim_invitation, token, actor=make.participant(group[0]))

    assert states(*group) == [SEATED] * 3


def test_two_invitations_that_differ_are_two_and_the_very_same_is_one(make, act, now):
    forum = make.forum(seats={}, capacity=5)
    until = now + timedelta(days=1)
    first = InvitationPlan("กรม", 1, until, "th", sector="ngo")
    other = InvitationPlan("กรม", 1, until, "th", sector="villagers")

    for plan in (first, first, other):
        act(invite, forum.public_id, plan, secret=SECRET)

    assert len(list_invitations(forum.id, now)) == 2


def test_a_withdrawn_guest_leaves_the_seat_to_the_invitation(make, come, act, now):
    forum = make.forum(seats={}, capacity=1)
    invitation = act(invite, forum.public_id, invited(now), secret=SECRET)
    guest, waiting = come(forum, invitation=invitation.public_id), come(forum)

    act(withdraw, forum.public_id, actor=make.participant(guest))
    assert states(waiting) == [WAITING]

    assert states(come(forum, invitation=invitation.public_id), waiting) == [SEATED, WAITING]


# Approval and draw


def test_with_approval_nobody_has_a_seat_before_the_organisers_yes(make, come, act, rules):
    forum = make.forum(seats={}, capacity=1)
    rules(forum, mode=SeatMode.APPROVAL)
    one, two, three = come(forum), come(forum), come(forum)
    assert states(one, two, three) == [SignupState.APPLIED] * 3

    act(accept_signups, forum.public_id, [two.public_id, three.public_id])
    act(decline_signups, forum.public_id, [one.public_id, two.public_id], "ไม่ตรงประเด็น")

    assert states(one, two, three) == [SignupState.DECLINED, SEATED, WAITING]
    assert sorted(letters_of("accepted")) == [two.id, three.id]
    assert letters_of("declined") == [one.id]
    assert letters_of("promotion") == []
    assert one.decision_note == "ไม่ตรงประเด็น"
    act(cancel_signup, forum.public_id, two.public_id)
    assert states(three) == [SEATED]


def test_an_answer_given_twice_changes_nothing(make, come, act, rules):
    forum = make.forum()
    rules(forum, mode=SeatMode.APPROVAL)
    one = come(forum)

    for _ in range(2):
        act(accept_signups, forum.public_id, [one.public_id])
    act(decline_signups, forum.public_id, [one.public_id], "")

    assert states(one) == [SEATED]
    assert len(letters_of("accepted")) == 1


def test_another_forums_applicants_cannot_be_decided_on(make, come, act, rules):
    mine, other = make.forum(), make.forum()
    rules(other, mode=SeatMode.APPROVAL)
    applied = come(other)
    organiser = make.staff("organiser", mine)

    assert act(accept_signups, mine.public_id, [applied.public_id], actor=organiser) == []
    with pytest.raises(NotFound):
        act(accept_signups, other.public_id, [applied.public_id], actor=organiser)
    assert states(applied) == [SignupState.APPLIED]


def test_a_guest_is_seated_whatever_the_mode(make, come, act, rules, now):
    forum = make.forum()
    rules(forum, mode=SeatMode.DRAW)
    invitation = act(invite, forum.public_id, invited(now), secret=SECRET)

    assert states(come(forum), come(forum, invitation=invitation.public_id)) == [
        SignupState.APPLIED,
        SEATED,
    ]


# A time to accept


@pytest.fixture
def offered(make, come, act, rules):
    """One seat, freed and offered to the first of two who wait."""
    forum = make.forum(seats={}, capacity=1)
    rules(forum, accept_hours=24)
    holder, first, second = come(forum), come(forum), come(forum)
    act(cancel_signup, forum.public_id, holder.public_id)
    return forum, first, second


def test_a_freed_seat_is_offered_until_a_moment_and_kept_meanwhile(offered, come, now):
    forum, first, second = offered

    assert states(first, second) == [OFFERED, WAITING]
    assert first.offer_expires_at == now + timedelta(hours=24)
    assert letters_of("offer") == [first.id]
    assert states(come(forum)) == [WAITING]


def test_an_accepted_offer_is_a_seat(offered, act, make, now):
    forum, first, second = offered

    for _ in range(2):
        act(accept_offer, forum.public_id, actor=make.participant(first))

    assert states(first, second) == [SEATED, WAITING]
    with pytest.raises(OfferOver):
        act(accept_offer, forum.public_id, actor=make.participant(second))


def test_a_declined_offer_goes_to_the_next(offered, act, make):
    forum, first, second = offered

    act(withdraw, forum.public_id, actor=make.participant(first))

    assert states(first, second) == [SignupState.WITHDRAWN, OFFERED]


def test_an_offer_not_accepted_in_time_goes_to_the_next_once(offered, make, now):
    import time_machine

    forum, first, second = offered
    with time_machine.travel(now + timedelta(hours=24), tick=False):
        with pytest.raises(OfferOver), transaction():
            accept_offer(
                forum.public_id, actor=make.participant(first), now=now + timedelta(hours=24)
            )
        for _ in range(3):
            jobs.end_offers()

    assert states(first, second) == [SignupState.WITHDRAWN, OFFERED]
    assert letters_of("offer") == [first.id, second.id]
    assert letters_of("offer_ended") == [first.id]


# Groups


@pytest.fixture
def group_of(come):
    """People who came with one code; the first started it."""

    def build(forum, number, **values):
        first = come(forum, starts_group=True, **values)
        code = first.group.code
        return [first, *(come(forum, group=code, **values) for _ in range(number - 1))]

    return build


def test_a_group_waits_until_there_are_seats_for_all(make, come, act, rules, group_of):
    forum = make.forum(seats={}, capacity=2)
    rules(forum, has_groups=True)
    holders = [come(forum), come(forum)]
    group, single = group_of(forum, 2), come(forum)

    act(cancel_signup, forum.public_id, holders[0].public_id)
    assert states(*group, single) == [WAITING, WAITING, SEATED]
    act(set_seats, forum.public_id, 4, {})

    assert states(*group) == [SEATED, SEATED]
    assert sorted(letters_of("promotion")) == sorted(s.id for s in [*group, single])


@pytest.fixture
def offered_group(make, come, act, rules, group_of):
    """Three who want seats together are offered three seats that came free."""
    forum = make.forum(seats={}, capacity=3)
    rules(forum, has_groups=True, accept_hours=24)
    holders = [come(forum) for _ in range(3)]
    group = group_of(forum, 3)
    for holder in holders:
        act(cancel_signup, forum.public_id, holder.public_id)
    assert states(*group) == [OFFERED] * 3
    return forum, group


def test_one_answer_holds_for_the_whole_group_and_the_others_are_written_to(
    offered_group, act, make
):
    forum, (first, second, third) = offered_group

    for signup in (second, second, first):
        act(accept_offer, forum.public_id, actor=make.participant(signup))

    assert states(first, second, third) == [SEATED] * 3
    assert sorted(letters_of("accepted_together")) == [first.id, third.id]


def test_whoever_of_a_group_cannot_come_leaves_the_offer_to_the_others(
    offered_group, come, act, make
):
    forum, (first, second, third) = offered_group
    other = come(forum)
    assert states(other) == [WAITING]

    act(withdraw, forum.public_id, actor=make.participant(first))
    act(accept_offer, forum.public_id, actor=make.participant(second))

    assert states(first, second, third) == [SignupState.WITHDRAWN, SEATED, SEATED]
    assert states(other) == [OFFERED]
    assert letters_of("accepted_together") == [third.id]


def test_a_waiting_group_that_grows_smaller_moves_up_as_soon_as_it_fits(
    make, come, act, rules, group_of
):
    forum = make.forum(seats={}, capacity=4)
    rules(forum, has_groups=True)
    holders = [come(forum) for _ in range(4)]
    group = group_of(forum, 3)
    for holder in holders[:2]:
        act(cancel_signup, forum.public_id, holder.public_id)
    assert states(*group) == [WAITING] * 3

    act(withdraw, forum.public_id, actor=make.participant(group[2]))

    assert states(*group)[:2] == [SEATED, SEATED]


def test_a_seated_group_takes_in_only_whom_there_is_a_seat_for(make, come, act, rules, group_of):
    forum = make.forum(seats={}, capacity=2)
    rules(forum, has_groups=True)
    group = group_of(forum, 2)

    with pytest.raises(GroupFull):
        come(forum, group=group[0].group.code)
    assert states(*group) == [SEATED, SEATED]


def test_a_group_is_answered_as_a_whole(make, act, rules, group_of):
    forum = make.forum(seats={}, capacity=5)
    rules(forum, has_groups=True, mode=SeatMode.APPROVAL)
    group = group_of(forum, 3)

    act(accept_signups, forum.public_id, [group[1].public_id])

    assert states(*group) == [SEATED] * 3


def test_whoever_withdraws_leaves_the_group(make, come, act, rules, group_of, now):
    forum = make.forum(seats={}, capacity=1)
    rules(forum, has_groups=True)
    holder, group = come(forum), group_of(forum, 2)

    act(withdraw, forum.public_id, actor=make.participant(group[0]))
    act(cancel_signup, forum.public_id, holder.public_id)

    assert states(*group) == [SignupState.WITHDRAWN, SEATED]
    with transaction():
        sign_up_again(
            forum.public_id,
            (),
            "another-request-key",
            actor=make.participant(group[0]),
            now=now + timedelta(hours=1),
        )
    assert group[0].group is None


def test_an_unknown_code_and_one_of_another_forum_are_refused(make, come, rules, group_of):
    mine, other = make.forum(), make.forum()
    for forum in (mine, other):
        rules(forum, has_groups=True)
    code = group_of(other, 1)[0].group.code

    for wrong in (code, "nothing2"):
        with pytest.raises(UnknownGroup):
            come(mine, group=wrong)


def test_a_group_takes_part_in_one_way(make, come, act, rules, group_of):
    forum = make.forum()
    rules(forum, has_groups=True)
    act(set_pool, forum.public_id, PoolPlan(5, {"en": "Hall"}))
    act(set_pool, forum.public_id, PoolPlan(5, {"en": "Online"}), is_new=True)
    code = group_of(forum, 1)[0].group.code

    with pytest.raises(GroupElsewhere):
        come(forum, group=code, pool=list_pools(forum.id)[1].public_id)


def test_groups_and_a_draw_exclude_each_other(make, rules):
    with pytest.raises(GroupsInDraw):
        rules(make.forum(), has_groups=True, mode=SeatMode.DRAW)


# Who may


@pytest.mark.parametrize("role", ["facilitator", "rapporteur", "coordinator"])
def test_only_organisers_of_this_forum_set_its_seats(make, come, act, now, role):
    forum, other = make.forum(), make.forum()
    plans = (
        (set_pool, PoolPlan(5)),
        (set_rules, SeatRules()),
        (accept_signups, []),
        (remove_pool, find_pool(forum.id).public_id),
    )

    for actor in (make.staff(role, forum), make.staff("organiser", other), VISITOR):
        for service, given in plans:
            with pytest.raises(NotFound):
                act(service, forum.public_id, given, actor=actor)
        with pytest.raises(NotFound):
            act(invite, forum.public_id, invited(now), secret=SECRET, actor=actor)


def test_a_change_of_sector_lets_a_second_characteristic_be_as_it_is(make, come, act, rules):
    forum = make.forum(seats={})
    rules(forum, asks_gender=True)
    values = {"man": Share(0, 1)}
    act(set_pool, forum.public_id, PoolPlan(3, second=Characteristic.GENDER, values=values))
    man, waiting = come(forum, gender=Gender.MAN), come(forum, gender=Gender.MAN)

    act(change_sector, forum.public_id, man.public_id, "villagers")

    assert states(man, waiting) == [SEATED, WAITING]
    assert db.session.get(Signup, man.id).sector.code == "villagers"

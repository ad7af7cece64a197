"""Signing up, leaving, moving up, being present."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from forum.accounts.models import Consent, Person
from forum.core.actor import SYSTEM, VISITOR
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.transaction import transaction
from forum.events.logic.stages import Stage
from forum.journal.models import JournalEntry
from forum.mail.models import Letter
from forum.signups.errors import (
    AlreadyPresent,
    ConsentNeeded,
    EndedByOrganiser,
    ForumOver,
    MinimaAboveCapacity,
    MinimumAboveMaximum,
    NotSeated,
    PageSentBefore,
    SectorFull,
    SignupClosed,
    UnknownSector,
)
from forum.signups.logic.seats import Standing
from forum.signups.logic.states import CheckInChannel, SignupChannel, SignupState
from forum.signups.models.places import AccessNeeds, CheckIn, Signup, Ticket
from forum.signups.queries.people import places_of
from forum.signups.queries.seats import seats_by_sector
from forum.signups.service.changing import cancel_signup, change_sector, withdraw
from forum.signups.service.needs import forget_old_needs
from forum.signups.service.presence import check_in, check_in_self
from forum.signups.service.seats import copy_seats, set_seats
from forum.signups.service.signing_up import assist_sign_up, sign_up, sign_up_again
from forum.signups.service.tickets import send_held, send_ticket_again, ticket_of
from tests.signups.conftest import SECRET


@pytest.fixture
def signing_up(now):
    """Sign somebody up as their own transaction."""

    def act(forum, applicant, actor=VISITOR, at=now):
        with transaction():
            return sign_up(forum.public_id, applicant, actor=actor, now=at, secret=SECRET)

    return act


def count(model, *conditions):
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions))


def letters_of(kind):
    return count(Letter, Letter.kind == kind)


def states(forum):
    query = select(Signup.state).where(Signup.forum_id == forum.id).order_by(Signup.id)
    return [state.value for state in db.session.scalars(query)]


# Signing up


def test_the_first_is_seated_and_the_second_waits_as_number_one(make, applicant, signing_up):
    forum = make.forum(seats={"ngo": 1})

    first = signing_up(forum, applicant("ngo"))
    second = signing_up(forum, applicant("ngo"))

    assert (first.standing, first.number) == (Standing.SEATED, 0)
    assert (second.standing, second.number) == (Standing.WAITING, 1)


def test_a_forum_without_seats_set_seats_everybody(make, applicant, signing_up):
    forum = make.forum()
    with transaction():
        from forum.signups.queries.seats import find_pool

        db.session.delete(find_pool(forum.id))

    assert signing_up(forum, applicant()).standing is Standing.SEATED


def test_what_somebody_says_of_themselves_is_kept_as_said(make, applicant, signing_up):
    forum = make.forum()
    network = make.network()
    listed = make.organisation()

    outcome = signing_up(
        forum,
        applicant(
            organisation="มูลนิธิทดลอง",
            network=network.public_id,
            needs="ทางลาด",
            given_name="นางสาวสมใจ",
            phone="+66812345678",
        ),
    )

    signup = outcome.signup
    assert signup.organisation_id == listed.id
    assert signup.organisation_name == "มูลนิธิทดลอง"
    assert signup.network_id == network.id
    assert signup.needs.text == "ทางลาด"
    assert (signup.person.prefix, signup.person.given_name) == ("นางสาว", "สมใจ")
    assert signup.person.phone == "+66812345678"
    assert signup.channel is SignupChannel.SELF


def test_an_organisation_that_is_not_on_the_list_is_kept_as_typed(make, applicant, signing_up):
    forum = make.forum()

    signup = signing_up(forum, applicant(organisation="กลุ่มแม่บ้านหนองบัว")).signup

    assert (signup.organisation_id, signup.organisation_name) == (None, "กลุ่มแม่บ้านหนองบัว")


def test_only_the_consents_given_are_written_down_with_their_version(make, applicant, signing_up):
    forum = make.forum()

    signup = signing_up(forum, applicant(consents=frozenset({"organising", "photos"}))).signup

    consents = db.session.scalars(select(Consent).order_by(Consent.purpose)).all()
    assert [(c.purpose, c.text_version, c.scope_id) for c in consents] == [
        ("organising", "2026-11", forum.id),
        ("photos", "2026-11", forum.id),
    ]
    assert {c.person_id for c in consents} == {signup.person_id}


def test_without_the_needed_consent_nothing_is_kept(make, applicant, signing_up):
    forum = make.forum()

    with pytest.raises(ConsentNeeded):
        signing_up(forum, applicant(consents=frozenset({"photos"})))

    assert (count(Signup), count(Person), count(Consent)) == (0, 0, 0)


def test_an_unknown_sector_is_refused_and_nothing_is_kept(make, applicant, signing_up):
    forum = make.forum()

    with pytest.raises(UnknownSector):
        signing_up(forum, applicant("astronauts"))

    assert (count(Signup), count(Person)) == (0, 0)


@pytest.mark.parametrize(
    "values",
    [
        {"stage": Stage.ANNOUNCED},
        {"stage": Stage.CANCELLED},
        {"stage": Stage.POSTPONED},
        {"stage": Stage.FINISHED},
        {"opens": timedelta(hours=1)},
        {"closes": timedelta(0)},
    ],
)
def test_nobody_signs_up_outside_of_the_window(make, applicant, signing_up, now, values):
    forum = make.forum(
        stage=values.get("stage", Stage.OPEN),
        signup_opens_at=now + values.get("opens", timedelta(days=-1)),
        signup_closes_at=now + values.get("closes", timedelta(days=1)),
    )

    with pytest.raises(SignupClosed):
        signing_up(forum, applicant())


def test_a_draft_cannot_be_signed_up_for(make, applicant, signing_up):
    with pytest.raises(NotFound):
        signing_up(make.forum(published_at=None), applicant())


def test_the_same_page_sent_twenty_times_makes_one_sign_up(make, applicant, signing_up):
    forum = make.forum()
    same = applicant()

    outcomes = [signing_up(forum, same) for _ in range(20)]

    assert len({outcome.signup.id for outcome in outcomes}) == 1
    assert (count(Signup), count(Person), count(Ticket), letters_of("signups.confirmation")) == (
        1, 1, 1, 1,
    )  # fmt: skip


def test_the_database_itself_refuses_a_request_key_twice(make, applicant, signing_up):
    from sqlalchemy.exc import IntegrityError

    forum = make.forum()
    signup = signing_up(forum, applicant()).signup

    twin = make.signup(forum)
    twin.request_key = signup.request_key
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_whoever_signs_up_with_their_own_account_gave_consent_themselves(
    make, applicant, signing_up
):
    forum, account = make.forum(), make.account()

    signing_up(forum, applicant(), make.actor(account))

    assert db.session.scalars(select(Consent.recorded_by_id)).all() == [None]


def test_a_signed_in_person_has_one_place_however_often_they_come(make, applicant, signing_up):
    forum = make.forum()
    account = make.account()
    actor = make.actor(account)

    first = signing_up(forum, applicant(), actor)
    again = signing_up(forum, applicant("ngo"), actor)

    assert first.signup.id == again.signup.id
    assert first.signup.person_id == account.person_id
    assert first.is_shown
    assert again.is_shown
    assert count(Signup) == 1


def test_a_signed_in_person_who_withdrew_begins_again_at_the_end(make, applicant, signing_up, now):
    forum = make.forum(seats={"ngo": 1})
    account = make.account()
    signup = signing_up(forum, applicant("ngo"), make.actor(account)).signup
    with transaction():
        withdraw(forum.public_id, actor=make.actor(account, signup), now=now)
    signing_up(forum, applicant("ngo"))

    later = now + timedelta(hours=1)
    again = signing_up(forum, applicant("ngo", needs="ล่าม"), make.actor(account), later)

    assert again.signup.id == signup.id
    assert (again.standing, again.number) == (Standing.WAITING, 1)
    assert again.signup.needs.text == "ล่าม"


def test_a_ticket_in_hand_returns_its_place(make, applicant, signing_up):
    forum = make.forum()
    signup = make.signup(forum)

    outcome = signing_up(forum, applicant(), make.participant(signup))

    assert outcome.signup.id == signup.id
    assert outcome.is_shown
    assert count(Signup) == 1


def test_a_ticket_of_another_forum_is_no_place_here(make, applicant, signing_up):
    here, elsewhere = make.forum(), make.forum()
    signup = make.signup(elsewhere)

    outcome = signing_up(here, applicant(), make.participant(signup))

    assert outcome.signup.forum_id == here.id
    assert outcome.signup.person_id != signup.person_id


# A known contact


def test_a_known_address_and_name_makes_nothing_new_and_writes_to_the_address_only(
    make, applicant, signing_up
):
    forum = make.forum()
    first = signing_up(forum, applicant(given_name="สมใจ", email="s@example.org"))

    again = signing_up(forum, applicant("ngo", given_name="นางสมใจ ", email="s@example.org"))

    assert again.signup.id == first.signup.id
    assert not again.is_shown
    assert (count(Signup), count(Person), count(Ticket)) == (1, 1, 1)
    assert letters_of("signups.ticket") == 1


def test_a_known_contact_is_told_what_a_new_one_would_be_told(make, applicant, signing_up):
    forum = make.forum(seats={"ngo": 1})
    signing_up(forum, applicant("ngo", given_name="สมใจ", email="s@example.org"))
    signing_up(forum, applicant("ngo"))

    known = signing_up(forum, applicant("ngo", given_name="สมใจ", email="s@example.org"))
    unknown = signing_up(forum, applicant("ngo"))

    assert (known.standing, known.number) == (unknown.standing, unknown.number)
    assert (known.standing, known.number) == (Standing.WAITING, 2)


def test_another_name_with_the_same_address_is_another_person(make, applicant, signing_up):
    forum = make.forum()

    signing_up(forum, applicant(given_name="สมใจ", email="shared@example.org"))
    signing_up(forum, applicant(given_name="บุญมี", email="shared@example.org"))

    assert (count(Signup), count(Person)) == (2, 2)


def test_the_same_contact_at_another_forum_is_nothing_known(make, applicant, signing_up):
    one, other = make.forum(), make.forum()
    signing_up(one, applicant(given_name="สมใจ", email="s@example.org"))

    signing_up(other, applicant(given_name="สมใจ", email="s@example.org"))

    assert count(Signup) == 2


def test_whoever_withdrew_is_new_again(make, applicant, signing_up, now):
    forum = make.forum()
    first = signing_up(forum, applicant(given_name="สมใจ", email="s@example.org")).signup
    with transaction():
        withdraw(forum.public_id, actor=make.participant(first), now=now)

    again = signing_up(forum, applicant(given_name="สมใจ", email="s@example.org"))

    assert again.signup.id != first.id
    assert states(forum) == ["withdrawn", "seated"]


def test_somebody_without_an_address_sees_the_ticket_at_once_and_is_always_new(
    make, applicant, signing_up
):
    forum = make.forum()

    first = signing_up(forum, applicant(given_name="สมใจ", email=None, phone="+66812345678"))
    again = signing_up(forum, applicant(given_name="สมใจ", email=None, phone="+66812345678"))

    assert first.is_shown
    assert again.is_shown
    assert first.signup.id != again.signup.id
    assert count(Letter) == 0


def test_one_address_gets_three_letters_an_hour_and_the_others_later(
    make, applicant, signing_up, now
):
    forum = make.forum()
    for _ in range(10):
        signing_up(forum, applicant(email="village@example.org"))
    assert letters_of("signups.confirmation") == 3

    from forum.signups.queries.people import list_without_letter

    for hours in (1, 2, 3):
        later = now + timedelta(hours=hours, minutes=1)
        with transaction():
            send_held(list_without_letter(later), now=later)

    assert letters_of("signups.confirmation") == 10


def test_a_thousand_repeats_never_mean_more_than_three_letters(make, applicant, signing_up):
    forum = make.forum()
    for _ in range(50):
        signing_up(forum, applicant(given_name="สมใจ", email="s@example.org"))

    assert count(Letter) == 3


# With a coordinator's help


def test_a_coordinator_signs_up_a_villager_with_neither_mail_nor_phone(make, applicant, now):
    forum = make.forum()
    coordinator = make.staff("coordinator", forum)

    with transaction():
        outcome = assist_sign_up(
            forum.public_id,
            applicant("villagers", email=None),
            actor=coordinator,
            now=now,
            secret=SECRET,
        )

    signup = outcome.signup
    assert (signup.channel, signup.helped_by_id) == (SignupChannel.ASSISTED, coordinator.id)
    assert outcome.is_shown
    assert db.session.scalars(select(Consent)).one().recorded_by_id == coordinator.id


def test_nobody_else_may_sign_up_others(make, applicant, now):
    forum, other = make.forum(), make.forum()
    for actor in (VISITOR, make.staff("coordinator", other), make.staff("facilitator", forum)):
        with pytest.raises(NotFound), transaction():
            assist_sign_up(
                forum.public_id, applicant(email=None), actor=actor, now=now, secret=SECRET
            )


# Leaving and moving up


def test_withdrawing_moves_the_next_of_the_sector_up_once_with_one_letter(
    make, applicant, signing_up, now
):
    forum = make.forum(seats={"ngo": 1, "villagers": 1})
    first = signing_up(forum, applicant("ngo")).signup
    signing_up(forum, applicant("villagers"))
    waiting = [signing_up(forum, applicant(code)).signup for code in ("villagers", "ngo", "ngo")]

    for _ in range(3):
        with transaction():
            withdraw(forum.public_id, actor=make.participant(first), now=now)

    db.session.expire_all()
    assert [signup.state.value for signup in waiting] == ["waiting", "seated", "waiting"]
    assert letters_of("signups.promotion") == 1
    assert letters_of("signups.withdrawn") == 1


def test_a_seat_freed_where_the_hall_was_full_goes_to_the_first_with_room(
    make, applicant, signing_up, now
):
    forum = make.forum(seats={"ngo": 2, "villagers": 2}, capacity=2)
    first = signing_up(forum, applicant("ngo")).signup
    signing_up(forum, applicant("ngo"))
    waiting = signing_up(forum, applicant("villagers")).signup

    with transaction():
        withdraw(forum.public_id, actor=make.participant(first), now=now)

    db.session.expire_all()
    assert waiting.state is SignupState.SEATED


def test_whoever_waits_and_withdraws_moves_nobody_up(make, applicant, signing_up, now):
    forum = make.forum(seats={"ngo": 1})
    signing_up(forum, applicant("ngo"))
    second, third = (signing_up(forum, applicant("ngo")).signup for _ in range(2))

    with transaction():
        withdraw(forum.public_id, actor=make.participant(second), now=now)

    db.session.expire_all()
    assert states(forum) == ["seated", "withdrawn", "waiting"]
    assert third.state is SignupState.WAITING
    assert letters_of("signups.promotion") == 0


def test_signing_up_again_after_withdrawing_goes_to_the_end(make, applicant, signing_up, now):
    forum = make.forum(seats={"ngo": 1})
    first = signing_up(forum, applicant("ngo")).signup
    second = signing_up(forum, applicant("ngo")).signup
    ticket = db.session.scalars(select(Ticket).where(Ticket.signup_id == first.id)).one()
    with transaction():
        withdraw(forum.public_id, actor=make.participant(first), now=now)

    later = now + timedelta(minutes=5)
    with transaction():
        again = sign_up_again(
            forum.public_id, [ticket.id], "another-request-key", actor=VISITOR, now=later
        )

    db.session.expire_all()
    assert again.id == first.id
    assert (first.state, second.state) == (SignupState.WAITING, SignupState.SEATED)
    assert first.applied_at == later


def test_somebody_promoted_twice_after_signing_up_again_gets_two_letters(
    make, applicant, signing_up, now
):
    forum = make.forum(seats={"ngo": 1})
    holder = signing_up(forum, applicant("ngo")).signup
    waiting = signing_up(forum, applicant("ngo")).signup
    ticket = db.session.scalars(select(Ticket).where(Ticket.signup_id == waiting.id)).one()
    with transaction():
        withdraw(forum.public_id, actor=make.participant(holder), now=now)
    with transaction():
        withdraw(forum.public_id, actor=make.participant(waiting), now=now)
    other = signing_up(forum, applicant("ngo")).signup
    with transaction():
        sign_up_again(
            forum.public_id, [ticket.id], "key-of-the-second-time", actor=VISITOR,
            now=now + timedelta(hours=1),
        )  # fmt: skip

    with transaction():
        withdraw(forum.public_id, actor=make.participant(other), now=now + timedelta(hours=2))

    assert letters_of("signups.promotion") == 2


def test_what_the_organiser_cancelled_cannot_be_taken_back(make, applicant, signing_up, now):
    forum = make.forum()
    signup = signing_up(forum, applicant()).signup
    ticket = db.session.scalars(select(Ticket)).one()
    with transaction():
        cancel_signup(
            forum.public_id, signup.public_id, actor=make.staff("organiser", forum), now=now
        )

    with pytest.raises(SignupClosed), transaction():
        sign_up_again(forum.public_id, [ticket.id], "some-other-key-here", actor=VISITOR, now=now)


@pytest.mark.parametrize("ended", [SignupState.CANCELLED, SignupState.DECLINED])
def test_nor_does_an_account_begin_it_again_by_the_form(make, applicant, signing_up, ended):
    forum = make.forum()
    actor = make.actor(make.account())
    signup = signing_up(forum, applicant(), actor).signup
    signup.state = ended
    make.save(signup)

    with pytest.raises(EndedByOrganiser):
        signing_up(forum, applicant(), actor)

    assert states(forum) == [ended]


def test_the_same_page_sent_after_withdrawing_makes_nothing_new_and_says_so(
    make, applicant, signing_up, now
):
    forum, page = make.forum(), applicant()
    signup = signing_up(forum, page).signup
    with transaction():
        withdraw(forum.public_id, actor=make.participant(signup), now=now)

    with pytest.raises(PageSentBefore):
        signing_up(forum, page)

    assert states(forum) == [SignupState.WITHDRAWN]


def test_whoever_is_present_or_comes_too_late_cannot_withdraw(make, now):
    forum = make.forum()
    present = make.signup(forum, checked_in=True)
    absent = make.signup(forum)

    with pytest.raises(AlreadyPresent), transaction():
        withdraw(forum.public_id, actor=make.participant(present), now=now)
    with pytest.raises(ForumOver), transaction():
        withdraw(forum.public_id, actor=make.participant(absent), now=forum.ends_at)


def test_nobody_moves_up_once_the_forum_is_cancelled(make, applicant, signing_up, now):
    forum = make.forum(seats={"ngo": 1})
    first = signing_up(forum, applicant("ngo")).signup
    waiting = signing_up(forum, applicant("ngo")).signup
    forum.stage = Stage.CANCELLED
    db.session.commit()

    with transaction():
        withdraw(forum.public_id, actor=make.participant(first), now=now)

    db.session.expire_all()
    assert waiting.state is SignupState.WAITING


# Seats


def test_lowering_a_limit_takes_nobodys_seat_and_shows_as_over(make, now):
    forum = make.forum(seats={"ngo": 3})
    for _ in range(3):
        make.signup(forum, "ngo")

    with transaction():
        set_seats(forum.public_id, 3, {"ngo": 1}, actor=make.staff("organiser", forum), now=now)

    assert states(forum) == ["seated"] * 3
    ngo = next(row for row in seats_by_sector(forum.id) if row.sector.code == "ngo")
    assert (ngo.taken, ngo.maximum, ngo.left, ngo.is_over) == (3, 1, 0, True)


def test_raising_a_limit_moves_as_many_up_as_there_are_new_seats(make, now):
    forum = make.forum(seats={"ngo": 0, "villagers": 5})
    waiting = [make.signup(forum, "ngo", state=SignupState.WAITING) for _ in range(4)]

    with transaction():
        promoted = set_seats(
            forum.public_id, 20, {"ngo": 3}, actor=make.staff("organiser", forum), now=now
        )

    assert [signup.id for signup in promoted] == [signup.id for signup in waiting[:3]]
    assert letters_of("signups.promotion") == 3


def test_seats_that_cannot_be_are_refused(make, now):
    forum = make.forum()
    organiser = make.staff("organiser", forum)

    with pytest.raises(MinimumAboveMaximum), transaction():
        set_seats(forum.public_id, 9, {"ngo": 2}, minima={"ngo": 3}, actor=organiser, now=now)
    with pytest.raises(MinimaAboveCapacity), transaction():
        set_seats(
            forum.public_id, 3, {"ngo": 2}, minima={"ngo": 2, "villagers": 2},
            actor=organiser, now=now,
        )  # fmt: skip


def test_a_minimum_keeps_seats_for_a_sector_that_has_not_come_yet(make, applicant, signing_up, now):
    forum = make.forum(seats={})
    with transaction():
        set_seats(
            forum.public_id, 2, {}, minima={"villagers": 1},
            actor=make.staff("organiser", forum), now=now,
        )  # fmt: skip

    standings = [
        signing_up(forum, applicant(code)).standing.value for code in ("ngo", "ngo", "villagers")
    ]

    assert standings == ["seated", "waiting", "seated"]


def test_a_cloned_forum_has_the_same_seats(make, now):
    original = make.forum(seats={"ngo": 3, "villagers": 4}, capacity=6)
    clone = make.forum()
    with transaction():
        from forum.signups.queries.seats import find_pool

        db.session.delete(find_pool(clone.id))

    with transaction():
        copy_seats(original.id, clone.id, now)

    seats = {row.sector.code: row.maximum for row in seats_by_sector(clone.id) if row.maximum}
    assert seats == {"ngo": 3, "villagers": 4}
    assert find_pool(clone.id).capacity == 6


def test_changing_a_sector_moves_the_seat_and_frees_the_old_one(make, now):
    forum = make.forum(seats={"ngo": 1, "villagers": 1})
    moved = make.signup(forum, "ngo")
    waiting = make.signup(forum, "ngo", state=SignupState.WAITING)

    with transaction():
        change_sector(
            forum.public_id, moved.public_id, "villagers",
            actor=make.staff("organiser", forum), now=now,
        )  # fmt: skip

    db.session.expire_all()
    assert (moved.sector.code, moved.state) == ("villagers", SignupState.SEATED)
    assert waiting.state is SignupState.SEATED


def test_nobody_loses_a_seat_by_a_change_of_sector(make, now):
    forum = make.forum(seats={"ngo": 1, "villagers": 1})
    moved = make.signup(forum, "ngo")
    make.signup(forum, "villagers")

    with pytest.raises(SectorFull), transaction():
        change_sector(
            forum.public_id, moved.public_id, "villagers",
            actor=make.staff("organiser", forum), now=now,
        )  # fmt: skip

    db.session.expire_all()
    assert moved.sector.code == "ngo"


def test_whoever_waits_gets_a_seat_where_the_new_sector_has_room(make, now):
    forum = make.forum(seats={"ngo": 0, "villagers": 1})
    waiting = make.signup(forum, "ngo", state=SignupState.WAITING)

    with transaction():
        change_sector(
            forum.public_id, waiting.public_id, "villagers",
            actor=make.staff("organiser", forum), now=now,
        )  # fmt: skip

    db.session.expire_all()
    assert waiting.state is SignupState.SEATED
    assert letters_of("signups.promotion") == 1


# Being present


def test_somebody_is_checked_in_once_and_a_second_time_is_seen_as_such(make, now):
    forum = make.forum()
    signup = make.signup(forum)
    helper = make.staff("facilitator", forum)

    with transaction():
        first = check_in(
            forum.public_id, signup.public_id, CheckInChannel.HELPER, actor=helper, now=now
        )
    with transaction():
        second = check_in(
            forum.public_id, signup.public_id, CheckInChannel.TICKET, actor=helper,
            now=now + timedelta(minutes=4),
        )  # fmt: skip

    assert (first.is_first, second.is_first) == (True, False)
    assert second.at == now
    row = db.session.scalars(select(CheckIn)).one()
    assert (row.channel, row.recorded_by_id) == (CheckInChannel.HELPER, helper.id)


def test_a_participant_checks_in_with_their_own_place_and_no_other(make, now):
    here, elsewhere = make.forum(), make.forum()
    signup = make.signup(here)

    with transaction():
        arrival = check_in_self(
            here.public_id, CheckInChannel.LIVE, actor=make.participant(signup), now=now
        )
    assert arrival.is_first
    with pytest.raises(NotFound), transaction():
        check_in_self(
            elsewhere.public_id, CheckInChannel.LIVE, actor=make.participant(signup), now=now
        )


def test_nobody_is_checked_in_without_a_seat(make, now):
    forum = make.forum()
    waiting = make.signup(forum, state=SignupState.WAITING)

    with pytest.raises(NotSeated), transaction():
        check_in_self(
            forum.public_id, CheckInChannel.SELF, actor=make.participant(waiting), now=now
        )


# Tickets


def test_the_ticket_goes_to_its_address_with_everybody_who_shares_it(
    make, applicant, signing_up, now, letters
):
    forum = make.forum()
    for name in ("สมใจ", "บุญมี"):
        signing_up(forum, applicant(given_name=name, email="shared@example.org"))

    with transaction():
        send_ticket_again(
            forum.public_id, "shared@example.org", actor=VISITOR, request_key="key", now=now
        )

    letter = letters()[-1]
    assert letter.to == ["shared@example.org"]
    assert "สมใจ" in letter.body
    assert "บุญมี" in letter.body
    assert letter.body.count("/t/") == 2


def test_an_unknown_address_gets_no_letter(make, now):
    with transaction():
        send_ticket_again(
            make.forum().public_id, "nobody@example.org", actor=VISITOR, request_key="k", now=now
        )

    assert count(Letter) == 0


def test_a_ticket_made_under_an_old_secret_is_replaced_and_still_works(make, now):
    signup = make.signup(make.forum())
    with transaction():
        old = ticket_of(signup, secret="old secret", now=now)
    with transaction():
        same = ticket_of(signup, secret="old secret", now=now)
        new = ticket_of(signup, secret="new secret", now=now)

    assert same.id == old.id
    assert new.id != old.id
    assert len(places_of(None, [old.id])) == 1


def test_only_active_places_and_unrevoked_tickets_open_a_forum(make, now):
    forum = make.forum()
    seated, withdrawn = make.signup(forum), make.signup(forum, state=SignupState.WITHDRAWN)
    good, _ = make.ticket(seated)
    ended, _ = make.ticket(withdrawn)
    revoked, _ = make.ticket(make.signup(forum))
    revoked.revoked_at = now
    db.session.commit()

    places = places_of(None, [good.id, ended.id, revoked.id])

    assert [place.signup_id for place in places] == [seated.id]
    assert places_of(withdrawn.person_id, []) == ()
    assert places_of(None, []) == ()


def test_the_newest_ticket_comes_last_and_ones_own_place_first(make):
    forum = make.forum()
    mine, of_a_child = make.signup(forum), make.signup(forum)
    ticket, _ = make.ticket(of_a_child)

    places = places_of(mine.person_id, [ticket.id])

    assert [place.signup_id for place in places] == [mine.id, of_a_child.id]


def test_a_persons_places_cost_one_query(make, count_queries):
    signup = make.signup(make.forum())
    ticket, _ = make.ticket(signup)
    ids = (signup.person_id, [ticket.id])

    with count_queries() as statements:
        places_of(*ids)

    assert len([s for s in statements if s.startswith("SELECT")]) == 1


# What is kept, and for how long


def test_access_needs_are_forgotten_a_month_after_the_forum(make, now):
    over = make.forum(starts_at=now - timedelta(days=40))
    recent = make.forum(starts_at=now - timedelta(days=20))
    for forum in (over, recent):
        make.save(AccessNeeds(signup=make.signup(forum), text="รถเข็น"))

    with transaction():
        assert forget_old_needs(now=now) == 1

    kept = db.session.scalars(select(AccessNeeds)).one()
    assert kept.signup.forum_id == recent.id


def test_the_journal_names_ids_and_never_people(make, applicant, signing_up, now):
    forum = make.forum()
    signup = signing_up(forum, applicant(given_name="สมใจ", email="s@example.org")).signup
    with transaction():
        withdraw(forum.public_id, actor=make.participant(signup), now=now)

    rows = db.session.scalars(select(JournalEntry).order_by(JournalEntry.id)).all()
    assert [row.code for row in rows] == ["signup.made", "signup.withdrawn"]
    assert all("สมใจ" not in str(row.facts) and "@" not in str(row.facts) for row in rows)


def test_the_system_is_not_held_by_the_window(make, applicant, signing_up):
    forum = make.forum(stage=Stage.FINISHED)

    assert signing_up(forum, applicant(), SYSTEM).standing is Standing.SEATED

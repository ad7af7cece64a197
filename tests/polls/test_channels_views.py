"""Pages of the channels: the pad, helpers, proxies, slips, and who votes."""

import re
from collections import Counter

import pytest
from sqlalchemy import func, select

from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Role
from forum.core.transaction import transaction
from forum.floor.logic import Screen
from forum.floor.models import Floor
from forum.journal.models import JournalEntry
from forum.polls import privacy
from forum.polls.errors import (
    AlreadyVoted,
    NotAList,
    NotElector,
    NoWeightsHere,
    PollFixed,
    PollNotOpen,
    ProxyImpossible,
    TooManyProxies,
    WeightOutOfRange,
)
from forum.polls.logic.answers import Answer
from forum.polls.logic.kinds import BallotChannel, ElectorateRule, Method, SecrecyLevel
from forum.polls.logic.settings import Settings
from forum.polls.logic.sheets import code_of
from forum.polls.models import Ballot, CountSheet, Elector, Turnout
from forum.polls.queries.electorate import count_turnout
from forum.polls.queries.outcomes import find_outcome
from forum.polls.service.casting import cast_ballot, own_vote
from forum.polls.service.listing import list_electors, weigh_elector
from forum.polls.service.running import admit_late, open_poll
from forum.signups.logic.states import SignupState
from tests.polls.papers import poll_of

CONFIDENTIAL = SecrecyLevel.CONFIDENTIAL
LISTED = Settings(electorate=ElectorateRule.LISTED)


@pytest.fixture
def desk(hall, make, sign_in):
    """The browser of a facilitator."""
    return sign_in(make.account(Role.FACILITATOR, hall.forum.scope))


def address(hall, poll, *parts):
    return "/".join((f"/forums/{hall.forum_id}/desk/polls/{poll.public_id}", *parts))


def numbers(poll, *given, **more):
    keys = [option.public_id for option in poll.options]
    typed = {f"number-{key}": str(n) for key, n in zip(keys, given, strict=False)}
    return typed | {name: str(value) for name, value in more.items()}


def fresh(query):
    db.session.rollback()
    return list(db.session.scalars(query))


def ballots():
    return fresh(select(Ballot))


# The pad


@pytest.fixture
def seated(hall, make):
    """Everybody of the hall sits at one table."""
    table = make.table(hall.forum)
    for signup in hall.signups:
        signup.block_id = table.id
    make.save(*hall.signups)
    return table


def test_hands_are_counted_on_the_pad_and_it_shows_how_many_never_what(hall, desk, seated):
    poll = hall.open(level=CONFIDENTIAL)
    hall.vote(poll, 0)
    here, id_ = address(hall, poll, "count"), seated.public_id

    assert re.search("1 (of|จาก) 3", desk.get(here).text)
    page = desk.get(f"{here}/hands/{id_}").text
    assert 'data-step="1"' in page
    sent = desk.post(f"{here}/hands/{id_}", data=numbers(poll, "๑", 1))

    assert sent.location == here
    (sheet,) = fresh(select(CountSheet))
    assert (sheet.ballots, sorted(line.number for line in sheet.lines)) == (2, [0, 1, 1])
    assert '<b class="num">2</b>' in desk.get(here).text


def test_an_impossible_count_is_refused_on_the_page_with_what_was_typed(hall, desk, seated):
    poll = hall.open(level=CONFIDENTIAL)
    here = address(hall, poll, "count", "hands", seated.public_id)

    too_many = desk.post(here, data=numbers(poll, 2, 2))
    unreadable = desk.post(here, data=numbers(poll, "two"))
    negative = desk.post(here, data=numbers(poll, -1, 2))

    assert [a.status_code for a in (too_many, unreadable, negative)] == [409, 422, 422]
    assert 'value="2"' in too_many.text
    assert fresh(select(CountSheet)) == []


def test_slips_are_counted_as_a_whole_too(hall, desk, seated):
    poll = hall.open(level=CONFIDENTIAL)
    here = address(hall, poll, "count", "paper", seated.public_id)

    wrong = desk.post(here, data=numbers(poll, 1, 1, ballots=3))
    right = desk.post(here, data=numbers(poll, 1, 1, ballots=2))

    assert (wrong.status_code, right.status_code) == (422, 302)


def test_a_second_count_on_the_pad_does_not_show_the_first_until_both_differ(hall, desk, seated):
    poll = hall.open(level=CONFIDENTIAL)
    here = address(hall, poll, "count", "hands", seated.public_id)
    desk.post(here, data=numbers(poll, 2, 1) | {"needs_second": "y"})
    (sheet,) = fresh(select(CountSheet))
    second = address(hall, poll, "sheets", sheet.public_id)

    assert "≠" not in desk.get(second).text
    assert desk.post(second, data=numbers(poll, 1, 2)).location == second
    assert desk.get(second).text.count("≠") == 2
    assert desk.post(second, data=numbers(poll, 2, 1)).location == address(hall, poll, "count")

    db.session.rollback()
    assert count_turnout(poll.id).voted == 3


def test_the_pad_asks_for_its_numbers_again_as_long_as_phones_may_vote(hall, desk):
    poll = hall.open(level=CONFIDENTIAL)
    here = address(hall, poll, "count")
    asks = f'hx-get="{here}" hx-trigger="every 10s"'

    assert asks in desk.get(here).text
    hall.close(poll)
    assert asks not in desk.get(here).text


def test_the_pad_says_where_one_account_gave_both_counts(hall, desk, seated, make, sign_in):
    poll = hall.open(level=CONFIDENTIAL)
    here = address(hall, poll, "count")
    desk.post(f"{here}/hands/{seated.public_id}", data=numbers(poll, 2, 1, needs_second="y"))
    (sheet,) = fresh(select(CountSheet))
    again = address(hall, poll, "sheets", sheet.public_id)
    other = sign_in(make.account(Role.FACILITATOR, hall.forum.scope))

    assert "The first count came from your account." in desk.get(f"{again}?lang=en").text
    assert "The first count came from your account." not in other.get(f"{again}?lang=en").text
    desk.post(again, data=numbers(poll, 2, 1))

    assert "counted twice with one account" in desk.get(f"{here}?lang=en").text


def test_the_pad_names_who_is_counted_elsewhere_than_where_they_sit(hall, desk, seated, make):
    poll = hall.open(level=CONFIDENTIAL)
    other = make.table(hall.forum, {"th": "โต๊ะใหม่", "en": "New table"})
    mover = hall.signups[0]
    mover.block_id = other.id
    make.save(mover)

    here = address(hall, poll, "count")
    pad, table = (
        desk.get(f"{here}?lang=en").text,
        desk.get(f"{here}/hands/{seated.public_id}?lang=en"),
    )
    elsewhere = desk.get(f"{here}/hands/{other.public_id}?lang=en").text

    name = str(mover.person.name)
    assert f"{name} is counted here and sits at New table now." in pad
    assert f"{name} is counted here and sits at New table now." in table.text
    assert f"{name} sits here now and is not counted here" in elsewhere


def test_a_count_is_taken_back_on_the_pad(hall, desk, seated):
    poll = hall.open(level=CONFIDENTIAL)
    desk.post(address(hall, poll, "count", "hands"), data=numbers(poll, 2))
    (sheet,) = fresh(select(CountSheet))

    desk.post(address(hall, poll, "sheets", sheet.public_id, "take-back"))

    assert fresh(select(CountSheet)) == []


def test_a_named_poll_has_no_pad(hall, desk):
    poll = hall.open()

    assert desk.get(address(hall, poll, "count")).status_code == 404


# Helpers


def test_a_helper_finds_who_has_not_voted_and_enters_their_vote(hall, desk, make):
    poll = hall.open(level=CONFIDENTIAL)
    hall.vote(poll, 0)
    voted, silent = hall.signups[0], hall.signups[1]
    silent_id, option = silent.public_id, poll.options[1].public_id
    here = address(hall, poll, "assist")

    listed = desk.get(here).text
    assert silent_id in listed
    assert voted.public_id not in listed
    assert desk.get(f"{here}/{silent_id}").status_code == 200
    assert desk.get(f"{here}/{voted.public_id}").status_code == 404
    sent = desk.post(f"{here}/{silent_id}", data={"option": option})

    assert sent.location == here
    channels = sorted(ballot.channel for ballot in ballots())
    assert channels == [BallotChannel.ASSISTED, BallotChannel.PHONE]


def test_the_journal_knows_that_a_helper_entered_a_vote_not_whose_nor_what(hall, desk):
    poll = hall.open(level=CONFIDENTIAL)
    signup, option = hall.signups[1].public_id, poll.options[1].public_id

    for _ in range(2):
        data = {"option": option, "request_key": "the-same-request-key"}
        assert desk.post(address(hall, poll, "assist", signup), data=data).status_code == 302

    (entry,) = fresh(select(JournalEntry).where(JournalEntry.code == "poll.ballot_entered"))
    assert entry.facts == {}
    assert entry.object_id == poll.public_id
    assert entry.actor_id is not None


def test_in_a_named_vote_a_helper_needs_a_spoken_yes_and_the_journal_names_the_voter(hall, desk):
    poll = hall.open()
    signup, option = hall.signups[1].public_id, poll.options[0].public_id
    here = address(hall, poll, "assist", signup)

    assert desk.post(here, data={"option": option}).status_code == 422
    assert ballots() == []
    assert desk.post(here, data={"option": option, "agreed": "yes"}).status_code == 302

    (entry,) = fresh(select(JournalEntry).where(JournalEntry.code == "poll.ballot_entered"))
    assert entry.facts == {"signup": signup}
    assert option not in str(entry.facts)


def test_whoever_votes_for_somebody_agrees_in_that_persons_name_not_in_their_own(hall, desk):
    poll = hall.open()
    signup = hall.signups[1]

    page = desk.get(f"{address(hall, poll, 'assist', signup.public_id)}?lang=en").text

    assert f"{signup.person.given_name}" in page
    assert "agrees that their name is kept beside this answer." in page
    assert "I agree that my name" not in page


def test_a_helper_never_votes_over_somebodys_own_vote(hall, desk, make, now):
    poll = hall.open(level=CONFIDENTIAL)
    hall.vote(poll, 0)
    signup, option = hall.signups[0].public_id, poll.options[1].public_id

    answer = desk.post(address(hall, poll, "assist", signup), data={"option": option})

    assert answer.status_code == 409
    (ballot,) = ballots()
    assert ballot.choice == {"option": poll.options[0].public_id}
    assert fresh(select(JournalEntry).where(JournalEntry.code == "poll.ballot_entered")) == []


@pytest.mark.parametrize(("method", "is_told"), [(Method.RANKING, True), (Method.CHOICE, False)])
def test_where_slips_cannot_be_counted_the_helper_is_told_how_they_come_in(
    hall, desk, method, is_told
):
    poll = hall.open(**poll_of(method), level=CONFIDENTIAL)

    page = desk.get(f"{address(hall, poll, 'assist')}?lang=en").text

    assert ("let each person bring theirs" in page) is is_told


def test_a_helper_is_not_offered_whoever_was_counted_by_hand(hall, desk, seated, make):
    alone = hall.comes()
    poll = hall.open(level=CONFIDENTIAL)
    counted = hall.signups[0]
    here = address(hall, poll, "assist")
    assert counted.public_id in desk.get(here).text

    desk.post(address(hall, poll, "count", "hands", seated.public_id), data=numbers(poll, 1, 1))

    page = desk.get(here).text
    assert counted.public_id not in page
    assert alone.public_id in page
    told = desk.get(f"{here}/{counted.public_id}?lang=en").text
    assert "Hands or slips have already been counted here" in told
    assert 'name="option"' not in told


def test_whoever_was_helped_is_told_so_on_their_own_phone_until_they_vote_there(
    hall, desk, make, now, sign_in
):
    poll, signup = hall.open(level=CONFIDENTIAL, is_online=True), hall.signups[0]
    data = {"option": poll.options[0].public_id}
    desk.post(f"{address(hall, poll, 'assist')}/{signup.public_id}", data=data)
    phone = sign_in(tickets=[make.ticket(signup)[0]])
    here = f"/forums/{hall.forum_id}/polls/{poll.public_id}?lang=en"

    assert "A helper entered it for you." in phone.get(here).text

    hall.vote(poll, 0, answer=1, key="a-key-of-their-own")
    assert "A helper entered it for you." not in phone.get(here).text


def test_a_refused_ballot_of_a_helper_leaves_no_line_in_the_journal(hall, desk):
    poll = hall.open(level=CONFIDENTIAL)
    signup = hall.signups[0].public_id

    answer = desk.post(address(hall, poll, "assist", signup), data={"option": "x" * 27})

    assert answer.status_code == 422
    assert fresh(select(JournalEntry).where(JournalEntry.code == "poll.ballot_entered")) == []


def test_helpers_of_another_forum_and_participants_enter_nothing_here(hall, make, now, sign_in):
    poll = hall.open(level=CONFIDENTIAL)
    signup = hall.signups[0].public_id
    given = {"option": [poll.options[0].public_id]}
    foreign = make.staff(Role.FACILITATOR, make.forum())

    for actor in (foreign, hall.voters[1], make.staff(Role.COORDINATOR, hall.forum)):
        with pytest.raises(NotElector):
            cast_ballot(
                hall.forum_id, poll.public_id, given, "some-request-key",
                actor=actor, instead_of=signup, now=now,
            )  # fmt: skip
    stranger = sign_in(make.account(Role.FACILITATOR, make.forum().scope))
    assert stranger.get(address(hall, poll, "assist")).status_code == 404
    assert stranger.post(address(hall, poll, "assist", signup)).status_code == 404
    assert ballots() == []


# Proxies and lists


def listed(hall, *signups, actor=None, shown=(), **values):
    values.setdefault("settings", LISTED)
    poll = hall.draft(**values)
    tick(hall, poll, *signups, actor=actor, shown=shown)
    return poll


def tick(hall, poll, *signups, actor=None, shown=()):
    with transaction():
        list_electors(
            hall.forum_id,
            poll.public_id,
            [s.public_id for s in (*shown, *signups)],
            [s.public_id for s in signups],
            actor=actor or hall.staff,
            now=hall.now,
        )


def weigh(hall, poll, signup, weight=1, proxy=None, actor=None):
    with transaction():
        return weigh_elector(
            hall.forum_id,
            poll.public_id,
            signup.public_id,
            weight,
            proxy.public_id if proxy else None,
            actor=actor or hall.staff,
            now=hall.now,
        )


def opened(hall, poll):
    with transaction():
        open_poll(hall.forum_id, poll.public_id, actor=hall.staff, now=hall.now)
    return poll


def electors(poll):
    return {e.signup_id for e in fresh(select(Elector).where(Elector.poll_id == poll.id))}


def test_a_list_holds_who_was_ticked_and_loses_who_was_unticked(hall):
    first, second, third = hall.signups
    poll = listed(hall, first, second)
    ids = [signup.id for signup in (first, second, third)]
    tick(hall, poll, second, third, shown=[first])

    assert electors(poll) == set(ids[1:])
    assert count_turnout(opened(hall, poll).id).eligible == 2


def test_whoever_is_not_on_the_page_stays_on_the_list(hall):
    first, second, _ = hall.signups
    poll = listed(hall, first)
    tick(hall, poll, second)

    assert len(electors(poll)) == 2


def test_only_people_with_a_seat_at_this_forum_are_listed(hall, make):
    poll = listed(hall, hall.signups[0])
    waiting = make.signup(hall.forum, state=SignupState.WAITING)
    elsewhere = make.signup(make.forum())

    for other in (waiting, elsewhere):
        with pytest.raises(NotFound):
            tick(hall, poll, other)
    assert len(electors(poll)) == 1


def test_who_gave_up_their_seat_is_off_the_list_when_it_is_fixed(hall, make):
    first, second, _ = hall.signups
    poll = listed(hall, first, second)
    second.state = SignupState.WITHDRAWN
    table = make.table(hall.forum)
    first.block_id = table.id
    make.save(first, second)

    opened(hall, poll)

    (elector,) = fresh(select(Elector).where(Elector.poll_id == poll.id))
    assert (elector.signup_id, elector.block_id) == (first.id, table.id)


def test_a_list_is_fixed_once_the_poll_is_open_and_other_rules_have_none(hall):
    poll = opened(hall, listed(hall, hall.signups[0]))
    with pytest.raises(PollFixed):
        tick(hall, poll, hall.signups[1])

    with pytest.raises(NotAList):
        listed(hall, hall.signups[0], settings=Settings())


def test_a_list_kept_before_another_rule_was_chosen_lets_nobody_else_vote(hall, make):
    poll = listed(hall, make.signup(hall.forum))
    poll.settings = Settings(electorate=ElectorateRule.PRESENT).as_json()
    make.save(poll)

    opened(hall, poll)

    assert electors(poll) == {signup.id for signup in hall.signups}


def test_weights_need_a_named_poll_and_the_forums_rule(hall, make):
    first = hall.signups[0]
    poll = listed(hall, first)
    with pytest.raises(NoWeightsHere):
        weigh(hall, poll, first, 3)

    hall.forum.has_weights = True
    make.save(hall.forum)
    with pytest.raises(NoWeightsHere):
        weigh(hall, listed(hall, first, level=CONFIDENTIAL), first, 3)
    for weight in (0, 1001):
        with pytest.raises(WeightOutOfRange):
            weigh(hall, poll, first, weight)
    assert weigh(hall, poll, first, 3).weight == 3


def test_weights_count_in_the_result_and_it_says_so(hall, make):
    hall.forum.has_weights = True
    make.save(hall.forum)
    first, second, _ = hall.signups
    poll = listed(hall, first, second)
    weigh(hall, poll, first, 3)
    opened(hall, poll)
    hall.vote(poll, 0)
    hall.vote(poll, 1, answer=1)
    hall.close(poll)
    hall.show(poll)

    outcome = find_outcome(poll)
    assert [line.count for line in outcome.result.options] == [3, 1, 0]
    assert outcome.has_weights


def test_weights_vanish_at_opening_where_the_rule_was_taken_back(hall, make):
    hall.forum.has_weights = True
    hall.forum.most_proxies = 1
    make.save(hall.forum)
    first, second, _ = hall.signups
    poll = listed(hall, first)
    weigh(hall, poll, first, 3, second)
    hall.forum.has_weights, hall.forum.most_proxies = False, 0
    make.save(hall.forum)

    opened(hall, poll)

    (elector,) = fresh(select(Elector).where(Elector.poll_id == poll.id))
    assert (elector.weight, elector.proxy_id) == (1, None)


def test_one_person_holds_no_more_proxies_than_the_forum_allows(hall, make):
    first, second, third = hall.signups
    poll = listed(hall, first, second)
    with pytest.raises(TooManyProxies):
        weigh(hall, poll, first, proxy=third)

    hall.forum.most_proxies = 1
    make.save(hall.forum)
    weigh(hall, poll, first, proxy=third)
    weigh(hall, poll, first, proxy=third)
    with pytest.raises(TooManyProxies):
        weigh(hall, poll, second, proxy=third)


def test_where_the_rule_became_stricter_the_first_to_sign_up_keep_their_proxy(hall, make):
    first, second, third = hall.signups
    hall.forum.most_proxies = 2
    make.save(hall.forum)
    poll = listed(hall, second, first)
    for signup in (second, first):
        weigh(hall, poll, signup, proxy=third)
    hall.forum.most_proxies = 1
    make.save(hall.forum)

    hall.start(poll)

    proxies = {elector.signup_id: elector.proxy_id for elector in fresh(select(Elector))}
    assert proxies == {first.id: third.id, second.id: None}


def test_a_proxy_is_somebody_else_with_a_seat_here(hall, make):
    hall.forum.most_proxies = 5
    make.save(hall.forum)
    first = hall.signups[0]
    poll = listed(hall, first)
    waiting = make.signup(hall.forum, state=SignupState.WAITING)

    for holder in (first, waiting, make.signup(make.forum())):
        with pytest.raises(ProxyImpossible):
            weigh(hall, poll, first, proxy=holder)


def test_nobody_of_another_forum_writes_this_list(hall, make):
    poll = listed(hall, hall.signups[0])
    stranger = make.staff(Role.ORGANISER, make.forum())

    with pytest.raises(NotFound):
        tick(hall, poll, hall.signups[1], actor=stranger)
    with pytest.raises(NotFound):
        weigh(hall, poll, hall.signups[0], actor=stranger)


@pytest.fixture
def represented(hall, make):
    """The first is represented by the third; both are on the list."""
    hall.forum.most_proxies = 2
    make.save(hall.forum)
    first, second, third = hall.signups
    poll = listed(hall, first, second, third, level=CONFIDENTIAL)
    weigh(hall, poll, first, proxy=third)
    return opened(hall, poll)


def test_a_proxy_finds_for_whom_they_vote_and_votes_once(hall, make, sign_in, represented):
    poll, (first, second, third) = represented, hall.signups
    ids = [signup.public_id for signup in (first, second)]
    holder = sign_in(tickets=[make.ticket(third)[0]])
    other = sign_in(tickets=[make.ticket(second)[0]])
    here = f"/forums/{hall.forum_id}/polls/{poll.public_id}/represented"
    data = {"option": poll.options[1].public_id}

    assert ids[0] in holder.get(here).text
    assert ids[0] in holder.get(here, headers={"HX-Request": "true"}).text
    assert ids[0] not in other.get(here).text
    assert other.get(here, headers={"HX-Request": "true"}).text.strip() == ""
    assert other.get(f"{here}/{ids[0]}").status_code == 404
    assert other.post(f"{here}/{ids[0]}", data=data).status_code == 404
    assert holder.get(f"{here}/{ids[1]}").status_code == 404
    assert holder.get(f"{here}/{ids[0]}").status_code == 200
    assert holder.post(f"{here}/{ids[0]}", data=data).location == here

    (ballot,) = ballots()
    assert ballot.channel == BallotChannel.PROXY
    told = own_vote(poll, hall.voters[0])
    assert (told.has_voted, told.channel) == (True, BallotChannel.PROXY)
    again = data | {"request_key": "another-request-key"}
    refused = holder.post(f"{here}/{ids[0]}?lang=en", data=again)
    assert refused.status_code == 409
    for told in (refused.text, holder.get(f"{here}/{ids[0]}?lang=en").text):
        assert "This person has already voted." in told
        assert 'name="option"' not in told
    assert ids[0] not in holder.get(here).text


def test_the_hall_and_an_online_polls_page_lead_to_those_one_votes_for(
    hall, make, sign_in, represented
):
    poll, third = represented, hall.signups[2]
    holder = sign_in(tickets=[make.ticket(third)[0]])
    other = sign_in(tickets=[make.ticket(hall.signups[1])[0]])
    there = f"/forums/{hall.forum_id}/polls/{poll.public_id}/represented"
    make.save(
        Floor(
            forum_id=hall.forum.id,
            join_code="4321",
            screen=Screen.POLL,
            poll_id=poll.id,
            opened_at=hall.now,
        )
    )

    assert f'hx-get="{there}"' in holder.get(f"/forums/{hall.forum_id}/hall").text

    poll.is_online = True
    make.save(poll)
    page = f"/forums/{hall.forum_id}/polls/{poll.public_id}"
    assert f'href="{there}"' in holder.get(page).text
    assert f'href="{there}"' not in other.get(page).text


def test_whose_two_sign_ups_become_one_keeps_those_they_vote_for(hall, make, represented):
    first, second, third = hall.signups

    with transaction():
        privacy._hand_over(second, third)
    (elector,) = fresh(select(Elector).where(Elector.signup_id == first.id))
    assert elector.proxy_id == second.id

    with transaction():
        privacy._hand_over(first, second)
    (elector,) = fresh(select(Elector).where(Elector.signup_id == first.id))
    assert elector.proxy_id is None


def test_who_is_represented_may_still_change_the_vote_by_themselves(hall, now, represented):
    poll, first = represented, hall.signups[0]
    given = {"option": [poll.options[1].public_id]}
    cast_ballot(
        hall.forum_id, poll.public_id, given, "key-of-the-proxy-",
        actor=hall.voters[2], instead_of=first.public_id, now=now,
    )  # fmt: skip

    hall.vote(poll, 0)

    (ballot,) = ballots()
    assert ballot.choice == {"option": poll.options[0].public_id}
    with pytest.raises(AlreadyVoted):
        cast_ballot(
            hall.forum_id, poll.public_id, given, "key-of-the-proxy2",
            actor=hall.voters[2], instead_of=first.public_id, now=now,
        )  # fmt: skip


def test_after_closing_no_ballot_says_by_which_channel_it_came_only_how_many_did(make_hall, now):
    hall = make_hall(people=20)
    poll = hall.open(level=CONFIDENTIAL)
    for voter, signup in enumerate(hall.signups):
        if voter < 10:
            hall.vote(poll, voter, answer=0)
            continue
        given = {"option": [poll.options[1].public_id]}
        cast_ballot(
            hall.forum_id, poll.public_id, given, "key-of-the-helper",
            actor=hall.staff, instead_of=signup.public_id, now=now,
        )  # fmt: skip
    asked = {ballot.channel: ballot.choice for ballot in ballots()}

    hall.close(poll)

    kept = ballots()
    assert Counter(ballot.channel for ballot in kept) == {"phone": 10, "assisted": 10}
    # As they came once in 184,756 times.
    assert any(ballot.choice != asked[ballot.channel] for ballot in kept)


# The electorate's page, and who came late


def test_the_page_of_a_draft_says_how_many_of_each_sector_would_vote(hall, desk, make):
    make.signup(hall.forum, "ngo", checked_in=True)
    make.signup(hall.forum, "government")
    poll = hall.draft()

    page = desk.get(address(hall, poll, "electorate")).text

    assert "<b>4</b>" in page
    assert db.session.scalar(select(func.count()).select_from(Elector)) == 0


def test_people_are_found_by_name_and_ticked_on_the_page(hall, desk, make):
    found = make.signup(hall.forum, person=make.person("ตาสีพิเศษ"))
    found_id, other = found.public_id, hall.signups[0].public_id
    poll = hall.draft(settings=LISTED)
    here = address(hall, poll, "electorate")

    page = desk.get(f"{here}?words=ตาสีพิเศษ").text
    assert found_id in page
    assert other not in page
    kept = desk.post(here, data={"shown": [found_id], "elector": [found_id], "words": "ตาสี"})
    assert "words=" in kept.location
    assert len(electors(poll)) == 1
    desk.post(here, data={"shown": [found_id]})
    assert electors(poll) == set()


def test_weight_and_proxy_are_set_on_the_electors_page(hall, desk, make):
    hall.forum.has_weights, hall.forum.most_proxies = True, 1
    make.save(hall.forum)
    first, second, _ = hall.signups
    poll, second_id = listed(hall, first), second.id
    here = address(hall, poll, "electorate", first.public_id)

    refused = desk.post(here, data={"weight": "0", "proxy": ""})
    kept = desk.post(here, data={"weight": "๓", "proxy": second.public_id})

    assert (refused.status_code, kept.status_code) == (422, 302)
    (elector,) = fresh(select(Elector))
    assert (elector.weight, elector.proxy_id) == (3, second_id)


def test_who_comes_late_is_let_in_by_a_logged_act_while_the_poll_is_open(hall, desk, make, now):
    poll = hall.open(level=CONFIDENTIAL)
    late = hall.comes()
    here = address(hall, poll, "electorate")

    assert late.public_id in desk.get(here).text
    for _ in range(2):
        assert desk.post(f"{here}/late/{late.public_id}").status_code == 302

    assert count_turnout(poll.id).eligible == 4
    entries = fresh(select(JournalEntry).where(JournalEntry.code == "poll.elector_added"))
    assert [entry.facts for entry in entries] == [{"signup": late.public_id}]
    hall.close(poll)
    with pytest.raises(PollNotOpen), transaction():
        admit_late(hall.forum_id, poll.public_id, hall.comes().public_id, actor=hall.staff, now=now)


def test_nobody_is_let_late_into_a_vote_of_a_sector_they_do_not_belong_to(hall, desk, now):
    rule = Settings(electorate=ElectorateRule.SECTOR, electorate_values=("civil-society",))
    poll = hall.open(level=CONFIDENTIAL, settings=rule)
    late, other = hall.comes(), hall.comes("ngo")

    page = desk.get(address(hall, poll, "electorate")).text
    with transaction():
        admit_late(hall.forum_id, poll.public_id, late.public_id, actor=hall.staff, now=now)
    with pytest.raises(NotFound), transaction():
        admit_late(hall.forum_id, poll.public_id, other.public_id, actor=hall.staff, now=now)

    assert late.public_id in page
    assert other.public_id not in page
    assert count_turnout(poll.id).eligible == 4


def test_nobody_of_another_forum_is_let_in_nor_lets_in(hall, make, now):
    poll = hall.open(level=CONFIDENTIAL)
    late, foreign = hall.comes(), make.signup(make.forum())
    stranger = make.staff(Role.ORGANISER, make.forum())

    for signup, actor in ((foreign, hall.staff), (late, stranger), (late, hall.voters[0])):
        with pytest.raises(NotFound), transaction():
            admit_late(hall.forum_id, poll.public_id, signup.public_id, actor=actor, now=now)
    assert count_turnout(poll.id).eligible == 3


# Paper


@pytest.mark.parametrize("method", list(Method))
@pytest.mark.parametrize("language", ["th", "en"])
def test_every_method_has_a_paper_ballot_in_both_languages(hall, desk, method, language):
    answers = tuple(Answer({"th": f"ทาง {n}", "en": f"Way {n}"}, price=10) for n in range(5))
    poll = hall.draft(
        method=method, answers=answers, settings=Settings(budget=100), level=CONFIDENTIAL
    )

    paper = desk.get(f"{address(hall, poll, 'slips.pdf')}?language={language}")

    assert paper.status_code == 200
    assert paper.data.startswith(b"%PDF")


def test_slips_of_two_questions_have_different_codes(hall):
    first, second = hall.draft(), hall.draft()

    assert code_of(first.public_id) != code_of(second.public_id)


def test_a_named_vote_has_no_slips_and_none_are_printed_after_closing(hall, desk):
    named, closed = hall.draft(), hall.open(level=CONFIDENTIAL)
    hall.close(closed)

    for poll in (named, closed):
        assert desk.get(address(hall, poll, "slips.pdf")).status_code == 404
    assert "slips.pdf" not in desk.get(f"/forums/{hall.forum_id}/desk/polls").text


def test_slips_are_for_those_who_write_polls(hall, make, sign_in):
    poll = hall.draft(level=CONFIDENTIAL)
    here = address(hall, poll, "slips.pdf")
    stranger = sign_in(make.account(Role.ORGANISER, make.forum().scope))

    assert sign_in().get(here).status_code in {302, 401, 404}
    assert stranger.get(here).status_code == 404
    assert db.session.scalar(select(func.count()).select_from(Turnout)) == 0

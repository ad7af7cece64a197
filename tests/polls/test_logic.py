import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.polls.logic.answers import AGREE, CONSENT, Answer, answers_of, has_doubles, owes_reason
from forum.polls.logic.keys import ballot_key, with_try
from forum.polls.logic.kinds import Meaning, Method, PollState, ReasonRule, ResultsShown
from forum.polls.logic.sectors import group_of, majorities, together, under_represented
from forum.polls.logic.settings import Settings
from forum.polls.logic.states import Act, results_visible, running_count_visible, state_after
from forum.polls.logic.suppression import K, break_down
from forum.polls.logic.tally.methods import RULES
from forum.polls.logic.tally.methods import tally as count_by
from forum.polls.logic.tally.shapes import Cast, Consensus, Flaw, Option, Question
from forum.polls.logic.tally.shares import permilles_of, shares_of

OPTIONS = [Option(key) for key in "abcd"]
ANSWERS = [Option(answer.meaning, answer.meaning) for answer in CONSENT]
counts = st.lists(st.integers(0, 3000), min_size=1, max_size=20)
choices = st.lists(st.sampled_from("abcd"), max_size=60)
# Sectors as lists of votes; often small, of one mind, or both, since that is where danger lies.
few = st.sampled_from([0, 0, 0, 1, 2, 3, 5, 8])
sector_votes = st.tuples(few, few, few).map(lambda n: ["a"] * n[0] + ["b"] * n[1] + ["c"] * n[2])
polls_by_sector = st.lists(sector_votes, min_size=1, max_size=8)


def group(votes):
    return group_of([({key: 1}, 1) for key in votes], "abc")


def cast(*keys):
    return [Cast({"option": key}) for key in keys]


def tally(method, *keys, options=OPTIONS):
    return count_by(method, cast(*keys), Question(tuple(options)))


# Shares


@given(counts)
def test_printed_shares_add_to_exactly_one_hundred_per_cent(numbers):
    assert sum(permilles_of(numbers)) == (1000 if sum(numbers) else 0)


@given(counts)
def test_exact_shares_add_to_one_and_a_printed_share_is_off_by_less_than_one_step(numbers):
    shares = shares_of(numbers)

    assert sum(shares) == (1 if sum(numbers) else 0)
    for share, permille in zip(shares, permilles_of(numbers), strict=True):
        assert abs(share - Fraction(permille, 1000)) < Fraction(1, 1000)


def test_shares_are_rounded_by_largest_remainders():
    assert permilles_of([72, 29, 9, 7]) == (615, 248, 77, 60)


# Choice


@given(choices)
def test_every_ballot_is_counted_once(keys):
    result = tally(Method.CHOICE, *keys)

    assert result.ballots == len(keys) == sum(line.count for line in result.options)
    assert {line.option: line.count for line in result.options} == {
        key: keys.count(key) for key in "abcd"
    }


@given(choices, st.randoms())
def test_the_order_of_ballots_does_not_matter(keys, chance):
    shuffled = chance.sample(keys, len(keys))

    assert tally(Method.CHOICE, *keys) == tally(Method.CHOICE, *shuffled)


@given(choices, st.permutations("abcd"))
def test_renaming_the_options_renames_the_result(keys, names):
    new = dict(zip("abcd", names, strict=True))

    before = tally(Method.CHOICE, *keys)
    after = tally(Method.CHOICE, *(new[k] for k in keys), options=[Option(n) for n in names])

    assert [line.count for line in before.options] == [line.count for line in after.options]
    assert tuple(new[key] for key in before.leading) == after.leading


def test_options_in_a_tie_lead_together_and_without_votes_none_leads():
    assert tally(Method.CHOICE, "a", "b", "c", "a", "b").leading == ("a", "b")
    assert tally(Method.CHOICE).leading == ()


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"option": []},
        {"option": ["a", "b"]},
        {"option": ["a", "a"]},
        {"option": ["z"]},
        {"option": [""]},
        {"choice": ["a"]},
    ],
)
def test_anything_but_exactly_one_of_the_options_is_no_ballot(sent):
    question = Question(tuple(OPTIONS))
    for method in (Method.CHOICE, Method.CONSENT):
        assert isinstance(RULES[method].read(sent, question), Flaw)


# Consent


@pytest.mark.parametrize(
    ("answers", "consensus"),
    [
        ([], Consensus.NONE_CAST),
        ([Meaning.ABSTAIN], Consensus.NONE_CAST),
        ([Meaning.AGREE, Meaning.ABSTAIN], Consensus.REACHED),
        ([Meaning.AGREE, Meaning.RESERVE], Consensus.WITH_RESERVATIONS),
        ([Meaning.AGREE] * 99 + [Meaning.OBJECT], Consensus.OBJECTIONS),
        ([Meaning.AGREE, Meaning.OBJECT, Meaning.BLOCK], Consensus.BLOCKED),
    ],
)
def test_consent_asks_whether_anybody_objects_not_how_many_agree(answers, consensus):
    assert tally(Method.CONSENT, *answers, options=ANSWERS).consensus is consensus


def test_objections_are_listed_with_their_reasons_blocks_first():
    ballots = [
        Cast({"option": Meaning.OBJECT}, "b"),
        Cast({"option": Meaning.BLOCK}, "z"),
        Cast({"option": Meaning.OBJECT}, "a"),
        Cast({"option": Meaning.AGREE}, "praise"),
        Cast({"option": Meaning.BLOCK}),
    ]

    said = count_by(Method.CONSENT, ballots, Question(tuple(ANSWERS))).objections

    assert [(o.meaning, o.reason) for o in said] == [
        ("block", "z"),
        ("object", "a"),
        ("object", "b"),
    ]


def test_whoever_objects_owes_a_reason_where_one_is_required():
    required = ReasonRule.REQUIRED

    assert owes_reason(required, Method.CONSENT, Meaning.BLOCK)
    assert not owes_reason(required, Method.CONSENT, Meaning.AGREE)
    assert owes_reason(required, Method.CHOICE, "")
    assert not owes_reason(ReasonRule.OPTIONAL, Method.CONSENT, Meaning.BLOCK)


def test_consent_always_offers_its_five_answers_and_choices_what_was_typed():
    typed = (AGREE, Answer({}), Answer({"en": "Later"}))

    assert answers_of(Method.CONSENT, typed, Settings()) == CONSENT
    assert answers_of(Method.CHOICE, typed, Settings()) == (AGREE, Answer({"en": "Later"}))


def test_two_answers_that_read_the_same_in_one_language_are_noticed():
    assert has_doubles([Answer({"th": "ก", "en": "Yes"}), Answer({"th": "ข", "en": "yes"})])
    assert not has_doubles([Answer({"th": "ก"}), Answer({"th": "ข"})])


# States


def test_a_poll_goes_from_draft_to_open_to_closed_and_never_opens_twice():
    assert state_after(PollState.DRAFTED, Act.OPEN) is PollState.OPEN
    assert state_after(PollState.OPEN, Act.CLOSE) is PollState.CLOSED
    assert state_after(PollState.CLOSED, Act.CLOSE) is PollState.CLOSED
    assert state_after(PollState.CLOSED, Act.OPEN) is None
    assert state_after(PollState.OPEN, Act.OPEN) is None
    assert state_after(PollState.OPEN, Act.SHOW) is None
    assert state_after(PollState.OPEN, Act.EDIT) is None
    assert state_after(PollState.DRAFTED, Act.CLOSE) is None


def test_a_running_count_is_seen_only_where_the_poll_says_so():
    opened = PollState.OPEN

    assert running_count_visible(opened, ResultsShown.LIVE, has_voted=False)
    assert running_count_visible(opened, ResultsShown.AFTER_OWN, has_voted=True)
    assert not running_count_visible(opened, ResultsShown.AFTER_OWN, has_voted=False)
    assert not running_count_visible(opened, ResultsShown.AFTER_CLOSE, has_voted=True)
    assert not running_count_visible(opened, ResultsShown.WHEN_SHOWN, has_voted=True)
    assert not running_count_visible(PollState.DRAFTED, ResultsShown.LIVE, has_voted=False)


@pytest.mark.parametrize("rule", ResultsShown)
@pytest.mark.parametrize("state", [PollState.DRAFTED, PollState.OPEN])
def test_results_are_never_seen_before_the_poll_has_closed(rule, state, now):
    assert not results_visible(state, rule, None)
    assert not results_visible(state, rule, now)


def test_after_closing_results_are_seen_as_the_poll_says(now):
    assert results_visible(PollState.CLOSED, ResultsShown.AFTER_CLOSE, None)
    assert not results_visible(PollState.CLOSED, ResultsShown.WHEN_SHOWN, None)
    assert results_visible(PollState.CLOSED, ResultsShown.WHEN_SHOWN, now)


# Keys


def test_a_ballot_of_a_confidential_poll_is_found_with_the_secret_only():
    assert ballot_key(None, "voter") == "voter"
    assert ballot_key(b"s" * 32, "voter") == ballot_key(b"s" * 32, "voter")
    assert ballot_key(b"s" * 32, "voter") != ballot_key(b"t" * 32, "voter")
    assert "voter" not in ballot_key(b"s" * 32, "voter")


def test_a_known_try_is_a_retry_even_when_it_arrives_after_a_newer_one():
    tries = with_try(with_try([], "first"), "second")

    assert with_try(tries, "first") is None
    assert with_try(tries, "second") is None
    assert with_try(tries, "third") == ["first", "second", "third"]


# Sectors


def test_a_majority_is_more_than_half_of_a_sector():
    sectors = [group(votes) for votes in ("aaabb", "aabb", "b", "a")]

    assert majorities(Method.CHOICE, sectors, ["a"]) == 2


def test_no_majority_is_told_in_a_tie_nor_where_none_is_asked_for():
    sectors = [group("aaab")]

    assert majorities(Method.CHOICE, sectors, ["a", "b"]) is None
    assert majorities(Method.CHOICE, sectors, []) is None
    assert majorities(Method.CONSENT, sectors, ["a"]) is None
    assert majorities(Method.SCORE, sectors, ["a"]) is None


def test_a_majority_of_votes_with_weights_is_of_their_weights():
    heavy = group_of([({"a": 1}, 1), ({"a": 1}, 1), ({"b": 1}, 5)], ["a", "b"])

    assert majorities(Method.CHOICE, [heavy], ["a"]) == 0
    assert majorities(Method.CHOICE, [heavy], ["b"]) == 1


def test_a_sector_below_four_fifths_of_its_share_is_named():
    assert under_represented({"x": 50, "y": 5}, {"x": 50, "y": 50}) == ("y",)
    assert under_represented({"x": 50, "y": 45}, {"x": 50, "y": 50}) == ()
    assert under_represented({}, {"x": 50}) == ()


# Suppression


def counted(sectors):
    return {f"s{number}": group(votes) for number, votes in enumerate(sectors)}


def unanimous(groups):
    ballots = sum(each.ballots for each in groups)
    return any(sum(each.sums[key] for each in groups) == ballots for key in "abc")


def published(votes, breakdown):
    """What a reader of the table knows: each shown sector, and the rest by subtraction."""
    known = [[votes[sector]] for sector in breakdown.shown]
    if breakdown.hidden:
        known.append([votes[sector] for sector in breakdown.hidden])
    return known


@given(polls_by_sector)
def test_no_cell_that_can_be_worked_out_is_small_or_unanimous(sectors):
    votes = counted(sectors)

    breakdown = break_down(votes, dict.fromkeys(votes, 20))

    if breakdown is not None:
        for groups in published(votes, breakdown):
            assert sum(each.ballots for each in groups) >= K
            assert not unanimous(groups)


@given(polls_by_sector)
def test_a_hidden_sector_cannot_be_had_by_subtraction(sectors):
    votes = counted(sectors)

    breakdown = break_down(votes, dict.fromkeys(votes, 20))

    if breakdown is not None:
        assert len(breakdown.hidden) != 1
        voted = {sector for sector, each in votes.items() if each.ballots}
        assert {*breakdown.shown, *breakdown.hidden} == voted
        assert not {*breakdown.shown} & {*breakdown.hidden}


@given(polls_by_sector, st.integers(0, 4))
def test_a_sector_with_fewer_people_than_five_is_never_shown_alone(sectors, people):
    votes = counted(sectors)
    eligible = {sector: people if sector == "s0" else 20 for sector in votes}

    breakdown = break_down(votes, eligible)

    if breakdown is not None:
        assert "s0" not in breakdown.shown
        assert len(breakdown.hidden) != 1


@given(polls_by_sector, st.randoms())
def test_which_sectors_are_shown_does_not_depend_on_the_order_of_ballots(sectors, chance):
    shuffled = [chance.sample(votes, len(votes)) for votes in sectors]
    eligible = dict.fromkeys(counted(sectors), 20)

    assert break_down(counted(sectors), eligible) == break_down(counted(shuffled), eligible)


def test_large_mixed_sectors_are_shown_and_small_ones_together():
    votes = {
        "large": group("a" * 20 + "b" * 10),
        "middle": group("aaaaaabbbbbb"),
        "small": group("aaa"),
        "tiny": group("bb"),
    }

    breakdown = break_down(votes, dict.fromkeys(votes, 30))

    assert breakdown.shown == ("large", "middle")
    assert breakdown.hidden == ("small", "tiny")


@given(polls_by_sector, sector_votes)
def test_what_was_counted_by_hand_is_never_told_apart(sectors, hands):
    votes, apart = counted(sectors), group(hands)

    breakdown = break_down(votes, dict.fromkeys(votes, 20), apart=apart)

    if breakdown is not None and apart.ballots:
        rest = [*(votes[sector] for sector in breakdown.hidden), apart]
        assert breakdown.hidden
        assert together(rest).ballots >= K
        assert not unanimous(rest)


@given(polls_by_sector, sector_votes)
def test_whoever_saw_the_hands_finds_no_sector_by_taking_them_off_the_rest(sectors, hands):
    votes, apart = counted(sectors), group(hands)

    breakdown = break_down(votes, dict.fromkeys(votes, 20), apart=apart)

    if breakdown is not None and breakdown.hidden:
        rest = [votes[sector] for sector in breakdown.hidden]
        assert len(rest) >= 2
        assert together(rest).ballots >= K
        assert not unanimous(rest)


def test_a_group_that_leaves_an_option_out_has_said_the_same_only_where_that_speaks():
    approvals = group_of([({"a": 1}, 1), ({"a": 1, "b": 1}, 1), ({"b": 1}, 1)], "abc")

    assert not approvals.is_unanimous()
    assert approvals.is_unanimous(zeros_speak=True)


def test_most_sectors_of_a_large_poll_stay_visible():
    chance = random.Random(5)
    shown = voted = 0
    for _ in range(50):
        sectors = [[chance.choice("abc") for _ in range(chance.randint(5, 40))] for _ in range(8)]
        votes = counted(sectors)
        breakdown = break_down(votes, dict.fromkeys(votes, 40))
        shown += len(breakdown.shown) if breakdown else 0
        voted += len(votes)

    assert shown / voted > 0.9

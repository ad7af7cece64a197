"""Our counts of rankings against those of pref_voting and pyrankvote.

    uv run --no-default-groups --group oracle pytest -n 0 -s tests/oracle

Where others tell all who can win, whatever breaks a tie ("parallel universes"), ours is one of
them, and the only one where we tell no tie.
"""

import warnings
from dataclasses import replace
from fractions import Fraction

import pytest

from forum.polls.logic.kinds import RankingRule
from forum.polls.logic.settings import Settings
from forum.polls.logic.tally import ranking, stv
from tests.oracle.rankings import for_pref_voting, profiles, told

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    pyrankvote = pytest.importorskip("pyrankvote")
    pytest.importorskip("pref_voting")
    from pref_voting.iterative_methods import split_irv_put
    from pref_voting.margin_based_methods import beat_path
    from pref_voting.profiles_with_ties import ProfileWithTies
    from pref_voting.proportional_methods import stv_scottish

pytestmark = pytest.mark.filterwarnings("ignore")


def theirs(ballots, question):
    return for_pref_voting(ProfileWithTies, ballots, question)


def ours(ballots, question, rule):
    return ranking.count(ballots, replace(question, settings=Settings(ranking_rule=rule)))


def test_borda_agrees_with_pref_voting():
    found = []
    for ballots, question in profiles(ties=True):
        scores = theirs(ballots, question).borda_scores()
        result = ours(ballots, question, RankingRule.BORDA)

        # Theirs is symmetric: points for all below less points for all above.
        shift = len(ballots) * (len(question.keys) - 1)
        assert list(result.detail.borda) == [
            Fraction(int(scores[int(key)]) + shift, 2) for key in question.keys
        ]
        best = {key for key in question.keys if scores[int(key)] == max(scores.values())}
        assert set(result.leading) == best
        found.append("several lead" if len(best) > 1 else "one leads")
    told("Borda, pref_voting", found)


def test_pairs_and_the_condorcet_winner_agree_with_pref_voting():
    found = []
    for ballots, question in profiles(ties=True):
        profile = theirs(ballots, question)
        detail = ours(ballots, question, RankingRule.SCHULZE).detail

        winner = profile.condorcet_winner()
        assert detail.condorcet == (None if winner is None else str(winner))
        for i, above in enumerate(question.keys):
            for j, below in enumerate(question.keys):
                assert detail.pairs[i][j] == profile.support(int(above), int(below))
        found.append("none" if winner is None else "one")
    told("Condorcet, pref_voting", found)


def test_schulze_agrees_with_pref_voting():
    found = []
    for ballots, question in profiles(ties=True):
        profile = theirs(ballots, question)
        result = ours(ballots, question, RankingRule.SCHULZE)

        winners = beat_path(profile, strength_function=profile.support)
        assert set(result.leading) == {str(winner) for winner in winners}
        found.append("several lead" if len(winners) > 1 else "one leads")
    told("Schulze, pref_voting", found)


def test_the_run_off_is_one_of_pref_votings_universes():
    found = []
    for ballots, question in profiles(ties=True):
        winners = {str(winner) for winner in split_irv_put(theirs(ballots, question))}
        result = ours(ballots, question, RankingRule.IRV)

        assert set(result.winners) <= winners
        if not result.ties:
            assert set(result.winners) == winners
        found.append(_how(result))
    told("Run-off, pref_voting", found)


def test_the_run_off_agrees_with_pyrankvote_where_there_is_no_tie():
    found = []
    for ballots, question in profiles(ties=False):
        candidates, papers = _papers(ballots, question)
        winner = pyrankvote.instant_runoff_voting(candidates, papers).get_winners()[0].name
        result = ours(ballots, question, RankingRule.IRV)

        same = result.winners == (winner,)
        # It breaks ties by the next preferences, else at random.
        assert same or result.ties
        found.append((_how(result), "same" if same else "other"))
    told("Run-off, pyrankvote", found)


def test_seats_are_filled_as_in_one_of_pref_votings_universes():
    found = []
    for ballots, question, seats in _seated():
        result = stv.count(ballots, replace(question, settings=Settings(seats=seats)))
        universes = _universes(theirs(ballots, question), seats)

        assert set(result.winners) in universes
        if not result.ties:
            assert len(universes) == 1
        found.append(_how(result))
    told("Seats, pref_voting", found)


def test_seats_by_pyrankvotes_exact_quota_are_mostly_the_same():
    found = []
    for ballots, question, seats in _seated():
        candidates, papers = _papers(ballots, question)
        winners = pyrankvote.single_transferable_vote(candidates, papers, seats).get_winners()
        result = stv.count(ballots, replace(question, settings=Settings(seats=seats)))

        same = set(result.winners) == {winner.name for winner in winners}
        found.append((_how(result), "same" if same else "other"))
    told("Seats, pyrankvote (another rule: quota not rounded up)", found)
    untied = [same for how, same in found if how == "no tie"]
    assert untied.count("same") > 0.95 * len(untied)


def _how(result):
    if not result.ties:
        return "no tie"
    return "by lot" if any(tie.by_lot for tie in result.ties) else "by earlier rounds"


def _seated():
    for number, (ballots, question) in enumerate(profiles(ties=False, fewest=8, most=200)):
        yield ballots, question, 1 + number % max(1, len(question.keys) - 1)


def _papers(ballots, question):
    candidates = {key: pyrankvote.Candidate(key) for key in question.keys}
    papers = [
        pyrankvote.Ballot([candidates[key] for (key,) in ballot.choice["ranks"]])
        for ballot in ballots
    ]
    return list(candidates.values()), papers


class _Script:
    """Instead of chance: choices as written, then always the first, remembering what else was there."""

    def __init__(self, written):
        self.written, self.made, self.open = written, [], []

    def choice(self, options):
        place = len(self.made)
        now = self.written[place] if place < len(self.written) else 0
        if place >= len(self.written):
            self.open += [[*self.made, other] for other in range(1, len(options))]
        self.made.append(now)
        return options[now]


def _universes(profile, seats):
    """All sets of winners that some lot leads to."""
    found, scripts = [], [[]]
    while scripts:
        chance = _Script(scripts.pop())
        winners = {str(w) for w in stv_scottish(profile, num_seats=seats, rng=chance)}
        if winners not in found:
            found.append(winners)
        scripts += chance.open
    return found

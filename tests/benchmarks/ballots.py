"""Counting ranked ballots, beside pyrankvote and pref_voting on the same ballots: no test.

    uv run --no-default-groups --group oracle python -m tests.benchmarks.ballots [ballots] [options]

Random orders, nearly all of them different, are the worst case, since nothing is gained by adding
up equal ones; in the second round each is cast some fifty times. Every line starts from kept
ballots and ends with the winner, in processor time of one core; what the others need to make their
own objects of the ballots (pref_voting: added up) is told apart, since it need not be done twice.
Read the ratios.
"""

import gc
import random
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from forum.polls.logic.formats.preflib import orders_of
from forum.polls.logic.settings import Settings
from forum.polls.logic.tally import borda, condorcet, irv, ranking, schulze, stv
from forum.polls.logic.tally.profile import Profile as Ours
from forum.polls.logic.tally.profile import profile_of
from forum.polls.logic.tally.shapes import Cast, Option, Question

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import pyrankvote
    from pref_voting.iterative_methods import instant_runoff_put, split_irv_put
    from pref_voting.margin_based_methods import beat_path
    from pref_voting.profiles import Profile
    from pref_voting.profiles_with_ties import ProfileWithTies
    from pref_voting.proportional_methods import stv_scottish
    from pref_voting.scoring_methods import borda as borda_winners

SEATS = 3


@dataclass(frozen=True)
class Timed:
    """What a call gave, and the processor's seconds it took."""

    value: Any
    seconds: float


def timed(act: Callable[[], Any]) -> Timed:
    """Call once, with the garbage of the one before cleared away."""
    gc.collect()
    began = time.process_time()
    value = act()
    return Timed(value, time.process_time() - began)


def made(number: int, keys: list[str], *, whole: bool, minds: int) -> list[Cast]:
    """Ballots of so many minds at random: whole orders, or cut short and with ties."""
    rng = random.Random(7)
    orders = [_order(rng, keys, whole=whole) for _ in range(minds)]
    return [Cast({"ranks": [list(g) for g in orders[n % minds]]}) for n in range(number)]


def _order(rng: random.Random, keys: list[str], *, whole: bool) -> list[list[str]]:
    ranked = rng.sample(keys, len(keys) if whole else rng.randint(1, len(keys)))
    groups = [[ranked[0]]]
    for key in ranked[1:]:
        if not whole and rng.random() < 0.1:
            groups[-1].append(key)
        else:
            groups.append([key])
    return [sorted(group) for group in groups]


def ours(ballots: list[Cast], question: Question) -> dict[str, Timed]:
    """Each count alone, from kept ballots, and all of a ranking together."""

    def from_pairs(act: Callable[[condorcet.Matrix, Ours], Any]) -> Callable[[], Any]:
        def count() -> object:
            profile = profile_of(ballots, question.keys)
            return act(condorcet.pairs_of(profile), profile)

        return count

    counts: dict[str, Callable[[], Any]] = {
        "borda": from_pairs(lambda pairs, profile: borda.points_of(pairs, profile.votes)),
        "condorcet": from_pairs(lambda pairs, _profile: condorcet.winner_of(pairs)),
        "schulze": from_pairs(lambda pairs, _profile: schulze.strengths_of(pairs)),
        "irv": lambda: irv.run_off(profile_of(ballots, question.keys), question.lot).winner,
        "all rankings": lambda: ranking.count(ballots, question).winners,
    }
    if all(len(group) == 1 for ballot in ballots for group in ballot.choice["ranks"]):
        counts["stv"] = lambda: stv.count(ballots, question).winners
    return {name: timed(act) for name, act in counts.items()}


def by_pref_voting(ballots: list[Cast], keys: list[str], *, whole: bool) -> dict[str, Timed]:
    """Its quickest class for the kind of ballots."""
    candidates = [int(key) for key in keys]

    def making() -> Any:
        orders = orders_of(ballots)
        if whole:
            linear = [[int(key) for (key,) in order] for order in orders]
            return Profile(linear, rcounts=list(orders.values()))
        ranks = [{int(k): n for n, group in enumerate(o) for k in group} for o in orders]
        profile = ProfileWithTies(ranks, rcounts=list(orders.values()), candidates=candidates)
        profile.use_extended_strict_preference()
        return profile

    make = timed(making)
    profile = make.value
    found = {
        "making": make,
        "borda": timed(lambda: borda_winners(profile) if whole else profile.borda_scores()),
        "condorcet": timed(profile.condorcet_winner),
        "schulze": timed(lambda: beat_path(profile)),
        "irv": timed(lambda: (instant_runoff_put if whole else split_irv_put)(profile)),
    }
    if whole:
        found["stv"] = timed(lambda: stv_scottish(profile, num_seats=SEATS))
    return found


def by_pyrankvote(ballots: list[Cast], keys: list[str]) -> dict[str, Timed]:
    """It knows whole or cut orders only, and counts ballot by ballot."""
    candidates = {key: pyrankvote.Candidate(key) for key in keys}
    everyone = list(candidates.values())
    make = timed(
        lambda: [
            pyrankvote.Ballot([candidates[key] for (key,) in ballot.choice["ranks"]])
            for ballot in ballots
        ]
    )
    return {
        "making": make,
        "irv": timed(lambda: pyrankvote.instant_runoff_voting(everyone, make.value)),
        "stv": timed(lambda: pyrankvote.single_transferable_vote(everyone, make.value, SEATS)),
    }


def compared(name: str, own: dict[str, Timed], others: dict[str, Timed]) -> None:
    """A line a method: ours, theirs without and with the making, and how many times ours."""
    making = others["making"].seconds
    for method, mine in own.items():
        if method in others:
            alone = others[method].seconds
            print(
                f"{name:12} {method:10} ours {mine.seconds:6.2f} s   theirs {alone:6.2f} s"
                f" ({alone / mine.seconds:5.1f} x), with making {alone + making:6.2f} s"
                f" ({(alone + making) / mine.seconds:5.1f} x)"
            )


def main(number: int = 100_000, options: int = 10) -> None:
    """Print a line a comparison."""
    keys = [str(n) for n in range(options)]
    question = Question(tuple(map(Option, keys)), Settings(seats=SEATS), tuple(keys))
    for whole, minds in ((True, number), (True, number // 50), (False, number)):
        ballots = made(number, keys, whole=whole, minds=minds)
        kind = "whole orders" if whole else "cut short and with ties"
        different = len(orders_of(ballots))
        print(f"{number} ballots over {options} options, {kind}, {different} of them different")
        own = ours(ballots, question)
        print(f"{'ours':12} all rankings together {own['all rankings'].seconds:.2f} s")
        compared("pref_voting", own, by_pref_voting(ballots, keys, whole=whole))
        if whole:
            compared("pyrankvote", own, by_pyrankvote(ballots, keys))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

"""Random rankings, as ours and as others take them."""

import random
from collections import Counter

from forum.polls.logic.formats.preflib import orders_of
from forum.polls.logic.settings import Settings
from forum.polls.logic.tally.shapes import Cast, Option, Question

PROFILES = 1000


def profiles(*, ties, fewest=2, most=30, count=PROFILES):
    """So many random polls: ballots, and a question whose lot is random, too.

    Few voters on few options, so that ties of every sort are frequent.
    """
    rng = random.Random(2026)
    for _ in range(count):
        keys = [str(n) for n in range(rng.randint(2, 6))]
        ballots = [_ballot(rng, keys, ties) for _ in range(rng.randint(fewest, most))]
        yield (
            ballots,
            Question(tuple(map(Option, keys)), Settings(), tuple(rng.sample(keys, len(keys)))),
        )


def _ballot(rng, keys, ties):
    ranked = rng.sample(keys, rng.randint(1, len(keys)))
    groups = []
    for key in ranked:
        if groups and ties and rng.random() < 0.3:
            groups[-1].append(key)
        else:
            groups.append([key])
    return Cast({"ranks": [sorted(group) for group in groups]})


def for_pref_voting(profile_class, ballots, question):
    """The same votes as a ProfileWithTies; who is not ranked is below all who are."""
    orders = orders_of(ballots)
    ranks = [
        {int(key): place for place, group in enumerate(order) for key in group} for order in orders
    ]
    candidates = [int(key) for key in question.keys]
    profile = profile_class(ranks, rcounts=list(orders.values()), candidates=candidates)
    profile.use_extended_strict_preference()
    return profile


def told(name, agreed):
    """What a comparison found, for whoever runs it with -s."""
    print(name, dict(Counter(agreed)))  # noqa: T201 - run by hand

"""Rankings for tests: made up by hypothesis, or elections with known results."""

import os
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st

from forum.polls.logic.formats import preflib
from forum.polls.logic.settings import Settings
from forum.polls.logic.tally.shapes import Cast, Option, Question

KEYS = "abcde"
# A round costs little, but there are many tests; more by hand.
some_rounds = settings(max_examples=int(os.environ.get("FORUM_TEST_ROUNDS", "40")))
ELECTIONS = Path(__file__).parents[1] / "data" / "preflib"


def asked(keys=KEYS, lot=None, **settings):
    """A question whose lot is the order of its options, unless told."""
    return Question(tuple(map(Option, keys)), Settings(**settings), tuple(lot or keys))


def cast(*orders, weight=1):
    """Ballots from texts: "a>bc" ranks a above b and c, who are equal."""
    return [
        Cast({"ranks": [sorted(group) for group in text.split(">")]}, weight=weight)
        for text in orders
    ]


def votes(**orders):
    """Ballots by how many: votes(abc=3) is three of a above b above c."""
    return [ballot for text, number in orders.items() for ballot in cast(">".join(text)) * number]


def election(name):
    return preflib.read((ELECTIONS / name).read_text(encoding="utf-8"))


@st.composite
def orders(draw, *, ties=True):
    """Some of the options in an order, some of them equal."""
    ranked = draw(st.permutations(KEYS))[: draw(st.integers(1, len(KEYS)))]
    joined = [ties and draw(st.integers(0, 3)) == 0 for _ in ranked]
    groups = []
    for key, joins in zip(ranked, joined, strict=True):
        if joins and groups:
            groups[-1].append(key)
        else:
            groups.append([key])
    return Cast({"ranks": [sorted(group) for group in groups]})


ballots = st.lists(orders(), min_size=1, max_size=12)
strict_ballots = st.lists(orders(ties=False), min_size=1, max_size=12)
lots = st.permutations(KEYS)


def renamed(ballots_, names):
    """The same ballots about options of other names."""
    return [
        Cast({"ranks": [sorted(names[key] for key in group) for group in ballot.choice["ranks"]]})
        for ballot in ballots_
    ]


def topped(ballot, key):
    """The same ballot with one option put alone on top."""
    below = [[k for k in group if k != key] for group in ballot.choice["ranks"]]
    return Cast({"ranks": [[key], *filter(None, below)]})

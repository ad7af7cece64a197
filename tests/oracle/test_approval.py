"""Our count of approvals against that of abcvoting.

    uv run --no-default-groups --group oracle pytest -n 0 -s tests/oracle

Theirs tells all who can win, ours those ahead: they are the same, and the lot decides among them.
"""

import random

import pytest

from forum.polls.logic.tally import approval
from forum.polls.logic.tally.shapes import Cast, Option, Question
from tests.oracle.rankings import PROFILES, told

pytest.importorskip("abcvoting")

from abcvoting import abcrules
from abcvoting.preferences import Profile

pytestmark = pytest.mark.filterwarnings("ignore")


def polls():
    rng = random.Random(2026)
    for _ in range(PROFILES):
        keys = [str(n) for n in range(rng.randint(2, 7))]
        ballots = [
            Cast({"options": [key for key in keys if rng.random() < 0.4]})
            for _ in range(rng.randint(1, 12))
        ]
        ballots.append(Cast({"options": [rng.choice(keys)]}))  # theirs wants some approval
        yield ballots, Question(tuple(map(Option, keys)), lot=tuple(rng.sample(keys, len(keys))))


def test_approval_agrees_with_abcvoting():
    found = []
    for ballots, question in polls():
        profile = Profile(len(question.keys))
        profile.add_voters([[int(key) for key in ballot.choice["options"]] for ballot in ballots])

        theirs = abcrules.compute_av(profile, committeesize=1, resolute=False)
        result = approval.count(ballots, question)

        assert {int(key) for key in result.leading} == {next(iter(each)) for each in theirs}
        assert set(result.winners) <= set(result.leading)
        assert result.winners[0] == min(result.leading, key=question.lot.index)
        found.append("tie" if len(result.leading) > 1 else "no tie")
    told("Approval, abcvoting", found)

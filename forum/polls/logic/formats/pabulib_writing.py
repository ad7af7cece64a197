"""Writing participatory budgets as Pabulib files, as its checker (pabulib-checker) wants them."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from forum.polls.logic.formats.pabulib import Election, Project, VoteType
from forum.polls.logic.kinds import BudgetBallot, BudgetRule
from forum.polls.logic.tally.budget import marks
from forum.polls.logic.tally.greedy import queue
from forum.polls.logic.tally.lots import draw_lot, fingerprint
from forum.polls.logic.tally.shapes import Cast, Question, Result

# The keys that the format knows, in its order; there is no room for others.
_KEYS = (
    "description", "country", "unit", "district", "subunit", "instance", "num_projects",
    "num_votes", "budget", "vote_type", "rule", "date_begin", "date_end", "min_length",
    "max_length", "min_sum_cost", "max_sum_cost", "min_points", "max_points", "min_sum_points",
    "max_sum_points", "default_score", "min_project_cost", "max_project_cost",
    "min_project_score_threshold", "neighborhoods", "subdistricts", "categories", "edition",
    "language", "currency", "fully_funded", "experimental", "comment", "acknowledgments",
)  # fmt: skip

_EQUAL_SHARES = (
    "Selected by the method of equal shares with cost utilities, add-one completion from an exact "
    "share of the budget on until nothing that has votes fits into what is left; ties: cheaper, "
    "then more votes, then by lot."
)


@dataclass(frozen=True)
class About:
    """What a file says beside its numbers. `unit` is who asked, `instance` which vote of theirs."""

    description: str
    unit: str
    instance: str
    begins: date
    ends: date
    country: str = "Thailand"
    language: str = "th"
    currency: str = "THB"


def election_of(
    question: Question,
    names: Mapping[str, str],
    ballots: Sequence[Cast],
    result: Result,
    about: About,
) -> Election:
    """A poll on a budget as a file holds it.

    Votes stand in an order that tells nothing; one of weight 2 is there twice. Those that name
    nothing have no place in the format: a comment says how many they are. Of projects with equal
    votes the one that the rule looks at first stands first.
    """
    votes = {line.option: line.count for line in result.options}
    drawn = replace(question, lot=question.lot or draw_lot(question.keys, fingerprint(ballots)))
    prices = {option.key: option.price for option in question.options}
    selected = set(result.winners)
    projects = [
        Project(key, Fraction(prices[key]), names.get(key, ""), is_selected=key in selected)
        for key in queue(votes, drawn)
    ]
    kept = sorted(_in_order(marks(cast.choice)) for cast in ballots for _ in range(cast.weight))
    is_by_points = question.settings.budget_ballot is BudgetBallot.POINTS
    return Election(
        VoteType.CUMULATIVE if is_by_points else VoteType.APPROVAL,
        Fraction(question.settings.budget),
        tuple(projects),
        tuple(dict(vote) for vote in kept if vote),
        _told(about) | _limits(question) | _rule(question, votes) | _comment(question, kept),
    )


def written(election: Election) -> str:
    """The text of a file. Voters are numbered in the order of the votes."""
    counts = _counted(election)
    projects = sorted(
        election.projects,
        key=lambda each: counts[each.key][election.vote_type.has_points],
        reverse=True,
    )
    meta = dict(election.meta) | {
        "num_projects": str(len(projects)),
        "num_votes": str(len(election.votes)),
        "budget": _amount(election.budget),
        "vote_type": election.vote_type.value,
    }
    if sum(project.price for project in projects) <= election.budget:
        meta["fully_funded"] = "1"
    rows = [
        ["META"],
        ["key", "value"],
        *([key, meta[key]] for key in _KEYS if meta.get(key)),
        ["PROJECTS"],
        *_project_rows(election, projects, counts),
        ["VOTES"],
        *_vote_rows(election),
    ]
    out = io.StringIO()
    lines = csv.writer(out, delimiter=";", lineterminator="\n")
    lines.writerows([[" ".join(cell.split()) for cell in row] for row in rows])
    return out.getvalue()


def _project_rows(
    election: Election, projects: Sequence[Project], counts: Mapping[str, Sequence[int]]
) -> Iterable[list[str]]:
    has_points = election.vote_type.has_points
    tells = all(project.is_selected is not None for project in projects)
    score, selected = ["score"] * has_points, ["selected"] * tells
    yield ["project_id", "cost", "votes", *score, "name", *selected]
    for each in projects:
        numbers = map(str, counts[each.key][: 1 + has_points])
        chosen = [str(int(bool(each.is_selected)))] * tells
        yield [each.key, _amount(each.price), *numbers, each.name, *chosen]


def _vote_rows(election: Election) -> Iterable[list[str]]:
    has_points = election.vote_type.has_points
    yield ["voter_id", "vote", *["points"] * has_points]
    for number, vote in enumerate(election.votes, start=1):
        points = [",".join(map(str, vote.values()))] * has_points
        yield [str(number), ",".join(vote), *points]


def _counted(election: Election) -> dict[str, list[int]]:
    """How many votes name each project, and the sum of their points."""
    counts = {project.key: [0, 0] for project in election.projects}
    for vote in election.votes:
        for key, points in vote.items():
            counts[key][0] += 1
            counts[key][1] += points
    return counts


def _told(about: About) -> dict[str, str]:
    return {
        "description": about.description or about.unit,
        "country": about.country,
        "unit": about.unit,
        "instance": about.instance,
        "date_begin": f"{about.begins:%d.%m.%Y}",
        "date_end": f"{about.ends:%d.%m.%Y}",
        "language": about.language,
        "currency": about.currency,
    }


def _limits(question: Question) -> dict[str, str]:
    settings = question.settings
    if settings.budget_ballot is BudgetBallot.POINTS:
        return {"max_sum_points": str(settings.points)}
    limits = {"min_length": settings.fewest, "max_length": settings.most}
    return {key: str(limit) for key, limit in limits.items() if limit}


def _rule(question: Question, votes: Mapping[str, int]) -> dict[str, str]:
    """The rule by Pabulib's name. Its greedy buys what nobody voted for; ours is its "threshold".

    Its "equalshares/add1" raises shares from whole units on, and past a budget that is spent: where
    that makes a difference its checker would refuse our selection, so ours is told in a comment.
    """
    if question.settings.budget_rule is BudgetRule.EQUAL_SHARES:
        return {"rule": "unknown"}
    if all(votes.values()):
        return {"rule": "greedy"}
    return {"rule": "greedy-threshold", "min_project_score_threshold": "1"}


def _comment(question: Question, kept: Sequence[Sequence[tuple[str, int]]]) -> dict[str, str]:
    """Numbered, as the format wants comments; in English, as its files are."""
    comments = []
    if question.settings.budget_rule is BudgetRule.EQUAL_SHARES:
        comments.append(_EQUAL_SHARES)
    empty = sum(not vote for vote in kept)
    if empty:
        comments.append(f"Votes that name no project are left out: {empty}.")
    told = " ".join(f"#{number}: {each}" for number, each in enumerate(comments, start=1))
    return {"comment": told} if told else {}


def _in_order(points: Mapping[str, int]) -> list[tuple[str, int]]:
    """The most points first, as the format wants them."""
    return sorted(points.items(), key=lambda item: (-item[1], item[0]))


def _amount(sum_: Fraction) -> str:
    """As a decimal number, exactly: sums have at most six places."""
    if sum_.denominator == 1:
        return str(sum_.numerator)
    whole, rest = divmod(int(sum_ * 1_000_000), 1_000_000)
    return f"{whole}.{rest:06}".rstrip("0")

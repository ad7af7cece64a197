# ruff: noqa: B905, D103, INP001, PTH123, T201 - stands alone, for Python 3.9 and for readers
"""Count a closed poll again, from its published ballots alone.

    python3 recount.py ballots.json          says whether the published result is right
    python3 recount.py ballots.json --json   prints the result of the recount as JSON

Needs Python 3.9 or later and nothing else: no network, no other file. It ends with 0 where all is
the same, with 1 where something differs, with 2 where the file is no file of ballots.

It was written on its own, apart from the program that counted first, plainly and without regard to
speed, so that one may be read against the other. Numbers are whole or exact fractions, never
rounded. It checks that

1. the file is whole (its own hash), and the ballots are those of its fingerprint,
2. every ballot is one that this poll allows, and there are as many as people voted,
3. the result, every round and every tie broken by lot, come out the same again,
4. the rules of the poll were kept: whether enough voted, and whether an answer is carried. Which
   sectors were missing is not to be seen in the ballots: there it takes the file's word.

It cannot know whether a ballot was left out, or put in, before the file was made: people who voted,
and those who watched, can.

The lot: SHA-256 over the fingerprint, a zero byte and an option's id; the smallest number is first,
the first wins. Nobody knows the fingerprint (and so the lot) before the last ballot is in.

One file, as long as the twelve ways to vote that it counts, so that it can be handed on by itself.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Any

Plain = dict[str, Any]
Rows = list[Any]
DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙０１２３４５６７８９", "01234567890123456789")


class Poll:
    """What the file says of the question: options in their order, settings, and the lot."""

    def __init__(self, file: Plain) -> None:
        self.method: str = file["method"]
        self.settings: Plain = file["settings"]
        self.keys: Rows = [option["option"] for option in file["options"]]
        self.prices: Plain = {option["option"]: option["price"] for option in file["options"]}
        self.meanings: Plain = {option["option"]: option["meaning"] for option in file["options"]}
        self.ballots: Rows = file["ballots"]
        self.counted: Plain | None = file["counted"]  # sums, where people counted hands or paper
        self.lot: Rows = sorted(
            self.keys,
            key=lambda key: hashlib.sha256(f"{fingerprint(file)}\0{key}".encode()).hexdigest(),
        )

    def first_by_lot(self, keys: Iterable[str]) -> str:
        return min(keys, key=self.lot.index)

    def in_order(self, keys: Iterable[str]) -> Rows:
        wanted = set(keys)
        return [key for key in self.keys if key in wanted]


# The file itself


def canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fingerprint(file: Plain) -> str:
    """SHA-256 over all ballots (choice, weight), a line each, sorted; sums are a line of their own."""
    lines = [canonical([ballot["choice"], ballot["weight"]]) for ballot in file["ballots"]]
    if file["counted"]:
        lines.append(canonical([file["counted"]["ballots"], file["counted"]["counts"]]))
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def hash_of(file: Plain) -> str:
    """SHA-256 over everything in the file but the hash."""
    rest = {key: value for key, value in file.items() if key != "hash"}
    return hashlib.sha256(canonical(rest).encode()).hexdigest()


# What is a ballot


def whole(value: Any, low: int, high: int | None = None) -> bool:
    """A whole number between two bounds; true and false are none."""
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return is_whole and low <= value and (high is None or bool(value <= high))


def is_one(choice: Plain, poll: Poll) -> bool:
    return bool(choice["option"] in poll.keys)


def is_several(choice: Plain, poll: Poll) -> bool:
    named, most = choice["options"], poll.settings["most"] or len(poll.keys)
    is_fit = poll.settings["fewest"] <= len(named) <= most
    return bool(is_fit and poll.in_order(named) == named)


def is_scores(choice: Plain, poll: Poll) -> bool:
    scores, top = choice["scores"], poll.settings["top"]
    return bool(scores) and all(key in poll.keys and whole(n, 0, top) for key, n in scores.items())


def is_points(choice: Plain, poll: Poll) -> bool:
    points, most = choice["points"], poll.settings["points"]
    fits = all(key in poll.keys and whole(n, 1) for key, n in points.items())
    return fits and 1 <= sum(points.values()) <= most


def is_budget(choice: Plain, poll: Poll) -> bool:
    by_points = poll.settings["budget_ballot"] == "points"
    return is_points(choice, poll) if by_points else is_several(choice, poll)


def is_ranking(choice: Plain, poll: Poll) -> bool:
    ranks, settings = choice["ranks"], poll.settings
    ranked = [key for group in ranks for key in group]
    may_tie = settings["may_tie"] and poll.method == "ranking"
    most = len(poll.keys) if settings["must_rank_all"] else settings["most"] or len(poll.keys)
    fewest = len(poll.keys) if settings["must_rank_all"] else 1
    return (
        len(set(ranked)) == len(ranked)
        and set(ranked) <= set(poll.keys)
        and fewest <= len(ranked) <= most
        and all(len(group) == 1 or (may_tie and group) for group in ranks)
    )


def is_words(choice: Plain, poll: Poll) -> bool:
    """A few words, no two alike; null where one was withheld, no words where they were erased."""
    words = choice["words"]
    shown = [word for word in words if word is not None]
    folded = [fold(word) for word in shown]
    return (
        isinstance(words, list)
        and len(words) <= (poll.settings["most"] or 3)
        and all(isinstance(word, str) and word for word in shown)
        and len(set(folded)) == len(folded)
    )


def is_text(choice: Plain, _poll: Poll) -> bool:
    text = choice["text"]
    return text is None or isinstance(text, str)  # empty: erased by its writer


def is_times(choice: Plain, poll: Poll) -> bool:
    answers = choice["answers"]
    said = set(answers.values()) <= {"yes", "maybe", "no"}
    return said and bool(answers) and set(answers) <= set(poll.keys)


def is_ballot(ballot: Plain, poll: Poll) -> bool:
    """Whether this poll allows the ballot."""
    check, field = CHECKS[poll.method]
    if poll.method == "budget" and poll.settings["budget_ballot"] == "points":
        field = "points"
    choice = ballot["choice"]
    try:
        return whole(ballot["weight"], 1) and set(choice) == {field} and check(choice, poll)
    except (AttributeError, KeyError, TypeError):
        return False


def fold(text: str) -> str:
    """How words are compared: in small letters, digits 0 to 9."""
    return unicodedata.normalize("NFC", text.translate(DIGITS).casefold())


# Parts of a result


def line(key: str, count: int, share: Fraction, permille: int) -> Plain:
    return {"option": key, "count": count, "share": share, "permille": permille}


def part_lines(counts: Plain, nobodys: int = 0) -> Rows:
    """Lines whose shares are parts of all; thousandths by largest remainders add to 1000."""
    numbers = [*counts.values(), nobodys]
    total = sum(numbers)
    if total == 0:
        return [line(key, 0, Fraction(0), 0) for key in counts]
    exact = [Fraction(number * 1000, total) for number in numbers]
    permilles = [number.numerator // number.denominator for number in exact]
    rests = [number - whole_part for number, whole_part in zip(exact, permilles)]
    for place in sorted(range(len(rests)), key=lambda i: (-rests[i], i)):
        if sum(permilles) < 1000:
            permilles[place] += 1
    return [
        line(key, number, Fraction(number, total), permille)
        for (key, number), permille in zip(counts.items(), permilles)
    ]


def free_line(key: str, count: int, share: Fraction) -> Plain:
    """A line whose share stands by itself; thousandths rounded, a half upwards."""
    doubled = share * 2000 + 1
    return line(key, count, share, doubled.numerator // doubled.denominator // 2)


def tie(
    place: object, among: Rows, chosen: str, by_lot: bool = True, goes_out: bool = False
) -> Plain:
    told = {"place": str(place), "among": list(among), "chosen": chosen}
    return {**told, "by_lot": by_lot, "goes_out": goes_out}


def round_(number: int, counts: Plain, **more: Any) -> Plain:
    told = {"number": number, "counts": dict(counts), "elected": [], "eliminated": []}
    return {**told, "exhausted": Fraction(0), "lost": Fraction(0), "surplus": "", **more}


def result(ballots: int, lines: Rows, leading: Rows, **more: Any) -> Plain:
    told = {"ballots": ballots, "options": lines, "leading": leading, "winners": [], "ties": []}
    return {**told, "rounds": [], "consensus": None, "objections": [], "detail": None, **more}


def most_of(counts: Plain) -> Rows:
    most = max(counts.values(), default=0)
    return [key for key, number in counts.items() if number == most and number > 0]


def won(leading: Rows, poll: Poll) -> Plain:
    """Who won of those ahead; of several the first by lot."""
    if len(leading) < 2:
        return {"winners": list(leading), "ties": []}
    winner = poll.first_by_lot(leading)
    return {"winners": [winner], "ties": [tie("winner", leading, winner)]}


def weight_of(ballots: Rows) -> int:
    return sum(ballot["weight"] for ballot in ballots)


def added(poll: Poll, marks: Callable[..., Any]) -> Plain:
    """How much every option was given, the sums of hands and paper with it."""
    sums = dict.fromkeys(poll.keys, 0)
    for ballot in poll.ballots:
        for key, number in marks(ballot["choice"]).items():
            sums[key] += number * ballot["weight"]
    if poll.counted:
        for key in sums:
            sums[key] += poll.counted["counts"].get(key, 0)
    return sums


def number_of_ballots(poll: Poll) -> int:
    return len(poll.ballots) + (poll.counted["ballots"] if poll.counted else 0)


# One option each


def count_choice(poll: Poll) -> Plain:
    counts = added(poll, lambda choice: {choice["option"]: 1})
    return result(number_of_ballots(poll), part_lines(counts), most_of(counts))


def count_consent(poll: Poll) -> Plain:
    """What stands in the way of consent: a block before an objection before a reservation."""
    told = count_choice(poll)
    said = {poll.meanings[each["option"]] for each in told["options"] if each["count"]}
    steps = (("block", "blocked"), ("object", "objections"), ("reserve", "with_reservations"))
    consensus = "reached" if "agree" in said else "none_cast"
    consensus = next((name for meaning, name in steps if meaning in said), consensus)
    return {**told, "consensus": consensus}


def count_scale(poll: Poll) -> Plain:
    told = count_choice(poll)
    values = [value for value, each in enumerate(told["options"], 1) for _ in range(each["count"])]
    return {**told, "detail": {"mean": mean(values), "median": median(values)}}


def mean(values: Rows) -> Fraction | None:
    return Fraction(sum(values), len(values)) if values else None


def median(values: Rows) -> Fraction | None:
    """The middle value, or half-way between the middle two."""
    ranked, half = sorted(values), len(values) // 2
    if not ranked:
        return None
    return (
        Fraction(ranked[half]) if len(ranked) % 2 else Fraction(sum(ranked[half - 1 : half + 1]), 2)
    )


# Several options each


def count_approval(poll: Poll) -> Plain:
    counts = added(poll, lambda choice: Plain.fromkeys(choice["options"], 1))
    voters = weight_of(poll.ballots) + (poll.counted["ballots"] if poll.counted else 0)
    lines = [
        free_line(key, number, Fraction(number, voters) if voters else Fraction(0))
        for key, number in counts.items()
    ]
    leading = most_of(counts)
    return result(number_of_ballots(poll), lines, leading, **won(leading, poll))


def count_dots(poll: Poll) -> Plain:
    counts = added(poll, lambda choice: choice["points"])
    leading = most_of(counts)
    return result(len(poll.ballots), part_lines(counts), leading, **won(leading, poll))


def count_score(poll: Poll) -> Plain:
    top = poll.settings["top"]
    given: dict[str, list[int]] = {key: [] for key in poll.keys}
    for ballot in poll.ballots:
        for key, score in ballot["choice"]["scores"].items():
            given[key] += [score] * ballot["weight"]
    means = {key: mean(scores) for key, scores in given.items()}
    best = max((each for each in means.values() if each is not None), default=None)
    leading = [key for key in poll.keys if best is not None and means[key] == best]
    lines = [free_line(k, sum(given[k]), (means[k] or Fraction(0)) / top) for k in poll.keys]
    detail = {
        "means": list(means.values()),
        "medians": [median(scores) for scores in given.values()],
        "distributions": [[s.count(n) for n in range(top + 1)] for s in given.values()],
    }
    return result(len(poll.ballots), lines, leading, **won(leading, poll), detail=detail)


def count_time(poll: Poll) -> Plain:
    """Most who can come; then fewest who cannot; then most who could if need be; then the first."""
    said = {key: {"yes": 0, "maybe": 0, "no": 0} for key in poll.keys}
    for ballot in poll.ballots:
        for key in poll.keys:
            said[key][ballot["choice"]["answers"].get(key, "no")] += ballot["weight"]
    voters = weight_of(poll.ballots)
    able = {key: each for key, each in said.items() if each["yes"] + each["maybe"] > 0}
    suits = {key: (each["yes"], -each["no"], each["maybe"]) for key, each in able.items()}
    leading = [key for key in suits if suits[key] == max(suits.values())]
    lines = [
        free_line(key, each["yes"], Fraction(each["yes"], voters) if voters else Fraction(0))
        for key, each in said.items()
    ]
    ties = [tie("winner", leading, leading[0], by_lot=False)] if len(leading) > 1 else []
    detail = {word: [each[word] for each in said.values()] for word in ("yes", "maybe", "no")}
    return result(len(poll.ballots), lines, leading, winners=leading[:1], ties=ties, detail=detail)


# Words and texts; those withheld are not in the file


def count_words(poll: Poll) -> Plain:
    spelled: Plain = {}
    for ballot in poll.ballots:
        for word in ballot["choice"]["words"]:
            if word is not None:
                same = spelled.setdefault(fold(word), {})
                same[word] = same.get(word, 0) + ballot["weight"]
    words = []
    for same in spelled.values():
        usual = min(same, key=lambda word: (-same[word], word))
        words.append({"text": usual, "count": sum(same.values())})
    words.sort(key=lambda word: (-word["count"], word["text"]))
    return result(len(poll.ballots), [], [], detail={"words": words})


def count_text(poll: Poll) -> Plain:
    texts = [ballot["choice"]["text"] for ballot in poll.ballots]
    shown = sorted(text for text in texts if text)
    return result(len(poll.ballots), [], [], detail={"texts": shown})


# Orders


def first_lines(poll: Poll) -> Rows:
    """First preferences; a ballot with several options on top is nobody's."""
    counts = dict.fromkeys(poll.keys, 0)
    for ballot in poll.ballots:
        ranks = ballot["choice"]["ranks"]
        if ranks and len(ranks[0]) == 1:
            counts[ranks[0][0]] += ballot["weight"]
    return part_lines(counts, weight_of(poll.ballots) - sum(counts.values()))


def count_ranking(poll: Poll) -> Plain:
    places = {}
    for number, ballot in enumerate(poll.ballots):
        # Where each option stands on this ballot; those not ranked stand last, together.
        ranks = ballot["choice"]["ranks"]
        places[number] = {key: len(ranks) for key in poll.keys}
        for place, group in enumerate(ranks):
            places[number].update(dict.fromkeys(group, place))
    pairs, borda = compared(poll, places)
    paths = strongest_paths(poll.keys, pairs)
    beats_all = [
        a for a in poll.keys if all(a == b or pairs[a][b] > pairs[b][a] for b in poll.keys)
    ]
    run = run_off(poll)
    orders = {"irv": run["order"], "schulze": [], "borda": []}
    if run["winner"]:
        orders["schulze"] = best_paths_first(poll.keys, paths)
        orders["borda"] = in_groups(borda)
    outcomes = {
        "irv": {
            "leading": run["leading"],
            "winners": [run["winner"]] if run["winner"] else [],
            "ties": run["ties"],
        }
    }
    for rule in ("schulze", "borda"):
        leading = orders[rule][0] if orders[rule] else []
        outcomes[rule] = {"leading": leading, **won(leading, poll)}
    decides = poll.settings["ranking_rule"]
    detail = {
        "decided_by": decides,
        "condorcet": beats_all[0] if beats_all else None,
        "pairs": [[pairs[a][b] for b in poll.keys] for a in poll.keys],
        "borda": list(borda.values()),
        "strengths": [[paths[a][b] for b in poll.keys] for a in poll.keys],
        "orders": orders,
        "winners": {rule: each["winners"][0] for rule, each in outcomes.items() if each["winners"]},
        "ties": {rule: each["ties"] for rule, each in outcomes.items()},
    }
    told = result(len(poll.ballots), first_lines(poll), rounds=run["rounds"], **outcomes[decides])
    return {**told, "detail": detail}


def compared(poll: Poll, places: dict[int, Any]) -> tuple[Any, ...]:
    """How many put a before b, for all pairs; and Borda's points: one for each below, half beside."""
    pairs = {a: Plain.fromkeys(poll.keys, 0) for a in poll.keys}
    points = dict.fromkeys(poll.keys, Fraction(0))
    for number, ballot in enumerate(poll.ballots):
        for a in poll.keys:
            for b in poll.keys:
                if places[number][a] < places[number][b]:
                    pairs[a][b] += ballot["weight"]
                    points[a] += ballot["weight"]
                elif a != b and places[number][a] == places[number][b]:
                    points[a] += Fraction(ballot["weight"], 2)
    return pairs, points


def in_groups(values: Plain) -> Rows:
    """The highest value first, equals together."""
    levels = sorted(set(values.values()), reverse=True)
    return [[key for key in values if values[key] == level] for level in levels]


def strongest_paths(keys: Rows, pairs: Plain) -> Plain:
    """Schulze: a path of victories is as strong as its weakest; the strongest path counts."""
    paths = {a: {b: pairs[a][b] if pairs[a][b] > pairs[b][a] else 0 for b in keys} for a in keys}
    changed = True
    while changed:
        changed = False
        for a in keys:
            for b in keys:
                by_way = max((min(paths[a][c], paths[c][b]) for c in keys), default=0)
                if a != b and by_way > paths[a][b]:
                    paths[a][b], changed = by_way, True
    return paths


def best_paths_first(keys: Rows, paths: Plain) -> Rows:
    groups, left = [], list(keys)
    while left:
        groups.append([a for a in left if all(paths[a][b] >= paths[b][a] for b in left)])
        left = [key for key in left if key not in groups[-1]]
    return groups


def run_off(poll: Poll) -> Plain:
    """Instant run-off: the option with the fewest goes out until one has more than half."""
    standing = list(poll.keys)
    rounds: Rows = []
    ties: Rows = []
    while True:
        counts = dict.fromkeys(standing, Fraction(0))
        for ballot in poll.ballots:
            for group in ballot["choice"]["ranks"]:
                still = [key for key in group if key in standing]
                if still:
                    for key in still:
                        counts[key] += Fraction(ballot["weight"], len(still))
                    break
        total = sum(counts.values())
        if total == 0:
            return {"winner": None, "order": [], "leading": [], "ties": [], "rounds": []}
        spent = Fraction(weight_of(poll.ballots)) - total
        rounds.append(round_(len(rounds) + 1, counts, exhausted=spent))
        over_half = [key for key in standing if counts[key] > total / 2]
        if over_half:
            rounds[-1]["elected"] = over_half
            return run_off_told(over_half[0], rounds, ties)
        out = settled(counts, min, rounds[:-1], poll, ties, goes_out=True)
        rounds[-1]["eliminated"] = [out]
        standing.remove(out)


def run_off_told(winner: str, rounds: Rows, ties: Rows) -> Plain:
    last = {key: count for key, count in rounds[-1]["counts"].items() if key != winner}
    gone = [each["eliminated"] for each in reversed(rounds) if each["eliminated"]]
    leading = [winner]
    if not last and ties and ties[-1]["by_lot"] and ties[-1]["place"] == str(len(rounds) - 1):
        leading = ties[-1]["among"]  # the last two had the same, and only the lot told them apart
    order = [[winner], *in_groups(last), *gone]
    return {"winner": winner, "order": order, "leading": leading, "ties": ties, "rounds": rounds}


def settled(
    counts: Plain,
    which: Callable[..., Any],
    earlier: Rows,
    poll: Poll,
    ties: Rows,
    goes_out: bool = False,
) -> str:
    """Who has the fewest (`min`) or the most (`max`); notes a tie.

    Of equals by the latest earlier round in which they differ, then by lot: the last in the lot goes
    out, the first goes first.
    """
    extreme = which(counts.values())
    among = [key for key in counts if counts[key] == extreme]
    left = among
    for past in reversed(earlier):
        mark = which(past["counts"][key] for key in left)
        left = [key for key in left if past["counts"][key] == mark]
    chosen = sorted(left, key=poll.lot.index)[-1 if goes_out else 0]
    if len(among) > 1:
        ties.append(tie(len(earlier) + 1, among, chosen, len(left) > 1, goes_out))
    return chosen


# Several seats


class Seats:
    """The single transferable vote by Scotland's rules of 2007: every paper moved one by one."""

    def __init__(self, poll: Poll) -> None:
        self.poll, self.seats = poll, poll.settings["seats"]
        self.quota = weight_of(poll.ballots) // (self.seats + 1) + 1
        self.continuing = list(poll.keys)
        self.excluded: Rows = []
        self.elected: Rows = []
        self.rounds: Rows = []
        self.ties: Rows = []
        self.lost = self.exhausted = Fraction(0)
        self.settled_at: Plain = {}  # whose surplus has gone on: they keep the quota
        self.papers = [
            {"order": [group[0] for group in b["choice"]["ranks"]], "weight": b["weight"]}
            for b in poll.ballots
        ]
        for paper in self.papers:
            paper.update(value=Fraction(1), at=None)
            self.move(paper)

    def move(self, paper: Plain) -> None:
        """To the next in its order who is neither elected nor out."""
        order = paper["order"]
        further = order[order.index(paper["at"]) + 1 :] if paper["at"] else order
        paper["at"] = next((key for key in further if key in self.continuing), None)
        if paper["at"] is None:
            self.exhausted += paper["value"] * paper["weight"]
            paper["order"] = []

    def votes(self) -> Plain:
        votes = {key: Fraction(0) for key in self.poll.keys if key not in self.excluded}
        for paper in self.papers:
            if paper["at"]:
                votes[paper["at"]] += paper["value"] * paper["weight"]
        return {**votes, **self.settled_at}

    def count(self) -> None:
        votes = self.votes()
        while any(votes.values()):
            now = round_(len(self.rounds) + 1, votes, exhausted=self.exhausted, lost=self.lost)
            now["elected"] = self.elect(votes)
            vacant = len(self.elected) < self.seats and self.continuing
            over = {k: votes[k] for k in votes if k in self.elected and votes[k] > self.quota}
            if vacant and over:
                now["surplus"] = settled(over, max, self.rounds, self.poll, self.ties)
                self.pass_surplus(now["surplus"], votes)
            elif vacant:
                low = {key: votes[key] for key in self.continuing}
                out = settled(low, min, self.rounds, self.poll, self.ties, goes_out=True)
                now["eliminated"] = [out]
                self.exclude(out)
            self.rounds.append(now)
            if not vacant:
                return
            votes = self.votes()

    def elect(self, votes: Plain) -> Rows:
        """Whoever has the quota; all who are left where there are no more of them than seats."""
        reached = self.best_first([k for k in self.continuing if votes[k] >= self.quota], votes)
        left = [key for key in self.continuing if key not in reached]
        if len(left) <= self.seats - len(self.elected) - len(reached):
            reached += self.best_first(left, votes)
        self.elected += reached
        self.continuing = [key for key in self.continuing if key not in reached]
        return reached

    def best_first(self, keys: Rows, votes: Plain) -> Rows:
        left, ordered = list(keys), []
        while left:
            level = {key: votes[key] for key in left}
            ordered.append(settled(level, max, self.rounds, self.poll, []))
            left.remove(ordered[-1])
        return ordered

    def pass_surplus(self, key: str, votes: Plain) -> None:
        """All papers go on, each worth its part of the surplus, cut off after five decimals."""
        for paper in [each for each in self.papers if each["at"] == key]:
            exact = paper["value"] * (votes[key] - self.quota) / votes[key]
            kept = Fraction(exact.numerator * 100000 // exact.denominator, 100000)
            self.lost += (exact - kept) * paper["weight"]
            paper["value"] = kept
            self.move(paper)
        self.settled_at[key] = Fraction(self.quota)

    def exclude(self, key: str) -> None:
        self.continuing.remove(key)
        self.excluded.append(key)
        for paper in [each for each in self.papers if each["at"] == key]:
            self.move(paper)


def count_stv(poll: Poll) -> Plain:
    seats = Seats(poll)
    seats.count()
    told = result(len(poll.ballots), first_lines(poll), seats.elected, winners=seats.elected)
    detail = {"quota": seats.quota, "seats": seats.seats}
    return {**told, "ties": seats.ties, "rounds": seats.rounds, "detail": detail}


# Budget


def count_budget(poll: Poll) -> Plain:
    by_points = poll.settings["budget_ballot"] == "points"
    told = count_dots(poll) if by_points else count_approval(poll)
    votes = {each["option"]: each["count"] for each in told["options"]}
    bought = {"greedy": greedy(poll, votes), "equal-shares": equal_shares(poll, votes)}
    decides = bought[poll.settings["budget_rule"]]
    one, other = (bought[rule]["spending"]["selected"] for rule in ("greedy", "equal-shares"))
    detail = {
        "greedy": bought["greedy"]["spending"],
        "equal_shares": bought["equal-shares"]["spending"],
        "only_greedy": poll.in_order(set(one) - set(other)),
        "only_equal_shares": poll.in_order(set(other) - set(one)),
    }
    selected = decides["spending"]["selected"]
    more = {"ties": decides["ties"], "rounds": decides["rounds"], "detail": detail}
    return {**told, "leading": poll.in_order(selected), "winners": selected, **more}


def greedy(poll: Poll, votes: Plain) -> Plain:
    """The most votes first, of equals the cheaper, then by lot; what is too dear is passed over."""
    queue = [key for key in poll.keys if votes[key] > 0]
    queue.sort(key=lambda key: (-votes[key], poll.prices[key], poll.lot.index(key)))
    left, selected, rounds, ties = poll.settings["budget"], [], [], []
    for number, key in enumerate(queue, 1):
        looked_at = {other: votes[other] for other in queue[number - 1 :]}
        fits = poll.prices[key] <= left
        rounds.append(round_(number, looked_at, **{"elected" if fits else "eliminated": [key]}))
        if fits:
            selected.append(key)
            left -= poll.prices[key]
    for key in selected:
        among = [k for k in poll.in_order(queue) if alike(k, key, votes, poll)]
        if any(other not in selected for other in among):
            ties.append(tie(queue.index(key) + 1, among, key))
    cost = poll.settings["budget"] - left
    spending = {"selected": selected, "cost": cost, "completed": []}
    return {"spending": spending, "rounds": rounds, "ties": ties}


def alike(one: str, other: str, votes: Plain, poll: Poll) -> bool:
    return (votes[one], poll.prices[one]) == (votes[other], poll.prices[other])


def equal_shares(poll: Poll, votes: Plain) -> Plain:
    """Everybody has the same share and pays for what they voted for; shares are raised while it fits."""
    people, budget = weight_of(poll.ballots), poll.settings["budget"]
    if not people:
        return {"spending": {"selected": [], "cost": 0, "completed": []}, "rounds": [], "ties": []}
    raised = 0
    selected = at_first = bought_by(poll, votes, Fraction(budget, people))[0]
    while True:
        left = budget - sum(poll.prices[key] for key in selected)
        more = [key for key in poll.keys if votes[key] and key not in selected]
        if not any(poll.prices[key] <= left for key in more):
            break
        # One unit more for each; of a share of five digits ten, of six a hundred.
        further = raised + 10 ** max(0, len(str(budget // people + raised)) - 4)
        bought = bought_by(poll, votes, Fraction(budget, people) + further)[0]
        if sum(poll.prices[key] for key in bought) > budget:
            break
        raised, selected = further, bought
    _, rounds, ties = bought_by(poll, votes, Fraction(budget, people) + raised, True)
    completed = [key for key in selected if key not in at_first]
    cost = sum(poll.prices[key] for key in selected)
    spending = {"selected": selected, "cost": cost, "completed": completed}
    return {"spending": spending, "rounds": rounds, "ties": ties}


def bought_by(poll: Poll, votes: Plain, share: Fraction, in_full: bool = False) -> tuple[Any, ...]:
    """What is bought when everybody has this share; with `in_full` the rounds and ties as well.

    Next is what has the most effective votes: price / what a full payer pays for one vote. They
    only get fewer from purchase to purchase, so what had fewer before need not be looked at.
    """
    voters = people_of(poll, share)
    known = {key: Fraction(votes[key]) for key in poll.keys if votes[key]}
    selected: Rows = []
    rounds: Rows = []
    ties: Rows = []
    while True:
        worth: dict[str, Fraction] = {}
        too_dear = []
        for key in sorted(known, key=lambda key: -known[key]):
            if not in_full and worth and known[key] < max(worth.values()):
                break
            per_vote = price_of_a_vote(poll.prices[key], key, voters)
            if per_vote is None:
                too_dear.append(key)
            else:
                worth[key] = poll.prices[key] / per_vote
        known = {key: worth.get(key, known[key]) for key in known if key not in too_dear}
        if not worth:
            return selected, rounds, ties
        best = [key for key in poll.in_order(worth) if worth[key] == max(worth.values())]
        low = min((poll.prices[key], -votes[key]) for key in best)
        best = [key for key in best if (poll.prices[key], -votes[key]) == low]
        chosen = poll.first_by_lot(best)
        per_vote = poll.prices[chosen] / worth[chosen]
        for voter in voters:
            pays = min(voter["money"], per_vote * voter["gives"].get(chosen, 0))
            voter["money"] -= pays
        selected.append(chosen)
        del known[chosen]
        rounds.append(round_(len(rounds) + 1, worth, elected=[chosen], eliminated=too_dear))
        if len(best) > 1:
            ties.append(tie(len(rounds), best, chosen))


def people_of(poll: Poll, share: Fraction) -> Rows:
    """Voters with the same ballot always have the same left: they are kept as one, with their number."""
    alike: Plain = {}
    for ballot in poll.ballots:
        choice = ballot["choice"]
        gives = choice["points"] if "points" in choice else dict.fromkeys(choice["options"], 1)
        same = alike.setdefault(canonical(gives), {"gives": gives, "people": 0, "money": share})
        same["people"] += ballot["weight"]
    return list(alike.values())


def price_of_a_vote(price: int, key: str, voters: Rows) -> Fraction | None:
    """What each pays for a vote so that all together pay the price; who has less gives all of it."""
    backers = [voter for voter in voters if voter["gives"].get(key)]
    if sum(voter["money"] * voter["people"] for voter in backers) < price:
        return None
    # The poorest (for what they would have to pay) first: they give all until the rest can share.
    backers.sort(key=lambda voter: voter["money"] / voter["gives"][key])
    missing, parts = Fraction(price), sum(v["gives"][key] * v["people"] for v in backers)
    for voter in backers:
        if voter["money"] * parts >= missing * voter["gives"][key]:
            return Fraction(missing / parts)
        missing -= voter["money"] * voter["people"]
        parts -= voter["gives"][key] * voter["people"]
    return None


# What the poll's rules make of it


def judged(file: Plain, counted: Plain) -> Plain:
    """Whether enough voted; whether the answer with the most of those who chose has enough."""
    settings, missing = file["settings"], file["verdict"]["short_sectors"]
    has_quorum = carried = has_passed = None
    if settings["quorum"] or settings["sector_quorum"]:
        needed = Fraction(settings["quorum"] * file["eligible"], 1000)
        has_quorum = file["cast"] >= needed and not missing
    if settings["pass_rule"] in ENOUGH and file["method"] in ("choice", "consent", "approval"):
        ahead, part = ahead_of(file, counted)
        has_passed = has_quorum is not False and ENOUGH[settings["pass_rule"]](part)
        carried = ahead if has_passed else None
    told = {"has_quorum": has_quorum, "short_sectors": missing}
    return {**told, "has_passed": has_passed, "carried": carried}


def ahead_of(file: Plain, counted: Plain) -> tuple[Any, Fraction]:
    """The one answer with the most, and its part; abstentions are answers that are left out.

    The part is of the votes left; where voters name several answers, of the voters.
    """
    abstain = [each["option"] for each in file["options"] if each["meaning"] == "abstain"]
    lines = [each for each in counted["options"] if each["option"] not in abstain]
    ahead = most_of({each["option"]: each["count"] for each in lines})
    if len(ahead) != 1:
        return None, Fraction(0)
    line_of = next(each for each in lines if each["option"] == ahead[0])
    votes = sum(each["count"] for each in lines)
    is_several = file["method"] == "approval"
    return ahead[0], Fraction(line_of["share"]) if is_several else Fraction(line_of["count"], votes)


ENOUGH: Plain = {
    "majority": lambda part: part > Fraction(1, 2),
    "two_thirds": lambda part: part >= Fraction(2, 3),
    "three_quarters": lambda part: part >= Fraction(3, 4),
}
CHECKS: Plain = {
    "choice": (is_one, "option"),
    "consent": (is_one, "option"),
    "scale": (is_one, "option"),
    "approval": (is_several, "options"),
    "score": (is_scores, "scores"),
    "dots": (is_points, "points"),
    "ranking": (is_ranking, "ranks"),
    "stv": (is_ranking, "ranks"),
    "budget": (is_budget, "options"),
    "words": (is_words, "words"),
    "text": (is_text, "text"),
    "time": (is_times, "answers"),
}
COUNTS: Plain = {
    "choice": count_choice,
    "consent": count_consent,
    "scale": count_scale,
    "approval": count_approval,
    "score": count_score,
    "dots": count_dots,
    "ranking": count_ranking,
    "stv": count_stv,
    "budget": count_budget,
    "words": count_words,
    "text": count_text,
    "time": count_time,
}


# Said to people


def plain(value: Any) -> Any:
    """Fractions as whole numbers or "n/d"."""
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else str(value)
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, list) else value


def recount(file: Plain) -> Plain:
    """The result of the ballots in the file, as plain data."""
    poll = Poll(file)
    return dict(plain(COUNTS[poll.method](poll)))


def faults(file: Plain) -> Rows:
    """Everything that is not right, as pairs of sentences: Thai, English."""
    poll, found = Poll(file), []
    if hash_of(file) != file["hash"]:
        found.append(("ไฟล์นี้ถูกแก้ไขหลังจากเผยแพร่", "The file was altered after it was made."))
    if fingerprint(file) != file["fingerprint"]:
        found.append(
            ("บัตรไม่ตรงกับลายนิ้วมือที่เผยแพร่", "The ballots do not match the published fingerprint.")
        )
    for number, ballot in enumerate(poll.ballots, 1):
        if not is_ballot(ballot, poll):
            found.append(
                (
                    f"บัตรที่ {number} ไม่เป็นไปตามกติกา",
                    f"Ballot {number} is not one that this poll allows.",
                )
            )
    there, said = number_of_ballots(poll), sum(file["channels"].values())
    if not there == said == file["cast"]:
        told = f"{there}, {said}, {file['cast']}"
        found.append(
            (
                f"จำนวนบัตร จำนวนตามช่องทาง และจำนวนผู้ลงมติไม่ตรงกัน: {told}",
                f"The numbers of ballots, by channel and of people who voted differ: {told}.",
            )
        )
    return found


def differences(shown: Any, counted: Any, place: str = "result") -> Rows:
    """Where two results differ, as lines: place, shown, counted."""
    if isinstance(shown, dict) and isinstance(counted, dict):
        keys = [*shown, *(key for key in counted if key not in shown)]
        pairs = [(f"{place}.{key}", shown.get(key), counted.get(key)) for key in keys]
    elif isinstance(shown, list) and isinstance(counted, list) and len(shown) == len(counted):
        pairs = [(f"{place}[{i}]", *both) for i, both in enumerate(zip(shown, counted))]
    else:
        is_same = shown == counted and type(shown) is type(counted)
        return [] if is_same else [f"{place}: {canonical(shown)} ≠ {canonical(counted)}"]
    return [found for where, one, other in pairs for found in differences(one, other, where)]


def unlike(file: Plain, counted: Plain) -> Rows:
    """Where the published result, or what the rules make of it, differs from the recount."""
    verdicts = differences(file["verdict"], judged(file, counted), "verdict")
    return differences(file["result"], counted) + verdicts


def read(path: str) -> Plain:
    """The file. Raises ValueError where it is none of ballots, or says something twice."""

    def once(pairs: Rows) -> Plain:
        if len({key for key, _ in pairs}) != len(pairs):
            raise ValueError("the same key twice")
        return dict(pairs)

    with open(path, encoding="utf-8") as opened:
        file = json.load(opened, object_pairs_hook=once)
    if not isinstance(file, dict) or file.get("format") != "wethi-ballots-1":
        raise ValueError("another format")
    return file


def main(arguments: Sequence[str] | None = None) -> int:
    """Count and tell; 0 the same, 1 different, 2 no file of ballots."""
    parser = argparse.ArgumentParser(description="Count a closed poll again from its ballots.")
    parser.add_argument("file", help="ballots.json")
    parser.add_argument("--json", action="store_true", help="print the result of the recount")
    asked = parser.parse_args(arguments)
    try:
        file = read(asked.file)
        wrong = faults(file)
        counted = recount(file) if asked.json or not wrong else None
        differing = unlike(file, counted) if counted else []
    except (AttributeError, KeyError, IndexError, OSError, TypeError, ValueError) as error:
        print("ไฟล์นี้ไม่ใช่ไฟล์บัตรลงมติ / This is no file of ballots:", repr(error), file=sys.stderr)
        return 2
    if asked.json:
        print(json.dumps(counted, ensure_ascii=False, indent=1))
    for thai, english in [] if asked.json else wrong:
        print(f"{thai} / {english}")
    if differing and not asked.json:
        print("ผลไม่ตรงกัน (ที่เผยแพร่ ≠ ที่นับใหม่) / The results differ (published ≠ counted again):")
        print("\n".join(differing))
    if not wrong and not differing and not asked.json:
        number = counted["ballots"] if counted else 0
        print(f"เหมือนกัน: นับบัตร {number} ใบใหม่แล้ว / The same: {number} ballots counted again.")
        print(f"ลายนิ้วมือ / Fingerprint: {file['fingerprint']}")
    return 1 if wrong or differing else 0


if __name__ == "__main__":
    sys.exit(main())

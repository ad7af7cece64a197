"""The draw itself. This file is also a program of its own, so that anybody can draw again.

    pip install sortition-algorithms==<the version named in the report>
    python lottery.py report.json

It needs Python and that library, nothing else of the house. What is drawn from is one text:

* The *material* (people by key with their characteristics, targets, size, algorithm, where the seed
  comes from) is written as JSON with sorted names and without spaces, people in order of their
  keys, targets in order of characteristic and value. Its SHA-256 is the *commitment*, published
  before the seed is known.
* The number the library is started with is SHA-256 of "commitment:panel:seed".
* The reserve list has everybody who was not chosen, in order of SHA-256 of
  "commitment:reserve:seed:key". Who leaves is replaced by those of the reserve who keep the targets
  best, the first on the list among equals. Seats added later are given by the same rule; each step
  names the size it filled up to, and who could not come in: whoever no longer wants to, or for
  whom (with those who come along) no seat was left.

The library walks through sets of keys, whose order Python changes from run to run unless
PYTHONHASHSEED is set: the program sets it to 0 and starts itself again.
"""

import hashlib
import json
import logging
import math
import os
import platform
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

FORMAT = "wethi-draw/1"
# What the result depends on, beside this file.
LIBRARIES = ("sortition-algorithms", "highspy", "cvxpy", "numpy")
ALGORITHMS = ("maximin", "nash", "leximin", "legacy")
# One thread for sums: their order, and so their last digits, must not depend on the machine.
FIXED = {"PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
# How far probabilities of two runs may be apart: solvers stop at about this.
TOLERANCE = 1e-6
ATTEMPTS = 100  # of the algorithm that tries until all targets are met

Material = Mapping[str, Any]
Values = Mapping[str, str]
Tell = Callable[[int], None]


def canonical_text(material: Material) -> str:
    """The one way to write the material, whatever order its people and targets come in."""
    people = sorted(material["candidates"], key=lambda each: each["key"])
    targets = sorted(material["targets"], key=lambda t: (t["characteristic"], t["value"]))
    ordered = {**material, "candidates": people, "targets": targets}
    return json.dumps(ordered, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(text: str) -> str:
    """The SHA-256 of a text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def commitment_of(material: Material) -> str:
    """What is published before the draw: the SHA-256 of the canonical text."""
    return sha256(canonical_text(material))


def seed_number(commitment: str, seed: str) -> int:
    """The number the library is started with; never 0, which would mean no seed at all."""
    return int(sha256(f"{commitment}:panel:{seed}"), 16) or 1


def reserve_order(commitment: str, seed: str, keys: Iterable[str]) -> list[str]:
    """The keys in the order in which they stand on the reserve list."""
    return sorted(keys, key=lambda key: sha256(f"{commitment}:reserve:{seed}:{key}"))


def strain(people: Iterable[Values], targets: Sequence[Mapping[str, Any]]) -> int:
    """By how many people a panel misses its targets: those missing and those too many."""
    panel = list(people)
    off = 0
    for target in targets:
        name, value = target["characteristic"], target["value"]
        count = sum(1 for values in panel if values[name] == value)
        off += max(0, target["minimum"] - count, count - target["maximum"])
    return off


def replacements(
    material: Material, kept: Sequence[str], reserve: Sequence[str], size: int | None = None
) -> list[str]:
    """Who of the reserve list comes in for those who left, in the order of the list.

    As many as a panel of `size` people lacks (left out: of the size drawn; seats that were added
    later make it larger). First the one who keeps the targets best, again and again; then, while
    it helps, one of the newcomers is exchanged for one who fits better. Among equals the first on
    the list is taken.
    """
    values = {each["key"]: each["values"] for each in material["candidates"]}
    targets = material["targets"]

    def cost(newcomers: Sequence[str]) -> int:
        return strain([values[key] for key in (*kept, *newcomers)], targets)

    came: list[str] = []
    whole = material["size"] if size is None else size
    wanted = min(whole - len(kept), len(reserve))
    while len(came) < wanted:
        rest = [key for key in reserve if key not in came]
        came.append(min(rest, key=lambda key: cost([*came, key])))
    while (better := _better(came, reserve, cost)) is not None:
        came = better
    return sorted(came, key=list(reserve).index)


def _better(
    came: list[str], reserve: Sequence[str], cost: Callable[[Sequence[str]], int]
) -> list[str] | None:
    """The newcomers with the one exchange that helps most; None when none helps."""
    exchanges = [
        [new if key == old else key for key in came]
        for old in came
        for new in reserve
        if new not in came
    ]
    best = min(exchanges, key=cost, default=came)
    return best if cost(best) < cost(came) else None


def check(material: Material) -> dict[str, Any]:
    """Whether a panel that meets all targets together exists, and if not, the nearest that can be.

    `relaxed` has the targets the library would change, in our shape. `has_gurobi` says whether
    "leximin" would really be run.
    """
    from sortition_algorithms import committee_generation, errors  # noqa: PLC0415 - heavy

    answer = {
        "possible": True,
        "relaxed": [],
        "has_gurobi": bool(committee_generation.GUROBI_AVAILABLE),
    }
    try:
        features, people = _library_input(material)
        committee_generation.find_any_committee(features, people, material["size"], [])
    except errors.InfeasibleQuotasError as error:
        return {**answer, "possible": False, "relaxed": _relaxed(material, error.features)}
    except errors.SortitionBaseError:
        return {**answer, "possible": False}
    return answer


def draw(material: Material, seed: str, tell: Tell) -> dict[str, Any]:
    """Draw a panel: chosen keys, the reserve list, and everybody's probability.

    `tell` gets the progress in per cent. Probabilities are None where the algorithm knows none.
    Raises the library's errors where no panel meets the targets.
    """
    from sortition_algorithms.utils import set_random_provider  # noqa: PLC0415 - heavy

    commitment = commitment_of(material)
    features, people = _library_input(material)
    set_random_provider(seed_number(commitment, seed))
    used, panel, chances, panels = _select(material, features, people, _Progress(tell))
    rest = [each["key"] for each in material["candidates"] if each["key"] not in panel]
    return {
        "algorithm_used": used,
        "chosen": sorted(panel),
        "reserve": reserve_order(commitment, seed, rest),
        "probabilities": chances,
        "panels": panels,
        "versions": versions(),
    }


def versions() -> dict[str, str]:
    """What drew: the libraries that are installed here, and Python."""
    installed = {name: metadata.version(name) for name in LIBRARIES}
    return {**installed, "python": platform.python_version(), "machine": platform.machine()}


def _select(
    material: Material, features: Any, people: Any, reporter: "_Progress"
) -> tuple[str, frozenset[str], dict[str, float] | None, int | None]:
    """The algorithm really used, the panel, each probability, and among how many panels was drawn."""
    from sortition_algorithms import committee_generation as library  # noqa: PLC0415 - heavy
    from sortition_algorithms.core import lottery_rounding  # noqa: PLC0415 - heavy

    size, used = material["size"], material["algorithm"]
    if used == "legacy":
        panels, _report = library.find_random_sample_legacy(
            people, features, size, [], max_attempts=ATTEMPTS, progress_reporter=reporter
        )
        return used, panels[0], None, None
    if used == "leximin" and not library.GUROBI_AVAILABLE:
        used = "maximin"  # what the library does too, without a word to whoever asked
    find = {
        "maximin": library.find_distribution_maximin,
        "nash": library.find_distribution_nash,
        "leximin": library.find_distribution_leximin,
    }[used]
    found, weights, _report = find(features, people, size, [], progress_reporter=reporter)
    panels, weights = library.standardize_distribution(found, weights)
    chances = dict.fromkeys(people, 0.0)
    for panel, weight in zip(panels, weights, strict=True):
        for key in panel:
            chances[key] += weight
    rounded = {key: round(chance, 9) for key, chance in chances.items()}
    return used, lottery_rounding(panels, weights, 1)[0], rounded, len(panels)


def _library_input(material: Material) -> tuple[Any, Any]:
    """Features and people as the library reads them, always in the same order."""
    from sortition_algorithms import Settings, read_in_features, read_in_people  # noqa: PLC0415 - heavy

    ordered = json.loads(canonical_text(material))
    limits = _limits(ordered)
    rows = [
        {"feature": name, "value": value, "min": str(least), "max": str(most)}
        for (name, value), (least, most) in limits.items()
    ]
    features, _name, _value = read_in_features(["feature", "value", "min", "max"], rows)
    names = sorted({name for name, _value in limits})
    body = [
        {"id": each["key"], **{name: each["values"].get(name, _ANY) for name in names}}
        for each in ordered["candidates"]
    ]
    settings = Settings(id_column="id", columns_to_keep=[])
    people, _report = read_in_people(["id", *names], body, features, settings)
    return features, people


# Without any target everybody is alike.
_ANY = "anybody"


def _limits(material: Material) -> dict[tuple[str, str], tuple[int, int]]:
    """Least and most for every value that somebody has or that is asked for."""
    size = material["size"]
    names = {target["characteristic"] for target in material["targets"]} or {_ANY}
    limits = {
        (name, each["values"].get(name, _ANY)): (0, size)
        for each in material["candidates"]
        for name in names
    }
    for target in material["targets"]:
        limits[target["characteristic"], target["value"]] = target["minimum"], target["maximum"]
    return dict(sorted(limits.items()))


def _relaxed(material: Material, features: Any) -> list[dict[str, Any]]:
    changed = []
    for (name, value), (least, most) in _limits(material).items():
        new = features[name][value]
        if (new.min, new.max) != (least, most):
            changed.append(
                {"characteristic": name, "value": value, "minimum": new.min, "maximum": new.max}
            )
    return changed


class _Progress:
    """Turns the library's phases into per cents; the last phase has no known length."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._total: int | None = None

    def start_phase(
        self, name: str, total: int | None = None, *, message: str | None = None
    ) -> None:
        self._total = total

    def update(self, current: int, *, message: str | None = None) -> None:
        if self._total:
            self._tell(round(50 * current / self._total))
        else:
            self._tell(round(50 + 49 * (1 - math.exp(-current / 20))))

    def end_phase(self) -> None:
        pass


def differences(report: Mapping[str, Any], tell: Tell) -> list[str]:
    """Draw again from a report and say, in English, all that is not as it says. Empty: the same.

    Where people, targets or seed are not those promised beforehand, nothing is drawn.
    """
    broken = _broken_promises(report)
    if broken:
        return broken
    result, again = report["result"], draw(report["material"], report["seed"], tell)
    told = [
        f"Other {name}: {again[name]} instead of {result[name]}."
        for name in ("algorithm_used", "chosen", "reserve")
        if again[name] != result[name]
    ]
    if not _alike(again["probabilities"], result["probabilities"]):
        told.append("Other probabilities.")
    return told + _replaced_otherwise(report)


def _broken_promises(report: Mapping[str, Any]) -> list[str]:
    material, told = report["material"], []
    if commitment_of(material) != report["commitment"]:
        told.append("The people or targets are not those committed to beforehand.")
    promise = material["seed"]
    if promise["source"] == "hash" and sha256(report["seed"]) != promise["hash"]:
        told.append("The seed is not the one committed to beforehand.")
    return told


def _alike(some: Mapping[str, float] | None, others: Mapping[str, float] | None) -> bool:
    if some is None or others is None:
        return some is others
    return some.keys() == others.keys() and all(
        abs(chance - others[key]) <= TOLERANCE for key, chance in some.items()
    )


def _replaced_otherwise(report: Mapping[str, Any]) -> list[str]:
    panel, reserve = list(report["result"]["chosen"]), list(report["result"]["reserve"])
    told = []
    for step in report["replacements"]:
        kept = [key for key in panel if key not in step["left"]]
        ready = [key for key in reserve if key not in step["unavailable"]]
        came = replacements(report["material"], kept, ready, step.get("size"))
        if came != step["came"]:
            told.append(f"Replacement {step['number']}: {came} instead of {step['came']}.")
        panel = [*kept, *step["came"]]
        reserve = [key for key in reserve if key not in step["came"]]
    return told


def answer(asked: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    """What another process asks for: a check, a draw, or a draw made again."""
    if asked["do"] == "check":
        return check(asked["material"])
    if asked["do"] == "draw":
        return draw(asked["material"], asked["seed"], tell)
    return {"differences": differences(asked["report"], tell), "versions": versions()}


def main(arguments: Sequence[str]) -> int:
    """The program: with a file, draw again and say whether it is the same; else answer stdin."""
    if any(os.environ.get(name) != value for name, value in FIXED.items()):
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], {**os.environ, **FIXED})  # noqa: S606
    if sys.flags.hash_randomization:
        _say("Start without -I and -E: with them Python does not heed PYTHONHASHSEED.")
        return 2
    logging.disable()  # the library tells its story on the standard output
    if not arguments:
        _say(json.dumps(_answered(json.load(sys.stdin))))
        return 0
    return _again(json.loads(Path(arguments[0]).read_text(encoding="utf-8")))


def _answered(asked: Mapping[str, Any]) -> dict[str, Any]:
    from sortition_algorithms import errors  # noqa: PLC0415 - heavy

    try:
        return {"answer": answer(asked, lambda done: _say(json.dumps({"progress": done})))}
    except errors.SortitionBaseError as error:
        return {"failed": str(error)}


def _again(report: Mapping[str, Any]) -> int:
    other = differences(report, lambda _done: None)
    _say("\n".join(other) if other else "The same: " + " ".join(report["result"]["chosen"]))
    used, here = report["result"]["versions"], versions()
    for name in used.keys() & here.keys():
        if used[name] != here[name]:
            _say(f"Note: drawn with {name} {used[name]}, here is {here[name]}.")
    return 1 if other else 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

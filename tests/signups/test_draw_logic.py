"""Draws as pure rules: what is fixed beforehand, what is drawn, who replaces whom."""

import json
import os
import random
import subprocess
import sys
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forum.signups.logic import lottery
from forum.signups.logic.draw import (
    UNSAID,
    Algorithm,
    Plan,
    Target,
    companion_findings,
    findings,
    fingerprint,
    limit_findings,
    looked_at,
    material_of,
    members,
    narrowed,
    outcome_lines,
    public_number,
    ranked_reserve,
    secret_seed,
)
from forum.signups.logic.states import SeedSource

SECTORS, GENDERS = ("ngo", "villagers", "government"), ("woman", "man")
PROGRAM = Path(lottery.__file__)
SMALL = Path(__file__).parent.parent / "data" / "draw_small.json"


few = settings(max_examples=40)


def small():
    """Twenty-four invented people, eight seats, targets for sectors and genders."""
    return json.loads(SMALL.read_text(encoding="utf-8"))


def quiet(_done):
    pass


people = st.fixed_dictionaries(
    {"sector": st.sampled_from(SECTORS)}, optional={"gender": st.sampled_from(GENDERS)}
)
crowds = st.dictionaries(
    st.text("abcdefgh23456789", min_size=1, max_size=6), people, min_size=1, max_size=20
)
targets = st.lists(
    st.builds(
        lambda where, least, more: Target(*where, least, least + more),
        st.sampled_from([("sector", s) for s in SECTORS] + [("gender", g) for g in GENDERS]),
        st.integers(0, 3),
        st.integers(0, 4),
    ),
    max_size=4,
    unique_by=lambda t: (t.characteristic, t.value),
)
plans = st.builds(
    Plan,
    size=st.integers(1, 8),
    targets=targets.map(tuple),
    seed_source=st.just(SeedSource.PUBLIC),
    seed_note=st.text(max_size=20),
)


def written(plan, crowd):
    return material_of(plan, crowd, draw="d", forum="f", seed_hash=None)


@few
@given(plans, crowds, st.randoms())
def test_the_order_in_which_people_and_targets_come_changes_nothing(plan, crowd, order):
    material = written(plan, crowd)
    mixed = {**material, "candidates": [*material["candidates"]], "targets": [*material["targets"]]}
    order.shuffle(mixed["candidates"])
    order.shuffle(mixed["targets"])
    shuffled = list(crowd.items())
    order.shuffle(shuffled)

    assert lottery.canonical_text(mixed) == lottery.canonical_text(material)
    assert lottery.commitment_of(mixed) == lottery.commitment_of(material)
    assert written(plan, dict(shuffled)) == material


@few
@given(plans, crowds)
def test_whatever_is_changed_after_the_commitment_shows(plan, crowd):
    material = written(plan, crowd)
    before = lottery.commitment_of(material)
    first = next(iter(crowd))
    others = [
        written(replace(plan, size=plan.size + 1), crowd),
        written(replace(plan, algorithm=Algorithm.NASH), crowd),
        written(replace(plan, seed_note=plan.seed_note + "!"), crowd),
        written(plan, {**crowd, "a-new-one": crowd[first]}),
        written(plan, {key: values for key, values in crowd.items() if key != first}),
        material_of(plan, crowd, draw="other", forum="f", seed_hash=None),
        material_of(plan, crowd, draw="d", forum="f", seed_hash="0" * 64),
    ]

    assert before not in {lottery.commitment_of(other) for other in others}


@few
@given(plans, crowds)
def test_what_no_target_asks_for_is_not_written_down(plan, crowd):
    material = written(plan, crowd)

    asked = {target.characteristic for target in plan.targets}
    assert all(set(each["values"]) == asked for each in material["candidates"])
    assert set(looked_at(plan.targets)) == asked


def test_whoever_did_not_say_their_gender_is_written_down_as_not_having_said():
    asked = [Target("gender", "woman", 1, 2), Target("sector", "ngo", 0, 3)]

    assert narrowed({"sector": "ngo", "region": "north"}, asked) == {
        "sector": "ngo",
        "gender": UNSAID,
    }


@given(st.sets(st.text("abc", min_size=1), min_size=1), st.text(), st.randoms())
def test_the_reserve_list_has_everybody_once_and_only_the_seed_orders_it(keys, seed, order):
    mixed = list(keys)
    order.shuffle(mixed)

    ordered = lottery.reserve_order("c", seed, mixed)

    assert sorted(ordered) == sorted(keys)
    assert ordered == lottery.reserve_order("c", seed, sorted(keys))


def test_another_seed_gives_another_number_and_another_reserve_list():
    keys = [f"k{n}" for n in range(20)]

    assert lottery.seed_number("c", "1") != lottery.seed_number("c", "2")
    assert lottery.seed_number("c", "1") != lottery.seed_number("d", "1")
    assert lottery.reserve_order("c", "1", keys) != lottery.reserve_order("c", "2", keys)


def test_the_reserve_list_can_be_made_by_hand_with_sha256sum():
    # printf 'c:reserve:123456:b' | sha256sum
    assert lottery.sha256("c:reserve:123456:b").startswith("643b2673")


def test_our_seed_needs_the_secret_and_belongs_to_one_draw():
    seed = secret_seed("secret", "draw-1")

    assert seed == secret_seed("secret", "draw-1")
    assert len({seed, secret_seed("other", "draw-1"), secret_seed("secret", "draw-2")}) == 3


@pytest.mark.parametrize("typed", ["123 456", "  123   456 ", "๑๒๓ ๔๕๖", "123\u00a0456"])
def test_a_public_number_is_one_number_however_it_is_typed(typed):
    assert public_number(typed) == "123 456"


# Replacements


@st.composite
def gaps(draw):
    """A material, who is still in, and the reserve list."""
    crowd = draw(st.lists(people, min_size=2, max_size=12))
    plan = draw(plans)
    material = written(plan, {f"k{n:02}": values for n, values in enumerate(crowd)})
    keys = [each["key"] for each in material["candidates"]]
    kept_number = draw(st.integers(0, min(plan.size, len(keys) - 1)))
    return material, keys[:kept_number], draw(st.permutations(keys[kept_number:]))


def cost(material, keys):
    values = {each["key"]: each["values"] for each in material["candidates"]}
    return lottery.strain([values[key] for key in keys], material["targets"])


@few
@given(gaps())
def test_the_panel_is_filled_from_the_reserve_list_as_far_as_it_goes(gap):
    material, kept, reserve = gap

    came = lottery.replacements(material, kept, reserve)

    assert len(came) == min(material["size"] - len(kept), len(reserve))
    assert len(set(came)) == len(came)
    assert set(came) <= set(reserve)


@few
@given(gaps())
def test_a_single_replacement_keeps_the_targets_as_well_as_anybody_could(gap):
    material, kept, reserve = gap
    one = {**material, "size": len(kept) + 1}

    (came,) = lottery.replacements(one, kept, reserve)

    best = min(cost(one, [*kept, key]) for key in reserve)
    alike = [key for key in reserve if cost(one, [*kept, key]) == best]
    assert came == alike[0]


@few
@given(gaps())
def test_no_exchange_of_one_newcomer_would_keep_the_targets_better(gap):
    material, kept, reserve = gap

    came = lottery.replacements(material, kept, reserve)

    now = cost(material, [*kept, *came])
    for old in came:
        for new in set(reserve) - set(came):
            changed = [new if key == old else key for key in came]
            assert cost(material, [*kept, *changed]) >= now


def test_a_woman_who_left_is_replaced_by_the_first_woman_on_the_list():
    material = written(
        Plan(size=2, targets=(Target("gender", "woman", 1, 1), Target("gender", "man", 1, 1))),
        {
            "kept": {"gender": "man"},
            "m1": {"gender": "man"},
            "w1": {"gender": "woman"},
            "w2": {"gender": "woman"},
        },
    )

    assert lottery.replacements(material, ["kept"], ["m1", "w2", "w1"]) == ["w2"]


# Findings


def crowd_of(**numbers):
    return [{"sector": sector} for sector, number in numbers.items() for _ in range(number)]


def test_it_says_in_plain_words_that_too_few_of_a_kind_applied():
    plan = Plan(size=20, targets=(Target("gender", "woman", 12, 20),))
    crowd = [{"gender": "woman"}] * 9 + [{"gender": "man"}] * 30

    (found,) = findings(plan, crowd, None)

    assert found.is_problem
    assert found.message % {**found.facts, "value": "Women"} == (
        "Women: 12 are asked for, only 9 applied."
    )


@pytest.mark.parametrize(
    ("plan", "crowd", "free", "said"),
    [
        (Plan(5, ()), crowd_of(ngo=3), None, "5 seats are to be drawn, only 3 people applied."),
        (Plan(5, ()), crowd_of(ngo=9), 4, "5 seats are to be drawn, only 4 are free."),
        (
            Plan(5, (Target("sector", "ngo", 3, 5), Target("sector", "villagers", 3, 5))),
            crowd_of(ngo=9, villagers=9),
            None,
            "C: the smallest numbers add up to 6, more than the 5 seats.",
        ),
        (
            Plan(5, (Target("sector", "ngo", 0, 2), Target("sector", "villagers", 0, 2))),
            crowd_of(ngo=9, villagers=9),
            None,
            "C: with these largest numbers at most 4 of the 5 seats can be filled.",
        ),
    ],
)
def test_it_says_what_stands_in_the_way_of_a_draw(plan, crowd, free, said):
    problems = [each for each in findings(plan, crowd, free) if each.is_problem]

    assert said in [each.message % {**each.facts, "characteristic": "C"} for each in problems]


def test_it_warns_of_people_who_could_be_recognised():
    plan = Plan(2, (Target("sector", "ngo", 0, 2),))
    crowd = crowd_of(ngo=4, villagers=1)

    (found,) = findings(plan, crowd, None)

    assert not found.is_problem
    assert found.facts == {"number": 1}


def test_companions_who_may_have_no_seat_stand_in_the_way_of_a_draw():
    (found,) = companion_findings(Plan(3, ()), [1, 3, 1, 2, 1], 5)

    assert found.is_problem
    assert found.facts == {"size": 3, "most": 6, "free": 5, "fit": 1}
    assert companion_findings(Plan(3, ()), [1, 3, 1, 2, 1], 6) == []
    assert companion_findings(Plan(3, ()), [1, 1, 1, 1], 3) == []


def test_a_target_for_those_who_bring_somebody_keeps_their_companions_within_the_seats():
    few_of_them = Target("companions", "accompanied", 0, 1)

    assert companion_findings(Plan(3, (few_of_them,)), [1, 3, 1, 2, 1], 5) == []
    assert companion_findings(Plan(3, (few_of_them,)), [1, 3, 1, 2, 1], 4) != []


def test_no_more_of_a_kind_may_be_drawn_than_their_limit_leaves():
    crowd, left = crowd_of(ngo=3, villagers=5), {("sector", "villagers"): 2}

    (found,) = limit_findings(Plan(4, ()), crowd, left)

    said = found.message % {**found.facts, "value": "Villagers"}
    assert said.startswith("Villagers: up to 4 could be drawn, and their limit leaves 2 seats.")
    assert limit_findings(Plan(4, (Target("sector", "villagers", 0, 2),)), crowd, left) == []
    assert limit_findings(Plan(4, ()), crowd_of(ngo=3, villagers=2), left) == []


@few
@given(plans, st.lists(people, max_size=20), st.randoms())
def test_a_check_holds_for_the_same_kinds_of_people_in_any_order(plan, crowd, order):
    mixed = list(crowd)
    order.shuffle(mixed)

    assert fingerprint(plan, mixed) == fingerprint(plan, crowd)
    assert fingerprint(plan, [*crowd, {"sector": "ngo"}]) != fingerprint(plan, crowd)
    assert fingerprint(replace(plan, size=plan.size + 1), crowd) != fingerprint(plan, crowd)


# The library


@pytest.fixture(scope="module")
def library():
    return pytest.importorskip("sortition_algorithms")


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=plans, crowd=crowds, algorithm=st.sampled_from(["maximin", "legacy"]), seed=st.text())
def test_a_panel_that_is_drawn_meets_every_target(library, plan, crowd, algorithm, seed):
    material = written(replace(plan, algorithm=Algorithm(algorithm)), crowd)
    told = lottery.check(material)
    nothing_in_the_way = not any(f.is_problem for f in findings(plan, [*crowd.values()], None))

    if told["possible"]:
        assert nothing_in_the_way
        try:
            result = lottery.draw(material, seed, quiet)
        except library.SortitionBaseError:
            assert algorithm == "legacy"  # it gives up after so many tries
            return
        assert len(result["chosen"]) == plan.size
        assert cost(material, result["chosen"]) == 0
        assert sorted(result["chosen"] + result["reserve"]) == sorted(crowd)
        if result["probabilities"] is not None:
            assert sum(result["probabilities"].values()) == pytest.approx(plan.size)
    else:
        values = list(crowd)
        if plan.size <= len(values):
            assert all(cost(material, panel) for panel in combinations(values, plan.size))


def test_targets_that_cannot_be_met_come_back_with_the_nearest_that_can(library):
    material = small()["material"]
    women = {"minimum": 6, "maximum": 8}  # and at least three men, on eight seats
    asked = [t | women if t["value"] == "woman" else t for t in material["targets"]]
    impossible = {**material, "targets": asked}

    told = lottery.check(impossible)

    assert not told["possible"]
    near = {(t["characteristic"], t["value"]): t for t in (*asked, *told["relaxed"])}
    assert lottery.check({**material, "targets": [*near.values()]})["possible"]


def test_without_gurobi_leximin_is_written_down_as_the_maximin_it_was(library):
    material = {**small()["material"], "algorithm": "leximin"}

    has_gurobi = lottery.check(material)["has_gurobi"]

    used = lottery.draw(material, "1", quiet)["algorithm_used"]
    assert used == ("leximin" if has_gurobi else "maximin")


def test_our_way_of_asking_the_library_is_the_librarys_own(library):
    material, seed = small()["material"], "135790"
    features, people = lottery._library_input(material)
    number = lottery.seed_number(lottery.commitment_of(material), seed)
    chosen = library.Settings(id_column="id", columns_to_keep=[], random_number_seed=number)

    _done, (panel,), _report = library.run_stratification(features, people, 8, chosen)

    assert sorted(panel) == lottery.draw(material, seed, quiet)["chosen"]


def run(arguments, hash_seed, given=""):
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    return subprocess.run(
        [sys.executable, "-P", str(PROGRAM), *arguments],
        input=given, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def report(library):
    """A report as it is published, made under some order of sets."""
    asked = {"do": "draw", "material": small()["material"], "seed": "๑๒๓"}
    told = run([], "7", json.dumps(asked)).stdout.splitlines()[-1]
    material = asked["material"]
    return {
        "material": material,
        "commitment": lottery.commitment_of(material),
        "seed": asked["seed"],
        "result": json.loads(told)["answer"],
        "replacements": [],
    }


def test_the_same_seed_draws_the_same_panel_whatever_order_python_has(report, tmp_path):
    assert report["result"]["chosen"] == small()["chosen"]
    assert report["result"]["reserve"] == small()["reserve"]

    file = tmp_path / "report.json"
    file.write_text(json.dumps(report), encoding="utf-8")
    again = run([str(file)], "4711")

    assert again.stdout.startswith("The same: ")
    assert again.returncode == 0


def test_a_report_with_another_result_is_found_out(report, library):
    reserve = report["result"]["reserve"]
    turned = {**report["result"], "chosen": reserve[:8], "reserve": reserve[::-1]}
    step = {"number": 1, "left": reserve[:1], "unavailable": [], "came": []}

    told = lottery.differences({**report, "result": turned, "replacements": [step]}, quiet)

    found = {line.split(":")[0] for line in told}
    assert found >= {"Other chosen", "Other reserve", "Replacement 1"}


def test_a_report_with_other_people_or_another_seed_is_found_out(report):
    fewer = {**report["material"], "candidates": report["material"]["candidates"][1:]}
    promised = {**report["material"], "seed": {"source": "hash", "note": "", "hash": "0" * 64}}
    commitment = lottery.commitment_of(promised)

    people = lottery.differences({**report, "material": fewer}, quiet)
    seed = lottery.differences({**report, "material": promised, "commitment": commitment}, quiet)

    assert people == ["The people or targets are not those committed to beforehand."]
    assert seed == ["The seed is not the one committed to beforehand."]


def test_members_and_reserve_follow_the_replacements(report):
    out, (first, second, *_) = report["result"]["chosen"][0], report["result"]["reserve"]
    step = {"number": 1, "left": [out], "unavailable": [first], "came": [second]}
    after = {**report, "replacements": [step]}

    assert out not in members(after)
    assert second in members(after)
    assert len(members(after)) == 8
    assert first in ranked_reserve(after)
    assert second not in ranked_reserve(after)
    assert all(
        line.target.minimum <= line.drawn <= line.target.maximum for line in outcome_lines(report)
    )


SHARED = Path(__file__).parent.parent.parent.parent / "shared" / "data" / "sortition"


@pytest.mark.shared_data
@pytest.mark.skipif(not os.environ.get("FORUM_TEST_SLOW"), reason="takes ten seconds")
def test_the_shared_set_of_150_is_feasible_and_its_smallest_chance_is_one_in_eleven(library):
    material = shared_material()

    told, result = lottery.check(material), lottery.draw(material, "123456", quiet)

    assert told["possible"]
    assert min(result["probabilities"].values()) == pytest.approx(1 / 11, abs=1e-6)
    assert cost(material, result["chosen"]) == 0


@pytest.mark.shared_data
def test_the_shared_set_of_150_can_be_drawn_from(library):
    assert lottery.check(shared_material())["possible"]


def shared_material():
    """The shared candidates and quotas in our shape."""
    import csv

    def rows(name):
        return list(csv.DictReader((SHARED / name).read_text(encoding="utf-8").splitlines()))

    features = rows("features.csv")
    names = list(dict.fromkeys(row["feature"] for row in features))
    return {
        "format": lottery.FORMAT,
        "draw": "shared",
        "forum": "shared",
        "size": 22,
        "algorithm": "maximin",
        "seed": {"source": "public", "note": "a test"},
        "targets": [
            {
                "characteristic": row["feature"],
                "value": row["value"],
                "minimum": int(row["min"]),
                "maximum": int(row["max"]),
            }
            for row in features
        ],
        "candidates": [
            {"key": row["nationbuilder_id"], "values": {name: row[name] for name in names}}
            for row in rows("candidates.csv")
        ],
    }


def test_the_small_set_is_invented(library):
    made = random.Random(1)
    people = [
        {
            "key": f"k{n:02}",
            "values": {"sector": made.choice(SECTORS), "gender": made.choice(GENDERS)},
        }
        for n in range(24)
    ]

    assert small()["material"]["candidates"] == people

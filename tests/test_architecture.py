"""The house keeps its shape: doors declared, rooms named, refusals told apart."""

import ast
import importlib
import inspect
import pkgutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from flask import Flask

import forum
from forum.core.errors import Forbidden, ForumError
from forum.web import guard
from forum.web.guard import door_of

ROOT = Path(forum.__file__).parent
PYPROJECT = tomllib.loads((ROOT.parent / "pyproject.toml").read_text(encoding="utf-8"))
CONTRACTS = {c["name"].split(":")[0]: c for c in PYPROJECT["tool"]["importlinter"]["contracts"]}


def test_every_view_says_who_may_come_in(app):
    naked = [endpoint for endpoint in app.view_functions if door_of(app, endpoint) is None]

    assert naked == []


def test_a_view_that_says_nothing_lets_nobody_in():
    bare = Flask(__name__)
    bare.testing = True
    guard.init_app(bare, {})
    bare.add_url_rule("/naked", view_func=lambda: "secret", endpoint="naked")
    bare.add_url_rule("/open", view_func=guard.public(lambda: "hello"), endpoint="open")

    assert bare.test_client().get("/open").text == "hello"
    with pytest.raises(Forbidden):
        bare.test_client().get("/naked")


def test_every_feature_with_rooms_is_listed_in_the_rooms_contract():
    listed = {name.removeprefix("forum.") for name in CONTRACTS["Rooms"]["containers"]}

    with_views = {path.parent.name for path in ROOT.glob("*/views.py")}
    with_views |= {path.parent.parent.name for path in ROOT.glob("*/views/__init__.py")}

    assert with_views <= listed


def test_package_files_are_empty():
    full = [path for path in ROOT.rglob("__init__.py") if path.read_text(encoding="utf-8").strip()]

    assert full == []


def test_no_drawers_for_odds_and_ends():
    drawers = {"utils", "util", "helpers", "common", "misc", "base", "manager", "handler"}

    found = [path for path in ROOT.rglob("*.py") if path.stem in drawers]

    assert found == []


def all_errors():
    for module in pkgutil.walk_packages([str(ROOT)], "forum."):
        if module.name.endswith("errors"):
            importlib.import_module(module.name)
    pending, found = [ForumError], []
    while pending:
        kind = pending.pop()
        found.append(kind)
        pending += kind.__subclasses__()
    return found


def test_every_refusal_has_a_code_of_its_own():
    codes = [error.code for error in all_errors() if not error.__name__.startswith("_")]

    assert len(codes) == len(set(codes))


def test_modules_and_functions_stay_short():
    too_long = []
    for path in ROOT.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        # What people take along is one file each, so that it can be handed on by itself.
        if text.count("\n") > 400 and path.parent.name != "downloads":
            too_long.append(f"{path.relative_to(ROOT)}: {text.count(chr(10))} lines")
        too_long += [
            f"{path.relative_to(ROOT)}: {node.name}"
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= 60
        ]

    assert too_long == []


@pytest.mark.parametrize("word", ["commit", "rollback"])
def test_only_the_transaction_commits(word):
    callers = [
        str(path.relative_to(ROOT))
        for path in ROOT.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and node.attr == word
        and "session" in ast.unparse(node.value)
    ]

    assert set(callers) <= {"core/transaction.py"}


def test_services_take_the_actor_and_the_time_as_parameters():
    asking = []
    for path in [*ROOT.glob("*/service.py"), *ROOT.glob("*/service/*.py")]:
        text = path.read_text(encoding="utf-8")
        if "core.clock" in text or "current_actor" in text:
            asking.append(str(path.relative_to(ROOT)))

    assert asking == []
    assert inspect.signature(ForumError).parameters


def test_the_program_starts_without_the_libraries_that_only_some_pages_need(tmp_path):
    heavy = "docx icalendar numpy openpyxl PIL pythainlp typst xlsxwriter"
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from config import load_config\n"
        "from forum.app import create_app\n"
        "config = load_config({'FORUM_ENVIRONMENT': 'test'}, instance=Path(sys.argv[1]))\n"
        "create_app(config)\n"
        f"print(*[name for name in '{heavy}'.split() if name in sys.modules])\n"
    )

    told = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        cwd=ROOT.parent, check=True, capture_output=True, text=True,
    )  # fmt: skip

    assert told.stdout.split() == []

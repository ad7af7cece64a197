"""W3: forty formulas through every file for spreadsheets that the house hands out."""

import ast
import csv
import io
from pathlib import Path

import openpyxl
import pytest

import forum
from forum.core.permissions import INSTALLATION, Role
from forum.language.normal import normalise
from forum.questionnaires.logic.kinds import Purpose, Round
from forum.questionnaires.models import Answer, AnswerSheet
from tests.attacks.routes import routes
from tests.documents.test_spreadsheet import FORMULAS

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RISKY = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
ROOT = Path(forum.__file__).parent
# What such a route needs besides a forum.
ASKED = {"purpose": "evaluation"}
# Beside the tested functions these may write bytes of such a kind: nobody.
WRITERS = {"csv_bytes", "xlsx_bytes"}


def modules_that(condition):
    """The program's modules with something in their code."""
    for path in ROOT.rglob("*.py"):
        if any(condition(node) for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))):
            yield ".".join(("forum", *path.relative_to(ROOT).with_suffix("").parts))


def writes(node):
    return isinstance(node, ast.Name) and node.id in WRITERS


def routes_with_files(app):
    """Every route of a module that writes files for spreadsheets: found, not listed."""
    modules = set(modules_that(writes))
    for method in ("GET", "POST"):
        for route in routes(app, method):
            view = app.view_functions[route.endpoint]
            if view.__module__ in modules and {"layout"} & (route.arguments | {"layout"}):
                yield method, route


@pytest.fixture
def files(app, make, sign_in):
    """What all these routes hand to an administrator of a forum full of formulas, in both layouts."""
    forum_ = make.forum(title={"th": "=1+1 ทดสอบสูตร", "en": "=1+1"})
    texts = [normalise(formula)[:110] or "=" for formula in FORMULAS]
    for line, text in enumerate(texts):
        person = make.person(
            text, family_name=text, prefix=text[:40], email=f"person{line}@example.org"
        )
        make.signup(forum_, person=person, organisation_name=text)
    last = make.signup(forum_)
    for purpose in (Purpose.SIGNUP, Purpose.EVALUATION):
        _answered(
            make,
            make.questionnaire(
                forum_,
                *(
                    {"kind": "one_of", "label": text, "options": [("a", text), ("b", f"{text} b")]}
                    for text in texts
                ),
                purpose=purpose,
            ),
        )
    browser = sign_in(make.account(Role.ADMINISTRATOR, INSTALLATION))
    known = {"forum_id": forum_.public_id, "signup_id": last.public_id, **ASKED}
    found = {}
    for method, route in routes_with_files(app):
        for layout in ("csv", "xlsx"):
            values = {**known, "layout": layout}
            if not route.arguments <= set(values):
                continue  # about one list or one import: no file of people
            path = route.path(app, {name: values[name] for name in route.arguments})
            data = {"reason": "test", "layout": layout} if method == "POST" else None
            if "cancel" not in path:
                answer = browser.open(path, method=method, data=data)
                if answer.mimetype in {CSV, XLSX}:
                    found[route.endpoint, answer.mimetype] = answer.get_data()
                answer.close()
    return found


def _answered(make, questionnaire):
    """By enough people that the results are told."""
    make.save(
        *(
            AnswerSheet(
                questionnaire_id=questionnaire.id,
                round=Round.ONCE,
                respondent=f"{questionnaire.id}-{number}",
                group="ngo",
                language="th",
                sent_on=make.now.date(),
                answers=[
                    Answer(question_id=question.id, value="ab"[number % 2])
                    for question in questionnaire.questions
                ],
            )
            for number in range(20)
        )
    )


def texts_of(kind, content):
    """All cells that hold text; no cell of a workbook is a formula or a link."""
    if kind == CSV:
        assert content.startswith(b"\xef\xbb\xbf")  # only so Excel takes it for Thai
        assert b"\r\n" in content
        rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        return [cell for row in rows for cell in row]
    cells = []
    for sheet in openpyxl.load_workbook(io.BytesIO(content)):
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            assert cell.data_type != "f"
            assert not cell.hyperlink
            cells.append(cell.value)
    return cells


def test_no_cell_of_any_file_is_a_formula(files):
    assert len(set(FORMULAS)) >= 40
    assert {endpoint for endpoint, _kind in files} >= {
        "signup_desk.export",
        "questionnaire_results.export",
    }
    risky = [
        (endpoint, cell)
        for (endpoint, kind), content in files.items()
        for cell in texts_of(kind, content)
        if kind == CSV and cell.startswith(RISKY) and not cell.lstrip("-").isdigit()
    ]

    assert risky == []


def test_the_formulas_did_reach_the_files_as_words(files):
    """Else the test above would prove nothing."""
    for (_endpoint, kind), content in files.items():
        cells = [str(cell) for cell in texts_of(kind, content)]
        if _endpoint in {"signup_desk.export", "questionnaire_results.export"}:
            assert sum("SUM(" in cell or "HYPERLINK" in cell for cell in cells) > 3


def test_nothing_else_in_the_house_writes_such_a_file():
    """Whoever answers with one writes it with the functions that were tested with formulas."""

    def names_the_kind(node):
        return isinstance(node, ast.Constant) and node.value in {CSV, XLSX}

    naming = set(modules_that(names_the_kind))
    writing = set(modules_that(writes))

    assert naming - writing <= {"forum.files.logic"}  # uploads, handed out as they came

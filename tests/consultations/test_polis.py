"""Polis exports: recorded conversations come in exactly, broken ones not at all."""

import csv
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from forum.cli.consultations import import_polis_command
from forum.consultations.errors import BrokenExport, ExportMissing, ImportedAlready
from forum.consultations.facts import list_consultations_of
from forum.consultations.logic.counting import Tally
from forum.consultations.logic.polis import language_of, read_export
from forum.consultations.logic.states import ConsultationState, StatementState
from forum.consultations.models import Consultation, Respondent, Statement, StatementAnswer
from forum.consultations.service.imports import ATTRIBUTION, import_polis
from forum.core.actor import SYSTEM
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.transaction import transaction
from tests.conftest import NOW, SHARED_DATA

SMALL = Path(__file__).parent.parent / "data" / "polis" / "london.youth.policing"
RECORDED = [
    SMALL,
    *(
        pytest.param(SHARED_DATA / "polis" / name, marks=pytest.mark.shared_data)
        for name in (
            "15-per-hour-seattle",
            "brexit-consensus",
            "london.youth.policing",
            "scoop-hivemind.ubi",
            "vtaiwan.uberx",
        )
    ),
]
HEADS = {
    "comments.csv": "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body",
    "votes.csv": "timestamp,datetime,comment-id,voter-id,vote",
}
SOUND = {
    "comments.csv": ["1500000000000,x,0,9,1,1,1,First", "1500000000000,x,1,9,0,0,-1,Second"],
    "votes.csv": ["1500000000000,x,0,1,1", "1500000000000,x,0,2,-1"],
}


def export_in(folder, *, encoding="utf-8", **rows):
    """An export with these rows (by file, without .csv) below the right heading."""
    for name, sound in SOUND.items():
        lines = [HEADS[name], *rows.get(name.removesuffix(".csv"), sound)]
        (folder / name).write_text("\n".join(lines) + "\n", encoding=encoding)
    return folder


def read(folder):
    return read_export((folder / "comments.csv").read_bytes(), (folder / "votes.csv").read_bytes())


def bring_in(folder, forum, **options):
    with transaction():
        return import_polis(folder, forum.public_id, actor=SYSTEM, now=NOW, **options)


def matrix(folder):
    """The latest votes and the sums of each participant, as Polis itself published them."""
    with (folder / "participants-votes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    cells = {
        (int(row["participant"]), int(column)): int(value)
        for row in rows
        for column, value in row.items()
        if column.isdigit() and value
    }
    sums = {
        int(row["participant"]): (int(row["n-agree"]), int(row["n-disagree"]), int(row["n-votes"]))
        for row in rows
    }
    return cells, sums


@pytest.mark.parametrize("folder", RECORDED, ids=lambda folder: folder.name)
def test_a_recorded_conversation_comes_in_with_exactly_the_counts_polis_published(folder, make):
    cells, sums = matrix(folder)
    forum = make.forum()

    bring_in(folder, forum)

    stored = {
        (int(voter), number): value
        for voter, number, value in db.session.execute(
            select(Respondent.imported_as, Statement.number, StatementAnswer.value)
            .join(StatementAnswer, StatementAnswer.respondent_id == Respondent.id)
            .join(Statement, Statement.id == StatementAnswer.statement_id)
        )
    }
    assert stored == cells
    for voter, (agrees, disagrees, votes) in sums.items():
        own = [value for (who, _), value in stored.items() if who == voter]
        assert (own.count(1), own.count(-1), len(own)) == (agrees, disagrees, votes)


@pytest.mark.parametrize("folder", RECORDED, ids=lambda folder: folder.name)
def test_the_facts_for_the_minutes_hold_the_counts_of_every_statement(folder, make):
    cells, sums = matrix(folder)
    with (folder / "comments.csv").open(encoding="utf-8", newline="") as file:
        comments = list(csv.DictReader(file))
    forum = make.forum()

    bring_in(folder, forum)

    [fact] = list_consultations_of(forum)
    assert fact.respondents == len(sums)
    assert len(fact.statements) + fact.hidden == len(comments)
    assert fact.hidden == sum(row["moderated"] == "-1" for row in comments)
    for statement in fact.statements:
        column = [value for (_, number), value in cells.items() if number == statement.number]
        assert statement.tally == Tally(column.count(1), column.count(-1), column.count(0))


@pytest.mark.shared_data
def test_a_large_conversation_comes_in_within_seconds(make):
    forum = make.forum()

    started = time.perf_counter()
    done = bring_in(SHARED_DATA / "polis" / "vtaiwan.uberx", forum)
    seconds = time.perf_counter() - started

    assert (done.statements, done.voters, done.votes) == (197, 1921, 49443)
    assert seconds < 20  # about one on an idle machine; a row at a time takes minutes


def test_the_consultation_is_closed_anonymous_and_says_where_it_comes_from(make):
    forum = make.forum()

    done = bring_in(SMALL, forum)

    consultation = done.consultation
    assert consultation.state is ConsultationState.CLOSED
    assert consultation.title == {
        "en": "What is the best way to engage more young people in local scrutiny of policing?"
    }
    assert consultation.source_note == f"{ATTRIBUTION} · https://pol.is/9xxwa9jpkm"
    people = db.session.scalars(select(Respondent)).all()
    assert {person.person_id for person in people} == {None}
    assert {person.sector_id for person in people} == {None}


def test_what_polis_moderators_took_out_is_hidden(make, tmp_path):
    comments = [f"1500000000000,x,{n},9,0,0,{n - 1},Text {n}" for n in range(3)]

    bring_in(export_in(tmp_path, comments=comments), make.forum())

    states = db.session.execute(select(Statement.number, Statement.state)).all()
    assert dict(states) == {
        0: StatementState.HIDDEN,
        1: StatementState.SHOWN,
        2: StatementState.SHOWN,
    }


def test_a_later_vote_of_the_same_voter_replaces_the_earlier(make, tmp_path):
    votes = ["1500000000000,x,0,1,1", "1500000000000,x,0,2,1", "1400000000000,x,0,1,0"]

    bring_in(export_in(tmp_path, votes=votes), make.forum())

    kept = db.session.execute(
        select(Respondent.imported_as, StatementAnswer.value)
        .join(StatementAnswer, StatementAnswer.respondent_id == Respondent.id)
        .order_by(Respondent.imported_as)
    )
    assert list(kept) == [("1", 0), ("2", 1)]


def test_a_file_saved_by_a_spreadsheet_is_read_too(make, tmp_path):
    done = bring_in(export_in(tmp_path, encoding="utf-8-sig"), make.forum())

    assert done.statements == 2


def test_hostile_text_is_kept_as_text(make, tmp_path):
    comments = ["1500000000000,x,0,9,1,1,1,\"<script>alert(1)</script>\n=cmd|'/c calc'!A1\""]

    bring_in(export_in(tmp_path, comments=comments), make.forum())

    assert db.session.scalar(select(Statement.text)) == (
        "<script>alert(1)</script>\n=cmd|'/c calc'!A1"
    )


BROKEN = [
    ("comments", "1500000000000,x,zero,9,1,1,1,T", "comment-id is not a whole number: zero"),
    ("comments", "1500000000000,x,-1,9,1,1,1,T", "comment-id is not a whole number: -1"),
    ("comments", "1500000000000,x,๒,9,1,1,1,T", "comment-id is not a whole number: ๒"),
    ("comments", "1500000000000,x,99999999999,9,1,1,1,T", "comment-id is not a whole number"),
    ("comments", "1500000000000,x,2,9,1,1,1,  ", "comment-body is empty"),
    ("comments", "1500000000000,x,2,9,1,1,2,T", "moderated is not -1, 0 or 1: 2"),
    ("comments", "1500000000000,x,0,9,1,1,1,T", "comment-id stands twice: 0"),
    ("comments", "yesterday,x,2,9,1,1,1,T", "timestamp is not a time in milliseconds: yesterday"),
    ("comments", "1500000000,x,2,9,1,1,1,T", "timestamp is not a time in milliseconds: 1500000000"),
    ("comments", "1500000000000,x,2,9,1,1", "the row has 6 cells, not 8"),
    ("comments", "1500000000000,x,2,9,1,1,1," + "y" * 2001, "comment-body is too long"),
    ("comments", '1500000000000,x,2,9,1,1,1,"a"b', "the row cannot be read"),
    ("votes", "1500000000000,x,0,anna,1", "voter-id is not a whole number: anna"),
    ("votes", "1500000000000,x,,3,1", "comment-id is not a whole number: "),
    ("votes", "1500000000000,x,0,3,2", "vote is not -1, 0 or 1: 2"),
    ("votes", "1500000000000,x,0,3,", "vote is not -1, 0 or 1: "),
    ("votes", "1500000000000,x,7,3,1", "comment-id is in no row of comments.csv: 7"),
    ("votes", "-5,x,0,3,1", "timestamp is not a time in milliseconds: -5"),
    ("votes", "1500000000000,x,0,3,1,1", "the row has 6 cells, not 5"),
]


@pytest.mark.parametrize(("file", "row", "sentence"), BROKEN)
def test_a_broken_row_is_named_by_its_line_and_nothing_is_imported(
    file, row, sentence, make, tmp_path
):
    rows = [*SOUND[f"{file}.csv"], row]
    forum = make.forum()

    with pytest.raises(BrokenExport) as refused:
        bring_in(export_in(tmp_path, **{file: rows}), forum)

    [problem] = refused.value.problems
    assert problem.sentence.startswith(f"{file}.csv:4: {sentence}")
    for table in (Consultation, Statement, Respondent, StatementAnswer):
        assert db.session.scalar(select(func.count()).select_from(table)) == 0


def test_line_numbers_count_the_lines_of_quoted_cells(tmp_path):
    comments = [
        '1500000000000,x,0,9,1,1,1,"one\ntwo\r\nthree"',
        "1500000000000,x,oops,9,1,1,1,Broken",
        '1500000000000,x,2,9,1,1,5,"also\nbroken"',
        "",
        "1500000000000,x,3,9,1,1,1,",
    ]

    reading = read(export_in(tmp_path, comments=comments))

    assert [problem.line for problem in reading.problems] == [5, 6, 9]


def test_all_problems_are_collected_from_both_files(tmp_path):
    comments = [*SOUND["comments.csv"], "1500000000000,x,b,9,1,1,1,T", "x,x,5,9,1,1,1,T"]
    votes = ["1500000000000,x,0,a,1", "1500000000000,x,5,1,1", "1500000000000,x,6,1,9"]

    reading = read(export_in(tmp_path, comments=comments, votes=votes))

    assert reading.export is None
    # a vote on the broken statement 5 is no second problem
    assert [(problem.file, problem.line) for problem in reading.problems] == [
        ("comments.csv", 4),
        ("comments.csv", 5),
        ("votes.csv", 2),
        ("votes.csv", 4),
    ]


def test_missing_columns_are_named():
    reading = read_export(b"timestamp,comment-id\n1,2\n", b"")

    assert [problem.sentence for problem in reading.problems] == [
        "comments.csv:1: these columns are missing: moderated, comment-body",
        "votes.csv:1: these columns are missing: timestamp, comment-id, voter-id, vote",
    ]


def test_a_file_that_is_not_utf_8_is_refused_at_the_line(tmp_path):
    folder = export_in(tmp_path)
    thai = f"{HEADS['comments.csv']}\n1500000000000,x,0,9,1,1,1,ไทย\n".encode("tis-620")
    (folder / "comments.csv").write_bytes(thai)

    reading = read(folder)

    assert reading.problems[0].sentence == "comments.csv:2: the file is not in UTF-8"


def test_an_export_whose_signs_are_reversed_is_refused(tmp_path):
    comments = ["1500000000000,x,0,9,2,1,1,First"]
    votes = [f"1500000000000,x,0,{voter},{vote}" for voter, vote in enumerate((-1, -1, 1))]

    reading = read(export_in(tmp_path, comments=comments, votes=votes))

    assert [problem.message for problem in reading.problems] == [
        "the signs are reversed: comments.csv counts -1 as agreeing; 1 must be agree"
    ]


def test_the_same_export_comes_into_a_forum_once(make):
    forum, other = make.forum(), make.forum()
    first = bring_in(SMALL, forum)

    with pytest.raises(ImportedAlready) as refused:
        bring_in(SMALL, forum)
    elsewhere = bring_in(SMALL, other)
    wanted = bring_in(SMALL, forum, again=True)

    assert refused.value.facts["id"] == first.consultation.public_id
    assert len({done.consultation.id for done in (first, elsewhere, wanted)}) == 3


def test_a_folder_without_votes_is_refused(make, tmp_path):
    export_in(tmp_path)
    (tmp_path / "votes.csv").unlink()

    with pytest.raises(ExportMissing):
        bring_in(tmp_path, make.forum())


def test_only_those_who_edit_consultations_may_import(make):
    forum, other = make.forum(), make.forum()
    outsiders = [
        make.staff("organiser", other),
        make.staff("facilitator", forum),
        make.participant(make.signup(forum)),
    ]

    for actor in outsiders:
        with pytest.raises(NotFound), transaction():
            import_polis(SMALL, forum.public_id, actor=actor, now=NOW)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("ข้อความภาษาไทย and more", "th"),
        ("UberX 自用車載客，希望可以合法化", "zh"),
        ("Hello", "en"),
        ("$15", "en"),
    ],
)
def test_the_language_of_a_text_is_read_from_its_letters(text, language):
    assert language_of(text) == language


def test_the_command_prints_the_consultation_and_its_counts(app, make):
    forum = make.forum()

    result = app.test_cli_runner().invoke(
        import_polis_command, [str(SMALL), "--forum", forum.public_id]
    )

    consultation = db.session.scalars(select(Consultation)).one()
    assert result.exit_code == 0
    assert result.output == (
        f"consultation {consultation.public_id}\n"
        "39 statements (3 of them hidden), 26 respondents, 638 answers\n"
    )


def test_the_command_names_the_first_twenty_broken_lines_and_fails(app, make, tmp_path):
    forum = make.forum()
    folder = export_in(tmp_path, votes=["1500000000000,x,0,1,7"] * 25)

    result = app.test_cli_runner().invoke(
        import_polis_command, [str(folder), "--forum", forum.public_id]
    )

    lines = result.stderr.splitlines()
    assert result.exit_code == 1
    assert lines[0] == "votes.csv:2: vote is not -1, 0 or 1: 7"
    assert lines[19] == "votes.csv:21: vote is not -1, 0 or 1: 7"
    assert lines[20:] == ["… and 5 more", "25 problems were found; nothing was imported."]
    assert db.session.scalar(select(func.count()).select_from(Consultation)) == 0


def test_the_command_says_when_there_is_no_such_forum(app):
    result = app.test_cli_runner().invoke(import_polis_command, [str(SMALL), "--forum", "nothing"])

    assert result.exit_code == 1
    assert "There is nothing here" in result.stderr

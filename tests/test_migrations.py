"""The migrations make the tables of the models, both ways."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade
from sqlalchemy import CheckConstraint, inspect, text

from forum.core.clock import now
from forum.core.db import db
from forum.core.schema import is_migrated
from forum.core.transaction import transaction
from forum.directory.service import create_sectors
from forum.signups.models.places import Signup
from forum.signups.models.seats import SeatPool
from forum.signups.service.tickets import issue_ticket

pytestmark = pytest.mark.usefixtures("app")


def test_the_migrated_database_has_the_tables_of_the_models():
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        differences = compare_metadata(context, db.metadata)

    wanted = [d for d in differences if not _is_search_index(d)]
    assert wanted == []


def test_every_table_is_named_and_constrained_by_name():
    unnamed = [
        f"{table.name}: {constraint}"
        for table in db.metadata.sorted_tables
        for constraint in table.constraints
        if not constraint.name
    ]

    assert unnamed == []


def test_what_the_models_forbid_the_migrated_database_forbids():
    """Building a table anew, as SQLite must, could lose a check on the way."""
    inspector = inspect(db.engine)
    wanted = {
        (table.name, str(constraint.name))
        for table in db.metadata.sorted_tables
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }
    found = {
        (table.name, each["name"])
        for table in db.metadata.sorted_tables
        for each in inspector.get_check_constraints(table.name)
    }

    assert wanted - found == set()
    assert found - wanted == set()


def test_ballots_and_turnout_keep_no_row_number_after_every_migration():
    if db.engine.dialect.name != "sqlite":
        return
    query = text("SELECT name FROM sqlite_master WHERE sql LIKE '%WITHOUT ROWID%'")
    with db.engine.connect() as connection:
        names = set(connection.scalars(query))

    assert {"ballots", "turnout"} <= names


def test_the_way_back_leaves_nothing_and_the_way_forth_works_again():
    assert is_migrated()
    db.engine.dispose()

    downgrade(revision="base")
    left = set(inspect(db.engine).get_table_names()) - {"alembic_version"}
    upgrade()
    with transaction():
        create_sectors()  # what every test finds

    assert left == set()
    assert is_migrated()


def test_a_place_and_its_ticket_live_through_the_way_to_fair_seats(make):
    """SQLite builds altered tables anew: what refers to their rows must not go with the old ones."""
    forum = make.forum(seats={"ngo": 3})
    signup = make.signup(forum, sector="ngo")
    with transaction():
        issue_ticket(signup, secret="for this test", now=now())
    before = _count("signups", "tickets", "quotas", "seat_pools")
    db.session.remove()
    db.engine.dispose()

    downgrade(revision="0001")
    upgrade()

    assert _count("signups", "tickets", "quotas", "seat_pools") == before
    assert before["tickets"]
    pool = db.session.scalars(db.select(SeatPool)).one()
    assert pool.public_id
    assert db.session.scalars(db.select(Signup)).one().pool_id == pool.id


def _count(*tables):
    rows = {table: db.session.scalar(text(f"SELECT count(*) FROM {table}")) for table in tables}
    db.session.rollback()
    return rows


def _is_search_index(difference):
    return "search_index" in str(difference)

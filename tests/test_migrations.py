"""The migrations make the tables of the models, both ways."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from forum.core.db import db
from forum.core.schema import is_migrated
from forum.core.transaction import transaction
from forum.directory.service import create_sectors


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


def _is_search_index(difference):
    return "search_index" in str(difference)

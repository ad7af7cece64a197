"""A backup made while people write comes back whole; anything else is refused untouched."""

import hashlib
import shutil
import sqlite3
import stat
import threading
import zipfile
from contextlib import closing

import pytest

from tests.cli.conftest import Installation

CONTENT = b"a poster"
DIGEST = hashlib.sha256(CONTENT).hexdigest()


def put_a_file_in(installation):
    folder = installation.folder / "files" / DIGEST[:2]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / DIGEST).write_bytes(CONTENT)


@pytest.fixture
def in_use(migrated):
    """With an account and a file."""
    put_a_file_in(migrated)
    return migrated


@pytest.fixture(scope="session")
def archive(prepared, tmp_path_factory):
    """A good backup of such an installation, made once for all tests."""
    source = Installation(tmp_path_factory.mktemp("source"))
    shutil.copytree(prepared.folder, source.folder)
    put_a_file_in(source)
    target = tmp_path_factory.mktemp("backups") / "good.backup"
    done = source.flask("backup", str(target))
    assert done.returncode == 0, done.stderr
    return target


def rows(installation, query):
    with closing(sqlite3.connect(installation.folder / "forum.sqlite3")) as database:
        return database.execute(query).fetchall()


def somebody_comes(installation):
    with closing(sqlite3.connect(installation.folder / "forum.sqlite3")) as database:
        database.execute(
            "INSERT INTO persons (prefix, given_name, family_name, email, language, created_at,"
            " public_id) VALUES ('', 'B', '', 'later@example.org', 'th', '2026-01-01', 'b')"
        )
        database.commit()


def change(source, target, *, leave_out=(), **added):
    """The same archive with other contents."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            if name not in leave_out and name not in added:
                new.writestr(name, old.read(name))
        for name, content in added.items():
            new.writestr(name, content)
    return target


def test_what_was_lost_comes_back_and_what_came_after_goes(in_use, archive):
    secret = (in_use.folder / "secret_key").read_text()
    somebody_comes(in_use)
    shutil.rmtree(in_use.folder / "files")
    (in_use.folder / "secret_key").write_text("f" * 64)

    done = in_use.flask("restore", str(archive), "--yes")

    assert (done.returncode, "Restored the state of" in done.stdout) == (0, True)
    assert rows(in_use, "SELECT email FROM persons") == [("a@example.org",)]
    assert (in_use.folder / "files" / DIGEST[:2] / DIGEST).read_bytes() == CONTENT
    assert (in_use.folder / "secret_key").read_text() == secret
    assert stat.S_IMODE((in_use.folder / "secret_key").stat().st_mode) == 0o600


def test_a_backup_is_for_its_owner_only_and_leaves_nothing_beside_it(archive):
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    assert list(archive.parent.iterdir()) == [archive]


def test_an_empty_house_takes_a_backup_in(archive, tmp_path):
    (tmp_path / "new").mkdir()
    new = Installation(tmp_path / "new")

    done = new.flask("restore", str(archive), "--yes")

    assert done.returncode == 0, done.stderr
    assert rows(new, "SELECT email FROM persons") == [("a@example.org",)]


def test_a_backup_under_writing_holds_all_that_was_acknowledged_before(in_use, tmp_path):
    acknowledged, is_over = [], threading.Event()

    def write():
        path = in_use.folder / "forum.sqlite3"
        with closing(sqlite3.connect(path, timeout=20)) as database:
            for number in range(1_000_000):
                if is_over.is_set():
                    return
                database.execute(
                    "INSERT INTO outbox"
                    " (kind, object_id, occasion, state, attempts, created_at, next_try_at)"
                    " VALUES ('k', ?, 'a', 'sent', 0, '2020-01-01', '2020-01-01'),"
                    " ('k', ?, 'b', 'sent', 0, '2020-01-01', '2020-01-01')",
                    (number, number),
                )
                database.commit()
                acknowledged.append(number)

    writer = threading.Thread(target=write)
    writer.start()
    while len(acknowledged) < 50:
        pass
    before = len(acknowledged)
    done = in_use.flask("backup", str(tmp_path / "busy.backup"))
    is_over.set()
    writer.join()
    in_use.flask("restore", str(tmp_path / "busy.backup"), "--yes")

    assert done.returncode == 0, done.stderr
    firsts, seconds = (
        [n for (n,) in rows(in_use, f"SELECT object_id FROM outbox WHERE occasion = '{o}'")]
        for o in "ab"
    )
    assert sorted(firsts) == sorted(seconds) == list(range(len(firsts)))
    assert before <= len(firsts) < len(acknowledged)
    assert rows(in_use, "PRAGMA integrity_check") == [("ok",)]


def _broken_archives():
    yield "no archive", lambda _good, path: path.write_bytes(b"x" * 100)
    yield "cut off", lambda good, path: path.write_bytes(good.read_bytes()[:-2000])

    def damaged(good, path):
        content = bytearray(good.read_bytes())
        content[len(content) // 2] ^= 0xFF
        path.write_bytes(content)

    yield "damaged", damaged
    for name in ("database", "secret_key", "backup.json"):
        yield (
            f"without its {name}",
            lambda good, path, name=name: change(good, path, leave_out=(name,)),
        )
    for name in ("../escaped", "/tmp/escaped", "files/../../escaped", "files/aa/evil", "instance"):
        yield f"with {name}", lambda good, path, name=name: change(good, path, **{name: b"x"})
    yield "of another version", lambda good, path: change(good, path, **{"backup.json": "[1]"})
    yield (
        "of another database",
        lambda good, path: change(
            good, path, **{"backup.json": '{"format": 1, "kind": "postgresql", "made_at": ""}'}
        ),
    )
    yield "with another database", lambda good, path: change(good, path, database=b"x" * 5000)


@pytest.mark.parametrize(
    "break_it", [pytest.param(make, id=name) for name, make in _broken_archives()]
)
def test_what_is_not_a_whole_backup_changes_nothing(in_use, archive, tmp_path, break_it):
    broken = tmp_path / "broken.backup"
    break_it(archive, broken)
    somebody_comes(in_use)
    before = sorted(path for path in in_use.folder.rglob("*"))

    refused = in_use.run("restore", str(broken), "--yes")

    assert refused.returncode == 1
    assert refused.stderr.startswith("Error: ")
    assert len(rows(in_use, "SELECT * FROM persons")) == 2
    assert sorted(path for path in in_use.folder.rglob("*")) == before
    assert not (tmp_path / "escaped").exists()


def test_restoring_asks_first(in_use, archive):
    somebody_comes(in_use)

    asked = in_use.run("restore", str(archive), stdin="n\n")

    assert asked.returncode == 1
    assert len(rows(in_use, "SELECT * FROM persons")) == 2

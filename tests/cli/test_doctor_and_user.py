"""Looking after an installation from the terminal."""

import re
import sqlite3
from contextlib import closing


def test_the_doctor_finds_a_new_installation_well_once_it_is_migrated(installation):
    before = installation.run("doctor")
    installation.run("db", "upgrade")

    after = installation.flask("doctor")

    assert (before.returncode, after.returncode) == (1, 0)
    assert "✗ Database: reachable, but not migrated. Run: flask db upgrade" in before.stdout
    assert "✗" not in after.stdout


def test_the_doctor_sends_a_test_letter_and_says_so_when_it_cannot(migrated):
    sent = migrated.run("doctor", "--mail-to", "a@example.org")
    failed = migrated.run(
        "doctor", "--mail-to", "a@example.org", FORUM_MAIL__BACKEND="smtp", FORUM_MAIL__PORT="1"
    )

    assert "To: a@example.org" in sent.stdout
    assert "✓ Mail: a test letter for a@example.org" in sent.stdout
    assert (failed.returncode, "✗ Mail: Unreachable" in failed.stdout) == (1, True)


def test_the_doctor_tells_whether_messages_can_be_sent(migrated):
    off = migrated.run("doctor").stdout
    plain = migrated.run("doctor", FORUM_SMS__URL="http://sms.example/send").stdout
    dead = migrated.run(
        "doctor", "--text-to", "+66810000001", FORUM_SMS__URL="http://127.0.0.1:1/send"
    ).stdout

    assert "✓ Messages: off" in off
    assert "✗ Messages: the gateway is not reached by https" in plain
    assert "✗ Messages: Unreachable" in dead


def test_the_doctor_names_letters_that_wait_and_secrets_that_others_can_read(migrated):
    (migrated.folder / "secret_key").chmod(0o644)
    with closing(sqlite3.connect(migrated.folder / "forum.sqlite3")) as database:
        database.execute(
            "INSERT INTO outbox (kind, object_id, occasion, state, attempts, created_at, next_try_at)"
            " VALUES ('k', 1, '1', 'waiting', 0, '2020-01-01', '2020-01-01')"
        )
        database.commit()

    found = migrated.run("doctor").stdout

    assert "✗ Outbox: 1 letters have waited" in found
    assert "✗ Storage: others may read the secret. Run: chmod 600" in found


def test_the_doctor_misses_an_address_for_people_with_questions_about_their_data(migrated):
    production = {
        "FORUM_ENVIRONMENT": "production",
        "FORUM_PUBLIC_URL": "https://forum.example.org",
        "FORUM_MAIL__BACKEND": "smtp",
    }

    without = migrated.run("doctor", **production)
    named = migrated.run("doctor", **production, FORUM_INSTALLATION__CONTACT="f@example.org")

    assert "✗ Configuration: nobody can be reached about data" in without.stdout
    assert "✓ Configuration: production" in named.stdout


def test_the_first_administrator_gets_a_link_and_no_password(migrated):
    done = migrated.run(
        "user", "create", stdin="Boss@Example.org\nสมใจ\n", FORUM_PUBLIC_URL="https://f.example"
    )

    assert "boss@example.org is administrator" in done.stdout
    assert re.search(r"^https://f\.example/sign-in/link/\S{40,}$", done.stdout, re.MULTILINE)
    assert "assword" not in done.stdout


def test_making_an_account_again_adds_the_role_to_it(migrated):
    again = migrated.run("user", "create", "--email", "a@example.org", "--role", "rapporteur")

    with closing(sqlite3.connect(migrated.folder / "forum.sqlite3")) as database:
        roles = database.execute("SELECT role FROM grants ORDER BY role").fetchall()
        accounts = database.execute("SELECT count(*) FROM accounts").fetchone()
    assert again.returncode == 0
    assert (roles, accounts) == ([("administrator",), ("rapporteur",)], (1,))


def test_what_is_no_address_is_refused(migrated):
    refused = migrated.run("user", "create", "--email", "nobody", "--given-name", "A")

    assert (refused.returncode, "is not an e-mail address" in refused.stderr) == (1, True)

"""How long the organiser's list of 5,000 sign-ups takes, as a multiple of an empty list's.

    python -m tests.benchmarks.signup_list [rounds]

Both lists are asked for in turn, in one process, on a new SQLite database; what is compared are the
95th percentiles of the processor's time in the same run: what else the machine does then does not
count. The limit is 5.
"""

import itertools
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade

from config import load_config
from forum.accounts.models import Account, Person
from forum.app import create_app
from forum.core.clock import now
from forum.core.db import db
from forum.core.permissions import Role
from forum.directory.queries import list_sectors
from forum.directory.service import create_sectors
from forum.signups.logic.states import Gender, SignupChannel, SignupState
from forum.signups.models.places import CheckIn, Signup
from forum.signups.queries.seats import find_pool
from tests.factories import GIVEN_NAMES, Make

PEOPLE = 5_000
SECOND = tuple("กขคงจฉชซญฐณดตถทธนบปผพฟภมย")  # with the first names: 1,400 different ones
LIMIT = 5.0
LISTS = {
    "first page": "signups",
    "last page": "signups?page=100",
    "by name": "signups?order=name",
    "a sector": "signups?sector=ngo",
    "who waits": "signups?state=waiting&order=latest",
    "a network, present": "signups?network={network}&present=yes",
    "a word": "signups?words=%E0%B8%AA%E0%B8%A1%E0%B9%83%E0%B8%88",
    "balance": "balance",
    "check-in": "check-in",
}


def application(folder: str) -> Flask:
    """The application on a new, migrated database."""
    config = load_config({"FORUM_ENVIRONMENT": "test"}, instance=Path(folder))
    app = create_app(
        {**config, "TESTING": True, "JOBS_URL": "memory://", "RATELIMIT_ENABLED": False}
    )
    with app.app_context():
        upgrade()
        create_sectors()
        db.session.commit()
    return app


def seed(make: Make, people: int) -> tuple[str, str, str]:
    """A forum with so many sign-ups, one without, and a network: public ids."""
    full, empty, networks = make.forum(), make.forum(), [make.network(str(n)) for n in range(8)]
    pool, sectors = find_pool(full.id), itertools.cycle(sorted(_sector_ids()))
    for number in range(people):
        is_seated = number % 4 != 0
        person = Person(
            given_name=f"{GIVEN_NAMES[number % 8]}{SECOND[number % 25]}{number % 7}",
            family_name=f"สกุล{number}",
            email=f"person{number}@example.org" if number % 3 else None,
            language="th",
            created_at=make.now,
        )
        signup = Signup(
            forum=full, person=person, sector_id=next(sectors), network=networks[number % 8],
            pool=pool, state=SignupState.SEATED if is_seated else SignupState.WAITING,
            channel=SignupChannel.SELF, gender=list(Gender)[number % 3], party_size=1,
            organisation_name=f"องค์กร {number % 200}", language="th", request_key=f"key-{number:016}",
            applied_at=make.now, seated_at=make.now if is_seated else None,
        )  # fmt: skip
        db.session.add(signup)
        if is_seated and number % 2:
            db.session.add(CheckIn(signup=signup, channel="ticket", at=make.now))
    db.session.commit()
    return full.public_id, empty.public_id, networks[3].public_id


def signed_in(app: Flask, account: Account) -> FlaskClient:
    """A browser of somebody who is signed in."""
    client = app.test_client()
    with client.session_transaction() as session:
        session.update(_user_id=account.fs_uniquifier, _fresh=True)
    return client


def milliseconds(ask: Callable[[], int]) -> float:
    """How long an answer takes; it must be a good one."""
    begun = time.process_time()
    status = ask()
    if status != 200:
        raise SystemExit(f"answers {status}")
    return (time.process_time() - begun) * 1000


def ratios(client: FlaskClient, forums: tuple[str, str, str], rounds: int) -> Iterator[tuple]:
    """For each list its name, the two 95th percentiles in milliseconds and their ratio."""
    full, empty, network = forums
    for name, path in LISTS.items():
        times: dict[str, list[float]] = {full: [], empty: []}
        for forum in (empty, full):  # what is loaded once is loaded
            client.get(f"/forums/{forum}/desk/{path.format(network=network)}")
        for _round in range(rounds):
            for forum in (empty, full):
                address = f"/forums/{forum}/desk/{path.format(network=network)}"
                times[forum].append(milliseconds(lambda a=address: client.get(a).status_code))
        of_empty, of_full = (statistics.quantiles(times[f], n=20)[-1] for f in (empty, full))
        yield name, of_empty, of_full, of_full / of_empty


def _sector_ids() -> list[int]:
    return [sector.id for sector in list_sectors()]


def main(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = application(folder)
        with app.app_context():
            make = Make(now())
            forums = seed(make, PEOPLE)
            client = signed_in(app, make.account(Role.ORGANISER))
        is_missed = False
        for name, of_empty, of_full, ratio in ratios(client, forums, rounds):
            is_missed = is_missed or ratio >= LIMIT
            print(f"{name:<20}{of_empty:>9.1f} ms empty{of_full:>9.1f} ms full{ratio:>7.2f} times")
        raise SystemExit("above the limit" if is_missed else 0)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40)

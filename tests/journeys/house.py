"""The program as it is really run: gunicorn over a migrated database, letters put into files."""

import contextlib
import email
import os
import re
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
LETTER_END = re.compile(rb"^-{79}\n", re.MULTILINE)


@dataclass(frozen=True)
class Letter:
    """A letter that has left."""

    to: str
    subject: str
    text: str

    def link(self, containing: str) -> str:
        """The first address in it that contains these signs."""
        return next(link for link in re.findall(r"https?://\S+", self.text) if containing in link)


@dataclass(frozen=True)
class House:
    """A running installation."""

    url: str
    folder: Path
    environ: dict[str, str]

    def flask(self, *words: str) -> str:
        """Run `flask …` beside it; what it says."""
        command = [sys.executable, "-m", "flask", *words]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environ, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    def letters(self, to: str) -> list[Letter]:
        """The letters that went to this address, oldest first."""
        files = sorted(
            (self.folder / "letters").glob("*.log"), key=lambda file: file.stat().st_mtime_ns
        )
        found = [
            _read(part) for file in files for part in LETTER_END.split(file.read_bytes()) if part
        ]
        return [letter for letter in found if letter.to == to]

    def wait_for_letter(self, to: str, number: int = 1, seconds: float = 15) -> Letter:
        """The letter with this number (counted from 1) to this address, as soon as it is there."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            found = self.letters(to)
            if len(found) >= number:
                return found[number - 1]
            time.sleep(0.1)
        raise AssertionError(f"no letter {number} to {to} after {seconds} seconds")


@contextlib.contextmanager
def open_house(folder: Path, *prepare: str) -> Iterator[House]:
    """Make a new installation in this folder, serve it, and stop it afterwards.

    `prepare`: the words of the flask command that makes it, migrating only unless said.
    """
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    environ = {name: value for name, value in os.environ.items() if not name.startswith("FORUM_")}
    environ.pop("DATABASE_URL", None)
    environ.pop("REDIS_URL", None)
    environ |= {
        "FLASK_APP": "wsgi",
        "FORUM_ENVIRONMENT": "production",
        "FORUM_INSTANCE": str(folder / "instance"),
        "FORUM_PUBLIC_URL": url,
        "FORUM_BIND": f"127.0.0.1:{port}",
        "FORUM_MAIL__BACKEND": "file",
        "FORUM_MAIL__FOLDER": str(folder / "letters"),
    }
    (folder / "letters").mkdir()
    house = House(url, folder, environ)
    house.flask(*(prepare or ("db", "upgrade")))
    command = [sys.executable, "-m", "gunicorn", "-c", "python:forum.cli.serving", "wsgi:app"]
    log = folder / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=output, stderr=output)
        try:
            _wait_until_ready(house, server, log)
            yield house
        finally:
            server.terminate()
            server.wait(30)


def _wait_until_ready(house: House, server: subprocess.Popen[bytes], log: Path) -> None:
    for _try in range(300):
        assert server.poll() is None, log.read_text()[-3000:]
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{house.url}/readyz"):
            return
        time.sleep(0.1)
    raise AssertionError(f"the server does not answer: {log.read_text()[-3000:]}")


def _free_port() -> int:
    """A free port below those that outgoing connections are given."""
    while True:
        port = 20_000 + secrets.randbelow(12_000)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port


def _read(raw: bytes) -> Letter:
    message = email.message_from_bytes(raw, policy=policy.default)
    body = message.get_body(("plain",))
    assert body is not None
    return Letter(str(message["To"]), str(message["Subject"]).strip(), str(body.get_content()))

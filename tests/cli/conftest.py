"""Installations of the tests' own, run by the real command, in processes where that matters."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

import pytest
from flask.cli import FlaskGroup

from config import load_config
from forum.app import create_app
from forum.core.db import db

ROOT = Path(__file__).parent.parent.parent
_ports = iter(range(23_000 + os.getpid() % 800 * 10, 32_000))


@pytest.fixture(autouse=True)
def empty_database():
    """No house-wide application here: commands make what they need."""


def free_port():
    """Below the range from which outgoing connections take theirs."""
    for port in _ports:
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise RuntimeError("no free port")


class Installation:
    """A folder, an environment, and the `flask` command in them."""

    def __init__(self, folder):
        self.folder, self.home = folder / "instance", folder / "home"
        self.home.mkdir(parents=True)
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("FORUM_", "FLASK_"))}
        self.environ = {**kept, "HOME": str(self.home), "FORUM_INSTANCE": str(self.folder)}
        self._servers = []

    def flask(self, *words, stdin="", **environ):
        return subprocess.run(
            [sys.executable, "-m", "flask", *words],
            cwd=ROOT,
            env={**self.environ, **environ},
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )

    def run(self, *words, stdin="", **environ):
        """The same, in this process: where a command is asked for, not how a process starts."""
        app = create_app(load_config(environ, instance=self.folder))
        command = FlaskGroup(load_dotenv=False, set_debug_flag=False)
        done = app.test_cli_runner().invoke(command, args=words, input=stdin, env=environ)
        with app.app_context():
            app.extensions["jobs"].close()
            db.engine.dispose()
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return subprocess.CompletedProcess(words, done.exit_code, done.stdout, done.stderr)

    def serve(self, *words, **environ):
        port = free_port()
        log = self.home.parent / f"log-{port}"
        with log.open("w") as written:
            process = subprocess.Popen(
                [sys.executable, "-m", "flask", "serve", "--port", str(port), *words],
                cwd=ROOT,
                env={**self.environ, **environ},
                stderr=written,
            )
        server = Server(process, port, log)
        self._servers.append(server)
        server.wait_until_it_answers()
        return server

    def stop_all(self):
        for server in self._servers:
            server.process.kill()
            server.process.wait()


@dataclass
class Answer:
    status: int
    headers: Message
    body: bytes


class Server:
    def __init__(self, process, port, log):
        self.process, self.port, self._log = process, port, log

    def wait_until_it_answers(self):
        end = time.monotonic() + 90
        while time.monotonic() < end and self.process.poll() is None:
            with contextlib.suppress(OSError):
                return self.get("/healthz")
            time.sleep(0.1)
        raise RuntimeError(self.log)

    @property
    def log(self):
        return self._log.read_text()

    def get(self, path, **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=named)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return Answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.headers, error.read())

    def stop(self):
        """Ask it to stop; its exit code and the seconds it took."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60), time.monotonic() - began


@pytest.fixture
def installation(tmp_path):
    """Nothing but an empty folder."""
    made = Installation(tmp_path)
    yield made
    made.stop_all()


@pytest.fixture(scope="session")
def prepared(memory):
    """A migrated installation with one administrator, made once for all tests."""
    made = Installation(memory / "prepared")
    for words in (
        ("db", "upgrade"),
        ("user", "create", "--email", "a@example.org", "--given-name", "A"),
    ):
        done = made.run(*words)
        assert done.returncode == 0, done.stderr
    return made


@pytest.fixture
def migrated(installation, prepared):
    """An installation of the test's own whose database is ready, with one administrator."""
    shutil.copytree(prepared.folder, installation.folder)
    return installation

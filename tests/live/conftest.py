"""Streams over real sockets: browsers that listen, and servers in processes of their own."""

import contextlib
import os
import selectors
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(autouse=True)
def empty_database():
    """No house-wide application here: a test builds what it needs."""


class Listeners:
    """Many browsers at once, each with what it has received so far."""

    def __init__(self, port):
        self.port = port
        self.got = {}
        self._selector = selectors.DefaultSelector()

    def join(self, path, *, count=1, headers=""):
        """Open the streams; the sockets, in order."""
        fresh = []
        for _ in range(count):
            sock = socket.create_connection(("127.0.0.1", self.port))
            sock.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n{headers}\r\n".encode())
            self.got[sock] = b""
            self._selector.register(sock, selectors.EVENT_READ)
            fresh.append(sock)
        return fresh

    def read_until(self, is_enough, seconds=10):
        """Read all of them until it is true of everything received."""
        end = time.monotonic() + seconds
        while not is_enough() and time.monotonic() < end:
            for key, _ in self._selector.select(0.05):
                try:
                    data = key.fileobj.recv(65536)
                except OSError:
                    data = b""
                self.got[key.fileobj] += data or b"<end>"
                if not data:
                    self._selector.unregister(key.fileobj)
        return is_enough()

    def all_have(self, text, among=None, seconds=10):
        """Whether each of them receives the text in time."""
        among = list(self.got if among is None else among)
        return self.read_until(lambda: all(text in self.got[s] for s in among), seconds)

    def leave(self, socks=None):
        """Close some, or all."""
        for sock in list(self.got if socks is None else socks):
            sock.close()
            self.got.pop(sock)
        self._selector.close()
        self._selector = selectors.DefaultSelector()
        for sock in self.got:
            self._selector.register(sock, selectors.EVENT_READ)


class Server:
    """A web server in a process of its own, and what one may ask it."""

    def __init__(self, process, port):
        self.process, self.port = process, port
        self.listeners = Listeners(port)

    def ask(self, path, data=None, timeout=5):
        """The body of an ordinary request."""
        url = f"http://127.0.0.1:{self.port}{path}"
        with urllib.request.urlopen(url, data=data, timeout=timeout) as answer:
            return answer.read()


_ports = iter(range(18_600 + os.getpid() % 1000 * 10, 32_000))


def free_port():
    """Below the range from which outgoing connections take theirs."""
    for port in _ports:  # none twice: a server takes its port a moment later
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("no free port")


@pytest.fixture
def serve():
    """Start a server by its command line, in which PORT stands for the port."""
    servers = []

    def start(*command, **environ):
        port = free_port()
        words = [word.replace("PORT", str(port)) for word in command]
        process = subprocess.Popen(
            [sys.executable, "-m", *words], cwd=ROOT, env={**os.environ, **environ}
        )
        server = Server(process, port)
        servers.append(server)
        for _ in range(200):
            try:
                server.ask("/count")
            except OSError:
                time.sleep(0.05)
            else:
                return server
        raise RuntimeError("the server did not start")

    yield start
    for server in servers:
        server.listeners.leave()
        server.process.kill()
        server.process.wait()


@pytest.fixture
def gunicorn(serve):
    """The server in its usual shape: one process, some threads."""

    def start(*more, **environ):
        return serve(
            "gunicorn",
            "-k",
            "gthread",
            "--threads",
            "8",
            "-b",
            "127.0.0.1:PORT",
            "--no-control-socket",
            "--log-level",
            "warning",
            *more,
            "tests.live.served:create_app()",
            **environ,
        )

    return start


class Redis:
    """A Redis of the test's own, to be stopped and started."""

    def __init__(self, folder):
        self.port, self._folder, self._process = free_port(), folder, None
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def start(self):
        words = ["redis-server", "--port", str(self.port), "--save", "", "--dir", self._folder]
        self._process = subprocess.Popen(words, stdout=subprocess.DEVNULL)
        for _ in range(100):
            with contextlib.suppress(OSError):
                return socket.create_connection(("127.0.0.1", self.port)).close()
            time.sleep(0.05)
        raise RuntimeError("Redis did not start")

    def stop(self):
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def send_signal(self, number):
        self._process.send_signal(number)


@pytest.fixture
def own_redis(tmp_path):
    """A Redis that is down at first."""
    if not shutil.which("redis-server"):
        pytest.skip("no redis-server on this machine")
    server = Redis(str(tmp_path))
    yield server
    server.stop()

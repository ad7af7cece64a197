"""How fast pages are, as shares of a bare Flask route in the same run: run by hand, it is no test.

    python -m tests.benchmarks.pages [seconds]

Seeds a demonstration into an empty folder, serves it and a bare Flask application with the same
gunicorn settings, and asks both in turn over kept-alive connections. The load generator shares the
machine with the servers: compare the shares, never the requests a second.
"""

import http.client
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from urllib.parse import urlencode

from tests.benchmarks.demonstration import ROOT, Demonstration, seeded, token_in

BARE, OURS = 18_561, 18_562  # below 32768: above, outgoing connections may hold them
CONNECTIONS = 4
ROUNDS = 5


class Visitor:
    """One kept-alive connection that keeps the last cookie it was given."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        self.cookie = cookie

    def ask(self, path: str, body: str | None = None, encoding: str = "gzip") -> tuple[int, bytes]:
        """A GET, or a POST when there is a body: the status and the content."""
        headers = {"Accept-Encoding": encoding}
        if self.cookie:
            headers["Cookie"] = self.cookie
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request("GET" if body is None else "POST", path, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                self.cookie = value.partition(";")[0]
        return answer.status, content


def requests_a_second(port: int, path: str, seconds: float, cookie: str = "") -> float:
    """How many answers CONNECTIONS visitors get in a second, all of them good."""
    counts, wrong = [0] * CONNECTIONS, []
    stop = time.monotonic() + seconds

    def run(place: int) -> None:
        visitor = Visitor(port, cookie)
        while time.monotonic() < stop and not wrong:
            status, _content = visitor.ask(path)
            if status != 200:
                wrong.append(status)
            counts[place] += 1

    threads = [threading.Thread(target=run, args=(place,)) for place in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise SystemExit(f"{path} answers {wrong[0]}")
    return sum(counts) / seconds


def start(module: str, port: int, environ: dict[str, str]) -> "subprocess.Popen[bytes]":
    """A gunicorn process that answers."""
    command = [sys.executable, "-m", "gunicorn", "-k", "gthread", "--threads", "16"]
    command += ["-b", f"127.0.0.1:{port}", "--no-control-socket", "--log-level", "error"]
    server = subprocess.Popen([*command, module], cwd=ROOT, env=environ)
    for _ in range(300):
        try:
            Visitor(port).ask("/")
        except OSError:
            time.sleep(0.1)
        else:
            return server
    raise SystemExit(f"{module} did not start")


def signed_in(link: str) -> str:
    """The cookie of whoever follows a sign-in link."""
    visitor = Visitor(OURS)
    _status, page = visitor.ask(link, encoding="identity")
    visitor.ask(link, urlencode({"csrf_token": token_in(page.decode())}))
    return visitor.cookie


def report(seconds: float, demonstration: Demonstration) -> None:
    """Print a line a page."""
    here = f"/forums/{demonstration.forums['open']}"
    participant = signed_in(demonstration.links["participant"])
    organiser = signed_in(demonstration.links["organiser"])
    pages = {
        "forum, visitor": (here, ""),
        "home, visitor": ("/", ""),
        "forum, participant": (here, participant),
        "forum, organiser": (here, organiser),
        "topics, participant": (f"{here}/topics", participant),
    }
    for name, (path, cookie) in pages.items():
        times = []
        for _ in range(ROUNDS):
            bare = requests_a_second(BARE, "/", seconds)
            times.append(bare / requests_a_second(OURS, path, seconds, cookie))
        _status, content = Visitor(OURS, cookie).ask(path)
        share = f"1/{statistics.median(times):.1f} of bare Flask"
        print(f"{name:<22}{share:>24}, {len(content)} bytes gzip", flush=True)


def main(seconds: float) -> None:
    with tempfile.TemporaryDirectory() as folder:
        demonstration = seeded(folder)
        servers = [
            start("tests.benchmarks.bare:app", BARE, demonstration.environ),
            start("wsgi:app", OURS, demonstration.environ),
        ]
        try:
            report(seconds, demonstration)
        finally:
            for server in servers:
                server.terminate()
                server.wait(20)


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 3.0)

"""What the server holds in memory: run it by hand, it is no test.

    python -m tests.benchmarks.memory [workers]

Starts gunicorn as `flask serve` does (the application is loaded once and shared), waits until it
idles, and adds up the proportional set size of all its processes: memory that several share counts
once. Then asks for forty pages and adds up again. On SQLite, which is meant for one worker, since
two that idle do not write.
"""

import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.demonstration import ROOT, seeded
from tests.benchmarks.pages import Visitor

PORT = 18_563
IDLE = 5.0  # seconds


def proportional_mebibytes(pid: int) -> float:
    """The memory of a process and its children, shared parts counted once."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    texts = [Path(f"/proc/{each}/smaps_rollup").read_text() for each in (pid, *children)]
    sizes = [re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE) for text in texts]
    return sum(int(size[1]) for size in sizes if size) / 1024


def main(workers: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = {"FORUM_WORKERS": str(workers), "FORUM_BIND": f"127.0.0.1:{PORT}"}
        environ = {**seeded(folder).environ, **settings}
        command = [sys.executable, "-m", "gunicorn", "-c", "python:forum.cli.serving", "wsgi:app"]
        server = subprocess.Popen(command, cwd=ROOT, env=environ)
        try:
            _wait()
            print(f"{workers} idle workers   {proportional_mebibytes(server.pid):.0f} MiB PSS")
            for number in range(40):
                Visitor(PORT).ask(f"/?n={number}")
            print(f"after 40 pages    {proportional_mebibytes(server.pid):.0f} MiB PSS")
        finally:
            server.terminate()
            server.wait(30)


def _wait() -> None:
    for _ in range(300):
        try:
            Visitor(PORT).connection.connect()
        except OSError:
            time.sleep(0.1)
        else:
            time.sleep(IDLE)
            return
    raise SystemExit("the server did not start")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2)

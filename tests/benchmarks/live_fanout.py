"""How one change reaches a thousand listeners: run it by hand, it is no test.

    python -m tests.benchmarks.live_fanout [listeners] [rounds]

Starts gunicorn with the small application of tests/live, opens the streams, changes the object
once a round, and measures from the change to the last listener. The load generator shares the
machine with the server, so only the ratios to an ordinary request of the same run are worth
comparing.
"""

import os
import selectors
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PORT = 18_555
SIZE = 2048  # bytes of HTML, about what a poll's results take


def ask(path, data=None):
    with urllib.request.urlopen(f"http://127.0.0.1:{PORT}{path}", data=data, timeout=10) as answer:
        return answer.read()


def start():
    command = [sys.executable, "-m", "gunicorn", "-k", "gthread", "--threads", "8"]
    command += ["-b", f"127.0.0.1:{PORT}", "--no-control-socket", "--log-level", "warning"]
    server = subprocess.Popen([*command, "tests.live.served:create_app()"], cwd=ROOT)
    for _ in range(200):
        try:
            ask("/count")
        except OSError:
            time.sleep(0.05)
        else:
            return server
    raise RuntimeError("the server did not start")


def join(count):
    selector = selectors.DefaultSelector()
    for _ in range(count):
        sock = socket.create_connection(("127.0.0.1", PORT))
        sock.sendall(b"GET /live/a HTTP/1.1\r\nHost: x\r\n\r\n")
        selector.register(sock, selectors.EVENT_READ, bytearray())
    return selector


def until_last(selector, text, count):
    """Seconds from now until every listener has the text."""
    began, missing = time.monotonic(), count
    for key in selector.get_map().values():
        key.data.clear()
    while missing:
        for key, _ in selector.select(5):
            had = text in key.data
            key.data.extend(key.fileobj.recv(65536))
            missing -= not had and text in key.data
    return time.monotonic() - began


def cpu_and_memory(pid):
    """Seconds of CPU and MiB in memory of all workers."""
    ticks, memory = 0, 0
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
        memory += int(fields[21]) * os.sysconf("SC_PAGE_SIZE")
    return ticks / os.sysconf("SC_CLK_TCK"), memory / 2**20


def ordinary(rounds=50):
    """Median seconds of a plain request."""
    times = []
    for _ in range(rounds):
        began = time.monotonic()
        ask("/count")
        times.append(time.monotonic() - began)
    return statistics.median(times)


def main(count=1000, rounds=20):
    server = start()
    try:
        alone = ordinary()
        _, before = cpu_and_memory(server.pid)
        selector = join(count)
        until_last(selector, b"nothing yet", count)
        cpu, memory = cpu_and_memory(server.pid)
        times = []
        for number in range(rounds):
            text = f"round-{number:04d}".encode()
            ask("/put/a", text + b"-" * SIZE)
            times.append(until_last(selector, text, count))
            time.sleep(0.3)
        used = cpu_and_memory(server.pid)[0] - cpu
        crowded = ordinary()
    finally:
        server.terminate()
        server.wait()
    last = statistics.median(times)
    print(f"listeners                                {count}")
    print(f"memory per listener                      {(memory - before) * 1024 / count:.1f} KiB")
    print(f"change to last listener, median / worst  {last * 1e3:.0f} / {max(times) * 1e3:.0f} ms")
    print(f"  as a multiple of one plain request     {last / alone:.1f}")
    print(f"  per listener, of one plain request     1/{alone / (last / count):.0f}")
    print(f"server CPU per listener and message      {used / rounds / count * 1e6:.1f} us")
    print(f"plain request with / without listeners   {crowded / alone:.2f}")


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))

"""Running the program that draws, in a process of its own.

The library keeps its random numbers in a place that all threads share, walks through sets whose
order changes with PYTHONHASHSEED, and is heavy: a process of its own has none of these troubles,
and can be stopped.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from forum.signups.logic import lottery

PROGRAM = Path(lottery.__file__)
LONGEST = 3600.0  # seconds


class LotteryFailed(Exception):
    """The program gave no answer; `code` says why: missing, impossible, stopped, late or broken."""

    def __init__(self, code: str, told: str = "") -> None:
        super().__init__(f"{code}: {told}")
        self.code = code


def is_library_here() -> bool:
    """Whether the optional library is installed. Does not load it."""
    return find_spec("sortition_algorithms") is not None


def ask_lottery(
    question: Mapping[str, Any], tell: Callable[[int], bool], *, longest: float = LONGEST
) -> dict[str, Any]:
    """The program's answer (`lottery.answer`). `tell` gets per cents, and says whether to go on.

    Raises LotteryFailed where the library is missing, `tell` said no, it took longer than
    `longest` seconds, no panel was found, or the program ended without an answer.
    """
    if not is_library_here():
        raise LotteryFailed("missing")
    environment = {**os.environ, **lottery.FIXED}
    with subprocess.Popen(  # noqa: S603 - our own program, nothing typed by anybody
        [sys.executable, "-P", str(PROGRAM)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        env=environment,
    ) as process:
        late = threading.Timer(longest, process.kill)
        late.start()
        try:
            return _listen(process, question, tell)
        finally:
            is_late = not late.is_alive()
            late.cancel()
            process.kill()
            if is_late:
                raise LotteryFailed("late")


def _listen(
    process: "subprocess.Popen[str]", question: Mapping[str, Any], tell: Callable[[int], bool]
) -> dict[str, Any]:
    if process.stdin is None or process.stdout is None:
        raise LotteryFailed("broken", "no pipes")
    try:
        json.dump(question, process.stdin)
        process.stdin.close()
        for line in process.stdout:
            told = json.loads(line)
            if "answer" in told:
                answer: dict[str, Any] = told["answer"]
                return answer
            if "failed" in told:
                raise LotteryFailed("impossible", told["failed"])
            if not tell(told["progress"]):
                raise LotteryFailed("stopped")
    except (OSError, ValueError) as error:
        raise LotteryFailed("broken", str(error)) from error
    raise LotteryFailed("broken", "no answer")

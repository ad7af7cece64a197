"""The built front end: which hashed file stands for which name."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

MANIFEST = "manifest.json"


class FrontEndMissingError(RuntimeError):
    """The pages cannot be shown because their styles and scripts were not built."""


@dataclass(frozen=True)
class Manifest:
    """The built files by the names they are asked for."""

    folder: str
    files: Mapping[str, str]

    def url_path(self, name: str) -> str:
        """The path of a built file below the static folder, for `url_for("static", filename=…)`.

        Raises KeyError for a name the build does not make.
        """
        if name not in self.files:
            raise KeyError(f"The front end has no file {name!r}; it has {', '.join(self.files)}.")
        return f"{self.folder}/{self.files[name]}"


def load_manifest(folder: Path) -> Manifest:
    """What the build left in `folder` (a folder directly below the static one).

    Raises FrontEndMissingError, with what to do, when there is no readable manifest or a file it names
    is gone.
    """
    try:
        files = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError) as error:
        raise FrontEndMissingError(_advice(f"{MANIFEST} is missing or damaged")) from error
    gone = [name for name in files.values() if not (folder / name).is_file()]
    if gone:
        raise FrontEndMissingError(_advice(f"{', '.join(gone)} is missing"))
    return Manifest(folder=folder.name, files=files)


def _advice(what: str) -> str:
    return (
        f"The front end has not been built ({what}). Run: uv sync --reinstall-package wethi, "
        "or without uv: pip install -e . (both fetch its parts from your npm registry)."
    )

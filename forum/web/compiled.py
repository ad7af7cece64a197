"""Templates stay compiled from one start to the next, where Python keeps its own compiled code."""

import contextlib
import hashlib
import importlib.metadata
import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path

from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket

PROGRAM = Path(__file__).parent.parent
_LIBRARIES = ("jinja2", "markupsafe", "flask", "flask-babel")


class CompiledTemplates(FileSystemBytecodeCache):
    """Compiled templates in a folder, each good for its very text and for this very program.

    Constant parts of a template are worked out when it is compiled, by filters that are ours.
    """

    def __init__(self, folder: Path, program: str) -> None:
        super().__init__(str(folder), "%s.template")
        self._program = program

    def get_source_checksum(self, source: str) -> str:
        """What must be the same for a compiled template to be used."""
        return hashlib.sha256(f"{self._program}\n{source}".encode()).hexdigest()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it, where the program may write; elsewhere each start compiles."""
        with contextlib.suppress(OSError):
            super().dump_bytecode(bucket)


def compiled_templates() -> CompiledTemplates | None:
    """Beside this module's own compiled code; None where Python was told to keep none."""
    if sys.dont_write_bytecode:
        return None
    return CompiledTemplates(Path(importlib.util.cache_from_source(__file__)).parent, _program())


def _program() -> str:
    """Another word after any change of the program, or of the libraries that compile."""
    return hashlib.sha256("\n".join(_parts()).encode()).hexdigest()


def _parts() -> Iterator[str]:
    for path in sorted(PROGRAM.rglob("*.py")):
        known = path.stat()
        yield f"{path} {known.st_mtime_ns} {known.st_size}"
    for library in _LIBRARIES:
        yield f"{library} {importlib.metadata.version(library)}"

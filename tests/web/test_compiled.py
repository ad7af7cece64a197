import os
import sys
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from forum.web import compiled
from forum.web.compiled import CompiledTemplates, compiled_templates


class Counting(Environment):
    """Counts the templates it compiles."""

    compiled = 0

    def _generate(self, *args, **kwargs):
        self.compiled += 1
        return super()._generate(*args, **kwargs)


def start(folder, text, program="one"):
    """What a new start shows, and how much it compiled for that."""
    house = Counting(
        loader=DictLoader({"page": text}), bytecode_cache=CompiledTemplates(folder, program)
    )
    return house.get_template("page").render(name="แก้ว"), house.compiled


def test_the_second_start_compiles_nothing(tmp_path):
    assert start(tmp_path, "สวัสดี {{ name }}") == ("สวัสดี แก้ว", 1)
    assert start(tmp_path, "สวัสดี {{ name }}") == ("สวัสดี แก้ว", 0)


def test_a_changed_template_is_compiled_anew_and_takes_the_old_ones_place(tmp_path):
    start(tmp_path, "เดิม")

    assert start(tmp_path, "ใหม่") == ("ใหม่", 1)
    assert len(list(tmp_path.iterdir())) == 1


def test_a_changed_program_compiles_anew(tmp_path):
    start(tmp_path, "เดิม", program="one")

    assert start(tmp_path, "เดิม", program="two") == ("เดิม", 1)


def test_a_folder_that_cannot_be_written_is_no_reason_to_fall_over(tmp_path):
    assert start(tmp_path / "missing", "เดิม") == ("เดิม", 1)


@pytest.mark.parametrize("what", ["time", "size", "more"])
def test_any_change_of_the_program_counts(monkeypatch, tmp_path, what):
    monkeypatch.setattr(compiled, "PROGRAM", tmp_path)
    part = tmp_path / "room" / "filters.py"
    part.parent.mkdir()
    part.write_text("a = 1")
    before = compiled._program()
    known = part.stat()

    if what == "time":
        os.utime(part, ns=(known.st_atime_ns, known.st_mtime_ns + 1_000_000))
    elif what == "size":
        part.write_text("a = 10")
        os.utime(part, ns=(known.st_atime_ns, known.st_mtime_ns))
    else:
        Path(part.parent, "views.py").write_text("")

    assert compiled._program() != before


def test_where_python_keeps_nothing_compiled_templates_are_not_kept_either(monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    assert compiled_templates() is None

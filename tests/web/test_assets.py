import json

import pytest

from forum.web.assets import FrontEndMissingError, load_manifest


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "build"
    folder.mkdir()
    (folder / "app.1a2b3c.css").write_text("body{}")
    (folder / "manifest.json").write_text(json.dumps({"app.css": "app.1a2b3c.css"}))
    return folder


def test_a_file_is_found_by_its_plain_name(folder):
    assert load_manifest(folder).url_path("app.css") == "build/app.1a2b3c.css"


def test_a_name_nobody_built_is_refused_with_the_names_there_are(folder):
    manifest = load_manifest(folder)

    with pytest.raises(KeyError, match=r"no file 'aap\.css'; it has app\.css"):
        manifest.url_path("aap.css")


def test_without_a_build_the_start_stops_and_says_what_to_run(tmp_path):
    with pytest.raises(FrontEndMissingError, match="uv sync --reinstall-package wethi"):
        load_manifest(tmp_path / "build")


def test_a_damaged_manifest_counts_as_not_built(folder):
    (folder / "manifest.json").write_text("{")

    with pytest.raises(FrontEndMissingError, match="damaged"):
        load_manifest(folder)


def test_a_file_that_was_deleted_after_the_build_is_noticed_at_the_start(folder):
    (folder / "app.1a2b3c.css").unlink()

    with pytest.raises(FrontEndMissingError, match=r"app\.1a2b3c\.css is missing"):
        load_manifest(folder)

"""What the environment says, and what the program does not start with."""

import os
import stat
import threading

import pytest

from config import load_config
from forum.app import create_app
from forum.safety import (
    Misconfigured,
    UnsafeConfiguration,
    refuse_lonely_stores,
    refuse_missing_drivers,
    refuse_unsafe,
)

PRODUCTION = {"FORUM_ENVIRONMENT": "production", "FORUM_PUBLIC_URL": "https://forum.example.org"}


@pytest.fixture(autouse=True)
def empty_database():
    """Nothing here reads or writes rows."""


@pytest.fixture
def load(tmp_path):
    """The configuration an environment gives, in a folder of the test's own."""
    return lambda **env: load_config(env, instance=tmp_path)


def test_double_underscores_reach_into_groups_and_numbers_are_numbers(load):
    config = load(FORUM_MAIL__PORT="587", FORUM_MAIL__TLS="true", FORUM_PROXY_HOPS="1")

    assert (config["MAIL"]["PORT"], config["MAIL"]["TLS"], config["PROXY_HOPS"]) == (587, True, 1)
    assert config["MAIL"]["SERVER"] == "localhost"


def test_secrets_and_passwords_stay_texts_even_of_digits_only(load):
    config = load(FORUM_SECRET_KEY="1234567890" * 4, FORUM_MAIL__PASSWORD="007")

    assert (config["SECRET_KEY"], config["MAIL"]["PASSWORD"]) == ("1234567890" * 4, "007")


def test_lists_are_written_with_commas_or_as_json(load):
    assert load(FORUM_LANGUAGES="en, th")["LANGUAGES"] == ["en", "th"]
    assert load(FORUM_LANGUAGES='["th"]')["LANGUAGES"] == ["th"]


def test_an_empty_variable_is_none_at_all(load):
    assert load(FORUM_SECRET_KEY="", DATABASE_URL="")["SECRET_KEY"]


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("FORUM_PROXY_HOPS", "many", "FORUM_PROXY_HOPS must be a number"),
        ("FORUM_MAIL", "smtp", "FORUM_MAIL must be a mapping"),
        ("FORUM_TIMEZONE__NAME", "x", "no group"),
        ("FORUM_PUBLIC_URL", "forum.example.org", "must look like https://"),
        ("DATABASE_URL", "mysql://x/y", r"Use postgresql://"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_name(load, name, value, sentence):
    with pytest.raises(Misconfigured, match=sentence):
        load(**{name: value})


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_spelling_of_postgresql_is_understood_and_holds_the_jobs_too(load, scheme):
    config = load(DATABASE_URL=f"{scheme}://u:p@db/forum")

    assert config["SQLALCHEMY_DATABASE_URI"] == "postgresql+psycopg://u:p@db/forum"
    assert config["JOBS_URL"] == config["SQLALCHEMY_DATABASE_URI"]


def test_without_a_database_there_is_a_file_and_jobs_have_one_of_their_own(load, tmp_path):
    config = load()

    assert config["SQLALCHEMY_DATABASE_URI"] == f"sqlite:///{tmp_path.resolve()}/forum.sqlite3"
    assert config["JOBS_URL"] is None


def test_redis_serves_screens_and_limits_and_gives_way_to_what_is_said(load):
    plain = load(REDIS_URL="redis://r/0")
    said = load(REDIS_URL="redis://r/0", FORUM_LIVE_URL="redis://live/1")

    assert (plain["LIVE_URL"], plain["RATELIMIT_STORAGE_URI"]) == ("redis://r/0",) * 2
    assert (said["LIVE_URL"], said["RATELIMIT_STORAGE_URI"]) == ("redis://live/1", "redis://r/0")


def test_the_secret_is_made_once_and_read_by_nobody_else(load, tmp_path):
    first, second = load()["SECRET_KEY"], load()["SECRET_KEY"]

    mode = stat.S_IMODE((tmp_path / "secret_key").stat().st_mode)
    assert (first == second, len(first), mode) == (True, 64, 0o600)


def test_processes_that_start_together_agree_on_the_secret(load):
    found = []
    together = threading.Barrier(8)

    def start():
        together.wait()
        found.append(load()["SECRET_KEY"])

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 8
    assert len(set(found)) == 1


def test_an_emptied_secret_file_is_not_taken_for_a_secret(load, tmp_path):
    (tmp_path / "secret_key").touch()

    with pytest.raises(Misconfigured, match="Bring it back from a backup"):
        load()


def test_a_new_instance_folder_is_nobody_elses(tmp_path):
    load_config({}, instance=tmp_path / "new")

    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


@pytest.mark.parametrize("secret", ["dev", "short", "x" * 40, "changeme", "ab" * 20])
def test_production_refuses_a_default_or_weak_secret(load, secret):
    with pytest.raises(UnsafeConfiguration, match="Remove it"):
        refuse_unsafe(load(**PRODUCTION, FORUM_SECRET_KEY=secret))


def test_production_refuses_debug(load):
    with pytest.raises(UnsafeConfiguration, match="Unset FLASK_DEBUG"):
        create_app(load(**PRODUCTION, FORUM_DEBUG="true"))


def test_production_refuses_flask_debug(load, monkeypatch):
    monkeypatch.setenv("FLASK_DEBUG", "1")

    with pytest.raises(UnsafeConfiguration, match="Unset FLASK_DEBUG"):
        create_app(load(**PRODUCTION))


def test_development_may_have_any_secret(load):
    refuse_unsafe(load(FORUM_SECRET_KEY="dev"))


@pytest.mark.parametrize(
    ("env", "sentence"),
    [
        ({}, "SQLite has one writer"),
        ({"DATABASE_URL": "postgresql://d/f"}, "set REDIS_URL"),
        (
            {"DATABASE_URL": "postgresql://d/f", "FORUM_JOBS_URL": "sqlite:///jobs"},
            "FORUM_JOBS_URL",
        ),
    ],
)
def test_several_workers_need_stores_that_can_be_shared(load, env, sentence):
    config = load(**env)

    refuse_lonely_stores(config, workers=1)
    with pytest.raises(UnsafeConfiguration, match=sentence):
        refuse_lonely_stores(config, workers=2)


def test_several_workers_on_postgresql_and_redis_are_welcome(load):
    refuse_lonely_stores(load(DATABASE_URL="postgresql://d/f", REDIS_URL="redis://r"), workers=4)


def test_a_missing_driver_is_named_with_the_command_that_brings_it(load, monkeypatch):
    monkeypatch.setattr("forum.safety.find_spec", lambda _module: None)

    with pytest.raises(Misconfigured, match="uv sync --extra redis"):
        refuse_missing_drivers({"LIVE_URL": "redis://r/0"})


def test_a_running_environment_goes_before_the_env_file(tmp_path, monkeypatch):
    (tmp_path / ".env").write_text("FORUM_TIMEZONE=Asia/Tokyo\nFORUM_LOG_LEVEL=debug\n")
    monkeypatch.setattr("config.ROOT", tmp_path)
    for name in [n for n in os.environ if n.startswith("FORUM_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("FORUM_TIMEZONE", "Asia/Seoul")

    config = load_config()

    assert (config["TIMEZONE"], config["LOG_LEVEL"]) == ("Asia/Seoul", "debug")


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("forum.example.org", 200),
        ("forum.example.org:8443", 200),
        ("inner.example.net", 200),
        ("evil.example", 400),
        ("forum.example.org.evil.example", 400),
        ("evil.example/forum.example.org", 400),
        ("forum.example.org@evil.example", 400),
        ("127.0.0.1", 400),
        ("", 400),
    ],
)
def test_production_answers_to_its_own_names_only(load, host, status):
    app = create_app(load(**PRODUCTION, FORUM_TRUSTED_HOSTS="inner.example.net"))

    answer = app.test_client().get("/healthz", headers={"Host": host})

    assert answer.status_code == status


@pytest.mark.parametrize("header", ["X-Forwarded-Host", "X-Host", "Forwarded"])
def test_a_host_named_in_other_headers_counts_for_nothing(load, header):
    app = create_app(load(**PRODUCTION))
    headers = {"Host": "forum.example.org", header: "evil.example"}

    answer = app.test_client().get("/sign-in", headers=headers)

    assert answer.status_code == 200
    assert "evil.example" not in answer.text


def test_a_foreign_name_is_told_so_without_a_page(load):
    app = create_app(load(**PRODUCTION))

    answer = app.test_client().get("/", headers={"Host": "evil.example"})

    assert "does not answer to that name" in answer.text
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]

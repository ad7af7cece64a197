"""Configuration from the environment, in the twelve-factor manner.

`FORUM_NAME=value` sets NAME, `FORUM_MAIL__PORT=25` sets MAIL["PORT"]; numbers, true, false, lists
and mappings are written as JSON (a list also with commas), and an empty value is none at all.
`DATABASE_URL` and `REDIS_URL` are understood without the prefix. A `.env` file beside this one is
read for development; what the environment itself says goes before it.
"""

import contextlib
import json
import os
import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dotenv import dotenv_values

from forum.safety import Misconfigured

ROOT = Path(__file__).parent
DEFAULTS: dict[str, Any] = {
    "ENVIRONMENT": "development",
    "PUBLIC_URL": "http://127.0.0.1:5000",
    "PROXY_HOPS": 0,
    "TRUSTED_HOSTS": [],
    "LANGUAGES": ["th", "en"],
    "DEFAULT_LANGUAGE": "th",
    "TIMEZONE": "Asia/Bangkok",
    "INSTALLATION": {
        "NAME": {"th": "เวที", "en": "Wethi"},
        "RESPONSIBLE": {"th": "", "en": ""},
        "CONTACT": "",
    },
    # People without an account are erased so many months after their last forum; 0: never.
    "RETENTION_MONTHS": 24,
    "MAIL": {"BACKEND": "console", "SERVER": "localhost", "PORT": 25, "SENDER": "wethi@localhost"},
    # Short messages to people who have a telephone only: no URL, none are sent.
    "SMS": {
        "URL": "",
        "TOKEN": "",
        "FORMAT": "json",
        "TO_FIELD": "to",
        "TEXT_FIELD": "text",
        "REFERENCE_FIELD": "reference",
        "SENDER_FIELD": "sender",
        "SENDER": "",
        "PREFIXES": ["+66"],
    },
    "JOBS_URL": None,
    "LIVE_URL": None,
    "LOG_FORMAT": "",
    "LOG_LEVEL": "info",
    "RATELIMIT_STORAGE_URI": "memory://",
    "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": True,
    "MAX_CONTENT_LENGTH": 20 * 1024 * 1024,
    "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
    "MAX_FORM_PARTS": 500,
}
# Texts that may look like numbers.
TEXTS = {"SECRET_KEY", "USERNAME", "PASSWORD", "CONTACT"}
KEY_FILE = "secret_key"


def load_config(
    environ: Mapping[str, str] | None = None, *, instance: Path | None = None
) -> dict[str, Any]:
    """The whole configuration as one mapping; makes the instance folder and the secret key.

    The secret key is made at first start and kept in `secret_key` under the instance folder.
    Raises Misconfigured, with what to do, for values that cannot be used.
    """
    env = _environment() if environ is None else {k: v for k, v in environ.items() if v}
    folder = (instance or Path(env.get("FORUM_INSTANCE", ROOT / "instance"))).resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    config: dict[str, Any] = json.loads(json.dumps(DEFAULTS))
    for name, raw in env.items():
        if name.startswith("FORUM_"):
            _set(config, name, raw)
    config["INSTANCE"] = str(folder)
    if "SECRET_KEY" not in config:
        config["SECRET_KEY"] = _kept_secret(folder)
    _set_stores(config, env, folder)
    config["TRUSTED_HOSTS"] = _trusted_hosts(config)
    return config


def _environment() -> dict[str, str]:
    """The process's environment over the .env file, without what is empty."""
    file = ROOT / ".env"
    kept = dotenv_values(file) if file.exists() else {}
    return {name: value for name, value in {**kept, **os.environ}.items() if value}


def _set(config: dict[str, Any], name: str, raw: str) -> None:
    """Put one variable where its name says."""
    *path, last = name.removeprefix("FORUM_").split("__")
    target: Any = config
    for step in path:
        target = target.setdefault(step, {}) if isinstance(target, dict) else None
    if not isinstance(target, dict):
        raise Misconfigured(f"{name} cannot be set: what stands before its last __ is no group.")
    target[last] = _read(name, last, raw, target.get(last))


def _read(name: str, last: str, raw: str, default: Any) -> Any:
    """The value in the kind its default has. Raises Misconfigured when it is of another."""
    if isinstance(default, str) or last in TEXTS:
        return raw
    try:
        value = json.loads(raw)
    except ValueError:
        value = raw
    if isinstance(default, list) and not isinstance(value, list):
        return [part.strip() for part in raw.split(",") if part.strip()]
    if isinstance(default, (int, dict)) and not isinstance(value, type(default)):
        kind = "a mapping" if isinstance(default, dict) else "a number"
        raise Misconfigured(f"{name} must be {kind}, not {raw!r}.")
    return value


def _set_stores(config: dict[str, Any], env: Mapping[str, str], folder: Path) -> None:
    """One address each for the database and Redis is enough for everything."""
    database = _database_url(config.get("DATABASE_URL") or env.get("DATABASE_URL"), folder)
    config["SQLALCHEMY_DATABASE_URI"] = database
    if database.startswith("postgresql"):
        # Waiting jobs are as safe there as what they belong to, and any process may take them.
        config["JOBS_URL"] = config["JOBS_URL"] or database
    redis = config.get("REDIS_URL") or env.get("REDIS_URL")
    if redis:
        config["LIVE_URL"] = config["LIVE_URL"] or redis
        if config["RATELIMIT_STORAGE_URI"] == "memory://":
            config["RATELIMIT_STORAGE_URI"] = redis
    if config["RATELIMIT_STORAGE_URI"].startswith("redis"):
        patience = {"socket_connect_timeout": 1, "socket_timeout": 1}
        config.setdefault("RATELIMIT_STORAGE_OPTIONS", patience)


def _database_url(url: str | None, folder: Path) -> str:
    if not url:
        return f"sqlite:///{folder / 'forum.sqlite3'}"
    scheme, _, rest = url.partition("://")
    if scheme in {"postgres", "postgresql"}:
        return f"postgresql+psycopg://{rest}"
    if scheme not in {"sqlite", "postgresql+psycopg"}:
        raise Misconfigured(f"DATABASE_URL is on {scheme}. Use postgresql://… or sqlite:///…")
    return url


def _trusted_hosts(config: Mapping[str, Any]) -> list[str] | None:
    """The names this installation answers to; in development to any, unless some are given."""
    public = urlsplit(config["PUBLIC_URL"])
    if public.scheme not in {"http", "https"} or not public.hostname:
        raise Misconfigured("FORUM_PUBLIC_URL must look like https://forum.example.org")
    more: list[str] = config["TRUSTED_HOSTS"]
    if config["ENVIRONMENT"] != "production" and not more:
        return None
    return [public.hostname, *more]


def _kept_secret(folder: Path) -> str:
    """The installation's secret, made once; of two processes that start together one makes it."""
    path = folder / KEY_FILE
    if not path.exists():
        handle, draft = tempfile.mkstemp(dir=folder, prefix=f".{KEY_FILE}-")  # for its owner only
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)  # at once and whole, or not at all
        Path(draft).unlink()
    secret = path.read_text(encoding="ascii").strip()
    if not secret:
        raise Misconfigured(f"{path} is empty. Bring it back from a backup, or delete it.")
    return secret

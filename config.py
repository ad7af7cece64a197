"""Configuration from the environment, in the twelve-factor manner.

`FORUM_NAME=value` sets NAME, `FORUM_MAIL__PORT=25` sets MAIL["PORT"]; values are read as JSON where
they are JSON. `DATABASE_URL` and `REDIS_URL` are understood without the prefix. A `.env` file beside
this one is read in development.
"""

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dotenv import dotenv_values

ROOT = Path(__file__).parent
DEFAULTS: dict[str, Any] = {
    "ENVIRONMENT": "development",
    "PUBLIC_URL": "http://127.0.0.1:5000",
    "PROXY_HOPS": 0,
    "LANGUAGES": ["th", "en"],
    "DEFAULT_LANGUAGE": "th",
    "TIMEZONE": "Asia/Bangkok",
    "INSTALLATION": {
        "NAME": {"th": "เวที", "en": "Wethi"},
        "RESPONSIBLE": {"th": "", "en": ""},
        "CONTACT": "",
    },
    "MAIL": {"BACKEND": "console", "SERVER": "localhost", "PORT": 25, "SENDER": "wethi@localhost"},
    "JOBS_URL": None,
    "LIVE_URL": None,
    "RATELIMIT_STORAGE_URI": "memory://",
    "MAX_CONTENT_LENGTH": 20 * 1024 * 1024,
    "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
    "MAX_FORM_PARTS": 500,
}


def load_config(
    environ: Mapping[str, str] | None = None, *, instance: Path | None = None
) -> dict[str, Any]:
    """The whole configuration as one mapping; makes the instance folder and the secret key.

    The secret key is made at first start and kept in `secret_key` under the instance folder.
    """
    env = dict(os.environ if environ is None else environ)
    if environ is None and (ROOT / ".env").exists():
        env = {**{k: v for k, v in dotenv_values(ROOT / ".env").items() if v is not None}, **env}
    folder = instance or Path(env.get("FORUM_INSTANCE", ROOT / "instance"))
    folder.mkdir(parents=True, exist_ok=True)
    config: dict[str, Any] = json.loads(json.dumps(DEFAULTS))
    config["INSTANCE"] = str(folder)
    _merge_environment(config, env)
    config.setdefault("SECRET_KEY", _kept_secret(folder))
    config["SQLALCHEMY_DATABASE_URI"] = _database_url(
        config.get("DATABASE_URL") or env.get("DATABASE_URL"), folder
    )
    redis = env.get("REDIS_URL")
    if redis:
        config["LIVE_URL"] = config["LIVE_URL"] or redis
        if config["RATELIMIT_STORAGE_URI"] == "memory://":
            config["RATELIMIT_STORAGE_URI"] = redis
    return config


def _merge_environment(config: dict[str, Any], env: Mapping[str, str]) -> None:
    for name, raw in env.items():
        if not name.startswith("FORUM_"):
            continue
        *path, last = name.removeprefix("FORUM_").split("__")
        target = config
        for step in path:
            target = target.setdefault(step, {})
        target[last] = _read(raw)


def _read(raw: str) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return raw


def _database_url(url: str | None, folder: Path) -> str:
    if not url:
        return f"sqlite:///{(folder / 'forum.sqlite3').resolve()}"
    scheme, _, rest = url.partition("://")
    if scheme in {"postgres", "postgresql"}:
        return f"postgresql+psycopg://{rest}"
    return url


def _kept_secret(folder: Path) -> str:
    """The installation's secret, made once. O_EXCL: two processes starting together agree."""
    path = folder / "secret_key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        secret = secrets.token_hex(32)
        file.write(secret)
    return secret

"""What the libraries are told, derived from the installation's own configuration."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from forum.core.clock import now

ROOT = Path(__file__).parent.parent
TRANSLATIONS = str(ROOT / "translations")
MIGRATIONS = str(ROOT / "migrations")


def library_settings(config: Mapping[str, Any]) -> dict[str, Any]:
    """Settings of Flask, Babel, Compress, Security and SQLAlchemy for this installation."""
    return {
        **_web(is_https=str(config["PUBLIC_URL"]).startswith("https://")),
        **_sign_in(str(config["SECRET_KEY"])),
        "BABEL_DEFAULT_LOCALE": config["DEFAULT_LANGUAGE"],
        "BABEL_DEFAULT_TIMEZONE": config["TIMEZONE"],
        "BABEL_TRANSLATION_DIRECTORIES": TRANSLATIONS,
        "SQLALCHEMY_ENGINE_OPTIONS": {
            "pool_pre_ping": True,
            # Threads beyond it wait their turn; PostgreSQL allows 100 in all by default.
            "pool_size": 20,
            "max_overflow": 10,
            # An error's text would otherwise name people and choices in the log.
            "hide_parameters": config["ENVIRONMENT"] != "development",
        },
    }


def _web(*, is_https: bool) -> dict[str, Any]:
    return {
        "COMPRESS_ALGORITHM": ["br", "gzip"],
        "COMPRESS_MIMETYPES": ["text/html", "text/calendar", "application/json"],
        "PERMANENT_SESSION_LIFETIME": 60 * 60 * 24 * 31,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_NAME": "__Host-session" if is_https else "session",
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": is_https,
        # A form may stay open over lunch; the token lives as long as the session.
        "WTF_CSRF_TIME_LIMIT": None,
    }


def _sign_in(secret: str) -> dict[str, Any]:
    """Flask-Security: passwords only; links, roles and invitations are ours."""
    return {
        "SECURITY_CHANGEABLE": True,
        # Ours is `flask user`.
        "SECURITY_CLI_ROLES_NAME": None,
        "SECURITY_CLI_USERS_NAME": None,
        "SECURITY_CHANGE_PASSWORD_TEMPLATE": "accounts/change_password.html",
        "SECURITY_CHANGE_URL": "/account/password",
        "SECURITY_DATETIME_FACTORY": now,
        "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
        "SECURITY_FLASH_MESSAGES": True,
        "SECURITY_I18N_DIRNAME": [TRANSLATIONS],
        "SECURITY_JOIN_USER_ROLES": False,
        "SECURITY_LOGIN_URL": "/sign-in/password",
        "SECURITY_LOGIN_USER_TEMPLATE": "accounts/login_user.html",
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "SECURITY_LOGOUT_URL": "/sign-out",
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SALT": secret,
        "SECURITY_POST_CHANGE_VIEW": "/me",
        "SECURITY_POST_LOGIN_VIEW": "/me",
        "SECURITY_POST_LOGOUT_VIEW": "/",
        "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
        "SECURITY_VERIFY_TEMPLATE": "accounts/verify.html",
    }

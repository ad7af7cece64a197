"""The application: knows every feature, fills every port."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import flask_babel
from flask import Flask, has_request_context
from flask_compress import Compress
from flask_migrate import Migrate
from flask_security import RoleMixin, Security, SQLAlchemyUserDatastore
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

import forum.comments.models
import forum.consultations.models
import forum.events.models
import forum.files.models
import forum.floor.models
import forum.journal.models
import forum.minutes.models
import forum.polls.models
import forum.signups.models
import forum.topics.models  # noqa: F401
from forum.accounts import letters as account_letters
from forum.accounts import views as accounts
from forum.accounts.models import Account
from forum.accounts.ports import PersonalData, personal_data, places_of
from forum.comments import privacy as comment_privacy
from forum.comments.ports import sector_of_place, thread_owners
from forum.consultations import privacy as consultation_privacy
from forum.core.actor import VISITOR
from forum.core.clock import now
from forum.core.db import db
from forum.jobs.queue import JobQueue
from forum.live.extension import Live
from forum.mail import jobs as mail_jobs
from forum.mail import post
from forum.mail.ports import letter_builders
from forum.safety import refuse_unsafe
from forum.signups import jobs as signup_jobs
from forum.signups import letters as signup_letters
from forum.signups import privacy as signup_privacy
from forum.signups.queries import places_of as places_of_signups
from forum.topics import privacy as topic_privacy
from forum.topics.access import THREAD_OWNER as TOPIC_THREADS
from forum.topics.queries import sector_of_place as sector_of_signup
from forum.web import guard, headers, locale, problems
from forum.web.assets import Manifest, load_manifest
from forum.web.guard import Door, actor_loader, current_actor
from forum.web.limits import limiter

ROOT = Path(__file__).parent.parent
STATIC = Path(__file__).parent / "web" / "static"

FEATURES = (accounts,)

# Views that libraries bring, and who may come in there.
FOREIGN_DOORS: Mapping[str, Door] = {
    "static": Door(is_public=True),
    "security.login": Door(is_public=True),
    "security.logout": Door(),
    "security.change_password": Door(),
    "security.verify": Door(),
}


def create_app(config: Mapping[str, Any]) -> Flask:
    """Put the application together from its configuration. Touches no database.

    Raises UnsafeConfiguration when production is asked for with a default secret or debug on.
    """
    app = Flask(
        "forum",
        root_path=str(Path(__file__).parent),
        static_folder=str(STATIC),
        template_folder="web/templates",
        instance_path=config["INSTANCE"],
    )
    app.config.from_mapping(config)
    app.config.update(_library_settings(config))
    refuse_unsafe(app.config)
    _set_up_web(app)
    _set_up_data(app)
    _set_up_people(app)
    for feature in FEATURES:
        app.register_blueprint(feature.bp)
    Live().init_app(app)
    _fill_ports()
    _register_jobs(app)
    return app


def _library_settings(config: Mapping[str, Any]) -> dict[str, Any]:
    is_https = str(config["PUBLIC_URL"]).startswith("https://")
    return {
        "BABEL_DEFAULT_LOCALE": config["DEFAULT_LANGUAGE"],
        "BABEL_DEFAULT_TIMEZONE": config["TIMEZONE"],
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "translations"),
        "COMPRESS_MIMETYPES": ["text/html", "text/calendar", "application/json"],
        "COMPRESS_ALGORITHM": ["br", "gzip"],
        "PERMANENT_SESSION_LIFETIME": 60 * 60 * 24 * 31,
        "SECURITY_CHANGEABLE": True,
        "SECURITY_CHANGE_PASSWORD_TEMPLATE": "accounts/change_password.html",
        "SECURITY_LOGIN_USER_TEMPLATE": "accounts/login_user.html",
        "SECURITY_VERIFY_TEMPLATE": "accounts/verify.html",
        "SECURITY_CHANGE_URL": "/account/password",
        "SECURITY_DATETIME_FACTORY": now,
        "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
        "SECURITY_FLASH_MESSAGES": True,
        "SECURITY_I18N_DIRNAME": [str(ROOT / "translations")],
        "SECURITY_JOIN_USER_ROLES": False,
        "SECURITY_LOGIN_URL": "/sign-in/password",
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "SECURITY_LOGOUT_URL": "/sign-out",
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SALT": config["SECRET_KEY"],
        "SECURITY_POST_CHANGE_VIEW": "/me",
        "SECURITY_POST_LOGIN_VIEW": "/me",
        "SECURITY_POST_LOGOUT_VIEW": "/",
        "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_NAME": "__Host-session" if is_https else "session",
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": is_https,
        "SQLALCHEMY_ENGINE_OPTIONS": {"pool_pre_ping": True},
        "WTF_CSRF_TIME_LIMIT": None,
    }


def _set_up_web(app: Flask) -> None:
    hops = int(app.config["PROXY_HOPS"])
    if hops:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(STATIC),
        prefix="static/",
        immutable_file_test=lambda _path, url: url.startswith("/static/build/"),
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    _know_assets(app, load_manifest(STATIC / "build"))
    CSRFProtect(app)
    Compress(app)
    locale.init_app(app)
    app.extensions["wtforms_domain"] = flask_babel.Domain(
        translation_directories=str(ROOT / "translations"), domain="wtforms"
    )
    limiter.init_app(app)
    headers.init_app(app)
    problems.init_app(app)
    guard.init_app(app, dict(FOREIGN_DOORS))


def _know_assets(app: Flask, manifest: Manifest) -> None:
    def asset(name: str) -> str:
        """The address of a built file, its content's hash in the name."""
        return f"/static/{manifest.url_path(name)}"

    app.jinja_env.globals.update(asset=asset)
    # Letters are rendered by jobs: nobody is acting there.
    app.context_processor(
        lambda: {"actor": current_actor() if has_request_context() else VISITOR}
    )


def _set_up_data(app: Flask) -> None:
    db.init_app(app)
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    post.init_app(app)


def _set_up_people(app: Flask) -> None:
    # Roles are ours, granted by scope: the library is given none.
    Security(app, SQLAlchemyUserDatastore(db, Account, cast(type[RoleMixin], None)))


def _fill_ports() -> None:
    actor_loader.fill(accounts.load_actor)
    places_of.fill(places_of_signups)
    personal_data.fill(
        PersonalData("signups", signup_privacy.export, signup_privacy.erase),
        PersonalData("comments", comment_privacy.export, comment_privacy.erase),
        PersonalData("topics", topic_privacy.export, topic_privacy.erase),
        PersonalData("consultations", consultation_privacy.export, consultation_privacy.erase),
    )
    thread_owners.fill(TOPIC_THREADS)
    sector_of_place.fill(sector_of_signup)
    letter_builders.fill(account_letters.BUILDERS, signup_letters.BUILDERS)


def _register_jobs(app: Flask) -> None:
    queue = JobQueue()
    queue.init_app(app)
    queue.register("mail.send_waiting", mail_jobs.send_waiting)
    queue.every("mail.send_waiting_again", mail_jobs.send_waiting, minutes=5)
    queue.every("signups.send_held_letters", signup_jobs.send_held_letters, minutes=10)
    queue.every("signups.forget_needs", signup_jobs.forget_needs, crontab="20 3 * * *")

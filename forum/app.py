"""The application: knows every feature, fills every port."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import flask_babel
from flask import Flask, current_app, has_request_context
from flask_compress import Compress
from flask_migrate import Migrate
from flask_security import RoleMixin, Security, SQLAlchemyUserDatastore
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from forum.accounts import letters as account_letters
from forum.accounts import privacy as account_privacy
from forum.accounts.models import Account
from forum.accounts.ports import (
    PersonalData,
    belongs_only,
    consent_withdrawn,
    occasions_of,
    personal_data,
    persons_of_tickets,
    places_of,
)
from forum.accounts.views import my_data, persons
from forum.accounts.views import public as accounts
from forum.cli.backup import backup, restore
from forum.cli.consultations import consultations as consultations_commands
from forum.cli.demo import demo
from forum.cli.doctor import doctor
from forum.cli.draw import draw as draw_commands
from forum.cli.forums import forums as forums_command
from forum.cli.minutes import minutes as minutes_commands
from forum.cli.polls import polls as polls_commands
from forum.cli.serve import jobs, serve
from forum.cli.users import user
from forum.comments import privacy as comment_privacy
from forum.comments import views as comments
from forum.comments.ports import sector_of_place, thread_owners
from forum.consultations import privacy as consultation_privacy
from forum.consultations.views import desk as consultations_desk
from forum.consultations.views import public as consultations
from forum.core.actor import VISITOR
from forum.core.db import db
from forum.events import privacy as event_privacy
from forum.events.access import may_read_file
from forum.events.ports import blocks_in_use, forum_changed, forum_cloned, readiness
from forum.events.queries import list_files_in_use
from forum.events.views import agenda as events_agenda
from forum.events.views import desk as events_desk
from forum.events.views import materials as events_materials
from forum.events.views import programmes as events_programmes
from forum.events.views import public as events
from forum.events.views import team as events_team
from forum.files import views as files
from forum.files.ports import in_use, may_read
from forum.floor import privacy as floor_privacy
from forum.floor.views import console as floor_console
from forum.floor.views import hall as floor
from forum.floor.views.scenes import LIVE_RENDERERS as FLOOR_RENDERERS
from forum.jobs.queue import JobQueue
from forum.live.extension import Live
from forum.mail import post
from forum.mail import views as mail_views
from forum.mail.messengers import is_messenger_on
from forum.mail.ports import installation_secret as mail_secret
from forum.mail.ports import letter_builders, texts_are_on
from forum.minutes import privacy as minutes_privacy
from forum.minutes.ports import source_urls
from forum.minutes.queries import has_public_minutes
from forum.minutes.views import blocks as minutes_blocks
from forum.minutes.views import desk as minutes_desk
from forum.minutes.views import public as minutes
from forum.minutes.views import sources as minutes_sources
from forum.polls import letters as poll_letters
from forum.polls import privacy as poll_privacy
from forum.polls.queries.polls import list_waiting_for
from forum.polls.queries.sheets import list_blocks_counted_at
from forum.polls.views import counting as poll_counting
from forum.polls.views import desk as poll_desk
from forum.polls.views import downloads as poll_downloads
from forum.polls.views import electorate as poll_electorate
from forum.polls.views import keeping as poll_keeping
from forum.polls.views import public as polls
from forum.polls.views import slips as poll_slips
from forum.polls.views import standing_in as poll_standing_in
from forum.polls.views import texts as poll_texts
from forum.portal import views as portal
from forum.questionnaires.access import may_read_file as may_read_answer
from forum.questionnaires.ports import installation_secret, respondent_in
from forum.questionnaires.queries import list_files_in_use as list_answers_in_use
from forum.questionnaires.service.copying import copy_questionnaires
from forum.questionnaires.views import answering as questionnaires
from forum.questionnaires.views import desk as questionnaires_desk
from forum.questionnaires.views import questions as questionnaires_questions
from forum.questionnaires.views import results as questionnaires_results
from forum.safety import refuse_missing_drivers, refuse_unsafe
from forum.scheduling import privacy as scheduling_privacy
from forum.scheduling.views import desk as dates_desk
from forum.scheduling.views import public as dates
from forum.settings import MIGRATIONS, TRANSLATIONS, library_settings
from forum.signups import privacy as signup_privacy
from forum.signups.letters import kinds as signup_letters
from forum.signups.ports import minutes_are_public, polls_waiting_for
from forum.signups.queries import persons as signup_persons
from forum.signups.queries.people import places_of as places_of_signups
from forum.signups.queries.respondents import respondent_in as respondent_in_signups
from forum.signups.queries.tables import list_blocks_sat_at
from forum.signups.service.news import tell_of_change
from forum.signups.service.reminders import copy_reminders
from forum.signups.service.seats import copy_seats
from forum.signups.views import assist as signups_assist
from forum.signups.views import balance as signups_balance
from forum.signups.views import corrections as signups_corrections
from forum.signups.views import deciding as signups_deciding
from forum.signups.views import door as signups_door
from forum.signups.views import doubles as signups_doubles
from forum.signups.views import draw as signups_draw
from forum.signups.views import draws as signups_draws
from forum.signups.views import entrance as signups_entrance
from forum.signups.views import invitations as signups_invitations
from forum.signups.views import letters as signups_letters
from forum.signups.views import lists as signups_lists
from forum.signups.views import official as signups_official
from forum.signups.views import openings as signups_openings
from forum.signups.views import people as signups_people
from forum.signups.views import places as signups_places
from forum.signups.views import prints as signups_prints
from forum.signups.views import public as signups
from forum.signups.views import scans as signups_scans
from forum.signups.views import seats as signups_seats
from forum.signups.views import tables as signups_tables
from forum.timetable import register_jobs
from forum.topics import privacy as topic_privacy
from forum.topics import views as topics
from forum.topics.access import THREAD_OWNER as TOPIC_THREADS
from forum.topics.queries import sector_of_place as sector_of_signup
from forum.web import guard, headers, locale, logs, problems
from forum.web.assets import Manifest, load_manifest
from forum.web.compiled import compiled_templates
from forum.web.guard import Door, actor_loader, current_actor
from forum.web.limits import bound_forms, limiter
from forum.web.shared import SharedPages
from forum.web.tabs import desk_tabs, forum_tabs

STATIC = Path(__file__).parent / "web" / "static"

FEATURES = (
    portal,
    accounts,
    my_data,
    persons,
    events,
    events_desk,
    events_agenda,
    events_materials,
    events_programmes,
    events_team,
    signups,
    signups_people,
    signups_doubles,
    signups_corrections,
    signups_seats,
    signups_invitations,
    signups_deciding,
    signups_places,
    signups_draw,
    signups_draws,
    signups_door,
    signups_scans,
    signups_entrance,
    signups_tables,
    signups_prints,
    signups_letters,
    signups_official,
    signups_assist,
    signups_lists,
    signups_balance,
    signups_openings,
    questionnaires,
    questionnaires_desk,
    questionnaires_questions,
    questionnaires_results,
    dates,
    dates_desk,
    comments,
    topics,
    consultations,
    consultations_desk,
    files,
    mail_views,
    polls,
    poll_counting,
    poll_electorate,
    poll_slips,
    poll_standing_in,
    poll_desk,
    poll_keeping,
    poll_texts,
    poll_downloads,
    floor,
    floor_console,
    minutes,
    minutes_sources,
    minutes_desk,
    minutes_blocks,
)

# What each feature holds of a person, the lowest feature first.
PRIVACY: Mapping[str, Any] = {
    "accounts": account_privacy,
    "events": event_privacy,
    "scheduling": scheduling_privacy,
    "signups": signup_privacy,
    "comments": comment_privacy,
    "topics": topic_privacy,
    "consultations": consultation_privacy,
    "polls": poll_privacy,
    "floor": floor_privacy,
    "minutes": minutes_privacy,
}

COMMANDS = (
    demo,
    serve,
    jobs,
    user,
    backup,
    restore,
    doctor,
    consultations_commands,
    draw_commands,
    forums_command,
    minutes_commands,
    polls_commands,
)

# Views that libraries bring, and who may come in there.
FOREIGN_DOORS: Mapping[str, Door] = {
    "static": Door(is_public=True),
    "security.login": Door(is_public=True),
    "security.logout": Door(),
    "security.static": Door(is_public=True),
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
    app.config.update(library_settings(config))
    refuse_unsafe(app.config)
    refuse_missing_drivers(app.config)
    _set_up_web(app)
    _set_up_data(app)
    _set_up_people(app)
    for feature in FEATURES:
        app.register_blueprint(feature.bp)
    for command in COMMANDS:
        app.cli.add_command(command)
    Live().init_app(app, FLOOR_RENDERERS)
    _fill_ports()
    queue = JobQueue()
    queue.init_app(app)
    register_jobs(queue)
    return app


def _set_up_web(app: Flask) -> None:
    logs.init_app(app)
    SharedPages().init_app(app)
    hops = int(app.config["PROXY_HOPS"])
    if hops:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(STATIC),
        prefix="static/",
        allow_all_origins=False,
        immutable_file_test=lambda _path, url: url.startswith("/static/build/"),
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.bytecode_cache = compiled_templates()
    _know_assets(app, load_manifest(STATIC / "build"))
    app.before_request(bound_forms)
    CSRFProtect(app)
    Compress(app)
    locale.init_app(app)
    app.extensions["wtforms_domain"] = flask_babel.Domain(
        translation_directories=TRANSLATIONS, domain="wtforms"
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
    app.context_processor(lambda: {"actor": current_actor() if has_request_context() else VISITOR})


def _set_up_data(app: Flask) -> None:
    db.init_app(app)
    Migrate(app, db, directory=MIGRATIONS, render_as_batch=True)
    post.init_app(app)


def _set_up_people(app: Flask) -> None:
    # Roles are ours, granted by scope: the library is given none.
    Security(app, SQLAlchemyUserDatastore(db, Account, cast(type[RoleMixin], None)))


def _fill_ports() -> None:
    actor_loader.fill(accounts.load_actor)
    places_of.fill(places_of_signups)
    forum_changed.fill(tell_of_change)
    forum_cloned.fill(copy_seats, copy_reminders, copy_questionnaires)
    installation_secret.fill(lambda: str(current_app.config["SECRET_KEY"]))
    mail_secret.fill(lambda: str(current_app.config["SECRET_KEY"]))
    texts_are_on.fill(is_messenger_on)
    minutes_are_public.fill(has_public_minutes)
    polls_waiting_for.fill(list_waiting_for)
    respondent_in.fill(respondent_in_signups)
    readiness.fill(signups_seats.checks)
    blocks_in_use.fill(list_blocks_sat_at, list_blocks_counted_at)
    persons_of_tickets.fill(signup_persons.persons_of_tickets)
    occasions_of.fill(signup_persons.occasions_of)
    belongs_only.fill(signup_persons.belongs_only)
    consent_withdrawn.fill(signup_privacy.end_with_consent)
    # In the order of the staircase, accounts first: erasing goes from the end, and needs the name.
    personal_data.fill(
        *(
            PersonalData(
                name,
                feature.export,
                feature.erase,
                **{
                    part: getattr(feature, part)
                    for part in ("merge", "redact")
                    if hasattr(feature, part)
                },
                held=feature.HELD,
            )
            for name, feature in PRIVACY.items()
        )
    )
    source_urls.fill(minutes_sources.SOURCE_URLS)
    thread_owners.fill(TOPIC_THREADS)
    sector_of_place.fill(sector_of_signup)
    forum_tabs.fill(*(tab for feature in FEATURES for tab in getattr(feature, "TABS", ())))
    desk_tabs.fill(*(tab for feature in FEATURES for tab in getattr(feature, "DESK_TABS", ())))
    may_read.fill(may_read_file, may_read_answer)
    in_use.fill(list_files_in_use, list_answers_in_use)
    letter_builders.fill(account_letters.BUILDERS, signup_letters.BUILDERS, poll_letters.BUILDERS)

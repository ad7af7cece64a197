"""`flask serve`: production; `flask jobs run`: a process for background work alone."""

import os
import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from forum.core.durability import durability_problem
from forum.core.schema import is_migrated
from forum.safety import UnsafeConfiguration, refuse_lonely_stores, refuse_unsafe

ROOT = Path(__file__).parent.parent.parent

jobs = AppGroup("jobs", help="Background work.")


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=1, show_default=True, help="More need PostgreSQL and Redis.")
@click.option("--threads", default=64, show_default=True)
@with_appcontext
def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Serve in production mode (gunicorn), with background work in the same process."""
    try:
        refuse_unsafe({**current_app.config, "ENVIRONMENT": "production"})
        refuse_lonely_stores(current_app.config, workers)
    except UnsafeConfiguration as error:
        raise click.ClickException(str(error)) from error
    if not is_migrated():
        raise click.ClickException("The database is not migrated. Run: flask db upgrade")
    if problem := durability_problem():
        raise click.ClickException(problem)
    _warn()
    start_gunicorn(host, port, workers, threads, environment="production")


def start_gunicorn(
    host: str, port: int, workers: int = 1, threads: int = 64, *, environment: str
) -> None:
    """Become gunicorn. Does not return."""
    sys.stdout.flush()
    os.environ.update(
        FORUM_ENVIRONMENT=environment,
        FORUM_BIND=f"{host}:{port}",
        FORUM_WORKERS=str(workers),
        FORUM_THREADS=str(threads),
        FORUM_INSTANCE=str(current_app.config["INSTANCE"]),
        # Found from whatever folder the command was given in.
        PYTHONPATH=os.pathsep.join((str(ROOT), os.environ.get("PYTHONPATH", ""))),
    )
    command = [sys.executable, "-m", "gunicorn", "-c", "python:forum.cli.serving", "wsgi:app"]
    os.execv(sys.executable, command)  # noqa: S606 - fixed words, no shell


@jobs.command("run")
@click.option("--workers", default=1, show_default=True, help="Threads.")
@with_appcontext
def run_jobs(workers: int) -> None:
    """Work off background jobs in this process until it is stopped."""
    if not is_migrated():
        raise click.ClickException("The database is not migrated. Run: flask db upgrade")
    current_app.extensions["jobs"].run_consumer_forever(workers=workers)


def _warn() -> None:
    """Say what works but is hardly meant."""
    config = current_app.config
    if not str(config["PUBLIC_URL"]).startswith("https://"):
        click.echo(
            f"Links begin with {config['PUBLIC_URL']} and cookies travel unprotected. "
            "For a real installation set FORUM_PUBLIC_URL to https://…",
            err=True,
        )
    if config["MAIL"]["BACKEND"] == "console":
        click.echo(
            "Letters are printed here, not sent. Set FORUM_MAIL__BACKEND=smtp and FORUM_MAIL__SERVER.",
            err=True,
        )

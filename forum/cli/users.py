"""`flask user …`: the first administrator of a real installation."""

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from forum.accounts.queries import find_account
from forum.accounts.service import (
    create_account,
    create_person,
    give_role,
    make_invitation_link,
)
from forum.core.actor import SYSTEM
from forum.core.clock import now
from forum.core.permissions import INSTALLATION, Role
from forum.core.transaction import transaction
from forum.language.contacts import UnreadableEmail, parse_email

user = AppGroup("user", help="People who sign in.")


@user.command("create")
@click.option("--email", prompt=True)
@click.option("--given-name", prompt=True)
@click.option("--family-name", default="")
@click.option("--role", type=click.Choice([r.value for r in Role if r is not Role.PARTICIPANT]),
              default=Role.ADMINISTRATOR.value, show_default=True)
@with_appcontext
def create(email: str, given_name: str, family_name: str, role: str) -> None:
    """Make an account with a role everywhere and print a link that signs it in once."""
    try:
        address = parse_email(email)
    except UnreadableEmail as error:
        raise click.ClickException(f"{email} is not an e-mail address.") from error
    with transaction():
        account = find_account(address)
        if account is None:
            person = create_person(given_name, family_name, email=address, now=now())
            account = create_account(person, address, now=now())
        give_role(account, Role(role), INSTALLATION, actor=SYSTEM, now=now())
        token = make_invitation_link(account, now=now())
    click.echo(f"{address} is {role}. This link signs in once, within two weeks:")
    click.echo(sign_in_address(token))


def sign_in_address(token: str) -> str:
    """The address of a sign-in link, made from the installation's public one."""
    return f"{str(current_app.config['PUBLIC_URL']).rstrip('/')}/sign-in/link/{token}"

"""`flask user …`: the first administrator of a real installation."""

import click
from flask.cli import AppGroup, with_appcontext

from forum.accounts.models import Account
from forum.accounts.queries import find_account
from forum.accounts.service.links import make_invitation_link
from forum.accounts.service.people import create_account, create_person
from forum.accounts.service.roles import give_role
from forum.core.actor import SYSTEM
from forum.core.clock import now
from forum.core.permissions import INSTALLATION, Role
from forum.core.transaction import transaction
from forum.directory.queries import list_sectors
from forum.directory.service import create_sectors
from forum.language.contacts import UnreadableEmail, parse_email
from forum.web.links import absolute_url

ROLES = [role.value for role in Role if role is not Role.PARTICIPANT]

user = AppGroup("user", help="People who sign in.")


@user.command("create")
@click.option("--email", prompt="E-mail address")
@click.option("--given-name", help="Asked for when there is no account yet.")
@click.option("--family-name", default="")
@click.option(
    "--role", type=click.Choice(ROLES), default=Role.ADMINISTRATOR.value, show_default=True
)
@with_appcontext
def create(email: str, given_name: str | None, family_name: str, role: str) -> None:
    """Make an account with a role everywhere and print a link that signs it in once.

    For an address that has an account already, the role is added. No password is ever made.
    A new installation is given the sectors it starts with.
    """
    address = _read_address(email)
    if given_name is None and find_account(address) is None:
        given_name = click.prompt("Given name")
    with transaction():
        if not list_sectors():
            create_sectors()
        account = find_account(address) or _new_account(address, given_name or "", family_name)
        give_role(account, Role(role), INSTALLATION, actor=SYSTEM, now=now())
        token = make_invitation_link(account, now=now())
    click.echo(f"{address} is {role}. This link signs in once, within two weeks:")
    click.echo(sign_in_address(token))


def sign_in_address(token: str) -> str:
    """The address of a sign-in link, made from the installation's public one."""
    return absolute_url("accounts.use_link", token=token)


def _read_address(email: str) -> str:
    try:
        return parse_email(email)
    except UnreadableEmail as error:
        raise click.ClickException(f"{email} is not an e-mail address.") from error


def _new_account(address: str, given_name: str, family_name: str) -> Account:
    person = create_person(given_name, family_name, email=address, now=now())
    return create_account(person, address, now=now())

"""Letters about accounts: sign-in links and invitations to a role."""

from collections.abc import Mapping

from flask import render_template
from flask_babel import force_locale, gettext

from forum.accounts.models import Account, Grant
from forum.accounts.service.links import make_invitation_link, make_sign_in_link
from forum.core.clock import now
from forum.core.db import db
from forum.core.i18n import N_
from forum.core.permissions import Role
from forum.language.names import Name, address_name
from forum.mail.ports import Builder, BuiltLetter
from forum.web.links import absolute_url

ROLE_NAMES: Mapping[Role, str] = {
    Role.ADMINISTRATOR: N_("administrator"),
    Role.ORGANISER: N_("organiser"),
    Role.FACILITATOR: N_("facilitator"),
    Role.RAPPORTEUR: N_("rapporteur"),
    Role.COORDINATOR: N_("coordinator"),
    Role.PARTICIPANT: N_("participant"),
}


def _sign_in_link(account_id: int, _occasion: str) -> BuiltLetter | None:
    account = db.session.get(Account, account_id)
    if account is None or not account.active:
        return None
    link = _link(make_sign_in_link(account, now=now()))
    return _letter(account, N_("Your sign-in link"), "sign_in_link", link=link)


def _invitation(grant_id: int, _occasion: str) -> BuiltLetter | None:
    grant = db.session.get(Grant, grant_id)
    if grant is None or not grant.account.active:
        return None
    link = _link(make_invitation_link(grant.account, now=now()))
    with force_locale(grant.account.person.language):
        role = gettext(ROLE_NAMES[grant.role])
    return _letter(grant.account, N_("An invitation"), "invitation", link=link, role=role)


def _link(token: str) -> str:
    return absolute_url("accounts.use_link", token=token)


def _letter(account: Account, subject: str, template: str, **facts: str) -> BuiltLetter:
    person, language = account.person, account.person.language
    name = address_name(Name(person.prefix, person.given_name, person.family_name), language)
    with force_locale(language):
        text = render_template(f"accounts/mail/{template}.txt", name=name, **facts)
        return BuiltLetter(account.email, language, gettext(subject), text)


BUILDERS: Mapping[str, Builder] = {
    "accounts.sign_in_link": _sign_in_link,
    "accounts.invitation": _invitation,
}

"""Signing in by a link that works once."""

from datetime import datetime, timedelta

from sqlalchemy import select

from forum.accounts.errors import LinkUsedUp
from forum.accounts.logic import INVITATION_LIFE, SIGN_IN_LINK_LIFE
from forum.accounts.models import Account, SignInLink
from forum.accounts.queries import find_account
from forum.core.db import db
from forum.core.ids import hashed, new_token
from forum.mail.service import queue_asked_letter


def make_sign_in_link(
    account: Account, *, now: datetime, life: timedelta = SIGN_IN_LINK_LIFE
) -> str:
    """A token that signs the account in once, within its life. Only its hash is kept."""
    token = new_token()
    db.session.add(
        SignInLink(
            account_id=account.id, token_hash=hashed(token), created_at=now, expires_at=now + life
        )
    )
    return token


def make_invitation_link(account: Account, *, now: datetime) -> str:
    """A sign-in link that waits for its reader: two weeks."""
    return make_sign_in_link(account, now=now, life=INVITATION_LIFE)


def ask_for_sign_in_link(email: str, occasion: str, *, now: datetime) -> None:
    """Write to the address if it has an account; whether it has is not told to the asker."""
    account = find_account(email)
    if account is not None and account.active:
        queue_asked_letter(
            "accounts.sign_in_link", account.id, occasion, address=account.email, now=now
        )


def use_sign_in_link(token: str, *, now: datetime) -> Account:
    """The account a link signs in; the link is used up. Raises LinkUsedUp otherwise."""
    query = select(SignInLink).where(SignInLink.token_hash == hashed(token)).with_for_update()
    link = db.session.scalars(query).one_or_none()
    if (
        link is None
        or link.used_at is not None
        or link.expires_at <= now
        or not link.account.active
    ):
        raise LinkUsedUp
    link.used_at = now
    link.account.last_seen_at = now
    return link.account

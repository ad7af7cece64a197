"""What the outbox adds to letters that are not needed for taking part: how to refuse them."""

from dataclasses import replace

from flask import current_app, render_template
from flask_babel import force_locale

from forum.mail.logic import Carrier, refusal_token
from forum.mail.ports import BuiltLetter, installation_secret
from forum.mail.service import hash_of
from forum.web.links import absolute_url


def with_refusal(letter: BuiltLetter) -> BuiltLetter:
    """The letter with a link at its end and headers for mail programs (RFC 2369, RFC 8058).

    One click without a question is promised over https only, as RFC 8058 asks.
    """
    if letter.topic is None or letter.carrier is not Carrier.MAIL:
        return letter
    token = refusal_token(installation_secret.only(), hash_of(letter.to), letter.topic)
    link = absolute_url("letters.refusal", token=token, lang=letter.language)
    headers = {**letter.headers, "List-Unsubscribe": f"<{link}>"}
    if str(current_app.config["PUBLIC_URL"]).startswith("https://"):
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    with force_locale(letter.language):
        footer = render_template("mail/_refusal.txt", link=link)
    return replace(letter, text=f"{letter.text.rstrip()}\n\n{footer}", headers=headers)

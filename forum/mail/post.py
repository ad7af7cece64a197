"""Handing a letter to the world: one function in front of the mail library."""

from typing import Protocol

from flask import Flask
from flask_mailman import EmailMessage, Mail

from forum.mail.ports import BuiltLetter


class Post(Protocol):
    """Whoever carries letters. `send` raises OSError when the letter could not be handed over."""

    def send(self, letter: BuiltLetter) -> None:
        """Hand the letter over, or raise OSError."""


class MailmanPost:
    """Flask-Mailman: to a server, to the terminal or into memory, as configured."""

    def send(self, letter: BuiltLetter) -> None:
        """Hand the letter over. smtplib's errors are OSErrors."""
        message = EmailMessage(
            subject=" ".join(letter.subject.split()),
            body=letter.text,
            to=[letter.to],
            headers={"Content-Language": letter.language, **letter.headers},
        )
        for attachment in letter.attachments:
            message.attach(attachment.name, attachment.content, attachment.media_type)
        message.send()


def init_app(app: Flask) -> None:
    """Configure the mail library from MAIL: backend, server, port, user, password, TLS, sender."""
    mail = app.config["MAIL"]
    app.config.update(
        MAIL_BACKEND=mail["BACKEND"],
        MAIL_SERVER=mail["SERVER"],
        MAIL_PORT=mail["PORT"],
        MAIL_USERNAME=mail.get("USERNAME"),
        MAIL_PASSWORD=mail.get("PASSWORD"),
        MAIL_USE_TLS=bool(mail.get("TLS")),
        MAIL_USE_SSL=bool(mail.get("SSL")),
        MAIL_TIMEOUT=20,
        MAIL_DEFAULT_SENDER=mail["SENDER"],
        MAIL_FILE_PATH=mail.get("FOLDER"),
    )
    Mail(app)

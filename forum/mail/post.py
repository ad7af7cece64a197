"""Handing a letter to the world: one function in front of the mail library."""

import re
import smtplib
import socket
import ssl
from typing import Protocol
from urllib.parse import urlsplit

from flask import Flask, current_app
from flask_mailman import EmailMessage, Mail

from forum.mail.ports import BuiltLetter

SMTP = "forum.mail.smtp"
# One address: what comes after a comma or a line end would be another's.
_ADDRESS = re.compile(r"[^\s,;:<>@\"]+@[^\s,;:<>@\"]+")


class Undeliverable(OSError):
    """The mail server will never take this letter: there is no such address."""


class Unreachable(OSError):
    """The mail server takes no letter at all at present."""


_NO_SERVER = (
    ConnectionError,
    TimeoutError,
    socket.gaierror,
    ssl.SSLError,
    smtplib.SMTPConnectError,
    smtplib.SMTPHeloError,
    smtplib.SMTPAuthenticationError,
    smtplib.SMTPServerDisconnected,
)


class Post(Protocol):
    """Whoever carries letters. `send` raises OSError when the letter could not be handed over."""

    def send(self, letter: BuiltLetter) -> None:
        """Hand the letter over, or raise OSError."""


class MailmanPost:
    """Flask-Mailman: to a server, to the terminal or into memory, as configured."""

    def send(self, letter: BuiltLetter) -> None:
        """Hand the letter over.

        Raises Undeliverable, Unreachable, or another OSError (smtplib's errors are).
        """
        if not _ADDRESS.fullmatch(letter.to):
            raise Undeliverable
        message = EmailMessage(
            subject=_one_line(letter.subject),
            body=letter.text,
            to=[letter.to],
            headers={**_own_headers(letter), **letter.headers},
        )
        for attachment in letter.attachments:
            message.attach(attachment.name, attachment.content, attachment.media_type)
        try:
            message.send()
        except smtplib.SMTPRecipientsRefused as error:
            if all(code >= 500 for code, _words in error.recipients.values()):  # 5xx: for good
                raise Undeliverable from error
            raise
        except _NO_SERVER as error:
            raise Unreachable from error
        except ValueError as error:  # a header that is none
            raise Undeliverable from error


def init_app(app: Flask) -> None:
    """Configure the mail library from MAIL: backend, server, port, user, password, TLS, sender."""
    mail = app.config["MAIL"]
    app.config.update(
        MAIL_BACKEND=SMTP if mail["BACKEND"] == "smtp" else mail["BACKEND"],
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


def _own_headers(letter: BuiltLetter) -> dict[str, str]:
    """Its language, that no machine should answer it, and a name that stays when it is sent again."""
    own = {"Content-Language": letter.language, "Auto-Submitted": "auto-generated"}
    if letter.mark:
        host = urlsplit(str(current_app.config["PUBLIC_URL"])).hostname
        own["Message-ID"] = f"<{letter.mark}@{host}>"
    return own


def _one_line(text: str) -> str:
    """Without the line ends that would begin another header."""
    return " ".join(text.split())

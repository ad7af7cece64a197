"""What leaves the house is one well-formed letter to one reader."""

import email
import smtplib
import socket
import ssl
from email.policy import default

import pytest

from forum.mail.ports import Attachment, BuiltLetter
from forum.mail.post import MailmanPost, Undeliverable, Unreachable
from forum.mail.smtp import EmailBackend


@pytest.fixture
def sent(app):
    """Send a letter; what arrives, parsed."""

    def send(**facts):
        letter = {"to": "a@example.org", "language": "th", "subject": "x", "text": "y", **facts}
        app.extensions["mailman"].outbox = []
        MailmanPost().send(BuiltLetter(**letter))
        (message,) = app.extensions["mailman"].outbox
        return email.message_from_bytes(message.message().as_bytes(), policy=default)

    return send


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\u2028", "\x85", "\x0b"])
def test_a_name_in_the_subject_begins_no_header(sent, end):
    arrived = sent(subject=f"เวที{end}Bcc: thief@example.org")

    assert arrived["Bcc"] is None
    assert arrived["Subject"] == "เวที Bcc: thief@example.org"


@pytest.mark.parametrize(
    "address",
    ["a@example.org\nBcc: thief@example.org", "a@example.org, thief@example.org", "nobody"],
)
def test_an_address_is_one_address_or_is_refused(app, address):
    app.extensions["mailman"].outbox = []

    with pytest.raises(Undeliverable):
        MailmanPost().send(BuiltLetter(address, "th", "x", "y"))

    assert app.extensions["mailman"].outbox == []


def test_a_header_of_two_lines_is_refused(app):
    with pytest.raises(Undeliverable):
        MailmanPost().send(BuiltLetter("a@example.org", "th", "x", "y", headers={"X-A": "b\nc: d"}))


def test_thai_arrives_as_it_was_written(sent):
    arrived = sent(subject="ตั๋วของคุณ", text="ถึง คุณสมใจ\n")

    assert arrived["Subject"] == "ตั๋วของคุณ"
    assert arrived.get_content() == "ถึง คุณสมใจ\n"
    assert arrived["Content-Language"] == "th"


def test_attachments_travel_whole(sent):
    content = bytes(range(256))

    arrived = sent(attachments=(Attachment("qr.png", "image/png", content),))

    (attached,) = arrived.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("qr.png", content)


def test_a_repeated_letter_carries_the_same_name_of_our_host(sent):
    assert sent(mark="abc")["Message-ID"] == sent(mark="abc")["Message-ID"] == "<abc@127.0.0.1>"


@pytest.mark.parametrize(
    ("trouble", "told"),
    [
        (smtplib.SMTPRecipientsRefused({"a@b": (550, b"unknown")}), Undeliverable),
        (smtplib.SMTPRecipientsRefused({"a@b": (451, b"later")}), smtplib.SMTPRecipientsRefused),
        (smtplib.SMTPServerDisconnected("gone"), Unreachable),
        (smtplib.SMTPAuthenticationError(535, b"no"), Unreachable),
        (ConnectionRefusedError(), Unreachable),
        (TimeoutError(), Unreachable),
        (socket.gaierror(), Unreachable),
        (ssl.SSLCertVerificationError(), Unreachable),
        (smtplib.SMTPDataError(554, b"spam"), smtplib.SMTPDataError),
    ],
)
def test_what_the_server_says_is_told_apart(app, monkeypatch, trouble, told):
    def refuse(_self):
        raise trouble

    monkeypatch.setattr("flask_mailman.EmailMessage.send", refuse)

    with pytest.raises(told):
        MailmanPost().send(BuiltLetter("a@example.org", "th", "x", "y"))


def test_the_mail_servers_certificate_is_checked_after_starttls(app, monkeypatch):
    seen = []
    monkeypatch.setattr(
        smtplib.SMTP, "starttls", lambda _self, *, context=None: seen.append(context)
    )

    EmailBackend(use_tls=True).connection_class().starttls(context=None)

    assert seen[0].verify_mode is ssl.CERT_REQUIRED
    assert seen[0].check_hostname

"""Flask-Mailman's way to a mail server, with the one thing it leaves out."""

import smtplib
import ssl
from typing import Any

from flask_mailman.backends import smtp


class EmailBackend(smtp.EmailBackend):
    """Checks the mail server's certificate after STARTTLS, too."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """Who speaks to the server."""
        return smtplib.SMTP_SSL if self.use_ssl else _CheckedSMTP


class _CheckedSMTP(smtplib.SMTP):
    def starttls(self, **given: Any) -> Any:  # type: ignore[override]
        """Python's own default trusts any certificate, and letters carry sign-in links."""
        return super().starttls(context=given.get("context") or ssl.create_default_context())

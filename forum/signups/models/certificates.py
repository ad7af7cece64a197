"""The table of certificates: what stands on them, and whether people may fetch theirs."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core.db import Model
from forum.core.i18n import LocalText
from forum.events.models import Forum


class CertificateSettings(Model):
    """What stands on a forum's certificates of participation; one row for a forum that has any.

    From `released_at` on, and once the forum is over, whoever was present may fetch their own.
    """

    __tablename__ = "certificate_settings"

    forum_id: Mapped[int] = mapped_column(
        ForeignKey("forums.id", ondelete="CASCADE"), primary_key=True
    )
    issuer: Mapped[LocalText]
    text: Mapped[LocalText]
    given_on: Mapped[date]
    signatory: Mapped[str] = mapped_column(String(200), default="")
    position: Mapped[LocalText] = mapped_column(default=dict)
    has_thai_digits: Mapped[bool] = mapped_column(default=False)
    released_at: Mapped[datetime | None]

    forum: Mapped[Forum] = relationship()

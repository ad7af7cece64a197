"""What letters are: how they travel, what may be refused, how an address is known by its hash."""

import base64
import hashlib
import hmac
import re
from enum import StrEnum
from typing import Final


class Carrier(StrEnum):
    """How something reaches its reader."""

    MAIL = "mail"
    TEXT = "text"


class Topic(StrEnum):
    """Kinds of letters that are not needed for taking part, and can be refused."""

    REMINDERS = "reminders"
    THANKS = "thanks"
    NEWS = "news"
    INVITATIONS = "invitations"
    TEXTS = "texts"  # all short messages to one person, whatever the number


_PROOF: Final = 16  # bytes: 128 bits, for a right to refuse letters only
_HASH: Final = 32  # bytes of an address's hash
_GSM: Final = re.compile(
    r"[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà]*"
)


def address_hash(secret: str, address: str) -> str:
    """An address under the installation's secret (HMAC-SHA256), however its letters are cased."""
    return _mac(secret, f"address:{address.strip().casefold()}").hex()


def refusal_token(secret: str, hash_: str, topic: Topic) -> str:
    """What a letter's link carries: whose letters of which topic, and a proof that we wrote it."""
    proof = _mac(secret, f"refusal:{topic}:{hash_}")[:_PROOF]
    packed = base64.urlsafe_b64encode(bytes.fromhex(hash_) + proof).rstrip(b"=").decode("ascii")
    return f"{topic}.{packed}"


def read_refusal_token(secret: str, token: str) -> tuple[str, Topic] | None:
    """The address's hash and the topic in a token of ours; None for any other text."""
    name, _, packed = token.partition(".")
    if name not in set(Topic) or not re.fullmatch(r"[A-Za-z0-9_-]{64}", packed):
        return None
    hash_ = base64.urlsafe_b64decode(packed)[:_HASH].hex()
    topic = Topic(name)
    is_ours = hmac.compare_digest(token, refusal_token(secret, hash_, topic))
    return (hash_, topic) if is_ours else None


def text_parts(text: str) -> int:
    """As how many text messages a text is charged (3GPP TS 23.038): Thai 70 signs, or 67 each.

    Texts of the Latin alphabet hold 160 signs, or 153 each when there are several.
    """
    is_latin = _GSM.fullmatch(text) is not None
    units = len(text) if is_latin else len(text.encode("utf-16-be")) // 2
    alone, joined = (160, 153) if is_latin else (70, 67)
    return 1 if units <= alone else -(-units // joined)


def _mac(secret: str, text: str) -> bytes:
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()

"""What a ticket's link and code are made of."""

import base64
import hashlib
import hmac


def ticket_token(secret: str, serial: str) -> str:
    """The token in a ticket's link: HMAC-SHA256 of its serial under the installation's secret.

    256 bits, URL-safe. It can be made again for sending again, and only with the secret.
    """
    digest = hmac.new(secret.encode(), f"ticket:{serial}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def invitation_token(secret: str, serial: str) -> str:
    """The token in an invitation's link; made like a ticket's, and never the same as one."""
    digest = hmac.new(secret.encode(), f"invitation:{serial}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


CODE_LENGTH = 8


def ticket_code(serial: str) -> str:
    """The short code on a ticket, to be read aloud at the door: "k3mp 7x9q".

    It names the ticket for whoever checks people in, and opens nothing.
    """
    code = serial[:CODE_LENGTH]
    return f"{code[:4]} {code[4:]}"

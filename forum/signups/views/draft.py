"""What somebody enters to sign up, between the steps: in their own browser only, for an hour.

Each step is answered by a redirect, so that Back shows a page and sends nothing again; what was
entered crosses the redirect in a cookie that only the pages of this sign-up are sent.
"""

from collections.abc import Iterable

from flask import current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

COOKIE = "sign_up_draft"
LIFETIME = 3600  # seconds
# Browsers keep 4 kB, name and attributes included.
LARGEST = 3800


def keep_draft(response: Response, path: str, entered: Iterable[tuple[str, str]]) -> bool:
    """Keep what was entered for the pages under `path`; False where it is too long for a cookie."""
    text = _signer().dumps(list(entered))
    if len(text) > LARGEST:
        return False
    response.set_cookie(
        COOKIE,
        text,
        max_age=LIFETIME,
        path=path,
        httponly=True,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        samesite="Lax",
    )
    return True


def kept_draft() -> MultiDict[str, str] | None:
    """What was entered before; None when there is nothing, or it is too old."""
    try:
        pairs = _signer().loads(request.cookies.get(COOKIE, ""), max_age=LIFETIME)
    except BadData:
        return None
    return MultiDict([(name, value) for name, value in pairs])


def forget_draft(response: Response, path: str) -> None:
    """Leave nothing of it in the browser."""
    response.delete_cookie(COOKIE, path=path)


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(
        str(current_app.secret_key), "signups.draft", serializer_kwargs={"ensure_ascii": False}
    )

"""Answers that take as long for a known address as for an unknown one."""

import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import current_app, request

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")

# Longer than either takes on a machine that is not overloaded; on one that is, its load hides more
# than the difference tells.
SECONDS = 0.4


def evenly(view: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """Hold back the answer to what is sent until a fixed time has passed (EVEN_SECONDS).

    Making a sign-up takes longer than finding one; without this a stopwatch would tell whether an
    address is known. Steps of a form, which look nothing up, are answered at once.
    """

    @wraps(view)
    def even(*args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        began = time.monotonic()
        answer = view(*args, **kwargs)
        if request.method == "POST" and request.form.get("go", "send") == "send":
            least = float(current_app.config.get("EVEN_SECONDS", SECONDS))
            time.sleep(max(0.0, least - (time.monotonic() - began)))
        return answer

    return even

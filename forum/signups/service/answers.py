"""What somebody answered to the organiser's questions while signing up."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from forum.questionnaires.service.answers import keep_signup_answers
from forum.signups.models.places import Signup
from forum.signups.queries.respondents import respondent


def keep_answers(signup: Signup, answers: Mapping[str, Any] | None, *, now: datetime) -> None:
    """Keep the answers with the sign-up; None where nobody was asked (lists, demonstrations).

    The forum is locked. Raises questionnaires' AnswersMissing.
    """
    if answers is not None:
        keep_signup_answers(
            signup.forum, respondent(signup), answers, language=signup.language, now=now
        )

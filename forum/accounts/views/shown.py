"""How a person's data is shown: consents by forum, exports in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from flask_babel import gettext as _

from forum.accounts.logic import CONSENTS, ConsentText
from forum.accounts.models import Consent
from forum.accounts.ports import Occasion, personal_data
from forum.language import dates
from forum.web.locale import current_language, local_text

# Keys whose values are words of ours, not of people.
_CODED = {
    "state", "role", "where", "purpose", "what", "gender", "level", "checked_in_by", "round", "kind",
}  # fmt: skip


@dataclass(frozen=True)
class ConsentRow:
    """One purpose: what is asked, and how it stands."""

    text: ConsentText
    given: Consent | None
    withdrawn: Consent | None


@dataclass(frozen=True)
class ConsentsOf:
    """The consents for one forum."""

    occasion: Occasion
    rows: Sequence[ConsentRow]


def consents_by_forum(
    occasions: Sequence[Occasion], consents: Sequence[Consent]
) -> list[ConsentsOf]:
    """Every purpose of every forum, with what was agreed to last."""
    return [
        ConsentsOf(
            occasion,
            [
                _row(text, [c for c in consents if _is_of(c, occasion, text.purpose)])
                for text in CONSENTS.values()
            ],
        )
        for occasion in occasions
    ]


def exported(person_id: int) -> dict[str, dict[str, Any]]:
    """What every feature holds of a person, ready for JSON."""
    return {each.feature: each.export(person_id) for each in personal_data.suppliers}


def word_of(key: str) -> str:
    """The word for a key of an export, or for `key.code`, in the reader's language."""
    words = {k: word for each in personal_data.suppliers for k, word in each.held.words.items()}
    word = words.get(key) or words.get(key.rpartition(".")[2])
    return str(_(word)) if word else key.rpartition(".")[2].replace("_", " ")


def said(value: Any, key: str = "") -> str:
    """One value of an export as a person reads it."""
    if value is None or value in ("", [], {}):
        return "–"
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if isinstance(value, Mapping):
        return local_text(value)
    text = str(value)
    if key in _CODED:
        return word_of(f"{key}.{text}")
    return _moment(text) if key.endswith(("_at", "since", "until")) or key == "at" else text


def is_plain(value: Any) -> bool:
    """Whether a value is one text: in several languages it is, too."""
    languages = set(current_app.config["LANGUAGES"])
    if isinstance(value, Mapping):
        return set(value) <= languages
    return not isinstance(value, list | tuple)


def _row(text: ConsentText, consents: Sequence[Consent]) -> ConsentRow:
    given = next((c for c in reversed(consents) if c.withdrawn_at is None), None)
    withdrawn = next((c for c in reversed(consents) if c.withdrawn_at is not None), None)
    return ConsentRow(text, given, withdrawn)


def _is_of(consent: Consent, occasion: Occasion, purpose: str) -> bool:
    scope = occasion.scope
    return (consent.scope_kind, consent.scope_id, consent.purpose) == (
        scope.kind,
        scope.id,
        purpose,
    )


def _moment(text: str) -> str:
    try:
        moment = dates.local(datetime.fromisoformat(text))
    except ValueError:
        return text
    language = current_language()
    day = dates.format_date(moment.date(), language)
    return f"{day} {dates.format_time(moment.time(), language)}"

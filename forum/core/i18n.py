"""Marks text for extraction, and picks from text kept in several languages."""

from collections.abc import Mapping

LocalText = dict[str, str]

# Thai first: the language of most readers, then English, then whatever there is.
FALLBACK = ("th", "en")


def N_(message: str) -> str:  # noqa: N802 - the field's customary name
    """Mark a message for extraction; it is translated where it is shown."""
    return message


def localised(text: Mapping[str, str] | None, language: str) -> str:
    """The text in the wanted language, else in Thai, English or any language it has."""
    if not text:
        return ""
    for code in (language, *FALLBACK):
        if text.get(code):
            return text[code]
    return next((value for value in text.values() if value), "")

"""The colours of threads and bars on paper, by name; words and figures always say the same."""

from typing import Final

from forum.documents.tree import Bar, Tone

PLAIN: Final = "plain"

BARS: Final = {
    PLAIN: "#3B5BA5",
    "university": "#3B5BA5",
    "ngo": "#00828A",
    "government": "#5B6470",
    "business": "#B97700",
    "civil-society": "#A63D77",
    "villagers": "#4B7F2B",
    "other": "#7A6A58",
    "agree": "#1B7F5C",
    "object": "#B3402E",
}

TONES: Final = {
    Tone.NEUTRAL: "#B9AF9F",
    Tone.AGREED: "#1B7F5C",
    Tone.CONTESTED: "#B3402E",
    Tone.UNRESOLVED: "#B97700",
    Tone.RESULT: "#3B5BA5",
}


def colour_name(bar: Bar) -> str:
    """The name of the bar's colour; names nobody knows are plain."""
    name = (bar.thread or "").replace("_", "-")
    return name if name in BARS else PLAIN

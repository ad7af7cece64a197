"""Text with the marks of Markdown as the plain text that our pages show."""

import re

# In this order: a picture looks like a link, strong like emphasis twice.
_MARKS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"!\[([^\]\n]*)\]\([^()\s]*\)"), r"\1"),
    (re.compile(r"\[([^\]\n]+)\]\((https?://[^()\s]+)\)"), r"\1 (\2)"),
    (re.compile(r"^#{1,6}[ \t]+", re.MULTILINE), ""),
    (re.compile(r"^>[ \t]?", re.MULTILINE), ""),
    (re.compile(r"^[*+-][ \t]+", re.MULTILINE), "– "),
    (re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])([*_])(?=\S)([^*_\n]+?)(?<=\S)\1(?![\w*])"), r"\2"),
    (re.compile(r"`([^`\n]+)`"), r"\1"),
)


def plain_text(markdown: str) -> str:
    """The words without headings, emphasis and pictures; a link's address stands behind it.

    What is not a mark of Markdown (a lone asterisk, an underscore inside a word) is kept.
    """
    text = markdown
    for mark, words in _MARKS:
        text = mark.sub(words, text)
    return text

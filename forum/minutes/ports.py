"""Where higher layers plug into minutes."""

from collections.abc import Callable, Mapping

from forum.core.port import Port

# A forum's public id and a source's public id → the full address of the page that shows it.
SourceUrl = Callable[[str, str], str]

# By kind of source: "forum", "attendance", "item", "floor", "topic", "comment", "consultation",
# "statement", "poll", "questionnaire", "resolution".
source_urls: Port[Mapping[str, SourceUrl]] = Port("minutes.source_urls")

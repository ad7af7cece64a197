"""What features above sign-ups tell letters."""

from collections.abc import Callable

from forum.core.port import Port

# Given the forum's id: whether anybody may read its minutes.
minutes_are_public: Port[Callable[[int], bool]] = Port("signups.minutes_are_public")

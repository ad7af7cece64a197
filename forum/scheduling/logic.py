"""What somebody says to a proposed time."""

from enum import StrEnum


class Availability(StrEnum):
    """Whether somebody can come at a time."""

    YES = "yes"
    IF_NEED_BE = "if_need_be"
    NO = "no"

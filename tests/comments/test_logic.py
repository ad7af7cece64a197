from datetime import timedelta

import pytest

from forum.comments.logic import (
    Readers,
    attribution,
    includes,
    is_still_editable,
    takes_contributions,
)
from forum.events.logic.stages import AttributionMode, Stage
from tests.conftest import NOW


@pytest.mark.parametrize(
    ("mode", "name", "sector"),
    [
        (AttributionMode.NAMED, "สมใจ ใจดี", "ngo"),
        (AttributionMode.SECTOR, None, "ngo"),
        (AttributionMode.ANONYMOUS, None, None),
    ],
)
def test_the_forums_mode_decides_what_is_told_of_a_contributor(mode, name, sector):
    told = attribution(mode, "สมใจ ใจดี", "ngo")

    assert (told.name, told.sector) == (name, sector)


def test_contributions_end_when_the_record_is_written_or_the_forum_called_off():
    taking = {stage for stage in Stage if takes_contributions(stage)}

    assert taking == {Stage.ANNOUNCED, Stage.OPEN, Stage.RUNNING, Stage.POSTPONED}


@pytest.mark.parametrize(
    ("group", "visitor", "participant", "staff"),
    [
        (Readers.EVERYONE, True, True, True),
        (Readers.PARTICIPANTS, False, True, True),
        (Readers.STAFF, False, False, True),
    ],
)
def test_a_thread_has_its_readers(group, visitor, participant, staff):
    assert includes(group, has_place=False, is_staff=False) is visitor
    assert includes(group, has_place=True, is_staff=False) is participant
    assert includes(group, has_place=False, is_staff=True) is staff


def test_a_comment_can_be_changed_for_ten_minutes():
    assert is_still_editable(NOW, NOW + timedelta(minutes=10))
    assert not is_still_editable(NOW, NOW + timedelta(minutes=10, seconds=1))

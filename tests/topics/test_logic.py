import pytest

from forum.topics.logic import (
    Decision,
    Filter,
    TopicState,
    is_editable,
    is_supportable,
    is_withdrawable,
    state_after,
)


def test_the_text_changes_only_while_nobody_stands_behind_it_or_answered():
    editable = {(s, n) for s in TopicState for n in (0, 1) if is_editable(s, n)}

    assert editable == {(TopicState.PROPOSED, 0)}


def test_support_ends_when_a_topic_is_declined_or_withdrawn():
    closed = {state for state in TopicState if not is_supportable(state)}

    assert closed == {TopicState.DECLINED, TopicState.WITHDRAWN}


def test_a_topic_can_be_withdrawn_until_the_organisers_take_it_up():
    assert {state for state in TopicState if is_withdrawable(state)} == {TopicState.PROPOSED}


@pytest.mark.parametrize(
    ("before", "decision", "after"),
    [
        (TopicState.PROPOSED, Decision.ANSWERED, TopicState.ANSWERED),
        (TopicState.PROPOSED, Decision.DECLINED, TopicState.DECLINED),
        (TopicState.DECLINED, Decision.ANSWERED, TopicState.ANSWERED),
        (TopicState.ON_AGENDA, Decision.ANSWERED, TopicState.ON_AGENDA),
        (TopicState.ON_AGENDA, Decision.DECLINED, TopicState.ON_AGENDA),
    ],
)
def test_an_answer_decides_the_state_and_leaves_the_agenda_alone(before, decision, after):
    assert state_after(before, decision) is after


def test_an_order_alone_leaves_no_topic_out():
    assert not Filter().is_narrow
    assert Filter(search="x").is_narrow
    assert Filter(state=TopicState.DECLINED).is_narrow
    assert Filter(sector="ngo").is_narrow

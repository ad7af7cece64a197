"""What can be refused around topics."""

from forum.core.errors import Conflict, Forbidden, RuleBroken
from forum.core.i18n import N_


class NotOwnTopic(Forbidden):
    code = "topics.not_own"
    message = N_("Only whoever proposed a topic can change or withdraw it.")


class TopicFixed(Conflict):
    code = "topics.fixed"
    message = N_("This topic has supporters or an answer; its text stays as it is.")


class TopicTaken(Conflict):
    code = "topics.taken_up"
    message = N_("The organisers have taken this topic up. It can no longer be withdrawn.")


class TopicNotOpen(Conflict):
    code = "topics.not_open"
    message = N_("This topic no longer takes support.")


class OwnTopic(RuleBroken):
    code = "topics.own_topic"
    message = N_("You proposed this topic, so you stand behind it already.")


class AnswerMissing(RuleBroken):
    code = "topics.answer_missing"
    message = N_("Write the answer or the reason; everybody will read it.")
    field = "text"


class TopicWithdrawn(Conflict):
    code = "topics.withdrawn"
    message = N_("This topic was withdrawn by whoever proposed it.")

"""What kinds of polls are called, marked for translation."""

from collections.abc import Mapping
from types import MappingProxyType

from forum.core.i18n import N_
from forum.polls.logic.kinds import Method, PollState, ReasonRule, ResultsShown, SecrecyLevel
from forum.polls.logic.tally.shapes import Consensus

METHODS: Mapping[Method, str] = MappingProxyType(
    {
        Method.CHOICE: N_("Choice: one answer each"),
        Method.CONSENT: N_("Consent: does anybody object?"),
    }
)
METHOD_LINES: Mapping[Method, str] = MappingProxyType(
    {
        Method.CHOICE: N_("One answer each; the answers are counted."),
        Method.CONSENT: N_("Consent: what counts is whether anybody objects."),
    }
)
LEVELS: Mapping[SecrecyLevel, str] = MappingProxyType(
    {
        SecrecyLevel.NAMED: N_("Named vote"),
        SecrecyLevel.CONFIDENTIAL: N_("Confidential vote"),
    }
)
# Said before somebody votes.
LEVEL_SENTENCES: Mapping[SecrecyLevel, str] = MappingProxyType(
    {
        SecrecyLevel.NAMED: N_(
            "This is a named vote: your name is kept beside your answer. By answering you agree to that."
        ),
        SecrecyLevel.CONFIDENTIAL: N_(
            "Nobody using this program can see how you voted. "
            "Whoever runs the server during the vote could."
        ),
    }
)
STATES: Mapping[PollState, str] = MappingProxyType(
    {
        PollState.DRAFTED: N_("Draft"),
        PollState.OPEN: N_("Open now"),
        PollState.CLOSED: N_("Closed"),
    }
)
REASON_RULES: Mapping[ReasonRule, str] = MappingProxyType(
    {
        ReasonRule.OFF: N_("No reasons"),
        ReasonRule.OPTIONAL: N_("Whoever wants to may give one"),
        ReasonRule.REQUIRED: N_("Needed (in consent: from whoever does not simply agree)"),
    }
)
RESULTS_SHOWN: Mapping[ResultsShown, str] = MappingProxyType(
    {
        ResultsShown.WHEN_SHOWN: N_("When the facilitator shows them"),
        ResultsShown.AFTER_CLOSE: N_("As soon as the poll closes"),
    }
)
CONSENSUS: Mapping[Consensus, str] = MappingProxyType(
    {
        Consensus.NONE_CAST: N_("Nobody agreed or objected."),
        Consensus.REACHED: N_("Consent: nobody objects."),
        Consensus.WITH_RESERVATIONS: N_("Consent, with reservations to be recorded."),
        Consensus.OBJECTIONS: N_("No consent yet: there are objections."),
        Consensus.BLOCKED: N_("No consent: somebody cannot live with this."),
    }
)

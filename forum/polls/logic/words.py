"""What kinds of polls are called, marked for translation."""

from collections.abc import Mapping
from types import MappingProxyType

from forum.core.i18n import N_
from forum.polls.logic.kinds import (
    BallotChannel,
    BudgetBallot,
    BudgetRule,
    ElectorateRule,
    Method,
    PassRule,
    PollState,
    RankingRule,
    ReasonRule,
    ResultsShown,
    SecrecyLevel,
    SheetChannel,
)
from forum.polls.logic.tally.shapes import Consensus

METHODS: Mapping[Method, str] = MappingProxyType(
    {
        Method.CHOICE: N_("Choice: one answer each"),
        Method.APPROVAL: N_("Approval: several answers each"),
        Method.CONSENT: N_("Consent: does anybody object?"),
        Method.SCORE: N_("Score: points for every answer"),
        Method.DOTS: N_("Dots: points to spread"),
        Method.RANKING: N_("Ranking: answers in order"),
        Method.STV: N_("Several seats: transferable vote"),
        Method.BUDGET: N_("Budget: what is paid for"),
        Method.SCALE: N_("Scale: one value each"),
        Method.WORDS: N_("Words: a word or two each"),
        Method.TEXT: N_("Open text"),
        Method.TIME: N_("Time: which slots suit"),
    }
)
METHOD_LINES: Mapping[Method, str] = MappingProxyType(
    {
        Method.CHOICE: N_("One answer each; the answers are counted."),
        Method.APPROVAL: N_("Several answers each; the answers are counted."),
        Method.CONSENT: N_("Consent: what counts is whether anybody objects."),
        Method.SCORE: N_("Every answer gets points; the highest mean wins."),
        Method.DOTS: N_("Everybody spreads the same number of points; the sums count."),
        Method.RANKING: N_("Everybody puts the answers in order."),
        Method.STV: N_("Everybody puts the names in order; seats are filled round by round."),
        Method.BUDGET: N_(
            "Everybody says what should be paid for; the budget decides how much fits."
        ),
        Method.SCALE: N_("Everybody chooses one value."),
        Method.WORDS: N_("Everybody writes a few words; the same words are counted together."),
        Method.TEXT: N_("Everybody answers in their own words."),
        Method.TIME: N_("Everybody says which times suit."),
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
        SecrecyLevel.NAMED: N_("This is a named vote: your name is kept beside your answer."),
        SecrecyLevel.CONFIDENTIAL: N_(
            "Nobody using this program can see how you voted. "
            "Whoever runs the server during the vote could."
        ),
    }
)
# Said instead where the count of a confidential poll runs in the open.
RUNNING_SENTENCE = N_(
    "Your name is not kept beside your answer, but whoever watches the running count "
    "may guess how you voted."
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
        ResultsShown.AFTER_OWN: N_("To those who have voted, while it runs"),
        ResultsShown.LIVE: N_("To everybody, while it runs"),
    }
)
# Said while there is nothing to see yet.
RESULT_SENTENCES: Mapping[ResultsShown, str] = MappingProxyType(
    {
        ResultsShown.WHEN_SHOWN: N_("After the poll has closed, the facilitator shows the result."),
        ResultsShown.AFTER_CLOSE: N_("The result can be seen after the poll has closed."),
        ResultsShown.AFTER_OWN: N_(
            "Whoever has voted sees the count so far, as soon as enough have voted."
        ),
        ResultsShown.LIVE: N_("Everybody sees the count so far, as soon as enough have voted."),
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
RANKING_RULES: Mapping[RankingRule, str] = MappingProxyType(
    {
        RankingRule.IRV: N_("Instant run-off: who has the fewest votes goes out, round by round"),
        RankingRule.SCHULZE: N_("Schulze: every pair compared, by strongest paths"),
        RankingRule.BORDA: N_("Borda: points for places"),
    }
)
BUDGET_BALLOTS: Mapping[BudgetBallot, str] = MappingProxyType(
    {
        BudgetBallot.APPROVALS: N_("Tick what should be paid for"),
        BudgetBallot.POINTS: N_("Spread points"),
    }
)
BUDGET_RULES: Mapping[BudgetRule, str] = MappingProxyType(
    {
        BudgetRule.EQUAL_SHARES: N_(
            "Equal shares: everybody decides on the same part of the money"
        ),
        BudgetRule.GREEDY: N_("Most votes first, until the money is spent"),
    }
)
ELECTORATES: Mapping[ElectorateRule, str] = MappingProxyType(
    {
        ElectorateRule.PRESENT: N_("Everybody who has checked in"),
        ElectorateRule.SEATED: N_("Everybody with a seat"),
        ElectorateRule.SECTOR: N_("Those with a seat from certain sectors"),
        ElectorateRule.NETWORK: N_("Those with a seat from certain networks"),
        ElectorateRule.LISTED: N_("Those on a list"),
    }
)
PASS_RULES: Mapping[PassRule, str] = MappingProxyType(
    {
        PassRule.NONE: N_("No rule: the counts are shown"),
        PassRule.MAJORITY: N_("More than half of those who did not abstain"),
        PassRule.TWO_THIRDS: N_("Two thirds of those who did not abstain"),
        PassRule.THREE_QUARTERS: N_("Three quarters of those who did not abstain"),
    }
)
# How ballots came in, with their number.
CHANNELS: Mapping[str, str] = MappingProxyType(
    {
        BallotChannel.PHONE.value: N_("by phone %(number)s"),
        BallotChannel.ASSISTED.value: N_("with help %(number)s"),
        BallotChannel.PROXY.value: N_("by proxy %(number)s"),
        SheetChannel.HANDS.value: N_("by show of hands %(number)s"),
        SheetChannel.PAPER.value: N_("on paper %(number)s"),
    }
)

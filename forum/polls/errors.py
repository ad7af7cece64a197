"""What can be refused about a poll."""

from collections.abc import Mapping
from types import MappingProxyType

from forum.core.errors import Conflict, Forbidden, RuleBroken
from forum.core.i18n import N_
from forum.polls.logic.tally.shapes import Flaw


class PollClosed(Conflict):
    code = "polls.poll_closed"
    message = N_("The poll had already closed. Your vote was not counted.")


class PollNotOpen(Conflict):
    code = "polls.poll_not_open"
    message = N_("This poll is not open. Your vote was not counted.")


class BallotNotStored(Conflict):
    code = "polls.ballot_not_stored"
    message = N_("Your vote could not be stored just now. Please send it again.")


class NotElector(Forbidden):
    code = "polls.not_elector"
    message = N_("You cannot vote in this poll: you are not among those it was opened for.")


class CountedByHand(Conflict):
    code = "polls.counted_by_hand"
    message = N_(
        "Your table was counted by hand, so you can no longer vote by phone. Your vote was not counted twice."
    )


class AlreadyVoted(Conflict):
    code = "polls.already_voted"
    message = N_("This person has already voted. Only they can change their vote.")


class ConsentMissing(RuleBroken):
    code = "polls.consent_missing"
    message = N_("Tick that your name may be kept beside your answer, or do not answer.")
    field = "agreed"


class UnreadableBallot(RuleBroken):
    code = "polls.unreadable_ballot"
    message = N_("Choose one of the answers.")


class EmptyBallot(UnreadableBallot):
    code = "polls.empty_ballot"
    message = N_("The ballot is empty. Fill in something, or do not send it.")


class ForeignOption(UnreadableBallot):
    code = "polls.foreign_option"
    message = N_("This ballot names something the poll does not offer. Please load the page again.")


class NamedTwice(UnreadableBallot):
    code = "polls.named_twice"
    message = N_("Something is named twice.")


class TooFewOptions(UnreadableBallot):
    code = "polls.too_few_options"
    message = N_("Choose at least %(fewest)s.")


class TooManyOptions(UnreadableBallot):
    code = "polls.too_many_options"
    message = N_("Choose at most %(most)s.")


class NotANumber(UnreadableBallot):
    code = "polls.not_a_number"
    message = N_("Write whole numbers, for example 1 or 2.")


class NumberOutOfRange(UnreadableBallot):
    code = "polls.number_out_of_range"
    message = N_("A number is too small or too large.")


class TooManyPoints(UnreadableBallot):
    code = "polls.too_many_points"
    message = N_("You have %(points)s points to give in all.")


class OverBudget(UnreadableBallot):
    code = "polls.over_budget"
    message = N_("What you chose costs more than there is.")


class SameRank(UnreadableBallot):
    code = "polls.same_rank"
    message = N_("Give each its own place: two have the same.")


class NotAllRanked(UnreadableBallot):
    code = "polls.not_all_ranked"
    message = N_("Give every option a place.")


class TextTooLong(UnreadableBallot):
    code = "polls.text_too_long"
    message = N_("This is too long. Please shorten it.")


FLAWS: Mapping[Flaw, type[UnreadableBallot]] = MappingProxyType(
    {
        Flaw.EMPTY: EmptyBallot,
        Flaw.FOREIGN: ForeignOption,
        Flaw.TWICE: NamedTwice,
        Flaw.TOO_FEW: TooFewOptions,
        Flaw.TOO_MANY: TooManyOptions,
        Flaw.NO_NUMBER: NotANumber,
        Flaw.OUT_OF_RANGE: NumberOutOfRange,
        Flaw.TOO_MANY_POINTS: TooManyPoints,
        Flaw.OVER_BUDGET: OverBudget,
        Flaw.SAME_RANK: SameRank,
        Flaw.UNRANKED: NotAllRanked,
        Flaw.TOO_LONG: TextTooLong,
    }
)


class ReasonMissing(RuleBroken):
    code = "polls.reason_missing"
    message = N_("Please give a reason with this answer.")
    field = "reason"


class ReasonTooLong(RuleBroken):
    code = "polls.reason_too_long"
    message = N_("The reason is too long: at most %(most)s characters.")
    field = "reason"


class QuestionMissing(RuleBroken):
    code = "polls.question_missing"
    message = N_("Enter the question in at least one language.")


class WrongNumberOfAnswers(RuleBroken):
    code = "polls.wrong_number_of_answers"
    message = N_("A poll needs between %(fewest)s and %(most)s answers.")


class SameAnswerTwice(RuleBroken):
    code = "polls.same_answer_twice"
    message = N_("Two answers are the same.")


class NothingToSpend(RuleBroken):
    code = "polls.nothing_to_spend"
    message = N_("Enter the budget, and a price for every option.")
    field = "budget"


class SettingsDoNotFit(RuleBroken):
    code = "polls.settings_do_not_fit"
    message = N_("These numbers do not fit the answers of this poll.")


class ClosesTooEarly(RuleBroken):
    code = "polls.closes_too_early"
    message = N_("The end must come after the beginning, and lie in the future.")
    field = "closes_at"


class SheetsNeedNoNames(RuleBroken):
    code = "polls.sheets_need_no_names"
    message = N_("In a named vote hands and paper cannot be counted: every vote needs its name.")


class PollFixed(Conflict):
    code = "polls.poll_fixed"
    message = N_("The poll was opened: its question and answers can no longer be changed.")


class PollHasVotes(Conflict):
    code = "polls.poll_has_votes"
    message = N_("Somebody has already voted. Close this poll and make a new one.")


class PollStillOpen(Conflict):
    code = "polls.poll_still_open"
    message = N_("Close the poll before you show its results.")


class PollNotDrafted(Conflict):
    code = "polls.poll_not_drafted"
    message = N_("This poll was opened before.")


class NobodyToVote(RuleBroken):
    code = "polls.nobody_to_vote"
    message = N_("There is nobody yet who could vote in this poll.")


class BothHaveVoted(RuleBroken):
    code = "polls.both_have_voted"
    message = N_(
        "Both have voted in the same poll. A count that was told cannot lose a ballot, so they stay "
        "two people."
    )


class BothMayVote(Conflict):
    code = "polls.both_may_vote"
    message = N_("A poll of this forum is open. Merge them when it has closed.")

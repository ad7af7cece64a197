"""What can be refused about a poll."""

from collections.abc import Mapping
from types import MappingProxyType

from forum.core.errors import Conflict, Forbidden, RuleBroken
from forum.core.i18n import N_
from forum.polls.logic.sheets import CountFlaw
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
        "Hands or slips have already been counted here, so no single vote can be added. "
        "If you were left out, tell whoever runs the hall."
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


class NoSectorNamed(RuleBroken):
    code = "polls.no_sector_named"
    message = N_("Choose the sectors that vote.")
    field = "sectors"


class NoNetworkNamed(RuleBroken):
    code = "polls.no_network_named"
    message = N_("Choose the networks that vote.")
    field = "networks"


class NoEndToRemindOf(RuleBroken):
    code = "polls.no_end_to_remind_of"
    message = N_("Say when the poll closes: reminders are counted from its end.")
    field = "closes_at"


class SheetsNeedNoNames(RuleBroken):
    code = "polls.sheets_need_no_names"
    message = N_("In a named vote hands and paper cannot be counted: every vote needs its name.")


class SheetsKnowNoSectors(RuleBroken):
    code = "polls.sheets_know_no_sectors"
    message = N_(
        "This poll asks how many of each sector voted, and hands and paper belong to none. Enter each "
        "ballot by itself."
    )


class SheetsShowInRunningCounts(RuleBroken):
    code = "polls.sheets_show_in_running_counts"
    message = N_(
        "Where the count is seen while it runs, hands and paper cannot be counted: "
        "each sheet would show what a table chose."
    )


class CountAgreed(Conflict):
    code = "polls.count_agreed"
    message = N_("Both counts agree already. Take the count back to count again.")


class PollFixed(Conflict):
    code = "polls.poll_fixed"
    message = N_("The poll was opened: its question and answers can no longer be changed.")


class PollHasVotes(Conflict):
    code = "polls.poll_has_votes"
    message = N_("Somebody has already voted. Close this poll and make a new one.")


class RemindedLately(Conflict):
    code = "polls.reminded_lately"
    message = N_("They were reminded less than a day ago.")


class TemplateNameMissing(RuleBroken):
    code = "polls.template_name_missing"
    message = N_("Give the template a name.")
    field = "name"


class NothingToModerate(Conflict):
    code = "polls.nothing_to_moderate"
    message = N_("Texts of this poll can be looked at once its results may be seen.")


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


class NotAList(Conflict):
    code = "polls.not_a_list"
    message = N_("Who votes in this poll follows its rule; only a list is written by hand.")


class NoWeightsHere(RuleBroken):
    code = "polls.no_weights_here"
    message = N_("Votes weigh differently only by name, and where the forum's rules say so.")
    field = "weight"


class WeightOutOfRange(RuleBroken):
    code = "polls.weight_out_of_range"
    message = N_("A weight is a whole number from 1 to %(most)s.")
    field = "weight"


class ProxyImpossible(RuleBroken):
    code = "polls.proxy_impossible"
    message = N_("Only somebody else with a seat at this forum can vote for this person.")
    field = "proxy"


class TooManyProxies(RuleBroken):
    code = "polls.too_many_proxies"
    message = N_("By the forum's rules one person votes for at most %(most)s others.")
    field = "proxy"


class MethodTakesNoSheets(RuleBroken):
    code = "polls.method_takes_no_sheets"
    message = N_("With this method hands cannot be counted: enter each ballot by itself.")


class ImpossibleCount(RuleBroken):
    code = "polls.impossible_count"
    message = N_("These numbers cannot be right. Please count again.")


class NobodyCounted(ImpossibleCount):
    code = "polls.nobody_counted"
    message = N_("Enter how many voted: at least one.")
    field = "ballots"


class CountOutOfRange(ImpossibleCount):
    code = "polls.count_out_of_range"
    message = N_("A number is too small or too large.")


class SumDiffers(ImpossibleCount):
    code = "polls.sum_differs"
    message = N_("Each gives one answer, but the answers do not add up to %(ballots)s people.")


class MoreThanVoted(ImpossibleCount):
    code = "polls.more_than_voted"
    message = N_("An answer has more votes than the %(ballots)s people who voted can give.")


class MoreThanPeople(Conflict):
    code = "polls.more_than_people"
    message = N_("Only %(left)s people there have not voted yet. Somebody would count twice.")
    field = "ballots"


class CountedAlready(Conflict):
    code = "polls.counted_already"
    message = N_("There is a count already, with other numbers. Take it back, then count again.")


class HallAndTables(Conflict):
    code = "polls.hall_and_tables"
    message = N_("Count the whole hall or single tables, not both in one poll.")


class CountsUnchecked(Conflict):
    code = "polls.counts_unchecked"
    message = N_(
        "A second count is missing or says something else. Count again, or take that count back, "
        "before you close."
    )


COUNT_FLAWS: Mapping[CountFlaw, type[ImpossibleCount]] = MappingProxyType(
    {
        CountFlaw.NOBODY: NobodyCounted,
        CountFlaw.OUT_OF_RANGE: CountOutOfRange,
        CountFlaw.FOREIGN: ImpossibleCount,
        CountFlaw.SUM_DIFFERS: SumDiffers,
        CountFlaw.MORE_THAN_PEOPLE: MoreThanVoted,
    }
)

"""What can be refused about a poll."""

from forum.core.errors import Conflict, Forbidden, RuleBroken
from forum.core.i18n import N_


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
    message = N_("You cannot vote in this poll: it is for those who had checked in.")


class UnreadableBallot(RuleBroken):
    code = "polls.unreadable_ballot"
    message = N_("Choose one of the answers.")


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
    message = N_("Nobody with a seat has checked in yet, so nobody could vote.")


class BothHaveVoted(RuleBroken):
    code = "polls.both_have_voted"
    message = N_(
        "Both have voted in the same poll. A count that was told cannot lose a ballot, so they stay "
        "two people."
    )


class BothMayVote(Conflict):
    code = "polls.both_may_vote"
    message = N_("A poll of this forum is open. Merge them when it has closed.")

"""What runs in the background, and when: every job of every feature, by its name."""

from forum.accounts import jobs as account_jobs
from forum.files import jobs as file_jobs
from forum.jobs.queue import JobQueue
from forum.mail import jobs as mail_jobs
from forum.minutes import jobs as minutes_jobs
from forum.polls import jobs as poll_jobs
from forum.questionnaires import jobs as questionnaire_jobs
from forum.scheduling import jobs as scheduling_jobs
from forum.signups import jobs as signup_jobs


def register_jobs(queue: JobQueue) -> None:
    """Tell the queue which job a name means, and what it runs by itself (at local times)."""
    queue.register("mail.send_waiting", mail_jobs.send_waiting)
    queue.register("accounts.record_openings", account_jobs.record_openings)
    queue.register("accounts.wipe", account_jobs.wipe)
    # after the night's sweeping
    queue.every("accounts.wipe_again", account_jobs.wipe, crontab="10 4 * * *")
    queue.register("minutes.forget_files", minutes_jobs.forget_files)
    queue.every("minutes.forget_old_files", minutes_jobs.forget_old_files, crontab="50 3 * * *")
    queue.every("files.sweep", file_jobs.sweep, crontab="40 3 * * *")
    queue.every("mail.send_waiting_again", mail_jobs.send_waiting, minutes=5)
    queue.every("mail.forget_addresses", mail_jobs.forget_addresses, crontab="17 * * * *")
    queue.every("signups.send_reminders", signup_jobs.send_reminders, minutes=10)
    queue.every("signups.send_held_letters", signup_jobs.send_held_letters, minutes=10)
    queue.register("signups.check_draw", signup_jobs.check_draw)
    queue.register("signups.run_draw", signup_jobs.run_draw)
    queue.every("signups.resume_draws", signup_jobs.resume_silent_draws, minutes=2)
    queue.every("questionnaires.forget", questionnaire_jobs.forget_answers, crontab="30 3 * * *")
    queue.every("scheduling.forget", scheduling_jobs.forget_replies, crontab="10 3 * * *")
    queue.register("polls.count", poll_jobs.count)
    queue.every("polls.keep_time", poll_jobs.keep_time, minutes=1)
    queue.every("polls.send_reminders", poll_jobs.send_reminders, minutes=10)
    queue.every("signups.end_offers", signup_jobs.end_offers, minutes=5)
    queue.every("signups.fill_freed_seats", signup_jobs.fill_freed_seats, minutes=5)
    queue.every("signups.forget_people", signup_jobs.forget_people, crontab="0 4 * * *")
    queue.every("signups.forget_needs", signup_jobs.forget_needs, crontab="20 3 * * *")

"""Fair seats: pools and quotas of any characteristic, draws, questionnaires, finding a date."""

import sqlalchemy as sa
from alembic import op
from forum.core.db import Json, UtcDateTime
from forum.core.ids import new_public_id

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('mail_refusals',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('address_hash', sa.String(length=64), nullable=False),
    sa.Column('topic', sa.String(length=60), nullable=False),
    sa.Column('refused_at', UtcDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mail_refusals')),
    sa.UniqueConstraint('address_hash', 'topic', name=op.f('uq_mail_refusals_address_hash_topic'))
    )
    op.create_table('openings',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('what', sa.String(length=60), nullable=False),
    sa.Column('scope_kind', sa.Enum('installation', 'programme', 'forum', name='scope_kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('scope_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_openings_account_id_accounts'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['person_id'], ['persons.id'], name=op.f('fk_openings_person_id_persons'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_openings'))
    )
    with op.batch_alter_table('openings', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_openings_person_id'), ['person_id'], unique=False)

    op.create_table('date_polls',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('programme_id', sa.Integer(), nullable=False),
    sa.Column('forum_id', sa.Integer(), nullable=True),
    sa.Column('title', Json, nullable=False),
    sa.Column('description', Json, nullable=False),
    sa.Column('serial', sa.String(length=40), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('closes_at', UtcDateTime(), nullable=False),
    sa.Column('closed_at', UtcDateTime(), nullable=True),
    sa.Column('public_id', sa.String(length=27), nullable=False),
    sa.ForeignKeyConstraint(['created_by_id'], ['accounts.id'], name=op.f('fk_date_polls_created_by_id_accounts'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['forum_id'], ['forums.id'], name=op.f('fk_date_polls_forum_id_forums'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['programme_id'], ['programmes.id'], name=op.f('fk_date_polls_programme_id_programmes'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_date_polls')),
    sa.UniqueConstraint('public_id', name=op.f('uq_date_polls_public_id')),
    sa.UniqueConstraint('serial', name=op.f('uq_date_polls_serial')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_date_polls_token_hash'))
    )
    with op.batch_alter_table('date_polls', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_date_polls_programme_id'), ['programme_id'], unique=False)

    op.create_table('questionnaires',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('forum_id', sa.Integer(), nullable=False),
    sa.Column('purpose', sa.Enum('signup', 'evaluation', 'before_after', name='purpose', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('state', sa.Enum('draft', 'open', 'closed', name='questionnaire_state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('introduction', Json, nullable=False),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.Column('public_id', sa.String(length=27), nullable=False),
    sa.ForeignKeyConstraint(['forum_id'], ['forums.id'], name=op.f('fk_questionnaires_forum_id_forums'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_questionnaires')),
    sa.UniqueConstraint('forum_id', 'purpose', name=op.f('uq_questionnaires_forum_id_purpose')),
    sa.UniqueConstraint('public_id', name=op.f('uq_questionnaires_public_id'))
    )
    op.create_table('reminders',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('forum_id', sa.Integer(), nullable=False),
    sa.Column('days_before', sa.Integer(), nullable=False),
    sa.Column('note', Json, nullable=False),
    sa.Column('queued_at', UtcDateTime(), nullable=True),
    sa.Column('public_id', sa.String(length=27), nullable=False),
    sa.CheckConstraint('days_before >= 0', name=op.f('ck_reminders_days_before_not_negative')),
    sa.ForeignKeyConstraint(['forum_id'], ['forums.id'], name=op.f('fk_reminders_forum_id_forums'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reminders')),
    sa.UniqueConstraint('forum_id', 'days_before', name=op.f('uq_reminders_forum_id_days_before')),
    sa.UniqueConstraint('public_id', name=op.f('uq_reminders_public_id'))
    )
    op.create_table('signup_groups',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('forum_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=12), nullable=False),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.Column('public_id', sa.String(length=27), nullable=False),
    sa.ForeignKeyConstraint(['forum_id'], ['forums.id'], name=op.f('fk_signup_groups_forum_id_forums'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signup_groups')),
    sa.UniqueConstraint('forum_id', 'code', name=op.f('uq_signup_groups_forum_id_code')),
    sa.UniqueConstraint('public_id', name=op.f('uq_signup_groups_public_id'))
    )
    op.create_table('signup_settings',
    sa.Column('forum_id', sa.Integer(), nullable=False),
    sa.Column('mode', sa.Enum('direct', 'approval', 'draw', name='seat_mode', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('accept_hours', sa.Integer(), nullable=True),
    sa.Column('companions_most', sa.Integer(), nullable=False),
    sa.Column('has_groups', sa.Boolean(), nullable=False),
    sa.Column('asks_gender', sa.Boolean(), nullable=False),
    sa.Column('asks_province', sa.Boolean(), nullable=False),
    sa.Column('door_code', sa.String(length=12), nullable=True),
    sa.CheckConstraint('accept_hours > 0', name=op.f('ck_signup_settings_accept_hours_positive')),
    sa.CheckConstraint('companions_most >= 0', name=op.f('ck_signup_settings_companions_most_not_negative')),
    sa.ForeignKeyConstraint(['forum_id'], ['forums.id'], name=op.f('fk_signup_settings_forum_id_forums'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('forum_id', name=op.f('pk_signup_settings'))
    )
    op.create_table('answer_sheets',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('questionnaire_id', sa.Integer(), nullable=False),
    sa.Column('round', sa.Enum('once', 'before', 'after', name='round', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('respondent', sa.String(length=64), nullable=False),
    sa.Column('reporting_group', sa.String(length=40), nullable=False),
    sa.Column('language', sa.String(length=10), nullable=False),
    sa.Column('sent_on', sa.Date(), nullable=False),
    sa.Column('public_id', sa.String(length=27), nullable=False),
    sa.ForeignKeyConstraint(['questionnaire_id'], ['questionnaires.id'], name=op.f('fk_answer_sheets_questionnaire_id_questionnaires'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_answer_sheets')),
    sa.UniqueConstraint('public_id', name=op.f('uq_answer_sheets_public_id')),
    sa.UniqueConstraint('questionnaire_id', 'round', 'respondent', name=op.f('uq_answer_sheets_questionnaire_id_round_respondent'))
    )
    with op.batch_alter_table('answer_sheets', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_answer_sheets_respondent'), ['respondent'], unique=False)

    op.create_table('date_replies',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('poll_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('organisation', sa.String(length=200), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('request_key', sa.String(length=64), nullable=False),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.Column('changed_at', UtcDateTime(), nullable=True),
    sa.Column('public_id', sa.String(length=27), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['persons.id'], name=op.f('fk_date_replies_person_id_persons'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['poll_id'], ['date_polls.id'], name=op.f('fk_date_replies_poll_id_date_polls'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_date_replies')),
    sa.UniqueConstraint('poll_id', 'request_key', name=op.f('uq_date_replies_poll_id_request_key')),
    sa.UniqueConstraint('public_id', name=op.f('uq_date_replies_public_id')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_date_replies_token_hash'))
    )
    with op.batch_alter_table('date_replies', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_date_replies_person_id'), ['person_id'], unique=False)

    op.create_table('date_slots',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('poll_id', sa.Integer(), nullable=False),
    sa.Column('starts_at', UtcDateTime(), nullable=False),
    sa.Column('ends_at', UtcDateTime(), nullable=False),
    sa.Column('chosen_at', UtcDateTime(), nullable=True),
    sa.Column('public_id', sa.String(length=27), nullable=False),
    sa.CheckConstraint('ends_at > starts_at', name=op.f('ck_date_slots_ends_after_start')),
    sa.ForeignKeyConstraint(['poll_id'], ['date_polls.id'], name=op.f('fk_date_slots_poll_id_date_polls'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_date_slots')),
    sa.UniqueConstraint('poll_id', 'starts_at', 'ends_at', name=op.f('uq_date_slots_poll_id_starts_at_ends_at')),
    sa.UniqueConstraint('public_id', name=op.f('uq_date_slots_public_id'))
    )
    op.create_table('draws',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('forum_id', sa.Integer(), nullable=False),
    sa.Column('pool_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.Enum('prepared', 'committed', 'running', 'done', 'failed', 'cancelled', name='draw_state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('algorithm', sa.String(length=40), nullable=False),
    sa.Column('algorithm_used', sa.String(length=40), nullable=True),
    sa.Column('library', sa.String(length=80), nullable=True),
    sa.Column('seed_source', sa.Enum('hash', 'public', name='seed_source', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('seed_hash', sa.String(length=64), nullable=True),
    sa.Column('seed_note', sa.String(length=400), nullable=False),
    sa.Column('seed', sa.String(length=200), nullable=True),
    sa.Column('targets', Json, nullable=False),
    sa.Column('candidates', Json, nullable=False),
    sa.Column('candidates_hash', sa.String(length=64), nullable=True),
    sa.Column('report', Json, nullable=False),
    sa.Column('progress', sa.Integer(), nullable=False),
    sa.Column('problem', sa.String(length=400), nullable=True),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('committed_at', UtcDateTime(), nullable=True),
    sa.Column('started_at', UtcDateTime(), nullable=True),
    sa.Column('finished_at', UtcDateTime(), nullable=True),
    sa.Column('public_id', sa.String(length=27), nullable=False),
    sa.CheckConstraint('progress >= 0 AND progress <= 100', name=op.f('ck_draws_progress_is_percent')),
    sa.CheckConstraint('size > 0', name=op.f('ck_draws_size_positive')),
    sa.ForeignKeyConstraint(['created_by_id'], ['accounts.id'], name=op.f('fk_draws_created_by_id_accounts'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['forum_id'], ['forums.id'], name=op.f('fk_draws_forum_id_forums'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['pool_id'], ['seat_pools.id'], name=op.f('fk_draws_pool_id_seat_pools'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draws')),
    sa.UniqueConstraint('public_id', name=op.f('uq_draws_public_id'))
    )
    with op.batch_alter_table('draws', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_draws_forum_id'), ['forum_id'], unique=False)

    op.create_table('invitations',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('forum_id', sa.Integer(), nullable=False),
    sa.Column('pool_id', sa.Integer(), nullable=True),
    sa.Column('serial', sa.String(length=40), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('recipient', sa.String(length=200), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=True),
    sa.Column('sector_id', sa.Integer(), nullable=True),
    sa.Column('network_id', sa.Integer(), nullable=True),
    sa.Column('seats', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(length=10), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('expires_at', UtcDateTime(), nullable=False),
    sa.Column('declined_at', UtcDateTime(), nullable=True),
    sa.Column('revoked_at', UtcDateTime(), nullable=True),
    sa.Column('public_id', sa.String(length=27), nullable=False),
    sa.CheckConstraint('seats > 0', name=op.f('ck_invitations_seats_positive')),
    sa.ForeignKeyConstraint(['created_by_id'], ['accounts.id'], name=op.f('fk_invitations_created_by_id_accounts'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['forum_id'], ['forums.id'], name=op.f('fk_invitations_forum_id_forums'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['network_id'], ['networks.id'], name=op.f('fk_invitations_network_id_networks'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['pool_id'], ['seat_pools.id'], name=op.f('fk_invitations_pool_id_seat_pools'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['sector_id'], ['sectors.id'], name=op.f('fk_invitations_sector_id_sectors'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitations')),
    sa.UniqueConstraint('public_id', name=op.f('uq_invitations_public_id')),
    sa.UniqueConstraint('serial', name=op.f('uq_invitations_serial')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_invitations_token_hash'))
    )
    with op.batch_alter_table('invitations', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_invitations_email'), ['email'], unique=False)
        batch_op.create_index(batch_op.f('ix_invitations_forum_id_expires_at'), ['forum_id', 'expires_at'], unique=False)

    op.create_table('questions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('questionnaire_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('short_text', 'long_text', 'number', 'date', 'one_of', 'several_of', 'yes_no', 'scale', 'file', 'place', 'statement', name='question_kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('label', Json, nullable=False),
    sa.Column('hint', Json, nullable=False),
    sa.Column('options', Json, nullable=False),
    sa.Column('condition', Json, nullable=False),
    sa.Column('is_required', sa.Boolean(), nullable=False),
    sa.Column('is_sensitive', sa.Boolean(), nullable=False),
    sa.Column('keep_until', sa.Date(), nullable=True),
    sa.Column('removed_at', UtcDateTime(), nullable=True),
    sa.Column('public_id', sa.String(length=27), nullable=False),
    sa.ForeignKeyConstraint(['questionnaire_id'], ['questionnaires.id'], name=op.f('fk_questions_questionnaire_id_questionnaires'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_questions')),
    sa.UniqueConstraint('public_id', name=op.f('uq_questions_public_id'))
    )
    with op.batch_alter_table('questions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_questions_questionnaire_id'), ['questionnaire_id'], unique=False)

    op.create_table('answers',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sheet_id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('value', Json, nullable=False),
    sa.ForeignKeyConstraint(['question_id'], ['questions.id'], name=op.f('fk_answers_question_id_questions'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['sheet_id'], ['answer_sheets.id'], name=op.f('fk_answers_sheet_id_answer_sheets'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_answers')),
    sa.UniqueConstraint('sheet_id', 'question_id', name=op.f('uq_answers_sheet_id_question_id'))
    )
    with op.batch_alter_table('answers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_answers_question_id'), ['question_id'], unique=False)

    op.create_table('date_choices',
    sa.Column('reply_id', sa.Integer(), nullable=False),
    sa.Column('slot_id', sa.Integer(), nullable=False),
    sa.Column('availability', sa.Enum('yes', 'if_need_be', 'no', name='availability', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.ForeignKeyConstraint(['reply_id'], ['date_replies.id'], name=op.f('fk_date_choices_reply_id_date_replies'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['slot_id'], ['date_slots.id'], name=op.f('fk_date_choices_slot_id_date_slots'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('reply_id', 'slot_id', name=op.f('pk_date_choices'))
    )
    with op.batch_alter_table('date_choices', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_date_choices_slot_id'), ['slot_id'], unique=False)

    op.create_table('official_letters',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('forum_id', sa.Integer(), nullable=False),
    sa.Column('invitation_id', sa.Integer(), nullable=True),
    sa.Column('number', sa.String(length=60), nullable=False),
    sa.Column('dated_on', sa.Date(), nullable=False),
    sa.Column('office', Json, nullable=False),
    sa.Column('subject', Json, nullable=False),
    sa.Column('addressed_to', sa.String(length=200), nullable=False),
    sa.Column('enclosures', Json, nullable=False),
    sa.Column('body', Json, nullable=False),
    sa.Column('signatory', sa.String(length=200), nullable=False),
    sa.Column('signatory_position', Json, nullable=False),
    sa.Column('contact', Json, nullable=False),
    sa.Column('has_thai_digits', sa.Boolean(), nullable=False),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('public_id', sa.String(length=27), nullable=False),
    sa.ForeignKeyConstraint(['created_by_id'], ['accounts.id'], name=op.f('fk_official_letters_created_by_id_accounts'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['forum_id'], ['forums.id'], name=op.f('fk_official_letters_forum_id_forums'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['invitation_id'], ['invitations.id'], name=op.f('fk_official_letters_invitation_id_invitations'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_official_letters')),
    sa.UniqueConstraint('public_id', name=op.f('uq_official_letters_public_id'))
    )
    with op.batch_alter_table('official_letters', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_official_letters_forum_id'), ['forum_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_official_letters_invitation_id'), ['invitation_id'], unique=False)

    op.create_table('sensitive_answers',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('value', Json, nullable=False),
    sa.ForeignKeyConstraint(['question_id'], ['questions.id'], name=op.f('fk_sensitive_answers_question_id_questions'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sensitive_answers')),
    sa.UniqueConstraint('key', 'question_id', name=op.f('uq_sensitive_answers_key_question_id'))
    )
    with op.batch_alter_table('sensitive_answers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sensitive_answers_question_id'), ['question_id'], unique=False)

    op.create_table('companions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('signup_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('assistant', 'interpreter', 'child', 'other', name='companion_kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('given_name', sa.String(length=120), nullable=False),
    sa.Column('family_name', sa.String(length=120), nullable=False),
    sa.ForeignKeyConstraint(['signup_id'], ['signups.id'], name=op.f('fk_companions_signup_id_signups'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_companions'))
    )
    with op.batch_alter_table('companions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_companions_signup_id'), ['signup_id'], unique=False)

    op.create_table('draw_candidates',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('draw_id', sa.Integer(), nullable=False),
    sa.Column('signup_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=40), nullable=False),
    sa.Column('role', sa.Enum('applicant', 'chosen', 'reserve', 'replacement', name='draw_role', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('position', sa.Integer(), nullable=True),
    sa.Column('probability', sa.Double(), nullable=True),
    sa.ForeignKeyConstraint(['draw_id'], ['draws.id'], name=op.f('fk_draw_candidates_draw_id_draws'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['signup_id'], ['signups.id'], name=op.f('fk_draw_candidates_signup_id_signups'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draw_candidates')),
    sa.UniqueConstraint('draw_id', 'key', name=op.f('uq_draw_candidates_draw_id_key')),
    sa.UniqueConstraint('draw_id', 'signup_id', name=op.f('uq_draw_candidates_draw_id_signup_id'))
    )
    with op.batch_alter_table('draw_candidates', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_draw_candidates_signup_id'), ['signup_id'], unique=False)

    op.create_table('scans',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('forum_id', sa.Integer(), nullable=False),
    sa.Column('signup_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('is_first', sa.Boolean(), nullable=False),
    sa.Column('scanned_at', UtcDateTime(), nullable=False),
    sa.Column('received_at', UtcDateTime(), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['forum_id'], ['forums.id'], name=op.f('fk_scans_forum_id_forums'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['accounts.id'], name=op.f('fk_scans_recorded_by_id_accounts'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['signup_id'], ['signups.id'], name=op.f('fk_scans_signup_id_signups'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_scans')),
    sa.UniqueConstraint('forum_id', 'key', name=op.f('uq_scans_forum_id_key'))
    )
    with op.batch_alter_table('scans', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_scans_signup_id'), ['signup_id'], unique=False)

    with op.batch_alter_table('quotas', schema=None) as batch_op:
        batch_op.alter_column('maximum',
               existing_type=sa.INTEGER(),
               nullable=True)

    with op.batch_alter_table('seat_pools', schema=None) as batch_op:
        batch_op.add_column(sa.Column('name', Json, nullable=True))
        batch_op.add_column(sa.Column('position', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('public_id', sa.String(length=27), nullable=True))
    _fill_pools()
    with op.batch_alter_table('seat_pools', schema=None) as batch_op:
        batch_op.alter_column('name', existing_type=Json, nullable=False)
        batch_op.alter_column('position', existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column('public_id', existing_type=sa.String(length=27), nullable=False)
        batch_op.create_unique_constraint(batch_op.f('uq_seat_pools_public_id'), ['public_id'])

    with op.batch_alter_table('signups', schema=None) as batch_op:
        batch_op.add_column(sa.Column('pool_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('invitation_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('group_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('gender', sa.Enum('woman', 'man', 'other', name='gender', native_enum=False, create_constraint=True, length=40), nullable=True))
        batch_op.add_column(sa.Column('province', sa.String(length=2), nullable=True))
        batch_op.add_column(sa.Column('region', sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column('party_size', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('offer_expires_at', UtcDateTime(), nullable=True))
        batch_op.create_index(batch_op.f('ix_signups_group_id'), ['group_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_signups_invitation_id'), ['invitation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_signups_pool_id_state'), ['pool_id', 'state'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_signups_group_id_signup_groups'), 'signup_groups', ['group_id'], ['id'], ondelete='SET NULL')
        batch_op.create_foreign_key(batch_op.f('fk_signups_pool_id_seat_pools'), 'seat_pools', ['pool_id'], ['id'], ondelete='RESTRICT')
        batch_op.create_foreign_key(batch_op.f('fk_signups_invitation_id_invitations'), 'invitations', ['invitation_id'], ['id'], ondelete='SET NULL')
    _fill_signups()
    with op.batch_alter_table('signups', schema=None) as batch_op:
        batch_op.alter_column('party_size', existing_type=sa.Integer(), nullable=False)
        batch_op.create_check_constraint(batch_op.f('ck_signups_party_size_positive'), 'party_size > 0')


def _fill_pools() -> None:
    pools = sa.table(
        'seat_pools',
        sa.column('id', sa.Integer),
        sa.column('name', Json),
        sa.column('position', sa.Integer),
        sa.column('public_id', sa.String),
    )
    ids = op.get_bind().scalars(sa.select(pools.c.id)).all()
    for id_ in ids:
        op.execute(
            pools.update()
            .where(pools.c.id == id_)
            .values(name={}, position=0, public_id=new_public_id())
        )


def _fill_signups() -> None:
    # A forum had one pool at most: its people belong to it.
    op.execute(
        'UPDATE signups SET party_size = 1, pool_id = '
        '(SELECT min(id) FROM seat_pools WHERE seat_pools.forum_id = signups.forum_id)'
    )


def downgrade() -> None:
    with op.batch_alter_table('signups', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_signups_party_size_positive'), type_='check')
        batch_op.drop_constraint(batch_op.f('fk_signups_invitation_id_invitations'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_signups_pool_id_seat_pools'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_signups_group_id_signup_groups'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_signups_pool_id_state'))
        batch_op.drop_index(batch_op.f('ix_signups_invitation_id'))
        batch_op.drop_index(batch_op.f('ix_signups_group_id'))
        batch_op.drop_constraint(batch_op.f('ck_signups_gender'), type_='check')
        batch_op.drop_column('offer_expires_at')
        batch_op.drop_column('party_size')
        batch_op.drop_column('region')
        batch_op.drop_column('province')
        batch_op.drop_column('gender')
        batch_op.drop_column('group_id')
        batch_op.drop_column('invitation_id')
        batch_op.drop_column('pool_id')

    with op.batch_alter_table('seat_pools', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_seat_pools_public_id'), type_='unique')
        batch_op.drop_column('public_id')
        batch_op.drop_column('position')
        batch_op.drop_column('name')

    with op.batch_alter_table('quotas', schema=None) as batch_op:
        batch_op.alter_column('maximum',
               existing_type=sa.INTEGER(),
               nullable=False)

    with op.batch_alter_table('scans', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_scans_signup_id'))

    op.drop_table('scans')
    with op.batch_alter_table('draw_candidates', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_draw_candidates_signup_id'))

    op.drop_table('draw_candidates')
    with op.batch_alter_table('companions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_companions_signup_id'))

    op.drop_table('companions')
    with op.batch_alter_table('sensitive_answers', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sensitive_answers_question_id'))

    op.drop_table('sensitive_answers')
    with op.batch_alter_table('official_letters', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_official_letters_invitation_id'))
        batch_op.drop_index(batch_op.f('ix_official_letters_forum_id'))

    op.drop_table('official_letters')
    with op.batch_alter_table('date_choices', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_date_choices_slot_id'))

    op.drop_table('date_choices')
    with op.batch_alter_table('answers', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_answers_question_id'))

    op.drop_table('answers')
    with op.batch_alter_table('questions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_questions_questionnaire_id'))

    op.drop_table('questions')
    with op.batch_alter_table('invitations', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_invitations_forum_id_expires_at'))
        batch_op.drop_index(batch_op.f('ix_invitations_email'))

    op.drop_table('invitations')
    with op.batch_alter_table('draws', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_draws_forum_id'))

    op.drop_table('draws')
    op.drop_table('date_slots')
    with op.batch_alter_table('date_replies', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_date_replies_person_id'))

    op.drop_table('date_replies')
    with op.batch_alter_table('answer_sheets', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_answer_sheets_respondent'))

    op.drop_table('answer_sheets')
    op.drop_table('signup_settings')
    op.drop_table('signup_groups')
    op.drop_table('reminders')
    op.drop_table('questionnaires')
    with op.batch_alter_table('date_polls', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_date_polls_programme_id'))

    op.drop_table('date_polls')
    with op.batch_alter_table('openings', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_openings_person_id'))

    op.drop_table('openings')
    op.drop_table('mail_refusals')

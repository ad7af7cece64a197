"""One voting engine: every method, tables and blocks, counts by hand, templates, moderated texts."""

import sqlalchemy as sa
from alembic import op
from forum.core.db import Json, UtcDateTime

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

_NO_ROWID = {'sqlite_with_rowid': False}
_METHODS = (
    'choice', 'approval', 'consent', 'score', 'dots', 'ranking', 'stv', 'budget', 'scale', 'words', 'text', 'time',
)
_SHOWN = ('live', 'after_own', 'after_close', 'when_shown')
_CHANNELS = ('phone', 'assisted', 'proxy')


def upgrade() -> None:
    op.create_table('poll_templates',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('programme_id', sa.Integer(), nullable=False),
    sa.Column('name', Json, nullable=False),
    sa.Column('draft', Json, nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.Column('public_id', sa.String(length=27), nullable=False),
    sa.ForeignKeyConstraint(['created_by_id'], ['accounts.id'], name=op.f('fk_poll_templates_created_by_id_accounts'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['programme_id'], ['programmes.id'], name=op.f('fk_poll_templates_programme_id_programmes'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_poll_templates')),
    sa.UniqueConstraint('public_id', name=op.f('uq_poll_templates_public_id'))
    )
    with op.batch_alter_table('poll_templates', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_poll_templates_programme_id'), ['programme_id'], unique=False)

    op.create_table('blocks',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('forum_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', Json, nullable=False),
    sa.Column('public_id', sa.String(length=27), nullable=False),
    sa.ForeignKeyConstraint(['forum_id'], ['forums.id'], name=op.f('fk_blocks_forum_id_forums'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_blocks')),
    sa.UniqueConstraint('forum_id', 'position', name=op.f('uq_blocks_forum_id_position')),
    sa.UniqueConstraint('public_id', name=op.f('uq_blocks_public_id'))
    )
    op.create_table('count_sheets',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('poll_id', sa.Integer(), nullable=False),
    sa.Column('block_id', sa.Integer(), nullable=True),
    sa.Column('channel', sa.Enum('hands', 'paper', name='sheet_channel', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('ballots', sa.Integer(), nullable=False),
    sa.Column('second_ballots', sa.Integer(), nullable=True),
    sa.Column('needs_second', sa.Boolean(), nullable=False),
    sa.Column('counted_by_id', sa.Integer(), nullable=True),
    sa.Column('counted_at', UtcDateTime(), nullable=False),
    sa.Column('checked_by_id', sa.Integer(), nullable=True),
    sa.Column('checked_at', UtcDateTime(), nullable=True),
    sa.Column('public_id', sa.String(length=27), nullable=False),
    sa.CheckConstraint('ballots >= 0', name=op.f('ck_count_sheets_ballots_not_negative')),
    sa.ForeignKeyConstraint(['block_id'], ['blocks.id'], name=op.f('fk_count_sheets_block_id_blocks'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['checked_by_id'], ['accounts.id'], name=op.f('fk_count_sheets_checked_by_id_accounts'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['counted_by_id'], ['accounts.id'], name=op.f('fk_count_sheets_counted_by_id_accounts'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['poll_id'], ['polls.id'], name=op.f('fk_count_sheets_poll_id_polls'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_count_sheets')),
    sa.UniqueConstraint('poll_id', 'channel', 'block_id', name=op.f('uq_count_sheets_poll_id_channel_block_id')),
    sa.UniqueConstraint('public_id', name=op.f('uq_count_sheets_public_id'))
    )
    op.create_table('moderated_texts',
    sa.Column('poll_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('is_shown', sa.Boolean(), nullable=False),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('decided_at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['decided_by_id'], ['accounts.id'], name=op.f('fk_moderated_texts_decided_by_id_accounts'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['poll_id'], ['polls.id'], name=op.f('fk_moderated_texts_poll_id_polls'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('poll_id', 'digest', name=op.f('pk_moderated_texts'))
    )
    op.create_table('count_lines',
    sa.Column('sheet_id', sa.Integer(), nullable=False),
    sa.Column('option_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('second_number', sa.Integer(), nullable=True),
    sa.CheckConstraint('number >= 0', name=op.f('ck_count_lines_number_not_negative')),
    sa.ForeignKeyConstraint(['option_id'], ['poll_options.id'], name=op.f('fk_count_lines_option_id_poll_options'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['sheet_id'], ['count_sheets.id'], name=op.f('fk_count_lines_sheet_id_count_sheets'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('sheet_id', 'option_id', name=op.f('pk_count_lines'))
    )
    _add('ballots', sa.Column('weight', sa.Integer(), nullable=False, server_default='1'), has_rowid=False)
    with op.batch_alter_table('ballots', table_kwargs=_NO_ROWID) as batch_op:
        _replace_kinds(batch_op, 'ballots', 'ballot_channel', 'channel', _CHANNELS)
        batch_op.create_check_constraint(batch_op.f('ck_ballots_weight_positive'), 'weight > 0')

    _add('electors', sa.Column('weight', sa.Integer(), nullable=False, server_default='1'))
    with op.batch_alter_table('electors', schema=None) as batch_op:
        batch_op.add_column(sa.Column('block_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('proxy_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_electors_proxy_id'), ['proxy_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_electors_proxy_id_signups'), 'signups', ['proxy_id'], ['id'], ondelete='SET NULL')
        batch_op.create_foreign_key(batch_op.f('fk_electors_block_id_blocks'), 'blocks', ['block_id'], ['id'], ondelete='SET NULL')
        batch_op.create_check_constraint(batch_op.f('ck_electors_weight_positive'), 'weight > 0')

    _add('forums', sa.Column('has_weights', sa.Boolean(), nullable=False, server_default=sa.false()))
    _add('forums', sa.Column('most_proxies', sa.Integer(), nullable=False, server_default='0'))
    with op.batch_alter_table('forums', schema=None) as batch_op:
        batch_op.create_check_constraint(batch_op.f('ck_forums_most_proxies_not_negative'), 'most_proxies >= 0')

    _add('poll_options', sa.Column('prompt', Json, nullable=False, server_default='{}'))
    _add('poll_options', sa.Column('colour', sa.String(length=20), nullable=False, server_default=''))
    _add('poll_options', sa.Column('price', sa.Integer(), nullable=False, server_default='0'))
    with op.batch_alter_table('poll_options', schema=None) as batch_op:
        batch_op.add_column(sa.Column('starts_at', UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column('ends_at', UtcDateTime(), nullable=True))
        batch_op.create_check_constraint(batch_op.f('ck_poll_options_price_not_negative'), 'price >= 0')
        batch_op.create_check_constraint(batch_op.f('ck_poll_options_ends_after_start'), 'ends_at IS NULL OR ends_at > starts_at')

    _add('polls', sa.Column('is_online', sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table('polls', schema=None) as batch_op:
        batch_op.add_column(sa.Column('opens_at', UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column('closes_at', UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column('remind_days', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('reminded_at', UtcDateTime(), nullable=True))
        batch_op.create_index(batch_op.f('ix_polls_state_closes_at'), ['state', 'closes_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_polls_state_opens_at'), ['state', 'opens_at'], unique=False)
        _replace_kinds(batch_op, 'polls', 'method', 'method', _METHODS)
        _replace_kinds(batch_op, 'polls', 'results_shown', 'results_shown', _SHOWN)
        batch_op.create_check_constraint(
            batch_op.f('ck_polls_closes_after_opening'),
            'closes_at IS NULL OR opens_at IS NULL OR closes_at > opens_at',
        )

    with op.batch_alter_table('signups', schema=None) as batch_op:
        batch_op.add_column(sa.Column('block_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_signups_block_id'), ['block_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_signups_block_id_blocks'), 'blocks', ['block_id'], ['id'], ondelete='SET NULL')

    # Votes by name cast before this step were given on a page that said so; nobody ticked it.
    _add('turnout', sa.Column('has_agreed', sa.Boolean(), nullable=False, server_default=sa.false()), has_rowid=False)


def _add(table: str, column: sa.Column, *, has_rowid: bool = True) -> None:
    """Add a column that rows have at once; the default is for those only."""
    kwargs = {} if has_rowid else _NO_ROWID
    with op.batch_alter_table(table, table_kwargs=kwargs) as batch_op:
        batch_op.add_column(column)
    with op.batch_alter_table(table, table_kwargs=kwargs) as batch_op:
        batch_op.alter_column(column.name, existing_type=column.type, server_default=None)


def _replace_kinds(batch_op, table: str, constraint: str, column: str, kinds: tuple[str, ...]) -> None:
    """Let a column take these kinds and no others."""
    name = batch_op.f(f'ck_{table}_{constraint}')
    batch_op.drop_constraint(name, type_='check')
    listed = ', '.join(f"'{kind}'" for kind in kinds)
    batch_op.create_check_constraint(name, f'{column} IN ({listed})')


def downgrade() -> None:
    with op.batch_alter_table('turnout', table_kwargs=_NO_ROWID) as batch_op:
        batch_op.drop_column('has_agreed')

    with op.batch_alter_table('signups', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_signups_block_id_blocks'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_signups_block_id'))
        batch_op.drop_column('block_id')

    op.execute("DELETE FROM polls WHERE method NOT IN ('choice', 'consent')")
    op.execute("UPDATE polls SET results_shown = 'after_close' WHERE results_shown IN ('live', 'after_own')")
    with op.batch_alter_table('polls', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_polls_closes_after_opening'), type_='check')
        _replace_kinds(batch_op, 'polls', 'method', 'method', ('choice', 'consent'))
        _replace_kinds(batch_op, 'polls', 'results_shown', 'results_shown', ('after_close', 'when_shown'))
        batch_op.drop_index(batch_op.f('ix_polls_state_opens_at'))
        batch_op.drop_index(batch_op.f('ix_polls_state_closes_at'))
        batch_op.drop_column('reminded_at')
        batch_op.drop_column('remind_days')
        batch_op.drop_column('closes_at')
        batch_op.drop_column('opens_at')
        batch_op.drop_column('is_online')

    with op.batch_alter_table('poll_options', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_poll_options_ends_after_start'), type_='check')
        batch_op.drop_constraint(batch_op.f('ck_poll_options_price_not_negative'), type_='check')
        batch_op.drop_column('ends_at')
        batch_op.drop_column('starts_at')
        batch_op.drop_column('price')
        batch_op.drop_column('colour')
        batch_op.drop_column('prompt')

    with op.batch_alter_table('forums', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_forums_most_proxies_not_negative'), type_='check')
        batch_op.drop_column('most_proxies')
        batch_op.drop_column('has_weights')

    with op.batch_alter_table('electors', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_electors_weight_positive'), type_='check')
        batch_op.drop_constraint(batch_op.f('fk_electors_block_id_blocks'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_electors_proxy_id_signups'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_electors_proxy_id'))
        batch_op.drop_column('proxy_id')
        batch_op.drop_column('weight')
        batch_op.drop_column('block_id')

    op.execute("UPDATE ballots SET channel = 'assisted' WHERE channel = 'proxy'")
    with op.batch_alter_table('ballots', table_kwargs=_NO_ROWID) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_ballots_weight_positive'), type_='check')
        _replace_kinds(batch_op, 'ballots', 'ballot_channel', 'channel', ('phone', 'assisted'))
        batch_op.drop_column('weight')

    op.drop_table('count_lines')
    op.drop_table('moderated_texts')
    op.drop_table('count_sheets')
    op.drop_table('blocks')
    with op.batch_alter_table('poll_templates', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_poll_templates_programme_id'))

    op.drop_table('poll_templates')

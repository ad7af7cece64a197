"""Counts of polls that are kept for all who may see them: one that runs, one that took long."""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('poll_counts',
    sa.Column('poll_id', sa.Integer(), nullable=False),
    sa.Column('ballots', sa.Integer(), nullable=False),
    sa.Column('revisions', sa.Integer(), nullable=False),
    sa.Column('closed_at', UtcDateTime(), nullable=True),
    sa.Column('result', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['poll_id'], ['polls.id'], name=op.f('fk_poll_counts_poll_id_polls'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('poll_id', 'ballots', name=op.f('pk_poll_counts'))
    )


def downgrade() -> None:
    op.drop_table('poll_counts')

"""Reasons of a no: what the organiser tells somebody whose sign-up was declined."""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('signups', schema=None) as batch_op:
        batch_op.add_column(
            sa.Column('decision_note', sa.String(length=400), nullable=False, server_default='')
        )
    with op.batch_alter_table('signups', schema=None) as batch_op:
        batch_op.alter_column('decision_note', server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('signups', schema=None) as batch_op:
        batch_op.drop_column('decision_note')

"""Letters asked for: whose address a public form wrote to, for as long as that is counted."""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.add_column(sa.Column('asked_hash', sa.String(length=64), nullable=True))
        batch_op.create_index(batch_op.f('ix_outbox_asked_hash'), ['asked_hash'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_outbox_asked_hash'))
        batch_op.drop_column('asked_hash')

"""Helpers: whom somebody helped to sign up is found without reading every sign-up."""

from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('signups') as batch_op:
        batch_op.create_index(batch_op.f('ix_signups_helped_by_id'), ['helped_by_id'])


def downgrade() -> None:
    with op.batch_alter_table('signups') as batch_op:
        batch_op.drop_index(batch_op.f('ix_signups_helped_by_id'))

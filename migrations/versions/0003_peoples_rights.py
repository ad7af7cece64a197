"""People's rights: openings once a day, redactions of certified minutes."""

import sqlalchemy as sa
from alembic import op
from forum.core.db import Json

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('minutes_versions', schema=None) as batch_op:
        # versions that were certified before have had nobody taken out
        batch_op.add_column(sa.Column('redactions', Json, nullable=False, server_default=sa.text("'[]'")))

    with op.batch_alter_table('openings', schema=None) as batch_op:
        batch_op.add_column(sa.Column('day', sa.Date(), nullable=False))
        batch_op.create_index(batch_op.f('ix_openings_scope_kind_scope_id_at'), ['scope_kind', 'scope_id', 'at'], unique=False)
        batch_op.create_unique_constraint(batch_op.f('uq_openings_person_id_account_id_what_scope_kind_scope_id_day'), ['person_id', 'account_id', 'what', 'scope_kind', 'scope_id', 'day'])


def downgrade() -> None:
    with op.batch_alter_table('openings', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_openings_person_id_account_id_what_scope_kind_scope_id_day'), type_='unique')
        batch_op.drop_index(batch_op.f('ix_openings_scope_kind_scope_id_at'))
        batch_op.drop_column('day')

    with op.batch_alter_table('minutes_versions', schema=None) as batch_op:
        batch_op.drop_column('redactions')

"""Certificates: what stands on a forum's certificates of participation."""

import sqlalchemy as sa
from alembic import op
from forum.core.db import Json, UtcDateTime

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'certificate_settings',
        sa.Column('forum_id', sa.Integer(), nullable=False),
        sa.Column('issuer', Json, nullable=False),
        sa.Column('text', Json, nullable=False),
        sa.Column('given_on', sa.Date(), nullable=False),
        sa.Column('signatory', sa.String(length=200), nullable=False),
        sa.Column('position', Json, nullable=False),
        sa.Column('has_thai_digits', sa.Boolean(), nullable=False),
        sa.Column('released_at', UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ['forum_id'],
            ['forums.id'],
            name=op.f('fk_certificate_settings_forum_id_forums'),
            ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('forum_id', name=op.f('pk_certificate_settings')),
    )


def downgrade() -> None:
    op.drop_table('certificate_settings')

"""Agendas that facilitators keep for the sessions to come."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "templates",
        sa.Column("name", sa.String(200), primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("steps", sa.Text, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("templates")

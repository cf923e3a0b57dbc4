"""Links have a name, and tell when they were last used."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("grants", sa.Column("name", sa.String(200), nullable=False, server_default=""))
    op.add_column("grants", sa.Column("used_at", sa.BigInteger, nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("grants", "used_at")
    op.drop_column("grants", "name")

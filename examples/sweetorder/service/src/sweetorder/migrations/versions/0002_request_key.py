"""Let a repeated request make no second order."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the key; orders from before have none, and NULLs are never equal."""
    op.add_column("orders", sa.Column("request_key", sa.String(64)))
    op.create_unique_constraint("orders_request", "orders", ["customer", "request_key"])


def downgrade() -> None:
    """Forget the keys."""
    op.drop_constraint("orders_request", "orders", type_="unique")
    op.drop_column("orders", "request_key")

"""Keep orders."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "orders",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), primary_key=True),
        sa.Column("shop", sa.String(40), nullable=False),
        sa.Column("customer", sa.String(64), nullable=False),
        sa.Column("cake", sa.String(80), nullable=False),
        sa.Column("letters", sa.String(40)),
        sa.Column("photo", sa.String(200)),
        sa.Column("pickup_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(10), nullable=False, server_default="placed"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.CheckConstraint("state IN ('placed', 'accepted', 'finished', 'cancelled')", name="orders_state"),
    )
    op.create_index("orders_by_shop", "orders", ["shop", "id"])
    op.create_index("orders_by_customer", "orders", ["customer", "id"])


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("orders")

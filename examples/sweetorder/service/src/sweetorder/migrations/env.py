"""Runs migrations on the database that DATABASE_URL names, one host at a time."""

import os

from alembic import context
from pydantic import SecretStr
from sqlalchemy import text
from sweetorder.store import open_engine
from sweetorder.tables import Base

LOCK = 7_310_242_196
"""The advisory lock that hosts wait on when several are deployed at once; any number that is always the same."""

url = context.config.attributes.get("url") or SecretStr(os.environ["DATABASE_URL"])
engine = open_engine(url)
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata)
    with context.begin_transaction():
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        context.run_migrations()
engine.dispose()

"""`fastapi-health` with one condition that asks the database; its arguments are a port and the database's URL."""

import sys

import psycopg
import uvicorn
from fastapi import FastAPI  # type: ignore[import-not-found]
from fastapi_health import health  # type: ignore[import-not-found]

_kept: dict[str, psycopg.AsyncConnection[object]] = {}


async def database() -> bool:
    """Whether the database answers a query, over one open connection."""
    if "connection" not in _kept:
        _kept["connection"] = await psycopg.AsyncConnection.connect(sys.argv[2], autocommit=True)
    await _kept["connection"].execute("SELECT 1")
    return True


app = FastAPI()
app.add_api_route("/health/ready", health([database]))

if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", http="httptools", access_log=False)

"""What an address of PostgreSQL says, as applications write it."""

import pytest

from holdfast.host.connections import DatabaseUrlError, connection_options


@pytest.mark.parametrize(
    ("url", "options"),
    [
        (
            "postgresql://shop:p%40ss%2Fw@db.internal:6432/orders",
            {"host": "db.internal", "port": "6432", "user": "shop", "password": "p@ss/w", "dbname": "orders"},
        ),
        ("postgres://db/orders?schema=public&connection_limit=5", {"host": "db", "dbname": "orders"}),
        ("postgresql+psycopg://db/orders?sslmode=require", {"host": "db", "dbname": "orders", "sslmode": "require"}),
        ("postgresql://db/x?sslmode=no-verify", {"host": "db", "dbname": "x", "sslmode": "require"}),
        ("postgresql://[::1]/x", {"host": "::1", "dbname": "x"}),
        ("postgresql:///x?host=/run/postgresql", {"host": "/run/postgresql", "dbname": "x"}),
        (" postgresql://db ", {"host": "db"}),
        (
            "postgresql://shop:a,b@db-a:5432,[::1]:5433/x?target_session_attrs=read-write",
            {
                "host": "db-a,::1",
                "port": "5432,5433",
                "user": "shop",
                "password": "a,b",
                "dbname": "x",
                "target_session_attrs": "read-write",
            },
        ),
        ("postgresql://db-a,db-b:6432/x", {"host": "db-a,db-b", "port": ",6432", "dbname": "x"}),
    ],
)
def test_urls_as_applications_write_them_are_understood(url: str, options: dict[str, str]) -> None:
    assert connection_options(url) == options


@pytest.mark.parametrize(
    "url",
    [
        "mysql://canary@db/x",
        "canary",
        "",
        "postgresql://db:canary/x",
        "postgresql://db:5432,db:canary/x",
        "postgresql://[canary/x",
        "postgresql://db/canary%00",
    ],
)
def test_what_is_no_url_of_postgresql_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(DatabaseUrlError) as refused:
        connection_options(url)

    assert "canary" not in str(refused.value)
    assert refused.value.__cause__ is None

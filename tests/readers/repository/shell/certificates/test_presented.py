"""Certificates that a program's own server presents."""

import pytest

from holdfast.model.facts import Certificate
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of

_LIVE = "/etc/letsencrypt/live/shop.kr"


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        (
            f"gunicorn --certfile={_LIVE}/fullchain.pem \\\n  --keyfile={_LIVE}/privkey.pem app:app",
            ("letsencrypt", "shop.kr"),
        ),
        (f"nohup uvicorn app:app --ssl-certfile {_LIVE}/fullchain.pem &", ("letsencrypt", "shop.kr")),
        ("gunicorn --certfile=/etc/ssl/shop.pem app:app", ("imported", None)),
        ("gunicorn --certfile=./localhost.pem app:app", None),
        ("gunicorn app:app", None),
        (f"openssl x509 -in {_LIVE}/cert.pem -noout", None),
    ],
)
def test_what_a_server_is_started_with_is_a_certificate_of_its_host(
    row: str, shown: tuple[str, str | None] | None
) -> None:
    facts = facts_of(Snippet("ops/start-app.sh", f"#!/bin/bash\n{row}\n"))
    found = [(fact.issuer, fact.domain) for fact in facts if isinstance(fact, Certificate)]
    assert found == ([shown] if shown else [])

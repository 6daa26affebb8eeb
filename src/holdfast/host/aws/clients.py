"""Makes boto3's clients, with the manners that every part of a host keeps to."""

from functools import cache
from typing import Any


def client(service: str, region: str, **manners: Any) -> Any:
    """A client that waits a little and tries a few times; `AWS_ENDPOINT_URL` names another AWS.

    Args:
        service: its name in boto3.
        region: of what it is asked about.
        manners: further settings of botocore, or others than those of all.
    """
    from botocore.config import Config  # type: ignore[import-untyped]

    common = {
        "connect_timeout": 5,
        "read_timeout": 30,
        "retries": {"mode": "standard", "total_max_attempts": 4},
        "user_agent_appid": "holdfast",
    }
    return _session().client(service, region_name=region, config=Config(**{**common, **manners}))


@cache
def _session() -> Any:
    """One for all: reading the services' descriptions is most of what a client costs."""
    import boto3  # type: ignore[import-untyped]

    return boto3.session.Session()

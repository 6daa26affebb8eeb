"""Viewers: who may see the details."""

import pytest

from holdfast.host.health.viewers import Viewers
from holdfast.model.errors import UsageError


@pytest.mark.parametrize(
    ("peer", "headers", "allowed"),
    [
        ("127.0.0.1", {}, True),
        ("::1", {}, True),
        ("::ffff:127.0.0.1", {}, True),
        ("10.0.3.4", {}, True),
        ("10.1.0.1", {}, False),
        ("8.8.8.8", {}, False),
        (None, {}, False),
        ("not-an-address", {}, False),
        ("127.0.0.1", {"x-forwarded-for": "8.8.8.8"}, False),
        ("127.0.0.1", {"x-forwarded-for": "127.0.0.1"}, False),
        ("127.0.0.1", {"x-forwarded-for": "10.0.0.9"}, True),
        ("127.0.0.1", {"x-forwarded-for": "8.8.8.8, 10.0.0.5"}, False),
        ("127.0.0.1", {"x-forwarded-for": "10.0.0.9, 8.8.8.8, 10.0.0.5"}, False),
        ("127.0.0.1", {"x-real-ip": "8.8.8.8"}, False),
        ("127.0.0.1", {"x-forwarded-for": ""}, False),
        ("127.0.0.1", {"forwarded": "for=127.0.0.1"}, False),
        ("8.8.8.8", {"x-forwarded-for": "10.0.0.9"}, False),
    ],
)
def test_loopback_and_named_networks_see_details_and_a_chain_must_be_named_whole(
    peer: str | None, headers: dict[str, str], allowed: bool
) -> None:
    viewers = Viewers.of(["10.0.0.0/16"])

    assert viewers.allow(peer, [(name.encode(), value.encode()) for name, value in headers.items()]) is allowed


def test_a_network_that_is_none_is_refused_with_its_key() -> None:
    with pytest.raises(UsageError, match="details_to"):
        Viewers.of(["10.0.0.0/16", "office"])

"""Answers that the proxy keeps and repeats."""

import pytest

from holdfast.model.facts import ProxyRoute
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.nginx import READER


def kept(location: str, server: str = "", http: str = "") -> str | None:
    """The lines at which answers of the location for health are kept."""
    block = f"location /health {{\n{location}\nproxy_pass http://app:80; }}"
    text = f"http {{\n{http}\nserver {{\nlisten 80;\n{server}\n{block}\n}}\n}}\n"
    (route,) = (one for one in READER.read(Snippet("nginx/site.conf", text)) if isinstance(one, ProxyRoute))
    place = route.places.get("kept")
    return f"{place.start_line}-{place.end_line}" if place else None


@pytest.mark.parametrize(
    ("location", "server", "http", "expected"),
    [
        ("proxy_cache api;\nproxy_cache_valid 200 30s;", "", "", "7-8"),
        ("proxy_cache_valid any 1m;", "proxy_cache api;", "", "5-7"),
        ("", "proxy_cache_valid 10m;\nproxy_cache api;", "", "6-6"),
        ("", "", "proxy_cache api;\nproxy_cache_valid 200 302 1h;", "2-3"),
        ("fastcgi_cache app;\nfastcgi_cache_valid 200 60;", "", "", "7-8"),
    ],
)
def test_a_cache_around_a_location_holds_in_it(location: str, server: str, http: str, expected: str) -> None:
    assert kept(location, server, http) == expected


@pytest.mark.parametrize(
    ("location", "server"),
    [
        ("", ""),
        ("proxy_cache api;", ""),  # for as long as the application allows
        ("proxy_cache api;\nproxy_cache_valid 200 1s;", ""),
        ("proxy_cache api;\nproxy_cache_valid 200 500ms;", ""),
        ("proxy_cache api;\nproxy_cache_valid 404 1h;", ""),
        ("proxy_cache api;\nproxy_cache_valid;", ""),
        ("proxy_cache off;", "proxy_cache api;\nproxy_cache_valid 200 30s;"),
        ("proxy_cache_valid 200 1s;", "proxy_cache api;\nproxy_cache_valid 200 30s;"),
        ("proxy_cache_bypass 1;", "proxy_cache api;\nproxy_cache_valid 200 30s;"),
    ],
)
def test_what_is_switched_off_brief_or_passed_by_is_not_kept(location: str, server: str) -> None:
    assert kept(location, server) is None

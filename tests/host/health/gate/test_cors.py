"""What browsers may do through a real Nginx: preflights as they send them, for each origin and method."""

import pytest

from tests.host.health.gate.conftest import ORIGINS, House
from tests.host.health.gate.support import Reply, ask

pytestmark = pytest.mark.integration

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


def preflight(house: House, origin: str, method: str, path: str = "/orders/7") -> Reply:
    """What a browser sends before a request with JSON and a token."""
    return ask(
        house.port,
        path,
        "OPTIONS",
        Origin=origin,
        Access_Control_Request_Method=method,
        Access_Control_Request_Headers="authorization,content-type",
        Sec_Fetch_Mode="cors",
    )


def browser_allows(reply: Reply, origin: str, method: str) -> bool:
    """The CORS-preflight fetch of the Fetch standard (fetch.spec.whatwg.org, 4.9), with credentials."""
    listed = {word.strip() for word in reply.headers.get("access-control-allow-methods", "").split(",")}
    headers = {word.strip() for word in reply.headers.get("access-control-allow-headers", "").split(",")}
    return (
        200 <= reply.status < 300
        and reply.headers.get("access-control-allow-origin") == origin
        and reply.headers.get("access-control-allow-credentials") == "true"
        and (method in listed or method in {"GET", "HEAD", "POST"})
        and {"authorization", "content-type"} <= headers
    )


@pytest.mark.parametrize("path", ["/orders/7", "/socket.io/"])
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("origin", ORIGINS)
def test_a_browser_on_a_declared_origin_may_use_every_method(
    single: House, origin: str, method: str, path: str
) -> None:
    reply = preflight(single, origin, method, path)

    assert browser_allows(reply, origin, method)
    assert (reply.status, reply.served) == (204, False)
    assert "Origin" in reply.headers["vary"]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "https://www.shop.example.evil.example",
        "https://wwwxshop.example",
        "http://www.shop.example",
        "https://www.shop.example:8443",
        "https://shop.example",
        "null",
    ],
)
def test_a_browser_on_any_other_origin_is_refused(single: House, origin: str, method: str) -> None:
    reply = preflight(single, origin, method)

    assert not browser_allows(reply, origin, method)
    assert (reply.status, reply.served) == (403, False)
    assert "access-control-allow-origin" not in reply.headers


def test_a_method_that_is_not_declared_is_refused_by_the_browser(single: House) -> None:
    assert not browser_allows(preflight(single, ORIGINS[0], "PURGE"), ORIGINS[0], "PURGE")


def test_headers_that_pretend_to_be_a_preflight_do_not_pass_as_one(single: House) -> None:
    reply = ask(single.port, "/", "OPTIONS", Origin="", Access_Control_Request_Method=f"{ORIGINS[0]}|OPTIONS|x|GET")

    assert "access-control-allow-origin" not in reply.headers


def test_an_options_request_without_an_origin_is_the_applications(single: House) -> None:
    assert ask(single.port, "/", "OPTIONS").told["method"] == "OPTIONS"


def test_an_answer_carries_one_allowed_origin_whatever_the_application_says(single: House) -> None:
    reply = ask(single.port, "/", Origin=ORIGINS[1])

    assert reply.headers["access-control-allow-origin"] == ORIGINS[1]
    assert reply.headers["access-control-allow-credentials"] == "true"
    assert reply.headers["vary"] == "Origin"


def test_an_answer_to_another_origin_carries_none(single: House) -> None:
    reply = ask(single.port, "/", Origin="https://evil.example")

    assert reply.served
    assert "access-control-allow-origin" not in reply.headers
    assert "access-control-allow-credentials" not in reply.headers
    assert reply.headers["vary"] == "Origin"

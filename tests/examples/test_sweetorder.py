"""The order service, asked over HTTP as its front ends ask it."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from holdfast.rig import processes
from tests.examples.conftest import BUCKET, CANARY, ORIGIN, Running

pytestmark = pytest.mark.integration

Client = Callable[[str, str], httpx.Client]
TOMORROW = (datetime.now(UTC) + timedelta(days=1)).isoformat()
CAKE: dict[str, Any] = {"shop": "sugar", "cake": "딸기 생크림 2호", "letters": "생일 축하해", "pickup_at": TOMORROW}


@pytest.fixture(scope="module")
def kim(service: Running) -> Iterator[httpx.Client]:
    with service.client("customer", "kim") as client:
        yield client


@pytest.fixture(scope="module")
def lee(service: Running) -> Iterator[httpx.Client]:
    with service.client("customer", "lee") as client:
        yield client


@pytest.fixture(scope="module")
def sugar(service: Running) -> Iterator[httpx.Client]:
    with service.client("seller", "sugar") as client:
        yield client


@pytest.fixture(scope="module")
def butter(service: Running) -> Iterator[httpx.Client]:
    with service.client("seller", "butter") as client:
        yield client


@pytest.fixture(scope="module")
def administrator(service: Running) -> Iterator[httpx.Client]:
    with service.client("administrator", "park") as client:
        yield client


def placed(client: httpx.Client, **changed: object) -> int:
    answer = client.post("/orders", json={**CAKE, **changed})
    assert answer.status_code == 201, answer.text
    number: int = answer.json()["id"]
    return number


def test_an_order_is_placed_accepted_and_finished(kim: httpx.Client, sugar: httpx.Client) -> None:
    answer = kim.post("/orders", json=CAKE)
    order = answer.json()
    assert (answer.status_code, order["state"], order["customer"]) == (201, "placed", "kim")
    assert order["cake"] == CAKE["cake"]
    assert sugar.post(f"/orders/{order['id']}/accept").json()["state"] == "accepted"
    assert sugar.post(f"/orders/{order['id']}/finish").json()["state"] == "finished"
    assert kim.get(answer.headers["location"]).json()["state"] == "finished"


def test_everybody_sees_their_own_orders_and_the_administrator_all(
    kim: httpx.Client, lee: httpx.Client, sugar: httpx.Client, butter: httpx.Client, administrator: httpx.Client
) -> None:
    mine, theirs = placed(kim, shop="sugar"), placed(lee, shop="butter")

    def seen(client: httpx.Client) -> set[int]:
        return {order["id"] for order in client.get("/orders").json()["orders"]} & {mine, theirs}

    found = [seen(client) for client in (kim, lee, sugar, butter, administrator)]
    assert found == [{mine}, {theirs}, {mine}, {theirs}, {mine, theirs}]


def test_an_order_of_somebody_else_does_not_exist(kim: httpx.Client, lee: httpx.Client, butter: httpx.Client) -> None:
    number = placed(kim)
    assert lee.get(f"/orders/{number}").status_code == 404
    assert lee.post(f"/orders/{number}/cancel").status_code == 404
    assert butter.post(f"/orders/{number}/accept").status_code == 404
    assert kim.get(f"/orders/{number}").json()["state"] == "placed"


def test_a_step_out_of_order_is_refused_with_the_state(kim: httpx.Client, sugar: httpx.Client) -> None:
    number = placed(kim)
    assert sugar.post(f"/orders/{number}/finish").status_code == 409
    assert kim.post(f"/orders/{number}/cancel").json()["state"] == "cancelled"
    refused = sugar.post(f"/orders/{number}/accept")
    assert (refused.status_code, refused.json()) == (409, {"error": "the order is cancelled"})


def test_of_many_who_accept_at_once_one_succeeds(kim: httpx.Client, sugar: httpx.Client) -> None:
    number = placed(kim)
    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(lambda _: sugar.post(f"/orders/{number}/accept").status_code, range(8)))
    assert sorted(codes) == [200] + [409] * 7


def test_a_repeated_request_makes_one_order(kim: httpx.Client, lee: httpx.Client) -> None:
    headers = {"Idempotency-Key": "retry-1"}
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: kim.post("/orders", json=CAKE, headers=headers), range(8)))
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
    assert lee.post("/orders", json=CAKE, headers=headers).status_code == 201


@pytest.mark.parametrize(
    ("role", "method", "path"),
    [
        ("seller", "POST", "/orders"),
        ("administrator", "POST", "/orders"),
        ("customer", "POST", "/orders/1/accept"),
        ("customer", "POST", "/orders/1/finish"),
        ("seller", "POST", "/orders/1/cancel"),
        ("administrator", "POST", "/orders/1/accept"),
        ("administrator", "POST", "/uploads"),
    ],
)
def test_a_role_cannot_do_what_belongs_to_another(
    request: pytest.FixtureRequest, role: str, method: str, path: str
) -> None:
    client = request.getfixturevalue({"customer": "kim", "seller": "sugar"}.get(role, role))
    assert client.request(method, path, json=CAKE).status_code == 403


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer x", "Basic a2ltOng=", "Bearer WyJjdXN0b21lciIsImtpbSJd.aaaa.bbbb"]
)
def test_without_a_valid_token_nothing_is_shown(service: Running, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    answer = httpx.get(f"{service.url}/orders", headers=headers)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


def test_a_token_signed_with_another_key_or_changed_is_worth_nothing(service: Running) -> None:
    foreign = service.run("token", "administrator", "park", TOKEN_KEY="another-key-" * 4).stdout.strip()
    own = service.run("token", "administrator", "park").stdout.strip()
    for token in (foreign, own[:-2], "A" + own):
        answer = httpx.get(f"{service.url}/orders", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 401


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("shop", "../etc"),
        ("cake", ""),
        ("cake", "x" * 81),
        ("cake", "two\nlines"),
        ("cake", "nul\x00"),
        ("cake", 7),
        ("letters", "y" * 41),
        ("pickup_at", "tomorrow"),
        ("pickup_at", "2020-01-01T00:00:00+09:00"),
        ("photo", "photos/lee/" + "0" * 32 + ".png"),
        ("photo", "photos/kim/../../etc.png"),
        ("price", 1),
    ],
)
def test_a_field_that_is_not_valid_is_named_and_never_repeated(kim: httpx.Client, field: str, value: object) -> None:
    answer = kim.post("/orders", json={**CAKE, field: value})
    assert answer.status_code == 422
    assert [problem["field"] for problem in answer.json()["problems"]] == [field]
    assert not isinstance(value, str) or len(value) < 3 or value not in answer.text


def test_a_time_without_a_zone_is_refused(kim: httpx.Client) -> None:
    answer = kim.post("/orders", json={**CAKE, "pickup_at": TOMORROW.removesuffix("+00:00")})
    assert (answer.status_code, answer.json()["problems"][0]["field"]) == (422, "pickup_at")


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"", "application/json", 422),
        (b"{", "application/json", 422),
        (b"[" * 10_000, "application/json", 422),
        (b"[]", "application/json", 422),
        (b"\xff\xfe{}", "application/json", 422),
        (b'{"cake": "' + b"x" * 20_000 + b'"}', "application/json", 413),
        (b"cake=x", "application/x-www-form-urlencoded", 415),
    ],
)
def test_a_body_that_is_no_order_is_refused(kim: httpx.Client, content: bytes, kind: str, status: int) -> None:
    assert kim.post("/orders", content=content, headers={"Content-Type": kind}).status_code == status


@pytest.mark.parametrize("path", ["/orders/0", "/orders/99999999999999999999", "/orders/1/eat", "/nowhere"])
def test_what_is_not_there_is_not_found(sugar: httpx.Client, path: str) -> None:
    method = "POST" if path.endswith("eat") else "GET"
    assert sugar.request(method, path).status_code == 404


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "before=x", "state=eaten", "color=red"])
def test_a_question_that_is_not_valid_is_refused(kim: httpx.Client, query: str) -> None:
    assert kim.get(f"/orders?{query}").status_code == 422


def test_pages_go_from_new_to_old_without_gap(lee: httpx.Client) -> None:
    numbers = [placed(lee) for _ in range(5)]
    first = lee.get("/orders?limit=2&state=placed").json()["orders"]
    second = lee.get(f"/orders?limit=2&before={first[-1]['id']}").json()["orders"]
    assert [order["id"] for order in first + second] == numbers[:0:-1]


def test_a_photo_goes_straight_into_the_bucket_and_onto_the_order(service: Running, kim: httpx.Client) -> None:
    signed = kim.post("/uploads", json={"content_type": "image/png", "bytes": 8}).json()
    assert signed["key"].startswith("photos/kim/")
    assert CANARY not in signed["url"]
    stored = httpx.put(signed["url"], headers=signed["headers"], content=b"\x89PNG\r\n\x1a\n")
    assert stored.status_code == 200
    kept = service.aws.client("s3").get_object(Bucket=BUCKET, Key=signed["key"])
    assert (kept["Body"].read(), kept["ContentType"]) == (b"\x89PNG\r\n\x1a\n", "image/png")
    number = placed(kim, photo=signed["key"])
    assert kim.get(f"/orders/{number}").json()["photo"] == signed["key"]


@pytest.mark.parametrize(
    "wanted",
    [
        {"content_type": "text/html", "bytes": 8},
        {"content_type": "image/png", "bytes": 0},
        {"content_type": "image/png", "bytes": 6_000_000},
    ],
)
def test_what_is_no_photo_is_not_signed(kim: httpx.Client, wanted: dict[str, object]) -> None:
    assert kim.post("/uploads", json=wanted).status_code == 422


@pytest.mark.parametrize(
    ("origin", "allowed"), [(ORIGIN, True), ("https://www.sweetorders.com", False), ("null", False)]
)
def test_browsers_of_this_environments_origins_alone_may_ask(service: Running, origin: str, *, allowed: bool) -> None:
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type,idempotency-key",
    }
    answer = httpx.options(f"{service.url}/orders", headers=headers)
    assert (answer.status_code == 200) is allowed
    assert answer.headers.get("access-control-allow-origin") == (origin if allowed else None)


def test_nothing_secret_is_in_the_log_or_the_process_list(service: Running, kim: httpx.Client) -> None:
    assert kim.get("/health").status_code == 200
    assert service.process is not None
    password = service.environ["DATABASE_URL"].split(":")[2].split("@")[0]
    written = service.log.read_text() + processes.command_line(service.process.pid) + kim.get("/health").text
    assert "Application startup complete" in written
    assert not [secret for secret in (CANARY, password) if secret in written]


def test_a_stopped_database_makes_it_unready_and_a_started_one_ready_again(service: Running, kim: httpx.Client) -> None:
    def ready() -> bool:
        return httpx.get(f"{service.url}/health/ready").status_code == 200

    processes.wait_until(ready, "readiness")
    service.postgres.stop()
    processes.wait_until(lambda: not ready(), "unreadiness")
    assert "database" in httpx.get(f"{service.url}/health/ready").json()["failing"]
    assert httpx.get(f"{service.url}/health/live").status_code == 200
    refused = kim.get("/orders")
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
    assert refused.json() == {"error": "try again soon"}
    service.postgres.restart()
    processes.wait_until(ready, "readiness")
    assert kim.get("/orders").status_code == 200


def test_a_database_that_never_answers_ends_no_request_late_and_hinders_no_end(
    service: Running, kim: httpx.Client
) -> None:
    assert kim.get("/orders").status_code == 200
    service.postgres.pause()
    try:
        asked = time.monotonic()
        assert kim.get("/orders").status_code == 503
        assert time.monotonic() - asked < 15
        assert httpx.get(f"{service.url}/health/live").status_code == 200
        told = time.monotonic()
        service.stop()
        assert time.monotonic() - told < 15
    finally:
        service.postgres.resume()

"""Which websites may open a WebSocket."""

import pytest

from holdfast.model.facts import ApplicationCors
from tests.readers.repository.source.support import NEST, told

FLASK = "from flask import Flask\nfrom flask_socketio import SocketIO\napp = Flask(__name__)\n"
SHOP = "https://shop.example"
PLAIN = "socketio = SocketIO(app, cors_allowed_origins={})\n"
EVERY = ["rooms.go:3 origins=(*)"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('"*"', ["rooms.py:4 origins=(*)"]),
        ('["*"]', ["rooms.py:4 origins=(*)"]),
        (f'["{SHOP}", "http://localhost:3000"]', [f"rooms.py:4 origins=({SHOP}, http://localhost:3000)"]),
        ("[]", []),
        ("settings.ORIGINS", []),
        ("FRONTS", []),
    ],
)
def test_what_socket_io_is_given_in_python(value: str, expected: list[str]) -> None:
    assert told({"rooms.py": FLASK + PLAIN.format(value)}, ApplicationCors) == expected


def test_a_name_stands_for_what_the_file_gives_it() -> None:
    text = FLASK + 'FRONTS = "*"\n' + PLAIN.format("FRONTS")
    assert told({"rooms.py": text}, ApplicationCors) == ["rooms.py:4 origins=(*)"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("var up = websocket.Upgrader{CheckOrigin: func(r *http.Request) bool { return true }}", EVERY),
        ("func init() { up.CheckOrigin = func(_ *http.Request) bool { return true } }", EVERY),
        ("var o = websocket.AcceptOptions{\n\tInsecureSkipVerify: true,\n}", ["rooms.go:3-4 origins=(*)"]),
        ('var o = &websocket.AcceptOptions{OriginPatterns: []string{"*"}}', EVERY),
        ('var o = &websocket.AcceptOptions{OriginPatterns: []string{"shop.example"}}', []),
        ("var up = websocket.Upgrader{CheckOrigin: func(r *http.Request) bool { return ours(r) }}", []),
        ("var t = tls.Config{InsecureSkipVerify: true}", []),
    ],
)
def test_who_opens_a_socket_in_go(line: str, expected: list[str]) -> None:
    text = f'package main\n\n{line}\n\nfunc main() {{ http.ListenAndServe(":8080", nil) }}\n'
    assert told({"go.mod": "module rooms\n", "rooms.go": text}, ApplicationCors) == expected


@pytest.mark.parametrize("given", ["'*'", '"*:*"', "true"])
def test_a_gateway_of_nest_may_be_given_a_text(given: str) -> None:
    files = {"package.json": NEST, "src/main.ts": f"@WebSocketGateway({{ cors: {given} }})\nclass Rooms {{}}\n"}
    assert told(files, ApplicationCors) == ["src/main.ts:1 origins=(*)"]


def test_cables_of_rails_that_ask_nobody() -> None:
    line = "Rails.application.configure do\n  config.action_cable.disable_request_forgery_protection = true\nend\n"
    files = {"Gemfile": 'gem "rails"\n', "config/environments/production.rb": line}
    assert told(files, ApplicationCors) == ["config/environments/production.rb:2 [production] origins=(*)"]
    for own in ({"config/environments/development.rb": line}, {}):
        assert told({"Gemfile": 'gem "rails"\n', **own}, ApplicationCors) == []

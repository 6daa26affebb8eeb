"""Programs that compare the path of a request themselves: the branch that answers about health is a handler."""

import pytest

from holdfast.model.facts import HealthHandler
from holdfast.readers.repository.source import READER
from tests.readers.repository.many import read_files

_GO = "package main\n\nfunc route(w http.ResponseWriter, r *http.Request) {\n"
_SWITCH = '\tswitch r.URL.Path {\n\tcase "/orders":\n\t\torders(w, r)\n\tcase "/health", "/healthz":\n'
_FILES = {"go": ("go.mod", "main.go"), "php": ("composer.json", "public/index.php"), "cs": ("Shop.csproj", "Gate.cs")}


def handlers(language: str, text: str) -> list[tuple[str, int | None, bool, tuple[str, ...]]]:
    """Path, first line, whether it is constant, and what it asks, of each handler."""
    manifest, path = _FILES[language]
    found = read_files(READER, **{manifest: "{}", path: text})
    return [(one.path, one.at.start_line, one.constant, one.checks) for one in found if isinstance(one, HealthHandler)]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (_GO + _SWITCH + '\t\tw.Write([]byte("ok"))\n\t}\n}\n', 7),
        (_GO + '\tif r.URL.Path == "/health" {\n\t\tfmt.Fprint(w, "ok")\n\t\treturn\n\t}\n}\n', 4),
        (
            _GO
            + '\tif strings.HasPrefix(path, "/health") {\n\t\talive(w)\n\t}\n}\n\nfunc alive(w T) { w.Write(ok) }\n',
            9,
        ),
        (_GO + '\tswitch req.RawPath {\n\tcase "/ping":\n\t\treturn Response{StatusCode: 200}, nil\n\t}\n}\n', 5),
    ],
)
def test_a_branch_of_go_for_a_path_of_health_is_a_handler(text: str, line: int) -> None:
    ((_, start, constant, _),) = handlers("go", text)
    assert (start, constant) == (line, True)


@pytest.mark.parametrize(
    "text",
    [
        "<?php\nif ($path === '/health') {\n  echo json_encode(['ok' => true]);\n  exit;\n}\n",
        "<?php\nswitch ($uri) {\n  case '/health':\n    echo 'ok';\n    break;\n}\n",
        "<?php\n$answer = match ($path) {\n  '/health' => respond(['ok' => true]),\n  default => null,\n};\n",
    ],
)
def test_a_branch_of_a_front_controller_of_php_is_a_handler(text: str) -> None:
    ((path, _, constant, _),) = handlers("php", text)
    assert (path, constant) == ("/health", True)


def test_what_a_branch_asks_is_what_the_handler_asks() -> None:
    text = _GO + _SWITCH + "\t\tif err := db.Ping(); err != nil {\n\t\t\thttp.Error(w, e, 503)\n\t\t}\n\t}\n}\n"
    assert [checks for *_, checks in handlers("go", text)] == [("database",)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("go", _GO + '\tif r.URL.Path == "/health" {\n\t\tnext.ServeHTTP(w, r)\n\t\treturn\n\t}\n}\n'),
        ("go", _GO + '\tif r.URL.Path != "/health" {\n\t\tw.WriteHeader(403)\n\t}\n}\n'),
        ("go", _GO + '\tif r.URL.Path == "/health" {\n\t\treturn\n\t}\n}\n'),
        ("go", _GO + '\tswitch word {\n\tcase "/health":\n\t\tw.Write(x)\n\t}\n}\n'),
        ("go", _GO + '\tif r.URL.Path == "/orders" {\n\t\tw.Write(x)\n\t}\n}\n'),
        ("php", "<?php\nif ($path === '/health') {\n  return $next($request);\n}\n"),
        ("go", _GO + '\tif r.URL.Path == "/health" {\n\t\tw.Write(x)\n\t\th.ServeHTTP(w, r)\n\t}\n}\n'),
        (
            "cs",
            'class Gate { void F() { if (c.Request.Path == "/health") { c.Response.Headers.A = x; await _next(c); } } }\n',
        ),
        ("cs", 'class Gate { void F() { if (c.Request.Path == "/health") { await _next(c); return; } } }\n'),
    ],
)
def test_a_branch_that_only_lets_such_a_request_pass_is_none(language: str, text: str) -> None:
    assert handlers(language, text) == []

"""Lists that a program asks by itself for the origin of a request."""

import pytest

from holdfast.model.facts import ApplicationCors
from tests.readers.repository.source.support import told

_PAGES = '"https://shop.example", "http://localhost:3000"'
_PYTHON = "import flask\nFRONTS = {{{}}}\ndef head(origin):\n    if origin in FRONTS:\n        return {{{}: origin}}\n"
_PHP = "<?php\n$fronts = [{}];\nif (in_array($origin, $fronts)) {{\n    header({} . $origin);\n}}\n"
_GO = "package main\nvar fronts = []string{{{}}}\nfunc head() {{ if slices.Contains(fronts, origin) {{ h.Set({}, origin) }} }}\n"
_RUBY = "require 'sinatra'\nFRONTS = [{}]\nbefore {{ headers {} => origin if FRONTS.include?(origin) }}\n"
_HEADER = "'Access-Control-Allow-Origin'"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("app.py", _PYTHON.format(_PAGES, _HEADER)),
        ("public/index.php", _PHP.format(_PAGES, '"Access-Control-Allow-Origin: "')),
        ("main.go", _GO.format(_PAGES, _HEADER.replace("'", '"'))),
        ("app.rb", _RUBY.format(_PAGES, _HEADER)),
    ],
)
def test_the_list_is_what_is_let_in(path: str, text: str) -> None:
    manifests = {"composer.json": '{"require": {"php": "8"}}', "go.mod": "module shop\n", "Gemfile": 'gem "sinatra"\n'}
    assert told({**manifests, path: text}, ApplicationCors) == [
        f"{path}:2 origins=(https://shop.example, http://localhost:3000)"
    ]


def test_a_list_that_is_asked_for_something_else_is_none() -> None:
    text = _PYTHON.format(_PAGES, _HEADER).replace("origin in", "name in")
    assert told({"app.py": text}, ApplicationCors) == []

"""Handlers about health in source that a guide quotes, for somebody to write them into the application."""

import re
from collections.abc import Iterator
from dataclasses import replace

from holdfast.model.facts import HealthHandler
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.source import paths

_ENDINGS = {
    **{language: ending for ending, language in reversed(paths.LANGUAGES.items())},
    "js": ".js",
    "ts": ".ts",
    "mjs": ".mjs",
    "cjs": ".cjs",
    "py": ".py",
    "rb": ".rb",
    "kt": ".kt",
    "golang": ".go",
    "c#": ".cs",
    "cs": ".cs",
}
_AROUND = {
    "javascript": (
        "const app = require('express')(), router = require('express').Router(), server = app;",
        "",
    ),
    "python": ("from fastapi import FastAPI, APIRouter; app = FastAPI(); router = APIRouter()", ""),
    "jvm": ("@RestController class Quoted {", "}"),
}
"""What an excerpt leaves out, for it stands further up in the file: put before it on one line, and behind it."""

_WHOLE = {
    "javascript": regex(r"\bexpress\(|^import\s|\brequire\(", re.MULTILINE),
    "python": regex(r"^(?:from|import)\s", re.MULTILINE),
    "jvm": regex(r"\bclass\s+\w"),
}
_ABOUT_HEALTH = regex(r"(?i)health|readiness|liveness|/ping|/status")


def quoted_handlers(language: str, snippet: Snippet) -> Iterator[HealthHandler]:
    """The handlers of one block of code; `language`: as its fence names it."""
    ending = _ENDINGS.get(language)
    if ending is None or not _ABOUT_HEALTH.search(snippet.text):
        return
    # Late: a guide must not load the grammars of languages in which it shows nothing about health.
    from holdfast.readers.repository.source.apps import App, family_of
    from holdfast.readers.repository.source.code import Source
    from holdfast.readers.repository.source.reader import handlers

    family = family_of(paths.LANGUAGES[ending])
    source = Source(_as_file(snippet, f"config/routes{ending}", family), paths.LANGUAGES[ending])
    app = App(root="", family=family, sources=[source])
    for fact in handlers(app):
        if isinstance(fact, HealthHandler) and fact.path != "/":
            places = {name: replace(at, path=snippet.path) for name, at in fact.places.items()}
            yield replace(
                fact,
                kind=snippet.kind,
                at=replace(fact.at, path=snippet.path),
                environment=snippet.environment,
                old=snippet.old,
                places=places,
            )


def _as_file(snippet: Snippet, path: str, family: str) -> Snippet:
    """The block as the file that it is a part of."""
    whole = _WHOLE.get(family)
    before, behind = ("", "") if whole is None or whole.search(snippet.text) else _AROUND[family]
    text = f"{before}\n{snippet.text}\n{behind}"
    return replace(snippet, path=path, text=text, first_line=snippet.first_line - 1)

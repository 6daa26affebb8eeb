"""Source that a guide quotes for somebody to write it into the application: health, settings, whom it lets in."""

import re
from collections.abc import Iterator

from holdfast.model.environments import DEVELOPMENT, TEST
from holdfast.model.evidence import Location
from holdfast.model.facts import ApplicationCors, ConfigurationLoader, Fact, HealthHandler
from holdfast.model.record import replace
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
    from holdfast.readers.repository.source.apps import App
    from holdfast.readers.repository.source.code import Source
    from holdfast.readers.repository.source.reader import handlers

    family = paths.family_of(paths.LANGUAGES[ending])
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


_OF_DJANGO = regex(
    r"^[^\S\n]*(?:SECRET_KEY|DEBUG|ALLOWED_HOSTS|DATABASES|INSTALLED_APPS|CORS_\w{3,40})[^\S\n]*\+?=", re.MULTILINE
)
_ABOUT_ORIGINS = regex(r"(?i)enableCors|\bcors\(|CORSMiddleware|allowedOrigin|CORS_ALLOW|flask_cors|CrossOrigin\(")
_ABOVE = {
    "javascript": "const express = require('express'), cors = require('cors');",
    "python": "from fastapi import FastAPI; from flask_cors import CORS",
    "django": "import django",
}
"""What tells the whole file to be a server's, where an excerpt leaves it out."""
_AT_HOME = regex(r"(?i)로컬|개발 ?환경|\blocal|develop|\bdev\b|ローカル|開発")


def quoted_settings(language: str, snippet: Snippet) -> Iterator[Fact]:
    """What takes the place of missing settings in Django's file of them, and whom any application lets in, as quoted.

    `language`: as the fence of the block names it.
    """
    ending = _ENDINGS.get(language)
    django = ending == ".py" and _OF_DJANGO.search(snippet.text) is not None
    if ending is None or not (django or _ABOUT_ORIGINS.search(snippet.text)):
        return
    if snippet.environment in (DEVELOPMENT, TEST) or _AT_HOME.search(snippet.heading):
        return
    from holdfast.readers.repository.source.apps import App
    from holdfast.readers.repository.source.code import Source
    from holdfast.readers.repository.source.origins.facts import origin_facts
    from holdfast.readers.repository.source.python.settings import PythonSettings

    family = paths.family_of(paths.LANGUAGES[ending])
    above = _ABOVE.get("django" if django else family, "")
    # By its own lines: what joins several settings into one fact counts them in the file.
    part = Snippet("config/settings.py" if django else f"src/main{ending}", f"{above}\n{snippet.text}", 1, snippet.kind)
    app = App(root="", family=family, sources=[Source(part, paths.LANGUAGES[ending])])
    found = [*(PythonSettings(app).collect().facts() if django else ()), *origin_facts(app)]
    for fact in found:
        # Whether the application really ends without a setting, its own file has to show.
        if isinstance(fact, ApplicationCors) or (isinstance(fact, ConfigurationLoader) and fact.missing != "fails"):
            at, places = _moved(fact.at, snippet), {name: _moved(at, snippet) for name, at in fact.places.items()}
            own = snippet.environment
            yield replace(fact, kind=snippet.kind, at=at, environment=own, old=snippet.old, places=places)


def _moved(at: Location, snippet: Snippet) -> Location:
    """A place of the excerpt, which has a line more above it, where the guide has it."""
    shift = snippet.first_line - 2
    return Location.lines(snippet.path, (at.start_line or 1) + shift, (at.end_line or 1) + shift, at.quote)


def _as_file(snippet: Snippet, path: str, family: str) -> Snippet:
    """The block as the file that it is a part of."""
    whole = _WHOLE.get(family)
    before, behind = ("", "") if whole is None or whole.search(snippet.text) else _AROUND[family]
    text = f"{before}\n{snippet.text}\n{behind}"
    return replace(snippet, path=path, text=text, first_line=snippet.first_line - 1)

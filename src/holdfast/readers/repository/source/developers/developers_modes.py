"""Developers' modes that a program itself has on wherever it runs: they are written out, and nothing asks for them."""

import re
from collections.abc import Iterable, Iterator

from holdfast.model.facts import DeveloperMode, StandIn
from holdfast.model.own_machine import OWN_MACHINE
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Tree
from holdfast.readers.repository.source import paths
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.branches import is_developers, only_for_developers
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.developers.flask_classes import flask_classes
from holdfast.readers.repository.source.python.debug import FOR_DEVELOPERS

_RAILS = regex(r"(?m)^[^\S\n]*config\.(?P<name>consider_all_requests_local)\s*=\s*true\b")
_RAILS_LINKS = regex(
    r"(?m)^[^\S\n]*(?:config|Rails\.application)\.[\w.]{1,40}(?P<name>default_url_options)"
    r"(?:\s*=\s*\{[^{}\n]{0,80}?\bhost(?::|[\"']?\s*=>)|\[:host\]\s*=)\s*"
    r"(?:ENV(?:\.fetch\(\s*[\"']\w{1,60}[\"']\s*,|\[\s*[\"']\w{1,60}[\"']\s*\]\s*\|\|)\s*)?"
    rf"[\"'](?:https?://)?{OWN_MACHINE}(?::\d{{1,5}})?[\"']"
)
_LARAVEL = regex(
    r"[\"'](?P<name>debug)[\"']\s*=>\s*(?:\(bool\)\s*)?(?:true\b|env\(\s*[\"']APP_DEBUG[\"']\s*,\s*true\b)"
)
_PHP = regex(
    r"(?i)(?<![\w$>:])(?:ini_set\(\s*[\"'](?P<shown>display_errors)[\"']\s*,\s*[\"']?(?:1|on|true|yes)[\"']?\s*\)"
    r"|define\(\s*[\"'](?P<name>WP_DEBUG(?:_DISPLAY)?)[\"']\s*,\s*(?:true|1)\s*\))"
)
"""Errors, with all that they tell of the program, on the page of whoever comes."""
_OF_DEBUGGER = regex(r"(?i)debug(?:ger|handler|mode|kernel|bar)?\.php$")
"""A file that is there to be called where somebody looks for errors."""
_KEPT_OFF_PAGES = regex(r"(?i)(?<![\w$>:])define\(\s*[\"']WP_DEBUG_DISPLAY[\"']\s*,\s*(?:false|0)\s*\)")
_DOTNET = regex(r"\.(?P<name>UseDeveloperExceptionPage)\(\s*\)")
_FLASK = regex(r"(?<![\w.])\w{1,40}\.run\((?:[^()\n]|\([^()\n]{0,80}\)){0,160}?\b(?P<name>debug)\s*=\s*True\b")
_DJANGO = regex(r"(?m)^(?P<name>DEBUG)\s*(?::\s*bool\s*)?=\s*True\b")
_WRITTEN = regex(r"^(?P<name>DEBUG)\s*(?::\s*bool\s*)?=\s*True[^\S\n]*$", re.MULTILINE)
_ANY = regex(r"^[^\S\n]*DEBUG\b\s*(?::\s*bool\s*)?=", re.MULTILINE)
_MORE = regex(r"^[^\S\n]*(?:from|import)\s+[^\n]{0,80}\b(?:local|settings)\w*\b", re.MULTILINE)
"""Settings that take others in may get another value from them."""
_OF_PRODUCTION = regex(r"(?i)(?:^|[/_])(?:prod|production)(?:_?(?:settings|config|conf))?\.py$")
_FASTAPI = regex(r"\bFastAPI\([^()]{0,400}\b(?P<name>debug)\s*=\s*True\b")
_STARTS = regex(
    r"(?i)(?:^|/)(?:[\w.-]*dockerfile[\w.-]*|procfile|[\w.-]*\.(?:sh|service|ya?ml|toml|txt|conf|ini|json|tf|ps1)|pipfile)$"
)
_SERVED_BY = regex(
    r"(?i)\b(?:gunicorn|uwsgi|waitress|mod_?wsgi|hypercorn|uvicorn|zappa|mangum|serverless|apig[-_]wsgi|passenger|gevent|awsgi)\b"
)


def developers_modes(tree: Tree, apps: Iterable[App]) -> Iterator[DeveloperMode | StandIn]:
    """One fact for each switch that is on in production, and for letters that lead to a developer's machine there."""
    for source in (source for app in apps for source in app.serving):
        if paths.is_rails_production(source.path):
            yield from _in_rails(source)
        elif source.language == "php" and source.path.endswith("config/app.php"):
            yield from _on(source, _LARAVEL)
        elif source.language == "php" and _OF_DEBUGGER.search(source.path):
            continue
        elif source.language == "php" and source.mentions("display_errors", "wp_debug"):
            hidden = _KEPT_OFF_PAGES.search(source.code) is not None
            yield from (mode for mode in _on(source, _PHP) if not hidden or mode.name.lower() != "wp_debug")
        elif source.language == "csharp" and "UseDeveloperExceptionPage" in source.text:
            yield from _on(source, _DOTNET)
        elif source.language == "python" and "debug" in source.text:
            yield from _in_python(tree, source)
        if source.language == "python" and "DEBUG" in source.text and _OF_PRODUCTION.search(source.path):
            yield from _on(source, _DJANGO)
    for app in (app for app in apps if app.family == "python"):
        yield from flask_classes(tree, app)
        yield from _written_out([source for source in app.serving if source.language == "python"])


def _in_rails(source: Source) -> Iterator[DeveloperMode | StandIn]:
    yield from _on(source, _RAILS)
    for match in _RAILS_LINKS.finditer(source.code):
        at = source.at(match.start("name"), match.end())
        yield StandIn(kind=source.snippet.kind, at=at, to=source.path, name=match["name"])


def _in_python(tree: Tree, source: Source) -> Iterator[DeveloperMode]:
    if "FastAPI(" in source.text:
        yield from _on(source, _FASTAPI)
    # What a server of another kind takes in never comes to its last lines.
    if "debug=True" in source.text.replace(" ", "") and ".run(" in source.text and _is_started(tree, source):
        yield from _on(source, _FLASK)


def _on(source: Source, pattern: re.Pattern[str]) -> Iterator[DeveloperMode]:
    for match in pattern.finditer(source.code):
        name = match.lastgroup or "name"
        if not is_developers(source.path) and not only_for_developers(source, match.start(name)):
            at = source.at(match.start(name), match.end())
            yield DeveloperMode(kind=source.snippet.kind, at=at, to=source.path, name=match[name])


def _is_started(tree: Tree, source: Source) -> bool:
    """Whether something starts the program by its file, and nothing has a server of another kind take it in."""
    name = re.escape(source.snippet.name)
    by_file = re.compile(rf"\bpython[\d.]*[\"']?(?:[ ,\t\"']+-\w+)*[ ,\t\"']+(?:[\w./${{}}-]*/)?{name}\b")
    started = False
    for path in tree.paths:
        text = tree.open_text(path) if _STARTS.search(path) else None
        if not isinstance(text, str):
            continue
        if _SERVED_BY.search(text):
            return False
        started = started or by_file.search(text) is not None
    return started


def _written_out(sources: list[Source]) -> Iterator[DeveloperMode]:
    """The only settings of Django that there are have it on, and nothing says otherwise."""
    saying = [source for source in sources if "DEBUG" in source.text and _ANY.search(source.code)]
    if len(saying) != 1 or "INSTALLED_APPS" not in saying[0].text or FOR_DEVELOPERS.search(saying[0].path):
        return
    settings, said = saying[0], _WRITTEN.search(saying[0].code)
    if said is None or len(_ANY.findall(settings.code)) > 1 or _MORE.search(settings.code):
        return
    at = settings.at(said.start(), said.end())
    yield DeveloperMode(kind=settings.snippet.kind, at=at, to=settings.path, name=said["name"])

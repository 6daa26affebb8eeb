"""Health endpoints that a gem of Rails mounts by itself, told by its initializer or by the Gemfile alone.

`health_check` and `okcomputer` add their routes when they are loaded and look at the database unless they are told to
look at less (their READMEs, read 2026-11); no line of `config/routes.rb` has to name them.
"""

from collections.abc import Iterator

from holdfast.model.facts import HealthHandler
from holdfast.model.regex import regex
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.health import facts_of, health

_SET_UP = regex(
    r"^[^\S\n]*(?:::)?(?:HealthCheck\.setup\b|OkComputer\.(?:mount_at|logger|check_in_parallel)\b|OkComputer::Registry\.register\b)"
)
_PATH = regex(
    r"^[^\S\n]*(?:\w{1,20}\.uri|OkComputer\.mount_at)\s*=\s*(?:[\"'](?P<path>[\w/-]{1,80})[\"']|(?P<off>false|nil))"
)
_GEM = regex(r"^[^\S\n]*gem[\s(]+[\"'](?P<name>health_check|okcomputer)[\"'](?P<rest>[^\n]{0,200})")
_LOOKS_AT = ("database", "cache")
_NAMES = ("HealthCheck.setup", "OkComputer")


def mounted(app: App) -> Iterator[HealthHandler]:
    """The first initializer that sets such a gem up, or else the line that takes it in."""
    files = [one for one in app.serving if "initializers/" in one.path and any(name in one.code for name in _NAMES)]
    first = next(iter(files), None)
    yield from _set_up(first) if first is not None else _taken_in(app)


def _set_up(source: Source) -> Iterator[HealthHandler]:
    rows = list(enumerate(source.code.split("\n"), start=1))
    first = next((number for number, row in rows if _SET_UP.match(row)), None)
    path = next(((number, found) for number, row in rows if (found := _PATH.match(row[:300]))), None)
    if first is None or (path is not None and path[1]["off"]):
        return  # nothing, or left to config/routes.rb
    at = source.snippet.at(path[0] if path is not None else first)
    told = path[1]["path"] if path is not None else _default(source.text)
    yield facts_of.ready_made(source.snippet.kind, at, health.joined(told), "rails", _LOOKS_AT)


def _taken_in(app: App) -> Iterator[HealthHandler]:
    for manifest in app.manifests:
        if manifest.name != "Gemfile":
            continue
        for number, row in enumerate(manifest.rows, start=1):
            gem = _GEM.match(row[:400])
            if gem is not None and "require: false" not in gem["rest"] and "group" not in gem["rest"]:
                path = health.joined(gem["name"])
                yield facts_of.ready_made(manifest.kind, manifest.at(number), path, "rails", _LOOKS_AT)


def _default(text: str) -> str:
    return "health_check" if "HealthCheck.setup" in text else "okcomputer"

"""Settings whose place a file of the repository keeps, and which a pipeline fills in out of its secrets."""

from collections.abc import Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.names import is_secret
from holdfast.readers.repository.configuration.variables import told_by_name
from holdfast.readers.repository.workflows.secret_expressions import CLOSES, OPENS
from holdfast.readers.repository.workflows.shape import Job, Shell

_FILLS = regex(r"^\s*(?:sudo\s+)?(?:g?sed\s+-\w{0,3}i|(?P<all>envsubst\b)|yq\s+(?:e(?:val)?\s+)?-i)")
_SECRET = regex(r"\$" + OPENS + r"(?P<name>\w{2,80})" + CLOSES)
_KEPT = regex(
    r"\b(?P<name>[A-Za-z_]\w{1,80})=[\"']?\$" + OPENS + r"\w{2,80}" + CLOSES + r".{0,40}>>\s*[\"']?\$\{?GITHUB_ENV"
)
_VARIABLE = regex(r"(?<!\\)\$\{?(?P<name>[A-Za-z_]\w{1,80})")


_OF_BUILDS = regex(
    r"(?i)(?:^|[\s/\"'])\.(?:gitmodules|gitconfig|git/config|npmrc|yarnrc|netrc|pypirc)\b|(?:package|nuget|composer)[\w.-]*\.(?:json|config)\b"
    r"|\b(?:settings|pom)\.xml\b|\bpip\.conf\b|\bdockerfile\b|\.(?:tf|gradle|lock)\b"
)
"""Files from which a build fetches what it needs."""
_FOR_BUILDS = regex(
    r"(?i)^(?:GH|GITHUB|GITLAB|BITBUCKET|GIT|NPM|NODE_AUTH|PYPI|NUGET|MAVEN|DOCKER\w{0,12}|SONAR\w{0,8})_"
)


def filled(job: Job) -> tuple[tuple[int, str], ...]:
    """The lines that put secrets into a file, each with the secret's name; none unless one is a program's own.

    A registry or a host that is put into a file in this way tells whoever deploys where to go.
    """
    found: list[tuple[int, str]] = []
    kept = {name for name, value in job.settings.items() if _SECRET.search(value)}
    for step in job.steps:
        own = {name for name, node in step.settings.items() if _SECRET.search(node.text() or "")}
        for shell in step.shells:
            found.extend(_rows(shell, own, kept))
            kept |= {match["name"] for match in map(_KEPT.search, _bounded(shell)) if match}
    own_names = (name for _, name in found if not _FOR_BUILDS.match(name))
    return tuple(found) if any(is_secret(name) or told_by_name(name) for name in own_names) else ()


def _bounded(shell: Shell) -> list[str]:
    return [row[:2_000] for row in shell.text.splitlines()]


def _rows(shell: Shell, own: set[str], kept: set[str]) -> Iterator[tuple[int, str]]:
    for line, row in enumerate(_bounded(shell), start=shell.line):
        fills = _FILLS.match(row)
        if fills is None or _OF_BUILDS.search(row):
            continue
        named = sorted(own) if fills["all"] else [match["name"] for match in _SECRET.finditer(row)]
        if not fills["all"]:
            named += [match["name"] for match in _VARIABLE.finditer(row) if match["name"] in own | kept]
        yield from ((line, name) for name in named)

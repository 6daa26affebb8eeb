"""Secrets that their shape alone gives away, in files of every kind: a token in a script's address, a key in a note."""

from collections.abc import Iterator

from holdfast.model.facts import ExposedSecret
from holdfast.model.regex import regex
from holdfast.model.secret_shapes import PRIVATE_KEY, is_whole, shaped
from holdfast.readers.repository.base import Reader, Snippet
from holdfast.readers.repository.configuration.exposed import covered
from holdfast.readers.repository.source import paths

_KINDS = regex(
    r"(?i)\.(?:sh|bash|zsh|ps1|bat|cmd|ya?ml|tf|tfvars|hcl|toml|ini|conf|cfg|service|md|mdx|markdown|rst|adoc|http|rest"
    r"|sql|j2|tpl|tmpl|properties|env|config)$"
    r"|(?:^|/)(?:Dockerfile|Containerfile|Jenkinsfile|Makefile|Vagrantfile|Procfile|Caddyfile)[\w.-]*$"
    r"|(?:^|/)\.(?:npmrc|netrc|pypirc|git-credentials|env[\w.-]*|\w{2,5}_history)$"
    r"|(?:credential|secret|config|setting|task|postman|deploy)[\w.-]{0,60}\.json$"
)
"""What people write by hand beside the source, which its own reader looks through."""
_NOT_OURS = regex(
    r"(?i)(?:^|/)(?:tests?|__tests__|specs?|fixtures?|mocks?|testdata|cassettes|locales?|i18n|vendor|third_party)/"
    r"|[._-]lock\.|(?:^|/)(?:changelog|license)[\w.-]*$"
)
_LONGEST = 300_000
"""Characters; a text above this was not written by hand."""
_MOST = 12
"""Places reported for one file; whoever opens it sees the rest."""


def _wants(path: str) -> bool:
    return bool(_KINDS.search(path)) and is_ours(path) and not paths.is_source(path)


def is_ours(path: str) -> bool:
    """None of what stands in for real things, or was written by others."""
    return not _NOT_OURS.search(path)


def secrets_in(snippet: Snippet) -> Iterator[ExposedSecret]:
    """The secrets of a text, once for each line; none of one that nobody wrote by hand."""
    if len(snippet.text) > _LONGEST:
        return
    lines: set[int] = set()
    for form, match in shaped(snippet.text):
        if PRIVATE_KEY.match(match[0]) and not is_whole(snippet.text, match.end()):
            continue
        number = snippet.text.count("\n", 0, match.start()) + 1
        if number in lines:
            continue
        lines.add(number)
        at = covered(snippet.at(number), match[0])
        form = "token" if form == "hook" else form  # noqa: PLW2901 - the same secret, by the name that facts have for it
        yield ExposedSecret(kind=snippet.kind, at=at, environment=snippet.environment, name=form, form=form)
        if len(lines) >= _MOST:
            return


READER = Reader(name="shapes", serves=frozenset({"access", "configuration"}), wants=_wants, read=secrets_in)

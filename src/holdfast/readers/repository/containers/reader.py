"""Which files may be Dockerfiles or compose files; how one is read is loaded when one is."""

import re
from collections.abc import Iterable, Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reader, Reading, Snippet, Tree
from holdfast.readers.repository.compose.called import SERVES, is_compose

_DOCKERFILE = regex(r"(?:^|/)(?:Dockerfile|Containerfile)(?:[.\-_][\w.-]+)?$|[.\-_]dockerfile$", re.IGNORECASE)
_OTHER_NAME = regex(r"^(?:[\w-][\w.-]{0,80}/){0,2}\w[\w.-]{0,80}\.ya?ml$")
_NEVER = regex(
    r"(?i)(?:^|/)(?:\.[\w-]+|bitbucket-pipelines|serverless|mkdocs|pubspec|openapi|swagger|values|chart|appspec|buildspec)"
    r"[\w.-]*\.ya?ml$|(?:^|/)(?:node_modules|k8s|kubernetes|helm|charts?|resources|translations|i18n|locales)/"
)


def _wants(path: str) -> bool:
    return bool(_DOCKERFILE.search(path)) or is_compose(path) or may_compose(path)


def may_compose(path: str) -> bool:
    """The text alone tells whether such a file is one for compose."""
    return path.endswith((".yml", ".yaml")) and bool(_OTHER_NAME.match(path)) and not _NEVER.search(path)


def _read(snippet: Snippet) -> Iterable[Reading]:
    from holdfast.readers.repository.containers.files import read

    return read(snippet)


def _read_together(tree: Tree, snippets: tuple[Snippet, ...]) -> Iterator[Reading]:
    from holdfast.readers.repository.containers.files import read_together

    return read_together(tree, snippets)


READER = Reader(name="containers", serves=SERVES, wants=_wants, read=_read, read_together=_read_together)
"""Dockerfiles and compose files; compose also fenced in guides."""

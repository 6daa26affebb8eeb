"""Addresses without TLS that a front end is built with: browsers everywhere call the product by them."""

from collections.abc import Iterator
from itertools import islice

from holdfast.model.facts import PlainAddress
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reader, Reading, Snippet
from holdfast.readers.repository.front_ends.plain_rewrites import is_open_host

_NAMES = regex(
    r"(?i)(?:^|/)(?:\.env\.prod(?:uction)?(?:\.local)?|\.github/workflows/[^/]+\.ya?ml|(?:docker-)?compose[\w.-]*\.ya?ml"
    r"|dockerfile[\w.-]*|[\w.-]*\.dockerfile|amplify\.ya?ml|netlify\.toml|buildspec[\w.-]*\.ya?ml|\.gitlab-ci\.ya?ml"
    r"|environments/environment\.prod(?:uction)?\.ts)$"
)
_OF_DEVELOPERS = regex(r"(?i)(?:^|[/._-])(?:dev(?:elop(?:ment)?)?|local|tests?|e2e|ci|override|staging|stg)(?=[/._-])")
_BUILT_IN = regex(
    r"(?:^|[\s\"'-])(?:(?:VITE|NEXT_PUBLIC|REACT_APP|NUXT_PUBLIC|VUE_APP|EXPO_PUBLIC|GATSBY|NG_APP|PUBLIC)_\w{1,60}"
    r"|api(?:Base)?Ur[li]|baseUr[li])[\"']?\s*[:=]\s*[\"']?http://(?P<host>[A-Za-z0-9](?:[\w-]{0,62}\.){1,8}[A-Za-z0-9-]{1,30})"
    r"(?=[:/\s\"',;]|$)"
)
_REMARK = regex(r"^\s*(?:#|//|\*)")
_MOST = 1


def _wants(path: str) -> bool:
    return _NAMES.search(path) is not None and _OF_DEVELOPERS.search(path) is None


def _read(snippet: Snippet) -> Iterator[Reading]:
    """The first of each file: the others are the same product's, or mend with it."""
    if "http://" not in snippet.text:
        return
    for number in islice(_rows(snippet), _MOST):
        yield PlainAddress(kind=snippet.kind, environment=snippet.environment, old=snippet.old, at=snippet.at(number))


def _rows(snippet: Snippet) -> Iterator[int]:
    for number, row in enumerate(snippet.rows, start=1):
        if "http://" not in row or _REMARK.match(row[:100]):
            continue
        found = _BUILT_IN.search(row[:1_000])
        if found is not None and "." in found["host"] and is_open_host(found["host"]):
            yield number


READER = Reader(name="built-addresses", serves=frozenset(("certificates",)), wants=_wants, read=_read)
"""One fact for each file with such an address."""

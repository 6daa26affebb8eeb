"""Reads settings that hand compose files and scripts the tag `latest` for the application's image."""

from collections.abc import Iterator

from holdfast.model.facts import StandingName
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reader, Reading, Snippet, Tree
from holdfast.readers.repository.images.applications import is_own
from holdfast.readers.repository.text.command_files import says_commands

_SERVES = frozenset(("releases",))
_FILE = regex(r"(?i)(?:^|/)\.?env(?:[._-](?:example|sample|template|dist|prod|production|staging))*$")
_ROW = regex(
    r"^(?:export )?(?P<name>[A-Z][A-Z0-9_]{0,60}(?:TAG|IMAGE|VERSION)|TAG|IMAGE)=[\"']?"
    r"(?:(?P<image>[^\s\"':#]{1,200}):)?latest[\"']?\s*(?:#[^\n]{0,200})?$"
)
_TAKES = regex(
    r"\bimage:\s*[\"']?(?P<image>[^\s\"'#]{0,200}?)\$\{?(?P<name>[A-Z][A-Z0-9_]{0,64})(?:\}|\b)"
    r"|(?P<called>[\w${}./-]{1,200}):\$\{?(?P<tag>[A-Z][A-Z0-9_]{0,64})\}?(?=[\s\"']|$)"
)
_MOST_FILES = 60
"""Those nearest to the root: what starts a product seldom lies deep."""


def _wants(path: str) -> bool:
    return _FILE.search(path) is not None


def _read_together(tree: Tree, snippets: tuple[Snippet, ...]) -> Iterator[Reading]:
    """The row of each such setting that something in the repository makes the name of its own image of."""
    rows = [
        (snippet, number, match)
        for snippet in snippets
        for number, row in enumerate(snippet.rows, start=1)
        if (match := _ROW.match(row[:500]))
    ]
    taken = _taken(tree) if rows else frozenset()
    for snippet, number, match in rows:
        if match["name"] in taken and is_own(match["image"] or ""):
            yield StandingName(
                kind=snippet.kind,
                at=snippet.at(number),
                environment=snippet.environment,
                old=snippet.old,
                name=match["name"],
            )


def _taken(tree: Tree) -> frozenset[str]:
    """The variables by which compose files and scripts name images that are none of somebody else's."""
    named = [path for path in tree.paths if path.endswith((".yml", ".yaml")) or says_commands(path)]
    paths = sorted(named, key=lambda path: path.count("/"))[:_MOST_FILES]
    texts = (text for path in paths if isinstance(text := tree.open_text(path), str))
    found = (match for text in texts if "image" in text or "docker" in text for match in _TAKES.finditer(text))
    taken = ((match["name"] or match["tag"], (match["image"] or match["called"] or "").rstrip(":")) for match in found)
    return frozenset(name for name, image in taken if is_own(image))


READER = Reader(name="moving-tags", serves=_SERVES, wants=_wants, read=lambda _: (), read_together=_read_together)
"""Samples too: whoever starts the product copies them, and changes what is theirs."""

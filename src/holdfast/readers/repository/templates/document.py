"""Which files may be templates; how one is read is loaded when one is."""

from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.readers.repository.base import ALL_SLUGS, Reader, Reading, Snippet, Tree
from holdfast.readers.repository.templates.kinds import (
    OPTIONS_FOLDER,
    is_options_file,
    is_serverless_file,
    is_template,
    names_serverless_file,
)

_ENDINGS = (".yaml", ".yml", ".json", ".template", ".cfn", ".config")
_NEVER = ("package.json", "package-lock.json", "tsconfig.json", "pnpm-lock.yaml", "composer.json", "manifest.json")


def _wants(path: str) -> bool:
    name = path.rpartition("/")[2]
    if name.endswith(".config"):
        return OPTIONS_FOLDER.search(path) is not None
    if names_serverless_file(path):
        return True
    return name.endswith(_ENDINGS) and name not in _NEVER and not path.startswith(".github/")


def _read(snippet: Snippet) -> Iterator[Reading]:
    if not _is_read(snippet):
        return
    from holdfast.readers.repository.templates.whole import read

    yield from read(snippet)


def _read_together(tree: Tree, snippets: tuple[Snippet, ...]) -> Iterator[Reading]:
    # Most files of YAML and JSON in a repository are none of these.
    those = tuple(filter(_is_read, snippets))
    if not those:
        return
    from holdfast.readers.repository.templates.whole import read_together

    yield from read_together(tree, those)


def _is_read(snippet: Snippet) -> bool:
    return is_template(snippet) or is_options_file(snippet) or is_serverless_file(snippet)


READER = Reader(
    name="templates",
    serves=ALL_SLUGS,
    wants=_wants,
    read=_read,
    kind=EvidenceKind.DECLARED,
    read_together=_read_together,
)
"""CloudFormation in YAML or JSON, SAM, serverless.yml, .ebextensions; also pieces of a template in a guide."""

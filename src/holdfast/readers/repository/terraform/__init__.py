"""Terraform: configurations with their modules and variables, plan files, Terragrunt inputs."""

import re
from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.regex import regex
from holdfast.readers.repository.base import ALL_SLUGS, Reader, Reading, Snippet, Tree

_PLAN = regex(r"(?:^|/)(?:[\w.-]*[._-])?(?:tf)?plan(?:[._-][\w.-]*)?\.json$", re.IGNORECASE)
_TERRAGRUNT = regex(r"(?:^|/)terragrunt(?:\.stack)?\.hcl$")
"""The files of what is run; those that they include are found by their names in these."""
_VARIABLES = regex(r"\.tfvars(?:\.json|\.example|\.sample|\.dist|\.template)?$")


def _wants(path: str) -> bool:
    if path.endswith((".tf", ".tofu", ".tf.json")):
        return True
    return bool(_TERRAGRUNT.search(path) or _VARIABLES.search(path) or _PLAN.search(path))


def _read(snippet: Snippet) -> Iterator[Reading]:
    from holdfast.readers.repository.terraform.run import read_all

    yield from read_all(None, (snippet,))


def _read_together(tree: Tree, snippets: tuple[Snippet, ...]) -> Iterator[Reading]:
    from holdfast.readers.repository.terraform.plan import plans
    from holdfast.readers.repository.terraform.run import read_all

    plan_files = tuple(snippet for snippet in snippets if _PLAN.search(snippet.path))
    yield from read_all(tree, (snippet for snippet in snippets if not _PLAN.search(snippet.path)))
    for snippet in plan_files:
        yield from plans(snippet)


READER = Reader(
    name="terraform",
    serves=ALL_SLUGS,
    wants=_wants,
    read=_read,
    kind=EvidenceKind.DECLARED,
    read_together=_read_together,
)

"""Which files may be manifests or of a chart; how one is read is loaded when one is."""

import re
from collections.abc import Iterable, Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reader, Reading, Snippet, Tree
from holdfast.readers.repository.kubernetes.kinds import SERVES, is_template, is_values

_FOLDERS = regex(
    r"(?:^|/)(?:k8s|kubernetes|kube|manifests?|deploy(?:ment)?s?|helm|charts?|kustom\w*|argo\w*|gitops|overlays?|base"
    r"|infra\w*|eks\w*|cluster\w*|flux\w*)/",
    re.IGNORECASE,
)
_FILES = regex(
    r"(?:^|/)[\w.-]*(?:k8s|kube|eks|cluster|deployment|deploy|service|svc|ingress|statefulset|cronjob|hpa|configmap|secret"
    r"|namespace|kustomization)[\w.-]*\.ya?ml$",
    re.IGNORECASE,
)


def _wants(path: str) -> bool:
    if not path.endswith((".yaml", ".yml")) or ".github/" in path or path.startswith(".circleci/"):
        return False
    return bool(_FILES.search(path) or _FOLDERS.search(path)) or is_values(path) or is_template(path)


def _read(snippet: Snippet) -> Iterable[Reading]:
    from holdfast.readers.repository.kubernetes.whole import read

    return read(snippet)


def _read_together(tree: Tree, snippets: tuple[Snippet, ...]) -> Iterator[Reading]:
    from holdfast.readers.repository.kubernetes.whole import read_together

    return read_together(tree, snippets)


READER = Reader(
    name="kubernetes",
    serves=SERVES,
    wants=_wants,
    read=_read,
    kind=EvidenceKind.DECLARED,
    read_together=_read_together,
)

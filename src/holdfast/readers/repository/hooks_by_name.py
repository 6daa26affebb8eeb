"""Scripts that are called after the moments of a CodeDeploy deployment, for an appspec that names none of its hooks."""

from holdfast.model.regex import regex
from holdfast.readers.repository.base import Tree

_MOMENTS = regex(
    r"(?i)(?:^|/)(?:\d{1,3}[-_])?(?P<moment>application[-_]?stop|before[-_]?install|after[-_]?install"
    r"|application[-_]?start|validate[-_]?service)(?:\.(?:sh|bash))?$"
)
_ELSEWHERE = regex(r"(?i)(?:^|/)(?:node_modules|vendor|tests?|examples?|debian|rpm|pkg|packag\w{1,6})/")
"""Packages of systems have moments by such names as well."""
_NAMES = {
    "applicationstop": "ApplicationStop",
    "beforeinstall": "BeforeInstall",
    "afterinstall": "AfterInstall",
    "applicationstart": "ApplicationStart",
    "validateservice": "ValidateService",
}


def hooks_by_name(tree: Tree) -> dict[str, str]:
    """The path of each such script, the moment that it is called after with it; of several the first."""
    found: dict[str, str] = {}
    for path in tree.paths:
        match = _MOMENTS.search(path) if not _ELSEWHERE.search(path) else None
        if match is not None:
            moment = _NAMES[match["moment"].lower().replace("_", "").replace("-", "")]
            if moment not in found.values():
                found[path] = moment
    return found

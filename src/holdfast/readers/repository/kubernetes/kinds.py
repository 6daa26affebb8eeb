"""Which files are a chart's, by their paths, and what all files of this kind serve."""

from holdfast.model.regex import regex

SERVES = frozenset(
    (
        "access",
        "availability",
        "backup",
        "certificates",
        "configuration",
        "cors",
        "health",
        "monitoring",
        "releases",
        "scaling",
    )
)
"""The controls whose evidence may stand in them."""

_VALUES = regex(r"(?:^|/)values(?:[-._/][\w.-]+)?\.ya?ml$")
_TEMPLATE = regex(r"(?:^|/)templates/(?!tests?/)(?:[\w.-]{1,60}/){0,3}(?!_)[\w.-]{1,80}\.ya?ml$")


def is_values(path: str) -> bool:
    """The file is called as those are that give a chart its values."""
    return _VALUES.search(path) is not None


def is_template(path: str) -> bool:
    """The file lies where a chart keeps its manifests."""
    return _TEMPLATE.search(path) is not None

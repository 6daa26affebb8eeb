"""Images that stand on the host alone, told by what they are called."""

from holdfast.model.regex import regex

_IN_TWO_WORDS = regex(
    r"(?!(?:eclipse|open|mongo|express|hello|api|php|redis|nginx|nats|websphere|buildpack|ibm|rakudo|r)[-_])[a-z\d]{1,40}(?:[-_][a-z\d]{1,40}){1,4}$"
)
"""A name that a product gives its own image; official images of two words begin with one of those others."""


def is_in_words(name: str) -> bool:
    """A name without an owner that no official image has, in the words of a product."""
    return _IN_TWO_WORDS.match(name) is not None


def stands_here(image: str, service: str, container: str) -> bool:
    """It is called as Compose calls what it builds, the product and then the service, or as its container is."""
    name = image.partition(":")[0]
    if "/" in name:
        return False
    turned = container == name or container.startswith((f"{name}-", f"{name}_"))
    return name.endswith((f"-{service}", f"_{service}")) or (turned and is_in_words(name))

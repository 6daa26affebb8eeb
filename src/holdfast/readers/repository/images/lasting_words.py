"""Tags that say where a release goes, and never which one it is: an environment, a colour, or a variable for one."""

from holdfast.model.regex import regex

_VARIABLE = (
    r"(?:\$(?:\w{1,60}_)?(?:ENV|ENVIRONMENT|STAGE|COLOU?R|SLOT)(?:_(?:NAME|SLUG))?"
    r"|\$\{(?:\w{1,60}_)?(?:ENV|ENVIRONMENT|STAGE|COLOU?R|SLOT)(?:_(?:NAME|SLUG))?(?::?-[A-Za-z]{0,30})?\})"
)
_BY_PLACE = regex(
    rf"(?i)^\S{{1,300}}?:(?:[a-z]{{2,30}}[-_.]){{0,3}}{_VARIABLE}(?:[-_.](?:{_VARIABLE}|[a-z]{{2,30}})){{0,3}}$"
)
"""An image whose tag is a variable for an environment or a colour, among words at most."""
_WITHOUT_TAG = regex(r"(?i)[^\s:()`]{1,200}/\$\{?(?:\w{1,40}_)?(?:REPO|REPOSITORY|APP|SERVICE|PROJECT)(?:_?NAME)?\}?$")
_EITHER = regex(
    r"\$\((?:[^()]|\([^()]{0,200}\)){1,300}(?:\|\||;\s*else)\s*echo\s+"
    r"[\"']?(?P<word>[a-z][a-z_-]{2,30})[\"']?\s*(?:;\s*fi\s*)?\)"
)
"""One of two words, as a test decides."""


def names_a_place(image: str) -> bool:
    """Its tag is a variable for where it goes: each push under it takes the place of the last one there."""
    return _BY_PLACE.match(image) is not None


def has_no_tag(image: str) -> bool:
    """It is called by variables for its owner and its repository, behind which a tag would stand."""
    return _WITHOUT_TAG.match(image) is not None


def with_either_word(text: str) -> str:
    """`text` with one of the two words in place of each test that chooses between them."""
    return _EITHER.sub(lambda match: match["word"], text) if "echo" in text else text

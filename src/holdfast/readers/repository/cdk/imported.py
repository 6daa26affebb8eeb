"""The library of AWS behind each name that a CDK program imports, whatever it calls it."""

from functools import lru_cache

from holdfast.model.regex import regex

_RENAMED = regex(r"\baws_(?P<library>\w{2,50})[^\S\n]+as[^\S\n]+(?P<name>\w{1,80})")
"""`aws_rds as db`, among others or alone, in either language."""
_WHOLE = regex(
    r"\b(?:import[^\S\n]+(?:\*[^\S\n]+as[^\S\n]+)?|const[^\S\n]+)(?P<name>\w{1,80})"
    r"(?:[^\S\n]+from[^\S\n]+|[^\S\n]*=[^\S\n]*require\()[\"'](?:aws-cdk-lib|@aws-cdk)/aws-(?P<library>[\w-]{2,50})[\"']"
)
_SOME = regex(
    r"\{(?P<names>[^{}]{1,2000})\}[^\S\n]*(?:from[^\S\n]+|=[^\S\n]*require\()"
    r"[\"'](?:aws-cdk-lib|@aws-cdk)/aws-(?P<library>[\w-]{2,50})[\"']"
)
_SOME_IN_PYTHON = regex(
    r"\bfrom[^\S\n]+aws_cdk\.aws_(?P<library>\w{2,50})[^\S\n]+import[^\S\n]+(?:\((?P<several>[^()]{1,2000})\)|(?P<names>[^\n(]{1,400}))"
)
_ONE = regex(r"\b(?P<own>\w{1,80})(?:\s+as\s+(?P<name>\w{1,80}))?")


@lru_cache(maxsize=64)
def libraries(text: str) -> dict[str, str]:
    """The library, in one word, of each name that is imported in a program: of libraries, and of what is in them."""
    found = {match["name"]: match["library"] for match in _RENAMED.finditer(text)}
    if "/aws-" in text:
        found.update((match["name"], match["library"]) for match in _WHOLE.finditer(text))
        for match in _SOME.finditer(text):
            found.update((name, match["library"]) for name in _each(match["names"]))
    if "aws_cdk.aws_" in text:
        for match in _SOME_IN_PYTHON.finditer(text):
            found.update((name, match["library"]) for name in _each(match["several"] or match["names"]))
    return {name: library.replace("-", "").replace("_", "").lower() for name, library in found.items()}


def _each(names: str) -> list[str]:
    return [one["name"] or one["own"] for one in _ONE.finditer(names)]

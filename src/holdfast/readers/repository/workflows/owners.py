"""Whose repository this is, as far as it says so itself: what its owner publishes is nobody else's."""

import re
from collections.abc import Iterable

from holdfast.model.facts import ThirdPartyAction
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reading, Snippet
from holdfast.readers.repository.workflows.acts import TextOf

_IN_WORKFLOWS = regex(r"\b(?:github\.repository(?:_owner)?\s{0,3}[!=]=\s{0,3}[\"']|repo:)(?P<owner>[\w-]{1,40})")
_IMAGES = regex(r"\bghcr\.io/(?P<owner>[\w-]{1,40})/")
_IN_FILES = {
    "README.md": regex(r"\bgit[ \t]{1,3}clone[^\n]{0,60}github\.com[:/](?P<owner>[\w-]{1,40})/"),
    "package.json": regex(
        r"\"repository\"\s{0,3}:\s{0,3}(?:\{[^{}]{0,200}?\"url\"\s{0,3}:\s{0,3})?"
        r"\"[^\"\n]{0,40}github(?:\.com)?[:/](?P<owner>[\w-]{1,40})/"
    ),
    "go.mod": regex(r"(?m)^module\s{1,3}github\.com/(?P<owner>[\w-]{1,40})/"),
}
_CALLED_WHOLE = ".github/workflows/"


def strangers_only(readings: Iterable[Reading], snippets: Iterable[Snippet], text_of: TextOf) -> list[Reading]:
    """The readings without actions of the repository's own owner, which its own people write and publish."""
    told = list(readings)
    if not any(isinstance(one, ThirdPartyAction) for one in told):
        return told
    texts = [snippet.text for snippet in snippets]
    sure = {owner for text in texts for owner in _named(_IN_WORKFLOWS, text)}
    sure |= {owner for path, pattern in _IN_FILES.items() for owner in _named(pattern, text_of(path) or "")}
    # A workflow that is called whole, with secrets, is hardly ever from elsewhere than the images are.
    likely = sure | {match["owner"].lower() for text in texts for match in _IMAGES.finditer(text)}
    return [one for one in told if not (isinstance(one, ThirdPartyAction) and _is_own(one, sure, likely))]


def _named(pattern: re.Pattern[str], text: str) -> set[str]:
    return {match["owner"].lower() for match in pattern.finditer(text[:100_000])}


def _is_own(action: ThirdPartyAction, sure: set[str], likely: set[str]) -> bool:
    owners = likely if _CALLED_WHOLE in action.name else sure
    return action.name.partition("/")[0].lower() in owners

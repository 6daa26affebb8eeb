"""Whose repository this is, as far as it says so itself: what its owner publishes is nobody else's."""

from collections.abc import Iterable
from functools import cached_property

from holdfast.model.facts import ThirdPartyAction
from holdfast.model.record import record
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
_LONGEST = 100_000


@record(frozen=True)
class Owners:
    """Who the repository says that it belongs to; looked up once, and only where a stranger's action is in question.

    Args:
        snippets: all its workflows.
        text_of: opens files of the repository.
    """

    snippets: tuple[Snippet, ...]
    text_of: TextOf

    def without_own(self, readings: Iterable[Reading]) -> list[Reading]:
        """The readings without actions of the owner, which the repository's own people write and publish."""
        return [one for one in readings if not (isinstance(one, ThirdPartyAction) and self._is_own(one))]

    def _is_own(self, action: ThirdPartyAction) -> bool:
        # A workflow that is called whole, with secrets, is hardly ever from elsewhere than the images are.
        owners = self._likely if _CALLED_WHOLE in action.name else self._sure
        return action.name.partition("/")[0].lower() in owners

    @cached_property
    def _sure(self) -> frozenset[str]:
        files = ((self.text_of(path) or "", pattern) for path, pattern in _IN_FILES.items())
        texts = (*((snippet.text, _IN_WORKFLOWS) for snippet in self.snippets), *files)
        return frozenset(match["owner"].lower() for text, said in texts for match in said.finditer(text[:_LONGEST]))

    @cached_property
    def _likely(self) -> frozenset[str]:
        images = (match for snippet in self.snippets for match in _IMAGES.finditer(snippet.text))
        return self._sure | {match["owner"].lower() for match in images}

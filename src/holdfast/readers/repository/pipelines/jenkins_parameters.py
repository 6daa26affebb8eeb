"""What a Jenkinsfile asks whoever starts it, and takes for granted where nobody says a word."""

from collections.abc import Iterator

from holdfast.model.facts import StandingName
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.images.tags import standing_tag
from holdfast.readers.repository.shell.delivery.reader import names_release

_ASKED = regex(
    r"\b(?:string|text|stringParam|StringParameterDefinition)\b[ \t]{0,4}[(,]"
    r"(?P<told>(?:[^()'\"]|'[^'\n]{0,300}'|\"[^\"\n]{0,300}\"){1,300})\)"
)
_NAME = regex(r"\bname:\s*['\"](?P<name>\w{1,60})['\"]")
_DEFAULT = regex(r"\bdefaultValue:\s*['\"](?P<word>[\w.-]{1,60})['\"]")


def latest_unless_told(snippet: Snippet, text: str) -> Iterator[StandingName]:
    """Parameters that name the release, are used, and stand for whatever was pushed last unless somebody says so."""
    for match in _ASKED.finditer(text):
        name, word = _NAME.search(match["told"]), _DEFAULT.search(match["told"])
        if name is None or word is None or not names_release(name["name"]):
            continue
        identity = standing_tag(f"app:{word['word']}")
        if identity and text.count(name["name"]) > 1:
            at = snippet.at(text.count("\n", 0, match.start()) + 1, text.count("\n", 0, match.end()) + 1)
            yield StandingName(
                kind=snippet.kind,
                at=at,
                environment=snippet.environment,
                old=snippet.old,
                name=name["name"],
                identity=identity,
                alone=True,
            )

"""Programs that read a file of settings by themselves, and go on without a word where that is not there."""

import re
from collections.abc import Iterable, Iterator

from holdfast.model.facts import ConfigurationLoader, Fact, ReadsSetting, RequiredSettings
from holdfast.model.regex import regex
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.code import Source

_SPOKEN = (".env", "dotenv", "load_env", "loadenv", "env_file", "envfile")
_ASKED = ("exist", "is_file", "isfile", "is_readable", ".file?", "os.open(", "readfile(")
"""How the languages ask for a file; few sources do, and nearly all of them mention the environment."""
_CALL = r"\([^()\n]{0,80}(?:\([^()\n]{0,80}\))?[^()\n]{0,20}\)"
_BRACED = (
    r"\s{0,20}(?:\{\s{0,60})?return(?: (?:false|null|undefined|\{\}))?(?:;|[^\S\n]{0,20}(?=[\n}]|$))(?:\s{0,60}\})?"
)
_SCRIPT = regex(rf"\bif\s?\(\s?!\s?(?:\w{{1,20}}\.)?existsSync{_CALL}\s?\){_BRACED}")
_GOES_ON = {
    "python": regex(
        r"(?m)^(?P<indent>[ \t]+)if not [^\n]{0,100}\b(?:exists|is_file|isfile)\([^\n]{0,80}\):[ \t]*(?:#[^\n]*)?\n"
        r"(?P=indent)[ \t]+return(?: (?:None|False|\{\}))?[ \t]*$"
    ),
    "php": regex(rf"\bif\s?\(\s?!\s?(?:file_exists|is_file|is_readable){_CALL}\s?\){_BRACED}"),
    "go": regex(
        r"\b(?:os\.(?:ReadFile|Open)|ioutil\.ReadFile)\([^\n]{0,80}\)\s{0,20}(?:;\s?)?"
        r"if err != nil \{\s{0,40}return(?: nil)?\s{0,40}\}"
    ),
    "ruby": regex(r"(?m)^[ \t]+return(?: nil| false)? (?:unless|if !) ?File\.(?:exists?|file)\?[^\n]{0,100}$"),
    "javascript": _SCRIPT,
    "typescript": _SCRIPT,
    "tsx": _SCRIPT,
}
"""The test for the file, and the end of the function behind it."""
_SETS = regex(
    r"\bos\.environ(?:\[[^\]\n]{1,60}\]\s?=(?!=)|\.setdefault\(|\.update\()|\bprocess\.env\[[^\]\n]{1,60}\]\s?\??\??=(?!=)"
    r"|\bos\.Setenv\(|\bputenv\(|\$_ENV\[[^\]\n]{1,60}\]\s?=|\bENV\[[^\]\n]{1,60}\]\s?(?:\|\|)?="
)
_NEAR = 1_500
"""Characters behind the test among which the program fills its environment."""


def own_loaders(app: App, facts: Iterable[Fact]) -> Iterator[ConfigurationLoader]:
    """The first of a program, where nothing among its `facts` asks for what the file would hold."""
    told = tuple(facts)
    needs = any(isinstance(fact, ReadsSetting) and not fact.optional for fact in told)
    if not needs or any(isinstance(fact, RequiredSettings) for fact in told):
        return
    for source in app.serving:
        match = _silent(source)
        if match is not None:
            at = source.at(match.end() - len(match[0].lstrip()), match.end())
            yield ConfigurationLoader(kind=source.snippet.kind, at=at, source="dotenv", missing="silent")
            return


def _silent(source: Source) -> re.Match[str] | None:
    pattern = _GOES_ON.get(source.language)
    if pattern is None or not source.mentions(*_ASKED) or not source.mentions(*_SPOKEN):
        return None
    if not _SETS.search(source.code):
        return None
    return next(
        (one for one in pattern.finditer(source.code) if _SETS.search(source.code, one.end(), one.end() + _NEAR)), None
    )

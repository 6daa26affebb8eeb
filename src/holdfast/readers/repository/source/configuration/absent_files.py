"""Files of settings whose absence, or whatever else goes wrong with them, a program only speaks of and goes on."""

from collections.abc import Iterable, Iterator

from holdfast.model.facts import ConfigurationLoader, Fact, RequiredSettings
from holdfast.model.regex import regex
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.attempts import Attempt, attempts_in
from holdfast.readers.repository.source.code import Source

_FILE = regex(
    r"(?i)[\"'`](?P<path>[^\"'`\n]{0,120}?(?<![a-z])(?:app)?"
    r"(?:config(?:uration)?|settings?|secrets?|credentials?|env(?:ironment)?|parameters?)"
    r"[\w.-]{0,40}\.(?:json5?|ya?ml|ini|toml|conf|cfg|properties|xml|env))[\"'`]"
)
_OPTIONAL = regex(
    r"(?i)(?<![a-z])(?:local|dev(?:elop(?:ment)?)?|test(?:s|ing)?|override[sn]?|user|default[s]?|example|sample|optional|custom|ui|theme"
    r"|features?|flags?|tsconfig|jsconfig|babel|eslint|jest|next|vite|webpack|i18n|logging|logback|log4j\w*|swagger|public|static|client|tmp|cache)(?![a-z])"
)
"""What such a file is for when it may well be missing, or holds nothing that a server could not be without."""
_READS = regex(
    r"(?i)\breadFile(?:Sync)?\b|\brequire\b|\breadJson(?:Sync)?\b|(?<![\w.])open\b|\.open\b|\bread_text\b|\.read\b|\bload\w*\b"
    r"|\bFile(?:InputStream|Reader)\b|\bgetResourceAsStream\b|\bfile_get_contents\b|\bParse\w*\b|\bparse\b"
)
_GIVES_UP = regex(
    r"\bthrow\b|\braise\b|\bexit\w*\b|\babort\b|\b(?i:panic|fatal)\w*\b|\breject\b|\bnext\(\w|\bdie\b|\bstatus\(\s*[45]|\bErr\("
)
_GO = regex(
    r"\b(?:os|ioutil)\.(?:ReadFile|Open)\((?P<asked>[^()\n]{1,120})\)\s{0,20}(?:;\s?)?if err != nil"
    r" \{(?P<body>[^{}]{0,400})\}"
)
_HANDS_ON = regex(r"\breturn\b[^\n]{0,80}\berr\b")
_HELD = regex(r"\b(?P<name>[A-Za-z_]\w{2,60})\s{0,9}(?::\s{0,9}\w{1,20}\s{0,9})?:?=[^=\n]{0,80}$")
_ANSWERS = regex(r"(?<![\w.])(?:res|response|reply|req|request|ctx)\.\w")
"""It is read for one request, whose answer does without it."""
_MADE = regex(r"(?m)^[^\S\n]*(?P<name>[a-z_]\w{1,60})\s?=(?!=)")
_MADE_OF = regex(
    r"(?m)^[^\S\n]*(?P<name>[a-z_]\w{1,60})\s?=\s?(?=[A-Za-z_])(?!None\b|False\b|dict\(\)|list\(\)|null\b)"
)
_BUILT_IN = regex(r"(?i)(?<![a-z])defaults?(?![a-z])|(?<![a-z])Default(?:Config|Settings|Options)|_defaults?\b")
"""The program has values of its own for all of it."""
_MOST_LINES = 30
"""Of an attempt that reads settings and hardly anything else."""


def absent_files(app: App, facts: Iterable[Fact]) -> Iterator[ConfigurationLoader]:
    """The first place of each source that serves, unless `facts` tell that somebody validates what was read.

    A file for one's own machine, or beside the real one, may be missing.
    """
    validated = any(isinstance(fact, RequiredSettings) for fact in facts)
    for source in app.serving if not validated else ():
        named = list(_named(source))
        found = next(_passed_over(source, named), None) if named else None
        if found is not None:
            at = source.at(*found)
            yield ConfigurationLoader(kind=source.snippet.kind, at=at, source="file", missing="warns")


def _named(source: Source) -> Iterator[tuple[int, str]]:
    """Where paths of such files stand, and what holds each."""
    if not source.mentions("config", "setting", "secret", "credential", "env", "parameter"):
        return
    for match in _FILE.finditer(source.code):
        if not _OPTIONAL.search(match["path"]):
            holder = _HELD.search(source.code, max(0, match.start() - 120), match.start())
            yield match.start(), holder["name"] if holder else ""


def _passed_over(source: Source, named: list[tuple[int, str]]) -> Iterator[tuple[int, int]]:
    for attempt in attempts_in(source.bare):
        goes_on = _GIVES_UP.search(source.bare, attempt.end, attempt.last) is None
        if goes_on and _is_about(source, attempt, named):
            yield attempt.start, attempt.last
    for match in _GO.finditer(source.code) if source.language == "go" else ():
        meant = any(match.start() <= at < match.end() or (name and name in match["asked"]) for at, name in named)
        if meant and not any(pattern.search(match["body"]) for pattern in (_GIVES_UP, _HANDS_ON, _BUILT_IN)):
            yield match.span()


def _is_about(source: Source, attempt: Attempt, named: list[tuple[int, str]]) -> bool:
    if source.line(attempt.last) - source.line(attempt.start) > _MOST_LINES:
        return False
    tried = source.code[attempt.start : attempt.end]
    whole = source.bare[attempt.start : attempt.last]
    if not _READS.search(tried) or _ANSWERS.search(whole) or _BUILT_IN.search(whole):
        return False
    if _has_another(tried, source.bare[attempt.end : attempt.last]):
        return False
    return any(attempt.start <= at < attempt.end or (name and name in tried) for at, name in named)


def _has_another(tried: str, otherwise: str) -> bool:
    """Where the file is not to be had, what was to come out of it is made of something else, and not of nothing."""
    made = {match["name"] for match in _MADE.finditer(tried)}
    return any(match["name"] in made for match in _MADE_OF.finditer(otherwise))

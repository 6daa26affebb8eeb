"""Passwords of databases that Spring's settings hold as a word that everybody would guess."""

from collections import Counter
from collections.abc import Iterator

from holdfast.model.facts import ConfigurationLoader
from holdfast.model.regex import regex
from holdfast.readers.repository.exposed import is_exposed
from holdfast.readers.repository.source.spring_files import SpringFiles, is_for_developers

_PASSWORD = regex(r"(?P<source>(?:^|.*\.)(?:datasource|r2dbc)(?:\.[\w-]{1,40})?)\.password$")
_GUESSED = regex(r"(?!ENC\()[^\s${}]{1,40}")
"""A word; Jasypt's `ENC(…)` is none, whoever reads it."""

_IN_MEMORY = regex(r"(?i):(?:h2|hsqldb|derby|sqlite)\b")


def guessed_passwords(files: SpringFiles) -> Iterator[ConfigurationLoader]:
    """Each one that production is started with, because nothing else gives another; a real one is told as exposed."""
    served = [one for one in files.entries if not is_for_developers(*one)]
    given = Counter(entry.key for _, entry in served)
    for snippet, entry in served:
        match = _PASSWORD.fullmatch(entry.key)
        value = entry.value.strip("\"'")
        if match is None or given[entry.key] > 1 or not _GUESSED.fullmatch(value) or is_exposed("password", value):
            continue
        beside = (one.value for _, one in served if one.key.startswith(f"{match['source']}.") and "url" in one.key)
        if not any(map(_IN_MEMORY.search, beside)):
            at = snippet.at(entry.line)
            yield ConfigurationLoader(kind=snippet.kind, at=at, source="file", missing="default", names=("password",))

"""Passwords that Spring's settings hold as a word that everybody would guess: of databases, and of whoever signs in."""

from collections import Counter
from collections.abc import Iterator

from holdfast.model.facts import ConfigurationLoader, DefaultLogin
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.exposed import covered, is_exposed
from holdfast.readers.repository.source.spring_files import SpringFiles, is_for_developers

_PASSWORD = regex(r"(?P<source>(?:^|.*\.)(?:datasource|r2dbc)(?:\.[\w-]{1,40})?)\.password$")
_GUESSED = regex(r"(?!ENC\()[^\s${}]{1,40}")
"""A word; Jasypt's `ENC(…)` is none, whoever reads it."""

_IN_MEMORY = regex(r"(?i):(?:h2|hsqldb|derby|sqlite)\b")

_SIGNS_IN = regex(r"spring\.security\.user\.password")
_NAMES_USERS = regex(
    r"\b(?:UserDetails(?:Service|Manager)|Authentication(?:Provider|Manager)|JwtDecoder|OpaqueTokenIntrospector)\b"
)
"""Whoever has one of these gets no user from the settings, as Spring Boot documents it."""


def guessed_logins(files: SpringFiles) -> Iterator[DefaultLogin]:
    """The user whom Spring makes where the program names none, when everybody knows what he signs in with."""
    for snippet, entry in files.entries:
        word = entry.value.strip("\"'").removeprefix("{noop}")
        if not _SIGNS_IN.fullmatch(entry.key) or not _GUESSED.fullmatch(word) or is_exposed("password", word):
            continue
        if not files.is_elsewhere(snippet, entry) and not any(
            _NAMES_USERS.search(source.code) for source in files.app.serving
        ):
            yield DefaultLogin(kind=snippet.kind, at=covered(snippet.at(entry.line), word))


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

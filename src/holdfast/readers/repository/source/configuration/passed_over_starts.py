"""Starts of a program that fail without ending it, as it says itself: the failure is logged, and it serves."""

from collections.abc import Iterable, Iterator

from holdfast.model.facts import ConfigurationLoader
from holdfast.model.regex import regex
from holdfast.readers.repository.source import paths
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.attempts import Attempt
from holdfast.readers.repository.source.branches import is_developers, only_for_developers
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.configuration.forgiven import at_start, attempts_of
from holdfast.readers.repository.source.configuration.only_warned import GOES_ON_NO_MORE, SAYS

_OPENLY = regex(
    r"(?i)\bnon[- ]?(?:fatal|critical|blocking)\b"
    r"|\b(?:do(?:es)? not|don'?t|never) (?:re-?)?(?:raise|throw|exit|crash|block|stop|fail)\b"
    r"|\bcontinu(?:e|es|ing) (?:anyway|without|startup|to (?:start|run|serve)|even)\b"
    r"|\bstart(?:s|ing|ed)? (?:anyway|without)\b"
    r"|\b(?:let|keep) (?:the )?(?:app(?:lication)?|server|service|api|process) (?:run|start|boot|up|alive|going)"
    r"|\beven if (?:the )?(?:database|db|migrations?|startup)\b"
    r"|계속 (?:실행|진행|시작|구동)|종료하지 않|중단하지 않|起動を(?:続|継続)|処理を(?:続|継続)|続行|止めない"
)
_NEEDED = regex(
    r"(?i)create_all\(|\bmigrat\w{0,20}|_migrations?\w{0,20}\(|(?:init|connect|setup|open|create|check|ping)\w{0,6}_?(?:db|database|pool|mongo\w{0,3}|postgres|mysql|prisma)\w{0,12}\("
    r"|\$connect\("  # Prisma's
    r"|(?:database|db|prisma|mongoose|pool|datasource|sequelize|engine|knex)\w{0,10}\.(?:\$?connect|init\w{0,8}|authenticate|sync|begin|query|execute|raw)\("
    r"|(?:load|fetch|get|read|validate|check)_?(?:secrets?|config(?:uration)?|env(?:ironment)?|settings)\w{0,10}\("
)
"""What a program cannot serve without: its database as its code wants it, or its settings."""
_BESIDE = regex(r"(?i)seed|warm|preload|demo|sample|fixture|telemetry|analytics")
_MOST_ROWS = 24


def passed_over_starts(apps: Iterable[App]) -> Iterator[ConfigurationLoader]:
    """One fact for each, at what is done when the start has failed."""
    for source in (source for app in apps for source in app.serving):
        if source.language not in paths.SCRIPTED or is_developers(source.path):
            continue
        for attempt in attempts_of(source) if source.mentions("try") else ():
            if _is_passed_over(source, attempt):
                begin = _handler(source, attempt)
                first, last = source.line(begin), source.line(max(begin, attempt.last - 1))
                at = source.snippet.at(first, min(last, first + _MOST_ROWS))
                yield ConfigurationLoader(
                    kind=source.snippet.kind, at=at, source="environment", missing="warns", names=()
                )


def _is_passed_over(source: Source, attempt: Attempt) -> bool:
    done = source.text[attempt.end : attempt.last]
    tried = source.bare[attempt.start : attempt.end]
    if not (_OPENLY.search(done) and SAYS.search(done)) or GOES_ON_NO_MORE.search(
        source.bare, attempt.end, attempt.last
    ):
        return False
    if not _NEEDED.search(tried) or _BESIDE.search(tried.partition("\n")[0] + done):
        return False
    return at_start(source, attempt.start) and not only_for_developers(source, attempt.start)


def _handler(source: Source, attempt: Attempt) -> int:
    """Where what is done about the failure begins: behind the blanks and the end of what was tried."""
    rest = source.text[attempt.end : attempt.last]
    return attempt.end + len(rest) - len(rest.lstrip())

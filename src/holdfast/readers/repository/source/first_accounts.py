"""Accounts of administrators that a program makes by itself, with a password that everybody can read."""

from collections.abc import Iterable, Iterator

from holdfast.model.facts import DefaultLogin
from holdfast.readers.repository.exposed import SUPERUSER
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.branches import is_developers, only_for_developers
from holdfast.readers.repository.source.code import Source


def first_accounts(apps: Iterable[App]) -> Iterator[DefaultLogin]:
    """Django's, where its password is written out."""
    for app in apps:
        for source in app.serving:
            if source.mentions("create_superuser") and not is_developers(source.path):
                yield from _made(source)


def _made(source: Source) -> Iterator[DefaultLogin]:
    for match in SUPERUSER.finditer(source.code):
        if not only_for_developers(source, match.start()):
            at = source.at(match.start("value"), match.end("value"))
            yield DefaultLogin(kind=source.snippet.kind, at=at)

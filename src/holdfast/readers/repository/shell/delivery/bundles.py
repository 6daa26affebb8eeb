"""Bundles of a release that go to a bucket under a key that is always the same."""

import re
from collections.abc import Iterable, Iterator, Mapping

from holdfast.model.regex import regex
from holdfast.readers.repository.shell.delivery.reader import expanded
from holdfast.readers.repository.shell.steps.release_names import sort_of_label
from holdfast.readers.repository.shell.syntax.command import Command

_ARCHIVE = regex(r"[\w.-]+\.(?:zip|tar\.gz|tgz|tar|jar|war)$")
_PACKS = frozenset(("zip", "tar", "cp", "mv", "jar", "7z"))
_OTHER = regex(r"backup|dump|\.sql|log|cache|report|coverage|layer|bootstrap|agent|snapshot|백업", re.IGNORECASE)


MAKES_VERSION = "aws elasticbeanstalk create-application-version"
"""Beanstalk's versions hold no bundle: each names the key under which it lies, where an old one becomes the newest."""


def fixed_bundles(commands: Iterable[Command], values: Mapping[str, str]) -> Iterator[Command]:
    """The uploads among `commands` that put a bundle where the one before it lay.

    Args:
        commands: of one script or job, in their order.
        values: literal values of its variables.
    """
    packed: tuple[str, ...] = ()
    for command in commands:
        if command.name in _PACKS:
            names = (arg.rpartition("/")[2] for arg in command.args)
            packed = (*packed, *(name for name in names if _ARCHIVE.fullmatch(name)))
        elif _uploads(command) and _same_key(command, values, packed):
            yield command


def _uploads(command: Command) -> bool:
    return command.name == "aws" and command.args[:2] in (("s3", "cp"), ("s3", "sync"), ("s3", "mv"))


def _same_key(command: Command, values: Mapping[str, str], packed: tuple[str, ...]) -> bool:
    words = [arg for arg in command.args[2:] if not arg.startswith("-")]
    target = next((number for number, word in enumerate(words) if word.startswith("s3://")), 0)
    if not target or _OTHER.search(command.text):
        return False
    source, key = _unfolded(words[target - 1], packed), words[target].removeprefix("s3://").partition("/")[2]
    whole = command.args[1] == "sync" or command.has("--recursive")
    if whole and not packed:
        return False
    named = key if key and not key.endswith("/") else key + ("" if whole else source.rpartition("/")[2])
    told = expanded(named, values)
    last = told.rpartition(" ")[2]
    if sort_of_label(told) is not None or "$" in last or "{{" in told:
        return False
    return whole or _ARCHIVE.fullmatch(last.rpartition("/")[2]) is not None


def _unfolded(source: str, packed: tuple[str, ...]) -> str:
    """The archive that `*.zip` stands for: the last of its sort that was packed."""
    pattern = source.rpartition("/")[2]
    if not pattern.startswith("*."):
        return source
    return next((name for name in reversed(packed) if name.endswith(pattern[1:])), source)

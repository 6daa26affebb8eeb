"""Tasks that send the checkout of whoever runs Ansible to the hosts: whatever lies there goes out, by no name."""

import re
from collections.abc import Iterator, Sequence

from holdfast.model.evidence import MAX_LINES
from holdfast.model.facts import StandingName
from holdfast.model.regex import regex
from holdfast.readers.repository.ansible.options import value_of
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.text.nodes import Node
from holdfast.readers.repository.whole.cloned_tools import CLONES_TOOL

_CHECKOUT = regex(
    r"^(?:\{\{[^{}]{0,60}\b(?:playbook_dir|role_path|inventory_dir|PWD|(?:local|project|repo|app|source)_\w{0,30}"
    r"|\w{0,30}_(?:root|src|source))\b[^{}]{0,20}\}\}|\.{1,2})"
    r"(?:/\.\.){0,6}(?:/(?:app|src|backend|server|api|frontend|client|web|dist|build|\.))?/?$"
)
_PRODUCT = regex(rf"^(?!.*(?:{CLONES_TOOL}))\S")
_BRANCH = regex(
    r"^(?:HEAD|main|master|develop|release|prod(?:uction)?|\{\{[^{}]{0,60}branch[^{}]{0,20}\}\})$", re.IGNORECASE
)
_SENDING = frozenset(("synchronize", "copy"))


def sent_checkout(snippet: Snippet, module: str, given: Node) -> Iterator[StandingName]:
    """Such a task; one that brings files home, or sends a single file, is none."""
    source, target = value_of(given, "src"), value_of(given, "dest")
    elsewhere = value_of(given, "mode") == "pull" or given.flag("remote_src")
    if module not in _SENDING or not target or elsewhere or not _CHECKOUT.match(source[:300]):
        return
    last = max(given.child("src").end, given.child("dest").end, given.key_line)
    yield StandingName(
        kind=snippet.kind,
        at=snippet.at(given.key_line, last),
        environment=snippet.environment,
        old=snippet.old,
        name=snippet.name,
        identity="none",
    )


def taken_checkout(snippet: Snippet, module: str, given: Node) -> Iterator[StandingName]:
    """A task that takes whatever a branch holds by then, of the product as far as can be told."""
    version, taken = value_of(given, "version"), f"{value_of(given, 'repo', 'name')} {value_of(given, 'dest', 'path')}"
    if module != "git" or (version and not _BRANCH.match(version)) or not _PRODUCT.match(taken[:400]):
        return
    yield StandingName(
        kind=snippet.kind,
        at=snippet.at(given.key_line, given.end),
        environment=snippet.environment,
        old=snippet.old,
        name=snippet.name,
        identity="none",
    )


_PACKS = regex(
    r"\btar\s(?:[^|;&]{0,2000}?\s)?-{0,2}[a-zA-Z]{0,6}(?:c[a-zA-Z]{0,6}f|f[a-zA-Z]{0,6}c[a-zA-Z]{0,6})[\s=]+(?P<tar>\S{1,200})"
    r"|\bzip\s(?:-\S{1,20}\s{1,4}){0,4}(?P<zip>\S{1,200}\.zip)(?=\s)"
    r"|\bgit\s+archive\b[^|;&\n]{0,200}?(?:-o|--output)[\s=]{1,4}(?P<git>\S{1,200})"
)
_ARCHIVE = regex(r"(?i)\.(?:tar(?:\.\w{1,4})?|tgz|tbz2?|txz|zip)$")
_HOLE = regex(r"[{}$`*]")
_OF_DATA = regex(r"(?i)backup|dump|log|cert|config|restore")
_BRINGS = frozenset((*_SENDING, "unarchive"))


def packed_checkout(snippet: Snippet, tasks: Sequence[tuple[str, Node]]) -> Iterator[StandingName]:
    """What is packed under a name that is always the same, and brought to the hosts by that name."""
    brought = {
        value_of(given, "src").strip("\"'").rpartition("/")[2]: number
        for number, (module, given) in enumerate(tasks)
        if module in _BRINGS and value_of(given, "mode") != "pull"
    }
    for number, (module, given) in enumerate(tasks):
        name = _packed(module, given)
        if name and brought.get(name, -1) > number and not _OF_DATA.search(name):
            yield StandingName(
                kind=snippet.kind,
                at=snippet.at(given.key_line, min(given.end, given.key_line + MAX_LINES - 1)),
                environment=snippet.environment,
                old=snippet.old,
                name=snippet.name,
                identity="none",
            )


def _packed(module: str, given: Node) -> str:
    """The archive's name, where all of it is written out."""
    if module == "archive":
        path = value_of(given, "dest")
    elif module in ("shell", "command", "raw"):
        match = _PACKS.search((given.text() or given.text("cmd") or "")[:4_000])
        path = next(filter(None, match.groups()), "") if match else ""
    else:
        return ""
    name = path.strip("\"'").rpartition("/")[2]
    return name if _ARCHIVE.search(name) and not _HOLE.search(name) else ""

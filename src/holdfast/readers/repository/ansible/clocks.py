"""What Ansible's `cron` module puts into crontabs, as the lines of a crontab."""

import re
from collections.abc import Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.ansible.modules import MODULES
from holdfast.readers.repository.ansible.values import looped
from holdfast.readers.repository.text.nodes import Node, NodeError, parse_yaml

_MODULE = regex(r"^[ \t]{1,40}(?:ansible\.builtin\.)?cron:", re.MULTILINE)
_LINE = regex(r"echo '(?P<line>[^\n]{1,2000}?)' \| crontab -")
_MAX_DEPTH = 12


def ansible_clocks(text: str) -> Iterator[str]:
    """Each line that the tasks of a playbook or a role install; once for each item that a task goes over."""
    if "cron:" not in text or "job:" not in text or not _MODULE.search(text):
        return
    try:
        root = parse_yaml(text)
    except NodeError:
        return
    for task in _tasks(root, 0):
        for key, given in task.entries().items():
            if key.rpartition(".")[2] == "cron":
                told = looped(MODULES["cron"](given, task), task)
                yield from (match["line"] for match in _LINE.finditer(told))


def _tasks(node: Node, depth: int) -> Iterator[Node]:
    """The tasks of a file, those of its plays and blocks too."""
    for item in node.items() if depth < _MAX_DEPTH else ():
        yield item
        for part in ("pre_tasks", "tasks", "post_tasks", "handlers", "block", "rescue", "always"):
            yield from _tasks(item.child(part), depth + 1)

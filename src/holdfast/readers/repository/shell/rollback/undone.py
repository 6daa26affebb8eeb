"""What scripts do where something failed: among it, what they put back of what was live before they began."""

import re
from collections.abc import Iterable

from holdfast.model.regex import regex
from holdfast.readers.repository.shell.steps.purposes import activation
from holdfast.readers.repository.shell.syntax.command import ASSIGNS, Command

_FAILED = regex(
    r"^if (?:! |\[+ .*(?:\$\?|-ne|!=|==? ?\"?(?:false|0|no|fail\w*|err\w*|unhealthy|down|exited|000|5\d\d)\b"
    r"|-z|-ge|-gt|-eq|== ?[\"']?\$).*)|trap .*\b(?:ERR|EXIT)\b"
)
_IS_THERE = regex(r"!= ?(?P<quote>[\"']?)(?:none|null)?(?P=quote) ?\]", re.IGNORECASE)
"""`[ "$OLD" != "" ]`: there is something, and nothing has failed."""
_ASKS_HOW_IT_ENDED = regex(
    r"\$\?|status|code|\brc\b|\bret\b|succe|fail|done|ok\b",
)


def opened_by_failure(mark: str) -> bool:
    """A branch that a failure opens."""
    if mark.startswith(("|| ", "else ", "trap ERR")):
        return True
    return _FAILED.search(mark) is not None and _IS_THERE.search(mark) is None


def on_failure(command: Command) -> bool:
    """It runs in such a branch."""
    return any(map(opened_by_failure, command.branch))


def failing_functions(commands: Iterable[Command]) -> frozenset[str]:
    """The functions of a script that run only where something failed: a trap or such branches alone call them.

    One that is called at any end counts where it asks how the script ended.
    """
    commands = tuple(commands)
    calls: dict[str, list[Command]] = {command.function: [] for command in commands if command.function}
    for command in commands:
        if command.name in calls:
            calls[command.name].append(command)
    asking = {one.function for one in commands if any(map(_ASKS_HOW_IT_ENDED.search, one.branch))}
    return frozenset(
        name
        for name, called in calls.items()
        if called and all(on_failure(one) for one in called) and (name in asking or not any(map(_at_any_end, called)))
    )


_ENDS = ("exit", "return")


def _at_any_end(call: Command) -> bool:
    return any(mark.startswith("trap ") and "ERR" not in mark for mark in call.branch)


class Ends:
    """Where a script, and each of its functions, ends well or in failure.

    Args:
        commands: of the script, in the order they run.
    """

    def __init__(self, commands: Iterable[Command]) -> None:
        self._first_well: dict[str | None, int] = {}
        self._last_ill: dict[_Body, int] = {}
        self._last_exit: dict[_Body, int] = {}
        for one in commands:
            if one.name not in _ENDS:
                continue
            if not one.says_failure:
                if one.branch:
                    self._first_well.setdefault(one.function, one.order)
                continue
            self._last_ill[one.function, one.branch] = one.order
            if one.name == "exit" and on_failure(one):
                self._last_exit[one.function, one.branch] = one.order

    def left_well_before(self, command: Command) -> bool:
        """`if healthy; then exit 0; fi` stands above it, the script ends in failure below: nothing else leads there."""
        above = self._first_well.get(command.function)
        return above is not None and above < command.order and _is_below(command, self._last_ill)

    def fails_anyway(self, command: Command) -> bool:
        """It runs only where something has failed, and below it the script ends in failure: no release is done."""
        return self.left_well_before(command) or (on_failure(command) and _is_below(command, self._last_exit))


_Body = tuple[str | None, tuple[str, ...]]
"""A function, or the script itself, and the conditions under which a part of it runs."""


def _is_below(command: Command, ends: dict[_Body, int]) -> bool:
    """One of `ends` comes behind it, under no conditions but its own."""
    around = (command.branch[:depth] for depth in range(len(command.branch) + 1))
    return any(ends.get((command.function, branch), -1) > command.order for branch in around)


_LIVE = regex(
    r"^(?P<name>\w+)=[\"']?(?:\$\(|`)\s*(?:sudo )?(?:readlink|realpath|basename [\"']?\$\(readlink"
    r"|(?P<git>git (?:-C \S{1,200} )?(?:rev-parse|describe|log)\b(?!.*(?:abbrev-ref|origin/)))"
    r"|docker (?:container )?(?:inspect|ps)\b|(?:docker-compose|docker compose)\b.* (?:images|ps)\b"
    r"|(?:cat |<\s*)\S*(?i:current|live|active|version|tag|release|running|deployed|sha|commit)"
    r"|aws\b.* (?:describe-\w|get-alias|get-function|list-aliases|get-parameter|list-deployments|get-deployment)"
    r"|kubectl\b.* get\b|helm\b.* (?:history|list)\b)"
)
"""A variable that takes what is live at that moment."""
_NEW_CODE = regex(r"^git (?:-C \S+ )?(?:pull|reset|checkout|merge|switch)\b")
_USED = regex(r"\$\{?(\w+)")
_BRINGS = regex(
    r"^(?:ln|mv|cp|rsync|git (?:-C \S+ )?(?:checkout|reset|switch|restore)|docker (?:tag|start|run|service|rename)"
    r"|aws (?:(?:ecs|apprunner) update-service|lambda update-(?:alias|function-code)|elbv2 modify-\w+"
    r"|elasticbeanstalk update-\w+)|kubectl\b.* set image|helm\b.* (?:rollback|upgrade))\b"
)
_COPY = regex(r"^(?:cp|mv|rsync|docker (?:image )?tag|docker (?:container )?rename|aws s3 (?:cp|sync|mv))\b")
_SETTINGS = regex(
    r"\.env\b|\.service\b|nginx|caddy|\.conf\b|sites-|venv|node_modules|\.ini\b|\.sql\b|\.dump\b|\.cron\b"
)
_TELLS_RELEASE = regex(r"(?i)tag|image|version|sha|release")
_WRITES_INTO = frozenset(("sed", "echo", "printf", "tee", "cat", "perl", "envsubst", "awk"))


def puts_back(commands: Iterable[Command]) -> frozenset[int]:
    """Positions of the commands that, where something failed, bring back what was live before.

    It was noted in a variable that nothing else starts, or copied aside and is copied the other way round.
    """
    commands = tuple(commands)
    failing = failing_functions(commands)
    ends = Ends(commands)
    late = [
        number
        for number, one in enumerate(commands)
        if on_failure(one) or one.function in failing or (activation(one) and ends.left_well_before(one))
    ]
    if not late:
        return frozenset()
    behind = frozenset(late)
    forward = [one for number, one in enumerate(commands) if number not in behind]
    noted, copies, written = _noted(forward), _copied(forward), _written(forward)
    found = frozenset(
        n
        for n in late
        if _names(commands[n], noted)
        or _is_turned_round(commands[n], copies)
        or (_CHECKED_OUT.match(commands[n].text) and not written.isdisjoint(commands[n].args))
    )
    return found if any(activation(commands[n]) or _BRINGS.match(commands[n].text) for n in found) else frozenset()


def _noted(forward: list[Command]) -> frozenset[str]:
    """The variables that hold what was live, and by which the script starts nothing that is new."""
    found: set[str] = set()
    taken = False
    for command in forward:
        taken = taken or _NEW_CODE.match(command.text) is not None
        match = _LIVE.match(_assigned(command))
        if match and not (match["git"] and taken):
            found.add(match["name"])
    if not found:
        return frozenset()
    started = (one for one in forward if activation(one) or _BRINGS.match(one.text) or one.name == "export")
    return frozenset(found.difference(*(_used(one) for one in started)))


def _assigned(command: Command) -> str:
    return command.args[-1] if command.name in ASSIGNS and command.args else ""


def _used(command: Command) -> set[str]:
    said = (*command.args, *(value for _, value in command.assigns))
    return {name for text in said for name in _USED.findall(text)}


def _names(command: Command, noted: frozenset[str]) -> bool:
    if not noted or noted.isdisjoint(_used(command)):
        return False
    writes = command.name in ("echo", "printf", "sed") and (command.writes or command.name == "sed" or command.feeds)
    hands = command.name in ASSIGNS and _TELLS_RELEASE.search(_assigned(command).partition("=")[0])
    placed = command.name in ("mv", "cp", "ln", "rsync") and _SETTINGS.search(command.text)
    return not placed and bool(activation(command) or _BRINGS.match(command.text) or writes or hands)


def _copied(forward: list[Command]) -> frozenset[tuple[str, str]]:
    """What is copied to where; of settings only those into which the name of the release is written."""
    written = _written(forward)
    pairs = (pair for one in forward if (pair := _pair(one)))
    return frozenset(pair for pair in pairs if not any(map(_SETTINGS.search, pair)) or not written.isdisjoint(pair))


_CHECKED_OUT = regex(r"^git (?:-C \S+ )?(?:checkout|restore)\b")
"""A file that was written into is had again as it was."""


def _written(forward: list[Command]) -> frozenset[str]:
    """The files into which the name of the release is written."""
    return frozenset(arg.rstrip("/") for one in forward if writes_release(one) for arg in (*one.args, *one.writes))


def writes_release(command: Command) -> bool:
    """It writes the name of a release into a file."""
    return command.name in _WRITES_INTO and _TELLS_RELEASE.search(command.text) is not None


def _pair(command: Command) -> tuple[str, str] | None:
    if not _COPY.match(command.text):
        return None
    words = [arg for arg in command.args if not arg.startswith("-")]
    if command.name in ("docker", "aws"):
        words = words[-2:]
    if len(words) != 2:
        return None
    first, last = (word.removesuffix("*").removesuffix("/.").rstrip("/") for word in words)
    return first, last


def _is_turned_round(command: Command, copies: frozenset[tuple[str, str]]) -> bool:
    pair = _pair(command) if copies else None
    return pair is not None and (pair[1], pair[0]) in copies

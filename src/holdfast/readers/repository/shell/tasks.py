"""Scripts of `package.json` that a shell script calls by name: what they do is done where they are called."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace

from holdfast.model.regex import regex
from holdfast.readers.repository.base import Tree
from holdfast.readers.repository.development_servers import is_development_server
from holdfast.readers.repository.shell.command import Command
from holdfast.readers.repository.shell.parse import Script, commands

_RUNNERS = frozenset(("npm", "yarn", "pnpm", "bun"))
_ACTS_ON_HOST = regex(r"\b(?:pm2|docker|docker-compose|systemctl|forever|supervisorctl)\b")
_MOST_FILES = 40
_MOST_CALLS = 60


def host_tasks(tree: Tree) -> dict[str, str]:
    """The scripts of `package.json` that start or stop something on a host, or start a development server, by name.

    The one at the repository's root counts first; of others, those whose name means one thing only.
    """
    paths = [path for path in tree.paths if path.rpartition("/")[2] == "package.json"]
    found: dict[str, set[str]] = {}
    for path in sorted(paths, key=lambda path: path.count("/"))[:_MOST_FILES]:
        for name, text in _scripts(tree.open_text(path)):
            if path == "package.json" or name not in found:
                found.setdefault(name, set()).add(text)
            elif "package.json" not in paths:
                found[name].add(text)
    alone = {name: next(iter(texts)) for name, texts in found.items() if len(texts) == 1}
    return {name: text for name, text in alone.items() if _ACTS_ON_HOST.search(text) or is_development_server(text)}


def servers_for_developers(tree: Tree) -> dict[str, str]:
    """Those of them that start a server made for developers."""
    return {name: text for name, text in host_tasks(tree).items() if is_development_server(text)}


def start_is_for_developers(tree: Tree, folder: str) -> bool:
    """What `npm start` runs there is a development server."""
    path = f"{folder}/package.json" if folder else "package.json"
    scripts = dict(_scripts(tree.open_text(path))) if path in tree.paths else {}
    return is_development_server(scripts.get("start", ""))


def _scripts(text: object) -> Iterator[tuple[str, str]]:
    if not isinstance(text, str) or '"scripts"' not in text:
        return
    try:
        scripts = json.loads(text).get("scripts")
    except (ValueError, AttributeError, RecursionError):
        return
    for name, value in scripts.items() if isinstance(scripts, dict) else ():
        if isinstance(value, str):
            yield name, value


def with_tasks(script: Script, tasks: Mapping[str, str]) -> Script:
    """The script with the commands of the tasks that it calls behind each call, on the lines of the call."""
    if not tasks:
        return script
    found: list[Command] = []
    calls = 0
    for command in script.commands:
        found.append(command)
        text = tasks.get(_called(command) or "")
        if text is None or calls >= _MOST_CALLS:
            continue
        calls += 1
        found += [_placed(inner, command) for inner in commands(text, errexit=True)]
    if not calls:
        return script
    return replace(script, commands=tuple(replace(one, order=index) for index, one in enumerate(found)))


def _called(command: Command) -> str | None:
    if command.name == "pm2":
        under = _UNDER_PM2.match(command.text)
        return under["task"] if under else None
    if command.name not in _RUNNERS:
        return None
    words = [arg for arg in command.args if not arg.startswith("-") and arg != "run"]
    return words[0] if words else None


_OPTION = r"(?: --?[\w-]+(?:[= ](?!--|(?:npm|yarn|pnpm|bun) )\S+)?){0,4}"
_UNDER_PM2 = regex(rf"^pm2{_OPTION} start{_OPTION} (?:npm|yarn|pnpm|bun){_OPTION}(?: --)? (?:run )?(?P<task>[\w:-]+)$")


def _placed(inner: Command, call: Command) -> Command:
    return replace(
        inner,
        line=call.line,
        end_line=call.end_line,
        arg_lines=tuple(call.line for _ in inner.arg_lines),
        remote=inner.remote or call.remote,
        function=call.function,
        branch=(*call.branch, *inner.branch),
        statement=call.statement,
        background=inner.background or call.background,
        inside=(*call.inside, *((call.name,) if call.name == "pm2" else ()), *inner.inside),
    )

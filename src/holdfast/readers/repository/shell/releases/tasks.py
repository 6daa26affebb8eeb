"""Scripts of `package.json` and recipes that a script calls by name: what they do is done where they are called."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice

from holdfast.model.evidence import Gap
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet, Tree
from holdfast.readers.repository.configuration.development_servers import is_development_server
from holdfast.readers.repository.shell.syntax.command import Command
from holdfast.readers.repository.shell.syntax.parse import Script, commands
from holdfast.readers.repository.tasks.just import as_makefile
from holdfast.readers.repository.tasks.recipes import DEPLOYS, PRODUCTION, filled, recipes_of
from holdfast.readers.repository.text.command_files import is_justfile, is_makefile
from holdfast.readers.repository.text.json_object import json_object

_RUNNERS = frozenset(("npm", "yarn", "pnpm", "bun"))
_ACTS_ON_HOST = regex(r"\b(?:pm2|docker|docker-compose|systemctl|forever|supervisorctl)\b")
_MAKES = regex(r"\b(?:make|just) ")
_MOST_FILES = 40
_MOST_NEEDS = 10
_MOST_COMMANDS = 300
_DEEPEST = 3
_CALLS_TASK = regex(r"\b(?:npm|yarn|pnpm|bun) (?:run )?([\w:-]{1,60})")


def host_tasks(tree: Tree) -> dict[str, str]:
    """The scripts of `package.json` that start or stop something on a host, or start a development server, by name.

    Those of Makefiles and justfiles have the name of their program before their own.
    """
    return {**_package_tasks(tree), **host_recipes(tree)}


def _package_tasks(tree: Tree) -> dict[str, str]:
    alone = _unmistakable(tree, lambda path: path.rpartition("/")[2] == "package.json", _scripts)
    kept = {name: text for name, text in alone.items() if _ACTS_ON_HOST.search(text) or is_development_server(text)}
    for _ in range(_DEEPEST - 1 if kept else 0):
        kept |= {name: text for name, text in alone.items() if not kept.keys().isdisjoint(_CALLS_TASK.findall(text))}
    return kept


def host_recipes(tree: Tree) -> dict[str, str]:
    """What `make NAME` and `just NAME` start or stop on a host; releases are told where they stand."""
    named = {
        **{f"make {name}": text for name, text in _unmistakable(tree, is_makefile, _recipes).items()},
        **{f"just {name}": text for name, text in _unmistakable(tree, is_justfile, _recipes_of_just).items()},
    }
    return {name: text for name, text in named.items() if _ACTS_ON_HOST.search(text) and not _is_release(name, text)}


def called_recipes(tree: Tree, snippets: Iterable[Snippet]) -> dict[str, str]:
    """Those of them for files in which somebody calls `make` or `just`; none are looked for otherwise."""
    return host_recipes(tree) if any(_MAKES.search(snippet.text) for snippet in snippets) else {}


def _recipes_of_just(text: str) -> Iterator[tuple[str, str]]:
    return _recipes(as_makefile(text))


def _is_release(name: str, text: str) -> bool:
    return bool(DEPLOYS.search(name) or PRODUCTION.search(text))


def _recipes(text: str) -> Iterator[tuple[str, str]]:
    recipes, held = recipes_of(text)
    for name, recipe in recipes.items():
        before = (recipes[need].text for need in recipe.needs[:_MOST_NEEDS] if need in recipes)
        yield name, filled("\n".join((*before, recipe.text)), held)


def _unmistakable(
    tree: Tree, wants: Callable[[str], bool], named: Callable[[str], Iterable[tuple[str, str]]]
) -> dict[str, str]:
    """What files of a kind call by name: the one at the root counts first; of others, a name that means one thing."""
    paths = sorted(filter(wants, tree.paths), key=lambda path: path.count("/"))[:_MOST_FILES]
    at_root = {path for path in paths if "/" not in path}
    found: dict[str, set[str]] = {}
    for path in paths:
        text = tree.open_text(path)
        for name, does in named(text) if isinstance(text, str) else ():
            if path in at_root or name not in found:
                found.setdefault(name, set()).add(does)
            elif not at_root:
                found[name].add(does)
    return {name: next(iter(texts)) for name, texts in found.items() if len(texts) == 1}


def servers_for_developers(tree: Tree) -> dict[str, str]:
    """Those of them that start a server made for developers."""
    return {name: text for name, text in _package_tasks(tree).items() if is_development_server(text)}


def start_is_for_developers(tree: Tree, folder: str) -> bool:
    """What `npm start` runs there is a development server."""
    path = f"{folder}/package.json" if folder else "package.json"
    scripts = dict(_scripts(tree.open_text(path))) if path in tree.known else {}
    return is_development_server(scripts.get("start", ""))


def _scripts(text: str | Gap) -> Iterator[tuple[str, str]]:
    scripts = json_object(text).get("scripts") if isinstance(text, str) and '"scripts"' in text else None
    for name, value in scripts.items() if isinstance(scripts, dict) else ():
        if isinstance(value, str):
            yield name, value


def with_tasks(script: Script, tasks: Mapping[str, str]) -> Script:
    """The script with the commands of the tasks that it calls behind each call, on the lines of the call."""
    found = list(islice(_run(script.commands, tasks, _DEEPEST), len(script.commands) + _MOST_COMMANDS))
    if len(found) == len(script.commands):
        return script
    return replace(script, commands=tuple(replace(one, order=index) for index, one in enumerate(found)))


def _run(called: Iterable[Command], tasks: Mapping[str, str], depth: int) -> Iterator[Command]:
    for command in called:
        yield command
        for name in _called(command) if tasks and depth else ():
            inner = commands(tasks[name], errexit=True) if name in tasks else ()
            yield from (_placed(one, command) for one in _run(inner, tasks, depth - 1))


def _called(command: Command) -> list[str]:
    """The names of the tasks that a command runs, as `tasks` has them."""
    if command.name == "pm2":
        under = _UNDER_PM2.match(command.text)
        return [under["task"]] if under else []
    words = [arg for arg in command.args if not arg.startswith("-")]
    if command.name in ("make", "just"):
        return [f"{command.name} {word}" for word in words]
    return [word for word in words if word != "run"][:1] if command.name in _RUNNERS else []


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

"""Settings without which a script does not start the application."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import takewhile

from holdfast.model.evidence import MAX_LINES
from holdfast.model.facts import ConfigurationLoader, Fact, RequiredSettings
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.model.vital_names import is_vital
from holdfast.readers.repository.configuration.names import is_secret
from holdfast.readers.repository.monitoring.messengers import MESSENGERS
from holdfast.readers.repository.shell.releases.releases import is_deploy_script
from holdfast.readers.repository.shell.steps.source import BECOMES, Source
from holdfast.readers.repository.shell.steps.spoken import leaves_well
from holdfast.readers.repository.shell.syntax.command import Command, Failure

_EMPTY = regex(r"-z\s+[\"']?\$\{?(?P<name>[A-Z]\w+)")
_FILLED = regex(r"-n\s+[\"']?\$\{?(?P<name>[A-Z]\w+)")
_DEMANDED = regex(r"\$\{(?P<name>[A-Z]\w+):?\?")
_RUNS = regex(
    r"^[ \t]*(?:node|npm|yarn|pnpm|bun|pm2-runtime|gunicorn|uvicorn|java|bundle|dotnet|python3?)[ \t]+"
    r"(?!(?:run[ \t]+)?(?:build|test|lint|install|ci)\b|-m[ \t]+(?:pip|build|pytest))[^\n]*\s*\Z",
    re.MULTILINE,
)
_FOR_RUNNING = regex(r"(?i)^(?:[\w.-]*[_-])?(?:entry_?-?point|start|run|boot|launch)[\w.-]*$")
_INDIRECT = regex(
    r"-z\s+[\"']?(?:\$\{!(?P<name>\w+)|\$\((?:eval\s+[\"']?echo\s+[\"']?[\\$\"{]{1,6}|printenv\s+[\"']?\$\{?)(?P<asked>\w+))"
    r"|grep\s+(?:-\w+\s+){0,3}[\"']?\^?\$\{?(?P<sought>[a-z]\w*)\}?="
)
_VARIABLE = regex(r"\$\{?#?(?P<name>[A-Za-z_]\w*)")
_OVER_LIST = regex(r"\bfor\s+(?P<name>\w+)\s+in\s+[\"']?\$\{?(?P<list>\w+)")
_MISSING = regex(r"^-n [\"']?\$\{?(?:MISSING|missing)_?(?:ENV|VAR|KEY|SECRET|SETTING|env|var|key|secret|setting)")
_FILE_ABSENT = regex(
    r"^(?P<negated>! )?-[efrs] (?:\S{0,200}/)?[\w-]{0,40}\.env(?:\.(?!(?:local|dev\w*|test\w*)$)\w{1,20})?$"
)
TELLS = regex(
    r"^(?:echo|printf|tput|say|print\w*|(?:log|warn|info|error|notice|msg|message)(?:[_-]\w+)?)$", re.IGNORECASE
)
_LOOP = regex(r"\bfor\s+(?P<name>\w+)\s+in\s+(?P<words>[A-Z][\w \t\\\n]{0,1500}?)\s*;?\s*do\b")


def required_facts(source: Source) -> Iterator[Fact]:
    """The list that a script checks before it starts the application, or that it looks at and goes on."""
    yield from _checked(source)
    if is_deploy_script(source):
        yield from _warned(source)
    if not source.instructed:
        told = tuple(_without_file(source))
        yield from told
        shown = [(fact.at.start_line, fact.at.end_line) for fact in told]
        beside = (fact for fact in _stood_in(source) if not any(a <= fact.at.start_line <= b for a, b in shown))
        yield from beside


def _without_file(source: Source) -> Iterator[Fact]:
    """`if [ ! -f .env ]; then echo …; fi`: what the release needs is not there, and it goes out all the same."""
    last = last_start(source)
    for index, test in enumerate(source.commands[:-1]):
        absent = _asks_for_file(test) if test.line <= last else None
        if absent is None:
            absent = _asks_for_setting(test, source) if test.line <= last else None
        if absent is None:
            continue
        opening = ("if ", "&& ") if absent else ("else ", "|| ")
        body = body_of(source.commands[index + 1 :], len(test.branch), opening)
        if body and _only_tells(body, source) and body[-1].end_line - test.line < MAX_LINES:
            yield ConfigurationLoader(**source.common(source.place(test, body[-1])), source="dotenv", missing="warns")
            return


def last_start(source: Source) -> int:
    """The last line by which a script puts its release live, or becomes the application; 0 when it does neither."""
    text, starts = source.snippet.text, [command.line for command in source.activations]
    becomes = BECOMES.search(text)
    last = max([*starts, *([text.count("\n", 0, becomes.start()) + 1] if becomes else [])], default=0)
    # Of a hook a later one starts it; of what is called after a release somebody does, or another program.
    later = source.hooked or (source.whole and _OF_RELEASE.search(source.snippet.name) is not None)
    return last or (len(source.snippet.rows) if later else 0)


_OF_RELEASE = regex(r"(?i)^(?:[a-z0-9]{1,20}[-_.]){0,3}(?:deploy|release)(?:[-_.][a-z0-9]{1,20}){0,4}$")


def _only_tells(body: list[Command], source: Source) -> bool:
    """It says so, if need be notes it where nobody looks, or leaves its function in a way that nobody heeds."""
    rest = body[:-1] if body[-1].name == "return" and _is_unheeded(body[-1], source) else body
    rest = [one for one in rest if one.name != "=" or _is_asked_later(one, source)]
    return bool(rest) and all(TELLS.match(one.name) for one in rest)


def _is_unheeded(end: Command, source: Source) -> bool:
    """Whoever calls the function goes on, whatever came of it."""
    calls = [one for one in source.commands if one.name == end.function]
    following = source.commands[calls[-1].order + 1 :][:1] if calls else ()
    if not calls or any("$?" in arg for one in following for arg in one.args):
        return False
    return leaves_well(end, source) or all(one.failure in (Failure.UNCHECKED, Failure.SWALLOWED) for one in calls)


def _is_asked_later(note: Command, source: Source) -> bool:
    name = re.escape(note.args[0].partition("=")[0].rstrip("+"))
    behind = "\n".join(source.snippet.rows[note.end_line :])
    return re.search(rf"\b{name}\b(?!\+?=)", behind) is not None


_NAMED = r"[\"']?(?:\$\{\{\s*(?:secrets|vars|env)\.(?P<given>\w{1,80})\s*\}\}|\$\{?(?P<name>[A-Z]\w{1,80})\}?)[\"']?$"
_IS_THERE, _IS_EMPTY = regex(rf"^-n {_NAMED}"), regex(rf"^-z {_NAMED}")
_SAYS_SO = regex(
    r"(?i)\bwarn|\bmissing\b|not (?:been )?(?:set|given|specified|provided|configured|defined|found)"
    r"|\bno \w{1,20}(?: \w{1,20})? (?:set|given|specified|provided|configured)"
    r"|경고|없습니다|없음|설정되지|미설정|警告|未設定|ありません|設定されてい|指定されてい"
)
_MOST = 3


def _stood_in(source: Source) -> Iterator[Fact]:
    """A release's script says that what the product needs is missing, puts something else there, and goes on."""
    found: list[tuple[str, Command, Command]] = []
    for index, test in enumerate(source.commands[:-1]):
        asked = " ".join(test.args)[:400] if test.name in ("[", "test") else ""
        there, empty = _IS_THERE.match(asked), _IS_EMPTY.match(asked)
        match = there or empty
        name = (match["given"] or match["name"]) if match else ""
        if not name or not (is_vital(name) or is_secret(name)) or TELLS_SOMEBODY.search(name):
            continue
        following = source.commands[index + 1 : index + 60]
        body = branch_of(following, len(test.branch), ("else ",) if there else ("if ",))
        if len(body) > 1 and _goes_on(body, name):
            found.append((name, body[0], body[-1]))
    for name, first, last in sorted(found, key=lambda one: not is_secret(one[0]))[:_MOST]:
        at = replace(source.place(first, last), quote="")  # what is put there may be a secret written out
        yield ConfigurationLoader(**source.common(at), source="environment", missing="warns", names=(name,))


def branch_of(following: tuple[Command, ...], depth: int, opening: tuple[str, ...]) -> list[Command]:
    """The same of a branch that may stand behind another one of its test."""
    deeper = takewhile(lambda command: len(command.branch) > depth, following)
    return [
        command for command in deeper if command.branch[depth].startswith(opening) and len(command.branch) == depth + 1
    ]


def _goes_on(body: list[Command], name: str) -> bool:
    """It says so, and all else that it does is to write down what takes the place of that setting."""
    said = [command for command in body if TELLS.match(command.name) and not command.redirects]
    rest = [command for command in body if command not in said]
    writes = all(command.name == "=" or (command.name in ("echo", "printf") and command.redirects) for command in rest)
    put = any(name in command.text and command.redirects for command in rest)
    return writes and put and any(_SAYS_SO.search(command.text) for command in said)


def _asks_for_file(test: Command) -> bool | None:
    """Whether this asks that the file of settings be absent (else: there); None when it asks something else."""
    asked = _FILE_ABSENT.search(" ".join(test.args)[:400]) if test.name in ("[", "test") else None
    return bool(asked["negated"]) if asked else None


def _asks_for_setting(test: Command, source: Source) -> bool | None:
    """The same of a secret in that file, of a variable without which nothing works, or of how the product runs."""
    if test.name in ("[", "test"):
        asked = " ".join(test.args)[:400]
        each = _INDIRECT.match(asked) is not None  # one by one from a list
        wanted = any(is_vital(name) or (each and is_secret(name)) for name in _empty_in(asked, source))
        there = _FILLED.fullmatch(asked.rstrip("\"'}"))
        if there is not None and is_vital(there["name"]):
            return False
        return True if wanted or _OTHER_MODE.match(asked) else None
    words = [arg.strip("^=\"'") for arg in test.args if not arg.startswith("-")]
    if test.name != "grep" or len(words) != 2 or not _SETTINGS.search(words[1]) or not is_secret(words[0]):
        return None
    return None if TELLS_SOMEBODY.search(words[0]) else test.negated


_OTHER_MODE = regex(r"[\"']?\$\{?(?:[A-Z]\w{0,40}_)?DEBUG\}?[\"']? != [\"']?(?i:false|0|no|off)\b")
"""The product would run as on a developer's machine."""
_SETTINGS = regex(r"(?:^|/)\.env(?:\.\w{1,20})?$")
TELLS_SOMEBODY = regex(rf"(?i){MESSENGERS}|sentry|smtp|mail")
"""Secrets that a product does its work without."""


def body_of(following: tuple[Command, ...], depth: int, opening: tuple[str, str]) -> list[Command]:
    """The commands of a test's branch that opens so; the test stands at `depth`."""
    deeper = takewhile(lambda command: len(command.branch) > depth, following)
    return [command for command in deeper if command.branch[depth].startswith(opening)]


def _warned(source: Source) -> Iterator[Fact]:
    """`if [ -n "$MISSING_VARS" ]; then warn …; fi`: what is missing is told, and the release goes out without it."""
    for index, test in enumerate(source.commands):
        if test.name != "[" or not test.condition or not _MISSING.search(" ".join(test.args)):
            continue
        following = source.commands[index + 1 : index + 20]
        inside = [command for command in following if len(command.branch) > len(test.branch)]
        body = inside[: next((n for n, c in enumerate(inside) if c.branch != inside[0].branch), len(inside))]
        if body and not any(command.name in ("exit", "return", "false") for command in body):
            at = source.place(test, body[-1]) if body[-1].end_line - test.line < MAX_LINES else source.place(test)
            yield ConfigurationLoader(**source.common(at), source="environment", missing="warns")
            return


def _checked(source: Source) -> Iterator[Fact]:
    start = _begins(source)
    notes = _notes(source)
    checks = [(one, names) for one in source.commands if (names := _demanded_by(one, source, notes))]
    early = [(command, names) for command, names in checks if command.line <= start and not command.function]
    names = tuple(dict.fromkeys(name for _, names in early for name in names))
    if not early or not (_is_started(source) or _is_list(names)):
        return
    first = early[0][0].line
    last = max(command.end_line for command, _ in early if command.end_line < first + MAX_LINES)
    yield RequiredSettings(
        **source.common(source.snippet.at(first, last)), names=names, before_serving=True, tool="shell"
    )


def _begins(source: Source) -> int:
    """The line by which the application runs: the script becomes it, or puts its release live; 0 when it does not."""
    started = _is_started(source)
    if started is not None:
        return source.snippet.text.count("\n", 0, started.start()) + 1
    starts = source.activations if not source.instructed and is_deploy_script(source) else ()
    return starts[0].line if starts else 0


def _is_started(source: Source) -> re.Match[str] | None:
    becomes = BECOMES.search(source.snippet.text)
    return becomes or (_RUNS.search(source.snippet.text) if _FOR_RUNNING.match(source.snippet.name) else None)


def _is_list(names: tuple[str, ...]) -> bool:
    """Several that are asked for before a release, and the product's own among them."""
    return len(names) > 1 and any(map(_is_of_application, names))


def _is_of_application(name: str) -> bool:
    """The product needs it, and not only the script that brings it to its server."""
    return is_vital(name) or (is_secret(name) and not _OF_DELIVERY.search(name))


_OF_DELIVERY = regex(r"^(?:AWS|GH|GITHUB|GIT|CI|DOCKER|ECR|GHCR|REGISTRY|SSH|CODEDEPLOY|SLACK|DISCORD|DEPLOY)_")


def _demanded_by(command: Command, source: Source, notes: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """The settings whose absence ends the script at this command."""
    demanded = tuple(match["name"] for word in command.words for match in _DEMANDED.finditer(word))
    if demanded:
        return demanded
    if command.name != "exit" or command.args[:1] == ("0",) or not command.branch:
        return ()
    asked = command.branch[-1]
    if asked.startswith("|| "):
        filled = tuple(match["name"] for match in _FILLED.finditer(asked))
        noted = _noted(asked, source, notes) if _NOTHING_NOTED.search(asked) else ()
        return filled or _empty_in(asked, source) or tuple(dict.fromkeys(noted))
    return _empty_in(asked, source) or tuple(dict.fromkeys(_noted(asked, source, notes)))


_NOTHING_NOTED = regex(r"-z\s|-eq\s+0\b")
"""`[ -z "$missing" ] || exit 1`."""


def _noted(asked: str, source: Source, notes: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """The settings whose absence was noted in a variable that this asks: a list of them, their number, a word."""
    told = dict.fromkeys(match["name"] for match in _VARIABLE.finditer(asked))
    for branch in dict.fromkeys(branch for name in told for branch in notes.get(name, ())):
        yield from _empty_in(branch, source)


def _notes(source: Source) -> dict[str, dict[str, None]]:
    """The variables that a script sets under conditions, each with these."""
    found: dict[str, dict[str, None]] = {}
    for command in source.commands:
        if command.name == "=" and command.branch:
            found.setdefault(command.args[0].partition("=")[0].rstrip("+"), {})[command.branch[-1]] = None
    return found


def _empty_in(asked: str, source: Source) -> tuple[str, ...]:
    """The settings that this asks whether they are empty: by their names, or one by one from a list."""
    if asked.startswith("|| "):  # what is done unless something is there
        asked = asked.replace("-n ", "-z ", 1) if "-z " not in asked else ""
    indirect = _INDIRECT.search(asked)
    if indirect is None:
        return tuple(match["name"] for match in _EMPTY.finditer(asked))
    variable, text = indirect["name"] or indirect["asked"] or indirect["sought"], source.snippet.text
    loops = [loop["words"] for loop in _LOOP.finditer(text) if loop["name"] == variable]
    for over in (loop for loop in _OVER_LIST.finditer(text) if loop["name"] == variable):
        loops += re.findall(rf"(?m)^[ \t]*{over['list']}=[\"'(]([A-Z][^\"'()]{{0,1500}}|[^()]{{0,1500}})[\"')]", text)
    return tuple(word for words in loops for word in re.findall(r"[A-Z][A-Z0-9_]+", words))

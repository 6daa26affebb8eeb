"""Records the commands of a syntax tree, and tells which scripts travel inside their words."""

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from holdfast.model.record import record, replace
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.syntax.command import MENTIONED, Command, Redirect
from holdfast.readers.repository.shell.syntax.forwarded import bound
from holdfast.readers.repository.shell.syntax.parameters import with_parameters
from holdfast.readers.repository.shell.syntax.scope import Scope, State, change_options, failure_of
from holdfast.readers.repository.shell.syntax.unwrap import Nested, nested
from holdfast.readers.repository.shell.syntax.words import (
    adds,
    held,
    joined,
    named,
    pair,
    redirect,
    stands_in,
    unwrapped,
    value_of,
)
from holdfast.readers.repository.shell.syntax.wrappers import TELLS_VERB, operation_at, strip, verb_at

if TYPE_CHECKING:
    from ast_grep_py import SgNode

MAX_NESTED = 6
"""How many scripts may travel inside one another (`ssh` running `bash -c` running `docker exec`)."""

_VARIABLE_NAME = regex(r"\$\{?([A-Za-z_]\w*)(?:\[[@*]\])?\}?$")

_WHOLE_LIST = regex(r"\$\{([A-Za-z_]\w*)\[@\]\}$")

_SCRIPT = 100
"""What a script counts where a word counts one."""

_COMPOSES = frozenset(("compose", "dc", "dcompose", "docker_compose", "run_compose", "compose_cmd"))
_COMPOSE_VERBS = frozenset(("up", "exec", "run", "pull", "down", "build", "restart", "ps", "stop", "logs"))
"""What people call their own function around Docker Compose, and what they have it do."""

_POINTS = {"-H": "DOCKER_HOST", "--host": "DOCKER_HOST", "-c": "DOCKER_CONTEXT", "--context": "DOCKER_CONTEXT"}
_ENGINES = frozenset(("docker", "podman"))
_STARTS = frozenset(("run", "exec", "create", "start", "stop", "restart", "rm", "kill", "cp"))
"""What Docker does with containers under either name; it lists and prunes them under the longer one alone."""

_MORE_THAN_ONE = regex(r"[;\n|&]")
_HANDED = regex(r"\$(?:[@*]|(?P<bare>[1-9])|\{(?:[@*]|(?P<held>[1-9]))\})")

_Words = tuple[list[str], list[str], list[int]]


@record(frozen=True, slots=True)
class Pending:
    """A script found inside the words of a command, still to be walked in `scope`."""

    text: str
    scope: Scope
    errexit: bool = False


def record_command(node: "SgNode", scope: Scope, state: State) -> list[Pending]:
    """Record a simple command; give back the scripts that it runs."""
    words: list[str] = []
    raw: list[str] = []
    lines: list[int] = []
    assigns: list[tuple[str, str]] = []
    redirects = list(scope.redirects)
    end = -1
    for child in node.children():
        kind = child.kind()
        span = child.range()
        touches, end = span.start.index == end, span.end.index
        if kind == "variable_assignment":
            assigns.append(pair(child, state))
        elif kind in ("file_redirect", "herestring_redirect"):
            redirects.append(redirect(child, state))
        elif child.is_named() and kind != "comment":
            inner = child.children()[0] if kind == "command_name" and child.children() else child
            if touches and raw and raw[-1].endswith("$"):  # the grammar ends a word inside `${A}/$B.zip`
                words[-1] += value_of(inner, state)
                raw[-1] += state.source.restore(child.text())
                continue
            words.append(value_of(inner, state))
            raw.append(state.source.restore(child.text()))
            lines.append(span.start.line + 1 + scope.base)
    if not words:
        return []
    if scope.background and not redirects and "nohup" in words[:3]:
        redirects.append(Redirect(">>", "nohup.out"))  # where it writes by itself
    made = _made(node, "", scope, state, redirects=tuple(redirects), assigns=tuple(assigns))
    return _emit(made, (words, raw, lines), scope, state)


def _made(
    node: "SgNode",
    name: str,
    scope: Scope,
    state: State,
    *,
    redirects: tuple[Redirect, ...] = (),
    assigns: tuple[tuple[str, str], ...] = (),
) -> Command:
    """A command without words, with everything that its place says about it."""
    span = node.range()
    return Command(
        name=name,
        line=span.start.line + 1 + scope.base,
        end_line=span.end.line + 1 + scope.base,
        redirects=redirects,
        assigns=assigns,
        failure=failure_of(scope, state),
        fallback=scope.fallback,
        feeds=scope.feeds,
        fed_by=scope.fed_by,
        errexit=state.errexit,
        pipefail=state.pipefail,
        background=scope.background,
        negated=scope.negated,
        condition=scope.condition,
        loop=scope.loop,
        choices=scope.choices,
        branch=scope.branch,
        function=scope.function,
        remote=scope.remote,
        inside=scope.inside,
        document=scope.document,
        statement=scope.statement,
    )


def _emit(made: Command, parts: _Words, scope: Scope, state: State) -> list[Pending]:
    listed = _listed(parts, state)
    whole = _bare(_spelled_out(_bare(listed), state))
    words, raw, lines = _verb_first(whole)
    name = words[0].rpartition("/")[2] or words[0]
    state.found.append(
        replace(
            made,
            name=name,
            args=tuple(words[1:]),
            words=tuple(raw[1:]),
            arg_lines=tuple(lines[1:]),
            assigns=(*made.assigns, *_set_by_wrappers(listed[0]), *_pointed_at(whole[0])),
            remote=scope.remote,
            inside=scope.inside,
        )
    )
    if name == "set":
        change_options(words[1:], state)
    elif name in ("source", ".") and len(words) > 1 and not scope.branch:
        change_options(list(state.libraries.get(words[1].rpartition("/")[2].strip("\"'"), ())), state)
    if scope.nesting >= MAX_NESTED:
        return []
    pending: list[Pending] = []
    if name == "read" and made.document is not None and len(words) > 1:
        state.variables[words[-1]], state.places[words[-1]] = made.document.text, made.document.line
    told = [_with_its_lines(word, text) for word, text in zip(words[1:], raw[1:], strict=True)]
    told, at = with_parameters(name, told, lines[1:], state)
    for inner in (*nested(name, told, at, made.line), *_sent_by(name, words, lines, made, state)):
        inside, remote = (*scope.inside, inner.label.split()[0]), inner.remote or scope.remote
        within = replace(scope, nesting=scope.nesting + 1, inside=inside, remote=remote)
        if inner.offset >= 0:
            start = inner.offset + 1
            pending += _emit(made, (words[start:], raw[start:], lines[start:]), within, state)
        else:
            strict = name != "trap" and _is_strict(words)
            pending += [replace(one, errexit=one.errexit or strict) for one in _script(inner, within, state, made)]
    return pending


def _sent_by(name: str, words: list[str], lines: list[int], made: Command, state: State) -> tuple[Nested, ...]:
    """What a function of the script has a host run: the words that it is handed, or what it reads."""
    if name in state.receives and made.document is not None:
        return (Nested("ssh", reads=True, remote=state.receives[name]),)
    reached, kept = state.reaches.get(name, ("", 0))
    script = words[1 + kept :]
    return (Nested("ssh", script=" ".join(script), line=lines[1 + kept], remote=reached),) if reached and script else ()


def _with_its_lines(value: str, written: str) -> str:
    """A word that may be a script, with the ends of lines that a shell joins: its commands keep their lines."""
    if "\\\n" not in written or not (written.startswith('"') and written.endswith('"')):
        return value
    return written[1:-1].replace('\\"', '"').replace("\\$", "$")


def handed_on_to(commands: list[Command], state: State) -> tuple[str, int]:
    """The host on which a function runs what it is handed, and how many words it keeps for itself; "" for none."""
    for command in commands:
        host, handed = _runs_there(command, state)
        if host and handed is not None:
            shifts = [c.args[0] if c.args else "1" for c in commands if c.name == "shift" and not c.branch]
            return host, sum(int(times) for times in shifts if times.isdecimal()) + handed
    return "", 0


def _runs_there(command: Command, state: State) -> tuple[str, int | None]:
    """The host to which a command sends words that its function was handed, and how many stand before them."""
    if command.remote and command.inside:
        # `aws ssm send-command --parameters "commands=[\"$*\"]"`: all that is run there was handed in.
        return command.remote, None if command.args else _before(command.name, state)
    if command.name != "ssh" or not command.args:
        return "", None
    told = next((arg for arg in command.args if "@" in arg and not _HANDED.fullmatch(arg)), "ssh")
    return told, _before(command.args[-1], state)


def _before(word: str, state: State) -> int | None:
    """How many of the words that a function is handed come before this one; None for a word of its own."""
    match = _VARIABLE_NAME.match(word)
    handed = _HANDED.fullmatch(word) or (_HANDED.fullmatch(state.variables.get(match[1], "")) if match else None)
    return None if handed is None else int(handed["bare"] or handed["held"] or 1) - 1


def reads_there(command: Command) -> str:
    """The host on which an `ssh` inside a function runs what it reads; empty for any other command."""
    if command.name != "ssh" or command.document is not None or command.inside:
        return ""
    told = nested("ssh", list(command.args), list(command.arg_lines), command.line)
    return next((one.remote for one in told if one.reads), "")


def _bare(parts: _Words) -> _Words:
    """Without the wrappers at the beginning, which may stand before a variable or inside one."""
    words, raw, lines = parts
    skipped = strip(words)
    return words[skipped:], raw[skipped:], lines[skipped:]


def _set_by_wrappers(words: list[str]) -> Iterator[tuple[str, str]]:
    """What `env A=1 node .` sets for the one command, as the shell does where nothing stands before it."""
    for word in words[: strip(words)]:
        name, told, value = word.partition("=")
        if told and name.isidentifier():
            yield name, value


def _verb_first(parts: _Words) -> _Words:
    """`git -C DIR pull` as `git pull`; options of `aws` hold for what it does, and come behind it."""
    words, raw, lines = parts
    verb = verb_at(words)
    if words[0] in _ENGINES and words[verb : verb + 1] == ["container"] and _STARTS & {*words[verb + 1 : verb + 2]}:
        verb += 1  # the long form of the same
    if words[0].rpartition("/")[2] in TELLS_VERB:
        if verb == 1:
            return parts
        order = [0, verb, *range(1, verb), *range(verb + 1, len(words))]
        return [words[index] for index in order], [raw[index] for index in order], [lines[index] for index in order]
    if words[0].rpartition("/")[2] != "aws":
        return [words[0], *words[verb:]], [raw[0], *raw[verb:]], [lines[0], *lines[verb:]]
    order = [0, *range(verb, len(words)), *range(1, verb)]
    done = operation_at([words[index] for index in order])
    order = [*order[:2], *order[done:], *order[2:done]]
    return [words[index] for index in order], [raw[index] for index in order], [lines[index] for index in order]


def _pointed_at(words: list[str]) -> tuple[tuple[str, str], ...]:
    """`docker -H HOST up` as `DOCKER_HOST=HOST docker up`, and a context likewise."""
    if words[0] not in ("docker", "docker-compose"):
        return ()
    before = words[1 : verb_at(words)]
    told = (*pairwise(before), *(word.partition("=")[::2] for word in before))
    return tuple((_POINTS[flag], value) for flag, value in told if flag in _POINTS and value)


def _listed(parts: _Words, state: State) -> _Words:
    """The words of `"${ARGS[@]}"` in its place, behind the command's name, where the script wrote that list."""
    if not any("[" in word for word in parts[0][1:]):
        return parts
    words, raw, lines = [parts[0][0]], [parts[1][0]], [parts[2][0]]
    for word, text, line in list(zip(*parts, strict=True))[1:]:
        match = _WHOLE_LIST.match(word)
        value = held(state.variables.get(match[1], "")) if match else []
        value = value if state.spare(len(value)) else []
        words += value or [word]
        raw += value or [text]
        lines += [line] * (len(value) or 1)
    return words, raw, lines


def _spelled_out(parts: _Words, state: State) -> _Words:
    """`$COMPOSE up` with the words of `COMPOSE="docker compose"` in its place, and `compose up` likewise."""
    words, raw, lines = parts
    if words[0] in _COMPOSES and _COMPOSE_VERBS & set(words[1:6]):
        return ["docker-compose", *words[1:]], ["docker-compose", *raw[1:]], lines
    match = _VARIABLE_NAME.match(words[0])
    value = held(state.variables.get(match[1], "")) if match else []
    forwards = state.forwards.get(words[0])
    if forwards is not None and len(words) > forwards.kept + 1:
        own = forwards.kept + 1
        before, behind = (bound(told, forwards.names, words[1:own]) for told in (forwards.before, forwards.behind))
        rows = [*[lines[0]] * len(before), *lines[own:], *[lines[-1]] * len(behind)]
        return [*before, *words[own:], *behind], [*before, *raw[own:], *behind], rows
    if (told := stands_in(words[0])) is not None:
        value = held(state.variables.get(told[0], "")) or told[1]
    if not value or "$" in value[0] or not state.spare(len(value)):
        return parts
    return [*value, *words[1:]], [*value, *raw[1:]], [lines[0]] * len(value) + lines[1:]


def _script(inner: Nested, scope: Scope, state: State, made: Command) -> list[Pending]:
    text, line = _stored(inner.script, inner.line, state)
    name = inner.label.split()[0]
    if inner.reads:
        handed = next((redirect.target for redirect in made.redirects if redirect.operator == "<<<"), None)
        if scope.document is None and handed is None:
            return []
        document = scope.document
        text, line = (document.text, document.line) if document else _stored(handed or "", made.line, state)
    elif name == "trap":
        scope = replace(scope, branch=(*scope.branch, inner.label))
    if not text.strip() or text.strip() == "-":
        return []
    free = replace(scope, base=line - 1, document=None, feeds=(), fed_by=(), redirects=())
    # The status of a lone command, or of a row of them with `&&`, is the one of the shell around it, which the script
    # ends by; `ssh` hands it on, what is sent through AWS does not.
    alone = scope.remote != "ssm" and not _MORE_THAN_ONE.search(text.strip().replace("&&", ""))
    return [Pending(text, free, errexit=state.errexit and (alone or name in ("trap", "eval")))]


_SHELLS = frozenset(("bash", "sh", "zsh", "dash", "ksh", "ash"))
_SEVERAL = regex(r"[;|\n]|&&")


def _is_strict(given: list[str]) -> bool:
    """The shell that reads it is told to end by the first failure: `ssh HOST bash -e`, `bash -euo pipefail -c …`."""
    # What stands in one word with other commands is told there, and holds for none of these.
    words = [part for word in given[:40] for part in ([word] if _SEVERAL.search(word[:400]) else word[:400].split())]
    first = next((place for place, word in enumerate(words) if word.rpartition("/")[2] in _SHELLS), None)
    for word in words[first + 1 : first + 6] if first is not None else ():
        if word == "errexit" or (word.startswith("-") and not word.startswith("--") and "e" in word):
            return True
        if word == "--" or not (word.startswith("-") or word == "pipefail"):
            return False
    return False


def _stored(script: str, line: int, state: State) -> tuple[str, int]:
    """The text that a variable holds where a script is nothing but that variable, with the line on which it begins."""
    match = _VARIABLE_NAME.match(script.strip())
    if match and len(state.variables.get(match[1], "").split()) > 1 and state.spare(_SCRIPT):
        script, line = state.variables[match[1]], state.places.get(match[1], line)
    return unwrapped(script, line)


def record_assignment(node: "SgNode", scope: Scope, state: State) -> None:
    """Record `NAME=value`, `export NAME=value` and their like; remember the values."""
    kind = node.kind()
    keyword = "=" if kind.startswith("variable_assignment") else node.children()[0].text()
    args: list[str] = []
    raw: list[str] = []
    lines: list[int] = []
    for part in [node] if kind == "variable_assignment" else named(node):
        lines.append(part.range().start.line + 1 + scope.base)
        raw.append(state.source.restore(part.text()))
        if part.kind() != "variable_assignment":
            args.append(value_of(part, state))
            continue
        name, value = pair(part, state)
        grows = adds(part)
        value = joined(state.variables.get(name, ""), value) if grows else value
        # `TEXT=$(echo "$TEXT" | sed …)` goes on holding what it held, written down anew.
        stays = name in state.variables and (value in ("", "()") or bool(scope.function) or _is_of_itself(name, value))
        if grows or not stays:
            state.variables[name] = value
            state.places[name] = lines[-1]
        args.append(f"{name}={value}")
    made = _made(node, keyword, scope, state)
    state.found.append(replace(made, args=tuple(args), words=tuple(raw), arg_lines=tuple(lines), document=None))


def _is_of_itself(name: str, value: str) -> bool:
    return value.startswith("$(") and name in MENTIONED.findall(value[:400])


def record_test(node: "SgNode", scope: Scope, state: State) -> None:
    """Record `[ … ]` and `[[ … ]]` as a command called `[`."""
    words = tuple(state.source.restore(node.text()).strip("[]() \n").split())
    made = _made(node, "[", scope, state)
    args = tuple(word.strip("\"'") for word in words)
    state.found.append(replace(made, args=args, words=words, arg_lines=tuple(made.line for _ in words), document=None))

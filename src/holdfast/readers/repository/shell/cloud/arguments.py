"""Reads the arguments of `aws` commands: inline JSON, shorthand, regions and names."""

import re
from collections.abc import Iterator

from holdfast.model.evidence import Gap, Location
from holdfast.model.facts import Fact
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.policies import reader as policies
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import ASSIGNS, Command
from holdfast.readers.repository.text.json_nodes import parse_json
from holdfast.readers.repository.text.nodes import Node, NodeError

_VARIABLE = regex(r"\$\{?([A-Za-z_]\w{0,80})\}?")
_STANDS_IN = regex(r"\$\{\w{1,80}:?[-=](?P<value>[^${}\"'\n]{1,200})\}")
_REGION = regex(r"^[a-z]{2}(?:-[a-z]+)+-\d$")


def document(command: Command, *flags: str) -> tuple[Node, int] | None:
    """The inline JSON after one of `flags` and the line (from 1) it begins on; None for `file://` and shorthand."""
    text = command.option(*flags)
    if not text or not text.lstrip().startswith(("{", "[")):
        return None
    try:
        return parse_json(text), _line_of_value(command, *flags)
    except NodeError:
        return None


def _line_of_value(command: Command, *flags: str) -> int:
    for index, arg in enumerate(command.args[:-1]):
        if arg in flags:
            return command.arg_lines[index + 1]
    return command.line


def document_facts(command: Command, source: Source, flag: str, *sorts: type[Fact]) -> Iterator[Fact]:
    """What the reader of JSON documents tells about the inline document after `flag`, of these sorts only."""
    text = command.option(flag)
    if not text or not text.lstrip().startswith(("{", "[")):
        return
    part = source.snippet.part(text, _line_of_value(command, flag), heading=source.snippet.heading or command.name)
    for fact in policies.READER.read(part):
        if not isinstance(fact, Gap) and isinstance(fact, sorts):
            yield fact


def shorthand(text: str, key: str) -> str | None:
    """The value of `key` in the CLI's shorthand (`CpuCredits=unlimited,Other=x`) or in JSON."""
    match = re.search(rf"\b{key}\"?\s*[=:]\s*\[?\s*\"?([^\",}}\]\s]+)", text[:20_000])
    return match[1] if match else None


def number(text: str | None) -> int | None:
    """A whole number; None for a variable or nothing."""
    return int(text) if text and re.fullmatch(r"\d{1,9}", text) else None


def count(values: tuple[str, ...]) -> int | None:
    """How many values a list option holds; None when it is a variable that may hold several, or nothing."""
    parts = [part for value in values for part in re.split(r"[,\s]+", value) if part]
    if len(parts) == 1 and "$" in parts[0] and re.search(r"s\}?$|S\}?$|IDS?|LIST", parts[0]):
        return None
    return len(parts) or None


def region_of(command: Command, source: Source) -> str | None:
    """The region a command works in: its own, or the one that the script sets; None when not told."""
    given = command.option("--region")
    variables = source.script.variables
    for value in (given, variables.get("AWS_DEFAULT_REGION"), variables.get("AWS_REGION"), variables.get("REGION")):
        name = source.script.expand(value or "").strip("\"'")
        default = re.fullmatch(r"\$\{\w+:-([\w-]+)\}", name)
        name = default[1] if default else name
        if _REGION.match(name):
            return name
    return None


def named(command: Command, source: Source, *flags: str) -> str | None:
    """The value of a naming option, variables replaced where the script gives them or says what stands for them."""
    value = command.option(*flags)
    told = spelled_out(value, source) if value else None
    # What a command answers when the script runs is no name.
    return told if told is None or "$(" not in told else value


def spelled_out(word: str, source: Source) -> str:
    """The word with what its variables hold, or what stands for them where nothing is given."""
    return _STANDS_IN.sub(r"\g<value>", source.script.expand(word))


def chosen(command: Command, source: Source, *flags: str) -> str | None:
    """The value of an option that chooses among a provider's own words; None when it is a variable of unknown value."""
    value = named(command, source, *flags)
    return None if value is None or "$" in value else value


def written_at(command: Command, source: Source, flag: str) -> Location:
    """Where the value of an option is written: at the option, or where the script gives it to the variable there."""
    variable = _VARIABLE.fullmatch(command.option(flag) or "")
    held = source.script.variables.get(variable[1]) if variable else None
    if variable and held:
        gives = [one for one in source.commands if one.name in ASSIGNS and _gives(one, variable[1])]
        if gives:
            return source.place(next((one for one in gives if f"{variable[1]}={held}" in one.args), gives[0]))
        before = [given.at for given in source.snippet.given if given.name == variable[1]]
        return before[-1] if before else source.snippet.at(command.line_of(flag))
    return source.snippet.at(command.line_of(flag))


def _gives(command: Command, name: str) -> bool:
    return any(arg.startswith(f"{name}=") for arg in command.args)


_MOST_TURNS = 40


def in_turn(command: Command) -> list[Command]:
    """The command as loops run it, with the values that they give to their variables in turn."""
    turns = [command]
    for name, values in command.choices:
        uses = re.compile(rf"\$(?:{re.escape(name)}\b|\{{{re.escape(name)}\}})")
        if not any(uses.search(arg) for arg in command.args) or len(turns) * len(values) > _MOST_TURNS:
            continue
        turns = [
            replace(one, args=tuple(uses.sub(lambda _, to=value: to, arg) for arg in one.args))  # type: ignore[misc]
            for one in turns
            for value in values
        ]
    return turns

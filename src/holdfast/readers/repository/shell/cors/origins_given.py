"""The websites that a command lets call what it starts or makes: a container, a gateway, the URL of a function."""

from collections.abc import Iterator

from holdfast.model.facts import ApplicationCors
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.api_cors import api_cors, setting_cors
from holdfast.readers.repository.shell.access.handed_values import handed_words
from holdfast.readers.repository.shell.configuration.env_files import is_of_server
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import ASSIGNS, Command

_RUNS = frozenset(("docker", "podman", "nerdctl"))
_MAKES = (
    (regex(r"^aws apigatewayv2 (?:create|update)-api\b"), "--cors-configuration"),
    (regex(r"^aws lambda (?:create|update)-function-url-config\b"), "--cors"),
    (regex(r"^aws apigateway put-(?:gateway|integration)-response\b"), "--response-parameters"),
)
_ORIGINS = regex(
    r"(?:\bAllowOrigins|\bheader\.Access-Control-Allow-Origin)[\"']{0,2}\s?[=:]\s?[\\\"']{0,8}(?P<list>\[[^\[\]]{1,1000}\]|[^\s,]{1,300})"
)
_WITH_COOKIES = regex(r"(?i)\bAllowCredentials\"?\s?[=:]\s?\"?true")
_PAIR = regex(
    r"(?:^|[\s,{\"'])(?P<name>[A-Za-z_]\w{2,80})\"?\s?[=:]\s?[\"']?(?P<value>(?:(?!,\w{1,80}=)[^\s\"'{}]){1,1000})"
)
"""A setting whose value may be a list with commas, up to the next setting."""
_ONE = regex(r"[^\s,\"'\[\]]{1,300}")


def origins_given(source: Source) -> Iterator[ApplicationCors]:
    """One fact for each setting or rule; what a guide gives a container or a shell is told where guides are read."""
    if "rigin" not in source.snippet.text.lower():
        return
    there = is_of_server(source)
    for command in source.commands:
        if source.instructed:
            yield from (*_handed(command, source), *_rules(command, source))
        elif command.name in _RUNS and "run" in command.args[:2]:
            yield from _settings(command, source, command.options("-e", "--env"))
        elif command.name in ASSIGNS and (there or command.remote):
            yield from _settings(command, source, command.args)
        else:
            yield from (*_handed(command, source), *_rules(command, source))


def _settings(command: Command, source: Source, given: tuple[str, ...]) -> Iterator[ApplicationCors]:
    for one in given:
        name, equals, value = one.partition("=")
        lines = zip(command.args, command.arg_lines, strict=False)
        line = next((line for arg, line in lines if arg.endswith(one)), command.line)
        said = source.common(source.snippet.at(line))
        if equals and (found := setting_cors(said, name, value.strip("\"'"))):
            yield found


def _handed(command: Command, source: Source) -> Iterator[ApplicationCors]:
    for word, line in handed_words(command):
        for match in _PAIR.finditer(word[:4_000]):
            if found := setting_cors(source.common(source.snippet.at(line)), match["name"], match["value"]):
                yield found


def _rules(command: Command, source: Source) -> Iterator[ApplicationCors]:
    flag = next((flag for made, flag in _MAKES if made.match(command.text)), None)
    text = " ".join(command.many(flag)) if flag else ""
    told = _ORIGINS.search(text[:4_000])
    if flag is None or told is None:
        return
    at = source.snippet.at(command.line_of(flag))
    origins = _ONE.findall(told["list"].rstrip("}\"'"))
    rule = api_cors(source.common(at), at, origins, credentials=_WITH_COOKIES.search(text) is not None)
    yield from (rule,) if rule else ()

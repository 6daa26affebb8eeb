"""Secrets that a command hands over by their names: to a stack, a plan, a chart, a service."""

from collections.abc import Iterator

from holdfast.model.facts import Credential, ExposedSecret
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.exposed import covered, form_of, is_exposed, is_set, looks_random
from holdfast.readers.repository.configuration.lasting_keys import lasting_keys
from holdfast.readers.repository.configuration.names import is_secret
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command

_STACK = regex(r"^(?:aws cloudformation|sam|rain|(?:npx )?(?:aws-)?cdk)\b")
_FLAGS = (
    (_STACK, ("--parameter-overrides", "--parameters", "-c", "--context")),
    (regex(r"^(?:terraform|tofu|terragrunt)\b"), ("-var", "--var")),
    (regex(r"^helm\b"), ("--set", "--set-string")),
    (regex(r"^eb setenv\b"), ("setenv",)),
    (regex(r"^eb create\b"), ("--envvars",)),
    (regex(r"^aws elasticbeanstalk (?:create|update)-environment\b"), ("--option-settings",)),
    (regex(r"^aws amplify (?:create|update)-(?:app|branch)\b"), ("--environment-variables",)),
    (regex(r"^aws apprunner (?:create|update)-service\b"), ("--source-configuration",)),
    (regex(r"^aws lightsail create-container-service-deployment\b"), ("--containers",)),
    (regex(r"^aws lambda (?:create-function|update-function-configuration)\b"), ("--environment",)),
    (regex(r"^kubectl (?:\S+ ){0,4}?create (?:secret|configmap|cm)\b"), ("--from-literal",)),
    (regex(r"^kubectl (?:\S+ ){0,4}?set env\b"), ("env", "--env", "-e")),
    (regex(r"^kubectl (?:\S+ ){0,4}?run\b"), ("--env",)),
    (regex(r"^aws secretsmanager (?:create-secret|(?:update|put)-secret\S*)\b"), ("--secret-string",)),
    (regex(r"^(?:heroku|dokku) config:set\b"), ("config:set", "-a", "--app", "-r")),
    (regex(r"^fly(?:ctl)? secrets set\b"), ("set", "-a", "--app", "--stage")),
)
_TO_TOOLS = regex(r"^(?:terraform|tofu|terragrunt|aws cloudformation|sam|rain|(?:npx )?(?:aws-)?cdk)\b")
"""What is handed to these is theirs, or a template's, which says itself who is given it."""
_LISTED = regex(r"ParameterKey=(?P<name>[\w:-]{1,120}),\s?ParameterValue=(?P<value>[^\s,]{1,400})")
_PAIR = regex(r"(?:^|[\s,{:.\"'])(?P<name>[A-Za-z_][\w-]{0,80})=[\"']?(?P<value>[^\s,{}\"']{1,400})")
_JSON = regex(r"\"(?P<name>\w{1,80})\"\s?:\s?\"(?P<value>[^\"\n]{1,400})\"")
_OPTION = regex(
    r"OptionName\"?\s?[=:]\s?\"?(?P<name>\w{1,80})\"?,\s?\"?Value\"?\s?[=:]\s?[\"']?(?P<value>[^\s,{}\"']{1,400})"
)
_WAYS = (_LISTED, _PAIR, _JSON, _OPTION)
_BLANK = regex(r"(?i)^(?:your|insert|enter|replace|put)|[-_]here$")


def handed_values(command: Command, source: Source) -> Iterator[ExposedSecret]:
    """Each secret that is written out where a command hands it over, on its own line of the command."""
    for name, value, line in _pairs(command):
        if _is_written_out(command, source, name, value):
            at = covered(source.snippet.at(line), value)
            yield ExposedSecret(**source.common(at, name), name=name, form=form_of(name, value))


def handed_keys(command: Command, source: Source) -> Iterator[Credential]:
    """Access keys of AWS among the settings that a command gives a platform for the application which it runs."""
    if source.actor == "workflow" or source.lends_keys or _TO_TOOLS.match(command.text):
        return
    given = dict.fromkeys((name, line) for name, value, line in _pairs(command) if value)
    settings = ((name, source.snippet.at(line)) for name, line in given)
    yield from lasting_keys(dict(source.common(command)), settings)


def _pairs(command: Command) -> Iterator[tuple[str, str, int]]:
    """Name, value and line of each setting that a command hands over."""
    for word, line in handed_words(command):
        for pattern in _WAYS:
            yield from ((match["name"], match["value"], line) for match in pattern.finditer(word[:4_000]))


def handed_words(command: Command) -> Iterator[tuple[str, int]]:
    """The words of a command that hold the settings which it hands over, each with its line."""
    flags = next((flags for program, flags in _FLAGS if program.match(command.text)), ())
    yield from _words(command, flags) if flags else ()


def _is_written_out(command: Command, source: Source, name: str, value: str) -> bool:
    """A guide's value is an example; what a script gives a stack is taken as it stands, a stand-in as well."""
    if source.instructed:
        return is_exposed(name, value) and looks_random(value)
    taken = _STACK.match(command.text) and is_secret(name) and is_set(value) and not _BLANK.search(value)
    return bool(taken) or is_exposed(name, value)


def _words(command: Command, flags: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    """What stands behind one of `flags`, up to the next option, each word with its line."""
    taking = False
    for word, line in zip(command.args, command.arg_lines, strict=False):
        name, equals, value = word.partition("=")
        if word.startswith("-") or word in flags:
            taking = name in flags
            if taking and equals:
                yield value, line
        elif taking:
            yield word, line

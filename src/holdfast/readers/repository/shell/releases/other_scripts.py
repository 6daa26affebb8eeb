"""Scripts that are for something else than the next release, by their names: a set-up, a backup, a developer's own."""

from holdfast.model.own_machine import OWN_MACHINE
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.steps.source import Source

_OTHER_NAME = regex(
    r"(?i)(?<![a-z])dev(?![a-z])|(?<!la)test|setup|install|init|bootstrap|provision|seed|backup|restore"
    r"|user[-_]?data|roll[-_]?back"
    r"|create[-_](?:ecs[-_]?)?(?:service|cluster|stack|infra)|destroy|teardown|cleanup|entrypoint"
    r"|docker-entrypoint|e2e|lint|contract|hardhat|foundry"
)
_LOCAL = regex(r"(?i)local")
_THERE = regex(r"^(?:[^\s:/@]{1,200}@)?(?P<host>[^\s:/@]{1,200}):(?!//)")
_HERE = regex(rf"^(?:[^\s@]{{1,200}}@)?{OWN_MACHINE}$")
_SENDS = frozenset(("rsync", "scp"))


def is_called_otherwise(name: str) -> bool:
    """A script of that name does something else than release, or does so on its own machine."""
    return _OTHER_NAME.search(name) is not None or _LOCAL.search(name) is not None


def is_for_something_else(source: Source) -> bool:
    """Its name says so; one that is called local may well be run there, and release on a host all the same."""
    name = source.snippet.name
    if _OTHER_NAME.search(name):
        return True
    return _LOCAL.search(name) is not None and not _reaches_host(source)


def _reaches_host(source: Source) -> bool:
    """It sends something to another machine, or starts something there."""
    hosts = [command.remote for command in source.activations if command.remote]
    for command in source.commands:
        words = command.args if command.name in _SENDS else ()
        hosts += [found["host"] for word in words if (found := _THERE.match(source.script.expand(word)))]
    return any(host != "localhost" and not _HERE.match(host) for host in hosts)

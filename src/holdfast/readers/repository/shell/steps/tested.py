"""Tests on the way to a release, and those whose failure holds nothing up."""

from collections.abc import Iterator

from holdfast.model.facts import ScriptFault
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command, Failure

_TESTS = regex(
    r"^(?:php |python[\d.]* (?:-m )?)?(?:"
    r"(?:npm|pnpm|yarn|bun)(?: run)?(?: (?:-\S+|workspace \S+))* (?:unit[-:])?test(?:[:_-]\S+)?(?: |$)|npm t(?: |$)"
    r"|(?:jest|vitest|mocha|ava|pytest|py\.test|unittest|tox|nox|rspec|phpunit|pest|ctest)(?: |$)"
    r"|(?:playwright|go|cargo|dotnet|ng|mix|deno|flutter|artisan|manage\.py|composer|make|sbt)(?: run)? test(?: |$)"
    r"|cypress run|cargo nextest|(?:nx|turbo)(?: \S+){0,4} test(?: |$)"
    r"|(?:rails|rake)(?: \S+)* (?:test|spec)(?::\S+)?(?: |$)"
    r"|gradlew?\b(?!.* -x test\b)(?: \S+)* :?(?:\S+:)?(?:test|check)(?: |$)"
    r"|mvnw?\b(?!.*(?:-DskipTests|-Dmaven\.test\.skip))(?: \S+)* (?:test|verify)(?: |$))"
)
_FAILS_TO_NOBODY = regex(
    r"-Dmaven\.test\.failure\.ignore(?:=true)?(?: |$)|-Dtestng?\.ignoreFailures|--passWithFailures"
)


_CONTAINERS = frozenset(("docker", "docker-compose", "podman"))
_MOST_WORDS = 30


def is_test(command: Command) -> bool:
    """It runs the product's tests, if need be inside a container."""
    if _TESTS.search(command.text):
        return True
    if command.name not in _CONTAINERS or not {"run", "exec"} & set(command.args):
        return False
    words = command.args[:_MOST_WORDS]
    return any(_TESTS.search(" ".join(words[start:])) for start in range(2, len(words)))


def passes_anyway(command: Command) -> bool:
    """Whoever runs it hears nothing of a test that failed."""
    return command.failure is Failure.SWALLOWED or _FAILS_TO_NOBODY.search(command.text) is not None


def unheeded_tests(source: Source) -> Iterator[ScriptFault]:
    """The tests of a script that a release behind them does not wait for; none where another test is waited for."""
    live = source.activations[-1].order if source.activations else 0
    found = [command for command in source.commands[:live] if is_test(command)]
    if not found or not all(map(passes_anyway, found)):
        return
    for command in found:
        yield source.fault("test", "error-swallowed", command)

"""Questions that find out which of two copies serves."""

from holdfast.readers.repository.shell import commands
from holdfast.readers.repository.shell.delivery.reader import probes

_ASKS = "if curl -sf http://localhost:8081/health; then\n  NOW=blue\nelif curl -sf http://localhost:8082/health; then\n"
_ASKS += '  NOW=green\nelse\n  echo "none"\n  NOW=none\nfi\n'
_START = "docker run -d --name app-$NOW shop:$TAG\n"
_CHECK = "curl -f http://localhost:8080/health || exit 1\n"


def asked(text: str) -> list[int]:
    return [probe.command.line for probe in probes(commands(text))]


def test_what_only_chooses_the_copy_to_be_started_asks_nothing_about_the_release() -> None:
    assert asked(_ASKS + _START) == []
    assert asked(_ASKS + _START + _CHECK) == [10]


def test_a_question_behind_the_start_or_with_other_consequences_is_about_the_release() -> None:
    assert asked(_START + _ASKS) == [2, 4]
    assert asked(_ASKS) == [1, 3]
    assert asked("if ! curl -sf http://localhost:8081/health; then\n  NOW=none\n  exit 1\nfi\n" + _START) == [1]
    assert asked("if curl -sf http://localhost:8081/health; then\n  echo up\nfi\n" + _START) == [1]

"""Questions that a loop repeats, and whether a bad answer has a consequence."""

import pytest

from holdfast.readers.repository.shell.delivery.reader import probes
from holdfast.readers.repository.shell.syntax.parse import parse

_ASK = "curl -sf http://localhost:8080/health"
_DOCKER = "docker inspect -f '{{.State.Health.Status}}' web"


def decisions(text: str, *, errexit: bool = False) -> list[bool]:
    return [probe.decides for probe in probes(parse(text, errexit=errexit).commands)]


@pytest.mark.parametrize(
    "text",
    [
        f"until {_ASK}; do sleep 2; done\n",
        f"while ! {_ASK} > /dev/null; do\n  echo waiting\n  sleep 2\ndone\n",
        "until $(curl --output /dev/null --silent --fail http://localhost:8080/health); do printf .; sleep 5; done\n",
        f"while true; do\n  if {_ASK}; then break; fi\n  sleep 2\ndone\n",
        f'until [ "$({_DOCKER})" = healthy ]; do sleep 1; done\n',
        'while [ "$S" != 200 ]; do\n  S=$(curl -s -o /dev/null -w "%{http_code}" http://localhost/health)\n  sleep 2\ndone\n',
        f'ok() {{\n  it="$({_ASK})"\n  grep -q up <<< "$it"\n}}\nuntil ok; do\n  sleep 2\ndone\n',
        f"for n in 1 2 3; do\n  if {_ASK}; then break; fi\n  [ $n = 3 ] && exit 1\n  sleep 2\ndone\n",
        f"die() {{\n  echo $1\n  exit 1\n}}\nup() {{\n  for n in 1 2; do\n    if {_ASK}; then return 0; fi\n  done\n  die no\n}}\nup",
    ],
)
def test_a_loop_that_only_a_good_answer_ends_heeds_it(text: str) -> None:
    assert decisions(text) == [True]


@pytest.mark.parametrize(
    "text",
    [
        f"for n in 1 2 3; do\n  if {_ASK}; then break; fi\n  sleep 2\ndone\n",
        f'ok() {{\n  it="$({_ASK})"\n  echo "$it"\n}}\nuntil ok; do\n  sleep 2\ndone\n',
        f"until [ $n -ge 30 ] || {_ASK}; do sleep 1; n=$((n + 1)); done\n",
        f"until {_ASK} || [ $n -ge 30 ]; do sleep 1; n=$((n + 1)); done\n",
        f"while ! {_ASK}; do\n  sleep 1\n  n=$((n + 1))\n  if [ $n -gt 9 ]; then break; fi\ndone\n",
        f"while true; do\n  if {_ASK}; then break; fi\n  if [ $n -gt 9 ]; then break; fi\n  sleep 2\ndone\n",
        "for n in 1 2 3; do\n  if docker compose ps | grep -q '(healthy)'; then echo up; break; fi\n  sleep 2\ndone\n",
    ],
)
def test_a_loop_that_also_ends_without_one_does_not(text: str) -> None:
    assert decisions(text) == [False]


def test_dockers_own_check_is_asked_by_inspecting_or_by_the_word_in_its_list() -> None:
    assert decisions(f'S=$({_DOCKER})\nif [ "$S" != healthy ]; then exit 1; fi\n') == [True]
    assert decisions("docker compose ps | grep -q healthy || exit 1\n") == [True]
    for other in (
        "docker compose ps | grep web\n",
        "docker inspect web\n",
        "docker compose ps | grep unhealthy\n",
        "until docker inspect -f '{{.State.Health.Status}}' shop-db; do sleep 1; done\n",
    ):
        assert decisions(other) == []


@pytest.mark.parametrize(
    ("text", "decides"),
    [
        (f"for n in 1 2 3; do\n  {_ASK} && {{ echo up; break; }}\n  sleep 2\ndone\n", False),
        (f"for n in 1 2 3; do\n  {_ASK} && exit 0\n  sleep 2\ndone\necho late\nexit 0\n", False),
        (f"{_ASK} && echo up\necho done\n", False),
        (f"for n in 1 2 3; do\n  {_ASK} && exit 0\n  sleep 2\ndone\necho late\nexit 1\n", True),
        (f"for n in 1 2 3; do\n  {_ASK} && break\n  sleep 2\ndone\n{_ASK}\n", True),
        (f"{_ASK} && echo up\n", True),
        (f"{_ASK}\necho up\n", True),
    ],
)
def test_what_stands_before_a_good_words_ampersands_ends_nothing_under_errexit(text: str, *, decides: bool) -> None:
    assert decisions(text, errexit=True)[-1] is decides


_CODE = 'curl -s -o /dev/null -w "%{http_code}" http://localhost:8080/health'


@pytest.mark.parametrize(
    ("text", "heeded"),
    [
        (f'test "$({_CODE})" = 200\n', True),
        (f'[ "$({_CODE})" = 200 ]\n', True),
        (f'[ "$({_CODE})" = 200 ] || exit 1\n', True),
        (f'[ "$({_CODE})" = 200 ] || echo failed\n', False),
        (f"{_CODE}\n", False),
        (f"{_CODE} | grep -q 200\n", True),
        (f"{_ASK} &\n", False),
        (f"{_ASK}\n", True),
    ],
)
def test_a_code_that_is_only_printed_and_a_question_in_the_background_decide_nothing(
    text: str, *, heeded: bool
) -> None:
    assert decisions(text + "echo done\n", errexit=True) == [heeded]


def test_an_address_that_stands_in_for_itself_is_asked_there() -> None:
    script = parse('ASK="${ASK:-http://127.0.0.1:${PORT:-8080}/up}"\ncurl -f "$ASK"\n')
    assert [(probe.path, probe.port) for probe in probes(script.commands, script.variables)] == [("/up", 8080)]

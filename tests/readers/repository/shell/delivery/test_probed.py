"""Questions for health whose bad answer only gets a word."""

import pytest

from holdfast.model.facts import HealthProbe
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of

_ASK = "curl -fsS http://localhost:8080/health"


def goes_on(text: str) -> tuple[int | None, int | None] | None:
    """The lines where a deployment goes on after a bad answer; None where they are not told."""
    facts = facts_of(Snippet("bin/deploy.sh", f"#!/bin/bash\ngit pull\npm2 reload shop\n{text}"))
    [probe] = [fact for fact in facts if isinstance(fact, HealthProbe)]
    at = probe.places.get("decides")
    return (at.start_line, at.end_line) if at else None


_COUNTED = f"n=0\nwhile [ $n -lt 9 ]; do\n  {_ASK} && break\n  n=$((n + 1))\ndone\n"
_NOTED = f"well=false\nfor i in 1 2 3; do\n  if {_ASK}; then\n    well=true\n    break\n  fi\ndone\n"
_CODE = "code=$(curl -s -o /dev/null -w '%{http_code}' http://localhost:8080/health)\n"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (f"if {_ASK}; then\n  echo up\nelse\n  echo down\n  pm2 logs\nfi\n", (7, 8)),
        (f"if ! {_ASK}; then\n  echo down\nfi\n", (5, 5)),
        (f"{_COUNTED}if [ $n -ge 9 ]; then\n  echo late\nelse\n  echo up\nfi\n", (9, 10)),
        (f'{_NOTED}if [ "$well" = true ]; then\n  echo up\nelse\n  echo down\nfi\n', (14, 14)),
        (f'{_NOTED}if [ "$well" = false ]; then\n  echo down\nfi\n', (11, 12)),
        (f'{_CODE}if [ "$code" != 200 ]; then\n  echo down\nfi\n', (5, 6)),
        (f"{_COUNTED}if (( n >= 9 )); then\n  echo late\nfi\n", (10, 10)),
        (f"{_COUNTED}if ((n < 9)); then\n  echo up\nelse\n  echo late\nfi\n", (12, 12)),
        (f"{_COUNTED}[ $n -lt 9 ] || warn late\n", (9, 9)),
        (f'{_CODE}if [ "$code" = 200 ] || [ "$code" = 302 ]; then\n  echo up\nelse\n  echo down\nfi\n', (8, 8)),
        (f"{_COUNTED}if (( m >= 9 )); then\n  echo many\nfi\n", None),
        (f"{_ASK} || true\n", None),
    ],
)
def test_the_branch_that_only_speaks_of_a_bad_answer(text: str, lines: tuple[int, int] | None) -> None:
    assert goes_on(text) == lines


def test_a_bad_answer_that_ends_the_deployment_goes_on_nowhere() -> None:
    assert goes_on(f"if ! {_ASK}; then\n  echo down\n  exit 1\nfi\n") is None


_ASKING = 'well() {\n  if curl -fs "$2" >/dev/null; then\n    return 0\n  fi\n  return 1\n}\n'
_WAITING = "n=0\nwhile [ $n -lt 9 ]; do\n  well api http://localhost:8080/health && break\n  n=$((n + 1))\ndone\n"


@pytest.mark.parametrize(
    ("function", "end", "decides"),
    [
        (_ASKING, "echo late", False),
        (_ASKING, "exit 1", True),
        (_ASKING.replace("return 1", "exit 1"), "echo late", True),
    ],
)
def test_a_function_that_asks_the_address_it_is_handed_is_asked_by_its_calls(
    function: str, end: str, decides: bool
) -> None:
    text = f"#!/bin/bash\n{function}docker compose up -d\n{_WAITING}if [ $n -ge 9 ]; then\n  {end}\nfi\n"
    facts = facts_of(Snippet("bin/deploy.sh", text))
    [probe] = [fact for fact in facts if isinstance(fact, HealthProbe)]
    assert (probe.path, probe.port, probe.decides, probe.at.start_line) == ("/health", 8080, decides, 11)


@pytest.mark.parametrize(
    ("name", "asker"),
    [
        ("check-health.sh", "deploy"),
        ("watch-health.sh", "monitor"),
        ("health_alert.sh", "monitor"),
        ("dev-smoke.sh", "monitor"),
    ],
)
def test_what_watches_a_product_that_runs_is_no_step_of_a_deployment(name: str, asker: str) -> None:
    facts = facts_of(Snippet(f"bin/{name}", f"#!/bin/bash\nif ! {_ASK}; then\n  echo down\nfi\n"))
    [probe] = [fact for fact in facts if isinstance(fact, HealthProbe)]
    assert probe.asker == asker


_STATE = "docker inspect --format='{{.State.Health.Status}}' shop 2>/dev/null || echo none"


@pytest.mark.parametrize(
    ("function", "decides"),
    [
        ('die() { echo "$1"; exit 1; }\n', True),
        ('die() { echo "$1"; if [ -n "$STRICT" ]; then exit 1; fi; }\n', False),
        ('die() { echo "$1"; }\n', False),
    ],
)
def test_a_function_that_ends_the_script_is_an_end_like_any_other(function: str, *, decides: bool) -> None:
    asked = f'for i in 1 2 3; do\n  state="$({_STATE})"\n  [ "$state" = healthy ] && break\n  sleep 5\ndone\n'
    text = f'#!/bin/bash\n{function}docker compose up -d\n{asked}[ "$state" = healthy ] || die "does not answer"\n'
    facts = facts_of(Snippet("bin/deploy.sh", text))

    assert [fact.decides for fact in facts if isinstance(fact, HealthProbe)] == [decides]


@pytest.mark.parametrize(
    ("asks", "decides"), [('[ "$(code_of "$1")" = 200 ] || return 1', True), ('echo "it says $(code_of "$1")"', False)]
)
def test_what_a_function_prints_decides_where_somebody_acts_on_it(asks: str, *, decides: bool) -> None:
    prints = "code_of() {\n  curl -s -o /dev/null -w '%{http_code}' \"$1/health\" || true\n}\n"
    text = f"#!/bin/bash\nset -e\ngit pull\npm2 reload shop\n{prints}is_up() {{\n  {asks}\n}}\nis_up http://localhost:8080\n"
    probes = [fact for fact in facts_of(Snippet("bin/deploy.sh", text)) if isinstance(fact, HealthProbe)]
    assert [probe.decides for probe in probes] == [decides]


@pytest.mark.parametrize("name", ["diagnostics", "show_all"])
def test_what_is_asked_once_something_failed_is_no_question_for_the_release(name: str) -> None:
    text = f"{name}() {{\n  {_ASK} || true\n}}\ntrap {name} ERR\n"
    facts = facts_of(Snippet("bin/deploy.sh", f"#!/bin/bash\nset -e\n{text}git pull\npm2 reload shop\n"))
    assert not [fact for fact in facts if isinstance(fact, HealthProbe)]


@pytest.mark.parametrize(("behind", "decides"), [("exit 1", True), ("exit 0", False)])
def test_a_loop_that_only_a_good_answer_leaves_decides_by_what_stands_at_the_end(behind: str, *, decides: bool) -> None:
    loop = "for i in 1 2 3; do\n  body=$(curl -s http://localhost:8080/health || true)\n"
    loop += '  if echo "$body" | grep -q UP; then\n    exit 0\n  fi\ndone\n'
    shows = "pm2 logs || true\n" * 16
    text = f"#!/bin/bash\ngit pull\npm2 reload shop\n{loop}{shows}{behind}\n"
    probes = [fact for fact in facts_of(Snippet("bin/deploy.sh", text)) if isinstance(fact, HealthProbe)]
    assert [probe.decides for probe in probes] == [decides]


def test_an_end_for_no_answer_at_all_is_nothing_that_goes_on_after_a_bad_one() -> None:
    text = "if curl -s http://localhost:8080/health > /dev/null; then\n  echo up\nelse\n  {}\nfi\n"
    for ends, places in (("exit 1", ()), ("echo down", {"decides"})):
        facts = facts_of(Snippet("ops/deploy.sh", "docker compose up -d\n" + text.format(ends)))
        (probe,) = (fact for fact in facts if isinstance(fact, HealthProbe))
        assert set(probe.places) == set(places)


def test_an_answer_that_a_variable_keeps_decides_however_much_is_said_first() -> None:
    kept = 'CODE=$(curl -s -o /dev/null -w "%{http_code}" http://localhost/health || echo 000)\n'
    said = "\n".join(f"  journalctl -u part{n}" for n in range(20))
    for name, decides in (("CODE", True), ("OTHER", False)):
        text = f'{kept}if [ "${name}" = "200" ]; then\n  echo fine\nelse\n{said}\n  exit 1\nfi\n'
        found = facts_of(Snippet("deploy.sh", f"git pull\nsystemctl restart shop\n{text}"))
        assert [fact.decides for fact in found if isinstance(fact, HealthProbe)] == [decides]


@pytest.mark.parametrize(
    ("call", "decides"),
    [
        ("healthy || echo 'goes on'", False),
        ("healthy", True),
        ("healthy || exit 1", True),
        ("if ! healthy; then exit 1; fi", True),
    ],
)
def test_who_calls_a_function_that_asks_may_let_its_answer_go(call: str, *, decides: bool) -> None:
    asked = "healthy() {\n  for i in 1 2 3; do\n    curl -sf http://localhost:3000/health && return 0\n  done\n  return 1\n}\n"
    facts = facts_of(Snippet("bin/deploy.sh", f"#!/bin/bash\nset -e\n{asked}docker compose up -d\n{call}\n"))
    [probe] = [fact for fact in facts if isinstance(fact, HealthProbe)]
    assert probe.decides is decides
    assert [place.start_line for place in probe.places.values()] == ([] if decides else [10])

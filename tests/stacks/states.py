"""Runs a state machine in small: tasks are calls of AWS, and its expressions go through JSONata's own reference program.

moto runs state machines, too, and has no JSONata: what would be left out is the very part that can be wrong.
"""

import json
import re
import subprocess
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from holdfast.rig import npm

Call = Callable[[str, str, Mapping[str, Any]], Any]
"""Calls one operation of a service, such as `iam`, `listUsers`, with its parameters."""

_WHOLE = re.compile(r"^\{%(?P<expression>.*)%\}$", re.DOTALL)
_TASK = re.compile(r"^arn:aws:states:::aws-sdk:(?P<service>\w+):(?P<operation>\w+)$")
_PROGRAM = """
const [expression, states] = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
require("jsonata")(expression).evaluate(null, {states})
  .then((value) => process.stdout.write(JSON.stringify({value})));
"""


def run(definition: Mapping[str, Any], given: Any, call: Call, now: datetime) -> Any:
    """What a machine, or the states within a map, gives at its end.

    Args:
        definition: with `StartAt` and `States`.
        given: its input.
        call: makes the calls of its tasks.
        now: when each state is entered.
    """
    name, value = definition["StartAt"], given
    while True:
        state = definition["States"][name]
        entered = now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        about = {"input": value, "context": {"State": {"EnteredTime": entered}}}
        result = _result(state, about, call, now)
        value = filled(state["Output"], {**about, "result": result}) if "Output" in state else result
        if state.get("End"):
            return value
        name = state["Next"]


def _result(state: Mapping[str, Any], about: Mapping[str, Any], call: Call, now: datetime) -> Any:
    if state["Type"] == "Map":
        items = filled(state["Items"], about)
        assert isinstance(items, list), "Step Functions refuses a map over what is no list"
        return [run(state["ItemProcessor"], item, call, now) for item in items]
    task = _TASK.match(state["Resource"])
    assert state["Type"] == "Task"
    assert task is not None
    return call(task["service"], task["operation"], filled(state.get("Arguments", {}), about))


def filled(template: Any, states: Mapping[str, Any]) -> Any:
    """A value of the definition with what its expressions come to."""
    if isinstance(template, Mapping):
        return {key: filled(value, states) for key, value in template.items()}
    if isinstance(template, list):
        return [filled(value, states) for value in template]
    whole = _WHOLE.match(template) if isinstance(template, str) else None
    return evaluate(whole["expression"], states) if whole else template


def evaluate(expression: str, states: Mapping[str, Any]) -> Any:
    """What an expression comes to, `$states` being given.

    Raises:
        AssertionError: it comes to nothing, at which Step Functions fails the state, or is wrong.
    """
    folder = npm.install(Path(__file__).parent / "jsonata")
    done = subprocess.run(
        [npm.find_node(), "-e", _PROGRAM],
        input=json.dumps([expression, states], default=_time),
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert "value" in answer, f"{expression} comes to nothing"
    return answer["value"]


def _time(value: Any) -> str:
    """A time as the SDK of Step Functions gives it."""
    assert isinstance(value, datetime)
    return value.astimezone(UTC).isoformat()[:19] + "Z"

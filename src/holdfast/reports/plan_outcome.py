"""How a deployment came out, what differs from what is deployed, and what a demolition would delete; for people."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from holdfast.model.demolition import Demolition, Fate
from holdfast.model.deployment import Act, Cause, StackResult
from holdfast.model.difference import StackDifference, Value
from holdfast.reports.catalogue import Catalogue
from holdfast.reports.plan_text import styled
from holdfast.reports.terminal import Indented, drawn
from holdfast.reports.words import duration, one_line

_ACTS = {Act.ADD: "+", Act.MODIFY: "~", Act.REPLACE: "±", Act.REMOVE: "-"}
_LONGEST_VALUE = 120


def render_results(
    results: Sequence[StackResult],
    left: Sequence[str],
    catalogue: Catalogue,
    *,
    done: str = "done",
    colour: bool = False,
) -> str:
    """What was deployed or deleted, and the first cause where it failed.

    Args:
        results: of the stacks that were touched.
        left: names of those that were not begun.
        catalogue: of the reader's language.
        done: key of the sentence for a good end: `done` or `destroyed`.
        colour: with a terminal's colours.
    """
    return drawn(_results(results, left, catalogue, done), colour=colour)


def _results(
    results: Sequence[StackResult], left: Sequence[str], catalogue: Catalogue, done: str
) -> Iterator[RenderableType]:
    words, units = catalogue.check("plan.outcome"), catalogue.check("restoring.units")
    for one in results:
        if one.is_well:
            line = words["stack"].format(stack=one.stack, done=one.done, time=duration(max(one.seconds, 1), units))
            yield Text(f"✓ {line}", style="green", overflow="fold")
            continue
        key = "failed" if one.is_rolled_back else "stuck"
        yield Text(f"✗ {words[key].format(stack=one.stack, region=one.region, state=one.state)}", style="bold red")
        if one.cause:
            yield from _cause(one.cause, catalogue)
    failed = any(not one.is_well for one in results)
    if left and failed:
        yield Text(words["left"].format(stacks=", ".join(left)), overflow="fold")
    if failed:
        yield Text(words["again"], style="bold", overflow="fold")
    elif results:
        yield Text(words[done].format(stacks=", ".join(one.stack for one in results)), style="bold", overflow="fold")
    else:
        yield Text(words["nothing"])


def _cause(cause: Cause, catalogue: Catalogue) -> Iterator[RenderableType]:
    words = catalogue.check("plan.outcome")
    head = words["cause"].format(logical_id=cause.logical_id, kind=cause.kind)
    yield Indented(styled(head, "bold"), 2)
    yield Indented(Text(cause_text(cause, catalogue), overflow="fold"), 2)
    yield Indented(styled(words["reason"].format(reason=one_line(cause.reason)), "dim"), 2)


def cause_text(cause: Cause, catalogue: Catalogue) -> str:
    """A cause in plain words, with its particulars where they are known."""
    known = cause.params
    action = " ".join(known[name] for name in ("action", "resource") if name in known)
    particulars = {
        "action": f" ({action})" if action else "",
        "what": f" ({known['what']})" if "what" in known else "",
        "detail": known.get("detail", "—"),
    }
    return catalogue.check("plan.causes")[cause.key].format(**particulars)


def render_difference(found: Iterable[StackDifference], catalogue: Catalogue, *, colour: bool = False) -> str:
    """What differs, stack by stack, value by value."""
    return drawn(_difference(found, catalogue), colour=colour)


def _difference(found: Iterable[StackDifference], catalogue: Catalogue) -> Iterator[RenderableType]:
    words = catalogue.check("plan.diff")
    looked = True
    for one in found:
        yield Text(words["headline"].format(stack=one.stack, region=one.region), "bold", overflow="fold")
        if not one.there:
            yield Indented(Text(words["absent"]), 2)
        elif not one.parts and not one.drifted:
            yield Indented(styled(words["same"], "green"), 2)
        for part in one.parts if one.there else ():
            kind = f" ({part.kind})" if part.kind else ""
            yield Indented(styled(f"{_ACTS[part.act]} {part.name}{kind}", _style(part.act)), 2)
            yield from _values(part.values, words)
        for drift in one.drifted or ():
            yield Indented(styled(f"! {drift.logical_id} ({drift.kind}): {words['drift']}", "yellow"), 2)
            yield from _values(drift.values, words)
        looked = looked and (one.drifted is not None or not one.there)
    if not looked:
        yield Text(words["unlooked"], style="dim", overflow="fold")


def _style(act: Act) -> str:
    return {Act.ADD: "green", Act.REMOVE: "red"}.get(act, "")


def _values(values: Iterable[Value], words: Mapping[str, str]) -> Iterator[RenderableType]:
    for value in values:
        before, after = (_shown(each, words) for each in (value.before, value.after))
        yield Indented(Text(f"{value.path}: {before} → {after}"), 6)


def _shown(value: Any, words: Mapping[str, str]) -> str:
    if value is None:
        return words["missing"]
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
    plain = one_line(text)
    return plain if len(plain) <= _LONGEST_VALUE else f"{plain[:_LONGEST_VALUE]}…"


def render_demolition(environment: str, found: Demolition, catalogue: Catalogue, *, colour: bool = False) -> str:
    """What would be deleted in which order, and what of it holds data."""
    return drawn(_demolition(environment, found, catalogue), colour=colour)


def _demolition(environment: str, found: Demolition, catalogue: Catalogue) -> Iterator[RenderableType]:
    words = catalogue.check("plan.destroy")
    if not found.stacks:
        yield Text(words["none"])
        return
    yield Text(words["headline"].format(environment=environment), style="bold", overflow="fold")
    for one in found.stacks:
        protected = f", {words['protected']}" if one.protected else ""
        line = words["stack"].format(stack=one.stack, region=one.region, state=one.state)
        yield Indented(Text(f"- {line}{protected}", overflow="fold"), 2)
    if found.holders:
        yield Text(words["holders"], style="bold")
    for holder in found.holders:
        text = f"{holder.stack}: {holder.logical_id} ({holder.kind} {one_line(holder.physical_id)}): "
        style = "red" if holder.fate is Fate.LOST else "yellow"
        yield Indented(styled(f"{text}{words[holder.fate.value]}", style), 2)

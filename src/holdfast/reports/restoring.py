"""What a restore will do, what it has done, and what a proof has shown: for people, in words that fit a bad night."""

from collections.abc import Iterator, Mapping

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from holdfast.model.backup import Proof
from holdfast.model.restoring import Restored, RestorePlan, Typed
from holdfast.reports.catalogue import Catalogue
from holdfast.reports.terminal import Indented, drawn
from holdfast.reports.words import counted, duration, moment, size

_WAYS_BACK = {Typed.PSQL: "way-back-database", Typed.SHELL: "way-back"}
_MOST_LINES = 20
_LONGEST = 300


def render_plan(plan: RestorePlan, catalogue: Catalogue, *, agreed: bool, replace: bool, colour: bool = False) -> str:
    """The plan as text.

    Args:
        plan: what will be done.
        catalogue: of the reader's language.
        agreed: whether it is done right after this; else what to add is said.
        replace: whether what is replaced was named.
        colour: whether to draw with terminal colours.
    """
    told = _Plan(plan, catalogue)
    parts: list[RenderableType] = [told.head(), Text(""), told.table(), Text(""), *told.warnings()]
    parts.append(Text(told.words["order"]))
    if not agreed:
        key = "agree-replace" if plan.replaces and not replace else "agree"
        parts += [Text(""), Text(told.words[key].format(target=plan.target), style="bold yellow")]
    return drawn(parts, colour=colour)


def render_restored(restored: Restored, catalogue: Catalogue, *, colour: bool = False) -> str:
    """What was done, and the commands that follow, each on a line of its own."""
    # A command is copied: rich would break a long one, and a terminal does not.
    parts = _done(restored, catalogue)
    return "".join(f"    {part}\n" if isinstance(part, str) else drawn((part,), colour=colour) for part in parts)


def render_proof(proof: Proof, catalogue: Catalogue, *, colour: bool = False) -> str:
    """What one verification saw."""
    return drawn(_proof(proof, catalogue), colour=colour)


class _Plan:
    def __init__(self, plan: RestorePlan, catalogue: Catalogue) -> None:
        self._plan = plan
        self._catalogue = catalogue
        self.words = catalogue.check("restoring.plan")
        self._units = catalogue.check("restoring.units")

    def head(self) -> Text:
        manifest = self._plan.manifest
        text = self.words["headline"].format(
            product=manifest.product, environment=manifest.environment, at=moment(self._plan.at)
        )
        return Text(text, style="bold")

    def table(self) -> Table:
        grid = Table.grid(padding=(0, 2))
        grid.add_column(no_wrap=True)
        grid.add_column(overflow="fold")
        for label, lines in self._rows():
            for number, line in enumerate(lines):
                grid.add_row(Text("" if number else self.words[label], style="dim"), Text(_plain(line)))
        return grid

    def warnings(self) -> Iterator[RenderableType]:
        texts = self._catalogue.check("restoring.warnings")
        for warning in self._plan.warnings:
            yield Text(f"! {texts[warning]}", style="yellow")
        if self._plan.warnings:
            yield Text("")

    def _rows(self) -> Iterator[tuple[str, list[str]]]:
        plan, words = self._plan, self.words
        manifest = plan.manifest
        line = words["backup-line"].format(
            id=manifest.id, kind=manifest.kind.value, version=manifest.server_version, size=size(manifest.source_bytes)
        )
        age = self._span((plan.at - manifest.finished_at).total_seconds())
        yield "backup", [line, words["age"].format(at=moment(manifest.finished_at), age=age)]
        yield "moment", self._moment()
        target = words["target-database" if plan.server else "target-folder"]
        yield "target", [target.format(target=plan.target, server=plan.server, version=plan.server_version)]
        yield "there", self._there()
        if plan.kept:
            yield "kept", [self._kept(one.name, one.size) for one in plan.kept]
        if plan.leftovers:
            yield "leftovers", [words["leftovers-line"].format(name=name) for name in plan.leftovers]
        yield "space", [self._space()]
        yield "time", [self._time()]

    def _moment(self) -> list[str]:
        plan, words = self._plan, self.words
        if plan.earliest is None:
            return [words["moment-dump"].format(at=moment(plan.manifest.started_at, seconds=True))]
        if plan.gap:
            earliest = moment(plan.earliest, seconds=True)
            return [words["moment-gap"].format(first=plan.gap), words["window-gap"].format(earliest=earliest)]
        latest = moment(plan.latest, seconds=True) if plan.latest else ""
        window = words["window"].format(earliest=moment(plan.earliest, seconds=True), latest=latest or "?")
        if plan.to_time is None:
            told = words["moment-latest"].format(at=latest) if latest else ""
            return [words["moment-end"].format(latest=told), window]
        lines = [words["moment-time"].format(at=moment(plan.to_time, seconds=True))]
        return [*lines, *([words["zone-assumed"]] if plan.zone_assumed else []), window]

    def _there(self) -> list[str]:
        plan, words = self._plan, self.words
        if not plan.replaces:
            return [words["there-nothing"]]
        text = words["there-database" if plan.server else "there-folder"]
        line = text.format(objects=plan.objects, size=size(plan.size or 0), connections=plan.connections)
        return [line, words["aside"]]

    def _kept(self, name: str, taken: int | None) -> str:
        if taken is None:
            return self.words["kept-plain"].format(name=name)
        return self.words["kept-line"].format(name=name, size=size(taken))

    def _space(self) -> str:
        plan, words = self._plan, self.words
        if plan.free is None:
            return words["space-unknown"].format(needed=size(plan.needed))
        key = "space-line" if plan.free >= plan.needed else "space-short"
        return words[key].format(needed=size(plan.needed), free=size(plan.free), place=plan.space_at)

    def _time(self) -> str:
        proof = self._plan.proof
        if proof is None:
            return self.words["time-unknown"]
        age = self._span((self._plan.at - proof.at).total_seconds())
        return self.words["time-line"].format(seconds=self._span(proof.restore_seconds), age=age)

    def _span(self, seconds: float) -> str:
        return duration(seconds, self._units)


def _done(restored: Restored, catalogue: Catalogue) -> Iterator[RenderableType]:
    """What is told, and commands as plain words."""
    words, units = catalogue.check("restoring.done"), catalogue.check("restoring.units")
    key = "resumed" if restored.resumed else "headline"
    head = words[key].format(seconds=duration(restored.seconds, units), target=restored.plan.target)
    yield Text(head, style="bold green")
    if restored.tables:
        same = restored.tables - len(restored.different)
        yield _line(counted(words, "tables", same))
    elif not restored.resumed:
        yield _line(words["tables-unknown"])
    yield from (_line(words["different"].format(line=line), "red") for line in restored.different[:_MOST_LINES])
    if restored.recovered_to:
        yield _line(words["recovered-to"].format(at=moment(restored.recovered_to, seconds=True)))
    yield from (_line(words["note"].format(line=line), "yellow") for line in restored.notes[:_MOST_LINES])
    if restored.kept_as:
        yield _line(words["kept"].format(name=restored.kept_as))
        yield _line(words[_WAYS_BACK[restored.way_back_in]])
        yield from (_one_line(line) for line in restored.way_back)
    if restored.start:
        yield _line(words["start"])
        yield _one_line(restored.start)
        yield _line(words["archive"], "yellow")


def _proof(proof: Proof, catalogue: Catalogue) -> Iterator[RenderableType]:
    words, units = catalogue.check("restoring.proof"), catalogue.check("restoring.units")
    style = "bold green" if proof.passed else "bold red"
    yield Text(words["passed" if proof.passed else "failed"].format(id=proof.backup_id), style=style)
    for line in proof.problems[:_MOST_LINES]:
        yield _line(words["problem"].format(line=line), "red")
    if len(proof.problems) > _MOST_LINES:
        yield _line(f"… +{len(proof.problems) - _MOST_LINES}", "red")
    if not (proof.passed or proof.tables or proof.restore_seconds):
        yield _line(words["nothing-more"])
        return
    yield _line(counted(words, "tables", proof.tables) if proof.tables else words["tables-unknown"])
    if proof.target and proof.passed:
        yield _line(words["point"].format(at=moment(proof.target, seconds=True)))
    yield _line(words[f"amcheck-{proof.amcheck.value}"])
    yield _line(words[f"smoke-{proof.smoke.value}"])
    yield from _measured(proof, words, units)


def _measured(proof: Proof, words: Mapping[str, str], units: Mapping[str, str]) -> Iterator[RenderableType]:
    if proof.restore_seconds:
        yield _line(words["rto"].format(seconds=duration(proof.restore_seconds, units)))
    if proof.recovered_to and proof.rpo_seconds is not None:
        at = moment(proof.recovered_to, seconds=True)
        yield _line(words["rpo"].format(at=at, seconds=duration(proof.rpo_seconds, units)))


def _line(text: str, style: str = "") -> Indented:
    return Indented(Text(_plain(text), style=style, overflow="fold"), 2)


def _plain(text: str) -> str:
    """On one line and without control characters, so that nothing in a name can forge a line."""
    one = _one_line(text)
    return one if len(one) <= _LONGEST else f"{one[:_LONGEST]}…"


def _one_line(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())

"""The status of backups as one screen: what is wrong and what to do, then what can be restored, and the proof."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from holdfast.model.backup import Broken, Fault, Kind, Proof
from holdfast.model.backup_status import BackupStatus, Newest, Problem, Trouble, Window
from holdfast.model.findings import Severity
from holdfast.reports.backup_list import broken_words
from holdfast.reports.catalogue import Catalogue
from holdfast.reports.terminal import WIDTH, drawn
from holdfast.reports.words import counted, duration, moment, one_line, size

_MARKS = {
    Severity.CRITICAL: ("✗", "bold red"),
    Severity.WARNING: ("!", "yellow"),
    Severity.NOTICE: ("·", "cyan"),
}
_MOST_PROBLEMS = 12
_MOST_WINDOWS = 5


def render_text(status: BackupStatus, catalogue: Catalogue, *, colour: bool = False, width: int = WIDTH) -> str:
    """The screen, with terminal colours when `colour`; no line is wider than `width`, nor than `terminal.WIDTH`."""
    screen = _Screen(status, catalogue)
    return drawn((*screen.head(), *screen.problems(), screen.table()), colour=colour, width=width)


class _Screen:
    """One status in one language."""

    def __init__(self, status: BackupStatus, catalogue: Catalogue) -> None:
        self._status = status
        self._catalogue = catalogue
        self._words = catalogue.check("backup_status.words")
        self._units = catalogue.check("backup_status.units")

    def head(self) -> Iterator[RenderableType]:
        """Whose backups, and whether all is well."""
        status, words = self._status, self._words
        title = words["headline"].format(product=status.product, environment=status.environment, at=moment(status.at))
        yield Text(title, style="bold")
        acts = [one for one in status.problems if one.severity is not Severity.NOTICE]
        critical = sum(one.severity is Severity.CRITICAL for one in acts)
        if acts:
            yield Text(f"✗ {words['wrong'].format(count=len(acts), critical=critical)}", style="bold red")
        elif status.asked:
            yield Text(f"✓ {words['well-notices' if status.problems else 'well']}", style="bold green")
        if not status.asked:
            refused = any(one.kind is Trouble.STORE_UNREADABLE for one in status.problems)
            yield Text(f"! {words['not-answered' if refused else 'not-asked']}", style="magenta")
        yield Text("")

    def problems(self) -> Iterator[RenderableType]:
        """Each with its next step, the worst first; the rest is counted."""
        found = self._status.problems
        for problem in found[:_MOST_PROBLEMS]:
            mark, style = _MARKS[problem.severity]
            text, step = self._told(problem)
            grid = Table.grid(padding=(0, 1))
            grid.add_column(width=3, justify="right")
            grid.add_column(overflow="fold")
            grid.add_row(Text(mark, style=style), Text(text, overflow="fold"))
            grid.add_row(Text(""), Text(f"→ {step}", style="green", overflow="fold"))
            yield grid
        if len(found) > _MOST_PROBLEMS:
            yield Text(f"    … +{len(found) - _MOST_PROBLEMS}", style="dim")
        if found:
            yield Text("")

    def table(self) -> Table:
        """What there is, a line or two for each part."""
        grid = Table.grid(padding=(0, 2))
        grid.add_column(no_wrap=True)
        grid.add_column(overflow="fold")
        for label, lines in self._rows():
            for place, line in enumerate(lines):
                grid.add_row(Text(f"  {self._words[label]}" if place == 0 else "", style="dim"), Text(line))
        return grid

    def _rows(self) -> Iterator[tuple[str, list[str]]]:
        status, words = self._status, self._words
        by_kind = {one.kind: one for one in status.newest}
        if status.asked:
            yield "logical", self._newest(by_kind.get(Kind.LOGICAL))
            if Kind.PHYSICAL in by_kind or status.wal is not None:
                yield "physical", self._newest(by_kind.get(Kind.PHYSICAL))
        if status.windows or (status.asked and status.wal is not None):
            yield "window", [self._window(one) for one in status.windows[-_MOST_WINDOWS:]] or [words["none"]]
        if status.managed is not None:
            yield "managed", list(self._managed())
        if status.asked or status.proof is not None:
            yield "proof", list(self._proof())
        if status.copy is not None:
            yield "copy", list(self._copy())
        if status.wal is not None:
            yield "wal", [" · ".join(self._wal())]
        yield "runs", [" · ".join(self._runs())]

    def _newest(self, one: Newest | None) -> list[str]:
        if one is None:
            return [self._words["none"]]
        first = self._words["newest"].format(
            at=moment(one.finished_at),
            age=self._age(one.finished_at),
            size=size(one.stored_bytes),
            took=self._long(one.seconds),
        )
        counted = self._words["counted"].format(count=one.count, at=moment(one.oldest_at))
        return [first, f"{one_line(one.id)} · {counted}"]

    def _window(self, window: Window) -> str:
        since = moment(window.since, seconds=True)
        if window.gap is not None:
            gap = window.gap
            return counted(self._words, "window-gap", gap.segments, since=since, first=one_line(gap.first))
        return self._words["window-until"].format(since=since, until=self._moment(window.until))

    def _proof(self) -> Iterator[str]:
        status, words = self._status, self._words
        if status.proof is None:
            yield words["proof-never"]
            return
        known = "proof-passed" if status.proof.passed else "proof-failed"
        yield words[known].format(at=moment(status.proof.at), age=self._age(status.proof.at))
        proven = status.proven
        if proven is None:
            return
        if proven != status.proof:
            yield words["proof-before"].format(at=moment(proven.at), age=self._age(proven.at))
        yield " · ".join(self._measured(proven))
        point = status.point_proven
        if point is not None and point != proven:
            told = words["proof-point"].format(at=moment(point.at), age=self._age(point.at))
            yield " · ".join((told, *self._measured(point)))

    def _measured(self, proof: Proof) -> Iterator[str]:
        yield self._words["rto"].format(seconds=self._long(proof.restore_seconds))
        if proof.rpo_seconds is not None:
            yield self._words["rpo"].format(seconds=self._long(proof.rpo_seconds))

    def _copy(self) -> Iterator[str]:
        copy = self._status.copy
        if copy is None:
            return
        if not copy.readable:
            yield self._words["copy-unread"].format(region=copy.region)
            return
        yield self._words["copy-read"].format(
            region=copy.region, bucket=copy.bucket, copied=copy.copied, wanted=copy.wanted
        )
        if copy.only_there:
            yield counted(self._words, "copy-only", copy.only_there)
        if copy.newest_at is not None:
            yield self._words["copy-newest"].format(age=self._age(copy.newest_at))

    def _wal(self) -> Iterator[str]:
        wal = self._status.wal
        if wal is None:
            return
        if self._status.asked:
            known = wal.newest_at is not None
            yield self._words["wal-newest"].format(age=self._age(wal.newest_at)) if known else self._words["wal-none"]
        if wal.spooled_bytes is not None:
            used, limit = size(wal.spooled_bytes), size(wal.spool_limit_bytes)
            yield self._words["wal-spool"].format(used=used, limit=limit)

    def _managed(self) -> Iterator[str]:
        managed, words = self._status.managed, self._words
        if managed is None:
            return
        if managed.found is None:
            yield words["managed-unread"].format(instance=one_line(managed.instance))
            return
        if not managed.found:
            yield words["managed-gone"].format(instance=one_line(managed.instance))
            return
        known = "managed-days" if managed.retention_days else "managed-off"
        days = managed.retention_days
        yield counted(words, known, days, days=days, instance=one_line(managed.instance))
        if managed.earliest is not None and managed.latest is not None:
            since, until = moment(managed.earliest, seconds=True), moment(managed.latest, seconds=True)
            yield words["window-until"].format(since=since, until=until)
        dated = [one.at for one in managed.snapshots if one.at is not None]
        if dated:
            yield counted(words, "managed-snapshots", len(managed.snapshots), age=self._age(max(dated)))
        if managed.copies:
            yield counted(words, "managed-copies", len(managed.copies), region=managed.copies[0].region)
        if managed.copied_until is not None:
            yield words["managed-copied"].format(until=moment(managed.copied_until, seconds=True))

    def _runs(self) -> Iterator[str]:
        run, words = self._status.last_run, self._words
        if run.good_at is None and run.failed_at is None:
            yield words["runs-none"]
        if run.good_at is not None:
            yield words["runs-good"].format(age=self._age(run.good_at))
        if run.failed_at is not None and run.failing:
            yield words["runs-failed"].format(age=self._age(run.failed_at), cause=self._cause(run.failure))

    def _told(self, problem: Problem) -> tuple[str, str]:
        """What is wrong, and the next step."""
        texts = self._catalogue.check(f"backup_status.{problem.kind.value}")
        params = {name: one_line(value) for name, value in problem.params.items()}
        params |= self._broken(problem.params)
        params |= {"product": self._status.product, "environment": self._status.environment}
        params["age"] = self._long(_number(params.get("seconds", "")))
        params["ahead"] = params["age"]
        if "at" in problem.params:
            params["at"] = _moment_text(problem.params["at"])
        if "cause" in params:
            params["cause"] = self._cause(params["cause"])
        params["full"] = texts.get(f"full-{params.get('when_full', '')}", "")
        text = texts.get("text-one", texts["text"]) if params.get("count") == "1" else texts["text"]
        text = texts.get(f"text-{params.get('kind', '')}", text)
        step = texts.get(f"next-{params.get('kind', '')}", texts["next"])
        if params.get("step"):
            step = texts.get("next-step", step)
        if problem.kind is Trouble.UNREADABLE and "denied" not in params.get("reason", ""):
            step = texts["next-else"]
        if problem.kind is Trouble.CLOCK and params.get("id"):
            text = texts["text-future"]
        if problem.kind is Trouble.WAL_LATE and not params.get("seconds"):
            text = texts["text-none"]
        return text.format_map(_Given(params)), step.format_map(_Given(params))

    def _cause(self, word: str) -> str:
        """Why a run failed, from its one word; the word itself where a newer version wrote one that is not known."""
        return self._catalogue.check("backup_status.causes").get(word, one_line(word))

    def _broken(self, params: Mapping[str, str]) -> Mapping[str, str]:
        """Why something is no backup, in the reader's language; nothing where it is told in words alone."""
        if "fault" not in params:
            return {}
        about = {name.removeprefix("fault-"): value for name, value in params.items() if name.startswith("fault-")}
        fault = Fault(params["fault"])
        one = Broken(id="", reason="", next_step="", fault=fault, params=about)
        reason, step = broken_words(one, self._catalogue)
        return {"reason": one_line(reason), "next": one_line(step)}

    def _age(self, at: datetime | None) -> str:
        return self._words["unknown"] if at is None else self._long((self._status.at - at).total_seconds())

    def _moment(self, at: datetime | None) -> str:
        return self._words["unknown"] if at is None else moment(at, seconds=True)

    def _long(self, seconds: float) -> str:
        return duration(seconds, self._units)


class _Given(dict[str, str]):
    """Parameters of a text; one that was not given shows as an ellipsis instead of failing."""

    def __init__(self, params: Mapping[str, str]) -> None:
        super().__init__(params)

    def __missing__(self, key: str) -> str:
        return "…"


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _moment_text(text: str) -> str:
    try:
        return moment(datetime.fromisoformat(text).astimezone(UTC))
    except ValueError:
        return one_line(text)

"""The list of backups: the good ones as a table, and apart from them what only looks like one."""

from collections.abc import Iterator

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from holdfast.model.backup import Broken, Fault, Holdings, Kind, Manifest, Proof
from holdfast.reports.catalogue import Catalogue
from holdfast.reports.terminal import Indented, drawn
from holdfast.reports.words import counted, duration, moment, one_line, size


def render_list(holdings: Holdings, where: str, catalogue: Catalogue, *, colour: bool = False) -> str:
    """The list, the newest first; no line is wider than `terminal.WIDTH`.

    Args:
        holdings: what the store holds.
        where: the store, `s3://bucket/prefix`.
        catalogue: the language.
        colour: whether to use a terminal's colours.
    """
    return drawn(_parts(holdings, where, catalogue), colour=colour)


def _parts(holdings: Holdings, where: str, catalogue: Catalogue) -> Iterator[RenderableType]:
    words = catalogue.check("backup_list.words")
    yield Text(words["head"].format(where=where, count=len(holdings.good)), style="bold", overflow="fold")
    if holdings.good:
        yield _table(holdings, catalogue)
    if not holdings.good and not holdings.broken:
        yield Text(words["nothing"])
    if holdings.broken:
        yield Text("")
        yield Text(counted(words, "broken", len(holdings.broken)), style="bold red")
    for broken in holdings.broken:
        reason, step = broken_words(broken, catalogue)
        yield Text(f"  ✗ {broken.id}", style="red")
        yield Indented(Text(one_line(reason), style="red", overflow="fold"), 4)
        yield Indented(Text(f"→ {one_line(step)}", overflow="fold"), 4)


def broken_words(broken: Broken, catalogue: Catalogue) -> tuple[str, str]:
    """Why it is no backup, and what to do about it, in the reader's language."""
    if broken.fault is None:
        return broken.reason, broken.next_step
    steps = catalogue.check("backup_list.steps")
    reason = catalogue.check("backup_list.faults")[broken.fault.value].format_map(broken.params)
    return reason, steps[_STEPS.get(broken.fault, "unreadable")]


_STEPS = {
    Fault.UNFINISHED: "unfinished",
    Fault.NEWER: "newer",
    **dict.fromkeys((Fault.ANOTHER_ID, Fault.EMPTY, Fault.MISSING, Fault.RESIZED, Fault.REPLACED), "another"),
}


def _table(holdings: Holdings, catalogue: Catalogue) -> Table:
    words = catalogue.check("backup_list.words")
    units = catalogue.check("backup_status.units")
    table = Table(box=box.SIMPLE, padding=(0, 1), pad_edge=False)
    for name in ("id", "when", "size", "took", "tables", "proven"):
        table.add_column(words[name], justify="right" if name in {"size", "took", "tables"} else "left", no_wrap=True)
    proofs = {proof.backup_id: proof for proof in holdings.proofs}
    for one in reversed(holdings.good):
        proven, style = _proven(proofs.get(one.id), catalogue)
        cells = (moment(one.finished_at), size(one.stored_bytes), duration(one.seconds, units), str(len(one.tables)))
        table.add_row(Text(one.id, style=_style(one)), *cells, Text(proven, style=style))
    return table


def _style(one: Manifest) -> str:
    return "cyan" if one.kind is Kind.PHYSICAL else ""


def _proven(proof: Proof | None, catalogue: Catalogue) -> tuple[str, str]:
    words = catalogue.check("backup_list.words")
    if proof is None:
        return words["never"], "dim"
    text = words["passed" if proof.passed else "failed"].format(at=f"{proof.at:%Y-%m-%d}")
    return text, "green" if proof.passed else "bold red"

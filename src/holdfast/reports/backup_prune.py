"""The plan of a prune as people read it: what goes and why, what stays and why, what the bucket keeps besides."""

from collections.abc import Iterator, Mapping, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from holdfast.model.backup_plan import Going, Kept, PrunePlan
from holdfast.model.backup_status import BucketRules
from holdfast.reports.catalogue import Catalogue
from holdfast.reports.terminal import drawn
from holdfast.reports.words import counted, moment, one_line, size


def render_plan(
    where: str,
    plan: PrunePlan,
    rules: BucketRules,
    catalogue: Catalogue,
    *,
    orphans: Sequence[tuple[str, int]] = (),
    colour: bool = False,
) -> str:
    """One store's plan; what goes stands first.

    Args:
        where: `s3://bucket/prefix`.
        plan: what goes and what stays.
        rules: what the bucket does by itself.
        catalogue: of the reader's language.
        orphans: folders with their bytes that go besides.
        colour: with a terminal's colours.
    """
    words = catalogue.check("backup_status.prune")
    days = plan.retention_days
    headline = counted(words, "headline", days, days=days, where=where, at=moment(plan.now))
    parts: list[RenderableType] = [Text(headline, style="bold", overflow="fold")]
    if not plan.going and not plan.proofs:
        parts.append(Text(f"  {words['nothing']}"))
    parts.append(_table(plan, catalogue))
    summary = words["summary"].format(going=len(plan.going), size=size(plan.freed_bytes), kept=len(plan.kept))
    parts.append(Text(f"  {summary}", style="bold"))
    for folder, number in orphans:
        parts.append(Text(f"  {words['orphan'].format(folder=one_line(folder), size=size(number))}", overflow="fold"))
    parts += [Text(f"  {line}", overflow="fold") for line in _besides(plan, rules, words)]
    return drawn(parts, colour=colour)


def _table(plan: PrunePlan, catalogue: Catalogue) -> Table:
    words = catalogue.check("backup_status.prune")
    drop, keep = catalogue.check("backup_status.drop"), catalogue.check("backup_status.keep")
    grid = Table.grid(padding=(0, 2))
    for _ in range(2):
        grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold", ratio=3)
    grid.add_column(overflow="fold", ratio=4)
    for going in plan.going:
        grid.add_row(*_cells(going, f"  - {words['going']}", drop[going.reason.value], words, "red"))
    for kept in plan.kept:
        reason = ", ".join(keep[one.value] for one in kept.reasons)
        grid.add_row(*_cells(kept, f"    {words['stays']}", reason, words, ""))
    return grid


def _cells(one: Going | Kept, mark: str, reason: str, words: Mapping[str, str], style: str) -> Iterator[Text]:
    yield Text(mark, style=style)
    yield Text(words[f"kind-{one.kind.value if one.kind else 'unknown'}"])
    yield Text(one_line(one.id))
    yield Text(reason)


def _besides(plan: PrunePlan, rules: BucketRules, words: Mapping[str, str]) -> Iterator[str]:
    for cut in plan.wal:
        yield words["wal"].format(
            cluster=cut.system_identifier, lsn=cut.start_lsn, timeline=cut.timeline, base=one_line(cut.base_id)
        )
    if plan.proofs:
        first, last = (one_line(key.rpartition("/")[2]) for key in (plan.proofs[0], plan.proofs[-1]))
        yield counted(words, "proofs", len(plan.proofs), first=first, last=last)
    if plan.wal_kept_for:
        yield words["wal-stays"].format(ids=", ".join(one_line(one) for one in plan.wal_kept_for))
    if rules.lock_days:
        yield counted(words, "lock", rules.lock_days, days=rules.lock_days, mode=rules.lock_mode)
    if rules.versioned:
        days = rules.noncurrent_days
        kept = words["versions-ever"] if days is None else counted(words, "versions-days", days, days=days)
        yield words["versions"].format(days=kept)
    for one in rules.unreadable:
        yield words["unreadable"].format(action=one.action, resource=one.resource, reason=one.reason)


def render_outcome(
    where: str, removed: int, freed: int, kept_keys: Sequence[str], catalogue: Catalogue, *, proofs: int = 0
) -> str:
    """What was removed from one store, and what it would not give up; without a final line end."""
    words = catalogue.check("backup_status.prune")
    lines = [f"{where}: {counted(words, 'removed', removed, size=size(freed))}"]
    if proofs:
        lines.append(f"{where}: {counted(words, 'removed-proofs', proofs)}")
    if kept_keys:
        lines.append(f"! {counted(words, 'refused', len(kept_keys), key=one_line(kept_keys[0]))}")
    return "\n".join(lines)

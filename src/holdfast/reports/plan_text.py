"""A plan as people read it: what is destroyed first and in red, then stacks, the bill by control, what closes."""

from collections.abc import Iterable, Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from holdfast.model.bill import Basis, Bill, Line
from holdfast.model.deployment import Act, Change, StackPlan, Turn
from holdfast.model.outlook import Closing, Outlook
from holdfast.model.record import replace
from holdfast.reports.catalogue import Catalogue
from holdfast.reports.terminal import Indented, drawn
from holdfast.reports.words import one_line

_MOST_CHANGES = 40
_MARKS = {Turn.CREATE: "+", Turn.UPDATE: "~", Turn.UNCHANGED: "=", Turn.RECREATE: "±"}
_ACTS = {Act.ADD: "+", Act.MODIFY: "~", Act.REPLACE: "±", Act.REMOVE: "-"}


def render_plan(outlook: Outlook, catalogue: Catalogue, *, colour: bool = False, details: bool = False) -> str:
    """The plan and its consequences.

    Args:
        outlook: the plan, two bills, the controls.
        catalogue: of the reader's language.
        colour: with a terminal's colours.
        details: every line of the bill, and every change of a first creation.
    """
    return drawn(_Told(outlook, catalogue, details=details).parts(), colour=colour)


def reminded(outlook: Outlook, catalogue: Catalogue) -> Iterator[str]:
    """What a person does by hand, each a sentence."""
    texts = catalogue.check("plan.reminders")
    for one in outlook.reminders:
        yield texts[one.key].format_map(one.params)


class _Told:
    def __init__(self, outlook: Outlook, catalogue: Catalogue, *, details: bool) -> None:
        self._outlook = outlook
        self._plan = outlook.plan
        self._catalogue = catalogue
        self._details = details
        self._words = catalogue.check("plan.words")

    def parts(self) -> Iterator[RenderableType]:
        plan, words = self._plan, self._words
        names = dict.fromkeys(one.environment for one in plan.stacks if one.environment)
        headline = words["headline"].format(
            product=plan.product, account=plan.account, environments=", ".join(names) or "—"
        )
        yield Text(headline, style="bold", overflow="fold")
        yield Text(words["hash"].format(hash=plan.hash))
        yield Text("")
        yield from self._destroyed()
        yield from self._stacks()
        yield from self._bill()
        yield from self._controls()
        yield from self._notes()
        if plan.is_empty:
            yield Text(words["nothing"], style="bold green", overflow="fold")
        else:
            yield Text(words["approve"].format(hash=plan.hash), style="bold", overflow="fold")

    def _destroyed(self) -> Iterator[RenderableType]:
        destroyed = self._plan.destroys
        if not destroyed:
            return
        yield Text(self._words["destroys"], style="bold red")
        for stack, change in destroyed:
            line = f"{_ACTS[change.act]} {stack.stack}: {_named(change)}: {self._fate(change)}"
            yield Indented(styled(line, "red"), 2)
        yield Text("")

    def _fate(self, change: Change) -> str:
        words = self._words
        first = words["gone"] if change.act is Act.REMOVE else words["maybe" if change.conditional else "replaced"]
        if change.loses_data:
            return f"{first}, {words['loses']}"
        return f"{first}, {words['keeps']}" if change.act is Act.REPLACE else first

    def _stacks(self) -> Iterator[RenderableType]:
        for stack in self._plan.stacks:
            head = f"{_MARKS[stack.turn]} {stack.stack}  {stack.region}  {self._words[stack.turn.value]}"
            counts = self._counts(stack)
            style = "dim" if stack.turn is Turn.UNCHANGED else ""
            yield Text(f"{head}{', ' if counts else ''}{counts}", style=style, overflow="fold")
            for note, style in self._stack_notes(stack):
                yield Indented(styled(note, style), 4)
            for line, style in self._changes(stack):
                yield Indented(styled(line, style), 4)
        yield Text("")

    def _counts(self, stack: StackPlan) -> str:
        if stack.turn is Turn.UNCHANGED:
            return ""
        if stack.turn is not Turn.UPDATE:
            return self._words["first"].format(count=len(stack.changes))
        numbers = {act.value: sum(1 for one in stack.changes if _shown(one) is act) for act in Act}
        return self._words["counts"].format(**numbers)

    def _stack_notes(self, stack: StackPlan) -> Iterator[tuple[str, str]]:
        if stack.drifted:
            yield self._words["drifted"], "yellow"
        if stack.awaits:
            yield self._words["awaits"].format(outputs=", ".join(stack.awaits)), ""
        if stack.estimated and stack.turn is Turn.UPDATE:
            yield self._words["estimated"], ""

    def _changes(self, stack: StackPlan) -> Iterator[tuple[str, str]]:
        if stack.turn is not Turn.UPDATE and not self._details:
            return
        shown = stack.changes if self._details else stack.changes[:_MOST_CHANGES]
        for change in shown:
            what = f": {', '.join(change.properties)}" if change.properties and change.act is not Act.ADD else ""
            yield f"{_ACTS[_shown(change)]} {_named(change)}{what}", "red" if change.is_destructive else ""
        if len(shown) < len(stack.changes):
            yield self._words["more"].format(count=len(stack.changes) - len(shown)), ""

    def _bill(self) -> Iterator[RenderableType]:
        before, after, words = self._outlook.before, self._outlook.after, self._words
        if not before.lines and not after.lines:
            return
        yield Text(words["cost"], style="bold")
        grid = _grid(4)
        grid.add_row(Text(""), Text(words["now"]), Text(words["then"]), Text(words["difference"]))
        for slug, (now, then) in self._outlook.costs.items():
            name = self._catalogue.control(slug)["title"] if slug else words["product"]
            grid.add_row(Text(f"  {name}"), _usd(now), _usd(then), _signed(then - now))
        total = self._outlook.difference_usd
        grid.add_row(Text(f"  {words['sum']}", style="bold"), _sum(before), _sum(after), _signed(total))
        yield grid
        if self._details:
            yield from self._lines(after)
        yield from self._beside(after)
        yield Text("")

    def _lines(self, bill: Bill) -> Iterator[RenderableType]:
        yield Text(f"  {self._words['details']}")
        grid = _grid(3)
        for line in _together(bill.lines):
            name = f"    {self._item(line)} {line.quantity:g} × {line.detail}"
            grid.add_row(Text(name), Text(line.control or "—"), _usd(line.monthly_usd or 0))
        yield grid

    def _beside(self, bill: Bill) -> Iterator[RenderableType]:
        used = dict.fromkeys(self._item(line) for line in bill.by_use)
        if used:
            yield Indented(Text(self._words["by-use"].format(items=", ".join(used)), overflow="fold"), 2)
        unknown = dict.fromkeys(f"{self._item(line)} ({line.detail})" for line in bill.unknown)
        if unknown:
            text = self._words["unknown"].format(items=", ".join(unknown))
            yield Indented(styled(text, "yellow"), 2)
        if self._outlook.sources:
            text = self._words["prices"].format(sources="; ".join(self._outlook.sources))
            yield Indented(styled(text, "dim"), 2)

    def _item(self, line: Line) -> str:
        return self._catalogue.check("plan.items").get(line.item, line.item)

    def _controls(self) -> Iterator[RenderableType]:
        if not self._outlook.controls:
            return
        yield Text(self._words["controls"], "bold")
        environments = dict.fromkeys(one.environment for one in self._outlook.controls)
        for environment in environments:
            yield Text(f"  {environment}")
            grid = _grid(3)
            for one in (each for each in self._outlook.controls if each.environment == environment):
                word, style = self._verdict(one)
                grid.add_row(
                    Text(f"    {self._catalogue.control(one.slug)['title']}"),
                    Text(word, style=style),
                    Text(self._control_note(one), overflow="fold"),
                )
            yield grid
        yield from self._left()
        yield Text("")

    def _left(self) -> Iterator[RenderableType]:
        """What stays open, and what to do about it."""
        places: dict[str, list[str]] = {}
        for one in self._outlook.controls:
            for check in one.left if one.after.is_open else ():
                places.setdefault(check, []).append(one.environment)
        for check, environments in places.items():
            title = self._catalogue.check(check).get("title", check)
            yield Indented(Text(f"{check} ({', '.join(environments)}): {title}", overflow="fold"), 2)
        if places:
            yield Indented(Text(self._words["explain"].format(check=next(iter(places))), overflow="fold"), 2)
        for one in self._outlook.controls:
            if one.slug == "releases" and one.after.is_open:
                yield Indented(Text(self._words["workflow"].format(environment=one.environment), overflow="fold"), 2)

    def _verdict(self, one: Closing) -> tuple[str, str]:
        if one.closes:
            return self._words["closes"], "green"
        if one.opens:
            return self._words["opens"], "bold red"
        return (self._words["open"], "yellow") if one.after.is_open else (self._words["held"], "")

    def _control_note(self, one: Closing) -> str:
        cost = self._control_cost(one)
        if not one.after.is_open or not one.left:
            return cost
        return f"{cost}; {self._words['left'].format(checks=', '.join(one.left))}"

    def _control_cost(self, one: Closing) -> str:
        after = self._outlook.after
        amount, bases = after.cost_of(one.slug, one.environment), after.bases_of(one.slug, one.environment)
        if Basis.UNKNOWN in bases and not amount:
            return self._words["costs-unknown"]
        if Basis.UNKNOWN in bases:
            return self._words["costs-at-least"].format(amount=f"{amount:,.2f}")
        if amount:
            return self._words["costs"].format(amount=f"{amount:,.2f}")
        return self._words["costs-by-use" if Basis.BY_USE in bases else "free"]

    def _notes(self) -> Iterator[RenderableType]:
        notes = (*self._outlook.notes, *reminded(self._outlook, self._catalogue))
        if not notes:
            return
        yield Text(self._words["notes"], style="bold")
        for note in notes:
            yield Indented(Text(one_line(note)), 2)
        yield Text("")


def styled(text: str, style: str) -> Text:
    """A text whose style stays when it is wrapped behind a margin; that of a whole text would not."""
    return Text(overflow="fold").append(text, style)


def _shown(change: Change) -> Act:
    """What a change counts as.

    CloudFormation calls a group of hosts replaced on condition whenever their template changes; nothing is lost by it.
    """
    spared = change.act is Act.REPLACE and change.conditional and not change.is_destructive
    return Act.MODIFY if spared else change.act


def _named(change: Change) -> str:
    physical = f" {one_line(change.physical_id)}" if change.physical_id else ""
    return f"{change.logical_id} ({change.kind}{physical})"


def _grid(columns: int) -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    for _ in range(columns - 2):
        grid.add_column(no_wrap=True, justify="right" if columns == 4 else "left")
    grid.add_column(overflow="fold", justify="right" if columns == 4 else "left")
    return grid


def _usd(amount: float) -> Text:
    return Text(f"{amount:,.2f}")


def _sum(bill: Bill) -> Text:
    """The sum; it is more where a price is not known."""
    return Text(f"{'≥ ' if bill.unknown else ''}{bill.monthly_usd:,.2f}")


def _signed(amount: float) -> Text:
    rounded = round(amount, 2)
    return Text(f"{rounded:+,.2f}" if rounded else "—", style="yellow" if rounded > 0 else "")


def _together(lines: Iterable[Line]) -> Iterator[Line]:
    """Lines of one item, type and control as one, as a bill shows them."""
    found: dict[tuple[str, str, str], Line] = {}
    for line in lines:
        if line.monthly_usd is None:
            continue
        key = (line.control, line.item, line.detail)
        known = found.get(key)
        if known is None:
            found[key] = line
            continue
        found[key] = replace(
            known,
            quantity=known.quantity + line.quantity,
            monthly_usd=round((known.monthly_usd or 0) + line.monthly_usd, 2),
        )
    yield from found.values()

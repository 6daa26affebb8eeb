"""Where the parts of a delivery stand: what names the release, what brings it, the host, what only seems to ask."""

import re
from collections.abc import Iterable, Iterator
from itertools import dropwhile

from holdfast.model.evidence import MAX_LINES, Location
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.delivery.asking import CALLED_CHECK
from holdfast.readers.repository.shell.delivery.seeming import looks_after, waits_only
from holdfast.readers.repository.shell.steps.purposes import MAKES_IMAGE, TAKES_BRANCH
from holdfast.readers.repository.shell.steps.release_names import MADE_UP_ID
from holdfast.readers.repository.shell.syntax.command import Command
from holdfast.readers.repository.workflows.acts import SENDS, Act
from holdfast.readers.repository.workflows.called_latest import written_down
from holdfast.readers.repository.workflows.delivering import Common, Delivery
from holdfast.readers.repository.workflows.identity import names_image
from holdfast.readers.repository.workflows.making import made_by

_PULLS = regex(r"^docker(?:-compose| compose)? (?:-\S+ )*pull\b")
CLOCK = regex(r"\$\(\s*date\b[^)]{0,80}%[^)]{0,80}[HMSsT][^)]{0,40}\)|`date\b[^`]{0,80}%[^`]{0,40}[HMSsT]")
_NAMED_BY = {"timestamp": CLOCK, "build": MADE_UP_ID}


def taken_at(act: Act, common: Common) -> dict[str, Location]:
    """What brings a release without a name: whatever a branch holds by then."""
    taken = [command for command in act.commands if TAKES_BRANCH.match(command.text)]
    pulled = next((command for command in taken if not command.text.startswith(("git clone", "git fetch"))), None)
    shown = pulled or next(iter(taken), None)
    return {"identity": common.snippet.at(shown.line, shown.end_line)} if shown else {}


def entered_at(act: Act, common: Common) -> dict[str, Location]:
    """Where a step that is too long to be shown goes to the one host on which the release starts."""
    starts = act.lines[0]
    ways = [one for one in act.commands if one.name == "ssh" and not one.remote and one.line < starts]
    return {"host": common.snippet.at(ways[-1].line, ways[-1].line)} if ways else {}


def brought_at(delivery: Delivery, main: Act, common: Common) -> dict[str, Location]:
    """What brings it to the host, if need be a step before the one that starts it: a pull, or else a copy."""
    before = delivery.acts[: next((n for n, act in enumerate(delivery.acts) if act is main), 0)]
    there = [act for act in before if act.remote or delivery.job.self_hosted or _takes_there(act)]
    taken = next(filter(None, (taken_at(act, common) for act in (main, *reversed(there)))), {})
    copying = main if main.copies else next((act for act in before if act.copies), None)
    if taken or copying is None or any(_PULLS.match(command.text) for command in main.commands):
        return taken
    sent = next((command for command in copying.commands if command.name in SENDS), None)
    if copying is main and (sent is None or sent.remote):
        return {}
    return {"identity": common.snippet.at(*((sent.line, sent.end_line) if sent else copying.step.lines))}


def _takes_there(act: Act) -> bool:
    """Its own commands have a host take the branch."""
    return any(command.remote and TAKES_BRANCH.match(command.text) for command in act.commands)


def named_at(delivery: Delivery, common: Common, sort: str) -> dict[str, Location]:
    """Where the release gets its name, which may be steps or jobs before it goes live."""
    making = list(made_in(delivery, _NAMED_BY.get(sort, MAKES_IMAGE)))
    made = [lines for _, lines in making]
    if sort == "latest":
        # An image is often built under a bare name first, and called the latest only where it is pushed.
        said = {lines: "\n".join(common.snippet.rows[lines[0] - 1 : lines[1]]) for lines in made}
        called = [lines for lines in made if "latest" in said[lines]]
        # Where a step of its own pushes it, all that was built before it may still have had a name.
        called = [lines for lines in called if "push" in said[lines]] or called
        bare = [lines for act, lines in making if not names_image(act, delivery.known)]
        made = called or bare or list(written_down(delivery.acts))
    if not sort:  # a name that is written out is none; one that is made anew is asked for by nobody
        filled = [lines for lines in made if "$" in "\n".join(common.snippet.rows[lines[0] - 1 : lines[1]])]
        made = [lines for act, lines in making if lines not in filled or not names_image(act, delivery.known)]
    return {"identity": common.snippet.at(*min(made))} if made else {}


def made_in(delivery: Delivery, names: re.Pattern[str]) -> Iterator[tuple[Act, tuple[int, int]]]:
    """The steps of a delivery, and of the jobs before it, that make what `names` finds; each with those lines."""
    return made_by((*delivery.needed, *delivery.acts), names)


def seems_to_ask(delivery: Delivery, main: Act, common: Common) -> dict[str, Location]:
    """What only seems to ask: a step that calls itself a health check or only waits, or commands that look at it."""
    step = next((act.step for act in delivery.acts if act.commands and CALLED_CHECK.search(act.step.name)), None)
    behind = dropwhile(lambda act: act is not main, delivery.acts)
    step = step or next((act.step for act in behind if _only_waits(act.commands)), None)
    if step:
        return {"asks_health": common.snippet.at(*step.lines)}
    steps = [list(act.commands) for act in delivery.acts]
    looks = map(looks_after, (*steps, [one for step in steps for one in step]))
    looked = next(filter(None, (*looks, *map(waits_only, steps))), None)
    if looked is None or looked[1].end_line - looked[0].line >= MAX_LINES:
        return {}
    if looked[0].name not in "".join(common.snippet.rows[looked[0].line - 1 : looked[0].line]):
        return {}  # a script that is handed on does: it tells so at its own lines
    return {"asks_health": common.snippet.at(looked[0].line, max(one.end_line for one in looked))}


def _only_waits(commands: Iterable[Command]) -> bool:
    names = {command.name for command in commands}
    return "sleep" in names and names <= {"sleep", "echo", "printf"}

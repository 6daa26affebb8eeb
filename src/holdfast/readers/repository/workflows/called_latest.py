"""Where a workflow calls each release the same: `latest` or what is written out, handed to a host or an action."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from holdfast.model.evidence import MAX_LINES, Location
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell.delivery.reader import identity_of, names_release
from holdfast.readers.repository.shell.steps.purposes import MAKES_IMAGE
from holdfast.readers.repository.shell.steps.release_names import is_written_out
from holdfast.readers.repository.workflows.acts import Act
from holdfast.readers.repository.workflows.making import made_by, pushes

_ENDS_IN_LATEST = regex(r"^\s*(?:export\s+)?(?P<name>\w{3,60})=[\"']?(?:[\w${}.]{1,60}[-_.])?latest[\"']?\s*$")
"""Also the newest of a branch or an environment: `main-latest`, `${ENV}-latest`."""
_CALLED_LATEST = regex(r"^\s*(?:export\s+)?(?P<name>\w{3,60})=[\"']?latest[\"']?\s*$")


def written_down(acts: Iterable[Act], called: re.Pattern[str] = _CALLED_LATEST) -> Iterator[tuple[int, int]]:
    """The rows by which a host is handed the word `latest` as the name of its release, or a word that ends so."""
    for command in (command for act in acts for command in act.commands):
        rows = command.document.text.splitlines() if command.document else []
        said = [*enumerate(rows, start=command.end_line + 1), *((command.line, arg) for arg in command.args)]
        for line, text in said:
            named = called.match(text[:200])
            if named and names_release(named["name"]):
                yield line, line


def held_at(
    acts: tuple[Act, ...], needed: tuple[Act, ...], snippet: Snippet, sort: str | None, values: Mapping[str, str]
) -> dict[str, Location]:
    """Where the name is held that every release gets: the word `latest`, or none but one that is written out.

    Or where a pipeline that says to nobody what it has pushed does so under a word that stays the same, or takes the
    newest where nobody names another.
    """
    if sort not in ("none", "latest"):
        return {}
    line = _first_written_out(snippet.text) if sort == "none" else _latest_at(acts, snippet)
    pushed = _pushed_by_word((*needed, *acts), values) if sort == "none" else None
    lines = (line, line) if line else pushed or next(written_down((*needed, *acts), _ENDS_IN_LATEST), None)
    return {"held": snippet.at(*lines)} if lines else {}


def _pushed_by_word(acts: tuple[Act, ...], values: Mapping[str, str]) -> tuple[int, int] | None:
    """The lines of the first step that pushes an image, where no image gets a name of its own."""
    making = [(act, lines) for act, lines in made_by(acts, MAKES_IMAGE) if not act.remote]
    pushing = [lines for act, lines in making if pushes(act)]
    said = [command for act, _ in making for command in (*act.commands, *act.spoken) if MAKES_IMAGE.match(command.text)]
    return pushing[0] if pushing and identity_of(said, values) == "latest" else None


# Asked for every job of one file.
@lru_cache(maxsize=2)
def _first_written_out(text: str) -> int | None:
    rows = enumerate(text.splitlines(), start=1)
    return next((number for number, row in rows if is_written_out(row[:300])), None)


@lru_cache(maxsize=2)
def _first_held(text: str) -> int | None:
    rows = enumerate(text.splitlines(), start=1)
    return next((number for number, row in rows if "latest" in row and _HELD.match(row[:300])), None)


def _latest_at(acts: tuple[Act, ...], snippet: Snippet) -> int | None:
    """The variable of the whole file, or of a job, that holds the word which the commands name the release by.

    Or else the line by which an action is told to put that name where the service takes its image from, or the command
    that fetches it behind all that is shown of a long step.
    """
    row = _first_held(snippet.text)
    given = (act.step.input("image", "image_uri", "image_url") for act in acts if act.step.action)
    taken = next((node.key_line for node, text in filter(None, given) if text.strip().endswith(":latest")), None)
    return row or taken or next(filter(None, map(_fetched_behind, acts)), None)


_FETCHES = regex(r"^(?:docker|podman)\s(?:container\s|image\s)?(?:pull|run)\b.*:latest(?=[\s\"']|$)")


def _fetched_behind(act: Act) -> int | None:
    """The line, if it stands further down than a location reaches."""
    behind = (command for command in act.commands if command.line >= act.lines[0] + MAX_LINES)
    return next((command.line for command in behind if _FETCHES.match(command.text)), None)


_HELD = regex(
    r"^\s{0,12}(?:[A-Z0-9]{1,20}_){0,4}(?:IMAGE|TAG|VERSION)(?:_[A-Z0-9]{1,20}){0,3}\s?[:=]\s?[\"']?(?:[^\s\"']{1,200}:)?"
    r"latest[\"']?\s*(?:#.*)?$"
)

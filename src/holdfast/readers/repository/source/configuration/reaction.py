"""What a program does at one place where a setting is missing."""

from holdfast.model.evidence import MAX_LINES, Location
from holdfast.model.record import record, replace
from holdfast.readers.repository.source.code import Source


@record(frozen=True)
class Reaction:
    """What happens at one place when a setting is missing.

    Args:
        missing: "fails", "warns", "silent" or "default", as in `ConfigurationLoader`.
        names: of the settings it is about.
        at: the narrowest lines that show it.
        source: where the settings come from, as in `ConfigurationLoader`.
        at_start: it happens before the server listens; None when not told. What fails only when somebody asks for
            it is found by a visitor: it counts as let through.
        whole: the code there exists to load the settings, so it speaks for all of them.
    """

    missing: str
    names: tuple[str, ...]
    at: Location
    source: str = "environment"
    at_start: bool | None = None
    whole: bool = False


def merged(reactions: list[Reaction], later: Reaction, source: Source) -> list[Reaction]:
    """Add the handler at the end of a loader to the test at its beginning, when both only go on: one fault."""
    for index, earlier in enumerate(reactions):
        apart = later.at.end_line - earlier.at.start_line
        same = earlier.whole and earlier.missing != "fails" and earlier.at.path == later.at.path
        if same and later.missing != "fails" and 0 <= apart < MAX_LINES:
            at = source.snippet.at(earlier.at.start_line, later.at.end_line)
            missing = "warns" if "warns" in {earlier.missing, later.missing} else "silent"
            whole = replace(earlier, at=at, missing=missing, source=later.source)
            return [*reactions[:index], whole, *reactions[index + 1 :]]
    return [*reactions, later]

"""What a program does at one place where a setting is missing."""

from holdfast.model.evidence import Location
from holdfast.model.record import record


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

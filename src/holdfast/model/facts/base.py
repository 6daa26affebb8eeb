"""What every fact has: how strongly it speaks, where it stands, and for which environment."""

from collections.abc import Mapping
from dataclasses import field

from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.record import record


@record(frozen=True, slots=True, kw_only=True)
class Fact:
    """One typed statement about the product, with its place.

    In every fact an attribute that is None was *not said*; a reader that knows the provider's default for
    an attribute left out fills in that default and points `places` at the block that leaves it out.

    Args:
        kind: how strongly it speaks.
        at: where it stands; the narrowest lines that show it.
        environment: canonical name (`production`, `staging`, …); None when it holds for all of them.
        places: narrower locations of single attributes, by attribute name; `NAME taken` where one is taken whose
            value stands elsewhere, as a variable's default does; `asked from` where a stack has a module make it;
            `dependency` where all that is known is a line in a list of packages.
        old: it comes from a text that calls itself superseded; it counts, but never hides a newer one.
    """

    kind: EvidenceKind
    at: Location
    environment: str | None = None
    places: Mapping[str, Location] = field(default_factory=dict, compare=False, hash=False, repr=False)
    old: bool = False

    def where(self, attribute: str) -> Location:
        """The narrowest place that says `attribute`; the fact's own place when there is none narrower."""
        return self.places.get(attribute, self.at)

    @property
    def is_dependency(self) -> bool:
        """Whether only a list of packages tells it: true, but no place where anything is done or could be mended."""
        return "dependency" in self.places

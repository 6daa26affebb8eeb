"""Names without a release that stand in files although whoever delivers hands one in: what is started again by them."""

from holdfast.controls.hosting import INFRASTRUCTURE
from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Deployment, StandingName
from holdfast.model.regex import regex


def put_back(deployments: tuple[Deployment, ...], standing: tuple[StandingName, ...]) -> tuple[StandingName, ...]:
    """What a template writes out although releases get their name past it: its next run puts the old word back.

    So does a description that nobody fills in, and an image that a compose file names: whoever registers the one, or
    starts the other without handing a release in, starts whatever was pushed last.
    """
    alone = tuple(fact for fact in standing if fact.alone)
    if all(fact.method in INFRASTRUCTURE for fact in deployments):
        # Whatever else is pushed, what is put out is what the template says.
        applied = (fact for fact in standing if _is_written_out(fact) and _MOVES.search(fact.at.quote))
        return (*alone, *(fact for fact in applied if not fact.alone))
    if any(fact.method != "ecs" for fact in deployments):
        carried = any(fact.carries_identity for fact in deployments)
        return (*alone, *(fact for fact in standing if fact.written and not carried and not fact.alone))
    told = (fact for fact in standing if _is_written_out(fact) and not fact.at.path.endswith(".json"))
    return (*alone, *(fact for fact in told if not fact.alone))


_MOVES = regex(r":latest\b|,\s*['\"]latest['\"]\s*\)")
"""An image by the word that moves, as a template names it; one that is looked up is fixed by what is found."""


def _is_written_out(name: StandingName) -> bool:
    """In the template itself: a variable or parameter may be given the release."""
    return name.kind is EvidenceKind.DECLARED and "identity" not in name.places

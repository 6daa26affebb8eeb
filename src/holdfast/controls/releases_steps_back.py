"""Ways back by hand that miss the release: they count from what stands there, take what moves, or fetch the newest."""

from collections.abc import Iterable, Iterator

from holdfast.controls.common import places, solid
from holdfast.model.estate import View
from holdfast.model.facts import Deployment, Rollback
from holdfast.model.findings import Finding
from holdfast.model.record import replace
from holdfast.model.regex import regex

_NAMELESS = ("step", "moving")
_ASKED_BY = ("releases.manual-deploy", "releases.no-identity")


def with_steps_back(view: View, findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings; the first one about releases without a name shows such a way, which misses the name as much."""
    counted = solid(view, Rollback, lambda way: way.target in _NAMELESS and not way.automatic)
    shown = places(counted, most=2)
    for finding in findings:
        asks = bool(shown) and finding.opens and finding.check in _ASKED_BY
        more = tuple(place for place in shown if place not in finding.evidence) if asks else ()
        yield replace(finding, evidence=(*finding.evidence, *more)) if more else finding
        shown = () if asks else shown


_CHOOSES = regex(r"\bgit\s+(?:checkout|switch|reset)\b")
_TAKES_NEWEST = regex(r"\bgit\s+(?:-C\s+\S+\s+)?(?:pull\b|reset\s+--hard\s+[\"']?(?:origin|upstream)/)")


def fetching_the_newest(view: View) -> tuple[Rollback, ...]:
    """Ways back that choose an earlier commit, and leave the rest to a script that first takes the branch's newest."""
    scripts = [
        way.at.path.rpartition("/")[2]
        for way in solid(view, Deployment)
        if _TAKES_NEWEST.search(way.where("identity").quote)
    ]
    chosen = solid(view, Rollback, lambda way: way.works and _CHOOSES.search(way.at.quote) is not None)
    return tuple(way for way in chosen if any(_runs_after(way.at.quote, name) for name in scripts))


def _runs_after(quote: str, script: str) -> bool:
    """The script is started below the choice, or a recipe that is called like it; one in a remark is not."""
    below = quote[next(_CHOOSES.finditer(quote)).end() :].splitlines()
    stem, dot, ending = script.rpartition(".")
    if not dot or ending not in ("sh", "bash"):
        return False
    rows = [row.partition("#")[0].replace("/", " ").split() for row in below]
    return any(script in row or (stem in row and row[0] in _RECIPES) for row in rows)


_RECIPES = ("make", "just", "task", "npm", "yarn", "pnpm")
"""What runs a recipe by its name."""

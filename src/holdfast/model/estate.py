"""The estate: every fact that the readers found, and every gap they left, asked by type and environment."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from functools import cached_property
from typing import TypeVar

from holdfast.model.environments import DEVELOPMENT, PRODUCTION, SERVING, STAGING, UNASSIGNED, lasts
from holdfast.model.evidence import Absent, Evidence, EvidenceKind, Found, Gap, Location, Unreadable
from holdfast.model.facts import (
    Bucket,
    Container,
    Database,
    Deployment,
    Fact,
    Instance,
    LoadBalancer,
    Placement,
    Workload,
)
from holdfast.model.record import record, replace
from holdfast.model.regex import regex

F = TypeVar("F", bound=Fact)

_SERVERS = (Instance, LoadBalancer, Workload)
_DEPLOYED = (*_SERVERS, Deployment)
_DECLARED = EvidenceKind.DECLARED.strength
_CODED = EvidenceKind.CODED.strength


def _solid(fact: Fact) -> bool:
    return fact.kind is not EvidenceKind.CLAIMED


def _is_a_step(way: Deployment) -> bool:
    """A script, or what CodeDeploy does with a bundle, that names no environment of its own."""
    return way.environment is None and way.at.path.endswith((".sh", "appspec.yml", "appspec.yaml"))


def _own_name(fact: Fact) -> str:
    return fact.at.path.rpartition("/")[2]


_WORD = regex(r"[\w.-]+")


def _is_elsewhere(fact: Fact) -> bool:
    """It is deployed, or keeps the product's data in no container beside the application."""
    if isinstance(fact, Database):
        return fact.placement is not Placement.CONTAINER
    return isinstance(fact, (*_DEPLOYED, Bucket))


@record(frozen=True, slots=True)
class Owner:
    """The AWS account that was read.

    Args:
        account: its number, twelve digits.
        region: the product's own.
        partition: `aws`, or that of another part of AWS such as `aws-cn`.
    """

    account: str
    region: str
    partition: str = "aws"


@record(frozen=True)
class Estate:
    """What is known about a product.

    Args:
        facts: in the order the readers gave them.
        gaps: what could not be read.
        skipped: how many files were passed over, by reason (`vendored`, `link`, …); for the report.
        files: how many files were looked at.
        shown: sorts of facts of which an account was asked for all that it has, and answered.
        owner: the account; None where none was read.
    """

    facts: tuple[Fact, ...] = ()
    gaps: tuple[Gap, ...] = ()
    skipped: dict[str, int] = field(default_factory=dict)
    files: int = 0
    shown: frozenset[type[Fact]] = frozenset()
    owner: Owner | None = None

    def environments(self) -> tuple[str, ...]:
        """The environments that the evidence knows, those that serve somebody first; empty when it names none."""
        named = {fact.environment for fact in self.facts if fact.environment} - {UNASSIGNED}
        serving = tuple(name for name in SERVING if name in named)
        if serving == (PRODUCTION,) and self._only_mentions(PRODUCTION) and self._is_made(DEVELOPMENT):
            return (DEVELOPMENT,)
        if serving:
            more = serving == (STAGING,) and (self._leaves_one_unnamed() or self._only_mentions(STAGING))
            return SERVING if more else serving
        deployed = {fact.environment for fact in self.facts if _is_elsewhere(fact) and _solid(fact)}
        # Where what is deployed, or kept apart, names none, a file for the developers' own machines makes none.
        return tuple(sorted(named & deployed if None in deployed or self._composes_two_ways() else named))

    def _composes_two_ways(self) -> bool:
        """Beside the compose file of the developers another one starts the application, and names no environment."""
        started = (fact for fact in self.facts if isinstance(fact, Container) and fact.role == "application")
        return {fact.environment for fact in started} == {None, DEVELOPMENT}

    def _leaves_one_unnamed(self) -> bool:
        """Something deploys to staging by name, and something else to what needs none: that is production."""
        places: dict[str | None, set[str]] = {None: set(), STAGING: set()}
        for fact in self.facts:
            if isinstance(fact, Deployment) and _solid(fact) and fact.environment in places:
                places[fact.environment].add(fact.at.path)
        return bool(places[STAGING]) and not places[None] <= places[STAGING]

    def _is_made(self, environment: str) -> bool:
        """A template makes what serves there, and keeps its data."""
        made = (fact for fact in self.facts if fact.environment == environment and fact.kind.strength >= _DECLARED)
        return any(isinstance(fact, (*_SERVERS, Database)) for fact in made)

    def _only_mentions(self, environment: str) -> bool:
        """Claims name it, as a plan or beside production, and all that is made, done or typed names none."""
        return not any(_solid(fact) for fact in self.facts if fact.environment == environment)

    def view(self, environment: str, *, slug: str = "") -> "View":
        """What one control may know about one environment: its own facts, and those that name none."""
        known = self._views.get(environment)
        if known is None:
            heard = {None, environment, self._stand_in(environment)}
            facts = tuple(fact for fact in self.facts if fact.environment in heard)
            known = self._views[environment] = View(environment, facts, self.gaps, self.shown, self._there)
        return known.with_gaps(tuple(gap for gap in self.gaps if not slug or slug in gap.serves))

    @cached_property
    def _views(self) -> "dict[str, View]":
        """What was asked for before: twelve controls ask for the same facts of one environment."""
        return {}

    @cached_property
    def _there(self) -> tuple[Fact, ...]:
        return tuple(fact for fact in self.facts if fact.kind is EvidenceKind.OBSERVED) if self.shown else ()

    def _stand_in(self, environment: str) -> str | None:
        """The one that has servers, or is released to, where one that serves is asked for and has none."""
        if environment not in SERVING:
            return None
        declared = {f.environment for f in self.facts if isinstance(f, _SERVERS) and f.kind.strength >= _DECLARED}
        released = self._released()
        if environment == STAGING and declared - {None} == {PRODUCTION, DEVELOPMENT}:
            return DEVELOPMENT  # a program that tells production from the rest says all there is about the rest
        alone = [next(iter(names)) for names in (declared, {*filter(lasts, released)}) if len(names) == 1]
        return next((name for name in alone if name not in (None, *SERVING, UNASSIGNED)), None)

    def releases_to(self, environment: str) -> bool:
        """Whether a machine brings releases to an environment that is called so."""
        return environment in self._released()

    def _released(self) -> set[str | None]:
        """Where machines release to; a script that names no place goes where the pipeline that starts it goes."""
        ways = [f for f in self.facts if isinstance(f, Deployment) and f.kind.strength >= _CODED]
        named = [way for way in ways if way.environment is not None]
        bundled = any(way.method == "codedeploy" for way in named)
        spoken_of = {word for way in named for word in (*way.scripts, *_WORD.findall(way.at.quote))}
        return {way.environment for way in ways if not (_is_a_step(way) and (bundled or _own_name(way) in spoken_of))}

    def unassigned(self) -> tuple[Location, ...]:
        """The resources that belong to no environment, each once, in reading order."""
        return tuple(dict.fromkeys(fact.at for fact in self.facts if fact.environment == UNASSIGNED))

    def joined(self, other: "Estate", known: tuple[str, ...] = ()) -> "Estate":
        """Both estates as one, the account's after the repository's.

        Args:
            other: what an account shows.
            known: environments that the spec names; with one environment in all, resources that name none are its.
        """
        both = replace(
            self,
            facts=(*self.facts, *other.facts),
            gaps=(*self.gaps, *other.gaps),
            skipped={**self.skipped, **other.skipped},
            shown=self.shown | other.shown,
            owner=other.owner or self.owner,
        )
        if len(known or both.environments()) > 1:
            return both
        return replace(
            both,
            facts=tuple(replace(f, environment=None) if f.environment == UNASSIGNED else f for f in both.facts),
        )


@record(frozen=True)
class View:
    """The estate as seen for one environment.

    Args:
        environment: its name.
        facts: its own, and those that name none.
        gaps: what could not be read.
        shown: as in the estate.
        there: what an account shows, whatever environment it is of.
    """

    environment: str = PRODUCTION
    facts: tuple[Fact, ...] = ()
    gaps: tuple[Gap, ...] = ()
    shown: frozenset[type[Fact]] = frozenset()
    there: tuple[Fact, ...] = ()

    def look(self, sort: type[F], where: Callable[[F], bool] | None = None) -> Evidence[F]:
        """Ask for one sort of fact, and get one of the three arms.

        Found holds facts that are instructed or stronger, strongest first, newer guides before old ones.
        A mere claim never makes Found: it comes back inside Absent. With nothing found and something that
        could not be read, the answer is Unreadable.
        """
        matching = [fact for fact in self.every(sort) if where is None or where(fact)]
        solid = [fact for fact in matching if fact.kind is not EvidenceKind.CLAIMED]
        if solid:
            return Found(tuple(sorted(solid, key=lambda fact: (-fact.kind.strength, fact.old))))
        hiding = tuple(gap for gap in self.gaps if gap.may_hide(sort))
        return Unreadable(hiding) if hiding else Absent(tuple(matching))

    def every(self, sort: type[F]) -> Iterable[F]:
        """All facts of one sort, claims included, in reading order."""
        return _of_sort(sort, self.facts, self._by_sort)

    def every_there(self, sort: type[F]) -> Iterable[F]:
        """All facts of one sort that an account shows, whatever environment they are of."""
        return _of_sort(sort, self.there, self._there_by_sort)

    def with_gaps(self, gaps: tuple[Gap, ...]) -> "View":
        """The same view with these gaps; what was sorted stays so."""
        if gaps == self.gaps:
            return self
        other = replace(self, gaps=gaps)
        vars(other).update(_by_sort=self._by_sort, _there_by_sort=self._there_by_sort)
        return other

    @cached_property
    def _by_sort(self) -> dict[type[Fact], tuple[Fact, ...]]:
        return _sorted(self.facts)

    @cached_property
    def _there_by_sort(self) -> dict[type[Fact], tuple[Fact, ...]]:
        return _sorted(self.there)


def _sorted(facts: Iterable[Fact]) -> dict[type[Fact], tuple[Fact, ...]]:
    """Facts by their sort, each in reading order."""
    found: dict[type[Fact], list[Fact]] = {}
    for fact in facts:
        found.setdefault(type(fact), []).append(fact)
    return {sort: tuple(many) for sort, many in found.items()}


def _of_sort(sort: type[F], facts: tuple[Fact, ...], by_sort: Mapping[type[Fact], tuple[Fact, ...]]) -> Iterable[F]:
    """Those of a sort without looking at the others: an account has thousands, and a control asks a hundred times."""
    sorts = [known for known in by_sort if issubclass(known, sort)]
    found = by_sort[sorts[0]] if len(sorts) == 1 else facts if sorts else ()
    return (fact for fact in found if isinstance(fact, sort))

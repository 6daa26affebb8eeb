"""Releases: whether each release is named by its commit, and whether an earlier one can be brought back."""

from collections.abc import Iterable, Iterator, Sequence
from typing import assert_never

from holdfast.controls.common import claimed, current, files, listed, places, silence, solid
from holdfast.controls.hosting import Form, hosting, that_release, without_lesser
from holdfast.controls.releases_counted import of_the_application, without_tools
from holdfast.controls.releases_elsewhere import (
    NAMES_A_RELEASE,
    built_there,
    calls_of_scripts,
    left_to_codedeploy,
    makes_what_is_started,
    old_ones_serve_on,
    pushed_by_name,
    services,
    started,
    without_first,
)
from holdfast.controls.releases_newest import NEWEST_DATABASE, NEWEST_IMAGE, newest_database, newest_image
from holdfast.controls.releases_put_back import put_back
from holdfast.controls.releases_standing import with_standing_names
from holdfast.controls.releases_steps_back import fetching_the_newest, with_steps_back
from holdfast.model.environments import DEVELOPMENT
from holdfast.model.estate import View
from holdfast.model.evidence import Absent, Evidence, EvidenceKind, Found, Unreadable
from holdfast.model.facts import (
    Deployment,
    OverwritableTags,
    Platform,
    ReleaseIdentity,
    Rollback,
    ScriptFault,
    StandingName,
    Workload,
)
from holdfast.model.findings import Check, Confidence, Control, Evident, Finding, Scope, Severity
from holdfast.model.record import replace
from holdfast.model.regex import regex

NO_DEPLOYMENT = Check("releases.no-deployment", Severity.WARNING, Confidence.MEDIUM)
NO_IDENTITY = Check("releases.no-identity", Severity.WARNING, references=("checkov:CKV_AWS_51",))
BY_HAND = Check("releases.manual-deploy", Severity.WARNING)
NOT_CARRIED = Check("releases.identity-not-carried", Severity.NOTICE, Confidence.MEDIUM)
NO_ROLLBACK = Check("releases.no-rollback", Severity.WARNING, Confidence.MEDIUM, references=("checkov:CKV_AWS_386",))
CANNOT_WORK = Check("releases.rollback-cannot-work", Severity.WARNING)
DELETED = Check("releases.previous-release-deleted", Severity.WARNING)
TAG_TWICE = Check("releases.tag-computed-twice", Severity.WARNING)
INTERRUPTED = Check("releases.stopped-before-start", Severity.WARNING, Confidence.MEDIUM)
SWALLOWED = Check("releases.deploy-error-swallowed", Severity.WARNING)
LOCK_PASSED = Check("releases.lock-passed-over", Severity.WARNING, Confidence.MEDIUM)
UNMERGED = Check("releases.unmerged-code-deployed", Severity.WARNING)
SCHEMA_CHANGED = Check("releases.schema-changed-by-start", Severity.WARNING)

CHECKS = (
    NO_DEPLOYMENT,
    NO_IDENTITY,
    BY_HAND,
    NOT_CARRIED,
    NO_ROLLBACK,
    CANNOT_WORK,
    DELETED,
    INTERRUPTED,
    TAG_TWICE,
    SWALLOWED,
    LOCK_PASSED,
    UNMERGED,
    SCHEMA_CHANGED,
    NEWEST_DATABASE,
    NEWEST_IMAGE,
)

_NAMES_NOTHING = frozenset({"none", "latest", "timestamp", "build"})
_NAMES_SOMETHING = NAMES_A_RELEASE | {"timestamp", "build"}

_MAY_BE_STAGINGS = ("unmerged-deployed", "stopped-before-start")
"""Any branch may be tried there, and what runs once to save money has nothing that serves while it is replaced."""

_ERROR_HIDDEN = frozenset({"error-swallowed", "pipe-hides-error", "no-error-exit"})


def judge(scope: Scope) -> Iterator[Finding]:
    """Judge how a release is named on its way, what hides a failed one, and how it goes back."""
    yield from _faults(scope)
    yield from _ways(scope)


def _ways(scope: Scope) -> Iterator[Finding]:
    view = scope.view
    broken = _broken_ways(view)
    if broken:
        yield CANNOT_WORK.failed(*places(broken, "works"), where=files(broken))
    yield from newest_database(view)
    yield from newest_image(view)
    answer = view.look(Deployment)
    standing = _believed(current(solid(view, StandingName)), answer)
    told = (_with_registries(view, _eased(scope, one)) for one in _carried(view, answer, standing))
    yield from with_standing_names(view, with_steps_back(view, told))


def _eased(scope: Scope, finding: Finding) -> Finding:
    """Where releases are tried out, a hand or a branch does no harm: a machine brings production its named ones.

    Developers put their next version where the last one failed: nobody else waits for the way back.
    """
    if scope.view.environment == DEVELOPMENT and not scope.strict and finding.check == NO_ROLLBACK.id:
        return replace(finding, severity=Severity.NOTICE) if finding.opens else finding
    if scope.strict or finding.check not in (BY_HAND.id, NO_IDENTITY.id) or not finding.opens:
        return finding
    told = [one for view in scope.others.values() for one in solid(view, Deployment) if not one.manual]
    named = finding.check == BY_HAND.id or all(one.identity in NAMES_A_RELEASE for one in told)
    return replace(finding, severity=Severity.NOTICE) if told and named else finding


def _believed(standing: tuple[StandingName, ...], answer: Evidence[Deployment]) -> tuple[StandingName, ...]:
    """What a template leaves to whoever delivers counts where they start it again and put nothing in its place."""
    facts = current(answer.facts) if isinstance(answer, Found) else ()
    again = any(fact.method == "ecs" and fact.identity in _NAMES_NOTHING for fact in facts)
    if again and not any(fact.identity in _NAMES_SOMETHING for fact in facts):
        return standing
    return tuple(fact for fact in standing if not fact.left)


def _with_registries(view: View, finding: Finding) -> Finding:
    """Where nothing names a release, or puts one out, the registry that lets a tag be pushed anew is a part of it."""
    overwritten = solid(view, OverwritableTags)
    if not overwritten or not finding.opens or finding.check not in (NO_IDENTITY.id, NO_DEPLOYMENT.id):
        return finding
    return replace(finding, evidence=(*finding.evidence, *places(overwritten, most=2)))


def _carried(view: View, answer: Evidence[Deployment], standing: tuple[StandingName, ...]) -> Iterator[Finding]:
    """How a release gets to where it runs, and by what name."""
    match answer:
        case Found(facts):
            yield from _deployed(view, without_tools(current(facts)), standing)
        case Absent(claims=claims) if standing:
            # What a host fetches by a word that moves, somebody pushes by it.
            yield from _nameless((*standing, *(fact for fact in claims if fact.identity == "latest")))
        case Absent() | Unreadable() if standing:
            yield from _nameless(standing)
        case Absent() | Unreadable():
            yield _no_deployment(view, answer)
        case _:
            assert_never(answer)


def _no_deployment(view: View, answer: Absent[Deployment] | Unreadable) -> Finding:
    """Shown at what claims to deploy, or else at the containers to be released: nothing says how they get there."""
    found = hosting(view)
    homes = found.facts if isinstance(found, Found) else ()
    said = silence(
        NO_DEPLOYMENT, answer, *(fact for home in homes if home.form is Form.COMPOSED for fact in home.facts)
    )
    if isinstance(answer, Unreadable):
        return said
    off = solid(view, Workload, lambda service: "rollback" in service.places)
    return replace(said, evidence=(*said.evidence, *places(off, "rollback", most=2)))


def _deployed(view: View, deployments: tuple[Deployment, ...], standing: tuple[StandingName, ...]) -> Iterator[Finding]:
    if all(deployment.method == "hosted" for deployment in deployments):
        left = _left_to_others(view)
        yield _no_deployment(view, left) if left else NO_IDENTITY.not_applicable("hosted-releases")
        return
    telling = of_the_application(deployments)
    by_hand = tuple(fact for fact in telling if fact.manual and fact.identity not in NAMES_A_RELEASE)
    if by_hand:
        # What names its environment shows it better than what is written for any; so does what follows the first one.
        by_hand = tuple(sorted(by_hand, key=lambda fact: (fact.environment is None, fact.first)))
        yield _done_by_hand(by_hand)
        yield from _nameless((*standing, *_pushed_as_latest(view)))
    else:
        yield from _identity(view, telling, standing)
        yield from _beside(deployments, telling, standing)
    yield from _way_back(view, telling, deployments)


def _left_to_others(view: View) -> Absent[Deployment] | None:
    """What a platform that builds a front end leaves out: functions and services that a template sets up beside it."""
    own = [one for one in solid(view, Workload) if one.kind is EvidenceKind.DECLARED and one.platform in _RELEASED]
    return Absent(claimed(view, Deployment)) if own else None


_RELEASED = frozenset({Platform.LAMBDA, Platform.ECS, Platform.FARGATE, Platform.EC2_GROUP, Platform.BEANSTALK})
"""What runs a release that somebody has to bring."""


def _beside(
    deployments: tuple[Deployment, ...], telling: tuple[Deployment, ...], standing: tuple[StandingName, ...]
) -> Iterator[Finding]:
    """A guide's way around machines that name no release either: both put out whatever the branch holds.

    Beside machines that do name it, a way by hand is a way out for bad days, and nobody is accused of it. What sets a
    server up for the first time is no way around them.
    """
    ways = (fact for fact in deployments if fact.manual)
    again = tuple(fact for fact in ways if not fact.first or makes_what_is_started(fact, telling))
    by_hand = tuple(fact for fact in again if fact.identity in _NAMES_NOTHING)
    # A group that a template or an account shows says nothing of names: whoever hands it a release does.
    told = [fact.identity for fact in telling if fact.identity is not None]
    named = bool(told) and all(identity in NAMES_A_RELEASE for identity in told) and not put_back(telling, standing)
    if by_hand and not named and not any(fact.manual for fact in telling):
        # What their guide has somebody push under a word that moves, they start.
        guides = {fact.at.path for fact in by_hand}
        pushed = [one for one in standing if one.kind is EvidenceKind.INSTRUCTED and one.at.path in guides]
        yield _done_by_hand(by_hand, pushed)


def _done_by_hand(ways: tuple[Deployment, ...], pushed: Sequence[StandingName] = ()) -> Finding:
    shown = dict.fromkeys((*places(ways, "fetched"), *places(ways), *places(pushed, most=2)))
    return BY_HAND.failed(*shown, deployment=_names(ways[:1]))


def _identity(view: View, deployments: tuple[Deployment, ...], standing: tuple[StandingName, ...]) -> Iterator[Finding]:
    nameless = tuple(fact for fact in deployments if fact.identity in _NAMES_NOTHING)
    named = tuple(fact for fact in deployments if fact.identity in NAMES_A_RELEASE)
    shown = solid(view, ReleaseIdentity, lambda fact: fact.source in NAMES_A_RELEASE)
    # Whoever delivers by a name of whatever kind hands it to what stands in files.
    handed = any(fact.identity in _NAMES_SOMETHING for fact in deployments)
    lasting = standing if not handed else put_back(deployments, standing)
    unnamed: tuple[Deployment | StandingName, ...] = (*nameless, *lasting)
    if unnamed:
        yield from _nameless((*unnamed, *_pushed_as_latest(view)), built_there(view))
        return
    pushed = () if named or shown else pushed_by_name(view, deployments)
    good: tuple[Evident, ...] = (*places(named, "identity"), *places(shown), *places(pushed))
    if not good:
        telling = (*deployments[:1], *_called(deployments))
        # A pipeline's run knows its commit, and what it puts out is called after its contents.
        severity = Severity.NOTICE if all(map(_is_named_by_contents, deployments)) else None
        shown_at = (*places(telling), *places(telling, "identity"))
        yield NO_IDENTITY.unproven(*shown_at, severity=severity, deployment=_names(deployments[:1]))
        return
    sources = listed((*(fact.identity for fact in (*named, *pushed)), *(fact.source for fact in shown)))
    yield NO_IDENTITY.met(*good, deployment=_names(named or pushed or deployments), identity=sources)
    if named and not shown and not any(fact.carries_identity for fact in deployments):
        yield NOT_CARRIED.failed(*places(named[:1], "carries_identity"), deployment=_names(named[:1]))


def _is_named_by_contents(deployment: Deployment) -> bool:
    by_machine = not deployment.manual and deployment.at.path.endswith((".yml", ".yaml"))
    return by_machine and deployment.method == "cdk" and deployment.identity is None


def _pushed_as_latest(view: View) -> tuple[Deployment, ...]:
    """What a pipeline pushes under that word alone: whoever takes it to a host in another way finds no name on it."""
    return claimed(view, Deployment, lambda fact: fact.identity == "latest")


def _called(deployments: tuple[Deployment, ...]) -> tuple[Deployment, ...]:
    """The script that the first one leaves all the work to: there the release would get its name."""
    first, *others = deployments
    return tuple(fact for fact in others if fact.at.path.rpartition("/")[2] in first.at.quote)[:1]


def _nameless(facts: tuple[Deployment | StandingName, ...], built: tuple[Evident, ...] = ()) -> Iterator[Finding]:
    if facts:
        # What fetches the release shows more than the list of hooks around it, or than a start far below it.
        apart = (fact for fact in facts if _is_of_the_bundle(fact) or "fetched" in fact.places)
        elsewhere = {fact for fact in (*apart, *calls_of_scripts(facts)) if "identity" in fact.places}
        shown = [fact for fact in facts if fact not in elsewhere]
        yield NO_IDENTITY.failed(
            *places(shown),
            *places(facts, "identity"),
            *places([fact for fact in facts if "held" in fact.places], "held", most=1),
            *built,
            deployment=_names(facts),
            identity=listed(fact.identity for fact in facts),
        )


def _broken_ways(view: View) -> tuple[Rollback | ScriptFault, ...]:
    return (
        *solid(view, Rollback, lambda rollback: not rollback.works),
        *fetching_the_newest(view),
        *solid(view, ScriptFault, lambda fault: fault.form == "rollback-cannot-start"),
    )


def _way_back(view: View, deployments: tuple[Deployment, ...], every: tuple[Deployment, ...]) -> Iterator[Finding]:
    built_in = tuple(fact for fact in deployments if fact.rollback)
    undone = fetching_the_newest(view)
    answer = view.look(Rollback, lambda rollback: rollback.works and rollback not in undone)
    match answer:
        case Found(facts):
            yield NO_ROLLBACK.met(*places(facts), deployment=_names(deployments))
        case Absent() | Unreadable() if built_in:
            yield NO_ROLLBACK.met(*places(built_in, "rollback"), deployment=_names(built_in))
        case Absent(claims=claims) if not claims and all(one.method == "unseen" for one in deployments):
            return  # the script that deploys is not at hand, and may well go back
        case Absent() | Unreadable():
            # A way back that cannot start was accused at its own place; there is no second one to ask for.
            if not _broken_ways(view):
                # Of several steps, the one that tells a name puts the application out.
                told = sorted(without_lesser(deployments), key=lambda fact: fact.identity is None)
                already = set(deployments)
                others = [fact for fact in that_release(without_lesser(every), told) if fact not in already]
                others = without_first(told, others)
                said = silence(NO_ROLLBACK, answer, *told, deployment=_names(told[:1]))
                said = replace(said, evidence=_replacing(said.evidence, told))
                further = _begun([*told[1:], *others], told[0])
                there = (*started(view), *services(view))
                beside = (*_replacing(places(further), further), *there)
                if isinstance(answer, Absent):
                    kept = not there and (old_ones_serve_on(told, others) or left_to_codedeploy(view, told))
                    mild = Severity.NOTICE if kept else said.severity
                    said = replace(said, severity=mild, evidence=(*said.evidence, *beside))
                yield said
        case _:
            assert_never(answer)


def _replacing(shown: Iterable[Evident], facts: Iterable[Deployment]) -> tuple[Evident, ...]:
    """Where a guide brings a release far from where it starts one, the former is what takes the place of the last."""
    brought = {fact.at: fact.places["fetched"] for fact in facts if "fetched" in fact.places}
    return tuple(replace(one, at=brought.get(one.at, one.at)) for one in shown)


def _begun(others: list[Deployment], first: Deployment) -> list[Deployment]:
    """Without the steps on the hosts of CodeDeploy's deployments, where what begins these is known: it goes back."""
    begins = [one for one in (first, *others) if one.method == "codedeploy" and not _is_of_the_bundle(one)]
    return [one for one in others if not (begins and _is_of_the_bundle(one))]


def _is_of_the_bundle(fact: Deployment | StandingName) -> bool:
    deploys = isinstance(fact, Deployment) and fact.method == "codedeploy"
    return deploys and (fact.name or "").lower().startswith("appspec")


def _faults(scope: Scope) -> Iterator[Finding]:
    """Staging is where work in progress is tried: whatever branch goes there, it is no fault."""
    allowed = () if scope.strict else _MAY_BE_STAGINGS
    faults = [fault for fault in solid(scope.view, ScriptFault) if fault.form not in allowed]
    for check, found in (
        (DELETED, [fault for fault in faults if fault.form == "previous-release-deleted"]),
        (INTERRUPTED, [fault for fault in faults if fault.form == "stopped-before-start"]),
        (TAG_TWICE, [fault for fault in faults if fault.form == "tag-computed-twice"]),
        (SWALLOWED, [fault for fault in faults if _hides_a_failed_release(fault)]),
        (LOCK_PASSED, [fault for fault in faults if fault.form == "lock-passed-over"]),
        (UNMERGED, [fault for fault in faults if fault.form == "unmerged-deployed"]),
        (SCHEMA_CHANGED, [fault for fault in faults if fault.form == "schema-changed"]),
    ):
        if found:
            grave = [fault for fault in found if not _weighs_little(fault)]
            mild, shown = None if grave else Severity.NOTICE, grave or found
            yield check.failed(*places(shown), severity=mild, where=files(shown), command=_commands(shown))


def _weighs_little(fault: ScriptFault) -> bool:
    """Tests that nobody heeds: a release that is well known and easily undone is so whether it was tried or not.

    So does what Hibernate, GORM or Exposed fits to the code: it only adds, and an earlier release goes on.
    """
    return fault.activity == "test" or _ONLY_ADDS.search(fault.command or "") is not None


_ONLY_ADDS = regex(r"(?i)ddl[-_]?auto|hbm2ddl|\bAutoMigrate\b|createMissingTables")


def _hides_a_failed_release(fault: ScriptFault) -> bool:
    return fault.activity in ("migration", "deploy", "rollback", "test") and fault.form in _ERROR_HIDDEN


def _names(deployments: Sequence[Deployment | StandingName]) -> str:
    return listed(fact.name or fact.at.path for fact in deployments)


def _commands(faults: Iterable[ScriptFault]) -> str:
    return listed(fault.command or str(fault.at) for fault in faults)


CONTROL = Control(11, "releases", CHECKS, judge)

"""Configuration: whether the application refuses to start when a setting or secret that it needs is missing."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import assert_never

from holdfast.controls.common import listed, places, silence, solid
from holdfast.controls.composing import composes, is_developers_secret, runs_elsewhere
from holdfast.controls.configuration_by_hand import beside_hand
from holdfast.controls.configuration_chosen import chosen
from holdfast.controls.configuration_compose import idle_settings
from holdfast.controls.configuration_lesser import AROUND, lesser, passes_spring
from holdfast.controls.configuration_modes import DEVELOPERS_MODE, modes
from holdfast.controls.configuration_places import are_minor, best_shown, read_at
from holdfast.controls.configuration_stand_ins import STAND_IN, once_a_file, stand_ins
from holdfast.controls.configuration_unlooked import unlooked
from holdfast.controls.databases_untold import untold_hosts
from holdfast.controls.hosting import hands_out_files, hosting
from holdfast.controls.secrets import secrets
from holdfast.model.estate import View
from holdfast.model.evidence import Absent, EvidenceKind, Found, Unreadable
from holdfast.model.facts import (
    ApplicationCors,
    BuiltInSecret,
    ConfigurationLoader,
    Container,
    Database,
    Fact,
    HandedSecret,
    HandedSettings,
    Placement,
    Platform,
    ReadsSetting,
    RequiredSettings,
    SecretStore,
    ServesHttp,
    SettingsByHand,
    Workload,
)
from holdfast.model.findings import Check, Confidence, Control, Finding, Scope, Severity
from holdfast.model.record import replace
from holdfast.model.vital_names import is_vital

SILENT = Check("configuration.silent-loader", Severity.WARNING)
DEFAULT = Check("configuration.secret-default", Severity.WARNING)
NO_LIST = Check("configuration.no-required-list", Severity.WARNING, Confidence.MEDIUM)
TOO_LATE = Check("configuration.validated-too-late", Severity.WARNING, Confidence.MEDIUM)
PLAIN_ENVIRONMENT = Check(
    "configuration.secret-in-plain-environment",
    Severity.NOTICE,
    references=(
        "prowler:ecs_task_definitions_no_environment_secrets",
        "prowler:awslambda_function_no_secrets_in_variables",
    ),
)
EXPOSED = Check(
    "configuration.exposed-secret",
    Severity.CRITICAL,
    references=("checkov:CKV_AWS_45", "checkov:CKV_AWS_46", "prowler:ec2_instance_secrets_user_data"),
)
IN_IMAGE = Check("configuration.secret-in-image", Severity.WARNING)
NO_ROTATION = Check(
    "configuration.no-rotation",
    Severity.NOTICE,
    references=(
        "prowler:secretsmanager_automatic_rotation_enabled",
        "checkov:CKV_AWS_304",
        "config:SECRETSMANAGER_SCHEDULED_ROTATION_SUCCESS_CHECK",
    ),
)

CHECKS = (
    SILENT,
    DEFAULT,
    NO_LIST,
    TOO_LATE,
    PLAIN_ENVIRONMENT,
    EXPOSED,
    IN_IMAGE,
    STAND_IN,
    DEVELOPERS_MODE,
    NO_ROTATION,
)

_REMOTE = frozenset({"secrets-manager", "parameter-store"})

_MOST_NAMES = 8
"""A message names at most this many variables."""


def judge(scope: Scope) -> Iterator[Finding]:
    """Judge what happens at start when something is missing: each loader first, then the list as a whole."""
    view = scope.view
    idle = idle_settings(view)
    exposed = _exposed(view)
    unused = frozenset() if composes(view) else frozenset(one.file for one in view.every(Container))
    kept = tuple(stand_ins(scope, unused))
    answer = view.look(Fact, lambda fact: isinstance(fact, ConfigurationLoader | RequiredSettings) and fact not in idle)
    match answer:
        case Found():
            found = tuple(_spoken(view, idle))
        case Absent() | Unreadable():
            found = () if exposed or kept else (_unspoken(view, answer),)
        case _:
            assert_never(answer)
    others = (*exposed, *_handed(view), *_built_in(view), *kept)
    yield from beside_hand(view, (*found, *others))
    yield from modes(scope)
    yield from unlooked(view, SILENT, found)
    yield from _rotation(view)


def _exposed(view: View) -> tuple[Finding, ...]:
    """Secrets whose values everybody can read, but for those that a loader falls back to."""
    told = {loader.at for loader in _heard(solid(view, ConfigurationLoader), solid(view, RequiredSettings))}
    exposed = secrets(view, lambda fact: not fact.opens_doors and fact.at not in told)
    exposed = tuple(fact for fact in exposed if not is_developers_secret(view, fact))
    # What a file says again by the same name is mended with its first place.
    exposed = tuple({(fact.at.path, fact.name, fact.environment): fact for fact in reversed(exposed)}.values())[::-1]
    return (EXPOSED.failed(*places(exposed), names=listed(fact.name for fact in exposed)),) if exposed else ()


def _built_in(view: View) -> Iterator[Finding]:
    built = solid(view, BuiltInSecret)
    if built:
        yield IN_IMAGE.failed(
            *places(built),
            names=_named(name for fact in built for name in fact.names),
            where=listed(fact.at.path for fact in built),
        )


def _handed(view: View) -> Iterator[Finding]:
    """Secrets as plain values: whoever may look at the function or the task reads them, whatever the program checks."""
    # In a file of settings lie the secrets that the program reads, when it is given none in another way.
    reads = any(fact.secret for fact in solid(view, ReadsSetting))
    handed = solid(view, HandedSecret, lambda fact: bool(fact.names) or reads)
    if handed:
        yield PLAIN_ENVIRONMENT.failed(
            *places(handed),
            names=_named(name for fact in handed for name in fact.names),
            to=listed(fact.to for fact in handed),
        )


def _spoken(view: View, idle: tuple[Fact, ...]) -> Iterator[Finding]:
    loaders = solid(view, ConfigurationLoader, lambda loader: loader not in idle)
    required = solid(view, RequiredSettings, lambda settings: settings not in idle)
    loaders = _heard(loaders, required)
    # What a template gives a function is there whenever it runs.
    loaders = tuple(loader for loader in loaders if not (_is_given(view, loader) or _only_lets_in(view, loader)))
    problems = [*_silent(loaders, required), *_defaults(view, loaders, required), *_too_late(required)]
    yield from problems
    if not any(finding.opens for finding in problems):
        yield _required_list(view, loaders, required)


def _heard(
    loaders: tuple[ConfigurationLoader, ...], required: tuple[RequiredSettings, ...]
) -> tuple[ConfigurationLoader, ...]:
    """Without what a text has somebody write, where a list is required: that is a leaked secret then, and no hole."""
    return tuple(one for one in loaders if not required or one.kind is not EvidenceKind.INSTRUCTED)


def _silent(loaders: tuple[ConfigurationLoader, ...], required: tuple[RequiredSettings, ...]) -> Iterator[Finding]:
    is_chosen = chosen(loaders, required)
    silent = tuple(
        loader
        for loader in loaders
        if loader.missing in ("warns", "silent")
        and not is_chosen(loader)
        and (not _is_caught(loader, required) or _fetches_what_is_stood_in_for(loader, loaders))
    )
    inside = any(loader.source not in AROUND for loader in silent)
    if not inside and (required or any(loader.missing == "fails" for loader in loaders)):
        # Whoever refuses to start without something may well refuse an empty value that is handed on.
        silent = tuple(loader for loader in silent if passes_spring(loader, required))
    if silent:
        yield SILENT.failed(
            *places(best_shown(silent, loaders), "missing"),
            *read_at(silent, loaders),
            severity=Severity.NOTICE if are_minor(silent, loaders) else lesser(silent, required),
            where=listed(loader.at.path for loader in silent),
            names=_named(name for loader in silent for name in loader.names),
            source=listed(loader.source for loader in silent),
        )


def _is_given(view: View, loader: ConfigurationLoader) -> bool:
    """The template gives the product's functions all that it lets through, and no empty text may stand there."""
    if loader.missing != "silent" or loader.source != "environment" or not loader.names:
        return False
    if any(workload.platform is not Platform.LAMBDA for workload in solid(view, Workload)):
        return False
    given = {name for fact in solid(view, HandedSettings) for name in fact.names}
    empty = {fact.name for fact in solid(view, ReadsSetting, lambda fact: fact.empty)}
    return set(loader.names) <= given - empty


def _only_lets_in(view: View, loader: ConfigurationLoader) -> bool:
    """One website that a rule of origins takes right there: who is let in for want of it, that control judges."""
    if loader.missing != "silent" or len(loader.names) != 1 or is_vital(loader.names[0]):
        return False
    return bool(solid(view, ApplicationCors, lambda rule: rule.at.overlaps(loader.at)))


def _is_caught(loader: ConfigurationLoader, required: tuple[RequiredSettings, ...]) -> bool:
    """A list that is validated before serving notices what a silent loader lets through.

    A loader of remote secrets is believed only when the list certainly runs before serving: it is mostly
    called after the settings that the list speaks of were read.
    """
    if loader.source in AROUND and passes_spring(loader, required):
        return False
    if loader.source in _REMOTE:
        return any(settings.before_serving is True and settings.tool != "compose" for settings in required)
    if "names" in loader.places and any(settings.tool == "compose" for settings in required):
        # It only says that nothing in the program checks its settings: what starts it does.
        return True
    if loader.names and all(settings.names for settings in required):
        # It names what it lets through: only a list that names that too catches it.
        listed_names = {name for settings in required for name in settings.names}
        if not set(loader.names) <= listed_names:
            # Who went over the settings before each release, one by one, chose which of them may be left out.
            told = {name for settings in required if settings.tool == "shell" for name in settings.names}
            return 2 * len(told.intersection(loader.names)) > len(loader.names)
    return any(settings.before_serving is not False for settings in required)


def _fetches_what_is_stood_in_for(loader: ConfigurationLoader, loaders: tuple[ConfigurationLoader, ...]) -> bool:
    """All settings are fetched at once, and the program starts without some of them, whatever it demands."""
    if loader.source not in {"script", *_REMOTE} or loader.names:
        return False
    return any(one.missing in ("silent", "default") and one.source not in AROUND | _REMOTE for one in loaders)


def _defaults(
    view: View, loaders: tuple[ConfigurationLoader, ...], required: tuple[RequiredSettings, ...]
) -> Iterator[Finding]:
    """Secrets that something stands in for, but for those without which a script does not even start Compose."""
    demanded = {name for settings in required if settings.tool == "shell" for name in settings.names}
    guessed = tuple(loader for loader in loaders if loader.missing == "default" and not _is_asked(loader, demanded))
    # What Compose hands in has its own stand-in: the program's comes never up, but where a platform runs it as well.
    composed = () if runs_elsewhere(view) else (loader for loader in guessed if loader.source == "compose")
    around = {name for loader in composed for name in loader.names}
    guessed = tuple(
        one for one in guessed if one.source == "compose" or not one.names or not around.issuperset(one.names)
    )
    if guessed:
        yield DEFAULT.failed(
            *places(once_a_file(guessed), "missing"),
            severity=lesser(guessed, required),
            where=listed(loader.at.path for loader in guessed),
            names=_named(name for loader in guessed for name in loader.names),
        )


def _is_asked(loader: ConfigurationLoader, demanded: set[str]) -> bool:
    return bool(loader.names) and demanded.issuperset(loader.names)


def _too_late(required: tuple[RequiredSettings, ...]) -> Iterator[Finding]:
    if required and all(settings.before_serving is False for settings in required):
        yield TOO_LATE.failed(*places(required, "before_serving"), where=listed(fact.at.path for fact in required))


def _required_list(
    view: View, loaders: tuple[ConfigurationLoader, ...], required: tuple[RequiredSettings, ...]
) -> Finding:
    failing = tuple(loader for loader in loaders if loader.missing == "fails")
    if required:
        return NO_LIST.met(*places(required), names=_named(name for fact in required for name in fact.names))
    unguarded = _unguarded(view, failing)
    if failing and not unguarded:
        return NO_LIST.met(*places(failing), names=_named(name for fact in failing for name in fact.names))
    wanting: tuple[Fact, ...] = (*unguarded, *loaders)
    if not wanting:
        given = solid(view, HandedSettings)
        return NO_LIST.met(*places(given), names=_named(name for fact in given for name in fact.names))
    return NO_LIST.failed(
        *places(wanting, most=1), names=_named(fact.name for fact in unguarded), where=wanting[0].at.path
    )


def _unguarded(view: View, failing: tuple[ConfigurationLoader, ...]) -> tuple[ReadsSetting, ...]:
    """Secrets that are read somewhere, while nothing fails without them; none when that cannot be told."""
    names = {name for loader in failing for name in loader.names}
    # A loader that names nothing, or fetches all secrets at once, stands for all of them.
    if any(not loader.names or loader.source in _REMOTE for loader in failing):
        return ()
    return solid(view, ReadsSetting, lambda fact: fact.secret and fact.name not in names)


def _unspoken(view: View, answer: Absent[Fact] | Unreadable) -> Finding:
    """No source that was read loads anything with a consequence; the platform may still do so."""
    injected = _injected(view)
    if injected:
        return NO_LIST.met(*places(injected), names=_named(fact.name for fact in injected))
    if isinstance(answer, Absent) and not answer.claims and (_wants_nothing(view) or hands_out_files(view)):
        return NO_LIST.not_applicable("nothing-needed")
    reads = _central_reads(view)
    # A table of routes is no place where settings are loaded, and neither is a list of packages.
    starts = solid(view, ServesHttp, lambda fact: fact.places.get("routes") != fact.at and not fact.is_dependency)
    told = solid(view, SecretStore, _is_told_to_be_kept)
    anchors: tuple[Fact, ...] = (*reads, *starts, *told)
    containers = () if anchors else solid(view, Container, _is_handed_settings)
    handed = places(containers, "environment", most=1)
    where = listed([*(fact.at.path for fact in anchors[:1]), *(place.at.path for place in handed)])
    if not anchors and not handed:
        anchors = solid(view, SettingsByHand)
        where = listed(fact.at.path for fact in anchors[:1])
    said = silence(NO_LIST, answer, *anchors, names=_named(fact.name for fact in reads), where=where)
    return replace(said, evidence=handed) if handed and not said.evidence else said


def _wants_nothing(view: View) -> bool:
    """All that the source reads it can do without, if anything, and nothing else tells of a secret that it is given."""
    reads = solid(view, ReadsSetting)
    told = (
        *solid(view, SecretStore, _serves_the_application),
        *solid(view, HandedSecret, lambda fact: bool(fact.names)),
        *solid(view, SettingsByHand, lambda one: not reads or bool(one.names)),
        *solid(view, ConfigurationLoader),
        *(() if reads else solid(view, Container, _is_handed_settings)),
        *solid(view, Database, lambda one: one.placement not in _WITHOUT_PASSWORD and one.engine not in _FILES),
    )
    known = bool(reads) or (isinstance(hosting(view), Found) and not untold_hosts(view))
    return known and all(fact.optional for fact in reads) and not told


_WITHOUT_PASSWORD = frozenset({Placement.DYNAMODB, Placement.EMBEDDED})
_FILES = frozenset({"sqlite", "h2"})
"""Databases to which nobody logs in with a secret, by where they lie and by what they are."""


def _is_handed_settings(container: Container) -> bool:
    """Its description gives the application settings, by which nobody can tell that one is missing."""
    return "environment" in container.places and container.role == "application"


def _serves_the_application(store: SecretStore) -> bool:
    """CI's own secrets are handed to a job; the running application never asks there."""
    return store.service != "github"


def _is_told_to_be_kept(store: SecretStore) -> bool:
    """A text has somebody keep it; a template that makes one is no place to look for what the program checks."""
    return _serves_the_application(store) and store.kind is not EvidenceKind.DECLARED


def _injected(view: View) -> tuple[SecretStore, ...]:
    """Secrets that a template hands to containers: ECS does not start a task whose secret it cannot get."""
    if not solid(view, Workload, lambda workload: workload.platform in (Platform.ECS, Platform.FARGATE)):
        return ()
    return solid(view, SecretStore, lambda store: store.kind is EvidenceKind.DECLARED and store.service in _REMOTE)


def _central_reads(view: View) -> tuple[ReadsSetting, ...]:
    """The settings read by the file that reads most of them: that is where a list belongs."""
    reads = solid(view, ReadsSetting)
    if not reads:
        return ()
    per_file = Counter(fact.at.path for fact in reads)
    central = max(per_file, key=lambda path: per_file[path])
    return tuple(fact for fact in reads if fact.at.path == central)


def _rotation(view: View) -> Iterator[Finding]:
    fixed = solid(view, SecretStore, lambda store: store.rotates is False)
    if fixed:
        yield NO_ROTATION.failed(*places(fixed, "rotates"), secret=listed(fact.name or fact.at.path for fact in fixed))


def _named(names: Iterable[str | None]) -> str:
    """The first few names, in brackets after a space, or nothing at all; for the end of a sentence."""
    told = list(dict.fromkeys(name for name in names if name))
    more = ", …" if len(told) > _MOST_NAMES else ""
    return f" ({', '.join(told[:_MOST_NAMES])}{more})" if told else ""


CONTROL = Control(7, "configuration", CHECKS, judge)

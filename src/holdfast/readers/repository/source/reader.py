"""Reads all source and settings of a repository together, application by application."""

from collections.abc import Iterator
from functools import partial
from itertools import chain

from holdfast.model.evidence import Gap, Location
from holdfast.model.facts import (
    ConfigurationLoader,
    ExposedSecret,
    Fact,
    HealthHandler,
    ReadsSetting,
    ReleaseIdentity,
    RequiredSettings,
)
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reading, Snippet, Tree
from holdfast.readers.repository.configuration.shapes import is_ours, secrets_in
from holdfast.readers.repository.source.access.accounts import first_accounts
from holdfast.readers.repository.source.access.bundled import bundled
from holdfast.readers.repository.source.access.exposed import exposed
from holdfast.readers.repository.source.access.printed import printed
from holdfast.readers.repository.source.ahead import beside_this, read_ahead
from holdfast.readers.repository.source.apps import App, group
from holdfast.readers.repository.source.availability.databases import databases
from holdfast.readers.repository.source.availability.kept import kept_in_cache
from holdfast.readers.repository.source.availability.kept_files import kept_files
from holdfast.readers.repository.source.availability.own_host import on_own_host
from holdfast.readers.repository.source.backup.copied import copied
from holdfast.readers.repository.source.backup.dumped import dumped
from holdfast.readers.repository.source.branches import is_developers
from holdfast.readers.repository.source.certificates.own_tls import keystores, own_tls
from holdfast.readers.repository.source.certificates.plain import plain_facts
from holdfast.readers.repository.source.code import Scar, Source
from holdfast.readers.repository.source.configuration.absent_files import absent_files
from holdfast.readers.repository.source.configuration.connected import connected
from holdfast.readers.repository.source.configuration.missed_in_production import missed_in_production
from holdfast.readers.repository.source.configuration.mocked import mocked
from holdfast.readers.repository.source.configuration.only_warned import only_warned
from holdfast.readers.repository.source.configuration.own_loaders import own_loaders
from holdfast.readers.repository.source.configuration.pages_warned import pages_warned
from holdfast.readers.repository.source.configuration.passed_over_starts import passed_over_starts
from holdfast.readers.repository.source.configuration.settings_layers import without_replaced
from holdfast.readers.repository.source.developers.bundled_links import bundled_links
from holdfast.readers.repository.source.developers.consoles import open_consoles
from holdfast.readers.repository.source.developers.developers_modes import developers_modes
from holdfast.readers.repository.source.developers.local_links import local_links
from holdfast.readers.repository.source.developers.started_by_file import started_by_file
from holdfast.readers.repository.source.families import routed, settings_of
from holdfast.readers.repository.source.function_routes import tell_routes
from holdfast.readers.repository.source.health import health
from holdfast.readers.repository.source.health.health_by_name import health_by_name
from holdfast.readers.repository.source.health.reach import Reach
from holdfast.readers.repository.source.imports import Imports
from holdfast.readers.repository.source.jvm import actuator, management
from holdfast.readers.repository.source.jvm.given_over import without_given
from holdfast.readers.repository.source.jvm.packed_settings import packed_settings
from holdfast.readers.repository.source.jvm.profiles import profiles
from holdfast.readers.repository.source.origins.facts import origin_facts
from holdfast.readers.repository.source.origins.handed_in import handed_in
from holdfast.readers.repository.source.origins.unset import unset_origins
from holdfast.readers.repository.source.spring_files import SpringFiles
from holdfast.readers.repository.source.storage.public_objects import public_objects
from holdfast.readers.repository.source.storage.stores import Stores
from holdfast.readers.repository.source.torn import torn

_TELLING = ("health", "process.env", "environ", "listen(", "secret")
_COMMIT = regex(r"(?i)commit|\bsha\b|_sha\b|revision|git_?hash")


def read_together(tree: Tree, snippets: tuple[Snippet, ...]) -> Iterator[Reading]:
    """The facts of all applications of a repository."""
    apps = group(snippets)
    tell_routes(apps, tree)
    yield from without_given(tree, without_replaced(apps, _together(tree, apps)))


def _together(tree: Tree, apps: list[App]) -> Iterator[Reading]:
    several = any(app.kind == "server" for app in apps)
    read_ahead((app for app in apps if _has_settings(app, beside_server=several)), tree.apart)
    whole = beside_this(apps, tree.apart)(partial(_of_all, tree, apps))
    told: set[tuple[str, int]] = set()
    for app in apps:
        facts = tuple(_whole(app, _facts(app, beside_server=several)))
        told |= {(fact.at.path, fact.at.start_line) for fact in facts if isinstance(fact, ConfigurationLoader)}
        told |= set(_demanded(facts))
        yield from facts
        yield from app.gaps
        yield from _broken(app)
    beside = tuple(_beside_what_serves(apps))  # while the rest is perhaps still asked elsewhere
    said, exposing, unless_told = whole()
    yield from said
    secrets = (*exposing, *beside)
    yield from secrets
    told |= {(secret.at.path, secret.at.start_line) for secret in secrets}
    yield from (fact for fact in unless_told if (fact.at.path, fact.at.start_line) not in told)


def _of_all(tree: Tree, apps: list[App]) -> tuple[list[Reading], list[ExposedSecret], list[Reading]]:
    """What is asked of all applications at once: what counts anyhow, their secrets, and what counts unless told."""
    said = chain(
        on_own_host(tree, apps, databases(apps)),
        profiles(tree, apps),
        developers_modes(tree, apps),
        started_by_file(tree, apps),
        unset_origins(tree, apps),
        handed_in(tree, apps),
        mocked(tree, apps),
        kept_in_cache(apps),
        kept_files(apps),
        public_objects(apps),
        own_tls(apps),
        dumped(tree, apps),
        copied(apps),
        plain_facts(apps),
        first_accounts(apps),
        open_consoles(apps),
        printed(apps),
        bundled(apps),
        packed_settings(tree, apps),
    )
    unless_told = chain(
        only_warned(apps),
        pages_warned(apps),
        missed_in_production(apps),
        passed_over_starts(apps),
        connected(apps),
        local_links(apps),
        bundled_links(tree, apps),
    )
    return list(said), list(exposed(apps)), list(unless_told)


def _demanded(facts: tuple[Reading, ...]) -> Iterator[tuple[str, int]]:
    """Where settings are read without which the program does not start: nothing stands in for them there."""
    lists = (fact for fact in facts if isinstance(fact, RequiredSettings) and fact.tool == "checks")
    names = {name for fact in lists for name in fact.names}
    for fact in facts:
        if isinstance(fact, ReadsSetting) and fact.name in names:
            yield fact.at.path, fact.at.start_line


def _beside_what_serves(apps: list[App]) -> Iterator[ExposedSecret]:
    """Secrets in programs that build or fill what runs, and in pages: those that their shape alone gives away."""
    for app in apps:
        serving = {source.path for source in app.serving}
        for source in app.sources:
            ours = is_ours(source.path) and not is_developers(source.path)
            if source.path not in serving and ours and source.by_hand:
                yield from secrets_in(source.snippet)


def _facts(app: App, *, beside_server: bool) -> Iterator[Fact]:
    yield from handlers(app)
    if _has_settings(app, beside_server=beside_server):
        settings = tuple(settings_of(app))
        yield from settings
        yield from own_loaders(app, settings)
        yield from absent_files(app, settings)
    yield from Stores(app).facts()
    yield from origin_facts(app)
    if app.family == "jvm":
        files = SpringFiles(app)
        yield from actuator.measured(files)
        yield from management.opened(app, files)
        yield from keystores(files)


def _has_settings(app: App, *, beside_server: bool) -> bool:
    """Whether it reads settings while it serves.

    A Next front end beside a server of its own only reads what its build was given.
    """
    return app.kind == "server" or (app.kind == "full-stack" and (app.has_data or not beside_server))


def _whole(app: App, facts: Iterator[Fact]) -> Iterator[Reading]:
    """The facts, with a gap in place of each one that stands where the parser had to guess."""
    sources = {source.path: source for source in app.sources}
    for fact in facts:
        source = sources.get(fact.at.path)
        scar = next((s for s in source.scars if _overlap(source, s, fact.at)), None) if source else None
        yield torn(source, scar) if source and scar else fact


def _overlap(source: Source, scar: Scar, at: Location) -> bool:
    return source.line(scar.start) <= at.end_line and at.start_line <= source.line(max(scar.start, scar.end - 1))


def _broken(app: App) -> Iterator[Gap]:
    """Statements that would speak of health or settings, and that the parser could only guess at.

    Syntax newer than the grammar leaves scars in good files too: elsewhere they say nothing.
    """
    for source in app.sources if app.kind in {"server", "full-stack"} else ():
        if not source.mentions(*_TELLING) or not source.by_hand:
            continue
        telling = [s for s in source.scars if any(word in source.lower[s.start : s.end] for word in _TELLING)]
        mostly = sum(scar.end - scar.start for scar in source.scars) * 2 >= len(source.text)
        yield from (torn(source, scar) for scar in telling or (source.scars[:1] if mostly else ()))


def _is_page(fact: HealthHandler) -> bool:
    """A page for people, by a class of Django: its address ends as one for health may, and says so nowhere."""
    return "health" not in fact.path.lower() and _PAGE.match(fact.at.quote) is not None


_PAGE = regex(
    r"\s*class\s+\w{1,80}\([^()]{0,200}(?:Permission|Login)\w{0,20}Required|\s*class\s+\w{1,80}\([^()]{0,200}\bTemplateView\b"
)


def handlers(app: App) -> Iterator[Fact]:
    """Those that answer about health, and what their answer says of the release."""
    reach = Reach(Imports(app.sources, app.root))
    found = tuple(fact for fact in routed(app, reach) if not _is_page(fact))
    about_health = tuple(fact for fact in found if fact.path != "/")
    if not about_health:
        seen = {fact.at for fact in found}
        about_health = tuple(fact for fact in health_by_name(app, reach) if fact.at not in seen)
    # A greeting at the root may be what a load balancer asks, but only where nothing better answers; one that is
    # named for health is what the team wrote for that, whatever a library brings besides.
    if about_health and all(fact.framework == "spring" for fact in about_health):
        about_health += tuple(fact for fact in found if fact.path == "/" and health.NAMED.search(fact.at.quote))
    for fact in about_health or found:
        yield fact
        if fact.version:
            source = "commit" if _COMMIT.search(fact.at.quote) else None
            yield ReleaseIdentity(kind=fact.kind, at=fact.at, shown_in="health", source=source)

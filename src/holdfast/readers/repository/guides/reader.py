"""Reads a guide: its blocks by the readers of their kinds, and its chapters, tables and sentences by its own."""

import re
from collections.abc import Callable, Iterator

from holdfast.model.environments import named_in
from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import (
    BackupJob,
    Certificate,
    CertificateRenewal,
    Credential,
    CredentialForm,
    Database,
    Deployment,
    ExposedSecret,
    Fact,
    HealthProbe,
    Instance,
    Login,
    MetricSource,
    Placement,
    ProxyRoute,
    RestoreProcedure,
    Rollback,
    ScriptFault,
    ThirdPartyAction,
)
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reading, Snippet
from holdfast.readers.repository.configuration.variables import is_settings, read_settings
from holdfast.readers.repository.embedded import is_workflow, read_embedded
from holdfast.readers.repository.guides.access.let_in import read_let_in
from holdfast.readers.repository.guides.access.logins import default_logins
from holdfast.readers.repository.guides.access.logins_in_words import logins_in_words
from holdfast.readers.repository.guides.access.mending import mended_doors
from holdfast.readers.repository.guides.access.passwords import in_sql
from holdfast.readers.repository.guides.access.reader import read_access
from holdfast.readers.repository.guides.availability.alongside import on_any_machine
from holdfast.readers.repository.guides.availability.cache_nodes import cache_nodes
from holdfast.readers.repository.guides.availability.database import on_host, read_databases
from holdfast.readers.repository.guides.availability.kept_on_disk import kept_on_disk
from holdfast.readers.repository.guides.availability.spring_settings import spring_connections
from holdfast.readers.repository.guides.availability.straight_to_host import straight_to_host
from holdfast.readers.repository.guides.backup.copied_first import read_copied_first
from holdfast.readers.repository.guides.backup.moved import is_moved
from holdfast.readers.repository.guides.backup.put_aside import read_put_aside
from holdfast.readers.repository.guides.backup.recovery import read_recovery, with_destinations
from holdfast.readers.repository.guides.capacity.priced import read_priced
from holdfast.readers.repository.guides.capacity.resized import resized
from holdfast.readers.repository.guides.capacity.session import with_given, with_roles
from holdfast.readers.repository.guides.capacity.swapped import swapped
from holdfast.readers.repository.guides.capacity.told_memory import read_memory
from holdfast.readers.repository.guides.certificates.edge import read_edge, used_in
from holdfast.readers.repository.guides.certificates.placed import not_handed_on, read_placed, typed_certificates
from holdfast.readers.repository.guides.certificates.plain import read_plain
from holdfast.readers.repository.guides.certificates.promised_renewals import promised_renewals
from holdfast.readers.repository.guides.configuration.handed import handed_over
from holdfast.readers.repository.guides.configuration.said_of_settings import said_of_settings
from holdfast.readers.repository.guides.configuration.settings import (
    connected,
    connections,
    kept_on_host,
    keys_in_tables,
    modes_by_hand,
    written_by_hand,
)
from holdfast.readers.repository.guides.cost.never_deleted import never_deleted
from holdfast.readers.repository.guides.cost.reckoned import reckoned
from holdfast.readers.repository.guides.guide import Code, Guide, build
from holdfast.readers.repository.guides.lacks.admitted import read_admitted
from holdfast.readers.repository.guides.monitoring.operations import read_operations
from holdfast.readers.repository.guides.mood.for_readers import is_for_readers
from holdfast.readers.repository.guides.page.listed import COMMAND_FENCES
from holdfast.readers.repository.guides.releases.delivery import as_guided, read_delivery
from holdfast.readers.repository.guides.releases.down_meanwhile import down_meanwhile
from holdfast.readers.repository.guides.releases.first import is_looked_up
from holdfast.readers.repository.guides.releases.left_alone import read_left_alone
from holdfast.readers.repository.guides.releases.made_for_developers import read_development_servers
from holdfast.readers.repository.guides.releases.started_again import is_started_again
from holdfast.readers.repository.guides.releases.trials import is_tried
from holdfast.readers.repository.guides.releases.uploads import read_uploads
from holdfast.readers.repository.guides.releases.way_in import with_way_in
from holdfast.readers.repository.guides.releases.ways_back import is_step
from holdfast.readers.repository.guides.scaling.compute import read_compute
from holdfast.readers.repository.guides.scaling.outgrown import outgrown
from holdfast.readers.repository.guides.schema import read_schema
from holdfast.readers.repository.guides.shown_aside import shown_aside
from holdfast.readers.repository.guides.storage import read_storage
from holdfast.readers.repository.guides.to_tick import read_unticked
from holdfast.readers.repository.guides.values import FAMILY
from holdfast.readers.repository.guides.wording.lexicon import RELEVANT, any_of
from holdfast.readers.repository.shell.certificates.expiry import CALLS_FROM_PROGRAM
from holdfast.readers.repository.shell.cloud.silenced import is_silenced
from holdfast.readers.repository.shell.steps.source import ON_AGAIN
from holdfast.readers.repository.source.quoted import quoted_handlers, quoted_settings

_SETTINGS = frozenset(("env", "dotenv", "properties"))
_LONGEST = 300_000  # characters; a text above this was not written by hand
_POLICY_NAME = regex(r"(?:^|/)security(?:[._-][a-z]{2}(?:[_-][a-z]{2})?)?\.\w+$", re.IGNORECASE | re.ASCII)
_POLICY = any_of(
    r"report\w* (?:\w+ ){0,3}vulnerabilit|supported versions|(?:responsible|coordinated) disclosure|"
    r"vulnerability (?:report|disclosure)|취약점 ?(?:제보|신고|보고)|脆弱性の?(?:報告|届出)"
)
"""What a page called "security" says that asks strangers for reports, and does not tell how servers are set up."""

_TYPED_THERE = any_of(
    r"(?:ec2|서버|인스턴스)(?: ?서버| ?인스턴스)?(?: ?(?:내부|안|터미널))?(?:에서|에 ?접속)|"
    r"\bon (?:the |your |an? )?(?:ec2|server|instance|vps|remote)|"
    r"\b(?:ssh|log|connect)\w* ?(?:in)? ?to (?:the |your |an? )?(?:\w+ )?(?:ec2|server|instance|vps|host\b)|"
    r"(?:ec2|サーバー?|インスタンス)(?:側|上|内|に接続)?(?:で|し)"
)
_SERVER_CHAPTER = any_of(
    r"^[\W\d]*(?:ec2|서버|인스턴스|server|instance|サーバー?|インスタンス)(?: ?(?:서버|인스턴스|instance|server))?"
    r" ?(?:(?:초기|사전|환경) ?|initial |の?(?:初期|事前|環境))?"
    r"(?:설정|세팅|셋업|준비|구성|구축|set-?up|configuration|preparation|prerequisites|の?(?:設定|準備|構築|セットアップ))$",
    r"^[\W\d]*(?:prepare|set ?up|configure|provision) (?:the |your |an? )?(?:\w+ )?(?:ec2|server|instance|host)"
    r"(?: \w+)?$",
)
_EXTRACTORS: tuple[Callable[[Guide], Iterator[Reading]], ...] = (
    read_compute,
    read_databases,
    read_access,
    read_let_in,
    mended_doors,
    read_unticked,
    default_logins,
    read_left_alone,
    read_development_servers,
    read_edge,
    read_plain,
    read_placed,
    typed_certificates,
    read_storage,
    read_recovery,
    read_operations,
    read_delivery,
    read_schema,
    read_uploads,
    swapped,
    straight_to_host,
    said_of_settings,
    never_deleted,
    cache_nodes,
    read_put_aside,
    read_admitted,
    read_copied_first,
    outgrown,
    resized,
    promised_renewals,
    reckoned,
)


def read(snippet: Snippet) -> Iterator[Reading]:
    """What a guide tells its reader to do, and what it claims."""
    if len(snippet.text) > _LONGEST:
        return  # a list that some tool has made, from which nobody sets a server up
    relevant = RELEVANT.search(snippet.text) or FAMILY.search(snippet.text)
    if not relevant or (_POLICY_NAME.search(snippet.path) and _POLICY.search(snippet.text)):
        return
    if is_for_readers(snippet.path, snippet.text):
        return
    guide = _with_code(build(snippet))
    yield from with_way_in(_once(_completed(guide)), snippet)


def _with_code(guide: Guide) -> Guide:
    codes = tuple(
        replace(code, readings=tuple(_as_told(one, code) for one in _readings(code, guide)))
        for code in with_given(guide.codes)
    )
    options = tuple(replace(code, readings=tuple(_readings(code, guide))) for code in guide.options)
    return replace(guide, codes=with_roles(codes), options=options)


def _as_told(reading: Fact, code: Code) -> Reading:
    """What commands do, a person does who types them; what a pipeline's file says runs by itself once it is written."""
    if not isinstance(reading, Deployment | HealthProbe | Login) or not is_workflow(code.fence.text):
        if isinstance(reading, Deployment) and is_looked_up(code):
            reading = replace(reading, kind=EvidenceKind.CLAIMED)
        return as_guided(reading, code)
    return replace(reading, asker="deploy") if isinstance(reading, HealthProbe) else reading


def _is_beside(guide: Guide, code: Code, reading: Fact) -> bool:
    """A database that commands install on any machine, whichever its system; a last entry of a list, which ends all.

    And the clock's line that starts a script which calls somebody, or a task that is looked at, as is told elsewhere;
    and what is only put there for a trial, or started again.
    """
    if isinstance(reading, ScriptFault) and reading.form == "volumes-deleted":
        return is_looked_up(code)
    if isinstance(reading, ScriptFault) and "run-task" in reading.command:
        return _TELLS_OUTCOME.search(guide.all_text) is not None
    if isinstance(reading, MetricSource) and "alarms" in reading.places:
        return _calls_somebody(guide, reading.system)
    if isinstance(reading, BackupJob | RestoreProcedure):
        return is_moved(guide, code.fence.trail, code.fence.text)
    if isinstance(reading, Deployment):
        return is_tried(code, reading.at.start_line) or is_started_again(code)
    return isinstance(reading, Database) and on_any_machine(guide, code.fence.trail, code.fence.text)


_TELLS_OUTCOME = any_of(r"(?:exit|stop)Code|exit code|종료 ?코드|終了コード")
"""The guide says elsewhere by what a task's end is known for a good one."""


def _calls_somebody(guide: Guide, script: str) -> bool:
    shown = (code.fence.text for code in guide.codes)
    return any(CALLS_FROM_PROGRAM.search(text) for text in shown if script in text or text.lstrip().startswith("#!"))


def _readings(code: Code, guide: Guide) -> Iterator[Fact]:
    language = code.fence.language
    read = [*read_embedded(language, code.snippet), *quoted_handlers(language, code.snippet)]
    read += quoted_settings(language, code.snippet)
    if code.fence.language in COMMAND_FENCES and is_settings(code.snippet.text):
        read += read_settings(code.snippet)  # an environment file that somebody called shell
    else:
        read += handed_over(code.snippet)
    for reading in read:
        if not isinstance(reading, Fact):
            continue  # half a file in a guide is an excerpt, not a file that failed to parse
        guessed = reading.environment if code.snippet.environment is None else None
        if guessed and guessed in named_in(code.snippet.heading) and guessed not in named_in(code.snippet.text):
            reading = replace(reading, environment=None)  # noqa: PLW2901 - words of headings are weighed by `build`
        beside = _is_beside(guide, code, reading) or (code.typed and _is_told_better(reading))
        if not beside and not _is_for_a_while(reading, guide):
            yield _on_host(reading, code, guide)


def _is_told_better(reading: Fact) -> bool:
    """The steps around a command in a sentence say more than it does: when it runs, and what goes before and after."""
    if isinstance(reading, BackupJob):
        return reading.schedule is None
    return isinstance(reading, Deployment | Rollback)


def _is_for_a_while(reading: Fact, guide: Guide) -> bool:
    """Alarms that call nobody until another command of the guide has them call again."""
    return is_silenced(reading) and ON_AGAIN in guide.all_text


def _on_host(reading: Fact, code: Code, guide: Guide) -> Fact:
    """`aws configure`, typed on the server, leaves the key there, and not with the person who types it.

    And a certificate that is asked for in a chapter on a distribution is that one's.
    """
    if isinstance(reading, Certificate) and reading.issuer == "acm" and reading.used_by is None:
        return replace(reading, used_by=used_in([code.snippet.heading], reading.region))
    if not isinstance(reading, Credential) or reading.form is not CredentialForm.STATIC_KEY:
        return reading
    trail = code.fence.trail
    names = (heading.text for heading in trail.headings if heading.level > 1)
    near = (trail.lead, *trail.parents, *(heading.text for heading in trail.headings[-1:]))
    there = any(map(_TYPED_THERE.search, near)) or any(map(_SERVER_CHAPTER.search, names))
    there = there or _entered(code, guide)
    return replace(reading, holder="host") if there and reading.holder == "person" else reading


def _entered(code: Code, guide: Guide) -> bool:
    """A step before it in its own chapter goes to the server."""
    trail = code.fence.trail
    return any(
        passage.told and is_step(passage) and _TYPED_THERE.search(passage.text)
        for passage in guide.passages
        if passage.said.trail.headings == trail.headings and passage.said.line < code.fence.line
    )


def _completed(guide: Guide) -> Iterator[Reading]:
    """All facts; instances are told which of them the guide also puts a database on."""
    yield from with_destinations(guide, _scheduled(tuple(_released_once(guide.readings))))
    yield from _given_away(guide)
    yield from _offered(guide)
    yield from not_handed_on(guide, (one for one in guide.readings if isinstance(one, Fact)))
    # What a command says at its own line is not said again by the sentence around it.
    typed = {(type(fact), fact.at.start_line) for fact in guide.readings if isinstance(fact, Fact)}
    read = [reading for extract in _EXTRACTORS for reading in extract(guide)]
    facts = [one for one in read if not isinstance(one, Fact) or (type(one), one.at.start_line) not in typed]
    found = tuple(fact for fact in (*guide.readings, *facts) if isinstance(fact, Fact))
    yield from _connected(guide, [fact for fact in found if isinstance(fact, Database)])
    if not any(map(_is_key_elsewhere, found)):
        yield from keys_in_tables(guide)
    if not any(isinstance(fact, Instance) and fact.instance_type for fact in found):
        hosts = (fact for fact in found if isinstance(fact, Instance) and fact.kind is not EvidenceKind.CLAIMED)
        chosen = {fact.at.start_line for fact in hosts}
        yield from tuple(read_priced(guide)) or (one for one in read_memory(guide) if one.at.start_line not in chosen)
    if not any(isinstance(fact, Login) for fact in found):
        yield from logins_in_words(guide)
    hosted = on_host(found)
    for fact in facts:
        yield _with_database(fact, hosted) if isinstance(fact, Instance) else fact


def _released_once(readings: tuple[Reading, ...]) -> Iterator[Reading]:
    """Without a command that releases by what one further up does: lists of commands repeat what a chapter told."""
    told: set[object] = set()
    for one in readings:
        if isinstance(one, Deployment) and one.manual and one.at.start_line == one.at.end_line:
            key = (one.method, one.environment, one.identity, one.first)
            if one.method in _BY_TOOL and key in told:
                continue
            told.add(key)
        yield one


_BY_TOOL = frozenset(("beanstalk", "copilot", "lambda", "app-runner", "cdk", "terraform", "hosted", "static"))
"""What one command puts out whole."""


def _is_key_elsewhere(fact: Fact) -> bool:
    """An access key of the application, a host or a pipeline: which of them a table means, is told already."""
    return isinstance(fact, Credential) and fact.form is CredentialForm.STATIC_KEY and fact.holder != "person"


def _connected(guide: Guide, known: list[Database]) -> Iterator[Database]:
    """Where the settings lead that the guide has written; what it only mentions elsewhere does not outweigh them."""
    if not known:
        yield from tuple(connections(guide)) or spring_connections(guide)
    elif all(fact.kind is EvidenceKind.CLAIMED for fact in known):
        yield from (fact for fact in connections(guide) if fact.kind is not EvidenceKind.CLAIMED)
        if all(fact.placement is Placement.UNKNOWN for fact in known):
            yield from (fact for fact in spring_connections(guide) if fact.placement is not Placement.UNKNOWN)


def _given_away(guide: Guide) -> Iterator[Reading]:
    """A real secret is given away wherever it is shown, in an example as well."""
    for code in (*guide.asides, *guide.options):
        if code.fence.language in _SETTINGS or is_settings(code.snippet.text):
            yield from (fact for fact in read_settings(code.snippet) if isinstance(fact, ExposedSecret))
    yield from _volumes_given_up(guide)
    yield from shown_aside(guide)
    yield from connected(guide)
    yield from in_sql(guide)
    yield from written_by_hand(guide)
    yield from modes_by_hand(guide)
    yield from kept_on_host(guide)
    yield from kept_on_disk(guide)
    yield from down_meanwhile(guide)


def _volumes_given_up(guide: Guide) -> Iterator[Reading]:
    """Who looks up what to do about a problem does it, also where it takes production's volumes away."""
    shown = [one for one in guide.asides if "down" in one.snippet.text and one.fence.language in COMMAND_FENCES]
    read = (fact for code in shown for fact in read_embedded(code.fence.language, code.snippet))
    yield from (fact for fact in read if isinstance(fact, ScriptFault) and fact.form == "volumes-deleted")


def _offered(guide: Guide) -> Iterator[Reading]:
    """What stands in code that a reader may leave out: claimed, so that it is shown where nothing better speaks."""
    told = [one for code in guide.options for one in code.readings if isinstance(one, Fact)]
    for reading in (*told, *not_handed_on(guide, told)):
        if isinstance(reading, _OPENS_ANYHOW):
            yield reading
        elif not isinstance(reading, ExposedSecret) and not _is_of_script(reading):
            yield replace(reading, kind=EvidenceKind.CLAIMED)


_OPENS_ANYHOW = (Login, Credential, ThirdPartyAction, Deployment, ProxyRoute, Certificate, CertificateRenewal)
"""What lets somebody in, puts something out, passes requests on, or ends one day, as soon as one reader follows it."""


def _is_of_script(reading: Fact) -> bool:
    """A fault that only matters where the script runs; a certificate that is copied by hand tells how it got there."""
    return isinstance(reading, ScriptFault) and reading.activity != "certificate"


def _scheduled(readings: tuple[Reading, ...]) -> Iterator[Reading]:
    """A crontab line that starts "the backup script" gives its schedule to the script that the guide shows."""
    jobs = [fact for fact in readings if isinstance(fact, BackupJob)]
    clock = next((job for job in jobs if job.schedule and job.method == "script"), None)
    shown = [job for job in jobs if job.method != "script" and job.schedule is None]
    if clock is None or not shown:
        yield from readings
        return
    for reading in readings:
        if reading in shown and isinstance(reading, BackupJob):
            yield replace(reading, schedule=clock.schedule, places={**reading.places, "schedule": clock.at})
        elif reading is not clock:
            yield reading


def _with_database(instance: Instance, hosted: tuple[Fact, ...]) -> Instance:
    if instance.kind is EvidenceKind.CLAIMED or instance.purpose in ("bastion", "ci"):
        return instance
    here = next((fact for fact in hosted if fact.environment in (None, instance.environment)), None)
    if here is None:
        return instance
    return replace(instance, hosts_database=True, places={**instance.places, "hosts_database": here.at})


def _once(readings: Iterator[Reading]) -> Iterator[Reading]:
    seen: set[Reading] = set()
    for reading in readings:
        if reading not in seen:
            seen.add(reading)
            yield reading

"""The gap that a statement leaves which is no whole program: what may stand there, and what cannot."""

from holdfast.model.evidence import Gap, GapReason
from holdfast.model.facts import (
    ApplicationCors,
    BackupJob,
    Bucket,
    BuiltInSecret,
    Certificate,
    ConfigurationLoader,
    Credential,
    Database,
    DefaultLogin,
    DeveloperMode,
    ExposedSecret,
    HealthHandler,
    KeptFiles,
    KeptInCache,
    MetricSource,
    OpenManagement,
    Origin,
    PlainTaken,
    Policy,
    ReadsSetting,
    ReleaseIdentity,
    RequiredSettings,
    ScriptFault,
    SecretInLog,
    SecretStore,
    ServesHttp,
    StandIn,
)
from holdfast.model.regex import regex
from holdfast.readers.repository.source.apps import MAY_HIDE
from holdfast.readers.repository.source.code import Scar, Source
from holdfast.readers.repository.source.health import health

_TOLD = frozenset(
    {
        *(ApplicationCors, BackupJob, Bucket, BuiltInSecret, Certificate, ConfigurationLoader, Credential, Database),
        *(DefaultLogin, DeveloperMode, ExposedSecret, HealthHandler, KeptFiles, KeptInCache, MetricSource, Origin),
        *(OpenManagement, PlainTaken, Policy, ReadsSetting, ReleaseIdentity, RequiredSettings, ScriptFault),
        *(SecretInLog, SecretStore, ServesHttp, StandIn),
    }
)
"""What source tells of at all: a way back, a restore or a rule of a bucket stands in files of another kind."""
_ROUTES = regex(
    r"@\w{0,20}(?:get|route|mapping|controller)|\.(?:get|use|all|route|mount|register|handle\w{0,10})\(\s*[\"'`]/"
    r"|\bpath\(|\brout(?:es?|er)\b"
)
_WORDS = {
    ApplicationCors: ("cors", "origin", "access-control"),
    Bucket: ("bucket", "s3", "storage", "upload"),
    BackupJob: ("dump", "backup", "snapshot"),
}
"""Words of which one stands where source tells of such a thing."""


def torn(source: Source, scar: Scar) -> Gap:
    """What could not be read at `scar`; the words of its file show what cannot be meant there."""
    hides = {sort for sort in _TOLD if source.mentions(*_WORDS.get(sort, ("",)))}
    if not (health.names_path(source) or _ROUTES.search(source.lower)):
        hides -= {HealthHandler}
    return source.snippet.gap(
        GapReason.MALFORMED, MAY_HIDE, scar.line, f"not {source.language}", hides=frozenset(hides)
    )

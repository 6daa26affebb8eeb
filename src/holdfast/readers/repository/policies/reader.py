"""Which JSON documents that AWS takes one by one may be one: policies, CORS, agent settings, task definitions."""

from collections.abc import Iterable

from holdfast.model.evidence import EvidenceKind
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reader, Reading, Snippet

SERVES = frozenset({"access", "availability", "backup", "cors", "cost", "health", "monitoring", "releases", "scaling"})
"""The controls whose evidence may stand in one."""

_NEVER = ("package.json", "package-lock.json", "composer.json", "manifest.json", "components.json", "angular.json")

# A document is told by words that must all stand in its text; parsing comes after.
_DOCUMENTS: tuple[tuple[tuple[str, ...], frozenset[str], str], ...] = (
    (('"Statement"', '"Effect"'), frozenset({"access"}), "policy"),
    (('"AllowedOrigin',), frozenset({"cors"}), "cors"),
    (("header.Access-Control-Allow-Origin",), frozenset({"cors"}), "answers"),
    (('"Rules"', '"Status"', "Expiration"), frozenset({"cost"}), "lifecycle"),
    (('"Rules"', '"Status"', '"Transitions"'), frozenset({"cost"}), "lifecycle"),
    (("s_collected",), frozenset({"monitoring"}), "agent"),
    (('"widgets"', '"properties"'), frozenset({"monitoring"}), "dashboard"),
    (('"panels"', '"schemaVersion"'), frozenset({"monitoring"}), "grafana"),
    (('"MetricName"', '"ComparisonOperator"'), frozenset({"monitoring"}), "alarm"),
    (
        ('"containerDefinitions"',),
        frozenset({"access", "availability", "backup", "configuration", "cors", "health", "monitoring", "releases"}),
        "task",
    ),
    *(
        (('"image"', '"name"', beside), frozenset({"configuration", "health", "releases"}), "containers")
        for beside in ('"essential"', '"portMappings"')
    ),
    *(
        ((beside, '"desiredCount"'), frozenset({"availability", "releases"}), "services")
        for beside in ('"serviceName"', '"deploymentConfiguration"', '"networkConfiguration"', '"launchType"')
    ),
    (('"AWSEBDockerrunVersion"', '"Image"'), frozenset({"releases"}), "dockerrun"),
    (('"image"', '"ports"', '"HTTP'), frozenset({"access", "releases"}), "lightsail"),
    (('"BudgetLimit"',), frozenset({"cost"}), "budget"),
    (('"TargetValue"', '"PredefinedMetricType"'), frozenset({"scaling"}), "tracking"),
    (('"Schedules"', '"CreateRule"'), frozenset({"backup"}), "snapshots"),
    (('"InstanceType"',), frozenset({"availability", "capacity"}), "run-instances"),
    (('"Reservations"', '"InstanceId"'), frozenset({"availability", "capacity"}), "described"),
    *(
        ((word, '"Engine"'), frozenset({"availability", "backup", "capacity"}), "described")
        for word in ('"DBInstanceIdentifier"', '"DBClusterIdentifier"')
    ),
)
"""Each with the controls that it serves, and what `policy_documents` calls its sort; how one is read is loaded then."""

_GIVEN_AS_YAML = regex(r"(?i)(?:lightsail|task[-_]?def|container[-_]?service)[\w.-]*\.ya?ml$")
"""What `--cli-input-yaml` is handed, or what becomes a task once it is made JSON of."""
_IN_YAML: tuple[tuple[str, str], ...] = (("containerDefinitions:", "task"), ("publicEndpoint:", "lightsail"))


def _wants(path: str) -> bool:
    name = path.rpartition("/")[2]
    if name.endswith(".xml"):
        return "cors" in name.lower()
    if _GIVEN_AS_YAML.search(name):
        return True
    return name.endswith((".json", ".json5", ".jsonc")) and name not in _NEVER and not name.startswith("tsconfig")


def _read(snippet: Snippet) -> Iterable[Reading]:
    text = snippet.text
    if "<CORSConfiguration" in text or "<CORSRule" in text:
        return _from_xml(snippet)
    if "AWS::" in text and '"Resources"' in text:
        return ()  # a template
    # What a pipeline in YAML writes into a file is JSON all the same.
    if _GIVEN_AS_YAML.search(snippet.name) and not text.lstrip().startswith(("{", "[")):
        given = [(SERVES, sort) for word, sort in _IN_YAML if word in text]
        return _documents(snippet, given, yaml=True) if given else ()
    documents = [(serves, sort) for words, serves, sort in _DOCUMENTS if all(word in text for word in words)]
    return _documents(snippet, documents, yaml=False) if documents else ()


def _from_xml(snippet: Snippet) -> Iterable[Reading]:
    from holdfast.readers.repository.policies.documents import cors_xml

    return cors_xml(snippet)


def _documents(snippet: Snippet, sorts: list[tuple[frozenset[str], str]], *, yaml: bool) -> Iterable[Reading]:
    from holdfast.readers.repository.policies.documents import documents

    return documents(snippet, sorts, yaml=yaml)


READER = Reader(name="policies", serves=SERVES, wants=_wants, read=_read, kind=EvidenceKind.DECLARED)
"""IAM and bucket policies, CORS, lifecycle, CloudWatch agent, dashboards, alarms, tasks and services; also fenced."""

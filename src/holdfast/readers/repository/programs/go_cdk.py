"""Programs of the AWS CDK in Go: what their constructors make, by the fields that are written out."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.facts import (
    BucketCors,
    Database,
    Distribution,
    Fact,
    Ingress,
    Instance,
    Placement,
    Platform,
    Workload,
)
from holdfast.model.record import record, replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import ALL_SLUGS, Reader, Reading, Snippet, Tree

_MARK = "aws-cdk-go"
_MADE = regex(
    r"\b(?P<package>awslambda|awsecs|awsecspatterns|awsec2|awsrds|awsdynamodb|awscloudfront)\.New(?P<sort>\w{4,60})\("
)
_ID = regex(r"\s*\w[\w.]{0,60},\s*jsii\.String\(\s*(?:\w[\w.()]{0,60}\s*\+\s*)?\"(?P<id>[^\"\n]{1,80})\"")
_RULE = regex(
    r"\.AddIngressRule\(\s*awsec2\.Peer_AnyIpv[46]\(\),\s*awsec2\.Port_Tcp\(\s*jsii\.Number\(\s*(?P<port>\d{1,5})\s*\)"
)
_ORIGINS = regex(r"\bAllowedOrigins:\s*(?:jsii\.Strings\(|&?\[\]\*?string\{)(?P<given>[^)}\n]{1,400})")
_TEXT = regex(r"\"([^\"\n]{1,200})\"")
_HANDED = regex(r"(?:\w{1,60}\.){0,4}(?P<name>\w{1,60})\.\.\.")
_TYPE = regex(
    r"NewInstanceType\(\s*jsii\.String\(\s*\"(?P<name>[\w.-]{3,40})\"|InstanceType_Of\(\s*\w+\.InstanceClass_(?P<class>\w{1,20})"
    r",\s*\w+\.InstanceSize_(?P<size>\w{1,20})"
)
_ENGINE = regex(r"DatabaseInstanceEngine_(?P<name>Postgres|Mysql|MYSQL|MariaDb|POSTGRES|MARIADB)")
_DAYS = regex(r"\bBackupRetention:\s*awscdk\.Duration_Days\(\s*jsii\.Number\(\s*(?P<number>\d{1,4})")
_COPIES = regex(r"\bDesiredCount:\s*jsii\.Number\(\s*(?P<number>\d{1,4})")
_SEVERAL_ZONES = regex(r"\bMultiAz:\s*jsii\.Bool\(\s*true")
_ANY_SECOND = regex(r"\bPointInTimeRecovery(?:Enabled)?:\s*jsii\.Bool\(\s*true")
_BRACKET = regex(r"[()]")
_REMARK = regex(r"(?m)^[ \t]*//[^\n]*")
_LONGEST = 6_000  # characters between the brackets of a constructor


@record(frozen=True, slots=True)
class _Made:
    """One constructor's call: where it starts, its name in the stack, what stands between its brackets, and where.

    `recovers`: some table of its file can be brought back to any second.
    """

    snippet: Snippet
    start: int
    id: str = ""
    body: str = ""
    inside: int = 0
    recovers: bool = False

    def at(self, offset: int | None = None) -> Location:
        """The line of a place between the brackets; without one, that of the call."""
        place = self.start if offset is None else self.inside + offset
        return self.snippet.at(self.snippet.text.count("\n", 0, place) + 1)

    def said(self, **found: int | None) -> dict[str, Any]:
        """What every fact has, with the places of its attributes."""
        places = {name: self.at(offset) for name, offset in found.items() if offset is not None}
        base = {"kind": self.snippet.kind, "environment": None, "old": self.snippet.old}
        return {**base, "at": self.at(), "places": places}


def _body(text: str, start: int) -> str:
    """What stands between the bracket at `start` and the one that closes it; brackets in texts are rare enough."""
    depth = 0
    for bracket in _BRACKET.finditer(text, start, start + _LONGEST):
        depth += 1 if bracket[0] == "(" else -1
        if depth == 0:
            return text[start : bracket.start()]
    return text[start : start + _LONGEST]


def _function(made: _Made) -> Iterator[Fact]:
    yield Workload(**made.said(), platform=Platform.LAMBDA, name=made.id)


def _service(made: _Made) -> Iterator[Fact]:
    copies = _COPIES.search(made.body)
    yield Workload(
        **made.said(desired=copies.start() if copies else None),
        platform=Platform.FARGATE,
        name=made.id,
        desired=int(copies["number"]) if copies else 1,
    )


def _type(made: _Made) -> tuple[str | None, int | None]:
    found = _TYPE.search(made.body)
    if found is None:
        return None, None
    return found["name"] or f"{found['class']}.{found['size']}".lower(), found.start()


def _instance(made: _Made) -> Iterator[Fact]:
    name, offset = _type(made)
    yield Instance(**made.said(instance_type=offset), name=made.id, instance_type=name, purpose="application")


def _database(made: _Made) -> Iterator[Fact]:
    name, offset = _type(made)
    engine, days, zones = (one.search(made.body) for one in (_ENGINE, _DAYS, _SEVERAL_ZONES))
    retention = int(days["number"]) if days else 1
    yield Database(
        **made.said(
            instance_class=offset,
            retention_days=days.start() if days else None,
            multi_az=zones.start() if zones else None,
        ),
        engine={"postgres": "postgresql"}.get(engine["name"].lower(), engine["name"].lower()) if engine else "unknown",
        placement=Placement.RDS,
        name=made.id,
        instance_class=f"db.{name}" if name else None,
        multi_az=zones is not None,
        retention_days=retention,
        point_in_time=retention > 0,
    )


def _table(made: _Made) -> Iterator[Fact]:
    # The properties of several tables are often made once, above their constructor.
    recovers = _ANY_SECOND.search(made.body) is not None if "TableProps" in made.body else made.recovers
    yield Database(
        **made.said(),
        engine="dynamodb",
        placement=Placement.DYNAMODB,
        name=made.id,
        multi_az=True,
        point_in_time=recovers,
        retention_days=35 if recovers else 0,
        encrypted=True,
    )


def _distribution(made: _Made) -> Iterator[Fact]:
    yield Distribution(**made.said(), name=made.id, default_certificate="Certificate:" not in made.body)


_SORTS: dict[tuple[str, str], Callable[[_Made], Iterator[Fact]]] = {
    ("awslambda", "Function"): _function,
    ("awslambda", "DockerImageFunction"): _function,
    ("awsecs", "FargateService"): _service,
    ("awsecspatterns", "ApplicationLoadBalancedFargateService"): _service,
    ("awsec2", "Instance"): _instance,
    ("awsrds", "DatabaseInstance"): _database,
    ("awsdynamodb", "Table"): _table,
    ("awsdynamodb", "TableV2"): _table,
    ("awscloudfront", "Distribution"): _distribution,
}


def _rules(snippet: Snippet) -> Iterator[Ingress]:
    for rule in _RULE.finditer(snippet.text):
        port = int(rule["port"])
        made = _Made(snippet, rule.start() + 1)
        yield Ingress(**made.said(), from_port=port, to_port=port, sources=("0.0.0.0/0",))


def _cors(snippet: Snippet, program: tuple[Snippet, ...]) -> Iterator[BucketCors]:
    lists: dict[str, tuple[tuple[str, ...], Location] | None] = {}
    for given in _ORIGINS.finditer(snippet.text):
        made = _Made(snippet, given.start())
        origins, at = tuple(_TEXT.findall(given["given"])), made.at()
        handed = _HANDED.search(given["given"]) if not origins else None
        if handed:
            name = handed["name"]
            lists[name] = lists[name] if name in lists else next(_listed(name, program), None)
            origins, at = lists[name] or ((), at)
        yield BucketCors(**{**made.said(), "at": at}, origins=origins)


def _listed(name: str, program: tuple[Snippet, ...]) -> Iterator[tuple[tuple[str, ...], Location]]:
    """The lists of texts that files of the program give a field of this name, those of developers last."""
    listed = regex(rf"\b{name}:?\s*=?\s*\[\]string\{{(?P<given>[^}}\n]{{1,400}})\}}")
    for snippet in sorted(program, key=lambda one: one.environment == "development"):
        for found in listed.finditer(snippet.text):
            row = snippet.text.count("\n", 0, found.start()) + 1
            yield tuple(_TEXT.findall(found["given"])), snippet.at(row)


def _told(snippet: Snippet, program: tuple[Snippet, ...]) -> Iterator[Reading]:
    recovers = _ANY_SECOND.search(snippet.text) is not None
    for match in _MADE.finditer(snippet.text):
        read = _SORTS.get((match["package"], match["sort"]))
        if read is None:
            continue
        inside = match.end() - 1
        body = _body(snippet.text, inside)
        named = _ID.match(body[1:])
        yield from read(_Made(snippet, match.start(), named["id"] if named else match["sort"], body, inside, recovers))
    yield from _rules(snippet)
    if "awss3" in snippet.text:
        yield from _cors(snippet, program)


def _without_remarks(snippet: Snippet) -> Snippet:
    """The same with nothing on the lines that are switched off."""
    return replace(snippet, text=_REMARK.sub("", snippet.text))


def _wants(path: str) -> bool:
    return path.endswith(".go") and not path.endswith("_test.go")


def _read(snippet: Snippet) -> Iterable[Reading]:
    return _read_together(None, (snippet,))


def _read_together(_: Tree | None, snippets: tuple[Snippet, ...]) -> Iterator[Reading]:
    program = tuple(_without_remarks(snippet) for snippet in snippets if _MARK in snippet.text)
    for snippet in program:
        yield from _told(snippet, program)


READER = Reader(
    name="cdk in go",
    serves=ALL_SLUGS,
    wants=_wants,
    read=_read,
    kind=EvidenceKind.DECLARED,
    read_together=_read_together,
)
"""Files of Go that import the CDK; all others are passed over after one search."""

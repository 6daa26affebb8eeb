"""SST's own components: what each makes unless it is told otherwise.

What they make by themselves was read in SST's source (`platform/src/components/aws`, version 3). In version 2 they are
constructs in a stack, `new Table(stack, "Orders", …)` in place of `new sst.aws.Dynamo("Orders", …)`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from holdfast.model.evidence import Location
from holdfast.model.facts import (
    Bucket,
    BucketCors,
    Certificate,
    ConfigurationLoader,
    Credential,
    CredentialForm,
    Database,
    Fact,
    HealthProbe,
    LoadBalancer,
    ManagedNode,
    Placement,
    Platform,
    RequiredSettings,
    ScalingPolicy,
    Workload,
)
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.cdk.evaluate import Context
from holdfast.readers.repository.cdk.syntax import Expr
from holdfast.readers.repository.configuration.api_cors import api_cors
from holdfast.readers.repository.configuration.handed import handed_secrets, handed_settings
from holdfast.readers.repository.configuration.lasting_keys import lasting_keys
from holdfast.readers.repository.configuration.modes import modes
from holdfast.readers.repository.configuration.names import is_secret
from holdfast.readers.repository.configuration.stand_ins import stand_ins
from holdfast.readers.repository.policies.iam import statement_facts
from holdfast.readers.repository.templates.handed import setting_of
from holdfast.readers.repository.text.nodes import Node

_SITES = frozenset(
    ("Nextjs", "Remix", "Astro", "SvelteKit", "SolidStart", "Nuxt", "Analog", "TanStackStart", "React", "Svelte")
)
"""Sites whose pages functions make."""
_APIS = frozenset(("ApiGatewayV1", "ApiGatewayV2", "ApiGatewayWebSocket", "AppSync"))
_UPLOADS = regex(r"(?i)upload|media|image|photo|file|attachment|avatar|document|content|asset")
_LOGS = regex(r"(?i)\blogs?\b|backup|archive|state|artifact")


@dataclass(frozen=True)
class _Made:
    """One component: its name, its arguments, and where it stands."""

    name: str
    args: Node
    snippet: Snippet
    line: int
    end: int

    @property
    def at(self) -> Location:
        return self.snippet.at(self.line, min(self.end, self.line + 1))

    @property
    def said(self) -> dict[str, Any]:
        """What its facts have in common."""
        snippet = self.snippet
        return {"kind": snippet.kind, "at": self.at, "environment": snippet.environment, "old": snippet.old}

    def told(self, **paths: tuple[str, ...]) -> dict[str, Any]:
        """The same with the places of what is told in so many words."""
        found = {name: self.args.get(*path) for name, path in paths.items()}
        places = {name: self.of(node) for name, node in found.items() if node is not None}
        return {**self.said, "places": places}

    def of(self, node: Node) -> Location:
        """The lines of an argument."""
        return self.snippet.at(node.key_line, max(node.key_line, node.end))


def component_facts(call: Expr, context: Context) -> Iterator[Fact]:
    """What one call says; nothing where it makes no component."""
    package = str(call.base.value) if call.base is not None and call.base.sort == "name" else ""
    sort = str(call.value)
    older = sort.startswith("v") and sort[1:].isdigit()  # the form of the component before it
    if older:
        package, _, sort = package.rpartition(".")
    if call.new and package == "sst" and sort == "Secret":
        yield from _secret(_made(call, context))
        return
    if call.new and _in_stack(call, context):
        yield from _construct(sort, package, _made(call, context, 1))
        return
    maker = ((_OLDER.get(sort) if older else None) or _MAKERS.get(sort)) if call.new and package == "sst.aws" else None
    if maker is not None:
        made = _made(call, context)
        yield from maker(made)
        yield from _given(made)
    elif not call.new and sort in ("addService", "route") and len(call.parts) > 1:
        made = _made(call, context)
        if sort == "addService" or made.args.has("handler"):
            yield from _service(made) if sort == "addService" else ()
            yield from _given(made)


def _in_stack(call: Expr, context: Context) -> bool:
    first = call.parts[0] if len(call.parts) > 1 else None
    text = context.part.file.snippet.text
    return first is not None and first.sort == "name" and any(word in text for word in _PACKAGES)


def _construct(sort: str, package: str, made: _Made) -> Iterator[Fact]:
    """A component of version 2."""
    if package == "Config" and sort == "Secret":
        yield from _secret(made)
    elif not package and "Static" not in sort and (sort.endswith("Site") or sort in _CONSTRUCTS):
        yield from _CONSTRUCTS.get(sort, _site)(made)
        yield from _given(made)


def _made(call: Expr, context: Context, first: int = 0) -> _Made:
    """The component whose name is the argument at `first`."""
    given = call.parts[first : first + 2]
    name = context.evaluate(given[0]).text() if given else None
    args = context.evaluate(given[1]) if len(given) > 1 else Node(None, call.line, call.line, call.line)
    return _Made(name or "", args, context.part.file.snippet, call.line, call.end)


def _postgres(made: _Made) -> Iterator[Fact]:
    yield from _instance(made, "postgresql")


def _mysql(made: _Made) -> Iterator[Fact]:
    yield from _instance(made, "mysql")


def _instance(made: _Made, engine: str) -> Iterator[Database]:
    args = made.args
    if args.has("scaling"):
        yield from _one_writer(made)
        return
    own, under = "multiAz", ("transform", "instance")
    multi = args.flag(own) if args.has(own) else args.flag(*under, own, default=False)
    said = made.told(
        multi_az=(own,) if args.has(own) else (*under, own),
        instance_class=("instance",),
        retention_days=(*under, "backupRetentionPeriod"),
        deletion_protection=(*under, "deletionProtection"),
    )
    size = args.text("instance", default="t4g.micro")
    yield Database(
        **said,
        engine=engine,
        placement=Placement.RDS,
        name=made.name,
        instance_class=f"db.{size}" if size and "$" not in size else None,
        multi_az=multi,
        retention_days=args.integer(*under, "backupRetentionPeriod", default=7),
        deletion_protection=args.flag(*under, "deletionProtection"),
        encrypted=True,
        public=args.flag(*under, "publiclyAccessible"),
        version=args.text("version"),
    )


def _one_writer(made: _Made) -> Iterator[Database]:
    """As it was before it became an instance: Aurora, whose capacity follows the load, and no reader beside it."""
    yield Database(
        **made.said, engine="postgresql", placement=Placement.AURORA, name=made.name, multi_az=False, scales=True
    )


def _aurora(made: _Made) -> Iterator[Database]:
    args = made.args
    engine = "mysql" if args.text("engine") == "mysql" else "postgresql"
    replicas = args.integer("replicas", default=0)
    yield Database(
        **made.told(multi_az=("replicas",)),
        engine=engine,
        placement=Placement.AURORA,
        name=made.name,
        multi_az=bool(replicas) if replicas is not None else None,
        retention_days=args.integer("transform", "cluster", "backupRetentionPeriod"),
        deletion_protection=args.flag("transform", "cluster", "deletionProtection"),
        encrypted=True,
        scales=True,
    )


def _dynamo(made: _Made) -> Iterator[Database]:
    path = ("transform", "table", "pointInTimeRecovery")
    yield Database(
        **made.told(point_in_time=path, deletion_protection=("deletionProtection",)),
        engine="dynamodb",
        placement=Placement.DYNAMODB,
        name=made.name,
        point_in_time=made.args.flag(*path, "enabled", default=True),
        deletion_protection=made.args.flag("deletionProtection"),
        expires=True if made.args.has("ttl") else None,
        scales=True,
    )


def _redis(made: _Made) -> Iterator[ManagedNode]:
    size = made.args.text("instance", default="t4g.micro")
    nodes = made.args.integer("cluster", "nodes", default=1)
    yield ManagedNode(**made.said, service="cache", name=made.name, node_type=f"cache.{size}", nodes=nodes)


def _bucket(made: _Made) -> Iterator[Fact]:
    """Any website may use it unless told otherwise; of one that is not for browsers that says nothing."""
    args = made.args
    uploads = bool(_UPLOADS.search(made.name)) and not _LOGS.search(made.name)
    given = args.get("cors")
    rules = given is not None and given.flag() is not False
    public = args.text("access") == "public" or bool(args.flag("public"))
    yield Bucket(
        **made.told(public=("access",) if args.has("access") else ("public",), versioned=("versioning",)),
        name=made.name,
        purpose="uploads" if uploads or rules or public else None,
        versioned=args.flag("versioning", default=False),
        encrypted=True,
        public=public or None,
    )
    if rules or (given is None and uploads):
        listed = args.items("cors")[0] if args.items("cors") else args
        own = listed.get("allowOrigins") or listed.get("allowedOrigins")
        origins = (own.texts() if own is not None else ()) or ("*",)
        methods = listed.texts("allowMethods") or listed.texts("allowedMethods")
        said = {**made.said, "places": {"origins": made.of(own)} if own is not None else {}}
        yield BucketCors(**said, bucket=made.name, origins=origins, methods=methods)


def _service(made: _Made) -> Iterator[Fact]:
    args = made.args
    front = next((name for name in ("loadBalancer", "public") if args.has(name)), None)
    # The second version of SST says `minContainers` where the third says `min`.
    low = ("scaling", "minContainers" if args.has("scaling", "minContainers") else "min")
    high = ("scaling", "maxContainers" if args.has("scaling", "maxContainers") else "max")
    least, most = args.integer(*low, default=1), args.integer(*high, default=1)
    yield Workload(
        **made.told(desired=low, minimum=low, maximum=high),
        platform=Platform.FARGATE,
        name=made.name,
        minimum=least,
        maximum=most,
        desired=least,
        zones=2,
        behind_load_balancer=front is not None,
        processor=_units(args.text("cpu", default="0.25 vCPU") or ""),
    )
    if most is not None and least is not None and most > least and args.flag("scaling", "cpuUtilization") is not False:
        said = made.told(target=("scaling",))
        yield ScalingPolicy(**said, workload=made.name, metric="cpu", target=70)
    if front is not None:
        listed = [*args.items(front, "rules"), *args.items(front, "ports")]
        secure = any((one.text("listen") or "").endswith(("/https", "/tls")) for one in listed)
        tls = secure or (not listed and args.has(front, "domain"))
        node = args.child(front)
        yield LoadBalancer(**{**made.said, "at": made.snippet.at(node.key_line)}, name=made.name, tls=tls)
        if tls and (domain := args.get(front, "domain")) is not None:
            # SST requests it for the domain, and answers ACM's question in the zone itself.
            named = domain.text() or domain.text("name")
            told = {**made.said, "at": made.of(domain)}
            yield Certificate(**told, issuer="acm", domain=named, used_by="load-balancer", in_code=True)
        for asked in args.child(front, "health").entries().values():
            said = {**made.said, "at": made.of(asked)}
            yield HealthProbe(**said, asker="load-balancer", path=asked.text("path", default="/"))
    yield _role(made)


def _units(written: str) -> int | None:
    number = written.removesuffix("vCPU").strip()
    return round(float(number) * 1024) if number.replace(".", "", 1).isdecimal() else None


def _role(made: _Made) -> Credential:
    return Credential(**made.said, form=CredentialForm.INSTANCE_ROLE, holder="application")


def _serving(made: _Made) -> Workload:
    return Workload(**made.said, platform=Platform.LAMBDA, name=made.name, serves=True)


def _function(made: _Made) -> Iterator[Fact]:
    if made.args.has("url") and made.args.flag("url") is not False:
        yield _serving(made)
        yield from _origins(made, "url", "cors")
    yield _role(made)


def _site(made: _Made) -> Iterator[Fact]:
    yield _serving(made)
    yield _role(made)


def _api(made: _Made) -> Iterator[Fact]:
    yield _serving(made)
    yield from _origins(made, "cors")


def _origins(made: _Made, *path: str) -> Iterator[Fact]:
    """The websites that an API lets in, where they are told; it lets any in by itself."""
    node = made.args.get(*path)
    if node is None or node.flag() is False:
        return
    origins = [item.text() for item in node.items("allowOrigins")] or ["*"]
    credentials = bool(node.flag("allowCredentials"))
    if found := api_cors(made.said, made.of(node.get("allowOrigins") or node), origins, credentials=credentials):
        yield found


def _secret(made: _Made) -> Iterator[Fact]:
    """A deployment without its value fails, unless a value of its own stands behind the name."""
    stands_in = made.args.text()
    if stands_in is None:
        yield RequiredSettings(**made.said, names=(made.name,), before_serving=True, tool="sst")
    elif is_secret(made.name) and stands_in and "$" not in stands_in:
        yield ConfigurationLoader(**made.said, source="sst", missing="default", names=(made.name,))


def _given(made: _Made) -> Iterator[Fact]:
    """What it is given beside links: variables, and rights on what it makes no link to."""
    shared = made.args.child("defaults", "function", "environment").entries()
    variables = {**shared, **made.args.child("environment").entries()}
    written = [setting_of(made.snippet, name, value) for name, value in variables.items()]
    yield from handed_secrets(made.said, made.name, written, yaml=False)
    yield from handed_settings(made.said, made.name, written)
    yield from stand_ins(made.said, made.name, written)
    yield from modes(made.said, made.name, written)
    yield from lasting_keys(made.said, ((one.name, one.at) for one in written))
    for right in made.args.items("permissions"):
        statement = {"Action": list(right.texts("actions")), "Resource": list(right.texts("resources"))}
        at, snippet = made.of(right), made.snippet
        yield from statement_facts(
            {"Statement": statement}, at, kind=snippet.kind, principal=made.name, environment=snippet.environment
        )


def _cluster(made: _Made) -> Iterator[Database]:
    engine = "mysql" if (made.args.text("engine") or "").startswith("mysql") else "postgresql"
    yield Database(**made.said, engine=engine, placement=Placement.AURORA, name=made.name, scales=True)


_PACKAGES = ("sst/constructs", "@serverless-stack/resources")
"""One of these stands in each file that makes components as version 2 does, or the one before it."""

_MAKERS: dict[str, Callable[[_Made], Iterator[Fact]]] = {
    "Postgres": _postgres,
    "Mysql": _mysql,
    "Aurora": _aurora,
    "Dynamo": _dynamo,
    "Redis": _redis,
    "Bucket": _bucket,
    "Service": _service,
    "Function": _function,
    **dict.fromkeys(_SITES, _site),
    **dict.fromkeys(_APIS, _api),
}

_OLDER: dict[str, Callable[[_Made], Iterator[Fact]]] = {"Postgres": _one_writer}
"""What has become another service since."""

_CONSTRUCTS: dict[str, Callable[[_Made], Iterator[Fact]]] = {
    "Table": _dynamo,
    "RDS": _cluster,
    "Bucket": _bucket,
    "Service": _service,
    "Function": _function,
    **dict.fromkeys(("Api", "ApiGatewayV1Api", "AppSyncApi", "GraphQLApi", "WebSocketApi"), _api),
}
"""The same of version 2, beside those whose names end with `Site`."""

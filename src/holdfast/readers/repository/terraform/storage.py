"""Buckets in Terraform, put together from the bucket and the resources that speak about it."""

from collections.abc import Iterator

from holdfast.model.evidence import Location
from holdfast.model.facts import Bucket, BucketCors, Fact, FileSystem, LifecycleRule
from holdfast.model.regex import regex
from holdfast.readers.purposes import bucket_purpose
from holdfast.readers.repository.terraform.documents import opened
from holdfast.readers.repository.terraform.resource import Resource, Section, World

_REFERENCE = regex(r"\$\{[^{}]*\}")


def bucket(resource: Resource, world: World) -> Iterator[Fact]:
    """One bucket with its versioning, encryption, access, rules and CORS, wherever they stand."""
    pieces = _Pieces(resource, world)
    versioning = pieces.first("aws_s3_bucket_versioning", "versioning_configuration") or resource.section("versioning")
    encryption = pieces.of("aws_s3_bucket_server_side_encryption_configuration")
    copies = pieces.of("aws_s3_bucket_replication_configuration")
    access, public = pieces.public()
    unguarded = pieces.unguarded()
    said = resource.said(
        name="bucket",
        versioned=(versioning, "status" if versioning.has("status") else "enabled"),
        encrypted=(encryption or resource, "server_side_encryption_configuration"),
        replicated=(copies or resource, "rule"),
        public=access,
        emptied="force_destroy",
        unguarded=(unguarded or resource, _GUARDS[1]),
    )
    said["places"] = {**said["places"], **_website(resource, pieces)}
    cors = [*pieces.sections("aws_s3_bucket_cors_configuration", "cors_rule"), *resource.sections("cors_rule")]
    yield Bucket(
        **said,
        name=resource.text("bucket") or resource.text("bucket_prefix"),
        purpose=_purpose(resource, pieces, cors=bool(cors)),
        versioned=_versioned(versioning),
        encrypted=True if encryption or resource.has("server_side_encryption_configuration") else None,
        public=public,
        replicated=True if copies or resource.has("replication_configuration") else None,
        emptied=resource.flag("force_destroy") or None,
        unguarded=True if unguarded else None,
    )
    name = resource.text("bucket") or resource.label
    if cors:
        yield _cors(resource, cors, name)
    rules = [*pieces.sections("aws_s3_bucket_lifecycle_configuration", "rule"), *resource.sections("lifecycle_rule")]
    for rule in rules:
        yield from _lifecycle(resource, rule, name)
    for tiering in pieces.all("aws_s3_bucket_intelligent_tiering_configuration"):
        yield LifecycleRule(**resource.base(tiering.place.location()), bucket=name, storage_class="INTELLIGENT_TIERING")


def rules_alone(resource: Resource, world: World) -> Iterator[Fact]:
    """Cross-origin rules of a bucket that is made elsewhere: by hand, or by a module that is not here."""
    rules = resource.sections("cors_rule")
    if rules and not any(one.type == "aws_s3_bucket" for one in world.targets(resource, "bucket")):
        name = resource.text("bucket") or resource.label
        yield _cors(resource, rules, resource.label if _REFERENCE.fullmatch(name) else name)


def file_system(resource: Resource, world: World) -> Iterator[Fact]:
    """EFS copies nothing unless told to, but for one in a single zone (CreateFileSystem's reference, November 2026)."""
    policy = next(iter(world.pointing("aws_efs_backup_policy", "file_system_id", resource)), None)
    backed_up = resource.has("availability_zone_name")
    said = resource.said()
    if policy is not None:
        section = policy.section("backup_policy")
        backed_up = (section.text("status") or "ENABLED").upper() == "ENABLED"
        said = resource.said(backed_up=(section, "status"))
    yield FileSystem(**said, name=resource.text("creation_token") or resource.label, backed_up=backed_up)


_GUARDS = ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")


class _Pieces:
    """The resources that speak about one bucket."""

    def __init__(self, bucket: Resource, world: World) -> None:
        self._bucket = bucket
        self._world = world

    def all(self, sort: str) -> list[Resource]:
        return self._world.pointing(sort, "bucket", self._bucket)

    def of(self, sort: str) -> Resource | None:
        return next(iter(self.all(sort)), None)

    def first(self, sort: str, name: str) -> Section | None:
        return next((section for piece in self.all(sort) for section in piece.sections(name)), None)

    def sections(self, sort: str, name: str) -> list[Section]:
        return [section for piece in self.all(sort) for section in piece.sections(name)]

    def public(self) -> tuple[tuple[Section, str], bool | None]:
        """What decides whether the world may read it, and whether it may; None when nothing is said."""
        opened_ = self._opened_to_all()
        block = self.of("aws_s3_bucket_public_access_block")
        if opened_ is not None:
            return opened_, True
        if block is None:
            return (self._bucket, ""), None
        flags = [block.flag(name, default=False) for name in _GUARDS]
        if all(flags):
            return (block, _GUARDS[1]), False
        return (block, next((name for name in _GUARDS if block.flag(name) is False), "")), None

    def unguarded(self) -> Resource | None:
        """What switches every guard off in so many words."""
        block = self.of("aws_s3_bucket_public_access_block")
        off = block is not None and all(block.flag(name) is False for name in _GUARDS)
        return block if off else None

    def _opened_to_all(self) -> tuple[Section, str] | None:
        for piece in (self._bucket, *self.all("aws_s3_bucket_acl")):
            if (piece.text("acl") or "").startswith("public"):
                return piece, "acl"
        for piece in self.all("aws_s3_bucket_policy"):
            if _allows_anybody(piece, self._world):
                return piece, "policy"
        return None


def _allows_anybody(policy: Resource, world: World) -> bool:
    document = opened(policy.get("policy"))
    if document is not None and document.place is not None:
        statements = Section(document.place, data=document).sections("Statement")
        return any(one.text("Effect") == "Allow" and not one.has("Condition") and _anybody(one) for one in statements)
    source = world.target(policy.get("policy"), policy.scope)
    if source is None or source.type != "data.aws_iam_policy_document":
        return False
    return any(
        (one.text("effect") or "Allow") == "Allow"
        and not one.sections("condition")
        and any("*" in part.texts("identifiers") for part in one.sections("principals"))
        for one in source.sections("statement")
    )


def _anybody(statement: Section) -> bool:
    return statement.text("Principal") == "*" or "*" in statement.section("Principal").texts("AWS")


def _versioned(section: Section) -> bool | None:
    if section.has("status"):
        status = section.literal("status")
        return None if status is None else status == "Enabled"
    return section.flag("enabled", default=False)


def _website(resource: Resource, pieces: _Pieces) -> dict[str, Location]:
    """Where the bucket answers browsers by itself; one that only sends them on serves nothing."""
    apart = pieces.of("aws_s3_bucket_website_configuration")
    if apart is not None:
        return {} if apart.has("redirect_all_requests_to") else {"website": apart.place.location()}
    inner = next(iter(resource.sections("website")), None)
    serves = inner is not None and not inner.has("redirect_all_requests_to")
    return {"website": inner.whole.location()} if inner is not None and serves else {}


def _purpose(resource: Resource, pieces: _Pieces, *, cors: bool) -> str | None:
    if pieces.of("aws_s3_bucket_website_configuration") or resource.has("website"):
        return "site"
    named = bucket_purpose(f"{resource.label} {resource.text('bucket') or ''}")
    if cors and named in (None, "site"):
        return "uploads"
    return named


def _cors(resource: Resource, rules: list[Section], name: str) -> BucketCors:
    origins = [text for rule in rules for text in rule.texts("allowed_origins")]
    methods = [text for rule in rules for text in rule.texts("allowed_methods")]
    said = resource.base(rules[0].whole.location())
    places = {**rules[0].placed("origins", "allowed_origins"), "methods": rules[0].at("allowed_methods")}
    for rule in rules[1:]:
        for origin in rule.texts("allowed_origins"):
            if origin not in rules[0].texts("allowed_origins"):
                places.setdefault(origin, rule.at("allowed_origins"))
    said["places"] = places
    return BucketCors(**said, bucket=name, origins=tuple(dict.fromkeys(origins)), methods=tuple(dict.fromkeys(methods)))


def _lifecycle(resource: Resource, rule: Section, name: str) -> Iterator[Fact]:
    if rule.text("status") == "Disabled" or rule.flag("enabled") is False:
        return
    days = rule.section("expiration").integer("days")
    moves = rule.sections("transition")
    yield LifecycleRule(
        **resource.base(rule.place.location()),
        bucket=name,
        storage_class=moves[0].text("storage_class") if moves else None,
        expiration_days=days,
    )

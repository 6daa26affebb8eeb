"""Backups and secret stores in Terraform: AWS Backup, snapshots by rule, Secrets Manager, parameters."""

from collections.abc import Iterator

from holdfast.model.evidence import Location
from holdfast.model.facts import (
    BackupJob,
    ConfigurationLoader,
    EmptyBackupPlan,
    ExposedSecret,
    Fact,
    SecretStore,
    StandIn,
)
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.exposed import covered, is_exposed, is_set
from holdfast.readers.repository.configuration.handed import Setting, handed_secrets
from holdfast.readers.repository.configuration.stand_ins import is_stand_in
from holdfast.readers.repository.terraform.documents import exposed, opened
from holdfast.readers.repository.terraform.providers import region_of
from holdfast.readers.repository.terraform.resource import Resource, Section, World
from holdfast.readers.repository.terraform.values import Partial, Value

_SUBJECTS = (
    ("database", regex(r"aws_(?:db_instance|rds_cluster|dynamodb_table|docdb_cluster)\b|:rds:|:dynamodb:")),
    ("volume", regex(r"aws_(?:instance|ebs_volume)\b|:ec2:")),
    ("files", regex(r"aws_efs_file_system\b|:elasticfilesystem:")),
    ("bucket", regex(r"aws_s3_bucket\b|:s3:::")),
)
_TAGGED = (
    ("database", ("aws_db_instance", "aws_rds_cluster", "aws_dynamodb_table")),
    ("volume", ("aws_instance", "aws_ebs_volume")),
    ("files", ("aws_efs_file_system",)),
    ("bucket", ("aws_s3_bucket",)),
)


def backup_plan(resource: Resource, world: World) -> Iterator[Fact]:
    """The rules of an AWS Backup plan for what its selections choose; without a selection it keeps nothing."""
    subjects: list[str] = []
    for selection in world.pointing("aws_backup_selection", "plan_id", resource):
        subjects += _subjects(selection, world)
    # Where one cannot be followed to its plan, that may be this one.
    if not world.of("aws_backup_selection"):
        yield EmptyBackupPlan(**resource.said(), name=resource.name)
    for rule in resource.sections("rule"):
        copy = rule.section("copy_action")
        vault = world.target(copy.get("destination_vault_arn"), resource.scope)
        other = None
        if copy.has("destination_vault_arn"):
            other = vault is None or region_of(vault) != region_of(resource)
        days = rule.section("lifecycle").integer("delete_after")
        for subject in dict.fromkeys(subjects):
            said = resource.base(rule.place.location(), _places(rule, copy))
            yield BackupJob(
                **said,
                subject=subject,
                method="aws-backup",
                schedule=rule.text("schedule"),
                destination="aws",
                retention_days=days,
                other_region=other,
            )


def _places(rule: Section, copy: Section) -> dict[str, Location]:
    places: dict[str, Location] = {}
    if rule.has("schedule"):
        places["schedule"] = rule.at("schedule")
    if rule.section("lifecycle").has("delete_after"):
        places["retention_days"] = rule.section("lifecycle").at("delete_after")
    if copy.has("destination_vault_arn"):
        places["other_region"] = copy.at("destination_vault_arn")
    return places


def _subjects(selection: Resource, world: World) -> list[str]:
    named = " ".join(str(item.plain()) for item in selection.items("resources"))
    found = [subject for subject, pattern in _SUBJECTS if pattern.search(named)]
    if found:
        return found
    keys = {(tag.text("key"), tag.text("value")) for tag in selection.sections("selection_tag")}
    for subject, types in _TAGGED:
        if any(_tagged(one, keys) for one in world.of(*types)):
            found.append(subject)
    return found or [subject for subject, types in _TAGGED[:2] if world.of(*types)] or ["database"]


def _tagged(resource: Resource, keys: set[tuple[str | None, str | None]]) -> bool:
    tags = resource.get("tags")
    if tags is None or not isinstance(tags.data, dict):
        return False
    return any((key, value.text()) in keys for key, value in tags.data.items())


def snapshot_policy(resource: Resource, _: World) -> Iterator[Fact]:
    """Snapshots of volumes by the Data Lifecycle Manager."""
    if resource.text("state") == "DISABLED":
        return
    for schedule in resource.section("policy_details").sections("schedule"):
        create, keep = schedule.section("create_rule"), schedule.section("retain_rule")
        hours = create.integer("interval", 24)
        days = keep.integer("interval") if (keep.text("interval_unit") or "DAYS") == "DAYS" else None
        count = keep.integer("count")
        if days is None and count is not None and hours is not None:
            days = count * hours // 24
        yield BackupJob(
            **resource.base(schedule.place.location()),
            subject="volume",
            method="dlm",
            schedule=create.text("cron_expression") or (f"every {hours} hours" if hours else None),
            destination="aws",
            retention_days=days,
            other_region=True if schedule.sections("cross_region_copy_rule") else None,
        )


def secret(resource: Resource, world: World) -> Iterator[Fact]:
    """A secret of Secrets Manager, and whether it rotates."""
    rotation = world.pointing("aws_secretsmanager_secret_rotation", "secret_id", resource)
    said = resource.said(name="name")
    if rotation:
        said["places"]["rotates"] = rotation[0].place.location()
    yield SecretStore(**said, service="secrets-manager", name=resource.name, rotates=True if rotation else None)


def secret_version(resource: Resource, _: World) -> Iterator[Fact]:
    """A secret whose value stands in the code, or only keeps a place there: every run puts that back."""
    whole = resource.get("secret_string")
    document = opened(whole)
    if resource.ignores("secret_string"):
        return
    if document is None or not isinstance(document.data, dict):
        yield from _stand_in(resource, resource.label, whole)
        yield from exposed(resource, "secret_string", whole)
        return
    for key, value in document.data.items():
        yield from exposed(resource, key, value)
        yield from _stand_in(resource, key, value)


def _stand_in(resource: Resource, name: str, value: Value | None) -> Iterator[StandIn]:
    known = value is not None and value.known and isinstance(value.data, str) and not isinstance(value.data, Partial)
    if value is not None and known and value.place is not None and is_stand_in(name, str(value.data)):
        yield StandIn(**resource.base(value.place.location()), to=resource.name or resource.label, name=name)


def parameter(resource: Resource, _: World) -> Iterator[Fact]:
    """A parameter that is encrypted, or one with a literal secret."""
    encrypted = resource.text("type") == "SecureString" or resource.flag("secure_type") is True
    held = "value" if resource.has("value") else "insecure_value"
    if encrypted:
        yield SecretStore(**resource.said(name="name"), service="parameter-store", name=resource.name)
    if resource.ignores(held) or resource.flag("ignore_value_changes"):
        return  # somebody puts the real one there by hand
    yield from _stand_in(resource, (resource.text("name") or resource.label).rpartition("/")[2], resource.get(held))
    if encrypted:
        yield from _default(resource)
    else:
        name = (resource.text("name") or resource.label).rpartition("/")[2].replace("-", "_")
        plain = Setting(name, f"{name} = {resource.written(held)}", resource.at(held))
        yield from handed_secrets(resource.base(resource.at(held)), "Parameter Store", [plain], yaml=False)
    yield from exposed(resource, resource.name, resource.get(held))


def _default(resource: Resource) -> Iterator[Fact]:
    """A secret that is a variable's default where nobody gives another value."""
    value = resource.get("value")
    if value is None or value.place is None or not value.known or not isinstance(value.data, str) or not value.data:
        return
    name = (resource.text("name") or resource.name or "").rpartition("/")[2]
    if not _is_own(resource, value) and not is_exposed(name, value.data):
        said = resource.base(covered(value.place.location()))
        yield ConfigurationLoader(**said, source="parameter-store", missing="default", names=(name,))


def database_password(resource: Resource, _: World) -> Iterator[Fact]:
    """A password of a database that stands in the code."""
    for attribute in ("password", "master_password"):
        yield from _opens(resource, resource, attribute)


def _opens(resource: Resource, section: Section, attribute: str) -> Iterator[Fact]:
    """Whatever stands there opens what the resource makes, also a word that everybody would guess.

    One that asks for another one is exchanged before anything is made; or it is what the setting is left at.
    """
    value = section.get(attribute)
    if value is None or not _is_own(resource, value):
        yield from exposed(resource, attribute, value)
    elif kept := [*_stand_in(resource, attribute, value)]:
        yield from kept
    elif value.known and is_set(value.text() or ""):
        yield ExposedSecret(**resource.base(covered(section.at(attribute))), name=attribute, form="password")
    else:
        yield from exposed(resource, attribute, value)


def store_password(resource: Resource, _: World) -> Iterator[Fact]:
    """A password of a cache, a broker, a search or another store that stands in the code."""
    yield from _opens(resource, resource, "auth_token")
    for user in resource.sections("user"):
        yield from _opens(resource, user, "password")
    search = resource.section("advanced_security_options", "master_user_options")
    yield from _opens(resource, search, "master_user_password")


def _is_own(resource: Resource, value: Value) -> bool:
    """The value is written in the resource itself, not taken from a variable's default."""
    if value.place is None:
        return False
    at, own = value.place.location(), resource.whole.location()
    return at.path == own.path and (own.start_line or 0) <= (at.start_line or 0) <= (own.end_line or 0)

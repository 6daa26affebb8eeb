"""Databases that RDS runs, where they are, and how they are set."""

# Handlers have one shape, of which not each needs all.
# ruff: noqa: ARG002

from typing import Any
from uuid import uuid4

from holdfast.rig.cloudformation.handlers.base import Api, Handler, Place, Properties, Tagged

_TAGS = Tagged(
    add=("add_tags_to_resource", {"ResourceName": "{arn}", "Tags": "{tags}"}),
    remove=("remove_tags_from_resource", {"ResourceName": "{arn}", "TagKeys": "{keys}"}),
    shown=("list_tags_for_resource", {"ResourceName": "{arn}"}),
    found="TagList",
)
_NOT_CHANGED = frozenset({"DBSubnetGroupName", "Port"})


def _created(given: dict[str, Any]) -> dict[str, Any]:
    names = {
        "VPCSecurityGroups": "VpcSecurityGroupIds",
        "EnableCloudwatchLogsExports": "EnableCloudwatchLogsExports",
        "CACertificateIdentifier": "CACertificateIdentifier",
    }
    made = {names.get(key, key): value for key, value in given.items()}
    secret = made.pop("MasterUserSecret", None) or {}
    made.pop("AllowMajorVersionUpgrade", None)  # of changes alone
    return {**made, **({"MasterUserSecretKmsKeyId": secret["KmsKeyId"]} if "KmsKeyId" in secret else {})}


def _shown(found: dict[str, Any]) -> dict[str, Any]:
    groups = [one["VpcSecurityGroupId"] for one in found.get("VpcSecurityGroups", ())]
    parameters = [one["DBParameterGroupName"] for one in found.get("DBParameterGroups", ())]
    place = found.get("DBSubnetGroup") or {}
    return {
        **found,
        "VPCSecurityGroups": groups,
        "DBParameterGroupName": parameters[0] if parameters else None,
        "DBSubnetGroupName": place.get("DBSubnetGroupName"),
        "EnableCloudwatchLogsExports": found.get("EnabledCloudwatchLogsExports"),
        "EnableIAMDatabaseAuthentication": found.get("IAMDatabaseAuthenticationEnabled"),
        "ManageMasterUserPassword": bool(found.get("MasterUserSecret")),
        "Port": (found.get("Endpoint") or {}).get("Port"),
    }


class Database(Api):
    """A database."""

    def update(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Change it at once, not at the next window."""
        kept = {key: value for key, value in after.items() if key not in _NOT_CHANGED}
        super().update(at, physical, before, kept)

    def snapshot(self, at: Place, physical: str) -> None:
        """End it, and keep what is in it."""
        last: Any = {"SkipFinalSnapshot": False, "FinalDBSnapshotIdentifier": f"{physical}-{uuid4().hex[:12]}"}
        at.call("rds", "delete_db_instance", DBInstanceIdentifier=physical, **last)


class Parameters(Api):
    """How a database's server is set."""

    def complete(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Set each parameter, twenty in a call as RDS wants it."""
        wanted = [
            {"ParameterName": key, "ParameterValue": str(value), "ApplyMethod": "pending-reboot"}
            for key, value in after.get("Parameters", {}).items()
        ]
        for first in range(0, len(wanted), 20):
            some = wanted[first : first + 20]
            at.call("rds", "modify_db_parameter_group", DBParameterGroupName=physical, Parameters=some)

    def update(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Set each parameter."""
        self._retag(at, physical, before, after)
        self.complete(at, physical, before, after)

    def read(self, at: Place, physical: str) -> Properties | None:
        """What RDS says of it, with its parameters."""
        found = super().read(at, physical)
        if found is None:
            return None
        own = at.call("rds", "describe_db_parameters", DBParameterGroupName=physical)["Parameters"]
        return {**found, "Parameters": {one["ParameterName"]: one.get("ParameterValue") for one in own}}


class Places(Api):
    """The subnets of a database."""

    def read(self, at: Place, physical: str) -> Properties | None:
        """What RDS says of it."""
        found = super().read(at, physical)
        return found and {**found, "SubnetIds": [one["SubnetIdentifier"] for one in found.get("Subnets", ())]}


HANDLERS: tuple[Handler, ...] = (
    Database(
        kind="AWS::RDS::DBInstance",
        service="rds",
        make="create_db_instance",
        named="DBInstanceIdentifier",
        longest=63,
        lower=True,
        turned=_created,
        returned=_shown,
        tagged=_TAGS,
        arn="DBInstanceArn",
        describe=("describe_db_instances", {"DBInstanceIdentifier": "{id}"}),
        found="DBInstances[0]",
        change="modify_db_instance",
        target={"DBInstanceIdentifier": "{id}", "ApplyImmediately": True},
        unheld=dict.fromkeys(
            ("EnablePerformanceInsights", "PerformanceInsightsRetentionPeriod"), "moto's databases have no insights"
        ),
        remove=("delete_db_instance", {"DBInstanceIdentifier": "{id}", "SkipFinalSnapshot": True}),
        gives={
            "Endpoint.Address": "Endpoint.Address",
            "Endpoint.Port": "to_string(Endpoint.Port)",
            "DBInstanceArn": "DBInstanceArn",
            "DbiResourceId": "DbiResourceId",
            "MasterUserSecret.SecretArn": "MasterUserSecret.SecretArn",
        },
    ),
    Places(
        kind="AWS::RDS::DBSubnetGroup",
        service="rds",
        make="create_db_subnet_group",
        named="DBSubnetGroupName",
        lower=True,
        tagged=_TAGS,
        arn="DBSubnetGroupArn",
        describe=("describe_db_subnet_groups", {"DBSubnetGroupName": "{id}"}),
        found="DBSubnetGroups[0]",
        change="modify_db_subnet_group",
        target={"DBSubnetGroupName": "{id}"},
        remove=("delete_db_subnet_group", {"DBSubnetGroupName": "{id}"}),
    ),
    Parameters(
        kind="AWS::RDS::DBParameterGroup",
        service="rds",
        make="create_db_parameter_group",
        named="DBParameterGroupName",
        lower=True,
        renamed={"DBParameterGroupFamily": "Family"},
        tagged=_TAGS,
        arn="DBParameterGroupArn",
        describe=("describe_db_parameter_groups", {"DBParameterGroupName": "{id}"}),
        found="DBParameterGroups[0]",
        remove=("delete_db_parameter_group", {"DBParameterGroupName": "{id}"}),
        gives={"DBParameterGroupName": "DBParameterGroupName"},
    ),
)

"""Clusters of DocumentDB in CDK programs."""

from typing import Any

from holdfast.readers.repository.cdk.constructs import Maker, deletion_of, picked
from holdfast.readers.repository.text.nodes import Node


def document_cluster(make: Maker, props: Node) -> None:
    """One instance, unless more are told; an automated backup of one day (aws-cdk-lib 2, `aws_docdb`)."""
    properties: dict[str, Any] = picked(
        props,
        DBClusterIdentifier="dbClusterName",
        DeletionProtection="deletionProtection",
        StorageEncrypted="storageEncrypted",
        EngineVersion="engineVersion",
    )
    properties["BackupRetentionPeriod"] = props.get("backup", "retention")
    size = props.text("instanceType")
    properties["DBInstanceClass"] = f"db.{size.removeprefix('db.')}" if size else None
    told = props.get("instances")
    places = {"members": make.snippet.at(told.key_line, told.end)} if told is not None else {}
    members = props.integer("instances", default=1)
    deletion = deletion_of(make, props)
    make.add("AWS::DocDB::DBCluster", properties, deletion=deletion, members=members, places=places)

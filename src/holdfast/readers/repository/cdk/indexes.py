"""Domains of OpenSearch in CDK programs."""

from typing import Any

from holdfast.readers.repository.cdk.constructs import Maker
from holdfast.readers.repository.text.nodes import Node


def search_domain(make: Maker, props: Node) -> None:
    """One data node, unless more are told (aws-cdk-lib 2, `aws_opensearchservice`)."""
    properties: dict[str, Any] = {"DomainName": props.get("domainName")}
    properties["ClusterConfig"] = {"InstanceCount": props.get("capacity", "dataNodes")}
    make.add("AWS::OpenSearchService::Domain", properties)

"""Libraries of AWS under whatever name a CDK program imports them."""

import pytest

from tests.readers.repository.cdk.test_cdk import program

BODY = "export class Main extends cdk.Stack {\n  constructor(scope, id, props) {\n    super(scope, id, props);\n    %s\n  }\n}\n"
NODE = "(this, 'Store', { cacheNodeType: 'cache.m7g.large', numCacheNodes: 1 });"


@pytest.mark.parametrize(
    ("imported", "made"),
    [
        ("import * as store from 'aws-cdk-lib/aws-elasticache';", f"new store.CfnCacheCluster{NODE}"),
        ("import { aws_elasticache as store } from 'aws-cdk-lib';", f"new store.CfnCacheCluster{NODE}"),
        ("const store = require('@aws-cdk/aws-elasticache');", f"new store.CfnCacheCluster{NODE}"),
        ("import { CfnCacheCluster } from 'aws-cdk-lib/aws-elasticache';", f"new CfnCacheCluster{NODE}"),
    ],
)
def test_a_construct_of_the_first_level_is_one_by_what_it_is_imported_from(imported: str, made: str) -> None:
    text = f"import * as cdk from 'aws-cdk-lib';\n{imported}\n{BODY % made}"
    (node,) = program({"lib/main.ts": text})
    assert node.startswith("ManagedNode 6 ")


def test_so_is_one_in_python() -> None:
    made = "CfnCacheCluster(self, 'Store', cache_node_type='cache.m7g.large', num_cache_nodes=1)"
    head = "from aws_cdk import Stack{}\n\nclass Main(Stack):\n    def __init__(self, scope, id):\n        {}\n"
    renamed = head.format(", aws_elasticache as store", f"store.{made}")
    alone = head.format("\nfrom aws_cdk.aws_elasticache import CfnCacheCluster", made)
    assert [node.split()[0] for text in (renamed, alone) for node in program({"main.py": text})] == ["ManagedNode"] * 2


@pytest.mark.parametrize(
    ("told", "nodes"), [("", 1), ("capacity: { dataNodes: 1 }", 1), ("capacity: { dataNodes: 2 }", 2)]
)
def test_an_index_has_one_node_unless_more_are_told(told: str, nodes: int) -> None:
    made = f"new search.Domain(this, 'Books', {{ version, {told} }});"
    text = f"import * as search from 'aws-cdk-lib/aws-opensearchservice';\n{BODY % made}"
    assert program({"lib/main.ts": text}) == [f"ManagedNode 5 service=search name=Books nodes={nodes}"]


def test_a_database_of_another_library_is_none_of_rds() -> None:
    text = "import {{ DatabaseInstance }} from 'aws-cdk-lib/aws-{}';\nnew DatabaseInstance(this, 'Main', {{ vpc }});\n"
    assert program({"lib/main.ts": text.format("rds")})
    assert not program({"lib/main.ts": text.format("neptune")})


def test_a_bastion_lets_whoever_is_told_log_in() -> None:
    made = "const way = new ec2.BastionHostLinux(this, 'Way', { vpc });\n    way.allowSshAccessFrom(%s);"
    text = "import * as cdk from 'aws-cdk-lib';\n" + BODY
    opened = program({"lib/main.ts": text % (made % "ec2.Peer.anyIpv4()")})
    office = program({"lib/main.ts": text % (made % "ec2.Peer.ipv4('203.0.113.7/32')")})
    assert [one for one in opened if one.startswith("Ingress 6 ") and "0.0.0.0/0" in one]
    assert [one for one in opened if one.startswith("Instance") and "purpose=bastion" in one]
    assert not [one for one in office if "0.0.0.0/0" in one]


def test_a_cluster_of_documents_has_one_instance_unless_more_are_told() -> None:
    text = (
        "import * as docdb from 'aws-cdk-lib/aws-docdb';\nnew docdb.DatabaseCluster(this, 'Docs', {{\n  vpc,{}\n"
        "  removalPolicy: cdk.RemovalPolicy.DESTROY,\n}});\n"
    )
    (alone,) = program({"lib/main.ts": text.format("")})
    (several,) = program({"lib/main.ts": text.format(" instances: 2,")})
    assert alone.startswith("Database 2 engine=mongodb placement=aurora name=Docs multi_az=False retention_days=1 ")
    assert "final_snapshot=False" in alone
    assert "multi_az=True" in several

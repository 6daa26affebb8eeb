"""Values that a template takes from elsewhere: a tag from a parameter, a size from a map of environments."""

import pytest

from holdfast.model.facts import Database, Ingress, LoadBalancer, ManagedNode, StandingName, Workload
from holdfast.readers.repository.templates.document import READER
from tests.readers.repository.templates.support import places, read, told

TASK = """
    Parameters:
      Repository: {Type: String}
      Tag:
        Type: String
        Default: latest
    Resources:
      Task:
        Type: AWS::ECS::TaskDefinition
        Properties:
          ContainerDefinitions:
            - Name: web
              Image: !Sub "${Repository}/app:${Tag}"
      Service:
        Type: AWS::ECS::Service
        Properties: {TaskDefinition: !Ref Task, DesiredCount: 2}
"""


def test_a_tag_that_is_a_parameters_default_is_shown_there_too() -> None:
    (name,) = [fact for fact in read(READER, TASK) if isinstance(fact, StandingName)]
    assert (name.at.start_line, places(name)) == (12, {"identity": "5"})


OPENED = """
    Parameters:
      Who:
        Type: String
        Default: 0.0.0.0/0
    Resources:
      Group:
        Type: AWS::EC2::SecurityGroup
        Properties:
          SecurityGroupIngress:
            - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: !Ref Who}
            - {IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}
"""


def test_a_source_that_is_a_parameters_default_is_shown_there_beside_the_rule_that_takes_it() -> None:
    variable, literal = (fact for fact in read(READER, OPENED) if isinstance(fact, Ingress))
    assert (variable.sources, variable.at.start_line) == (("0.0.0.0/0",), 10)
    assert places(variable) == {"sources": "4", "sources taken": "10"}
    assert places(literal) == {}


SIZED = """
    Parameters:
      Env: {Type: String}
    Mappings:
      Sizes:
        Class: {%s: db.t3.micro, %s: %s}
    Resources:
      Db:
        Type: AWS::RDS::DBInstance
        Properties:
          Engine: postgres
          DBInstanceClass: !FindInMap [Sizes, Class, !Ref Env]
"""


def classes(text: str) -> list[str]:
    return [line.partition("instance_class=")[2].split()[0] for line in told(read(READER, text))]


def test_a_map_by_environments_tells_them_although_the_parameter_names_none() -> None:
    shown = told(read(READER, SIZED % ("staging", "prod", "db.m6g.large")))
    assert {(line.split()[2], *classes_of(line)) for line in shown} == {
        ("[staging]", "db.t3.micro"),
        ("[production]", "db.m6g.large"),
    }


def classes_of(line: str) -> tuple[str, ...]:
    return (line.partition("instance_class=")[2].split()[0],)


def test_a_map_with_one_value_for_every_key_tells_it_whichever_is_asked() -> None:
    text = (SIZED % ("blue", "green", "db.t3.micro")).replace("Env", "Colour")
    assert classes(text) == ["db.t3.micro"]


def test_a_map_with_several_values_tells_none_while_nobody_says_the_key() -> None:
    text = (SIZED % ("blue", "green", "db.m6g.large")).replace("Env", "Colour")
    assert all("instance_class" not in line for line in told(read(READER, text)))


FUNCTION = """
    Parameters:
      Origins:
        Type: String
        Default: "https://www.example.com,http://localhost:5173"
    Resources:
      Api:
        Type: AWS::Lambda::Function
        Properties:
          Environment: {Variables: {ALLOWED_ORIGINS: !Ref Origins}}
"""


def test_the_websites_that_a_setting_lets_in_are_told_where_the_parameter_lists_them() -> None:
    (line,) = [line for line in told(read(READER, FUNCTION)) if line.startswith("ApplicationCors")]
    assert line == "ApplicationCors 4 origins=(https://www.example.com, http://localhost:5173)"


def test_a_cache_and_a_broker_tell_the_size_of_their_nodes() -> None:
    text = """
    Parameters:
      Size: {Type: String, Default: cache.t4g.micro}
    Resources:
      Cache: {Type: 'AWS::ElastiCache::CacheCluster', Properties: {CacheNodeType: !Ref Size}}
      Queue: {Type: 'AWS::AmazonMQ::Broker', Properties: {HostInstanceType: mq.t3.micro}}
    """
    cache, broker = (fact for fact in read(READER, text) if isinstance(fact, ManagedNode))
    assert (cache.node_type, places(cache)) == ("cache.t4g.micro", {"node_type": "2", "node_type taken": "4"})
    assert (broker.node_type, broker.nodes, places(broker)["node_type"]) == ("mq.t3.micro", None, "5")


@pytest.mark.parametrize(
    ("breaker", "place"),
    [
        ("{Enable: true, Rollback: true}", None),
        ("{Enable: true, Rollback: false}", "6"),
        ("{Enable: false, Rollback: true}", "6"),
        ("{Enable: true}", "6"),
    ],
)
def test_a_service_that_does_not_go_back_shows_where_that_is_said(breaker: str, place: str | None) -> None:
    text = f"""
    Resources:
      Desk:
        Type: AWS::ECS::Service
        Properties:
          DeploymentConfiguration:
            DeploymentCircuitBreaker: {breaker}
    """
    (service,) = (fact for fact in read(READER, text) if isinstance(fact, Workload))
    assert places(service).get("rollback") == place
    (service,) = (
        fact for fact in read(READER, text.replace("DeploymentCircuitBreaker", "Other")) if isinstance(fact, Workload)
    )
    assert places(service)["updates"] == "5-6"
    moved = text.rstrip() + "\n          DeploymentController: {Type: CODE_DEPLOY}\n"
    (service,) = (fact for fact in read(READER, moved) if isinstance(fact, Workload))
    assert places(service)["handed over"] == "7"
    assert places(service).keys().isdisjoint(("rollback", "updates"))


def test_a_broker_and_a_warehouse_tell_whether_they_are_public() -> None:
    text = """
    Resources:
      Queue: {Type: 'AWS::AmazonMQ::Broker', Properties: {PubliclyAccessible: true}}
      Figures: {Type: 'AWS::Redshift::Cluster', Properties: {PubliclyAccessible: true}}
      Inner: {Type: 'AWS::Redshift::Cluster', Properties: {PubliclyAccessible: false}}
    """
    found = [fact for fact in read(READER, text) if isinstance(fact, ManagedNode)]
    assert [(fact.public, places(fact)["public"]) for fact in found] == [(True, "2"), (True, "3"), (False, "4")]


def test_one_node_of_a_broker_or_an_index_is_told_where_it_is_chosen() -> None:
    text = """
    Resources:
      Queue: {Type: 'AWS::AmazonMQ::Broker', Properties: {DeploymentMode: SINGLE_INSTANCE}}
      Pair: {Type: 'AWS::AmazonMQ::Broker', Properties: {DeploymentMode: ACTIVE_STANDBY_MULTI_AZ}}
      Lone: {Type: 'AWS::MemoryDB::Cluster', Properties: {NumReplicasPerShard: 0}}
      Usual: {Type: 'AWS::MemoryDB::Cluster', Properties: {}}
      Books:
        Type: AWS::OpenSearchService::Domain
        Properties:
          ClusterConfig:
            InstanceCount: 1
      Wide: {Type: 'AWS::Elasticsearch::Domain', Properties: {ElasticsearchClusterConfig: {InstanceCount: 3}}}
      Small: {Type: 'AWS::OpenSearchService::Domain', Properties: {}}
      AuditLogs: {Type: 'AWS::OpenSearchService::Domain', Properties: {DomainName: audit-logs}}
    """
    found = [fact for fact in read(READER, text) if isinstance(fact, ManagedNode)]
    assert [(fact.service, fact.name, fact.nodes, str(fact.where("nodes")).rpartition(":")[2]) for fact in found] == [
        ("broker", "Queue", 1, "2"),
        ("broker", "Pair", None, "3"),
        ("cache", "Lone", 1, "4"),
        ("cache", "Usual", 2, "5"),
        ("search", "Books", 1, "10"),
        ("search", "Wide", 3, "11"),
        ("search", "Small", 1, "12"),
    ]


@pytest.mark.parametrize(
    ("listener", "tls"),
    [
        ("Protocol: HTTP", False),
        ("Protocol: HTTPS", True),
        ("Protocol: !Ref Protocol", True),
        ("Protocol: HTTP, DefaultActions: [{Type: redirect}]", True),
    ],
)
def test_a_load_balancer_tells_whether_one_of_its_listeners_speaks_tls(listener: str, tls: bool) -> None:
    text = f"""
    Resources:
      Balancer: {{Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: {{}}}}
      Listener:
        Type: AWS::ElasticLoadBalancingV2::Listener
        Properties: {{LoadBalancerArn: !Ref Balancer, {listener}}}
    """
    (balancer,) = (fact for fact in read(READER, text) if isinstance(fact, LoadBalancer))
    assert balancer.tls is tls


SHARED_TASK = """
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Cpu: 512
      Memory: 1024
      ContainerDefinitions:
        - {Name: store, Image: mongo}
        - {Name: %s}
"""


@pytest.mark.parametrize(("other", "shared"), [("api, Image: !Ref Image", True), ("more, Image: 'mysql:8'", None)])
def test_a_database_in_a_task_shares_its_size_with_what_is_no_database(other: str, shared: bool | None) -> None:
    found = read(READER, "Resources:" + SHARED_TASK % other)
    first = next(fact for fact in found if isinstance(fact, Database))

    assert first.with_application is shared
    assert places(first)["with_application"] == "5-6"


@pytest.mark.parametrize(
    ("value", "shown"), [("disabled", ["MetricSource 6 watches=cpu off=True"]), ("!Ref Insights", [])]
)
def test_a_cluster_that_measures_nothing_says_so(value: str, shown: list[str]) -> None:
    text = f"""
    Resources:
      Cluster:
        Type: AWS::ECS::Cluster
        Properties:
          ClusterSettings:
            - {{Name: containerInsights, Value: {value}}}
    """

    assert told(read(READER, text)) == shown


NETWORKED = """
    Resources:
      First:
        Type: AWS::EC2::Subnet
        Properties: {CidrBlock: 10.0.0.0/24}
      Second:
        Type: AWS::EC2::Subnet
        Properties: {CidrBlock: 10.0.1.0/24}
      Service:
        Type: AWS::ECS::Service
        Properties:
          LaunchType: FARGATE
          NetworkConfiguration:
            AwsvpcConfiguration:
              Subnets: [%s]
"""


@pytest.mark.parametrize(("subnets", "shown"), [("!Ref Second", "5-6"), ("!Ref First, !Ref Second", None)])
def test_the_one_subnet_of_a_service_is_shown_where_it_is_made(subnets: str, shown: str | None) -> None:
    [service] = read(READER, NETWORKED % subnets)

    assert places(service).get("subnet") == shown


def test_what_a_map_says_alike_for_all_is_shown_in_productions_row() -> None:
    text = """
    Parameters:
      Stage: {Type: String, AllowedValues: [dev, prod], Default: dev}
    Mappings:
      Databases:
        dev: {Standby: false}
        prod: {Standby: false}
    Resources:
      Db:
        Type: AWS::RDS::DBInstance
        Properties: {Engine: mysql, MultiAZ: !FindInMap [Databases, !Ref Stage, Standby]}
    """
    (database,) = [fact for fact in read(READER, text) if isinstance(fact, Database)]
    assert database.environment is None
    assert places(database)["multi_az"] == "6"


def test_a_cache_tells_how_many_nodes_hold_the_same_and_by_its_name_what_it_keeps() -> None:
    text = """
    Resources:
      Cache: {Type: 'AWS::ElastiCache::CacheCluster', Properties: {NumCacheNodes: '1'}}
      Sessions:
        Type: AWS::ElastiCache::ReplicationGroup
        Properties: {ReplicationGroupDescription: redis, ReplicasPerNodeGroup: 1}
      Store:
        Type: AWS::ElastiCache::ReplicationGroup
        Properties:
          ReplicationGroupDescription: celery
          NumCacheClusters: 1
    """
    found = [fact for fact in read(READER, text) if isinstance(fact, ManagedNode)]
    assert [(one.nodes, one.keeps, one.where("nodes").start_line) for one in found] == [
        (1, False, 2),
        (2, True, 5),
        (1, True, 10),
    ]

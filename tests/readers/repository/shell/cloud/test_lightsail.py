"""What `aws lightsail` commands and counts of ECS services say in a script."""

from holdfast.model.facts import Database, Deployment, Fact, Ingress, Workload
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of


def of(sort: type[Fact], text: str) -> list[Fact]:
    return [fact for fact in facts_of(Snippet("deploy/lightsail.sh", text)) if isinstance(fact, sort)]


def test_instances_are_as_many_as_their_names_and_stand_in_one_zone() -> None:
    text = "SIZE=small_3_0\naws lightsail create-instances --instance-names web-1 web-2 --bundle-id $SIZE\n"
    (group,) = of(Workload, text)
    assert isinstance(group, Workload)
    assert (group.platform, group.desired, group.zones, group.instance_type) == ("lightsail", 2, 1, "small_3_0")
    assert group.where("instance_type").start_line == 1


def test_a_container_service_runs_the_copies_of_its_scale() -> None:
    text = "aws lightsail create-container-service --service-name shop --power micro --scale 3\n"
    (service,) = of(Workload, text)
    assert isinstance(service, Workload)
    assert (service.platform, service.name, service.desired, service.behind_load_balancer) == (
        "lightsail-containers",
        "shop",
        3,
        True,
    )
    assert of(Workload, "aws lightsail update-container-service --service-name shop --is-disabled\n") == []


def test_a_database_keeps_seven_days_and_its_bundle_tells_a_standby() -> None:
    command = "aws lightsail create-relational-database --relational-database-name shop"
    command += " --relational-database-blueprint-id mysql_8_0 --relational-database-bundle-id micro_ha_2_0"
    (database,) = of(Database, command + " --publicly-accessible\n")
    assert isinstance(database, Database)
    assert (database.engine, database.multi_az, database.retention_days, database.public) == ("mysql", True, 7, True)


def test_a_switch_that_the_next_word_takes_back_is_off() -> None:
    managed = "aws rds create-db-instance --db-instance-identifier shop --engine mysql --publicly-accessible {0} --multi-az {0}\n"
    for word, on in (("false", False), ("", True)):
        (database,) = of(Database, managed.format(word))
        assert isinstance(database, Database)
        assert (database.public, database.multi_az) == (on, on)


def test_ports_without_sources_are_open_to_the_world() -> None:
    text = """
for port in 22 443; do
  aws lightsail open-instance-public-ports --instance-name web --port-info fromPort=$port,toPort=$port,protocol=TCP
done
aws lightsail open-instance-public-ports --instance-name web --port-info fromPort=5432,toPort=5432,cidrs=10.0.0.0/8
"""
    assert [(fact.from_port, fact.sources) for fact in of(Ingress, text) if isinstance(fact, Ingress)] == [
        (22, ("0.0.0.0/0",)),
        (443, ("0.0.0.0/0",)),
        (5432, ("10.0.0.0/8",)),
    ]


def test_a_deployment_of_containers_is_one() -> None:
    text = """
docker build -t shop:latest .
aws lightsail push-container-image --service-name shop --label web --image shop:latest
aws lightsail create-container-service-deployment --service-name shop --containers file://containers.json
"""
    (deployment,) = of(Deployment, text)
    assert isinstance(deployment, Deployment)
    assert (deployment.method, deployment.identity) == ("lightsail", "latest")


def test_a_service_that_is_told_how_many_copies_to_run_runs_them() -> None:
    (service,) = of(Workload, "COUNT=2\naws ecs update-service --cluster c --service api --desired-count $COUNT\n")
    assert isinstance(service, Workload)
    assert (service.name, service.desired, service.where("desired").start_line) == ("api", 2, 1)
    assert of(Workload, "aws ecs update-service --cluster c --service api --desired-count 0\n") == []
    assert of(Workload, "aws ecs update-service --cluster c --service api --force-new-deployment\n") == []

"""MongoDB Atlas in Terraform and Pulumi: who reaches its clusters, and which of them keep snapshots."""

import pytest

from holdfast.model.facts import Database, Ingress, Placement
from tests.readers.repository.pulumi.test_pulumi import of
from tests.readers.repository.pulumi.test_pulumi import told as told_by_pulumi
from tests.readers.repository.terraform.support import readings


def ingress(said: str) -> list[Ingress]:
    text = f'resource "mongodbatlas_project_ip_access_list" "app" {{\n  project_id = var.project\n  {said}\n}}\n'
    return of(Ingress, readings({"main.tf": text}))


def databases(sort: str, said: str) -> list[Database]:
    return of(
        Database, readings({"main.tf": f'resource "mongodbatlas_{sort}" "menus" {{\n  name = "menus"\n{said}\n}}\n'})
    )


@pytest.mark.parametrize("said", ['cidr_block = "0.0.0.0/0"', 'ip_address = "0.0.0.0"', 'cidr_block = "::/0"'])
def test_an_entry_for_every_network_opens_the_clusters_to_the_world(said: str) -> None:
    (opening,) = ingress(said)
    assert (opening.from_port, opening.sources, opening.where("sources").start_line) == (27017, ("0.0.0.0/0",), 3)


def test_an_entry_for_one_network_opens_them_to_that() -> None:
    (opening,) = ingress('cidr_block = "10.20.0.0/16"')
    assert opening.sources == ("10.20.0.0/16",)
    assert not ingress("aws_security_group = aws_security_group.app.id")


FREE = '  replication_specs {\n    region_configs {\n      electable_specs {\n        instance_size = "M0"\n      }\n    }\n  }'


@pytest.mark.parametrize(
    ("sort", "said", "days", "line"),
    [
        ("advanced_cluster", FREE, 0, 6),
        ("cluster", '  provider_instance_size_name = "M0"', 0, 3),
        ("cluster", '  provider_instance_size_name = "M0"\n  cloud_backup = true', 0, 4),
        ("cluster", '  provider_instance_size_name = "M5"', 8, 1),
        ("cluster", '  provider_instance_size_name = "M10"', 0, 1),
        ("cluster", '  provider_instance_size_name = "M10"\n  cloud_backup = true', 7, 4),
        ("cluster", '  provider_instance_size_name = "M10"\n  cloud_backup = var.copies', None, 4),
        ("advanced_cluster", "  backup_enabled = false", 0, 3),
        ("flex_cluster", "", 8, 1),
    ],
)
def test_a_cluster_keeps_snapshots_by_its_size_or_where_it_is_told_to(
    sort: str, said: str, days: int | None, line: int
) -> None:
    (database,) = databases(sort, said)
    assert (database.engine, database.placement, database.retention_days) == ("mongodb", Placement.EXTERNAL, days)
    assert database.where("retention_days").start_line == line


def test_pulumi_says_the_same_of_it() -> None:
    text = """
        import * as mongodbatlas from "@pulumi/mongodbatlas";
        new mongodbatlas.ProjectIpAccessList("everybody", { projectId: "p", cidrBlock: "0.0.0.0/0" });
        new mongodbatlas.Cluster("menus", { projectId: "p", name: "menus", providerInstanceSizeName: "M0" });
        """
    readings_ = told_by_pulumi({"index.ts": text})
    assert [one.sources for one in of(Ingress, readings_)] == [("0.0.0.0/0",)]
    assert [(one.name, one.retention_days) for one in of(Database, readings_)] == [("menus", 0)]

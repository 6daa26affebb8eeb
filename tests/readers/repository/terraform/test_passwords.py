"""Passwords that Terraform gives what it makes, and secrets among the variables of builds, apps, jobs and pods."""

import pytest

from tests.readers.repository.terraform.support import told


def secrets(text: str) -> list[str]:
    return told(text, "ExposedSecret")


@pytest.mark.parametrize(
    ("sort", "before", "name", "after"),
    [
        ("aws_elasticache_replication_group", "", "auth_token", ""),
        ("aws_redshift_cluster", "", "master_password", ""),
        ("aws_lightsail_database", "", "master_password", ""),
        ("aws_dms_endpoint", "", "password", ""),
        ("aws_mq_broker", "user {", "password", "}"),
        ("aws_opensearch_domain", "advanced_security_options {\nmaster_user_options {", "master_user_password", "}\n}"),
    ],
)
def test_a_password_that_opens_a_resource_is_shown_where_it_stands(
    sort: str, before: str, name: str, after: str
) -> None:
    def shown(value: str) -> list[str]:
        return secrets(f'resource "{sort}" "shop" {{\n{before}\n{name} = {value}\n{after}\n}}\n')

    line = 3 + before.count("\n")
    assert shown('"Harvest2024Harvest"') == [f"ExposedSecret main.tf:{line} name={name} form=password"]
    assert shown("var.password") == []
    assert shown("random_password.shop.result") == []


@pytest.mark.parametrize(
    ("sort", "written"),
    [
        ("aws_codebuild_project", 'environment {{\nenvironment_variable {{\nname = "DB_PASSWORD"\nvalue = "{}"\n}}\n}}'),
        ("aws_amplify_app", 'environment_variables = {{\nSTAGE = "prod"\n\nDB_PASSWORD = "{}"\n}}'),
        ("aws_batch_job_definition",
         'container_properties = jsonencode({{\nenvironment = [{{\nname = "DB_PASSWORD"\nvalue = "{}" }}]\n}})'),
        ("aws_lightsail_container_service_deployment_version",
         'container {{\nenvironment = {{\nSTAGE = "prod"\nDB_PASSWORD = "{}"\n}}\n}}'),
        ("kubernetes_secret", 'metadata {{ name = "shop" }}\ndata = {{\n\nDB_PASSWORD = "{}"\n}}'),
    ],
)  # fmt: skip
def test_a_secret_among_variables_is_shown_where_it_stands(sort: str, written: str) -> None:
    def shown(value: str) -> list[str]:
        return secrets(f'resource "{sort}" "shop" {{\n{written.format(value)}\n}}\n')

    assert shown("Harvest2024!") == ["ExposedSecret main.tf:5 name=DB_PASSWORD form=password"]
    assert shown("${var.password}") == []


def test_a_variable_of_a_build_that_names_what_is_kept_elsewhere_is_none() -> None:
    variable = 'name = "DB_PASSWORD"\ntype = "SECRETS_MANAGER"\nvalue = "Harvest2024!"'
    text = (
        f'resource "aws_codebuild_project" "shop" {{\nenvironment {{\nenvironment_variable {{\n{variable}\n}}\n}}\n}}\n'
    )
    assert secrets(text) == []


def test_a_password_that_asks_for_another_one_keeps_its_place() -> None:
    made = 'resource "aws_db_instance" "shop" {\nengine = "mysql"\npassword = %s\n}\n'
    variable = 'variable "password" {\ndefault = "change-me"\n}\n'
    for value in ('"your-secure-password"', '"CHANGE_ME"', '"<password>"'):
        assert told(made % value, "ExposedSecret", "StandIn") == ["StandIn main.tf:3 to=shop name=password"]
    assert secrets(made % '"YourPassword123!"') == ["ExposedSecret main.tf:3 name=password form=password"]
    assert told(made % "var.password" + variable, "ExposedSecret", "StandIn") == []

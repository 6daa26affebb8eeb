"""What Terraform runs inside a cluster by Kubernetes' provider and Helm's."""

import pytest

from tests.readers.repository.terraform.support import told

DEPLOYMENT = """
resource "kubernetes_deployment%s" "shop" {
  metadata {
    name = "shop"
  }
  spec {
    replicas = 1
    template {
      spec {
        container {
          name  = "shop"
          image = "%s"
          env {
            name  = "DB_PASSWORD"
            value = var.db_password
          }
          env {
            name  = "JWT_SECRET"
            value = "kD82ksLa92ldkzQp10"
          }
        }
      }
    }
  }
}
"""


@pytest.mark.parametrize("version", ["", "_v1"])
def test_a_deployment_is_told_with_its_copies_its_image_and_its_secrets(version: str) -> None:
    assert [line.split()[:2] for line in told(DEPLOYMENT % (version, "example.kr/team/shop:latest"))] == [
        ["Workload", "main.tf:6"],
        ["StandingName", "main.tf:11"],
        ["ExposedSecret", "main.tf:18"],
        ["HandedSecret", "main.tf:14"],
    ]


def test_an_image_with_a_name_and_a_database_name_no_release() -> None:
    assert not told(DEPLOYMENT % ("", "example.kr/team/shop:1.4.2"), "StandingName")
    assert told(DEPLOYMENT % ("", "postgres:16")) == [
        "Database main.tf:11 engine=postgresql placement=container name=shop"
    ]


@pytest.mark.parametrize(("chart", "engine"), [("postgresql", "postgresql"), ("bitnami/mysql", "mysql"), ("nginx", "")])
def test_a_chart_may_be_a_database_and_its_values_give_secrets_away(chart: str, engine: str) -> None:
    text = f"""
    resource "helm_release" "store" {{
      name  = "store"
      chart = "{chart}"
      set {{
        name  = "auth.password"
        value = "kD82ksLa92ldkzQp10"
      }}
      set {{
        name  = "auth.username"
        value = "shop"
      }}
    }}
    """
    databases = [f"Database main.tf:3 engine={engine} placement=container name=store"] if engine else []
    assert told(text) == [*databases, "ExposedSecret main.tf:6 name=password form=password"]

"""Settings of a CDK program that stand in classes and objects of their own, or behind what only wraps them."""

import pytest

from holdfast.model.facts import Database, Ingress
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.cdk import READER
from tests.readers.repository.cdk.test_cdk import program
from tests.readers.repository.terraform.support import tree_of

APP = """
from infra.data import DataStack
from infra.settings import SETTINGS, Settings
import aws_cdk as cdk
DataStack(cdk.App(), "Data", settings=%s)
"""
DATA = """
from aws_cdk import Stack, Duration, aws_ec2 as ec2, aws_rds as rds
from infra.settings import Settings


class DataStack(Stack):
    def __init__(self, scope, name, settings, **rest):
        super().__init__(scope, name, **rest)
        self.settings = settings
        rds.DatabaseInstance(
            self, "Db", engine=rds.DatabaseInstanceEngine.MYSQL,
            instance_type=ec2.InstanceType(%s),
            backup_retention=Duration.days(%s),
        )
"""
OBJECT = 'SETTINGS = {\n    "size": "m6g.large",\n    "days": 3,\n}\n'
FIELDS = 'class Settings:\n    size: str = "m6g.large"\n    days: int = 3\n'
MADE = 'class Settings:\n    def __init__(self):\n        self.size = "m6g.large"\n        self.days = 3\n'


@pytest.mark.parametrize(
    ("written", "given", "size", "days"),
    [
        (OBJECT, "SETTINGS", 'self.settings["size"]', 'settings["days"]'),
        (OBJECT, "SETTINGS", 'settings.get("size")', 'self.settings.get("days", 7)'),
        (FIELDS, "Settings()", "settings.size", "self.settings.days"),
        (FIELDS, "None", "Settings.size", "Settings.days"),
        (
            FIELDS + 'SETTINGS = Settings(\n    size="m6g.large", days=3)\n',
            "SETTINGS",
            "settings.size",
            "settings.days",
        ),
        (FIELDS.replace("3", "9"), "Settings(days=3)", "settings.size", "settings.days"),
        (MADE, "Settings()", "settings.size", "settings.days"),
    ],
)
def test_they_are_what_the_database_gets(written: str, given: str, size: str, days: str) -> None:
    files = {"app.py": APP % given, "infra/data.py": DATA % (size, days), "infra/settings.py": written}
    (database,) = [line for line in program(files) if line.startswith("Database")]

    assert "instance_class=db.m6g.large" in database
    assert "retention_days=3" in database


KEYWORDS = """
from aws_cdk import Stack, Duration, aws_rds as rds
import aws_cdk as cdk
SETTINGS = {"kept_days": 3}


class DataStack(Stack):
    def __init__(self, scope, name, *, kept_days=9, is_public: bool = False, **rest):
        super().__init__(scope, name, **rest)
        rds.DatabaseInstance(
            self, "Db", engine=rds.DatabaseInstanceEngine.MYSQL,
            backup_retention=Duration.days(kept_days),
            publicly_accessible=is_public,
        )


DataStack(cdk.App(), "Data"%s)
"""


@pytest.mark.parametrize(
    ("given", "days", "public"),
    [
        ("", 9, False),
        (", kept_days=3, is_public=True", 3, True),
        (", **SETTINGS", 3, False),
        (", is_public=True, **SETTINGS", 3, True),
        (", **{'kept_days': 3, 'is_public': True}", 3, True),
    ],
)
def test_what_is_given_by_name_takes_the_place_of_a_parameters_default(given: str, days: int, public: bool) -> None:
    (database,) = [line for line in program({"app.py": KEYWORDS % given}) if line.startswith("Database")]

    assert f"retention_days={days}" in database
    assert ("public=True" in database) is public


CONFIG = """
export const config = {
  cidr: '0.0.0.0/0',
  days: 0,
};
"""
HOST = """
import * as cdk from 'aws-cdk-lib';
import { config } from './config';
export class HostStack extends cdk.Stack {
  constructor(scope, id, props) {
    super(scope, id, props);
    const { days } = config;
    const group = new ec2.SecurityGroup(this, 'Group', { vpc });
    group.addIngressRule(ec2.Peer.ipv4(config.cidr), ec2.Port.tcp(22));
    new rds.DatabaseInstance(this, 'Db', {
      engine: rds.DatabaseInstanceEngine.MYSQL,
      backupRetention: cdk.Duration.days(days),
    });
  }
}
"""


def test_what_is_wrapped_is_shown_where_it_is_said() -> None:

    snippets = (Snippet("lib/config.ts", CONFIG.lstrip()), Snippet("lib/host.ts", HOST.lstrip()))
    assert READER.read_together is not None
    found = list(READER.read_together(tree_of({"lib/config.ts": CONFIG, "lib/host.ts": HOST}), snippets))
    (ingress,) = [fact for fact in found if isinstance(fact, Ingress)]
    (database,) = [fact for fact in found if isinstance(fact, Database)]

    assert (ingress.places["sources"].path, ingress.places["sources"].start_line) == ("lib/config.ts", 2)
    kept = database.places["retention_days"]
    assert (kept.path, kept.start_line) == ("lib/config.ts", 3)

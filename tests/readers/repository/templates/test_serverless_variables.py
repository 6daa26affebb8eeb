"""What the variables of the Serverless Framework lead to, and where."""

import pytest

from holdfast.model.facts import ApplicationCors
from holdfast.readers.repository.templates.document import READER
from tests.readers.repository.many import read_files
from tests.readers.repository.templates.support import told

DATABASE = """Db:
      Type: AWS::RDS::DBInstance
      Properties:
        Engine: postgres
        DBInstanceClass: {size}
        BackupRetentionPeriod: {days}
        MasterUserPassword: {password}
"""
SERVICE = """service: shop
provider:
  name: aws
  stage: ${{opt:stage, 'prod'}}
{given}
resources:
  Resources:
    """
SETTINGS = "days: 1\nsize: db.t4g.micro\npassword: q8Zk21LmPxWe\n"
INLINE = "{days: 1, size: db.t4g.micro, password: q8Zk21LmPxWe}"


def _values(way: str) -> dict[str, str]:
    return {name: way.replace("KEY", name) for name in ("size", "days", "password")}


@pytest.mark.parametrize(
    ("given", "way", "others"),
    [
        (f"custom:\n  prod: {INLINE}", "${self:custom.${self:provider.stage}.KEY}", {}),
        (f"params:\n  prod: {INLINE}", "${param:KEY}", {}),
        ("custom: ${file(config/${sls:stage}.yml)}", "${self:custom.KEY}", {"config/prod.yml": SETTINGS}),
        ("custom:\n  all: 1", "${file(config/prod.yml):KEY}", {"config/prod.yml": SETTINGS}),
        (
            f"custom:\n  base: {INLINE}\n  now: ${{self:custom.base}}",
            "${self:custom.none, self:custom.now.KEY}",
            {},
        ),
    ],
)
def test_a_value_is_told_where_it_stands_and_a_secret_among_them_is_not_shown(
    given: str, way: str, others: dict[str, str]
) -> None:
    text = SERVICE.format(given=given) + DATABASE.format(**_values(way))
    readings = read_files(READER, **{"serverless.yml": text, **others})
    shown = " ".join(told(readings))
    assert "instance_class=db.t4g.micro" in shown
    assert "retention_days=1" in shown
    assert "form=password" in shown
    assert "q8Zk" not in repr(readings)


def test_resources_in_a_file_are_read_once_with_the_values_of_the_service() -> None:
    text = "service: shop\nprovider: {name: aws}\ncustom: {days: 1}\nresources:\n  - ${file(resources/db.yml)}\n"
    block = DATABASE.format(size="db.t4g.micro", days="${self:custom.days}", password="x").replace("    ", "  ")
    readings = read_files(READER, **{"serverless.yml": text, "resources/db.yml": f"Resources:\n  {block}"})
    assert [fact.at.path for fact in readings if type(fact).__name__ == "Database"] == ["resources/db.yml"]


@pytest.mark.parametrize("stage", ["${opt:stage, 'dev'}", "${sls:stage}", "${self:provider.stage}"])
def test_of_files_with_the_name_of_a_stage_that_of_production_is_read_whatever_stage_nobody_names(stage: str) -> None:
    given = f"custom: ${{file(./config/{stage}.yml)}}"
    text = SERVICE.format(given=given).replace("'prod'", "'dev'") + DATABASE.format(**_values("${self:custom.KEY}"))
    files = {"config/live.yml": SETTINGS, "config/dev.yml": SETTINGS.replace("micro", "nano")}
    shown = " ".join(told(read_files(READER, **{"serverless.yml": text, **files})))
    assert "instance_class=db.t4g.micro" in shown
    assert "nano" not in shown


def test_variables_that_lead_to_themselves_in_many_ways_end() -> None:
    text = SERVICE.format(given="custom:\n  a: {b: '${self:custom}', c: '${self:custom}'}")
    assert read_files(READER, **{"serverless.yml": text + DATABASE.format(**_values("${self:custom.a.b.a}"))})


def test_a_rule_for_browsers_to_which_functions_point_is_told_once_where_it_stands() -> None:
    service = (
        "service: shop\nprovider: {name: aws}\nfunctions:\n"
        "  a: {handler: a.x, events: [{http: {path: a, method: get, cors: '${self:custom.cors}'}}]}\n"
        "  b: {handler: b.x, events: [{http: {path: b, method: get, cors: '${self:custom.cors}'}}]}\n"
        "  c: {handler: c.x, events: [{http: {path: c, method: get, cors: '${file(rules.yml):own}'}}]}\n"
        "  d: {handler: d.x, events: [{http: {path: d, method: get, cors: '${ssm:/rules}'}}]}\n"
        "custom:\n  cors:\n    origin: '*'\n"
    )
    files = {"api/serverless.yml": service, "api/rules.yml": "own:\n  origin: https://shop.example.com\n"}
    found = [fact for fact in read_files(READER, **files) if isinstance(fact, ApplicationCors)]
    assert [(fact.at.path, fact.at.start_line, fact.origins) for fact in found] == [
        ("api/serverless.yml", 10, ("*",)),
        ("api/rules.yml", 2, ("https://shop.example.com",)),
    ]

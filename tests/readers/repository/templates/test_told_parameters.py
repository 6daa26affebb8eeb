"""Values that a template's parameters get from other files."""

from textwrap import dedent

import pytest

from holdfast.model.evidence import Gap
from holdfast.model.facts import ApplicationCors, Database, ExposedSecret, Fact, Workload
from holdfast.readers.repository.base import Reading, Snippet, Tree
from holdfast.readers.repository.templates.document import READER

DATABASE = """
Parameters:
  Standby: {Type: String, Default: 'true'}
  Days: {Type: Number, Default: 30}
  Password: {Type: String, NoEcho: true}
Resources:
  Db:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: mysql
      MultiAZ: !Ref Standby
      BackupRetentionPeriod: !Ref Days
      MasterUserPassword: !Ref Password
"""
AROUND = """
Parameters:
  Keep: {Type: Number, Default: 7}
Resources:
  Data:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: ADDRESS
      Parameters:
        Standby: 'false'
        Days: !Ref Keep
        Unknown: x
"""


def readings(files: dict[str, str]) -> list[Reading]:
    texts = {path: dedent(text).lstrip("\n") for path, text in files.items()}
    tree = Tree(paths=tuple(sorted(texts)), open_text=texts.__getitem__)
    wanted = [tree.snippet(path, READER.kind) for path in tree.paths if READER.wants(path)]
    assert READER.read_together is not None
    return list(READER.read_together(tree, tuple(one for one in wanted if isinstance(one, Snippet))))


def test_the_options_of_one_folder_set_up_one_environment_and_saved_ones_each_their_own() -> None:
    sizes = "option_settings:\n  aws:autoscaling:asg: {MinSize: 2, MaxSize: 4}\n"
    program = "option_settings:\n  aws:elasticbeanstalk:application:environment: {NODE_ENV: production}\n"

    def workloads(first: str, second: str) -> list[tuple[str, int | None]]:
        found = (one for one in readings({first: program, second: sizes}) if isinstance(one, Workload))
        return [(one.at.path, one.minimum) for one in found]

    there = ".ebextensions/02.config"
    assert workloads(".ebextensions/01.config", there) == [(there, 2)]
    assert len(workloads("api/.ebextensions/01.config", there)) == 2
    assert len(workloads(".elasticbeanstalk/saved_configs/a.cfg.yml", ".elasticbeanstalk/saved_configs/b.cfg.yml")) == 2


def database(files: dict[str, str]) -> Database:
    (found,) = (one for one in readings(files) if isinstance(one, Database))
    return found


def shown(fact: Fact, attribute: str) -> str:
    at = fact.where(attribute)
    return f"{at.path}:{at.start_line}"


def test_a_nested_stack_gets_what_the_stack_around_it_hands_on() -> None:
    for address in ("./parts/db.yaml", "https://s3.amazonaws.com/shop-templates/parts/db.yaml"):
        around = AROUND.replace("ADDRESS", address)
        found = database({"infra/main.yaml": around, "infra/parts/db.yaml": DATABASE})
        assert (found.multi_az, found.retention_days) == (False, 7)
        assert shown(found, "multi_az") == "infra/main.yaml:9"
        assert shown(found, "retention_days") == "infra/main.yaml:2"


def test_of_two_stacks_of_one_template_production_counts_wherever_it_stands() -> None:
    one = "{{Type: 'AWS::CloudFormation::Stack', Properties: {{TemplateURL: db.yaml, Parameters: {{Standby: '{}'}}}}}}"
    production, staging = f"  Production: {one.format('true')}\n", f"  Staging: {one.format('false')}\n"
    for order in (production + staging, staging + production):
        assert database({"main.yaml": f"Resources:\n{order}", "db.yaml": DATABASE}).multi_az is True


def test_a_stack_that_is_made_from_elsewhere_changes_nothing() -> None:
    around = AROUND.replace("ADDRESS", "https://s3.amazonaws.com/vendors/other.yaml")
    assert database({"infra/main.yaml": around, "infra/parts/db.yaml": DATABASE}).multi_az is True


LISTED = """
[
  {"ParameterKey": "Standby", "ParameterValue": "false"},
  {"ParameterKey": "Password", "ParameterValue": "q8Zk21LmPxWe"}
]
"""


def test_a_list_of_parameters_belongs_to_the_template_that_has_them_all() -> None:
    files = {"db.yaml": DATABASE, "params/prod.json": LISTED, "params/dev.json": LISTED.replace("false", "true")}
    found = database(files)
    assert found.multi_az is False
    assert shown(found, "multi_az") == "params/prod.json:2"
    (secret,) = (one for one in readings(files) if isinstance(one, ExposedSecret))
    assert (secret.at.path, secret.at.start_line) == ("params/prod.json", 3)
    assert "q8Zk" not in repr(readings(files))
    assert database({**files, "params/prod.json": '{"Parameters": {"Standby": false, "Other": 1}}'}).multi_az is True


SETTINGS = """
version = 0.1
[default.deploy.parameters]
parameter_overrides = "Standby=true"
[prod.deploy.parameters]
stack_name = "shop"
parameter_overrides = "Standby=\\"false\\" Days=14"
"""


def test_sams_settings_hand_over_what_they_say_for_production() -> None:
    found = database({"api/template.yaml": DATABASE, "api/samconfig.toml": SETTINGS})
    assert (found.multi_az, found.retention_days) == (False, 14)
    assert shown(found, "retention_days") == "api/samconfig.toml:6"
    assert database({"api/template.yaml": DATABASE, "api/samconfig.toml": "[["}).multi_az is True


def test_sams_settings_in_yaml_say_the_same_and_show_no_secret() -> None:
    given = "prod:\n  deploy:\n    parameters:\n      parameter_overrides:\n"
    listed = f"{given}        - Standby=false\n        - 'Days=14'\n        - Password=q8Zk21LmPxWe\n"
    plain = f'{given[:-1]} Standby=false\n        Days="14"\n'
    for path, text in (("api/samconfig.yaml", listed), ("api/samconfig.yml", plain)):
        files = {"api/template.yaml": DATABASE, path: text}
        found = database(files)
        assert (found.multi_az, found.retention_days) == (False, 14)
        assert shown(found, "retention_days").startswith(path)
        assert "q8Zk" not in repr(readings(files))


def test_a_broken_template_or_list_beside_others_is_a_gap_at_most() -> None:
    files = {"db.yaml": DATABASE, "broken.yaml": "Parameters: {\nResources: AWS::\n", "params/prod.json": "[{"}
    found = readings(files)
    assert any(isinstance(one, Database) for one in found)
    assert all(one.at.path != "params/prod.json" for one in found if isinstance(one, Gap))


DEPLOY = "aws cloudformation deploy --stack-name shop --template-file db.yaml"


def test_commands_that_release_a_template_hand_over_what_they_override() -> None:
    step = "    steps:\n      - with:\n          name: shop\n          parameter-overrides: >-\n"
    for path, text, line in (
        ("deploy.sh", f"{DEPLOY} \\\n  --parameter-overrides Days=3 \\\n    Standby=false Password=$PASSWORD\n", 3),
        ("Makefile", f"up:\n\t{DEPLOY} --parameter-overrides Standby=false\n", 2),
        ("make.sh", "aws cloudformation create-stack --parameters ParameterKey=Standby,ParameterValue=false\n", 1),
        ("up.sh", f"STANDBY=false\n{DEPLOY} --parameter-overrides Standby=$STANDBY Days=$2\n", 1),
        (".github/workflows/cd.yml", f"{step}            Days=3,Standby=false\n          role: a\n", 5),
    ):
        found = database({"db.yaml": DATABASE, path: text})
        assert found.multi_az is False, path
        assert shown(found, "multi_az") == f"{path}:{line}"


_OPEN = """
Parameters:
  Origins: {Type: CommaDelimitedList, Default: '*'}
  Days: {Type: Number, Default: 7}
Resources:
  Api:
    Type: AWS::Serverless::HttpApi
    Properties:
      CorsConfiguration: {AllowOrigins: !Ref Origins}
"""


@pytest.mark.parametrize(
    ("told", "origins"),
    [
        ("", [("*",)]),
        ("Days=3", [("*",)]),
        ("Origins=https://shop.example", [("https://shop.example",)]),
        ("Origins=$PAGE", [("https://shop.example",)]),
        ("Origins=${{ secrets.ORIGINS }}", []),
        ("Origins=${ORIGINS:-*}", [("*",)]),
        ("Origins=$ANYBODY", [("*",)]),
    ],
)
def test_a_parameter_that_lets_everybody_in_lets_in_whom_a_release_names(
    told: str, origins: list[tuple[str, ...]]
) -> None:
    flow = "env:\n  PAGE: https://shop.example\n  ANYBODY: '*'\njobs:\n  a:\n    steps:\n      - run: sam deploy -t api.yaml"
    files = {
        "api.yaml": _OPEN,
        ".github/workflows/cd.yml": flow + (f" --parameter-overrides {told}\n" if told else "\n"),
    }
    assert [one.origins for one in readings(files) if isinstance(one, ApplicationCors) and one.origins] == origins


def test_commands_for_another_stage_or_template_or_at_a_guess_hand_over_nothing() -> None:
    for text in (
        f"{DEPLOY}-x --parameter-overrides Standby=false Region=eu\n",
        f"{DEPLOY.replace('shop', 'shop-staging')} --parameter-overrides Standby=false\n",
        f"# {DEPLOY} --parameter-overrides Standby=false\n",
        f"{DEPLOY} --parameter-overrides Days=3 --tags Standby=false\n",
        f"STANDBY=${{1:-false}}\n{DEPLOY} --parameter-overrides Standby=$STANDBY\n",
    ):
        assert database({"db.yaml": DATABASE, "deploy.sh": text}).multi_az is True


@pytest.mark.parametrize("place", ["$HERE/db.yaml", "${HERE}/db.yaml", '"$HERE"/db.yaml', "$HERE/../stacks/db.yaml"])
def test_a_template_is_told_by_its_path_below_a_folder_that_a_variable_names(place: str) -> None:
    command = f"aws cloudformation deploy --stack-name shop --template-file {place} --parameter-overrides Days=3\n"
    files = {"stacks/db.yaml": DATABASE, "stacks/old.yaml": DATABASE, "deploy.sh": command}
    assert {one.at.path: one.retention_days for one in readings(files) if isinstance(one, Database)} == {
        "stacks/db.yaml": 3,
        "stacks/old.yaml": 30,
    }


def test_a_secret_among_what_is_overridden_is_shown_to_nobody() -> None:
    found = readings({"db.yaml": DATABASE, "deploy.sh": f"{DEPLOY} --parameter-overrides Password=q8Zk21LmPxWe\n"})
    assert [(one.at.path, one.at.start_line) for one in found if isinstance(one, ExposedSecret)] == [("deploy.sh", 1)]
    assert "q8Zk" not in repr(found)


def test_what_a_stack_is_handed_itself_goes_down_to_the_templates_that_it_is_made_of() -> None:
    around = AROUND.replace("ADDRESS", "https://s3.amazonaws.com/shop-templates/parts/db.yaml")
    around = around.replace("Standby: 'false'", "Standby: !Ref Both").replace(
        "Parameters:\n  Keep", "Parameters:\n  Both: {Type: String}\n  Keep", 1
    )
    top = AROUND.replace("ADDRESS", "main.yaml").replace("Standby: 'false'", "Both: !Ref Both")
    top = top.replace("Days: !Ref Keep", "Keep: !Ref Keep").replace("{Type: Number, Default: 7}", "{Type: Number}")
    top = top.replace("  Keep: {", "  Both: {Type: String}\n  Keep: {", 1)
    told = '{"Parameters": {"Both": "true", "Keep": "21"}}'
    parts = {"infra/main.yaml": around, "infra/parts/db.yaml": DATABASE}
    by_list = database({**parts, "infra/params/prod.json": told})
    assert (by_list.multi_az, by_list.retention_days) == (True, 21)
    assert shown(by_list, "retention_days") == "infra/params/prod.json:1"
    from_above = database({**parts, "infra/top.yaml": top, "infra/params/prod.json": told.replace("Keep", "Keep")})
    assert from_above.retention_days in (7, 21)
    own = database({**parts, "infra/params/prod.json": told, "params/db-prod.json": '{"Parameters": {"Days": "35"}}'})
    assert own.retention_days == 35

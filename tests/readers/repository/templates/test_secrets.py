"""Secrets written into templates, and parameters whose defaults are what there is to change."""

import pytest

from holdfast.model.facts import ConfigurationLoader, Database, ExposedSecret, FileSystem, StandIn
from holdfast.readers.repository.templates.document import READER
from tests.readers.repository.templates.support import places, read, told

TEMPLATE = """
    Parameters:
      Keep: {Type: Number, Default: 0}
      Password:
        Type: String
        Default: %s
    Resources:
      Db:
        Type: AWS::RDS::DBInstance
        Properties:
          Engine: postgres
          BackupRetentionPeriod: !Ref Keep
          MasterUserPassword: %s
"""


def secrets(text: str) -> list[str]:
    return [line for line in told(read(READER, text)) if line.startswith(ExposedSecret.__name__)]


@pytest.mark.parametrize(
    ("default", "written", "line"),
    [
        ("''", "'*mQ*Rose!w00u'", 12),
        ("''", "'Mq*Rose%91$'", 12),
        ("''", "'p***'", None),
        ("'Mq*Rose%91$'", "!Ref Password", 5),
        ("changeme", "!Ref Password", None),
        ("''", "'{{resolve:secretsmanager:db:SecretString:password}}'", None),
        ("''", "!Ref Elsewhere", None),
    ],
)
def test_a_databases_password_is_shown_where_its_value_stands(default: str, written: str, line: int | None) -> None:
    expected = [] if line is None else [f"ExposedSecret {line} name=MasterUserPassword form=password"]

    assert secrets(TEMPLATE % (default, written)) == expected


def test_a_parameters_default_is_the_place_of_what_it_decides() -> None:
    (database,) = [fact for fact in read(READER, TEMPLATE % ("''", "!Ref Elsewhere")) if isinstance(fact, Database)]

    found = places(database)
    assert (found["retention_days"], found["retention_days taken"]) == ("2", "11")


@pytest.mark.parametrize(
    ("type_", "properties"),
    [
        ("AWS::ECS::TaskDefinition", "ContainerDefinitions: [{Environment: [{Name: API_TOKEN, Value: q8Zk21LmPx}]}]"),
        ("AWS::Lambda::Function", "Environment: {Variables: {API_TOKEN: q8Zk21LmPx, STAGE: prod}}"),
        ("AWS::SSM::Parameter", "{Name: API_TOKEN, Type: String, Value: q8Zk21LmPx}"),
        ("AWS::CodeBuild::Project", "Environment: {EnvironmentVariables: [{Name: API_TOKEN, Value: q8Zk21LmPx}]}"),
        ("AWS::Amplify::App", "EnvironmentVariables: [{Name: API_TOKEN, Value: q8Zk21LmPx}]"),
        ("AWS::Batch::JobDefinition", "ContainerProperties: {Environment: [{Name: API_TOKEN, Value: q8Zk21LmPx}]}"),
    ],
)
def test_settings_of_what_runs_give_their_values_away(type_: str, properties: str) -> None:
    text = f"""
        Resources:
          It:
            Type: {type_}
            Properties:
              {properties}
    """

    (shown,) = secrets(text)
    assert shown.split(maxsplit=2)[2] == "name=API_TOKEN form=token"


@pytest.mark.parametrize(
    ("name", "parameter", "found"),
    [
        ("Db", "{Type: String, NoEcho: true, Default: plum_tree_pass}", True),
        ("Db", '{Type: String, NoEcho: "true", Default: password}', True),
        ("DbPassword", "{Type: String, Default: plum7tree}", True),
        ("Db", "{Type: String, Default: plum_tree_pass}", False),
        ("Db", '{Type: String, NoEcho: true, Default: ""}', False),
        ("Db", "{Type: String, NoEcho: true}", False),
        ("DbUser", "{Type: String, NoEcho: true, Default: admin}", False),
        ("Db", "{Type: 'AWS::SSM::Parameter::Value<String>', NoEcho: true, Default: shop-db}", False),
    ],
)
def test_a_parameter_that_nobody_may_see_has_no_value_built_in(name: str, parameter: str, found: bool) -> None:
    text = f"Parameters:\n  {name}: {parameter}\nResources:\n  Queue: {{Type: AWS::SQS::Queue}}\n"
    loaders = [fact for fact in read(READER, text) if isinstance(fact, ConfigurationLoader)]

    assert [(fact.missing, fact.names, fact.at.start_line) for fact in loaders] == (
        [("default", (name,), 2)] if found else []
    )
    assert "plum" not in repr(loaders)


@pytest.mark.parametrize(
    ("properties", "kept"),
    [
        ("Encrypted: true", False),
        ("BackupPolicy: {Status: ENABLED}", True),
        ("BackupPolicy: {Status: DISABLED}", False),
        ("AvailabilityZoneName: eu-west-1a", True),
    ],
)
def test_a_file_system_is_copied_only_where_it_is_told_or_stands_in_one_zone(properties: str, kept: bool) -> None:
    text = f"Resources:\n  Shelf:\n    Type: AWS::EFS::FileSystem\n    Properties:\n      {properties}\n"

    [fact] = [fact for fact in read(READER, text) if isinstance(fact, FileSystem)]

    assert (fact.name, fact.backed_up) == ("Shelf", kept)


OPTION_FILE = """
    option_settings:
      aws:elasticbeanstalk:application:environment:
        NODE_ENV: production
        JWT_SECRET: Zx8kq2LmP0vT5yRw
      aws:elasticbeanstalk:command:
        TOKEN: Zx8kq2LmP0vT5yRw
"""
UNNAMED_OPTIONS = """
    option_settings:
      - option_name: NODE_ENV
        value: production
      - option_name: JWT_SECRET
        value: Zx8kq2LmP0vT5yRw
"""
OPTION_LIST = """
    Resources:
      Shop:
        Type: AWS::ElasticBeanstalk::Environment
        Properties:
          OptionSettings:
            - Namespace: aws:elasticbeanstalk:application:environment
              OptionName: JWT_SECRET
              Value: Zx8kq2LmP0vT5yRw
"""


@pytest.mark.parametrize(
    ("text", "path", "line"),
    [
        (OPTION_FILE, ".ebextensions/env.config", 4),
        (UNNAMED_OPTIONS, ".ebextensions/env.config", 5),
        (OPTION_LIST, "eb.yaml", 8),
    ],
)
def test_a_secret_among_the_settings_that_beanstalk_gives_its_application_is_shown(
    text: str, path: str, line: int
) -> None:
    (secret,) = (fact for fact in read(READER, text, path) if isinstance(fact, ExposedSecret))
    assert (secret.name, secret.at.start_line, "Zx8" in secret.at.quote) == ("JWT_SECRET", line, False)


def test_a_parameter_that_a_stack_leaves_for_others_to_find_is_no_store_of_secrets() -> None:
    template = """
    Resources:
      TableName:
        Type: AWS::SSM::Parameter
        Properties:
          Name: /shop/table/name
          Type: String
          Value: !Ref Table
      Token:
        Type: AWS::SSM::Parameter
        Properties:
          Name: /shop/api/token
          Type: String
          Value: "{{ filled in later }}"
    """
    stores = [line for line in told(read(READER, template)) if line.startswith("SecretStore")]

    assert stores == ["SecretStore 8-9 service=parameter-store name=/shop/api/token"]


def test_a_secret_kept_as_json_gives_away_each_of_its_own_values() -> None:
    text = """
        Resources:
          Kept:
            Type: AWS::SecretsManager::Secret
            Properties:
              SecretString: '{"username": "shop", "password": "Zx8kq2LmP0vT5yRw"}'
          Made:
            Type: AWS::SecretsManager::Secret
            Properties:
              GenerateSecretString: {SecretStringTemplate: '{"username": "shop"}', GenerateStringKey: password}
    """
    assert secrets(text) == ["ExposedSecret 5 name=password form=password"]


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("DB_PASSWORD", "password", True),
        ("DB_PASSWORD", "admin123", True),
        ("DB_PASSWORD", "change-me", False),
        ("DB_USER", "user", False),
        ("PASSWORD_POLICY", "test", False),
        ("JWT_SECRET", "test-secret-key", True),
        ("JWT_SECRET", "my-jwt-secret", True),
        ("SECRET_KEY", "dev_secret_key_123", True),
        ("SESSION_SECRET", "secret", True),
        ("JWT_SECRET", "placeholder", False),
        ("JWT_SECRET", "your-secret-key", False),
        ("JWT_SECRET", "'{{resolve:ssm:/shop/jwt}}'", False),
        ("JWT_SECRET_NAME", "my-secret", False),
        ("SECRET_ID", "test-secret-key", False),
    ],
)
def test_a_word_that_anybody_guesses_is_a_password_where_a_template_hands_it_over(
    name: str, value: str, found: bool
) -> None:
    text = f"""
    Resources:
      Api:
        Type: AWS::Serverless::Function
        Properties:
          Handler: app.handler
          Environment: {{Variables: {{{name}: {value}}}}}
    """
    assert bool(secrets(text)) is found


@pytest.mark.parametrize(
    ("type_", "properties", "name"),
    [
        ("AWS::IAM::User", "LoginProfile: {Password: %s}", "Password"),
        ("AWS::ElastiCache::ReplicationGroup", "AuthToken: %s", "AuthToken"),
        ("AWS::Redshift::Cluster", "MasterUserPassword: %s", "MasterUserPassword"),
        (
            "AWS::OpenSearchService::Domain",
            "AdvancedSecurityOptions: {MasterUserOptions: {MasterUserPassword: %s}}",
            "MasterUserPassword",
        ),
        ("AWS::AmazonMQ::Broker", "Users: [{Username: shop, Password: %s}]", "Password"),
        ("AWS::DMS::Endpoint", "Password: %s", "Password"),
    ],
)
def test_what_opens_a_resource_is_shown_where_it_is_written_out(type_: str, properties: str, name: str) -> None:
    text = "Resources:\n  A:\n    Type: %s\n    Properties:\n      %s\n"
    shown = [f"ExposedSecret 5 name={name} form=password"]
    assert secrets(text % (type_, properties % "Harvest2024!")) == shown
    assert secrets(text % (type_, properties % "'{{resolve:secretsmanager:a:SecretString:b}}'")) == []
    assert secrets(text % (type_, properties % "!Ref Elsewhere")) == []
    asks = read(READER, text % (type_, properties % "your-secure-password"))
    assert [line for line in told(asks) if line.startswith(("StandIn", "Exposed"))] == [f"StandIn 5 to=A name={name}"]


def test_a_variable_of_a_build_that_names_a_secret_kept_elsewhere_is_none() -> None:
    text = "Resources:\n  A:\n    Type: AWS::CodeBuild::Project\n    Properties:\n      Environment:\n"
    text += "        EnvironmentVariables: [{Name: DB_PASSWORD, Type: SECRETS_MANAGER, Value: q8Zk21LmPx}]\n"
    assert secrets(text) == []


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("/shop/api-secret", "api-secret", 0),
        ("/shop/prod/ApiSecret", "api_secret", 0),
        ("/shop/api-secret", "q8Zk21LmPx", 1),
        ("/shop/db-password", "shop-password-9", 1),
    ],
)
def test_a_parameter_whose_value_is_its_own_name_waits_for_it(name: str, value: str, told: int) -> None:
    text = f"""
        Resources:
          It:
            Type: AWS::SSM::Parameter
            Properties: {{Name: {name}, Type: String, Value: {value}}}
    """
    assert len(secrets(text)) == told
    assert len([fact for fact in read(READER, text) if isinstance(fact, StandIn)]) == 1 - told


@pytest.mark.parametrize(
    ("held", "told"),
    [
        ('{"id": "REPLACE_ME", "secret": "REPLACE_ME"}', 0),
        ('{"id": "REPLACE_ME", "user": "shop"}', 1),
        ("REPLACE_ME", 1),
    ],
)
def test_a_secret_of_nothing_but_blanks_waits_for_whoever_fills_it_in(held: str, told: int) -> None:
    text = f"Resources:\n  A:\n    Type: AWS::SecretsManager::Secret\n    Properties: {{SecretString: '{held}'}}\n"
    assert len([fact for fact in read(READER, text) if isinstance(fact, StandIn)]) == told

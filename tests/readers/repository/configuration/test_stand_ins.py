"""Values of settings that only keep a place."""

import pytest

from holdfast.model.evidence import EvidenceKind, Location
from holdfast.readers.repository.configuration.handed import Setting
from holdfast.readers.repository.configuration.stand_ins import stand_ins
from holdfast.readers.repository.templates.document import READER
from tests.readers.repository.cdk.test_cdk import stack
from tests.readers.repository.templates import support as templates
from tests.readers.repository.terraform.support import told

AT = Location("stack.ts", 3, 3)


def is_one(name: str, text: str) -> bool:
    return bool(list(stand_ins({"kind": EvidenceKind.DECLARED}, "api", [Setting(name, text, AT)])))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("NEXTAUTH_URL", 'NEXTAUTH_URL: "http://localhost:3000", // later'),
        ("SITE_URL", "SITE_URL: http://localhost:3000  # later"),
        ("FRONTEND_URL", '"FRONTEND_URL": "http://127.0.0.1:5173",'),
        ("GOOGLE_CALLBACK_URL", '{ name = "GOOGLE_CALLBACK_URL", value = "http://localhost/auth/back" },'),
        ("API_URL", 'API_URL = "https://api.example.com"'),
        ("INVITATION_LINK_ORIGIN", 'INVITATION_LINK_ORIGIN: "http://localhost:3000",'),
        ("VERIFY_URL", "VERIFY_URL: http://localhost:3000/verify"),
        ("SNS_ENDPOINT", 'SNS_ENDPOINT: "http://host.docker.internal:4566",'),
        ("WEBHOOK", "WEBHOOK: 'https://placeholder.example.com'"),
        ("MAIL_KEY", 'MAIL_KEY: "REPLACE_ME"'),
        ("MAIL_KEY", 'MAIL_KEY = "placeholder-set-in-console"'),
        ("MAIL_KEY", "MAIL_KEY: <your key>"),
        ("MAIL_KEY", "MAIL_KEY: your-api-key"),
        ("DATA_HOST", 'DATA_HOST: "will-be-set-later",'),
        ("DATA_HOST", 'DATA_HOST: "set after deployment"'),
        ("DATA_HOST", "DATA_HOST: TBD"),
        ("DATA_HOST", "DATA_HOST: DATA_HOST"),
        ("DATA_HOST", 'DATA_HOST: "REPLACE_WITH_DATA_ENDPOINT"'),
        ("DATA_HOST", 'DATA_HOST = "db.example.com:5432"'),
        ("MAIL_KEY", 'MAIL_KEY = "dummy-key"'),
        ("DATA_HOST", '{ name = "DATA_HOST", value = "dummy" },'),
        ("DATA_HOST", "DATA_HOST: xxxxxxxx"),
        ("MAIL_KEY", 'MAIL_KEY: "後で設定",'),
        ("MAIL_KEY", 'MAIL_KEY: "여기에 키 입력",'),
        ("DATA_URL", "DATA_URL: `postgresql://keeper:PLACEHOLDER@${host}:${port}/${name}`,"),
        ("DATA_URL", '{ name = "DATA_URL", value = "mysql://keeper:CHANGE_ME@${aws_db_instance.main.address}/herd" },'),
        ("DATA_URL", "DATA_URL: mongodb+srv://keeper:<password>@herd.mongodb.net/herd"),
        ("DATA_URL", 'DATA_URL = "postgresql+asyncpg://keeper:your_db_password@db:5432/herd"'),
        ("CACHE_URL", "CACHE_URL: redis://:replace-me@cache:6379"),
        ("DB_PASSWORD", 'DB_PASSWORD = "your-secure-password"'),
        ("DB_PASSWORD", "DB_PASSWORD: yourpassword"),
        ("DB_PASSWORD", "DB_PASSWORD: YourDbPasswordHere"),
        ("DB_PASSWORD", "DB_PASSWORD: enter-your-password"),
        ("DB_PASSWORD", "DB_PASSWORD: strong_password_here"),
    ],
)
def test_what_only_keeps_a_place_is_one(name: str, text: str) -> None:
    assert is_one(name, text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("API_URL", 'API_URL: "http://localhost:8080",'),  # a container beside
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT: http://localhost:4317"),
        ("SITE_URL", 'SITE_URL: props.siteUrl ?? "http://localhost:3000",'),
        ("SITE_URL", "SITE_URL = var.site_url"),
        ("DATA_URL", "DATA_URL: `postgresql://keeper:${password}@${host}/herd`,"),
        ("DATA_URL", "DATA_URL: postgresql://keeper@db:5432/placeholder"),
        ("DATA_URL", "DATA_URL: postgresql://placeholder:{{resolve:secretsmanager:herd}}@db/herd"),
        ("SITE_URL", 'SITE_URL: "https://www.hanok-stay.kr",'),
        ("SITE_URL", "SITE_URL: !If [IsLive, 'https://www.hanok-stay.kr', 'http://localhost:3000']"),
        ("MODE", 'MODE: "todo-list"'),
        ("MODE", 'MODE: "set"'),
        ("TLS", "TLS: TLS"),
        ("MODE", 'MODE: "update"'),
        ("DATA_HOST", 'DATA_HOST = "db.example.community"'),
        ("DATA_HOST", 'DATA_HOST = "db.myexample.com"'),
        ("SENDER", "SENDER: 'shop@example.com'"),
        ("EMPTY", "EMPTY:"),
        ("MODE", 'MODE: "dummy_data"'),
        ("DB_PASSWORD", "DB_PASSWORD: YourPassword123!"),  # made to pass the database's own rules
        ("GREETING", "GREETING: your-orders"),
    ],
)
def test_what_leads_somewhere_or_comes_from_elsewhere_is_none(name: str, text: str) -> None:
    assert not is_one(name, text)


@pytest.mark.parametrize(
    ("text", "told"), [("SITE_URL: http://localhost:3000", True), ("SITE_URL: <your site>", False)]
)
def test_what_a_guide_leaves_open_is_for_its_reader(text: str, *, told: bool) -> None:
    assert bool([*stand_ins({"kind": EvidenceKind.INSTRUCTED}, "api", [Setting("SITE_URL", text, AT)])]) is told


def test_templates_programs_and_terraform_tell_of_them_where_they_stand() -> None:
    body = """\
    new lambda.Function(this, 'Mailer', {
      environment: {
        APP_URL: 'https://placeholder.example.com',
      },
    });"""
    assert [line for line in stack(body) if line.startswith("StandIn")] == ["StandIn 6 to=Mailer name=APP_URL"]
    template = """
    Resources:
      Mailer:
        Type: AWS::Serverless::Function
        Properties:
          Environment:
            Variables: {TABLE: orders, APP_URL: "http://localhost:3000"}
    """
    shown = templates.told(templates.read(READER, template))
    assert [line for line in shown if line.startswith("StandIn")] == ["StandIn 6 to=Mailer name=APP_URL"]


def test_terraform_tells_of_them_but_where_somebody_sets_them_by_hand() -> None:
    text = """
        resource "aws_lambda_function" "mailer" {
          environment {
            variables = {
              APP_URL = "http://localhost:3000"
            }
          }
          %s
        }
        """
    assert told(text % "", "StandIn") == ["StandIn main.tf:4 to=mailer name=APP_URL"]
    assert told(text % "lifecycle { ignore_changes = [environment] }", "StandIn") == []


def test_a_secret_that_only_keeps_a_place_is_told_where_the_next_run_puts_it_back() -> None:
    text = """
        resource "aws_secretsmanager_secret_version" "app" {
          secret_id     = "shop"
          secret_string = jsonencode({
            JWT_SECRET = "CHANGE_ME"
            STAGE      = "prod"
          })
        }
        resource "aws_secretsmanager_secret_version" "bare" {
          secret_id     = "mail"
          secret_string = "placeholder"
        }
        resource "aws_ssm_parameter" "key" {
          name  = "/shop/mail-key"
          type  = "SecureString"
          value = "REPLACE_ME"
        }
        resource "aws_secretsmanager_secret_version" "kept" {
          secret_id     = "kept"
          secret_string = "placeholder"
          lifecycle { ignore_changes = [secret_string] }
        }
    """
    assert [line.partition(" to=")[0] for line in told(text, "StandIn")] == [
        "StandIn main.tf:4",
        "StandIn main.tf:10",
        "StandIn main.tf:15",
    ]


def test_templates_and_programs_tell_of_secrets_that_only_keep_a_place() -> None:
    text = """
        Resources:
          App:
            Type: AWS::SecretsManager::Secret
            Properties:
              GenerateSecretString:
                SecretStringTemplate: '{"MAIL_KEY": "REPLACE_ME", "user": "shop"}'
                GenerateStringKey: JWT_SECRET
          Bare: {Type: "AWS::SecretsManager::Secret", Properties: {SecretString: changeme}}
          Broken: {Type: "AWS::SecretsManager::Secret", Properties: {SecretString: "{not json"}}
          Key: {Type: "AWS::SSM::Parameter", Properties: {Name: /shop/key, Value: your-api-key}}
        """
    found = [line for line in templates.told(templates.read(READER, text)) if line.startswith("StandIn")]
    assert found == [
        "StandIn 6 to=App name=MAIL_KEY",
        "StandIn 8 to=Bare name=Bare",
        "StandIn 10 to=/shop/key name=key",
    ]
    body = """\
    new secretsmanager.Secret(this, 'App', {
      generateSecretString: {
        secretStringTemplate: JSON.stringify({
          MAIL_KEY: 'REPLACE_ME',
          user: 'shop',
        }),
        generateStringKey: 'JWT_SECRET',
      },
    });
    new secretsmanager.Secret(this, 'Other', {
      secretObjectValue: {
        PAY_KEY: cdk.SecretValue.unsafePlainText('changeme'),
        USER: cdk.SecretValue.unsafePlainText('shop'),
      },
    });
    new secretsmanager.Secret(this, 'ToFillIn', {
      secretObjectValue: { PAY_KEY: cdk.SecretValue.unsafePlainText('changeme') },
    });"""
    assert [line for line in stack(body) if line.startswith("StandIn")] == [
        "StandIn 7 to=App name=MAIL_KEY",
        "StandIn 15 to=Other name=PAY_KEY",
    ]

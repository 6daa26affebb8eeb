"""The Serverless Framework's file: who may call the API from a browser, and what its settings give away."""

from textwrap import dedent

import pytest

from holdfast.model.facts import Workload
from holdfast.readers.repository.templates.document import READER
from tests.readers.repository.many import read_files
from tests.readers.repository.templates.support import read, snippet, told

FILE = """
    service: shop
    provider:
      name: aws
      httpApi:
        cors:
          allowedOrigins: [https://www.example.com, '*']
          allowCredentials: true
      environment:
        DB_PASSWORD: q8Zk21LmPxWe
        JWT_SECRET: ${env:JWT_SECRET}
    functions:
      api:
        handler: index.handler
        environment: {ALLOWED_ORIGINS: 'http://localhost:5173'}
        events:
          - http: {path: /orders, method: get, cors: {origin: 'https://shop.example.com'}}
          - http: {path: /, method: get, cors: true}
"""


def test_the_websites_that_it_lists_are_told_and_a_plain_yes_is_any() -> None:
    shown = [line for line in told(read(READER, FILE, "serverless.yml")) if line.startswith("ApplicationCors")]
    assert shown == [
        "ApplicationCors 17 origins=(*)",
        "ApplicationCors 6 origins=(https://www.example.com, *) credentials=True",
        "ApplicationCors 16 origins=(https://shop.example.com)",
        "ApplicationCors 14 origins=(http://localhost:5173)",
    ]


def test_a_secret_in_a_setting_is_told_and_never_shown() -> None:
    readings = [fact for fact in read(READER, FILE, "serverless.yml") if type(fact).__name__ == "ExposedSecret"]
    assert told(readings) == ["ExposedSecret 9 name=DB_PASSWORD form=password"]
    assert "q8Zk" not in repr(readings)


PROGRAM = """
    import type { AWS } from '@serverless/typescript';
    const table = { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'orders' } };
    const configuration: AWS = {
      service: 'shop',
      provider: {
        name: 'aws',
        httpApi: { cors: true },
        iam: { role: { statements: [
          { Effect: 'Allow', Action: 'dynamodb:*', Resource: '*' },
        ] } },
      },
      functions: { api: { handler: 'api.main', events: [{ httpApi: '*' }, { httpApi: '*' }] } },
      resources: { Resources: { Orders: table } },
    };
    module.exports = configuration;
"""


def test_a_program_that_exports_the_configuration_says_the_same() -> None:
    assert told(read(READER, PROGRAM, "serverless.ts")) == [
        "Workload 12 platform=lambda name=api",
        "Policy 9 principal=functions actions=(dynamodb:*) resources=(*)",
        "ApplicationCors 7 origins=(*)",
        (
            "Database 13 engine=dynamodb placement=dynamodb name=orders multi_az=True retention_days=0 "
            "deletion_protection=False encrypted=True point_in_time=False"
        ),
    ]
    inline = PROGRAM.replace("const configuration: AWS =", "export default").replace(
        "module.exports = configuration;", ""
    )
    assert told(read(READER, inline, "api/serverless.js")) == told(read(READER, PROGRAM, "serverless.ts"))


def test_a_program_of_that_name_that_is_no_configuration_says_nothing() -> None:
    assert read(READER, "export const provider: string = 'AWS::Lambda::Function';", "src/serverless.ts") == []
    assert read(READER, "const a = { provider: 1 };", "serverless.ts") == []


SAM = """
    AWSTemplateFormatVersion: '2010-09-09'
    Transform: AWS::Serverless-2016-10-31
    Globals:
      Api:
        Cors:
          AllowOrigin: "'*'"
    Resources:
      Orders:
        Type: AWS::Serverless::Function
        Properties: {Events: {All: {Type: Api, Properties: {Path: /orders, Method: get}}}}
"""


def test_what_all_apis_share_holds_for_the_one_that_sam_makes_by_itself() -> None:
    assert "ApplicationCors 6 origins=(*)" in told(read(READER, SAM))
    own = SAM + "      Main: {Type: AWS::Serverless::Api, Properties: {Cors: {AllowOrigin: \"'https://a.com'\"}}}\n"
    assert [line for line in told(read(READER, own)) if "Cors" in line] == [
        "ApplicationCors 11 origins=(https://a.com)"
    ]


def test_what_a_plugin_gives_to_one_function_alone_is_told_for_it() -> None:
    text = """
    provider: {name: aws}
    functions:
      upload:
        iamRoleStatements:
          - {Effect: Allow, Action: 's3:*', Resource: '*'}
    """
    assert told(read(READER, text, "serverless.yml")) == ["Policy 5 principal=upload actions=(s3:*) resources=(*)"]


def test_a_rollback_that_is_switched_off_is_a_way_back_that_cannot_work() -> None:
    text = "service: shop\nprovider:\n  name: aws\n  disableRollback: {}\nfunctions: {{}}\n"
    assert told(read(READER, text.format("true"), "serverless.yml")) == [
        "Rollback 4 automatic=True works=False target=previous"
    ]
    assert told(read(READER, text.format("false"), "serverless.yml")) == []


def test_a_program_may_name_its_provider_without_a_word_more() -> None:
    text = """
    const provider = { name: 'aws', environment: { DB_PASSWORD: '${env:DB_PASSWORD}' } };
    module.exports = { service: 'shop', provider, functions: {} };
    """
    found = told(read(READER, text, "serverless.ts"))
    assert next(line.split()[:2] for line in found) == ["HandedSecret", "1"]


_PARTS = {
    "api/serverless.yml": """
        service: shop
        provider: ${file(./parts/provider.yml)}
        functions:
          - ${file(parts/orders.yml)}
          - ${file(parts/more.yml):functions.carts}
          - ${file(parts/missing.yml)}
    """,
    "api/parts/provider.yml": """
        name: aws
        environment:
          JWT_SECRET: ${env:JWT_SECRET}
    """,
    "api/parts/orders.yml": """
        orders:
          handler: index.orders
          events: [{http: {path: /orders, method: get}}]
    """,
    "api/parts/more.yml": """
        functions:
          carts:
            add:
              handler: index.carts
              events: [{httpApi: 'POST /carts'}]
    """,
}


def _workloads(files: dict[str, str]) -> list[str]:
    found = [reading for reading in read_files(READER, **files) if isinstance(reading, Workload)]
    return [f"{one.at} {one.name}" for one in found]


def test_parts_that_stand_in_files_of_their_own_are_told_where_they_stand() -> None:
    assert _workloads(_PARTS) == ["api/parts/orders.yml:1-3 orders", "api/parts/more.yml:3-5 add"]
    one = {"api/serverless.yml": "provider: ${file(parts/provider.yml)}\nfunctions:\n  o: ${file(parts/o.yml)}\n"}
    alone = {"api/parts/o.yml": "handler: a.b\nevents: [{http: {path: /, method: get}}]\n"}
    assert _workloads({**_PARTS, **one, **alone}) == ["api/parts/o.yml:1-2 o"]


def test_parts_elsewhere_of_another_cloud_or_malformed_say_nothing() -> None:
    google = {**_PARTS, "api/parts/provider.yml": "name: google\n"}
    assert _workloads(google) == []
    assert _workloads({**_PARTS, "api/parts/orders.yml": "a: [\n"}) == ["api/parts/more.yml:3-5 add"]


def test_policies_by_name_are_what_all_functions_may_do_under_both_of_their_keys() -> None:
    text = """
        service: shop
        provider:
          name: aws
          iam:
            role:
              managedPolicies:
                - arn:aws:iam::aws:policy/AdministratorAccess
                - ${self:custom.policy}
          iamManagedPolicies:
            - arn:aws:iam::aws:policy/AmazonS3FullAccess
        functions: {api: {handler: index.handler}}
    """
    shown = [line for line in told(read(READER, text, "serverless.yml")) if line.startswith("Policy")]
    assert shown == [
        "Policy 7 principal=functions managed=AdministratorAccess",
        "Policy 10 principal=functions managed=AmazonS3FullAccess",
    ]


def test_the_address_of_a_function_has_rules_for_browsers_of_its_own() -> None:
    text = """
        service: shop
        provider: {name: aws}
        functions:
          any:
            handler: index.handler
            url: {cors: true}
          some:
            handler: index.handler
            url:
              cors:
                allowedOrigins: ['https://shop.example.com']
    """
    shown = [line for line in told(read(READER, text, "serverless.yml")) if line.startswith(("ApplicationCors", "W"))]
    assert [line for line in shown if line.startswith("A")] == [
        "ApplicationCors 6 origins=(*)",
        "ApplicationCors 11 origins=(https://shop.example.com)",
    ]
    assert sum(line.startswith("Workload") for line in shown) == 2


def test_a_secret_that_the_framework_fills_in_where_nobody_gives_it_is_built_in() -> None:
    text = """
        service: shop
        provider:
          name: aws
          environment:
            JWT_SECRET: ${ssm:/shop/jwt, 'only-for-trying-out'}
            DB_PASSWORD: ${opt:password, self:custom.password}
            TABLE: ${env:TABLE, 'orders'}
        functions:
          api:
            handler: index.handler
            environment: {API_TOKEN: "${param:token, 'abc'}"}
        resources:
          Resources:
            Shop:
              Type: AWS::RDS::DBInstance
              Properties:
                DBName: ${env:DB_NAME, 'shop'}
                MasterUserPassword: ${env:DB_PASSWORD, 'only-for-trying-out'}
    """
    found = read(READER, text, "serverless.yml")
    assert "trying-out" not in repr(found)
    shown = [line for line in told(found) if line.startswith("ConfigurationLoader")]
    assert shown == [
        "ConfigurationLoader 5 source=serverless missing=default names=(JWT_SECRET)",
        "ConfigurationLoader 11 source=serverless missing=default names=(API_TOKEN)",
        "ConfigurationLoader 18 source=serverless missing=default names=(MasterUserPassword)",
    ]


def test_the_file_is_known_inside_another_text_by_its_two_first_parts() -> None:
    text = "service: shop\nprovider:\n  name: {}\nfunctions:\n  a:\n    handler: a.b\n    events: [{{http: x}}]\n"
    found = told(READER.read(snippet(text.format("aws"), "deploy.sh")))
    assert [line for line in found if line.startswith("Workload")] == ["Workload 5-7 platform=lambda name=a"]
    assert not [line for line in told(READER.read(snippet(text.format("google"), "deploy.sh"))) if "Workload" in line]


@pytest.mark.parametrize(
    ("events", "found"),
    [
        ("[{schedule: rate(1 day)}]", "Workload 3 platform=lambda name=work serves=False"),
        ("[{alb: {listenerArn: a}}]", "Workload 3 platform=lambda name=work"),
        ("[{websocket: $connect}]", "Workload 3 platform=lambda name=work"),
    ],
)
def test_functions_that_only_the_clock_calls_are_workloads_that_nobody_asks(events: str, found: str) -> None:
    text = f"provider: {{name: aws}}\nfunctions:\n  work: {{handler: a.b, events: {events}}}\n"
    assert told(read(READER, text, "serverless.yml")) == [found]


MACHINE = """
    Conditions:
      Never: !Equals [a, b]
      Always: !Not [!Equals [a, b]]
    Resources:
      Old:
        Type: AWS::EC2::Instance
        Condition: Never
        Properties: {InstanceType: t3.nano}
      Web:
        Type: AWS::EC2::Instance
        Condition: Always
        Properties:
          InstanceType: !If [Always, m7g.large, t3.nano]
          UserData:
            Fn::Base64: |
              #!/bin/bash
              fallocate -l 2G /swapfile && mkswap /swapfile && swapon /swapfile
"""


def test_functions_and_conditions_in_files_of_resources_are_followed_and_the_machines_script_is_read() -> None:
    service = "service: shop\nprovider:\n  name: aws\nresources:\n  - ${file(parts/web.yml)}\n"
    found = told(read_files(READER, **{"serverless.yml": service, "parts/web.yml": dedent(MACHINE).lstrip("\n")}))
    assert any(line.startswith("Instance") and "m7g.large" in line for line in found)
    assert not any("t3.nano" in line for line in found)
    assert any(line.startswith("Swap 17") for line in found)


def test_a_setting_that_the_framework_leaves_empty_where_nobody_gives_it_is_let_through() -> None:
    text = """
    service: shop
    provider:
      name: aws
      environment:
        DB_HOST: ${env:DB_HOST, ''}
        API_TOKEN: "${param:token, ''}"
        CLIENT_ID: ${ssm:/shop/client, null}
        QUEUE_URL: ${env:QUEUE_URL}
        LOG_LEVEL: ${env:LOG_LEVEL, ''}
        STAGE: ${opt:stage, ''}
    functions:
      api:
        handler: index.handler
    """
    loaders = [line for line in told(read(READER, text, "serverless.yml")) if line.startswith("ConfigurationLoader")]
    assert loaders == [
        "ConfigurationLoader 5 source=serverless missing=silent names=(DB_HOST)",
        "ConfigurationLoader 6 source=serverless missing=silent names=(API_TOKEN)",
        "ConfigurationLoader 7 source=serverless missing=silent names=(CLIENT_ID)",
    ]

"""What JSON documents for AWS say, alone or inside a guide."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import HandedSecret
from holdfast.readers.repository.policies import documents as policy_documents
from holdfast.readers.repository.policies import reader as policies
from holdfast.readers.repository.policies.reader import READER

from ..templates.support import places, read, snippet, told


def test_console_cors_rules_are_one_fact_with_the_origins_place() -> None:
    text = """
        [
          {
            "AllowedMethods": ["GET", "PUT"],
            "AllowedOrigins": [
              "http://localhost:3000",
              "https://staging.example.com"
            ]
          }
        ]
        """
    readings = read(READER, text, "cors.json")
    assert told(readings) == [
        "BucketCors 2-8 origins=(http://localhost:3000, https://staging.example.com) methods=(GET, PUT)"
    ]
    assert places(readings[0]) == {"origins": "4-7", "methods": "3"}


@pytest.mark.parametrize(
    "text",
    [
        '{"CORSRules": [{"AllowedOrigins": ["*"], "AllowedMethods": ["PUT"]}]}',
        '{"CORSConfiguration": {"CORSRules": [{"AllowedOrigins": ["*"], "AllowedMethods": ["PUT"]}]}}',
        (
            "<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>PUT</AllowedMethod></CORSRule>"
            "</CORSConfiguration>"
        ),
    ],
)
def test_all_forms_of_cors_say_the_same(text: str) -> None:
    assert told(read(READER, text, "cors.json")) == ["BucketCors 1 origins=(*) methods=(PUT)"]


def test_a_piece_of_cors_cut_out_of_its_document_is_read() -> None:
    text = '"AllowedOrigins": [\n  "http://localhost:3001", // 로컬\n  "https://staging.example.com",\n],\n'
    assert told(read(READER, text, "docs/s3.md", first_line=19)) == [
        "BucketCors 19-22 origins=(http://localhost:3001, https://staging.example.com)"
    ]


def test_policy_statements_are_told_one_by_one_with_their_holder_guessed_from_the_words_around() -> None:
    text = """
        {
          "Version": "2012-10-17",
          "Statement": [
            {"Effect": "Allow", "Action": ["s3:*"], "Resource": "*"},
            {"Effect": "Deny", "Action": "iam:*", "Resource": "*",
             "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}}
          ]
        }
        """
    assert told(read(READER, text, "iam/ec2-role.json")) == [
        "Policy 4 principal_type=instance-role actions=(s3:*) resources=(*)",
        "Policy 5-6 principal_type=instance-role actions=(iam:*) resources=(*) allow=False conditional=True",
        "Mfa 5-6 subject=users enabled=True",
    ]


def test_a_bucket_policy_for_everybody_makes_the_bucket_public() -> None:
    text = (
        '{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", '
        '"Resource": "arn:aws:s3:::shop-images/*"}]}'
    )
    assert told(read(READER, text, "bucket-policy.json")) == [
        "Policy 1 principal=* principal_type=anybody actions=(s3:GetObject) resources=(arn:aws:s3:::shop-images/*)",
        "Bucket 1 name=shop-images purpose=uploads public=True",
    ]


def test_a_trust_policy_tells_the_repository_it_trusts() -> None:
    text = """
        {"Statement": [{
          "Effect": "Allow",
          "Principal": {"Federated": "arn:aws:iam::1:oidc-provider/token.actions.githubusercontent.com"},
          "Action": "sts:AssumeRoleWithWebIdentity",
          "Condition": {"StringLike": {"token.actions.githubusercontent.com:sub": "repo:o/r:*"}}
        }]}
        """
    assert told(read(READER, text, "trust.json")) == [
        "Trust 1-6 role= provider=token.actions.githubusercontent.com subjects=(repo:o/r:*)"
    ]


def test_lifecycle_agent_dashboard_alarm_budget_and_scaling_documents_are_told_apart() -> None:
    documents = {
        "Lifecycle": '{"Rules": [{"Status": "Enabled", "Expiration": {"Days": 30}}]}',
        "Agent": '{"metrics": {"metrics_collected": {"mem": {}, "procstat": [{"measurement": ["memory_rss"]}]}}}',
        "Dashboard": '{"widgets": [{"type": "metric", "properties": {}}]}',
        "Alarm": '{"AlarmName": "cpu", "MetricName": "CPUUtilization", "Namespace": "AWS/EC2", '
        '"ComparisonOperator": "GreaterThanThreshold", "AlarmActions": ["arn:aws:sns:x"]}',
        "Budget": '{"BudgetName": "b", "BudgetLimit": {"Amount": "100", "Unit": "USD"}}',
        "Scaling": '{"TargetValue": 50.0, "PredefinedMetricSpecification": '
        '{"PredefinedMetricType": "ASGAverageCPUUtilization"}}',
        "Snapshots": '{"Schedules": [{"CreateRule": {"Interval": 24}}]}',
    }
    assert {name: told(read(READER, text, "x.json")) for name, text in documents.items()} == {
        "Lifecycle": ["LifecycleRule 1 expiration_days=30"],
        "Agent": [
            "MetricSource 1 watches=memory",
            "MetricSource 1 watches=process",
            "MetricSource 1 watches=process-memory",
        ],
        "Dashboard": ["Dashboard 1"],
        "Alarm": ["Alarm 1 watches=cpu name=cpu notifies=True"],
        "Budget": ["Budget 1 amount=100.0"],
        "Scaling": ["ScalingPolicy 1 metric=cpu target=50.0"],
        "Snapshots": ["BackupJob 1 subject=volume method=dlm schedule=daily destination=aws other_region=False"],
    }


def test_a_task_definition_file_tells_its_health_check_but_not_the_image_a_workflow_replaces() -> None:
    text = """
        {
          "family": "api",
          "containerDefinitions": [
            {
              "name": "api",
              "image": "1.dkr.ecr.ap-northeast-2.amazonaws.com/api:latest",
              "healthCheck": {"command": ["CMD-SHELL", "wget -qO- http://localhost:8080/actuator/health"]},
              "secrets": [{"name": "DB_PASSWORD", "valueFrom": "/shop/db"}]
            }
          ]
        }
        """
    assert told(read(READER, text, "task-definition.json")) == [
        "Workload 4-6 platform=ecs name=api",
        "HealthProbe 7 asker=container path=/actuator/health port=8080",
        "SecretStore 8 service=parameter-store name=DB_PASSWORD",
    ]


@pytest.mark.parametrize(("by", "expected"), [("root", ["RootUse 5 act=login"]), ("user/dana", [])])
def test_a_task_definition_tells_who_registered_it(by: str, expected: list[str]) -> None:
    text = f"""
        {{
          "containerDefinitions": [
            {{"name": "api", "image": "shop/api"}}
          ],
          "registeredBy": "arn:aws:iam::123456789012:{by}"
        }}
        """
    assert [line for line in told(read(READER, text, "task.json")) if line.startswith("RootUse")] == expected


@pytest.mark.parametrize(
    ("apart", "rows"),
    [("", "6-8"), ('"tags": [\n' + ",\n".join(["{}"] * 20) + "],", "6")],
)
def test_a_task_is_shown_where_it_says_on_what_it_starts(apart: str, rows: str) -> None:
    text = f"""
        {{
          "family": "api",
          "containerDefinitions": [
            {{"name": "api", "image": "shop/api:1.4.2", "cpu": 0}}
          ],
          "requiresCompatibilities": ["FARGATE"],
          {apart}"cpu": "256",
          "memory": "512"
        }}
        """
    assert told(read(READER, text, "task-definition.json")) == [
        f"Workload {rows} platform=fargate name=api processor=256"
    ]


def test_a_task_keeps_its_logs_where_its_first_container_says() -> None:
    text = """
        {
          "family": "api",
          "containerDefinitions": [
            {
              "name": "api",
              "image": "shop/api:1.4.2",
              "logConfiguration": {
                "logDriver": "awslogs",
                "options": {"awslogs-group": "/ecs/api"}
              }
            }
          ]
        }
        """
    assert "MetricSource 7-10 watches=logs" in told(read(READER, text, "task-definition.json"))


def test_other_json_says_nothing() -> None:
    for text in ("", "[]", "{}", "null", '{"name": "app", "Statement": "none"}', '{"a": ' * 9000):
        assert read(READER, text, "data.json") == []
    assert read(READER, '{"Statement": [5, "x", {"Effect": 1}], "Rules": 3}', "odd.json") == []
    assert not READER.wants("package.json")
    assert not READER.wants("pom.xml")


def test_a_broken_document_is_a_gap_as_a_file_and_nothing_as_a_piece_of_a_guide() -> None:
    text = '{"Statement": [{"Effect": "Allow"}\n}'
    assert told(read(READER, text, "policy.json")) == ["Gap 2 malformed"]
    assert read(READER, text, "docs/guide.md", first_line=7) == []


def test_a_service_kept_in_a_file_tells_how_many_tasks_run_and_that_a_failed_deployment_goes_back() -> None:
    service = """
        {
          "serviceName": "api",
          "taskDefinition": "api:9",
          "desiredCount": 2,
          "capacityProviderStrategy": [{"capacityProvider": "FARGATE", "weight": 1}],
          "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-1", "subnet-2"]}},
          "loadBalancers": [{"containerName": "api", "containerPort": 80}],
          "deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": true, "rollback": true}}
        }
        """
    expected = [
        "Workload 1 platform=fargate name=api desired=2 zones=2 behind_load_balancer=True",
        "Rollback 8 automatic=True target=previous",
    ]
    assert told(read(READER, service, "service.json")) == expected
    assert len(read(READER, f'{{"services": [{service}]}}', "services.json")) == 2
    bare = service.replace('"serviceName": "api",', "").replace('"taskDefinition": "api:9",', "")
    assert told(read(READER, bare, "service-def.json"))[0].startswith(
        "Workload 1 platform=fargate name=service-def.json"
    )
    assert read(READER, '{"desiredCount": 2, "serviceName": "shop"}', "other.json") == []


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("shop/api:latest", ["StandingName 4 name=Dockerrun.aws.json"]),
        ("shop/api", ["StandingName 4 name=Dockerrun.aws.json"]),
        ("shop/api:1.4.2", []),
        ("<IMAGE>", []),
    ],
)
def test_the_image_that_beanstalk_runs_names_no_release_without_a_tag_of_its_own(
    image: str, expected: list[str]
) -> None:
    text = f"""
        {{
          "AWSEBDockerrunVersion": "1",
          "Image": {{
            "Name": "{image}",
            "Update": "true"
          }}
        }}
        """
    assert told(read(READER, text, "Dockerrun.aws.json")) == expected


@pytest.mark.parametrize(
    ("image", "kind", "expected"),
    [
        ("<ACCOUNT>.dkr.ecr.eu-west-1.amazonaws.com/shop:latest", EvidenceKind.INSTRUCTED, ["StandingName 1 name=api"]),
        ("shop/api:1.4.2", EvidenceKind.INSTRUCTED, []),
        ("amazon/cloudwatch-agent:latest", EvidenceKind.INSTRUCTED, []),
        ("<ACCOUNT>.dkr.ecr.eu-west-1.amazonaws.com/shop:latest", EvidenceKind.DECLARED, []),
    ],
)
def test_an_image_in_a_guides_task_definition_is_registered_as_it_is_written(
    image: str, kind: EvidenceKind, expected: list[str]
) -> None:
    text = f'{{"family": "shop", "containerDefinitions": [{{"name": "api", "image": "{image}"}}]}}'
    readings = told(READER.read(snippet(text, "docs/ecs.md").part(text, 1, kind=kind)))
    assert [one for one in readings if one.startswith("StandingName")] == expected


def test_the_settings_of_a_task_definition_show_secrets_websites_and_databases() -> None:
    text = """
        {
          "family": "api",
          "containerDefinitions": [
            {
              "name": "api",
              "environment": [
                {"name": "JWT_SECRET", "value": "kD82ksLa92ldkzQp10"},
                {"name": "DB_PASSWORD", "value": "${DB_PASSWORD}"},
                {"name": "CORS_ORIGIN", "value": "http://localhost:3000,https://shop.kr"},
                {"name": "DATABASE_URL", "value": "postgresql://u@shop.c1.ap-northeast-2.rds.amazonaws.com/shop"}
              ],
              "secrets": [{"name": "MYSQL_HOST", "valueFrom": "/shop/host"}]
            }
          ]
        }
        """
    found = [fact for fact in told(read(READER, text, "task-definition.json")) if not fact.startswith("SecretStore")]
    assert found == [
        "Workload 4 platform=ecs name=api",
        "ExposedSecret 7 name=JWT_SECRET form=token",
        "ApplicationCors 9 origins=(http://localhost:3000, https://shop.kr)",
        "HandedSecret 8 to=api names=(DB_PASSWORD)",
        "Database 10 engine=postgresql placement=rds",
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("DATABASE_URL", ["Database 6 engine=sql placement=unknown"]),
        ("SPRING_DATASOURCE_URL", ["Database 6 engine=sql placement=unknown"]),
        ("RDS_HOSTNAME", ["Database 6 engine=sql placement=rds"]),
        ("MYSQL_HOST", ["Database 6 engine=mysql placement=unknown"]),
        ("MONGODB_URI", ["Database 6 engine=mongodb placement=unknown"]),
        ("REDIS_URL", []),
        ("DB_PASSWORD", []),
    ],
)
def test_a_connection_that_is_kept_as_a_secret_tells_of_a_database(name: str, expected: list[str]) -> None:
    text = f"""
        {{
          "family": "api",
          "containerDefinitions": [
            {{
              "name": "api",
              "secrets": [{{"name": "{name}", "valueFrom": "/shop/x"}}]
            }}
          ]
        }}
        """.lstrip("\n")
    assert [fact for fact in told(read(READER, text, "task.json")) if fact.startswith("Database")] == expected


def test_containers_of_lightsail_tell_their_secrets_and_an_image_without_a_release() -> None:
    text = """
    {
      "serviceName": "shop",
      "containers": {
        "api": {
          "image": "shop/api:latest",
          "environment": { "DB_PASSWORD": "q8Zk21LmPxWe", "STAGE": "prod" },
          "ports": { "3000": "HTTP" }
        }
      }
    }
    """
    readings = read(READER, text, "lightsail.json")
    assert told(readings) == [
        "StandingName 5 name=api",
        "ExposedSecret 6 name=DB_PASSWORD form=password",
    ]
    assert "q8Zk" not in repr(readings)


def test_what_the_command_line_is_handed_as_yaml_is_read_like_its_json() -> None:
    service = """
serviceName: shop
containers:
  api:
    image: shop/api:latest
    ports: {"3000": HTTP}
publicEndpoint: {containerName: api, containerPort: 3000}
""".lstrip()
    assert READER.wants("deploy/lightsail-containers.yml")
    assert not READER.wants("deploy/compose.yml")
    assert told(read(READER, service, "lightsail-containers.yml")) == ["StandingName 4 name=api"]
    task = "family: shop\ncontainerDefinitions:\n  - name: api\n    image: shop/api:latest\n"
    assert told(read(READER, task, "taskdef.yml")) == ["Workload 3-4 platform=ecs name=shop"]
    assert told(read(READER, "containers:\n  api:\n    image: shop/api:latest\n", "lightsail.yml")) == []
    policy = '{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}'
    assert told(read(READER, policy, "task-definition.yml")) == told(read(READER, policy, "policy.json"))


@pytest.mark.parametrize(
    ("beside", "expected"),
    [("", [(5, 7)]), (', "secrets": [{"name": "DB_PASSWORD", "valueFrom": "/shop/db"}]', [])],
)
def test_a_file_of_settings_in_a_bucket_hands_over_what_the_program_reads(
    beside: str, expected: list[tuple[int, int]]
) -> None:
    text = (
        '{"family": "api", "containerDefinitions": [\n{\n"name": "api",\n"environment": [],\n"environmentFiles": [\n'
        f'{{"type": "s3", "value": "arn:aws:s3:::shop/api.env"}}\n]{beside}\n}}]}}'
    )
    found = [one for one in read(READER, text, "task-definition.json") if isinstance(one, HandedSecret)]
    assert [(one.at.start_line, one.at.end_line) for one in found] == expected
    assert all(one.names == () and one.to == "api" for one in found)


def test_a_programs_own_list_of_websites_is_no_rule_of_a_bucket() -> None:
    assert told(read(READER, '{"AllowedOrigins": ["*"]}', "appsettings.json")) == []


def test_every_sort_that_words_tell_can_be_read() -> None:
    told_by_words = {sort for _, _, sort in policies._DOCUMENTS} | {sort for _, sort in policies._IN_YAML}

    assert told_by_words == set(policy_documents._SORTS)


@pytest.mark.parametrize(
    ("heading", "path", "given"),
    [
        ("Permissions boundary", "docs/setup.md", False),
        ("", "iam/developer-boundary.json", False),
        ("Permissions", "docs/setup.md", True),
    ],
)
def test_a_boundary_of_permissions_gives_nothing(heading: str, path: str, *, given: bool) -> None:
    text = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}'
    assert bool(read(READER, text, path, heading=heading)) is given


@pytest.mark.parametrize(
    ("image", "source", "kept"),
    [
        ("shop/api:1.4.2", "/shop/db", True),
        ("<IMAGE_URI>", "/shop/db", False),
        ("shop/api:1.4.2", "arn:aws:secretsmanager:<REGION>:<ACCOUNT>:secret:db", False),
    ],
)
def test_a_task_definition_that_is_to_be_filled_in_keeps_places_that_nobody_forgets(
    image: str, source: str, *, kept: bool
) -> None:
    text = f"""
        {{"family": "api", "containerDefinitions": [{{
          "name": "api", "image": "{image}",
          "environment": [{{"name": "DB_HOST", "value": "<RDS_ENDPOINT>"}}],
          "secrets": [{{"name": "DB_PASSWORD", "valueFrom": "{source}"}}]
        }}]}}
        """
    assert any(line.startswith("StandIn") for line in told(read(READER, text, "task.json"))) is kept


CONTAINERS = """[
  {
    "name": "api", "image": "${account}.dkr.ecr.aws/bakery:latest", "essential": true,
    "healthCheck": {"command": ["CMD-SHELL", "curl -f http://localhost:3000/ready || exit 1"]},
    "environment": [{"name": "DB_PASSWORD", "value": "turnip-Kettle-92"}]
  }
]
"""


def test_a_list_of_containers_by_itself_says_what_they_are_asked_and_given() -> None:
    readings = told(read(READER, CONTAINERS, "ecs/containers.json"))
    assert [line.split()[:2] for line in readings] == [["ExposedSecret", "5"], ["HealthProbe", "4"]]


@pytest.mark.parametrize(
    "text",
    [
        CONTAINERS.replace("true", "${essential}"),
        '[{"name": "api", "essential": true}, {"image": "x"}]',
        '{"name": "shop", "image": "x", "essential": true}',
    ],
)
def test_a_list_that_is_filled_in_first_or_is_of_other_things_says_nothing(text: str) -> None:
    assert read(READER, text, "ecs/containers.json") == []

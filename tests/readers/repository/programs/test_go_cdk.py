"""Programs of the AWS CDK in Go."""

import pytest

from holdfast.readers.repository.programs.go_cdk import READER
from tests.readers.repository.terraform.support import told

IMPORTS = 'package stacks\nimport "github.com/aws/aws-cdk-go/awscdk/v2/awss3"\n'


def read(body: str, **files: str) -> list[str]:
    texts = {"stack.go": IMPORTS + body, **{f"{name}.go": IMPORTS + text for name, text in files.items()}}
    return told(texts, reader=READER)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            'awslambda.NewFunction(stack, jsii.String("Api"), &awslambda.FunctionProps{})\n',
            "Workload stack.go:3 platform=lambda name=Api",
        ),
        (
            (
                'awsecs.NewFargateService(stack, jsii.String("Web"), &awsecs.FargateServiceProps{\n'
                "  DesiredCount: jsii.Number(2),\n})\n"
            ),
            "Workload stack.go:3 platform=fargate name=Web desired=2@4",
        ),
        (
            (
                'awsec2.NewInstance(stack, jsii.String("Host"), &awsec2.InstanceProps{\n'
                '  InstanceType: awsec2.NewInstanceType(jsii.String("t3.micro")),\n})\n'
            ),
            "Instance stack.go:3 name=Host instance_type=t3.micro@4 purpose=application",
        ),
        (
            (
                'awsrds.NewDatabaseInstance(stack, jsii.String("Db"), &awsrds.DatabaseInstanceProps{\n'
                "  Engine: awsrds.DatabaseInstanceEngine_Postgres(nil),\n"
                "  InstanceType: awsec2.InstanceType_Of(awsec2.InstanceClass_T4G, awsec2.InstanceSize_MICRO),\n"
                "  BackupRetention: awscdk.Duration_Days(jsii.Number(7)),\n})\n"
            ),
            (
                "Database stack.go:3 engine=postgresql placement=rds name=Db instance_class=db.t4g.micro@5 multi_az=False"
                " retention_days=7@6 point_in_time=True"
            ),
        ),
        (
            'awsdynamodb.NewTable(stack, jsii.String("Orders"), &awsdynamodb.TableProps{})\n',
            (
                "Database stack.go:3 engine=dynamodb placement=dynamodb name=Orders multi_az=True retention_days=0"
                " encrypted=True point_in_time=False"
            ),
        ),
        (
            (
                'awscloudfront.NewDistribution(stack, jsii.String("Site"), &awscloudfront.DistributionProps{\n'
                "  Certificate: cert,\n})\n"
            ),
            "Distribution stack.go:3 name=Site",
        ),
        (
            'sg.AddIngressRule(awsec2.Peer_AnyIpv4(), awsec2.Port_Tcp(jsii.Number(22)), jsii.String("ssh"), nil)\n',
            "Ingress stack.go:3 from_port=22 to_port=22 sources=0.0.0.0/0",
        ),
        ('  AllowedOrigins: jsii.Strings("*"),\n', "BucketCors stack.go:3 origins=*"),
    ],
)
def test_what_constructors_make_is_told_by_the_fields_written_out(body: str, expected: str) -> None:
    assert read(body) == [expected]


def test_a_list_that_settings_hand_over_is_shown_where_it_is_written() -> None:
    body = "AllowedOrigins: jsii.Strings(cfg.Origins...),\n"
    assert read(body, prod='  Origins: []string{"https://shop.example"},\n') == [
        "BucketCors prod.go:3 origins=https://shop.example"
    ]


@pytest.mark.parametrize(
    "body",
    [
        'awssqs.NewQueue(stack, jsii.String("Jobs"), nil)\n',
        '// awslambda.NewFunction(stack, jsii.String("Old"), nil)\n',
        "sg.AddIngressRule(awsec2.Peer_Ipv4(office), awsec2.Port_Tcp(jsii.Number(22)), nil, nil)\n",
        "awsec2.NewInstanceType(jsii.String(name))\n",
    ],
)
def test_other_constructors_tell_nothing(body: str) -> None:
    assert read(body) == []


def test_go_without_the_cdk_tells_nothing() -> None:
    assert told({"main.go": 'awslambda.NewFunction(a, jsii.String("x"))\n'}, reader=READER) == []


@pytest.mark.parametrize(
    "body",
    [
        "awslambda.NewFunction(" * 500 + "(" * 50_000,
        'awsdynamodb.NewTable(stack, jsii.String("T"), props)\n' * 3_000,
        "AllowedOrigins: jsii.Strings(props.Origins...),\n" * 3_000,
    ],
)
def test_a_long_program_takes_linear_time(body: str) -> None:
    read(body)

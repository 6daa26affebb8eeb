"""What CloudFormation, SAM, serverless and Beanstalk files say."""

import pytest

from holdfast.model.facts import Database, HealthProbe, Instance, Workload
from holdfast.readers.repository.templates.document import READER

from .support import places, read, told


def resources(text: str, head: str = "") -> list[str]:
    """The facts of resources, whose first line is 2 lines below the head's last."""
    return told(read(READER, f"{head}Resources:\n{text}"))


def test_a_database_left_to_the_defaults_is_single_keeps_one_day_and_shows_its_header() -> None:
    readings = read(READER, "Resources:\n  Db:\n    Type: AWS::RDS::DBInstance\n    Properties: {Engine: postgres}\n")
    assert told(readings) == [
        (
            "Database 2-3 engine=postgresql placement=rds name=Db multi_az=False retention_days=1 "
            "deletion_protection=False final_snapshot=True encrypted=False point_in_time=True"
        )
    ]
    assert places(readings[0])["multi_az"] == "2-3"
    assert places(readings[0])["engine"] == "4"


def test_attributes_of_a_database_are_shown_at_their_own_lines() -> None:
    readings = read(
        READER,
        """
        Resources:
          Db:
            Type: AWS::RDS::DBInstance
            DeletionPolicy: Delete
            Properties:
              Engine: mysql
              DBInstanceClass: db.t3.micro
              MultiAZ: true
              BackupRetentionPeriod: 0
        """,
    )
    assert told(readings) == [
        (
            "Database 2-3 engine=mysql placement=rds name=Db instance_class=db.t3.micro multi_az=True retention_days=0 "
            "deletion_protection=False final_snapshot=False encrypted=False point_in_time=False"
        )
    ]
    assert places(readings[0]) == {
        "retention_days": "9",
        "point_in_time": "9",
        "deletion_protection": "2-3",
        "encrypted": "2-3",
        "public": "2-3",
        "multi_az": "8",
        "instance_class": "7",
        "engine": "6",
        "version": "2-3",
        "final_snapshot": "4",
    }


def test_aurora_with_two_members_has_a_standby_and_its_members_are_not_databases_of_their_own() -> None:
    text = """
  Cluster:
    Type: AWS::RDS::DBCluster
    Properties: {Engine: aurora-postgresql, BackupRetentionPeriod: 14, DeletionProtection: true, StorageEncrypted: true}
  One:
    Type: AWS::RDS::DBInstance
    Properties: {DBClusterIdentifier: !Ref Cluster, DBInstanceClass: db.r6g.large, Engine: aurora-postgresql}
  Two:
    Type: AWS::RDS::DBInstance
    Properties: {DBClusterIdentifier: !Ref Cluster, DBInstanceClass: db.r6g.large, Engine: aurora-postgresql}
"""
    assert resources(text) == [
        (
            "Database 3-4 engine=postgresql placement=aurora name=Cluster instance_class=db.r6g.large multi_az=True "
            "retention_days=14 deletion_protection=True final_snapshot=True encrypted=True point_in_time=True"
        )
    ]


CHOICE = """\
Parameters:
  Environment: {Type: String, Default: dev, AllowedValues: [dev, stg, prod]}
Conditions:
  IsProd: !Equals [!Ref Environment, prod]
  NotProd: !Not [!Condition IsProd]
"""


def test_what_depends_on_the_environment_parameter_is_told_for_each_and_the_rest_once() -> None:
    text = """
  Group:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties:
      AutoScalingGroupName: !Sub '${Environment}-web'
      MinSize: !If [IsProd, 2, 1]
      MaxSize: '4'
      VPCZoneIdentifier: [!Ref SubnetA, !Ref SubnetB]
  Balancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties: {Subnets: [!Ref SubnetA, !Ref SubnetB]}
  Debug:
    Type: AWS::EC2::Instance
    Condition: NotProd
    Properties: {InstanceType: t3.nano, IamInstanceProfile: x}
"""
    group = "platform=ec2-group name=${Environment}-web"
    assert resources(text, CHOICE) == [
        f"Workload 8-9 [development] {group} minimum=1 maximum=4 zones=2 health_check=EC2 behind_load_balancer=False",
        "LoadBalancer 15-16 name=Balancer zones=2",
        "Instance 18-19 [development] name=Debug instance_type=t3.nano role=True",
        f"Workload 8-9 [staging] {group} minimum=1 maximum=4 zones=2 health_check=EC2 behind_load_balancer=False",
        "Instance 18-19 [staging] name=Debug instance_type=t3.nano role=True",
        f"Workload 8-9 [production] {group} minimum=2 maximum=4 zones=2 health_check=EC2 behind_load_balancer=False",
    ]


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("prod", [("", "large")]),
        ("dev", [("development", "large"), ("production", "nano")]),
    ],
)
def test_an_environment_that_only_a_condition_names_is_told_apart_from_the_rest(
    word: str, told: list[tuple[str, str]]
) -> None:
    head = f"Parameters:\n  Env: {{Type: String}}\nConditions:\n  Chosen: !Equals [!Ref Env, {word}]\n"
    text = """
  Web:
    Type: AWS::EC2::Instance
    Properties: {InstanceType: !If [Chosen, t3.large, t3.nano]}
"""
    found = [one for one in resources(text, head) if one.startswith("Instance")]
    assert found == [
        f"Instance 7-8 {f'[{name}] ' if name else ''}name=Web instance_type=t3.{size} role=False purpose=application"
        for name, size in told
    ]


def test_a_path_that_names_the_environment_decides_the_conditions() -> None:
    text = CHOICE + "Resources:\n  W:\n    Type: AWS::EC2::Instance\n    Condition: IsProd\n    Properties: {}\n"
    assert told(read(READER, text, "infra/stg.yaml", environment="staging")) == []
    assert told(read(READER, text, "infra/prod.yaml", environment="production")) == [
        "Instance 7-8 [production] name=W instance_type=m1.small role=False"
    ]


def test_parameters_mappings_and_joins_are_followed() -> None:
    head = """\
Parameters:
  Type: {Type: String, Default: t3.small}
  Zones: {Type: CommaDelimitedList, Default: 'a,b,c'}
Mappings:
  Sizes: {prod: {Max: 6}, dev: {Max: 2}}
"""
    text = """
  Web:
    Type: AWS::EC2::Instance
    Properties:
      InstanceType: !Ref Type
      IamInstanceProfile: !Ref Profile
      CreditSpecification: {CPUCredits: unlimited}
      Tags: [{Key: Name, Value: !Join ['-', [shop, web]]}]
  Group:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties: {MinSize: 1, MaxSize: !FindInMap [Sizes, prod, Max], VPCZoneIdentifier: !Ref Zones}
"""
    assert resources(text, head) == [
        "Instance 8-9 name=shop-web instance_type=t3.small role=True credit_mode=unlimited purpose=application",
        (
            "Workload 15-16 platform=ec2-group name=Group minimum=1 maximum=6 zones=3 health_check=EC2 "
            "behind_load_balancer=False"
        ),
    ]


def test_a_condition_that_never_holds_is_no_evidence_and_one_that_cannot_be_told_is() -> None:
    head = "Conditions:\n  Never: !Equals [a, b]\n  Perhaps: !Equals [!Ref Unknown, b]\n"
    text = """
  A: {Type: 'AWS::EC2::Instance', Condition: Never}
  B: {Type: 'AWS::EC2::Instance', Condition: Perhaps}
"""
    assert resources(text, head) == ["Instance 7 name=B instance_type=m1.small role=False"]


def test_a_database_whose_readers_follow_the_load_is_no_service() -> None:
    text = """
  Readers:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Properties:
      MinCapacity: 1
      MaxCapacity: 3
      ResourceId: !Sub cluster:${Cluster}
      ScalableDimension: rds:cluster:ReadReplicaCount
      ServiceNamespace: rds
  Policy:
    Type: AWS::ApplicationAutoScaling::ScalingPolicy
    Properties:
      ScalingTargetId: !Ref Readers
      TargetTrackingScalingPolicyConfiguration:
        PredefinedMetricSpecification: {PredefinedMetricType: RDSReaderAverageCPUUtilization}
        TargetValue: 80
"""
    assert resources(text) == []


def test_an_ecs_service_takes_its_limits_from_its_scalable_target() -> None:
    text = """
  Service:
    Type: AWS::ECS::Service
    Properties:
      LaunchType: FARGATE
      NetworkConfiguration: {AwsvpcConfiguration: {Subnets: [!Ref A, !Ref C]}}
      LoadBalancers: [{TargetGroupArn: !Ref Group, ContainerPort: 3000}]
      DeploymentConfiguration:
        DeploymentCircuitBreaker: {Enable: true, Rollback: true}
  Target:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Properties:
      MinCapacity: 2
      MaxCapacity: 8
      ResourceId: !Sub service/${Cluster}/${Service.Name}
      ServiceNamespace: ecs
      ScheduledActions: [{Schedule: 'cron(0 15 * * ? *)', ScalableTargetAction: {MinCapacity: 1}}]
  Policy:
    Type: AWS::ApplicationAutoScaling::ScalingPolicy
    Properties:
      ScalingTargetId: !Ref Target
      TargetTrackingScalingPolicyConfiguration:
        PredefinedMetricSpecification: {PredefinedMetricType: ECSServiceAverageCPUUtilization}
        TargetValue: 60
"""
    assert resources(text) == [
        "Workload 3-4 platform=fargate name=Service minimum=2 maximum=8 desired=1 zones=2 behind_load_balancer=True",
        "Rollback 10 automatic=True target=previous",
        "ScheduledScaling 18 workload=Service schedule=cron(0 15 * * ? *)",
        "ScalingPolicy 19-20 workload=Service metric=cpu target=60",
    ]


def test_a_container_that_takes_an_error_for_an_answer_decides_nothing() -> None:
    text = """
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions:
        - Name: api
          Image: shop/api:3
          HealthCheck: {Command: [CMD-SHELL, 'curl http://localhost:3000/health || exit 1']}
"""
    assert "HealthProbe 9 asker=container path=/health port=3000 decides=False" in resources(text)


def test_a_task_definition_tells_its_health_check_secrets_and_a_floating_image() -> None:
    text = """
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: api
      ContainerDefinitions:
        - Name: api
          Image: !Sub '${AWS::AccountId}.dkr.ecr.ap-northeast-2.amazonaws.com/api:latest'
          HealthCheck: {Command: [CMD-SHELL, 'curl -f http://localhost:3000/health || exit 1']}
          Secrets: [{Name: DB_PASSWORD, ValueFrom: !Ref Secret}]
        - {Name: db, Image: 'postgres:16'}
"""
    assert resources(text) == [
        "HealthProbe 10 asker=container path=/health port=3000",
        "SecretStore 11 service=secrets-manager name=DB_PASSWORD",
        "StandingName 9 name=Task",
        "Database 12 engine=postgresql placement=container name=db with_application=True version=16",
    ]


def test_a_database_in_a_task_of_its_own_has_the_address_of_its_service() -> None:
    text = """
  Store:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions:
        - {Name: store, Image: 'postgres:16'}
  Kept:
    Type: AWS::ECS::Service
    Properties:
      TaskDefinition: !Ref Store
      NetworkConfiguration:
        AwsvpcConfiguration: {AssignPublicIp: ENABLED}
"""
    assert "Database 7 engine=postgresql placement=container name=store public=True version=16" in resources(text)
    text = text.replace("ENABLED", "DISABLED")
    assert "Database 7 engine=postgresql placement=container name=store version=16" in resources(text)


def test_a_task_definition_tells_the_role_of_its_containers() -> None:
    text = """
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ExecutionRoleArn: !GetAtt Starts.Arn
      TaskRoleArn: !GetAtt Runs.Arn
"""
    assert resources(text) == ["Credential 7 form=instance-role holder=application"]


def test_a_target_group_asks_the_root_unless_it_is_told_a_path() -> None:
    text = """
  A: {Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Properties: {Port: 80, Protocol: HTTP}}
  B:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties:
      HealthCheckPath: /health/ready
  C: {Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Properties: {Port: 5432, Protocol: TCP}}
"""
    assert resources(text) == [
        "HealthProbe 3 asker=load-balancer path=/ port=80",
        "HealthProbe 7 asker=load-balancer path=/health/ready",
        "HealthProbe 8 asker=load-balancer path= port=5432",
    ]


def test_a_target_group_that_takes_errors_for_good_answers_decides_nothing() -> None:
    text = """
  A:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties:
      HealthCheckPath: /health
      Matcher:
        HttpCode: 200-499
"""
    assert resources(text) == ["HealthProbe 6 asker=load-balancer path=/health decides=False"]
    assert resources(text.replace("-499", "-399")) == ["HealthProbe 6 asker=load-balancer path=/health"]
    said = read(READER, "Resources:\n" + text.replace("-499", "-399"))
    [probe] = [one for one in said if isinstance(one, HealthProbe)]
    assert probe.places["redirects"].start_line == 8


def test_security_groups_tell_their_openings_one_by_one() -> None:
    text = """
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}
        - {IpProtocol: -1, CidrIp: 10.0.0.0/8}
        - {IpProtocol: icmp, FromPort: -1, ToPort: -1, CidrIp: 0.0.0.0/0}
  Rule:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: {GroupId: !Ref Group, IpProtocol: tcp, FromPort: 5432, ToPort: 5432, SourceSecurityGroupId: !Ref App}
"""
    assert resources(text) == [
        "Ingress 7 from_port=22 to_port=22 sources=(0.0.0.0/0) target=Group",
        "Ingress 8 from_port=0 to_port=65535 sources=(10.0.0.0/8) target=Group",
        "Ingress 10-12 from_port=5432 to_port=5432 sources=(${App}) target=Group",
    ]


def test_roles_tell_who_may_take_them_and_what_they_may_do() -> None:
    text = """
  Deploy:
    Type: AWS::IAM::Role
    Properties:
      RoleName: github-deploy
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {Federated: !Sub 'arn:aws:iam::${A}:oidc-provider/token.actions.githubusercontent.com'}
            Action: sts:AssumeRoleWithWebIdentity
            Condition: {StringLike: {'token.actions.githubusercontent.com:sub': 'repo:o/r:*'}}
      ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess']
  Host:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: ec2.amazonaws.com}}]}
      Policies:
        - PolicyName: s3
          PolicyDocument:
            Statement: [{Effect: Allow, Action: 's3:*', Resource: '*'}]
  Key: {Type: 'AWS::IAM::AccessKey', Properties: {UserName: !Ref User}}
  CustomS3AutoDelete: {Type: 'AWS::IAM::Role', Properties: {ManagedPolicyArns: ['arn:aws:iam::aws:policy/X']}}
"""
    assert resources(text) == [
        "Trust 9-12 role=github-deploy provider=token.actions.githubusercontent.com subjects=(repo:o/r:*)",
        "Policy 13 principal=github-deploy principal_type=deploy-role managed=AdministratorAccess",
        "Policy 21 principal=Host principal_type=instance-role actions=(s3:*) resources=(*)",
        "Credential 22 form=static-key holder=application",
    ]


def test_buckets_tell_their_purpose_cors_lifecycle_and_openness() -> None:
    text = """
  Uploads:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: shop-uploads
      VersioningConfiguration: {Status: Enabled}
      CorsConfiguration:
        CorsRules:
          - AllowedOrigins: [https://www.a.com, 'http://localhost:3000']
            AllowedMethods: [GET, PUT]
      LifecycleConfiguration:
        Rules:
          - {Status: Enabled, Transitions: [{StorageClass: INTELLIGENT_TIERING, TransitionInDays: 0}]}
          - {Status: Disabled, ExpirationInDays: 3}
  Site: {Type: 'AWS::S3::Bucket', Properties: {WebsiteConfiguration: {IndexDocument: index.html}}}
  Open:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Site
      PolicyDocument: {Statement: [{Effect: Allow, Principal: '*', Action: 's3:GetObject'}]}
"""
    assert resources(text) == [
        "Bucket 3-4 name=shop-uploads purpose=uploads versioned=True encrypted=True public=False replicated=False",
        "BucketCors 8-11 bucket=shop-uploads origins=(https://www.a.com, http://localhost:3000) methods=(GET, PUT)",
        "LifecycleRule 14 bucket=shop-uploads storage_class=INTELLIGENT_TIERING",
        "Bucket 16 purpose=site versioned=False encrypted=True public=True replicated=False",
        "Policy 21 principal=* principal_type=anybody actions=(s3:GetObject)",
    ]


def test_a_certificate_beside_its_distribution_can_only_be_in_us_east_1() -> None:
    text = """
  Cert: {Type: 'AWS::CertificateManager::Certificate', Properties: {DomainName: a.com, ValidationMethod: DNS}}
  Cdn:
    Type: AWS::CloudFront::Distribution
    Properties: {DistributionConfig: {Aliases: [a.com], ViewerCertificate: {AcmCertificateArn: !Ref Cert}}}
  Other:
    Type: AWS::CloudFront::Distribution
    Properties: {DistributionConfig: {ViewerCertificate: {AcmCertificateArn: 'arn:aws:acm:eu-west-1:1:certificate/x'}}}
  Plain: {Type: 'AWS::CloudFront::Distribution', Properties: {DistributionConfig: {Enabled: true}}}
  Lb: {Type: 'AWS::CertificateManager::Certificate', Properties: {DomainName: b.com}}
  L: {Type: 'AWS::ElasticLoadBalancingV2::Listener', Properties: {Certificates: [{CertificateArn: !Ref Lb}]}}
"""
    assert resources(text) == [
        (
            "Certificate 3 issuer=acm domain=a.com region=us-east-1 validation=dns used_by=cloudfront "
            "in_code=True renews=True"
        ),
        "Distribution 4-5 name=Cdn aliases=(a.com) certificate_region=us-east-1",
        "Distribution 7-8 name=Other certificate_region=eu-west-1",
        "Distribution 10 name=Plain default_certificate=True",
        "Certificate 11 issuer=acm domain=b.com validation=email used_by=load-balancer in_code=True",
    ]


def test_alarms_tell_whether_anybody_hears_them() -> None:
    text = """
  Cpu:
    Type: AWS::CloudWatch::Alarm
    Properties: {AlarmName: cpu, MetricName: CPUUtilization, Namespace: AWS/RDS, AlarmActions: [!Ref Topic]}
  Quiet: {Type: 'AWS::CloudWatch::Alarm', Properties: {MetricName: StatusCheckFailed, Namespace: AWS/EC2}}
  Trigger:
    Type: AWS::CloudWatch::Alarm
    Properties: {MetricName: CPUUtilization, Namespace: AWS/EC2, AlarmActions: [!Ref Out]}
  Out: {Type: 'AWS::AutoScaling::ScalingPolicy', Properties: {AutoScalingGroupName: web}}
  Topic:
    Type: AWS::SNS::Topic
  Mail: {Type: 'AWS::SNS::Subscription', Properties: {TopicArn: !Ref Topic, Protocol: email, Endpoint: !Ref Mail}}
  Board: {Type: 'AWS::CloudWatch::Dashboard', Properties: {DashboardName: ops}}
  Budget:
    Type: AWS::Budgets::Budget
    Properties:
      Budget: {BudgetLimit: {Amount: 50, Unit: USD}}
      NotificationsWithSubscribers: [{Subscribers: [{Address: a@b.c, SubscriptionType: EMAIL}]}]
  Off: {Type: 'AWS::CloudWatch::Alarm', Properties: {MetricName: Up, ActionsEnabled: false, AlarmActions: [!Ref Topic]}}
"""
    assert resources(text) == [
        "Alarm 3-4 watches=database-cpu name=cpu notifies=True",
        "Alarm 6 watches=status-check name=Quiet notifies=False",
        "MetricSource 7-8 watches=cpu",
        "ScalingPolicy 10 workload=web metric=cpu",
        "Topic 11-12 name=Topic subscribers=(email) for_alarms=True",
        "Dashboard 14 name=ops",
        "Budget 15-16 amount=50 notifies=True",
        "Alarm 20 watches=uptime name=Off notifies=False",
    ]


def test_a_backup_plan_without_any_selection_keeps_nothing() -> None:
    text = """
  Lonely:
    Type: AWS::Backup::BackupPlan
    Properties: {BackupPlan: {BackupPlanName: nightly, BackupPlanRule: [{RuleName: x}]}}
"""
    assert [one.partition(" ")[0] for one in resources(text)] == ["EmptyBackupPlan"]


def test_backup_plans_count_when_something_is_selected() -> None:
    text = """
  Plan:
    Type: AWS::Backup::BackupPlan
    Properties:
      BackupPlan:
        BackupPlanRule:
          - RuleName: daily
            ScheduleExpression: cron(0 18 * * ? *)
            Lifecycle: {DeleteAfterDays: 35}
            CopyActions: [{DestinationBackupVaultArn: 'arn:x'}]
  Selection:
    Type: AWS::Backup::BackupSelection
    Properties: {BackupPlanId: !Ref Plan, BackupSelection: {Resources: ['arn:aws:rds:*:*:db:*']}}
  Lonely: {Type: 'AWS::Backup::BackupPlan', Properties: {BackupPlan: {BackupPlanRule: [{RuleName: x}]}}}
  Table:
    Type: AWS::DynamoDB::Table
    Properties: {PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true}}
"""
    assert resources(text) == [
        (
            "BackupJob 8-11 subject=database method=aws-backup schedule=cron(0 18 * * ? *) destination=aws "
            "retention_days=35 other_region=True"
        ),
        (
            "Database 16-17 engine=dynamodb placement=dynamodb name=Table multi_az=True retention_days=35 "
            "deletion_protection=False encrypted=True point_in_time=True"
        ),
    ]


def test_only_functions_that_answer_requests_are_workloads() -> None:
    text = """
  Api:
    Type: AWS::Serverless::Function
    Properties:
      Events: {Root: {Type: HttpApi, Properties: {Path: /, Method: get}}}
      Policies: [AmazonS3FullAccess]
  Job: {Type: 'AWS::Serverless::Function', Properties: {Events: {Night: {Type: Schedule}}}}
"""
    assert resources(text) == [
        "Workload 3-4 platform=lambda name=Api",
        "Policy 7 principal=Api managed=AmazonS3FullAccess",
    ]


def test_user_data_is_read_as_shell_at_its_own_lines() -> None:
    text = """
  Web:
    Type: AWS::EC2::Instance
    Properties:
      UserData:
        Fn::Base64: !Sub |
          #!/bin/bash
          set -e
          certbot --nginx -d www.example.com --non-interactive
"""
    assert [line for line in resources(text) if line.startswith("Certificate")] == [
        "Certificate 10 issuer=letsencrypt domain=www.example.com used_by=host in_code=True in_use=True",
        "CertificateRenewal 10 schedule=packaged timer reloads=True",
    ]


def test_a_load_balancer_tells_where_its_listener_stands() -> None:
    text = """
  Front: {Type: "AWS::ElasticLoadBalancingV2::LoadBalancer"}
  Http:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties: {LoadBalancerArn: !Ref Front, Port: 80, Protocol: HTTP}
"""
    readings = read(READER, f"Resources:\n{text}")
    assert places(readings[0])["listener"] == "4-5"


def test_synthesized_json_is_read_like_yaml() -> None:
    text = """\
{
  "Resources": {
    "Db1": {
      "Type": "AWS::RDS::DBInstance",
      "Properties": {
        "Engine": "postgres",
        "MultiAZ": true
      },
      "DeletionPolicy": "Snapshot"
    }
  }
}
"""
    readings = read(READER, text, "cdk.out/App.template.json")
    assert isinstance(readings[0], Database)
    assert (readings[0].multi_az, places(readings[0])["multi_az"], str(readings[0].at)) == (
        True,
        "7",
        "cdk.out/App.template.json:3-4",
    )


def test_a_piece_without_its_frame_is_read_in_a_guide() -> None:
    text = "WebServer:\n  Type: AWS::EC2::Instance\n  Properties:\n    InstanceType: t3.micro\n"
    assert told(read(READER, text, "docs/infra.md", first_line=40)) == [
        "Instance 40-41 name=WebServer instance_type=t3.micro role=False purpose=application"
    ]


def test_serverless_files_tell_functions_permissions_and_resources() -> None:
    text = """
        service: shop
        provider:
          name: aws
          iam: {role: {statements: [{Effect: Allow, Action: 'dynamodb:*', Resource: '*'}]}}
        functions:
          api:
            handler: index.handler
            events: [{httpApi: '*'}]
          cron: {handler: job.run, events: [{schedule: rate(1 day)}]}
        resources:
          Resources:
            Files: {Type: 'AWS::S3::Bucket', Properties: {BucketName: 'x-${self:provider.stage}-files'}}
        """
    assert told(read(READER, text, "serverless.yml")) == [
        "Workload 6-8 platform=lambda name=api",
        "Policy 4 principal=functions actions=(dynamodb:*) resources=(*)",
        (
            "Bucket 12 name=x-${self:provider.stage}-files purpose=uploads versioned=False encrypted=True public=False "
            "replicated=False"
        ),
    ]


@pytest.mark.parametrize(
    "text",
    [
        (
            "option_settings:\n  aws:autoscaling:asg:\n    MinSize: 1\n    MaxSize: 3\n"
            "  aws:elasticbeanstalk:application:\n    Application Healthcheck URL: /up\n"
        ),
        (
            "option_settings:\n"
            "  - {namespace: 'aws:autoscaling:asg', option_name: MinSize, value: 1}\n\n"
            "  - {namespace: 'aws:autoscaling:asg', option_name: MaxSize, value: 3}\n\n"
            "  - {namespace: 'aws:elasticbeanstalk:application', option_name: Application Healthcheck URL, value: /up}"
        ),
    ],
)
def test_beanstalk_options_are_read_in_both_forms(text: str) -> None:
    readings = read(READER, text, ".ebextensions/01.config")
    assert [line.partition(" ")[2].partition(" ")[2] for line in told(readings)] == [
        "platform=beanstalk name=beanstalk minimum=1 maximum=3 behind_load_balancer=True",
        "asker=load-balancer path=/up",
    ]


def test_a_name_tells_the_environment_and_a_placeholder_or_a_chance_word_does_not() -> None:
    text = """
  DbProd: {Type: 'AWS::EC2::Instance'}
  A: {Type: 'AWS::EC2::Instance', Properties: {Tags: [{Key: Name, Value: web-stg}]}}
  ApiStage: {Type: 'AWS::EC2::Instance', Properties: {Tags: [{Key: Name, Value: !Sub '${Stage}-x'}]}}
  DevOpsTopic: {Type: 'AWS::SNS::Topic', Properties: {Subscription: [{Protocol: email}]}}
"""
    assert resources(text) == [
        "Instance 3 [production] name=DbProd instance_type=m1.small role=False purpose=database",
        "Instance 4 [staging] name=web-stg instance_type=m1.small role=False purpose=application",
        "Instance 5 name=${Stage}-x instance_type=m1.small role=False purpose=application",
        "Topic 6 name=DevOpsTopic subscribers=(email)",
    ]


def test_files_of_other_kinds_say_nothing() -> None:
    assert read(READER, "", "a.yaml") == []
    assert read(READER, "services:\n  web: {image: nginx}\n", "compose.yaml") == []
    assert read(READER, "# see AWS::EC2::Instance\nkey: value\n", "notes.yaml") == []
    assert not READER.wants(".github/workflows/deploy.yml")
    assert not READER.wants("package-lock.json")


def test_a_broken_template_is_a_gap_with_its_line() -> None:
    text = "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  A:\n\t  Type: AWS::S3::Bucket\n"
    assert told(read(READER, text)) == ["Gap 4 malformed"]
    assert told(read(READER, '{"Resources": {"A": {"Type": "AWS::S3::Bucket"}\n', "t.json")) == ["Gap 1 malformed"]
    nested = "Resources:\n  A:\n    Type: AWS::S3::Bucket\n    Properties: " + "[" * 5000 + "]" * 5000
    assert told(read(READER, nested)) == ["Gap 2 malformed"]


def test_three_thousand_lines_are_read_within_a_second_or_two() -> None:
    block = """  Group{n}:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties:
      MinSize: !Ref Min
      MaxSize: !If [Big, 8, 4]
      VPCZoneIdentifier:
        - !Ref A
        - !Ref B
"""
    text = "Parameters:\n  Min: {Default: 2}\nResources:\n" + "".join(block.format(n=n) for n in range(375))
    assert sum(isinstance(reading, Workload) for reading in read(READER, text)) == 375


def test_a_listener_with_a_certificate_by_its_arn_tells_one_that_was_made_elsewhere() -> None:
    template = """
        Parameters:
          Arn: {Type: String}
        Resources:
          L:
            Type: AWS::ElasticLoadBalancingV2::Listener
            Properties:
              Certificates:
                - CertificateArn: %s
        """

    assert told(read(READER, template % "!Ref Arn")) == ["Certificate 8 issuer=acm used_by=load-balancer"]
    assert told(read(READER, template % "arn:aws:acm:eu-west-1:1:certificate/x")) == [
        "Certificate 8 issuer=acm region=eu-west-1 used_by=load-balancer"
    ]


def test_app_runner_asks_by_the_path_that_it_is_given_and_else_only_opens_the_port() -> None:
    text = """
        Resources:
          Api:
            Type: AWS::AppRunner::Service
            Properties:
              HealthCheckConfiguration:
                Protocol: HTTP
                Path: /health
          Worker:
            Type: AWS::AppRunner::Service
            Properties: {}
        """
    probes = [line for line in told(read(READER, text)) if line.startswith("HealthProbe")]
    assert probes == ["HealthProbe 7 asker=load-balancer path=/health", "HealthProbe 8-9 asker=load-balancer path="]


def test_app_runner_tells_its_size_and_whether_anybody_set_its_limits() -> None:
    text = """
        Resources:
          Limits:
            Type: AWS::AppRunner::AutoScalingConfiguration
            Properties: {MinSize: 2, MaxSize: 6}
          Api:
            Type: AWS::AppRunner::Service
            Properties:
              AutoScalingConfigurationArn: !GetAtt Limits.AutoScalingConfigurationArn
              InstanceConfiguration:
                Cpu: 0.25 vCPU
                Memory: 0.5 GB
          Admin:
            Type: AWS::AppRunner::Service
            Properties: {}
        """
    found = [one for one in read(READER, text) if isinstance(one, Workload)]
    assert told(found) == [
        "Workload 5-6 platform=app-runner name=Api minimum=2 maximum=6 behind_load_balancer=True processor=256",
        "Workload 12-13 platform=app-runner name=Admin minimum=1 maximum=25 behind_load_balancer=True",
    ]
    assert [places(one) for one in found] == [{"processor": "10"}, {"limits": "12-13"}]


def test_an_app_of_amplify_is_run_by_its_hosting() -> None:
    text = "Resources:\n  Site:\n    Type: AWS::Amplify::App\n    Properties: {Name: shop}\n"
    assert told(read(READER, text)) == ["Workload 2-3 platform=hosted name=shop"]


def test_a_distribution_tells_which_origin_it_asks_without_tls() -> None:
    whole = """
  Cdn:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Origins:
          - DomainName: %s
            CustomOriginConfig: {OriginProtocolPolicy: http-only}
"""
    assert resources(whole % "!GetAtt Server.PublicDnsName") == [
        "Distribution 3-4 name=Cdn default_certificate=True plain_origin=True"
    ]
    for website in ("!Select [2, !Split ['/', !GetAtt Pages.WebsiteURL]]", "pages.s3-website-us-east-1.amazonaws.com"):
        assert resources(whole % website) == ["Distribution 3-4 name=Cdn default_certificate=True"]


def test_an_instance_stands_in_its_zone_or_in_a_subnet_of_the_stack() -> None:
    machine = "  {}:\n    Type: AWS::EC2::Instance\n    Properties: {{InstanceType: m7g.large, {}}}\n"
    text = machine.format("One", "SubnetId: !Ref Left") + machine.format("Two", "AvailabilityZone: eu-west-1b")
    apart = machine.format("Three", "AvailabilityZone: !Select [0, !GetAZs '']")
    apart += machine.format("Four", "SubnetId: !Select [1, !Ref Subnets]")
    zones = [fact.zone for fact in read(READER, f"Resources:\n{text}{apart}") if isinstance(fact, Instance)]
    assert zones == ["${Left}", "eu-west-1b", None, None]


@pytest.mark.parametrize(("action", "expected"), [("forward", ["PlainBeside 11-16 name=Front"]), ("redirect", [])])
def test_a_plain_listener_of_a_stack_forwards_beside_one_that_speaks_tls(action: str, expected: list[str]) -> None:
    listener = (
        "  {}:\n    Type: AWS::ElasticLoadBalancingV2::Listener\n    Properties:\n      LoadBalancerArn: !Ref Front\n"
        "      Protocol: {}\n      DefaultActions: [{{Type: {}}}]\n"
    )
    text = "  Front:\n    Type: AWS::ElasticLoadBalancingV2::LoadBalancer\n    Properties: {Type: application}\n"
    text += listener.format("Tls", "HTTPS", "forward") + listener.format("Plain", "HTTP", action)
    found = [line for line in resources(text) if line.startswith("PlainBeside")]
    assert [line.split()[-1] for line in found] == [line.split()[-1] for line in expected]


def test_a_distribution_of_a_stack_lets_browsers_choose() -> None:
    text = (
        "  Cdn:\n    Type: AWS::CloudFront::Distribution\n    Properties:\n      DistributionConfig:\n"
        "        DefaultCacheBehavior:\n          ViewerProtocolPolicy: allow-all\n"
    )
    assert "PlainBeside 7 name=Cdn visitors=True" in resources(text)


def test_services_and_groups_on_spare_capacity_alone_are_told() -> None:
    text = """
        Resources:
          Shop:
            Type: AWS::ECS::Cluster
            Properties: {DefaultCapacityProviderStrategy: [{CapacityProvider: FARGATE_SPOT, Weight: 1}]}
          Web: {Type: "AWS::ECS::Service", Properties: {Cluster: !Ref Shop, DesiredCount: 2}}
          Own: {Type: "AWS::ECS::Service", Properties: {Cluster: !Ref Shop, LaunchType: FARGATE}}
          Both:
            Type: AWS::ECS::Service
            Properties:
              CapacityProviderStrategy:
                - {CapacityProvider: FARGATE, Base: 1}
                - {CapacityProvider: FARGATE_SPOT, Weight: 4}
          Template:
            Type: AWS::EC2::LaunchTemplate
            Properties: {LaunchTemplateData: {InstanceMarketOptions: {MarketType: spot}}}
          Group:
            Type: AWS::AutoScaling::AutoScalingGroup
            Properties: {LaunchTemplate: {LaunchTemplateId: !Ref Template}, MinSize: 2, MaxSize: 4}
        """
    found = {one.name: one for one in read(READER, text) if isinstance(one, Workload)}
    assert {name: one.spot for name, one in found.items()} == {"Web": True, "Own": None, "Both": None, "Group": True}
    assert [found[name].where("spot").start_line for name in ("Web", "Group")] == [4, 15]


def test_a_launch_template_that_nothing_here_launches_says_how_and_not_how_many() -> None:
    text = """
        Resources:
          Shop:
            Type: AWS::EC2::LaunchTemplate
            Properties: {LaunchTemplateName: shop, LaunchTemplateData: {InstanceType: t3.small}}
        """
    (found,) = (one for one in read(READER, text) if isinstance(one, Instance))
    assert (found.instance_type, found.group) == ("t3.small", "shop")


def test_a_distribution_whose_certificate_stands_elsewhere_shows_it_by_its_arn() -> None:
    text = """
        Resources:
          Cdn:
            Type: AWS::CloudFront::Distribution
            Properties:
              DistributionConfig:
                ViewerCertificate: {AcmCertificateArn: "arn:aws:acm:us-east-1:1:certificate/x"}
        """
    assert "Certificate 6 issuer=acm region=us-east-1 used_by=cloudfront" in told(read(READER, text))


@pytest.mark.parametrize(
    ("properties", "kept"),
    [
        ("Type: 'AWS::Logs::LogGroup'", ["KeptForGood 2 what=logs name=It"]),
        ("Type: 'AWS::Logs::LogGroup', Properties: {RetentionInDays: 30}", []),
        ("Type: 'AWS::ECR::Repository'", ["KeptForGood 2 what=images name=It"]),
        ("Type: 'AWS::ECR::Repository', Properties: {LifecyclePolicy: {LifecyclePolicyText: '{}'}}", []),
    ],
)
def test_logs_and_images_without_an_end_are_told(properties: str, kept: list[str]) -> None:
    lines = told(read(READER, f"Resources:\n  It: {{{properties}}}\n"))
    assert [line for line in lines if line.startswith("KeptForGood")] == kept


@pytest.mark.parametrize(
    ("sort", "properties"),
    [
        ("AWS::Serverless::HttpApi", "{Domain: {DomainName: a.example.com, CertificateArn: !Ref Arn}}"),
        ("AWS::ApiGatewayV2::DomainName", "{DomainNameConfigurations: [{CertificateArn: !ImportValue cert}]}"),
        ("AWS::ApiGateway::DomainName", "{RegionalCertificateArn: arn:aws:acm:ap-northeast-2:1:certificate/a}"),
    ],
)
def test_the_name_of_an_api_presents_the_certificate_that_it_takes_by_its_arn(sort: str, properties: str) -> None:
    (found,) = [
        one for one in resources(f"\n  Name:\n    Type: {sort}\n    Properties: {properties}\n") if "used_by" in one
    ]
    assert found.startswith("Certificate 5 issuer=acm")
    assert found.endswith("used_by=api")


def test_a_function_with_one_of_sams_own_policies_has_a_narrow_role() -> None:
    text = """
  Api:
    Type: AWS::Serverless::Function
    Properties:
      Policies:
        - DynamoDBCrudPolicy: {TableName: !Ref Orders}
        - AmazonS3FullAccess
"""
    assert [row for row in resources(text) if row.startswith(("Credential", "Policy"))] == [
        "Credential 7 form=instance-role holder=application",
        "Policy 8 principal=Api managed=AmazonS3FullAccess",
    ]


@pytest.mark.parametrize(("mode", "spread"), [("serverless", "True"), ("provisioned", "False")])
def test_a_serverless_cluster_of_the_first_kind_fails_over_by_itself(mode: str, spread: str) -> None:
    text = f"""
        AWSTemplateFormatVersion: "2010-09-09"
        Resources:
          Db:
            Type: AWS::RDS::DBCluster
            Properties: {{Engine: aurora-mysql, EngineMode: {mode}}}
        """
    assert f"multi_az={spread}" in " ".join(told(read(READER, text)))


@pytest.mark.parametrize(
    ("sort", "properties"),
    [
        ("AWS::ElasticLoadBalancingV2::TargetGroup", "{Port: 80, Targets: [{Id: !Ref Shop}]}"),
        ("AWS::ElasticLoadBalancing::LoadBalancer", "{Instances: [!Ref Shop]}"),
    ],
)
def test_a_machine_tells_where_a_load_balancer_is_given_it(sort: str, properties: str) -> None:
    text = f"""
        AWSTemplateFormatVersion: "2010-09-09"
        Resources:
          Shop:
            Type: AWS::EC2::Instance
            Properties: {{InstanceType: t3.small}}
          Group:
            Type: {sort}
            Properties: {properties}
        """
    (machine,) = (one for one in read(READER, text) if isinstance(one, Instance))
    assert places(machine)["attached"] == "8"


MADE_GROUP = """
    Resources:
      Task:
        Type: AWS::ECS::TaskDefinition
        Properties:
          ContainerDefinitions:
            - Name: web
              Image: shop/web:3.1.0
              LogConfiguration:
                LogDriver: awslogs
                Options:
                  awslogs-group: /shop/web
                  awslogs-create-group: "true"
"""


def test_a_group_of_logs_that_a_containers_driver_makes_is_kept_for_good() -> None:
    def kept(text: str) -> list[str]:
        return [line for line in told(read(READER, text)) if line.startswith("KeptForGood")]

    assert kept(MADE_GROUP) == ["KeptForGood 12 what=logs name=/shop/web"]
    assert kept(MADE_GROUP.replace('"true"', '"false"')) == []
    group = "      Logs:\n        Type: AWS::Logs::LogGroup\n        Properties: {RetentionInDays: 30}\n"
    assert kept(MADE_GROUP + group) == []


@pytest.mark.parametrize(
    ("pattern", "watches"),
    [("ERROR", "error-rate"), ("{ $.userIdentity.type = Root }", "root-use")],
)
def test_a_metric_that_is_counted_from_logs_is_collected_and_calls_nobody(pattern: str, watches: str) -> None:
    text = f"""
        Resources:
          Filter:
            Type: AWS::Logs::MetricFilter
            Properties:
              LogGroupName: /shop
              FilterPattern: "{pattern}"
              MetricTransformations: [{{MetricName: Errors, MetricNamespace: Shop, MetricValue: '1'}}]
    """
    assert told(read(READER, text)) == [f"MetricSource 2-3 watches={watches}"]

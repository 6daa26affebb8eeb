"""Secrets in the environments that CloudFormation, SAM and the Serverless Framework write; and SAM's `Globals`."""

import pytest

from holdfast.model.facts import ApplicationCors, Credential, HandedSecret
from holdfast.readers.repository.templates.document import READER
from tests.readers.repository.templates.support import read, told

SAM = """
    Transform: AWS::Serverless-2016-10-31
    Parameters:
      JwtSecret: {Type: String}
    Globals:
      Function:
        Environment:
          Variables:
            NODE_ENV: production
            JWT_SECRET: !Ref JwtSecret
      HttpApi:
        CorsConfiguration:
          AllowOrigins: ["http://localhost:3000"]
    Resources:
      Orders:
        Type: AWS::Serverless::Function
        Properties:
          Environment:
            Variables:
              TABLE: !Ref Table
      Api:
        Type: AWS::Serverless::HttpApi
        Properties: {StageName: live}
"""


def test_what_globals_says_holds_for_every_function_and_api() -> None:
    found = read(READER, SAM)
    (handed,) = [fact for fact in found if isinstance(fact, HandedSecret)]
    (cors,) = [fact for fact in found if isinstance(fact, ApplicationCors)]
    assert (handed.at.start_line, handed.to, handed.names) == (9, "Orders", ("JWT_SECRET",))
    assert (cors.at.start_line, cors.origins) == (12, ("http://localhost:3000",))


TASK = """
    Parameters:
      Password: {Type: String, NoEcho: true}
    Resources:
      Task:
        Type: AWS::ECS::TaskDefinition
        Properties:
          ContainerDefinitions:
            - Name: api
              Environment:
                - Name: DB_HOST
                  Value: !GetAtt Db.Endpoint.Address
                - Name: DB_PASSWORD
                  Value: !Ref Password
              Secrets:
                - {Name: JWT_SECRET, ValueFrom: !Ref Jwt}
      Site:
        Type: AWS::AppRunner::Service
        Properties:
          SourceConfiguration:
            ImageRepository:
              ImageConfiguration:
                RuntimeEnvironmentVariables:
                  - {Name: DB_PASSWORD, Value: !Ref Password}
      Host:
        Type: AWS::ElasticBeanstalk::Environment
        Properties:
          OptionSettings:
            - Namespace: aws:elasticbeanstalk:application:environment
              OptionName: DB_PASSWORD
              Value: !Ref Password
"""


def test_each_container_tells_its_secrets_at_their_lines() -> None:
    found = [line for line in told(read(READER, TASK)) if line.startswith("HandedSecret")]
    assert found == [
        "HandedSecret 12-13 to=api names=(DB_PASSWORD)",
        "HandedSecret 23 to=Site names=(DB_PASSWORD)",
        "HandedSecret 28-30 to=Host names=(DB_PASSWORD)",
    ]


def test_the_serverless_framework_hands_over_what_the_shell_had() -> None:
    text = """
    service: shop
    provider:
      name: aws
      environment:
        JWT_SECRET: ${env:JWT_SECRET}
        DB_PASSWORD: ${ssm:/shop/db-password}
    """
    found = [fact for fact in read(READER, text, "serverless.yml") if isinstance(fact, HandedSecret)]
    assert [(fact.at.start_line, fact.names) for fact in found] == [(5, ("JWT_SECRET",))]


def test_the_variables_of_a_function_are_given_whenever_it_runs() -> None:
    template = """
    Resources:
      Api:
        Type: AWS::Serverless::Function
        Properties:
          Environment:
            Variables:
              TABLE: !Ref Orders
              STAGE: prod
    """

    assert [line for line in told(read(READER, template)) if line.startswith("HandedSettings")] == [
        "HandedSettings 7-8 to=Api names=(TABLE, STAGE)"
    ]


def test_a_secret_in_a_parameter_is_handed_over_plainly_for_a_template_makes_no_encrypted_one() -> None:
    template = """
    Parameters:
      JwtSecret: {Type: String, NoEcho: true}
    Resources:
      Signing:
        Type: AWS::SSM::Parameter
        Properties:
          Name: /shop/jwt-secret
          Type: String
          Value: !Ref JwtSecret
      Table:
        Type: AWS::SSM::Parameter
        Properties: {Name: /shop/token-table, Type: String, Value: !Ref TokenTable}
    """
    found = [fact for fact in read(READER, template) if isinstance(fact, HandedSecret)]
    assert [(fact.at.start_line, fact.to, fact.names) for fact in found] == [(9, "Parameter Store", ("jwt_secret",))]


START = """
    Parameters:
      DbPassword: {Type: String, NoEcho: true}
      ApiSecret: {Type: String}
    Resources:
      Jwt:
        Type: AWS::SecretsManager::Secret
      Web:
        Type: AWS::EC2::Instance
        Metadata:
          AWS::CloudFormation::Init:
            config:
              files:
                /srv/app.env:
                  content: !Sub |
                    HOST=${Db.Endpoint.Address}
                    DB_PASSWORD=${DbPassword}
        Properties:
          UserData:
            Fn::Base64: !Sub |
              #!/bin/bash
              # ${DbPassword} is the first one
              export API_SECRET=${ApiSecret} REGION=${AWS::Region}
              aws secretsmanager get-secret-value --secret-id ${Jwt}
              echo ${!DB_PASSWORD}
      Joined:
        Type: AWS::EC2::LaunchTemplate
        Properties:
          LaunchTemplateData:
            UserData:
              Fn::Base64:
                Fn::Join:
                  - ''
                  - - "#!/bin/bash\\n"
                    - "mysql -p"
                    - !Ref DbPassword
      Own:
        Type: AWS::EC2::Instance
        Properties:
          UserData:
            Fn::Base64: |
              #!/bin/bash
              DB_PASSWORD=$(aws ssm get-parameter --name /shop/db --query Parameter.Value)
              echo "DB_PASSWORD=${DB_PASSWORD}" > /srv/app.env
"""


def test_parameters_with_secrets_are_told_where_a_template_writes_them_into_the_script_of_a_host() -> None:
    found = [fact for fact in read(READER, START) if isinstance(fact, HandedSecret)]
    assert [(fact.at.start_line, fact.at.end_line, fact.to, fact.names) for fact in found] == [
        (22, 22, "Web", ("ApiSecret",)),
        (16, 16, "Web", ("DbPassword",)),
        (35, 35, "Joined", ("DbPassword",)),
    ]


@pytest.mark.parametrize(
    "names",
    [
        "Resource: !Ref ApiSecret",
        "Resource: [!Ref ApiSecret]",
        'Resource: !Sub "${ApiSecret}*"',
        "SecretArn: {Ref: ApiSecret}",
        "MasterUserPassword: '{{resolve:secretsmanager:${ApiSecret}:SecretString:password}}'",
    ],
)
def test_a_parameter_that_names_a_secret_elsewhere_in_the_template_holds_none(names: str) -> None:
    template = f"{START}      Other:\n        Type: AWS::IAM::Policy\n        Properties:\n          {names}\n"
    found = [fact for fact in read(READER, template) if isinstance(fact, HandedSecret)]
    assert {fact.names for fact in found} == {("DbPassword",)}


USERS = """
    Resources:
      ImagePushUser: {Type: "AWS::IAM::User"}
      BackendUser:
        Type: AWS::IAM::User
      Told: {Type: "AWS::IAM::User", Properties: {UserName: github-actions}}
      ToldKey: {Type: "AWS::IAM::AccessKey", Properties: {UserName: !Ref Told}}
      Developer: {Type: "AWS::IAM::User", Properties: {UserName: kim}}
      DeployAdmin: {Type: "AWS::IAM::User", Properties: {LoginProfile: {Password: "{{resolve:x}}"}}}
"""


def test_a_user_for_a_program_has_keys_whoever_makes_them() -> None:
    found = [fact for fact in read(READER, USERS) if isinstance(fact, Credential)]
    assert sorted((fact.at.start_line, fact.holder) for fact in found) == [
        (2, "workflow"),
        (3, "application"),
        (6, "workflow"),
    ]

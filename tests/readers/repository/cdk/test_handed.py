"""Secrets in the environments that a CDK program writes."""

import pytest

from tests.readers.repository.cdk.test_cdk import stack


def test_a_function_and_a_container_get_secrets_where_their_environment_says_so() -> None:
    body = """\
    new lambda.Function(this, 'Mailer', {
      environment: {
        TABLE: 'orders',
        API_KEY: process.env.API_KEY ?? '',
      },
    });
    const task = new ecs.FargateTaskDefinition(this, 'Task');
    task.addContainer('api', {
      image: ecs.ContainerImage.fromAsset('.'),
      environment: {
        SECRET_ARN: db.secret!.secretArn,
        JWT_SECRET: process.env['JWT_SECRET'] ?? '',
        DB_PASSWORD: db.secret!.secretValueFromJson('password').unsafeUnwrap(),
      },
    });"""
    assert [line for line in stack(body) if line.startswith("HandedSecret")] == [
        "HandedSecret 7 to=Mailer names=(API_KEY)",
        "HandedSecret 15-16 to=api names=(JWT_SECRET, DB_PASSWORD)",
    ]


def test_a_secret_made_of_a_text_that_stands_there_is_given_away() -> None:
    body = """\
    const given = rds.Credentials.fromPassword('admin', cdk.SecretValue.unsafePlainText('Zx8kq2LmP0vT'));
    const asked = rds.Credentials.fromPassword('admin', cdk.SecretValue.unsafePlainText(process.env.DB_PASSWORD!));
    const blank = cdk.SecretValue.unsafePlainText('changeme');
    const open = cdk.SecretValue.unsafePlainText(props.siteUrl);
    const later = cdk.SecretValue.unsafePlainText(key.attrSecretAccessKey);"""
    assert [line for line in stack(body) if line.startswith(("ExposedSecret", "HandedSecret"))] == [
        "ExposedSecret 4 name=unsafePlainText form=password",
        "HandedSecret 5 to=CloudFormation names=(DB_PASSWORD)",
    ]


def test_a_secret_in_a_parameter_that_anybody_may_read_is_handed_over_plainly() -> None:
    body = """\
    new ssm.StringParameter(this, 'Password', {
      parameterName: '/shop/db/password',
      stringValue: props.dbPassword,
    });
    new ssm.StringParameter(this, 'Address', { parameterName: '/shop/db/host', stringValue: db.host });
    new ssm.StringParameter(this, 'Where', { parameterName: '/shop/db/secret', stringValue: db.secret!.secretArn });"""
    assert [line for line in stack(body) if line.startswith("HandedSecret")] == [
        "HandedSecret 6 to=Parameter Store names=(password)"
    ]


def test_a_secret_with_a_built_in_value_is_a_default() -> None:
    body = """\
    const signing = this.node.tryGetContext('jwtSecret') || 'put-your-secret-here';
    const password = process.env.DB_PASSWORD ?? 'postgres';
    const key = process.env['API_KEY'] || process.env.KEY || 'abc';
    const none = process.env.API_KEY ?? '';
    const where = process.env.SECRET_NAME || 'shop/production';
    const stored = process.env.DB_PASSWORD || '/shop/db/password';
    const stage = this.node.tryGetContext('stage') || 'prod';"""
    assert [line for line in stack(body) if "missing=default" in line] == [
        "ConfigurationLoader 4 source=cloudformation missing=default names=(jwtSecret)",
        "ConfigurationLoader 5 source=cloudformation missing=default names=(DB_PASSWORD)",
        "ConfigurationLoader 6 source=cloudformation missing=default names=(API_KEY)",
    ]


def test_settings_that_a_call_gives_have_no_names() -> None:
    body = """\
    const task = new ecs.FargateTaskDefinition(this, 'Task');
    task.addContainer('api', {
      image: ecs.ContainerImage.fromAsset('.'),
      environment: common(this, { stage: 'production' }),
      secrets: {
        ...Object.fromEntries(known.map((one) => [one, ecs.Secret.fromSsmParameter(one)])),
        DB_PASSWORD: ecs.Secret.fromSecretsManager(generated, 'password'),
      },
    });"""
    assert [line for line in stack(body) if line.startswith("SecretStore")] == [
        "SecretStore 10 service=secrets-manager name=DB_PASSWORD"
    ]


@pytest.mark.parametrize("how", ["valueForStringParameter", "valueFromLookup"])
def test_a_parameter_whose_value_is_written_into_the_template_is_handed_over_plainly(how: str) -> None:
    body = f"""\
    new lambda.Function(this, 'Api', {{
      environment: {{ JWT_SECRET: ssm.StringParameter.{how}(this, '/shop/jwt') }},
    }});"""
    assert [line for line in stack(body) if line.startswith("HandedSecret")] == [
        "HandedSecret 5 to=Api names=(JWT_SECRET)"
    ]

"""Functions of a CDK program: what they may do, and which websites a setting of theirs lets in."""

import pytest

from tests.readers.repository.cdk.test_cdk import stack

_FUNCTION = "new lambda.Function(this, 'Api', { runtime: lambda.Runtime.NODEJS_20_X, %s });"


def test_the_first_policy_of_a_function_is_one_of_its_permissions() -> None:
    body = _FUNCTION % "\n  initialPolicy: [new iam.PolicyStatement({ actions: ['s3:*'], resources: ['*'] })],\n"
    assert [line for line in stack(body) if line.startswith("Policy")] == [
        "Policy 5 principal=Api actions=(s3:*) resources=(*)"
    ]


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ("['http://localhost:3000', 'https://shop.example.com'].join(',')", 6),
        ("JSON.stringify(['http://localhost:3000', 'https://shop.example.com'])", 6),
        ("allowed.join(',')", 4),
        ("'http://localhost:3000,https://shop.example.com'", 6),
    ],
)
def test_a_list_made_one_text_lets_in_what_it_lists(value: str, line: int) -> None:
    allowed = "const allowed = ['http://localhost:3000', 'https://shop.example.com'];\n"
    body = allowed + _FUNCTION % f"\n  environment: {{ ALLOWED_ORIGINS: {value} }},\n"
    (told,) = [one for one in stack(body) if one.startswith("ApplicationCors")]
    assert told == f"ApplicationCors {line} origins=(http://localhost:3000, https://shop.example.com)"


def test_a_list_that_is_not_all_told_may_let_in_others() -> None:
    body = _FUNCTION % "environment: { ALLOWED_ORIGINS: [site, 'https://shop.example.com'].join(',') }"
    (told,) = [one for one in stack(body) if one.startswith("ApplicationCors")]
    assert told == "ApplicationCors 4 origins=(https://shop.example.com) complete=False"


@pytest.mark.parametrize("construct", ["go.GoFunction", "RustFunction", "python.PythonFunction"])
def test_functions_of_other_languages_are_functions_and_appsync_answers_before_them(construct: str) -> None:
    body = (
        f"    const fn = new {construct}(this, 'Work', {{ entry: 'cmd/work', initialPolicy: [\n"
        "      new iam.PolicyStatement({ actions: ['s3:*'], resources: ['*'] })] });\n"
        "    const api = new appsync.GraphqlApi(this, 'Graph', { name: 'shop' });\n"
        "    api.addLambdaDataSource('Source', fn);"
    )
    found = stack(body)
    assert [line.split()[1] for line in found if line.startswith("Policy")] == ["5"]
    assert [line.split()[1] for line in found if line.startswith("Workload")] == ["6"]


@pytest.mark.parametrize("construct", ["App", "CfnApp"])
def test_an_app_of_amplify_is_run_by_its_hosting(construct: str) -> None:
    found = stack(f"    new amplify.{construct}(this, 'Site', {{ environmentVariables: {{ STAGE: 'live' }} }});")
    assert [line for line in found if line.startswith("Workload")] == ["Workload 4 platform=hosted name=Site"]


@pytest.mark.parametrize(
    ("by", "line"),
    [
        ("new api.LambdaProxyIntegration({ handler: asked });", "5"),
        ("new ws.WebSocketLambdaIntegration('Talk', asked);", "5"),
        ("group.addTargets('Fn', { targets: [new targets.LambdaTarget(asked)] });", "5"),
        ("new lambda.FunctionUrl(this, 'At', { function: asked });", "5"),
        ("new api.SpecRestApi(this, 'Api', { apiDefinition: api.ApiDefinition.fromAsset('api.yaml') });", "6"),
        ("new ws.WebSocketApi(this, 'Api');", "6"),
    ],
)
def test_a_function_that_requests_reach_stands_before_those_that_nobody_asks(by: str, line: str) -> None:
    body = (
        "    const job = new lambda.Function(this, 'Job', {});\n"
        "    const asked = new lambda.Function(this, 'Asked', {});\n"
        f"    {by}"
    )
    assert [one.split()[1] for one in stack(body) if one.startswith("Workload")] == [line]


@pytest.mark.parametrize(("also", "end"), [("", " serves=False"), ("\n    new api.HttpApi(this, 'Api');", "")])
def test_functions_of_which_none_is_known_to_be_asked_are_workloads_all_the_same(also: str, end: str) -> None:
    body = _FUNCTION % "code: code" + also
    assert [one for one in stack(body) if one.startswith("Workload")] == [f"Workload 4 platform=lambda name=Api{end}"]


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("lambda.Code.fromInline(`\nexports.handler = async () => ({{ headers: {{ {} }} }});\n`)", "5"),
        ("new lambda.InlineCode(`\nexports.handler = async () => ({{ headers: {{ {} }} }});\n`)", "5"),
        ("lambda.Code.fromAsset('dist')", ""),
    ],
)
def test_a_header_in_a_program_that_is_written_out_lets_every_website_in(code: str, found: str) -> None:
    header = "'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Credentials': true"
    told = [one for one in stack(_FUNCTION % f"code: {code.format(header)}") if one.startswith("ApplicationCors")]
    assert told == ([f"ApplicationCors {found} origins=(*) credentials=True"] if found else [])


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("lambda.DockerImageCode.fromEcr(repo, { tagOrDigest: 'latest' })", True),
        ("lambda.Code.fromEcrImage(repo)", True),
        ("lambda.DockerImageCode.fromEcr(repo, { tagOrDigest: '1.4.2' })", False),
        ("lambda.DockerImageCode.fromEcr(repo, { tagOrDigest: props.tag })", False),
        ("lambda.DockerImageCode.fromImageAsset('./api')", False),
    ],
)
def test_a_function_made_of_whatever_image_is_newest_names_no_release(code: str, *, shown: bool) -> None:
    found = stack(f"new lambda.DockerImageFunction(this, 'Api', {{ code: {code} }});")
    assert bool([line for line in found if line.startswith("StandingName 4")]) is shown

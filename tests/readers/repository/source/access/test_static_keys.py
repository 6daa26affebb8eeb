"""Lasting access keys of AWS, however a program hands them over."""

import pytest

from holdfast.model.facts import Credential

from ..support import EXPRESS, told

MANIFESTS = {
    "js": {"package.json": EXPRESS},
    "py": {"requirements.txt": "flask\ndjango\n"},
    "java": {"pom.xml": "<project/>"},
    "go": {"go.mod": "module x\n"},
    "php": {"composer.json": "{}"},
    "cs": {"Shop.csproj": '<Project Sdk="Microsoft.NET.Sdk.Web"/>'},
}


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (
            "src/store.js",
            "AWS.config.update({ credentials: new AWS.Credentials(process.env.S3_ID, process.env.S3_SECRET) });",
        ),
        ("src/store.js", "AWS.config.loadFromPath('./keys.json');"),
        (
            "src/store.js",
            "new S3Client({ ...(at && { endpoint: at }), // MinIO\n ...(id && { credentials: { accessKeyId: id, secretAccessKey: word } }) });",
        ),
        ("shop/store.py", 'GIVEN = {"aws_access_key_id": os.getenv("ID"), "aws_secret_access_key": os.getenv("WORD")}'),
        ("shop/settings.py", 'AWS_S3_ACCESS_KEY_ID = env("ID")\nAWS_S3_SECRET_ACCESS_KEY = env("WORD")'),
        (
            "shop/settings.py",
            'OPTIONS = {"access_key": env("ID"), "secret_key": env("WORD")}  \nBACKEND = "storages.backends.s3.S3Storage"',
        ),
        (
            "src/main/java/Store.java",
            'class Store { void s3() { System.setProperty("aws.accessKeyId", id); System.setProperty("aws.secretAccessKey", word); } }',
        ),
        ("store.go", "package main\n\nvar given = aws.Credentials{AccessKeyID: id, SecretAccessKey: word}"),
        (
            "src/Store.php",
            "<?php\n$s3 = new Aws\\S3\\S3Client(['credentials' => ['key' => getenv('ID'), 'secret' => getenv('WORD')]]);",
        ),
        ("src/Store.php", "<?php\n$s3 = new S3Client(['region' => $r, 'credentials' => new Credentials($id, $word)]);"),
        ("Store.cs", "var s3 = new AmazonS3Client(accessKey, secretKey, RegionEndpoint.APNortheast2);"),
    ],
)
def test_keys_that_stay_are_told_in_every_language(path: str, line: str) -> None:
    imports = "import flask\nimport django\n" if path.endswith(".py") else ""
    [found] = told({**MANIFESTS[path.rpartition(".")[2]], path: f"{imports}{line}\n"}, Credential)
    assert "form=static-key holder=application" in found


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("src/store.js", "const given = new AWS.Credentials('dummy', 'dummy');"),
        ("src/store.js", "// AWS.config.loadFromPath('./keys.json');"),
        (
            "shop/store.py",
            'given = {"access_key": env("ID"), "secret_key": env("WORD")}  # of the shop across the street',
        ),
        ("store.go", 'package main\n\nvar given = aws.Credentials{AccessKeyID: "local", SecretAccessKey: "local"}'),
        ("store.go", "package main\n\ntype Keys struct {\n\tAccessKeyID string\n\tSecretAccessKey string\n}"),
        # What every new project of Laravel holds is used by those alone who choose that disk.
        (
            "config/filesystems.php",
            "<?php\nreturn ['s3' => ['driver' => 's3', 'key' => env('AWS_ACCESS_KEY_ID'), 'secret' => env('AWS_SECRET_ACCESS_KEY')]];",
        ),
        (
            "shop/settings.py",
            (
                'AWS_ACCESS_KEY_ID = os.environ.get("AWS_ACCESS_KEY_ID") or None\n'
                'AWS_SECRET_ACCESS_KEY = os.environ.get("AWS_SECRET_ACCESS_KEY") or None\n'
                'OPTIONS = {"access_key": AWS_ACCESS_KEY_ID, "secret_key": AWS_SECRET_ACCESS_KEY}  # storages.backends.s3'
            ),
        ),
        ("Store.cs", "var s3 = new AmazonS3Client(chain.Get(), RegionEndpoint.APNortheast2);"),
        ("Store.cs", "var s3 = new AmazonS3Client(RegionEndpoint.APNortheast2);"),
    ],
)
def test_what_only_looks_like_keys_is_silent(path: str, line: str) -> None:
    assert told({**MANIFESTS[path.rpartition(".")[2]], path: f"{line}\n"}, Credential) == []


_LENT = """
    client = boto3.client("sts").assume_role(RoleArn=arn, RoleSessionName="shop")
    credentials = client["Credentials"]
    boto3.Session(
        aws_access_key_id=credentials["AccessKeyId"],
        aws_secret_access_key=credentials["SecretAccessKey"],
"""


@pytest.mark.parametrize(
    ("code", "lasting"),
    [
        (f'{_LENT}        aws_session_token=credentials["SessionToken"],\n    )', False),
        (f"{_LENT}    )", True),
        ("    open_store(aws_access_key_id=None, aws_secret_access_key=None)", False),
        ("    fields = {'aws_access_key_id': forms.CharField(), 'aws_secret_access_key': forms.CharField()}", False),
        ("    given = {'aws_access_key_id': forms_of.key, 'aws_secret_access_key': word}", True),
        ("    print('--aws_access_key_id=<your id> --aws_secret_access_key=<your key>')", False),
        (
            "    aws_access_key_id: str = Secret(\n        default=None)\n    aws_secret_access_key: str = Secret()",
            False,
        ),
        ("    open_store(aws_access_key_id=settings.ID, aws_secret_access_key=settings.WORD)", True),
    ],
)
def test_keys_that_end_with_a_session_and_keys_that_are_left_out_are_not_lasting(code: str, *, lasting: bool) -> None:
    files = {"requirements.txt": "flask\n", "shop/store.py": f"import boto3\n\n\ndef store(arn):\n{code}\n"}
    assert bool(told(files, Credential)) is lasting


_HELPER = """
import boto3


def session(region, aws_access_key_id{default}, aws_secret_access_key{default}):
    return boto3.Session(
        region_name=region,
        aws_access_key_id=aws_access_key_id,
        aws_secret_access_key=aws_secret_access_key,
    )
"""


@pytest.mark.parametrize(("default", "lasting"), [("=None", False), (": str | None = None", False), ("", True)])
def test_a_helper_that_may_be_given_keys_tells_of_none(default: str, *, lasting: bool) -> None:
    files = {"requirements.txt": "flask\n", "shop/store.py": _HELPER.format(default=default)}
    assert bool(told(files, Credential)) is lasting


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("accessKeyId: { type: 'password', required: true }, secretAccessKey: { type: 'password' }", False),
        ("accessKeyId: z.string().optional(), secretAccessKey: z.string()", False),
        ("accessKeyId: zod_1.z.string(), secretAccessKey: zod_1.z.string()", False),
        ("accessKeyId: Joi.string(), secretAccessKey: Joi.string()", False),
        ("accessKeyId: told.id, secretAccessKey: told.word", True),
    ],
)
def test_a_schema_of_what_others_give_hands_over_no_key(given: str, *, found: bool) -> None:
    files = {"package.json": EXPRESS, "src/store.js": f"// of S3\nexport const asked = {{ {given} }};\n"}
    assert bool(told(files, Credential)) is found

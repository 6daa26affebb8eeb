"""Which secrets a repository wants by name, and what only looks like one."""

from pathlib import Path

import pytest

from holdfast.actions.read import read_repository
from holdfast.model.facts import WantedSecret

ARN = "arn:aws:secretsmanager:ap-northeast-1:123456789012:secret:shop/prod/api-AbCdEf"


def wanted(root: Path, files: dict[str, str]) -> list[tuple[str, str]]:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    estate = read_repository(root).estate
    assert estate.gaps == ()
    return [(str(fact.at), fact.name) for fact in estate.facts if isinstance(fact, WantedSecret)]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("src/a.ts", 'client.send(new GetSecretValueCommand({ SecretId: "shop/prod/pay" }));\n'),
        ("src/a.js", "const SECRET = 'shop/prod/pay';\nawait sm.getSecretValue({ SecretId: SECRET }).promise();\n"),
        ("src/a.ts", 'const SecretId: string = "shop/prod/pay";\nsend(new GetSecretValueCommand({ SecretId }));\n'),
        ("app/a.py", 'client.get_secret_value(SecretId="shop/prod/pay")\n'),
        ("app/a.py", 'NAME = "shop/prod/pay"\nclient.get_secret_value(SecretId=NAME)\n'),
        ("src/main/java/A.java", 'GetSecretValueRequest.builder().secretId("shop/prod/pay").build();\n'),
        ("app/a.rb", 'client.get_secret_value(secret_id: "shop/prod/pay")\n'),
        ("a.go", 'input := &secretsmanager.GetSecretValueInput{SecretId: aws.String("shop/prod/pay")}\n'),
    ],
)
def test_a_name_in_a_call_is_wanted_in_every_language(tmp_path: Path, path: str, text: str) -> None:
    assert [name for _, name in wanted(tmp_path, {path: text})] == ["shop/prod/pay"]


LOOP = """for (const id of ["shop/prod/db", "shop/prod/pay"]) {
  await client.send(new GetSecretValueCommand({ SecretId: id }));
}
"""
LISTED = """IDS = ["shop/prod/db", "shop/prod/pay"]
for one in IDS:
    load(client.get_secret_value(SecretId=one))
"""


@pytest.mark.parametrize(("path", "text"), [("src/a.ts", LOOP), ("app/a.py", LISTED)])
def test_every_name_that_a_loop_goes_through_is_wanted(tmp_path: Path, path: str, text: str) -> None:
    assert [name for _, name in wanted(tmp_path, {path: text})] == ["shop/prod/db", "shop/prod/pay"]


HELPER = """export async function secret(region: string, id: string) {
  return client.send(new GetSecretValueCommand({ SecretId: id }));
}
"""
CALLER = """import { secret } from "./secrets";
export const pay = await secret("ap-northeast-2", "shop/prod/pay");
export const any = await secret("ap-northeast-2", process.env.SECRET_NAME);
"""


def test_a_name_that_is_handed_to_a_function_which_asks_is_wanted_where_it_stands(tmp_path: Path) -> None:
    assert wanted(tmp_path, {"src/secrets.ts": HELPER, "src/pay.ts": CALLER}) == [("src/pay.ts:2", "shop/prod/pay")]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".env.production", f"SECRETS_ARN={ARN}\n"),
        ("deploy/start.sh", f'export SECRETS_ARN="{ARN}"\n'),
        ("ecosystem.config.js", f'module.exports = {{ apps: [{{ env: {{ SECRETS_ARN: "{ARN}" }} }}] }};\n'),
    ],
)
def test_an_arn_that_is_handed_over_as_the_secret_to_read_is_wanted(tmp_path: Path, path: str, text: str) -> None:
    assert [name for _, name in wanted(tmp_path, {path: text})] == [ARN]


@pytest.mark.parametrize(
    "text",
    [
        "# Secrets Manager\n\n- 보안 암호 이름: shop/prod/pay\n",
        "# AWS Secrets Manager\n\n- **Secret name**: `shop/prod/pay`\n",
    ],
)
def test_a_guide_wants_the_secret_that_it_names(tmp_path: Path, text: str) -> None:
    assert wanted(tmp_path, {"docs/secrets.md": text}) == [("docs/secrets.md:3", "shop/prod/pay")]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("src/a.ts", "send(new GetSecretValueCommand({ SecretId: process.env.SECRETS_ARN }));\n"),
        ("src/a.ts", "send(new GetSecretValueCommand({ SecretId: `shop/${stage}/pay` }));\n"),
        ("src/a.ts", '// send(new GetSecretValueCommand({ SecretId: "shop/old" }));\n'),
        ("src/a.test.ts", 'send(new GetSecretValueCommand({ SecretId: "shop/fake" }));\n'),
        ("app/a.py", "def load(secret_id=None):\n    return client.get_secret_value(SecretId=secret_id)\n"),
        (".env.example", f"SECRETS_ARN={ARN}\n"),
        ("policy.sh", f'echo \'{{"Resource": "{ARN}-??????"}}\'\n'),
        ("docs/git.md", "# GitHub\n\n- Secret name: AWS_ROLE\n"),
    ],
)
def test_what_may_be_any_secret_or_none_is_not_wanted(tmp_path: Path, path: str, text: str) -> None:
    assert wanted(tmp_path, {path: text}) == []

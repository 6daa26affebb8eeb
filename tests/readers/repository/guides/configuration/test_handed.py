"""Variables that a guide hands to what it starts."""

import pytest

from ..support import said


@pytest.mark.parametrize(
    "row",
    [
        'docker run -d -e CORS_ORIGINS="*" -e PORT=80 acme/shop',
        'docker run -d --env CORS_ORIGINS="*" acme/shop',
        "export CORS_ORIGINS=*",
    ],
)
def test_every_website_is_let_in_by_a_variable(row: str) -> None:
    found = said(f"# EC2 guide\n\n## Server\n\n```bash\ncd /srv/shop\n{row}\n```\n")

    assert [line for line in found if "Cors" in line] == ["ApplicationCors 7 origins=(*)"]


def test_a_unit_hands_a_key_to_the_application() -> None:
    unit = "[Service]\nExecStart=/srv/shop/run\nEnvironment=AWS_ACCESS_KEY_ID=your-key\n"

    found = said(f"# EC2 guide\n\n## Server\n\n```ini\n{unit}```\n")

    assert any("Credential 8" in line and "holder=application" in line for line in found)


@pytest.mark.parametrize(
    ("beside", "holds"),
    [
        ("aws sts get-caller-identity", False),
        ("npx cdk deploy --all", False),
        ("$ terraform apply", False),
        ("export AWS_PROFILE=shop", False),
        ("docker compose up -d", True),
        ("aws s3 ls\npm2 start shop", True),
        ("./run", True),
    ],
)
def test_keys_that_are_exported_for_a_tool_of_aws_are_not_the_applications(beside: str, *, holds: bool) -> None:
    keys = "export AWS_ACCESS_KEY_ID=AKIA...\nexport AWS_SECRET_ACCESS_KEY=...\n"
    found = said(f"# Deploy to AWS\n\n## Credentials\n\n```bash\n{keys}{beside}\n```\n")
    assert any("Credential" in line and "holder=application" in line for line in found) == holds


def test_a_developers_variables_say_nothing() -> None:
    assert said("# Shop\n\n## Local development\n\n```bash\nexport CORS_ORIGINS=*\nnpm start\n```\n") == []

"""A script that puts a site into its bucket releases it, over what lay there before."""

import pytest

from holdfast.model.facts import Deployment
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of


def sites(text: str, path: str = "scripts/deploy-web.sh") -> list[tuple[int | None, str | None]]:
    facts = facts_of(Snippet(path, f"#!/bin/bash\nset -e\n{text}"))
    return [
        (one.at.start_line, one.identity) for one in facts if isinstance(one, Deployment) and one.method == "static"
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("npm run build\naws s3 sync dist/ s3://$BUCKET --delete\n", [(4, "none")]),
        ("aws s3 cp ./build s3://shop-web/ --recursive\n", [(3, "none")]),
        ("SITE=s3://shop-web\naws s3 sync frontend/out $SITE\n", [(4, "none")]),
        ("s3cmd sync public/ s3://shop-web/\n", [(3, "none")]),
        ("aws s3 sync dist/ s3://shop-web/$(git rev-parse HEAD)/\n", [(3, "commit")]),
        (
            "aws s3 sync pages/ s3://shop\naws cloudfront create-invalidation --distribution-id $ID --paths '/*'\n",
            [(3, "none")],
        ),
        ("aws s3 sync s3://shop-web dist/\n", []),
        ("aws s3 sync s3://shop-stage s3://shop-web\n", []),
        ("aws s3 sync ./backups s3://shop-copies\n", []),
        ("aws s3 cp dist/app.zip s3://shop-artifacts/app.zip\n", []),
        ("aws s3 sync build/lambda s3://shop-code\n", []),
        ("aws s3 sync terraform s3://shop-tfstate\n", []),
        ("aws s3 sync pages/ s3://shop\n", []),
        ("aws s3 sync dist/ s3://shop --endpoint-url http://localhost:4566\n", []),
        ("aws s3 cp --endpoint-url http://minio:9000 --recursive ./public s3://shop/\n", []),
        ("aws s3 cp --endpoint-url https://x.r2.test --recursive ./public s3://shop/\n", [(3, "none")]),
        ("npm run build-storybook\naws s3 sync storybook-static s3://shop-web\n", []),
    ],
)
def test_what_is_put_into_a_bucket(text: str, found: list[tuple[int, str]]) -> None:
    assert sites(text) == found


def test_a_script_of_another_name_is_told_by_the_copies_that_it_has_renewed() -> None:
    text = "aws s3 sync dist/ s3://shop-web\n"
    renewed = f"{text}aws cloudfront create-invalidation --distribution-id $ID --paths '/*'\n"
    assert sites(text, "scripts/web.sh") == []
    assert sites(renewed, "scripts/web.sh") == [(3, "none")]
    assert sites(renewed, "scripts/web-dev.sh") == []


def test_a_script_that_a_script_writes_is_one_too() -> None:
    text = "cat > scripts/deploy-web.sh <<'EOF'\n#!/bin/bash\naws s3 sync dist/ s3://$BUCKET\nEOF\n"
    assert sites(text, "bootstrap.sh") == [(5, "none")]

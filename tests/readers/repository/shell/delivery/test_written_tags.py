"""The release's name in a file that compose reads."""

import pytest

from holdfast.readers.repository.shell.delivery.reader import identity_of
from holdfast.readers.repository.shell.steps.release_names import is_written_out
from holdfast.readers.repository.shell.syntax.parse import parse


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('echo "IMAGE_TAG=${GITHUB_SHA}" > .env\n', "commit"),
        ("echo IMAGE_TAG=$(git rev-parse --short HEAD) >> /srv/shop/.env.production\n", "commit"),
        ('sed -i "s|^IMAGE_TAG=.*|IMAGE_TAG=${GITHUB_SHA}|" .env\n', "commit"),
        ("sed -i 's/^TAG=.*/TAG='$CI_COMMIT_SHORT_SHA'/' .env\n", "commit"),
        ("cat > .env <<EOF\nDB_HOST=db\nAPP_IMAGE=r.example/shop:${GITHUB_SHA}\nEOF\n", "commit"),
        ('printf "IMAGE_TAG=%s\\nTAG=${{ github.run_number }}\\n" x > deploy.env\n', "number"),
        ('echo "IMAGE_TAG=$SHA" | tee -a .env\n', "commit"),
        ('sed -i "s|image: .*|image: r.example/shop:$GITHUB_SHA|" docker-compose.yml\n', "commit"),
        ('echo "IMAGE_TAG=${GITHUB_SHA}"\n', "none"),
        ('echo "NODE_ENV=production" > .env\n', "none"),
        ('echo "SENTRY_COMMIT=${GITHUB_SHA}" > .env\n', "none"),
        ('echo "IMAGE_TAG=${GITHUB_SHA}" > notes.txt\n', "none"),
        ('git pull\necho "IMAGE_TAG=${GITHUB_SHA}" > .env\ndocker compose build web\n', "none"),
    ],
)
def test_a_tag_in_the_settings_of_compose_names_the_release(text: str, expected: str) -> None:
    script = parse(f"{text}docker compose up -d\n")
    assert identity_of(script.commands, script.variables) == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("  APP_IMAGE: shop/api:1.4.2", True),
        ("  IMAGE_TAG: sha-98d058b", True),
        ("APP_VERSION=1.4.2", True),
        ("  POSTGRES_IMAGE: postgres:15.4.0", False),
        ("  NODE_IMAGE: node:20.11.0", False),
        ("  GRAFANA_IMAGE: grafana/grafana:10.2.3", False),
        ("  SEARCH_IMAGE: opensearchproject/opensearch:2.11.0", False),
        ("  NODE_VERSION: 20.11.0", False),
        ("# APP_VERSION=1.4.2", False),
    ],
)
def test_a_version_names_every_release_alike_unless_it_is_a_tools_own(row: str, *, expected: bool) -> None:
    assert is_written_out(row) is expected

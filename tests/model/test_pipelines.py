"""Which files a service for pipelines runs."""

import pytest

from holdfast.model.pipelines import dialect_of, is_pipeline, is_workflow


@pytest.mark.parametrize(
    ("path", "workflow", "dialect"),
    [
        (".github/workflows/deploy.yml", True, None),
        (".forgejo/workflows/deploy.yaml", True, None),
        (".github/actions/deploy/action.yml", True, None),
        (".gitlab-ci.yml", False, "gitlab"),
        ("ci/Jenkinsfile.prod", False, "jenkins"),
        ("infra/buildspec-prod.yml", False, "buildspec"),
        ("docs/workflows/deploy.yml", False, None),
        ("docker-compose.yml", False, None),
    ],
)
def test_a_pipeline_is_told_by_where_it_lies(path: str, workflow: bool, dialect: str | None) -> None:
    assert (is_workflow(path), dialect_of(path)) == (workflow, dialect)
    assert is_pipeline(path) is (workflow or dialect is not None)

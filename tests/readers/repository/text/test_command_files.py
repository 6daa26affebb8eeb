"""The files in which others look for commands."""

import pytest

from holdfast.model.pipelines import is_pipeline
from holdfast.readers.repository.text.command_files import is_recipes, is_script, says_commands


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (".gitea/workflows/deploy.yaml", is_pipeline),
        ("infra/buildspec-prod.yml", is_pipeline),
        (".buildkite/pipeline.yml", is_pipeline),
        ("ci/Jenkinsfile.prod", is_pipeline),
        ("infra/codebuild/test.yml", is_pipeline),
        (".github/actions/deploy/action.yml", is_pipeline),
        ("Makefile.prod", is_recipes),
        ("composer.json", is_recipes),
        ("package.json", is_recipes),
        ("tools/api.just", is_recipes),
        ("Taskfile.dist.yaml", is_recipes),
        ("pyproject.toml", is_recipes),
        ("terraform/user_data.sh.tpl", is_script),
        ("userdata.tftpl", is_script),
        (".platform/hooks/prebuild/01_env", is_script),
        ("bin/release", is_script),
        ("deploy.ps1", is_script),
        ("src/bin/config.json", None),
        ("app/scripts.ts", None),
        ("Makefile.am", None),
        ("Makefile.am/notes.md", None),
        ("package-lock.json", None),
    ],
)
def test_each_file_that_says_what_is_run_is_of_one_kind(path: str, kind: object) -> None:
    assert [one for one in (is_pipeline, is_recipes, is_script) if one(path)] == ([kind] if kind else [])
    assert says_commands(path) == (kind is not None)

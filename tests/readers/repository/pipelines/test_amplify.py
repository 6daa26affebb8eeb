"""What Amplify's build specification says, and whose release it is."""

import pytest

from holdfast.model.facts import Deployment, ScriptFault
from holdfast.readers.repository.pipelines import READER
from tests.readers.repository.many import read_files

_BUILT = """
    version: 1
    frontend:
      phases:
        preBuild:
          commands: [npm ci || npm install]
        build:
          commands: [npm run build]
      artifacts:
        baseDirectory: dist
        files: ["**/*"]
    """
_OF_SEVERAL = """
    version: 1
    applications:
      - appRoot: web
        frontend:
          phases:
            build:
              commands: [npm ci || npm install]
          artifacts: {baseDirectory: dist}
    """


@pytest.mark.parametrize(("text", "lines"), [(_BUILT, (8, 10)), (_OF_SEVERAL, (8, 8))])
def test_every_commit_is_put_out_by_amplify(text: str, lines: tuple[int, int]) -> None:
    found = read_files(READER, **{"amplify.yml": text})
    (release,) = [one for one in found if isinstance(one, Deployment)]

    assert (release.method, release.identity, release.at.start_line, release.at.end_line) == (
        "hosted",
        "commit",
        *lines,
    )
    assert [one.form for one in found if isinstance(one, ScriptFault)] == ["lock-passed-over"]


@pytest.mark.parametrize("beside", ["backend/package.json", "Dockerfile", "infra/main.tf", "api/requirements.txt"])
def test_a_program_beside_it_runs_elsewhere(beside: str) -> None:
    found = read_files(READER, **{"amplify.yml": _BUILT, beside: "{}"})

    assert not [one for one in found if isinstance(one, Deployment)]


@pytest.mark.parametrize("text", ["frontend: [", "frontend: 3", "applications: x", ""])
def test_odd_files_never_raise(text: str) -> None:
    read_files(READER, **{"amplify.yml": text})

"""What a Jenkinsfile takes for granted where whoever starts it says nothing."""

import pytest

from holdfast.model.facts import StandingName
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.pipelines import READER

_FILE = """pipeline {{
 agent any
 parameters {{
  {asked}
 }}
 stages {{
  stage('Deploy') {{
   steps {{
    sh "ssh shop@host 'TAG=${{params.{used}}} docker compose up -d'"
   }}
  }}
 }}
}}
"""


@pytest.mark.parametrize(
    ("asked", "used", "lines"),
    [
        ("string(name: 'IMAGE_TAG', defaultValue: 'latest', description: 'Tag (e.g. v1)')", "IMAGE_TAG", [(4, 4)]),
        ('string(\n   defaultValue: "main",\n   name: "IMAGE_TAG")', "IMAGE_TAG", [(4, 6)]),
        ("string(name: 'IMAGE_TAG', defaultValue: '')", "IMAGE_TAG", []),
        ("string(name: 'IMAGE_TAG', defaultValue: '1.4.2')", "IMAGE_TAG", []),
        ("string(name: 'BRANCH', defaultValue: 'main')", "BRANCH", []),
        ("string(name: 'IMAGE_TAG', defaultValue: 'latest')", "COMMIT", []),
        ("// string(name: 'IMAGE_TAG', defaultValue: 'latest')", "IMAGE_TAG", []),
    ],
)
def test_a_release_that_is_the_newest_unless_somebody_says_so_is_shown(
    asked: str, used: str, lines: list[tuple[int, int]]
) -> None:
    found = READER.read(Snippet("Jenkinsfile", _FILE.format(asked=asked, used=used)))
    names = [one for one in found if isinstance(one, StandingName)]
    assert [(one.at.start_line, one.at.end_line) for one in names] == lines

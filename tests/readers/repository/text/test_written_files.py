"""What a file that something writes is read as, by its path."""

import pytest

from holdfast.model.facts import Fact, Workload
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of
from holdfast.readers.repository.text.written_files import language_of_written


@pytest.mark.parametrize(
    ("path", "language"),
    [
        (".ebextensions/02-environment.config", "yaml"),
        ("${BUILD}/.ebextensions/app.config", "yaml"),
        ("web.config", ""),
        ("app.config", ""),
        ("main.tf", "hcl"),
        ("terraform.tfstate", ""),
        ("infra/docker-compose.yml", "yaml"),
    ],
)
def test_the_path_tells_the_language(path: str, language: str) -> None:
    assert language_of_written(path, "a: 1\n") == language


def test_options_of_beanstalk_in_a_document_are_read_on_their_lines() -> None:
    text = "mkdir -p .ebextensions\ncat > .ebextensions/env.config << 'EOF'\noption_settings:\n"
    text += "  aws:elasticbeanstalk:environment:\n    EnvironmentType: SingleInstance\nEOF\neb deploy shop\n"
    found = [one for one in facts_of(Snippet("deploy.sh", text)) if isinstance(one, Fact) and isinstance(one, Workload)]
    assert [(one.at.start_line, one.maximum) for one in found] == [(5, 1)]

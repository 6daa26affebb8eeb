"""Programs in other languages than Python that bring a release by shell."""

import pytest

from holdfast.model.facts import Deployment
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.programs_that_deploy import READER


@pytest.mark.parametrize(
    ("path", "text", "places"),
    [
        ("hook.js", "exec('cd /srv/api && git pull && pm2 restart api', done);\n", [(1, "none")]),
        ("deploy.ts", "await ssh.execCommand('git pull');\nawait ssh.execCommand('pm2 reload api');\n", [(2, "none")]),
        ("deploy.mjs", "await $`\n  git pull\n  docker compose up -d\n`;\n", [(3, "none")]),
        ("hook.php", "<?php\nsystem('git pull && docker compose up -d');\n", [(2, "none")]),
        ("deploy.js", "execSync(`git fetch && git checkout ${sha} && pm2 reload api`);\n", [(1, "commit")]),
        ("help.js", "console.log('git pull && pm2 restart api');\n// exec('git pull && pm2 restart api')\n", []),
        ("help.js", "say('on the host run `git pull && pm2 restart api`');\n", []),
        ("version.js", "execSync('git fetch --tags');\nexecSync('git describe');\n", []),
    ],
)
def test_what_pulls_and_starts_is_a_deployment(path: str, text: str, places: list[tuple[int, str]]) -> None:
    assert READER.wants(path)

    found = list(READER.read(Snippet(path, text)))

    assert [(one.at.start_line, one.identity) for one in found if isinstance(one, Deployment)] == places


def test_tests_release_nothing() -> None:
    assert not READER.wants("tests/deploy.js")
    assert not READER.wants("scripts/dev-up.js")

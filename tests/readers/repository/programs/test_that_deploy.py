"""Programs in other languages than Python that bring a release by shell."""

import pytest

from holdfast.model.facts import BackupJob, Deployment, Login
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.programs.that_deploy import READER


@pytest.mark.parametrize(
    ("path", "text", "places"),
    [
        ("hook.js", "exec('cd /srv/api && git pull && pm2 restart api', done);\n", [(1, "none")]),
        ("deploy.ts", "await ssh.execCommand('git pull');\nawait ssh.execCommand('pm2 reload api');\n", [(2, "none")]),
        ("deploy.mjs", "await $`\n  git pull\n  docker compose up -d\n`;\n", [(3, "none")]),
        ("hook.php", "<?php\nsystem('git pull && docker compose up -d');\n", [(2, "none")]),
        ("deploy.js", "execSync(`git fetch && git checkout ${sha} && pm2 reload api`);\n", [(1, "commit")]),
        ("deploy.js", "execSync('scp -r dist app@203.0.113.7:/srv/api');\n", [(1, "none")]),
        ("build.js", "execSync('scp -r dist app@203.0.113.7:/srv/api');\n", []),
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


@pytest.mark.parametrize(
    ("path", "text", "logins"),
    [
        ("scripts/deploy.js", "spawnSync('ssh', ['root@203.0.113.7', 'pm2 restart api']);\n", [1]),
        ("Rakefile", "task :deploy do\n  sh \"ssh root@#{HOST} 'pm2 restart api'\"\nend\n", [2]),
        ("lib/tasks/release.rake", "task :release do\n  `ssh root@203.0.113.7 uptime`\nend\n", [2]),
        ("cmd/deploy/main.go", 'exec.Command("sh", "-c", "ssh root@203.0.113.7 \\"pm2 restart api\\"").Run()\n', [1]),
        ("gulpfile.js", "exports.deploy = (done) => exec('ssh root@203.0.113.7 ls', done);\n", [1]),
        ("provision.php", "<?php\n// exec('ssh root@203.0.113.7 ls');\nexec('ssh root@203.0.113.7 ls');\n", [3]),
        ("src/terminal.js", "spawnSync('ssh', ['root@203.0.113.7', 'ls']);\n", []),
        ("config/deploy.rb", "run 'ssh root@203.0.113.7 ls'\n", []),
    ],
)
def test_programs_for_hosts_are_read_as_the_shell_that_they_come_to(path: str, text: str, logins: list[int]) -> None:
    found = list(READER.read(Snippet(path, text))) if READER.wants(path) else []

    assert [one.at.start_line for one in found if isinstance(one, Login) and one.user == "root"] == logins


def test_each_task_of_a_file_is_a_script_of_its_own() -> None:
    text = (
        "task :dump do\n  sh 'pg_dump shop > /srv/shop.sql || true'\nend\n"
        "task :send do\n  sh 'aws s3 cp dist s3://shop --recursive'\nend\n"
    )
    [job] = [one for one in READER.read(Snippet("Rakefile", text)) if isinstance(one, BackupJob)]

    assert (job.at.start_line, job.destination) == (2, "host")


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (
            "#!/usr/bin/env ruby",
            (
                'steps = [\n  "cd app",\n  "systemctl restart puma",\n].join(" && ")\n'
                "run! \"rsync -az ./ #{target}:/srv/app/\"\nrun! %(ssh #{target} '#{steps}')\n"
            ),
        ),
        (
            "#!/usr/bin/env node",
            (
                "const host = 'deploy@203.0.113.7'\nexecSync(`rsync -az ./ ${host}:/srv/app/`)\n"
                "execSync(`ssh ${host} 'pm2 restart api'`)\n"
            ),
        ),
    ],
)
def test_a_program_with_a_bare_name_tells_its_language_in_its_first_row(row: str, text: str) -> None:
    assert READER.wants("bin/ship")
    found = list(READER.read(Snippet("bin/ship", f"{row}\n{text}")))
    assert [one.method for one in found if isinstance(one, Deployment)] == ["ssh"]
    assert list(READER.read(Snippet("bin/ship", f"#!/bin/sh\n{text}"))) == []

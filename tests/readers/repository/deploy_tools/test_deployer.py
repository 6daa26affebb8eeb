"""What Deployer's recipes say about hosts and releases."""

from textwrap import dedent

import pytest

from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.deploy_tools.deployer import READER

from ..templates.support import told


def recipe(text: str) -> list[str]:
    assert READER.wants("deploy.php")
    return told(READER.read(Snippet("deploy.php", "<?php\nnamespace Deployer;\n" + dedent(text).lstrip("\n"))))


_RELEASE = (
    "method=ssh name=dep deploy identity={} carries_identity=True asks_health=False rollback=procedure starts=host"
)


def test_each_environment_has_its_hosts_and_one_deployment() -> None:
    text = """
        set('repository', 'git@git.example:acme/shop.git');
        set('remote_user', 'deploy');
        host('203.0.113.7')
            ->user('ec2-user')
            ->stage('production');
        // host('203.0.113.8');
        host('next.shop.example')->setLabels(['stage' => 'staging'])->set('branch', 'develop');
        """
    assert recipe(text) == [
        "Instance 5-7 [production] name=203.0.113.7 purpose=application",
        "Login 5-7 [production] method=ssh user=ec2-user actor=script",
        "Instance 9 [staging] name=next.shop.example purpose=application",
        "Login 9 [staging] method=ssh user=deploy actor=script",
        f"Deployment 5-7 [production] {_RELEASE.format('commit')}",
        f"Deployment 9 [staging] {_RELEASE.format('commit')}",
    ]


@pytest.mark.parametrize(
    ("host", "name", "user"),
    [
        ("server('live', '203.0.113.7', 22)->user('web');", "203.0.113.7", "web"),
        ("host('root@203.0.113.7');", "203.0.113.7", "root"),
        ("host('live')->setHostname('203.0.113.7')->set('remote_user', 'web');", "203.0.113.7", "web"),
        ("host(getenv('SHOP_HOST'))->setRemoteUser('web');", None, "web"),
        ("host('live')->set('hostname', getenv('SHOP_HOST') ?: '');", None, None),
    ],
)
def test_the_ways_to_name_a_host_and_who_enters_it(host: str, name: str | None, user: str | None) -> None:
    instance, login, _ = recipe(host)
    assert instance.partition("name=")[2].partition(" purpose")[0] == (name or "")
    assert login.partition("user=")[2].partition(" actor")[0] == (user or "")


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("set('branch', 'main');", []),
        ("set('branch', runLocally('git rev-parse --abbrev-ref HEAD'));", ["unmerged-deployed"]),
        ("set('keep_releases', 1);", ["rollback-cannot-start"]),
        ("set('keep_releases', 5);", []),
        ("task('m', function () {\n    run('php artisan migrate --force || true');\n});", ["error-swallowed"]),
        ("task('r', function () {\n    run('sudo systemctl reload php-fpm');\n});", []),
    ],
)
def test_what_leaves_no_way_back_sends_anything_or_hides_a_failure(row: str, found: list[str]) -> None:
    lines = recipe(f"host('203.0.113.7');\n{row}\n")
    assert [line.partition("form=")[2].split()[0] for line in lines if "form=" in line] == found


def test_a_branch_by_a_tag_names_the_release_and_a_host_may_be_kept_elsewhere() -> None:
    text = "set('repository', 'git@git.example:acme/shop.git');\nset('branch', getenv('RELEASE_TAG'));\n"
    assert recipe(text) == [f"Deployment 3 {_RELEASE.format('tag')}"]


def test_whoever_answers_is_let_in_unasked() -> None:
    lines = recipe("host('203.0.113.7')->addSshOption('StrictHostKeyChecking', 'no');")
    assert any(line.startswith("UncheckedHost") for line in lines)


@pytest.mark.parametrize(
    "text", ["<?php\necho host('203.0.113.7');\n", "", "<?php\nnamespace Deployer;\nlocalhost();\n"]
)
def test_another_program_and_ones_own_machine_are_no_deployment(text: str) -> None:
    assert told(READER.read(Snippet("deploy.php", text))) == []


def test_long_files_are_read_in_linear_time() -> None:
    text = "<?php\nnamespace Deployer;\n" + "host('a', " * 4_000 + "\n" + "->set('x', " * 4_000
    list(READER.read(Snippet("deploy.php", text)))

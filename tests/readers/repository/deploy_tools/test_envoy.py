"""Envoy's tasks, as the shell that they type on hosts."""

import pytest

from holdfast.model.facts import Deployment, Instance, Login, Rollback
from holdfast.readers.repository.base import Reading, Snippet
from holdfast.readers.repository.deploy_tools.envoy import READER

_FILE = """\
@servers(['web' => ['deploy@198.51.100.4'], 'here' => '127.0.0.1'])

@setup
    $branch = 'main';
@endsetup

@task('{task}', ['on' => 'web'])
    cd /var/www/shop
    @if ($branch)
        git pull origin {{{{ $branch }}}}
    @endif
    composer install --no-dev
    php artisan migrate --force
@endtask
"""


def read(text: str) -> list[Reading]:
    assert READER.wants("Envoy.blade.php")
    return list(READER.read(Snippet("Envoy.blade.php", text)))


def test_a_task_that_brings_the_newest_puts_it_live_and_names_no_release() -> None:
    [deployment] = [one for one in read(_FILE.format(task="deploy")) if isinstance(one, Deployment)]

    assert (deployment.method, deployment.identity) == ("ssh", "none")
    assert deployment.at.start_line == 13
    assert deployment.where("identity").start_line == 10


def test_the_hosts_are_told_and_as_whom_they_are_entered() -> None:
    found = read(_FILE.format(task="deploy"))

    assert [(one.name, one.at.start_line) for one in found if isinstance(one, Instance)] == [("198.51.100.4", 1)]
    assert [(one.user, one.at.start_line) for one in found if isinstance(one, Login)] == [("deploy", 1)]


def test_a_host_of_ones_own_settings_is_entered_by_nobody_known() -> None:
    found = read("@servers(['web' => $server])\n")

    assert [one.user for one in found if isinstance(one, Login)] == [None]
    assert not [one for one in found if isinstance(one, Instance)]
    assert read("@servers(['localhost' => '127.0.0.1'])\n") == []


@pytest.mark.parametrize(
    "text",
    ["", "@task('deploy')\n", "@task('a')\n@endtask\n", "@endtask\n", "@task('logs')\n  tail -f log\n@endtask\n"],
)
def test_what_brings_nothing_deploys_nothing(text: str) -> None:
    assert not [one for one in read(text) if isinstance(one, Deployment | Rollback)]


@pytest.mark.parametrize("piece", ["@servers(['a.b", "@task('x')\n", "'a.a.", "@endtask\n"])
def test_reading_takes_time_linear_in_the_length(piece: str) -> None:
    read(f"@servers([{piece * (200_000 // len(piece))}")

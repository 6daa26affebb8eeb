"""What runs backups by the clock: which units there are, what they start, and that systemd takes them."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from holdfast.host.backup.timers import render_cron, render_units, tasks
from holdfast.model.errors import SpecError, UsageError
from holdfast.model.product import Product


def product(placement: str = "host", manager: str = "systemd", **backup: Any) -> Product:
    environment = {"database": {"placement": placement}, "backup": backup}
    return Product.model_validate(
        {"name": "shop", "service": {"process_manager": manager}, "environments": {"production": environment}}
    )


def names(about: Product) -> list[str]:
    return sorted(render_units(about, "production"))


def test_a_database_on_the_host_has_dumps_bases_proofs_pruning_and_the_archive() -> None:
    stem = "holdfast-backup-shop-production"

    assert names(product()) == [
        f"{stem}-base.service",
        f"{stem}-base.timer",
        f"{stem}-prune.service",
        f"{stem}-prune.timer",
        f"{stem}-run.service",
        f"{stem}-run.timer",
        f"{stem}-verify.service",
        f"{stem}-verify.timer",
        f"{stem}-wal.service",
    ]


@pytest.mark.parametrize("about", [product("rds"), product(point_in_time=False)])
def test_without_point_in_time_on_the_host_there_is_no_base_and_no_archive(about: Product) -> None:
    assert {name.rpartition("-")[2].partition(".")[0] for name in names(about)} == {"run", "prune", "verify"}


def test_each_starts_through_the_launcher_which_alone_knows_the_databases_url() -> None:
    text = render_units(product(), "production")["holdfast-backup-shop-production-run.service"]

    assert (
        "\nExecStart=/usr/local/bin/holdfast launch --environment production --spec /etc/holdfast -- "
        "/usr/local/bin/holdfast backup run --unless-within 12 --environment production --spec /etc/holdfast\n" in text
    )


def test_the_timer_makes_up_for_a_host_that_was_off_and_speaks_utc() -> None:
    text = render_units(product(schedule="15 3 * * *"), "production")["holdfast-backup-shop-production-run.timer"]

    for line in ("OnCalendar=*-*-* 03:15:00 UTC", "Persistent=true", "RandomizedDelaySec=120"):
        assert f"\n{line}\n" in text


def test_pruning_comes_after_the_run_whenever_that_is() -> None:
    text = render_units(product(schedule="30 23 * * *"), "production")["holdfast-backup-shop-production-prune.timer"]

    assert "\nOnCalendar=*-*-* 01:30:00 UTC\n" in text


def test_the_archive_runs_for_ever_and_always_comes_back() -> None:
    text = render_units(product(), "production")["holdfast-backup-shop-production-wal.service"]

    for line in ("Type=exec", "Restart=always", "StartLimitIntervalSec=0", "WantedBy=multi-user.target"):
        assert f"\n{line}\n" in text


@pytest.mark.parametrize(
    ("folder", "state", "written"),
    [
        ("/var/lib/holdfast/backup", "holdfast/shop-production holdfast/backup", "-/run/postgresql"),
        ("/data/backup", "holdfast/shop-production", "-/run/postgresql -/data/backup"),
    ],
)
def test_it_may_write_its_own_folders_alone(folder: str, state: str, written: str) -> None:
    text = render_units(product(data_folder=folder), "production")["holdfast-backup-shop-production-run.service"]

    assert f"\nStateDirectory={state}\n" in text
    assert f"\nReadWritePaths={written}\n" in text
    assert "\nProtectSystem=strict\n" in text


@pytest.mark.parametrize("key", ["schedule", "base_schedule", "prove_schedule"])
def test_a_schedule_that_never_comes_is_refused_with_its_key(key: str) -> None:
    with pytest.raises(SpecError) as refused:
        render_units(product(**{key: "0 0 31 2 *"}), "production")

    assert refused.value.problems[0].key == f"environments.production.backup.{key}"


@pytest.mark.parametrize("folder", ["/a b", "/a%i", '/a"', "/a$HOME", "/a;rm", "/a`id`", "/a:ro"])
def test_a_folder_that_would_mean_something_else_is_refused(folder: str) -> None:
    for render in (render_units, render_cron):
        with pytest.raises(UsageError, match="plain absolute path"):
            render(product(data_folder=folder), "production")


def test_the_same_spec_gives_the_same_text() -> None:
    assert render_units(product(), "production") == render_units(product(), "production")


def test_cron_has_the_same_tasks_as_systemd_and_looks_every_minute_whether_the_archive_runs() -> None:
    text = render_cron(product(), "production")
    lines = [line for line in text.splitlines() if " postgres " in line and not line.startswith("#")]

    assert [line.split(" postgres ")[0] for line in lines] == [
        "30 18 * * *",
        "0 17 * * 0",
        "30 20 * * *",
        "0 19 * * 0",
        "* * * * *",
    ]
    assert "flock -n /var/lib/holdfast/backup/shop-production-wal.lock /usr/local/bin/holdfast launch" in lines[-1]
    assert "%" not in text, "cron ends a command at a percent sign"


def test_a_container_does_one_thing_and_ends() -> None:
    text = render_cron(product("rds", "container", data_folder="/data/backup"), "production")

    assert "\nHOLDFAST_IMAGE=holdfast:" in text
    assert (
        "30 18 * * * root docker run --rm --name holdfast-backup-shop-production-run --network host --read-only "
        "--tmpfs /tmp -v /etc/holdfast:/etc/holdfast:ro -v /var/lib/holdfast:/var/lib/holdfast "
        '-v /data/backup:/data/backup "$HOLDFAST_IMAGE" holdfast launch --environment production --spec /etc/holdfast '
        "-- holdfast backup run --unless-within 12 --environment production --spec /etc/holdfast 2>&1 "
        "| logger -t holdfast-backup-shop-production-run\n" in text
    )


@pytest.mark.parametrize(
    ("about", "words"),
    [
        (product(), "backup verify latest"),
        (product("rds"), "backup verify latest"),
        (
            product("rds", client_recipient="age1" + "q" * 58),
            "backup verify latest --identity /etc/holdfast/backup.age",
        ),
    ],
)
def test_a_proof_asks_for_all_that_the_spec_does(about: Product, words: str) -> None:
    assert [task.words for task in tasks(about, "production") if task.name == "verify"] == [words]


@pytest.mark.parametrize(("placement", "cron"), [("host", "20 * * * *"), ("rds", "30 19 * * *")])
def test_where_a_copy_is_asked_for_it_is_made_and_its_wal_every_hour(placement: str, cron: str) -> None:
    about = product(placement, copy_region="ap-northeast-3", copy_bucket="shop-backup-copy")

    assert [task.cron for task in tasks(about, "production") if task.name == "copy"] == [cron]


def test_every_task_says_what_it_is() -> None:
    assert all(task.what and task.words for task in tasks(product(), "production"))


@pytest.mark.integration
@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
@pytest.mark.parametrize("about", [product(), product("rds"), product(data_folder="/data/backup")])
def test_systemd_takes_every_unit(about: Product, tmp_path: Path) -> None:
    command = tmp_path / "holdfast"
    command.write_text("#!/bin/sh\n")
    command.chmod(0o755)
    units = render_units(about, "production", holdfast=str(command), folder=str(tmp_path))
    for name, text in units.items():
        (tmp_path / name).write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(str(tmp_path / name) for name in units)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert "holdfast-backup" not in done.stderr
    assert done.returncode == 0, done.stderr

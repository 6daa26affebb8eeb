"""`holdfast render`, as it is called."""

import os
import re
import stat
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from holdfast.actions.check import check
from holdfast.actions.render import KINDS
from holdfast.cli.main import main
from holdfast.cli.render import command

SPEC = """name = "shop"
locale = "ko"
repository = "shop/backend"
[service]
command = ["node", "dist/main.js"]
port = 3000
more_ports = [3001]

[environments.production]
domains = ["api.shop.example"]

[environments.staging]
domains = ["api-staging.shop.example"]

[environments.production.database]
placement = "host"
"""


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("HOLDFAST_ENVIRONMENT", raising=False)
    (tmp_path / "holdfast.toml").write_text(SPEC, encoding="utf-8")
    return tmp_path


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(command, [str(word) for word in words], catch_exceptions=False)


def said_of(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, str]:
    """The exit code and what stands on standard error, through the top of the command line."""
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    code = ended.value.code
    assert isinstance(code, int)
    return code, capsys.readouterr().err


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_printed_and_ends_with_one_line_end(repository: Path, kind: str) -> None:
    result = run(kind, repository, "--environment", "production")

    assert result.exit_code == 0
    assert result.stdout.endswith("\n")
    assert not result.stdout.endswith("\n\n")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_explained_in_the_help(kind: str) -> None:
    assert re.search(rf"^ +{kind} {{2,}}\w", run("--help").stdout, re.MULTILINE)


def test_the_environment_decides_the_names(repository: Path) -> None:
    text = run("nginx", repository, "--environment", "staging").stdout

    assert "server_name api-staging.shop.example;" in text
    assert "/run/holdfast/shop-staging.closed" in text


def test_the_environment_may_come_from_the_variable_that_the_agent_reads(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOLDFAST_ENVIRONMENT", "staging")

    assert "shop-staging" in run("nginx", repository).stdout


def test_the_only_environment_needs_no_name(repository: Path) -> None:
    (repository / "holdfast.toml").write_text('name = "shop"\n[environments.production]\n', encoding="utf-8")

    assert "shop-production" in run("nginx", repository).stdout


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((), "name one of the spec's: production, staging"),
        (("--environment", "productoin"), "is production meant?"),
        (("--environment", "x}"), "name one of the spec's: production, staging"),
    ],
)
def test_an_environment_that_the_spec_does_not_have_is_a_wrong_call(
    repository: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], expected: str
) -> None:
    code, said = said_of(capsys, "render", "nginx", repository, *words)

    assert (code, expected in said) == (2, True)


def test_units_of_backups_are_parted_by_lines_with_their_names(repository: Path) -> None:
    text = run("backup-timers", repository, "--environment", "production").stdout

    named = re.findall(r"^# ==== (\S+) ====$", text, re.MULTILINE)
    assert len(named) == 9
    assert named[0] == "holdfast-backup-shop-production-run.service"


def test_several_files_go_into_a_folder_and_are_not_written_again(repository: Path) -> None:
    folder = repository / "units"

    first = run("backup-timers", repository, "--environment", "production", "--output", folder)
    second = run("backup-timers", repository, "--environment", "production", "--output", folder)

    assert len(list(folder.iterdir())) == 9
    assert first.stderr.count(": written\n") == 9
    assert second.stderr.count("as it should be already") == 9
    assert "OnCalendar=*-*-* 18:30:00 UTC" in (folder / "holdfast-backup-shop-production-run.timer").read_text()


def test_one_file_does_not_go_into_a_folder(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = said_of(capsys, "render", "nginx", repository, "--environment", "production", "--output", repository)

    assert (code, "is a folder" in said) == (2, True)


def test_a_schedule_that_never_comes_is_named_with_its_line(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = SPEC + '[environments.production.backup]\nschedule = "0 0 31 2 *"\n'
    (repository / "holdfast.toml").write_text(spec, encoding="utf-8")

    code, said = said_of(capsys, "render", "backup-timers", repository, "--environment", "production")

    assert code == 2
    assert "line 18: environments.production.backup.schedule: expected a day that comes" in said


def test_postgresql_archives_into_the_spool_and_rds_by_itself(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = run("postgresql-archive", repository, "--environment", "production").stdout
    code, said = said_of(capsys, "render", "postgresql-archive", repository, "--environment", "staging")

    for line in ("archive_mode = 'on'", "archive_timeout = '60'", "wal_level = 'replica'"):
        assert line in text
    assert "/var/lib/holdfast/backup/wal/shop-production" in text
    assert (code, "RDS archives its WAL by itself" in said) == (2, True)


def test_without_recovery_to_a_point_in_time_no_wal_is_kept_that_nobody_would_take_away(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = SPEC + "[environments.production.backup]\npoint_in_time = false\n"
    (repository / "holdfast.toml").write_text(spec, encoding="utf-8")

    code, said = said_of(capsys, "render", "postgresql-archive", repository, "--environment", "production")

    assert (code, "environments.production.backup.point_in_time" in said) == (2, True)


def test_without_a_spec_nothing_is_rendered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = said_of(capsys, "render", "nginx", tmp_path, "--environment", "production")

    assert code == 2
    assert "there is no spec" in said


def test_a_value_that_cannot_stand_in_the_file_is_named_with_its_line(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / "holdfast.toml").write_text(SPEC.replace("api.shop.example", "api;listen 81"), encoding="utf-8")

    code, said = said_of(capsys, "render", "nginx", repository, "--environment", "production")

    assert code == 2
    assert "line 10: environments.production.domains[0]: expected a host name" in said


def test_the_specs_language_is_the_pages_and_the_option_wins(repository: Path) -> None:
    assert 'lang="ko"' in run("nginx", repository, "--environment", "production").stdout
    assert 'lang="en"' in run("nginx", repository, "--environment", "production", "--locale", "en").stdout


def test_a_file_is_written_readable_for_nginx_and_not_written_again(repository: Path) -> None:
    target = repository / "etc" / "shop.conf"
    old = os.umask(0o077)
    try:
        first = run("nginx", repository, "--environment", "production", "--output", target)
    finally:
        os.umask(old)
    before = target.stat()
    second = run("nginx", repository, "--environment", "production", "--output", target)

    assert (first.stdout, second.stdout) == ("", "")
    assert "written" in first.stderr
    assert "as it should be already" in second.stderr
    assert (target.stat().st_ino, target.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert stat.S_IMODE(before.st_mode) == 0o644
    assert list(target.parent.iterdir()) == [target]


def test_a_unit_whose_command_is_not_there_is_told_with_the_next_step(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("systemd", repository, "--environment", "production", "--output")

    monkeypatch.setattr("holdfast.host.health.unit.COMMAND", str(repository / "absent"))
    assert "is not on this machine; next: install it there" in run(*words, repository / "one.service").stderr

    monkeypatch.setattr("holdfast.host.health.unit.COMMAND", sys.executable)
    assert "is not on this machine" not in run(*words, repository / "two.service").stderr


def test_a_file_that_cannot_be_written_is_said(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = repository / "holdfast.toml" / "below-a-file"

    code, said = said_of(capsys, "render", "nginx", repository, "--environment", "production", "--output", target)

    assert code == 3
    assert "choose another --output" in said


def test_the_check_reads_the_rendered_site_and_takes_no_answer_of_nginx_for_one_of_the_application(
    repository: Path,
) -> None:
    run("nginx", repository, "--environment", "production", "--output", repository / "nginx" / "shop.conf")

    assessment = check(repository, now=datetime.now(UTC))

    findings = [finding for one in assessment.controls for finding in one.findings if finding.status.is_open]
    assert any("nginx/shop.conf" in repr(finding.evidence) for finding in findings), "the file was read"
    assert "health.proxy-answers-itself" not in {finding.check for finding in findings}

"""`holdfast backup wal`: from PostgreSQL's hand into the archive and back, through the command itself."""

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from holdfast.actions.backup import wal
from holdfast.actions.backup.place import Place, find_place
from holdfast.cli.backup.wal import command
from holdfast.host.backup.failure import BackupError
from holdfast.model.errors import HoldfastError
from holdfast.reports.catalogue import LOCALES, Catalogue
from holdfast.rig.aws import EmbeddedAws
from holdfast.rig.processes import wait_until
from tests.host.backup.wal.support import MIB, SYSTEM, bucket, segment

_SPEC = """
name = "shop"
region = "ap-northeast-2"
[environments.production.database]
placement = "host"
[[environments.production.buckets]]
name = "shop-backups"
purpose = "backup"
[environments.production.backup]
data_folder = "{folder}"
{more}
[environments.production.backup.wal]
spool_mib = 64
"""


def _name(number: int) -> str:
    return f"0000000100000000000000{number:02X}"


def _spec(folder: Path, more: str = "") -> Path:
    path = folder / "holdfast.toml"
    path.write_text(_SPEC.format(folder=folder / "data", more=more), encoding="utf-8")
    return path


def _place(folder: Path, more: str = "") -> Place:
    return find_place(_spec(folder, more), None, environ={})


def _call(folder: Path, *words: str) -> Result:
    verb, *rest = words
    return CliRunner().invoke(command, [verb, "--spec", str(folder), *rest], standalone_mode=False)


def _code(result: Result) -> int:
    if isinstance(result.exception, HoldfastError):
        return int(result.exception.exit_code)
    assert result.exception is None, result.exception
    return int(result.return_value or 0)


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    with EmbeddedAws.start() as started, pytest.MonkeyPatch.context() as patch:
        for name, value in started.environment().items():
            patch.setenv(name, value)
        yield started


def test_the_settings_name_everything_by_its_whole_path(tmp_path: Path) -> None:
    lines = dict(line.split(" = ", 1) for line in wal.settings(_place(tmp_path)).splitlines())

    assert lines["archive_mode"] == "'on'"
    words = lines["archive_command"].strip("'").split()
    assert words[0] == sys.executable
    assert Path(words[3]).name == "keep.py"
    assert words[4:8] == [str(tmp_path / "data/wal/shop-production"), str(64 * MIB), "50", "keep"]
    assert lines["archive_command"].endswith('"%p" %f\'')


def test_the_rendered_command_works_in_a_bare_environment(tmp_path: Path) -> None:
    (tmp_path / _name(1)).write_bytes(segment())
    (line,) = [line for line in wal.settings(_place(tmp_path)).splitlines() if line.startswith("archive_command")]
    shell = line.split(" = ", 1)[1][1:-1].replace("''", "'").replace("%p", str(tmp_path / _name(1)))

    subprocess.run(["/bin/sh", "-c", shell.replace("%f", _name(1))], check=True, env={}, cwd="/")

    assert wal.spool_of(_place(tmp_path)).waiting() == [_name(1)]


def test_with_pgbackrest_the_settings_name_its_command_and_file(tmp_path: Path) -> None:
    text = wal.settings(_place(tmp_path, 'engine = "pgbackrest"'))

    assert f"pgbackrest --config={tmp_path}/data/pgbackrest/shop-production.conf" in text
    assert "--stanza=shop-production archive-push" in text


def test_a_clients_key_is_refused_for_wal(tmp_path: Path) -> None:
    place = _place(tmp_path, f'client_recipient = "age1{"q" * 58}"')

    with pytest.raises(BackupError, match="cannot be encrypted for a client's key"):
        wal.archive_of(place)


def test_the_words_of_a_status_are_there_in_both_languages() -> None:
    for table in ("words", "problems"):
        english, korean = (Catalogue(locale).check(f"backup_wal.{table}") for locale in LOCALES)

        assert {key.removesuffix("-one") for key in english} == {key.removesuffix("-one") for key in korean}
        assert all(set(re.findall(r"{\w+}", korean[key])) <= set(re.findall(r"{\w+}", english[key])) for key in korean)


def test_keep_says_in_one_line_why_it_does_not(tmp_path: Path) -> None:
    _spec(tmp_path)
    (tmp_path / _name(1)).write_bytes(b"short")

    result = _call(tmp_path, "keep", str(tmp_path / _name(1)), _name(1))

    assert _code(result) == 1
    assert "not a whole segment" in result.output


@pytest.mark.integration
def test_a_segment_goes_the_whole_way_and_comes_back(aws: EmbeddedAws, tmp_path: Path) -> None:
    aws.reset()
    bucket(aws)
    _spec(tmp_path)
    for number in (1, 2):
        (tmp_path / _name(number)).write_bytes(segment(number))
        assert _code(_call(tmp_path, "keep", str(tmp_path / _name(number)), _name(number))) == 0

    shipped = _call(tmp_path, "ship", "--once")
    fetched = _call(tmp_path, "fetch", _name(2), str(tmp_path / "back"))
    ended = _call(tmp_path, "fetch", "--system", SYSTEM, _name(3), str(tmp_path / "none"))

    assert _code(shipped) == 0
    assert "2 files stored" in shipped.output
    assert _code(fetched) == 0
    assert (tmp_path / "back").read_bytes() == segment(2)
    assert _code(ended) == 1


@pytest.mark.integration
def test_status_names_a_gap_what_waits_and_that_nobody_ships(aws: EmbeddedAws, tmp_path: Path) -> None:
    aws.reset()
    bucket(aws)
    _spec(tmp_path)
    for number in (1, 3):
        (tmp_path / _name(number)).write_bytes(segment(number))
        _call(tmp_path, "keep", str(tmp_path / _name(number)), _name(number))
    _call(tmp_path, "ship", "--once")
    seen = wal.status(find_place(tmp_path, None), time.time() + 3600)

    said = wal.problems_of(seen, Catalogue("en"))
    assert f"missing from the archive: {_name(2)}; no recovery passes it: make a new base backup" in said
    assert "no `holdfast backup wal ship` runs on this host" in said
    assert seen.as_dict()["problems"] == said
    result = _call(tmp_path, "status", "--json")
    document = json.loads(result.output)
    assert _code(result) == 1
    assert document["archive"]["gaps"][0]["first"] == _name(2)
    assert "PROBLEM" in _call(tmp_path, "status", "--locale", "en").output
    assert f"보관소에 없는 세그먼트: {_name(2)}" in _call(tmp_path, "status", "--locale", "ko").output


def test_status_of_a_host_that_never_archived_says_what_to_do(tmp_path: Path) -> None:
    _spec(tmp_path)

    result = _call(tmp_path, "status", "--offline")

    assert _code(result) == 1
    assert "holdfast backup wal settings" in result.output


@pytest.mark.integration
def test_sigterm_ends_the_shipper_in_order(aws: EmbeddedAws, tmp_path: Path) -> None:
    aws.reset()
    bucket(aws)
    _spec(tmp_path)
    (tmp_path / _name(1)).write_bytes(segment())
    _call(tmp_path, "keep", str(tmp_path / _name(1)), _name(1))
    words = ["backup", "wal", "ship", "--no-sentinels", "--spec", str(tmp_path)]
    spool = wal.spool_of(find_place(tmp_path, None))
    with subprocess.Popen([sys.executable, "-m", "holdfast", *words], stderr=subprocess.PIPE) as started:
        try:
            wait_until(lambda: spool.cluster()[0] and not spool.waiting(), "the segment to be stored", seconds=60)
            started.send_signal(signal.SIGTERM)
            _, said = started.communicate(timeout=60)
        finally:
            started.kill()

    assert started.returncode == 0
    assert b"1 files stored" in said


def test_a_name_that_is_none_is_wrong_usage(tmp_path: Path) -> None:
    _spec(tmp_path)

    result = _call(tmp_path, "fetch", "../x", str(tmp_path / "y"))

    assert _code(result) == 2


@pytest.mark.parametrize("verb", ["keep", "ship", "fetch", "status", "settings", "repository"])
def test_every_subcommand_has_an_example(verb: str) -> None:
    assert "Example" in CliRunner().invoke(command, [verb, "--help"]).output

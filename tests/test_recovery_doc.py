"""docs/recovery.md is run line by line: its blocks, in order, on a real database, real WAL and an S3 in small."""

import os
import re
import shutil
import stat
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pyrage
import pytest

from holdfast.actions.backup.copy import copy
from holdfast.host.backup.engines.barman import Barman
from holdfast.host.backup.programs import FOLDER_VARIABLE
from holdfast.host.backup.tables import counter
from holdfast.host.backup.wal.archive import Bucket, WalArchive
from holdfast.host.backup.wal.spool import Spool
from holdfast.host.processes.accounts import server_account
from holdfast.model.backup import Kind
from holdfast.rig.aws import EmbeddedAws
from holdfast.rig.postgres import Postgres
from holdfast.rig.processes import wait_until
from tests.actions.backup.shop import TABLES, Shop, product
from tests.host.backup.engines.physical import own
from tests.host.backup.places import open_folder
from tests.host.backup.wal.support import (
    MIB,
    archiving,
    have_archived,
    recovery_words,
    shipping,
    starting_python,
)

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[1]
DOCUMENTS = [ROOT / "docs" / name for name in ("recovery.md", "recovery.ko.md")]
BUCKET, COPY = "shop-backup", "shop-backup-copy"
NAMES = ["begin", "typed", "rows", "host", "region", "keys", "rds", "without", "without-key", "without-barman"]

_AWS = """
import os, sys, boto3
words = [word for word in sys.argv[2:] if word != "--recursive"]
bucket, _, prefix = words[1].removeprefix("s3://").partition("/")
client = boto3.client("s3")
if words[0] == "cp":
    body = client.get_object(Bucket=bucket, Key=prefix)["Body"]
    for chunk in body.iter_chunks(1 << 20):
        sys.stdout.buffer.write(chunk)
else:
    more = {} if "--recursive" in sys.argv else {"Delimiter": "/"}
    folder = prefix[: prefix.rfind("/") + 1]
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix, **more):
        for found in page.get("CommonPrefixes", ()):
            print("PRE", found["Prefix"].removeprefix(folder))
        for found in page.get("Contents", ()):
            print("2026-11-25 03:15:00", found["Size"], found["Key"].removeprefix(folder) if more else found["Key"])
"""
_AGE = """
import sys, pyrage
from pathlib import Path
lines = Path(sys.argv[3]).read_text().split()
keys = [pyrage.x25519.Identity.from_str(line) for line in lines if line.startswith("AGE-SECRET-KEY-")]
sys.stdout.buffer.write(pyrage.decrypt(sys.stdin.buffer.read(), keys))
"""
# As root, PostgreSQL's user may not start the Python that runs the tests; see `recovery_words`.
_HOLDFAST = """
from dataclasses import is_dataclass, replace
from holdfast.actions.backup import parts
from holdfast.cli.main import main
from tests.host.backup.wal.support import recovery_words
known = parts.engine_named
def engine_named(place, name):
    engine = known(place, name)
    return replace(engine, recovery=recovery_words()) if name == "barman" else engine
parts.engine_named = engine_named
main()
"""


@dataclass
class _Night:
    """Everything that burns."""

    shop: Shop
    home: Path
    spool: Spool
    blocks: Mapping[str, list[str]] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)

    def run(self, name: str) -> str:
        """Run every block of one name, in one shell after the other that keeps its variables; what they printed."""
        script = "\n".join(self.blocks[name])
        for there, here in (
            ("/var/lib/holdfast/backup", str(self.home / "data")),
            ("/var/lib/postgresql/16/main", str(self.shop.server.folder)),
            ("/var/lib/postgresql/16/byhand", str(self.home / "byhand" / "data")),
        ):
            script = script.replace(there, here)
        keep = self.home / "variables"
        begin = f"set -eu -o pipefail; source {keep}; " if keep.exists() else "set -eu -o pipefail; "
        done = subprocess.run(
            ["bash", "-c", f"{begin}{script}\ndeclare -p AWS_REGION HOLDFAST_ENVIRONMENT > {keep}"],
            cwd=self.home / "work",
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=180,
        )
        assert done.returncode == 0, f"{name}:\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    def count(self, database: str = "shop") -> object:
        """Orders in one database."""
        return self.shop.ask("SELECT count(*) FROM orders", self.shop.server.database_url(database))


def _blocks(path: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, text in re.findall(
        r"^```sh ?(\S*)\n(.*?)^```$", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    ):
        found.setdefault(name, []).append(text)
    return found


def test_every_block_of_the_page_is_run_by_a_test() -> None:
    assert list(_blocks(DOCUMENTS[0])) == NAMES


def test_both_languages_give_the_same_commands() -> None:
    english, korean = (_blocks(path) for path in DOCUMENTS)

    assert english == korean
    assert re.search(r"[가-힣]", DOCUMENTS[1].read_text(encoding="utf-8"))


def test_every_section_that_the_page_sends_to_is_there() -> None:
    for path in DOCUMENTS:
        text = path.read_text(encoding="utf-8")
        headings = {
            re.sub(r"[^\w\s-]", "", line.removeprefix("## ").lower()).strip().replace(" ", "-")
            for line in text.splitlines()
            if line.startswith("## ")
        }
        assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= headings


@pytest.fixture(scope="module")
def night() -> Iterator[_Night]:
    with pytest.MonkeyPatch.context() as patch, EmbeddedAws.start() as aws, open_folder() as home:
        for name, value in aws.environment().items():
            patch.setenv(name, value)
        for bucket, region in ((BUCKET, aws.region), (COPY, "ap-northeast-3")):
            aws.client("s3", region).create_bucket(
                Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": region}
            )
        place = Bucket(BUCKET, "shop/production", aws.region)
        spool = Spool(home / "spool", 512 * MIB)
        with archiving(home / "pg", spool, major=16) as server:
            patch.setenv(FOLDER_VARIABLE, str(server.binaries))
            server.execute("CREATE DATABASE shop")
            made = _prepared(server, aws, home, spool, place)
            yield made
            _systemctl_now(made, "stop")


def _prepared(server: Postgres, aws: EmbeddedAws, home: Path, spool: Spool, place: Bucket) -> _Night:
    from holdfast.actions.backup.place import Place

    url = server.database_url("shop")
    environ = {**aws.environment(), "DATABASE_URL": url}
    shop = Shop(
        server,
        Place(product(home / "data"), "production", BUCKET, "shop/production", environ, home / "state"),
        url,
        aws,
    )
    shop.do(TABLES)
    night = _Night(shop, home, spool, _blocks(DOCUMENTS[0]))
    engine = Barman(bucket=place, count=counter(Kind.PHYSICAL), wal_seconds=60, recovery=recovery_words(), at_once=True)
    with shipping(spool, WalArchive(place), url):
        shop.back_up(engine)
        shop.do("INSERT INTO orders SELECT i, 'late', false FROM generate_series(2001, 2500) i")
        time.sleep(1.2)
        have_archived(server, spool)
    own_key = pyrage.x25519.Identity.generate()
    (home / "work").mkdir()
    (home / "work" / "private.key").write_text(f"# created: now\n{own_key}\n")
    encrypted = shop.back_up(recipient=str(own_key.to_public()))
    # The page takes the newest of a product that encrypts all dumps or none; ids tell seconds apart.
    wait_until(lambda: int(datetime.now(UTC).timestamp()) > int(encrypted.started_at.timestamp()), "a second")
    shop.back_up()
    _copied(night)
    aws.client("rds").create_db_instance(
        DBInstanceIdentifier="shop-production",
        Engine="postgres",
        DBInstanceClass="db.t4g.medium",
        AllocatedStorage=20,
        MasterUsername="admin_of_it",
        MasterUserPassword="not-a-secret",
        BackupRetentionPeriod=7,
    )
    night.environment = _environment(night, environ)
    return night


def _environment(night: _Night, environ: Mapping[str, str]) -> dict[str, str]:
    tools = night.home / "tools"
    tools.mkdir()
    server = night.shop.server
    _script(tools / "holdfast", _HOLDFAST)
    _script(tools / "systemctl", _systemctl(night))
    if shutil.which("aws") is None or subprocess.run(["aws", "--version"], capture_output=True, check=False).returncode:
        _script(tools / "aws", _AWS)
    if shutil.which("age") is None:
        _script(tools / "age", _AGE)
    paths = os.pathsep.join((str(ROOT / "src"), str(ROOT), sysconfig.get_paths()["purelib"]))
    for name, module in (("barman-cloud-wal-restore", "cloud_walrestore"), ("barman-cloud-restore", "cloud_restore")):
        text = f"import sys\nfrom barman.clients.{module} import main\nsys.exit(main())\n"
        _script(tools / name, text, python=starting_python())
    password = server.url.split(":")[2].split("@")[0]
    kept = {name: os.environ[name] for name in ("HOME", FOLDER_VARIABLE) if name in os.environ}
    return {
        **kept,
        **environ,
        "ADMIN_URL": night.shop.url,
        "HOLDFAST_STATE": str(night.home / "state"),
        "PATH": os.pathsep.join((str(tools), str(server.binaries), os.environ["PATH"])),
        "PYTHONPATH": paths,
        "PGHOST": "127.0.0.1",
        "PGPORT": str(server.port),
        "PGUSER": "holdfast",
        "PGPASSWORD": password,
    }


def _script(path: Path, text: str, python: str = sys.executable) -> None:
    path.write_text(f"#!{python}\n{text}", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH | stat.S_IROTH)


def _systemctl(night: _Night) -> str:
    server = night.shop.server
    return (
        "import os, subprocess, sys\n"
        "from holdfast.host.processes.accounts import server_account\n"
        "who = server_account()\n"
        f"command = [{str(server.binaries / 'pg_ctl')!r}, '-D', {str(server.folder)!r}, '-w', '-t', '60']\n"
        f"command += ['-l', {str(server.log)!r}] if sys.argv[1] != 'stop' else []\n"
        "user = dict(user=who.user, group=who.group, extra_groups=[]) if who else {}\n"
        "env = {'PATH': os.environ['PATH'], 'LC_ALL': 'C.UTF-8'}\n"
        "out = subprocess.DEVNULL\n"
        "sys.exit(subprocess.run([*command, sys.argv[1]], cwd='/', env=env, stdout=out, stderr=out, **user).returncode)\n"
    )


def _systemctl_now(night: _Night, verb: str) -> None:
    subprocess.run([str(night.home / "tools" / "systemctl"), verb], env=night.environment, check=False)


def _copied(night: _Night) -> None:
    """The second region's copy, as the timer makes it."""
    known = night.shop.place
    spec = product(night.home / "data", copy_region="ap-northeast-3", copy_bucket=COPY)
    report = copy(replace(known, product=spec))
    assert (report.failed, report.problems) == ((), ())


def test_begin_shows_what_is_there(night: _Night) -> None:
    said = night.run("begin")

    assert "-logical-" in said
    assert "-physical-" in said


def test_lost_rows_come_back_from_beside(night: _Night) -> None:
    night.shop.do("DROP TABLE orders CASCADE")
    said = night.run("rows")

    assert "2500" in said
    assert night.count() == 2500
    assert night.shop.ask("SELECT count(*) FROM unpaid") == 1834


def test_without_holdfast_a_dump_comes_back(night: _Night) -> None:
    night.run("without")

    assert night.count("shop_by_hand") == 2500


def test_without_holdfast_an_encrypted_dump_comes_back(night: _Night) -> None:
    script = night.blocks["without"][0]
    night.blocks["without-key"].insert(0, script)
    night.run("without-key")

    assert night.count("shop_by_key") == 2500


def test_a_leaked_key_ends_with_a_proof(night: _Night) -> None:
    assert "✓" in night.run("keys")


def test_a_managed_database_has_a_plan_and_takes_dumps(night: _Night) -> None:
    said = night.run("rds")

    assert "shop-production" in said
    assert night.count("shop_rds") == 2500


def test_without_holdfast_a_cluster_comes_back(night: _Night) -> None:
    own(night.home / "byhand")
    night.blocks["without-barman"].insert(0, night.blocks["without"][0])
    night.run("without-barman")
    data = night.home / "byhand" / "data"
    from holdfast.host.backup.folders import hand_over

    hand_over(data, server_account())
    server = night.shop.server
    log = night.home / "byhand" / "log"
    words = (server.binaries / "pg_ctl", "-D", data, "-w", "-t", "60", "-l", log, "-o", f"-p {server.port + 1}")
    from holdfast.rig import processes

    started = processes.run((*words, "start"), account=server_account(), environment=night.environment, check=False)
    try:
        assert started.returncode == 0, log.read_text()
        url = server.database_url("shop").replace(f":{server.port}/", f":{server.port + 1}/")
        wait_until(lambda: night.shop.ask("SELECT NOT pg_is_in_recovery()", url), "the recovery to end", seconds=60)
        orders = night.shop.ask("SELECT count(*) FROM orders", url)
    finally:
        processes.run(
            (server.binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop"), account=server_account(), check=False
        )

    assert orders == 2500


def test_a_dead_host_comes_back(night: _Night) -> None:
    night.shop.do("DROP TABLE orders CASCADE")
    said = night.run("host")

    assert "2500" in said
    assert night.count() == 2500
    with psycopg.connect(night.shop.url) as connection:
        assert connection.execute("SHOW archive_mode").fetchone() == ("on",)


def test_a_dead_region_comes_back_from_the_copy(night: _Night) -> None:
    night.run("region")

    assert night.count("shop_copy") == 2500

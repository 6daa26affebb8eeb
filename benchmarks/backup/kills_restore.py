"""Restores and proofs that are killed at random moments.

    python -m benchmarks.backup.kills_restore [--rounds 100] [--rows 50000] [--major 16] [--seed 1]

A round starts `holdfast restore latest --into shop --replace shop --yes` (or, every fourth, `holdfast backup verify`)
and kills it, or the pg_restore below it, at a random moment of the time that one takes. After each the database must
have every row, and after the last a restore and a proof must succeed and leave nothing half done. SeaweedFS and
PostgreSQL on loopback; all ends by itself; 1 when anything is wrong.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import psycopg

from benchmarks.backup.weed import BUCKET, SPEC, weed
from holdfast.host.backup.programs import FOLDER_VARIABLE
from holdfast.rig.postgres import Postgres

_MORE = """
[environments.production.backup]
point_in_time = false
data_folder = "{folder}/data"
"""
_RESTORE = ("restore", "latest", "--into", "shop", "--replace", "shop", "--yes")
_VERIFY = ("backup", "verify")


@dataclass
class _Bench:
    folder: Path
    environment: dict[str, str]
    server: Postgres
    rows: int

    def start(self, *words: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [sys.executable, "-m", "holdfast", *words],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    def finish(self, *words: str) -> float:
        begun = time.monotonic()
        process = self.start(*words)
        _, said = process.communicate(timeout=600)
        assert process.returncode == 0, said.decode()
        return time.monotonic() - begun

    def count(self) -> int:
        with psycopg.connect(self.server.database_url("shop")) as connection:
            row = connection.execute("SELECT count(*) FROM orders").fetchone()
        return int(row[0]) if row else -1

    def names(self, what: str) -> list[str]:
        found = self.server.execute("SELECT datname::text FROM pg_database")
        return [str(name) for (name,) in found if what in str(name)]

    def tidy(self) -> None:
        for name in self.names("_replaced_"):
            self.server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _kill(bench: _Bench, words: tuple[str, ...], longest: float, chance: random.Random) -> str:
    """Kill one run at a random moment; what was killed, or that it was done before."""
    process = bench.start(*words)
    time.sleep(chance.uniform(0.2, longest))
    what = "holdfast"
    if chance.random() < 0.3:
        children = [one for one in psutil.Process(process.pid).children(recursive=True) if _is_restoring(one)]
        if children:
            what = "pg_restore"
            with suppress(psutil.NoSuchProcess):
                children[0].kill()
            process.communicate(timeout=600)
            return what
    if process.poll() is not None:
        what = "nothing: it was done"
    with suppress(ProcessLookupError):
        process.send_signal(signal.SIGKILL)
    process.communicate()
    return what


def _is_restoring(process: psutil.Process) -> bool:
    try:
        return bool(process.name() == "pg_restore")
    except psutil.NoSuchProcess:
        return False


def _measure(bench: _Bench, rounds: int, seed: int) -> int:
    chance = random.Random(seed)
    bench.finish("backup", "run", "--kind", "logical")
    longest = {words: bench.finish(*words) * 1.05 for words in (_RESTORE, _VERIFY)}
    bench.tidy()
    print(f"a restore takes {longest[_RESTORE]:.2f} s, a proof {longest[_VERIFY]:.2f} s; {rounds} kills")
    killed: Counter[str] = Counter()
    wrong = 0
    for number in range(rounds):
        words = _VERIFY if number % 4 == 3 else _RESTORE
        what = _kill(bench, words, longest[words], chance)
        killed[f"{words[0] if words is _RESTORE else 'verify'}: {what}"] += 1
        if (count := bench.count()) != bench.rows:
            print(f"round {number}: {count} rows instead of {bench.rows}")
            wrong += 1
        bench.tidy()
    bench.finish(*_RESTORE)
    bench.finish(*_VERIFY)
    left = [*bench.names("_restoring_"), *(str(path) for path in (bench.folder / "data" / "scratch").iterdir())]
    for what, count in sorted(killed.items()):
        print(f"{count:4} × {what}")
    print(f"rounds with missing rows: {wrong}; half done after the last run: {len(left)} {left}")
    return 1 if wrong or left else 0


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--major", type=int, default=16)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="hf-") as name,
        weed(Path(name) / "s3", BUCKET),
        Postgres.start(Path(name) / "pg", major=options.major) as server,
    ):
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "holdfast.toml").write_text(SPEC + _MORE.format(folder=folder))
        url = server.create_database("shop")
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE TABLE orders (id int PRIMARY KEY, what text)")
            connection.execute(
                "INSERT INTO orders SELECT i, md5(i::text) FROM generate_series(1, %s) i", (options.rows,)
            )
        environment = {
            **os.environ,
            "DATABASE_URL": url,
            "HOLDFAST_STATE": str(folder / "state"),
            FOLDER_VARIABLE: str(server.binaries),
        }
        return _measure(_Bench(folder, environment, server, options.rows), options.rounds, options.seed)


if __name__ == "__main__":
    sys.exit(main())

"""What the benchmarks of physical backups share: where they go, who uses the database meanwhile, and what is said."""

import os
import subprocess
from urllib.parse import urlsplit

from rich.console import Console

from holdfast.host.backup.wal.archive import Bucket
from holdfast.rig.postgres import Postgres

BUCKET = Bucket("bench", "shop/production", "us-east-1")
console = Console()


def pgbench(server: Postgres, *words: str) -> str:
    """Run pgbench; what it prints."""
    login = {"PGPASSWORD": urlsplit(server.url).password or "", "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    place = ("-h", "127.0.0.1", "-p", str(server.port), "-U", "holdfast", "postgres")
    return subprocess.run(
        [str(server.binaries / "pgbench"), *words, *place], env=login, check=True, capture_output=True, text=True
    ).stdout

"""Fetches uv from PyPI into a folder, with nothing but the standard library.

Debian's bare `python3` has neither pip nor venv. The wheel's checksum, as the index states it, is verified.

    python3 tools/fetch_uv.py FOLDER    # leaves FOLDER/bin/uv
"""

import hashlib
import io
import json
import os
import platform
import sys
import urllib.request
import zipfile
from pathlib import Path
from urllib.parse import urljoin

INDEX = os.environ.get("UV_FETCH_INDEX", "https://pypi.org/pypi/uv/json")
_MACHINES = {
    ("Linux", "x86_64"): "manylinux_2_17_x86_64",
    ("Linux", "aarch64"): "manylinux_2_17_aarch64",
    ("Darwin", "x86_64"): "macosx",
    ("Darwin", "arm64"): "macosx",
}


def main() -> int:
    """Download, verify and unpack the newest uv; returns the exit code."""
    folder = Path(sys.argv[1])
    tag = _MACHINES.get((platform.system(), platform.machine()))
    if tag is None:
        print(f"no uv wheel for {platform.system()} {platform.machine()}: install uv by hand", file=sys.stderr)
        return 2
    print("fetching uv from PyPI …", file=sys.stderr)
    try:
        with urllib.request.urlopen(INDEX, timeout=60) as answer:
            files = json.load(answer)["urls"]
        wheel = next(f for f in files if tag in f["filename"] and platform.machine() in f["filename"])
        with urllib.request.urlopen(urljoin(INDEX, wheel["url"]), timeout=300) as answer:
            data = answer.read()
    except (OSError, StopIteration, KeyError, ValueError) as error:
        print(f"could not fetch uv: {error}\n  next: check the network, or install uv by hand", file=sys.stderr)
        return 3
    if hashlib.sha256(data).hexdigest() != wheel["digests"]["sha256"]:
        print("the uv wheel does not match its checksum: nothing was installed", file=sys.stderr)
        return 3
    binary = folder / "bin" / "uv"
    binary.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        inside = next(name for name in archive.namelist() if name.endswith("/scripts/uv"))
        binary.write_bytes(archive.read(inside))
    binary.chmod(0o755)
    return 0


if __name__ == "__main__":
    sys.exit(main())

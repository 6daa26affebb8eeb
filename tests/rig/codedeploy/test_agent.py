"""CodeDeploy's agent of the rig: whose hooks it runs, with what, and how it ends those that take too long."""

import io
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import pytest

from holdfast.rig.codedeploy.agent import EventError, HostAgent, Revision
from holdfast.rig.codedeploy.host import RigHost
from holdfast.rig.codedeploy.service import ORDER

pytestmark = pytest.mark.integration

SAYS = '#!/bin/sh\necho "$LIFECYCLE_EVENT $APPLICATION_NAME $DEPLOYMENT_GROUP_NAME $DEPLOYMENT_ID" >> "$HOME/said"\n'


class Host:
    """A host that has a folder and variables, and nothing that runs."""

    def __init__(self, folder: Path) -> None:
        self.name, self.folder = "i-0", folder
        self.environ = {"PATH": "/usr/bin:/bin", "HOME": str(folder)}


class Store:
    """S3 with some bundles in it."""

    def __init__(self) -> None:
        self.bodies: dict[str, bytes] = {}

    def put(self, key: str, files: Mapping[str, str]) -> Revision:
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w:gz") as archive:
            for name, text in files.items():
                member = tarfile.TarInfo(name)
                member.size = len(text.encode())
                archive.addfile(member, io.BytesIO(text.encode()))
        self.bodies[key] = packed.getvalue()
        return Revision("bucket", key, f"etag-{key}")

    def get_object(self, Bucket: str, Key: str) -> dict[str, Any]:  # noqa: N803 - boto3's names
        return {"ETag": f'"etag-{Key}"', "Body": io.BytesIO(self.bodies[Key])}


def appspec(*events: str, script: str = "hook.sh", timeout: int = 5) -> str:
    hooks = "".join(f"  {event}:\n    - location: {script}\n      timeout: {timeout}\n" for event in events)
    return f"version: 0.0\nos: linux\nhooks:\n{hooks}"


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def agent(tmp_path: Path, store: Store) -> HostAgent:
    return HostAgent(cast("RigHost", Host(tmp_path)), store)


def play(agent: HostAgent, deployment: str, revision: Revision) -> None:
    for event in ORDER:
        if event not in {"BlockTraffic", "AllowTraffic"}:
            agent.run(event, deployment, "shop-production", revision)


def test_hooks_that_are_not_executable_run_with_what_the_agent_tells(agent: HostAgent, store: Store) -> None:
    revision = store.put("1", {"appspec.yml": appspec("AfterInstall"), "hook.sh": SAYS})
    play(agent, "d-1", revision)

    assert (agent.host.folder / "said").read_text() == "AfterInstall shop-production shop-production d-1\n"


def test_hooks_before_the_download_are_those_of_the_bundle_before(agent: HostAgent, store: Store) -> None:
    events = ("BeforeBlockTraffic", "ApplicationStop", "BeforeInstall")
    files = {"appspec.yml": appspec(*events), "hook.sh": SAYS}
    play(agent, "d-1", store.put("1", files))
    assert (agent.host.folder / "said").read_text().split()[0] == "BeforeInstall", "there is no bundle before the first"
    (agent.host.folder / "said").unlink()
    play(agent, "d-2", store.put("2", {"appspec.yml": appspec()}))

    said = [line.split()[0] for line in (agent.host.folder / "said").read_text().splitlines()]
    assert said == ["BeforeBlockTraffic", "ApplicationStop"]


def test_a_hook_that_takes_too_long_gets_sigterm_with_all_it_started(agent: HostAgent, store: Store) -> None:
    slow = "#!/bin/sh\ntrap 'echo put back >> \"$HOME/said\"; exit 1' TERM\nsleep 60 &\nwait\n"
    revision = store.put("1", {"appspec.yml": appspec("AfterInstall", timeout=1), "hook.sh": slow})

    with pytest.raises(EventError) as failed:
        play(agent, "d-1", revision)
    assert failed.value.code == "ScriptTimedOut"
    assert (agent.host.folder / "said").read_text() == "put back\n"


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"appspec.yml": appspec("AfterInstall")}, "ScriptMissing"),
        ({"appspec.yml": appspec("AfterInstall"), "hook.sh": "#!/bin/sh\necho no >&2\nexit 7\n"}, "ScriptFailed"),
        ({"hook.sh": SAYS}, "UnknownError"),
        ({"appspec.yml": "version: 1.0\nos: linux\n"}, "UnknownError"),
        ({"appspec.yml": "["}, "UnknownError"),
    ],
)
def test_what_fails_is_told_as_codedeploy_tells_it(
    agent: HostAgent, store: Store, files: dict[str, str], code: str
) -> None:
    with pytest.raises(EventError) as failed:
        play(agent, "d-1", store.put("1", files))

    assert failed.value.code == code
    assert ("[stderr]no" in failed.value.tail) is ("exit 7" in str(files))


def test_a_bundle_that_is_another_or_cut_off_is_not_unpacked(agent: HostAgent, store: Store) -> None:
    revision = store.put("1", {"appspec.yml": appspec()})
    with pytest.raises(EventError, match="Expected deployment artifact bundle etag"):
        agent.run("DownloadBundle", "d-1", "g", Revision("bucket", "1", "other"))
    store.bodies["1"] = store.bodies["1"][:30]
    with pytest.raises(EventError, match="cannot be unpacked"):
        agent.run("DownloadBundle", "d-1", "g", revision)

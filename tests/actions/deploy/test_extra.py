"""The extra `deploy` is enough to deploy: nothing of the rig's own parts is asked for on the way."""

import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

EXAMPLE = Path(__file__).parents[3] / "examples/sweetorder/after"

PROGRAM = """
import sys
for name in sys.argv[2:]:
    sys.modules[name] = None
from pathlib import Path
import holdfast.cli.deploy, holdfast.cli.plan, holdfast.cli.destroy, holdfast.cli.diff, holdfast.cli.synth
import holdfast.actions.deploy.deploy, holdfast.actions.deploy.destroy, holdfast.actions.deploy.session
from holdfast.actions.deploy import bundle, wheels
from holdfast.readers.spec import FILE_NAME, read_spec
path = Path(sys.argv[1])
product = read_spec(path).product
bundle.host_files(product, "production", (path / FILE_NAME).read_bytes())
bundle._pm2(product)
wheels.recipe(arm=False)
wheels.own_wheel()
"""


def closure(extra: str) -> set[str]:
    """The distributions that an extra brings, ours among them, by their plain names."""
    found, waiting = set(), [("holdfast", extra)]
    while waiting:
        name, wanted = waiting.pop()
        if (name, wanted) in found:
            continue
        found.add((name, wanted))
        try:
            needed = requires(name) or []
        except PackageNotFoundError:
            continue
        for line in needed:
            condition = line.partition(";")[2]
            if "extra ==" in condition and f"'{wanted}'" not in condition and f'"{wanted}"' not in condition:
                continue
            matched = re.match(r"([A-Za-z0-9_.-]+)(?:\[([a-z, ]+)\])?", line)
            assert matched, line
            waiting += [(plain(matched[1]), more.strip()) for more in (matched[2] or "").split(",")]
    return {name for name, _ in found}


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_everything_on_the_way_to_a_deployment_is_in_the_extra() -> None:
    brought = closure("deploy")
    absent = sorted(
        name for name, from_ in packages_distributions().items() if not {plain(one) for one in from_} & brought
    )
    assert {"psutil", "moto", "psycopg"} <= set(absent)

    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(EXAMPLE), *absent], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")

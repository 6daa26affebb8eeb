"""`synth`: the templates as files, for those who deploy otherwise; AWS is not asked."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from holdfast.actions.deploy.find import Found
from holdfast.actions.deploy.templates import templates_of
from holdfast.actions.render import product_of, write_once
from holdfast.model.deployment import Source, Template
from holdfast.stacks.given import (
    ANOMALY_MONITOR,
    COPY_BUCKET,
    COPY_VAULT,
    DISTRIBUTION_CERTIFICATE,
    GITHUB_PROVIDER,
    HOST_DIGEST,
    HOST_KEY,
    HOSTED_ZONE,
)

LIST = "stacks.json"
"""The file that says in which order stacks are deployed, where, and with which parameters."""

_TOLD: Mapping[str, str] = {
    HOSTED_ZONE: "id of the hosted zone in Route 53",
    HOST_KEY: "key of the host bundle in the artifact bucket",
    HOST_DIGEST: "SHA-256 of the host bundle, hexadecimal",
    GITHUB_PROVIDER: "ARN of a provider for GitHub that the account has already; empty: one is made",
    ANOMALY_MONITOR: "ARN of a cost monitor over all services that the account has already; empty: one is made",
    DISTRIBUTION_CERTIFICATE: "",
    COPY_BUCKET: "",
    COPY_VAULT: "",
}


def synth(root: Path, environment: str | None) -> tuple[Template, ...]:
    """The templates of the product whose spec lies in `root`, those first that others depend on.

    Args:
        root: the folder with holdfast.toml.
        environment: the only one that is wanted; all when None.

    Raises:
        UsageError: there is no spec, or it knows no such environment.
        SpecError: it is not valid, or says too little to build from.
        IncompleteError: the extra `deploy` is not installed.
    """
    return templates_of(product_of(root), None if environment is None else (environment,), Found(), {})


def documents(templates: tuple[Template, ...]) -> Iterator[tuple[str, str]]:
    """Each file's name and text: one for each template, and the list of stacks."""
    for one in templates:
        yield f"{one.stack}.json", _text(one.body)
    yield LIST, listing(templates)


def listing(templates: tuple[Template, ...], *, whole: bool = False) -> str:
    """The list of stacks as JSON, in the order of deployment.

    Args:
        templates: of all stacks.
        whole: whether each has its template with it.
    """
    stacks = [_stack(one, whole=whole) for one in templates]
    return _text({"schema": "holdfast.stacks/1", "stacks": stacks})


def write(templates: tuple[Template, ...], folder: Path) -> tuple[Path, ...]:
    """Write every file into `folder`; gives those that had to be written.

    Raises:
        IncompleteError: one cannot be written.
    """
    return tuple(folder / name for name, text in documents(templates) if write_once(text, folder / name))


def _stack(one: Template, *, whole: bool) -> dict[str, Any]:
    about: dict[str, Any] = {
        "stack": one.stack,
        "region": one.region,
        "environment": one.environment or None,
        "depends_on": list(one.depends_on),
        "termination_protection": one.protected,
        "parameters": {name: _parameter(name, block, one) for name, block in one.body.get("Parameters", {}).items()},
    }
    return {**about, "template": dict(one.body)} if whole else {**about, "file": f"{one.stack}.json"}


def _parameter(name: str, block: Mapping[str, Any], template: Template) -> dict[str, Any]:
    value = template.parameters.get(name)
    if isinstance(value, Source):
        return {"from": {"stack": value.stack, "output": value.output}}
    if "Default" in block:
        return {"default": block["Default"], **({"is": _TOLD[name]} if _TOLD.get(name) else {})}
    return {"is": _TOLD.get(name) or str(block.get("Description", ""))}


def _text(value: Mapping[str, Any]) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"

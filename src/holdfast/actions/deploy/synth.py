"""`synth`: the templates as files, for those who deploy otherwise; AWS is not asked."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from holdfast.actions.deploy.buildable import see_buildable
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
from holdfast.stacks.protection import at_first

LIST = "stacks.json"
"""The file that says in which order stacks are deployed, where, and with which parameters."""

FIRST = ".json.first"
"""Ends the names of templates by which stacks are created; the update with their own then protects what is new. No
`.json` at the end: whoever checks the folder shall not take it for what is meant to stay."""

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
    product, wanted = product_of(root), None if environment is None else (environment,)
    if environment is None or environment in product.environments:
        see_buildable(root, product, wanted)
    return templates_of(product, wanted, Found(), {})


def documents(templates: tuple[Template, ...]) -> Iterator[tuple[str, str]]:
    """Each file's name and text: for each template, for its creation where that differs, and the list of stacks."""
    for one in templates:
        yield f"{one.stack}.json", _text(one.body)
        first = at_first(one.body, ())
        if first is not one.body:
            yield f"{one.stack}{FIRST}", _text(first)
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
    first = at_first(one.body, ())
    if whole:
        return {**about, "template": dict(one.body), **({} if first is one.body else {"first_template": dict(first)})}
    return {
        **about,
        "file": f"{one.stack}.json",
        **({} if first is one.body else {"first_file": f"{one.stack}{FIRST}"}),
    }


def _parameter(name: str, block: Mapping[str, Any], template: Template) -> dict[str, Any]:
    value = template.parameters.get(name)
    if isinstance(value, Source):
        return {"from": {"stack": value.stack, "output": value.output}}
    if "Default" in block:
        return {"default": block["Default"], **({"is": _TOLD[name]} if _TOLD.get(name) else {})}
    return {"is": _TOLD.get(name) or str(block.get("Description", ""))}


def _text(value: Mapping[str, Any]) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"

"""The templates of a product: synthesized once for each spec, then taken from a cache; values are filled in later."""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from holdfast.actions.cached import cache_folder, keep
from holdfast.actions.deploy.find import Found
from holdfast.actions.package import package_digest
from holdfast.model.deployment import Source, Template, digest
from holdfast.model.product import Product
from holdfast.model.record import replace
from holdfast.stacks.given import Given, HostBundle

_KEPT = 40
"""Cached sets of templates; the oldest go."""


def templates_of(
    product: Product, environments: Iterable[str] | None, found: Found, bundles: Mapping[str, HostBundle]
) -> tuple[Template, ...]:
    """The templates with the values of their parameters.

    Args:
        product: the spec.
        environments: that are wanted; all when None.
        found: what was found out about the account.
        bundles: by environment.

    Raises:
        UsageError: the spec knows no such environment.
        SpecError: it says too little to build from.
        IncompleteError: the extra `deploy` is not installed.
    """
    wanted = None if environments is None else tuple(environments)
    values = {_ZONE: found.hosted_zone, _PROVIDER: found.github_provider, _MONITOR: found.anomaly_monitor}
    for name, bundle in bundles.items():
        values |= {_KEY.format(name): bundle.key, _DIGEST.format(name): bundle.digest}
    return tuple(_filled(one, values) for one in _synthesized(product, wanted))


def _filled(template: Template, values: Mapping[str, str]) -> Template:
    parameters = {
        name: values.get(value, value) if isinstance(value, str) else value
        for name, value in template.parameters.items()
    }
    return replace(template, parameters=parameters)


_ZONE, _PROVIDER, _MONITOR = "@zone", "@provider", "@monitor"
_KEY, _DIGEST = "@key:{}", "@digest:{}"
"""What stands for a value until it is known: the templates are the same whatever it is."""


def _synthesized(product: Product, environments: tuple[str, ...] | None) -> tuple[Template, ...]:
    folder = cache_folder()
    file = folder / "templates" / f"{_key(product, environments)}.json" if folder else None
    known = _read(file) if file else None
    if known is not None:
        return known
    from holdfast.stacks.synthesis import synthesize

    names = product.environments if environments is None else environments
    given = Given(
        hosted_zone=_ZONE,
        github_provider=_PROVIDER,
        anomaly_monitor=_MONITOR,
        bundles={name: HostBundle(key=_KEY.format(name), digest=_DIGEST.format(name)) for name in names},
    )
    made = synthesize(product, environments, given=given)
    if file:
        _write(file, made)
    return made


def _key(product: Product, environments: tuple[str, ...] | None) -> str:
    # What templates are made of is in these two: they import nothing else of ours.
    spec = json.dumps(asdict(product), default=lambda value: sorted(map(str, value)), sort_keys=True)
    ours = package_digest("stacks", "model")
    return digest({"spec": spec, "environments": environments, "holdfast": ours, "cdk": _cdk()})[:32]


def _cdk() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("aws-cdk-lib")
    except PackageNotFoundError:
        return ""  # synthesizing says what is missing


def _read(file: Path) -> tuple[Template, ...] | None:
    try:
        return tuple(_template(one) for one in json.loads(file.read_bytes()))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _template(value: Mapping[str, Any]) -> Template:
    parameters = {
        name: one if isinstance(one, str) else Source(stack=one["stack"], output=one["output"])
        for name, one in value["parameters"].items()
    }
    return Template(
        stack=value["stack"],
        region=value["region"],
        environment=value["environment"],
        body=value["body"],
        depends_on=tuple(value["depends_on"]),
        parameters=parameters,
        protected=value["protected"],
    )


def _write(file: Path, templates: tuple[Template, ...]) -> None:
    """Keep templates; a cache that cannot be written is no fault."""
    if not keep(file, json.dumps([asdict(one) for one in templates]).encode()):
        return
    with suppress(OSError):
        for old in sorted(file.parent.glob("*.json"), key=lambda one: one.stat().st_mtime)[:-_KEPT]:
            old.unlink(missing_ok=True)

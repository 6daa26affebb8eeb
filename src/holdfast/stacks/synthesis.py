"""From the spec to templates: which stacks a product has, where, in which order; the CDK's application in between."""

import json
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from holdfast.model.deployment import Source, Template
from holdfast.model.errors import SpecError, UsageError
from holdfast.model.product import SPEC_FILE, Product
from holdfast.stacks.given import (
    ANOMALY_MONITOR,
    COPY_BUCKET,
    COPY_VAULT,
    DISTRIBUTION_CERTIFICATE,
    GITHUB_PROVIDER,
    HOST_DIGEST,
    HOST_KEY,
    HOSTED_ZONE,
    Given,
)
from holdfast.stacks.node import use_wheel
from holdfast.stacks.place import (
    EDGE_REGION,
    Place,
    account_stack,
    artifacts_stack,
    copy_stack,
    edge_stack,
)
from holdfast.stacks.refusing import problems_of


def synthesize(
    product: Product, environments: Iterable[str] | None = None, *, given: Given | None = None
) -> tuple[Template, ...]:
    """The templates of a product, those first that others depend on; AWS is not asked.

    The same spec gives the same templates. Synthesizing takes seconds: it starts a Node of its own.

    Args:
        product: the spec.
        environments: names of those that are wanted; all when None. What the account has once is always among them.
        given: what was found out about the account; becomes values of parameters.

    Raises:
        UsageError: the spec knows no such environment, or none at all.
        SpecError: the spec says too little, or what does not go together.
        IncompleteError: the extra `deploy` is not installed.
    """
    places = _places(product, environments)
    _refuse(product, places)
    use_wheel()
    bodies = _bodies(product, places)
    given = given or Given()
    return tuple(_templates(product, places, bodies, given))


def _places(product: Product, environments: Iterable[str] | None) -> tuple[Place, ...]:
    wanted = tuple(product.environments) if environments is None else tuple(environments)
    unknown = [name for name in wanted if name not in product.environments]
    known = ", ".join(product.environments) or "none"
    if unknown:
        raise UsageError(
            "the spec has no environment of this name",
            where=", ".join(unknown),
            next_step=f"name one of the spec's: {known}",
        )
    if not wanted:
        raise UsageError(
            "there is no environment to build", where="environments", next_step="add [environments.production]"
        )
    return tuple(Place(product, name) for name in wanted)


def _refuse(product: Product, places: tuple[Place, ...]) -> None:
    """Everything in the spec that cannot be built, at once."""
    problems = tuple(problems_of(product, tuple(place.environment for place in places)))
    if problems:
        raise SpecError(SPEC_FILE, problems)


def _bodies(product: Product, places: tuple[Place, ...]) -> Mapping[str, Mapping[str, Any]]:
    from holdfast.stacks.application import application

    with tempfile.TemporaryDirectory(prefix="holdfast-synth-") as folder:
        application(Path(folder), product, places).synth()
        found = sorted(Path(folder).glob("*.template.json"))
        return {path.name.removesuffix(".template.json"): json.loads(path.read_text("utf-8")) for path in found}


def _templates(
    product: Product, places: tuple[Place, ...], bodies: Mapping[str, Mapping[str, Any]], given: Given
) -> Iterable[Template]:
    artifacts, account = artifacts_stack(product.name), account_stack(product.name)
    before = [artifacts]
    yield Template(stack=artifacts, region=product.region, environment="", body=bodies[artifacts], protected=True)
    if edge_stack(account) in bodies:
        yield Template(
            stack=edge_stack(account),
            region=EDGE_REGION,
            environment="",
            body=bodies[edge_stack(account)],
            depends_on=(artifacts,),
        )
        before.append(edge_stack(account))
    yield Template(
        stack=account,
        region=product.region,
        environment="",
        body=bodies[account],
        depends_on=tuple(before),
        parameters={GITHUB_PROVIDER: given.github_provider, ANOMALY_MONITOR: given.anomaly_monitor}
        if product.repository
        else {ANOMALY_MONITOR: given.anomaly_monitor},
    )
    for place in places:
        yield from _of_environment(place, bodies, given, (*before, account))


def _of_environment(
    place: Place, bodies: Mapping[str, Mapping[str, Any]], given: Given, before: tuple[str, ...]
) -> Iterable[Template]:
    zone = {HOSTED_ZONE: given.hosted_zone} if given.hosted_zone else {}
    values: dict[str, str | Source] = dict(zone)
    edge, copy = edge_stack(place.name), copy_stack(place.name)
    for stack, region, parameters in (
        (edge, EDGE_REGION, zone),
        (copy, place.about.backup.copy_region or "", {}),
    ):
        if stack in bodies:
            yield Template(
                stack=stack,
                region=region,
                environment=place.environment,
                body=bodies[stack],
                depends_on=before,
                parameters=dict(parameters),
                protected=stack == copy and not place.small,
            )
    if edge in bodies:
        values[DISTRIBUTION_CERTIFICATE] = Source(stack=edge, output=DISTRIBUTION_CERTIFICATE)
    if copy in bodies:
        values[COPY_VAULT] = Source(stack=copy, output=COPY_VAULT)
        if place.copy_bucket:
            values[COPY_BUCKET] = Source(stack=copy, output=COPY_BUCKET)
    if bundle := given.bundles.get(place.environment):
        values |= {HOST_KEY: bundle.key, HOST_DIGEST: bundle.digest}
    yield Template(
        stack=place.name,
        region=place.product.region,
        environment=place.environment,
        body=bodies[place.name],
        depends_on=(*before, *(one for one in (edge, copy) if one in bodies)),
        parameters=values,
        protected=not place.small,
    )

"""Where an environment's releases are kept and how they reach its hosts: what every use case here begins with."""

import os
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from holdfast.actions.launch import choose_environment, find_product
from holdfast.model.errors import IncompleteError, UsageError
from holdfast.model.product import Product
from holdfast.model.record import record
from holdfast.model.releases import artifacts_bucket, place_name

if TYPE_CHECKING:
    from holdfast.host.releases.ledger import Ledger
    from holdfast.host.releases.objects import Objects

ARTIFACTS_VARIABLE = "HOLDFAST_ARTIFACTS"
"""Names the bucket of artifacts where it is not `PRODUCT-artifacts-ACCOUNT`."""
DEPLOYMENT_VARIABLE = "DEPLOYMENT_ID"
"""In which CodeDeploy's agent tells a hook its deployment (hook_executor.rb of aws/aws-codedeploy-agent, read 2026-11).
"""


@record(frozen=True, slots=True)
class Releases:
    """One environment's releases.

    Attributes:
        product: the spec.
        environment: its name.
        objects: the bucket of artifacts.
        clients: gives boto3's client of a service in the home region.
    """

    product: Product
    environment: str
    objects: "Objects" = field(repr=False)
    clients: Any = field(repr=False)

    @property
    def name(self) -> str:
        """What CodeDeploy's application and group are called."""
        return place_name(self.product.name, self.environment)

    def ledger(self) -> "Ledger":
        """The environment's ledger."""
        from holdfast.host.releases.ledger import Ledger

        return Ledger(self.objects, self.environment)


def find_releases(
    spec: Path | None, environment: str | None, bucket: str | None = None, environ: Mapping[str, str] | None = None
) -> Releases:
    """The releases that the spec and the options name.

    Args:
        spec: holdfast.toml or its folder; the working folder when None.
        environment: its name; else HOLDFAST_ENVIRONMENT, else the spec's only one.
        bucket: of artifacts; else HOLDFAST_ARTIFACTS, else the account's own.
        environ: variables; this process's when None.

    Raises:
        UsageError: there is no spec, no such environment, or boto3 is not installed.
        IncompleteError: nobody tells which account this is.
    """
    known = os.environ if environ is None else environ
    product = find_product(spec)
    name = choose_environment(product, environment, known)
    return releases_of(product, name, bucket or known.get(ARTIFACTS_VARIABLE))


def folder_of(spec: Path | None) -> Path:
    """The folder of the spec that an option names, by its file or its folder; the working folder when None."""
    return (spec.parent if spec and spec.is_file() else spec) or Path()


def releases_of(product: Product, environment: str, bucket: str | None) -> Releases:
    """The releases of one environment.

    Raises:
        UsageError: boto3 is not installed.
        IncompleteError: nobody tells which account this is.
    """
    try:
        from holdfast.host.aws.clients import client
        from holdfast.host.releases.objects import Objects
    except ImportError as error:
        raise UsageError(
            f"{error.name or 'a library'} is not installed",
            next_step="install holdfast[deploy], on a host holdfast[host]",
        ) from error

    def clients(service: str) -> Any:
        return client(service, product.region)

    own = next((one.name for one in product.environment(environment).buckets if one.purpose == "artifacts"), None)
    chosen = bucket or own or artifacts_bucket(product.name, _account(clients("sts")))
    return Releases(product, environment, Objects(chosen, product.region, clients("s3")), clients)


def _account(sts: Any) -> str:
    from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]

    try:
        return str(sts.get_caller_identity()["Account"])
    except (BotoCoreError, ClientError) as error:
        raise IncompleteError(
            f"AWS does not tell which account this is ({type(error).__name__})",
            where="sts:GetCallerIdentity",
            next_step=f"sign in, or name the bucket in {ARTIFACTS_VARIABLE}",
        ) from error

"""One run of `plan`, `deploy`, `diff` or `destroy`: the spec, the account, and the templates with their values."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from holdfast.actions.deploy.buildable import see_buildable
from holdfast.actions.deploy.bundle import HostBundle, bundle_of
from holdfast.actions.deploy.cloud import Cloud, open_cloud
from holdfast.actions.deploy.find import Found, find
from holdfast.actions.deploy.preflight import PreflightError, preflight
from holdfast.actions.deploy.problems import Problem
from holdfast.actions.deploy.templates import templates_of
from holdfast.model.deployment import Template
from holdfast.model.errors import UsageError
from holdfast.model.product import Product
from holdfast.model.record import record, replace
from holdfast.readers.spec import FILE_NAME, Spec, read_spec
from holdfast.stacks import given
from holdfast.stacks.place import account_stack


@record(frozen=True, slots=True, kw_only=True)
class Options:
    """How a run is made.

    Attributes:
        environment: the only one that is wanted; all when None.
        profile: of `~/.aws`; what the environment says when None.
        embedded: an account in small on this machine instead of AWS.
    """

    environment: str | None = None
    profile: str | None = None
    embedded: bool = False


@record(frozen=True, slots=True, kw_only=True)
class Session:
    """What a run works with.

    Attributes:
        root: the folder with the spec.
        spec: what it says.
        cloud: the account.
        templates: of all stacks that are wanted, with the values of their parameters.
        bundles: what hosts fetch when they boot, by environment.
        embedded: the account is the one in small.
        problems: what was missing when values were looked for.
    """

    root: Path
    spec: Spec
    cloud: Cloud
    templates: tuple[Template, ...]
    bundles: tuple[HostBundle, ...]
    embedded: bool
    problems: tuple[Problem, ...] = ()

    @property
    def product(self) -> Product:
        """The product."""
        return self.spec.product

    def preflight(self) -> tuple[str, ...]:
        """Look for everything that would make a deployment fail; what could not be looked at.

        Raises:
            PreflightError: something would.
            CredentialsError: there are none, or they are not valid.
        """
        try:
            unasked = preflight(self.cloud, self.templates)
        except PreflightError as error:
            raise PreflightError((*self.problems, *error.problems)) from error
        if self.problems:
            raise PreflightError(self.problems)
        return unasked

    def fill(self, cloud: Cloud, bucket: str) -> None:
        """Put what hosts fetch into the artifact bucket, where it is not there yet."""
        for bundle in self.bundles:
            bundle.upload(cloud, bucket)


@contextmanager
def open_session(root: Path, options: Options) -> Iterator[Session]:
    """Everything that a run works with; leaving the `with` ends an embedded account.

    Raises:
        UsageError: there is no spec, or no such environment.
        SpecError: the spec is not valid, or says too little to build from.
        IncompleteError: the extra `deploy` is not installed, or AWS refused or did not answer.
    """
    with _account(root, options) as (spec, cloud):
        yield session_over(root, spec, cloud, options)


@contextmanager
def open_bare(root: Path, options: Options) -> Iterator[tuple[Product, Cloud, tuple[Template, ...]]]:
    """The product, the account and the templates without values: enough to compare and to delete, and made at once.

    Raises:
        As `open_session`.
    """
    with _account(root, options) as (spec, cloud):
        yield spec.product, cloud, templates_of(spec.product, _wanted(options), Found(), {})


def session_over(root: Path, spec: Spec, cloud: Cloud, options: Options) -> Session:
    """A session over an account that is open already.

    Raises:
        As `open_session`.
    """
    product = spec.product
    names = _wanted(options) or tuple(product.environments)
    found = find(cloud, product, account_stack(product.name))
    text = (root / FILE_NAME).read_bytes()
    bundles = tuple(bundle_of(cloud, product, name, text, embedded=options.embedded) for name in names)
    values = {one.environment: given.HostBundle(key=one.key, digest=one.digest) for one in bundles}
    templates = templates_of(product, _wanted(options), _ready(found), values)
    return Session(
        root=root,
        spec=spec,
        cloud=cloud,
        templates=templates,
        bundles=bundles,
        embedded=options.embedded,
        problems=found.problems,
    )


def _wanted(options: Options) -> tuple[str, ...] | None:
    return None if options.environment is None else (options.environment,)


def _ready(found: Found) -> Found:
    """Values for templates even where the zone is missing: what else is wrong can still be looked for."""
    return replace(found, hosted_zone=found.hosted_zone or "none")


def _spec(root: Path, environment: str | None) -> Spec:
    if not root.is_dir():
        raise UsageError("is no folder", where=str(root), next_step="give the folder of holdfast.toml")
    spec = read_spec(root)
    if not spec.given:
        raise UsageError("there is no spec", where=str(root / FILE_NAME), next_step="write one with `holdfast init`")
    known = tuple(spec.product.environments)
    if environment is not None and environment not in known:
        raise UsageError(
            f"no such environment: {environment}",
            where="--environment",
            next_step=f"name one of the spec's: {', '.join(known) or 'it has none'}",
        )
    return spec


@contextmanager
def _account(root: Path, options: Options) -> Iterator[tuple[Spec, Cloud]]:
    """The spec, and the account with credentials that are valid."""
    spec = _spec(root, options.environment)
    see_buildable(root, spec.product, _wanted(options))
    with _cloud(spec.product, options) as cloud:
        cloud.identity()
        yield spec, cloud


@contextmanager
def _cloud(product: Product, options: Options) -> Iterator[Cloud]:
    if not options.embedded:
        yield open_cloud(options.profile, product.region)
        return
    if options.profile:
        raise UsageError("names a real account", where="--profile", next_step="leave it out, or --embedded")
    with embedded_cloud(product) as cloud:
        yield cloud


@contextmanager
def embedded_cloud(product: Product) -> Iterator[Cloud]:
    """An account in small with nothing in it but the product's hosted zone, which a person makes.

    Raises:
        IncompleteError: moto is not installed.
    """
    from holdfast.readers.account.client import configuration
    from holdfast.rig.aws import EmbeddedAws

    with EmbeddedAws.start(product.region) as aws:
        if product.hosted_zone:
            aws.client("route53").create_hosted_zone(Name=product.hosted_zone, CallerReference="embedded")
        yield Cloud(aws.session(), configuration(16), product.region, aws.url, pace=0.2, patience=600)

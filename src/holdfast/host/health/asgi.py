"""The health of a Python service, as an ASGI application to be mounted into it."""

from collections.abc import Mapping, Sequence

from holdfast.host.health.answers import HealthApp
from holdfast.host.health.assemble import mounted
from holdfast.host.health.probe import Probe
from holdfast.model.product import Product

__all__ = ["HealthApp", "health_app"]


def health_app(
    product: Product,
    environment: str,
    *,
    environ: Mapping[str, str] | None = None,
    release: Mapping[str, str] | None = None,
    more: Sequence[Probe] = (),
) -> HealthApp:
    """The health of a Python service, to be mounted into it; the process that answers is the application.

    Mounted at `/health` it answers `/health/live`, `/health/ready` and `/health`; mounted elsewhere (`/internal`)
    `/internal/health/live` and so on.

    Args:
        product: the spec.
        environment: the environment's name.
        environ: variables, for the database's URL; the process's own when None.
        release: what `/health` says about the release.
        more: probes of the service's own.

    Raises:
        HoldfastError: the spec names a network that is none, or the database's URL is missing or is none.
    """
    return mounted(product, environment, environ=environ, release=release or {}, more=more)

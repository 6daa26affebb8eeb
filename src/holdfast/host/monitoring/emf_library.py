"""Loads the two parts of aws-embedded-metrics that are used, without the HTTP client that its package brings.

Importing the package itself loads its detection of Lambda, ECS and EC2, and with it aiohttp: 11 MB of the 80 MB that
an agent may take (measured 2026-11-25 with 3.5.0), where the context and its serializer need less than one.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from typing import TYPE_CHECKING

from holdfast.model.errors import IncompleteError

if TYPE_CHECKING:
    from aws_embedded_metrics.logger.metrics_context import MetricsContext
    from aws_embedded_metrics.serializers.log_serializer import LogSerializer

_PACKAGE = "aws_embedded_metrics"


def load() -> "tuple[type[MetricsContext], type[LogSerializer]]":
    """The context and the serializer.

    Raises:
        IncompleteError: the library is not installed.
    """
    with _bare_package():
        context = import_module(f"{_PACKAGE}.logger.metrics_context").MetricsContext
        serializer = import_module(f"{_PACKAGE}.serializers.log_serializer").LogSerializer
    return context, serializer


@contextmanager
def _bare_package() -> Iterator[None]:
    """Meanwhile the package is known by its place alone; whoever imports it afterwards gets it whole."""
    if _PACKAGE in sys.modules:
        yield
        return
    spec = find_spec(_PACKAGE)
    if spec is None:
        raise IncompleteError(
            "is not installed", where="aws-embedded-metrics", next_step="install holdfast[host] on this host"
        )
    sys.modules[_PACKAGE] = module_from_spec(spec)
    try:
        yield
    finally:
        for name in [name for name in sys.modules if name == _PACKAGE or name.startswith(f"{_PACKAGE}.")]:
            del sys.modules[name]

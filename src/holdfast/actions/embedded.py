"""An account in small on this machine: moto's server with a product in it, so that a check can be tried at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from holdfast.actions.account import WORKERS, AccountOptions, AccountReading, read_through
from holdfast.actions.read import Progress
from holdfast.model.estate import Estate
from holdfast.model.product import Product


@contextmanager
def embedded_account(options: AccountOptions, now: datetime) -> Iterator[AccountReading]:
    """Start the server with SweetOrder's account as its team described it; leaving the `with` ends it.

    Raises:
        IncompleteError: moto is not installed.
    """
    from holdfast.readers.account.client import Client, configuration
    from holdfast.rig.aws import EmbeddedAws
    from holdfast.rig.seeds import HOME, before

    with EmbeddedAws.start(HOME) as aws:
        before.seed(aws.client)

        def read(product: Product, progress: Progress) -> Estate:
            client = Client(aws.session(), configuration(WORKERS), endpoint=aws.url)
            return read_through(client, product, options, now, progress)

        yield read

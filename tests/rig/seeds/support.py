"""A seeded account, checked as a team would check it: with its spec and nothing else."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from holdfast.actions.account import AccountOptions, read_through
from holdfast.actions.check import check
from holdfast.actions.read import Progress
from holdfast.model.assessment import Assessment
from holdfast.model.estate import Estate
from holdfast.model.product import Product
from holdfast.readers.account.client import Client, configuration
from holdfast.rig.aws import EmbeddedAws
from holdfast.rig.seeds import HOME, Clients

SPEC = Path(__file__).parents[3] / "examples" / "sweetorder" / "service" / "holdfast.toml"


def assessed(seed: Callable[[Clients], None], folder: Path) -> Assessment:
    """What a check says of the account that `seed` makes."""
    (folder / "holdfast.toml").write_text(SPEC.read_text(encoding="utf-8"), encoding="utf-8")
    now = datetime.now(UTC)  # moto makes keys and certificates of today
    with EmbeddedAws.start(HOME) as aws:
        seed(aws.client)

        def account(product: Product, progress: Progress) -> Estate:
            client = Client(aws.session(), configuration(4), endpoint=aws.url)
            return read_through(client, product, AccountOptions(), now, progress)

        return check(folder, now=now, account=account)


def opened(assessment: Assessment, environment: str) -> set[str]:
    """Ids of the checks whose findings open a control there."""
    return {
        finding.check
        for control in assessment.controls
        if control.environment == environment
        for finding in control.findings
        if finding.opens
    }

"""AWS's list prices, offline: each with its source and its date; what is not here is unknown, and is said to be.

On demand, Linux, PostgreSQL, before taxes, credits and free tiers. A month has 730 hours, as AWS's calculator counts.
"""

from collections.abc import Mapping

from holdfast.model.record import record

HOURS = 730
"""Hours of a month."""

SOURCES: Mapping[str, str] = {
    "catalogue": "SkyPilot's open catalogue of EC2 prices, 2026",
    "seoul": "AWS Price List (bulk), ap-northeast-2, published 2026-09-11 to 2026-10-02",
    "tokyo": "AWS Price List (bulk), ap-northeast-1, versions of 2026-08-27 to 2026-09-11",
    "tokyo-databases": "AWS Price List (bulk), ap-northeast-1, read 2026-09-09 and published 2026-09-17; of "
    "db.t4g.medium half of the Multi-AZ price",
    "virginia": "AWS Price List (bulk), us-east-1, checked 2026-09-25, and AWS's pricing pages of 2026-06",
    "ireland": "bills of eu-west-1 in Cost Explorer, May to July 2026, amount by quantity",
    "ireland-list": "AWS Price List (bulk), eu-west-1, checked 2026-03-23 (db.t4g.large) and 2026-09-18",
    "everywhere": "AWS Price List (bulk), ap-northeast-1, effective 2026-07-01; AWS's pricing pages name one price "
    "for all regions named here",
    "price-list": "AWS Price List API, asked now",
}
"""Where prices come from, by key."""


@record(frozen=True, slots=True)
class Price:
    """US dollars for one unit (an hour, a GiB-month, a month), and the key of the source."""

    usd: float
    source: str


def _all(source: str, prices: Mapping[str, float]) -> dict[str, Price]:
    return {name: Price(usd, source) for name, usd in prices.items()}


_EVERYWHERE = _all(
    "everywhere",
    {
        "alarm": 0.10,
        "composite-alarm": 0.50,
        "dashboard": 3.00,
        "key": 1.00,
        "secret": 0.40,
        "zone": 0.50,
        "ipv4": 0.005,
    },
)
"""The same in each region of the table; an alarm is billed by the metric, `ipv4` by the hour."""

REGIONS: Mapping[str, Mapping[str, Price]] = {
    "ap-northeast-2": {
        **_EVERYWHERE,
        **_all(
            "catalogue",
            {
                "t3.small": 0.0260, "t3.medium": 0.0520, "t3.large": 0.1040, "t3.xlarge": 0.2080,
                "t4g.small": 0.0208, "t4g.medium": 0.0416, "t4g.large": 0.0832,
                "m7g.large": 0.1003, "c6i.large": 0.0960,
            },
        ),
        **_all(
            "seoul",
            {
                "db.t4g.micro": 0.025, "db.t4g.small": 0.051, "db.t4g.medium": 0.102, "db.t4g.large": 0.203,
                "db-gp3": 0.131, "gp3": 0.0912, "nat": 0.059, "alb": 0.0225,
            },
        ),
    },
    "ap-northeast-1": {
        **_EVERYWHERE,
        **_all(
            "catalogue",
            {
                "t3.small": 0.0272, "t3.medium": 0.0544, "t3.large": 0.1088, "t3.xlarge": 0.2176,
                "t4g.small": 0.0216, "t4g.medium": 0.0432, "t4g.large": 0.0864,
                "m7g.large": 0.1054, "c6i.large": 0.1070,
            },
        ),
        **_all("tokyo", {"gp3": 0.096, "db-gp3": 0.138, "alb": 0.0243}),
        **_all("tokyo-databases", {"db.t4g.micro": 0.025, "db.t4g.small": 0.050, "db.t4g.medium": 0.101}),
    },
    "us-east-1": {
        **_EVERYWHERE,
        **_all(
            "virginia",
            {
                "t3.nano": 0.0052, "t3.micro": 0.0104, "t3.small": 0.0208, "t3.medium": 0.0416, "t3.large": 0.0832,
                "t4g.nano": 0.0042, "t4g.micro": 0.0084, "t4g.small": 0.0168, "t4g.medium": 0.0336, "m7g.large": 0.0816,
                "db.t4g.micro": 0.016, "db.t4g.small": 0.032, "db.t4g.medium": 0.065,
                "db-gp3": 0.115, "gp3": 0.08, "nat": 0.045, "alb": 0.0225,
            },
        ),
    },
    "eu-west-1": {
        **_EVERYWHERE,
        **_all("catalogue", {"m7g.medium": 0.0455, "m7g.large": 0.0910}),
        **_all("ireland-list", {"gp3": 0.088, "nat": 0.048, "m6i.large": 0.107, "db.t4g.large": 0.138}),
        **_all(
            "ireland",
            {
                "t4g.small": 0.0184, "t4g.medium": 0.0368,
                "db.t4g.micro": 0.017, "db.t4g.small": 0.035, "db.t4g.medium": 0.069, "db-gp3": 0.127, "alb": 0.0252,
            },
        ),
    },
}  # fmt: skip
"""Prices by region and unit: types by the hour, disks by the GiB-month; `nat` and `alb` by the hour."""

Prices = Mapping[str, Mapping[str, Price]]


def price_of(region: str, unit: str, more: Prices | None = None) -> Price | None:
    """One price; None when it is not known.

    Args:
        region: of the resource.
        unit: key of the table, such as `t4g.medium`, `db.t4g.small`, `gp3` or `alb`.
        more: prices that were asked for now; they count before those of the table.
    """
    asked = (more or {}).get(region, {}).get(unit)
    return asked or REGIONS.get(region, {}).get(unit)

"""The connection URL of a database whose password RDS makes and rotates: put together at each start, kept nowhere.

RDS keeps `username` and `password` in a secret of its own. Hosts that `holdfast deploy` made learn by two variables
where it is, and where the database is; neither is secret.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote

from holdfast.host.configuration.contents import Contents
from holdfast.host.configuration.references import Reference
from holdfast.model.secret import Secret
from holdfast.model.startup import Place, PlaceKind

SECRET_VARIABLE = "HOLDFAST_DATABASE_SECRET"  # noqa: S105  # a variable's name
"""ARN of the secret in which RDS keeps the password."""
DATABASE_VARIABLE = "HOLDFAST_DATABASE"
"""What follows the password in the URL: `HOST:PORT/NAME`, and `?` with libpq's words."""

# RDS names its secrets `rds!db-…` itself (RDS User Guide, *Password management with Secrets Manager*, read 2026-11).
_ARN = re.compile(r"arn:aws[a-z-]*:secretsmanager:(?P<region>[a-z0-9-]+):\d{12}:secret:[A-Za-z0-9/_+=.@!-]{1,520}")


def managed_secret(environ: Mapping[str, str]) -> Reference | None:
    """Where the database's password is; None on hosts whose database is none of RDS's, or not made by Holdfast."""
    match = _ARN.fullmatch(environ.get(SECRET_VARIABLE, ""))
    if match is None or not environ.get(DATABASE_VARIABLE):
        return None
    return Reference(PlaceKind.SECRET, match[0], match["region"])


def with_url(
    sources: Iterable[tuple[Place, Contents]], secret: Reference | None, environ: Mapping[str, str], variable: str
) -> Iterator[tuple[Place, Contents]]:
    """The sources, with the connection URL in place of what RDS's secret holds.

    Args:
        sources: what was read.
        secret: RDS's; None: there is none among them.
        environ: tells where the database is.
        variable: that the URL is given to the application by.
    """
    for place, contents in sources:
        if secret is None or place != secret.place:
            yield place, contents
            continue
        user, password = contents.variables.get("username"), contents.variables.get("password")
        if user is None or password is None:
            yield place, Contents(problems=contents.problems)
            continue
        # A password of RDS's holds signs that end a URL's parts.
        both = ":".join(quote(one.get_secret_value(), safe="") for one in (user, password))
        url = Secret(f"postgresql://{both}@{environ[DATABASE_VARIABLE]}")
        yield place, Contents({variable: url}, contents.problems)

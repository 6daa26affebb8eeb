"""`holdfast check`: judge a repository and show the assessment."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from holdfast.cli.accounts import Many, Shared, check_many, options, see_options
from holdfast.cli.locale import choose_locale
from holdfast.cli.options import LOCALE
from holdfast.cli.output import write
from holdfast.cli.progress import progress
from holdfast.model.errors import ExitCode, UsageError
from holdfast.reports import FORMATS, Format

if TYPE_CHECKING:
    from holdfast.actions.account import AccountReading
    from holdfast.model.product import Product

_LEVELS = ("critical", "warning", "notice", "never")


@click.command()
@click.argument("path", default=".", type=click.Path(path_type=Path))
@click.option("--environment", metavar="NAME", help="Judge this environment only.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="Output format.")
@click.option("--output", type=click.Path(path_type=Path), help="Write to FILE instead.", metavar="FILE")
@LOCALE
@click.option("--account", is_flag=True, help="Read the AWS account of your credentials, too.")
@click.option("--profile", metavar="NAME", help="Profile of ~/.aws; else the ordinary credential chain.")
@click.option("--region", "regions", multiple=True, metavar="NAME", help="Read this region, too; may be repeated.")
@click.option("--cost", is_flag=True, help="Ask Cost Explorer, too: AWS bills 0.01 USD for each of its calls.")
@click.option("--embedded", is_flag=True, help="An account in small on this machine instead of AWS, as an example.")
@options
@click.option(
    "--fail-on", type=click.Choice(_LEVELS), default="warning", show_default=True, help="Least severity that exits 1."
)
def command(
    path: Path,
    environment: str | None,
    form: Format,
    output: Path | None,
    locale: str | None,
    fail_on: str,
    profile: str | None,
    regions: tuple[str, ...],
    accounts: str,
    role: str,
    executor: str,
    *,
    account: bool,
    cost: bool,
    embedded: bool,
) -> int:
    """Judge the repository at PATH (default: here) against the twelve controls.

    Offline, unless --account joins what the AWS account shows. It only reads: `holdfast policy check` prints the
    permissions that it needs.

    With --accounts each account is judged by itself, alone or with the repository where PATH is given, and the summary
    begins with what is most open. --output FOLDER keeps every assessment, as JSON or another --format.

    \b
    Examples:
      holdfast check
      holdfast check --account --profile production
      holdfast check ../shop --environment production --fail-on critical
      holdfast check --format html --output assessment.html
      holdfast check --accounts organization --role holdfast-check --output assessments
    """
    from holdfast.actions.check import check, references
    from holdfast.model.findings import Severity
    from holdfast.reports import render
    from holdfast.reports.catalogue import Catalogue
    from holdfast.reports.document import severity_reached, to_document

    many = Many(accounts, role, executor)
    see_options(many, one_account=account or embedded)
    if accounts:
        return check_many(many, Shared(path, environment, form, output, locale, fail_on, profile, regions, cost))
    now = datetime.now(UTC)
    source = "embedded" if embedded else "live" if account else "none"
    _see_account(form, source)
    with _account(source, profile, regions, now, cost=cost) as read, progress() as show:
        ready = partial(_make_ready, form, locale)
        assessment = check(path, now=now, environment=environment, account=read, progress=show, meanwhile=ready)
    catalogue = Catalogue(choose_locale(locale, assessment.locale))
    document = to_document(assessment, catalogue, references())
    write(render(document, catalogue, form, colour=output is None and sys.stdout.isatty()), output)
    if fail_on != "never" and severity_reached(document, Severity(fail_on)):
        return ExitCode.OPEN
    return ExitCode.INCOMPLETE if document.unread and fail_on != "never" else ExitCode.DONE


def _see_account(form: Format, source: str) -> None:
    if form == "asff" and source == "none":
        from holdfast.reports.asff import no_account

        raise no_account()


def _make_ready(form: Format, locale: str | None, product: "Product") -> None:
    from holdfast.reports import make_ready
    from holdfast.reports.catalogue import Catalogue

    make_ready(form, Catalogue(choose_locale(locale, product.locale)))


@contextmanager
def _account(
    source: str, profile: str | None, regions: tuple[str, ...], now: datetime, *, cost: bool
) -> "Iterator[AccountReading | None]":
    """What reads the account: the `live` one, the `embedded` one, or `none`."""
    if source == "none":
        if profile or regions or cost:
            raise UsageError(
                "says which account", where="--profile, --region, --cost", next_step="add --account or --accounts"
            )
        yield None
        return
    from holdfast.actions.account import AccountOptions, reading

    options = AccountOptions(profile, regions, cost)
    if source == "live":
        yield reading(options, now)
        return
    from holdfast.actions.embedded import embedded_account

    with embedded_account(options, now) as read:
        yield read

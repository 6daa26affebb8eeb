"""`holdfast check`: judge a repository and show the assessment."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from holdfast.cli.locale import choose_locale
from holdfast.cli.progress import progress
from holdfast.model.errors import ExitCode, UsageError
from holdfast.reports import FORMATS, Format

_LEVELS = ("critical", "warning", "notice", "never")


@click.command()
@click.argument("path", default=".", type=click.Path(path_type=Path))
@click.option("--environment", metavar="NAME", help="Judge this environment only.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="Output format.")
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to FILE instead.", metavar="FILE"
)
@click.option("--locale", type=click.Choice(("ko", "en")), help="Language; else the spec's, else LANG.")
@click.option(
    "--fail-on", type=click.Choice(_LEVELS), default="warning", show_default=True, help="Least severity that exits 1."
)
def command(
    path: Path, environment: str | None, form: Format, output: Path | None, locale: str | None, fail_on: str
) -> int:
    """Judge the repository at PATH (default: here) against the twelve controls, offline.

    \b
    Examples:
      holdfast check
      holdfast check ../shop --environment production --fail-on critical
      holdfast check --format html --output assessment.html
    """
    from holdfast.actions.check import check, references
    from holdfast.model.findings import Severity
    from holdfast.readers.spec import read_spec
    from holdfast.reports import render
    from holdfast.reports.catalogue import Catalogue
    from holdfast.reports.document import severity_reached, to_document

    with progress() as show:
        assessment = check(path, now=datetime.now(UTC), environment=environment, progress=show)
    catalogue = Catalogue(choose_locale(locale, read_spec(path).product.locale))
    document = to_document(assessment, catalogue, references())
    _write(render(document, catalogue, form, colour=output is None and sys.stdout.isatty()), output)
    if fail_on != "never" and severity_reached(document, Severity(fail_on)):
        return ExitCode.OPEN
    return ExitCode.INCOMPLETE if document.unread and fail_on != "never" else ExitCode.DONE


def _write(text: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.buffer.write(text.encode())
        sys.stdout.buffer.flush()
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(
            "cannot be written", where=str(output), next_step=f"choose another --output ({error.strerror})"
        ) from error

"""`holdfast check --accounts`: its options, the file for each account, and the summary."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from holdfast.cli.locale import choose_locale
from holdfast.cli.output import write
from holdfast.cli.progress import progress
from holdfast.model.errors import ExitCode, UsageError
from holdfast.model.record import record
from holdfast.reports import Format

if TYPE_CHECKING:
    from holdfast.model.findings import Severity
    from holdfast.reports.accounts import AccountEntry, Summary
    from holdfast.reports.catalogue import Catalogue

C = TypeVar("C", bound=Callable[..., Any])

SUMMARY = "accounts.json"
_ENDINGS = {"markdown": "md", "html": "html", "sarif": "sarif", "ocsf": "ocsf.json", "asff": "asff.json"}


@record(frozen=True, slots=True)
class Many:
    """The options of many accounts; empty ones were not given."""

    accounts: str = ""
    role: str = ""
    executor: str = ""


def options(command: C) -> C:
    """Give a command the options of many accounts."""
    for option in (
        click.option(
            "--executor", metavar="NAME", default="", help="With --accounts: `threads`, or a cluster: dask://HOST:PORT."
        ),
        click.option("--role", metavar="NAME", default="", help="With --accounts: the role to assume in each."),
        click.option(
            "--accounts", metavar="FILE", default="", help="Read every account of FILE, or of the `organization`."
        ),
    ):
        command = option(command)
    return command


@record(frozen=True, slots=True)
class Shared:
    """What `check` takes for one account as for many."""

    path: Path
    environment: str | None
    form: Format
    output: Path | None
    locale: str | None
    fail_on: str
    profile: str | None
    regions: tuple[str, ...]
    cost: bool


def check_many(many: Many, shared: Shared) -> int:
    """Judge every account, show the summary, and give the exit code.

    Raises:
        UsageError: the options do not go together, or the output cannot be written.
    """
    from holdfast.actions.account import AccountOptions
    from holdfast.actions.accounts import Request, check_accounts
    from holdfast.model.findings import Severity
    from holdfast.readers.spec import read_spec
    from holdfast.reports.accounts import render_json, render_text
    from holdfast.reports.catalogue import Catalogue

    folder = _folder(shared)
    root = shared.path if _is_given("path") else None
    locale = choose_locale(shared.locale, read_spec(root).product.locale if root and root.is_dir() else None)
    request = Request(
        source=many.accounts,
        role=many.role,
        executor=many.executor or "threads",
        options=AccountOptions(shared.profile, shared.regions, shared.cost),
        root=root,
        environment=shared.environment,
        locale=locale,
        whole=folder is not None or shared.form == "json",
    )
    with progress() as show:
        told = _filing(folder, shared.form, Catalogue(locale)) if folder else _as_it_is
        summary = check_accounts(request, now=datetime.now(UTC), progress=show, told=told)
    if folder:
        write(render_json(summary), folder / SUMMARY)
    output = None if folder else shared.output
    if shared.form == "json" and not folder:
        write(render_json(summary), output)
    else:
        write(render_text(summary, Catalogue(locale), colour=output is None and sys.stdout.isatty()), output)
    return _exit_code(summary, None if shared.fail_on == "never" else Severity(shared.fail_on))


def see_options(many: Many, *, one_account: bool) -> None:
    """Refuse options that do not go together.

    Args:
        many: those of many accounts.
        one_account: --account or --embedded was given.

    Raises:
        UsageError: they do not.
    """
    if not many.accounts:
        if many.role or many.executor:
            raise UsageError("is for many accounts", where="--role, --executor", next_step="add --accounts")
        return
    if one_account:
        raise UsageError("means one account", where="--account, --embedded", next_step="leave it out with --accounts")
    if not many.role:
        raise UsageError("needs the role to assume in each", where="--accounts", next_step="add --role NAME")


def _is_given(parameter: str) -> bool:
    return click.get_current_context().get_parameter_source(parameter) is not ParameterSource.DEFAULT


def _folder(shared: Shared) -> Path | None:
    """The folder for each account's assessment, made when it is not there; None without one.

    What is to be written is tried before the accounts are read, which may take long.
    """
    output = shared.output
    if output is None or (output.suffix and not output.is_dir()):
        if shared.form not in ("text", "json"):
            raise UsageError(
                f"{shared.form} holds one account", where="--format", next_step="give a folder: --output FOLDER"
            )
        if output and not output.parent.is_dir():
            raise UsageError("there is no such folder", where=str(output.parent), next_step="choose another --output")
        return None
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            "cannot be a folder", where=str(output), next_step=f"choose another --output ({error.strerror})"
        ) from error
    return output


def _filing(folder: Path, form: Format, catalogue: "Catalogue") -> "Callable[[AccountEntry], AccountEntry]":
    """Writes an account's assessment as soon as it is there, so that an interrupted check keeps what it has."""
    from holdfast.reports import render

    ending = _ENDINGS.get(form, "json")

    def file(entry: "AccountEntry") -> "AccountEntry":
        if entry.assessment is None:
            return entry
        name = f"{entry.account}.{ending}"
        write(render(entry.assessment, catalogue, "json" if form == "text" else form), folder / name)
        return entry.model_copy(update={"assessment": None, "file": name})

    return file


def _as_it_is(entry: "AccountEntry") -> "AccountEntry":
    return entry


def _exit_code(summary: "Summary", level: "Severity | None") -> int:
    if level is None:
        return ExitCode.DONE
    if summary.reached(level):
        return ExitCode.OPEN
    return ExitCode.DONE if summary.is_complete() else ExitCode.INCOMPLETE

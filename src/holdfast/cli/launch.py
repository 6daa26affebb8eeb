"""`holdfast launch`: read the secrets, check them against the spec, and become the application."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from holdfast.cli.locale import Locale, choose_locale
from holdfast.cli.options import ENVIRONMENT, LOCALE, SPEC
from holdfast.model.errors import ExitCode, UsageError
from holdfast.model.startup import Problem


@click.command(context_settings={"allow_interspersed_args": False})
@ENVIRONMENT
@SPEC
@click.option("--check", "only_check", is_flag=True, help="Check everything, and start nothing.")
@LOCALE
@click.argument("command_line", metavar="[--] COMMAND...", nargs=-1, type=click.UNPROCESSED)
def command(
    environment: str | None, spec: Path | None, *, only_check: bool, locale: str | None, command_line: tuple[str, ...]
) -> int:
    """Read the secrets, check them against the spec's `service.variables`, and become COMMAND.

    Read are the spec's `parameters` and `secrets`, and the secrets named by SECRETS_ARN (names or ARNs, apart by
    commas or spaces). Which value wins, the strongest first: the process environment, also when empty; the secrets
    of SECRETS_ARN; the spec's secrets; parameters. The later of two secrets wins. COMMAND defaults to the spec's
    `service.command`; no shell is involved.

    \b
    Examples:
      holdfast launch --environment production -- node dist/main.js
      holdfast launch --check

    \b
    Exit codes:
      those of COMMAND, once it has started
      0    --check: nothing stands in the way
      2    wrong usage, or an invalid holdfast.toml
      78   something is missing or wrong; every problem is told on standard error, and nothing was started
    """
    from holdfast.actions.launch import choose_environment, find_product, prepare, start
    from holdfast.host.releases.identity import first_line, read_release

    release = read_release(os.environ)
    _say(first_line(release, "launch"))
    product = find_product(spec)
    name = choose_environment(product, environment, os.environ)
    words = command_line or product.service.command
    if not words and not only_check:
        raise UsageError(
            "there is no command to become", where="COMMAND", next_step="write it after `--`, or as service.command"
        )
    language = choose_locale(locale, product.locale)
    startup = prepare(product, name, words, os.environ, release=release, keep=not only_check)
    if startup.notices:
        from holdfast.reports.catalogue import Catalogue
        from holdfast.reports.startup import notice_line

        for notice in startup.notices:
            _say(notice_line(notice, Catalogue(language)))
    problems = startup.problems or (() if only_check else (start(startup),))
    return _told(problems, name, language)


def _told(problems: Sequence[Problem], name: str, language: Locale) -> int:
    from holdfast.reports.catalogue import Catalogue
    from holdfast.reports.startup import ready_text, refused_text

    if not problems:
        _say(ready_text(name, Catalogue(language)))
        return ExitCode.DONE
    _say(refused_text(problems, name, Catalogue(language)))
    return ExitCode.CONFIGURATION


def _say(text: str) -> None:
    try:
        click.echo(f"holdfast: {text}", err=True)
    except OSError:
        # The log's disk is full, or its reader is gone: neither may decide whether the application starts, and with
        # which code.
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - for the rest of the process

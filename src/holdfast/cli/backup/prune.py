"""`holdfast backup prune`: the plan first, then, when asked, the deed."""

import sys
from pathlib import Path

import click

from holdfast.cli.options import ENVIRONMENT, LOCALE, SPEC, STORE
from holdfast.model.errors import ExitCode


@click.command()
@ENVIRONMENT
@SPEC
@STORE
@click.option("--yes", is_flag=True, help="Do what the plan says; timers pass it.")
@LOCALE
def command(environment: str | None, spec: Path | None, store: str | None, locale: str | None, *, yes: bool) -> int:
    """Print what has outlived its retention, why, and what stays, why; remove it with --yes.

    Whatever the clock says, these stay: the last good backup of a kind, the last that a restore has proven, the base
    with which recovery to the oldest kept moment begins, what is broken while nothing newer is good, and what a newer
    version made. WAL goes up to the start of the oldest kept base, and
    a proof with the backup that it is of, but for the newest. The copy in the second region is pruned alike.

    \b
    Examples:
      holdfast backup prune --environment production
      holdfast backup prune --environment production --yes

    \b
    Exit codes:
      0   done, or printed
      1   refused (the bucket's lifecycle removes too early, a clock is wrong), or the store kept objects
      2   wrong usage, or an invalid holdfast.toml
      3   the store could not be read: nothing was removed
    """
    from holdfast.actions.backup.place import find_place, require_libraries

    require_libraries()
    from holdfast.actions.backup.prune import by_engine, do_prune, plan_prune
    from holdfast.cli.locale import choose_locale
    from holdfast.reports.backup_prune import render_outcome, render_plan
    from holdfast.reports.catalogue import Catalogue

    place = find_place(spec, environment, store)
    catalogue = Catalogue(choose_locale(locale, place.product.locale))
    prunes = plan_prune(place)
    for prune in prunes:
        orphans = [(orphan.folder, orphan.stored_bytes) for orphan in prune.orphans]
        colour = sys.stdout.isatty()
        text = render_plan(prune.where, prune.plan, prune.rules, catalogue, orphans=orphans, colour=colour)
        click.echo(text)
    refusal = next((prune.refusal for prune in prunes if prune.refusal is not None), None)
    if refusal is not None:
        raise refusal
    if not yes:
        click.echo(catalogue.check("backup_status.prune")["ask"])
        return ExitCode.DONE
    whole = True
    for prune in prunes:
        done = do_prune(prune, by_engine(place, prune))
        removed, freed, kept = len(done.removed), done.freed_bytes, done.kept_keys
        click.echo(render_outcome(prune.where, removed, freed, kept, catalogue, proofs=done.proofs))
        whole = whole and not done.kept_keys
    return ExitCode.DONE if whole else ExitCode.OPEN

"""Lines that hide a failure, or undo what the script is for: backups, migrations and deployments first."""

import re
from collections.abc import Iterator
from itertools import pairwise

from holdfast.model.facts import Fact, ScriptFault
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.backup.archived import packs_backup
from holdfast.readers.repository.shell.backup.backups import copies_file
from holdfast.readers.repository.shell.backup.misread import misread
from holdfast.readers.repository.shell.backup.old_files import files_made, never_finds, prunes_wrongly
from holdfast.readers.repository.shell.backup.only_in_words import only_in_words
from holdfast.readers.repository.shell.backup.restores import restore_faults
from holdfast.readers.repository.shell.backup.unheard import calls_backup, goes_on, has_it_made, lost_with
from holdfast.readers.repository.shell.certificates.certificate_copies import copied_certificates
from holdfast.readers.repository.shell.cloud.arguments import in_turn
from holdfast.readers.repository.shell.delivery.reader import probes
from holdfast.readers.repository.shell.delivery.seeming import only_spoken_of
from holdfast.readers.repository.shell.faults.ends_well import ends_well
from holdfast.readers.repository.shell.faults.given_up import given_up
from holdfast.readers.repository.shell.faults.optional_fetches import OptionalFetches
from holdfast.readers.repository.shell.faults.said_done import said_done
from holdfast.readers.repository.shell.faults.skipped import skipped, skipped_backups
from holdfast.readers.repository.shell.releases import releases
from holdfast.readers.repository.shell.releases.copied import copied_builds
from holdfast.readers.repository.shell.releases.deleted import deleted_facts
from holdfast.readers.repository.shell.releases.entry import goes_on_to_serve, is_tried_for_ever
from holdfast.readers.repository.shell.releases.past_lock import past_the_lock
from holdfast.readers.repository.shell.releases.pruned import pruned
from holdfast.readers.repository.shell.releases.stopped_for_good import stopped_for_good
from holdfast.readers.repository.shell.releases.taken_over import taken_over
from holdfast.readers.repository.shell.releases.tasks_unheeded import unheeded_tasks
from holdfast.readers.repository.shell.releases.unsupervised import unsupervised
from holdfast.readers.repository.shell.releases.volumes import volume_faults
from holdfast.readers.repository.shell.rollback.put_aside import put_aside
from holdfast.readers.repository.shell.rollback.undone import Ends
from holdfast.readers.repository.shell.rollback.unwritten import unwritten
from holdfast.readers.repository.shell.steps.purposes import (
    ONLY_FASTER,
    activation,
    backup_method,
    is_build,
    is_fetch,
    is_migration,
    makes_migration,
    publishes,
)
from holdfast.readers.repository.shell.steps.sent import goes_over_hosts, hands_on
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.steps.spoken import MESSAGE, copy_is_only_spoken_of, is_only_spoken_of
from holdfast.readers.repository.shell.steps.tested import unheeded_tests
from holdfast.readers.repository.shell.syntax.command import Command, Failure

_COMPRESSORS = frozenset(
    (
        *("gzip", "pigz", "bzip2", "xz", "zstd", "lz4", "7z", "openssl", "gpg", "age"),
        *("aws", "s3cmd", "rclone", "ssh", "split", "pv", "tee", "cat", "dd"),
    )
)
_INTEGRITY = regex(
    r"gzip -t|gunzip -t|zcat .*tail|pg_restore (?:--list|-l)|PIPESTATUS|xz -t|zstd -t|-size \+|\[ .*\$\{?\w*SIZE"
)
_NONEMPTY = regex(r"^\[ (?:! )?-[sf] ")
_BACKUP_WORD = regex(r"backup|dump|snapshot|\.sql|백업|バックアップ|\.gz|\.tar|\.bak", re.IGNORECASE)


def fault_facts(source: Source) -> Iterator[Fact]:
    """The faults of a script, each where it stands; one per command and form."""
    seen: set[tuple[int, str]] = set()
    for fault in (*_each(source), *copied_certificates(source)):
        key = (fault.at.start_line, fault.form)
        if key not in seen:
            seen.add(key)
            yield fault


def _each(source: Source) -> Iterator[ScriptFault]:
    yield from volume_faults(source, deploys=source.part or releases.is_deploy_script(source))
    yield from unheeded_tasks(source)
    if not source.whole:
        return
    blamed: set[int] = set()
    optional = OptionalFetches(source)
    ends = Ends(source.commands)
    for command in source.commands:
        for form in _hidden(command, source, optional, ends):
            blamed.add(command.order)
            yield source.fault(_suffered(command, source) or "other", form, command)
    yield from _retention(source)
    yield from _unchecked(source, blamed)
    yield from _computed_twice(source)
    yield from releases.release_faults(source)
    for reader in (
        deleted_facts,
        stopped_for_good,
        taken_over,
        copied_builds,
        misread,
        skipped,
        skipped_backups,
        only_in_words,
        restore_faults,
        unwritten,
    ):
        yield from reader(source)
    lives = source.run_by_others
    named = not source.embedded and releases.is_named_after_releases(source)
    yield from given_up(source, _suffered, deploys=lives or named or releases.is_deploy_script(source))
    if lives or source.sets_up_host or source.starts_on_host or releases.is_deploy_script(source):
        yield from unsupervised(source)
    if lives or source.starts_on_host or releases.is_deploy_script(source):
        yield from _spoken_of(source)
    if lives or releases.is_deploy_script(source):
        yield from past_the_lock(source)
        yield from pruned(source)
        yield from put_aside(source)
    if not source.embedded and (lives or releases.is_deploy_script(source) or releases.is_named_after_releases(source)):
        yield from said_done(source)
        yield from ends_well(source)
    if not source.embedded:
        yield from unheeded_tests(source) if lives or releases.is_deploy_script(source) else ()


def _spoken_of(source: Source) -> Iterator[ScriptFault]:
    """Whether the new release runs is asked, and the deployment ends well whatever the answer is."""
    spoken = only_spoken_of(source)
    if spoken and not any(probe.decides for probe in probes(source.commands, source.script.variables)):
        yield source.fault("health", "error-swallowed", *spoken)


def activity_of(command: Command) -> str | None:
    """What suffers when it fails unseen: "backup", "migration", "rollback", "deploy"; None for an ordinary command."""
    if command.name in MESSAGE:
        return None
    if backup_method(command) or _uploads_backup(command):
        return "backup"
    if is_migration(command):
        return "migration"
    if _GOES_BACK.match(command.text):
        return "rollback"
    if any((is_build(command), hands_on(command), is_fetch(command), activation(command), goes_over_hosts(command))):
        return "deploy"
    return None


_GOES_BACK = regex(
    r"^(?:aws cloudformation (?:cancel-update-stack|rollback-stack|continue-update-rollback)\b"
    r"|kubectl\b.* rollout undo\b|helm (?:--?\S+ )?rollback\b|kamal rollback\b|docker service rollback\b"
    r"|cap \S+ deploy:rollback\b|dep rollback\b)"
)
"""Commands that bring the release before back, and nothing else."""


_HEALS = regex(r"(?i)health|heal(?:ing)?(?![a-z])|watch|monitor|recover|keep[-_]?alive|guard")


def _suffered(command: Command, source: Source) -> str | None:
    """As `_suffers`; what only starts again what should run anyway, and brings nothing new, releases nothing."""
    suffers = _suffers(command, source)
    heals = suffers == "deploy" and _HEALS.search(source.snippet.name) and not source.brings_something_new
    aside = suffers == "deploy" and command.name == "git" and not command.remote and not _may_release(source)
    return None if heals or aside else suffers


def _may_release(source: Source) -> bool:
    """Something else runs it, its name or what it starts says so: else it only moves between branches at a desk."""
    return bool(source.activations) or source.run_by_others or source.hooked or releases.is_named_after_releases(source)


def _suffers(command: Command, source: Source) -> str | None:
    """As `activity_of`; files that are handed to a bucket are a release too when their failure is swallowed."""
    if ONLY_FASTER.match(command.text):
        return None
    unheard = command.failure is Failure.SWALLOWED or _set_aside(command, source)
    published = unheard and publishes(in_turn(command)[0])
    kept = "backup" if copies_file(command, source) or packs_backup(command, source) else None
    kept = kept or ("backup" if (unheard or command.condition) and calls_backup(command) else None)
    return activity_of(command) or kept or ("deploy" if published else None)


def _uploads_backup(command: Command) -> bool:
    if _SENT_TO_HOST.match(command.text):
        # What is packed may be a release as well.
        words = " ".join(arg for arg in command.args if not arg.startswith("-"))
        return bool(_OF_DATA.search(words))
    given = (arg for arg in command.args[1 if command.name == "rclone" else 2 :] if not arg.startswith("-"))
    sent = next(given, "").rstrip("/").rpartition("/")[2]
    copies = bool(_MOVES.match(command.text)) and bool(_BACKUP_WORD.search(command.text))
    return copies and not _OF_A_COPY.search(sent)


_OF_A_COPY = regex(r"(?i)check_?sum|sha\d{3}|md5|\.sum\b|(?:^|[\W_])manifest|(?:^|[\W_])logs?(?=$|\W|_)")
"""What only stands beside a copy: its sum, or what was said of it."""


_MOVES = regex(r"^aws s3 (?:cp|sync|mv)\b|^rclone (?:copy|sync)|^aws (?:rds|ec2) (?:create|copy)-(?:db-)?snapshot")
_SENT_TO_HOST = regex(r"^(?:rsync|scp)\b.* [\w.@${}-]{1,120}:\S{0,200}$")
_OF_DATA = regex(r"backup|dump|\.sql|\.bak|백업|バックアップ", re.IGNORECASE)


def _hidden(command: Command, source: Source, optional: OptionalFetches, ends: Ends) -> Iterator[str]:
    activity = _suffers(command, source)
    if activity is None or "$(" in command.inside or _starts_what_is_there(command, source):
        return
    if command.failure is Failure.SWALLOWED:
        told = activity in ("deploy", "rollback") and ends.fails_anyway(command)
        if not (told or optional.holds(command) or _retried(command, source)):
            yield "error-swallowed"
    elif command.failure is Failure.HIDDEN:
        yield from _behind_pipe(command, activity, source)
    elif (
        is_only_spoken_of(command, source)
        or ((backup_method(command) or calls_backup(command)) and copy_is_only_spoken_of(command, source))
        or (activity == "migration" and _made_another_way(command))
        or _set_aside(command, source)
        or (command.discards_errors and _unseen(command, activity, source))
    ):
        yield "error-swallowed"


_ANOTHER_WAY = regex(
    r"\bdb:? ?push\b|\bcreate_all\b|\b(?:alembic|flask db) stamp\b|\bmigrate\b.* --fake|\bsyncdb\b|\.sync\("
    r"|\bmigrate resolve\b|\bschema:(?:update|create|sync)\b|\bmigrate(?::fresh| reset)\b|--force-reset\b"
)


def _made_another_way(command: Command) -> bool:
    """Where a migration fails, tables are made past it, or it counts as done: what it had to change stays."""
    return any(_ANOTHER_WAY.search(text) for text in command.fallback)


def _starts_what_is_there(command: Command, source: Source) -> bool:
    """`systemctl start` where nothing new is put in place, as at a machine's first boot: no release can fail there."""
    if activation(command) != "systemd" or not {"start", "enable"} & set(command.args):
        return False
    return not source.brings_something_new


def _retried(command: Command, source: Source) -> bool:
    """Somebody asks the same question in the next lines: the outcome is looked at in another way."""
    following = source.commands[command.order + 1 : command.order + 5]
    return any(_NONEMPTY.match(other.text) for other in following) and activity_of(command) == "backup"


def _unseen(command: Command, activity: str, source: Source) -> bool:
    if command.failure is not Failure.UNCHECKED or activity == "deploy":
        return False
    return not _retried(command, source)


def _set_aside(command: Command, source: Source) -> bool:
    """`set +e` was written before it, and nobody asks for its status."""
    if command.failure is not Failure.UNCHECKED or is_fetch(command) or command.remote:
        return False
    return command.order in source.unheeded and not command.background


def _behind_pipe(command: Command, activity: str, source: Source) -> Iterator[str]:
    later = source.snippet.text
    if activity == "backup" and backup_method(command):
        if command.feeds and command.feeds[0] in _COMPRESSORS and not _INTEGRITY.search(later):
            yield "pipe-hides-error"
        return
    relied = command.errexit or command.condition or bool(command.fallback)
    if command.feeds[:1] == ("tee",) and relied and not is_fetch(command):
        yield "pipe-hides-error"


def _retention(source: Source) -> Iterator[ScriptFault]:
    """Deleting old backups with a pattern that matches nothing, or so that nobody learns of its failure."""
    about = _BACKUP_WORD.search(source.snippet.path) or source.makes_backup
    made = files_made(source) if any(command.name == "find" for command in source.commands) else ()
    for command in source.commands:
        if not (about or _BACKUP_WORD.search(source.script.expand(command.text))):
            continue
        form = prunes_wrongly(command) or ("retention-never-deletes" if never_finds(command, source, made) else None)
        if form:
            yield source.fault("backup", form, command)


def _unchecked(source: Source, blamed: set[int]) -> Iterator[ScriptFault]:
    """A critical step that may fail while the script goes on to what must not happen then."""
    embedded = source.embedded and not source.instructed
    if (embedded and not source.piped) or "ERR" in source.snippet.text.partition("trap ")[2][:400]:
        return
    checked = _called_with_check(source)
    for command in source.commands:
        if source.entry_point and is_tried_for_ever(command, source.commands):
            yield source.fault("migration", "error-swallowed", command)
        if command.order in blamed or command.failure is not Failure.UNCHECKED or command.background:
            continue
        if embedded and not (command.remote or source.sent):
            continue
        if command.function in checked:
            continue
        migrates = is_migration(command) or makes_migration(command)
        if migrates or is_build(command) or (source.hooked and _INSTALLS.match(command.text)):
            following = _next_activation(command, source)
            lost = source.hooked and _status_lost(command, source) and (migrates or not _missed_later(command, source))
            lost = lost or (source.entry_point and migrates and goes_on_to_serve(command, source.commands))
            if lost or (following is not None and (embedded or releases.is_deploy_script(source) or source.hooked)):
                activity = "migration" if migrates else "deploy"
                yield source.fault(activity, "no-error-exit", command)
        elif (backup_method(command) or has_it_made(command, source)) and goes_on(command, source):
            yield source.fault("backup", "no-error-exit", command)
        elif (deletes := lost_with(command, source)) is not None:
            yield source.fault("backup", "no-error-exit", command, deletes if _near(command, deletes) else None)


_INSTALLS = regex(
    r"^(?:(?:npm|pnpm) (?:ci|i|install)|yarn(?: install)?|pip3? install -r \S+|bundle install)(?= -|$)"
    r"(?!.* (?:-g|--global)\b)"
)
"""What an application cannot start without: a hook goes on to start it all the same."""


def _status_lost(command: Command, source: Source) -> bool:
    """A hook answers with the status of its last command: what fails before is never heard of."""
    following = [c for c in source.commands[command.order + 1 :] if not c.function]
    return bool(following) and not command.branch and not any("$?" in arg for c in following[:2] for arg in c.args)


_TAKES = frozenset(("cp", "mv", "rsync", "tar", "zip", "unzip", "ln", "install", "test", "["))


def _missed_later(command: Command, source: Source) -> bool:
    """Something further down takes what it was to make, and fails in its place."""
    following = [other for other in source.commands[command.order + 1 :] if other.failure is not Failure.SWALLOWED]
    return any(other.name in _TAKES or activity_of(other) for other in following)


def _called_with_check(source: Source) -> frozenset[str]:
    """The functions whose every call is asked how it ended."""
    heeded: dict[str, bool] = {}
    for call in source.commands:
        heeded[call.name] = heeded.get(call.name, True) and call.failure in (Failure.HANDLED, Failure.STOPS)
    return frozenset(name for name, well in heeded.items() if well)


_GIVES_PHP_ANEW = regex(
    r"^(?:systemctl\b.{0,60} (?:re(?:start|load)|reload-or-restart) .{0,80}\bphp\S{0,20}fpm"
    r"|service php\S{0,20}fpm re(?:start|load)|php artisan (?:up|octane:reload|queue:restart)\b)"
)
"""It serves a release of PHP that lies where an earlier one did; by itself, as after a change of settings, nothing."""


def _next_activation(command: Command, source: Source) -> Command | None:
    later = source.commands[command.order + 1 :] if "php" in source.snippet.text else ()
    anew = (one for one in later if _GIVES_PHP_ANEW.match(one.text) and one.order not in source.activated)
    acts = sorted((*source.activations, *anew), key=lambda one: one.order)
    behind = [one for one in acts if one.order > command.order and one.remote == command.remote]
    first = next(iter(behind), None)
    marks = _choices(first, command) if first else ()
    # Where one branch starts it and the other restarts it, it goes live in any case.
    both = all(any(_is_other(mark, other) for one in behind for other in _choices(one, command)) for mark in marks)
    return first if both else None


def _choices(activation: Command, command: Command) -> tuple[str, ...]:
    """The tests on which it hangs that something goes live behind `command`."""
    return tuple(m for m in activation.branch[len(command.branch) :] if m.startswith(("if ", "else ")))


def _is_other(mark: str, other: str) -> bool:
    word, _, test = mark.partition(" ")
    return other == f"{'else' if word == 'if' else 'if'} {test}"


_CLOCK = regex(
    r":[\w.${}-]{0,60}[\"']?(?:(?:\$\(|`)\s*date\b[^)`]*%[HMSsTN][^)`]*(?:\)|`)|(?:\$\(|`)\s*date\s*(?:\)|`))"
)
"""The clock in the tag of an image: what is written with its time in another way, such as a copy, is no release."""
_TAGGING = regex(
    r"^docker (?:buildx )?(?:build|tag|push|run|pull|image|create)\b|^aws ecs\b|^kubectl set image"
    r"|^docker service update"
)


def _computed_twice(source: Source) -> Iterator[ScriptFault]:
    """The clock is read once for the build and again for the push or the start: two different names."""
    found = [c for c in source.commands if _TAGGING.match(c.text) and _CLOCK.search(" ".join((c.text, *c.words)))]
    for first, second in pairwise(found):
        if first.line != second.line:
            yield source.fault("deploy", "tag-computed-twice", first, second if _near(first, second) else None)
            return


def _near(first: Command, second: Command) -> bool:
    return second.end_line - first.line < 20

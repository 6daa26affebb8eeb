"""A parsed script together with where it came from: what every detector of shell facts is given."""

import re
from functools import cached_property
from typing import TypedDict

from holdfast.model.environments import environment_of
from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.facts import ScriptFault
from holdfast.model.record import record
from holdfast.model.redaction import redact
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell.steps.at_hand import TextOf, nothing_at_hand
from holdfast.readers.repository.shell.steps.purposes import activation, backup_method, is_build, is_fetch, is_migration
from holdfast.readers.repository.shell.steps.renewed_secrets import started_for_a_secret
from holdfast.readers.repository.shell.steps.sent import own_starts
from holdfast.readers.repository.shell.syntax.command import ASSIGNS, Command, names_said, that_says
from holdfast.readers.repository.shell.syntax.parse import Script

BECOMES = regex(r"^[ \t]*exec[ \t]+(?![<>\d&])\S", re.MULTILINE)
"""An entry point: what it ends with takes its place."""

_FIRST_BOOT = regex(r"(?i)user[-_]?data|cloud[-_]?init")
_SPEAKS_OF_FIRST_BOOT = regex(r"/var/log/user-data\b|\blogger -t user-data\b")
"""Where scripts that a machine is started with keep what they say, as AWS shows it."""
_SETS_UP = regex(
    r"(?i)(?:set[-_]?up|bootstrap|provision|init|install)\w{0,10}[-_](?:(?!dev|local|test)[a-z\d]{1,12}[-_])?"
    r"(?:ec2|server|aws|prod\w*|lightsail|instance|vps|vm|host)"
    r"|(?:ec2|server|aws|prod\w*|lightsail|instance|vps|vm|host)[-_](?:(?!dev|local|test)[a-z\d]{1,12}[-_])?"
    r"(?:set[-_]?up|bootstrap|provision|init|install)"
)
_MAKES = regex(
    r"(?i)^(?:(?!dev|local|test)[a-z\d]{1,12}[-_]){0,2}(?:set[-_]?up|bootstrap|provision|init|install)(?![a-z])"
    r"(?!.*(?:local|(?<![a-z])dev(?![a-z])|test))"
)
_SERVER = regex(
    r"/home/(?:ubuntu|ec2-user|admin)\b|\bec2-user\b|\binstall\b.{0,80}\bnginx\b|/var/www/|/etc/systemd/system/"
)
_DEPLOYS = regex(r"(?i)deploy|release|rollout|배포|デプロイ|^fabfile|^Envoy")
_ENTRY_POINT = regex(
    r"(?i)^(?:(?!dev|local|test)[a-z]{1,20}[-_.]){0,2}entry(?:[-_]?point)?(?:[-_.](?!dev|local|test)\w+){0,3}$"
    r"|^(?:(?:docker|container|ecs|app|api|web|server|backend|worker)[-_]?)?(?:start(?:up)?|boot|launch)"
    r"(?:[-_.](?!dev|local|test)\w+){0,3}$"
)

ON_AGAIN = "enable-alarm-actions"
"""What has alarms call again: in a text of the team's, their silence was for a while."""
SETTINGS_FILE = regex(r"(?:^|/)\.env(?:\.[\w.-]{1,30})?$|\.env$")
_TAKES = regex(r"^git (?:pull|reset|checkout)\b|^aws s3 (?:cp|sync) s3://")
_PUTS = frozenset(("mv", "cp", "install"))


class Common(TypedDict):
    """The fields that every fact of a script shares."""

    kind: EvidenceKind
    at: Location
    environment: str | None
    old: bool


@record(frozen=True)
class Source:
    """A script and its snippet.

    Args:
        snippet: where the script stands.
        script: its commands.
        schedule: when something starts it by the clock, as a cron line; None when nothing does.
        known_scripts: file names of the repository's scripts, whose facts are told by themselves.
        hooked: something else runs it as a part of its own work (a CodeDeploy hook, a renewal hook).
        piped: a pipeline runs it.
        sent: another script, or an action of a pipeline, has a host run it.
        text_of: opens another script by its file's name.
    """

    snippet: Snippet
    script: Script
    schedule: str | None = None
    hooked: bool = False
    known_scripts: frozenset[str] = frozenset()
    piped: bool = False
    sent: bool = False
    text_of: TextOf = nothing_at_hand

    @property
    def commands(self) -> tuple[Command, ...]:
        """The commands of the script."""
        return self.script.commands

    @cached_property
    def says(self) -> frozenset[str]:
        """What in this script only writes a line for whoever reads along."""
        return that_says(self.commands)

    @cached_property
    def activations(self) -> tuple[Command, ...]:
        """The commands that put a release live."""
        deploys = self.sent or _DEPLOYS.search(f"{self.snippet.name} {self.snippet.heading}") is not None
        own = {command.order: command for command in own_starts(self.script, deploys=deploys)}
        acts = (command for command in self.commands if command.order in own or activation(command))
        told = tuple(own.get(command.order, command) for command in acts)
        if self.brings_something_new:
            return told
        again = started_for_a_secret(self.commands)
        return tuple(command for command in told if command.order not in again)

    @cached_property
    def activated(self) -> frozenset[int]:
        """The orders of the activations."""
        return frozenset(command.order for command in self.activations)

    @cached_property
    def brings_something_new(self) -> bool:
        """It fetches or builds a release, or changes the schema for one."""
        return any(is_fetch(command) or is_build(command) or is_migration(command) for command in self.commands)

    def folder_of(self, command: Command) -> str:
        """The folder that was entered before a command on its host, as far as it is told; empty for none."""
        return self._entered.get(command.order, "")

    @cached_property
    def _entered(self) -> dict[int, str]:
        found: dict[int, str] = {}
        here: dict[str, str] = {}
        for command in self.commands:
            if not command.remote:
                here = {"": here.get("", "")}  # each way to a host begins at home again
            before = here.get(command.remote, "")
            found[command.order] = before
            if command.name == "cd" and command.args:
                led = self.script.expand(command.args[0]).rstrip("/")
                here[command.remote] = led if not before or led.startswith(("/", "~", "$")) else f"{before}/{led}"
        return found

    @cached_property
    def unheeded(self) -> frozenset[int]:
        """The orders of the commands at which `set +e` is the last thing that was set."""
        found: list[int] = []
        goes_on = False
        for command in self.commands:
            if goes_on:
                found.append(command.order)
            if command.name == "set" and command.args:
                goes_on = command.args[0] == "+e"
        return frozenset(found)

    @cached_property
    def last_wait(self) -> int:
        """The order of the last command that waits for what runs in the background; -1 where none does."""
        return max((command.order for command in self.commands if command.name == "wait"), default=-1)

    @cached_property
    def first_taken(self) -> int:
        """The order of the first command that takes a program from where it is kept; past the last where none does."""
        taken = (command.order for command in self.commands if _TAKES.match(command.text))
        return next(taken, len(self.commands))

    @cached_property
    def assigned(self) -> dict[str, list[tuple[Command, str]]]:
        """What each variable is given, in order, with the command and as it is written."""
        found: dict[str, list[tuple[Command, str]]] = {}
        for command in self.commands:
            for arg in command.args if command.name in ASSIGNS else ():
                found.setdefault(arg.partition("=")[0], []).append((command, arg))
        return found

    @cached_property
    def alarms_are_heard_again(self) -> bool:
        """One of its commands has alarms call again."""
        return ON_AGAIN in self.snippet.text and any(ON_AGAIN in command.text for command in self.commands)

    @cached_property
    def lends_keys(self) -> bool:
        """It speaks of a session: the keys beside it end by themselves."""
        return "aws_session_token" in self.snippet.text.lower()

    @cached_property
    def backups(self) -> tuple[Command, ...]:
        """The commands that copy a database."""
        return tuple(filter(backup_method, self.commands))

    @property
    def makes_backup(self) -> bool:
        """One of its commands copies a database."""
        return bool(self.backups)

    def writes(self, command: Command) -> tuple[str, ...]:
        """The files into which a command writes what it says, by itself or by the `tee` that it feeds.

        Variables are replaced where the script gives them.
        """
        behind = self.commands[command.order + 1 :][:2] if "tee" in command.feeds else ()
        through = next((one.writes for one in behind if one.name == "tee"), ())
        return tuple(self.script.expand(target).strip("\"'") for target in (*command.writes, *through))

    @cached_property
    def settings_files(self) -> frozenset[str]:
        """The files that it hands to containers as settings, and the drafts that it puts in such a file's place."""
        expand = self.script.expand
        found = {expand(one) for command in self.commands for one in command.options("--env-file")}
        for command in self.commands:
            files = [expand(arg) for arg in command.args if not arg.startswith("-")] if command.name in _PUTS else []
            if len(files) > 1 and (files[-1] in found or SETTINGS_FILE.search(files[-1])):
                found.add(files[-2])
        return frozenset(found)

    @cached_property
    def writers_of(self) -> dict[str, list[Command]]:
        """Its `writers`, in order, by each variable that they write, or take by a pipe: `echo "$A" | jq … > .env`."""
        found: dict[str, list[Command]] = {}
        for writer in self.writers:
            before = self.commands[max(0, writer.order - len(writer.fed_by)) : writer.order]
            said = (writer, *(one for one in before if one.name in writer.fed_by))
            for name in {name for one in said for name in names_said(one)}:
                found.setdefault(name, []).append(writer)
        return found

    @cached_property
    def writers(self) -> tuple[Command, ...]:
        """The commands whose words become a file of settings, at once or by way of a draft."""
        return tuple(
            command
            for command in self.commands
            if (written := self.writes(command))
            and (any(map(SETTINGS_FILE.search, written)) or not self.settings_files.isdisjoint(written))
        )

    @cached_property
    def writing(self) -> frozenset[int]:
        """Their orders."""
        return frozenset(command.order for command in self.writers)

    @property
    def instructed(self) -> bool:
        """It stands in a guide: a person types it."""
        return self.snippet.kind in (EvidenceKind.INSTRUCTED, EvidenceKind.CLAIMED)

    @property
    def embedded(self) -> bool:
        """It stands inside another file: a workflow, a guide, a template."""
        return bool(self.snippet.heading)

    @property
    def part(self) -> bool:
        """It is a step of something that runs without anybody: of a hook, a pipeline or a template."""
        return self.hooked or (self.embedded and not self.instructed)

    @property
    def run_by_others(self) -> bool:
        """It is such a step, or another script has a host run it."""
        return self.part or self.sent

    @cached_property
    def whole(self) -> bool:
        """It is a script that runs from end to end, not a few commands that a person types one by one."""
        if not self.instructed or self.schedule is not None:
            return True
        # People write the script's path in a comment above its first line.
        opening = [row for row in self.snippet.rows if row.strip()][:4]
        return any(row.startswith("#!") for row in opening) or any(
            row.startswith("set -e") for row in self.snippet.rows
        )

    @cached_property
    def first_boot(self) -> bool:
        """A machine runs it once, when it is made: what it starts, nothing starts again later on."""
        return self.snippet.kind is EvidenceKind.DECLARED or (
            self.whole
            and not self.instructed
            and (_FIRST_BOOT.search(self.snippet.name) or _SPEAKS_OF_FIRST_BOOT.search(self.snippet.text)) is not None
        )

    @cached_property
    def starts_on_host(self) -> bool:
        """It starts the product where a server keeps it, whoever runs it there."""
        return self.entry_point and self.whole and _SERVER.search(self.snippet.text) is not None

    @cached_property
    def sets_up_host(self) -> bool:
        """It makes a bare machine a server of the product: at its first start, or as a person has it do once."""
        by_hand = self.whole and not self.embedded and not self.instructed
        named = by_hand and _SETS_UP.search(self.snippet.name) is not None
        there = by_hand and _MAKES.search(self.snippet.name) is not None and _SERVER.search(self.snippet.text)
        return self.first_boot or named or bool(there)

    @cached_property
    def entry_point(self) -> bool:
        """A container or a service runs it each time that it starts."""
        return not self.embedded and _ENTRY_POINT.search(self.snippet.name) is not None

    @property
    def actor(self) -> str:
        """Who runs it: "workflow", "person" or "script"."""
        if self.instructed:
            return "person"
        on_runner = (self.piped and not self.sent) or ".github/" in self.snippet.path
        return "workflow" if on_runner else "script"

    def place(self, first: Command, last: Command | None = None) -> Location:
        """The lines of a command, or from one to another."""
        return self.snippet.at(first.line, max(first.end_line, last.end_line if last else 0))

    def common(self, at: Command | Location, names: str = "") -> Common:
        """The shared fields of a fact at `at`; `names` may name its environment when the snippet does not."""
        place = self.place(at) if isinstance(at, Command) else at
        environment = self.snippet.environment or (environment_of(names) if names else None)
        return Common(kind=self.snippet.kind, at=place, environment=environment, old=self.snippet.old)

    def fault(self, activity: str, form: str, first: Command, last: Command | None = None) -> ScriptFault:
        """The fault of the commands from `first` to `last`."""
        place = self.place(first, last)
        return ScriptFault(**self.common(place), activity=activity, form=form, command=redact(first.text)[:160])

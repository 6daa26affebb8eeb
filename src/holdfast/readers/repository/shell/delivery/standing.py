"""What machines take that is whatever is newest by then: at their first start, or because it is pushed as `latest`."""

from collections.abc import Iterator

from holdfast.model.facts import StandingName
from holdfast.model.regex import regex
from holdfast.readers.repository.images.own_images import is_in_words
from holdfast.readers.repository.images.roles import role_of
from holdfast.readers.repository.images.tags import standing, updates_by_itself
from holdfast.readers.repository.shell.availability.databases import image_of, is_run
from holdfast.readers.repository.shell.delivery.moving_names import called_latest
from holdfast.readers.repository.shell.delivery.reader import identity_of
from holdfast.readers.repository.shell.steps.purposes import TAKES_BRANCH, is_build, is_migration, serves
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import ASSIGNS, Command
from holdfast.readers.repository.shell.syntax.defaults import default_tag, left_alone

_GETS_SERVER = regex(
    r"^(?:(?:python[\d.]* -m )?pip[\d.]* install\b.* (?:gunicorn|uvicorn|uwsgi|hypercorn|daphne)\b"
    r"|(?:npm|pnpm|yarn)\b.* (?:-g|--global|global)\b.* pm2\b|gem install\b.* (?:puma|unicorn)\b)"
)
"""It is given the program that serves."""

_TAKES_BUNDLE = regex(r"^aws s3 cp (?:-\S+ )*s3://\S+\.(?:zip|tar\.gz|tgz|jar|war)\b")
_TAKES_FOLDER = regex(r"^aws s3 (?:sync (?:-\S+ )*|cp (?=.* --recursive\b)(?:-\S+ )*)[\"']?s3://\S+ (?!s3:)\S")
_NOT_CODE = regex(
    r"(?i)s3://\S*(?:conf|cert|ssl|tls|secret|keys?\b|backup|dump|restore|data|media|upload|image|static|asset|public"
    r"|model|log|cache|geoip|\.env|(?<![a-z])(?:scripts?|plugins?|agents?|fonts?|drivers?|tools|playbooks?|worlds?)(?![a-z]))"
    r"|\s[\"']?/etc/"
)
"""What a folder of a bucket is about besides the product itself."""


def standing_facts(source: Source) -> Iterator[StandingName]:
    """What machines fetch and start as they are made: an image that is `latest`, or whatever a branch holds by then."""
    # What a machine takes as it is made, it takes to serve, whoever starts it there.
    serving = any(serves(command) or _GETS_SERVER.search(command.text) for command in source.commands)
    if not source.first_boot and not source.activations and not serving:
        yield from _kept_up_to_date(source)
        return
    images = [c for c in source.commands if c.name == "docker" and c.args[:1] in (("pull",), ("run",))]
    latest = [c for c in images if c.order in source.activated or c.args[0] == "pull"]
    built = any(c.name == "docker" and c.args[:1] == ("build",) for c in source.commands)
    latest = [c for c in latest if _own_image(c, built=built) and _is_latest(c, source)]
    if latest:
        yield StandingName(**source.common(source.place(latest[0], latest[-1])), name=source.snippet.name)
        return
    taken = [c for c in source.commands if TAKES_BRANCH.match(c.text) or _takes_what_is_kept(c, source)]
    taken = [c for c in taken if not _TOOL.search(c.text)]
    # An image that is built of it on the spot has no better name than the branch.
    if taken and identity_of(source.commands, source.script.variables) in ("none", "latest"):
        yield StandingName(**source.common(taken[0]), name=source.snippet.name, identity="none")


def _kept_up_to_date(source: Source) -> Iterator[StandingName]:
    """A branch that is cloned at first, and pulled where the script has run before: releases come by it, too."""
    taken = [c for c in source.commands if c.branch and not c.remote and not _TOOL.search(c.text)]
    cloned = next((c for c in taken if c.text.startswith("git clone")), None)
    again = next((c for c in taken if _AGAIN.match(c.text)), None)
    equipped = any(c.name in _PACKAGES for c in source.commands)
    if equipped and cloned is not None and again is not None and again.branch != cloned.branch:
        yield StandingName(**source.common(again), name=source.snippet.name, identity="none")


_PACKAGES = frozenset(("apt", "apt-get", "yum", "dnf", "apk", "zypper"))
"""A machine of one's own is not equipped by a script that only fetches something to work with."""
_AGAIN = regex(r"^git (?:-C \S{1,200} )?(?:pull\b|reset --hard (?:origin|upstream)/)")


def _takes_what_is_kept(command: Command, source: Source) -> bool:
    """Whatever a bucket holds by then, as one file or as the folder that a machine is born with."""
    if _TAKES_BUNDLE.match(command.text):
        return True
    return source.first_boot and bool(_TAKES_FOLDER.match(command.text)) and not _NOT_CODE.search(command.text)


_TOOL = regex(
    r"(?i)\s(?:~|\$\{?HOME\}?|/root|/home/\w+)?/?\.\w|[/:@]<?your[-_]?\w|/(?:oh-my-zsh|acme\.sh|n?vm)(?:\.git)?(?:\s|$)"
)
"""What a machine is given to work with, in a hidden folder mostly; and an address that somebody is to fill in."""


def pulled_facts(source: Source) -> Iterator[StandingName]:
    """What a script named after deployments takes from a branch and makes ready, for a person to start."""
    taken = [c for c in source.commands if TAKES_BRANCH.match(c.text) and not _TOOL.search(c.text)]
    if not taken or not any(is_build(c) or is_migration(c) for c in source.commands):
        return
    if identity_of(source.commands, source.script.variables) in ("none", "latest"):
        # What comes again says more than the first clone.
        again = next((c for c in taken if c.text.startswith(("git pull", "git reset"))), taken[0])
        yield StandingName(**source.common(again), name=source.snippet.name, identity="none")


def updater_facts(source: Source) -> Iterator[StandingName]:
    """A tool beside the application that starts whatever is pushed next, without anybody who asks how it does."""
    for command in source.commands:
        image = image_of(command) if is_run(command) else None
        if image and updates_by_itself(image, command.text):
            yield StandingName(**source.common(command), name=source.snippet.name, identity="none")


_REVISION = regex(r"^aws deploy push\b")


def revision_facts(source: Source) -> Iterator[StandingName]:
    """A revision that a script hands to CodeDeploy by the clock, or under one name for all; others put it live."""
    for command in (one for one in source.commands if _REVISION.match(one.text)):
        sort = identity_of((command,), source.script.variables)
        if sort in ("timestamp", "latest", "none"):
            identity = sort if sort == "timestamp" else "none"
            yield StandingName(**source.common(command), name=source.snippet.name, identity=identity)


_NAMES_IMAGE = ("build", "tag", "push", "buildx")


def pushed_facts(source: Source) -> Iterator[StandingName]:
    """What a script builds and pushes under `latest`, and under no other name; where it is given that name."""
    pushes = [c for c in source.commands if c.name == "docker" and (c.args[:1] == ("push",) or c.has("--push"))]
    named = [c for c in source.commands if c.name == "docker" and c.args[:1] and c.args[0] in _NAMES_IMAGE]
    if not pushes or identity_of(named, left_alone(source.script.variables)) != "latest":
        return
    default = default_tag(source.commands)
    word = called_latest(source, source.place(pushes[0]))
    first = default or (word if word and word.name in ASSIGNS else pushes[0])
    asked = source.commands[first.order - 1] if default and first.order else first
    begin = asked if asked.name == "read" and asked.line >= first.line - 1 else first
    yield StandingName(**source.common(source.place(begin, first)), name=source.snippet.name)


_IMAGE = regex(r"\\?\"image\\?\"\s*:\s*\\?\"(?P<image>[^\"\\\s]{3,200})")
_VARIABLE = regex(r"^\$\{?(?P<name>\w{1,60})\}?$")


def registered_facts(source: Source) -> Iterator[StandingName]:
    """The image of a task that a script describes by itself; at the variable that names it, where there is one."""
    text = source.snippet.text
    if source.embedded or "register-task-definition" not in text or "image" not in text:
        return
    set_here = {c.args[0].partition("=")[0]: c for c in source.commands if c.name == "=" and c.args}
    for number, row in enumerate(source.snippet.rows, start=1):
        found = _IMAGE.search(row[:2_000])
        identity = standing(source.script.expand(found["image"])) if found else None
        if found is None or identity is None:
            continue
        variable = _VARIABLE.match(found["image"])
        named = set_here.get(variable["name"]) if variable else None
        at = source.place(named) if named is not None else source.snippet.at(number)
        yield StandingName(**source.common(at), name=source.snippet.name, identity=identity)


def _own_image(command: Command, *, built: bool) -> bool:
    """It has an owner in its name, as an image of one's own has, or stands in a variable; and is no tool of others.

    One without an owner is a name that somebody is to fill in, where nothing is built on the spot.
    """
    image = image_of(command) or ""
    own = "/" in image or image.startswith("$") or (not built and is_in_words(image.partition(":")[0]))
    return own and role_of(image) == "application"


_REPOSITORY = regex(r"(?i)^\$\{?\w*(?:repo(?:sitory)?_?(?:url|uri)|ecr_repo(?:sitory)?)\}?$")


def _is_latest(command: Command, source: Source) -> bool:
    """So it is called, or is not called at all: a repository's own address has no tag."""
    if identity_of((command,), source.script.variables) == "latest":
        return True
    image = image_of(command) or ""
    return _REPOSITORY.match(image) is not None or is_in_words(image)

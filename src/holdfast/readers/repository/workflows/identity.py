"""How a job names the release that it puts live, and whether the running application is told."""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from holdfast.model.record import record, replace
from holdfast.model.regex import regex
from holdfast.readers.repository.images.roles import role_of
from holdfast.readers.repository.shell.delivery.carried import identity_commands
from holdfast.readers.repository.shell.delivery.reader import identity_of, written_out
from holdfast.readers.repository.shell.releases.renewed import renewed
from holdfast.readers.repository.shell.steps.purposes import MAKES_IMAGE
from holdfast.readers.repository.shell.steps.release_names import is_written_out
from holdfast.readers.repository.shell.syntax.command import MENTIONED, Command
from holdfast.readers.repository.workflows.acts import OURS, Act, TextOf
from holdfast.readers.repository.workflows.expressions import Definitions
from holdfast.readers.repository.workflows.unseen import UNSEEN

NAMED = ("commit", "tag", "number", "timestamp", "build")
"""Identities that differ from one release to the next."""

_COMPOSE_FILES = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")
"""What compose reads when no file is named (Docker's documentation, 2026)."""

_PRODUCTION_FILES = ("docker-compose.prod.yml", "docker-compose.production.yml", "compose.prod.yml")
_IMAGE = regex(r"^[^\S\n]*image:\s*[\"']?([^\s\"'#]+)", re.MULTILINE)
_MUST_BE_GIVEN = regex(r"\$\{\w+:?\?")
"""A variable without which Compose starts nothing: whoever delivers has a value for it."""
_DEFAULT = regex(r"\$\{(\w+):?-[^}]*\}")
_BUILDS = regex(r"^[^\S\n]+build:", re.MULTILINE)
_UP = regex(r"(?:docker-compose|docker compose)\b.* (?:up|pull)\b")
_WORDS = regex(r"\w+")


@record(frozen=True)
class Named:
    """How a release is named, and the commands by which the application is told."""

    sort: str | None
    told: tuple[tuple[Command, str], ...]


def named(live: list[tuple[Act, str]], pool: tuple[Act, ...], known: Definitions, text_of: TextOf) -> Named:
    """The name of the release of a job.

    Args:
        live: its steps that put the release live.
        pool: all steps of the job and of those it needs.
        known: what its variables hold.
        text_of: opens files of the repository.
    """
    own = tuple(command for act, _ in live for command in (*act.commands, *act.spoken))
    every = tuple(command for act in pool for command in (*act.commands, *act.spoken))
    told = tuple(identity_commands(every, known.values))
    if any(command.name == "kamal" or OURS.search(command.text) for command in own):
        return Named("commit", told)  # kamal tags the image with the commit
    method = live[0][1]
    if method == UNSEEN and (given := _given(live[0][0], known)):
        return Named(given, told)
    there = _there(live, every, known)
    sort = _of_delivery(own, every, told, there, text_of)
    if sort in NAMED and there is not known and _is_left_to_host(own, every, told, there, text_of):
        sort = "latest"
    if sort == "latest" and not any("docker" in command.text or ":latest" in command.text for command in every):
        sort = "none"
    if sort == "none" and any(map(_starts_the_same, own)):
        told = ()  # what was pushed has a name, and nobody asks for it
    if (sort == "tag" and written_out((*own, *every), known.values)) or (sort is None and any(map(_is_fixed, every))):
        sort = "none"
    if method == "codedeploy" and sort in NAMED and _image_is_latest(every, known):
        sort = "latest"  # the bundle has a name, and what its scripts start is an image that has none
    if method in ("cdk", "terraform", UNSEEN) and sort == "none":
        sort = None  # the former name what they build by its contents, and nobody sees what a script does
    if (
        method == "terraform"
        and sort in NAMED
        and not told
        and _pushes_latest(every)
        and _fills_in_nothing(live, every, known)
    ):
        sort = None  # it starts what its own files say
    if method == "group":
        sort = _kept_for_machines(every, known) or renewed(every, sort)
    return Named("none" if sort is None and method == "static" else sort, told)


def _fills_in_nothing(live: list[tuple[Act, str]], every: tuple[Command, ...], known: Definitions) -> bool:
    """Terraform is handed no value by these steps, and no file that it reads is written or filled in."""
    if any(act.step.action or act.unseen for act, _ in live) or any(
        name.startswith("TF_VAR_") for name in known.values
    ):
        return False
    texts = (text for command in every for text in (*_texts(command), *command.writes))
    return not _filling(every) and not any(map(_HANDS_IN.search, texts))


_HANDS_IN = regex(r"(?<!\S)-{1,2}var(?:-file)?\b|\bTF_VAR_|\.tfvars\b|\.tf\b|^terragrunt\b|^make\b")


def _given(act: Act, known: Definitions) -> str | None:
    """The name among what a step hands to a script that is not at hand: in its call, or in variables of the step."""
    words = [arg for command in act.unseen for arg in (*command.args, *(value for _, value in command.assigns))]
    words += [known.settled(node.text() or "") for node in act.step.settings.values()]
    for word in words:
        sort = sort_of(Command(name=word), known) if _MAY_NAME.search(known.followed(word)) else None
        if sort or _LATEST.search(word):
            return sort or "latest"
    return None


_MAY_NAME = regex(r"(?i)sha(?![a-z])|commit|tag|version|image|release|revision|run_number|\bref\b|build")


def _is_fixed(command: Command) -> bool:
    rows = (command.text, *(command.document.text[:5_000].splitlines() if command.document else ()))
    return any(is_written_out(row[:300]) for row in rows)


_KEEPS = regex(r"aws ssm put-parameter\b")


def _kept_for_machines(every: tuple[Command, ...], known: Definitions) -> str | None:
    """The name that is put where machines look it up as they come up; what was pushed may have others besides."""
    kept = (command for command in every if _KEEPS.match(command.text))
    return next(filter(None, (sort_of(command, known) for command in kept)), None)


def _there(live: list[tuple[Act, str]], every: tuple[Command, ...], known: Definitions) -> Definitions:
    """What the pipeline's variables hold where the release goes live: on another host only those that are handed over.

    A command that is sent there speaks of them, or a file that is written for it; or the action is told their names.
    """
    starting = [(act, command) for act, _ in live for command in act.commands if _UP.match(command.text)]
    if not starting or not all(act.remote or command.remote for act, command in starting):
        return known
    told = (text for command in every for text in _texts(command))
    given = (asked[1] for act, _ in live if (asked := act.step.input("envs")))
    words = frozenset(_WORDS.findall(" ".join((*told, *given))))
    return known.only(words)


def _of_delivery(
    own: tuple[Command, ...],
    every: tuple[Command, ...],
    told: tuple[tuple[Command, str], ...],
    known: Definitions,
    text_of: TextOf,
) -> str | None:
    # The same task again: what it names is what its definition has always named.
    again = any(_starts_the_same(command) for command in own)
    if again and (_pushes_latest(every) or _image_is_latest(every, known)):
        return "latest"
    if again and not any(_TELLS_TASK.search(command.text) for command in every):
        return "none"
    said = identity_of(own, known.values)
    if said in NAMED:
        return said
    handed = _handed(told, own, every, known) or ("latest" if _fills_in_latest(own, known) else None)
    if handed:
        return handed
    composed = _composed(own, every, known, text_of)
    if composed:
        return composed
    whole = identity_of(every, known.values)
    if said is None:
        # The host takes whatever the registry has, and this pipeline puts nothing there but what always has one name.
        follows = whole == "latest" and _takes_image(own) and (_pushes_latest(every) or _image_is_latest(every, known))
        return whole if whole in NAMED or follows else None
    if said == "latest":
        # `:latest` is what runs; a task definition in a file is filled in by a step that has the name.
        return whole if whole in NAMED and not _pulls_latest(own, known) else "latest"
    if any(re.match(r"git (?:pull|clone)\b", command.text) for command in own) and not _takes_image(own):
        return "none"
    return whole


_TELLS_TASK = regex(
    r"task-?definition|^(?:terraform|tofu|cdk|npx cdk|pulumi|sam|copilot|ecs-cli|aws cloudformation|ecspresso)\b"
    r"|^aws (?:ssm put-parameter|apprunner update-service)\b"
)
"""What may tell a service which image to start by the name that was pushed."""


def _starts_the_same(command: Command) -> bool:
    if re.match(r"aws apprunner start-deployment\b", command.text):
        return True
    return command.has("--force-new-deployment") and not command.has("--task-definition")


def names_image(act: Act, known: Definitions) -> bool:
    """The step gives what it makes a name of its own, whatever is taken of it later."""
    said = (*act.commands, *act.spoken)
    return identity_of(said, known.values) in NAMED and not written_out(said, known.values)


def sort_of(command: Command, known: Definitions) -> str | None:
    """What sort of name a command writes down or hands on; None when it is none."""
    text = " ".join((command.text, command.document.text[:500] if command.document else ""))
    sort = identity_of((Command(name="docker", args=("build", "-t", f"app:{text}")),), known.values)
    return sort if sort in NAMED else None


def _handed(
    told: Iterable[tuple[Command, str]], own: tuple[Command, ...], every: tuple[Command, ...], known: Definitions
) -> str | None:
    """The name that the delivering commands themselves write down, export, or put into what describes the release."""
    sorts = [*(sort_of(command, known) for command, _ in told if command in own)]
    for command in (*_filling(own), *_filled_before(own, every)):
        asking = replace(command, args=tuple(_ASKED_FOR.sub(r"$\1\2", arg) for arg in command.args))
        sort = sort_of(asking, known)
        # An address or a version that is written out is the same in every release.
        sorts.append(sort if sort != "tag" or _PUT_IN.search(command.text) else None)
    return next(filter(None, sorts), None)


_PUT_IN = regex(r"[$`]|env[(.]")
"""A value that is put in as the command runs; `yq` and `jq` ask the environment by a word of their own."""
_ASKED_FOR = regex(r"\b(?:str)?env\((\w{1,80})\)|\$?\benv\.(\w{1,80})")


def _filled_before(own: tuple[Command, ...], every: tuple[Command, ...]) -> tuple[Command, ...]:
    """The commands of earlier steps that fill in a file which the delivering ones name, or whose folder they name."""
    taken = {arg.removeprefix("./").rstrip("/") for command in own for arg in command.args}
    mine = {id(command) for command in own}
    return tuple(
        command
        for command in _filling(every)
        if id(command) not in mine
        for file in (*command.args[-1:], *command.writes)
        if not taken.isdisjoint(map(str, (PurePosixPath(file), *PurePosixPath(file).parents[:-1])))
    )


def _filling(own: Iterable[Command]) -> tuple[Command, ...]:
    """The commands that put the name into what describes the release."""
    return tuple(command for command in own if command.name in ("sed", "jq", "yq", "envsubst", "kustomize"))


def _fills_in_latest(own: Iterable[Command], known: Definitions) -> bool:
    """The name that is put there is a variable that holds the word "latest", or falls back to it."""
    names = {name for command in _filling(own) for name in MENTIONED.findall(command.text)}
    return any(_IS_LATEST.search(known.values.get(name, "")) for name in names)


_IS_LATEST = regex(r"(?:^|[\s}][-_.]?)latest(?=\s|$)")


def _composed(own: tuple[Command, ...], every: tuple[Command, ...], known: Definitions, text_of: TextOf) -> str | None:
    """What the images of the compose file are named by; None when it does not tell, or nothing composes."""
    ups = [c for c in own if _UP.match(c.text)]
    if not ups:
        return None
    told = tuple(path for command in ups for path in command.options("-f", "--file"))
    files = (*told, *_PRODUCTION_FILES, *_COMPOSE_FILES) if told else (*_COMPOSE_FILES, *_PRODUCTION_FILES)
    text = next((found for path in files if "$" not in path and (found := text_of(path))), None)
    images = _IMAGE.findall(text) if text else []
    # Images that this pipeline pushes, of a private registry, or that a variable names; the database's is none of them.
    pushed = known.followed(" ".join(c.text for c in every if MAKES_IMAGE.match(c.text)))
    mine = [image for image in images if "$" in image or ".dkr.ecr." in image or _is_pushed(image, pushed)]
    if not mine and text and _BUILDS.search(text) and any(map(_pulls_branch, own)):
        return "none"  # it is built there of what a branch holds, and what was pushed is asked for by nobody
    if not mine or any(map(_MUST_BE_GIVEN.search, mine)):
        return None
    probes = [Command(name="docker", args=("build", "-t", _DEFAULT.sub(r"${\1}", image))) for image in mine]
    sort = identity_of(probes, known.values)
    if sort in NAMED and any(name in known.values for image in mine for name in re.findall(r"\$\{?(\w+)", image)):
        return sort
    if all("$" not in image.rpartition(":")[2] or ":-latest" in image for image in mine):
        return "latest"
    asked = {name for image in mine for name in MENTIONED.findall(image.rpartition(":")[2] if "/" in image else image)}
    if not asked or identity_of(every, known.values) not in NAMED:
        return None
    return None if any(_speaks_of(name, every, known) for name in asked) else "none"


def _is_left_to_host(
    own: tuple[Command, ...],
    every: tuple[Command, ...],
    told: tuple[tuple[Command, str], ...],
    there: Definitions,
    text_of: TextOf,
) -> bool:
    """A host that is handed no name, and starts by a file that is not at hand, can ask for nothing but the newest."""
    if not _pushes_latest(every) or identity_of(own, there.values) in NAMED or _handed(told, own, every, there):
        return False
    if any(sort_of(Command(name=value), there) for value in there.values.values()):
        return False
    ups = [command for command in own if _UP.match(command.text)]
    files = tuple(path for command in ups for path in command.options("-f", "--file")) or _COMPOSE_FILES
    return bool(ups) and not any("$" in path or text_of(path) for path in files)


def _pulls_branch(command: Command) -> bool:
    """It takes what a branch holds, by no commit."""
    taken = re.match(r"git\b.* ?\b(?:pull|reset --hard (?:origin|upstream)/)", command.text) is not None
    return taken and identity_of((command,)) not in NAMED


def _speaks_of(name: str, every: tuple[Command, ...], known: Definitions) -> bool:
    """The pipeline has a value for a variable, or mentions it; of others the host has one, whatever is released."""
    if name in known.values:
        return True
    return any(name in text for c in every for text in _texts(c))


def _texts(command: Command) -> tuple[str, ...]:
    return command.text, command.document.text if command.document else "", *map(str, command.assigns)


def _is_pushed(image: str, pushed: str) -> bool:
    """This pipeline makes it; where an action makes the names up, any image of an application may well be it."""
    if _repository(image) in pushed:
        return True
    return _MADE_UP in pushed and "/" in image and role_of(image) == "application"


_MADE_UP = " app:"
"""How the reader of workflows writes a tag whose image it does not know."""


def _repository(image: str) -> str:
    return re.split(r"[:@]", image.rpartition("/")[2])[0] or image


def _pulls_latest(own: Iterable[Command], known: Definitions) -> bool:
    taken = (c for c in own if re.match(r"docker (?:container )?(?:run|pull|service)\b", c.text))
    return any(_LATEST.search(known.followed(command.text)) for command in taken)


_LATEST = regex(r":(?:[\w.]{1,30}[-_.])?latest(?:[-_.]\w{1,30})?(?=[\s\"']|$)")
"""Also the newest of one environment: `prod-latest`, `latest-dev`."""


def _pushes_latest(every: Iterable[Command]) -> bool:
    return any(":latest" in command.text and re.match(r"docker\b", command.text) for command in every)


def _image_is_latest(every: Iterable[Command], known: Definitions) -> bool:
    """This pipeline makes and pushes images, and none of them under another word than `latest`, or one like it."""
    made = [command for command in every if MAKES_IMAGE.match(command.text)]
    pushes = any("push" in command.args[:1] or command.has("--push") for command in made)
    return pushes and identity_of(made, known.values) == "latest"


def _takes_image(own: Iterable[Command]) -> bool:
    return any(re.match(r"docker(?:-compose)?\b.* ?\b(?:pull|run|load)\b", command.text) for command in own)

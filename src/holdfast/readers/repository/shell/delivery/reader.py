"""How commands deliver a release: its name on the way, what the application is told, who asks, what goes back.

Pure questions about a tuple of commands; workflows and other descriptions of deployments ask them too.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.images.lasting_words import has_no_tag, names_a_place, with_either_word
from holdfast.readers.repository.shell.delivery.asking import (
    CALLED_CHECK,
    addressed,
    as_questions,
    calls_check,
    calls_for,
    goes_on_anyway,
    handles_failure,
    is_spoken_of,
    let_go,
    that_may_end,
    told_by,
)
from holdfast.readers.repository.shell.delivery.docker_health import asks_docker
from holdfast.readers.repository.shell.delivery.looking import looks_for_one
from holdfast.readers.repository.shell.delivery.waiting import (
    behind_it,
    ends_by,
    is_compared,
    leaves_only_well,
    that_die,
    waits_for,
)
from holdfast.readers.repository.shell.delivery.written_tags import held_image, written_tags
from holdfast.readers.repository.shell.steps.purposes import (
    BARE,
    HELPERS,
    REMOTE_BRANCH,
    probe_url,
    split_url,
    takes_composed,
)
from holdfast.readers.repository.shell.steps.release_names import BRANCH, sort_of_label
from holdfast.readers.repository.shell.syntax.command import Command, Failure

_IMAGE_WORDS = regex(r"^(?:docker (?:buildx )?(?:build|tag|push|run|pull)\b|docker (?:container run|service update)\b)")
ROLLBACK = regex(
    r"roll[-_ ]?back|revert|restore_(?:previous|old|release)|이전 ?버전|되돌|롤백|ロールバック|切り戻し", re.IGNORECASE
)
_WENT_BEFORE = regex(
    r"\bgit rev-parse (?:--\S+ )*HEAD\b|\$\{?\w*(?:prev(?:ious)?|old|last_good|rollback|backup|before)\w*",
    re.IGNORECASE,
)
"""A commit that a script noted down before it fetched the release."""
_WAITS = regex(
    r"^aws ecs wait services-stable|^kubectl\b.* rollout status|^aws deploy wait deployment-successful"
    r"|^aws elbv2 wait target-in-service|^aws elasticbeanstalk wait|--wait-for-service-stability|^helm\b.* --wait"
    r"|^(?:docker compose|docker-compose)\b.* up\b.* --wait\b"
    # Unless they are told not to, these end only when the service runs what they put there.
    r"|^ecspresso\b.* ?deploy\b(?!.* --no-wait\b)|^ecs-deploy\b|^ecs-cli compose\b.* service up\b"
)
_BY_COMMIT = regex(r"^cap \S+ deploy(?!:rollback)\b")
"""Capistrano writes the commit of each release into its `REVISION` file and its log."""

_ANY_VARIABLE = regex(r"\$\{?([A-Za-z_]\w*)\}?")
_HANDED_IN = regex(r"^\$(?:[1-9]|\{[1-9](?!:?-[^}])[^{}]*\})$")
_HANDED = regex(r"\$\{(\d)[^}]*\}")
"""What a script is handed; what it says when nothing is handed is no value."""

_TAG_NAME = regex(r"(?:^|[_-]|image|app)(?:tag|version|image|image_?uri|release|commit|sha)$", re.IGNORECASE)
_FILLED_IN = regex(r"\$|\{\{|<[^<>]+>|__\w+__")
_FIXED = regex(r"^(?:[^\s:]|\$\{\{[^{}]{0,200}\}\}){1,300}:[a-z][a-z_-]{2,30}(?=\s|$)")
"""An image under a word that stays the same: it moves as `latest` does, for each push takes the place of the last."""
_WORD = regex(r"[^\s]{1,300}:[A-Za-z][A-Za-z_-]{1,30}")
"""An image under a word that somebody wrote out, wherever that stands: it names no release."""
_SCRIPT = regex(r"(?:deploy|release|update|rollout|start|run)[\w-]*\.sh$", re.IGNORECASE)
_VALUED = frozenset(("-t", "--tag", "--image", "--version-label", "--set"))


@record(frozen=True, slots=True)
class Probe:
    """A command that asks the application how it is; `decides`: a bad answer ends or reverses the deployment."""

    command: Command
    path: str | None
    port: int | None
    decides: bool


def identity_of(commands: Iterable[Command], variables: Mapping[str, str] | None = None) -> str | None:
    """How these commands name the release: as `Deployment.identity`; None when it cannot be told.

    Args:
        commands: of the job or script.
        variables: literal values of its variables, to see what a tag is made of.
    """
    commands = tuple(commands)
    # A step may give the name of the release a shorter one of its own.
    noted = (arg.partition("=")[::2] for command in commands if command.name == "=" for arg in command.args[:1])
    values = {**{name: value for name, value in noted if sort_of_label(value) == "commit"}, **(variables or {})}
    labels = [expanded(label, values) for command in commands for label in _labels(command, values)]
    labels += [label for one in written_tags(commands) if sort_of_label(label := expanded(one, values))]
    told = [sort for label in labels if (sort := sort_of_label(label))]
    if any(_BY_COMMIT.search(command.text) for command in commands):
        told.append("commit")
    for sort in ("commit", "number", "tag", "timestamp", "build"):
        if sort in told:
            return sort
    if labels and all(map(moves, labels, (settled(label, values) for label in labels))):
        return _checked_out(commands, values) or "latest"
    if any(_FILLED_IN.search(label) and not _WORD.fullmatch(settled(label, values)) for label in labels):
        return None
    known = _checked_out(commands, values)
    if known is None and not labels and (takes_composed(commands) or any(written_tags(commands))):
        # The tag stands in the compose file; whoever starts the script may have to say it.
        return "tag" if any(map(_hands_tag, commands)) else None
    return known or ("latest" if labels else "none")


def written_out(commands: Iterable[Command], variables: Mapping[str, str] | None = None) -> bool:
    """All that is named has a version which somebody wrote into the file: the next release goes out under the same."""
    values = variables or {}
    labels = [label for command in commands for label in _labels(command, values)]
    return bool(labels) and not any(_FILLED_IN.search(_version_of(label, values)) for label in labels)


def _version_of(label: str, values: Mapping[str, str]) -> str:
    """What tells one release from the next: the tag, whatever the owner's name is taken from, or else the label."""
    tag = _put_in(label, values).rpartition(":")[2]
    return tag if ":" in label and "/" not in tag else expanded(label, values)


def _hands_tag(command: Command) -> bool:
    """It takes the name of the release from whoever starts the script."""
    given = (arg.partition("=") for arg in command.args) if command.name in ("export", "=") else ()
    return any(names_release(name) and _HANDED_IN.match(value) for name, _, value in given)


def expanded(text: str, values: Mapping[str, str]) -> str:
    """`text` followed by the values of its variables: the names themselves tell something too."""
    parts = [text]
    waiting = re.findall(r"\$\{?([A-Za-z_]\w*)", text)
    for _ in range(3):
        found = [_HANDED.sub(r"$\1", values[name]) for name in waiting if name in values]
        parts += found
        waiting = [name for value in found for name in re.findall(r"\$\{?([A-Za-z_]\w*)", value)]
    return " ".join(parts)[:2_000]


_NO_IMAGE = regex(r"[\d.]*:?\d+:\d+(?!\d*/(?!tcp|udp))|/|\.|\$\{?(?:PWD|HOME)|[^:]*:/")
"""Ports, files and folders, which stand among the words of a `docker run`."""


def _labels(command: Command, values: Mapping[str, str]) -> Iterator[str]:
    """The words of a command that name a release: image references, version labels, release folders."""
    text = command.text
    if _IMAGE_WORDS.match(text):
        named = command.options(*_VALUED)
        if command.args[:1] == ("build",) or "build" in command.args[:2]:
            yield from named
            return
        last = [arg for arg in command.args[1:] if not arg.startswith("-") and "=" not in arg]
        if "run" in command.args[:2] and any(BARE.match(_put_in(arg, values)) for arg in last):
            return
        images = [
            arg
            for arg in last
            if re.search(r"[/:]", expanded(arg, values))
            and not HELPERS.match(_put_in(arg, values))
            and not any(map(_NO_IMAGE.match, (arg, _put_in(arg, values))))
        ]
        yield from (images if command.args[:1] == ("tag",) else images[-1:] or held_image(command))
        return
    if re.match(r"^aws (?:elasticbeanstalk|deploy|ecs|lambda)\b|^eb deploy|^kubectl set image|^helm\b|^copilot", text):
        yield from command.options(
            "--version-label",
            "--label",
            "-l",
            "--task-definition",
            "--s3-key",
            "--s3-location",
            "--revision",
            "--image-uri",
            "--tag",
        )
        sets_images = text.startswith("kubectl set image")
        yield from (
            arg for arg in command.args if "=" in arg and (sets_images or re.search(r"image|tag", arg, re.IGNORECASE))
        )
    if re.match(r"^(?:sam|cdk|npx cdk|aws cloudformation|terraform|copilot|serverless|npx serverless)\b", text):
        given = command.many("--parameter-overrides", "--parameters", "-c", "--context", "-var", "--param", "--tag")
        yield from (word for word in given if not _tells_no_release(word, values))
    if (text.startswith("eb deploy") and not command.has("-l", "--label")) or command.has("--github-location"):
        # The EB CLI labels a version with the commit, and what is only staged with the time beside it; CodeDeploy takes
        # nothing but a commit from GitHub.
        yield "$(date +%s)" if command.has("--staged") else "rev-parse"
    if command.name == "ln" and command.has("-s", "-sf", "-sfn", "-nfs", "-sfT", "-snf", "-sTf"):
        told = [expanded(arg, values) for arg in command.args if not arg.startswith("-")][:1]
        yield from (one for one in told if "release" in one.lower() or sort_of_label(one) == "commit")
    if command.name in ("rsync", "scp"):
        yield from (arg for arg in command.args[-1:] if "releases/" in expanded(arg, values))
    yield from _handed_on(command, values)
    yield from _exported(command, values)
    yield from (f"{name}={value}" for name, value in command.assigns if re.search(r"TAG|VERSION|SHA", name))


_OTHER_PARAMETER = regex(
    r"(?!\w*(?:tag|image|version|release|commit|sha|uri|digest|revision|build)=)\w+=\S*$", re.IGNORECASE
)


def _tells_no_release(word: str, values: Mapping[str, str]) -> bool:
    """A parameter of a stack beside the one that names the release: a network, a size, who owns the bucket."""
    told = _OTHER_PARAMETER.match(word) or word.startswith("file:")
    return bool(told) and sort_of_label(expanded(word, values)) is None


def _handed_on(command: Command, values: Mapping[str, str]) -> Iterator[str]:
    """The release that one of the team's own scripts, or a document of theirs, is told to deploy."""
    if command.text.startswith("aws ssm send-command"):
        told = (word for word in command.many("--parameters") if "commands" not in word)
        yield from (word for word in told if sort_of_label(expanded(word, values)) == "commit")
    words = command.args if command.name in ("bash", "sh") else (command.name, *command.args)
    # What a host is told to run with the name of a release in its hand puts that one live, whatever it is called.
    if words and (_SCRIPT.search(words[0]) or (command.remote and words[0].endswith(".sh"))):
        yield from (word for word in words[1:] if _FILLED_IN.search(word) and sort_of_label(expanded(word, values)))


_IMAGE_NAME = regex(r"(?:^|_)(?:TAG|IMAGE|IMAGE_URI)$")


def _exported(command: Command, values: Mapping[str, str]) -> Iterator[str]:
    """The image, or its tag, that a variable hands to a file of services."""
    pairs = (arg.partition("=") for arg in command.args) if command.name == "export" else ()
    named = (value for name, _, value in pairs if _IMAGE_NAME.search(name) and _FILLED_IN.search(value))
    yield from (value for value in named if sort_of_label(expanded(value, values)))


def settled(label: str, values: Mapping[str, str]) -> str:
    """The first word of a label, with the values of its variables in their places."""
    return _put_in(label.partition(" ")[0], values)


def _put_in(text: str, values: Mapping[str, str]) -> str:
    for _ in range(3):
        text = _ANY_VARIABLE.sub(lambda match: values.get(match[1], match[0]), text)[:2_000]
    return text


def names_release(parameter: str) -> bool:
    """A parameter of that name says which release it is."""
    return _TAG_NAME.search(parameter) is not None


def moves(label: str, put_in: str) -> bool:
    """Each push under that label takes the place of the last, whatever a command answers before its tag.

    `label`: as `expanded`; `put_in`: as `settled`.
    """
    if _is_latest(label) or _is_latest(put_in) or put_in.endswith(":latest") or _FIXED.match(label):
        return True
    answered, first = "$(" in put_in, label.partition(" ")[0]
    lasts = names_a_place(first) and not answered
    lasts = lasts or (has_no_tag(first) and (answered or ":" not in put_in))
    if lasts or _WORD.fullmatch(with_either_word(put_in)):
        return True
    return BRANCH.search(label) is not None and sort_of_label(label) is None


def _is_latest(label: str) -> bool:
    words = label.split()
    # A label that is one variable is what the variable holds, which stands behind it.
    told = words[-1] if len(words) > 1 and re.fullmatch(r"\$\{?\w+\}?", words[0]) else next(iter(words), "")
    if "$(" in told:
        return False  # a command answers what it is
    name = told.rpartition("/")[2]
    # What Maven calls a snapshot is built again under that name.
    return name.endswith((":latest", "-SNAPSHOT")) or (":" not in name and "$" not in name)


def _checked_out(commands: tuple[Command, ...], values: Mapping[str, str]) -> str | None:
    """What `git checkout` or `git reset --hard` put there; None when no commit or tag is named."""
    noted = (arg.partition("=")[::2] for command in commands if command.name == "=" for arg in command.args)
    values = {**dict(noted), **values}
    for command in commands:
        if command.name == "git" and command.args[:1] in {("checkout",), ("reset",), ("switch",)}:
            label = expanded(" ".join(command.args[1:]), values).replace("--hard", "")
            if _WENT_BEFORE.search(label) or REMOTE_BRANCH.search(label):
                continue  # the way back, and not the release; or whatever a branch holds by then, of any name
            sort = sort_of_label(label)
            if sort in ("commit", "tag", "number"):
                return sort
            if _HANDED_IN.match(command.args[-1]) and not any(c.text.startswith("git pull") for c in commands):
                return "tag"  # whoever starts the script names it
    return None


def probes(
    commands: Iterable[Command], variables: Mapping[str, str] | None = None, *, called: str = ""
) -> Iterator[Probe]:
    """Every question for the application's health in these commands; `variables` as for `identity_of`.

    `called`: how what holds them calls itself.
    """
    named = CALLED_CHECK.search(called) is not None
    commands = tuple(commands)
    deadly, ending = that_die(commands), that_may_end(commands)
    for index, (command, question) in enumerate(zip(commands, as_questions(commands), strict=True)):
        spoken = is_spoken_of(command, next(iter(commands[index + 1 : index + 2]), None))
        filled_in = addressed(question, variables or {})
        url = probe_url(filled_in, spoken=spoken or named)
        if (url is None and not asks_docker(command)) or looks_for_one(command, commands, index):
            continue
        if handles_failure(command.function, commands):
            continue
        path, port = split_url(url) if url is not None else (None, None)
        asked = ((filled_in, index), *calls_for(command, commands))
        decides = any(_decides(one, commands, at, deadly) for one, at in asked) or command.name in ending
        yield Probe(command, path, port, decides and not let_go(command, commands))


def _decides(command: Command, commands: tuple[Command, ...], index: int, deadly: frozenset[str]) -> bool:
    """Whether a bad answer has a consequence: the step fails, or something is rolled back."""
    if command.background:
        return False
    flags = any(re.match(r"-[A-Za-z]*f[A-Za-z]*$", arg) for arg in command.args) or command.has(
        "--fail", "--fail-with-body"
    )
    fails = command.name != "curl" or flags or bool(command.feeds)
    sees = fails or command.has("-w", "--write-out")
    if is_compared(command, commands, index):
        return sees
    behind = (*commands[index + 1 : index + 1 + _NEAR], *told_by(command, commands[index + 1 + _NEAR :], commands))
    following = [other for other in behind if not _never_both(command, other)]
    ends = any(_acts(other, deadly) for other in following if other.function == command.function)
    ends = ends or _asked_for_later(command, commands, index, deadly)
    ends = ends or leaves_only_well(command, commands, index, deadly)
    if sees and waits_for(command, commands, index):
        return True
    if command.failure is Failure.SWALLOWED:
        return "$(" in command.inside and ends
    if command.failure is Failure.HANDLED and any(
        _ACTS.match(text) or text.split(" ", 1)[0] in deadly for text in command.fallback
    ):
        return sees
    passed = goes_on_anyway(command, commands, index)
    asked_later = command.errexit and not (command.condition or command.negated or command.fallback or passed)
    if (command.failure is Failure.STOPS or asked_later) and "$(" not in command.inside:
        return fails
    return ends and (sees or bool(command.inside))


def _never_both(command: Command, other: Command) -> bool:
    """They stand in the two branches of one test: where the one runs, the other does not."""
    mine, theirs = next(((a, b) for a, b in zip(command.branch, other.branch, strict=False) if a != b), ("", ""))
    return bool(mine) and {mine, theirs} == {f"{word} {mine.partition(' ')[2]}" for word in ("if", "else")}


def _asked_for_later(command: Command, commands: tuple[Command, ...], index: int, deadly: frozenset[str]) -> bool:
    """What it found is kept in a variable (`OK=true`), and further down that variable's value ends the script."""
    if not (command.loop or command.condition):
        return False
    here = behind_it(command, commands, index)
    kept = {
        other.args[0].partition("=")[0] for other in here[:_NEAR] if other.name == "=" and other.branch and other.args
    }
    behind = [other for other in here if not other.loop]
    asked = (mark for other in behind if _acts(other, deadly) for mark in other.branch)
    told = (arg for other in behind if ends_by(other, commands) for arg in other.args)
    return any(name in kept for text in (*asked, *told) for name in _ANY_VARIABLE.findall(text))


_NEAR = 15
"""Commands within which an answer is still about the question before them."""

_ACTS = regex(
    r"(?:exit|return) [1-9]|(?:pm2|docker|docker-compose|mv|ln|systemctl|kubectl|kill)\b|\S*(?:roll_?back|revert)"
)


def _acts(command: Command, deadly: frozenset[str]) -> bool:
    if command.name in ("exit", "return"):
        return command.args[:1] != ("0",) and bool(command.args)
    if command.branch and command.name in deadly:
        return True
    return bool(ROLLBACK.search(command.text)) and command.name not in ("echo", "printf")


def waits(commands: Iterable[Command]) -> Iterator[Command]:
    """Commands that wait until the platform, or the product's own check, calls the new release healthy, or fail."""
    for command in commands:
        if calls_check(command) or (_WAITS.search(command.text) and command.failure is not Failure.SWALLOWED):
            yield command

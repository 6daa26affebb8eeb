"""What the steps of a job do: their commands, and whether and how they put a release live."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import field
from posixpath import join, normpath

from holdfast.model.evidence import MAX_LINES
from holdfast.model.record import record, replace
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.steps.purposes import ONLY_FASTER, TAKES_BRANCH, activation
from holdfast.readers.repository.shell.steps.sent import BY_FTP
from holdfast.readers.repository.shell.syntax.command import Command
from holdfast.readers.repository.shell.syntax.parse import commands
from holdfast.readers.repository.text.written_files import SCRIPT
from holdfast.readers.repository.workflows.beside_product import is_beside_product, looks_after_host
from holdfast.readers.repository.workflows.expressions import Definitions, metadata_tags, plain
from holdfast.readers.repository.workflows.made import made
from holdfast.readers.repository.workflows.shape import Job, Step
from holdfast.readers.repository.workflows.unseen import UNSEEN, is_call, puts_out

TextOf = Callable[[str], str | None]
"""The text of a file of the repository by the path a command names it with; None when there is none."""

_ACTIONS = (
    (regex(r"amazon-ecs-deploy|ecs-deploy|ecs-rolling"), "ecs"),
    (regex(r"codedeploy|code-deploy"), "codedeploy"),
    (regex(r"beanstalk"), "beanstalk"),
    (regex(r"k8s|kubernetes|helm|kubectl|argocd|eks-"), "kubernetes"),
    (regex(r"lambda|serverless|/sam-|zappa"), "lambda"),
    (regex(r"aws-cloudformation-github-deploy|aws-cdk|cdk-|/cloudformation-deploy"), "cdk"),
    (regex(r"terraform-apply|tofu-apply"), "terraform"),
    (regex(r"app-?runner"), "app-runner"),
    (
        regex(
            r"vercel|netlify|heroku|flyctl|render-deploy|railway|cloudflare/(?:pages|wrangler)|action-hosting-deploy"
        ),
        "hosted",
    ),
    (regex(r"github-pages|gh-pages|deploy-pages|s3-sync|s3-deploy|s3-cloudfront|s3-upload|upload-s3"), "static"),
    (regex(r"ssm-send-command|ssm-run|aws-ssm"), "ssm"),
    (regex(r"ansible-playbook|run-ansible|ansible-action"), "ssh"),
)
_PREPARES = regex(
    r"[/-](?:setup|install|login|lint|test(?:ing)?|configure|release|bake|create-secret)(?:-|$)"
    r"|-(?:setup|login|installer)$|set-context|kubeconfig"
    r"|(?<![a-z])(?:kind|k3d|minikube|microk8s)(?![a-z])|chart-(?:releaser|testing)|helm-(?:docs|push|publish|gh-pages)|kube-?(?:conform|val|score|linter)"
)
_COPIES = regex(r"scp|rsync|ssh-deploy|sftp|ftp-deploy")
OURS = regex(r"^holdfast release deploy\b")
"""It names the release by its commit, asks each host's `/health` for that, and goes back by itself."""
_PLAYS = regex(
    r"^ansible-playbook\b(?!.*\s(?:--syntax-check|--check|-C|--list-\w+|--version|--connection[= ]local|-c local)\b)"
    r"(?!.*\s(?:localhost|127\.0\.0\.1),)"
)
"""Ansible goes over hosts; not where it only looks at what it would do, or stays where it is."""
_CHOSEN_VERB = r"[\"']?\$\{?(?:inputs_)?\w{0,20}(?i:action|command|operation|verb)\}?(?=[\s\"']|$)"
"""What a tool is to do is chosen by whoever starts the pipeline, or calls it."""
_COMMANDS = (
    (regex(r"^aws ssm send-command\b"), "ssm"),
    (
        regex(r"^aws s3 sync\b(?!.*(?:backup|dump|artifact))|^aws s3 cp\b(?=.* --recursive\b).* s3://|^s3cmd sync\b"),
        "static",
    ),
    (regex(r"^aws cloudformation (?:deploy|create-stack|update-stack|create-change-set)\b|^pulumi up\b"), "cdk"),
    (regex(rf"^(?:aws-)?cdk(?:@\S+)? {_CHOSEN_VERB}"), "cdk"),
    (regex(rf"^(?:terraform|tofu|terragrunt)(?: -chdir=\S+)? {_CHOSEN_VERB}"), "terraform"),
    (_PLAYS, "ssh"),
    (OURS, "codedeploy"),
    (regex(r"^kamal deploy\b|^cap \S+ deploy\b|^mina\b.* deploy\b|^dep deploy\b|^fab deploy\b"), "ssh"),
    (BY_FTP, "static"),
    (
        regex(r"^amplify publish\b|^aws amplify start-|^git push \S*(?:heroku|dokku)|^heroku container:release\b"),
        "hosted",
    ),
)
_FROM_HERE = regex(r"^(?:\./|[\w./-]+/)?(?:dist|build|out|public|\.next|front|client|web|www|apps|packages|\$)")
SENDS = frozenset(("scp", "rsync", "sftp"))
"""Programs that copy files to another host."""

_SENDERS = frozenset(("base64", "cat", "envsubst"))
_CONTEXT = regex(
    r"(?:DOCKER_CONTEXT=|docker context use )[\"']?(?!default\b|desktop|colima|orbstack|builder|rootless)[\w$.-]"
)
_ELSEWHERE = regex(
    r"[\"']?(?:ssh://|\$|tcp://(?!(?:docker|dind|[\w-]{1,40}-dind|localhost|127\.[\d.]+|0\.0\.0\.0)(?:[:/\"']|$)))"
)
"""A daemon elsewhere: the one that a pipeline has beside its job, to build with, is thrown away with it."""
ON_RUNNER = frozenset(("compose", "docker", "pm2", "systemd", "other"))
"""Methods that put a release onto the machine they run on: on a hosted runner that is a test, not a deployment."""

_DELIVERS_BY_NAME = regex(r"deploy|release|\bcd\b|publish|rollout|배포|デプロイ|リリース", re.IGNORECASE)
_UPDATES_HOST = regex(
    r"\bgit\b.* ?\b(?:pull|fetch|reset|clone)\b"
    # Who looks at containers, works in one that runs, or clears away behind them puts nothing new there.
    r"|^docker(?:-compose)?\b(?!.{0,120}? (?:exec|logs|ps|images|inspect|stats|system|log(?:in|out)|info)(?:\s|$))"
    r"|^(?:pm2|systemctl|service|supervisorctl|nohup|make)\b"
    r"|deploy|restart|start|^(?:npm|yarn|pnpm) run|^nginx"
)


@record(frozen=True)
class Act:
    """A step with its commands, those of the repository's scripts that it calls among them.

    Args:
        step: the step itself.
        commands: with `${{ … }}` as variables, on the lines of the file.
        remote: an action runs them on another host.
        spoken: what an action does with a release's name, as the commands that would do the same.
        unseen: those of its commands that call a script which is not in the repository.
    """

    step: Step
    commands: tuple[Command, ...]
    remote: bool
    spoken: tuple[Command, ...] = field(default=())
    unseen: tuple[Command, ...] = field(default=())

    @property
    def method(self) -> str | None:
        """How this step puts a release live; None when it does not."""
        action = self.step.action
        if action == "pulumi/actions":
            return "cdk" if (self.step.input("command") or ("", ""))[1] in ("up", "update") else None
        if action and not _PREPARES.search(action) and not _only_shows(self.step):
            named = next((method for pattern, method in _ACTIONS if pattern.search(action)), None)
            if named:
                return named
        return next((method for command in self.commands if (method := self._activates(command))), None)

    def _activates(self, command: Command) -> str | None:
        method = activation(command) or _by_command(command)
        if method is None:
            return None
        if self.remote or (command.remote and command.remote != "ssm"):
            return "ssh" if method in ON_RUNNER or method == "static" else method
        if command.remote == "ssm":
            return "ssm"
        return method

    @property
    def lines(self) -> tuple[int, int]:
        """Its lines, or what puts the release live in a script too long to be shown; an action names its host first."""
        first, last = self.step.lines
        long = last - first >= MAX_LINES and not self.step.uses
        acting = [command for command in self.commands if long and self._activates(command)]
        if acting and all(ONLY_FASTER.match(command.text) for command in acting):
            # What brings the release says more of it.
            acting = [one for one in self.commands if TAKES_BRANCH.match(one.text)] or acting
        near = [command.end_line for command in acting if command.end_line - acting[0].line < MAX_LINES]
        return (acting[0].line, max(near)) if near else (first, last)

    @property
    def calling(self) -> frozenset[int]:
        """The lines on which scripts are called; what they hold is told at their own lines, too."""
        return frozenset(command.line for command in self.commands if _script_name(command))

    @property
    def updates_host(self) -> bool:
        """It changes something on a host over SSH that may be a release, though no command plainly starts one."""
        if self.remote:
            return any(_UPDATES_HOST.search(command.text) for command in self.commands) or bool(
                self.step.uses and self.step.shells and not self.commands
            )
        return any(command.remote and _UPDATES_HOST.search(command.text) for command in self.commands)

    @property
    def steers_docker(self) -> bool:
        """Its commands of Docker's are carried out by the daemon of another host."""
        given = self.step.settings.get("DOCKER_HOST")
        set_here = [pair for c in self.commands for pair in (*c.args[:3], *(f"{n}={v}" for n, v in c.assigns))]
        values = [pair.partition("=")[2] for pair in set_here if pair.startswith("DOCKER_HOST=")]
        if any(_CONTEXT.match(pair) for pair in (*set_here, *(c.text for c in self.commands))):
            return True
        return any(_ELSEWHERE.match(value) for value in (*values, (given.text() if given else None) or ""))

    @property
    def copies(self) -> bool:
        """It copies files to a host over SSH."""
        if self.step.uses and _COPIES.search(self.step.action) and not _PREPARES.search(self.step.action):
            return True
        given = {name: value for one in self.commands for name, value in _assigned(one)}
        return any(c.name in SENDS and any(map(_THERE.search, _words(c, given))) for c in self.commands)


_THERE = regex(r"\S:")
_HELD = regex(r"\$\{?(\w+)\}?")


def _assigned(command: Command) -> Iterator[tuple[str, str]]:
    yield from command.assigns
    yield from ((name, value) for name, _, value in (arg.partition("=") for arg in command.args if command.name == "="))


def _words(command: Command, given: dict[str, str]) -> Iterator[str]:
    """Its words, and for a word that begins with a variable of the script what that holds."""
    for word in command.args:
        held = _HELD.match(word)
        yield given.get(held[1], word) if held else word


_SUBCOMMAND = regex(r"(?:^|_|-)(?:sub)?command$|^(?:tf_)?actions?(?:_subcommand)?$")
_SHOWS = regex(r"^[\s\"']*(?:synth(?:esize)?|diff|plan|validate|fmt|doctor|bootstrap)\b")


def _only_shows(step: Step) -> bool:
    """An action that is told a command of its tool, and one that changes nothing that people use."""
    told = next((node.text() or "" for name, node in step.inputs.items() if _SUBCOMMAND.search(name)), "")
    return _SHOWS.match(told) is not None


def _by_command(command: Command) -> str | None:
    text = command.text
    if text.startswith("aws s3"):
        sent = next((arg for arg in command.args[2:] if not arg.startswith("-")), "")
        if not _FROM_HERE.match(sent):
            return None
    return next((method for pattern, method in _COMMANDS if pattern.search(text)), None)


def acts_of(job: Job, known: Definitions, text_of: TextOf) -> tuple[Act, ...]:
    """The steps of a job, each with its commands."""
    return tuple(_act(step, known, text_of) for step in job.steps)


def live_acts(job: Job, acts: Iterable[Act]) -> list[tuple[Act, str]]:
    """The steps that put a release live somewhere else than on a runner that is thrown away, each with its method."""
    acts = [act for act in acts if not re.search(r"failure\(\)|pull_request", act.step.condition)]
    # A context that one step chooses holds for the later ones, too.
    steered = _ELSEWHERE.match(job.settings.get("DOCKER_HOST", "")) is not None
    steered = steered or any(_CONTEXT.match(command.text) for act in acts for command in act.commands)
    found = [(act, method) for act in acts if (method := act.method) and _counts(act, method, job, steered=steered)]
    found = [(act, method) for act, method in found if method != "terraform" or not _is_in_part(act, acts)]
    run = [command for act in acts for command in act.commands]
    found = [(act, method) for act, method in found if not is_beside_product(act.step, method, job, run)]
    if any(method not in ("static", "terraform", "cdk") for _, method in found):
        return found
    named = any(
        _DELIVERS_BY_NAME.search(name) for name in (job.name, job.title, job.whole, *(a.step.name for a in acts))
    )
    loose = [
        (act, "ssh")
        for act in acts
        if act.updates_host and (named or (act.remote and not looks_after_host(act.step, job)))
    ]
    if named and not loose and not found:
        loose = [(act, "ssh") for act in acts if act.copies]
    return (loose or [(act, UNSEEN) for act in _by_unseen(acts)]) + found


def _by_unseen(acts: list[Act]) -> Iterator[Act]:
    """Steps that deploy by a script which is not at hand, and which none of them writes either."""
    written = {file.rpartition("/")[2] for act in acts for command in act.commands for file in command.writes}
    for act in acts:
        calls = [one for one in act.unseen if written.isdisjoint(word.rpartition("/")[2] for word in one.words)]
        if calls and puts_out(calls, act.step.name):
            yield act


def _is_in_part(act: Act, acts: list[Act]) -> bool:
    """It applies named resources alone, as the registry that an image is pushed to before all the rest is made."""
    planned = (c for one in acts for c in one.commands if _TERRAFORM.match(c.text) and "plan" in c.args)
    plans = {match["file"] for c in planned if _PART.search(c.text) and (match := _PLAN.search(c.text))}
    applied = [c for c in act.commands if _TERRAFORM.match(c.text) and "apply" in c.args]
    return bool(applied) and all(_PART.search(c.text) or plans & set(c.args) for c in applied)


_TERRAFORM = regex(r"(?:terraform|tofu)\b")
_PART = regex(r"\s--?target[= ]")
_PLAN = regex(r"\s--?out[= ](?P<file>\S+)")


def _counts(act: Act, method: str, job: Job, *, steered: bool) -> bool:
    if method == "static" and not act.step.uses:
        names = (job.name, job.title, job.whole, act.step.name)
        return any(_DELIVERS_BY_NAME.search(name) for name in names)
    return method not in ON_RUNNER or act.remote or job.self_hosted or act.steers_docker or steered


def _act(step: Step, known: Definitions, text_of: TextOf) -> Act:
    found: list[Command] = []
    unseen: list[Command] = []
    for shell in step.shells:
        folder, rows = step.folder.strip("./"), shell.text.splitlines()
        for command in commands(known.settled(shell.text), errexit=shell.errexit, pipefail=shell.pipefail):
            placed = replace(command, line=command.line + shell.line - 1, end_line=command.end_line + shell.line - 1)
            found.append(placed)
            called = text_of(_script_name(command)) or _program_text(command, rows, text_of)
            row = rows[command.line - 1] if 0 < command.line <= len(rows) else ""
            unseen += [placed] if not called and not shell.remote and is_call(command, row) else []
            sent = text_of(_script_sent(command))
            away = command.remote or ("ssm" if "ssm send-command" in shell.text else "ssh")
            for text, where in ((called, command.remote), (sent, away)):
                inner = commands(text) if text else ()
                found += [replace(c, line=placed.line, end_line=placed.line, remote=c.remote or where) for c in inner]
            inner = made(command, text_of, folder, shell.text)
            found += [replace(c, line=placed.line, end_line=placed.line) for c in inner]
            if command.name == "cd" and command.args and not command.remote:
                folder = normpath(join(folder, command.args[0])).strip("./")[:_LONGEST_FOLDER]
    remote = any(shell.remote for shell in step.shells)
    return Act(step, tuple(found), remote, tuple(_spoken(step, known)), tuple(unseen))


def _script_name(command: Command) -> str:
    words = (command.name, *command.args) if command.name not in ("bash", "sh", "source", ".") else command.args
    own = () if command.name in _SENDERS or command.name in _HANDLES else words[:3]
    return next((word for word in own if word.endswith(".sh")), "")


_HANDLES = frozenset(
    ("chmod", "chown", "ls", "cat", "cp", "mv", "rm", "test", "[", "dos2unix", "sed", "head", "git", "echo", "printf")
)
"""What is done to the file of a script without starting it."""


_LONGEST_FOLDER = 400


def _program_text(command: Command, rows: list[str], text_of: TextOf) -> str | None:
    """A script of the repository that is called by its path and has no ending, as `./scripts/deploy production`."""
    row = rows[command.line - 1] if 0 < command.line <= len(rows) else ""
    if command.remote or "/" not in row or "." in command.name:
        return None
    path = re.search(
        rf"(?:^|[\s\"';&|(])((?:\.?[\w-]{{1,60}}/|\./){{1,6}}{re.escape(command.name)})(?=[\s\"';&|)]|$)", row
    )
    found = text_of(path[1]) if path else None
    return found if found and SCRIPT.match(found) else None


def _script_sent(command: Command) -> str:
    """A script that runs elsewhere: `ssh host < deploy.sh`, `base64 < deploy.sh` into a command of Systems Manager."""
    fed = [redirect.target for redirect in command.redirects if redirect.operator == "<"]
    words = command.args if command.name in _SENDERS and (command.feeds or command.inside) else ()
    return next((word for word in (*words, *fed) if word.endswith(".sh")), "")


_PUSHES = regex(r"/(?:docker-build-(?:and-)?push|publish-docker|aws-ecr-action|gh-ecr-push|push-to-ghcr|push-to-ecr)")
"""Actions that push the image which they build, without being asked to."""


def _spoken(step: Step, known: Definitions) -> Iterator[Command]:
    if not step.uses:
        return
    if re.search(r"docker|ecr|image|ecs|kaniko|buildx|k8s|kubernetes|helm", step.action):
        given = step.input("push")
        pushes = given[1] == "true" if given else _PUSHES.search(step.action) is not None
        pushed = ("--push",) if pushes else ()
        yield from (Command(name="docker", args=("build", *pushed, "-t", tag)) for tag in _tags(step, known))
    arguments = step.input("build-args", "build_args")
    for line in arguments[1].splitlines() if arguments else ():
        yield Command(
            name="docker", args=("build", "--build-arg", known.settled(line).strip()), line=arguments_line(step)
        )
    label = step.input("version_label", "version-label")
    if label:
        label_text = known.settled(label[1])
        yield Command(name="aws", args=("elasticbeanstalk", "update-environment", "--version-label", label_text))
    definition = step.input("task-definition", "task_definition")
    if definition and "deploy" in step.action:
        yield Command(name="aws", args=("ecs", "update-service", "--task-definition", known.settled(definition[1])))


def arguments_line(step: Step) -> int:
    """The line of an action's build arguments; the step's own where there are none."""
    given = step.input("build-args", "build_args")
    return given[0].key_line if given else step.node.line


def _tags(step: Step, known: Definitions) -> Iterator[str]:
    if step.action.endswith("metadata-action"):  # its images are names without tags
        rules = step.input("tags")
        yield from metadata_tags(rules[1]) if rules else ()
        return
    given = step.input(
        "tags", "tag", "image", "image_tag", "image-tag", "images", "image_tags", "container_image_name_updates"
    )
    if given is None:
        overridden = step.input("set") if step.action.endswith("bake-action") else None
        rows = plain(overridden[1]).splitlines() if overridden else ()
        yield from (
            known.settled(tag).strip() for row in rows for key, _, tag in (row.partition("="),) if key.endswith(".tags")
        )
        return
    if "type=" in given[1]:
        yield from metadata_tags(given[1])
        return
    parts = re.split(r"[\n,]", plain(given[1]))
    if any(part.strip().startswith("container=") for part in parts):  # `container=web,tag=1` of CircleCI's orb
        parts = [part for part in parts if "tag=" in part]
    for part in parts:
        tag = known.settled(part).strip()
        name = tag.rpartition("tag=")[2] if "tag=" in tag else tag
        if name:
            yield name if re.search(r"[:/$]", name) else f"app:{name}"

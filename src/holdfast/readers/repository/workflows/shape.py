"""The parts of a pipeline that its facts are told from: jobs, their steps, and the shell inside."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import field

from holdfast.model.environments import DEVELOPMENT, TEST, environment_of, named_in, stage_of
from holdfast.model.record import record, replace
from holdfast.model.redaction import redact
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell.rollback.called import CALLED_ROLLBACK
from holdfast.readers.repository.text.nodes import Node, begins_on

_SECRET = regex(r"secrets\.([A-Za-z_]\w*)")
_POSIX_SHELL = regex(r"^(?:ba|z|da)?sh\b")


@record(frozen=True)
class Shell:
    """A piece of shell inside a step; `line` is that of its first line, `remote` when another host runs it."""

    text: str
    line: int
    errexit: bool = True
    pipefail: bool = False
    remote: bool = False


@record(frozen=True)
class Step:
    """One step: an action that it uses, or shell that it runs, in `folder`."""

    node: Node
    name: str
    uses: str = ""
    inputs: Mapping[str, Node] = field(default_factory=dict)
    settings: Mapping[str, Node] = field(default_factory=dict)
    shells: tuple[Shell, ...] = ()
    condition: str = ""
    lenient: bool = False
    folder: str = ""

    @property
    def action(self) -> str:
        """`owner/name` of the action, without its ref."""
        return self.uses.partition("@")[0].lower()

    @property
    def lines(self) -> tuple[int, int]:
        """Its first and last line."""
        return self.node.line, max(self.node.line, self.node.end)

    def input(self, *names: str) -> tuple[Node, str] | None:
        """The first given input among `names` (any case, `-` and `_` alike), with its text."""
        wanted = {_plain(name) for name in names}
        for key, node in self.inputs.items():
            text = node.text()
            if _plain(key) in wanted and text:
                return node, text
        return None

    def setting(self, name: str) -> tuple[Node, str] | None:
        """A variable by which an action takes what others take as an input."""
        found = self.settings.get(name.upper()) if self.uses else None
        text = found.text() if found is not None else None
        return (found, text) if found is not None and text else None

    def secrets(self) -> tuple[str, ...]:
        """Names of the secrets that this step itself hands on; the run's own token does not count."""
        values = [*self.inputs.values(), *self.settings.values()]
        names = [name for node in values for name in _SECRET.findall(node.text() or "")]
        return tuple(dict.fromkeys(name for name in names if name != "GITHUB_TOKEN"))


@record(frozen=True)
class Job:
    """One job.

    Args:
        name: its key.
        node: where it stands.
        steps: in order.
        environment: the one it names, or its file.
        needs: keys of the jobs before it.
        settings: the variables in force for all its steps.
        uses: the workflow it calls instead of having steps.
        hands_secrets: it hands secrets to that workflow.
        self_hosted: it runs on a machine of the team's own.
        schedule: cron line of its file.
        chooses_release: a person may start it for a release of their choice.
        bundles: inputs by which they have to say which of those that were built goes out.
        title: the name it shows.
        whole: names of its file.
    """

    name: str
    node: Node
    steps: tuple[Step, ...] = ()
    environment: str | None = None
    needs: tuple[str, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    uses: str = ""
    hands_secrets: bool = False
    self_hosted: bool = False
    schedule: str | None = None
    chooses_release: bool = False
    bundles: tuple[str, ...] = ()
    title: str = ""
    whole: str = ""

    @property
    def goes_back(self) -> bool:
        """Its name says that it brings an earlier release back."""
        return CALLED_ROLLBACK.search(f"{self.name} {self.title} {self.whole}") is not None


_BUNDLE = regex(r"(?:^|[-_])(?:artifact|bundle|revision|(?:s3|object)[-_]?key)(?![a-z])", re.IGNORECASE)


def _bundles(root: Node) -> tuple[str, ...]:
    given = root.child("on").child("workflow_dispatch", "inputs").entries()
    return tuple(
        name
        for name, node in given.items()
        if _BUNDLE.search(name) and not node.has("default") and node.text("type") in (None, "string")
    )


def environments_named(root: Node, snippet: Snippet) -> Iterator[str]:
    """The environments that a workflow, one of its branches or one of its jobs is called after."""
    whole = (snippet.environment, _of_branches(root.child("on")), _titled(root))
    jobs = (_environment(name, node) for name, node in root.child("jobs").entries().items())
    yield from (name for name in (*whole, *jobs) if name)


_MERGED = regex(r"(?i)[\w/*-]{1,40}\s{0,3}(?:→|⇒|➡|➜|[-=]{1,2}>|\bto\b|\binto\b)\ufe0f?\s{0,3}(?:main|master)\b")
"""A branch that is merged into the trunk: what runs then is what the trunk gets."""


def _titled(root: Node) -> str | None:
    return environment_of(_MERGED.sub(" ", root.text("name") or ""))


def runs_for_main(root: Node) -> bool:
    """What is merged into `main` starts it, and into no other branch."""
    trigger = root.child("on")
    merged = (
        () if trigger.has("push") or "closed" not in trigger.child("pull_request").texts("types") else ("pull_request",)
    )
    branches = trigger.child(*(merged or ("push",))).texts("branches")
    return bool(branches) and all(branch in ("main", "master") for branch in branches)


def jobs_of(root: Node, snippet: Snippet, *, for_developers: bool = True) -> Iterator[Job]:
    """The jobs of a workflow; a composite action counts as one job of its own.

    `for_developers`: a title that calls it theirs is believed.
    """
    trigger = root.child("on")
    general = _texts(root.child("env"))
    schedule = next((item.text("cron") for item in trigger.items("schedule")), None)
    bundles = _bundles(root)
    chooses = (
        bool(bundles)
        or _reads_release(trigger, snippet.text)
        or any(
            re.search(r"(?:^|[-_])(?:version|tag|sha|commit|ref|image|release|rollback)(?![a-z])", name, re.IGNORECASE)
            for name in trigger.child("workflow_dispatch", "inputs").entries()
        )
    )
    titled = _titled(root)
    titled = None if titled == DEVELOPMENT and not for_developers else titled
    whole = snippet.environment or _of_branches(trigger) or titled
    jobs = root.child("jobs").entries()
    # Steps that stand beside their job by mistake are those of the one above.
    beside = root.child("jobs").items("steps")
    jobs = {name: node for name, node in jobs.items() if not (beside and name == "steps")}
    for at, (name, node) in enumerate(jobs.items(), start=1):
        if _is_off(node):
            continue
        steps = node.items("steps") or (beside if at == len(jobs) else ())
        shell = _default("shell", node, root)
        yield Job(
            name=name,
            node=node,
            steps=tuple(
                with_shells(_step(item, _default("working-directory", node, root)), snippet.rows, shell)
                for item in steps
                if not _is_off(item)
            ),
            environment=_environment(name, node, whole) or whole,
            needs=node.texts("needs"),
            settings={**general, **_texts(node.child("env"))},
            uses=node.text("uses") or "",
            hands_secrets=node.has("secrets"),
            self_hosted="self-hosted" in " ".join(node.texts("runs-on")),
            schedule=schedule,
            chooses_release=chooses,
            bundles=bundles,
            title=node.text("name") or "",
            whole=f"{root.text('name') or ''} {snippet.name}",
        )
    steps = root.child("runs").items("steps")
    if steps:
        composite = tuple(with_shells(_step(item), snippet.rows, "") for item in steps)
        yield Job(name=root.text("name") or snippet.path, node=root.child("runs"), steps=composite, environment=whole)


_KEPT_NAME = regex(r"(?:^|[/_.-])(?:versions?|release|tags?|images?|manifests?)(?:[/_.-]|$)", re.IGNORECASE)


def _reads_release(trigger: Node, text: str) -> bool:
    """A file that names the release starts it and is read by it: who puts the old name back goes back."""
    paths = (path for path in trigger.child("push").texts("paths") if "*" not in path and _KEPT_NAME.search(path))
    return any(re.search(rf"\b(?:cat|jq|yq|source|head)\s[^\n]{{0,120}}{re.escape(path)}", text) for path in paths)


_NEVER = regex(r"\s*(?:\$\{\{\s*)?false(?:\s*&&[^|]{0,400})?(?:\s*\}\})?\s*$")


def _is_off(node: Node) -> bool:
    """A job or step that somebody keeps for later, or for memory: `if: false`."""
    condition = node.get("if")
    return condition is not None and (condition.value is False or bool(_NEVER.match(condition.text() or "")))


def shell_of(node: Node, text: str, rows: list[str]) -> tuple[str, int]:
    """The text of a scalar and the line of its first line: a block scalar begins on the line after its mark."""
    return text, begins_on(node, rows)


_SCRIPTS = (
    "script",
    "command",
    "commands",
    "run",
    "executeScript",
    "inlineScript",
    "script_before",
    "script_after",
    "first_ssh",
    "last_ssh",
)
"""Inputs by which actions take what a host is to run, in the order in which it does."""


def with_shells(step: Step, rows: list[str], default_shell: str) -> Step:
    """The step with the shell in its `run:` and in the inputs by which actions take scripts."""
    found: list[Shell] = []
    run = step.node.get("run")
    kind = step.node.text("shell") or default_shell
    if run is not None and run.text() and (not kind or _POSIX_SHELL.match(kind)):
        text, line = shell_of(run, run.text() or "", rows)
        found.append(Shell(text, line, pipefail=kind.startswith("bash")))
    remote = (step.input("host", "hosts", "remote_host", "server") or step.setting("remote_host")) is not None
    for name in _SCRIPTS:
        given = step.input(name) or step.setting(name)
        if given and step.uses and (remote or name != "script" or "github-script" not in step.action):
            text, line = shell_of(given[0], given[1], rows)
            stops = step.input("script_stop")
            found.append(Shell(text, line, errexit=bool(stops and stops[1] == "true"), remote=remote))
    return replace(step, shells=tuple(found))


def _misplaced(node: Node) -> dict[str, Node]:
    """The script of an action that stands beside its inputs by mistake."""
    return {"script": node.child("script")} if node.has("uses") and node.has("script") else {}


def _step(node: Node, folder: str = "") -> Step:
    uses = node.text("uses") or ""
    return Step(
        node=node,
        name=node.text("name") or uses or redact((node.text("run") or "").strip().partition("\n")[0])[:60],
        uses=uses,
        inputs={**node.child("with").entries(), **_misplaced(node)},
        settings=node.child("env").entries(),
        condition=node.text("if") or "",
        lenient=node.text("continue-on-error") == "true",
        folder=node.text("working-directory") or folder,
    )


def _default(what: str, job: Node, root: Node) -> str:
    """What the steps of a job have by default: "shell" or "working-directory"."""
    return job.text("defaults", "run", what) or root.text("defaults", "run", what) or ""


def _environment(name: str, node: Node, whole: str | None = None) -> str | None:
    """The one that a job says or is called after; in a workflow of one environment, "test" is what a job does."""
    said = node.text("environment") or node.text("environment", "name")
    if said and "{" not in said:
        return stage_of(said)
    called = environment_of(name) or environment_of(node.text("name") or "")
    return whole if called == TEST and whole else called


def _of_branches(trigger: Node) -> str | None:
    """The environment that the branches name; `main` and `master` name none."""
    branches = (*trigger.child("push").texts("branches"), *trigger.child("pull_request").texts("branches"))
    names = {name for branch in branches for name in named_in(branch)}
    return names.pop() if len(names) == 1 and len(branches) == 1 else None


def _texts(node: Node) -> dict[str, str]:
    return {name: text for name, value in node.entries().items() if (text := value.text()) is not None}


def _plain(name: str) -> str:
    return name.lower().replace("-", "_")

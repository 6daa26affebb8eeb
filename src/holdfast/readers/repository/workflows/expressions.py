"""GitHub's `${{ … }}` as shell variables, and what each of them holds: so that a release's name can be followed."""

import re
from collections.abc import Iterable, Iterator, Mapping
from copy import copy

from holdfast.model.regex import regex
from holdfast.readers.repository.shell.syntax.command import MENTIONED, Command
from holdfast.readers.repository.shell.syntax.parse import parse
from holdfast.readers.repository.workflows.shape import Job, Step

_EXPRESSION = regex(r"\$\{\{(?P<inside>[^{}]{0,400})\}\}")
_REFERENCE = regex(
    r"\b(?:steps\.(?P<step>[\w-]+)\.outputs\.(?P<output>[\w-]+)|needs\.(?P<job>[\w-]+)\.outputs\.(?P<given>[\w-]+)"
    r"|(?:github\.event\.)?inputs\.(?P<input>[\w-]+)|(?:env|vars|matrix)\.(?P<variable>\w+)|(?P<github>github\.[\w.]+)"
    r"|(?P<secret>secrets)\.\w+)"
)
_SECRET = "CI_SECRET"  # noqa: S105 - the name of a variable
"""The variable that stands for any of CI's secrets: nobody knows its value, but it is the same for every release."""

_STEP_OUTPUT = regex(r"steps\.([\w-]{1,80})\.outputs\.([\w-]{1,80})")
_GITHUB = {
    "github.sha": "GITHUB_SHA",
    "github.event.head_commit.id": "GITHUB_SHA",
    "github.event.after": "GITHUB_SHA",
    "github.event.pull_request.head.sha": "GITHUB_SHA",
    "github.event.workflow_run.head_sha": "GITHUB_SHA",
    "github.event.release.tag_name": "RELEASE_TAG",
    "github.ref_name": "GITHUB_REF_NAME",
    "github.ref": "GITHUB_REF_NAME",
    "github.run_number": "GITHUB_RUN_NUMBER",
    "github.run_id": "GITHUB_RUN_ID",
    "github.run_attempt": "GITHUB_RUN_NUMBER",
}
_REF_NAME = regex(r"\$\{?GITHUB_REF(?:_NAME)?(?:##?\*?[\w/*]{0,30})?\}?")
_SET_OUTPUT = regex(r"::set-output name=([\w-]+)::(.*)")
_NAMES_A_RELEASE = regex(r"tag|version|release|image|ref", re.IGNORECASE)
_MOST = 2_000


def plain(text: str) -> str:
    """`text` with each expression replaced by the variables that it refers to (`${GITHUB_SHA}`)."""
    return _EXPRESSION.sub(_variables_of, text) if "${{" in text else text


def _variables_of(match: re.Match[str]) -> str:
    names = [name for reference in _REFERENCE.finditer(match["inside"]) if (name := _name(reference))]
    return "".join(f"${{{name}}}" for name in names) or "${expression}"


def _name(reference: re.Match[str]) -> str:
    if reference["step"]:
        return _identifier("steps", reference["step"], reference["output"])
    if reference["job"]:
        return _identifier("needs", reference["job"], reference["given"])
    if reference["input"]:
        return _identifier("inputs", reference["input"])
    if reference["secret"]:
        return _SECRET
    return reference["variable"] or _GITHUB.get(reference["github"], "")


def _identifier(*parts: str) -> str:
    return re.sub(r"\W", "_", "_".join(parts))


class Definitions:
    """What the variables of one pipeline hold, by the names that `plain` gives them.

    Args:
        jobs: all its jobs.
        text: the whole file, to see which outputs of actions somebody asks for.
        given: what callers hand over, by input.
        on_tags: it runs for tags, so that the name of the ref names a release.
    """

    def __init__(self, jobs: Iterable[Job], text: str, given: Mapping[str, str], *, on_tags: bool) -> None:
        jobs = tuple(jobs)
        self.on_tags = on_tags
        self.raw: dict[str, str] = {_identifier("inputs", name): value for name, value in given.items()}
        self.raw[_SECRET] = "secret"
        for name in (name for job in jobs for name in job.bundles):
            self.raw.setdefault(_identifier("inputs", name), "${RELEASE_TAG}")
        outputs = set(_STEP_OUTPUT.findall(text))
        for job in jobs:
            self.raw.update({name: plain(value) for name, value in job.settings.items()})
            for name, node in job.node.child("outputs").entries().items():
                value = node.text() or node.text("value") or ""
                self.raw[_identifier("needs", job.name, name)] = plain(value)
            for step in job.steps:
                self._step(step, outputs)
        for name in re.findall(r"\binputs\.([\w-]{1,80})", text):
            if _NAMES_A_RELEASE.search(name):
                self.raw.setdefault(_identifier("inputs", name), "${RELEASE_TAG}")
        self.values = {name: self._flat(value) for name, value in self.raw.items()}

    def only(self, names: frozenset[str]) -> "Definitions":
        """The same, as it is where no more than these variables are handed on."""
        fewer = copy(self)
        fewer.values = {name: value for name, value in self.values.items() if name in names}
        return fewer

    def settled(self, text: str) -> str:
        """`text` as `plain`, with the ref's name told to be a branch where it is no tag."""
        bare = plain(text)
        return bare if self.on_tags else _REF_NAME.sub("branch", bare)

    def followed(self, text: str) -> str:
        """`text` and what its variables hold, in one."""
        return self._flat(plain(text))

    def _step(self, step: Step, outputs: set[tuple[str, str]]) -> None:
        self.raw.update({name: plain(node.text() or "") for name, node in step.settings.items()})
        name = step.node.text("id") or ""
        for shell in step.shells:
            self._written(plain(shell.text), name)
        if not step.uses or not name:
            return
        for owner, output in outputs:
            if owner == name:
                self.raw.setdefault(_identifier("steps", name, output), _answer(step))

    def _written(self, text: str, step: str) -> None:
        """Variables that a script sets for itself, for later steps, or as its step's outputs."""
        if "=" not in text:
            return
        script = parse(text)
        # One that is made of itself alone (`export TAG=${{ env.TAG }}`) goes on holding what it held.
        own = {name: value for name, value in script.variables.items() if name not in MENTIONED.findall(value)}
        self.raw.update(own)
        for command in script.commands:
            said = _SET_OUTPUT.search(command.text)
            if said:
                self.raw[_identifier("steps", step, said[1])] = said[2]
                continue
            targets = [redirect.target for redirect in command.redirects if "GITHUB_" in redirect.target]
            for name, value in _pairs(command) if targets else ():
                if name in script.variables and name in MENTIONED.findall(value):
                    continue  # a variable of the script, handed on under its own name
                key = _identifier("steps", step, name) if "OUTPUT" in targets[0] else name
                self.raw[key] = _with_own(value, own)

    def _flat(self, value: str) -> str:
        """A value followed by those of the variables in it, and so on: their names tell something too."""
        parts, waiting, seen = [value], MENTIONED.findall(value), set[str]()
        size = len(value)
        while waiting and size < _MOST:
            name = waiting.pop()
            if name in seen or name not in self.raw:
                continue
            seen.add(name)
            parts.append(self.raw[name])
            size += len(self.raw[name])
            waiting += MENTIONED.findall(self.raw[name])
        whole = " ".join(parts)[:_MOST]
        return whole if self.on_tags else _REF_NAME.sub("branch", whole)


def _with_own(value: str, own: Mapping[str, str]) -> str:
    """A value, and what the variables of its script hold there: another step's of the same name may hold it back."""
    held = (own[name] for name in MENTIONED.findall(value) if name in own)
    return " ".join((value, *held))[:_MOST]


def _pairs(command: Command) -> Iterator[tuple[str, str]]:
    """The `name=value` that a command prints."""
    rows = command.document.text.splitlines() if command.document else command.args
    for row in rows:
        name, equals, value = row.strip().partition("=")
        if equals and re.fullmatch(r"[A-Za-z_][\w-]*", name):
            yield name, value


def _answer(step: Step) -> str:
    """What an action's outputs are made of: its inputs; for a clock the time; for image metadata the tags."""
    if re.search(r"time|date", step.action):
        return "$(date)"
    if step.action.endswith("metadata-action"):
        tags = step.input("tags")
        return " ".join(metadata_tags(tags[1])) if tags else "app:branch"
    if re.search(r"version|semver|tag", step.action):
        return "${RELEASE_TAG}"
    return " ".join(plain(text) for node in step.inputs.values() if (text := node.text()))[:_MOST]


def metadata_tags(rules: str) -> Iterator[str]:
    """The image tags that rules of docker/metadata-action make (`type=sha`)."""
    for line in rules.splitlines():
        kind = re.match(r"\s*type=(\w+)", line)
        if kind is None:
            continue
        raw = re.search(r"value=([^,\s]+|\$\{\{[^}]*\}\})", line)
        by_kind = {
            "sha": "app:${GITHUB_SHA}",
            "semver": "app:${RELEASE_TAG}",
            "pep440": "app:${RELEASE_TAG}",
            "match": "app:${RELEASE_TAG}",
            "ref": "app:${RELEASE_TAG}" if "event=tag" in line else "app:branch",
            "schedule": "app:$(date)",
            "raw": f"app:{plain(raw[1])}" if raw else "app:branch",
        }
        yield by_kind.get(kind[1], "app:branch")

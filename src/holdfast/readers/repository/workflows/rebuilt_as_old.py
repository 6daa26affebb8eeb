"""Ways back that build what stands on the branch today, and push it under the name of an earlier release."""

from collections.abc import Iterable, Iterator, Mapping

from holdfast.model.facts import Rollback
from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.text.nodes import Node
from holdfast.readers.repository.workflows.shape import Job, Step

_NAMES = regex(r"(?i)(?:^|[-_])(?:version|tag|sha|commit|ref|image|release|revision)(?![a-z])")
_MEANS_EARLIER = regex(
    r"(?i)roll(?:ing|s|ed)?[-_ ]?back|revert|previous|earlier|\bprior\b|\bolder\b|\bexisting\b|go(?:es|ing)? back"
    r"|롤백|되돌|이전|과거|기존|ロールバック|切り戻|以前|過去|既存|戻す"
)
_FETCHES = regex(r"\bgit (?:checkout|switch|reset|worktree|fetch|show|archive|revert)\b")
_LOOKS_FIRST = regex(
    r"\b(?:manifest|imagetools) inspect\b|\bdescribe-images\b|\bbatch-get-image\b|\blist-images\b|\bimage inspect\b"
)
"""Whether that image is there already: who asks builds it only where it is not."""
_BUILDS = regex(r"\bdocker (?:buildx |image )?build\b")
_PUSHES = regex(r"\bdocker (?:image )?push\b|--push\b|\bpush=true\b")
_BRANCHES = regex(r"(?m)^[^\S\n]*(?:if|case)\b")
_HANDED_ON = regex(
    r"(?m)^[^\S\n]*(?:echo|printf)\s[^\n]{0,20}?\b(?P<name>[A-Za-z_]\w{0,60})=[^\n]{1,300}>>\s{0,3}[\"']?\$\{?GITHUB_ENV"
)


def rebuilt_as_old(root: Node, jobs: Iterable[Job], snippet: Snippet) -> Iterator[Rollback]:
    """One fact for each image that is built so, where a person may ask for an earlier release by its name."""
    asked = tuple(_asked(root, snippet))
    if not asked:
        return
    known = {job.name: job for job in jobs}
    general = root.child("env").entries()
    for job in known.values():
        names = _Names.of(asked, job, known, general)
        if any(_takes_it(step, names) for step in job.steps) or names.are_in(job.node.text("if") or ""):
            continue
        for step in job.steps:
            if _pushes_under(step, names) and not step.condition:
                first, last = step.lines
                yield Rollback(
                    kind=snippet.kind,
                    at=snippet.at(first, last),
                    environment=job.environment,
                    old=snippet.old,
                    target="tag",
                    works=False,
                )


def _asked(root: Node, snippet: Snippet) -> Iterator[str]:
    """Inputs by which a person names a release that was there before; a commit is one by what it is."""
    for name, node in root.child("on").child("workflow_dispatch", "inputs").entries().items():
        said = "\n".join((name, *snippet.rows[node.key_line - 1 : node.end]))
        if _NAMES.search(name) and _MEANS_EARLIER.search(said):
            yield name


@record(frozen=True)
class _Names:
    """The words that stand for the chosen name in one job: expressions, and variables of its shell."""

    expressions: tuple[str, ...]
    variables: tuple[str, ...]

    @classmethod
    def of(cls, asked: tuple[str, ...], job: Job, jobs: Mapping[str, Job], general: Mapping[str, Node]) -> "_Names":
        """Follows the inputs through outputs of steps, outputs of jobs before this one, and variables."""
        names = cls(tuple(f"inputs.{name}" for name in asked), ()).through(general)
        for needed in job.needs:
            if needed in jobs:
                names = names.after(jobs[needed], f"needs.{needed}.outputs.")
        names = names.through(job.node.child("env").entries())
        for step in job.steps:
            names = names.behind(step)
        return names

    def are_in(self, text: str) -> bool:
        """One of them stands there."""
        shell = any(f"${name}" in text or f"${{{name}" in text or f"env.{name}" in text for name in self.variables)
        return shell or any(one in text for one in self.expressions)

    def through(self, settings: Mapping[str, Node]) -> "_Names":
        """With the variables that are set to one of them."""
        more = tuple(name for name, node in settings.items() if self.are_in(node.text() or ""))
        return _Names(self.expressions, (*self.variables, *more))

    def behind(self, step: Step) -> "_Names":
        """With what a step hands on that reads one of them."""
        text = "\n".join(shell.text for shell in step.shells)
        within = self.through(step.node.child("env").entries())
        if not within.are_in(text):
            return self
        called = step.node.text("id")
        told = (f"steps.{called}.outputs.",) if called and "GITHUB_OUTPUT" in text else ()
        handed = tuple(match["name"] for match in _HANDED_ON.finditer(text))
        return _Names((*self.expressions, *told), (*self.variables, *handed))

    def after(self, job: Job, prefix: str) -> "_Names":
        """With the outputs of a job that came before."""
        inside = self
        for step in job.steps:
            inside = inside.behind(step)
        given = job.node.child("outputs").entries()
        told = tuple(f"{prefix}{name}" for name, node in given.items() if inside.are_in(node.text() or ""))
        return _Names((*self.expressions, *told), self.variables)


def _takes_it(step: Step, names: _Names) -> bool:
    """It fetches the chosen release's own code, or asks whether its image is there."""
    ref = step.input("ref")
    if step.action == "actions/checkout" and ref is not None:
        return names.are_in(ref[1])
    text = "\n".join(shell.text for shell in step.shells)
    return _LOOKS_FIRST.search(text) is not None or any(
        names.are_in(row) or "$" in row for row in text.splitlines() if _FETCHES.search(row)
    )


def _pushes_under(step: Step, names: _Names) -> bool:
    """It builds an image of the code that lies there, and pushes it under the chosen name."""
    if step.action == "docker/build-push-action":
        tags, context = step.input("tags"), step.input("context")
        pushed = step.input("push")
        elsewhere = context is not None and ("://" in context[1] or names.are_in(context[1]))
        sent = pushed is not None and pushed[1] != "false"
        return sent and tags is not None and names.are_in(tags[1]) and not elsewhere
    text = "\n".join(shell.text for shell in step.shells)
    if not (_BUILDS.search(text) and _PUSHES.search(text)) or _BRANCHES.search(text):
        return False
    within = names.through(step.node.child("env").entries())
    return any(within.are_in(row) for row in text.splitlines() if "docker" in row or "-t " in row)

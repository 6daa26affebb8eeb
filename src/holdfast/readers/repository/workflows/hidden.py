"""Releases whose commands are kept in a secret: nothing in the repository tells what goes out, or how."""

from collections.abc import Iterable, Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.workflows.secret_expressions import CLOSES, OPENS
from holdfast.readers.repository.workflows.shape import Job, Step

_NAMED = regex(r"(?i)deploy|release|\bcd\b|rollout|배포|デプロイ|リリース")
_KEPT = r"\$" + OPENS + r"\w{1,80}" + CLOSES
_WHOLE = regex(rf"\s*(?:(?:ba|z)?sh\s+-e?c\s+|eval\s+)?[\"']?{_KEPT}[\"']?\s*")
_WRITTEN = regex(
    rf"\b(?:echo|printf)\s+(?:-\w+\s+|[\"']%s(?:\\n)?[\"']\s+)?[\"']?(?:{_KEPT}|\$\{{?(?P<variable>\w{{1,60}})\}}?)[\"']?"
    r"\s*(?:>{1,2}|\|\s*tee)\s*[\"']?(?:\./)?(?P<file>[\w.-]{1,60})[\"']?\s*(?:$|&&|;)"
)
_GIVEN = regex(rf"\s*{_KEPT}\s*")


def hidden(job: Job, steps: Iterable[Step]) -> Iterator[tuple[Step, Step]]:
    """The first step of a job for deployments that runs such commands, with the one that shows where they come from."""
    steps = tuple(steps)
    if not _NAMED.search(" ".join((job.name, job.title, job.whole, *(step.name for step in steps)))):
        return
    written: dict[str, Step] = {}
    for step in steps:
        script = step.input("script", "run", "command")
        texts = [shell.text for shell in step.shells] + ([script[1]] if script else [])
        if any(len(text) < 300 and _WHOLE.fullmatch(text) for text in texts):
            yield step, step
            return
        for row in (row for text in texts for row in text.splitlines()):
            by = next((written[file] for file in _run(row) if file in written), None)
            if by is not None:
                yield step, by
                return
            made = _WRITTEN.search(row[:500]) if ">" in row or "tee" in row else None
            if made and (made["variable"] is None or _is_given(step, made["variable"])):
                written[made["file"]] = step


def _is_given(step: Step, variable: str) -> bool:
    node = step.settings.get(variable)
    return node is not None and _GIVEN.fullmatch(node.text() or "") is not None


def _run(row: str) -> Iterator[str]:
    """The files that are started there, and not only read by some program, such as a key or settings."""
    before = ""
    for word in row.replace("&&", " && ").replace(";", " ; ").split():
        file = word.removeprefix("./")
        if before in _SHELLS or (word != file and before in _BEGINS):
            yield file
        # `bash -e ship.sh`: an option of a shell stands between the two.
        before = before if before in _SHELLS and word.startswith("-") else word


_SHELLS = ("bash", "sh", "zsh", "source", ".")
_BEGINS = ("", "&&", ";", "sudo")

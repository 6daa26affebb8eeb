"""Releases whose commands are kept in a secret: nothing in the repository tells what goes out, or how."""

from collections.abc import Iterable, Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.workflows.shape import Job, Step

_NAMED = regex(r"(?i)deploy|release|\bcd\b|rollout|배포|デプロイ|リリース")
_KEPT = r"\$\{\{\s?secrets\.\w{1,80}\s?\}\}"
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
            by = next((one for file, one in written.items() if _runs(row, file)), None)
            if by is not None:
                yield step, by
                return
            made = _WRITTEN.search(row[:500]) if ">" in row or "tee" in row else None
            if made and (made["variable"] is None or _is_given(step, made["variable"])):
                written[made["file"]] = step


def _is_given(step: Step, variable: str) -> bool:
    node = step.settings.get(variable)
    return node is not None and _GIVEN.fullmatch(node.text() or "") is not None


def _runs(row: str, file: str) -> bool:
    """The file is what is started there, and not only what some program reads, such as a key or settings."""
    words = row.replace("&&", " && ").replace(";", " ; ").split()
    before = ("&&", ";", "bash", "sh", "zsh", "sudo", "source")
    return any(
        (word == f"./{file}" and (at == 0 or words[at - 1] in before))
        or (word == file and at > 0 and words[at - 1] in ("bash", "sh", "zsh", "source"))
        for at, word in enumerate(words)
    )

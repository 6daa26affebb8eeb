"""The steps of a job that make the image of its release, or find the name for it."""

import re
from collections.abc import Iterable, Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.workflows.acts import Act

_PUSHED = regex(r"^docker (?:push\b|image push\b|(?:buildx )?build\b.* --push\b)")
_MAKES = regex(r"(?:ecr|docker|image)[\w-]*build|build[\w-]*(?:image|push|docker|ecr)|docker-publish|kaniko")
_TAGS = ("tag", "image_tag", "image_tags", "image-tag")
"""Names that actions which make images have for the tag."""


def made_by(acts: Iterable[Act], names: re.Pattern[str]) -> Iterator[tuple[Act, tuple[int, int]]]:
    """The steps with commands that `names` finds, or that make an image by an action, each with the lines that do."""
    for act in acts:
        made = [c for c in act.commands if names.search(" ".join((c.text, *c.words)))]
        tags = act.step.input("tags", *(_TAGS if _MAKES.search(act.step.action) else ())) if act.spoken else None
        if made and not act.remote:
            yield act, (made[0].line, made[-1].end_line)
        elif tags:
            yield act, (tags[0].key_line, tags[0].end)


def pushes(act: Act) -> bool:
    """It puts an image into a registry, from where somebody has to fetch it."""
    given = act.step.input("push") if act.spoken else None
    by_command = any(_PUSHED.match(command.text) for command in (*act.commands, *act.spoken))
    return by_command or (given is not None and given[1] == "true")

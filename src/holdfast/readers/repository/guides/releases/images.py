"""Images that a guide has somebody push or choose under a name that says nothing of the release."""

import re
from collections.abc import Iterator
from itertools import pairwise

from holdfast.model.facts import Deployment, StandingName
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.guide import Code, Guide
from holdfast.readers.repository.guides.on_server import on_server
from holdfast.readers.repository.guides.wording.lexicon import any_of
from holdfast.readers.repository.images.roles import role_of
from holdfast.readers.repository.images.tags import standing

_IMAGE = regex(r"(?P<image>[\w.<>{}-]{1,120}(?:/[\w.<>{}-]{1,80}){1,4}:[\w.-]{1,60})(?![\w/])")
_IMAGE_KEY = any_of(r"(?:이미지|image|イメージ)(?: ?(?:uri|url|주소))?$")
_PUSHED = any_of(r"푸시|\bpush\b|プッシュ")
_LATEST = any_of(
    r"(?<![\w-])latest[`'\"]? ?(?:태그|\btag\b|タグ)"
    r"|(?:태그|\btag(?:ged)?\b|タグ)(?:를|을|は|を| as| with)? ?[`'\"]?latest(?![\w-])"
)
"""A sentence that names the tag itself."""
_TAG_KEY = any_of(r"(?:이미지|image|イメージ) ?(?:태그|tag|タグ)$")
_PUSH = regex(
    r"(?:^|&&|;)\s*(?:\$\s*)?(?:sudo\s+)?docker\s+(?:image\s+)?push\s+[\"']?(?P<image>[^\s'\"`;&]{1,300})", re.ASCII
)
_TAGGED = regex(
    r"(?:^|&&|;)\s*(?:\$\s*)?(?:sudo\s+)?docker\s+(?:image\s+)?tag\s+\S+\s+[\"']?(?P<image>[^\s'\"`;&]{1,300})"
)
_COMPOSE_PUSHES = regex(r"^[^\S\n]*(?:\$\s*)?docker(?:-| )compose\s(?:[^\n#]{1,200}\s)?push\b", re.MULTILINE)
"""What is pushed then stands in a file; the names that it gets, in the rows before."""
_BUILT = regex(r"\s(?:-t|--tag)[ =][\"']?(?P<image>[^\s'\"`;&]{1,300})", re.ASCII)


_LONGEST = 2_000


def read_images(guide: Guide) -> Iterator[StandingName]:
    """Those that are pushed, and those that are chosen."""
    yield from _pushed(guide)
    yield from _chosen(guide)


def _pushed(guide: Guide) -> Iterator[StandingName]:
    """Images that somebody pushes by hand under a name that says nothing of the release; the first of each block."""
    for code in guide.codes:
        if any(isinstance(fact, Deployment | StandingName) for fact in code.readings):
            continue
        composed = _COMPOSE_PUSHES.search(code.snippet.text) is not None
        for number, command in _whole(code):
            names = [match for match in (_PUSH.search(command),) if match]
            if not names and composed:
                names = list(_TAGGED.finditer(command))
            if not names and "--push" in command and "docker" in command:
                names = list(_BUILT.finditer(command))
            match = next(iter(names), None)
            identity = standing(match["image"]) if match else None
            if match and identity and all(standing(one["image"]) for one in names):
                yield StandingName(
                    **code.common(number + command.count("\n", 0, match.start("image"))),
                    name=match["image"].rpartition("/")[2],
                    identity=identity,
                )
                break


def _whole(code: Code) -> Iterator[tuple[int, str]]:
    """The commands of a block, each with the line, from 1, on which it begins, and with those on which it goes on."""
    begun, held = 0, ""
    for number, row in enumerate((*code.snippet.rows, ""), start=1):
        begun, held = (begun, f"{held}\n{row}") if held else (number, row)
        if not row.rstrip().endswith("\\"):
            yield begun, held[:_LONGEST]
            held = ""


def started_images(guide: Guide) -> Iterator[StandingName]:
    """Images of the team's own that somebody starts on a server under such a name; the first of each block."""
    for code in guide.codes:
        if not on_server(guide, code) or any(isinstance(fact, Deployment | StandingName) for fact in code.readings):
            continue
        row, image = next(_run(code), (0, ""))
        if row:
            yield StandingName(
                **code.common(row),
                name=image.rpartition("/")[2],
                identity=standing(image) or "latest",
            )


def _run(code: Code) -> Iterator[tuple[int, str]]:
    """The lines, from 1, on which `docker run` names an image that is told by no name of a release."""
    within = False
    for number, row in enumerate(code.snippet.rows, start=1):
        within = within or _RUN.match(row) is not None
        words = row.split() if within else []
        for before, word in pairwise(("", *words)):
            own = _IMAGE.fullmatch(word) and before not in _TAKES_PATH and role_of(word) == "application"
            if own and standing(word):
                yield number, word
        within = within and row.rstrip().endswith("\\")


_RUN = regex(r"\s*(?:\$\s*)?(?:sudo\s+)?docker\s+run\s(?![^\n]*\s--rm\b)", re.ASCII)
_TAKES_PATH = ("-v", "--volume", "-e", "--env", "--name", "-w")


def _chosen(guide: Guide) -> Iterator[StandingName]:
    """An image that a field of the console is told to take, under a name that says nothing of the release."""
    for passage in guide.passages:
        key, value = next(iter(passage.said.pairs), ("", ""))
        if not passage.told:
            continue
        image = _IMAGE.search(value) if _IMAGE_KEY.search(key) else None
        identity = standing(image["image"]) if image else None
        if _TAG_KEY.search(key):
            identity = standing(f"own/image:{value.strip()}")
        elif not key and _PUSHED.search(passage.text) and _LATEST.search(passage.text):
            value = identity = "latest"
        if identity:
            yield StandingName(**guide.common(passage), name=image["image"] if image else value, identity=identity)

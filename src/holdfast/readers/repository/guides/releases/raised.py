"""Releases of which a guide shows no more than the command that builds and starts them on the server."""

import re
from collections.abc import Iterator

from holdfast.model.environments import PRODUCTION, environment_of
from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Deployment
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.guide import Code, Guide
from holdfast.readers.repository.guides.on_server import on_server
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.releases.trials import is_tried
from holdfast.readers.repository.guides.scaling.platforms import triggered
from holdfast.readers.repository.guides.wording.by_machine import BY_MACHINE
from holdfast.readers.repository.guides.wording.european import AGAIN
from holdfast.readers.repository.guides.wording.lexicon import TROUBLE_HEADING, any_of, first_match

GIVEN = r"(?:[A-Za-z_]\w{0,60}=\S{0,200}[^\S\n]+){0,8}"
"""Variables that are set before a command, for it alone."""
_UP = rf"^\s*(?:\$\s*)?(?:sudo\s+)?{GIVEN}docker(?:\s+|-)compose\s+(?:[^\n#]{{0,200}}\s)?up\b"
_BUILT = regex(rf"{_UP}[^\n]{{0,200}}\s--build\b")
_STARTED = regex(_UP)
_AGAIN = any_of(
    r"\b(?:updat|upgrad|re-?deploy|releas)\w*|업데이트|재배포|갱신|업그레이드|更新|再デプロイ|アップデート|アップグレード",
    AGAIN,
)


def raised(guide: Guide) -> Iterator[Deployment]:
    """The first such command, in a chapter about updating before others."""
    told = [code for code in guide.codes if on_server(guide, code) and not _is_done_by_machine(guide, code)]
    again = [code for code in told if _AGAIN.search(" ".join(h.text for h in code.fence.trail.headings[-1:]))]
    ways = ((_BUILT, again), (_STARTED, again), (_BUILT, told))
    found = ((code, row) for pattern, codes in ways for code in codes for row in rows_of(pattern, code))
    code, row = next(found, (None, 0))
    if code is not None:
        yield Deployment(
            **code.common(row),
            method="compose",
            asks_health=False,
            manual=True,
        )
    else:
        yield from _in_a_field(guide)


def _is_done_by_machine(guide: Guide, code: Code) -> bool:
    """The command of a sentence that says, or whose list does, what does it in a person's place."""
    if not code.typed:
        return False  # an open fence may begin behind the last row
    said = (guide.snippet.rows[code.fence.line - 1][:1_000], *code.fence.trail.labels)
    return any(map(BY_MACHINE.search, said))


def _in_a_field(guide: Guide) -> Iterator[Deployment]:
    """The whole release in what a sheet says of it: "Deploy: SSH in, `git pull`, restart"."""
    for passage in guide.passages:
        key, value = next(iter(passage.said.pairs), ("", ""))
        if passage.said.cells:
            key, value = passage.said.cells[0], " ".join(passage.said.cells[1:])
        whole = _OF_DEPLOY.match(key) and _BRINGS.search(value) and _BEGINS.search(value)
        if whole and passage.affirmed and not BY_MACHINE.search(value):
            common = guide.common(passage, EvidenceKind.INSTRUCTED)
            yield Deployment(**common, method="ssh", identity="none", asks_health=False, manual=True)
            return


_OF_DEPLOY = any_of(
    r"^\W*(?:배포|재배포|릴리[스즈]|デプロイ|リリース|(?:re-?)?deploy(?:ment|ing)?s?|releases?)"
    r"(?: ?(?:방법|방식|절차|方法|手順|方式|methods?|process|procedure|steps?|commands?))?\W*$"
)
_BRINGS = any_of(r"\bgit\s+pull\b|\b(?:scp|rsync)\b|\bdocker(?: |-)compose\s+pull\b|\bdocker\s+pull\b")
_BEGINS = any_of(
    r"\bpm2\s|\bsystemctl\b|\bdocker(?: |-)compose\s+(?:[^\n]{0,60}\s)?up\b|\bdocker\s+run\b|\brestart\b|\bnohup\b"
    r"|재시작|再起動"
)


_CONSOLE = (
    ("ecs", any_of(r"force (?:a )?new deployment|새(?:로운)? ?배포 ?강제|新しいデプロイ(?:メント)?の?を?強制")),
    ("beanstalk", any_of(r"upload and deploy|업로드 ?및 ?배포|アップロード(?:と|して)デプロイ")),
    (
        "lambda",
        any_of(
            r"lambda[^\n]{0,80}\bzip\b[^\n]{0,30}(?:upload|업로드|アップロード)",
            r"(?:upload|업로드|アップロード)[^\n]{0,30}\bzip\b[^\n]{0,80}lambda",
        ),
    ),
)
"""What the console calls the button by which a release goes out."""


def in_console(guide: Guide) -> Iterator[Deployment]:
    """The first step that has somebody press it: nothing but that person's memory tells which release it was."""
    for passage in guide.passages:
        if not passage.told or passage.said.form is Form.HEADING or "--" in passage.text:
            continue
        if BY_MACHINE.search(passage.text):
            continue
        method = next((name for name, pattern in _CONSOLE if pattern.search(passage.text)), None)
        if method and not first_match(TROUBLE_HEADING, [heading.text for heading in passage.said.trail.headings]):
            yield Deployment(**guide.common(passage), method=method, identity="none", asks_health=False, manual=True)
            return
    yield from triggered(guide)


def published(guide: Guide) -> Iterator[Deployment]:
    """The first command by which somebody puts a site into the bucket that gives it out."""
    if any(isinstance(fact, Deployment) and fact.method == "static" for fact in guide.readings):
        return
    found = ((code, row) for code in guide.codes for row in rows_of(_PUBLISHED, code))
    code, row = next((one for one in found if not is_tried(one[0], one[0].snippet.first_line + one[1] - 1)), (None, 0))
    if code is not None and not GOES_BACK.search(code.snippet.heading):
        yield Deployment(
            **code.common(row),
            method="static",
            identity="none",
            asks_health=False,
            manual=True,
        )


_PUBLISHED = regex(
    r"^\s*(?:\$\s*)?aws\s+s3\s+(?:sync|cp(?=[^\n]*--recursive))\s+[\"']?(?:\.|\.?/?[\w./-]*?(?:dist|build|out|public|\.next|front"
    r"|client|web|www|site|static|html)[\w./-]*"
    r"|[\[<{][^\]>}\n]{0,40}(?:dist|build|front|빌드|ビルド)[^\]>}\n]{0,40}[\]>}])[\"']?\s+[\"']?s3://",
    re.IGNORECASE,
)
GOES_BACK = any_of(r"roll[- ]?back|롤백|ロールバック|restor|backup|백업|バックアップ")


def rows_of(pattern: re.Pattern[str], code: Code) -> Iterator[int]:
    """The lines where it stands, before them those that are not for another environment than production."""
    found = [(number, row) for number, row in enumerate(code.snippet.rows, start=1) if pattern.search(row[:1_000])]
    return (number for number, row in sorted(found, key=_is_for_another))


def _is_for_another(numbered: tuple[int, str]) -> bool:
    return environment_of(numbered[1]) not in (None, PRODUCTION)

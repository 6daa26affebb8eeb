"""Releases that a guide has somebody put out with the tool of a platform, of which it only names the command."""

from collections.abc import Iterator

from holdfast.model.environments import DEVELOPMENT, TEST
from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Deployment
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.at_home import is_meant
from holdfast.readers.repository.guides.blocks import Form
from holdfast.readers.repository.guides.by_machine import BY_MACHINE
from holdfast.readers.repository.guides.guide import Code, Guide, Passage
from holdfast.readers.repository.guides.lexicon import TROUBLE_HEADING, any_of, first_match
from holdfast.readers.repository.guides.typed import BY_TOOL
from holdfast.readers.repository.guides.ways_back import ROLLBACK
from holdfast.readers.repository.shell.delivery import sort_of_label


def put_out_with_tools(guide: Guide) -> Iterator[Deployment]:
    """The first: a release that a plan of the infrastructure is handed, or a command that is only listed."""
    if any(isinstance(fact, Deployment) for fact in guide.readings):
        return
    handed = next((one for code in guide.codes for one in _handed(code)), None)
    if handed is not None:
        yield handed
        return
    for passage in guide.passages:
        tool = _tool(passage)
        if tool:
            common = guide.common(passage, EvidenceKind.INSTRUCTED)
            # What the tools of infrastructure put out names itself by its contents.
            identity = None if tool == "cdk" else "none"
            method = _METHODS.get(tool, "lambda")
            yield Deployment(**common, method=method, identity=identity, asks_health=False, manual=True)
            return


def _handed(code: Code) -> Iterator[Deployment]:
    """The name of the release, as somebody types it into what builds the infrastructure."""
    if ROLLBACK.search(code.snippet.heading) or not _APPLIES.search(f"{code.snippet.heading}\n{code.snippet.text}"):
        return
    for row, text in enumerate(code.snippet.rows, start=1):
        match = _HANDED.search(text[:_LONGEST])
        if match is not None:
            latest = match["value"].strip().endswith("latest")
            identity = "latest" if latest else sort_of_label(match["value"]) or "tag"
            yield Deployment(**code.common(row), method="terraform", identity=identity, asks_health=False, manual=True)


_LONGEST = 1_000
_HANDED = regex(
    r"^\s*(?:\$\s*)?(?:terraform|tofu|terragrunt)\s[^\n]{0,300}?--?var[= ]\s*[\"']?(?:[a-z0-9]{1,20}[_-]){0,3}"
    r"(?:tag(?:[_-]?(?:id|name))?|(?:image|app|api|web|release|service)[_-]?version|image(?:[_-]?uri)?|release"
    r"|commit(?:[_-]?(?:sha|hash|id))?|(?:git[_-]?)?sha)[\"']?\s*=\s*(?P<value>[^\n\"']{1,200})"
)
_APPLIES = any_of(r"\bapply\b|適用|デプロイ|リリース|적용|배포|릴리[스즈]|\bdeploy\w*|\breleas\w*")


def _tool(passage: Passage) -> str:
    """The tool of the command that a list, table or sentence names; empty where it does not, or a machine calls it."""
    said = passage.said
    if said.form is Form.HEADING or passage.mood.negated or passage.old or said.ticked is False:
        return ""
    told = " ".join(passage.around())
    if passage.environment in (DEVELOPMENT, TEST) or _TRIED.search(said.text):
        return ""
    headings = [heading.text for heading in said.trail.headings]
    if is_meant(headings):
        return ""
    if _BY_ITSELF.search(said.text) or BY_MACHINE.search(said.text) or ROLLBACK.search(told):
        return ""
    if first_match(TROUBLE_HEADING, headings):
        return ""
    match = next(filter(None, map(_PUTS_OUT.match, said.typed)), None)
    return match["tool"] if match else ""


_PUTS_OUT = regex(rf"\s*(?:\$\s*)?{BY_TOOL}")
_BY_ITSELF = any_of(r"自動|자동|\bautomat\w*|\bon (?:every |each )?(?:push|merge)|\bmerged?\b|머지|マージ")
_TRIED = any_of(
    r"\bsandbox\b|\bexamples?/|\b(?:an?|the) example\b|\b(?:your|their|my) own\b|\bpersonal\b",
    r"샌드박스|개인 ?(?:계정|환경)|(?:본인|자신)의 ?(?:aws )?계정|サンドボックス|個人(?:の)?(?:アカウント|環境)|自分の",
)
"""Somebody tries it out in an account of one's own, as whoever works on a library does."""
_METHODS = {"cdk": "cdk", "eb": "beanstalk", "copilot": "ecs"}

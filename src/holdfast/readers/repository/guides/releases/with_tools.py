"""Releases that a guide has somebody put out with the tool of a platform, of which it only names the command."""

from collections.abc import Iterator

from holdfast.model.environments import DEVELOPMENT, TEST, environment_of
from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Deployment
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.guide import Code, Guide, Passage
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.page.typed import BY_TOOL
from holdfast.readers.repository.guides.releases.started_again import TAKES_SETTINGS
from holdfast.readers.repository.guides.releases.ways_back import ROLLBACK
from holdfast.readers.repository.guides.wording.at_home import is_meant
from holdfast.readers.repository.guides.wording.by_machine import BY_MACHINE
from holdfast.readers.repository.guides.wording.lexicon import PRICE_HEADING, TROUBLE_HEADING, any_of, first_match
from holdfast.readers.repository.shell import parse
from holdfast.readers.repository.shell.delivery.reader import identity_of
from holdfast.readers.repository.shell.steps.purposes import activation
from holdfast.readers.repository.shell.steps.release_names import sort_of_label


def put_out_with_tools(guide: Guide) -> Iterator[Deployment]:
    """The first: a release that a plan of the infrastructure is handed, or a command that is only listed."""
    if any(isinstance(fact, Deployment) for fact in guide.readings):
        return
    handed = next((one for code in guide.codes for one in _handed(code)), None)
    if handed is not None:
        yield handed
        return
    for passage in guide.passages:
        way = next(filter(None, map(_way, passage.said.typed)), None) if _is_told(passage) else None
        if way is not None:
            method, identity = way
            common = guide.common(passage, EvidenceKind.INSTRUCTED)
            yield Deployment(**common, method=method, identity=identity, asks_health=False, manual=True)
            return
    yield from _by_own_tasks(guide)


def _by_own_tasks(guide: Guide) -> Iterator[Deployment]:
    """The task of the team's own that somebody types to put a release out, production's before any other."""
    found = [
        (code, row, match["where"])
        for code in guide.codes
        if not (ROLLBACK.search(code.snippet.heading) or is_meant([h.text for h in code.fence.trail.headings]))
        for row, text in enumerate(code.snippet.rows, start=1)
        if (match := _OWN_TASK.match(text[:_LONGEST]))
    ]
    if found:
        code, row, where = min(found, key=lambda one: not one[2].startswith("prod"))
        # What the task does, and how it calls the release, stands where the task is kept.
        common = code.common(row)
        common["environment"] = common["environment"] or environment_of(where)
        yield Deployment(**common, method="other", identity=None, asks_health=False, manual=True)


_OWN_TASK = regex(
    r"\s*(?:\$\s*)?(?:(?:npm|yarn|pnpm|bun)\s+(?:run\s+)?|make\s+)(?:deploy|release)[:_-]"
    r"(?P<where>prod(?:uction)?|staging|stg|all|backend|server|api)\b"
)


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


def _is_told(passage: Passage) -> bool:
    """A list, table or sentence has somebody type a command that no machine calls, for what everybody uses."""
    said = passage.said
    if not said.typed or said.form is Form.HEADING or passage.mood.negated or passage.old or said.ticked is False:
        return False
    if passage.environment in (DEVELOPMENT, TEST) or _TRIED.search(said.text):
        return False
    headings = [heading.text for heading in said.trail.headings]
    if (
        is_meant(headings)
        or first_match(TROUBLE_HEADING, headings)
        or any(_OF_MONEY.search(text) or PRICE_HEADING.search(text) for text in headings)
        or _CHANGED.search(said.text)
        or TAKES_SETTINGS.search(f"{headings[-1:]}{said.text}")
    ):
        return False
    told = " ".join(passage.around())
    return not (_BY_ITSELF.search(said.text) or BY_MACHINE.search(said.text) or ROLLBACK.search(told))


_OF_MONEY = any_of(
    r"\b(?:costs?|pricing|prices?|bills?|billing|spend(?:ing)?|budgets?)\b|비용|요금|가격|예산|コスト|料金|費用|価格|予算"
)
"""Where a text reckons what the product costs, a command is what a change would take."""
_CHANGED = any_of(
    r"\b(?:switch|revert|chang|toggl|flip|swap)\w*(?: \w+){0,3} (?:is|are|takes?|needs?|means?|requires?)\b"
    r"|\b(?:one|single|two|few)[- ]line (?:change|edit|fix|switch)\b"
    r"|(?:변경|수정|교체|전환)(?:만 ?하|하려|하시려)면"
    r"|(?:変更|修正|切り替え)(?:する|したい)(?:だけ|場合|には|とき|なら)",
)
"""It says what it would take to have something otherwise."""


def _way(typed: str) -> tuple[str, str | None] | None:
    """How a command puts a release out, and how it names that; None for one that does not."""
    if match := _PUTS_OUT.match(typed):
        # What the tools of infrastructure put out names itself by its contents.
        return _METHODS.get(match["tool"], "lambda"), None if match["tool"] == "cdk" else "none"
    commands = parse(typed).commands if _BY_AWS.match(typed) else ()
    method = next((how for how in map(activation, commands) if how in _PLATFORMS), None)
    return (method, identity_of(commands)) if method is not None else None


_PUTS_OUT = regex(rf"\s*(?:\$\s*)?{BY_TOOL}")
_BY_ITSELF = any_of(r"自動|자동|\bautomat\w*|\bon (?:every |each )?(?:push|merge)|\bmerged?\b|머지|マージ")
_TRIED = any_of(
    r"\bsandbox\b|\bexamples?/|\b(?:an?|the) example\b|\b(?:your|their|my) own\b|\bpersonal\b",
    r"샌드박스|개인 ?(?:계정|환경)|(?:본인|자신)의 ?(?:aws )?계정|サンドボックス|個人(?:の)?(?:アカウント|環境)|自分の",
)
"""Somebody tries it out in an account of one's own, as whoever works on a library does."""
_BY_AWS = regex(r"\s*(?:\$\s*)?aws\s")
_PLATFORMS = frozenset(("codedeploy", "ecs", "app-runner", "lightsail", "beanstalk", "lambda"))
"""What the command line of AWS puts a release onto, of which a guide names the one command."""
_METHODS = {"cdk": "cdk", "eb": "beanstalk", "copilot": "ecs"}

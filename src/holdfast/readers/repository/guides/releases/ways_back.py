"""Ways back to an earlier release, as guides tell them: by commands, in steps, in passing; some bring nothing back."""

import re
from collections.abc import Iterable, Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Rollback
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.guide import Code, Guide, Passage, Section
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.page.trail import Heading
from holdfast.readers.repository.guides.releases.marked_before import marks_by_hand
from holdfast.readers.repository.guides.wording.lexicon import any_of
from holdfast.readers.repository.shell import parse
from holdfast.readers.repository.shell.rollback.returns import STEPS_BACK, brings_back

_FORMER = r"(?:version|release|deploy(?:ment)?|image|commit|build|tag)"
ROLLBACK = any_of(
    r"롤백|roll(?:ing)? ?back|ロールバック|切り戻し|이전 (?:버전|환경)(?:으로)? ?(?:복구|복귀|배포|되돌)"
    # What is set, shown or tried another way for a while is no release.
    r"|revert(?!\w* (?:back )?(?:to (?:the |its |their |your |an? )?(?:default|original|normal|initial"
    r"|built-?in|standard|old behavio)"
    r"|(?:the |its |this |that |these |those |any )?(?:behaviou?r|effects?|settings?"
    r"|changes? (?:introduced|made by|of)|migrations?)))"
    r"|\b(?:return|switch|go|fall)\w{0,3} ?(?:back )?(?:\w+ ){0,2}to (?:the |your )?(?:previous|last|old)"
    r"(?: working| stable)? (?:version|release|environment|image|deployment|slot)\b",
    rf"\b(?:go|going|get|switch) back to (?:the |an? )?(?:previous|older|earlier|last|old) {_FORMER}\b",
    rf"\b(?:back out|undo) (?:of )?(?:the |an? |that )?(?:\w{{1,12}} )?{_FORMER}\b|(?:^|[.;:] )to go back\b",
    r"^\W*going back\W{0,4}[:：]",
    r"(?:이전|예전|옛|직전) ?(?:버전|배포|릴리[즈스]|커밋|이미지)(?:으?로)? ?(?:되돌|돌아가|돌리|복귀)",
    r"(?:前|以前|古)い?の?(?:版|バージョン|リリース|コミット|イメージ)(?:に|へ)(?:は)?戻",
)
_MENDS = any_of(
    r"복구|복원|재해|장애 ?(?:대응|복구|상황|시)|긴급 ?(?:상황|대응|조치)|비상",
    r"\b(?:recover(?:y|ing)|restor(?:e|ing|ation)|disaster|emergenc(?:y|ies))\b|復旧|復元|リストア|災害|緊急",
)
_PUTS_OUT = any_of(r"배포|릴리[스즈]|\b(?:deploy\w*|releas\w*)\b|デプロイ|リリース")


def rebuilds(headings: Iterable[Heading]) -> bool:
    """A chapter in which somebody builds up what was lost: no release is put out that way."""
    told = [heading.text for heading in headings if heading.level > 1]
    return any(_MENDS.search(text) and not _PUTS_OUT.search(text) for text in told)


def goes_back(section: Section) -> bool:
    """The chapter leads to an earlier release, or to what was lost."""
    return ROLLBACK.search(" ".join(section.titles())) is not None or rebuilds(section.headings)


_ROLLBACK_COMMAND = regex(
    r"git\s+(?:checkout|reset|revert)\b|docker\s+(?:run|pull|tag)|update-service\b|pm2\s+(?:restart|"
    r"reload)|kubectl\s+rollout\s+undo|create-deployment\b|stop-deployment\b|ln\s+-s|helm\s+rollback|"
    r"kamal\s+rollback|cap\s+\S+\s+deploy:rollback|dep\s+rollback|docker\s+service\s+rollback|"
    r"eb\s+deploy|docker(?:\s+|-)compose|update-alias\b|update-environment\b|rollback-stack\b|update-traffic\b"
    # A copy that somebody put aside before takes the place of what failed.
    r"|^[^\S\n]*(?:sudo\s+)?(?:cp|mv|rsync|tar)\s(?![^\n]{0,200}\.(?:sql|dump|db|sqlite3?|env|conf)(?![a-z]))"
    r"[^\n]{0,200}(?:back-?up|prev(?:ious)?(?![a-z])|(?<![a-z])(?:old|bak)(?![a-z]))",
    re.IGNORECASE | re.MULTILINE,
)
"""What brings an earlier release back."""
_OWN_COMMAND = regex(
    # SQL says it in capitals, and an option tells another command how to go about its work.
    r"(?<![\w./:-])(?![\w./:-]{0,80}(?<![a-z])(?:db|database|migrat\w*|schema)(?![a-z]))"
    r"(?:[\w./][\w./-]{0,60}[/_:-])?[rR]oll-?[bB]ack(?:[_:.-][\w.:-]{0,40})?(?=[\s`\"']|$)"
)
"""The team's own script or recipe for that, by its name."""
_HANDED_RELEASE = regex(
    r"(?:^|[\s(])(?:(?:\./|[\w.-]{1,20}/)[\w./-]{1,60}|(?:make|just|task) [\w:-]{2,30}|\w*(?:TAG|SHA|VERSION|RELEASE)=)"
    r"(?:\s+-{0,2}[\w-]{1,20}=?)?\s?<[^<>\n]{1,40}>"
)
"""The team's own script, or a variable before its command, told which release it shall put out."""
_REMARK = regex(r"(?m)^[^\S\n]*#[^\n]*")
_TARGETS = (
    ("step", STEPS_BACK),
    (
        "commit",
        regex(
            r"git\s+(?:checkout|reset|revert)\b[^\n]*(?:commit|hash|sha|커밋|[0-9a-f]{7,40}|HEAD)|커밋|commit",
            re.IGNORECASE,
        ),
    ),
    ("tag", regex(r"(?:이미지|image)?\s?(?:태그|\btag\b|タグ)|:v?\d+\.\d+", re.IGNORECASE | re.ASCII)),
    ("previous", regex(r"이전|previous|prev\b|前の|以前|직전", re.IGNORECASE | re.ASCII)),
)
_DATABASE_ROLLBACK = any_of(
    r"migration|마이그레이션|transaction|트랜잭션|トランザクション|マイグレーション",
    r"\bcommit ?/ ?rollback\b|커밋 ?/ ?롤백|コミット ?/ ?ロールバック|(?:\bdb\b|디비|데이터베이스) 롤백",
    r"tfstate|(?<![a-z])state(?=[가-힣ぁ-ん]| ?(?:파일|ファイル)| (?:files?|versions?|locks?)\b)",
)
"""Of a database, or of what Terraform knows: neither is a release."""
_LEAVES_IT = any_of(
    r"\b(?:without|no|never|not) (?:[a-z]{1,12} ){0,2}migrat\w*|마이그레이션(?:은|을)? ?(?:제외|없이|하지)"
    r"|マイグレーション(?:は|を)?(?:除|せず|しない|なし)"
)
"""What the way back does not touch."""


_UNDONE_BUSINESS = any_of(
    r"주문|결제|재고|포인트|쿠폰|잔액|예약|환불|예외|쿼리|세션|낙관적|상태 ?변경|데이터",
    r"\b(?:orders?|payments?|stock|inventory|balances?|bookings?|reservations?|charges?|refunds?|carts?|points|coupons?"
    r"|exceptions?|quer(?:y|ies)|inserts?|sagas?|compensat\w*|optimistic|cursor|session|rows?|writes?|state)\b",
    r"注文|決済|在庫|ポイント|クーポン|残高|予約|返金|例外|クエリ|セッション|データ",
)
"""What a program takes back by itself when one of its steps fails."""
_OF_RELEASES = any_of(
    r"배포|릴리[즈스]|버전|이미지|커밋|태그|컨테이너|아티팩트|서버|\bjar\b",
    r"\b(?:deploy\w*|releas\w*|versions?|images?|commits?|tags?|containers?|artifacts?|builds?|revisions?|services?"
    r"|stacks?|task definitions?|previous)\b",
    r"デプロイ|リリース|バージョン|イメージ|コミット|タグ|コンテナ|サーバー?|成果物",
)


def _is_of_database(text: str) -> bool:
    return _DATABASE_ROLLBACK.search(_LEAVES_IT.sub(" ", text)) is not None


def _tells(text: str) -> bool:
    """It speaks of going back to an earlier release."""
    undone = _UNDONE_BUSINESS.search(text) is not None and _OF_RELEASES.search(text) is None
    return ROLLBACK.search(text) is not None and not undone


_TELLS_WHICH = regex(
    r"(?i)(?<![a-z])(?:tag|image|sha|commit|jar|war|zip|\.env)(?![a-z])|이미지|태그|커밋|イメージ|タグ|コミット",
    re.ASCII,
)
"""What a person is told to put in, beside commands that start it."""

LONGEST_SPAN = 40
_BLOCKS_APART = 4
"""Rows from the last of a block to the first of the next one, with the marks of both and an empty row between."""


def is_step(passage: Passage) -> bool:
    """An item of a list, or a command in a line within one or below a heading that is a step."""
    said = passage.said
    below = bool(said.trail.parents) or any(heading.is_step for heading in said.trail.headings[-1:])
    within = said.form is Form.ROW or (said.form is Form.LINE and below)
    return said.form in (Form.STEP, Form.ITEM) or (within and bool(said.typed))


def rollbacks(guide: Guide) -> Iterator[Rollback]:
    """The first chapter on it that has commands for it; else what is said of it."""
    if any(isinstance(fact, Rollback) for fact in guide.readings):
        return
    lead, last = "", 0
    for code in _shown(guide):
        # What introduces the commands, or the block right above them, says as much as the heading far above.
        lead = code.fence.trail.lead or (lead if code.fence.line - last <= _BLOCKS_APART else "")
        last = code.end
        heading = f"{lead}\n{code.snippet.heading}"
        told = ROLLBACK.search(heading) or _OWN_COMMAND.search(_REMARK.sub("", code.fence.text))
        if code.typed or not told or _DATABASE_ROLLBACK.search(heading):
            continue
        if _brings_back(code.fence.text):
            yield Rollback(
                kind=code.snippet.kind,
                at=code.snippet.at(1, len(code.snippet.rows)),
                environment=code.snippet.environment,
                old=code.snippet.old,
                target="moving" if _moves(code.fence.text) else _target(f"{code.fence.text}\n{heading}"),
                works=_restores(code, guide),
            )
            return
    claim = _set_rollback(guide) or _claimed_rollback(guide)
    if claim is not None:
        yield claim


def _moves(commands: str) -> bool:
    """It takes what a mark that moves stands for, or whichever copy is the newest on that day."""
    return marks_by_hand(commands) or _NEWEST_COPY.search(commands) is not None


_NEWEST_COPY = regex(r"\bls\s+-\w{0,5}t\w{0,5}\b[^\n|]{0,200}\|\s*(?:head\s+-(?:n\s?)?1\b|sed\s+-n\s+[\"']?1p)")


_PUTS_BACK = regex(r"(?m)^[^\S\n]*(?:sudo\s+)?(?:cp|mv|rsync|tar|ln)\s[^\n]{0,100}\$")


def _shown(guide: Guide) -> Iterator[Code]:
    """The blocks that tell how things are done; a chapter on the way back is for bad days, as its title may say."""
    aside = (c for c in guide.asides if ROLLBACK.search(_title(c.fence.trail.headings)) and _leads_back(c.fence.text))
    yield from sorted((*guide.codes, *aside), key=lambda code: code.fence.line)


def _title(headings: tuple[Heading, ...]) -> str:
    return headings[-1].text if headings else ""


def _leads_back(text: str) -> bool:
    """What goes wrong on such a day is looked at in the same chapter: only what takes something earlier counts."""
    return _BY_GIT.search(text) is not None or any(map(brings_back, parse(text).commands))


_REBUILDS = regex(r"(?:\s--build\b|\bcompose\b[^\n]{0,80}\sbuild\b|\bdocker\s+(?:buildx\s+)?build\b)")
_BY_GIT = regex(r"\bgit\s+(?:checkout|reset|revert|switch)\b")
_STARTS_IMAGES = regex(r"\bdocker(?:\s+|-)compose\b[^\n]{0,120}\s(?:up|restart|start)\b")


def _starts_what_failed(text: str, guide: Guide) -> bool:
    """It takes the source back, and starts the images that were built of the newer one, as others here are."""
    old = _BY_GIT.search(text) is not None and _STARTS_IMAGES.search(text) is not None
    return old and _REBUILDS.search(text) is None and _REBUILDS.search(guide.all_text) is not None


def _restores(code: Code, guide: Guide) -> bool:
    """Something earlier may come back: by a command, or by what a person is told beside it to put in its place."""
    if _starts_what_failed(code.fence.text, guide):
        return False
    commands = parse(code.fence.text).commands
    if not commands or any(brings_back(command) for command in commands):
        return True
    beside = (passage.text for passage in guide.passages if _of_rollback(passage))
    return any(_TELLS_WHICH.search(text) for text in (code.fence.text, *beside))


_SETTING = any_of(
    r"\broll(?:ing)? ?back (?:when|if|on) (?:an? |the )?(?:deploy(?:ment)?|alarm)",
    r"\b(?:enable|activate|turn on|check) (?:the )?(?:automatic|auto)?[- ]?roll ?backs?\b"
    r"(?! (?:pages?|steps?|logs?|plans?|procedures?|status|scripts?|guides?|history))",
    r"\b(?:automatic|auto)[- ]?roll ?backs?\W{1,6}(?:enabled?|on|yes|true)\b",
    r"배포(?:가|에)? ?실패(?: ?시|하면|할 때|했을 때)(?:에)? ?(?:자동(?:으로)? ?)?롤백",
    r"(?:자동 ?)?롤백 ?(?:을|를|기능)? ?(?:활성화|사용|체크|켜)",
    r"デプロイ(?:が|に)?失敗(?:時|した(?:場合|とき|ら))(?:に|は)?(?:自動(?:的に|で)?)?(?:元に戻|ロールバック)",
    r"(?:自動)?ロールバック(?:を)?(?:有効|オン)",
)
"""What the console of CodeDeploy has a group do by itself."""
_OF_A_GROUP = any_of(r"deployment ?group|code ?deploy|배포 ?그룹|코드 ?디플로이|デプロイ(?:メント)? ?グループ")


def _brings_back(commands: str) -> bool:
    newest = _NEWEST_COPY.search(commands) is not None and _PUTS_BACK.search(commands) is not None
    return newest or bool(_ROLLBACK_COMMAND.search(commands) or _OWN_COMMAND.search(_REMARK.sub("", commands)))


def _set_rollback(guide: Guide) -> Rollback | None:
    """A row or step of a chapter on a deployment group that turns it on: the team's groups are made by it."""
    for passage in guide.passages:
        said = passage.said
        stands = said.form in (Form.ROW, Form.STEP, Form.ITEM) and passage.affirmed and _SETTING.search(said.text)
        if stands and any(map(_OF_A_GROUP.search, said.trail.upwards())) and not _DATABASE_ROLLBACK.search(said.text):
            return Rollback(**guide.common(passage, EvidenceKind.INSTRUCTED), automatic=True, target="previous")
    return None


_OF_PLATFORM = any_of(
    r"\b(?:amplify|vercel|netlify|(?:cloudflare|github) pages|firebase hosting)\b[^\n]{0,120}"
    r"(?:\b(?:automatic\w*|instant\w*|one-click|built-?in|supports?|offers?|provides?|atomic|keeps?)\b"
    r"|자동|즉시|제공|지원|自動|即時|対応|提供)"
)
"""What a service that hosts front ends does with its own releases: it says nothing of the server's."""


def _claimed_rollback(guide: Guide) -> Rollback | None:
    spoken = [
        p
        for p in guide.passages
        if p.affirmed and p.said.form is not Form.HEADING and not _is_of_database(p.text) and _of_rollback(p)
    ]
    spoken = [p for p in spoken if not (_OF_PLATFORM.search(p.text) and _tells(p.text))]
    if not spoken:
        return None
    steps = [p for p in spoken if p.told and (p.said.crumbs or is_step(p))]
    anchor = steps[0] if len(steps) >= 2 else spoken[0]
    typed = next((p for p in spoken if any(map(_brings_back, p.said.typed)) or _HANDED_RELEASE.search(p.text)), None)
    if typed is not None and len(steps) < 2:
        return Rollback(**guide.common(typed, EvidenceKind.INSTRUCTED), target=_target(typed.text))
    kind = EvidenceKind.INSTRUCTED if len(steps) >= 2 else EvidenceKind.CLAIMED
    automatic = re.search(r"자동|automatic|自動", anchor.text, re.IGNORECASE | re.ASCII) is not None
    common = guide.common(anchor, kind)
    if kind is EvidenceKind.INSTRUCTED and steps[-1].said.end - anchor.said.line < LONGEST_SPAN:
        common["at"] = guide.at(anchor, steps[-1])
    return Rollback(**common, automatic=automatic, target=_target(anchor.text))


def _of_rollback(passage: Passage) -> bool:
    headings = passage.said.trail.headings
    under = bool(headings) and _tells(headings[-1].text) and not _is_of_database(headings[-1].text)
    return _tells(passage.text) or under


def _target(text: str) -> str | None:
    return next((name for name, pattern in _TARGETS if pattern.search(text)), None)

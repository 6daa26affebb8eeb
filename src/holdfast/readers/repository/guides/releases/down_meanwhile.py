"""Releases during which nobody is served, where somebody says so of the own product."""

import re
from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import ScriptFault
from holdfast.model.redaction import redact
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.guide import Guide
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.wording.apart import sentences
from holdfast.readers.repository.guides.wording.at_home import TRIED_OUT
from holdfast.readers.repository.guides.wording.lexicon import any_of

_RELEASE = any_of(
    r"\b(?:deploy(?:s|ed|ing|ments?)?|releas(?:e|es|ing)|roll-?outs?|updat(?:e|es|ing)|restart(?:s|ing)?)\b"
    r"|배포|릴리[즈스]|업데이트|재시작|재기동|デプロイ|リリース|更新|再起動"
)
_OF_THE_HOST = any_of(
    r"\b(?:restart|reboot|updat)\w* (?:of )?(?:the |your |an? )?(?:ec2|instance|host|machine|os|server)\b"
    r"|\b(?:ec2|instance|host|os)(?: instance)? (?:is )?(?:restart|reboot|updat)\w*",
    r"(?:ec2|인스턴스|호스트|os|커널)(?:를|을|가|이)? ?(?:재시작|재부팅|업데이트)",
    r"(?:ec2|インスタンス|ホスト|os)(?:を|が|の)? ?(?:再起動|更新|アップデート)",
)
"""What starts the machine again, and brings no release."""
_RUNS = r"(?:site|app|application|service|server|api|product|website|it)"
_GONE = r"(?:down|unavailable|offline|unreachable)"
_DOWN = any_of(
    rf"\b{_RUNS}\b[^.\n]{{0,30}}\b(?:is|are|will be|goes?|be|becomes?) (?:(?!not\b|never\b|back\b)\w+ )?{_GONE}\b",
    rf"\b(?:{_RUNS}|we|users?)\b[^.\n]{{0,30}}\bsees? (?:an? )?(?:50[234]|errors?(?! messages?))\b|\bdowntime of\b"
    r"|\b(?:short|brief|some|little|causes?|expect|accept|with) (?:an? )?(?:short |brief |bit of )?"
    r"(?:downtime|outage|interruption)\b"
    r"|(?:\b(?:seconds?|minutes?|mins?|secs?)|\d ?[sm]) (?:of )?(?:downtime|outage)\b",
    r"(?:서비스|사이트|서버|앱|접속|잠깐|잠시|초|분)[^.\n]{0,14}(?:중단(?:되|됨|된|이? ?(?:발생|있|생))|다운 ?타임"
    r"|끊[기김긴]|멈[추춘춤]|내려가|접속 ?(?:불가|(?:이|은)? ?안 ?[되돼됩됨])|(?:접속|사용)할 ?수 ?없)",
    r"(?:サービス|サイト|サーバー?|アプリ|数?秒|数?分|一時的に|短時間)[^。\n]{0,14}"
    r"(?:停止(?:し(?:ます|てい)|する|が(?:発生|あ))|止ま[るり]|落ち[るま]|ダウン(?:し|する|タイム(?:が|あり|発生))"
    r"|(?:アクセス|接続|利用)(?:が)?(?:でき(?:ない|なく|ません)|不可))",
)
_OF_RELEASES = r"(?:the |our |an? )?(?:deploy|releas|restart|updat|roll-?out)"
_RUNNING = any_of(
    r"実行中|ビルド中|작업 ?중|실행 ?중|빌드 ?중|\b(?:meanwhile|while it runs|during the (?:build|script))\b"
)
"""What a chapter on releases calls the release."""
_MEANWHILE = any_of(
    r"\b(?:during|while|when|each|every|means|causes?|expect|requires?|takes?|with every)\b"
    rf"|\b(?:on|at|after) {_OF_RELEASES}",
    r"중(?:에|에는|엔)?(?![가-힣])|동안|[시때](?:에|마다|는)?(?![가-힣])|하면|마다|中|間|時|際|たび|すると|毎",
)
_FROM_THEN = regex(r"\b(?:when(?:ever)?|if|once|in case)\b([^,\n]*)$", re.IGNORECASE)
"""What is to be done where it is down, and not what makes it so."""
_NOT_SO = any_of(
    r"\b(?:no|zero|without|avoid\w*|minimi[sz]e|prevents?|reduces?|never|not|n't|instead of|if|unless|would|could)\b"
    r"|\b(?:may|might|whether|only after|after the new|failover|multi-az)\b|(?<![가-힣])면[ ,]",
    r"무중단|없이|없도록|없음|없습니다|없[게는다]|않|방지|최소화|줄[이여]|피하|경우|면 안|확인|복구|롤백",
    r"無停止|ことは?(?:ない|ありません)|なし(?!く)|せず|しない|しません|避け|防[ぐい]|最小|ゼロ|場合|もし|確認|復旧",
)
_LONGEST = 160


def down_meanwhile(guide: Guide) -> Iterator[ScriptFault]:
    """The first such sentence: nobody says so of what is deployed unless it is so."""
    if any(isinstance(fact, ScriptFault) and fact.form == "stopped-before-start" for fact in guide.readings):
        return
    for passage in guide.passages:
        if not passage.speaks or passage.said.form is Form.HEADING or TRIED_OUT.search(passage.surroundings):
            continue
        above = passage.said.trail.chapter
        said = next((one for one in sentences(passage.text) if _is_down(one, above)), "")
        if said:
            common = guide.common(passage, EvidenceKind.INSTRUCTED)
            yield ScriptFault(
                **common, activity="deploy", form="stopped-before-start", command=redact(said.strip())[:_LONGEST]
            )
            return


def _is_down(text: str, above: str) -> bool:
    released = _RELEASE.search(_OF_THE_HOST.sub("", text)) or (_RUNNING.search(text) and _RELEASE.search(above))
    if not released or not _MEANWHILE.search(text):
        return False
    down = _DOWN.search(text)
    asked = _FROM_THEN.search(text[: down.start() + 1]) if down else None
    if down is None or (asked and not _RELEASE.search(asked[1])):
        return False
    # What is said behind and before it must not take it back; "cannot be reached" is no denial of it.
    return _NOT_SO.search(f"{text[: down.start()]} {text[down.end() :]}") is None

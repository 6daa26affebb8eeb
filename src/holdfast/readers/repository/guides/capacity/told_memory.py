"""The memory of a machine that a text has little of to give: its size, where nothing names its type."""

import re
from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Instance
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.guide import Guide, Passage
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.wording.apart import sentences
from holdfast.readers.repository.guides.wording.lexicon import any_of

_AMOUNT = r"(?<![\d.~-])(?P<{0}>\d{{1,3}}(?:\.\d)?)\s?(?P<{0}_unit>[GM]i?B|[GM]B|기가|ギガ)(?:yte)?s?"
_MACHINE = (
    r"(?:ec2|vps|vm|instance|server|host|box|machine"
    r"|인스턴스|서버|호스트|머신|インスタンス|サーバー?|ホスト|マシン)"
)
_MEMORY = r"(?:ram|memory|램|메모리|メモリー?)"
_BEFORE = _AMOUNT.format("before")
_BEHIND = _AMOUNT.format("behind")
_ALONE = _AMOUNT.format("alone")
_OWN = _AMOUNT.format("own")
_HAS = _AMOUNT.format("has")
_OF_MACHINE = regex(
    rf"{_BEFORE}(?:\s?(?:의|の|of)?\s?{_MEMORY})(?:의|인|뿐인|짜리|급|밖에 ?없는|만 ?있는|の|しかない|だけの)?[\s-]?"
    rf"(?:(?:aws|ec2|small|tiny|cheap|single|소형|작은|저사양|小さな|小型)\s?){{0,3}}{_MACHINE}(?![a-z])"
    rf"|{_MEMORY}(?:가|이|은|는|が|は)?\s?{_BEHIND}"
    rf"(?:의|인|뿐인|짜리|급|밖에 ?없는|の|しかない|だけの)?\s?{_MACHINE}(?![a-z])"
    rf"|{_ALONE}(?:의|인|짜리|급|の|しかない)?[\s-]?(?:ec2\s?)?"
    r"(?:instance|server|vps|droplet|인스턴스|서버|インスタンス|サーバー?)"
    r"(?![a-z-]|\s?(?:side|response|payload|limit|logs?\b|package|bundle|로그|응답(?! ?시간)|제한|패키지)|の?ログ)"
    rf"|(?<![a-z]){_MACHINE}(?:'s)?(?:의|の)?\s?{_MEMORY}(?:는|은|이|가|は|が)?\s?(?:is |=|:|：)?\s?{_OWN}(?![a-z/])"
    rf"|(?<![a-z]){_MACHINE}\s(?:only |just )?(?:has|have|with|of)(?: only| just)?\s{_HAS}\s?(?:of )?{_MEMORY}",
    re.IGNORECASE,
)
_BARE = _AMOUNT.format("bare")
_BY_ITSELF = regex(
    rf"{_MEMORY}(?:는|은|이|가|は|が)\s?{_BARE}(?:밖에|뿐|이다|입니다|라서|이라|です|である|しか|だけ|なので)"
    rf"|\bit (?:only )?has (?:only |just )?{_BEFORE}\s?(?:of )?{_MEMORY}",
    re.IGNORECASE,
)
"""A sentence that goes on about the machine which the one before it names."""
_NAMES_MACHINE = regex(rf"(?<![a-z]){_MACHINE}(?![a-z])", re.IGNORECASE)
_OF_SOMETHING_ELSE = any_of(
    r"\b(?:at least|minimum|min\.|more than|over|or more|recommend\w*|require[sd]?|disk|storage|volume|swap|heap|ebs"
    r"|ssd|free space|upload|per (?:task|container|request|process|user|node)|if you|local\w*|laptop|build machine"
    r"|upgrad\w*|cache|redis|rds|old|previous(?:ly)?|former(?:ly)?|jenkins|bastion|ci (?:server|host|runner))\b",
    r"최소|이상|권장|추천|필요|디스크|스토리지|볼륨|용량|스왑|힙|업로드|로컬|노트북|업그레이드|증설|변경|캐시"
    r"|기존|예전|이전|젠킨스|빌드 ?서버",
    r"以上|最低|推奨|必要|ディスク|ストレージ|ボリューム|容量|スワップ|ヒープ|アップロード|ローカル"
    r"|アップグレード|増や|変更|キャッシュ|以前|旧|踏み台",
)
"""What a reader's machine ought to have, or will, and what is no memory of a host."""

_GIVEN = regex(
    r"\d{1,4}(?:\.\d)?\s?[GM]i?B?\s?(?:이상|초과)(?:을|를|으로)?\s?(?:주|할당|쓰|설정|잡|늘리|배정)[가-힣]{0,6}"
    r"|\d{1,4}(?:\.\d)?\s?[GM]i?B?\s?以上(?:を|に)?\s?(?:割り当て|与え|使|設定)"
    r"|(?:giv\w{0,4}|allocat\w{1,4}|assign\w{0,4}|set(?:ting)?)\s(?:[\w`-]{1,20}\s){0,3}"
    r"(?:more than|over)\s\d{1,4}(?:\.\d)?\s?[GM]i?B?",
    re.IGNORECASE,
)
"""How much of it a program is to be given is told beside it."""

_AS_IT_IS = any_of(
    r"(?:현재|지금|우리)(?:의|는)? ?(?:운영 ?)?(?:ec2|서버|인스턴스|호스트)",
    r"\b(?:our|the current|this) (?:ec2 |production )?(?:instance|server|host|box|vm)\b",
    r"(?:現在|今|本番)の(?:ec2|サーバー?|インスタンス|ホスト)",
)
"""Also where troubles are told, the machine is what it is."""

SIZED = "sized"
_LONGEST = 600


def read_memory(guide: Guide) -> Iterator[Instance]:
    """The first sentence that tells it, where the guide speaks of machines of one such size."""
    told: dict[str, Passage] = {}
    for passage in guide.passages:
        told_of = passage.speaks or (_AS_IT_IS.search(passage.text) is not None and not passage.old)
        if told_of and passage.said.form is not Form.HEADING and (size := _size_in(passage.text)):
            told.setdefault(size, passage)
    if len(told) == 1:
        [(size, passage)] = told.items()
        yield Instance(**guide.common(passage, EvidenceKind.CLAIMED), instance_type=size, purpose=SIZED)


def _size_in(text: str) -> str | None:
    named = _NAMES_MACHINE.search(text[:_LONGEST])
    for sentence in sentences(text[:_LONGEST]):
        match = _OF_MACHINE.search(sentence) or (_BY_ITSELF.search(sentence) if named else None)
        if match is None or _OF_SOMETHING_ELSE.search(_GIVEN.sub(" ", sentence)):
            continue
        told = match.groupdict()
        name = next(one for one in ("before", "behind", "alone", "own", "has", "bare") if told.get(one))
        unit = match[f"{name}_unit"].upper().replace("I", "")
        return f"{match[name].removesuffix('.0')} {unit if unit in ('GB', 'MB') else 'GB'}"
    return None

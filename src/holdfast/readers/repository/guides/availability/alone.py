"""Where a guide says that everything runs on one machine, which is what the size of that machine does not say."""

import re
from collections.abc import Iterable

from holdfast.model.environments import PRODUCTION, named_in
from holdfast.model.facts import Instance
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.guide import Guide, Passage
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.wording.apart import sentences
from holdfast.readers.repository.guides.wording.lexicon import NEGATION, any_of

_RENTED_JA = (
    r"(?:ec2(?: ?(?:インスタンス|サーバー?))?|vps|lightsail(?: ?インスタンス)?|vm|仮想(?:マシン|サーバー?)"
    r"|サーバー?|ホスト)"
)
_ALONE = any_of(
    r"(?<![\w.])(?:one|single|1|(?:the|a) (?:same|shared|only)) (?:(?!of |on |in |or )[\w.-]+ ){0,3}?"
    r"(?:ec2|vps|virtual machine|lightsail (?:instance|server|box|machine|vm)|droplet)\b",
    r"\b(?:just|only) (?:one|1|a single) (?:[\w.-]+ ){0,2}?(?:instance|server|machine|host)\b"
    r"(?! (?:type|class|famil|size|of (?:any|each|every|an?|it|this|that)\b))",
    r"\b(?:one|a single|1) (?:instance|copy) of (?:the|our|this) "
    r"(?:app|application|api|server|back-?end|web ?site|service)\b",
    r"\b(?:instance|server|machine|host)\b(?:[^.]|\.(?=\d)){0,30}? (?:hosts?|runs?|serves?|holds?) "
    r"(?:both|everything|all (?:of (?:the|our|them)\b|(?:the |our )?(?:services|containers|parts|components|tiers)\b))",
    r"(?:서버|인스턴스|호스트) ?(?:한 ?대|하나)에서? ?(?:모두|모든|전부|전체|함께|같이)"
    r"|(?:한 ?대의?|하나의|단일|같은) ?(?:서버|인스턴스|호스트)(?:에|에서|위에)? ?(?:모두|모든|전부|전체|함께|같이)",
    r"(?:1 ?台|一台|単一|同一|同じ)の? ?(?:サーバー?|インスタンス|ホスト)(?:上)?(?:に|で)(?:は)?"
    r"(?:全て|全部|すべて|まとめて|同居|一緒)",
    r"(?<!\d)(?:한|1|단일|하나의) ?(?:대의 ?)?(?:ec2|서버 ?인스턴스)",
    r"(?:ec2|lightsail|라이트세일)(?: ?인스턴스| ?서버)? ?[(（]?(?:한|1|단일) ?(?:대|개)(?!\d)",
    r"(?:같은|동일한?|하나의|단일|한 ?대의) ?ec2(?: ?인스턴스| ?서버)?(?: ?안)?(?:에서|에|위에서?) ?"
    r"(?:함께 |같이 |모두 )?(?:동작|실행|운영|구동|돌아|배포|띄|컨테이너로 (?:분리|나뉘))",
    r"(?:同じ|同一の?|単一の?) ?ec2(?: ?インスタンス)?(?:上)?(?:で|に)(?:動|稼働|実行|運用|デプロイ)",
    r"(?:ec2|lightsail|라이트세일) ?단일 ?(?:인스턴스|서버)(?! ?(?:장애|보다|대신|에서 벗|[이가] ?아닌|한계|문제))",
    r"(?:ec2|lightsail) ?(?:の ?)?(?:単一|シングル) ?(?:インスタンス|サーバー?)"
    r"(?!ー| ?(?:の ?)?(?:障害|限界|問題|より|ではな|から))",
    r"(?:ec2|서버|인스턴스) ?(?:단일|1대|한 ?대) ?(?:구성|구조|운영)",
    r"(?:ec2|サーバー?|インスタンス) ?(?:1台|一台|単体)(?:の|で)?(?:構成|運用)",
    r"(?:ec2|lightsail)(?: ?インスタンス)?(?:を|は|が)? ?[(（]?(?:1|一|１) ?台|(?:単一|1 ?台|一台)の ?ec2",
    r"(?:단일|하나의) ?(?:인스턴스|서버)(?:로|에서|에|만)? ?(?:시작|운영|구성|구조|배포|운용|환경|아키텍처)",
    r"(?:シングル|単一)(?:の)? ?(?:インスタンス|サーバー?)(?:で|に|の)? ?(?:構成|運用|稼働|デプロイ|環境|開始)",
    r"(?<![DdBb] )(?<![DdBb])(?<!개발 )(?<!개발)(?<!테스트 )(?<!검증 )(?<!스 )(?<!스)(?<!캐시 )"
    r"(?<!開発)(?<!検証)(?<!テスト)(?<!ース)"
    r"(?:서버|サーバー?|\bvps|ec2)(?:는|은|가|は|が)? ?[(（:：]? ?(?:(?:한|1) ?대|(?:1|１|一) ?台)"
    r"(?![\d씩ず目]|(?:를|을|を)? ?(?:더|추가|追加|増)| ?가 ?아[니닌])",
    r"(?:この|本|現在の?|今の) ?(?:構成|環境|システム|サービス)(?:は|では)、? ?\*{0,2}"
    r"(?:1|１|一) ?台(?:専用|のみ|だけ|で|構成|前提)",
    r"(?:이|현재|지금) ?(?:구성|환경|시스템|서비스)(?:은|는|에서는) ?\*{0,2}(?:1|한) ?대(?: ?(?:전용|만|뿐|로|구성))",
    r"\bec2(?: ?(?:인스턴스|서버))? ?하나(?:에서|로|에|뿐|만)|\bec2 ?(?:1|１|一) ?インスタンス",
    rf"(?:単一|シングル|ひとつの|(?:1|１|一)つの|(?:1|１|一) ?台の) ?{_RENTED_JA}(?: ?(?:上|内)?[でにへ]| ?の?構成)",
    rf"{_RENTED_JA} ?(?:単一|シングル) ?構成|(?:単一|シングル) ?(?:ホスト|サーバー?|インスタンス)(?:のため|なので)",
    r"(?:同一|同じ) ?(?:サーバー?|インスタンス|ホスト)(?:上)?[でに][^。\n]{0,20}(?:動作|稼働|同居|実行)"
    r"(?![^。\n]{0,6}(?:場合|とき|なら))",
    r"(?<![\w.-])(?:ec2|lightsail|vps)(?: ?(?:instance|server|인스턴스|서버|インスタンス|サーバー?))?"
    r"[^\S\n]?(?:[(（][^()（）\n]{0,30})?[×x✕✖] ?[1１](?![\d.,x×]|台? ?~| ?[-〜～])",
    r"\b(?:single|one)[- ](?:ec2|vps|server|host|box|machine|vm|instance) "
    r"(?:(?:ec2|aws|docker|compose|production|cloud) ){0,2}"
    r"(?:set-?up|deployments?|architecture|installation|topology)\b",
)

_RUN_ON_ONE = any_of(
    r"\b(?:deploy(?:s|ed|ment|ments|ing)?|host(?:ed|s|ing)|runs?|running|served|targets?|stack|installation|lives?)\b"
    r"[^.\n]{0,30}? (?:to|on|onto|for|in) (?:an? |just |only )?(?:single|one) "
    r"(?:(?:remote|linux|ubuntu|debian|cloud|production|dedicated|physical|bare-metal|virtual|small) ){0,2}"
    r"(?:server|host|machine|box|vps)\b"
    r"(?![-/]| ?(?:block|process|component|instance|name|type)| at a time| (?:or|and|then)\b)",
    r"(?:한 ?대|하나|1 ?대)의? ?서버(?:로|에서|에|만으로) ?(?:운영|운용|배포|구동|서비스|구성|돌아|돌리)",
    r"(?:1|１|一) ?台の ?(?:サーバー?|ホスト|マシン|vm|vps|仮想サーバー?)(?:上)?(?:で|に|へ)(?:は)?"
    r"(?:運用|デプロイ|稼働|構築|動|配置|まとめ|集約|載せ|収)",
)
_OF_A_PART = any_of(
    r"\b(?:tests?|migrations?|cron|jobs?|batch|tenants?|customers?|each|every|next)\b",
    r"테스트|마이그레이션|크론|배치|고객|다음 ?서버|순차|차례|テスト|マイグレーション|バッチ|顧客|次の|順番",
)
"""Something beside the product, or one of several in their turn."""


_UNBALANCED = any_of(
    r"(?:\balb\b|\belb\b|로드 ?밸런서)(?:는|은|를|을)? ?(?:없이|미사용|(?:사용|도입|구성)(?:하지|은|을)? ?않)",
    r"\b(?:without|no|not (?:use|using)) (?:an? )?(?:alb|elb|load ?balancer)\b",
    r"(?:\balb\b|\belb\b|ロード ?バランサー?)(?:は|を|の)?(?:なし|無し|使わ(?:ず|ない)"
    r"|(?:導入|使用|利用|採用|設置)(?:せず|しない|していない|しません))",
)
"""Nothing spreads the requests, so that one machine answers them all."""


_LIGHTSAIL = any_of(
    r"lightsail(?= ?(?:instance|server|box|machine|vm\b|인스턴스|서버|インスタンス|サーバー?"
    r"|[(（]?(?:1|１|一|한) ?[台대]|(?:単一|シングル|단일) ?(?:構成|구성)|[×x✕✖] ?[1１]))"
)
"""Machines of Lightsail are hosts as others are; its databases and balancers are not."""


def lone_hosts(guide: Guide, no_host: re.Pattern[str]) -> tuple[Passage, ...]:
    """The passages that say so; `no_host`: words by which a sentence is about something else than a server."""
    return tuple(passage for passage in guide.passages if _says_alone(passage, no_host))


def _says_alone(passage: Passage, no_host: re.Pattern[str]) -> bool:
    if not passage.speaks or passage.said.form is Form.HEADING:
        return False
    if _UNBALANCED.search(passage.text):
        return True
    said = next((one for one in sentences(passage.text) if _alone(one)), "")
    match = _alone(said)
    if match is None or NEGATION.search(_NO_SPARE.sub("", said)) or _ONE_DAY.search(said) or _BESIDE.search(said):
        return False
    # What stands beside the machine is told behind it: "on one EC2 instance with RDS in the same network".
    near = said[max(match.start() - _NEAR, 0) : match.end() + _NEAR].partition(" with ")[0]
    if _PUT_THERE.match(said, match.end()):
        return not no_host.search(said[: match.end()])  # what follows is put on it
    return not no_host.search(_LIGHTSAIL.sub("", near if _ON_MACHINE.search(near) else said))


def _alone(sentence: str) -> re.Match[str] | None:
    sentence = _ASIDE.sub("", sentence)
    return _ALONE.search(sentence) or (None if _OF_A_PART.search(sentence) else _RUN_ON_ONE.search(sentence))


_ASIDE = regex(r"(?<=[a-z0-9])[(（][^()（）\n]{1,30}[)）](?= ?(?:한|1|하나|단일|１|一))", re.IGNORECASE)
"""What stands in brackets between a host and the number of it."""
_NEAR = 20
_ON_MACHINE = any_of(r"\bon (?:an? |one |the )?(?:single|same|one)\b")
_PUT_THERE = regex(r" ?(?:안|위|내부)?에서? |(?:の(?:中|上))?[にで]")
_NO_SPARE = any_of(
    r"冗長(?:化|構成)(?:は|を|も)?(?:してい|して|行わ|行って|せ|取ら|とら|なし|無し|していな|行っていな)?(?:ない|いない|おらず|ません|ず)?",
    r"이중화(?:는|를|도)? ?(?:없이|하지 ?않|안 ?함|미적용)|\b(?:no|without|not) (?:redundan\w+|fail-?over)\b",
)
"""That nothing stands in for the machine says once more that it is alone."""
_BESIDE = any_of(
    r"踏み台|\bbastion\b|배스천|점프 ?서버|jenkins|젠킨스|\bci\b(?!/cd)|監視(?:用|サーバ)|모니터링 ?(?:용|서버)"
)
"""Machines that serve nobody but the team."""
_ONE_DAY = any_of(r"\bfuture\b|\blater\b|향후|추후|나중에|今後|将来")


def with_lone_host(guide: Guide, instance: Instance, alone: Iterable[Passage]) -> Instance:
    """`instance` with the place that tells how many there are of it: one."""
    if instance.count != 1 or instance.group or instance.purpose not in (None, "application"):
        return instance
    told = next((one for one in alone if _is_about(guide, one, instance.environment)), None)
    return instance if told is None else replace(instance, places={**instance.places, "count": guide.at(told)})


def _is_about(guide: Guide, passage: Passage, environment: str | None) -> bool:
    """The same environment; of a machine that none is named for, words about staging alone tell nothing."""
    if passage.environment in (None, environment):
        return True
    return environment is None and PRODUCTION in (passage.environment, *named_in(guide.at(passage).quote))

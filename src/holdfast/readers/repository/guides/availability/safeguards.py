"""What a database is given against its loss, as a guide says: a standby in another zone, and days of backups."""

from collections.abc import Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.guides.guide import Passage, Section
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.values import days_in, first_number, yes_or_no
from holdfast.readers.repository.guides.wording.lexicon import NEGATION, NOT_NEGATION, any_of

MULTI_AZ = any_of(
    r"multi-?az|다중 ?az|멀티 ?az|マルチ ?az|가용성 ?및 ?내구성|availability (?:&|and) durability|"
    r"可用性と耐久性|다중 ?가용 ?영역"
)
CROSSED = any_of(
    r"(?:multi-?az|다중 ?az|멀티 ?az|マルチ ?az|다중 ?가용 ?영역)"
    r"(?: ?(?:구성|배포|構成|配置|deployment))?(?:은|는|이|が|は)?\s?[:：=|(（]?\s?"
    r"(?:[xX✗✘❌×](?!\w)|(?:off|none|no)\b(?! (?:later|earlier))|disabled|꺼|끔|안 ?함|안 ?씀|미사용|없음|なし"
    r"|オフ|無効|無し)",
    r"(?:multi-?az|다중 ?az|멀티 ?az|다중 ?가용 ?영역)(?: ?(?:구성|배포))?(?:을|를|은|는)? ?"
    r"(?:(?:적용|사용|설정|구성|도입|선택)(?:을|를)? ?하지 ?(?:않|못)|쓰지 ?(?:않|못))(?!으면|은 ?경우|을 ?경우)",
    r"(?:multi-?az|マルチ ?az)(?:構成|配置)?(?:は|を|に)(?:は)?(?:(?:採用|適用|使用|利用|設定|構成)?し|使っ|使わ|でき)"
    r"(?:て(?:いない|いません|おらず)|ない(?!と|場合)|ません|ず)",
    r"\b(?:without|skip(?:ped|ping)?|left out|leav(?:e|ing) out|omit(?:s|ted)?|not (?:us(?:e|ing)|enabl(?:e|ed|ing)))"
    r" (?:an? |the )?multi-?az\b(?! (?:cluster|replicas?))",
)
"""It is named only to be crossed out, among others that are there."""
_ONLY_ADVISED = any_of(
    r"(?:multi-?az|다중 ?az|멀티 ?az|マルチ ?az|다중 ?가용 ?영역)"
    r"(?: ?(?:구성|배포|전환|構成|配置|deployment))?(?:을|를|은|는|が|を|は)? ?"
    r"(?:권장|추천|고려|검토|推奨|検討|おすすめ|(?:is )?(?:recommended|advised|optional|planned|later))"
)
"""Said of what a larger one should have; "(recommended)" behind a choice is the choice's own name."""
_SINGLE = any_of(
    r"단일 ?(?:db|az|인스턴스)|single[- ](?:db|az|instance)|単一|シングル|"
    r"대기 인스턴스(?:를)? ?(?:생성 안|생성하지|없음|만들지)|do not create a standby|free ?tier|"
    r"프리 ?티어|무료"
)
_BESIDE_PRODUCTION = any_of(
    r"\b(?:staging|stage|dev(?:elopment)?|test(?:ing|s)?)(?: environments?)?,? only\b",
    r"\bonly (?:for|in|on) (?:staging|dev|test)",
    r"(?:스테이징|개발|테스트)(?: ?환경)?(?:에서|용으로|에)?만(?![가-힣])|(?:스테이징|개발|테스트) ?(?:환경 ?)?전용",
    r"(?:ステージング|開発|テスト)(?:環境)?(?:で|用)?(?:のみ|だけ|専用)",
)
"""A sentence on what other environments alone may do."""
_SOMETHING_BESIDE = any_of(
    r"^\W*(?:(?:and|with) )?(?:no|without) (?:an? |any )?(?:read[- ]?)?(?:replicas?|stand-?by|multi-?az|prox(?:y|ies)"
    r"|public (?:access|ip)|performance insights|(?:enhanced )?monitoring|(?:storage )?auto-?scaling|encryption"
    r"|backups?)\b",
    r"^\W*(?:읽기 ?(?:전용)? ?)?(?:복제본|레플리카|대기 ?(?:인스턴스|서버)|다중 ?az|multi-?az|퍼블릭 ?(?:액세스|접근)"
    r"|프록시|모니터링|자동 ?확장|암호화|백업)(?:은|는|이|가|을|를)? ?(?:없|미사용|사용 ?안|안 ?함|비활성|끔)",
    r"^\W*(?:リード)?(?:レプリカ|スタンバイ|マルチ ?az|multi-?az|パブリックアクセス|プロキシ|モニタリング|暗号化"
    r"|バックアップ)(?:は|が|を)? ?(?:なし|無し|不要|無効|使わ)",
)
_RETENTION = any_of(r"보존 ?기간|보관 ?기간|retention|保持期間|保存期間")
_AUTO_BACKUP = any_of(
    r"자동(?:화된)? ?백업|automat(?:ed|ic) backups?|自動バックアップ|백업 ?활성화|enable backups?|"
    r"백업|backup|バックアップ"
)
_HOW_OFTEN = any_of(
    r"(?:백업|스냅샷|복사|덤프) ?(?:의 ?)?(?:주기|간격|빈도)"
    r"|(?:backup|snapshot|dump) (?:interval|frequency|cycle|cadence)"
    r"|(?:バックアップ|スナップショット)(?:の|取得)?(?:間隔|頻度|周期)"
)
_STANDBY = any_of(r"대기|standby|スタンバイ")
_LEFT_ON = any_of(
    r"(?:끄|비활성화? ?하|해제 ?하|제거 ?하|중지 ?하)지 ?(?:않|마|말)",
    r"(?:無効|オフ)に?は?(?:しない|しません|せず)|(?:外さ|解除し|止め)(?:ない|ません|ず)",
    r"(?:\bnot|n't|\bnever|\bavoid)\s(?:\w+ ){0,2}?(?:disabl\w+|turn(?:ing)? off|switch(?:ing)? off|stop\w*)",
)
"""Two denials that make one demand: it stays on."""
_NO_WORK = any_of(
    r"\bno (?:more |need for )?(?:(?:back-?up|dump|custom|own|manual|cron) )?(?:scripts?|cron(?:tab| ?jobs?)?|jobs?)"
    r"(?: (?:to|that|you)\b|s? (?:needed|required))|\bwithout (?:a |any )?(?:back-?up |dump |cron )(?:scripts?|jobs?)"
    r"|\b(?:no need|not need|n't (?:need|have)) to (?:run|write|maintain|schedule|script)\b",
    r"(?:백업|덤프) ?(?:스크립트|크론|작업)(?:이|가|을|를|은|는)? ?(?:따로 |별도로 )?"
    r"(?:필요 ?없|필요(?:하지|가) ?(?:않|없)|없이|없어도|안 ?[만짜])",
    r"(?:バックアップ|ダンプ)(?:用)?の?(?:スクリプト|ジョブ|cron)(?:は|が|を)?(?:不要|必要(?:が|は)?(?:ない|ありません)|なし(?:で|に))",
)
"""The work of one's own that the database's own backups spare: it denies none of these."""
_PARTS = regex(r"[,.;、。]\s?|\s(?:and|but)\s|(?<=[하않말])고\s|하며\s|지만\s|[(（)）]")


def has_standby(passage: Passage, value: str) -> bool | None:
    """The database gets a standby in another zone; None where nothing is said of one."""
    text = passage.text
    if value != text and _SINGLE.search(text) and not _SINGLE.search(value) and _denies(value):
        return None  # a field of the single one, which is refused
    if value == text and _BESIDE_PRODUCTION.search(text):
        return None
    if _SINGLE.search(text):
        return value == text and _is_refused(text)
    if not MULTI_AZ.search(text) or (not passage.told and _ONLY_ADVISED.search(text)):
        return None
    if CROSSED.search(text):
        return False
    said = yes_or_no(value) if value != text else None
    return said if said is not None else not passage.mood.negated


def heading_in_one_zone(section: Section) -> Passage | None:
    """The chapter's own heading, where that says that the database has no standby: "RDS MySQL (Single-AZ)"."""
    own = (one for one in section.passages if one.said.form is Form.HEADING)
    return next((one for one in own if _ONE_ZONE.search(one.text) and not MULTI_AZ.search(one.text)), None)


_ONE_ZONE = any_of(r"\bsingle[- ]?az\b|(?<=in )a single az\b|단일 ?(?:az|가용 ?영역)|싱글 ?az|(?:シングル|単一) ?az")


def goes_without_standby(text: str) -> bool:
    """Words on a database, as in a drawing, that cross its standby out."""
    return CROSSED.search(text) is not None or _ONE_ZONE.search(text) is not None


def is_without_standby(passage: Passage) -> bool:
    """Words that cross the standby out, or a field of it that is off: what they deny is not the database."""
    key = next(iter(passage.said.pairs), ("", ""))[0]
    return goes_without_standby(passage.text) or MULTI_AZ.search(key) is not None


def goes_without(text: str) -> bool:
    """All that is denied is something beside the database: "db.t4g.micro, no read replica"."""
    denied = [part for part in _PARTS.split(text) if _denies(part)]
    return bool(denied) and all(map(_SOMETHING_BESIDE.search, denied))


def _is_refused(text: str) -> bool:
    """A sentence that forbids the single one, and not one that goes without a second."""
    named = [part for part in _PARTS.split(text) if _SINGLE.search(part)]
    return any(_denies(part) and not MULTI_AZ.search(part) and not _STANDBY.search(part) for part in named)


def _denies(text: str) -> bool:
    return NEGATION.search(NOT_NEGATION.sub("", text)) is not None


def is_how_often(text: str) -> bool:
    """The days that it names lie between two copies, and tell nothing of how long one is kept."""
    return _HOW_OFTEN.search(text) is not None and not _RETENTION.search(text)


def days_kept(passage: Passage, key: str, value: str) -> int | None:
    """For how many days automatic backups are kept: 0 where they are off, None where nothing is said of that."""
    text = passage.text
    if (not _AUTO_BACKUP.search(text) and not _RETENTION.search(text)) or is_how_often(text) or _is_of_others(passage):
        return None
    prose = value == text
    days = days_in(text)
    if days is not None:
        return None if days and prose and any(map(_denies, _parts_with_days(text))) else days
    if _RETENTION.search(key) and not prose:
        return first_number(value)
    spared = _NO_WORK.search(text) is not None and not _denies(_NO_WORK.sub(" ", text))
    off = passage.mood.negated and not spared and not _LEFT_ON.search(text) if prose else yes_or_no(value) is False
    return 0 if off and _AUTO_BACKUP.search(text) else None


def _is_of_others(passage: Passage) -> bool:
    """It tells how long snapshots are kept that somebody takes by hand, or what the database writes of itself."""
    if _OF_ITSELF.search(passage.text):
        return True
    trail = passage.said.trail
    above = (passage.text, trail.lead, *trail.parents[-1:], *(heading.text for heading in trail.headings[-1:]))
    return any(_BY_HAND.search(text) and not _BY_ITSELF.search(text) for text in above)


_OF_ITSELF = any_of(
    r"(?:로그|performance insights|성능 ?인사이트|메트릭|지표) ?(?:보존|보관) ?기간",
    r"\b(?:logs?|performance insights|metrics?)(?:'s?)? retention|\bretention of (?:the )?(?:logs?|metrics?)\b",
    r"(?:ログ|メトリクス)の?(?:保持|保存)期間",
)
_BY_HAND = any_of(
    r"(?:수동|직접) ?(?:db ?)?(?:스냅샷|백업)|\bmanual(?:ly taken)? (?:\w{1,20} )?(?:snapshots?|backups?)"
    r"|手動(?:での?|の)?(?:db ?)?(?:スナップショット|バックアップ)"
)
_BY_ITSELF = any_of(r"자동|automat|自動")


def _parts_with_days(text: str) -> Iterator[str]:
    return (part for part in _PARTS.split(text) if days_in(part) is not None)

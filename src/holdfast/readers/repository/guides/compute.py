"""Instances, groups and load balancers that a guide tells the reader to set up."""

import re
from collections.abc import Iterator

from holdfast.model.evidence import Location
from holdfast.model.facts import (
    HealthProbe,
    Instance,
    LoadBalancer,
    Platform,
    ScalingPolicy,
    ScheduledScaling,
    Workload,
)
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reading
from holdfast.readers.repository.guides.alone import lone_hosts, with_lone_host
from holdfast.readers.repository.guides.blocks import Form
from holdfast.readers.repository.guides.guide import Guide, Passage, Section
from holdfast.readers.repository.guides.lexicon import any_of
from holdfast.readers.repository.guides.sentences import step_of
from holdfast.readers.repository.guides.values import (
    FAMILY,
    PRICE,
    about,
    first_number,
    instance_types,
    section_about,
)

_LAUNCH = any_of(
    r"(?:ec2|인스턴스|instance|インスタンス).{0,30}(?:시작|생성|만들기|launch|creat|起動|作成|구축|"
    r"세팅|setup|set up)",
    r"(?:launch|create|start|spin up|provision).{0,25}(?:ec2|instance|vm\b|server)",
)
_LAUNCHABLE = any_of(r"ec2|인스턴스|instance|インスタンス|서버|server|サーバ")
_NOT_A_HOST = any_of(
    r"rds|aurora|데이터베이스 ?인스턴스|db ?(?:인스턴스|instance|インスタンス)|elasticache|redis|cache\.|opensearch"
    r"|instance (?:profile|role|connect|metadata)|시작 ?템플릿|launch template|起動テンプレート|lightsail|notebook|"
    r"로드 ?밸런서|load balancer|보안 ?그룹|security group|대상 ?그룹|target group|키 ?페어|key pair|"
    r"스냅샷|snapshot|탄력적|elastic ip|예약 ?인스턴스|reserved instance|リザーブド|savings plan|"
    r"스팟 ?인스턴스|spot instance|スポットインスタンス"
)
_GROUP = any_of(
    r"auto ?-?scaling|오토 ?스케일링|자동 ?(?:크기 ?조정|확장)|\basg\b|オート ?スケーリング|"
    r"시작 ?템플릿|launch template|起動テンプレート"
)
_TEMPLATE = any_of(r"시작 ?템플릿|launch (?:template|configuration)|起動テンプレート")
_CONTAINERS = any_of(r"\becs\b|fargate|작업 ?수|태스크|\btasks?\b|タスク")
_ROLE = any_of(
    r"iam (?:instance )?(?:role|profile|역할)|iam ?ロール|instance profile|인스턴스 ?프로(?:파일|필)|"
    r"インスタンスプロファイル"
)
_ATTACHED = any_of(r"연결|부여|할당|수정|선택|attach|assign|modify|associat|アタッチ|割り当て|付与|変更|設定|[:：|]")
_NONE = any_of(r"[:：|]\s*(?:없음|none|no|なし|아니요)\s*$")
_CREDITS = any_of(
    r"크레딧 ?(?:사양|지정|모드)|credit (?:specification|mode)|クレジット(?:仕様|指定)|"
    r"t[234] ?(?:무제한|unlimited|無制限)"
)
_UNLIMITED = any_of(r"무제한|unlimited|無制限")
_PURPOSES = (
    ("bastion", any_of(r"bastion|배스천|바스티온|점프 ?(?:서버|호스트)|jump (?:host|server|box)|踏み台")),
    ("ci", any_of(r"jenkins|젠킨스|gitlab ?runner|sonarqube|ci ?서버|ci server|self-hosted runner")),
    (
        "database",
        any_of(
            r"(?:db|데이터베이스|database|mysql|postgresql) ?(?:용 ?)?(?:서버|server|サーバー?|ec2|"
            r"인스턴스 ?\(ec2)"
        ),
    ),
)
_COUNT = regex(
    r"(?:[x×]\s?(?P<x>\d{1,2})\b(?!large)|(?<![\d.])(?P<n>\d{1,2})\s?(?:대|台|개의? ?(?:ec2|인스턴스)|"
    r"instances\b))",
    re.IGNORECASE | re.ASCII,
)
_COUNT_KEY = any_of(r"인스턴스 ?(?:개)?수|number of instances|instance count|インスタンス(?:数|の数)")
_MINIMUM = regex(r"(?:최소|min(?:imum)?|最小)[^\d\n]{0,24}(\d{1,3})", re.IGNORECASE | re.ASCII)
_MAXIMUM = regex(r"(?:최대|max(?:imum)?|最大)[^\d\n]{0,24}(\d{1,3})", re.IGNORECASE | re.ASCII)
_DESIRED = regex(
    r"(?:원하는|희망|desired|希望|必要)[^\d\n]{0,24}(\d{1,3})|(?:작업|태스크|タスク) ?(?:수|"
    r"の?数)[^\d\n]{0,8}(\d{1,3})",
    re.IGNORECASE | re.ASCII,
)
_TRACKING = any_of(
    r"대상 ?추적|target tracking|ターゲット(?:追跡|トラッキング)|(?:조정|확장|스케일링) ?정책|"
    r"scaling policy|スケーリングポリシー"
)
_SCHEDULED = any_of(
    r"예약된? ?(?:작업|조정|스케일링)|scheduled (?:action|scaling)|"
    r"スケジュール(?:された)?(?:アクション|スケーリング)|予定済みアクション"
)
_BALANCER = any_of(r"load ?balancers?|로드 ?밸런서|ロード ?バランサー?|\balb\b|\bnlb\b|\belb\b")
_MAKE = any_of(r"생성|만들기|구성|추가|설정|creat|set ?up|provision|configur|add\b|launch|作成|構築|設定|追加|>|›")
_HEALTH_PATH = regex(
    r"(?:health ?checks?|상태 ?(?:검사|확인|체크)|헬스 ?체크|"
    r"ヘルス ?チェック)[^/\n]{0,30}?[\s:：|`(](/[\w./-]*)",
    re.IGNORECASE | re.ASCII,
)
_ZONE = regex(r"\b[a-z]{2}-[a-z]+-\d[a-f]\b", re.ASCII)
_ZONE_COUNT = regex(
    r"(?:가용 ?영역|\bAZs?\b|availability zones?|アベイラビリティ ?ゾーン)[^\d\n]{0,12}([2-6])(?!\d)",
    re.IGNORECASE | re.ASCII,
)


def read_compute(guide: Guide) -> Iterator[Reading]:
    """Everything about what runs the application."""
    yield from _instances(guide)
    for section in guide.sections:
        yield from _workload(guide, section)
        yield from _policies(guide, section)
    yield from _balancers(guide)
    yield from _probes(guide)


# --- instances ---------------------------------------------------------------------------------------------------


def _instances(guide: Guide) -> Iterator[Instance]:
    chosen: dict[tuple[str | None, str | None, str | None], Passage] = {}
    for passage in guide.passages:
        for type_told in _types_told(passage):
            key = (passage.environment, _purpose(passage), type_told)
            best = chosen.get(key)
            if best is None or (passage.told and not best.told):
                chosen[key] = passage
    typed = {(environment, purpose) for environment, purpose, _ in chosen}
    for passage in (step_of(guide, one, _LAUNCH) for one in guide.passages):
        if _launches(passage) or _stands(passage):
            told = (passage.environment, _purpose(passage))
            if told not in typed and not any(environment is None for environment, _ in typed):
                typed.add(told)
                chosen[(*told, None)] = passage
    alone = lone_hosts(guide, _NOT_A_HOST) if chosen else ()
    others = [p for p in guide.passages if p.speaks and (_ROLE.search(p.text) or _CREDITS.search(p.text))]
    for (_, purpose, type_), passage in sorted(chosen.items(), key=lambda entry: entry[1].index):
        yield with_lone_host(guide, _instance(guide, passage, purpose, type_, others), alone)


def _types_told(passage: Passage) -> tuple[str, ...]:
    """The type that the reader shall take; nothing for catalogues, prices and moves from one to another."""
    if not passage.affirmed or passage.said.form is Form.HEADING:
        return ()
    # Beside the value, what brackets hold is a remark: another size for another purpose.
    types = instance_types(_BRACKETS.sub("", passage.text)) or instance_types(passage.text)
    plan = None if types else _PLAN.search(passage.text)
    if plan and about(passage, _LIGHTSAIL):
        return (f"Lightsail {plan['size']} {plan['unit'].upper()}",)
    if (
        PRICE.search(passage.text)
        or not types
        or len(types) > 2
        or (_NOT_A_HOST.search(passage.text) and not _LAUNCHABLE.search(passage.text))
    ):
        return ()
    if len(types) == 2 and not _EITHER.search(passage.text):
        return ()
    if passage.said.form is Form.ROW and instance_types(passage.said.cells[0]):
        return ()  # the type is the row's subject: a catalogue
    if any(_NOT_A_HOST.search(above) and not _LAUNCH.search(above) for above in _subjects(passage)):
        return () if not _TEMPLATE.search(" ".join(_subjects(passage))) else types[:1]
    return types[:1]


_BRACKETS = regex(r"[(（][^()（）]{0,200}[)）]")
_LIGHTSAIL = any_of(r"lightsail|라이트세일")
_PLAN = regex(
    r"(?:plan|bundle|플랜|요금제|사양|번들|プラン|バンドル)[^\n]{0,30}?[:：=|][^\n]{0,40}?"
    r"(?P<size>\d{1,3}(?:\.5)?)\s?(?P<unit>[MG]B)(?![^\n]{0,6}(?:ssd|디스크|disk|ディスク))",
    re.IGNORECASE | re.ASCII,
)
"""A plan of Lightsail, told by its memory: nothing else of it says how strong its processor is."""

_EITHER = any_of(r"또는|이나|혹은|\bor\b|または|もしくは|/")


def _subjects(passage: Passage) -> list[str]:
    trail = passage.said.trail
    return [*trail.parents, *([trail.lead] if trail.lead else []), *(h.text for h in trail.headings[-1:])]


_EMERGENCY = any_of(
    r"긴급|비상|시나리오|장애 ?(?:시|상황|대응|발생)|emergency|scenario|incident|disaster|緊急|"
    r"障害(?:時|対応|発生)|シナリオ"
)


def _launches(passage: Passage) -> bool:
    if not passage.told or passage.said.form is Form.HEADING:
        return False
    if any(_EMERGENCY.search(heading.text) for heading in passage.said.trail.headings if heading.level > 1):
        return False  # the one to be made on a bad day; the one that runs is told elsewhere
    crumbs = passage.said.crumbs
    if crumbs:
        return _LAUNCHABLE.search(crumbs[-1]) is not None and _LAUNCH.search(" ".join(crumbs[-2:])) is not None
    return _LAUNCH.search(passage.text) is not None and not _NOT_A_HOST.search(passage.text)


_IDENTIFIER = regex(r"(?<![\w-])i-(?:[0-9a-f]{8}|[0-9a-f]{17})(?![\w-])")


_SERVER_KEY = any_of(
    r"^\W*(?:(?:운영|메인|백엔드|웹|backend|web|application) ?)?(?:서버|호스트|servers?|host|サーバー?)$"
)
_ON_EC2 = any_of(r"\bec2\b")


def _stands(passage: Passage) -> bool:
    """It names a machine that there is, by the identifier that AWS gave it."""
    if passage.said.form is Form.HEADING or not passage.affirmed:
        return False
    key, value = next(iter(passage.said.pairs), ("", ""))
    if _SERVER_KEY.search(key) and _ON_EC2.search(value):
        return True
    if not _IDENTIFIER.search(passage.text):
        return False
    return _LAUNCHABLE.search(passage.text) is not None and not _NOT_A_HOST.search(passage.text)


def _purpose(passage: Passage) -> str | None:
    for text in passage.around():
        for purpose, pattern in _PURPOSES:
            if text and pattern.search(text):
                return purpose
    return None


def _instance(
    guide: Guide, passage: Passage, purpose: str | None, type_: str | None, others: list[Passage]
) -> Instance:
    near = [p for p in guide.section_of(passage).passages if p.environment in (None, passage.environment)]
    places: dict[str, Location] = {"instance_type": guide.at(passage)} if type_ else {}
    role = credit = None
    for other in (*near, *others):
        if not other.speaks or other.environment not in (None, passage.environment):
            continue
        if role is None and _ROLE.search(other.text) and _ATTACHED.search(other.text) and _of_host(other):
            role = not (_NONE.search(other.text) or other.mood.negated)
            places["role"] = guide.at(other)
        if credit is None and _CREDITS.search(other.text):
            credit = "unlimited" if _UNLIMITED.search(other.text) and not other.mood.negated else "standard"
            places["credit_mode"] = guide.at(other)
    grouped = any(text and _GROUP.search(text) for text in (passage.text, *_subjects(passage)))
    return Instance(
        **guide.common(passage),
        places=places,
        instance_type=type_,
        count=_count(passage, near),
        role=role,
        credit_mode=credit,
        purpose=purpose,
        group="auto-scaling-group" if grouped else None,
    )


def _of_host(passage: Passage) -> bool:
    return about(passage, _LAUNCHABLE) and not re.search(
        r"ecs|lambda|task|codedeploy", passage.text, re.IGNORECASE | re.ASCII
    )


def _count(passage: Passage, near: list[Passage]) -> int:
    own = _COUNT.search(passage.text)
    if own:
        return max(int(own["x"] or own["n"]), 1)
    told = next((p for p in near if p.affirmed and _COUNT_KEY.search(p.text)), None)
    number = first_number(_COUNT_KEY.sub("", told.text)) if told else None
    return max(number or 1, 1)


# --- groups ------------------------------------------------------------------------------------------------------


def _workload(guide: Guide, section: Section) -> Iterator[Workload]:
    if not section_about(section, _GROUP) and not section_about(section, _CONTAINERS):
        return
    numbers: dict[str, int] = {}
    places: dict[str, Location] = {}
    first: Passage | None = None
    for passage in section.passages:
        if not passage.affirmed or PRICE.search(passage.text):
            continue
        for name, pattern in (("minimum", _MINIMUM), ("maximum", _MAXIMUM), ("desired", _DESIRED)):
            match = pattern.search(passage.text)
            if match and name not in numbers and _is_size(passage.text):
                numbers[name] = int(next(group for group in match.groups() if group))
                places[name] = guide.at(passage)
                first = first or passage
    first = first or _group_made(section)
    if first is None:
        return
    yield Workload(
        **guide.common(first),
        places=places,
        platform=_platform(section),
        minimum=numbers.get("minimum"),
        maximum=numbers.get("maximum"),
        desired=numbers.get("desired"),
        zones=_zones(section),
        behind_load_balancer=True if _BALANCER.search(section.text) else None,
    )


_OTHER_SIZE = any_of(
    r"healthy|정상|percent|正常",
    r"cpu|memory|메모리|%|％|\b(?:gb|mb|gib|mib)\b|업로드|body|timeout|\d ?[초분일]|connection|커넥션|"
    r"로그|보관|age\b",
)


def _is_size(text: str) -> bool:
    return _OTHER_SIZE.search(text) is None or _GROUP.search(text) is not None


def _group_made(section: Section) -> Passage | None:
    """The passage that has the reader make the group, else the first that claims one."""
    spoken = [p for p in section.passages if p.affirmed and p.said.form is not Form.HEADING and _GROUP.search(p.text)]
    made = (p for p in spoken if p.told and _MAKE.search(p.text) and not _TEMPLATE.search(p.text))
    return next(made, None) or next((p for p in spoken if not p.told), None)


def _platform(section: Section) -> Platform:
    text = section.text.lower()
    if "fargate" in text:
        return Platform.FARGATE
    if _GROUP.search(text) and not re.search(r"\becs\b", text, re.ASCII):
        return Platform.EC2_GROUP
    return Platform.ECS if re.search(r"\becs\b", text, re.ASCII) else Platform.EC2_GROUP


def _zones(section: Section) -> int | None:
    text = section.text
    named = len(set(_ZONE.findall(text)))
    if named:
        return named
    match = _ZONE_COUNT.search(text)
    return int(match[1]) if match else None


def _policies(guide: Guide, section: Section) -> Iterator[ScalingPolicy | ScheduledScaling]:
    if not section_about(section, _GROUP) and not section_about(section, _CONTAINERS):
        return
    tracked = False
    for passage in section.passages:
        if passage.said.form is Form.HEADING or not passage.affirmed:
            continue
        if _SCHEDULED.search(passage.text):
            yield ScheduledScaling(**guide.common(passage))
        elif not tracked and _TRACKING.search(" ".join([passage.text, *_subjects(passage)])):
            target = re.search(r"(\d{1,3})\s?[%％]", passage.text)
            if target or _TRACKING.search(passage.text):
                tracked = True
                metric = "cpu" if re.search(r"cpu", section.text, re.IGNORECASE | re.ASCII) else None
                yield ScalingPolicy(**guide.common(passage), metric=metric, target=float(target[1]) if target else None)


def _balancers(guide: Guide) -> Iterator[LoadBalancer]:
    best: dict[str | None, Passage] = {}
    for passage in guide.passages:
        if passage.said.form is Form.HEADING or not passage.affirmed or not _BALANCER.search(passage.text):
            continue
        if not (passage.told and _MAKE.search(passage.text)) and passage.told:
            continue
        held = best.get(passage.environment)
        if held is None or (passage.told and not held.told):
            best[passage.environment] = passage
    for passage in best.values():
        section = guide.section_of(passage)
        text = passage.text.lower()
        type_ = "network" if re.search(r"\bnlb\b|network|네트워크 ?로드", text, re.ASCII) else "application"
        yield LoadBalancer(**guide.common(passage), type=type_, zones=_zones(section))


def _probes(guide: Guide) -> Iterator[HealthProbe]:
    for passage in guide.passages:
        if not passage.told:
            continue
        match = _HEALTH_PATH.search(passage.text)
        if match and FAMILY.search(match[1]) is None:
            yield HealthProbe(**guide.common(passage), asker=_asker(passage), path=match[1])


def _asker(passage: Passage) -> str:
    around = " ".join(passage.around())
    if re.search(r"\bcurl\b|브라우저|browser|ブラウザ|https?://", passage.text, re.IGNORECASE | re.ASCII):
        return "guide"
    balanced = _TARGETS.search(around) or _BALANCER.search(around)
    return "load-balancer" if balanced else "guide"


_TARGETS = any_of(r"대상 ?그룹|target group|ターゲットグループ|\becs\b")

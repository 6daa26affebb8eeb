"""Groups, their policies and load balancers that a guide tells the reader to set up."""

import re
from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.facts import (
    HealthProbe,
    LoadBalancer,
    Platform,
    ScalingPolicy,
    ScheduledScaling,
    Workload,
)
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reading
from holdfast.readers.repository.guides.availability.drawn import drawn, drawn_alone, drawn_probes
from holdfast.readers.repository.guides.capacity.asked_sizes import asked_sizes
from holdfast.readers.repository.guides.capacity.fleet import listed_hosts, without
from holdfast.readers.repository.guides.capacity.headed import headed, is_paid_for, set_up
from holdfast.readers.repository.guides.capacity.instances import GROUP, TEMPLATE, read_instances
from holdfast.readers.repository.guides.guide import Guide, Passage, Section
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.scaling.platforms import (
    RUNNER,
    answering_function,
    app_runner,
    container_service,
)
from holdfast.readers.repository.guides.scaling.sizes import sizes_in
from holdfast.readers.repository.guides.values import FAMILY, PRICE, about, section_about, subjects
from holdfast.readers.repository.guides.wording.lexicon import any_of

_CONTAINERS = any_of(r"\becs\b|fargate|작업 ?수|태스크|\btasks?\b|タスク")
_TRACKING = any_of(
    r"대상 ?추적|target tracking|ターゲット(?:追跡|トラッキング)|(?:조정|확장|스케일링) ?정책|"
    r"scaling policy|スケーリングポリシー"
)
_SCHEDULED = any_of(
    r"예약된? ?(?:작업|조정|스케일링)|scheduled (?:action|scaling)|"
    r"スケジュール(?:された)?(?:アクション|スケーリング)|予定済みアクション"
)
_BALANCER = any_of(r"load ?balancers?|로드 ?밸런서|ロード ?バランサー?|\balb\b|\bnlb\b|\belb\b")
_ITS_CHAPTER = any_of(
    r"^[\W\d]*(?:aws )?(?:[an]lb|elb|(?:application |network |elastic )?load ?balancers?"
    r"|로드 ?밸런서|ロード ?バランサー?)\W*(?:[(（][^()（）]{0,40}[)）])?$"
)
_MAKE = any_of(r"생성|만들기|구성|추가|설정|creat|set ?up|provision|configur|add\b|launch|作成|構築|設定|追加|>|›")
_BALANCERS_OWN = any_of(
    r"(?:\b(?:application )?load ?balancers?|로드 ?밸런서|ロード ?バランサー?|\b[an]lb|\belb)(?:의|の|'s)?[\s_-]?"
    r"(?:sg\b|보안 ?그룹|security ?groups?|セキュリティ ?グループ)"
)
"""What only belongs to one, as a rule lets it in: nobody makes it there."""
_BEHIND = any_of(
    r"\bbehind (?:an? |the |one |our )?(?:\w+ )?(?:alb|elb|nlb|load ?balancer)",
    r"(?:alb|elb|nlb|로드 ?밸런서)(?:의)? ?(?:뒤|아래|하위)",
    r"(?:alb|elb|nlb|ロード ?バランサー?)の?(?:配下|背後|後ろ|下)",
)
_HEALTH_PATH = regex(
    r"(?:health ?checks?|상태 ?(?:검사|확인|체크)|헬스 ?체크|"
    r"ヘルス ?チェック)[^/\n]{0,30}?[\s:：|`(](?:https?://[\w.:-]{3,80})?(/(?!/)[\w./-]*)",
    re.IGNORECASE | re.ASCII,
)
_ZONE = regex(r"\b[a-z]{2}-[a-z]+-\d[a-f]\b", re.ASCII)
_ZONE_COUNT = regex(
    r"(?:가용 ?영역|\bAZs?\b|availability zones?|アベイラビリティ ?ゾーン)[^\d\n]{0,12}([2-6])(?!\d)",
    re.IGNORECASE | re.ASCII,
)


_NUMBERS = {"2": 2, "3": 3, "two": 2, "three": 3}
_ZONE_WORD = regex(r"\b(2|3|two|three) (?:different )?(?:AZs|availability zones)\b", re.IGNORECASE | re.ASCII)


def read_compute(guide: Guide) -> Iterator[Reading]:
    """Everything about what runs the application."""
    stands, spreading = listed_hosts(guide)
    yield from (*stands, *spreading)
    hosts = [*without(read_instances(guide), stands)]
    typed = [one for one in hosts if one.instance_type]
    # What chapters are about says more than what a list of costs reckons with.
    named = list(headed(guide)) if all(is_paid_for(guide, one) for one in typed) else []
    yield from (one for one in hosts if not (named and one in typed))
    told = named or ([] if typed or stands else [*drawn(guide), *asked_sizes(guide)])
    yield from told
    if not (hosts or told or stands or spreading):
        yield from tuple(set_up(guide)) or drawn_alone(guide)
    grouped = [found for section in guide.sections for found in _workload(guide, section)]
    yield from grouped
    for section in guide.sections:
        yield from _policies(guide, section)
    if not any(found.platform is Platform.APP_RUNNER for found in grouped):
        yield from app_runner(guide)
    yield from answering_function(guide)
    yield from container_service(guide)
    yield from _environments(guide)
    yield from () if spreading else _balancers(guide)
    yield from _probes(guide)


_BEANSTALK = any_of(r"beanstalk|빈스토크|빈스톡|ビーンストーク|\beb create\b|\.ebextensions")
_ONE = any_of(r"단일 ?인스턴스|single[- ]instance|単一インスタンス|シングルインスタンス")
_SEVERAL = any_of(
    r"고가용성|high availability|高可用性|load[- ]balanced",
    r"로드 ?밸런싱(?:된|됨)|부하 ?분산|負荷分散|ロード ?バランシング",
)


_LEFT = any_of(r"에서[^.\n]{0,60}(?:으?로)|から[^。\n]{0,40}[にへ]|\s(?:to|into)\s|→|->")
_FEW = 12
"""Characters in which what stands behind the second word still belongs to it."""


def _environments(guide: Guide) -> Iterator[Workload]:
    """An environment of Elastic Beanstalk that a guide creates with one instance, or with several behind a balancer."""
    if not _BEANSTALK.search(guide.all_text):
        return
    for passage in guide.passages:
        one, several = _ONE.search(passage.text), _SEVERAL.search(passage.text)
        if one and several and _LEFT.search(passage.text, one.end(), several.end() + _FEW):
            several = None  # what it would be changed to, it is not yet
        elif not passage.affirmed:
            continue
        if passage.said.form is Form.HEADING or bool(one) is bool(several):
            continue
        if one or about(passage, _BEANSTALK):
            count = 1 if one else None
            yield Workload(
                **guide.common(passage, EvidenceKind.INSTRUCTED if one else None),
                places={"desired": guide.at(passage), "minimum": guide.at(passage)} if one else {},
                platform=Platform.BEANSTALK,
                minimum=count,
                maximum=count,
                desired=count,
                behind_load_balancer=True if several else None,
            )
            return


_CAPACITY = any_of(
    r"capacity|용량|キャパシティ|scaling|확장|スケーリング|스케일링|\binstances\b|인스턴스 ?(?:수|개수)|台数"
)


def _sizes_environment(section: Section) -> bool:
    """The console's page on how many hosts an environment of Elastic Beanstalk has."""
    titles = list(section.titles())
    return any(map(_BEANSTALK.search, titles)) and any(map(_CAPACITY.search, titles[:1]))


# --- groups ------------------------------------------------------------------------------------------------------


def _workload(guide: Guide, section: Section) -> Iterator[Workload]:
    if not any(section_about(section, subject) for subject in (GROUP, _CONTAINERS)) and not _sizes_environment(section):
        return
    numbers: dict[str, int] = {}
    places: dict[str, Location] = {}
    first: Passage | None = None
    for passage in section.passages:
        if not passage.affirmed or PRICE.search(passage.text):
            continue
        for name, number in sizes_in(_of_sizes(_ASIDE.sub(_counts_in, passage.text))).items():
            if name not in numbers:
                numbers[name] = number
                places[name] = guide.at(passage)
                first = first or passage
    first = first or _group_made(section)
    if first is None and (made := _service_made(section)) is not None:
        first = made[0]
        places["desired"] = guide.at(made[1])
    if first is None:
        return
    yield Workload(
        **guide.common(first),
        places=places,
        platform=Platform.APP_RUNNER if about(first, RUNNER) else _platform(section),
        minimum=numbers.get("minimum"),
        maximum=numbers.get("maximum"),
        desired=numbers.get("desired"),
        zones=_zones(section),
        behind_load_balancer=True if _BALANCER.search(section.text) or about(first, RUNNER) else None,
    )


_ASIDE = regex(r"[(（][^()（）\n]{0,80}(?:cpu|\b[mg]i?b\b|メモリ|메모리|memory)[^()（）\n]{0,80}[)）]", re.IGNORECASE)
"""How large one of them is, in brackets behind how many there are."""
_OTHER_SIZE = any_of(
    r"healthy|정상|percent|正常",
    r"cpu|memory|메모리|%|％|\b(?:gb|mb|gib|mib)\b|업로드|body|timeout|\d ?[초분일]|connection|커넥션|"
    r"로그|보관|age\b",
)


def _of_sizes(text: str) -> str:
    """What of a text is about how many there are; beside it may stand what they are scaled by, or how large each is."""
    if _OTHER_SIZE.search(text) is None or GROUP.search(text) is not None:
        return text
    kept = ", ".join(clause for clause in _CLAUSES.split(text) if not _OTHER_SIZE.search(clause))
    return kept if _COUNTED.search(kept) else ""


def _counts_in(aside: re.Match[str]) -> str:
    """What brackets beside it say of how many; how large each is, is left out."""
    return f"({', '.join(clause for clause in _CLAUSES.split(aside[0]) if clause and not _OTHER_SIZE.search(clause))})"


_CLAUSES = regex(r"[,，、;；()（）]")
_COUNTED = any_of(
    r"\btasks?\b|\binstances?\b|\breplicas?\b|\bcopies\b|태스크|작업 ?수|인스턴스 ?(?:수|\d|최[소대])"
    r"|タスク|台数|インスタンス数"
)


def _group_made(section: Section) -> Passage | None:
    """The passage that has the reader make the group, else the first that claims one."""
    spoken = [p for p in section.passages if p.affirmed and p.said.form is not Form.HEADING and GROUP.search(p.text)]
    made = (p for p in spoken if p.told and _MAKE.search(p.text) and not TEMPLATE.search(p.text))
    return next(made, None) or next((p for p in spoken if not _is_step(p)), None)


_SERVICE = any_of(
    r"\bcreat\w*[^.\n(（]{0,60}\bservices?\b(?!-| (?:role|account|user|link))",
    r"서비스(?:를|을)? ?(?:생성|만들)|サービス(?:の|を)?(?:作成|作り|作る)",
    r"\bset ?up (?:an? |the )?(?:\w+ )?(?:ecs|fargate) services?\b",
)
_HOW_MANY = any_of(
    r"\b(?:desired|number of|how many) (?:\w+ )?(?:count|tasks?|copies)\b|(?:원하는|필요한) ?(?:태스크|작업) ?수"
    r"|必要なタスク(?:の)?数|タスク(?:の)?(?:必要)?数"
)


def _service_made(section: Section) -> tuple[Passage, Passage] | None:
    """The step that makes a service of tasks whose number is left to whoever follows it, and the one that says so."""
    steps = [p for p in section.passages if p.told and p.affirmed and p.said.form is not Form.HEADING]
    made = next((p for p in steps if _SERVICE.search(p.text) and about(p, _CONTAINERS)), None)
    return None if made is None else (made, next((p for p in steps if _HOW_MANY.search(p.text)), made))


def _platform(section: Section) -> Platform:
    text = section.text.lower()
    if "fargate" in text:
        return Platform.FARGATE
    if _BEANSTALK.search(text) or any(map(_BEANSTALK.search, section.titles())):
        return Platform.BEANSTALK
    if GROUP.search(text) and not re.search(r"\becs\b", text, re.ASCII):
        return Platform.EC2_GROUP
    return Platform.ECS if re.search(r"\becs\b", text, re.ASCII) else Platform.EC2_GROUP


def _zones(section: Section) -> int | None:
    text = section.text
    named = len(set(_ZONE.findall(text)))
    if named:
        return named
    match = _ZONE_COUNT.search(text)
    word = _ZONE_WORD.search(text)
    return int(match[1]) if match else _NUMBERS[word[1].lower()] if word else None


def _policies(guide: Guide, section: Section) -> Iterator[ScalingPolicy | ScheduledScaling]:
    if not section_about(section, GROUP) and not section_about(section, _CONTAINERS):
        return
    tracked = False
    for passage in section.passages:
        if passage.said.form is Form.HEADING or not passage.affirmed:
            continue
        if _SCHEDULED.search(passage.text):
            yield ScheduledScaling(**guide.common(passage))
        elif not tracked and _TRACKING.search(" ".join([passage.text, *subjects(passage)])):
            target = re.search(r"(\d{1,3})\s?[%％]", passage.text)
            if target or _TRACKING.search(passage.text):
                tracked = True
                metric = "cpu" if re.search(r"cpu", section.text, re.IGNORECASE | re.ASCII) else None
                yield ScalingPolicy(**guide.common(passage), metric=metric, target=float(target[1]) if target else None)


def _balancers(guide: Guide) -> Iterator[LoadBalancer]:
    best: dict[str | None, Passage] = {}
    for passage in guide.passages:
        text = _BALANCERS_OWN.sub(" ", passage.text)
        field = passage.told and _is_its_field(passage)
        if passage.said.form is Form.HEADING or not passage.affirmed or not (field or _BALANCER.search(text)):
            continue
        if _is_step(passage) and not (field or _MAKE.search(passage.text) or _BEHIND.search(passage.text)):
            continue
        held = best.get(passage.environment)
        if held is None or (passage.told and not held.told):
            best[passage.environment] = passage
    for passage in best.values():
        section = guide.section_of(passage)
        text = passage.text.lower()
        type_ = "network" if re.search(r"\bnlb\b|network|네트워크 ?로드", text, re.ASCII) else "application"
        yield LoadBalancer(**guide.common(passage), type=type_, zones=_zones(section), places=_plain_listener(guide))


def _is_step(passage: Passage) -> bool:
    return passage.told and not passage.mood.described


def _is_its_field(passage: Passage) -> bool:
    """It stands below a heading, a lead or an item that is nothing but its name, or is called so itself."""
    if not passage.said.pairs:
        return False
    trail = passage.said.trail
    heads = (trail.chapter, trail.lead, *trail.parents, passage.said.pairs[0][0], *passage.said.cells[:1])
    return any(_ITS_CHAPTER.search(_VALUE.sub("", head)) for head in heads if head)


_VALUE = regex(r"\s?[:：][^\n]{0,200}$")


def _plain_listener(guide: Guide) -> dict[str, Location]:
    """Where the only listeners that the guide makes speak no TLS."""
    told = [one for one in guide.passages if one.affirmed and any(map(_LISTENER.search, _near(one)))]
    plain = [one for one in told if _PLAIN_LISTENER.search(one.text)]
    if not plain or any(_TLS_LISTENER.search(one.text) for one in told):
        return {}
    first = plain[0]
    ended = [one for one in plain if 0 <= one.said.line - first.said.line <= _BESIDE]
    return {"listener": guide.at(first, ended[-1])}


def _near(passage: Passage) -> Iterator[str]:
    trail = passage.said.trail
    return iter((passage.text, trail.lead, *trail.parents, *(heading.text for heading in trail.headings[-1:])))


_LISTENER = any_of(r"\blisteners?\b|리스너|リスナー")
_PLAIN_LISTENER = any_of(
    r"\bhttp\b\W{0,6}(?:port |포트 ?|ポート ?)?80\b|\b80\b\W{0,6}\(?http\b|^\W*(?:port|포트|ポート)\W{1,4}80\b"
    r"|(?:protocol|프로토콜|プロトコル)\W{1,6}http\b(?!s)",
)
_TLS_LISTENER = any_of(r"\bhttps\b|\b443\b|\btls\b")
_BESIDE = 4  # lines between a listener's protocol and its port


def _probes(guide: Guide) -> Iterator[HealthProbe]:
    for passage in guide.passages:
        if not passage.told:
            continue
        match = _HEALTH_PATH.search(passage.text) or _path_of_check(passage)
        if match and FAMILY.search(match[1]) is None:
            yield HealthProbe(**guide.common(passage), asker=_asker(passage), path=match[1])
    yield from drawn_probes(guide, _HEALTH_PATH)


def _path_of_check(passage: Passage) -> re.Match[str] | None:
    """The field for the path, below what is called a health check."""
    above = next(iter(passage.said.trail.parents[-1:]), "")
    return _PATH.match(passage.text) if _OF_CHECK.match(above) else None


_PATH = regex(r"(?i)^\W*(?:path|경로|パス)\s?[:：]\s?`?(/[\w./-]*)")
_OF_CHECK = any_of(r"^\W*(?:health ?checks?|상태 ?(?:검사|확인|체크)|헬스 ?체크|ヘルス ?チェック)\W*$")


def _asker(passage: Passage) -> str:
    around = " ".join(passage.around())
    if re.search(r"\bcurl\b|브라우저|browser|ブラウザ|https?://", passage.text, re.IGNORECASE | re.ASCII):
        return "guide"
    balanced = _TARGETS.search(around) or _BALANCER.search(around)
    return "load-balancer" if balanced else "guide"


_TARGETS = any_of(r"대상 ?그룹|target group|ターゲットグループ|\becs\b")

"""Instances that a guide tells the reader to launch, or names as those that run the product."""

import re
from collections.abc import Iterator

from holdfast.model.environments import DEVELOPMENT, TEST
from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.facts import Instance
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.availability.alone import lone_hosts, with_lone_host
from holdfast.readers.repository.guides.availability.straight_to_host import leads_straight
from holdfast.readers.repository.guides.capacity.addressed import has_address
from holdfast.readers.repository.guides.capacity.clouds import may_be_machine
from holdfast.readers.repository.guides.capacity.counted import count_of, counted_by
from holdfast.readers.repository.guides.capacity.left_out import left_out
from holdfast.readers.repository.guides.capacity.let_drop import let_drop, served_before
from holdfast.readers.repository.guides.capacity.menus import on_a_menu
from holdfast.readers.repository.guides.capacity.not_the_products import as_of_now, is_of_others
from holdfast.readers.repository.guides.capacity.objects import is_object
from holdfast.readers.repository.guides.capacity.parts import part_of
from holdfast.readers.repository.guides.capacity.plans import GOT, LIGHTSAIL, MACHINE, plan_told
from holdfast.readers.repository.guides.capacity.presupposed import ASKED_FOR, presupposed, stands_ready
from holdfast.readers.repository.guides.capacity.sentences import is_denied, step_of
from holdfast.readers.repository.guides.guide import Guide, Passage
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.values import FAMILY, PRICE, about, affirms, instance_types, subjects
from holdfast.readers.repository.guides.wording.apart import sentences
from holdfast.readers.repository.guides.wording.european import LAUNCHES
from holdfast.readers.repository.guides.wording.lexicon import SETTING_KEY, WISH, any_of

# The service's pages in the console are where all sorts of things are made.
_EC2 = (
    r"(?<![a-z0-9_-])ec2(?![-_][a-z0-9])"
    r"(?!(?: ?서비스)? ?(?:console|dashboard|management|콘솔|대시보드|コンソール|ダッシュボード))"
)
_THERE = r" (?:on|inside|into|within|(?:in|to|from|for) (?:the|your|our|this)) "
"""What is made or started there is something else."""

_LAUNCH = any_of(
    rf"(?:{_EC2}|인스턴스|instance|インスタンス)(?!에서).{{0,30}}(?:(?<!재)시작|생성|만들기|launch|creat"
    rf"|(?<!再)起動|作成|구축|"
    r"세팅|setup|set up|構築|立ち上げ|立てる)",
    rf"(?:launch|create|(?<![\w-])start(?!s\b)|spin up|provision)(?:(?!{_THERE}).){{0,25}}(?:{_EC2}|instance|vm\b)|"
    r"(?:launch|create|spin up|provision).{0,25}"
    r"(?<!on the )(?<!on your )(?<!in the )(?<!to the )(?<!for the )server(?![/\\])",
    LAUNCHES,
    GOT,
)
_CLOUD = any_of(r"\bec2\b|\baws\b|amazon|lightsail|ubuntu|debian|\bvps\b|\bcloud\b")
_PROGRAM = any_of(
    r"\b(?:dev|development|local|mock|node|express|nest|vite|next|flask|django|fastapi|uvicorn|gunicorn|rails|spring"
    r"|http|graphql|mcp)(?: \w+)? server|server ?(?:block|config|component|action|file|key|certificate|script)"
)
"""Servers that are programs, started in a terminal, and what belongs to one."""

_LAUNCHABLE = any_of(r"ec2|인스턴스|instance|インスタンス|서버|server|サーバ")
_NOT_A_HOST = any_of(
    r"rds|aurora|데이터베이스 ?인스턴스|database instance|db ?(?:인스턴스|instance|インスタンス)|elasticache|redis"
    r"|cache\.|opensearch|instance (?:profile|role|connect|metadata)|시작 ?템플릿|launch template|起動テンプレート"
    r"|lightsail|notebook|"
    r"로드 ?밸런서|load balancer|보안 ?그룹|security group|대상 ?그룹|target group|키 ?페어|key pair|"
    r"스냅샷|snapshot|탄력적|elastic ip|예약 ?인스턴스|reserved instance|リザーブド|savings plan|"
    r"스팟 ?인스턴스|spot instance|スポットインスタンス"
)
GROUP = any_of(
    r"auto ?-?scaling|오토 ?스케일링|자동 ?(?:크기 ?조정|확장)|\basg\b|オート ?スケーリング|"
    r"시작 ?템플릿|launch template|起動テンプレート"
)
TEMPLATE = any_of(r"시작 ?템플릿|launch (?:template|configuration)|起動テンプレート")
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
    (
        "ci",
        any_of(
            r"jenkins|젠킨스|gitlab ?runner|sonarqube|ci ?서버|ci server|self-hosted runner"
            r"|\bbuild (?:server|machine|host|agent|box)|빌드 ?(?:전용 ?|용 ?)?(?:서버|머신|인스턴스)"
            r"|ビルド(?:用の?)?(?:サーバ|マシン|インスタンス)"
        ),
    ),
    (
        "monitoring",
        any_of(
            r"\bmonitoring (?:server|host|instance|box)|모니터링 ?(?:용 ?|전용 ?)?(?:서버|인스턴스)"
            r"|(?:監視|モニタリング)(?:用の?)?(?:サーバ|インスタンス)"
        ),
    ),
    (
        "database",
        any_of(
            r"(?:db|데이터베이스|database|mysql|postgresql) ?(?:용 ?)?(?:서버|server|サーバー?|ec2|"
            r"인스턴스 ?\(ec2)"
        ),
    ),
)
_TOGETHER = any_of(
    r"\bsame (?:ec2|instance|server|host|machine|box|vm)\b|"
    r"같은 ?(?:서버|인스턴스|ec2)|동일 ?서버|同じ(?:サーバ|インスタンス|ec2)|同居"
)
"""The database's server is a program beside the application, and no host of its own."""

_TRIED_OUT = frozenset((TEST, DEVELOPMENT))


def read_instances(guide: Guide) -> Iterator[Instance]:
    """The instances that the guide has somebody launch, or names, with their types; one for each that is told apart."""
    chosen: dict[tuple[str | None, str | None, str | None], Passage] = {}
    parts: dict[tuple[str | None, str | None, str | None], dict[str, Passage]] = {}
    menu = on_a_menu(guide)
    for passage in guide.passages:
        for type_told in () if passage.index in menu else _types_told(passage):
            key = (passage.environment, _purpose(passage), type_told)
            if (part := part_of(passage)) is not None and passage.told:
                parts.setdefault(key, {}).setdefault(part, passage)
            best = chosen.get(key)
            if best is None or _weight(passage) > _weight(best):
                chosen[key] = passage
    served = any(environment not in _TRIED_OUT for environment, _, _ in chosen)
    # "For tests" beside the recommended one is a size to try things out with, and no environment.
    chosen = {key: passage for key, passage in chosen.items() if not served or key[0] not in _TRIED_OUT}
    typed = {(environment, purpose) for environment, purpose, _ in chosen}
    named = [step_of(guide, one, _LAUNCH) for one in guide.passages if may_be_machine(one.text, guide.all_text)]
    # An address says less of a machine than its identifier, or the step that launches it.
    for passage in (*(p for p in named if _launches(p) or _stands(p)), *filter(_is_addressed, guide.passages)):
        told = (passage.environment, _purpose(passage))
        if not _is_typed(told, typed) and not served_before(passage.text):
            typed.add(told)
            chosen[(*told, None)] = passage
    if not chosen:
        chosen = {(passage.environment, None, type_): passage for passage, type_ in presupposed(guide)}
    said = lone_hosts(guide, _NOT_A_HOST)
    alone = said or tuple(filter(leads_straight, guide.passages))
    if not chosen:
        # Nobody is told to launch it: no more than a word about what runs.
        chosen = {(passage.environment, None, None): passage for passage in alone[:1]}
    if not chosen:
        # An answer to a question, or a word on how things are now, names the size in passing.
        chosen = {(p.environment, None, type_): p for p in guide.passages for type_ in let_drop(p, _NOT_A_HOST)}
    yield from () if chosen else left_out(guide, _LAUNCH, _NOT_A_HOST)
    others = [p for p in guide.passages if p.speaks and (_ROLE.search(p.text) or _CREDITS.search(p.text))]
    # The step that launches it comes before what is asked of it, wherever that stands.
    order = sorted(chosen.items(), key=lambda entry: (_is_asked_for(entry[1]), entry[1].index))
    for (_, purpose, type_), passage in order:
        # Machines of one type, one for each part of the application, are as many machines.
        apart = parts.get((passage.environment, purpose, type_), {})
        for part, own in apart.items() if len(apart) > 1 else ((None, passage),):
            instance = _instance(guide, own, purpose, type_, others)
            # A name that leads straight to a machine says no more of it than the step that launches it.
            yield with_lone_host(guide, replace(instance, part=part), said if type_ else alone)


def _weight(passage: Passage) -> tuple[bool, bool, bool, bool]:
    """A step before a claim; what launches before what is asked for; a field, the type's own first, before text."""
    key, value = next(iter(passage.said.pairs), ("", ""))
    field = bool(SETTING_KEY.search(key.strip()) and FAMILY.search(value))
    return passage.told, not _is_asked_for(passage), field, _is_of_type(passage)


def _is_asked_for(passage: Passage) -> bool:
    headings = [heading.text for heading in passage.said.trail.headings]
    return any(map(ASKED_FOR.search, headings)) and not _LAUNCH.search(headings[-1])


_OF_A_FILE = regex(
    r"^[^\w\n]{0,4}[\w./-]{1,100}\.(?:ya?ml|sh|md|json|conf|cfg|tf|py|[jt]s|toml|env|properties|xml"
    r"|sql)[`*]{0,3}\s{0,3}[-–—:：|]"
)
"""A list of files says what each is for, and has nobody launch anything."""


def _is_typed(told: tuple[str | None, str | None], typed: set[tuple[str | None, str | None]]) -> bool:
    """Another passage gives the type: for the same environment, for all, or for one of those that `told` speaks of."""
    environment, purpose = told
    every = environment is None and any(other == purpose for _, other in typed)
    return told in typed or every or any(other is None for other, _ in typed)


def _types_told(passage: Passage) -> tuple[str, ...]:
    """The type that the reader shall take; nothing for catalogues, prices and moves from one to another."""
    if not affirms(passage, instance_types) or passage.said.form is Form.HEADING or _OF_A_FILE.match(passage.text):
        return ()
    # Beside the value, what brackets hold is a remark: another size for another purpose.
    text = as_of_now(passage.text)
    types = instance_types(_BRACKETS.sub("", text)) or instance_types(text)
    if not types and (plan := plan_told(passage)):
        return (plan,)
    own = next((one for one in sentences(text) if instance_types(one)), text)
    if types and (_ASIDE.match(passage.text) or served_before(passage.text) or (len(types) == 1 and is_of_others(own))):
        return ()
    if (
        PRICE.search(passage.text)
        or not types
        or (len(types) > 2 and not _chooses(passage))
        or (_NOT_A_HOST.search(own) and not (_LAUNCHABLE.search(own) or _SHARED.search(own)))
    ):
        return ()
    if len(types) > 1 and not any(chosen(passage) for chosen in (_is_either, _until_later, _is_of_type, _is_least)):
        return ()
    if passage.said.form is Form.ROW and instance_types(passage.said.cells[0]):
        return ()  # the type is the row's subject: a catalogue
    # The line before it in its own paragraph heads nothing.
    within = passage.said.trail.lead if passage.said.form is Form.LINE else ""
    if any(_is_elsewhere(above) for above in subjects(passage) if above != within):
        return () if not TEMPLATE.search(" ".join(subjects(passage))) else types[:1]
    return types[:1]


_SHARED = any_of(
    r"\b(?:everything|all|both|shares?|shared)\b[^\n]{0,60}\b(?:one|1|single|same|an?)\b",
    r"\b(?:infrastructure|stack|production|set-?up)\b[^\n]{0,16}\b(?:is|are|runs?|consists?)\b|인프라는|구성은"
    r"|インフラは|構成は",
    r"모두|모든|전부|함께|같이|한 ?대|全て|すべて|全部|同居|1 ?台|一台",
)
"""What else the sentence names stands on the machine, too."""


def _is_elsewhere(above: str) -> bool:
    """A chapter about something else; not one about a host and, in the same breath, what belongs to it."""
    if not _NOT_A_HOST.search(above) or _LAUNCH.search(above):
        return False
    return not any(_LAUNCHABLE.search(one) and not _NOT_A_HOST.search(one) for one in _IN_ONE_BREATH.split(above))


_IN_ONE_BREATH = regex(
    r"\s*(?:&|\+|,|·|、|/)\s*|\s+and\s+|(?<=\S)\s*(?:및|と)\s*|(?<=\S)[와과]\s+|\s+y\s+|\s+und\s+", re.IGNORECASE
)
_ASIDE = any_of(r"^\W*(?:(?:for|on|within) (?:the )?free[- ]tier|note|tip)\b\W*[:：(,]")
"""What is said beside the choice: what else there would be, and for whom."""


def _chooses(passage: Passage) -> bool:
    """A field for the type that leaves the choice among several."""
    key, value = next(iter(passage.said.pairs), ("", ""))
    return passage.told and SETTING_KEY.search(key.strip()) is not None and _EITHER.search(value) is not None


def _is_either(passage: Passage) -> bool:
    return _EITHER.search(passage.text) is not None


def _is_least(passage: Passage) -> bool:
    """It names the least that will do beside what is recommended, in words or as columns."""
    said = " ".join((passage.text, *passage.said.columns))
    return _LEAST.search(said) is not None and _RECOMMENDED.search(said) is not None


_LEAST = any_of(r"최소|\bmin(?:imum)?\b|最小|最低")
_RECOMMENDED = any_of(r"권장|추천|\brecommended\b|推奨")


def _is_of_type(passage: Passage) -> bool:
    """The field in which the type is chosen; what else its value names is beside the choice, and no move to another."""
    key, value = next(iter(passage.said.pairs), ("", ""))
    return _OF_TYPE.search(key) is not None and FAMILY.search(value) is not None and not _MOVES.search(value)


_MOVES = any_of(r"→|->|=>|에서|から|\bfrom\b")


def _until_later(passage: Passage) -> bool:
    """The other type is what a field is wished to hold one day."""
    _, value = next(iter(passage.said.pairs), ("", ""))
    return FAMILY.match(value) is not None and WISH.search(value) is not None


_BRACKETS = regex(r"[(（][^()（）]{0,200}[)）]")
_EITHER = any_of(r"또는|이나|혹은|\bor\b|または|もしくは|/")


_EMERGENCY = any_of(
    r"긴급|비상|시나리오|장애 ?(?:시|상황|대응|발생|복구|$)|재해|복구 ?(?:절차|방법|계획|순서|가이드)|"
    r"emergency|scenario|incident|disaster|outage|recovery (?:procedure|plan|steps|process)|緊急|"
    r"障害(?:時|対応|発生|復旧|$)|災害|復旧(?:手順|計画|方法)|シナリオ"
)


def _launches(passage: Passage) -> bool:
    if not passage.told or passage.said.form is Form.HEADING:
        return False
    if any(_EMERGENCY.search(heading.text) for heading in passage.said.trail.headings):
        return False  # the one to be made on a bad day; the one that runs is told elsewhere
    crumbs = passage.said.crumbs
    if crumbs:
        return _LAUNCHABLE.search(crumbs[-1]) is not None and _LAUNCH.search(" ".join(crumbs[-2:])) is not None
    # What a machine is launched with says nothing of what is launched.
    opening = _CLAUSE_OF_HOST.match(passage.text)
    launched = opening[0] if opening is not None and _LAUNCH.search(opening[0]) else passage.text
    return (
        _LAUNCH.search(passage.text) is not None
        and _NOT_A_HOST.search(LIGHTSAIL.sub("", launched)) is None
        and (MACHINE.search(passage.text) is not None or _is_host(passage))
        and not is_object(passage)
    )


_CLAUSE_OF_HOST = regex(
    r"\W*(?:an? |one |launch an? |create an? )?(?:ec2 )?(?:instance|인스턴스|インスタンス)\b[^,、;.]{0,120}",
    re.IGNORECASE,
)


def _is_host(passage: Passage) -> bool:
    """The server that a step has somebody make is a machine of a cloud, and not the program that serves."""
    return _PROGRAM.search(passage.text) is None and about(passage, _CLOUD)


_VARIABLE = regex(r"[\W_]*[A-Z][A-Z0-9]*_[A-Z0-9_]+\b")
_IDENTIFIER = regex(r"(?<![\w-])i-(?:[0-9a-f]{8}|[0-9a-f]{17})(?![\w-])")


_SERVER_KEY = any_of(
    r"^\W*(?:(?:운영|메인|백엔드|웹|backend|web|application|本番) ?)?(?:서버|호스트|servers?|host|サーバー?)$",
    r"^\W*(?:배포 ?(?:대상|서버|환경|위치)|호스팅|deploy(?:ment|ed)? (?:target|to|on|host)|hosting|hosted on)$",
    r"^\W*(?:デプロイ(?:先|環境)|ホスティング)$",
)
_ON_EC2 = any_of(r"\bec2\b")


def _stands(passage: Passage) -> bool:
    """It names a machine that there is, by the identifier that AWS gave it."""
    if passage.said.form is Form.HEADING or not passage.affirmed:
        return False
    key, value = next(iter(passage.said.pairs), ("", ""))
    if _SERVER_KEY.search(key) and _ON_EC2.search(value):
        return True
    if not _IDENTIFIER.search(passage.text) or _VARIABLE.match(passage.text):
        return False  # what a pipeline is told is where it goes, which is described elsewhere
    return _LAUNCHABLE.search(passage.text) is not None and not _NOT_A_HOST.search(passage.text)


def _is_addressed(passage: Passage) -> bool:
    return passage.affirmed and passage.said.form is not Form.HEADING and has_address(passage)


def _purpose(passage: Passage) -> str | None:
    for text in passage.around():
        for purpose, pattern in _PURPOSES:
            if text and pattern.search(text) and not (purpose == "database" and _TOGETHER.search(text)):
                return purpose
    return None


def _instance(
    guide: Guide, passage: Passage, purpose: str | None, type_: str | None, others: list[Passage]
) -> Instance:
    near = [p for p in guide.section_of(passage).passages if p.environment in (None, passage.environment)]
    typed = passage if type_ else next((p for p in near if p.affirmed and _OF_TYPE.search(p.text)), None)
    places: dict[str, Location] = {"instance_type": guide.at(typed)} if typed else {}
    role = credit = None
    for other in (*near, *others):
        if not other.speaks or other.environment not in (None, passage.environment):
            continue
        if role is None and _ROLE.search(other.text) and _ATTACHED.search(other.text) and _of_host(other):
            role = not (_NONE.search(other.text) or is_denied(guide, other, _ROLE))
            places["role"] = guide.at(other)
        if credit is None and _CREDITS.search(other.text):
            credit = "unlimited" if _UNLIMITED.search(other.text) and not other.mood.negated else "standard"
            places["credit_mode"] = guide.at(other)
    counted = counted_by(guide, passage, near)
    # Where the machine stands that there is, a text says how many: this one.
    counted_at = counted or next((p for p in near if type_ and (_stands(p) or _is_addressed(p))), None)
    if counted_at is not None:
        places["count"] = guide.at(counted_at)
    grouped = any(text and GROUP.search(text) for text in (passage.text, *subjects(passage)))
    kind = EvidenceKind.INSTRUCTED if type_ is None and stands_ready(passage) else None
    return Instance(
        **guide.common(passage, kind),
        places=places,
        instance_type=type_,
        count=count_of(passage, counted),
        role=role,
        credit_mode=credit,
        purpose=purpose,
        group="auto-scaling-group" if grouped else None,
    )


_OF_TYPE = any_of(
    r"^\W*(?:(?:ec2|권장|추천|recommended) ?)?(?:(?:인스턴스|서버) ?(?:유형|타입|사양|종류|크기)"
    r"|(?:instance|server) (?:type|size)|インスタンス(?:タイプ|の種類|サイズ))"
)
"""Where the type is chosen, whatever is said of it: the default, what is free."""


def _of_host(passage: Passage) -> bool:
    return about(passage, _LAUNCHABLE) and not re.search(
        r"ecs|lambda|task|codedeploy", passage.text, re.IGNORECASE | re.ASCII
    )

"""The managed policies that a guide has somebody give to users, groups and roles."""

import re
from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Policy
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.guide import Guide, Passage
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.values import about, weighs
from holdfast.readers.repository.guides.wording import lexicon as words
from holdfast.readers.repository.guides.wording.lexicon import any_of

_MANAGED = regex(
    r"\b(?:(?:Administrator|PowerUser|IAMFull|Billing)Access|SecretsManagerReadWrite"
    r"|(?:Amazon|AWS|CloudWatch|CloudFront|ElasticLoadBalancing|IAM|Autoscaling|AutoScaling)[A-Z]\w{1,60}"
    r"(?:FullAccess|ReadOnlyAccess|Access|Policy|Core|ReadWrite|Role|PowerUser|DeployRole\w*)(?:forAWSCodeDeploy)?"
    r"|AmazonEC2RoleforAWSCodeDeploy\w*|AWSCodeDeployRole\w*)(?![\w/])",
    re.ASCII,
)
_FULL = regex(
    r"(?<![\w-])(S3|EC2|RDS|SES|SNS|SQS|ECS|VPC|DynamoDB|Route ?53|CloudFront|CloudWatch)[ _-]?Full[ _-]?Access(?!\w)",
    re.IGNORECASE,
)
"""How people write the name of a policy who do not copy it."""

_WHOLE_SERVICE = regex(r"(?<![\w:*/.-])[a-z][a-z0-9-]{1,30}:\*(?![\w*:/])", re.ASCII)
"""Every action of a service."""

_PRINCIPALS = (
    ("user", any_of(r"사용자|\busers?\b|유저|ユーザ")),
    ("group", any_of(r"(?<!보안 )(?<!보안)그룹|(?<!security )\bgroups?\b|(?<!セキュリティ)グループ")),
    ("role", any_of(r"역할|\broles?\b|ロール|프로파일|profile")),
)


def policies_given(guide: Guide, passage: Passage) -> Iterator[Policy]:
    """One fact for each managed policy that a passage names, and for an administrator's rights in other words."""
    if not passage.affirmed:
        return
    listed = _is_of_list_to_give(passage) or _is_asked_for(passage)
    for name in dict.fromkeys((*_MANAGED.findall(passage.text), *map(_official, _FULL.findall(passage.text)))):
        # Nobody claims of the own account that somebody may do everything there unless it is so.
        whole = name == "AdministratorAccess" and not weighs(passage.text)
        sure = EvidenceKind.INSTRUCTED if whole or listed else None
        yield Policy(**guide.common(passage, sure), principal_type=_principal(guide, passage), managed=name)
    whole = tuple(dict.fromkeys(_WHOLE_SERVICE.findall(passage.text))) if listed else ()
    if whole:
        common = guide.common(passage, EvidenceKind.INSTRUCTED)
        yield Policy(**common, principal_type=_principal(guide, passage), actions=whole, resources=("*",))
    if _ADMIN.search(passage.text) and not _MANAGED.search(passage.text) and _OF_IAM.search(passage.text):
        kind = _principal_in(passage.text) or "user"
        yield Policy(**guide.common(passage), principal_type=kind, managed="AdministratorAccess")


_ADMIN = any_of(
    r"관리자 ?(?:권한|정책)(?! ?(?:없이|없는|대신|금지))|管理者(?:権限|ポリシー)(?!なし|の?ない)",
    r"(?<!without )(?<!\bno )(?<!\bnot )\badmin(?:istrator)? (?:access|rights?|permissions?|privileges?|policy)\b",
    r"\bfull admin\b",
)
"""How people speak of `AdministratorAccess` who do not name it."""
_OF_IAM = any_of(r"\biam\b")


def _official(service: str) -> str:
    name = next((name for name in _SERVICE_NAMES if name.lower() == service.lower().replace(" ", "")), service.upper())
    return f"{'' if name.startswith('Cloud') else 'Amazon'}{name}FullAccess"


_SERVICE_NAMES = ("DynamoDB", "Route53", "CloudFront", "CloudWatch")


_GIVES = any_of(
    r"\b(?:attach|assign|add|grant|give|select|choose|apply)\b",
    r"\b(?:needs?|requires?|required|must have|necessary|ensure|make sure)\b",
    r"(?:연결|부여|추가|선택|할당|체크|적용)(?!되어|돼|됨|된|완료)|필요|필수|있어야",
    r"(?:アタッチ|付与|追加|選択|割り当て)(?!され|済|した)|必要|必須",
)
_RIGHTS = any_of(
    r"\bpolic(?:y|ies)\b|\bpermissions?\b|\broles?\b|\bprivileges?\b|정책|권한|역할|ポリシー|権限|ロール",
)
_TAKEN = any_of(
    r"\b(?:detach\w*|remov\w*|revok\w*|delet\w*|replac\w*|no longer|in place of|nobody)\b",
    r"제거|회수|삭제|분리할|필요 ?없|外[すしせ]|削除|剥奪|不要",
)
"""They are to be given up."""
_LONGEST_REMARK = 60


def _is_of_list_to_give(passage: Passage) -> bool:
    """It is an item, or a row, that only names a policy, in a list of those that somebody is to be given."""
    said = passage.said
    alone = len(_MANAGED.sub("", _FULL.sub("", said.text)).strip()) <= _LONGEST_REMARK
    if said.form not in (Form.ITEM, Form.ROW) or not alone or weighs(said.text):
        return False
    headings = (heading.text for heading in said.trail.headings[-1:])
    above = (said.trail.lead, *said.trail.parents[-1:], *headings)
    return any(_has_them_given(text) for text in above if text)


def _is_asked_for(passage: Passage) -> bool:
    """An item or a step that says by itself who must have it: "make sure that your user has AmazonEC2FullAccess"."""
    said = passage.said
    if said.form not in (Form.ITEM, Form.STEP) or weighs(said.text) or not _MUST.search(said.text):
        return False
    denied = words.NEGATION.search(words.NOT_NEGATION.sub("", said.text))
    return not (denied or _TAKEN.search(said.text) or _AT_LEAST_ANOTHER.search(said.text))


_MUST = any_of(
    r"\b(?:ensure|make sure|must have|needs?|requires?|required)\b|필요(?:합니다|하다|함|$)|있어야|必要(?:です|$)|必須"
)
_AT_LEAST_ANOTHER = any_of(r"\b(?:or|instead|least|equivalent)\b|또는|혹은|대신|最低|または|代わり")
"""It leaves the choice of something narrower."""


def _has_them_given(text: str) -> bool:
    if not (_GIVES.search(text) and _RIGHTS.search(text)):
        return False
    denied = words.NEGATION.search(words.NOT_NEGATION.sub("", text)) or words.DONE.search(text)
    return not (denied or _TAKEN.search(text))


def _principal(guide: Guide, passage: Passage) -> str:
    """Who is given it: told by the passage, by what stands above it, or by an earlier step of the section."""
    earlier = _steps_before(guide, passage)
    for text in (*passage.around(), *reversed(earlier)):
        kind = _principal_in(_MANAGED.sub("", text))
        of_pipeline = any(map(_PIPELINE_ROLE.search, (passage.surroundings, text, *earlier)))
        if kind == "role" and of_pipeline:
            return "deploy-role"
        if kind == "role" and (about(passage, _HOST) or _HOST.search(text)):
            return "instance-role"
        if kind is not None:
            return kind
    return "role"


def _steps_before(guide: Guide, passage: Passage) -> list[str]:
    """The last few that speak, of its section; looked for backwards, since a section may list policies without end."""
    told: list[str] = []
    for one in reversed(guide.passages[max(passage.index - _FARTHEST, 0) : passage.index]):
        if one.said.trail.headings != passage.said.trail.headings or len(told) == _STEPS_BACK:
            break
        if one.speaks:
            told.append(one.text)
    return told[::-1]


def _principal_in(text: str) -> str | None:
    return next((kind for kind, pattern in _PRINCIPALS if pattern.search(text)), None)


_STEPS_BACK = 8
_FARTHEST = 60
"""Passages among which they stand."""
_PIPELINE_ROLE = any_of(r"github|actions|oidc|gitlab")
_HOST = any_of(r"\bec2\b|인스턴스|instance|インスタンス")

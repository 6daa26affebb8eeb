"""Machines that a guide names in its headings alone: by their type, or where a chapter has somebody set one up."""

from collections.abc import Iterator
from itertools import islice

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Instance
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.guide import Guide, Passage
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.values import OTHER_HOSTS, instance_types
from holdfast.readers.repository.guides.wording.lexicon import COMPARISON_HEADING, PRICE_HEADING, any_of

_BESIDE = any_of(r"로컬|\blocal\b|ローカル|테스트|\btests?\b|テスト|에서 .{0,20}로|→|->")
"""Headings about machines that serve nobody, or about moves from one type to another."""


def headed(guide: Guide) -> Iterator[Instance]:
    """The one type that headings name; several are there to choose from."""
    named = [(p, types) for p in guide.passages if _heads(p) and (types := instance_types(p.text))]
    every = {type_ for _, types in named for type_ in types}
    if len(every) != 1:
        return
    [type_] = every
    # A chapter with work to do on it says more than one that only names it.
    worked_on = (passage for passage, _ in named if guide.section_of(passage).codes)
    shown = next(worked_on, named[0][0])
    yield Instance(**guide.common(shown, EvidenceKind.CLAIMED), instance_type=type_)


_SETS_UP = any_of(
    r"^[\W\d]*(?:(?:step|phase|part) \d+\W*)?(?:aws |initial )?"
    r"(?:(?:ec2|lightsail)(?: (?:server|instance|host))?|server|vps) (?:initial )?(?:set-?up|preparation|bootstrap)\b",
    r"^[\W\d]*(?:(?:step|phase|part) \d+\W*)?(?:set(?:ting)? ?up|prepar(?:e|ing)|bootstrap(?:ping)?) "
    r"(?:(?:the|your|an?|aws) )?(?:ec2|lightsail|server|vps)\b(?: (?:instance|server|host))?[^\w\n]{0,40}$",
    r"(?:ec2|lightsail|서버|인스턴스)(?: ?(?:서버|인스턴스|환경))?(?:의)? ?(?:초기 ?)?"
    r"(?:설정|세팅|셋업|준비|환경 ?구성)\W*$",
    r"(?:ec2|lightsail|サーバー?|インスタンス)(?:インスタンス|サーバー?|環境)?の?(?:初期)?(?:設定|セットアップ|準備)\W*$",
)
_NOT_SERVING = any_of(
    r"\b(?:dev|development|local|test|mcp)\b|개발|로컬|웹 ?서버|로그|ローカル|開発|\b(?:web|db|mail|dns) ?servers?"
)
_INSTALLS = regex(r"\b(?:apt(?:-get)?|yum|dnf)\b[^\n]{0,40}?\binstall\b|\bget\.docker\.com\b")


def set_up(guide: Guide) -> Iterator[Instance]:
    """The machine that a chapter by its title has somebody set up, and on which it has programs installed."""
    if not _ON_A_CLOUD.search(guide.all_text):
        return
    for passage in islice(filter(_sets_up, guide.passages), _MOST):
        section = guide.section_of(passage)
        if any(section.holds(code) and _INSTALLS.search(code.snippet.text) for code in guide.codes):
            yield Instance(**guide.common(passage, EvidenceKind.CLAIMED))
            return


_MOST = 12
"""Titles of such chapters that are looked below: for each all commands are gone through."""


def _sets_up(passage: Passage) -> bool:
    named = _heads(passage) and _SETS_UP.search(passage.text) is not None
    return named and not _NOT_SERVING.search(passage.text)


_ON_A_CLOUD = any_of(r"\b(?:aws|ec2|lightsail)\b")


def _heads(passage: Passage) -> bool:
    if passage.said.form is not Form.HEADING or not passage.speaks:
        return False
    if OTHER_HOSTS.search(passage.text) or _BESIDE.search(passage.text):
        return False
    above = (heading.text for heading in passage.said.trail.headings)
    return not any(PRICE_HEADING.search(text) or COMPARISON_HEADING.search(text) for text in above)


def is_paid_for(guide: Guide, host: Instance) -> bool:
    """Nothing but a list of costs tells of it."""
    told = (one for one in guide.passages if one.said.line == host.at.start_line)
    priced = any(PRICE_HEADING.search(heading.text) for one in told for heading in one.said.trail.headings)
    return host.kind is EvidenceKind.CLAIMED and priced

"""Regions, certificates, distributions and the origins of front ends in a guide."""

import re
from collections.abc import Iterator

from holdfast.model.environments import PRODUCTION
from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.facts import ApplicationCors, Certificate, Distribution, Origin, Region
from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reading
from holdfast.readers.repository.guides.certificates.asked import CLOUDFRONT, with_protocol
from holdfast.readers.repository.guides.certificates.domains import FOREIGN, domain_in
from holdfast.readers.repository.guides.certificates.host_certificates import CERTBOT, on_hosts
from holdfast.readers.repository.guides.guide import Guide, Passage, Section
from holdfast.readers.repository.guides.mood.for_whom import environment_said
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.page.given_by_aws import own_arns
from holdfast.readers.repository.guides.values import about, certificate_region, region_in
from holdfast.readers.repository.guides.wording.lexicon import any_of

_REGION_KEY = any_of(r"리전|region|リージョン|aws_(?:default_)?region")
_ACM = any_of(
    r"\bacm\b|certificate manager|ssl ?인증서|tls ?인증서|(?:퍼블릭|공인) ?인증서|"
    r"ssl/?(?:tls)? certificate|ssl証明書|パブリック証明書"
)
_REQUEST = any_of(
    r"인증서.{0,12}(?:요청|발급|생성|신청|만들)|(?:request|creat|issu|provision)\w*.{0,25}certificate|"
    r"証明書.{0,12}(?:リクエスト|発行|作成|申請|取得)",
    r"(?:acm|certificate manager)\s*(?:>|›|→|에서|で|에)",
)
_DNS = any_of(
    r"dns ?(?:검증|validation|検証)|validation.{0,12}dns|검증.{0,12}dns|検証.{0,12}dns|"
    r"dns.{0,12}(?:검증|検証)|route ?53.{0,12}(?:레코드|record|レコード) ?(?:생성|create|作成)"
)
_EMAIL = any_of(
    r"(?:이메일|email|e-mail|メール) ?(?:검증|validation|検証)|(?:검증|validation|"
    r"検証).{0,12}(?:이메일|email|メール)"
)
_BALANCER = any_of(r"load ?balancer|로드 ?밸런서|\balb\b|\belb\b|ロード ?バランサ")
_BECAUSE = any_of(
    r"때문|이므로|여야|해야|반드시|필수|만 (?:지원|사용|가능)|only|must|requires?|required|because|"
    r"since|need|のみ|必須|ため|必要|しか"
)
_MADE = any_of(
    r"(?:배포|distribution|ディストリビューション).{0,20}(?:생성|만들기|creat|作成)|"
    r"creat\w*.{0,30}distribution|cloudfront\s*(?:>|›|→).{0,40}(?:생성|create|作成)",
    r"cloudfront.{0,20}(?:생성|구축|설정|연결|setup|set up|creat|作成|設定|構築)",
)
_ALIAS = any_of(r"대체 ?도메인|alternate domain|cname|代替ドメイン|aliases")

_URL = regex(
    r"https?://(?P<host>[a-z0-9.-]{4,120})(?P<port>:\d{2,5})?(?P<path>/[^\s|)\]`'\"]*)?", re.IGNORECASE | re.ASCII
)
_FRONT = any_of(
    r"프론트|front|웹 ?(?:사이트|앱|페이지)?\b|\bweb\b|client|클라이언트|admin|관리자|seller|판매자|"
    r"사용자 ?(?:화면|페이지|사이트)|フロント|ウェブ|管理画面|landing|쇼핑몰|site\b|사이트|サイト"
)
_ENVIRONMENTAL = any_of(
    r"운영|production|prod\b|staging|스테이징|stage\b|本番|ステージング|개발 ?서버|배포 ?(?:url|주소|"
    r"링크)|live\b|서비스 ?(?:url|주소|링크|도메인)|도메인|domain|ドメイン"
)
_RECORDS = any_of(r"route ?53|레코드|\brecords?\b|レコード|\bdns\b|도메인|domain|ドメイン")
_RECORD_TYPE = regex(r"\b(?:A|AAAA|CNAME|ALIAS)\b", re.ASCII)
_NOT_A_PAGE = regex(
    r"^(?:[\w-]+[.-])?(?:api|static|cdn|img|image|images|assets|files?|media|uploads?|mail|smtp|ns\d?|"
    r"mx|ftp|grafana|jenkins|prometheus|sonar|db|s3|storage|docs?|swagger|backend|server|dev-api|ws|"
    r"socket|monitor\w*|_\w+)(?:-[\w]+)?\.",
    re.IGNORECASE | re.ASCII,
)


def read_edge(guide: Guide) -> Iterator[Reading]:
    """Everything between the browser and the application."""
    yield from _regions(guide)
    affirmed = (passage.text for passage in guide.passages if passage.affirmed)
    told = "\n".join((*affirmed, *(code.fence.text for code in guide.codes)))
    whole = _Whole(used_in([told], None), _reasoned_regions(guide))
    requested = [one for section in guide.sections for one in _requested(guide, section, whole)]
    yield from _told_apart(requested) if requested else (tuple(_by_arn(guide)) or _presented(guide, whole))
    made = [one for section in guide.sections for one in _distributions(guide, section)]
    yield from with_protocol(guide, made)
    yield from on_hosts(guide)
    yield from _origins(guide)
    yield from _answered(guide)


_COPIED = any_of(
    r"cross-?region|다른 ?리전|별도 ?리전|복제|replica|\bcop(?:y|ies)\b|백업|backup|レプリ|別リージョン|バックアップ"
)


def _regions(guide: Guide) -> Iterator[Region]:
    seen: set[tuple[str, str | None]] = set()
    for passage in guide.passages:
        if not passage.affirmed or not _REGION_KEY.search(passage.text):
            continue
        name = region_in(passage.text)
        if (
            name is None
            or _COPIED.search(passage.text)
            or _ACM.search(" ".join(passage.around()))
            or CLOUDFRONT.search(passage.text)
        ):
            continue
        if (name, passage.environment) not in seen:
            seen.add((name, passage.environment))
            yield Region(**guide.common(passage), name=name)


# --- certificates ------------------------------------------------------------------------------------------------


@record(frozen=True)
class _Whole:
    """What the whole guide says about certificates: who uses them, and regions whose choice it explains."""

    used_by: str | None
    reasoned: frozenset[str]


def _presented(guide: Guide, whole: _Whole) -> Iterator[Certificate]:
    """One of ACM that the guide only says to be there, or has handed to what presents it: nobody tells who got it."""
    said: Certificate | None = None
    for passage in guide.passages:
        if passage.said.form is Form.HEADING or not passage.affirmed or not _ACM.search(passage.text):
            continue
        section = guide.section_of(passage)
        if not (_CERT_WORD.search(passage.text) or any(map(_CERT_WORD.search, section.titles()))):
            continue
        if (presents := _stands_beside(passage, section, whole)) is not None:
            yield Certificate(**guide.common(passage, EvidenceKind.INSTRUCTED), issuer="acm", used_by=presents)
            return
        used, domain = used_in([passage.text], None) or whole.used_by, domain_in(passage.text)
        claim = guide.common(passage, EvidenceKind.CLAIMED)
        said = said or Certificate(**claim, issuer="acm", used_by=used, domain=domain)
    if said is not None:
        yield said


def _stands_beside(passage: Passage, section: Section, whole: _Whole) -> str | None:
    """What presents it by a list of what the product stands on: the certificate is a field of its own there.

    `- **Load balancer**: ALB`, `- **SSL certificate**: ACM` describe what there is; a feature that is praised does not.
    So do a listener with TLS that is told with its certificate, and the fields of a chapter that is the certificate's.
    """
    if _AT_LISTENER.search(passage.text) and any(map(_BALANCER.search, (*passage.around(), *section.titles()))):
        return "load-balancer"
    cells = passage.said.cells[:2] or tuple(text for pair in passage.said.pairs[:1] for text in pair)
    if len(cells) != _FIELD or len(cells[1]) > _SHORT or not _ACM.search(cells[1]):
        return None
    if not _CERT_WORD.search(cells[0]):
        return whole.used_by if any(map(_ITS_NAME.match, section.titles())) else None
    fields = (one for one in section.passages if one.said.cells or one.said.pairs)
    others = [one.text for one in fields if one.affirmed and one is not passage]
    # A list with both presents it at both: either renews it where it lies.
    both = "load-balancer" if any(map(_BALANCER.search, others)) else None
    return used_in([passage.text, "\n".join(others)], None) or both


_ITS_NAME = regex(
    r"[\W\d]{0,12}(?:(?:ssl|tls|https|acm|/|·|の)\s?){0,3}(?:certificates?|인증서|証明書)\W{0,4}$", re.IGNORECASE
)
_AT_LISTENER = any_of(
    r"(?:listeners?|리스너|リスナー)[^\n]{0,30}(?:\b443|\bhttps)|(?:\b443|\bhttps)[^\n]{0,20}(?:listeners?|리스너|リスナー)"
)
_FIELD = 2
_SHORT = 80


def _by_arn(guide: Guide) -> Iterator[Certificate]:
    """Those of ACM that are told by the ARN that they got, each once; the words around it tell what presents them."""
    seen: set[str] = set()
    for passage in guide.passages:
        if not passage.affirmed or passage.said.form is Form.HEADING:
            continue
        for arn in own_arns(passage.text):
            match = _ARN.match(arn)
            if match is None or arn in seen:
                continue
            seen.add(arn)
            around = (text for text in passage.around() if text)
            used = next(filter(None, (used_in([text], match["region"]) for text in around)), None)
            places = {"region": guide.at(passage)}
            yield Certificate(
                **guide.common(passage), issuer="acm", used_by=used, region=match["region"], places=places
            )


_ARN = regex(r"arn:aws:acm:(?P<region>[a-z0-9-]{8,16}):\d{12}:certificate/[\w-]{1,60}")


def _told_apart(certificates: list[Certificate]) -> Iterator[Certificate]:
    """Without those that only mention again, where a load balancer takes it, what another section requests."""
    requested = [one for one in certificates if one.validation or one.region]
    for one in certificates:
        again = [other for other in requested if other.environment in (None, one.environment)]
        if one in requested or not again:
            yield one


def _requested(guide: Guide, section: Section, whole: _Whole) -> Iterator[Certificate]:
    """Certificates of ACM that a section has the reader request, one per region it names."""
    asked = [p for p in section.passages if p.affirmed and _asks(p, section)]
    told = [p for p in asked if p.told] or asked
    if not told or any(CERTBOT.search(code.fence.text) for code in guide.codes if section.holds(code)):
        return
    anchor = next((p for p in told if p.said.form is not Form.HEADING), told[0])
    regions: dict[str, Passage] = {}
    for passage in section.passages:
        name = certificate_region(_HOST_NAME.sub(" ", passage.text))
        if passage.affirmed and name and not _OTHER_REGION.search(passage.text):
            regions.setdefault(name, passage)
    if len(regions) > 1 and not all(_near(passage, told) for passage in regions.values()):
        regions = dict(list(regions.items())[:1])
    if not regions:
        yield _certificate(guide, section, anchor, (None, anchor), whole)
    for name, passage in regions.items():
        yield _certificate(guide, section, anchor, (name, passage), whole)


_HOST_NAME = regex(r"[\w.<>{}-]{1,100}\.amazonaws\.com\b", re.ASCII)
_TAKEN = any_of(
    r"(?:생성|발급|요청)(?:한|했던|받은|된) (?:acm ?|ssl ?)?인증서|인증서(?:를|을)? ?선택",
    r"(?:作成|発行|取得|リクエスト)した(?:acm|ssl)?証明書|証明書を選択",
    r"(?:select|choose|use|pick)\b.{0,30}certificate",
    r"certificate.{0,20}(?:created|issued|requested) (?:above|earlier|before|in step)",
)
"""A certificate that is there already is handed to what presents it."""

_TAKEN_BY = any_of(
    r"load ?balancer|로드 ?밸런서|\balb\b|ロード ?バランサ|cloud ?front|클라우드 ?프론트|route ?53.{0,12}레코드"
)

_OTHER_REGION = any_of(r"다른 ?(?:aws ?)?리소스|other (?:resources|regions)|他のリソース|s3 ?버킷|\bec2\b")


def _asks(passage: Passage, section: Section) -> bool:
    text = passage.text
    if CERTBOT.search(" ".join(passage.around())) or _TAKEN.search(text):
        return False
    if passage.said.form is Form.HEADING and passage.said.trail.headings[-1].text != text:
        return False
    if _REQUEST.search(text) and (about(passage, _ACM) or _in_steps_of_acm(passage, section)):
        return True
    if _REQUEST.search(text) and passage.told and _TAKEN_BY.search(section.text):
        return True  # what those take comes from the account, whatever the text calls it
    return bool(_ACM.search(text) and passage.said.crumbs)


def _in_steps_of_acm(passage: Passage, section: Section) -> bool:
    """An earlier step has opened ACM's console, and this one says what to do there."""
    before = [p for p in section.passages if 0 < passage.index - p.index <= _STEPS_AFTER]
    return passage.said.form is Form.STEP and any(_ACM.search(p.text) and p.affirmed for p in before)


_STEPS_AFTER = 3


def _near(passage: Passage, asked: list[Passage]) -> bool:
    return any(abs(passage.index - other.index) <= 3 for other in asked)


def _certificate(
    guide: Guide, section: Section, anchor: Passage, where: tuple[str | None, Passage], whole: _Whole
) -> Certificate:
    region, said = where
    text = section.text
    places: dict[str, Location] = {"region": guide.at(said)} if region else {}
    first, last = sorted((anchor, said), key=lambda p: p.index)
    at = guide.at(first, last) if last.said.end - first.said.line <= 8 else guide.at(anchor)
    domain = next((d for p in section.passages if (d := domain_in(p.text)) and p.speaks), None)
    return Certificate(
        kind=EvidenceKind.INSTRUCTED if _is_step(anchor, section) else EvidenceKind.CLAIMED,
        at=at,
        environment=anchor.environment,
        old=anchor.old,
        places=places,
        issuer="acm",
        domain=domain,
        region=region,
        validation="dns" if _DNS.search(text) else "email" if _EMAIL.search(text) else None,
        used_by=used_in([text, "\n".join(section.titles())], region) or whole.used_by,
        reason_recorded=region in whole.reasoned,
    )


def _is_step(anchor: Passage, section: Section) -> bool:
    """It is told to be done, itself or as one step of a list whose other steps are."""
    if anchor.told or anchor.said.form is not Form.STEP:
        return anchor.told
    return any(p.told and p.said.form is Form.STEP for p in section.passages)


def used_in(texts: list[str], region: str | None) -> str | None:
    """What presents the certificate by the first of `texts` that tells."""
    for text in texts:
        front, balancer = CLOUDFRONT.search(text), _BALANCER.search(text)
        if front and (not balancer or region == "us-east-1"):
            return "cloudfront"
        if balancer and (not front or region not in (None, "us-east-1")):
            return "load-balancer"
    return None


def _reasoned_regions(guide: Guide) -> frozenset[str]:
    reasons = (p.text for p in guide.passages if _BECAUSE.search(p.text) and CLOUDFRONT.search(p.text))
    return frozenset(region for text in reasons if (region := region_in(text)))


def _distributions(guide: Guide, section: Section) -> Iterator[Distribution]:
    made = [p for p in section.passages if p.affirmed and _MADE.search(p.text) and about(p, CLOUDFRONT)]
    anchor = next((p for p in made if p.told and p.said.form is not Form.HEADING), None) or next(iter(made), None)
    if anchor is None or (anchor.said.form is Form.HEADING and not any(p.told for p in section.passages[1:])):
        return
    aliases = [d for p in section.passages if p.affirmed and _ALIAS.search(p.text) and (d := domain_in(p.text))]
    regions = [certificate_region(p.text) for p in section.passages if _ACM.search(p.text) or _CERT_WORD.search(p.text)]
    yield Distribution(
        **guide.common(anchor),
        aliases=tuple(dict.fromkeys(aliases)),
        certificate_region=next((region for region in regions if region), None),
    )


_CERT_WORD = any_of(r"인증서|certificate|証明書")


# --- front ends --------------------------------------------------------------------------------------------------


_ALLOWED = regex(
    r"\baccess-control-allow-origin\b\W{0,6}?\s*[:：=|]\s*[`'\"]*(?P<origin>\*)(?![\w.])", re.IGNORECASE | re.ASCII
)


def _answered(guide: Guide) -> Iterator[ApplicationCors]:
    """A header that the reader sets at a gateway, which lets any website call the product."""
    told = (p for p in guide.passages if p.told and p.said.form is not Form.HEADING and _ALLOWED.search(p.text))
    first = next(told, None)
    if first is not None:
        yield ApplicationCors(**guide.common(first), origins=("*",))


def _origins(guide: Guide) -> Iterator[Origin]:
    found: dict[str, Passage] = {}
    for passage in guide.passages:
        if passage.affirmed:
            for origin in _opened_at(passage):
                found.setdefault(origin, passage)
    environments = {origin: _environment(origin, passage) for origin, passage in found.items()}
    # Beside hosts that name another environment, those that name none are production's.
    siblings = any(name not in (None, PRODUCTION) for name in environments.values())
    for origin, passage in found.items():
        # An address is exact wherever it stands: there is nothing in it to claim.
        common = guide.common(passage, EvidenceKind.INSTRUCTED)
        common["environment"] = environments[origin] or (PRODUCTION if siblings else None)
        yield Origin(**common, origin=origin)


def _environment(origin: str, passage: Passage) -> str | None:
    return environment_said(origin.partition("//")[2].rpartition(".")[0].replace(".", " ")) or passage.environment


def _opened_at(passage: Passage) -> Iterator[str]:
    by_column = any(environment_said(column) for column in passage.said.columns)
    told_as_page = by_column or _FRONT.search(passage.text) or _ENVIRONMENTAL.search(passage.text)
    for match in _URL.finditer(passage.text):
        host = match["host"].lower().rstrip(".")
        if told_as_page and _is_page(host) and len(match["path"] or "") <= 1:
            yield f"{match[0].partition(':')[0].lower()}://{host}{match['port'] or ''}"
    if passage.said.form is Form.ROW and about(passage, _RECORDS) and _RECORD_TYPE.search(passage.text):
        host = domain_in(passage.said.cells[0])
        if host and not host.startswith("*") and _is_page(host.lower()):
            yield f"https://{host.lower()}"


def _is_page(host: str) -> bool:
    return "." in host and not _NOT_A_PAGE.search(host) and not FOREIGN.search(host)

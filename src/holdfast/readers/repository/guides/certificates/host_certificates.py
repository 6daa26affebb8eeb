"""Certificates that a guide has a server fetch by itself, and what it says of their renewal."""

from collections.abc import Iterator

from holdfast.model.environments import SERVING
from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Certificate, CertificateRenewal
from holdfast.readers.repository.guides.certificates.domains import domain_in
from holdfast.readers.repository.guides.guide import Guide, Passage
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.wording.lexicon import any_of
from holdfast.readers.repository.shell.certificates.timers import LOOKS_AT_TIMER

CERTBOT = any_of(r"certbot|let'?s ?encrypt|acme\.sh|렛츠 ?인크립트|\blego\b")
_RENEW = any_of(r"certbot(?:-auto)?\s+renew|acme\.sh\s+--(?:cron|renew)")


def on_hosts(guide: Guide) -> Iterator[Certificate | CertificateRenewal]:
    """Let's Encrypt by words; commands in code blocks are read by the reader of shell."""
    found = [fact for fact in guide.readings if isinstance(fact, Certificate) and fact.issuer == "letsencrypt"]
    known = any(fact.environment in (None, *SERVING) for fact in found)
    best: Passage | None = None
    for passage in guide.passages:
        if not passage.affirmed or not CERTBOT.search(passage.text) or _OPENS_PORT.search(passage.text):
            continue
        if _RENEW.search(passage.text) and passage.told:
            yield CertificateRenewal(**guide.common(passage), checked="--dry-run" in passage.text)
            best = best or (passage if _is_typed(guide, passage) else None)
        elif LOOKS_AT_TIMER.search(passage.text) and passage.told:
            yield CertificateRenewal(**guide.common(passage), checked=True, places={"looked": guide.at(passage)})
        elif passage.said.form is not Form.HEADING and (best is None or _tells_more(passage) > _tells_more(best)):
            best = passage
    if best is None and not known:
        best = _by_a_person(guide)
    if best is not None and not known:
        kind = EvidenceKind.INSTRUCTED if best.mood.kind is None else None
        yield Certificate(**guide.common(best, kind), issuer="letsencrypt", used_by="host", domain=domain_in(best.text))


_OPENS_PORT = any_of(
    r"(?<![\d.])(?:80|443)(?![\d.])[^\n]{0,60}(?:0\.0\.0\.0/0|::/0|\banywhere\b|모든 ?ip)",
    r"(?:インバウンド|인바운드|\binbound\b|\bingress\b|\btcp\b)[^\n]{0,40}(?<![\d.])(?:80|443)(?![\d.])",
)
"""What lets the questions of Let's Encrypt in says nothing of the certificate."""

_BY_PERSON = any_of(
    r"\brenew\w*\b[^\n]{0,40}\bcertificates?\b[^\n]{0,20}"
    r"\b(?:(?:if|when) (?:necessary|needed|required|expired)|manually|by hand)\b",
    r"\bmanually renew\w*[^\n]{0,20}\bcertificates?\b|\bcertificates?\b[^\n]{0,40}\brenew\w* (?:manually|by hand)\b",
    r"인증서[^\n]{0,20}(?:(?:수동|직접)(?:으로)? ?갱신|(?:만료|필요)[^\n]{0,12}갱신)",
    r"証明書[^\n]{0,20}(?:手動(?:で|での)?更新|(?:期限|切れ|必要)[^\n]{0,12}更新)",
)
_BY_ITSELF = any_of(
    r"\bcron|\btimer\b|(?<!certbot-)\bauto(?:matic\w*)?[- ]?renew|renew\w* automatic"
    r"|자동(?:으로)? ?갱신|自動(?:で)?更新|\bacm\b"
)


_IN_PERSON = any_of(r"手動|手作業|수동|직접|\bby hand\b|\bmanual(?:ly)?\b")
_AT_NEED = any_of(r"場合|必要|確認|テスト|경우|필요|확인|테스트|\b(?:if|test|check|verify|also|need\w*)\b|--dry-run")


def _is_typed(guide: Guide, passage: Passage) -> bool:
    """Whoever has to renew by hand every time forgets it once; beside a timer it is only for when that fails."""
    if not _IN_PERSON.search(passage.text) or _AT_NEED.search(passage.text):
        return False
    return _BY_ITSELF.search(guide.all_text) is None


def _by_a_person(guide: Guide) -> Passage | None:
    """The step that has somebody look after the certificate, where nothing in the guide does so by itself."""
    if _BY_ITSELF.search(guide.all_text) or any(isinstance(one, CertificateRenewal) for one in guide.readings):
        return None
    told = (p for p in guide.passages if not p.mood.negated and p.said.form is not Form.HEADING)
    return next((p for p in told if CERTBOT.search(p.text) and _BY_PERSON.search(p.text)), None)


def _tells_more(passage: Passage) -> tuple[bool, bool]:
    """A step before a remark, and one about the certificate before one that only installs what asks for it."""
    return passage.told, bool(_OBTAINS.search(passage.text))


_OBTAINS = any_of(
    r"let'?s ?encrypt|렛츠인크립트|인증서|証明書|certificates?\b|\b(?:tls|ssl|https)\b|certonly|--(?:nginx|issue)"
)

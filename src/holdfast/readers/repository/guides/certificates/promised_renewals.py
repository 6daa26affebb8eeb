"""Renewals of a host's certificates that a text promises to happen by themselves, which what it sets up has to keep."""

from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import CertificateRenewal
from holdfast.readers.repository.guides.certificates.host_certificates import CERTBOT
from holdfast.readers.repository.guides.guide import Guide, Passage
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.wording.lexicon import any_of
from holdfast.readers.repository.promises import PROMISE

_CERTIFICATE = any_of(r"certbot|let'?s ?encrypt|acme\.sh|certificates?\b|\b(?:ssl|tls|https(?!:))\b|인증서|証明書")
_ANOTHERS = any_of(
    r"\bacm\b|certificate manager|cloud ?front|load ?balancer|\balb\b|cloudflare|vercel|caddy|traefik|amplify"
    r"|cert-?manager|subscri\w*|memberships?|\b(?:tokens?|sessions?)\b|구독|멤버십|토큰|세션|サブスク|トークン"
    r"|セッション|会員",
    r"\bno(?:t|n)?\b[^.\n]{0,30}\brenew|\bnever\b|\b(?:unless|if)\b|\bfail"
    r"|^\W*install\b|설치(?:하|$)|インストール(?:する|$)"
    r"|하지 ?않|안 ?[되됨함]|불가|できない|されない|しない|失敗|실패",
)
"""What somebody else renews, and what a text says does not happen."""


def promised_renewals(guide: Guide) -> Iterator[CertificateRenewal]:
    """The first such sentence."""
    if not CERTBOT.search(guide.all_text):
        return
    told = next((one for one in guide.passages if _promises(one)), None)
    if told is not None:
        yield CertificateRenewal(**guide.common(told, EvidenceKind.CLAIMED))


def _promises(passage: Passage) -> bool:
    if passage.said.form is Form.HEADING or passage.mood.negated or passage.old or passage.said.ticked is False:
        return False
    if not PROMISE.search(passage.text) or _ANOTHERS.search(passage.text):
        return False
    return any(_CERTIFICATE.search(text) for text in passage.around())

"""Certificate files that a guide has somebody put by hand to where the server reads them, and renewals that do not."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import CertificateRenewal, Fact, ScriptFault
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.guide import Guide, Passage
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.wording.lexicon import any_of

_FILES = any_of(
    r"인증서|fullchain\.pem|privkey\.pem|(?:ssl|tls)[ _-]?cert|certificate (?:and key )?files?\b|証明書"
    r"|\b(?:ssl|tls) certificates?\b|\byour certificates?\b"
)
_PUTS = any_of(
    r"배치|복사|넣(?:어|는|고|기|으|습)|옮기|옮겨|업로드|\b(?:place|put|copy|upload|drop)\b|配置|コピー|置(?:く|き|い)|アップロード"
    r"|교체|덮어 ?쓰|\b(?:replace|overwrite|swap)\b|差し替え|置き換え|上書き"
)
_PLACE = any_of(
    r"(?:^|[\s`'\"(:])(?:\.{0,2}/|nginx/)[\w./-]{0,60}(?:cert|ssl|tls)[\w./-]{0,60}",
    r"(?:위|해당|아래) ?(?:경로|폴더|디렉토리|디렉터리)|\b(?:above|this|following) (?:path|folder|directory|location)\b"
    r"|(?:上記|以下)の(?:パス|フォルダ|ディレクトリ)",
)
_OTHERS = any_of(
    r"\b(?:rds|iot|docdb|documentdb|apns?|firebase|mkcert|acm|iam|kubernetes)\b|(?:global|ca)[-_ ]?bundle"
    r"|root ca|self-?signed"
    r"|자체 ?서명|自己署名|localhost|로컬|ローカル|개발용|\.p12|\.jks|클라이언트 인증서|client certificate"
)
"""Certificates of others, of developers, or such as a service keeps."""

_AGAIN = any_of(
    r"renewal-hooks|deploy-hook|post-hook|renew-hook|\bcron|자동(?:으로)? ?(?:복사|갱신)|自動(?:で)?(?:更新|コピー)"
)
_HANDS_ON = regex(r"-hook|reloadcmd|\b(?:cp|rsync|scp|install|cat)\s|pkcs12|\w\.sh\b")
_MOST = 3


def read_placed(guide: Guide) -> Iterator[ScriptFault]:
    """The first few passages; none where the guide has something repeat it at each renewal."""
    if _AGAIN.search(guide.all_text):
        return
    for passage in islice((one for one in guide.passages if _puts_files(one)), _MOST):
        yield ScriptFault(
            **guide.common(passage, EvidenceKind.INSTRUCTED),
            activity="certificate",
            form="certificate-copied-by-hand",
            command="",
        )


_TYPED = regex(
    r"^\s*(?:\$ )?(?:sudo )?(?:(?:nano|vim?|emacs|tee)\s+(?:-\S+\s+)*"
    r"|(?:cp|mv|scp|rsync|install)\s(?!\S*(?:live|letsencrypt|acme))[^\n#]{0,200}?\.(?:crt|cer|pem|key)[\"']?\s+)"
    r"(?!\S*(?:dhparam|bundle|live|letsencrypt|acme|\.ssh))\S{0,80}(?:/|:)\S{0,60}(?:ssl|certs?|tls|pki)(?:/|\b)\S{0,80}",
    re.IGNORECASE,
)
_OF_CERTIFICATE = regex(r"\.(?:crt|cer|pem|key)\b", re.IGNORECASE)
_SIGNS_ITSELF = regex(r"openssl\s+req\b[^\n]{0,200}-x509|mkcert|self-?signed", re.IGNORECASE)


def typed_certificates(guide: Guide) -> Iterator[ScriptFault]:
    """The commands by which somebody pastes or copies a certificate from elsewhere to where a server reads it."""
    if _AGAIN.search(guide.all_text) or _SIGNS_ITSELF.search(guide.all_text):
        return
    for code in guide.codes:
        rows = [
            number
            for number, row in enumerate(code.snippet.rows, start=1)
            if _OF_CERTIFICATE.search(row[:600]) and _TYPED.match(row[:600]) and not _OTHERS.search(row)
        ]
        known = any(isinstance(one, ScriptFault) and one.activity == "certificate" for one in code.readings)
        if rows and not known:
            common = code.common(rows[0])
            common["at"] = code.snippet.at(rows[0], max(number for number in rows if number < rows[0] + _NEAR))
            yield ScriptFault(**common, activity="certificate", form="certificate-copied-by-hand", command="")
            return


_NEAR = 10


def not_handed_on(guide: Guide, readings: Iterable[Fact]) -> Iterator[ScriptFault]:
    """Renewals by the clock beside commands that copy the certificate once: the server keeps the copy of the old one.

    `readings` are what the guide's commands say, or those of its chapters that may be left out.
    """
    told = tuple(readings)
    copied = any(isinstance(fact, ScriptFault) and fact.activity == "certificate" for fact in told)
    if not copied or "-hook" in guide.all_text:
        return
    for fact in told:
        timed = isinstance(fact, CertificateRenewal) and fact.schedule is not None and not fact.checked
        if timed and "renew" in fact.at.quote and not _HANDS_ON.search(fact.at.quote):
            yield ScriptFault(
                kind=fact.kind,
                at=fact.at,
                environment=fact.environment,
                activity="certificate",
                form="renewal-not-handed-on",
                command="",
            )


def _puts_files(passage: Passage) -> bool:
    text = passage.text
    if not passage.affirmed or passage.said.form is Form.HEADING or _OTHERS.search(text):
        return False
    return all(pattern.search(text) for pattern in (_FILES, _PUTS, _PLACE))

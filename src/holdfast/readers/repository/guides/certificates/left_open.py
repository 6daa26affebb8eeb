"""Chapters by which a guide leaves HTTPS to whoever follows it, and shows nothing that gets a certificate."""

from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Admitted, Certificate, CertificateRenewal
from holdfast.readers.repository.guides.guide import Guide
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.wording.lexicon import OPTIONAL_HEADING, any_of

_HTTPS = any_of(r"(?<![a-z])(?:https|ssl|tls)(?![a-z])|인증서|証明書")
_OF_SOMETHING_ELSE = any_of(
    r"\b(?:database|db|rds|redis|mysql|postgres\w*|mongo\w*|smtp|local\w*|dev\w*)\b|로컬|개발|ローカル|開発"
    r"|데이터 ?베이스|データベース"
)


def left_open(guide: Guide) -> Iterator[Admitted]:
    """The first such heading, where no command of the guide gets one either."""
    codes = (*guide.codes, *guide.options)
    if any(isinstance(one, Certificate | CertificateRenewal) for code in codes for one in code.readings):
        return
    for passage in guide.passages:
        heads = passage.said.form is Form.HEADING and OPTIONAL_HEADING.search(passage.text)
        if heads and _HTTPS.search(passage.text) and not _OF_SOMETHING_ELSE.search(passage.text):
            yield Admitted(**guide.common(passage, EvidenceKind.CLAIMED), control="certificates")
            return

"""Domains that a guide names, apart from those of whoever makes what it uses."""

import re

from holdfast.model.regex import regex
from holdfast.readers.repository.guides.wording.lexicon import any_of

_DOMAIN = regex(
    r"(?<![\w@./-])(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,4}(?:[a-z]{2,12})(?![\w(])",
    re.IGNORECASE | re.ASCII,
)
FOREIGN = any_of(
    r"(?:^|\.)(?:github|gitlab|bitbucket|amazonaws|aws\.amazon|amazon|google|googleapis|youtube|youtu|"
    r"npmjs|docker|nginx|nodejs|postgresql|mysql|mongodb|notion|velog|tistory|medium|qiita|zenn|figma|"
    r"slack|discord|shields|img|badge|stackoverflow|wikipedia|python|django|spring|"
    r"heroku|supabase|letsencrypt|certbot|eff|gabia|cloudflare|microsoft|apple|facebook|instagram|"
    r"naver|kakao|toss|portone|stripe|nextjs|reactjs|typescriptlang|nestjs|prisma|jestjs|w3|mozilla|"
    r"schema|readthedocs|swagger|postman|atlassian|hub|terraform|hashicorp|sentry|datadoghq|grafana|"
    r"prometheus|loca)\.(?:com|org|io|net|so|dev|app|co|jp|kr|sh|cloud|ly|me|blog|be|lt)",
    r"localhost|(?:^|\.)(?:vercel|netlify)\.com|example\.(?:com|org|net)$|your-?(?:domain|site|app)|"
    r"yourdomain|my-?domain|"
    r"127\.0\.0\.1|^\d+\.\d+\.\d+\.\d+$|도메인",
)
_TOP_LEVEL = frozenset(
    "com net org io co kr jp dev app shop store site online xyz me ai cloud tech info biz page link life live world"  # noqa: SIM905
    " kro us uk eu".split()
)


def domain_in(text: str) -> str | None:
    """The first that may be the team's own."""
    for match in _DOMAIN.finditer(text):
        name = match[0]
        if name.rpartition(".")[2].lower() in _TOP_LEVEL and not FOREIGN.search(name.lower()):
            return name
    return None

"""Certificate files that a guide has somebody put where the server reads them."""

import pytest

from .support import said


def placed(text: str) -> list[str]:
    return [line for line in said(f"# 서버 배포 가이드\n\n## HTTPS\n\n{text}\n") if line.startswith("ScriptFault")]


@pytest.mark.parametrize(
    "text",
    [
        "1. 발급받은 인증서 파일을 `./nginx/certs/`에 복사한다.",
        "1. Copy your SSL certificate files to `/etc/nginx/ssl/` on the server.",
        "1. 証明書ファイルを `/etc/nginx/ssl/` に配置します。",
        "- certbot으로 인증서를 발급한 뒤 ./proxy/certs에 넣으면 됩니다.",
    ],
)
def test_a_certificate_that_is_put_there_by_hand_is_a_copy(text: str) -> None:
    (line,) = placed(text)
    assert line.startswith("ScriptFault 5 ")
    assert "certificate-copied-by-hand" in line


@pytest.mark.parametrize(
    "text",
    [
        "1. `./certs/ca-bundle.pem` 경로에 RDS CA bundle 인증서를 복사한다.",
        "1. Put the self-signed certificate files into `./nginx/certs/` for localhost.",
        "1. 인증서 파일 위치: `./nginx/certs/fullchain.pem`",
        "1. Import the SSL certificate into ACM.",
        "1. 인증서를 `/etc/nginx/ssl/`에 복사한다.\n2. `/etc/letsencrypt/renewal-hooks/deploy`에 같은 복사를 등록한다.",
    ],
)
def test_certificates_of_others_places_and_copies_that_are_repeated_are_none(text: str) -> None:
    assert placed(text) == []

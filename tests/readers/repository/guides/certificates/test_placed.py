"""Certificate files that a guide has somebody put where the server reads them."""

import pytest

from ..support import said


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


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("sudo nano /etc/ssl/shop/origin.crt  # paste", True),
        ("sudo vim /etc/nginx/ssl/shop.pem", True),
        ("sudo cp shop_example.crt shop_example.key /etc/nginx/ssl/", True),
        ("scp -i key.pem shop.crt ubuntu@203.0.113.7:/etc/nginx/ssl/", True),
        ("sudo nano /etc/nginx/ssl/dhparam.pem", False),
        ("sudo nano /etc/nginx/nginx.conf", False),
        ("scp -i key.pem app.tar ubuntu@203.0.113.7:/srv/", False),
        ("sudo cp rds-ca-bundle.pem /etc/ssl/certs/", False),
    ],
)
def test_a_certificate_that_is_pasted_or_brought_by_a_command_is_a_copy(command: str, *, told: bool) -> None:
    found = placed(f"```bash\nsudo mkdir -p /etc/nginx/ssl\n{command}\n```")

    assert [line.split()[1] for line in found] == (["7"] if told else [])


COPY = """
    # Server

    ## {chapter}

    ```bash
    sudo certbot certonly --standalone -d shop.example.com
    sudo cp /etc/letsencrypt/live/shop.example.com/fullchain.pem ~/shop/proxy/tls/
    ```

    ```bash
    sudo crontab -e
    0 4 * * 1 {renewal}
    ```
    """


@pytest.mark.parametrize(
    ("renewal", "alone"),
    [
        ("certbot renew --quiet && docker compose restart nginx", True),
        ("certbot renew --quiet --deploy-hook /opt/shop/copy", False),
        ("certbot renew && cp /etc/letsencrypt/live/shop.example.com/*.pem /opt/shop/proxy/tls/", False),
    ],
)
def test_a_renewal_beside_a_copy_has_to_copy_again(renewal: str, alone: bool) -> None:
    found = said(COPY.format(chapter="HTTPS setup", renewal=renewal))
    assert any("renewal-not-handed-on" in line for line in found) is alone


@pytest.mark.parametrize("chapter", ["HTTPS (optional)", "HTTPS 설정 (선택)", "HTTPS（オプション）"])
def test_a_copy_in_a_chapter_that_may_be_left_out_is_a_claim(chapter: str) -> None:
    found = said(COPY.format(chapter=chapter, renewal="certbot renew && docker compose restart nginx"))
    faults = [line for line in found if "ScriptFault" in line]
    assert len(faults) == 2
    assert all(line.startswith("? ") for line in faults)

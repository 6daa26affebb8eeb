"""What guides tell in words that are neither a field of the console nor a command."""

import pytest

from .support import said


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("# AWS 構築ガイド\n\n## サーバー\n\n1. EC2 構築\n", "Instance 5"),
        ("# AWS 구축\n\n## 보안 그룹\n\n- Port: 22, Source: Your-IP/32\n", "Ingress 5 from_port=22 to_port=22 my-ip"),
        ("# AWS 구축\n\n## 보안 그룹\n\n- SSH(22): 특정 IP만 허용\n", "Ingress 5 from_port=22 to_port=22 my-ip"),
        (
            "# AWS 구축\n\n## 보안 그룹\n\n규칙 추가 -> 모든 트래픽 -> Anywhere-IPv4\n",
            "Ingress 5 from_port=0 to_port=65535 0.0.0.0/0",
        ),
        ("# EC2 배포\n\n## 구성\n\n- ALB 없이 EC2에 직접 연결\n", "Instance 5"),
        ("# AWS 構成\n\n- ALBは導入せず、certbotでHTTPS対応\n", "? Instance 3"),
        (
            "# 서버 재시작\n\n```bash\ncd /var/www/shop/front\nnpm run build\nsudo systemctl restart nginx\n```\n",
            "Deployment 4-6 method=ssh identity=none asks_health=False manual=True",
        ),
        (
            (
                "# EC2 監視ガイド\n\n## ヘルスチェックエンドポイントを追加\n\n"
                "```js\napp.get('/health', (req, res) => res.send('ok'));\n```\n"
            ),
            "HealthHandler 6 path=/health constant=True framework=express",
        ),
    ],
)
def test_words_tell_it(text: str, fact: str) -> None:
    found = [line.replace("sources=(", "").removesuffix(")") for line in said(text)]
    assert fact in found


def test_a_class_that_is_the_key_of_a_list_is_one_of_several() -> None:
    text = "# RDS 알람\n\n## RDS 설정\n\n- Threshold:\n  - db.t4g.micro: 60\n  - db.t4g.small: 100\n"
    assert not any("instance_class" in line for line in said(text))


def test_a_pipeline_that_a_guide_shows_runs_by_itself() -> None:
    text = """\
        # EC2 배포 자동화

        `.github/workflows/deploy.yml` 작성

        ```yaml
        on:
          push:
            branches: [main]
        jobs:
          deploy:
            runs-on: ubuntu-latest
            steps:
              - uses: appleboy/ssh-action@v1
                with:
                  host: ${{ secrets.HOST }}
                  script: |
                    cd /srv/shop
                    git pull
                    pm2 restart api
        ```
        """
    (deployment,) = (line for line in said(text) if line.startswith("Deployment"))
    assert "manual" not in deployment


def test_a_password_that_looks_like_somebodys_own_is_shown_in_a_command() -> None:
    text = "# RDS 作成手順\n\n```bash\naws rds create-db-instance --db-instance-identifier shop --master-user-password {}\n```\n"
    own = said(text.format("'Kx7-Prod-2031!'"))
    assert "ExposedSecret 4 name=master-user-password form=password" in own
    assert not any(line.startswith("ExposedSecret") for line in said(text.format("mypassword")))

"""A guide that is mostly commands, read from end to end."""

from .support import said

_JAPANESE_HOST = """
# 本番デプロイ手順

## 前提

- AWSアカウント

## EC2

t3.microのインスタンスを1台作成します。

セキュリティグループ：
- SSH（22）：マイIP
- HTTP（80）：0.0.0.0/0

EC2にSSH接続します。

```console
$ ssh -i app.pem ec2-user@xx.xx.xx.xx
[ec2-user@ip-10-0-0-1 ~]$ sudo dnf install -y postgresql15-server
Complete!
[ec2-user@ip-10-0-0-1 ~]$ sudo systemctl enable --now postgresql
```

## デプロイ

```bash
cd /var/www/app
git pull origin main
docker compose up -d --build
```

## SSL

Let's Encryptで証明書を取得する。

```bash
sudo certbot --nginx -d www.example.jp
```

cronで自動更新：

```
0 4 * * * certbot renew --quiet --deploy-hook "systemctl reload nginx"
```

## バックアップ

毎日3時にpg_dumpでS3へ保存する（保持期間30日）。

## ロールバック手順

1. `git checkout v1.2.3`
2. `docker compose up -d --build`

## アラーム

CloudWatchでCPU使用率が80%を超えたらSlackに通知する。
"""


def test_a_japanese_guide_by_commands_tells_what_is_on_the_host() -> None:
    assert said(_JAPANESE_HOST, "docs/deploy.md") == [
        "Login 18 [production] method=ssh user=ec2-user",
        "Credential 18 [production] form=ssh-key holder=person",
        "Database 19 [production] engine=postgresql placement=host version=15",
        "Certificate 37 [production] issuer=letsencrypt domain=www.example.jp used_by=host in_use=True",
        "CertificateRenewal 37 [production] schedule=packaged timer reloads=True",
        "CertificateRenewal 43 [production] schedule=0 4 * * * reloads=True",
        "Instance 9 [production] instance_type=t3.micro hosts_database=True",
        "Ingress 12 [production] from_port=22 to_port=22 sources=(my-ip)",
        "Ingress 13 [production] from_port=80 to_port=80 sources=(0.0.0.0/0)",
        "? BackupJob 48 [production] subject=database method=pg_dump schedule=daily destination=s3 retention_days=30",
        "Alarm 57 [production] watches=cpu notifies=True",
        "Deployment 27-29 [production] method=compose identity=none asks_health=False manual=True",
        "Rollback 52-53 [production]",
        "? CertificateRenewal 40 [production]",
    ]


def test_code_of_an_optional_part_lets_in_and_puts_out_all_the_same_and_else_claims() -> None:
    told = said(
        """
        # AWS 배포 가이드

        ## HTTPS 설정 (선택사항)

        ```bash
        sudo certbot --nginx -d shop.example.com
        ```

        ## 自動デプロイ（任意）

        ```yaml
        on: push
        jobs:
          deploy:
            runs-on: ubuntu-latest
            steps:
              - uses: appleboy/ssh-action@master
                with:
                  host: ${{ secrets.HOST }}
                  username: ubuntu
                  key: ${{ secrets.KEY }}
                  script: git pull && docker compose up -d
        ```

        ## Backups (optional)

        ```bash
        echo "0 3 * * * pg_dump shop | gzip > /backup/shop.sql.gz" | crontab -
        ```

        ## 비교 예시

        ```bash
        sudo certbot --nginx -d other.example.com
        ```
        """
    )

    assert any(line.startswith("Certificate 6 ") for line in told)
    assert any(line.startswith("Login ") and "actor=workflow" in line for line in told)
    assert any(line.startswith("Deployment ") for line in told)
    assert any(line.startswith("? BackupJob ") for line in told)
    assert not any("other.example.com" in line for line in told)

"""Whole guides, each read from end to end."""

from .support import said

_KOREAN = """
# EC2, Route53, S3, CloudFront 배포 가이드

## 1단계: EC2 인스턴스 생성

### 1.1 인스턴스 시작

AWS > EC2 > 인스턴스 > 인스턴스 시작

- 이름: shop-server
- AMI: Ubuntu 22.04 LTS
- 인스턴스 타입: t3.small
- 키 페어: shop-key (RSA, .pem)
- 스토리지: 30GB gp3

### 1.2 보안 그룹

| 유형 | 포트 | 소스 |
|---|---|---|
| SSH | 22 | 0.0.0.0/0 |
| HTTP | 80 | 0.0.0.0/0 |
| HTTPS | 443 | Anywhere |
| PostgreSQL | 5432 | 내 IP |

### 1.3 접속

```bash
ssh -i shop-key.pem ubuntu@1.2.3.4
```

## 2단계: Node.js, PM2 설치

```bash
sudo npm i -g pm2
git clone https://github.com/x/y.git
npm ci && npm run build
pm2 start dist/main.js --name api
```

## 3단계: PostgreSQL 설치

```bash
sudo apt update
sudo apt install -y postgresql-16 postgresql-contrib
sudo -u postgres psql -c "CREATE DATABASE shop"
```

## 4단계: SSL 인증서

AWS > Certificate Manager > 인증서 요청

- 리전: 버지니아 북부(us-east-1) — CloudFront는 us-east-1 인증서만 지원
- 도메인: static.shopmoa.kr
- 검증 방법: DNS 검증

## 5단계: S3

S3 > 버킷 만들기
- 버킷 이름: shopmoa-uploads
- 퍼블릭 액세스 차단: 해제

CORS 설정

```json
[
  {
    "AllowedHeaders": ["*"],
    "AllowedMethods": ["GET", "PUT"],
    "AllowedOrigins": ["http://localhost:3000", "https://staging.shopmoa.kr"]
  }
]
```

## 6단계: IAM

1. IAM > 사용자 > 사용자 생성 (github-actions)
2. 정책 연결: `AmazonS3FullAccess`, `AmazonEC2FullAccess`
3. 액세스 키 생성 후 GitHub Secrets에 등록

- 루트 계정은 사용하지 마세요.
- 루트 계정 MFA 활성화

## 7단계: Route 53

| 레코드 | 유형 | 값 |
|---|---|---|
| www.shopmoa.kr | A | CloudFront |
| staging.shopmoa.kr | A | EC2 |
| api.shopmoa.kr | A | EC2 |

## 향후 계획

- Auto Scaling 최소 2, 최대 10
- RDS Multi-AZ 이전
- 매일 자동 백업 설정

## 완료 체크리스트

- [x] 자동 백업 설정
- [ ] MFA 설정
- ✅ CloudWatch 알람 설정 완료
"""

_ENGLISH = """
# Production Deployment Guide

This guide walks through deploying the API to AWS.

## Prerequisites
- An AWS account
- Domain name

## Step 1: Launch an EC2 instance

1. Go to **EC2 → Instances → Launch instances**
2. Choose Ubuntu Server 22.04 LTS
3. Instance type: `t3.micro` (free tier eligible)
4. Create a key pair
5. In **Network settings**, allow:
   - SSH (port 22) from anywhere
   - HTTP (80) and HTTPS (443) from anywhere
6. Launch

## Step 2: Connect

You can connect to your instance with:

```bash
chmod 400 key.pem
ssh -i key.pem ubuntu@<public-ip>
```

## Step 3: Create an RDS database

1. RDS > Create database
2. Engine: PostgreSQL 15
3. Template: Free tier
4. DB instance class: db.t3.micro
5. Public access: Yes
6. Backup retention period: 7 days

## Step 4: Deploy

```bash
cd /var/www/app
git pull origin main
npm ci
npm run build
pm2 restart api
```

## SSL

```bash
sudo apt install certbot python3-certbot-nginx
sudo certbot --nginx -d api.acme-shop.com
```

## Monitoring

We use CloudWatch for monitoring. You should consider adding alarms.

## Rollback

```bash
git log --oneline
git checkout <previous-commit>
npm ci && npm run build
pm2 restart api
```

## Cost estimate

| Service | Type | Monthly cost |
|---|---|---|
| EC2 | t3.medium | $30 |
| RDS | db.t3.medium Multi-AZ | $120 |

## Security best practices

- Do not use the root account for daily work.
- Enable MFA on the root user.
- [ ] Rotate access keys every 90 days

## Auto Scaling (optional)

Minimum: 2, maximum: 4
"""

_JAPANESE = """
# AWS環境構築手順書

## 1. EC2インスタンスの作成

1. EC2コンソール > インスタンスを起動
2. 以下を設定する

| 項目 | 設定値 |
|---|---|
| インスタンスタイプ | t3.small |
| リージョン | 東京 |
| キーペア | app-key |
| IAMロール | なし |

### セキュリティグループ

| タイプ | ポート | ソース |
|---|---|---|
| SSH | 22 | 0.0.0.0/0 |
| HTTP | 80 | どこからでも |

## 2. RDSの作成

- エンジン：MySQL 8.0
- インスタンスクラス：db.t3.micro
- マルチAZ：いいえ
- バックアップ保持期間：7日
- パブリックアクセス：なし
- 削除保護：有効

## 3. SSL証明書

ACMで証明書をリクエストする（バージニア北部 us-east-1）。CloudFrontではus-east-1の証明書のみ使用できるため。

## 4. Auto Scaling

- 最小キャパシティ：1
- 最大キャパシティ：4
- 希望するキャパシティ：1
- ターゲット追跡スケーリングポリシー：CPU 60%

## 5. 監視

CloudWatch > アラームの作成
- CPU使用率：80%以上
- 空きメモリ：10%未満
- 通知先：SNS（メール）

## 6. IAM

- ルートユーザーは使用しないでください
- MFAを有効化する
- IAMユーザーを作成し、アクセスキーを発行する
- AdministratorAccess をアタッチ

## 今後の課題
- マルチAZ化を検討
- 毎日のバックアップ
"""


def test_a_korean_walk_through_tells_its_infrastructure_and_of_its_plans_the_standby_that_is_not_there() -> None:
    assert said(_KOREAN, "docs/EC2_Route53.md") == [
        "Login 27 method=ssh user=ubuntu",
        "Credential 27 form=ssh-key holder=person",
        "Database 43 engine=postgresql placement=host version=16",
        "BucketCors 65-69 origins=(http://localhost:3000, https://staging.shopmoa.kr) methods=(GET, PUT)",
        "Instance 11 instance_type=t3.small hosts_database=True",
        "Ingress 19 from_port=22 to_port=22 sources=(0.0.0.0/0)",
        "Ingress 20 from_port=80 to_port=80 sources=(0.0.0.0/0)",
        "Ingress 21 from_port=443 to_port=443 sources=(0.0.0.0/0)",
        "Ingress 22 from_port=5432 to_port=5432 sources=(my-ip)",
        "Policy 76 principal_type=user managed=AmazonS3FullAccess",
        "Policy 76 principal_type=user managed=AmazonEC2FullAccess",
        "RootUse 79 act=avoided",
        "RootUse 80 act=mfa",
        "Credential 77 form=static-key holder=workflow",
        "Mfa 80 subject=root enabled=True",
        (
            "Certificate 49-51 issuer=acm domain=static.shopmoa.kr region=us-east-1 validation=dns"
            " used_by=cloudfront reason_recorded=True"
        ),
        "Origin 86 [production] origin=https://www.shopmoa.kr",
        "Origin 87 [staging] origin=https://staging.shopmoa.kr",
        "Bucket 58 name=shopmoa-uploads purpose=uploads public=True",
        "? BackupJob 98 subject=database method=copy",
        "? Alarm 100 watches=other",
        "SecretStore 77 service=github",
        "Deployment 33-36 method=pm2 identity=none asks_health=False manual=True first=True",
        "? Admitted 93 control=availability",
    ]


def test_an_english_guide_tells_its_infrastructure_and_not_its_prices_and_options() -> None:
    assert said(_ENGLISH, "docs/deployment.md") == [
        "Login 26 [production] method=ssh user=ubuntu",
        "Credential 26 [production] form=ssh-key holder=person",
        "Certificate 52 [production] issuer=letsencrypt domain=api.acme-shop.com used_by=host in_use=True",
        "CertificateRenewal 52 [production] schedule=packaged timer reloads=True",
        "Instance 13 [production] instance_type=t3.micro",
        (
            "Database 31 [production] engine=postgresql placement=rds instance_class=db.t3.micro"
            " multi_az=False retention_days=7 public=True version=15"
        ),
        "Ingress 16 [production] from_port=22 to_port=22 sources=(0.0.0.0/0)",
        "Ingress 17 [production] from_port=80 to_port=80 sources=(0.0.0.0/0)",
        "Ingress 17 [production] from_port=443 to_port=443 sources=(0.0.0.0/0)",
        "RootUse 77 [production] act=avoided",
        "RootUse 78 [production] act=mfa",
        "Mfa 78 [production] subject=root enabled=True",
        "BackupJob 36 [production] subject=database method=rds destination=aws retention_days=7",
        "? MetricSource 57 [production] watches=other by_hand=True",
        "Deployment 41-45 [production] method=pm2 identity=none asks_health=False manual=True",
        "Rollback 62-65 [production] target=commit",
        "? CostEstimate 72-73",
    ]


def test_a_japanese_procedure_tells_its_infrastructure_and_not_its_wishes() -> None:
    assert said(_JAPANESE, "docs/構築手順.md") == [
        "Instance 10 instance_type=t3.small role=False",
        "Workload 37 platform=ec2-group minimum=1 maximum=4 desired=1",
        "ScalingPolicy 40 metric=cpu target=60.0",
        (
            "Database 25 engine=mysql placement=rds instance_class=db.t3.micro multi_az=False"
            " retention_days=7 deletion_protection=True public=False version=8.0"
        ),
        "Ingress 19 from_port=22 to_port=22 sources=(0.0.0.0/0)",
        "Ingress 20 from_port=80 to_port=80 sources=(0.0.0.0/0)",
        "RootUse 51 act=avoided",
        "Policy 54 principal_type=user managed=AdministratorAccess",
        "Credential 53 form=static-key holder=person",
        "Mfa 52 subject=users enabled=True",
        "Region 11 name=ap-northeast-1",
        "Certificate 33 issuer=acm region=us-east-1 used_by=cloudfront reason_recorded=True",
        "BackupJob 27 subject=database method=rds destination=aws retention_days=7",
        "Alarm 45 watches=cpu notifies=True",
        "Alarm 46 watches=memory notifies=True",
        "Topic 47 subscribers=(email)",
        "? MetricSource 44-47 watches=other by_hand=True",
        "? Admitted 58 control=backup",
        "? Admitted 26 control=availability",
        "? Admitted 57 control=availability",
    ]

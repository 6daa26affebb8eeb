"""What guides tell in words that are neither a field of the console nor a command."""

import pytest

from holdfast.model.facts import Instance

from .support import read, said


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
        (
            "# EC2 설정\n\n다음 포트를 인바운드 규칙에 추가하세요:\n- **3000** (Grafana)\n",
            "Ingress 4 from_port=3000 to_port=3000 ",
        ),
        (
            "# EC2 배포 가이드\n\n## 운영\n\n배포는 서버에 접속해 git pull 후 재시작하면 된다.\n",
            "Deployment 5 [production] method=ssh identity=none asks_health=False manual=True",
        ),
        (
            "# Deployment on AWS EC2\n\n## Production server\n\n- View logs: `sudo journalctl -u gunicorn -f`\n",
            "MetricSource 5 [production] watches=logs system=journalctl by_hand=True",
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


def test_the_steps_of_one_chapter_make_one_bucket_together() -> None:
    text = """\
        # S3 설정 가이드

        ## 1단계: 버킷 생성

        ### 1.1 접속

        1. "버킷 만들기" 클릭

        ### 1.2 기본 설정

        - 버킷 이름: `shop-images`

        ### 1.3 버전 관리

        - 버킷 버전 관리: 비활성화
        """
    (bucket,) = (line for line in said(text) if line.startswith("Bucket"))
    assert bucket == "Bucket 11 name=shop-images purpose=uploads versioned=False"


@pytest.mark.parametrize(
    "steps",
    [
        "1. 서버에 빌드된 jar 파일 업로드\n2. jar 실행\n",
        "1. Tomcat 서버의 webapps에 war 파일 업로드\n2. Tomcat 재기동\n",
        "1. サーバーにwarファイルを転送\n2. Tomcatを起動\n",
    ],
)
def test_a_package_that_is_carried_onto_the_server_is_a_release(steps: str) -> None:
    found = said(f"# EC2 배포 가이드\n\n## 배포\n\n{steps}")
    assert "Deployment 5-6 method=ssh identity=none asks_health=False manual=True" in found


def test_files_copied_to_a_host_and_started_in_a_later_chapter_are_a_release() -> None:
    text = """\
        # EC2へのデプロイ

        ## ファイルをアップロード

            scp -ri "shop.pem" ./shop/ ubuntu@[パブリックDNS]:~/app/

        ## 自動起動

            sudo systemctl start gunicorn
        """
    (release,) = (line for line in said(text) if line.startswith("Deployment"))
    assert release.startswith("Deployment 5-")


def test_a_type_of_which_only_its_price_is_said_is_shown_where_it_is_chosen() -> None:
    text = "# EC2 構築\n\n## EC2を作る\n\n1. インスタンスを起動をクリック\n2. インスタンスタイプは無料枠のまま\n"
    (instance,) = (one for one in read(text) if isinstance(one, Instance))
    assert instance.instance_type is None
    assert instance.places["instance_type"].start_line == 6


def test_nodes_of_a_cluster_in_a_list_of_costs_are_no_single_host() -> None:
    text = "# AWS 비용\n\n## 월간 예상 비용\n\n| 서비스 | 사양 |\n|---|---|\n| EC2 (Node Group) | 2x t3.medium |\n"
    assert not any("Instance" in line for line in said(text))


def test_a_certificate_that_a_load_balancer_takes_comes_from_the_account() -> None:
    text = "# HTTPS 적용\n\n1. 인증서 발급\n2. 대상 그룹 생성\n3. 로드 밸런서 생성\n"
    assert any(line.startswith("Certificate 3") for line in said(text, "infra/https.md"))
    assert not any(line.startswith("Certificate") for line in said("# EC2 HTTPS\n\n1. 인증서 발급\n", "infra/https.md"))


def test_the_rows_of_a_table_of_steps_are_a_release_and_its_way_back() -> None:
    text = """\
        # 운영 배포

        ## 배포 절차

        | 순서 | 작업 | 명령어 |
        |---|---|---|
        | 1 | 최신 코드 반영 | `cd /srv/shop && git pull origin main` |
        | 2 | 빌드 | `./gradlew clean bootJar` |
        | 3 | 재시작 | `nohup java -jar build/libs/shop.jar &` |

        ## 롤백 절차

        | 순서 | 작업 | 명령어 |
        |---|---|---|
        | 1 | 되돌리기 | `git checkout <이전 커밋>` |
        | 2 | 재시작 | `nohup java -jar build/libs/shop.jar &` |
        """
    found = said(text, "docs/deploy.md")
    assert "Deployment 7-9 method=ssh identity=none asks_health=False manual=True" in found
    assert any(line.startswith("Rollback 15-16") for line in found)


@pytest.mark.parametrize("source", ["[BUILD_FOLDER]", "<dist 폴더>", "./build"])
def test_a_site_that_is_copied_from_the_own_machine_into_its_bucket_is_a_release(source: str) -> None:
    text = f"# S3 배포\n\n## 로컬 빌드 파일 동기화\n\n```bash\naws s3 sync {source} s3://[BUCKET]\n```\n"
    assert any(line.startswith("Deployment 6 method=static") for line in said(text))


def test_a_numbered_chapter_of_a_readme_tells_what_its_list_names() -> None:
    text = """\
        # shop

        ## 1. 자격 증명 공급자 추가

        * 공급자 URL = https://token.actions.githubusercontent.com

        ## 2. aws 역할 추가

        * 자격 증명 공급자 = token.actions.githubusercontent.com
        * 권한 정책 = AdministratorAccess
        """
    found = said(text, "README.md")
    assert "Policy 10 principal_type=deploy-role managed=AdministratorAccess" in found


def test_how_a_problem_is_solved_is_what_a_guide_is_there_for() -> None:
    text = """\
        # GitHub Actions AWS 설정 가이드

        ## 해결 방법

        ### 1. Repository Secrets 설정

        다음 secrets를 추가:

        ```
        AWS_ACCESS_KEY_ID: AKIA...
        AWS_SECRET_ACCESS_KEY: ...
        ```
        """
    assert any(line.startswith("Credential 10 form=static-key holder=workflow") for line in said(text))


def test_two_machines_of_one_type_for_two_parts_are_two() -> None:
    text = """\
        # EC2 배포 가이드

        ## 인스턴스 생성

        ```bash
        # 프론트엔드 인스턴스
        인스턴스 타입: t3.micro
        스토리지: 8GB

        # 백엔드 인스턴스
        인스턴스 타입: t3.micro
        스토리지: 8GB
        ```
        """
    found = [(one.at.start_line, one.part) for one in read(text) if isinstance(one, Instance)]
    assert found == [(7, "front"), (11, "back")]


@pytest.mark.parametrize(
    "row",
    [
        "- **EC2インスタンス**: 52.68.10.20",
        "- EC2 퍼블릭 IP: `13.209.10.20`",
        "| AWS 서버 | 3.35.10.20 |",
        "- EC2 호스트: ec2-13-209-10-20.ap-northeast-2.compute.amazonaws.com",
    ],
)
def test_a_machine_is_named_by_its_address(row: str) -> None:
    table = "| 항목 | 값 |\n|---|---|\n" if row.startswith("|") else ""
    assert any("Instance" in line for line in said(f"# 배포 가이드\n\n## 서버 정보\n\n{table}{row}\n"))


@pytest.mark.parametrize(
    "row",
    [
        "- EC2 사설 IP: 10.0.1.20",
        "- EC2 개발 서버: 13.209.10.20",
        "- EC2 DB 서버 IP: 13.209.10.20",
        "- EC2 버전: 4.14.2",
        "- EC2 Public IP: YOUR_EC2_IP",
    ],
)
def test_other_addresses_name_no_host_of_the_product(row: str) -> None:
    assert not any("Instance" in line for line in said(f"# 배포 가이드\n\n## 서버 정보\n\n{row}\n"))


@pytest.mark.parametrize(
    ("heading", "row", "named"),
    [
        ("서버 정보", "- 퍼블릭 IP: 13.209.10.20", True),
        ("サーバー情報", "- IPアドレス: 52.68.10.20", True),
        ("Server", "- Public IP: 52.68.10.20", True),
        ("DB 서버 정보", "- IP: 13.209.10.20", False),
        ("개발 서버", "- IP: 13.209.10.20", False),
        ("허용 목록", "- IP: 13.209.10.20", False),
        ("서버 정보", "- 버전: 13.209.10.20", False),
    ],
)
def test_an_address_alone_is_of_the_machine_that_its_heading_names(heading: str, row: str, *, named: bool) -> None:
    assert any("Instance" in line for line in said(f"# AWS EC2 배포 가이드\n\n## {heading}\n\n{row}\n")) is named


@pytest.mark.parametrize("row", ["- 초기에는 단일 인스턴스로 운영", "- シングルインスタンス構成で稼働"])
def test_one_server_in_words(row: str) -> None:
    assert any("Instance" in line for line in said(f"# AWS EC2 배포 가이드\n\n## 구성\n\n{row}\n"))


@pytest.mark.parametrize("row", ["- RDS 단일 인스턴스로 운영", "- Redis シングルインスタンス構成"])
def test_one_server_of_another_kind(row: str) -> None:
    assert not any("Instance" in line for line in said(f"# AWS EC2 배포 가이드\n\n## 구성\n\n{row}\n"))


def test_a_readme_that_sets_up_a_firewall_is_about_a_server() -> None:
    text = """\
        # Flask 적용

        ```
        sudo ufw allow 443
        sudo ufw enable
        sudo docker build -t api .
        sudo docker run -d --name api api
        ```
        """
    assert any(line.startswith("Deployment 4-7") for line in said(text, "api/README.md"))


@pytest.mark.parametrize(
    "row",
    [
        "- 비밀번호 재설정 : ALTER USER 'root'@'localhost' IDENTIFIED WITH mysql_native_password BY 'Birdnest7@';",
        "- DB 유저: CREATE USER shop WITH PASSWORD 'kV93mqLx2z'",
    ],
)
def test_a_statement_in_a_list_sets_a_password(row: str) -> None:
    (line,) = [line for line in said(f"# EC2 메모\n\n## MySQL 설치\n\n{row}\n") if "ExposedSecret" in line]
    assert "Birdnest7" not in line
    assert "kV93mqLx2z" not in line


def test_a_blank_in_a_statement_is_no_password() -> None:
    text = "# EC2 메모\n\n## MySQL 설치\n\n- CREATE USER 'app'@'%' IDENTIFIED BY 'YourPassword1!'\n"
    assert not any("ExposedSecret" in line for line in said(text))


@pytest.mark.parametrize(
    "row",
    ["1. IAM ユーザー作成（プログラムアクセスのみ）", "2) IAM 사용자 생성: 프로그래밍 방식 액세스 선택"],
)
def test_a_user_of_programs_has_keys(row: str) -> None:
    assert any("form=static-key" in line for line in said(f"# AWS 構築ガイド\n\n## 事前準備\n\n{row}\n"))


@pytest.mark.parametrize(
    "row",
    ["1. 퍼블릭 액세스: 예, 보안 그룹이 없다면 새로 생성", "1. パブリックアクセス: はい。グループがない場合は作成"],
)
def test_a_condition_denies_nothing(row: str) -> None:
    found = said(f"# RDS 구축 가이드\n\n## RDS 생성\n\n1. RDS 클래스: db.t3.micro\n{row}\n")
    assert any("Database" in line and "public=True" in line for line in found)


@pytest.mark.parametrize(
    ("chapter", "rows"),
    [
        (
            "서버 접속 정보",
            "| 접속정보 | ip | ID | PW | 비고 |\n|---|---|---|---|---|\n| DB서버 | - | moonlight | moonlight771093! | |",
        ),
        ("データベース情報", "- **ユーザー名:** postgres\n- **パスワード:** sora408155"),
        ("DB 접속 계정 정보", "- ID : shop\n- PW : moon123"),
        (
            "프로젝트 개요",
            "| 항목 | 값 |\n|---|---|\n| 어드민 URL | http://www.shop.kr/adm (계정:mjkim / rhksflwk.1) |",
        ),
    ],
)
def test_who_takes_a_server_over_reads_its_passwords(chapter: str, rows: str) -> None:
    found = [line for line in said(f"# 서버 운영 인수인계\n\n## {chapter}\n\n{rows}\n") if "ExposedSecret" in line]
    assert len(found) == 1
    assert not any(word in line for line in found for word in ("771093", "408155", "moon123", "rhksflwk"))


@pytest.mark.parametrize(
    ("chapter", "row"),
    [
        ("DB 접속 정보", "- PW: yourpassword1"),
        ("로컬 DB 접속 정보", "- PW: moonlight77"),
        ("DB 접속 정보", "- PW: root1234"),
        ("DB 접속 정보", "- PW: moon123"),
        ("DB 접속 정보", "- ID: root\n- PW: root1234"),
        ("DB 접속 정보", "- 비밀번호: 담당자에게 문의"),
        ("비밀번호 규칙", "- 비밀번호: letters8chars"),
    ],
)
def test_blanks_and_passwords_at_home_open_nothing(chapter: str, row: str) -> None:
    assert not any("ExposedSecret" in line for line in said(f"# 서버 가이드\n\n## {chapter}\n\n{row}\n"))


def test_what_somebody_does_over_ssh_is_done_on_a_server() -> None:
    text = """\
        # リリース手順

        ```sh
        ssh {name}@{サーバー}
        cd /home/shop/app
        ```

        ```sh
        git pull origin main
        composer install
        php artisan migrate
        ```
        """
    assert any(line.startswith("Deployment") for line in said(text, "release.md"))

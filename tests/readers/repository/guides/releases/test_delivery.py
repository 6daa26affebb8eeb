"""Releases that a guide has somebody put out with the tools of the cloud."""

from textwrap import dedent

import pytest

from holdfast.model.facts import Deployment, Fact, StandingName

from ..support import read, said


def released(heading: str, *commands: str, text: str = "") -> list[str]:
    """The deployments of a guide with one chapter of commands."""
    block = "\n".join(commands)
    guide = f"# AWS 배포 가이드\n\n{text}## {heading}\n\n```bash\n{block}\n```\n"
    lines = [line for line in said(guide) if line.startswith("Deployment")]
    return [line.replace(" carries_identity=False asks_health=False", "") for line in lines]


def test_a_service_that_is_updated_by_hand_is_a_deployment_named_by_its_image() -> None:
    build = ("docker build -t r.example/shop:latest .", "docker push r.example/shop:latest")
    update = "aws ecs update-service --cluster shop --service api --force-new-deployment"

    assert released("Release the API", *build, update) == [
        "Deployment 6-8 method=ecs name=aws-setup.md identity=latest manual=True"
    ]


def test_a_stack_by_hand_is_a_deployment_when_it_is_told_which_image_runs() -> None:
    stack = "aws cloudformation deploy --stack-name shop --template-file stack.yml"
    told = f"{stack} --parameter-overrides ImageTag=$(git rev-parse --short HEAD)"

    assert released("배포", stack) == []
    assert released("배포", told) == ["Deployment 6 method=cdk name=aws-setup.md identity=commit manual=True"]


def test_an_application_of_the_cdk_by_hand_has_no_name() -> None:
    assert released("Deploy", "npm ci", "npx cdk deploy --all") == [
        "Deployment 6-7 method=cdk name=aws-setup.md manual=True"
    ]


def test_a_first_set_up_a_part_from_elsewhere_and_a_way_back_are_no_release() -> None:
    assert released("ECS", "aws ecs create-service --cluster shop --service-name api --desired-count 2") == []
    assert released("Ingress", "kubectl apply -f https://example.com/controller.yaml") == []
    assert released("롤백", "eb deploy shop-prod --version v1") == []


def test_the_infrastructure_by_hand_does_not_hide_a_pull_onto_the_server() -> None:
    text = "## 인프라\n\n```bash\nnpx cdk deploy\n```\n\n"

    found = released("서버 배포", "git pull origin main", "npm ci", "pm2 restart api", text=text)

    assert [line.split()[2] for line in found] == ["method=cdk", "method=pm2"]


def test_a_release_that_is_fetched_in_one_chapter_is_started_in_the_next() -> None:
    guide = """
        # EC2 デプロイ手順

        ## ステップ 2: サーバーの設定

        ```bash
        sudo npm install -g pm2
        sudo systemctl start mongod
        ```

        ## ステップ 3: アプリケーションの取得

        ```bash
        git clone https://git.example.jp/shop.git
        npm ci
        ```

        ## ステップ 4: サーバーで起動

        ```bash
        pm2 start ecosystem.config.js
        ```
        """
    assert [line for line in said(guide) if line.startswith("Deployment")] == [
        "Deployment 13-20 method=pm2 identity=none asks_health=False manual=True first=True"
    ]


def test_tools_and_databases_that_a_guide_installs_are_no_release() -> None:
    assert released("서버 설정", "npm install -g pm2", "npm i pm2 --global", "sudo systemctl start mongod") == []


def test_commands_of_powershell_in_a_guide_are_read() -> None:
    guide = """
        # AWS 배포 가이드

        ## 배포

        ```powershell
        $cluster = "shop"
        docker push r.example/shop:latest
        aws ecs update-service --cluster $cluster `
          --service api --force-new-deployment
        ```
        """
    assert [line for line in said(guide) if line.startswith("Deployment")] == [
        "Deployment 7-9 method=ecs name=aws-setup.md identity=latest carries_identity=False asks_health=False manual=True"
    ]


def test_a_step_that_names_its_command_in_the_text_is_a_deployment() -> None:
    steps = "1. `npm ci` 실행\n2. `npx cdk deploy ApiStack --profile shop` 를 실행합니다\n"
    listed = "- `cdk deploy`  deploy this stack to your default account\n- `cdk diff`  compare\n"
    found = [line for line in said(f"# AWS 배포 가이드\n\n## 배포\n\n{steps}") if "Deployment" in line]
    assert found == ["Deployment 6 method=cdk asks_health=False manual=True"]
    found = [line for line in said(f"# AWS CDK\n\n## Useful commands\n\n{listed}") if "Deployment" in line]
    assert found == ["Deployment 5 method=cdk asks_health=False manual=True"]


def test_a_release_by_commands_over_ssh_one_by_one_is_a_deployment_by_hand() -> None:
    ssh = 'ssh -i shop.pem ec2-user@$HOST "cd shop && '

    assert released("배포", f'{ssh}git pull origin main"', f'{ssh}docker-compose up -d"') == [
        "Deployment 6-7 method=compose identity=none asks_health=False manual=True"
    ]


@pytest.mark.parametrize(
    ("asked", "heeds"),
    [
        ("curl -f http://$HOST:5000/ || exit 1", True),
        ("curl -sf --max-time 5 https://shop.example.com || { docker compose logs; exit 1; }", True),
        ("curl --fail http://localhost:8080/ || (docker compose logs && exit 1)", True),
        ("curl http://$HOST:5000/", False),
        ("curl -f http://$HOST:5000/ || true", False),
        ("curl -fsSL https://get.docker.com | sh", False),
    ],
)
def test_a_page_whose_bad_answer_ends_the_release_is_asked_for(asked: str, *, heeds: bool) -> None:
    found = read(f"# AWS\n\n## 배포\n\n```bash\nssh ubuntu@$HOST\ngit pull\ndocker compose up -d\n{asked}\n```\n")
    assert [one.asks_health for one in found if isinstance(one, Deployment)] == [heeds]


@pytest.mark.parametrize(
    ("heading", "asks"),
    [("Verify the release", True), ("배포 확인", True), ("デプロイの確認", True), ("Troubleshooting", False)],
)
def test_a_later_chapter_on_looking_at_the_release_has_somebody_ask(heading: str, *, asks: bool) -> None:
    rows = "ssh ubuntu@$HOST\ngit pull\ndocker compose up -d"
    asked = f"## {heading}\n\n```bash\ncurl http://localhost:8080/api/health\n```\n"
    found = read(f"# AWS\n\n## 배포\n\n```bash\n{rows}\n```\n\n{asked}")
    assert [one.asks_health for one in found if isinstance(one, Deployment)] == [asks]


def test_commands_that_go_on_in_the_next_rows_are_a_release() -> None:
    compose = "docker compose \\\n    --env-file .env.live \\\n    -f compose.live.yaml \\\n    "

    assert released("서버 배포", f"{compose}pull", f"{compose}up -d") == [
        "Deployment 6-13 method=compose identity=none asks_health=False manual=True"
    ]


def test_a_release_with_many_files_named_on_its_way_is_a_release() -> None:
    up = "docker-compose -f docker-compose.yml -f docker-compose.production.yml --env-file .env.production up -d"

    assert released("서버 배포", "git pull origin main", up) == [
        "Deployment 6-7 method=compose identity=none asks_health=False manual=True"
    ]


def test_an_image_pushed_by_hand_under_a_name_that_moves_stands_for_no_release() -> None:
    registry = "123456789012.dkr.ecr.ap-northeast-2.amazonaws.com"

    def pushed(tag: str) -> list[str]:
        guide = f"# AWS 배포 가이드\n\n## ECR\n\n```bash\ndocker tag shop {tag}\ndocker push {tag}\n```\n"
        return [line for line in said(guide) if line.startswith("StandingName")]

    assert pushed(f"{registry}/shop:latest") == ["StandingName 7 name=shop:latest"]
    assert pushed(f"{registry}/shop:$(git rev-parse --short HEAD)") == []


@pytest.mark.parametrize(
    ("step", "seen"),
    [
        ("```bash\ndocker build -t r.example/shop:latest . && docker push r.example/shop:latest\n```", True),
        ("```bash\ndocker buildx build --platform linux/amd64 -t r.example/shop:latest --push .\n```", True),
        ("이미지를 latest 태그로 빌드해 ECR에 푸시합니다.", True),
        ("イメージを latest タグでビルドしてECRにプッシュします。", True),
        ("Build the image with the tag `latest` and push it to ECR.", True),
        ("Do not push the tag latest.", False),
        ("```bash\ndocker buildx build \\\n  -t r.example/shop:latest \\\n  --push .\n```", True),
        ("```bash\ndocker buildx build -t r.example/shop:latest -t r.example/shop:1.4.2 --push .\n```", False),
        ('```bash\ndocker build -t "$REPO:latest" .\ndocker push "$REPO:latest"\n```', True),
        ("```bash\ndocker tag shop:latest r.example/shop:latest\ndocker compose -f b.yml push\n```", True),
        ("```bash\ndocker tag shop:latest r.example/shop:latest\ndocker images\n```", False),
        ("```bash\ndocker build -t r.example/shop:1.4.2 . && docker push r.example/shop:1.4.2\n```", False),
    ],
)
def test_so_does_one_that_is_built_and_pushed_in_one_row_or_in_words(step: str, seen: bool) -> None:
    guide = f"# AWS deployment guide\n\n## Deploy the image\n\n{step}\n"

    assert any("latest" in line for line in said(guide) if line.startswith(("StandingName", "Deployment"))) is seen


def test_an_image_pulled_and_started_by_hand_is_a_release_named_latest() -> None:
    image = "123456789012.dkr.ecr.ap-northeast-2.amazonaws.com/shop"

    found = released("수동 배포", f"docker pull {image}:latest", "docker stop shop", f"docker run -d {image}:latest")

    assert len(found) == 1
    assert "identity=latest" in found[0]


def test_an_image_that_a_form_takes_under_a_name_that_moves_stands_for_no_release() -> None:
    rows = "| 項目 | 設定値 |\n|---|---|\n| ECRイメージURI | `[ID].dkr.ecr.ap-northeast-1.amazonaws.com/shop:{tag}` |\n"

    def taken(tag: str) -> list[str]:
        guide = f"# App Runner セットアップ手順\n\n## 基本設定\n\n{rows.replace('{tag}', tag)}"
        return [line for line in said(guide) if line.startswith("StandingName")]

    assert taken("latest") == ["StandingName 7 name=.dkr.ecr.ap-northeast-1.amazonaws.com/shop:latest"]
    assert taken("4f2a9c1") == []


def test_a_deployment_that_is_only_drawn_as_a_flow_is_a_claim() -> None:
    flow = "```\ngit push (main)\n  → GitHub Actions 트리거\n  → EC2 SSH 접속\n  → docker compose pull & up\n```\n"
    drawn = [line for line in said(f"# 서비스 배포 가이드\n\n## 배포 흐름\n\n{flow}") if "Deployment" in line]

    assert [line.split(" carries")[0] for line in drawn] == ["? Deployment 6-9 method=other asks_health=False"]


def test_a_flow_beside_a_deployment_that_is_shown_adds_nothing() -> None:
    flow = "## 배포 흐름\n\n1. 최신 코드 pull\n2. 빌드\n3. 컨테이너 재시작\n\n"

    assert len(released("서버 배포", "git pull origin main", "npm ci", "pm2 restart api", text=flow)) == 1


def test_a_pipeline_that_a_guide_offers_beside_does_not_hide_the_update_by_hand() -> None:
    steps = (
        "    steps:\n      - run: ssh deploy@shop.example.com 'cd shop && git pull && docker compose up -d --build'\n"
    )
    pipeline = f"on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n{steps}"
    text = f"## CI/CD\n\n```yaml\n# .github/workflows/deploy.yml\n{pipeline}```\n\n"

    found = released("서버 업데이트", "cd ~/shop", "git pull", "docker compose up -d --build", text=text)

    assert ["manual=True" in line for line in found] == [False, True]


def test_the_command_by_which_kamal_goes_back_is_a_way_back() -> None:
    assert any(one.startswith("Rollback") for one in said("# Rollback\n\n```bash\nkamal rollback 3f1c0de\n```\n"))


@pytest.mark.parametrize(
    ("commands", "identity"),
    [
        (
            'export V=$(git rev-parse HEAD)\ndocker build -t shop/api:$V .\nssh ops@shop.kr "V=$V docker compose up -d"',
            "commit",
        ),
        ("git -C /srv/shop pull\npm2 restart shop", "none"),
        ("git pull\nbundle install\nbundle exec unicorn_rails -c config/unicorn.rb -E production -D", "none"),
        ("git pull\nbundle install\nkill -USR2 $(cat tmp/unicorn.pid)", "none"),
        ("git pull\nbundle install\nbundle exec pumactl -P tmp/puma.pid phased-restart", "none"),
        ("git pull\nbundle install\nbundle exec rake unicorn:restart", "none"),
        ("git pull\nbundle install\ntouch tmp/restart.txt", "none"),
    ],
)
def test_a_release_that_a_person_types_is_named_by_what_is_typed(commands: str, identity: str) -> None:
    guide = f"# EC2 サーバーのデプロイ手順\n\n## デプロイ\n\n```bash\n{commands}\n```\n"
    [deployment] = [one for one in said(guide) if one.startswith("Deployment")]

    assert f"identity={identity}" in deployment


APART = """
    # Deployment runbook for EC2

    ## Fetch the release

    ```bash
    {fetch}
    unzip -o api.zip
    ```

    ## Settings

    {between}

    ## Start the server

    ```bash
    {start}
    ```

    ```bash
    curl -f http://localhost:8000/health
    ```
"""


@pytest.mark.parametrize(
    ("fetch", "start", "deploys"),
    [
        ("aws s3 cp s3://shop-releases/api.zip .", "docker compose up -d --build", True),
        ('aws s3 cp "s3://shop-releases/api.tar.gz" .', "npm run start:prod", True),
        ("git clone https://github.com/shop/api.git", "NODE_ENV=production npm start", True),
        ("aws s3 cp s3://shop-settings/api.env .env", "docker compose up -d", False),
        ("git clone https://github.com/shop/api.git", "npm run start:dev", False),
    ],
)
def test_a_release_is_fetched_in_one_chapter_and_started_in_a_later_one(fetch: str, start: str, deploys: bool) -> None:
    text = dedent(APART).format(fetch=fetch, between="- a line\n" * 40, start=start)
    found = [one for one in read(text) if isinstance(one, Deployment)]
    assert bool(found) is deploys
    for one in found:
        assert (one.at.start_line, one.where("fetched").start_line, one.asks_health) == (57, 6, True)


def test_a_chapter_on_the_next_release_says_more_than_the_first_one_that_it_repeats() -> None:
    sent = "scp shop.jar ec2-user@203.0.113.7:/opt/shop.jar"
    first = f"### 3.1 Copy\n\n```bash\n{sent}\n```\n\n### 3.2 Start\n\n```bash\nsudo systemctl start shop\n```\n\n"
    again = f"### 3.3 {{0}}\n\n```bash\n{sent}\nssh ec2-user@203.0.113.7 'sudo systemctl restart shop'\n```\n"

    lines = [
        [
            one.at.start_line
            for one in read(f"# AWS\n\n## 3. Deploy\n\n{first}{again.format(title)}")
            if isinstance(one, Deployment)
        ]
        for title in ("Updating", "デプロイ更新時の手順")
    ]
    assert lines == [[20], [20]]


def test_what_is_done_for_each_release_says_more_than_the_first_start_above_it_in_the_chapter() -> None:
    start = "```bash\n{}\n./gradlew build\nnohup java -jar build/libs/shop.jar &\n```\n"
    first, again = start.format("git clone https://github.com/shop/api.git"), start.format("git pull")
    text = f"# EC2 배포\n\n## 서버에서 실행\n\n{first}\n재배포\n{again}"
    [found] = [one for one in read(text) if isinstance(one, Deployment)]
    assert (found.at.start_line, found.at.end_line, found.first) == (13, 15, False)


@pytest.mark.parametrize(
    ("commands", "told"),
    [
        (("git clone https://github.com/acme/shop.git", "npm install", "npm start"), True),
        (("git clone https://github.com/acme/shop.git", "pip install -r requirements.txt", "python3 app.py"), True),
        (("git pull", "nohup python3 app.py &"), True),
        (("scp shop.zip ec2-user@203.0.113.9:shop.zip", "unzip shop.zip", "sudo ./shop -port=80"), True),
        (("scp notes.txt ec2-user@203.0.113.9:notes.txt", "./gradlew clean"), False),
        (("pip install -r requirements.txt", "gunicorn --bind 0.0.0.0:8000 shop.wsgi"), True),
        (("npm install", "npm start"), False),
        (("git clone https://github.com/acme/shop.git", "sudo ./run.sh"), True),
        (("git clone https://github.com/acme/shop.git", "DOMAIN=shop.kr ./install-all.sh"), True),
        (("git clone https://github.com/acme/shop.git", "sudo ./setup-docker.sh"), False),
        (("pip install -r requirements.txt", "python manage.py runserver"), False),
    ],
)
def test_a_program_that_is_fetched_and_started_by_itself_is_released(commands: tuple[str, ...], told: bool) -> None:
    assert bool(released("Run on the server", *commands)) == told


def test_chapters_for_each_step_tell_of_one_release_and_of_no_environment_for_tests() -> None:
    text = "---\n\n# Deployment guide (EC2)\n\n---\n\n## 1. Clone project\n\n```bash\ngit clone {}\n```\n\n"
    text += "## 2. Test server (temporary)\n\nTest:\n\n```bash\ncurl http://localhost/health\n```\n\n"
    text += "## 3. Run it by PM2\n\n```bash\npm2 start shop.js\n```\n"
    read_there = read(text.format("https://git.example.jp/shop.git"), "DEPLOYMENT.md")
    [found] = [one for one in read_there if isinstance(one, Deployment)]
    assert (found.method, found.at.start_line) == ("pm2", 10)
    assert {one.environment for one in read_there if isinstance(one, Fact)} == {None}


@pytest.mark.parametrize(
    ("heading", "told"),
    [
        ("3. アプリケーションの起動", 1),
        ("3. Start the service", 1),
        ("3. 서비스 시작", 1),
        ("3. Start the service and look at its logs", 1),
        ("3. 서비스 시작/중지 및 로그 확인", 0),
        ("メンテナンスコマンド", 0),
        ("Useful commands", 0),
        ("유지보수", 0),
        ("トラブルシューティング", 0),
        ("Troubleshooting", 0),
    ],
)
def test_a_chapter_on_looking_after_a_server_releases_nothing_that_an_earlier_one_fetched(
    heading: str, told: int
) -> None:
    text = "# Deployment guide (EC2)\n\n## 2. EC2 server\n\n```bash\ncd /srv\n"
    text += "git clone https://git.example.jp/shop.git\nsudo ./setup_ec2.sh\n```\n\n"
    text += f"## {heading}\n\n### Gunicorn\n\n```bash\nsudo systemctl restart gunicorn\n```\n"
    assert len([one for one in read(text, "DEPLOYMENT.md") if isinstance(one, Deployment)]) == told


@pytest.mark.parametrize(("path", "told"), [("deploy/ec2/README.md", 1), ("README.md", 0)])
def test_a_readme_among_the_files_of_servers_leads_through_their_steps(path: str, told: int) -> None:
    text = "Notes for EC2\n\n1) Application\n- copy the code there (git clone or rsync)\n"
    text += "- `pip install -r requirements.txt`\n\n2) Service\n- `sudo systemctl enable --now shop`\n"
    assert len([one for one in read(text, path) if isinstance(one, Deployment)]) == told


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        (("Upload only the dist folder", "Restart the server on EC2"), 1),
        (("Copy your project code to /srv/shop", "Restart the app"), 1),
        (("Pull the main branch", "Restart the server"), 1),
        (("Upload a picture", "Restart the server"), 0),
    ],
)
def test_steps_that_copy_what_was_built_and_start_it_again_are_a_release(steps: tuple[str, ...], told: int) -> None:
    rows = "".join(f"{number}. {step}\n" for number, step in enumerate(steps, start=1))
    text = f"# EC2 deployment\n\n## Future deployments\n\n{rows}"
    assert len([one for one in read(text, "DEPLOYMENT.md") if isinstance(one, Deployment)]) == told


@pytest.mark.parametrize(("lead", "told"), [("HOW TO UPDATE PRODUCTION:", 1), ("How to try it:", 0)])
def test_steps_under_a_line_that_leads_to_production_are_taken_there(lead: str, told: int) -> None:
    text = f"{lead}\n1. Log in to the EC2 instance\n2. Pull the main branch.\n3. Restart the server\n"
    assert len([one for one in read(text, "README.md") if isinstance(one, Deployment)]) == told


@pytest.mark.parametrize(
    ("title", "told"),
    [("# Deploying the shop to EC2", 1), ("## 店のデプロイ", 1), ("# 배포 매뉴얼", 1), ("# Shop", 0)],
)
def test_a_readme_whose_title_is_a_guides_is_one_although_its_chapters_do_not_say_so(title: str, told: int) -> None:
    text = f"{title}\n\n#### 1. Clone\n\n```\n$ ssh ubuntu@shop.example.com\n$ git pull\n$ pm2 restart shop\n```\n"
    assert len([one for one in read(text, "README.md") if isinstance(one, Deployment)]) == told


@pytest.mark.parametrize(
    ("fetch", "told"),
    [
        ("[ec2-user@ip-10-0-0-5 ~]$ git clone https://git.example/shop.git", True),
        ("ubuntu@shop-1:~$ git pull", True),
        ("gh repo clone acme/shop", True),
        ("svn checkout https://svn.example/shop/trunk", True),
        ("docker-compose -f docker-compose.prod.yml pull", True),
        ("docker compose pull", True),
        ("# docker compose pull", False),
        ("sftp -i shop.pem ubuntu@203.0.113.9\nsftp> put target/shop.jar", True),
        ("scp -i shop.pem target/shop.jar ubuntu@203.0.113.9:/srv/", True),
        ("scp -i shop.pem shop.sql ubuntu@203.0.113.9:/tmp/", False),
        ("rsync -avz .env ubuntu@203.0.113.9:/srv/shop/", False),
        ("scp -i shop.pem config/master.key ubuntu@203.0.113.9:shop/config", False),
        ("scp -i shop.pem scripts/setup-ec2.sh ubuntu@203.0.113.9:~/", False),
        ("scp install.sh ubuntu@203.0.113.9:", False),
        ("rsync -avz ops/server_bootstrap.sh ubuntu@203.0.113.9:/tmp/", False),
        ("sudo rsync -aP /var/lib/docker/ /mnt/docker-data", False),
        ("rsync -a 'ubuntu@203.0.113.9:/var/log/shop/' logs", False),
        ("scp -r ubuntu@203.0.113.9:/etc/nginx .", False),
        ("rsync -a dist/ ubuntu@203.0.113.9:/var/lib/shop/", True),
        ("scp -i shop.pem deploy.sh ubuntu@203.0.113.9:~/", True),
        ("sftp -i shop.pem ubuntu@203.0.113.9\nsftp> get app.log", False),
    ],
)
def test_a_release_comes_onto_the_server_in_many_ways_and_data_or_secrets_are_none(fetch: str, *, told: bool) -> None:
    assert bool(released("EC2 server", *fetch.split("\n"), "sudo systemctl restart shop")) is told


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        ("git pull\nnpm ci\npm2 restart shop\n", ["5-9", "16-18"]),
        ("git pull\nnpm ci\n", ["5-9"]),
        ("pm2 restart shop\n", ["5-9"]),
    ],
)
def test_a_whole_release_in_a_later_chapter_is_told_beside_the_first(rows: str, lines: list[str]) -> None:
    first = "```bash\nssh ubuntu@203.0.113.9\ncd shop\ngit pull\nnpm ci\npm2 restart shop\n```\n"
    guide = f"# Deploy to EC2\n\n## Upgrade to version 2\n{first}\n## Later releases\n\nOn the server:\n```bash\n{rows}```\n"
    told = [line.split()[1] for line in said(guide) if line.startswith("Deployment")]
    assert told == lines


@pytest.mark.parametrize(
    ("script", "told"), [("setup.sh", True), ("setup-ec2.sh", False), ("install_server.sh", False), ("run.sh", True)]
)
def test_a_script_that_makes_a_server_of_a_machine_is_no_release(script: str, *, told: bool) -> None:
    fetch = f"curl -o {script} https://raw.githubusercontent.com/acme/shop/main/{script}"
    assert bool(released("EC2 server", fetch, f"chmod +x {script}", f"./{script}")) is told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- clone the repository into `/srv/shop`\n- `sudo systemctl enable --now shop`", 1),
        (("#### 1. ソースコードの取得\nEC2で `git clone https://git.example/shop.git` を実行します。\n\n"
         "#### 2. 起動\n```bash\nsudo systemctl start shop\n```"), 1),
        ("- the repository holds the code of the shop\n- `sudo systemctl enable --now shop`", 0),
    ],
)  # fmt: skip
def test_a_step_that_clones_onto_the_server_is_the_fetch_of_a_release(text: str, told: int) -> None:
    guide = f"# Deploy to EC2\n\n## Server setup\n\n{text}\n"
    assert len([line for line in said(guide, "deploy/ec2/README.md") if line.startswith("Deployment")]) == told


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("서버에 접속해서 `git pull` 후 `./deploy.sh`를 실행합니다.", 1),
        ("On the server run `git pull` and then `pm2 restart shop`.", 1),
        ("서버에 접속해서 `git log` 로 버전을 확인합니다.", 0),
        ("`git pull`로 최신 코드를 받아 코드를 확인합니다.", 0),
    ],
)
def test_a_line_that_fetches_and_starts_in_one_breath_is_a_release(line: str, told: int) -> None:
    guide = f"# EC2 배포 가이드\n\n## 업데이트 배포\n\n{line}\n"
    assert len([one for one in said(guide) if one.startswith("Deployment")]) == told


@pytest.mark.parametrize(
    ("heading", "counts"),
    [
        ("ローカルの修正を本番に反映する", True),
        ("로컬에서 서버로 배포", True),
        ("From local to the server", True),
        ("ローカルでの確認", False),
        ("로컬에서 서버 실행", False),
    ],
)
def test_a_release_that_begins_at_home_and_ends_on_a_server_is_one(heading: str, counts: bool) -> None:
    push, pull = "git push origin main", "ssh ec2-user@shop.example\ncd shop\ngit pull origin main"
    blocks = [f"```bash\n{text}\n```\n" for text in (push, pull, "docker compose up -d --build")]
    text = "# AWS deployment\n\n## " + heading + "\n\n" + "\nNext:\n\n".join(blocks)
    found = [line for line in said(text) if line.startswith("Deployment 12-20 ")]
    assert bool(found) is counts


_PAGES = (
    "# 2. Pages\n\n## 2.1 Upload to the server\n\n```bash\nscp -r dist/* ubuntu@203.0.113.9:/var/www/html/\n```\n\n"
)
_PROGRAM = (
    "# 3. Program\n\n## 3.1 Build (at home)\n\n```bash\n./gradlew clean build\n```\n\n"
    "## 3.2 Upload to the server\n\n```bash\nscp build/libs/shop.jar ubuntu@203.0.113.9:/srv/shop/\n```\n\n"
    "## 3.3 Start on the server\n\n```bash\nnohup java -jar shop.jar &\n```\n"
)


def test_the_program_that_is_sent_and_started_goes_before_the_pages_that_are_given_out() -> None:
    found = [line for line in said(f"{_PAGES}{_PROGRAM}", "README.md") if line.startswith("Deployment")]
    assert [line.split(" ")[1] for line in found] == ["20-26"]
    found = [line for line in said(_PAGES, "README.md") if line.startswith("Deployment")]
    assert [line.split(" ")[1] for line in found] == ["6"]


def test_a_build_whose_name_ends_in_snapshot_is_no_copy_of_the_data() -> None:
    guide = "# Shop server\n\n## Upload\n\n- Local: `build/libs/shop-0.0.1-SNAPSHOT.jar`\n- Server: `/srv/shop/`\n"
    assert not any("BackupJob" in line for line in said(guide, "README.md"))


def test_a_release_that_is_told_twice_in_a_chapter_is_told_at_both_places() -> None:
    block = "```bash\ngit -C /srv/shop pull\nsudo systemctl restart shop\n```\n"
    guide = f"# Shop\n\n## EC2 서버 배포\n\n### 업데이트\n\n{block}\n### 코드 반영 절차\n\n{block}"
    places = [line.split()[1] for line in said(guide) if line.startswith("Deployment")]
    assert places == ["8-9", "15-16"]


@pytest.mark.parametrize(
    ("heading", "command", "told"),
    [
        ("Build on your local machine", "docker push acme/kennel:latest", 1),
        ("로컬에서 이미지 준비", "docker push ghcr.io/acme/kennel:latest", 1),
        ("ローカルでビルド", "sudo docker image push acme/kennel:latest", 1),
        ("Local registry", "docker push localhost:5000/kennel:latest", 0),
        ("Build on your local machine", "docker build -t acme/kennel:latest .", 0),
    ],
)
def test_an_image_that_is_pushed_from_home_is_what_servers_take(heading: str, command: str, told: int) -> None:
    text = f"# Deploy to EC2\n\n## {heading}\n\n```bash\n{command}\n```\n"
    assert len([one for one in read(text, "DEPLOY.md") if isinstance(one, StandingName)]) == told


@pytest.mark.parametrize("heading", ["Quick commands reference", "자주 쓰는 명령어", "よく使うコマンド"])
def test_a_script_that_is_shown_whole_is_a_release_where_it_fetches_and_starts(heading: str) -> None:
    colours = "\n".join(f"C{n}='\\033[0;3{n}m'" for n in range(8)) * 6
    script = f"{colours}\ncd /srv/shop\ngit pull origin main\nnpm ci\n\npm2 restart shop\necho done\n"
    guide = f"# EC2 서버 배포\n\n## {heading}\n\n```bash\n{script}```\n"
    begun = guide[: guide.index("git pull")].count("\n") + 1
    places = [line.split()[1] for line in said(guide) if line.startswith("Deployment")]
    assert places == [f"{begun}-{begun + 3}"]


def test_a_page_of_references_to_read_is_no_release() -> None:
    guide = "# EC2 서버 배포\n\n## References\n\n```bash\ncd /srv/shop\ngit pull\npm2 restart shop\n```\n"
    assert not any(line.startswith("Deployment") for line in said(guide))


@pytest.mark.parametrize(("service", "ways"), [("web", 2), ("nginx", 1), ("db", 1)])
def test_a_container_that_is_started_again_puts_out_what_was_fetched_and_a_proxy_does_not(
    service: str, ways: int
) -> None:
    built = "## 서버: 이미지 변경\n\n```bash\ngit pull origin main\ndocker-compose up -d --build\n```\n"
    again = f"## 서버: 코드 변경\n\n```bash\ngit pull origin main\ndocker-compose restart {service}\n```\n"
    told = [one for one in said(f"# EC2 배포 가이드\n\n{built}\n{again}") if one.startswith("Deployment")]
    assert len(told) == ways


def test_a_way_back_that_leaves_the_schema_alone_is_one_of_releases() -> None:
    way = "`make live-rollback` starts the image before, {} migrations."
    assert any("Rollback" in one for one in said(f"# Releasing to EC2\n\n## Back\n\n{way.format('without')}\n"))
    assert not any("Rollback" in one for one in said(f"# Releasing to EC2\n\n## Back\n\n{way.format('of the')}\n"))


def test_a_command_that_releases_whole_is_told_once_however_often_a_guide_lists_it() -> None:
    guide = (
        "# Elastic Beanstalk\n\n## Deploy\n\n```bash\neb deploy\n```\n\n"
        "## Commands\n\n```bash\neb status\neb deploy   # again\n```\n"
    )
    assert [line.split()[1] for line in said(guide) if line.startswith("Deployment")] == ["6"]


def test_a_pipelines_file_in_a_guide_logs_in_and_asks_by_itself() -> None:
    rows = (
        "name: Deploy\non: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n"
        "      - uses: appleboy/ssh-action@v1\n        with:\n          host: ${{ secrets.HOST }}\n"
        "          key: ${{ secrets.KEY }}\n          script: |\n            git pull\n"
        "            docker compose up --build -d\n            curl -f http://localhost:3000/health || echo no\n"
    )
    found = said(f"# Deploy to EC2\n\n## Workflow\n\n```yaml\n{rows}```\n")
    assert [line.split(" actor=")[1] for line in found if line.startswith("Login")] == ["workflow"]
    assert [line.split()[2] for line in found if line.startswith("HealthProbe")] == ["asker=deploy"]


def _by_steps(*steps: str) -> list[tuple[int, int]]:
    quick = "## Quick\n\nOn the server:\n\n```bash\ncd /srv/shop\ngit pull\ndocker compose up -d --build\n```\n\n"
    rows = "\n\n".join(f"### {at}. Step\n\n```bash\n{step}\n```" for at, step in enumerate(steps, start=1))
    found = read(f"# Deploy to EC2\n\n{quick}## By hand\n\n{rows}\n")
    return [(one.at.start_line, one.at.end_line) for one in found if isinstance(one, Deployment)]


def test_a_further_chapter_that_takes_and_starts_a_release_in_steps_of_its_own_is_told() -> None:
    steps = ("ssh ubuntu@1.2.3.4\ncd shop", "git pull origin main", "cp .env.ec2 .env", "docker compose up -d")
    assert _by_steps(*steps) == [(8, 10), (25, 37)]


def test_a_chapter_that_only_starts_or_only_fetches_is_none() -> None:
    assert _by_steps("ssh ubuntu@1.2.3.4", "docker compose up -d") == [(8, 10)]
    assert _by_steps("ssh ubuntu@1.2.3.4", "git pull", "docker compose ps") == [(8, 10)]


_SCRIPT = ("#!/bin/bash", "cd /home/ubuntu/shop", "git pull origin main", "docker compose up -d --build")


@pytest.mark.parametrize(
    ("heading", "commands", "told"),
    [
        (
            "Step 10: Automatic Deployments (Optional)",
            _SCRIPT,
            ["Deployment 6-9 method=compose identity=none manual=True"],
        ),
        ("배포 스크립트 (선택)", _SCRIPT, ["Deployment 6-9 method=compose identity=none manual=True"]),
        ("デプロイスクリプト（任意）", _SCRIPT, ["Deployment 6-9 method=compose identity=none manual=True"]),
        ("Look at the server (Optional)", ("cd /home/ubuntu/shop", "git log -1", "docker compose ps"), []),
    ],
)
def test_a_release_in_a_chapter_that_may_be_left_out_is_one(
    heading: str, commands: tuple[str, ...], told: list[str]
) -> None:
    assert [one.replace(" asks_health=False", "") for one in released(heading, *commands)] == told


def test_what_is_started_again_above_a_build_is_no_release() -> None:
    restart = "## 서버 설정\n\n### 재시작\n\n```bash\nsudo systemctl restart shop\n```\n\n### 화면\n\n```bash\nnpm run build\n```\n"
    build = "## 배포\n\n### 빌드\n\n```bash\nnpm run build\n```\n\n### 재시작\n\n```bash\nsudo systemctl restart shop\n```\n"

    assert not any(line.startswith("Deployment") for line in said(f"# AWS 배포 가이드\n\n{restart}"))
    assert any(line.startswith("Deployment") for line in said(f"# AWS 배포 가이드\n\n{build}"))


_START = "## 서버에서 시작\n\n```bash\ncd ~/shop/backend\npm2 start ecosystem.config.js\n```\n\n"


@pytest.mark.parametrize(
    ("heading", "block", "lines"),
    [
        ("업데이트", ("cd ~/shop", "git pull", "npm run build", "pm2 restart shop"), "13-16"),
        (
            "자주 사용하는 명령어",
            ("pm2 status", "pm2 restart shop", "", "# 재배포", "git pull", "pm2 restart shop"),
            "17-18",
        ),
        ("Useful commands", ("pm2 logs shop", "", "# Redeploy", "git pull", "sudo systemctl restart shop"), "16-17"),
        ("よく使うコマンド", ("pm2 logs shop", "", "git pull", "pm2 restart shop"), "15-16"),
        ("Useful commands", ("git pull", "npm run build"), None),
    ],
)
def test_a_release_is_told_beside_the_first_start(heading: str, block: tuple[str, ...], lines: str | None) -> None:
    chapter = f"## {heading}\n\n```bash\n" + "\n".join(block) + "\n```\n"
    found = said(f"# 시작 가이드\n\n{_START}{chapter}", "deployment/QUICK_START.md")

    told = [one.lstrip("? ").split()[1] for one in found if one.lstrip("? ").startswith("Deployment")]
    assert [one for one in told if int(one.split("-")[0]) > 9] == ([lines] if lines else [])

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Fact
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.embedded import language_of, read_embedded

from .templates.support import told


def read(language: str, text: str) -> list[str]:
    snippet = Snippet("docs/guide.md", text, first_line=11, kind=EvidenceKind.INSTRUCTED, heading="서버 배포")
    return told(reading for reading in read_embedded(language, snippet) if isinstance(reading, Fact))


NGINX = "server {\n  listen 80;\n  location / { proxy_pass http://127.0.0.1:3000; }\n}\n"


@pytest.mark.parametrize("language", ["nginx", "conf", ""])
def test_nginx_is_known_by_its_name_or_by_its_looks(language: str) -> None:
    assert [line.partition(" strips")[0] for line in read(language, NGINX)] == [
        "ProxyRoute 13 path=/ upstreams=(127.0.0.1:3000)"
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("shop.example.kr {\n    reverse_proxy localhost:3000\n}\n", True),
        ("{$SITE} {\n\troot * /srv\n\tfile_server\n}\n", True),
        (":80 {\n    reverse_proxy localhost:3000\n}\n", True),
        ("shop.example.kr {\n    something else\n}\n", False),
        ("reverse_proxy localhost:3000\n", False),
    ],
)
def test_a_site_of_caddys_is_known_by_its_looks(text: str, *, told: bool) -> None:
    assert bool(read("", text)) is told


@pytest.mark.parametrize("language", ["json", ""])
def test_cors_rules_are_handed_to_the_reader_of_documents(language: str) -> None:
    text = '[\n  {"AllowedOrigins": ["https://a.kr"], "AllowedMethods": ["GET"]}\n]\n'

    assert read(language, text) == ["BucketCors 12 origins=(https://a.kr) methods=(GET)"]


def test_a_command_that_sets_cors_rules_does_not_hide_those_around_it() -> None:
    rules = '{"CORSRules":[{"AllowedOrigins":["*"],"AllowedMethods":["GET"]}]}'
    text = f"ssh root@203.0.113.7\naws s3api put-bucket-cors --bucket a --cors-configuration '{rules}'\n"

    assert {line.partition(" ")[0] for line in read("", text)} >= {"BucketCors", "Login"}


@pytest.mark.parametrize("language", ["hcl", "terraform", ""])
def test_terraform_is_known_by_its_name_or_by_its_looks(language: str) -> None:
    text = 'resource "aws_instance" "web" {\n  instance_type = "t3.small"\n}\n'

    assert any(line.startswith("Instance 11") for line in read(language, text))


def test_a_template_in_yaml_is_told_from_a_compose_file() -> None:
    template = "Resources:\n  Host:\n    Type: AWS::EC2::Instance\n    Properties:\n      InstanceType: t3.small\n"
    compose = "services:\n  db:\n    image: postgres:16\n"

    assert any(line.startswith("Instance") for line in read("yaml", template))
    assert any(line.startswith("Container") for line in read("yaml", compose))


def test_prompts_are_taken_off_and_what_the_terminal_printed_is_ignored() -> None:
    text = "$ ssh -i k.pem \\\n>   ubuntu@1.2.3.4\n[ec2-user@ip-10-0-0-1 ~]$ pm2 ls\nssh root@not.a.command\n"

    assert read("console", text)[0] == "Login 11-12 method=ssh user=ubuntu"
    assert not any("root" in line for line in read("console", text))


def test_crontab_lines_among_commands_keep_their_schedule() -> None:
    text = "crontab -e\n0 4 * * * certbot renew --quiet\n"

    assert any(line.startswith("CertificateRenewal 12") and "0 4 * * *" in line for line in read("bash", text))


UNIT = "[Service]\nUser=root\nEnvironment=DB_HOST=localhost\nExecStart=/usr/bin/java -jar shop.jar\n"


def test_what_goes_on_behind_a_unit_is_left_to_the_commands() -> None:
    text = f"sudo nano shop.service\n\n[Unit]\nAfter=network.target\n\n{UNIT}\n# start\nsudo ufw allow 22/tcp\n"

    assert any(one.startswith("Ingress 22") for one in read("bash", text))


@pytest.mark.parametrize(
    ("language", "text", "line"),
    [
        ("ini", UNIT, 13),
        ("", UNIT, 13),
        ("", f"[Unit]\nAfter=network.target\n\n{UNIT}", 16),
        ("bash", f"sudo vi /etc/systemd/system/shop.service\n\n{UNIT}", 15),
        ("bash", f"cat <<EOF | sudo tee /etc/systemd/system/shop.service > /dev/null\n{UNIT}EOF\n", 14),
        ("bash", f"sudo tee /etc/systemd/system/shop.service <<'EOF'\n{UNIT}EOF\n", 14),
    ],
)
def test_a_unit_in_a_guide_says_once_what_its_program_is_given_and_may_do(language: str, text: str, line: int) -> None:
    found = read(language, text)

    assert any(one.startswith(f"Database {line}") and "placement=host" in one for one in found)
    assert len([one for one in found if one.startswith("HostRights")]) < 2


@pytest.mark.parametrize("language", ["python", "java", "typescript", "tsx", "sql", "env", "mermaid", "unheard-of"])
def test_the_applications_own_code_in_a_guide_is_no_evidence(language: str) -> None:
    assert read(language, "app.get('/health', (q, r) => r.send('OK'))\n") == []


def test_an_ecosystem_file_of_pm2_is_read_though_it_is_javascript() -> None:
    text = "module.exports = {\n  apps: [{ name: 'api', script: 'dist/main.js', instances: 2 }],\n};\n"

    assert read("javascript", text) == read("", text)


@pytest.mark.parametrize("text", ["", "\n", "{", "[", "}", "$ ", "\x00", "server {", 'resource "a" {', "\\\n" * 50])
@pytest.mark.parametrize("language", ["", "bash", "json", "yaml", "hcl", "nginx", "console", "ini"])
def test_broken_code_never_raises(language: str, text: str) -> None:
    list(read_embedded(language, Snippet("a.md", text)))


BETWEEN = "sudo nano /etc/nginx/conf.d/shop.conf\n\n# 내용:\n{file}\n\nsudo systemctl restart nginx\npm2 restart shop\n"


def test_a_file_of_nginx_or_apache_between_commands_is_read_and_taken_for_no_command() -> None:
    host = "<VirtualHost *:80>\n  ProxyPass / http://127.0.0.1:3000/\n</VirtualHost>"
    upstream = "upstream shop {\n  server 127.0.0.1:3000;\n}\n\n# site\n" + NGINX.replace("127.0.0.1:3000", "shop")

    assert any(line.startswith("ProxyRoute 16") for line in read("bash", BETWEEN.format(file=NGINX)))
    assert any(line.startswith("ProxyRoute 15") for line in read("bash", BETWEEN.format(file=host)))
    both = read("bash", BETWEEN.format(file=upstream))
    assert any("upstreams=(127.0.0.1:3000)" in line for line in both)
    assert not any("server" in line.partition(" ")[0].lower() for line in both)


@pytest.mark.parametrize(
    "rest", ["server {\n  listen 80;\n", "server {\n}\n", "server() {\n  listen 80;\n}\n", "server {\n" * 400]
)
def test_what_only_begins_like_a_file_of_nginx_is_left_to_the_commands(rest: str) -> None:
    assert not any(line.startswith("ProxyRoute") for line in read("bash", rest + "pm2 restart shop\n"))


@pytest.mark.parametrize(
    ("fence", "text", "language"),
    [
        ("", "cd shop\ngit pull\npm2 restart shop\n", "bash"),
        ("text", "export TYPE=t3.small\nexport NAME=shop\n", "bash"),
        ("", "TYPE=t3.small\nNAME=shop\n", ""),
        ("", "aws ec2 run-instances `\n  --instance-type t3.small\n", "powershell"),
        ("", "$group = aws ec2 describe-security-groups\naws ec2 run-instances --count 1\n", "powershell"),
        ("", "# of the shop\njobs:\n  deploy:\n    steps:\n      - run: |\n          git pull\n", ""),
        ("", "Serverless: Deploying shop\n", ""),
        ("", "sls deploy --stage production\n", "bash"),
        ("yaml", "git pull\n", "yaml"),
        ("", "", ""),
    ],
)
def test_a_block_without_a_language_is_a_shells_where_its_text_says_so(fence: str, text: str, language: str) -> None:
    assert language_of(fence, text) == language


def test_a_pipeline_without_a_language_is_no_command_for_all_the_commands_in_it() -> None:
    text = (
        "jobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: appleboy/ssh-action@v1\n"
        "        with:\n          host: ${{ secrets.HOST }}\n          script: |\n            git pull\n"
        "            pm2 restart shop\n"
    )
    assert [line.split(" name=")[0] for line in read("", text) if line.startswith("Deployment")] == [
        "Deployment 15-20 method=ssh"
    ]


JENKINS = """pipeline {
  agent any
  stages {
    stage('Deploy') {
      steps {
        sshagent(credentials: ['web']) {
          sh 'ssh ubuntu@shop.example.kr "docker pull shop/api:latest && docker run -d --name api shop/api:latest"'
        }
      }
    }
  }
}
"""
GITLAB = """stages:
  - deploy
deploy:
  stage: deploy
  script:
    - ssh ubuntu@shop.example.kr "docker compose pull && docker compose up -d"
"""


@pytest.mark.parametrize(
    ("language", "text", "line"),
    [("groovy", JENKINS, 17), ("", JENKINS, 17), ("bash", JENKINS, 17), ("yaml", GITLAB, 16), ("", GITLAB, 16)],
)
def test_pipelines_outside_github_are_known_by_their_looks(language: str, text: str, line: int) -> None:
    found = read(language, text)
    assert any(one.startswith("Deployment") and "method=ssh" in one for one in found)
    assert f"Login {line} method=ssh user=ubuntu" in found


def test_a_build_file_in_groovy_says_nothing() -> None:
    assert read("groovy", "plugins {\n  id 'java'\n}\nbootJar { archiveFileName = 'shop.jar' }\n") == []

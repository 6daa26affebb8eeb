"""What scripts say about logins, databases, backups, certificates, releases and AWS."""

from dataclasses import fields
from pathlib import Path

import pytest

from holdfast.model.evidence import EvidenceKind, Gap
from holdfast.model.facts import (
    BackupJob,
    BucketCors,
    Certificate,
    CertificateRenewal,
    Credential,
    Database,
    Deployment,
    ExposedSecret,
    Fact,
    HealthProbe,
    Ingress,
    Instance,
    Login,
    Placement,
    Policy,
    ProxyRoute,
    RestoreProcedure,
    Rollback,
    ScriptFault,
    SelfSigned,
    Topic,
)
from holdfast.readers.repository.base import Reading, Snippet, Tree
from holdfast.readers.repository.shell import READER, facts_of
from holdfast.readers.repository.whole.tree import walk


def told(facts: list[Reading], sort: type[Fact]) -> list[dict[str, object]]:
    """What each fact of one sort says, with its lines, without what every fact has."""
    common = {"kind", "at", "places", "old", "environment"}
    return [
        {
            "lines": (fact.at.start_line, fact.at.end_line),
            **{
                f.name: value
                for f in fields(fact)
                if f.name not in common and (value := getattr(fact, f.name)) not in (None, ())
            },
        }
        for fact in facts
        if isinstance(fact, sort)
    ]


def read(text: str, path: str = "scripts/deploy.sh") -> list[Reading]:
    return list(facts_of(Snippet(path, text)))


def test_a_login_names_its_user_unless_it_is_a_variable() -> None:
    facts = read("ssh root@1.2.3.4 uptime\nssh $USER@$HOST uptime\nssh -T git@github.com\n")
    assert [fact.get("user") for fact in told(facts, Login)] == ["root", None]


def test_a_secret_is_told_by_its_name_and_place_only() -> None:
    facts = read(
        "export DB_PASSWORD='kX9#mQ2!vLp0'\nexport API_KEY=$API_KEY\nTOKEN=changeme\nPGPASSWORD=your-password psql\n"
    )
    assert told(facts, ExposedSecret) == [{"lines": (1, 1), "name": "DB_PASSWORD", "form": "password"}]
    assert "kX9#mQ2!vLp0" not in repr(facts)


def test_databases_that_a_script_installs_are_placed() -> None:
    facts = read(
        "sudo apt-get install -y postgresql-16 git\ndocker run -d --name db mysql:8.0\napt install postgresql-client\n"
    )
    assert told(facts, Database) == [
        {"lines": (1, 1), "engine": "postgresql", "placement": Placement.HOST, "version": "16"},
        {"lines": (2, 2), "engine": "mysql", "placement": Placement.CONTAINER, "name": "db", "version": "8.0"},
    ]


def test_a_backup_tells_where_it_goes_and_how_long_it_is_kept() -> None:
    text = (
        "set -euo pipefail\nF=/b/$(date +%F).gz\npg_dump app | gzip > $F\naws s3 cp $F s3://b/\n"
        "find /b -mtime +14 -delete\naws s3 rm s3://b/$(date -d '14 days ago' +%F).gz\n"
    )
    assert told(read(text, "backup.sh"), BackupJob) == [
        {
            "lines": (3, 3),
            "subject": "database",
            "method": "pg_dump",
            "destination": "s3",
            "retention_days": 14,
            "form": "sql",
        }
    ]


def test_what_a_restore_puts_aside_before_it_overwrites_is_no_backup() -> None:
    text = 'pg_dump shop > before.sql\ngunzip -c "$1" | psql shop\n'
    assert told(read(text, "scripts/restore.sh"), BackupJob) == []
    assert len(told(read(text, "scripts/renew.sh"), BackupJob)) == 1
    assert len(told(read('gunzip -c "$1" | psql shop\npg_dump shop > after.sql\n', "restore.sh"), BackupJob)) == 1


def test_a_restore_into_a_scratch_database_that_is_compared_is_tested() -> None:
    text = "createdb verify_db\npg_restore -d verify_db /tmp/x.dump\npsql verify_db -c 'select count(*) from users'\n"
    assert told(read(text, "restore.sh"), RestoreProcedure) == [
        {"lines": (2, 2), "subject": "database", "tested": True, "takes": "archive", "unreadable": False}
    ]


@pytest.mark.parametrize(
    ("out", "expected"),
    [
        ("/etc/nginx/ssl/shop.crt", True),
        ("./nginx/certs/server.crt", True),
        ("selfsigned.crt", True),
        ("certs/localhost.crt", False),
        ("certs/ca.crt", False),
        ("keys/jwt.pem", False),
        ("/etc/postgresql/16/main/server.crt", False),
    ],
)
def test_a_certificate_made_without_an_authority_counts_where_a_server_will_present_it(
    out: str, expected: bool
) -> None:
    made = read(f"openssl req -x509 -nodes -newkey rsa:2048 -keyout a.key -out {out} -days 365\n", "tls.sh")
    assert any(isinstance(fact, SelfSigned) for fact in made) is expected


def test_certbot_is_a_certificate_and_its_renewal_is_told() -> None:
    facts = read(
        "certbot certonly --standalone -d a.example.com\ncertbot renew --post-hook 'systemctl reload nginx'\n", "tls.sh"
    )
    assert told(facts, Certificate) == [
        {
            "lines": (1, 1),
            "issuer": "letsencrypt",
            "domain": "a.example.com",
            "used_by": "host",
            "in_code": True,
            "reason_recorded": False,
        }
    ]
    assert told(facts, CertificateRenewal) == [{"lines": (2, 2), "tool": "certbot", "reloads": True, "checked": False}]


def test_a_deployment_in_place_has_no_identity_and_asks_nobody() -> None:
    assert told(read("cd app\ngit pull\nnpm ci && npm run build && pm2 reload api\n"), Deployment) == [
        {
            "lines": (2, 3),
            "method": "pm2",
            "name": "deploy.sh",
            "identity": "none",
            "carries_identity": False,
            "asks_health": False,
            "manual": False,
            "first": False,
        }
    ]


def test_a_deployment_by_commit_that_goes_back_by_itself_is_told_so() -> None:
    text = (
        "set -euo pipefail\nTAG=$(git rev-parse HEAD)\ndocker build -t api:$TAG --build-arg GIT_SHA=$TAG .\n"
        "docker tag api:current api:previous\ndocker run -d -e GIT_SHA=$TAG api:$TAG\n"
        "if ! curl -fsS http://localhost:3000/health; then\n  docker run -d api:previous\n  exit 1\nfi\n"
    )
    facts = read(text)
    assert told(facts, Deployment) == [
        {
            "lines": (3, 5),
            "method": "docker",
            "name": "deploy.sh",
            "identity": "commit",
            "carries_identity": True,
            "asks_health": True,
            "rollback": "automatic",
            "manual": False,
            "first": False,
        }
    ]
    assert told(facts, Rollback) == [{"lines": (7, 7), "automatic": True, "works": True, "target": "previous"}]


def test_a_probe_whose_answer_is_ignored_decides_nothing() -> None:
    probes = told(read("pm2 reload api\ncurl -s http://localhost:3000/health || true\n"), HealthProbe)
    assert [(probe["lines"], probe["path"], probe["decides"]) for probe in probes] == [((2, 2), "/health", False)]


def test_scripts_for_local_work_are_no_deployments() -> None:
    text = "git pull\ndocker compose up -d\npm2 restart api\n"
    assert [
        told(read(text, path), Deployment) for path in ("dev.sh", "scripts/local-deploy.sh", "test.sh", "setup.sh")
    ] == [[]] * 4


def test_aws_commands_are_read_with_the_defaults_of_what_they_leave_out() -> None:
    text = (
        "aws ec2 run-instances --image-id ami-1 \\\n  --instance-type t3.small\n"
        "aws rds create-db-instance --db-instance-identifier d --engine postgres\n"
        "aws ec2 authorize-security-group-ingress --group-id sg --protocol tcp --port 22 --cidr 0.0.0.0/0\n"
        'aws s3api put-bucket-cors --bucket b --cors-configuration \'{"CORSRules": [\n'
        '  {"AllowedOrigins": ["*"], "AllowedMethods": ["PUT"]}]}\'\n'
    )
    facts = read(text, "infra.sh")
    (instance,) = told(facts, Instance)
    assert (instance["instance_type"], instance["role"], instance["count"]) == ("t3.small", False, 1)
    (database,) = told(facts, Database)
    assert (database["multi_az"], database["retention_days"], database["placement"]) == (False, 1, Placement.RDS)
    (ingress,) = told(facts, Ingress)
    assert ingress == {"lines": (4, 4), "from_port": 22, "to_port": 22, "sources": ("0.0.0.0/0",), "target": "sg"}
    (cors,) = told(facts, BucketCors)
    assert (cors["bucket"], cors["origins"], cors["methods"]) == ("b", ("*",), ("PUT",))
    assert cors["lines"] == (6, 6)


def test_a_loop_opens_each_of_its_ports_and_an_instances_size_stands_where_it_is_chosen() -> None:
    text = (
        "SIZE=t3.micro\nPREFIX=/shop/production\nGROUP=$(aws ec2 create-security-group --group-name web)\n"
        'cloud() { aws --region eu-west-1 "$@"; }\n'
        "for port in 22 443; do\n"
        '  cloud ec2 authorize-security-group-ingress --group-id "$GROUP" --protocol tcp --port "$port" '
        "--cidr 0.0.0.0/0\ndone\n"
        'cloud ec2 run-instances --image-id ami-1 \\\n  --instance-type "$SIZE"\n'
        'cloud iam put-role-policy --role-name web --policy-document \'{"Statement": [{"Effect": "Allow",\n'
        '  "Action": "ssm:GetParameter", "Resource": "arn:aws:ssm:*:*:parameter${PREFIX}/*"}]}\'\n'
    )
    facts = read(text, "infra.sh")
    assert [(one["from_port"], one["lines"]) for one in told(facts, Ingress)] == [(22, (6, 6)), (443, (6, 6))]
    assert {one["target"] for one in told(facts, Ingress)} == {"$GROUP"}
    [instance] = [fact for fact in facts if isinstance(fact, Instance)]
    assert (instance.instance_type, instance.where("instance_type").start_line) == ("t3.micro", 1)
    [policy] = told(facts, Policy)
    assert policy["resources"] == ("arn:aws:ssm:*:*:parameter/shop/production/*",)


def test_what_stands_for_a_variable_that_nobody_sets_is_what_a_script_makes() -> None:
    text = (
        'SIZE="${SIZE:-t3.small}"\nCLASS=${1:-db.t3.micro}\n'
        'aws ec2 run-instances --image-id ami-1 --instance-type "$SIZE"\n'
        "aws rds create-db-instance --db-instance-identifier d --db-instance-class $CLASS --engine postgres "
        "--backup-retention-period ${DAYS:-0}\n"
        'aws ec2 run-instances --image-id ami-1 --instance-type "${2:?size}"\n'
    )
    facts = read(text, "infra.sh")
    known, unknown = (fact for fact in facts if isinstance(fact, Instance))
    assert (known.instance_type, known.where("instance_type").start_line) == ("t3.small", 1)
    assert unknown.instance_type is None
    [database] = [fact for fact in facts if isinstance(fact, Database)]
    assert (database.instance_class, database.retention_days) == ("db.t3.micro", 0)


def test_a_crontab_gives_its_clock_to_the_script_it_starts(tmp_path: Path) -> None:
    (tmp_path / "backup.sh").write_text("set -e\npg_dump app > /b/a.sql\n")
    (tmp_path / "crontab").write_text("0 3 * * * /opt/backup.sh\n")
    tree = walk(tmp_path)
    snippet = tree.snippet("backup.sh", EvidenceKind.CODED)
    assert isinstance(snippet, Snippet)
    assert READER.read_together is not None
    jobs = told(list(READER.read_together(tree, (snippet,))), BackupJob)
    assert [job["schedule"] for job in jobs] == ["0 3 * * *"]


@pytest.mark.parametrize(("call", "actor"), [("bash ./ship.sh", "workflow"), ("# bash ./ship.sh", "script")])
def test_a_script_that_a_pipeline_runs_logs_in_for_the_pipeline(tmp_path: Path, call: str, actor: str) -> None:
    (tmp_path / "ship.sh").write_text("ssh ubuntu@$HOST docker compose up -d\n")
    (tmp_path / ".gitlab-ci.yml").write_text(f"deploy:\n  script:\n    - echo go\n    - {call}\n")
    tree = walk(tmp_path)
    snippet = tree.snippet("ship.sh", EvidenceKind.CODED)
    assert isinstance(snippet, Snippet)
    assert READER.read_together is not None
    assert [login["actor"] for login in told(list(READER.read_together(tree, (snippet,))), Login)] == [actor]


def test_a_hook_of_codedeploy_is_no_deployment_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "deploy.sh").write_text("pm2 reload api\n")
    (tmp_path / "appspec.yml").write_text("hooks:\n  ApplicationStart:\n    - location: deploy.sh\n")
    tree = walk(tmp_path)
    snippet = tree.snippet("deploy.sh", EvidenceKind.CODED)
    assert isinstance(snippet, Snippet)
    assert READER.read_together is not None
    assert told(list(READER.read_together(tree, (snippet,))), Deployment) == []


def test_a_script_that_is_no_shell_is_a_gap() -> None:
    (gap,) = read("\x00\x01\x02", "x.sh")
    assert isinstance(gap, Gap)


def test_an_empty_script_says_nothing() -> None:
    assert read("") == []
    assert read("# only a comment\n") == []


def test_a_guide_gives_its_clock_to_the_script_it_names(tmp_path: Path) -> None:
    (tmp_path / "backup.sh").write_text("set -e\npg_dump app > /b/a.sql\n")
    (tmp_path / "README.md").write_text(
        "`crontab -e` 로 등록합니다.\n\n```\n0 4 * * * /home/ubuntu/app/backup.sh\n```\n"
    )
    tree = walk(tmp_path)
    snippet = tree.snippet("backup.sh", EvidenceKind.CODED)
    assert isinstance(snippet, Snippet)
    assert READER.read_together is not None
    jobs = told(list(READER.read_together(tree, (snippet,))), BackupJob)
    assert [job["schedule"] for job in jobs] == ["0 4 * * *"]


@pytest.mark.parametrize("said", ["Cron: 0 4 * * *", "0 4 * * *", "crontab -e: 0 4 * * *"])
def test_a_script_may_say_itself_when_the_clock_starts_it(tmp_path: Path, said: str) -> None:
    (tmp_path / "backup.sh").write_text(f"# {said} /srv/backup.sh\nset -e\npg_dump app > /b/a.sql\n")
    tree = walk(tmp_path)
    snippet = tree.snippet("backup.sh", EvidenceKind.CODED)
    assert isinstance(snippet, Snippet)
    assert READER.read_together is not None
    assert [job["schedule"] for job in told(list(READER.read_together(tree, (snippet,))), BackupJob)] == ["0 4 * * *"]


def test_scripts_without_an_ending_are_found_by_their_first_line(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "backup").write_text("#!/usr/bin/env bash\nset -e\npg_dump app > /b/a.sql\n")
    (tmp_path / "bin" / "tool").write_bytes(b"\x7fELF\x00\x00")
    kept = tmp_path / "compose" / "production" / "postgres" / "maintenance" / "backup"
    kept.parent.mkdir(parents=True)
    kept.write_text("#!/usr/bin/env bash\nset -e\npg_dumpall > /b/all.sql\n")
    (tmp_path / "prepare-host").write_text("#!/bin/bash\nsudo apt install -y nginx mysql-server\n")
    for name in ("LICENSE", "pre-commit"):
        (tmp_path / name).write_text(f"{'#!/bin/sh' if name != 'LICENSE' else ''}\napt install -y postgresql\n")
    tree = walk(tmp_path)
    assert READER.read_together is not None
    readings = list(READER.read_together(tree, ()))
    assert [fact["method"] for fact in told(readings, BackupJob)] == ["pg_dump", "pg_dump"]
    assert [fact["engine"] for fact in told(readings, Database)] == ["mysql"]
    assert not any(isinstance(reading, Gap) for reading in readings)


def test_global_options_before_the_service_change_nothing() -> None:
    text = "aws --profile shop --region ap-northeast-2 iam attach-role-policy --role-name r --policy-arn a/AdministratorAccess\n"
    (policy,) = told(read(text, "infra.sh"), Policy)
    assert (policy["principal"], policy["managed"]) == ("r", "AdministratorAccess")


def test_policies_that_a_loop_attaches_are_told_one_by_one_where_they_are_listed() -> None:
    inline = (
        "for P in AmazonS3FullAccess AmazonSSMManagedInstanceCore; do\n"
        "  aws iam attach-role-policy --role-name app --policy-arn arn:aws:iam::aws:policy/$P\ndone\n"
    )
    listed = (
        'ALL=(\n  "arn:aws:iam::aws:policy/AmazonS3FullAccess"\n  "arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess"\n)\n'
        'for arn in "${ALL[@]}"; do\n  aws iam attach-role-policy --role-name app --policy-arn "$arn"\ndone\n'
    )
    shown = [[(one["lines"], one["managed"]) for one in told(read(text, "i.sh"), Policy)] for text in (inline, listed)]
    assert shown == [
        [((1, 1), "AmazonS3FullAccess"), ((1, 1), "AmazonSSMManagedInstanceCore")],
        [((2, 2), "AmazonS3FullAccess"), ((3, 3), "AWSXRayDaemonWriteAccess")],
    ]


def test_empty_words_never_raise() -> None:
    assert (
        read('set ""\n"" || ""\npg_dump a > b || ""\naws ""\naws iam attach-role-policy\n$(\'\')\n', "x.sh") is not None
    )


@pytest.mark.parametrize(
    ("made", "line"),
    [
        ("docker build -t shop/api .\ndocker push shop/api\n", 2),
        ("docker build -t r.example:5000/shop .\n", 2),
    ],
)
def test_an_image_without_a_tag_is_shown_where_it_is_made(made: str, line: int) -> None:
    text = f"#!/bin/bash\n{made}" + "echo step\n" * 30 + "ssh a@$HOST 'docker pull shop/api'\n"
    text += "ssh a@$HOST 'docker run -d shop/api'\n"

    [deployment] = [fact for fact in facts_of(Snippet("deploy.sh", text)) if isinstance(fact, Deployment)]

    assert (deployment.identity, deployment.places["identity"].start_line) == ("latest", line)


def test_a_release_without_a_name_is_shown_where_the_branch_is_taken() -> None:
    text = "#!/bin/bash\nset -e\ngit pull origin main\n" + "echo step\n" * 30 + "pm2 restart api\n"

    [deployment] = [fact for fact in facts_of(Snippet("deploy.sh", text)) if isinstance(fact, Deployment)]

    assert deployment.identity == "none"
    assert deployment.places["identity"].start_line == 3


def test_a_stack_is_a_release_of_its_own_only_where_nothing_starts_the_application() -> None:
    stack = "aws cloudformation deploy --stack-name shop --template-file stack.yml\n"
    update = "aws ecs update-service --cluster shop --service api --task-definition api:7\n"

    [alone] = [fact for fact in read(stack) if isinstance(fact, Deployment)]
    [both] = [fact for fact in read(stack + update) if isinstance(fact, Deployment)]

    assert (alone.method, alone.identity, alone.at.start_line) == ("cdk", None, 1)
    assert (both.method, both.at.start_line) == ("ecs", 2)


@pytest.mark.parametrize(
    ("command", "asks"),
    [
        ("ecspresso --envfile .env deploy --config shop.yml", True),
        ("ecspresso deploy --config shop.yml --no-wait", False),
        ("ecs-cli compose --project-name shop --file prod.yml service up --cluster shop", True),
        ("ecs-cli compose --project-name shop up", False),
    ],
)
def test_tools_that_put_a_service_of_ecs_live_wait_for_it(command: str, *, asks: bool) -> None:
    [release] = [fact for fact in read(f"{command}\n") if isinstance(fact, Deployment)]
    assert (release.method, release.asks_health) == ("ecs", asks)


def test_a_login_is_one_whatever_is_said_in_the_script_that_it_runs() -> None:
    facts = read('ssh -i key.pem $SERVER "\necho pulling from github\ngit pull\n"\nssh -T github.com\n')
    assert len(told(facts, Login)) == 1


def test_where_an_image_gets_its_moving_name_is_shown_when_it_goes_live_far_below() -> None:
    far = "echo\n" * 25
    push = 'IMAGE="r.example/shop:latest"\ndocker build -t "$IMAGE" .\ndocker push "$IMAGE"\n'
    stacks = (
        "aws cloudformation deploy --stack-name net --parameter-overrides Stage=$1\n"
        "aws cloudformation deploy --stack-name app --parameter-overrides ImageRepository=$REPOSITORY\n"
    )
    (found,) = [fact for fact in read(push + far + stacks) if isinstance(fact, Deployment)]
    assert (found.identity, found.at.start_line, found.places["identity"].start_line) == ("latest", 30, 1)
    (near,) = [fact for fact in read(push + stacks) if isinstance(fact, Deployment)]
    assert near.places["identity"].start_line == 1


@pytest.mark.parametrize(
    ("head", "image", "place"),
    [
        ('TAG="latest"', "r.example/shop:$TAG", 1),
        ('TAG="latest"\nIMAGE="r.example/shop:$TAG"', "$IMAGE", 1),
        ("export IMAGE_TAG=prod-latest", "r.example/shop:${IMAGE_TAG}", 1),
        ("MODE=latest", "r.example/shop:latest", None),
    ],
)
def test_the_word_that_moves_is_shown_where_a_script_holds_it_for_what_it_fetches(
    head: str, image: str, place: int | None
) -> None:
    text = f"{head}\n" + "echo\n" * 25 + f"docker pull {image}\ndocker stop shop\ndocker run -d --name shop {image}\n"
    (found,) = [fact for fact in read(text) if isinstance(fact, Deployment)]
    at = found.places.get("identity")
    assert (found.identity, at and at.start_line) == ("latest", place)


def test_a_copy_of_a_database_is_one_by_what_its_variables_hold_unless_somebody_sets_them() -> None:
    text = (
        'FILE="${FILE:-shop.db}"\nDAYS="${DAYS:-14}"\ncp -p "/srv/data/$FILE" "/srv/backups/$FILE"\n'
        "find /srv/backups -name '*.db' -mtime +\"$DAYS\" -delete\n"
    )
    (job,) = told(read(text, "backup.sh"), BackupJob)
    assert (job["lines"], job["method"], job["retention_days"]) == ((3, 3), "copy", 14)


def test_the_latest_release_is_no_test() -> None:
    assert told(read("ssh a@b 'git pull && pm2 restart shop'\n", "deploy-latest.sh"), Deployment)
    assert not told(read("ssh a@b 'git pull && pm2 restart shop'\n", "deploy-test.sh"), Deployment)


def test_a_copy_of_a_database_file_is_a_backup_on_the_same_host() -> None:
    text = 'DB_FILE="shop.db"\nBACKUP_DIR=./backups\ncp "$DB_FILE" "$BACKUP_DIR/shop_$(date +%F).db"\n'
    [job] = told(list(facts_of(Snippet("scripts/backup_db.sh", text))), BackupJob)

    assert (job["lines"], job["method"], job["destination"]) == ((3, 3), "copy", "host")
    assert told(list(facts_of(Snippet("seed.sh", "cp seed.db shop.db\n"))), BackupJob) == []


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("V=$(ls -d /var/lib/docker/volumes/*)\ntar czf /tmp/all.tgz $V\n", "database"),
        ("tar -czf rows.tgz /var/lib/mysql\n", "database"),
        ("tar czf rows.tgz -C /var/lib mysql\n", "database"),
        ("tar czf rows.tgz -C /srv mysql\n", None),
        ("tar -czf shop_backup_$(date +%F).tar.gz shop/\n", "archive"),
        ("zip -r 백업.zip shop\n", "archive"),
        ("tar -czf release.tar.gz dist/\n", None),
        ("tar -xzf backup.tar.gz\n", None),
        ("tar -czf backup.tar.gz dist\npm2 restart shop\n", None),
        ("tar -czf /home/me/backup.tar.gz -C /home/me shop\npm2 restart shop\n", "archive"),
        ('B=/srv/backups/$(date +%F)\ncp -r . "$B/"\ngit pull\npm2 restart shop\n', "archive"),
        ("cp -r dist dist_backup\npm2 restart shop\n", None),
        ("cp -r /etc/nginx /root/backup\n", None),
        ("cp .env .env.backup\npm2 restart shop\n", None),
    ],
)
def test_a_folder_that_is_packed_as_a_backup_tells_what_it_holds(text: str, subject: str | None) -> None:
    told = [fact.subject for fact in facts_of(Snippet("keep.sh", text)) if isinstance(fact, BackupJob)]
    assert told == ([subject] if subject else [])


@pytest.mark.parametrize(
    ("given", "condition", "stays"),
    [
        ('S3_BUCKET="${S3_BUCKET:-}"', 'if [ -n "${S3_BUCKET}" ] && command -v aws; then', True),
        ('S3_BUCKET="${S3_BUCKET:-shop-backups}"', 'if [ -n "${S3_BUCKET}" ] && command -v aws; then', False),
        ('S3_BUCKET=""', "if [[ $S3_BUCKET ]]; then", True),
        ("S3_BUCKET=${S3_BUCKET:-}", 'if [ "$S3_BUCKET" != "" ]; then', True),
        ("S3_BUCKET=${S3_BUCKET:-}", 'if [ -z "$S3_BUCKET" ]; then\n  echo skipped\nelse', True),
        ("UPLOAD=${UPLOAD:-false}", 'if [[ "$UPLOAD" == "true" ]]; then', True),
        ("UPLOAD=no", 'if [ "$UPLOAD" = "yes" ]; then', True),
        ("UPLOAD=${UPLOAD:-0}", 'if [ "$UPLOAD" -eq 1 ]; then', True),
        ("UPLOAD=false", "if $UPLOAD; then", True),
        ("UPLOAD=${UPLOAD:-true}", 'if [ "$UPLOAD" = "true" ]; then', False),
        ("UPLOAD=1", 'if [ "$(date +%u)" -eq 7 ]; then', False),
        ("set -u", 'if [[ -n "${S3_BUCKET:-}" && "s3://$S3_BUCKET" != s3://old ]]; then', True),
        ("set -u", 'if [[ -n "$S3_BUCKET" ]]; then', False),
    ],
)
def test_an_upload_that_only_happens_where_somebody_asks_for_it_keeps_nothing_elsewhere(
    given: str, condition: str, *, stays: bool
) -> None:
    sent = '  aws s3 cp /var/backups/shop.sql "s3://${S3_BUCKET}/"'
    text = f"{given}\nmysqldump shop > /var/backups/shop.sql\n{condition}\n{sent}\nfi\n"
    [job] = [fact for fact in facts_of(Snippet("backup.sh", text)) if isinstance(fact, BackupJob)]

    assert job.destination == ("host" if stays else "s3")
    line = condition.count("\n") + 4
    left_open = 1 if "=" in given else line
    assert {name: str(at) for name, at in job.places.items()} == (
        {"destination": f"backup.sh:{left_open}", "unsent": f"backup.sh:{line}"} if stays else {}
    )


def test_what_only_speaks_of_a_store_sends_nothing_there() -> None:
    text = 'pg_dump shop > /var/backups/shop.sql\necho "later: aws s3 cp shop.sql s3://shop-backups/"\n'
    [job] = [fact for fact in facts_of(Snippet("backup.sh", text)) if isinstance(fact, BackupJob)]
    assert job.destination == "host"


@pytest.mark.parametrize(
    ("line", "file", "schedule"),
    [
        ("0 2 * * * root bash /srv/backup.sh", "/etc/cron.d/backup", "0 2 * * *"),
        ("0 2 * * * cd /srv && bash backup.sh", "/etc/cron.d/backup", None),
        ("0 2 * * * /srv/backup.sh", "/etc/cron.d/backup", None),
        ("0 2 * * * root bash /srv/backup.sh", "/etc/crontab", "0 2 * * *"),
        ("0 2 * * * /srv/backup.sh", "/etc/crontab", None),
    ],
)
def test_a_line_of_cron_d_that_names_no_user_starts_nothing(line: str, file: str, schedule: str | None) -> None:
    text = f'LINE="{line}"\nFILE="{file}"\necho "$LINE" > "$FILE"\n'
    jobs = [fact for fact in facts_of(Snippet("setup.sh", text)) if isinstance(fact, BackupJob)]
    assert [(str(job.at), job.schedule) for job in jobs] == [("setup.sh:3", schedule)]


@pytest.mark.parametrize(
    ("line", "schedule"), [("0 2 * * * root bash /srv/backup.sh", "0 2 * * *"), ("0 2 * * * bash /srv/backup.sh", None)]
)
def test_a_line_that_is_added_to_the_crontab_of_the_system_names_its_user(line: str, schedule: str | None) -> None:
    text = f'echo "{line}" | sudo tee -a /etc/crontab > /dev/null\n'
    jobs = [fact for fact in facts_of(Snippet("setup.sh", text)) if isinstance(fact, BackupJob)]
    assert [job.schedule for job in jobs] == [schedule]


@pytest.mark.parametrize(
    ("script", "subject"),
    [("media-backup.sh", "files"), ("backup_uploads.py", "files"), ("backup_db_and_media.sh", "database")],
)
def test_a_backup_that_is_called_after_the_files_of_users_copies_these(script: str, subject: str) -> None:
    facts = facts_of(Snippet("setup.sh", f'echo "0 2 * * * /srv/{script}" | crontab -\n'))
    assert [fact.subject for fact in facts if isinstance(fact, BackupJob)] == [subject]


def test_a_file_that_becomes_one_users_crontab_names_none() -> None:
    text = 'echo "0 2 * * * bash /srv/backup.sh" > /etc/cron.d/backup\ncrontab /etc/cron.d/backup\n'
    jobs = [fact for fact in facts_of(Snippet("setup.sh", text)) if isinstance(fact, BackupJob)]
    assert [job.schedule for job in jobs] == ["0 2 * * *"]


def test_a_script_is_not_started_by_a_line_that_cron_never_runs() -> None:
    for user, schedule in (("", None), ("root ", "0 2 * * *")):
        files = {
            "scripts/backup.sh": "set -euo pipefail\npg_dump shop > a.sql\n",
            "setup.sh": f'echo "0 2 * * * {user}bash /srv/scripts/backup.sh" > /etc/cron.d/backup\n',
        }
        tree = Tree(paths=tuple(sorted(files)), open_text=files.__getitem__)
        snippets = tuple(Snippet(path, text) for path, text in files.items())
        assert READER.read_together is not None
        jobs = [fact for fact in READER.read_together(tree, snippets) if isinstance(fact, BackupJob)]
        assert [job.schedule for job in jobs if job.at.path == "scripts/backup.sh"] == [schedule]


def test_what_django_writes_out_whole_is_a_backup_and_a_fixture_is_none() -> None:
    assert [job["method"] for job in told(read("python manage.py dumpdata > all.json"), BackupJob)] == ["dumpdata"]
    assert len(told(read("./manage.py dumpdata --indent 2 -o all.json"), BackupJob)) == 1
    assert told(read("python manage.py dumpdata auth.User > users.json"), BackupJob) == []
    assert told(read("python manage.py loaddata backup_1.json"), RestoreProcedure) != []
    assert told(read("python manage.py loaddata categories.json"), RestoreProcedure) == []


def test_a_release_is_shown_where_it_restarts_and_where_its_nameless_file_is_put() -> None:
    text = (
        "git clone https://example.com/shop.git\n"
        "if [ ! -f /etc/systemd/system/shop.service ]; then\n  systemctl start shop\nfi\n"
        "git pull\nsystemctl restart shop\n"
    )
    (pulled,) = (fact for fact in read(text) if isinstance(fact, Deployment))
    assert (str(pulled.at).partition(":")[2], pulled.places["identity"].start_line) == ("1-6", 5)

    first = "aws apprunner create-service --service-name shop --source-configuration file://shop.json"
    later = "aws apprunner update-service --service-arn $ARN --source-configuration file://shop.json"
    (updated,) = (fact for fact in read(f"if [ -z $ARN ]; then\n  {first}\nelse\n  {later}\nfi\n")
                  if isinstance(fact, Deployment))  # fmt: skip
    assert updated.at.start_line == 4
    (only,) = (fact for fact in read(f"{first}\n") if isinstance(fact, Deployment))
    assert only.at.start_line == 1

    (copied,) = (fact for fact in read("cp /tmp/new/*.jar /opt/shop/app.jar\nsystemctl restart shop\n")
                 if isinstance(fact, Deployment))  # fmt: skip
    assert copied.places["identity"].start_line == 1


def test_a_container_that_is_started_with_a_connection_tells_who_keeps_the_database() -> None:
    started = "docker run -d -e DB=jdbc:mysql://shop.x.ap-northeast-2.rds.amazonaws.com:3306/shop shop/api:1"
    (found,) = told(read(started), Database)
    assert (found["engine"], found["placement"]) == ("mysql", Placement.RDS)
    assert told(read("docker run -d -e DB=mysql://localhost:3306/shop shop/api:1"), Database) == []


def test_files_that_a_script_writes_are_read_as_what_they_are() -> None:
    text = (
        "sudo tee /etc/nginx/sites-available/shop > /dev/null <<EOF\n"
        "server {\n  listen 80;\n  location / {\n    proxy_pass http://127.0.0.1:3000;\n"
        "    proxy_set_header Host \\$host;\n  }\n}\nEOF\n"
        "cat > backup.sh <<'EOF'\n#!/bin/bash\npg_dump shop > /backups/shop.sql\nEOF\n"
        "cat <<'EOF' > /opt/shop/docker-compose.yml\nservices:\n  db:\n    image: postgres:16\n"
        "  api:\n    image: shop/api:1\nEOF\n"
    )
    found = read(text)
    assert [fact.at.start_line for fact in found if isinstance(fact, ProxyRoute)] == [4]
    assert [job["lines"] for job in told(found, BackupJob)] == [(12, 12)]
    assert [database["lines"] for database in told(found, Database)] == [(16, 17)]


def test_what_a_script_writes_nowhere_or_into_other_files_is_not_read() -> None:
    assert read("cat <<EOF\n#!/bin/bash\npg_dump shop > /backups/shop.sql\nEOF\n") == []
    assert read("cat > notes.txt <<EOF\nserver {\n  listen 80;\n}\nEOF\n") == []


@pytest.mark.parametrize("options", ["$SSH_OPTS", "${SSH_OPTIONS}", '"${SSH_ARGS[@]}"', "-i $KEY $OPTS"])
def test_options_in_a_variable_are_not_the_host(options: str) -> None:
    text = f"SSH_OPTS='-i shop.pem'\nssh {options} ec2-user@$HOST <<'EOF'\ncd app\ngit pull\npm2 restart shop\nEOF\n"
    (release,) = told(read(text), Deployment)
    assert (release["method"], release["starts"], release["lines"]) == ("ssh", "pm2", (4, 5))


@pytest.mark.parametrize("body", ['"$1"', '"$@"', "$*"])
def test_what_a_function_hands_on_over_ssh_is_run_there(body: str) -> None:
    text = (
        f"remote() {{\n  ssh -i shop.pem ubuntu@10.0.0.5 {body}\n}}\n"
        'remote "cd /srv/shop && git pull"\nremote "pm2 restart shop"\n'
    )
    (release,) = told(read(text), Deployment)
    assert (release["method"], release["lines"]) == ("ssh", (4, 5))


def test_a_variable_that_holds_what_a_function_was_handed_is_run_there_too() -> None:
    text = 'run() {\n  local cmd=$1\n  ssh ubuntu@10.0.0.5 "$cmd"\n}\nrun "sudo systemctl restart shop"\n'
    assert [release["method"] for release in told(read(text), Deployment)] == ["ssh"]
    here = 'run() {\n  echo "$1"\n}\nrun "sudo systemctl restart shop"\n'
    assert told(read(here, "scripts/x.sh"), Deployment) == []


def test_an_error_ends_a_script_that_runs_on_another_host_and_says_so() -> None:
    text = "ssh ubuntu@10.0.0.5 <<'EOF'\n{}cd shop\nnpm run build\npm2 restart shop\nEOF\n"
    assert [fault["lines"] for fault in told(read(text.format("")), ScriptFault)] == [(3, 3)]
    assert told(read(text.format("set -e\n")), ScriptFault) == []


@pytest.mark.parametrize(
    ("after", "lines"),
    [
        ("sleep 10\necho waiting\npm2 status", (3, 5)),
        ("for i in 1 2 3; do\n  docker compose ps | grep healthy && break\ndone", (4, 4)),
        ("if systemctl is-active --quiet shop; then\n  echo up\nfi", (3, 3)),
        ("curl -s http://localhost:3000/health || echo down", (3, 3)),
        ("pm2 status", None),
        ("curl -f http://localhost:3000/health || exit 1", None),
    ],
)
def test_a_script_shows_what_only_seems_to_ask_for_health(after: str, lines: tuple[int, int] | None) -> None:
    (release,) = [fact for fact in read(f"git pull\npm2 restart shop\n{after}\n") if isinstance(fact, Deployment)]
    at = release.places.get("asks_health")
    assert (at and (at.start_line, at.end_line)) == lines


@pytest.mark.parametrize("folder", [".next", "/srv/shop/.next", ".output/*"])
def test_what_a_running_server_reads_from_is_a_release_that_must_not_go_before_the_build(folder: str) -> None:
    faults = told(read(f"git pull\nrm -rf {folder}\nnpm run build || exit 1\npm2 reload shop\n"), ScriptFault)
    assert [(fault["form"], fault["lines"]) for fault in faults] == [("previous-release-deleted", (2, 2))]
    built = read(f"git pull\nrm -rf {folder}\ndocker compose up -d --build\n")
    assert "previous-release-deleted" not in [fault["form"] for fault in told(built, ScriptFault)]


def test_a_certificate_that_signs_itself_is_found_behind_the_variables_of_its_path() -> None:
    text = 'DIR="/etc/nginx/ssl"\nCERT="${DIR}/cert.pem"\nopenssl req -x509 -nodes -keyout k.pem -out "${CERT}"\n'
    assert [fact["lines"] for fact in told(read(text, "nginx/entrypoint.sh"), SelfSigned)] == [(3, 3)]


def test_a_certificate_that_signs_itself_is_found_in_the_folder_that_was_entered() -> None:
    made = "openssl req -x509 -nodes -newkey rsa:2048 -keyout server.key -out server.crt\n"
    signed = "openssl x509 -req -in shop.csr -signkey shop.key -out shop.crt\n"
    for text in (made, signed):
        assert [fact["lines"] for fact in told(read("cd /srv/shop/certs\n" + text), SelfSigned)] == [(2, 2)]
        assert told(read("cd /tmp/dev\n" + text), SelfSigned) == []


def test_a_folder_that_a_clock_has_tidied_is_no_script_that_makes_backups(tmp_path: Path) -> None:
    lines = "0 4 * * * find /srv/shop/backups -mtime +30 -delete\n0 5 * * * cp -r /srv/backup /mnt/kept\n"
    assert told(read(f"(crontab -l; cat << 'X'\n{lines}X\n) | crontab -\n"), BackupJob) == []
    known = "0 4 * * * flock -n /tmp/l /usr/local/bin/backup-db\n"
    assert len(told(read(f"cat << 'X' | crontab -\n{known}X\n"), BackupJob)) == 1


def test_what_is_cloned_anew_brings_the_release_whatever_is_done_when_that_fails() -> None:
    text = "rm -rf /srv/shop\ngit clone $URL /srv/shop\nif [ ! -d /srv/shop ]; then\n  git pull\nfi\npm2 restart shop\n"
    release = next(fact for fact in read(text, "deploy.sh") if isinstance(fact, Deployment))
    assert release.places["identity"].start_line == 2


@pytest.mark.parametrize("name", ["compose", "dc", "docker_compose"])
def test_a_function_around_docker_compose_is_docker_compose(name: str) -> None:
    text = f"set -e\n{name} exec -T db sh -c 'exec pg_dump -U $POSTGRES_USER shop' > dump.sql\n{name} up -d\n"
    facts = read(text)
    assert [job["lines"] for job in told(facts, BackupJob)] == [(2, 2)]
    assert [release["method"] for release in told(facts, Deployment)] == ["compose"]
    # What ends the inner shell ends the script: nothing is hidden.
    assert told(facts, ScriptFault) == []


def test_a_topic_in_a_variable_may_be_the_one_made_before() -> None:
    text = (
        "TOPIC_ARN=$(aws sns create-topic --name shop-alerts --query TopicArn --output text)\n"
        "aws sns subscribe --topic-arn $TOPIC_ARN --protocol email --notification-endpoint $EMAIL\n"
    )
    topics = told(read(text, "setup-alerts.sh"), Topic)
    assert [(topic.get("name"), topic.get("subscribers")) for topic in topics] == [
        ("shop-alerts", None),
        (None, ("email",)),
    ]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("sudo -u postgres psql -c \"CREATE USER shop WITH PASSWORD 'sweet_river_2025'\"\n", [(1, 1)]),
        ("psql <<SQL\nSELECT 1;\nALTER ROLE shop LOGIN PASSWORD 'sweet_river_2025';\nSQL\n", [(3, 3)]),
        ("mysql -e \"CREATE USER 'shop'@'%' IDENTIFIED BY 'sweet_river_2025'\"\n", [(1, 1)]),
        ("mysql -e \"SET PASSWORD FOR 'root'@'localhost' = PASSWORD('sweet_river_2025');\"\n", [(1, 1)]),
        ("mysql -e \"SET PASSWORD = 'sweet_river_2025'\"\n", [(1, 1)]),
        ("mysql -e \"SET PASSWORD FOR root = PASSWORD('$SECRET');\"\n", []),
        ("psql -c \"CREATE USER shop WITH PASSWORD '$DB_PASSWORD'\"\n", []),
        ("psql -c \"CREATE USER shop WITH PASSWORD '<password>'\"\n", []),
    ],
)
def test_the_password_of_a_user_that_a_script_makes_is_shown_by_place_only(text: str, lines: list[object]) -> None:
    facts = read(text, "scripts/setup-db.sh")
    assert [secret["lines"] for secret in told(facts, ExposedSecret)] == lines
    assert "sweet_river" not in "".join(fact.at.quote for fact in facts if isinstance(fact, ExposedSecret))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ('echo "host all all 0.0.0.0/0 md5" | sudo tee -a /etc/postgresql/16/main/pg_hba.conf\n', 1),
        ("cat >> $PG_HBA <<EOF\nhost    all    all    0.0.0.0/0    scram-sha-256\nEOF\n", 1),
        ('echo "host all all 10.0.0.0/16 md5" >> pg_hba.conf\n', 0),
        ('echo "your host is at 0.0.0.0/0 all"\n', 0),
    ],
)
def test_a_database_that_lets_every_address_in_is_an_opening(text: str, count: int) -> None:
    openings = told(read(text, "scripts/setup-db.sh"), Ingress)
    assert [opening["from_port"] for opening in openings] == [5432] * count


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "ssh u@host <<EOF\nexport AWS_S3_SECRET_ACCESS_KEY='${{ secrets.S3 }}'\ndocker compose up -d\nEOF\n",
            [(2, 2)],
        ),
        ("docker run -d -e CLOUD_AWS_ACCESS_KEY=${{ secrets.AWS_KEY }} shop/api\n", [(1, 1)]),
        ("docker run -d -e MAPS_ACCESS_KEY=${{ secrets.MAPS }} shop/api\n", []),
    ],
)
def test_keys_of_the_application_that_a_pipeline_hands_to_a_host_are_static_keys(
    text: str, lines: list[tuple[int, int]]
) -> None:
    facts = facts_of(Snippet(".github/workflows/deploy.yml", text, heading="deploy"))
    keys = [key for key in told(list(facts), Credential) if key["form"] == "static-key"]
    assert [(key["lines"], key["holder"]) for key in keys] == [(where, "application") for where in lines]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ('echo "AWS_ACCESS_KEY_ID=$KEY" >> /srv/app/.env\n', True),
        ('printf "PORT=80\\nAWS_SECRET_ACCESS_KEY=%s" | sudo tee .env\n', False),
        ('echo "AWS_SECRET_ACCESS_KEY=${SECRET}" | sudo tee -a /srv/app/.env\n', True),
        ('echo "AWS_ACCESS_KEY_ID=" >> .env\n', False),
        ('echo "AWS_ACCESS_KEY_ID=$KEY" >> .env.example\n', False),
        ('echo "AWS_ACCESS_KEY_ID=$KEY is what we need"\n', False),
        ('echo "AWS_ACCESS_KEY_ID=$KEY" >> .env\necho "AWS_SESSION_TOKEN=$TOKEN" >> .env\n', False),
    ],
)
def test_keys_that_a_script_writes_where_the_application_finds_them(text: str, *, written: bool) -> None:
    keys = [key["holder"] for key in told(read(text, "deploy/start.sh"), Credential) if key["form"] == "static-key"]
    assert keys == (["application"] if written else [])


def test_only_certbots_own_words_say_what_a_container_of_it_does() -> None:
    asks = read("docker compose run --rm certbot certonly --webroot -w /www -d shop.kr\n")
    makes = read('docker-compose run --rm --entrypoint "openssl req -x509 -out a.pem" certbot\n')
    given = read('docker-compose run --rm --entrypoint "certbot certonly -d shop.kr" certbot\n')

    assert [len(told(facts, Certificate)) for facts in (asks, makes, given)] == [1, 0, 1]
    assert told(read("docker compose run --rm certbot renew\n", "renew.sh"), CertificateRenewal)


def test_a_container_that_is_linked_to_a_database_is_none() -> None:
    facts = read("docker run -d --name db mysql:8\ndocker run -d --link mysql --network mongo shop/api:1.2\n")

    assert [fact["lines"] for fact in told(facts, Database)] == [(1, 1)]


def test_a_release_that_is_sent_to_a_host_is_shown_where_it_is_sent() -> None:
    sent = "scp -i k.pem build/shop.jar deploy@shop.kr:/srv/\nssh deploy@shop.kr 'sudo systemctl restart shop'\n"
    beside = sent.replace("build/shop.jar", "nginx.conf")

    for text, lines in ((sent, (1, 1)), (beside, None)):
        (deployment,) = (fact for fact in read(text) if isinstance(fact, Deployment))
        place = deployment.places.get("identity")
        assert (place and (place.start_line, place.end_line)) == lines


@pytest.mark.parametrize(
    ("command", "made"),
    [
        ("keytool -genkeypair -alias shop -storetype PKCS12 -keystore keystore.p12", 1),
        ("keytool -genkey -keystore shop.p12 -alias shop", 1),
        ("keytool -genkey -v -keystore upload.jks -alias upload", 0),
        ("keytool -genkeypair -alias jwt -keystore jwt.p12", 0),
        ("keytool -list -keystore keystore.p12", 0),
    ],
)
def test_a_keystore_that_is_made_for_a_server_signs_itself(command: str, made: int) -> None:
    assert len(told(read(f"{command}\n"), SelfSigned)) == made


def test_a_script_without_an_ending_has_the_clock_that_starts_it(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "keep").write_text("#!/bin/sh\npg_dump shop > /srv/dumps/shop.sql\n")
    (tmp_path / "shop.cron").write_text("0 3 * * * /srv/shop/bin/keep\n")
    tree = walk(tmp_path)
    assert READER.read_together is not None

    assert [fact["schedule"] for fact in told(list(READER.read_together(tree, ())), BackupJob)] == ["0 3 * * *"]


@pytest.mark.parametrize(
    ("text", "deploys"),
    [
        ("docker pull shop/api:latest\ndocker rm -f api\ndocker run -d --name api shop/api:latest\n", 1),
        ("git pull\nnpm ci\npm2 restart shop\n", 1),
        ("docker pull postgres:16\ndocker run -d --name api shop/api:1.2\n", 0),
        ("docker run -d --name api shop/api:1.2\n", 0),
    ],
)
def test_a_script_that_takes_what_is_newest_and_starts_it_deploys_whatever_it_is_called(
    text: str, deploys: int
) -> None:
    assert len(told(read(text, "scripts/run.sh"), Deployment)) == deploys


def test_what_a_fetch_is_followed_by_takes_the_branch() -> None:
    for text, line in (
        ("git fetch origin\ngit reset --hard origin/main\npm2 reload shop\n", 2),
        ("git clone https://example.com/a.git\ngit fetch\npm2 reload shop\n", 2),
    ):
        (deployment,) = (fact for fact in read(text) if isinstance(fact, Deployment))
        assert deployment.where("identity").start_line == line


def test_an_application_of_php_is_live_once_its_queue_and_caches_begin_anew() -> None:
    text = "cd /var/www/shop\ngit pull\ncomposer install --no-dev\nphp artisan {}\n"

    assert [fact["identity"] for fact in told(read(text.format("queue:restart")), Deployment)] == ["none"]
    assert told(read(text.format("list")), Deployment) == []


def test_a_release_that_is_named_by_the_clock_is_shown_where_it_gets_its_name() -> None:
    text = (
        '#!/bin/bash\nset -e\nSTAMP="$(date +%Y%m%d%H%M%S)"\nNEXT="/srv/shop/releases/${STAMP}"\nmkdir -p "$NEXT"\n'
        'tar -xzf "$1" -C "$NEXT"\nln -sfn "$NEXT" /srv/shop/current\nsystemctl restart shop\n'
    )
    [deployment] = [fact for fact in read(text) if isinstance(fact, Deployment)]
    assert (deployment.identity, deployment.where("identity").start_line) == ("timestamp", 3)


def test_a_program_that_a_terminal_keeps_running_is_started() -> None:
    text = "git pull\n./gradlew bootJar\nscreen -dmS shop java -jar build/libs/shop.jar\n"

    assert [fact["identity"] for fact in told(read(text, "restart.sh"), Deployment)] == ["none"]


def test_what_is_deleted_beside_a_store_says_nothing_of_how_long_the_store_keeps() -> None:
    made = "set -euo pipefail\nmysqldump shop > /var/tmp/a.sql\n{}find /var/tmp -name '*.sql' -mtime +2 -delete\n"
    sent = "aws s3 cp /var/tmp/a.sql s3://dumps/a.sql\n"
    pruned = f"{sent}aws s3 rm s3://dumps/old.sql\n"

    for between, days in (("", 2), (sent, None), (pruned, 2)):
        assert [fact.get("retention_days") for fact in told(read(made.format(between)), BackupJob)] == [days]


def test_a_sentence_that_names_the_clock_beside_the_script_starts_it(tmp_path: Path) -> None:
    (tmp_path / "keep.sh").write_text("#!/bin/sh\npg_dump shop > /srv/dumps/shop.sql\n")
    (tmp_path / "ops.md").write_text("# 운영\n\n1. `/opt/keep.sh` 를 cron 에 등록 (0 4 * * *)\n")
    tree = walk(tmp_path)
    assert READER.read_together is not None
    scripts = (tree.with_text("keep.sh", (tmp_path / "keep.sh").read_text(), EvidenceKind.CODED),)

    assert [fact["schedule"] for fact in told(list(READER.read_together(tree, scripts)), BackupJob)] == ["0 4 * * *"]


def test_a_backup_tells_where_old_ones_are_deleted() -> None:
    found = facts_of(Snippet("backup.sh", "find /b -mtime +1 -delete\npg_dump app > /b/app.sql\n"))
    [job] = [fact for fact in found if isinstance(fact, BackupJob)]
    assert (job.retention_days, job.at.start_line, job.where("retention_days").start_line) == (1, 2, 1)


def test_a_script_of_functions_deploys_where_one_fetches_and_calls_the_one_that_starts() -> None:
    start = "start() {\n  docker compose up -d\n}\n"
    update = (
        "update() {\n  git pull origin main\n  docker compose build\n  start\n}\ncase $1 in update) update ;; esac\n"
    )

    deployed = told(read(start + update, "ops.sh"), Deployment)

    assert [one["identity"] for one in deployed] == ["none"]
    assert told(read(start, "ops.sh"), Deployment) == []


@pytest.mark.parametrize(
    ("command", "method"),
    [
        (
            "docker run --rm --network shop -e PGPASSWORD=$SECRET postgres:16 pg_dump -h db shop > /b/shop.sql",
            "pg_dump",
        ),
        ("docker container run --rm mysql:8 mysqldump -h db shop > /b/shop.sql", "mysqldump"),
        ("docker container exec db mysqldump shop > /b/shop.sql", "mysqldump"),
        ('docker run --rm -v /b:/b mongo:7 sh -c "mongodump --archive=/b/shop.gz"', "mongodump"),
        ("docker run --rm --entrypoint pg_dump -v /b:/b postgres:16 -f /b/shop.sql shop", "pg_dump"),
        ("docker run --rm --entrypoint=pg_dump -v /b:/b postgres:16 -f /b/shop.sql shop", "pg_dump"),
        ("docker run --rm -v shop:/data -v /b:/backup alpine tar czf /backup/shop.tar.gz /data", "copy"),
        ("docker run --rm amazon/aws-cli s3 sync s3://shop s3://shop-backup", "copy"),
        ("docker run -d --restart always shop/nightly pg_dump", None),
        ("docker run --rm postgres:16", None),
        ("docker run --rm", None),
    ],
)
def test_what_a_container_is_started_for_is_done_like_anything_else(command: str, method: str | None) -> None:
    found = [job["method"] for job in told(read(command, "backup.sh"), BackupJob)]

    assert found == ([method] if method else [])


@pytest.mark.parametrize(
    ("path", "deploys"),
    [("rolling-update.sh", True), ("ops/무중단.sh", True), ("rollback.sh", False), ("start.sh", False)],
)
def test_a_script_says_by_its_name_that_it_puts_releases_live(path: str, deploys: bool) -> None:
    assert bool(told(read("docker run -d --name api shop/api:7\n", path), Deployment)) is deploys


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        ('echo \'{\n "Statement": [{\n  "Effect": "Allow", "Action": "s3:*", "Resource": "*"}]\n}\' > p.json', (2, 3)),
        ('printf \'{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}\' | tee x', None),
        ('echo \'{"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}\' > p.json', (1, 1)),
        ('echo \'{"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}\' > p.txt', None),
    ],
)
def test_a_policy_that_is_typed_behind_echo_is_read_as_a_file(typed: str, lines: tuple[int, int] | None) -> None:
    found = [
        (fact.at.start_line, fact.at.end_line) for fact in facts_of(Snippet("a.sh", typed)) if isinstance(fact, Policy)
    ]
    assert found == ([lines] if lines else [])

"""Who is let in by what a script or a guide has somebody type."""

import pytest

from holdfast.model.facts import Credential, ExposedSecret, Ingress, Login, Policy
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of


def as_root(text: str) -> list[int | None]:
    found = (fact for fact in facts_of(Snippet("scripts/server.sh", text)) if isinstance(fact, Login))
    return [fact.at.start_line for fact in found if (fact.user, fact.method) == ("root", "ssh")]


@pytest.mark.parametrize(
    "command",
    [
        "sudo passwd root",
        "sudo passwd",
        'echo "root:$WORD" | sudo chpasswd',
        "sudo sed -i 's/^#*PermitRootLogin.*/PermitRootLogin yes/' /etc/ssh/sshd_config",
        'echo "PermitRootLogin yes" | sudo tee -a /etc/ssh/sshd_config',
    ],
)
def test_whoever_opens_a_login_for_root_means_to_work_as_root(command: str) -> None:
    assert as_root(f"sudo apt update\n{command}\n") == [2]


@pytest.mark.parametrize(
    "command",
    [
        "sudo passwd deploy",
        "sudo passwd -l root",
        'echo "deploy:$WORD" | sudo chpasswd',
        "sudo sed -i 's/^PermitRootLogin yes/PermitRootLogin no/' /etc/ssh/sshd_config",
        "docker exec shop passwd root",
    ],
)
def test_others_passwords_and_a_login_that_is_closed_are_none(command: str) -> None:
    assert as_root(f"{command}\n") == []


@pytest.mark.parametrize(
    ("command", "taken"),
    [
        ("sudo sed -i 's/^#*PasswordAuthentication.*/PasswordAuthentication yes/' /etc/ssh/sshd_config", True),
        ('echo "PasswordAuthentication yes" | sudo tee -a /etc/ssh/sshd_config', True),
        ("sudo sed -i 's/PasswordAuthentication no/PasswordAuthentication yes/g' /etc/ssh/sshd_config", True),
        ("sudo sed -i 's/PasswordAuthentication yes/PasswordAuthentication no/' /etc/ssh/sshd_config", False),
        (
            "docker exec box sed -i 's/#PasswordAuthentication.*/PasswordAuthentication yes/' /etc/ssh/sshd_config",
            False,
        ),
    ],
)
def test_whoever_has_ssh_take_passwords_means_to_log_in_by_one(command: str, *, taken: bool) -> None:
    found = [fact for fact in facts_of(Snippet("setup.sh", f"{command}\n")) if isinstance(fact, Login)]
    assert [(fact.method, fact.user) for fact in found] == ([("ssh", None)] if taken else [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("WHO=root\nrsync -az dist/ $WHO@shop.example.com:/srv/\nssh ${WHO}@shop.example.com ls", [(1, 2), (1, 3)]),
        ("export WHO=root\nTO=$WHO@shop.example.com\nssh $TO ls", [(1, 3)]),
        ('WHO="${1:-root}"\nssh $WHO@shop.example.com ls', [(1, 2)]),
        ("WHO=deploy\nssh $WHO@shop.example.com ls\nssh root@shop.example.com ls", [(None, 3)]),
    ],
)
def test_root_is_shown_wherever_it_logs_in_and_where_its_name_is_set(
    text: str, expected: list[tuple[int | None, int]]
) -> None:
    found = [fact for fact in facts_of(Snippet("deploy.sh", text)) if isinstance(fact, Login) and fact.user == "root"]
    assert [
        (fact.places["user set"].start_line if fact.places else None, fact.at.start_line) for fact in found
    ] == expected


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        ("docker login -u shop -p Tr1ckyWord", True),
        ("docker login -u shop -p $WORD", False),
        ("docker run -p 3306:3306 mysql:8", False),
        ("mysql -h db.internal -u root -pTr1ckyWord shop", True),
        ('mysqldump -u root -p"$WORD" shop', False),
        ("mysql -u root -p shop", False),
        ("redis-cli -a Tr1ckyWord ping", True),
        ("docker exec store mongodump --uri='mongodb://api:Tr1ckyWord@localhost:27017/shop' --gzip", True),
        ("psql postgresql://shop:Tr1ckyWord@rows.abc.rds.amazonaws.com/shop -c 'select 1'", True),
        ("psql postgresql://shop:Tr1@ckyWord@rows.abc.rds.amazonaws.com/shop -c 'select 1'", True),
        ("psql postgresql://shop:$WORD@rows.abc.rds.amazonaws.com/shop -c 'select 1'", False),
        ("psql postgresql://shop:shopshop@localhost/shop -c 'select 1'", False),
    ],
)
def test_a_password_in_a_short_option_is_given_away(command: str, *, shown: bool) -> None:
    found = [fact for fact in facts_of(Snippet("scripts/server.sh", f"{command}\n")) if isinstance(fact, ExposedSecret)]
    assert len(found) == shown
    assert not any("Tr1ckyWord" in fact.at.quote for fact in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SERVER=root@203.0.113.7\nrsync -a dist/ $SERVER:/var/www/shop/\n", [2]),
        ("HOST=root@203.0.113.7\nssh -i key.pem $HOST 'systemctl restart shop'\n", [2]),
        ("DUMP=/var/dumps/a.sql\nrsync -a $DUMP /mnt/kept/\n", []),
    ],
)
def test_the_user_may_stand_in_a_variable_with_the_host(text: str, expected: list[int]) -> None:
    assert as_root(text) == expected


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("sshpass -p 'Xk29!vmQ' ssh deploy@203.0.113.7 ls\n", 1),
        ("SSH_PASSWORD='Xk29!vmQ'\nsshpass -p \"$SSH_PASSWORD\" ssh deploy@203.0.113.7 ls\n", 1),
        ('sshpass -p "$SSH_PASSWORD" ssh deploy@203.0.113.7 ls\n', 0),
    ],
)
def test_a_password_of_a_host_opens_its_door(text: str, line: int) -> None:
    found = [fact for fact in facts_of(Snippet("deploy.sh", text)) if isinstance(fact, ExposedSecret)]

    assert [fact.at.start_line for fact in found if fact.opens_doors] == ([line] if line else [])
    assert "Xk29" not in repr(found)


@pytest.mark.parametrize(
    ("command", "port"),
    [
        ("sudo sed -i 's/bindIp: 127.0.0.1/bindIp: 0.0.0.0/' /etc/mongod.conf", 27017),
        (r"sudo sed -i '/bind_ip/ s/127\.0\.0\.1/0\.0\.0\.0/' /etc/mongodb.conf", 27017),
        ("sudo sed -i 's/^bind-address.*/bind-address = 0.0.0.0/' /etc/mysql/mysql.conf.d/mysqld.cnf", 3306),
        ("sudo sed -i 's/^bind 127.0.0.1/bind 0.0.0.0/' /etc/redis/redis.conf", 6379),
        ("sudo sed -i 's/bindIp: 0.0.0.0/bindIp: 127.0.0.1/' /etc/mongod.conf", None),
        ("sudo sed -i 's/127.0.0.1/0.0.0.0/' /etc/nginx/nginx.conf", None),
    ],
)
def test_a_store_that_is_told_to_listen_everywhere_is_open_to_the_world(command: str, port: int | None) -> None:
    found = [fact for fact in facts_of(Snippet("scripts/server.sh", f"{command}\n")) if isinstance(fact, Ingress)]
    assert [fact.from_port for fact in found] == ([port] if port else [])


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("-Dspring.datasource.password=orange7tree!", True),
        ("--spring.datasource.password='orange7tree!'", True),
        ("-Dspring.datasource.password=$DB_PASSWORD", False),
        ("-Dspring.datasource.password=${{ secrets.DB_PASSWORD }}", False),
        ("-Dspring.profiles.active=prod", False),
        ("-Dspring.datasource.url=jdbc:mysql://db.example.com:3306/shop", False),
    ],
)
def test_a_program_of_the_jvm_is_given_its_secrets_on_its_command_line(given: str, *, shown: bool) -> None:
    unit = (
        f"sudo tee /etc/systemd/system/shop.service <<END\n[Service]\nExecStart=/usr/bin/java {given} -jar a.jar\nEND\n"
    )
    found = [fact for fact in facts_of(Snippet("deploy.sh", unit)) if isinstance(fact, ExposedSecret)]
    assert [fact.at.start_line for fact in found] == ([3] if shown else [])
    assert "orange7tree" not in repr(found)


def test_what_tests_are_started_with_gives_nothing_away() -> None:
    text = "./gradlew \\\n  -DfreshPassword=orange7tree! \\\n  test bootJar\n./gradlew -DfreshPassword=orange7tree! bootRun\n"
    found = [fact for fact in facts_of(Snippet("ci.sh", text)) if isinstance(fact, ExposedSecret)]
    assert [fact.at.start_line for fact in found] == [4]


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        ("docker run -d --rm --name trial -e POSTGRES_PASSWORD=S3lm4-kept postgres:16", []),
        ("docker run -d --name db -e POSTGRES_PASSWORD=S3lm4-kept postgres:16", ["POSTGRES_PASSWORD"]),
        ("docker run --rm -e DB_PASSWORD=S3lm4-kept shop/migrate", ["DB_PASSWORD"]),
    ],
)
def test_what_a_database_lets_in_with_is_no_secret_once_the_database_goes_with_it(
    command: str, shown: list[str]
) -> None:
    found = (fact for fact in facts_of(Snippet("scripts/drill.sh", f"{command}\n")) if isinstance(fact, ExposedSecret))
    assert [fact.name for fact in found] == shown


_HOOK = "https://hooks.slack.com/services/T7SHOP42/B9SHOP42/aB1cD2eF3gH4iJ5kL6mN7oP8"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (f"curl -X POST -d '{{}}' {_HOOK}", ["webhook"]),
        (f'SLACK_URL="{_HOOK}"', ["SLACK_URL"]),
        ("curl -d '{}' https://chat.shop.example.kr/hooks/7dk3mq9xw2bn5tz8rc4vj6ph1y", ["webhook"]),
        (
            "curl -d '{}' https://wh.jandi.com/connect-api/webhook/20817342/7d3a9c2e5b8f4d6a1c9e7b3f5d2a8c4e",
            ["webhook"],
        ),
        ("curl -d '{}' https://hook.dooray.com/services/3281749206/3381749207/aB3dE5fG7hJ", ["webhook"]),
        (
            "curl -d '{}' https://chat.googleapis.com/v1/spaces/AAQA7dk3mq/messages?key=AIzaSyB7dk3mq9xw2bn5tz8rc4",
            ["webhook"],
        ),
        ("curl -d '{}' https://chat.shop.example.kr/hooks/deploy", []),
        ("curl -X POST -d '{}' https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX", []),
        ("curl -X POST -d '{}' \"$SLACK_URL\"", []),
    ],
)
def test_the_address_that_writes_into_a_channel_is_a_secret_by_itself(line: str, shown: list[str]) -> None:
    found = (fact for fact in facts_of(Snippet("scripts/tell.sh", f"{line}\n")) if isinstance(fact, ExposedSecret))
    assert [fact.name for fact in found] == shown


@pytest.mark.parametrize(
    ("command", "line"),
    [
        ("aws cloudformation deploy --stack-name a \\\n --parameter-overrides Stage=prod \\\n JWTSecret={}", 3),
        ("aws cloudformation create-stack --parameters ParameterKey=DBPassword,ParameterValue={}", 1),
        ('sam deploy --parameter-overrides "Stage=prod JwtSecret={}"', 1),
        ("cdk deploy -c dbPassword={}", 1),
        ("terraform apply -var='db_password={}' -auto-approve", 1),
        ("helm upgrade shop ./chart --set replicas=2,env.JWT_SECRET={}", 1),
        ("eb setenv DB_PASSWORD={} STAGE=prod", 1),
        ("eb create shop-prod --single \\\n --envvars STAGE=prod,DB_PASSWORD={}", 2),
        ("aws elasticbeanstalk update-environment --option-settings Namespace=a:b,OptionName=DB_PASSWORD,Value={}", 1),
        ("aws amplify update-app --app-id d1 --environment-variables STAGE=prod,DB_PASSWORD={}", 1),
        ('aws lambda create-function --environment "Variables={{STAGE=prod,DB_PASSWORD={}}}"', 1),
        ("kubectl create secret generic db --from-literal=password={}", 1),
        ("kubectl -n shop create secret generic db \\\n --from-literal=password={}", 2),
        ("kubectl -n shop set env deployment/api STAGE=prod DB_PASSWORD={}", 1),
        ("kubectl run api --image=acme/api:3 --env=DB_PASSWORD={}", 1),
        ('aws secretsmanager create-secret --name db --secret-string \'{{"user": "a", "password": "{}"}}\'', 1),
    ],
)
def test_a_secret_that_a_command_hands_over_by_its_name_is_shown_where_it_stands(command: str, line: int) -> None:
    def shown(text: str, path: str = "deploy.sh") -> list[int]:
        found = [fact for fact in facts_of(Snippet(path, f"{text}\n")) if isinstance(fact, ExposedSecret)]
        assert "orange7tree" not in repr(found)
        return [fact.at.start_line for fact in found]

    assert shown(command.format("orange7tree")) == [line]
    assert shown(command.format("$FROM_STORE")) == []
    assert shown(command.format("your-password-here")) == []


@pytest.mark.parametrize("begin", ["kubectl apply -f - <<END", "cat <<END | kubectl -n shop apply -f -"])
def test_a_manifest_that_a_script_applies_out_of_its_own_text_is_read(begin: str) -> None:
    manifest = "apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData:\n  DB_PASSWORD: orange7tree\n"
    found = facts_of(Snippet("deploy.sh", f"{begin}\n{manifest}END\n"))
    assert [str(fact.at) for fact in found if isinstance(fact, ExposedSecret)] == ["deploy.sh:6"]


@pytest.mark.parametrize(
    ("program", "found"), [("aws cloudformation deploy --parameter-overrides", 1), ("eb setenv", 0)]
)
def test_a_stand_in_that_a_stack_is_given_is_its_secret(program: str, found: int) -> None:
    facts = facts_of(Snippet("deploy.sh", f"{program} JWT_SECRET=DummySecret123\n"))
    assert len([fact for fact in facts if isinstance(fact, ExposedSecret)]) == found


def test_a_secret_put_into_a_store_by_a_script_is_quoted_without_its_value() -> None:
    put = "aws ssm put-parameter --name /shop/DB_PASSWORD --value orange7tree --type SecureString\n"
    found = [fact for fact in facts_of(Snippet("deploy.sh", put)) if isinstance(fact, ExposedSecret)]
    assert len(found) == 1
    assert "orange7tree" not in repr(found)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("DB_PASSWORD='$h0p$1977'", ["DB_PASSWORD"]),
        ("export DB_PASSWORD='pa$$ing-by'", ["DB_PASSWORD"]),
        ('DB_PASSWORD="$h0p"', []),
        ("DB_PASSWORD=$SHOP_PASSWORD", []),
    ],
)
def test_between_single_quotes_a_sign_of_money_stands_for_itself(line: str, shown: list[str]) -> None:
    found = (fact for fact in facts_of(Snippet("scripts/db.sh", f"{line}\n")) if isinstance(fact, ExposedSecret))
    assert [fact.name for fact in found] == shown


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ('echo "JWT_SECRET=kd83Kd92ksLq01" > .env', True),
        ("echo 'DB_PASSWORD=kd83Kd92ksLq01' | sudo tee -a /srv/shop/.env", True),
        ("printf 'JWT_SECRET=kd83Kd92ksLq01\\n' >> .env.production", True),
        ('echo "JWT_SECRET=$JWT_SECRET" >> .env', False),
        ('echo "JWT_SECRET=change-me" >> .env', False),
        ('echo "JWT_SECRET=kd83Kd92ksLq01" >> .env.example', False),
        ('echo "JWT_SECRET=kd83Kd92ksLq01"', False),
    ],
)
def test_a_secret_that_is_said_into_a_file_of_settings_stands_there(line: str, *, shown: bool) -> None:
    facts = list(facts_of(Snippet("deploy.sh", f"set -e\n{line}\npm2 reload shop\n")))

    assert [fact.at.start_line for fact in facts if isinstance(fact, ExposedSecret)] == [2] * shown
    assert "kd83" not in repr([fact for fact in facts if isinstance(fact, ExposedSecret)])


@pytest.mark.parametrize(("job", "shown"), [("test / prepare", 0), ("deploy / prepare", 1)])
def test_what_only_tries_a_change_out_makes_its_secrets_up(job: str, shown: int) -> None:
    part = Snippet(".github/workflows/ci.yml", 'echo "JWT_SECRET=kd83Kd92ksLq01" > .env\n', heading=job)

    assert len([fact for fact in facts_of(part) if isinstance(fact, ExposedSecret)]) == shown


@pytest.mark.parametrize(
    ("text", "users"),
    [
        ("export DOCKER_HOST=ssh://root@shop.example\ndocker compose up -d\n", ["root"]),
        ("DOCKER_HOST=ssh://web@shop.example docker compose up -d\n", ["web"]),
        ("docker context create shop --docker host=ssh://web@shop.example\n", ["web"]),
        ("docker context create shop --docker host=ssh://root@$HOST\n", ["root"]),
        ("docker -H ssh://root@10.0.0.4 compose up -d\n", ["root"]),
        ("docker --host=ssh://web@10.0.0.4 run -d shop/api\n", ["web"]),
        ("git remote add shop ssh://web@shop.example/srv/shop.git\n", []),
    ],
)
def test_docker_enters_the_host_that_it_is_pointed_at(text: str, users: list[str]) -> None:
    found = facts_of(Snippet("deploy.sh", text))
    assert [fact.user for fact in found if isinstance(fact, Login)] == users


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('WHO="${WHO:-root}"\nHOST="${HOST:-}"\nssh "${WHO}@${HOST}" "pm2 reload shop"\n', 3),
        ('SERVER="${SERVER:-root@203.0.113.7}"\nssh "$SERVER" "pm2 reload shop"\n', 2),
        ('U="${U:-root}"\nH="${H:-203.0.113.7}"\nTO="${U}@${H}"\nssh "$TO" "pm2 reload shop"\n', 4),
    ],
)
def test_root_is_who_logs_in_where_nobody_says_otherwise(text: str, line: int) -> None:
    assert as_root(text) == [line]


def test_somebody_else_by_default_is_not_root() -> None:
    assert as_root('WHO="${WHO:-deploy}"\nssh "$WHO@203.0.113.7" uptime\n') == []


def lasting(*rows: str) -> list[int]:
    found = facts_of(Snippet("scripts/ci.sh", "\n".join(rows) + "\n"))
    return [fact.at.start_line for fact in found if isinstance(fact, Credential) and fact.form == "static-key"]


@pytest.mark.parametrize(
    "command",
    [
        "aws configure set aws_access_key_id $KEY",
        "aws configure set --profile default aws_secret_access_key ${SECRET}",
        "aws configure --profile shop set aws_access_key_id $KEY",
        "aws --region ap-northeast-1 configure set shop.aws_access_key_id $KEY",
        "aws configure set aws_access_key_id $KEY --profile=shop",
        "aws configure --profile shop",
        # Other tools keep keys for themselves, or are handed them.
        "npx serverless config credentials --provider aws --key $KEY --secret $SECRET",
        "./node_modules/.bin/sls config credentials -p aws -k ${KEY} -s ${SECRET}",
        "ecs-cli configure profile --access-key $KEY --secret-key $SECRET --profile-name shop",
        'terraform init -backend-config="access_key=$KEY"',
    ],
)
def test_a_key_that_is_put_into_the_file_lasts_wherever_the_options_stand(command: str) -> None:
    assert lasting("set -e", command) == [2]


@pytest.mark.parametrize(
    "command",
    [
        "aws configure set --profile default region ap-northeast-2",
        "aws configure sso --profile shop",
        "aws configure get aws_access_key_id",
        "aws configure set aws_access_key_id $ID\naws configure set aws_session_token $TOKEN",
        "serverless config credentials --help",
        "ecs-cli configure --cluster shop --region eu-west-1",
        'terraform apply -var="access_key_name=deploy"',
    ],
)
def test_a_region_a_sign_in_and_a_session_are_no_lasting_keys(command: str) -> None:
    assert lasting(command) == []


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("export AWS_ACCESS_KEY_ID=test\nexport AWS_SECRET_ACCESS_KEY=test\n", False),
        ('AWS_ACCESS_KEY_ID="dummy" AWS_SECRET_ACCESS_KEY="dummy" npm test\n', False),
        ("aws configure set aws_access_key_id test --profile localstack\n", False),
        ("export AWS_ACCESS_KEY_ID=$KEY\n", True),
        ("aws configure set aws_access_key_id $KEY\n", True),
    ],
)
def test_a_word_that_any_emulator_takes_is_no_key(text: str, seen: bool) -> None:
    facts = facts_of(Snippet("scripts/server.sh", text))
    assert any(isinstance(fact, Credential) for fact in facts) is seen


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("cat << EOF > /home/ubuntu/.aws/credentials\n[default]\naws_access_key_id={{ KEY_ID }}\nEOF\n", True),
        ("cat > ~/.aws/credentials <<EOF\n[shop]\naws_access_key_id = ${KEY_ID}\nEOF\n", True),
        ("sudo tee /root/.aws/credentials <<EOF\naws_secret_access_key = $KEY\nEOF\n", True),
        ('echo "aws_access_key_id=$KEY_ID" >> /root/.aws/credentials\n', True),
        ("cat > ~/.aws/credentials <<EOF\n[local]\naws_access_key_id = test\nEOF\n", False),
        (
            "cat > ~/.aws/credentials <<EOF\naws_access_key_id = $A\naws_session_token = $B\nEOF\n",
            False,
        ),
        ("cat > ~/.aws/config <<EOF\n[default]\nregion = ap-northeast-2\nEOF\n", False),
        ("cat > docs.txt <<EOF\naws_access_key_id = $KEY_ID\nEOF\n", False),
    ],
)
def test_a_key_that_a_script_writes_into_the_file_of_awss_tools_stays_on_the_host(written: str, seen: bool) -> None:
    found = facts_of(Snippet("infra/user-data.sh", f"#!/bin/bash\n{written}"))
    assert any(isinstance(fact, Credential) and fact.holder == "application" for fact in found) is seen


@pytest.mark.parametrize(
    ("row", "seen"),
    [
        ('KEY="$(get_param /shop/aws-access-key)"', True),
        ("SECRET=$(aws ssm get-parameter --name /shop/aws_secret_access_key --query Parameter.Value)", True),
        ('WORD="$(get_param /shop/db-password)"', False),
        ('KEY="$(get_param /shop/signing-key)"', False),
        ("NAME=aws-access-key", False),
    ],
)
def test_a_lasting_key_that_is_kept_in_a_store_is_the_applications(row: str, *, seen: bool) -> None:
    facts = facts_of(Snippet("scripts/start.sh", f"#!/bin/bash\n{row}\n"))
    found = [fact.holder for fact in facts if isinstance(fact, Credential)]
    assert found == (["application"] if seen else [])


@pytest.mark.parametrize(
    ("command", "given"),
    [
        ("aws iam create-policy --policy-name developer-boundary", False),
        ("aws iam create-policy --policy-name developer", True),
        ("aws iam put-role-policy --role-name boundary-checks --policy-name all", True),
    ],
)
def test_a_policy_that_is_made_for_a_boundary_gives_nothing(command: str, *, given: bool) -> None:
    document = '{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}'
    found = facts_of(Snippet("scripts/iam.sh", f"{command} --policy-document '{document}'\n"))
    assert any(isinstance(fact, Policy) for fact in found) is given


@pytest.mark.parametrize(
    "line",
    [
        "export $(grep -v '^#' .env | sed 's/token=x/token=y/')",
        "export $(aws secretsmanager get-secret-value --secret-id shop | jq -r 'map(\"\\(.key)=\\(.value)\")')",
        "export `cat secret.txt | sed s/password=old/password=new/`",
    ],
)
def test_an_equals_sign_in_what_a_command_answers_sets_nothing(line: str) -> None:
    assert not [one for one in facts_of(Snippet("start.sh", f"{line}\n")) if isinstance(one, ExposedSecret)]

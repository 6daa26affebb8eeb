"""Values of secrets disappear, references and ordinary text stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.model.redaction import redact


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("DB_PASSWORD=hunter2", "DB_PASSWORD=[hidden]"),
        ('{"name":"SHOP_SECRET","value":"canary1"}', '{"name":"SHOP_SECRET","value":[hidden]}'),
        ("Name: SHOP_SECRET\nType: PLAINTEXT\nValue: canary1", "Name: SHOP_SECRET\nType: PLAINTEXT\nValue: [hidden]"),
        ("name: SHOP_SECRET\nvalue: >-\n  canary1", "name: SHOP_SECRET\nvalue: >-\n  [hidden]"),
        ("ParameterKey=DbPassword,ParameterValue=canary1", "ParameterKey=DbPassword,ParameterValue=[hidden]"),
        ("DbPassword:\n  Type: String\n  Default: canary1", "DbPassword:\n  Type: String\n  Default: [hidden]"),
        ('variable "db_password" {\n  default = "canary1"', 'variable "db_password" {\n  default = [hidden]'),
        ('password = optional(string, "canary1")', "password = optional(string, [hidden])"),
        ("secrets:\n  dbPassword: canary1", "secrets:\n  dbPassword: [hidden]"),
        ("secrets: {dbPassword: canary1}", "secrets: {dbPassword: [hidden]}"),
        ("passwords:\n  - canary1", "passwords:\n  - [hidden]"),
        ("HASH_PEPPER=canary1", "HASH_PEPPER=[hidden]"),
        ("DB_PASSWORD=$(ask /db || echo canary1)", "DB_PASSWORD=$(ask /db || echo [hidden])"),
        ("SHOP_TOKEN=\"$(ask /db || printf '%s' 'canary1')\"", "SHOP_TOKEN=\"$(ask /db || printf '%s' [hidden])\""),
        ("SHOP_TOKEN=$(ask /db || echo $OTHER)", "SHOP_TOKEN=$(ask /db || echo $OTHER)"),
        ("db_password: \"{{ given | default('canary1') }}\"", 'db_password: "{{ given | default([hidden]) }}"'),
        ("db_password: \"{{ given | default('') }}\"", "db_password: \"{{ given | default('') }}\""),
        ("os.environ.get('PEPPER', 'canary1')", "os.environ.get('PEPPER', [hidden])"),
        ("git clone https://canary1234567@git.example/a.git", "git clone https://[hidden]@git.example/a.git"),
        ("git clone https://harbour-bakery@git.example/a.git", "git clone https://harbour-bakery@git.example/a.git"),
        ('curl -H "Authorization: Bearer canary1234" https://x', 'curl -H "Authorization: Bearer [hidden]" https://x'),
        ("Authorization: Basic Y2FuYXJ5OjEyMzQ=", "Authorization: Basic [hidden]"),
        (r"GET / HTTP/1.1\r\nAuthorization:\ Basic\ canary1234", r"GET / HTTP/1.1\r\nAuthorization:\ Basic\ [hidden]"),
        ('header_up Authorization "Basic canary1234"', "header_up Authorization [hidden]"),
        ("proxy_set_header X-Api-Key canary1234;", "proxy_set_header X-Api-Key [hidden]"),
        ("proxy_set_header X-Api-Key $api_key;", "proxy_set_header X-Api-Key $api_key;"),
        ('header_up Authorization "Bearer {env.SHOP}"', 'header_up Authorization "Bearer {env.SHOP}"'),
        ("RABBITMQ_DEFAULT_PASS: ${RABBIT:-canary1234}", "RABBITMQ_DEFAULT_PASS: ${RABBIT:-[hidden]}"),
        ('jwtSecret: "s3cr3t-value"', "jwtSecret: [hidden]"),
        ("ENV.fetch('SHOP_SECRET', 'q7Lk2Vd9Xs4Bt6Zm1Np8Rw')", "ENV.fetch('SHOP_SECRET', [hidden])"),
        ("  password: 'p@ss word'", "  password: [hidden]"),
        ("mongodump -u root -p canary1234 --out /backups", "mongodump -u root -p [hidden] --out /backups"),
        ('run([\n"mysqldump",\n"-u", "root",\n"-pcanary1234"])', 'run([\n"mysqldump",\n"-u", "root",\n"-p[hidden]"])'),
        ("os.environ['MYSQL_PWD'] = 'canary1234'", "os.environ['MYSQL_PWD'] = [hidden]"),
        ('run(["mongodump", "-p", "canary1234"])', 'run(["mongodump", "-p", [hidden]])'),
        ('fillEnv(&cfg.Secret, "API_SECRET", "canary1234")', 'fillEnv(&cfg.Secret, "API_SECRET", [hidden])'),
        ("CREATE USER 'a'@'%' IDENTIFIED BY 'canary_1';", "CREATE USER 'a'@'%' IDENTIFIED BY [hidden];"),
        (
            'mysql -e "ALTER USER a IDENTIFIED WITH x BY \\"canary 1\\";"',
            'mysql -e "ALTER USER a IDENTIFIED WITH x BY [hidden];"',
        ),
        ("psql -c \"CREATE ROLE a LOGIN PASSWORD 'canary_1'\"", 'psql -c "CREATE ROLE a LOGIN PASSWORD [hidden]"'),
        ("SET PASSWORD FOR 'a'@'b' = PASSWORD('canary_1');", "SET PASSWORD FOR 'a'@'b' = PASSWORD([hidden]);"),
        ("SMTP_PASS=qtzr mwvh skbe jnly", "SMTP_PASS=[hidden]"),
        ("mail-password: 'qtzr mwvh skbe jnly'", "mail-password: '[hidden]'"),
        ("DB_PASS=hunter2", "DB_PASS=[hidden]"),
        ("SSHPASS=canary1234 ssh shop", "SSHPASS=[hidden] ssh shop"),
        ("export RAILS_MASTER_KEY=canary1234", "export RAILS_MASTER_KEY=[hidden]"),
        ("docker run -e APP_KEY=canary1234 shop", "docker run -e APP_KEY=[hidden] shop"),
        ("AccountName=shop;AccountKey=canary1234", "AccountName=shop;AccountKey=[hidden]"),
        ("kms_master_key_id = alias/shop", "kms_master_key_id = alias/shop"),
        ("password:\n  - canary-1\n  - canary-2\nport: 1", "password:\n  - [hidden]\nport: 1"),
        ("passwords:\n  ann: canary-1\n  'bob': 'canary-2'\nport: 1", "passwords:\n  ann: [hidden]\nport: 1"),
        ("passwords:\n  min_length: 12\n  rounds: 9", "passwords:\n  min_length: 12\n  rounds: 9"),
        ("비밀번호: canary1234", "비밀번호: [hidden]"),
        ("パスワード：canary1234", "パスワード：[hidden]"),
        ("CORS wide open, token canary-4711Xz!", "CORS wide open, token [hidden]"),
        ("The secret name is kept, token based-2fa", "The secret name is kept, token based-2fa"),
        ("postgresql://shop:canary@db:5432/shop", "postgresql://shop:[hidden]@db:5432/shop"),
        ("key AKIAABCDEFGHIJKLMNOP here", "key [hidden] here"),
        ("token ghp_0123456789abcdefghijABCDEFGHIJ", "token [hidden]"),
        (f"new Ai('{'sk-' + 'proj-'}{'a1B2' * 10}')", "new Ai('[hidden]')"),
        (f"google('shop', '{'GOC' + 'SPX-'}{'a1B2' * 6}')", "google('shop', '[hidden]')"),
        (f"mail('{'S' + 'G.'}{'a' * 22}.{'b' * 43}')", "mail('[hidden]')"),
        (f"git('{'gl' + 'pat-'}{'a1B2' * 5}')", "git('[hidden]')"),
        (f"Bot('123456789:{'A' + 'A'}{'a1B' * 11}')", "Bot('[hidden]')"),
        ("--master-user-password Canary2Canary --engine postgres", "--master-user-password [hidden] --engine postgres"),
        ("mysqldump -u root -pcanary1 shop", "mysqldump -u root -p[hidden] shop"),
        ("run(['mysqldump', '-pcanary1', 'shop'])", "run(['mysqldump', '-p[hidden]', 'shop'])"),
        ("mariadb-dump -u root -pcanary1 shop", "mariadb-dump -u root -p[hidden] shop"),
        ("docker run redis:7 --requirepass canary_1", "docker run redis:7 --requirepass [hidden]"),
        ('["redis-server", "--requirepass", "canary_1"]', '["redis-server", "--requirepass", [hidden]]'),
        ("redis-cli CONFIG SET requirepass canary_1", "redis-cli CONFIG SET requirepass [hidden]"),
        ("redis-cli -h store -a canary_1 ping", "redis-cli -h store -a [hidden] ping"),
        ('["CMD", "redis-cli", "--pass", "canary_1", "ping"]', '["CMD", "redis-cli", "--pass", [hidden], "ping"]'),
        ("backup.sh --pass canary_1 --all", "backup.sh --pass [hidden] --all"),
        ("restic --password-command echo canary_1 backup", "restic --password-command [hidden] [hidden] backup"),
        ("aws s3 cp a s3://b --sse-c-key canary_1", "aws s3 cp a s3://b --sse-c-key [hidden]"),
        ("gpg --batch --passphrase canary_1 -c", "gpg --batch --passphrase [hidden] -c"),
        ("masterauth canary_1", "masterauth [hidden]"),
        ("rabbitmqctl -n a@b add_user shop canary_1", "rabbitmqctl -n a@b add_user shop [hidden]"),
        ("rabbitmqctl add_user shop canary_1", "rabbitmqctl add_user shop [hidden]"),
        ("htpasswd -cb /etc/nginx/.htpasswd shop canary_1", "htpasswd -cb /etc/nginx/.htpasswd shop [hidden]"),
        ("echo 'ubuntu:canary_1' | sudo chpasswd", "echo 'ubuntu:[hidden]' | sudo chpasswd"),
        ("printf 'root:canary_1' | chpasswd", "printf 'root:[hidden]' | chpasswd"),
        ("chpasswd <<< 'root:canary_1'", "chpasswd <<< 'root:[hidden]'"),
        ("zip -r -P canary_1 bundle.zip .env", "zip -r -P [hidden] bundle.zip .env"),
        ("7z a -pcanary_1 bundle.7z .env", "7z a -p[hidden] bundle.7z .env"),
        ("curl -fsS -u boss:canary_1 https://x.kr/health", "curl -fsS -u boss:[hidden] https://x.kr/health"),
        ("openssl req -x509 -passout pass:canary_1 -out a.crt", "openssl req -x509 -passout pass:[hidden] -out a.crt"),
        (
            "openssl pkcs12 -export \\\n  -passin pass:canary_1 \\\n  -password 'pass:canary_2'",
            "openssl pkcs12 -export \\\n  -passin pass:[hidden] \\\n  -password 'pass:[hidden]'",
        ),
        ("aws configure set aws_secret_access_key can/ary1", "aws configure set aws_secret_access_key [hidden]"),
        ("sshpass -p canary1 ssh a@b", "sshpass -p [hidden] ssh a@b"),
        ("plink -ssh a@b -pw canary1 ls", "plink -ssh a@b -pw [hidden] ls"),
        ("pscp.exe -pw canary1 a.jar a@b:/srv", "pscp.exe -pw [hidden] a.jar a@b:/srv"),
        ("echo canary1 | sudo -S reboot", "echo [hidden] | sudo -S reboot"),
        ("echo 'canary1' | sudo -kS reboot", "echo [hidden] | sudo -kS reboot"),
        ("echo $WORD | sudo -S reboot", "echo $WORD | sudo -S reboot"),
        ("sudo -kS reboot <<< 'canary1'", "sudo -kS reboot <<< [hidden]"),
        ('sudo -S reboot <<< "$WORD"', 'sudo -S reboot <<< "$WORD"'),
        (
            "docker login -u me \\\n  --password-stdin <<< canary1",
            "docker login -u me \\\n  --password-stdin <<< [hidden]",
        ),
        ("docker login -u me &lt;&lt;&lt; canary1", "docker login -u me &lt;&lt;&lt; [hidden]"),
        ("sudo -S reboot &lt;&lt;&lt; &quot;canary1", "sudo -S reboot &lt;&lt;&lt; &quot;[hidden]"),
        ("SHOP_SECRET=<code>canary1</code>", "SHOP_SECRET=<code>[hidden]</code>"),
        ("<code>SHOP_SECRET</code>: <code>canary1</code>", "<code>SHOP_SECRET</code>: <code>[hidden]</code>"),
        ("<p>Password: <b>canary1</b></p>", "<p>Password: <b>[hidden]</b></p>"),
        ("<b>Password:</b> canary1", "<b>Password:</b> [hidden]"),
        ("<b>Password:</b> nobody tells", "<b>Password:</b> nobody tells"),
        ("SHOP_SECRET=&quot;canary1&quot;", "SHOP_SECRET=&quot;[hidden]&quot;"),
        ("`SHOP_SECRET`: `canary1`", "`SHOP_SECRET`: `[hidden]`"),
        ("`SHOP_SECRET`: `${SHOP_SECRET}`", "`SHOP_SECRET`: `${SHOP_SECRET}`"),
        ("jdbc:oracle:thin:me/canary1@db:1521/x", "jdbc:oracle:thin:me/[hidden]@db:1521/x"),
        ("jdbc:oracle:oci8:@me/canary1", "jdbc:oracle:oci8:@me/[hidden]"),
        ("sqlplus -S me/canary1@db @shop.sql", "sqlplus -S me/[hidden]@db @shop.sql"),
        ("expdp userid=me/canary1@db", "expdp userid=me/[hidden]@db"),
        ("HOST=me:canary1@db.example.com", "HOST=me:[hidden]@db.example.com"),
        ("HOST=me:canary1@10.0.0.4/shop", "HOST=me:[hidden]@10.0.0.4/shop"),
        ("mongo me:canary1@rabbit:5672", "mongo me:[hidden]@rabbit:5672"),
        ("email:me@shop.example", "email:me@shop.example"),
        ("git@git.example.com:shop/x.git", "git@git.example.com:shop/x.git"),
        ("image: shop/x:1.2@sha256:1234567890", "image: shop/x:1.2@sha256:1234567890"),
        ("JWT_SECRET: ${JWT_SECRET:-canary1}", "JWT_SECRET: ${JWT_SECRET:-[hidden]}"),
        ("P: ${DB_PASSWORD_ENC:-${DB_PASSWORD:-canary1}}", "P: ${DB_PASSWORD_ENC:-${DB_PASSWORD:-[hidden]}}"),
        ("ENV DB_PASSWORD canary1", "ENV DB_PASSWORD [hidden]"),
        ("https://hooks.slack.com/services/T0/B0/canary", "[hidden]"),
        ("hook: https://discord.com/api/webhooks/98765/canary-of_a", "hook: [hidden]"),
        ("curl https://api.telegram.org/bot98765:canary/sendMessage", "curl [hidden]/sendMessage"),
        ("sign(body, process.env.JWT_SECRET || 'canary')", "sign(body, process.env.JWT_SECRET || [hidden])"),
        ("os.getenv('SESSION_SECRET', 'canary')", "os.getenv('SESSION_SECRET', [hidden])"),
        ("JWT_SECRET: z.string().min(4).default('canary')", "JWT_SECRET: z.string().min(4).default([hidden])"),
        ('config.GetValue("Jwt:Key", "canary")', 'config.GetValue("Jwt:Key", [hidden])'),
        ('source.setUrl(u); source.setPassword("canary")', "source.setUrl(u); source.setPassword([hidden])"),
        ("https://wh.jandi.com/connect-api/webhook/1/canary", "[hidden]"),
        ("ENCRYPT_KEY=canary", "ENCRYPT_KEY=[hidden]"),
        ('"Authorization", "KakaoAK canary0123456789abcdef"', '"Authorization", "[hidden]"'),
        ("https://apis.data.go.kr/a?serviceKey=canary0123456789abcd%3D&n=1", "https://apis.data.go.kr/a?[hidden]&n=1"),
        ("curl https://www.duckdns.org/update?domains=a&token=canary-1", "curl https://www.[hidden]"),
        ("KEY: ${AES256_KEY:-canary}", "KEY: ${AES256_KEY:-[hidden]}"),
        ("-----BEGIN RSA PRIVATE KEY-----\ncanary\n-----END RSA PRIVATE KEY-----", "[hidden]"),
    ],
)
def test_values_of_secrets_are_hidden(text: str, shown: str) -> None:
    assert redact(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "aws-secret-access-key: ${{ secrets.AWS_SECRET_ACCESS_KEY }}",
        "password = var.db_password",
        "PASSWORD=$DB_PASSWORD",
        "const secret = process.env.JWT_SECRET",
        "SecretString: !Ref Password",
        "password: <your password>",
        "instance_type = t3.small",
        'curl -H "Authorization: Bearer $TOKEN" https://x',
        "the Bearer of this card",
        "https://example.com/health",
        "token: string;",
        "os.getenv('TOKEN_SECONDS', '3600')",
        "client.getSecret('prod/shop')",
        "JWT_SECRET=",
        "docker login --username AWS --password-stdin 1.dkr.ecr",
        "aws secretsmanager get-secret-value --secret-id prod/shop",
        "mysqldump -u root -p shop",
        'mysqldump -u root -p"$DB_PASSWORD" shop',
        'redis-server --requirepass "$$REDIS_PASSWORD" --appendonly yes',
        'redis-cli -a "$REDIS_PASSWORD" ping',
        'mongodump -u root -p "$MONGO_PASSWORD" --out /backups',
        "mongodump --out /backups && mkdir -p /backups/old",
        "docker run --name mongo -p 27017:27017 mongo:7",
        "htpasswd -c /etc/nginx/.htpasswd shop",
        'zip -P "$ZIP_WORD" bundle.zip .env',
        'curl -u "$LOGIN:$WORD" https://x.kr/health',
        "curl -u ${LOGIN}:${WORD} https://x.kr/health",
        "CREATE USER 'a'@'%' IDENTIFIED BY '$DB_PASSWORD';",
        "the USER of a form, and its label 'Password'",
        'StringLike = { "token.actions.githubusercontent.com:sub" = "repo:shop/api:ref:refs/heads/main" }',
        "deploy ALL=(ALL) NOPASSWD:ALL",
        'MYSQL_ALLOW_EMPTY_PASSWORD: "yes"',
        '"secretOptions": []',
        "sshagent(credentials: [env.DEPLOY_KEY_ID]) {",
        '"valueFrom": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop/API_KEY"',
        "MAIL_API_KEY: /shop/production/MAIL_API_KEY",
        "secret_access_key: !ENV ${S3_SECRET}",
        "JWT_SECRET: ${self:custom.jwt.${self:provider.stage}.secret}",
        "client-secret: ${oauth.client-secret}",
        "SigningKey: []byte(signingKey),",
        "api_key = lookup(var.keys, each.value)",
        "'X-Api-Key', 'X-Requested-With'",
        "secrets: |\n  NPM_TOKEN=${{ secrets.NPM_TOKEN }}",
        'DATABASE_URL="postgresql://postgres@/crm?host=/run"',
    ],
)
def test_references_and_ordinary_text_stay_readable(text: str) -> None:
    assert redact(text) == text


@given(st.from_regex(r"[A-Za-z0-9+/]{16,40}", fullmatch=True))
def test_no_value_after_a_secret_name_survives(value: str) -> None:
    canary = f"q7{value}q7"

    assert canary not in redact(f"API_SECRET={canary}")


@given(st.text())
def test_any_text_is_taken(text: str) -> None:
    assert isinstance(redact(text), str)


def test_a_sign_within_a_password_ends_nothing() -> None:
    assert redact("db.password=k3$-vM&Wq;d8") == "db.password=[hidden]"
    assert redact("?token=abc&user=x") == "?token=[hidden]&user=x"


@pytest.mark.parametrize(
    "text",
    [
        "password=a&" * 10_000,
        "--a-" * 30_000,
        "password" * 15_000,
        "--password " * 10_000,
        "mysql -" * 15_000,
        "redis-cli -a " * 8_000,
        'mongodump "' * 10_000,
        'mysql", ' * 10_000,
        "mongodump -p" * 10_000,
        "service" * 15_000,
        "rabbitmqctl add_user " * 5_000,
        "echo a:" * 15_000,
        "${secret" * 15_000,
        "curl -u a" * 15_000,
        "docker login -p" * 15_000,
        "secret, " * 15_000,
        "secret = a" * 15_000,
        "('secret" * 15_000,
        "user password" * 10_000,
        "password:\n  type: x\n" * 5_000,
        "identified with a " * 8_000,
        "new PDO(" * 15_000,
        "new PDO(a, " * 10_000,
        "'a:" * 30_000 + "@tcp(",
        "| password | a1 " * 8_000,
        "name_secret_" * 10_000,
        "htpasswd -b a " * 8_000,
        "login a/ " * 12_000,
        "password str = F(" * 8_000,
        "token: F, Field(" * 8_000,
        "Field('a', " * 10_000,
        "npm set auth" * 10_000,
        "bundle config a " * 8_000,
        "podman login -u a " * 8_000,
        "copilot secret init --values " * 6_000,
        "echo a" * 20_000,
        "AWS_SECRET_ACCESS_KEY |" * 8_000,
        "a:bbb@ccc" * 12_000,
        "sqlplus -a -b c/d " * 8_000,
        "lftp -u" * 15_000,
        "-e 'a_pass" * 10_000,
        "sed s/secret" * 10_000,
        "printf 'secret" * 8_000,
        "mc alias set a " * 8_000,
        "secret = var.a x" * 10_000,
        "secret: !If [a, " * 10_000,
        "value=" * 30_000,
        "x://a:b/@" * 15_000,
        "secret: [[hidden], 'a', " * 8_000,
        "passwords:\n  a: b\n" * 8_000,
    ],
)
def test_hostile_text_costs_linear_time(text: str) -> None:
    redact(text)


@pytest.mark.parametrize(
    "before",
    [
        "const s = process.env.SESSION_SECRET || ",
        'const s = process.env["SESSION_SECRET"] ?? ',
        "$key = getenv('SMTP_PASSWORD') ?: ",
        "define('DB_PASS', ",
        "s = ENV.fetch('SECRET_KEY_BASE') { ",
        "x = os.environ.get('JWT_SECRET') or ",
        'cmp.Or(os.Getenv("JWT_SECRET"), ',
        "jwt.sign({ id }, ",
        "os.getenv('FERNET_KEY', ",
        "env['SUPABASE_SERVICE_KEY'] ?: ",
        "process.env.KEY_PASSPHRASE ?? ",
        "os.environ.get('SIGN_KEY') or ",
        'Configuration.GetSection("Jwt")["Key"] ?? ',
        'Configuration.GetSection("Smtp:Password").Value ?? ',
    ],
)
def test_what_was_copied_into_a_programs_fallback_is_hidden_and_a_word_stays(before: str) -> None:
    assert redact(f"{before}'k9Lm2nP4qR6sT8uV0wX2yZ'") == f"{before}[hidden]"
    assert redact(f"{before}'dev'") == f"{before}'dev'"


def test_an_administrators_first_password_is_hidden_whatever_it_is() -> None:
    assert redact("create_superuser('admin', 'a@b.kr', 'oranges')") == "create_superuser('admin', 'a@b.kr', [hidden])"


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("docker run -e ADMIN_PW=oranges9 shop", "docker run -e ADMIN_PW=[hidden] shop"),
        ('ROOT_PW = "oranges9"', "ROOT_PW = [hidden]"),
        ("ADMIN_PW: ${ADMIN_PW:-oranges9}", "ADMIN_PW: ${ADMIN_PW:-[hidden]}"),
        ("ADMIN: ${ADMIN_PASS:-oranges9}", "ADMIN: ${ADMIN_PASS:-[hidden]}"),
        (
            "secretStringValue: SecretValue.unsafePlainText('oranges9')",
            "secretStringValue: SecretValue.unsafePlainText([hidden])",
        ),
        ("SecretValue.plainText('oranges9')", "SecretValue.plainText([hidden])"),
        ("{ name: 'JWT_SECRET', value: 'oranges9' }", "{ name: 'JWT_SECRET', value: [hidden] }"),
        ("- Name: ADMIN_PW\n  Value: oranges9\n", "- Name: ADMIN_PW\n  Value: [hidden]\n"),
        ("- Name: ADMIN_PW\n  Value: !Ref Password\n", "- Name: ADMIN_PW\n  Value: !Ref Password\n"),
        ("- name: API_TOKEN\n  valueFrom: token", "- name: API_TOKEN\n  valueFrom: token"),
        ("PASSWORD: props.word || 'oranges9'", "PASSWORD: [hidden] || [hidden]"),
        ("curl -fsS -u admin:oranges9 http://a/health", "curl -fsS -u admin:[hidden] http://a/health"),
        ("docker login -u me -p oranges9 && docker push a", "docker login -u me -p [hidden] && docker push a"),
        ("docker login -u me -p $TOKEN", "docker login -u me -p $TOKEN"),
        ("ncftpput -u me -p oranges9 web.example /www", "ncftpput -u me -p [hidden] web.example /www"),
        ("git ftp push -u me -p oranges9", "git ftp push -u me -p [hidden]"),
        ("podman login -u me -p oranges9 a", "podman login -u me -p [hidden] a"),
        ("npm config set _auth oranges9 && npm ci", "npm config set _auth [hidden] && npm ci"),
        ("composer config bearer.a.kr oranges9", "composer config bearer.a.kr [hidden]"),
        ("composer config http-basic.a.kr me oranges9", "composer config http-basic.a.kr me [hidden]"),
        ("bundle config set --global a.kr me:oranges9", "bundle config set --global a.kr me:[hidden]"),
        ("BUNDLE_A__KR=me:oranges9 bundle install", "BUNDLE_A__KR=me:[hidden] bundle install"),
        ("ngrok config add-authtoken oranges9", "ngrok config add-authtoken [hidden]"),
        ("vault login -method=oidc", "vault login -method=oidc"),
        ("aws_secret_access_key = oranges9", "aws_secret_access_key = [hidden]"),
        ("| AWS_SECRET_ACCESS_KEY | for GitHub |", "| AWS_SECRET_ACCESS_KEY | for GitHub |"),
        ("sls config credentials -k AK -s oranges9", "sls config credentials -k AK -s [hidden]"),
        ("doppler secrets set DB oranges9", "doppler secrets set DB [hidden]"),
        ("copilot secret init --values live=oranges9", "copilot secret init --values live=[hidden]"),
        ("echo oranges9 | docker secret create db -", "echo [hidden] | docker secret create db -"),
        ("x --from-literal=a=oranges9 --from-literal=b=$B", "x --from-literal=a=[hidden] --from-literal=b=$B"),
        ("https://a.kr/b?X-Amz-Signature=0a1b2c&x=1", "https://a.kr/b?X-Amz-Signature=[hidden]&x=1"),
        ('asked("ADMIN_PASS", default = "oranges9")', 'asked("ADMIN_PASS", default = [hidden])'),
        ('asked("SECRET_KEY", b"oranges9")', 'asked("SECRET_KEY", b[hidden])'),
        ('a: str = Field("oranges9", alias="SECRET_KEY")', 'a: str = Field([hidden], alias="SECRET_KEY")'),
        (
            'token: Annotated[str, Field(description="a", default="oranges9")]',
            'token: [hidden], Field(description="a", default=[hidden])]',
        ),
        ("22번 포트 (user app / oranges9!)", "22번 포트 (user app / [hidden])"),
        ("DB_PASSWORD ?= oranges9", "DB_PASSWORD ?= [hidden]"),
        ("DB_PASSWORD ::= $(shell cat x)", "DB_PASSWORD ::= $(shell cat x)"),
        ("password(name: 'X', defaultValue: 'oranges9')", "password(name: 'X', defaultValue: [hidden])"),
        (
            "string(name: 'DB_PASSWORD', defaultValue: 'oranges9')",
            "string(name: 'DB_PASSWORD', defaultValue: [hidden])",
        ),
        ('SecretValue.unsafe_plain_text("oranges9")', "SecretValue.unsafe_plain_text([hidden])"),
        ("$pass = 'oranges9';", "$pass = [hidden];"),
        ("$dbpass = getenv('DB_PASS');", "$dbpass = getenv('DB_PASS');"),
        ("new PDO($dsn, 'shop', 'oranges9')", "new PDO($dsn, 'shop', [hidden])"),
        ("new PDO($dsn, $user, $word)", "new PDO($dsn, $user, $word)"),
        ('mysqli_connect("db", "shop", "oranges9", "a")', 'mysqli_connect("db", "shop", [hidden], "a")'),
        ("mysqli_real_connect($a, 'db', 'shop', 'oranges9')", "mysqli_real_connect($a, 'db', 'shop', [hidden])"),
        ("new Sequelize('a', 'shop', 'oranges9', {})", "new Sequelize('a', 'shop', [hidden], {})"),
        ('DriverManager.getConnection(url, "shop", "oranges9")', 'DriverManager.getConnection(url, "shop", [hidden])'),
        ('sql.Open("mysql", "shop:oranges9@tcp(db)/a")', 'sql.Open("mysql", "shop:[hidden]@tcp(db)/a")'),
        ('DSN="DB=shop:oranges9@tcp(db)/a"', 'DSN="DB=shop:[hidden]@tcp(db)/a"'),
        (r'"sshpass -p \"oranges9\" ssh a"', '"sshpass -p [hidden] ssh a"'),
        ("NEO4J_AUTH=neo4j/oranges9", "NEO4J_AUTH=neo4j/[hidden]"),
        ("curl https://a.kr/b?key=oranges9", "curl https://a.kr/b?key=[hidden]"),
        ("curl https://a.kr/b?key=a/b9.zip", "curl https://a.kr/b?key=a/b9.zip"),
        ('lftp -e "mirror; quit" -u me,oranges9 a', 'lftp -e "mirror; quit" -u me,[hidden] a'),
        (r"printf 'DB_PASS=%s\n' 'oranges9' > a", "printf 'DB_PASS=[hidden]' [hidden] > a"),
        ("sed -i 's/__PW__/oranges9/; s|_KEY|oranges9|' a", "sed -i 's/__PW__/[hidden] s|_KEY|[hidden]' a"),
        ('sed -i "s/__PASSWORD__/oranges9/g" a', 'sed -i "s/__PASSWORD__/[hidden]" a'),
        ('sed -i "s/__PASSWORD__/$WORD/g" a', 'sed -i "s/__PASSWORD__/$WORD/g" a'),
        ("echo oranges9 | passwd --stdin app", "echo [hidden] | passwd --stdin app"),
        ("a -storepass oranges! -keypass oranges9", "a -storepass [hidden] -keypass [hidden]"),
        ("mc alias set a https://b.kr me oranges9", "mc alias set a https://b.kr me [hidden]"),
        ("curl -H 'Authorization: oranges9' a", "curl -H 'Authorization: [hidden]' a"),
        ("ftp -n a <<END\nuser me oranges9\nput a", "ftp -n a <<END\nuser me [hidden]\nput a"),
        ("app -dbpass oranges9 -token oranges9", "app -dbpass [hidden] -token [hidden]"),
        ("STRIPE_KEY=oranges9", "STRIPE_KEY=[hidden]"),
        ('Environment="DB_PASSWORD=oranges and 9"', 'Environment="DB_PASSWORD=[hidden]"'),
        ("docker run -e 'DB_PASS=oranges 9' a", "docker run -e 'DB_PASS=[hidden]' a"),
        ("postgres://shop:or@nges9@db/a", "postgres://shop:[hidden]@db/a"),
        ("mysql://shop:or/anges9@db/a", "mysql://shop:[hidden]@db/a"),
        ("DSN=shop:oranges9@tcp(db:3306)/a", "DSN=shop:[hidden]@tcp(db:3306)/a"),
        ('"shop:oranges9@/a?parseTime=true"', '"shop:[hidden]@/a?parseTime=true"'),
        ("  password: ${DB_PASSWORD:oranges9}", "  password: ${DB_PASSWORD:[hidden]}"),
        ("'pass' => 'oranges9',", "'pass' => [hidden],"),
        ('key_token := []byte("oranges9")', "key_token := []byte([hidden])"),
        ('password = coalesce(var.word, "oranges9")', "password = coalesce(var.word, [hidden])"),
        ('password = var.live ? var.word : "oranges9"', "password = var.live ? var.word : [hidden]"),
        ("PASSWORD: ${self:custom.a.${opt:b}, 'oranges9'}", "PASSWORD: ${self:custom.a.${opt:b}, [hidden]}"),
        ("MasterUserPassword: !If [Live, !Ref Word, oranges9]", "MasterUserPassword: !If [Live, !Ref Word, [hidden]]"),
        ('DB_PASSWORD: !Sub "oranges9"', "DB_PASSWORD: !Sub [hidden]"),
        ("password = <<EOF\noranges9\nEOF", "password = <<EOF\n[hidden]\nEOF"),
        ("Password: >-\n  oranges9", "Password: >-\n  [hidden]"),
        ("- Value: oranges9\n  Name: DB_PASSWORD", "- Value: [hidden]\n  Name: DB_PASSWORD"),
        ('{ value = "oranges9", name = "JWT_SECRET" }', '{ value = [hidden], name = "JWT_SECRET" }'),
        ('passwords = { shop = "oranges9", b = "x9y" }', "passwords = { shop = [hidden] }"),
        ('secret: ["oranges9", "apples9"]', "secret: [[hidden], [hidden]]"),
        ('HTTPBasicAuth("shop", "oranges9")', 'HTTPBasicAuth("shop", [hidden])'),
        ("ftp_login($a, 'shop', 'oranges9')", "ftp_login($a, 'shop', [hidden])"),
        ("'auth' => ['shop', 'oranges9']", "'auth' => ['shop', [hidden]]"),
        ('Algorithm.HMAC256("oranges9")', "Algorithm.HMAC256([hidden])"),
    ],
)
def test_a_short_word_for_a_password_and_a_text_that_is_one_are_hidden(text: str, hidden: str) -> None:
    assert redact(text) == hidden


@pytest.mark.parametrize(
    "text",
    [
        "- **비밀번호**: `{}`",
        "- **비밀번호**: `{}`x9`",
        "비밀번호는 {} 입니다",
        "비번: {}",
        "| 비밀번호 | {} |",
        "| **Password** | `{}` |",
        "- **パスワード**：{}",
        "The password is `{}`.",
        "(pw: {})",
        "  -P 3306 -u admin -p'{}' -D shop",
        "CREATE USER shop IDENTIFIED BY '{}'",
        "CREATE USER shop IDENTIFIED BY {}",
        "비밀번호를 `{}`로 설정",
        "초기 비밀번호({})로 로그인",
        "비밀번호 (기본값): {}",
        "시크릿 키는 `{}`",
        "아이디/비밀번호: admin / {}",
        "MySQL (root/{}) on the same machine",
        "Default credentials are `admin`/`{}`",
        "The password for the admin is {}",
        "パスワード「{}」を入力",
        "トークン: {}",
        "| `DB_PASSWORD` | `{}` | MySQL |",
        "| JWT_SECRET | {} |",
        "<td>Password</td><td>{}</td>",
        '<Parameter name="dbPassword">{}</Parameter>',
        "ParameterKey=DBPassword,ParameterValue={}",
        '{{\\"password\\":\\"{}\\"}}',
        "DBPASS={}",
        "SetEnv DB_PASSWORD {}",
        "env[DB_PASSWORD] = {}",
        "aws ssm put-parameter --name /shop/password \\\n  --type SecureString \\\n  --value {}",
        "gh secret set DEPLOY --body {}",
        "jq -n --arg region eu-west-1 --arg token {} '{{token: $token}}'",
        "terraform apply -var jwt={} -var region=eu-west-1",
        "echo {} | docker login -u me --password-stdin",
        "sqlcmd -S db -U sa -P {}",
        "keytool -genkey -storepass {}",
        "lftp -u shop,{} ftp.shop.kr",
        "ldapsearch -D admin -w {}",
        "htpasswd -b -c /etc/nginx/users admin {}",
        "htpasswd -nb admin {}",
        "redis-cli -h store auth {}",
        "ConvertTo-SecureString '{}' -AsPlainText -Force",
        '["CMD", "curl", "-u", "admin:{}", "http://a/health"]',
        "app.use(basicAuth({{ users: {{ admin: '{}' }} }}))",
        "requests.get(url, auth=('admin', '{}'))",
        'secret_key: str = "{}"',
        'jwt_secret: SecretStr | None = Field(default="{}")',
        "private readonly jwtSecret: string = '{}';",
        'var password string = "{}"',
        'public string JwtSecret {{ get; set; }} = "{}";',
        'parser.add_argument("--password", type=str, default="{}")',
        'jwt.encode(payload, "{}", algorithm="HS256")',
        'Keys.hmacShaKeyFor("{}".getBytes())',
        "if (password === '{}') {{",
    ],
)
def test_a_password_that_people_tell_each_other_is_hidden(text: str) -> None:
    shown = redact(text.format("canary-4711!"))
    assert "canary" not in shown
    assert shown != text


@pytest.mark.parametrize(
    "text",
    [
        "비밀번호는 8자 이상이어야 합니다",
        "암호화: AES-256 사용",
        "Password must be at least 8 characters",
        "the password is kept in AWS Secrets Manager",
        "password `DB_PASSWORD`",
        "| Password | Required |",
        "docker run -u node -p80:80 shop",
        "ssh -p 2222 -u x",
        "password is hashed with bcrypt",
        "암호는 AES-256으로 암호화",
        "비밀번호는 `scripts/create-user1.sh`로 만든다",
        "Pass `--replicas=2`, then pass `python3`",
        "passphrase-file1.txt, pw-gen1, passport-oauth20, password.length>=8",
        "passwd root@203.0.113.5",
        "resources are identified by their name",
        '"secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-west-1"',
        "ssh -o PasswordAuthentication=no shop",
        "DB_PASSWORD_FILE=/run/secrets/db",
        "secrets: inherit",
        "def enter(name: str, password: str, token: Optional[str] = None):",
        "if (password === confirmed) {",
        "| password | varchar(255) |",
        "Log in to AWS: `aws-actions/login@v2`, me/app1:v2, pages/Login2.tsx",
    ],
)
def test_what_people_say_about_passwords_stays_readable(text: str) -> None:
    assert redact(text) == text


@pytest.mark.parametrize("option", ["--eab-hmac-key", "--jwt-key", "--signing-key", "--encryption-key"])
def test_a_key_that_a_command_is_given_behind_an_option_is_hidden(option: str) -> None:
    assert (
        redact(f'echo "Next: tool {option} q8Zk21LmPxWe -d shop.kr"')
        == f'echo "Next: tool {option} [hidden] -d shop.kr"'
    )


@pytest.mark.parametrize("told", ["(secret key {})", "(API key {})", "(token {})", "（secret key {}）"])
def test_what_a_bracket_tells_behind_its_name_is_hidden(told: str) -> None:
    said = f"AmazonS3FullAccess {told}"
    assert redact(said.format("Zk82LmPxWe91")) == said.format("[hidden]")
    assert redact(said.format("rotation")) == said.format("rotation")


@pytest.mark.parametrize(
    "text",
    [
        "Description: Database password, by default {}",
        'Description: "Master password (default: {})"',
        'DBPassword:\n    Type: String\n    NoEcho: true\n    Description: "what the app enters with, {} for now"',
        "DBPassword:\n    Description: >\n      Set by the team.\n      We took {} for production.\n    Type: String",
        '"DbPassword": {{\n  "Type": "String",\n  "Description": "keep {}"\n}}',
        'variable "db_password" {{\n  type        = string\n  description = "RDS master; {} in production"\n}}',
        'variable "api_token" {{\n  description = "e.g. {}"\n}}',
        "new CfnParameter(this, 'DbPassword', {{ type: 'String', description: 'we use {} everywhere' }})",
        "비밀번호(기본값 {})",
        "Log in with the password of the team, currently {}",
        "pw=${{2:-{}}}",
        'PW="${{2:-{}}}"',
        "local pass=${{1:-{}}}",
        "dbpw=${{1-{}}}",
        "Open it with the phone (pin {})",
        "The panel (ftp {})",
        "The panel (sftp shop {})",
        "The camera (user admin, pin {})",
        "（ftp shop/{}）",
        "PIN code: {}",
        "DBPassword:\n    Description: Master password.\n      Keep {} to yourself\n    Type: String",
        'variable "db_password" {{\n  description = <<EOT\n    The password.\n    Now {} there.\n  EOT\n}}',
        "DBPassword:\n    Type: String\n    ConstraintDescription: as in {}",
        "# password for staging was {} until May",
        'mysql -u root -p"${{2:-{}}}" shop',
        "pin=${{1:-{}}}",
        "FTP: shop / {}",
        "- FTP user shop, {}",
        "The panel [ftp {}]",
        "문 열기 (핀 {})",
        "The panel (root / {})",
        "SFTP 접속: shop / {}",
        "パスワードは現在 {}です",
        "비밀번호는 현재 {}입니다",
        'variable "db_password" {{\n  description = "as https://example.com/rds1 tells, {} for now"\n}}',
    ],
)
@pytest.mark.parametrize("value", ["Canary4711", "Zk82LmPxWe91", "sommer!2024"])
def test_a_value_that_a_description_a_default_or_a_bracket_tells_is_hidden(text: str, value: str) -> None:
    if "code" in text and "!" in value:
        value = "471199"
    assert redact(text.format(value)) == text.format("[hidden]")


def test_a_number_that_a_sentence_tells_as_a_password_is_hidden_and_a_length_of_time_is_not() -> None:
    assert redact("비밀번호(기본값 12345678)") == "비밀번호(기본값 [hidden])"
    for told in (
        "password of the panel, by default {}",
        "The password is currently {}.",
        "비밀번호는 현재 {}입니다",
        "パスワードの初期値は{}です。",
        "PIN은 {}입니다",
        "PINは{}です",
        "The pin code is {}.",
        "The PIN ({}) opens it",
    ):
        assert redact(told.format("471147")) == told.format("[hidden]")
    for text in (
        "password expiry, by default 3600 seconds",
        "비밀번호 만료(기본값 3600초)",
        "the password, e.g. 2024.1",
        "passwords of 90 days, currently 2025-01",
        "비밀번호 정책은 현재 2025년 것",
    ):
        assert redact(text) == text


@pytest.mark.parametrize(
    "text",
    [
        'DBPassword:\n    Description: "The password of the database, 8 to 41 characters"',
        'DBPassword:\n    Description: "kept in Secrets Manager of ap-northeast-2, hashed with sha256"\n    Type: String',
        'variable "db_password" {\n  description = "Password of RDS (db.t3.micro), at least 12 characters"\n}',
        'variable "region" {\n  description = "Region, e.g. Canary4711"\n}',
        "Description: Instance1Type of the host, by default Canary4711",
        "mode=${2:-fast1}; pass_through=${2:-yes1}; bypass=${2:-yes1}",
        "The action (pin 1.2.3) and the image (pin v2.10.4)",
        "(mysql 8.0.35), (ssh ed25519), (ssh deploy@host1), (ftp ftp1.example.com), (postgres 15.4), (redis v7)",
        "(user ec2-user), (login page), (root volume 30GB), (admin only), (account 123456789012)",
        "pin: 13, PIN = 4, pin: 1.2.3, pin is set",
        "Passwords are rotated by default every 90 days",
        "docker run -p${PORT:-8080}:8080 a; ssh -p${SSH_PORT:-2222} a; docker run -p${MAP:-8080:8080} a",
        "DBPassword:\n    Description: Master password\n    Type: String\n    AllowedPattern: a-zA-Z0-9\n    MinLength: 12",
        "FTP: ftp.example.com / port21",
        "Description: the password is kept in the store under arn:aws:ssm:ap-northeast-2:123456789012:parameter/shop/db1",
        "Description: the password is told to the team at https://example.com/rds1/a=b2 alone",
        "See [ftp Server2024](docs/ftp.md)",
    ],
)
def test_what_describes_a_secret_without_telling_it_stays_readable(text: str) -> None:
    assert redact(text) == text


@pytest.mark.parametrize(
    "piece", ["password\n a: b" + " " * 9, "(ftp ", "password e.g. ", "description: password ", "\n" * 9]
)
def test_descriptions_and_brackets_without_end_are_gone_through_to_their_end(piece: str) -> None:
    assert redact("DbPassword:\n" + piece * 20_000 + "description: x").endswith("x")

"""Secrets whose values are committed."""

import pytest

from holdfast.model.facts import Database, DefaultLogin, ExposedSecret
from holdfast.readers.repository.configuration.exposed import is_exposed
from holdfast.readers.repository.configuration.names import is_secret

from ..support import EXPRESS, read, told


def test_a_dotenv_file_with_values_exposes_its_secrets_by_name() -> None:
    files = {
        ".env.production": """
            NODE_ENV=production
            JWT_SECRET=kd83Kd92ksLq01
            DATABASE_URL=postgresql://app:Kx92kd01@db.abc.ap-northeast-2.rds.amazonaws.com:5432/app
            # API_KEY=kd83Kd92ksLq01
            """
    }
    assert told(files, ExposedSecret) == [
        ".env.production:2 [production] name=JWT_SECRET form=token",
        ".env.production:3 [production] name=DATABASE_URL form=password",
    ]
    shown = repr([fact for fact in read(files) if isinstance(fact, ExposedSecret)])
    assert "kd83" not in shown
    assert "Kx92" not in shown


@pytest.mark.parametrize(
    ("path", "read_as_such"),
    [
        (".kamal/secrets", True),
        (".kamal/secrets.production", True),
        (".envs/.production/.postgres", True),
        (".env-prod", True),
        (".envs/.local/.postgres", False),
        (".kamal/secrets.example", False),
    ],
)
def test_where_tools_that_release_keep_such_a_file(path: str, *, read_as_such: bool) -> None:
    text = (
        "REGISTRY_PASSWORD=$REGISTRY_PASSWORD\nMASTER_KEY=$(cat config/master.key)\nPOSTGRES_PASSWORD=kd83Kd92ksLq01\n"
    )

    assert [line.partition(" ")[0] for line in told({path: text}, ExposedSecret)] == [f"{path}:3"] * read_as_such


def test_a_name_for_browsers_makes_no_secret_public() -> None:
    text = "VITE_MAPS_API_KEY=kd83Kd92ksLq01Zr5Wx\nVITE_EXCHANGE_SECRET_KEY=kd83Kd92ksLq01Zr5Wx\n"
    assert told({".env": text}, ExposedSecret) == [".env:2 name=VITE_EXCHANGE_SECRET_KEY form=token"]


def test_a_key_whose_own_line_does_not_sound_secret_is_not_quoted() -> None:
    files = {"src/main/resources/application-prod.yml": "jwt:\n  key: kd83Kd92ksLq01Zr5Wx\n"}
    found = [fact for fact in read(files) if isinstance(fact, ExposedSecret)]
    assert [fact.name for fact in found] == ["jwt.key"]
    assert "kd83" not in repr(found)


@pytest.mark.parametrize("name", [".env.example", ".env.sample", ".env.template", "env.example", ".env.test"])
def test_samples_expose_nothing(name: str) -> None:
    assert told({name: "JWT_SECRET=kd83Kd92ksLq01\n"}, ExposedSecret) == []


@pytest.mark.parametrize(
    "line",
    [
        "JWT_SECRET=changeme",
        "JWT_SECRET=your-secret-here",
        "JWT_SECRET=${JWT_SECRET}",
        "JWT_SECRET=",
        "DB_PASSWORD=postgres",
        "APP_KEY=base64:GENERATED_BY_THE_NEXT_STEP",
        "RAILS_MASTER_KEY=uninitialized",
        "JWT_SECRET=use the rails secret task to make a long one",
        "JWT_SECRET=to-be-set-by-hand",
        "JWT_SECRET=set-in-the-console-2024",
        "DB_PASSWORD=あとで設定する値",
        "DB_PASSWORD=배포-전에-변경",
        "DATABASE_URL=postgresql://postgres:postgres@localhost:5432/app",
        "DATABASE_URL=postgresql://app:app1pass@db:5432/app",
        "NEXT_PUBLIC_API_KEY=AIzaSyKd83Kd92ksLq01",
        "JWT_EXPIRES_IN=1d",
        "PORT=3000",
    ],
)
def test_placeholders_local_defaults_and_public_keys_expose_nothing(line: str) -> None:
    assert told({".env": line + "\n"}, ExposedSecret) == []


def test_spring_settings_expose_literals_and_not_placeholders() -> None:
    settings = """
        spring:
          datasource:
            password: Qwn38dk2!
        cloud:
          aws:
            credentials:
              access-key: AKIAQWERTYUIOPASDFGH
              secret-key: ${AWS_SECRET}
        """
    assert told({"build.gradle": "", "src/main/resources/application.yml": settings}, ExposedSecret) == [
        "src/main/resources/application.yml:3 name=spring.datasource.password form=password",
        "src/main/resources/application.yml:7 name=cloud.aws.credentials.access-key form=aws-key",
    ]


def test_source_exposes_keys_connection_strings_and_long_literals_only() -> None:
    code = """
        const a = new S3({ accessKeyId: 'AKIAQWERTYUIOPASDFGH' });
        mongoose.connect('mongodb+srv://app:Kd82kd03@cluster0.ab1.mongodb.net/app');
        const jwtSecret = 'k29dk3l2k4j5h6g7';
        const TOKEN_KEY = 'access_token';
        const message = { password: 'password must be longer than 8' };
        const b = `postgres://${user}:${password}@${host}/app`;
        // const old = 'k29dk3l2k4j5h6g7';
        """
    assert told({"package.json": EXPRESS, "src/a.js": code}, ExposedSecret) == [
        "src/a.js:1 name=aws-key form=aws-key",
        "src/a.js:2 name=connection-string form=password",
        "src/a.js:3 name=jwtSecret form=token",
    ]


@pytest.mark.parametrize(
    "code",
    [
        'URL = (\n    "postgresql://app:npw_Kd82kd03@"\n    "ep-1.eu.example.net/shop"\n)\n',
        'URL = "x" + (\n    "postgresql://" "app:npw_Kd82kd03"\n    "@ep-1.eu.example.net/shop")\n',
        'URL = ""\nURL = "postgresql://app:npw_Kd82kd03@" + \\\n    "ep-1.eu.example.net/shop"\n',
    ],
)
def test_an_address_that_goes_on_in_the_next_literal_is_one(code: str) -> None:
    found = told({"main.py": f"import fastapi\n{code}"}, ExposedSecret)

    assert found == ["main.py:3-4 name=connection-string form=password"]


def test_an_address_without_a_password_and_a_path_are_no_secrets_whatever_they_are_called() -> None:
    text = """
        const MONGO_TOKEN_STORE = "mongodb://localhost:27017/shop";
        const JDBC_SECRET_URL = "jdbc:mysql://db.internal:3306/shop";
        const SECRET_KEY_FILE = "/run/secrets/jwt_secret_1";
        const routes = { passwords: "shop/v2/sign-in/passwords" };
        const API_TOKEN = "b7Kq92xLm04vTz81";
        """
    assert told({"package.json": EXPRESS, "src/app.ts": text}, ExposedSecret) == [
        "src/app.ts:5 name=API_TOKEN form=token"
    ]


def test_a_django_secret_key_written_out_is_exposed() -> None:
    code = 'from django.conf import x\nSECRET_KEY = "django-insecure-4k2l3j4h5g6f7d8s9a0"\n'
    assert told({"manage.py": "import django\n", "config/settings.py": code}, ExposedSecret) == [
        "config/settings.py:2 name=SECRET_KEY form=token"
    ]


@pytest.mark.parametrize(("made", "shown"), [("z" * 20 + "(8-" + "k" * 27, True), ("for-developers-alone", False)])
def test_the_key_that_django_makes_is_a_secret_wherever_it_is_handed_on(made: str, shown: bool) -> None:
    assert is_exposed("SECRET_KEY", f"django-insecure-{made}") is shown


def test_a_bracket_behind_a_dollar_is_part_of_a_secret_and_a_name_between_brackets_is_filled_in() -> None:
    code = 'from django.conf import x\nSECRET_KEY = "django-insecure-7w$(9k)q2=x^e4r&t6y$u8i1o3p"\n'
    code += 'API_SECRET = "$(Shop.Secret1)"\n'
    assert told({"manage.py": "import django\n", "config/settings.py": code}, ExposedSecret) == [
        "config/settings.py:2 name=SECRET_KEY form=token"
    ]


def test_a_committed_private_key_is_exposed_and_a_certificate_is_not() -> None:
    begin, end = "-----BEGIN RSA PRIVATE KEY-----", "-----END RSA PRIVATE KEY-----"
    files = {
        "deploy/app-key.pem": f"{begin}\nMIIEow\n{end}\n",
        "nginx/ssl/server.key": f"{begin}\nMIIEow\n{end}\n",
        "nginx/ssl/localhost.key": f"{begin}\nMIIEow\n{end}\n",
        "certs/global-bundle.pem": "-----BEGIN CERTIFICATE-----\nMIIEow\n",
        "id_rsa": "no key at all\n",
    }
    assert told(files, ExposedSecret) == [
        "deploy/app-key.pem:1 name=app-key.pem form=private-key",
        "nginx/ssl/server.key:1 name=server.key form=private-key",
    ]


@pytest.mark.parametrize(
    ("line", "exposed"),
    [
        ("super({ jwtFromRequest: x(), secretOrKey: 'orders' });", True),
        ("const t = jwt.sign({ id: user.id }, 'orders', { expiresIn: '1h' });", True),
        ("jwt.verify(token, Buffer.from('orders'), read);", True),
        ("jwt.verify(token, Buffer.from(process.env.JWT_SECRET), read);", False),
        ("JwtModule.register({ global: true, secret: 'orders', signOptions: {} })", True),
        ("app.use(session({ resave: false, secret: 'orders' }));", True),
        ("app.use(session({ name: 'sid', secret: ['orders', 'older'] }));", True),
        ("app.use(session({ secret: [process.env.SESSION, process.env.OLDER] }));", False),
        ("super({ secretOrKey: process.env.JWT_SECRET });", False),
        ("jwt.verify(token, keys.current, { issuer: 'orders' });", False),
        ("session({ name: 'sid', secret: process.env.SESSION })", False),
    ],
)
def test_what_signs_is_exposed_whatever_the_word_is(line: str, *, exposed: bool) -> None:
    found = told({"package.json": EXPRESS, "src/auth.js": f"{line}\n"}, ExposedSecret)
    assert found == (["src/auth.js:1 name=signing key form=token"] if exposed else [])


def test_a_password_written_into_a_prisma_schema_is_exposed_and_tells_where_the_database_is() -> None:
    schema = 'datasource db {\n  provider = "postgresql"\n  url = "postgresql://app:kT@88@localhost:5432/shop"\n}\n'
    files = {"package.json": EXPRESS, "prisma/schema.prisma": schema}
    assert told(files, ExposedSecret) == ["prisma/schema.prisma:3 name=url form=password"]
    assert told(files, Database) == ["prisma/schema.prisma:1-4 engine=postgresql placement=host"]
    taken = {
        **files,
        "prisma/schema.prisma": schema.replace('"postgresql://app:kT@88@localhost:5432/shop"', 'env("URL")'),
    }
    assert told(taken, ExposedSecret) == []


@pytest.mark.parametrize(
    ("name", "secret"),
    [
        ("ADMIN_PASSWORD", True),
        ("ACCOUNT_TOKEN", True),
        ("ENCRYPT_KEY", True),
        ("AES256_KEY", True),
        ("SSH_PASSPHRASE", True),
        ("PARTITION_KEY", False),
        ("MIN_PASSWORD", False),
        ("TOKEN_TABLE", False),
        ("spec.encryptedData.JWT_SECRET", False),
        ("SECRETS_DIR", False),
        ("TOKEN_FOLDER", False),
        ("WEATHER_API_SERVICE_KEY", True),
        ("SERVICE_KEYWORDS", False),
        ("email_hash_pepper", True),
    ],
)
def test_an_administrators_password_is_a_secret_and_its_least_length_is_none(name: str, *, secret: bool) -> None:
    assert is_secret(name) is secret


@pytest.mark.parametrize(
    ("files", "line", "name"),
    [
        ({"requirements.txt": "fastapi\n"}, 'SECRET_KEY = "oranges"', "SECRET_KEY"),
        ({"requirements.txt": "django\n"}, "SECRET_KEY = 'q$1w#e(r@t-y%u$$i+o_p^a&s=d'", "SECRET_KEY"),
        ({"requirements.txt": "flask\n"}, 'app.config["JWT_SECRET_KEY"] = "your-secret-key"', "JWT_SECRET_KEY"),
        ({"requirements.txt": "flask\n"}, 'app.secret_key = "oranges"', "app.secret_key"),
        ({"package.json": EXPRESS}, "export const jwtConstants = { secret: 'oranges' };", "signing key"),
        ({"go.mod": "module shop\n"}, 'var jwtKey = []byte("oranges")', "jwtKey"),
        ({"go.mod": "module shop\n"}, 'var jwtKey []byte = []byte("oranges")', "jwtKey"),
        ({"go.mod": "module shop\n"}, 'var jwtKey string = os.Getenv("JWT_KEY")', None),
        ({"pom.xml": "<project/>"}, 'class A { static final String SECRET_KEY = "oranges"; }', "SECRET_KEY"),
        ({"package.json": EXPRESS}, "export const JWT_SECRET = 'jwtSecret';", None),
        ({"package.json": EXPRESS}, "export const JWT_SECRET = 'SHOP_JWT_SECRET';", None),
        ({"pom.xml": "<project/>"}, 'class A { static final String SECRET = "shop.jwt.secret"; }', None),
        ({"pom.xml": "<project/>"}, 'class A { private String secret = "change-me-later"; }', "signing key"),
        ({"package.json": EXPRESS}, "const hint = { secretHint: 'oranges' };", None),
        ({"requirements.txt": "flask\n"}, 'app.config["SECRET_KEY"] = "dev"', "SECRET_KEY"),
        ({"requirements.txt": "flask\n"}, "SECRET_KEY = 'secretkey'", "SECRET_KEY"),
        ({"requirements.txt": "flask\n"}, 'SECRET_KEY: str = "oranges"', "SECRET_KEY"),
        ({"requirements.txt": "flask\n"}, 'class A:\n    SECRET_KEY: str = "oranges"', None),
        ({"package.json": EXPRESS}, "const options = { apiToken: 'dev' };", None),
        ({"package.json": EXPRESS}, "export const NASA_API_KEY = 'DEMO_KEY';", None),
        ({"package.json": EXPRESS}, "export const STOCKS_API_KEY = 'demo';", None),
        ({"package.json": EXPRESS}, "export const jwtConstants = { secret: 'keep me safe' };", "signing key"),
        ({"package.json": EXPRESS}, "app.use(cookieSession({ name: 'sid', keys: ['orders'] }));", "signing key"),
        ({"go.mod": "module shop\n"}, 'store := cookie.NewStore([]byte("orders"))', "signing key"),
        (
            {"go.mod": "module shop\n"},
            'store, _ := redis.NewStore(10, "tcp", addr, "", []byte("orders"))',
            "signing key",
        ),
        ({"go.mod": "module shop\n"}, 'store := cookie.NewStore([]byte(os.Getenv("SESSION_KEY")))', None),
        ({"go.mod": "module shop\n"}, 'signed, err := token.SignedString([]byte("orders"))', "signing key"),
        ({"pom.xml": "<project/>"}, 'class A { Algorithm a = Algorithm.HMAC256("orders"); }', "signing key"),
        (
            {"pom.xml": "<project/>"},
            'class A { String t = Jwts.builder().signWith(SignatureAlgorithm.HS256, "orders").compact(); }',
            "signing key",
        ),
        ({"pom.xml": "<project/>"}, "class A { Algorithm a = Algorithm.HMAC256(secret); }", None),
    ],
)
def test_a_signing_key_in_source_is_exposed(files: dict[str, str], line: str, name: str | None) -> None:
    [manifest] = files
    suffix = {"requirements.txt": "py", "package.json": "ts", "go.mod": "go", "pom.xml": "java"}[manifest]
    path = f"src/main/Shop.{suffix}"

    text = f"{line}\nimport flask\n" if suffix == "py" else f"{line}\n"
    found = told({**files, path: text}, ExposedSecret)

    assert found == ([f"{path}:1 name={name} form=token"] if name else [])


def test_a_password_in_a_connection_string_of_pairs_is_exposed_unless_it_is_a_local_one() -> None:
    def shop(host: str, password: str) -> dict[str, str]:
        pairs = f"Server={host};Database=shop;User=app;Password={password};"
        return {"appsettings.json": f'{{ "ConnectionStrings": {{\n "Default": "{pairs}" }} }}\n'}

    found = told(shop("db.abc.ap-northeast-2.rds.amazonaws.com", "Kx92kd01"), ExposedSecret)
    assert found == ["appsettings.json:2 name=ConnectionStrings.Default form=password"]
    assert told(shop("localhost", "Kx92kd01"), ExposedSecret) == []
    assert told(shop("db.abc.ap-northeast-2.rds.amazonaws.com", "${PASSWORD}"), ExposedSecret) == []


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("'PASSWORD': 'Quay!77x',", True),
        ("'PASSWORD': 'forms.password.rule8',", False),
        ("'PASSWORD': os.environ['DB_PASSWORD'],", False),
        ("'TOKEN': 'Quay!77x',", False),
    ],
)
def test_a_password_that_a_person_chose_is_short(line: str, shown: bool) -> None:
    text = f"import django\nDATABASES = {{'default': {{\n    {line}\n}}}}\n"
    found = told({"requirements.txt": "django\n", "shop/settings.py": text}, ExposedSecret)
    assert found == (["shop/settings.py:3 name=PASSWORD form=password"] if shown else [])


def test_a_committed_file_of_the_environment_exposes_its_secrets() -> None:
    files = {
        "package.json": '{"dependencies": {"express": "4"}}',
        ".env": "PORT=80\nJWT_SECRET=8f2b1c9d7e6a5f4b3c2d1e0f\n",
    }
    assert told(files, ExposedSecret) == [".env:2 name=JWT_SECRET form=token"]


def test_a_file_is_a_developers_by_whole_words_only() -> None:
    line = "config.secret_key = '0f3a9c7be1d24586a7b8c9d0e1f2a3b4'\n"
    assert told({"Gemfile": "gem 'rails'", "config/initializers/devise.rb": line}, ExposedSecret)
    assert not told({"Gemfile": "gem 'rails'", "config/settings_dev.rb": line}, ExposedSecret)


def test_settings_in_json_are_told_apart_by_what_they_stand_in() -> None:
    text = """
        {
          "development": { "password": "Quay!77xx" },
          "production": {
            "password": "Dune!88yy"
          },
          "Jwt": { "Key": "everybody-reads-9-this-key", "Issuer": "shop" }
        }
        """
    files = {"package.json": '{"dependencies": {"express": "4"}}', "config/config.json": text}
    assert told(files, ExposedSecret) == [
        "config/config.json:4 name=production.password form=password",
        "config/config.json:6 name=Jwt.Key form=token",
    ]
    files["config/custom-environment-variables.json"] = '{ "jwtSecret": "JWT_SECRET_OF_2024" }\n'
    assert len(told(files, ExposedSecret)) == 2


@pytest.mark.parametrize(
    ("branch", "shown"),
    [
        ("if DEBUG:", False),
        ("if os.environ.get('STAGE') == 'development':", False),
        ("if STAGE != 'production':", False),
        ("if not DEBUG:", True),
        ("if STAGE == 'production':", True),
        ("if True:", True),
    ],
)
def test_a_secret_in_a_developers_branch_is_his(branch: str, shown: bool) -> None:
    text = f'import django\n{branch}\n    if True:\n        SECRET_KEY = "everybody-reads-9-this-key"\n'
    assert bool(told({"requirements.txt": "django\n", "shop/settings.py": text}, ExposedSecret)) == shown


def test_a_word_that_shows_readers_what_to_send_is_nobodys_password() -> None:
    code = "const docs = { example: { email: 'a@b.example', password: 'Quay!77x' } };\n"
    files = {"package.json": '{"dependencies": {"express": "4"}}', "src/docs.js": code}
    assert told(files, ExposedSecret) == []


@pytest.mark.parametrize(
    ("key", "default", "found"),
    [
        ("aws_secret_access_key", "q7Lk2Vd9Xs4Bt6Zm1Np8Rw3Hc5Jf0Gy2Tu4Ea9Qi", True),
        ("aws_secret_access_key", "changeme", False),
        ("secret_key_base", "q7Lk2Vd9Xs4Bt6Zm1Np8Rw3Hc5Jf0Gy2Tu4Ea9Qi", False),
    ],
)
@pytest.mark.parametrize("chapter", ["development", "production"])
def test_a_key_of_aws_that_stands_in_for_a_variable_opens_the_account(
    chapter: str, key: str, default: str, *, found: bool
) -> None:
    for filled_in in (
        f"ENV.fetch('SHOP_ACCESS_KEY', '{default}')",
        f"ENV.fetch('SHOP_ACCESS_KEY') {{ '{default}' }}",
        f"ENV['SHOP_ACCESS_KEY'] || '{default}'",
    ):
        text = f"{chapter}:\n  {key}: <%= {filled_in} %>\n"
        files = {"Gemfile": "gem 'rails'\n", "config.ru": "run Rails.application\n", "config/secrets.yml": text}
        facts = [fact for fact in read(files) if isinstance(fact, ExposedSecret)]
        assert bool(facts) is found
        assert all(fact.opens_doors and default not in fact.at.quote for fact in facts)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ('  auth: { user: "shop@example.jp", pass: "kzqv mwtr bnxd hlgf" }', True),
        ("  password: 'kzqvmwtrbnxdhlgf',", True),
        ('  mailer.setPassword("kzqvmwtrbnxdhlgf");', True),
        ("  // pass: 'kzqvmwtrbnxdhlgf',", True),
        ("  pass: 'yourpasswordhere',", False),
        ("  compass: 'kzqvmwtrbnxdhlgf',", False),
        ("  pass: process.env.MAIL_PASS,", False),
    ],
)
def test_a_mail_password_that_looks_like_a_word_is_shown_and_never_quoted(line: str, *, shown: bool) -> None:
    text = f"const mail = createTransport({{ host: 'smtp.example.com',\n{line}\n}});\n"
    found = [fact for fact in read({"package.json": EXPRESS, "src/mail.js": text}) if isinstance(fact, ExposedSecret)]

    assert [fact.at.start_line for fact in found] == [2] * shown
    assert all("kzqv" not in fact.at.quote for fact in found)


@pytest.mark.parametrize(
    ("path", "code", "shown"),
    [
        ("src/start.js", "await User.create({ key: await bcrypt.hash('oranges7', 10) });\n", True),
        ("src/start.js", "const hashed = await bcrypt.hash(given.password, 10);\n", False),
        ("src/start.js", "const ADMIN_PASSWORD = 'letmein';\n", True),
        ("src/start.js", "const ADMIN_PASSWORD = process.env.ADMIN_PASSWORD;\n", False),
        ("src/start.js", "const adminPassword = 'admin.password';\n", False),
        ("app.py", "from flask import Flask\nowner.set_password('oranges')\n", True),
        ("src/main/java/Start.java", 'class Start {\n  String key = encoder.encode("oranges");\n}\n', True),
        ("main.go", 'package main\nvar key, _ = bcrypt.GenerateFromPassword([]byte("oranges"), 10)\n', True),
    ],
)
def test_the_password_of_an_account_that_the_program_makes_can_be_read(path: str, code: str, shown: bool) -> None:
    found = told({"package.json": EXPRESS, path: code}, ExposedSecret)
    assert [line.partition(":")[0] for line in found] == ([path] if shown else [])


@pytest.mark.parametrize(("host", "shown"), [("HQ1", True), ("db", False), ("localhost", False), ("a.shop.kr", True)])
def test_a_connection_string_leads_to_a_machine_of_a_network(host: str, shown: bool) -> None:
    text = f'{{\n  "ConnectionStrings": {{\n    "Shop": "server={host};database=shop;password=pears8#"\n  }}\n}}\n'
    found = told({"Shop.csproj": "<Project/>", "appsettings.json": text}, ExposedSecret)
    assert [line.partition(" ")[0] for line in found] == (["appsettings.json:3"] if shown else [])


def test_a_plugin_signs_tokens_with_what_is_written_out() -> None:
    code = "server.register(fastifyJwt, {\n  secret: 'oranges {and} pears',\n});\n"
    [line] = told({"package.json": EXPRESS, "src/server.js": code}, ExposedSecret)
    assert line.startswith("src/server.js:2 ")


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("// accessKeyId: 'AKIAQ7T2M4ZP9W3XV6KD',", True),
        ("// accessKeyId: 'AKIAXXXXXXXXXXXXXXXX',", False),
        ("// it begins with -----BEGIN PRIVATE KEY-----", False),
    ],
)
def test_a_key_that_somebody_only_took_out_of_use_is_known_all_the_same(line: str, *, shown: bool) -> None:
    found = read({"package.json": EXPRESS, "src/store.js": f"const a = 1;\n{line}\n"})

    assert [fact.at.start_line for fact in found if isinstance(fact, ExposedSecret)] == [2] * shown


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("secrets.json", True),
        ("config.production.json", True),
        ("api/env.json", True),
        ("secrets.example.json", False),
        (".vscode/config.json", False),
        ("tests/secrets.json", False),
        ("names.json", False),
    ],
)
def test_a_file_that_programs_take_in_by_its_name_is_one_of_settings(path: str, *, shown: bool) -> None:
    found = told({"package.json": "{}", path: '{\n  "JWT_SECRET": "w8Kq2LmZp04TrYbX"\n}\n'}, ExposedSecret)
    assert [line.partition(" ")[0] for line in found] == ([f"{path}:2"] if shown else [])


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("'admin', 'a@b.kr', 'oranges'", True),
        ("'admin', 'a@b.kr', 'or@nges@@'", True),
        ("'admin', 'a@b.kr'", False),
        ("username='admin', password=\"oranges\"", True),
        ("'admin', 'a@b.kr', os.environ['PASSWORD']", False),
        ("password=given, email='a@b.kr'", False),
    ],
)
def test_the_first_account_of_django_has_a_password_that_can_be_read(given: str, *, shown: bool) -> None:
    code = f"from django.contrib.auth.models import User\nUser.objects.create_superuser({given})\n"
    found = told({"requirements.txt": "django\n", "shop/first.py": code}, DefaultLogin)
    assert [line.partition(" ")[0] for line in found] == (["shop/first.py:2"] if shown else [])


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("src/main/resources/jwt.properties", True),
        ("api/src/main/resources/config/db.properties", True),
        ("src/main/resources/egovframework/egovProps/globals.properties", True),
        ("src/main/resources/oauth2.yml", True),
        ("src/main/resources/config/external.yaml", True),
        ("src/main/resources/openapi.yaml", False),
        ("src/main/resources/messages.properties", False),
        ("src/main/resources/i18n/texts_ko.properties", False),
        ("src/main/resources/log4j2.properties", False),
        ("src/main/resources/db/changelog.yml", False),
        ("src/test/resources/jwt.properties", False),
        ("gradle.properties", False),
    ],
)
def test_settings_that_spring_imports_under_a_name_of_their_own_are_settings(path: str, *, shown: bool) -> None:
    line = (
        "shop:\n  secret-key: q9v2Lr7XkT4mZ8pW\n"
        if path.endswith(("yml", "yaml"))
        else "shop.secret-key=q9v2Lr7XkT4mZ8pW\n"
    )
    manifest = {"build.gradle": "implementation 'org.springframework.boot:spring-boot-starter-web'\n"}

    assert bool(told({path: line, **manifest}, ExposedSecret)) is shown


@pytest.mark.parametrize(
    ("host", "shown"), [("10.4.2.7", True), ("shop.c1.eu-west-1.rds.amazonaws.com", True), ("db.example.com", False)]
)
def test_a_word_that_everybody_tries_is_a_password_where_the_address_is_real(host: str, *, shown: bool) -> None:
    files = {"package.json": EXPRESS, ".env": f"DATABASE_URL=postgres://shop:postgres@{host}:5432/shop\n"}
    assert bool(told(files, ExposedSecret)) is shown


@pytest.mark.parametrize(
    ("host", "password", "shown"),
    [
        ("shop.c1.eu-west-1.rds.amazonaws.com", "ab12", True),
        ("shop.c1.eu-west-1.rds.amazonaws.com", "your-password", False),
        ("db", "ab12", False),
    ],
)
def test_whatever_opens_the_database_whose_address_stands_beside_it(host: str, password: str, *, shown: bool) -> None:
    code = f"module.exports = {{\n  host: '{host}',\n  user: 'shop',\n  password: '{password}',\n}};\n"
    found = told({"package.json": EXPRESS, "src/store.js": code}, ExposedSecret)
    assert found == (["src/store.js:4 name=password form=password"] if shown else [])


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("pool = redis.ConnectionPool(host='3.37.18.4', port=6379, password=1234, db=0)", True),
        ("pool = redis.Redis(host='3.37.18.4', password='qwer12')", True),
        ("pool = redis.Redis(host='cache.ab1.apn2.cache.amazonaws.com', password='qwer12')", True),
        ("db = pymysql.connect(host='ec2-3-37-18-4.ap-northeast-2.compute.amazonaws.com', passwd='shop')", True),
        ("pool = redis.Redis(host='3.37.18.4', password=settings.REDIS_PASSWORD)", False),
        ("pool = redis.Redis(host='3.37.18.4', port=6379)", False),
        ("pool = redis.Redis(host='10.0.3.4', password='qwer12')", False),
        ("pool = redis.Redis(host='127.0.0.1', password='1234')", False),
    ],
)
def test_a_password_beside_an_address_on_the_internet_opens_what_answers_there(line: str, *, shown: bool) -> None:
    code = f"from fastapi import FastAPI\n\napp = FastAPI()\n{line}\n"
    found = told({"requirements.txt": "fastapi\n", "main.py": code}, ExposedSecret)
    assert found == (["main.py:4 name=password form=password"] if shown else [])


def test_a_constant_of_php_opens_the_database_that_the_one_above_names() -> None:
    code = "<?php\ndefine('DB_SERVER', 'shop.c1.eu-west-1.rds.amazonaws.com');\ndefine('DB_PASSWORD', 'apples');\n"
    [line] = told({"composer.json": "{}", "config.php": code}, ExposedSecret)
    assert line == "config.php:3 name=password form=password"


def test_a_word_that_everybody_would_try_opens_the_database_where_productions_own_section_gives_it() -> None:
    text = "development:\n  password: password\nproduction:\n  username: root\n  password: {}\n"
    files = {"Gemfile": "gem 'rails'\n", "config/database.yml": text.format("password")}
    assert told(files, ExposedSecret) == ["config/database.yml:5 name=production.password form=password"]
    for value in ("<%= ENV['DB_PASSWORD'] %>", "changeme", ""):
        assert told({**files, "config/database.yml": text.format(value)}, ExposedSecret) == []


@pytest.mark.parametrize(
    ("path", "text", "shown"),
    [
        (
            "appsettings.Production.json",
            '{"Store": "Server=localhost;Database=shop;User=sa;Password=kd83Kd92"}\n',
            True,
        ),
        ("config/production.json", '{"store": "mongodb://shop:kd83Kd92@127.0.0.1/shop"}\n', True),
        (".env.production", "DATABASE_URL=mysql://shop:kd83Kd92@localhost:3306/shop\n", True),
        (".env.production", "DATABASE_URL=mysql://shop:password@localhost:3306/shop\n", False),
        ("appsettings.json", '{"Store": "Server=localhost;Database=shop;User=sa;Password=kd83Kd92"}\n', False),
        ("config/default.json", '{"store": "mongodb://shop:kd83Kd92@127.0.0.1/shop"}\n', False),
    ],
)
def test_a_password_for_the_own_machine_is_real_where_productions_file_says_it(
    path: str, text: str, *, shown: bool
) -> None:
    files = {"package.json": EXPRESS, "Shop.csproj": "<Project/>", path: text}
    assert bool(told(files, ExposedSecret)) is shown


_RDS = "shop.c1x2.ap-northeast-2.rds.amazonaws.com"


@pytest.mark.parametrize(
    ("path", "line", "shown"),
    [
        ("src/a.js", "const ai = new Ai({ apiKey: 'sk-proj-q8Zt3RkLw9VnXe7Hs5YbJd2Gc6MfPa4TuQ1oIxWv' });", True),
        ("src/a.js", "provider('google', 'shop', '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');", True),
        ("src/a.js", "provider('google', 'shop', 'GOCSPX-...');", False),
        ("src/a.js", f"const endpoint = 'wh{'sec_q8Zt3RkLw9VnXe7Hs5YbJd2Gc6Mf'}';", True),
        ("src/a.js", "const endpoint = 'whsec_...';", False),
        ("src/a.js", "if (body.password === 'harvest2024!') enter();", True),
        ("src/a.js", "const apiToken = ('q8Zt3RkLw9VnXe7Hs5YbJd2G');", True),
        ("src/a.js", "const apiToken = (settings.q8Zt3RkLw9VnXe7Hs5YbJd2G);", False),
        ("src/a.js", "if (body.password === other.password) enter();", False),
        ("src/a.js", "if (field.type === 'password') hide();", False),
        ("src/a.js", "if (error === 'wrong_password_2') tell();", False),
        ("src/a.js", "app.use(expressBasicAuth({ users: { admin: 'harvest' }, challenge: true }));", True),
        ("src/a.js", "app.use(basicAuth({ users: { admin: settings.word } }));", False),
        ("src/firebase.js", "cert({ privateKey: '-----BEGIN PRIVATE KEY-----\\nMIIE' });", True),
        ("src/firebase.js", "start({ apiKey: 'AIzaSyA9b8C7d6E5f4G3h2I1j0K9l8M7n6O5p4Q' });", False),
        ("Shop.cs", f'var to = "Server={_RDS};Database=shop;User Id=shop;Password=harvest2024;";', True),
        ("Shop.cs", 'var to = "Server=localhost;Database=shop;User Id=sa;Password=harvest2024;";', False),
        ("Shop.cs", f'var to = $"Server={_RDS};Database=shop;Password={{word}};";', False),
        (
            "src/main/java/A.java",
            f'class A {{ D d = b.url("jdbc:mysql://{_RDS}/shop").username("shop").password("harvest2024").build(); }}',
            True,
        ),
        (
            "src/main/java/A.java",
            f'class A {{ D d = b.url("jdbc:mysql://{_RDS}/shop").username("shop").password(word).build(); }}',
            False,
        ),
    ],
)
def test_what_only_its_shape_its_use_or_what_stands_beside_it_gives_away(path: str, line: str, *, shown: bool) -> None:
    manifests = {
        "js": {"package.json": '{"dependencies": {"express": "^4"}}'},
        "cs": {"Shop.csproj": '<Project Sdk="Microsoft.NET.Sdk.Web"/>'},
        "java": {"pom.xml": "<project/>"},
    }
    found = told({**manifests[path.rpartition(".")[2]], path: f"{line}\n"}, ExposedSecret)
    assert bool(found) == shown


@pytest.mark.parametrize(
    "line",
    [
        "app.use(cookieSession({ name: 'sid', keys: ['oranges'] }));",
        "const word = 'oranges'; app.use(session({ secret: word }));",
    ],
)
def test_a_signing_key_is_not_quoted(line: str) -> None:
    found = [
        fact for fact in read({"package.json": EXPRESS, "src/a.ts": f"{line}\n"}) if isinstance(fact, ExposedSecret)
    ]

    assert found
    assert "oranges" not in repr(found)


def test_the_address_of_a_channel_is_found_in_a_file_with_nothing_else_that_sounds_secret() -> None:
    address = "https://hook.dooray" + ".com/services/98765432/87654321/" + "a1B2" * 4
    files = {"package.json": EXPRESS, "src/main.js": f"require('express')().listen(3000)\nsend('{address}')\n"}
    assert told(files, ExposedSecret) == ["src/main.js:2 name=token form=token"]
    assert "87654321" not in repr(read(files))
    assert told({**files, "src/main.js": f"require('express')().listen(3000)\n// {address}\n"}, ExposedSecret) == []


@pytest.mark.parametrize(
    ("host", "password", "shown"),
    [
        ("$RDS_ENDPOINT", "Kestrel2031!", True),
        ("${DB_HOST}", "Kestrel2031!", True),
        ("[RDS_ENDPOINT]", "Kestrel2031!", True),
        ("<db-endpoint>", "Kestrel2031!", True),
        ("{{ db_host }}", "Kestrel2031!", False),  # no address: it holds spaces
        ("{{db_host}}", "Kestrel2031!", True),
        ("${DB_HOST}", "$DB_PASSWORD", False),
        ("<db-endpoint>", "<password>", False),
        ("localhost", "Kestrel2031!", False),
    ],
)
def test_a_password_is_out_wherever_its_database_is_left_open(host: str, password: str, *, shown: bool) -> None:
    assert is_exposed("DATABASE_URL", f"postgresql://shop_admin:{password}@{host}/shop") is shown


_GO = "package main\nfunc main() {{\n\tdb, _ := sql.Open(driver, {})\n\thttp.ListenAndServe(addr, nil)\n}}\n"


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("main.go", _GO.format('"shop:kd83Kd92ks@tcp(db.shop.example.kr:3306)/shop"'), 3),
        ("main.go", _GO.format('"host=10.0.3.7 user=shop password=kd83Kd92ks dbname=shop"'), 3),
        ("main.go", _GO.format('"shop:kd83Kd92ks@tcp(localhost:3306)/shop"'), None),
        ("main.go", _GO.format('"shop:" + password + "@tcp(10.0.3.7:3306)/shop"'), None),
        ("main.go", _GO.format('fmt.Sprintf("host=10.0.3.7 user=shop password=%s", password)'), None),
        ("config.php", "<?php\ndefine('DB_PASSWORD', 'kd83Kd92ks');\n", 2),
        (
            "config.php",
            "<?php\ndefine('DB_PASSWORD', getenv('DB_PASSWORD'));\ndefine('DB_NAME', 'kd83Kd92ks');\n",
            None,
        ),
        ("config.php", "<?php\ndefine('AUTH_KEY', 'put your unique phrase 1 here');\n", None),
        ("config.php", "<?php\nconst DB_PASS = 'kd83Kd92ks';\n", 2),
        ("config.php", "<?php\n$pass = 'kd83Kd92ks';\n", 2),
        ("config.php", "<?php\nconst DB_DSN = 'mysql:host=db2;dbname=kd83Kd92ks';\nconst DB_PASS = '';\n", None),
        ("ormconfig.json", '{\n  "host": "10.0.3.7",\n  "password": "kd83Kd92ks"\n}\n', 3),
    ],
)
def test_what_tells_a_driver_where_to_go_and_a_constant_may_hold_a_password(
    path: str, text: str, line: int | None
) -> None:
    manifest = {"main.go": "go.mod", "config.php": "composer.json", "ormconfig.json": "package.json"}[path]
    files = {manifest: "module shop\n" if manifest == "go.mod" else '{"dependencies": {"express": "4"}}', path: text}
    found = [fact for fact in read(files) if isinstance(fact, ExposedSecret)]
    assert [fact.at.start_line for fact in found] == ([line] if line else [])
    assert "kd83" not in repr(found)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("cache-store:6380", False),
        ("cache.shop.kr:6380,abortConnect=false", False),
        ("Data Source=/var/lib/shop.db", False),
        ("Server=sql.shop.kr;Database=shop;Trusted_Connection=True", False),
        ("cache.shop.kr:6380,password=pears8#oranges", True),
        ("DefaultEndpointsProtocol=https;AccountKey=Kx92kd01Kx92kd01Kx92kd01", True),
    ],
)
def test_a_connection_string_without_a_password_is_an_address(text: str, shown: bool) -> None:
    settings = f'{{\n  "Cache": {{\n    "ConnectionString": "{text}"\n  }}\n}}\n'
    found = told({"Shop.csproj": "<Project/>", "appsettings.json": settings}, ExposedSecret)
    assert [line.partition(" ")[0] for line in found] == (["appsettings.json:3"] if shown else [])


@pytest.mark.parametrize(
    ("value", "shown"),
    [("k7$-dR_j&Nub`Zw", True), ("pw`cat key`", False), ("`hidden`", False), ("kd83Kd92`", False)],
)
def test_one_grave_accent_within_a_password_runs_no_command(value: str, shown: bool) -> None:
    assert is_exposed("DB_PASSWORD", value) is shown


@pytest.mark.parametrize("path", ["infra/app.py", "scripts/fill.py", "cdk/stacks/api.py"])
def test_a_token_in_a_program_beside_what_serves_is_known_by_its_shape(path: str) -> None:
    token = "ghp_" + "a8Kd0sLq2Mz7Xc5Vb1Nn4Hh6Jj9Ff3Gg2Rr5"
    rows = f'import os\nTOKEN = "{token}"\nNAME = "shop"\n'
    serving = "from fastapi import FastAPI\napp = FastAPI()\n"
    files = {"requirements.txt": "fastapi\n", "app/main.py": serving}
    assert [one.split()[0] for one in told({**files, path: rows}, ExposedSecret)] == [f"{path}:2"]
    for other in (path.replace(".py", "_local.py"), f"vendored/third_party/{path}"):
        assert told({**files, other: rows}, ExposedSecret) == []


@pytest.mark.parametrize(
    ("line", "exposed"),
    [
        ('secret = u"string:v1-of-2:" + config.get(NAME)', False),
        ('token = "prefix-2024-%s" % number', False),
        ('token = "prefix-2024-01" + name', False),
        ('token = "kd83Kd92ksLq01kd83Kd92" + name', True),
        ('token = "kd83Kd92ksLq" + "01kd83Kd92"', True),
        ('PASSWORD_HASHERS = ("shop.hashers.MD5PasswordHasher2",)', False),
        ('ADMIN_PASSWORD = "shop.hashers2024!"', True),
        ('OAUTH2_PASSWORD_BEARER = "OAUTH2_PASSWORD_BEARER"', False),
        ('OAUTH2_PASSWORD = "kd83-Kd92ksLq01"', True),
        ('SECRET_KEY_CHARSET = "abcdefghijklmnopqrstuvwxyzABCDEFGH0123456789"', False),
        ('PASSWORD_RESET_FORM = "shop.forms2.ResetForm2024"', False),
        ('path = reverse("order", kwargs={"code": "F8", "secret": "6zzjnumtsx136ddy"})', False),
        ('given = dict(kwargs={"code": "F8", "secret": "6zzjnumtsx136ddy"})', True),
        ('SECRET_KEY = "build-time-only-secret-key"', False),
    ],
)
def test_the_first_part_of_a_text_and_the_name_of_a_hash_are_no_secrets(line: str, *, exposed: bool) -> None:
    assert bool(told({"shop/tokens.py": f"import flask\n\n{line}\n"}, ExposedSecret)) is exposed


_ROW_OF_KEY = "q8Zt3RkLw9VnXe7Hs5YbJd2Gc6MfPa4TuQ1oIxWv+Kj0B/Dz8ySrElNhCmUpFgAi"


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("const KEY = `{begin}\n{row}\n{row}\n-----END`;\n", True),
        ("const KEY = '{begin}\\n{row}\\n-----END PRIVATE KEY-----\\n';\n", True),
        ('const KEY = "{begin}\\n" +\n  "{row}\\n" +\n  "{row}";\n', True),
        ("const BEGIN = '{begin}\\n';\nconst END = '-----END PRIVATE KEY-----';\n", False),
        ("const help = `{begin}\n<your key>\n-----END PRIVATE KEY-----`;\n", False),
        ("if (!key.startsWith('{begin}')) throw new Error('none');\n", False),
    ],
)
def test_how_a_private_key_begins_is_no_key(code: str, *, shown: bool) -> None:
    text = code.format(begin="-----BEGIN " + "PRIVATE KEY-----", row=_ROW_OF_KEY)
    assert bool(told({"package.json": EXPRESS, "src/key.js": text}, ExposedSecret)) == shown


@pytest.mark.parametrize("name", ["TOKEN_REGEX", "PASSWORD_PATTERN", "secretRegExp"])
def test_what_a_secret_has_to_look_like_is_none(name: str) -> None:
    code = f"const {name} = '(?:[A-Za-z0-9]{{20}}-[x41-x5A]+)';\n"
    assert told({"package.json": EXPRESS, "src/a.js": code}, ExposedSecret) == []


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("lib/settings.php", True),
        ("lib/lang/ja/settings.php", False),
        ("lib/translations/settings.php", False),
        ("lib/_test/settings.php", False),
        ("lib/language.php", True),
    ],
)
def test_what_pages_and_tests_are_told_is_no_password(path: str, *, shown: bool) -> None:
    code = "<?php\n$conf['admin_password'] = 'harvest2024!';\n"
    assert bool(told({"composer.json": "{}", path: code}, ExposedSecret)) == shown

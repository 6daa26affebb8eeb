"""Databases, buckets, credentials, secret stores, origins and listeners in source."""

import pytest

from holdfast.model.facts import Bucket, Credential, Database, Origin, ReleaseIdentity, SecretStore, ServesHttp

from ..support import EXPRESS, NEST, read, told


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            {"prisma/schema.prisma": 'datasource db {\n  provider = "postgresql"\n  url = env("DATABASE_URL")\n}\n'},
            "prisma/schema.prisma:1-4 engine=postgresql placement=unknown",
        ),
        (
            {"package.json": NEST, "src/app.module.ts": "TypeOrmModule.forRoot({\n  type: 'mysql',\n})\n"},
            "src/app.module.ts:2 engine=mysql placement=unknown",
        ),
        (
            {"package.json": EXPRESS, "db.js": "mongoose.connect(process.env.MONGO_URI);\n"},
            "db.js:1 engine=mongodb placement=unknown",
        ),
        (
            {"package.json": EXPRESS, "db.js": "mongoose\n  .connect(process.env.DB)\n  .catch(tell);\n"},
            "db.js:1-2 engine=mongodb placement=unknown",
        ),
        (
            {"package.json": EXPRESS, "db.js": "import { connect } from 'mongoose';\nconnect(process.env.DB);\n"},
            "db.js:1 engine=mongodb placement=unknown",
        ),
        (
            {"manage.py": "import django\n", "c/settings.py": 'D = {"ENGINE": "django.db.backends.sqlite3"}\n'},
            "c/settings.py:1 engine=sqlite placement=embedded",
        ),
        (
            {
                "build.gradle": "",
                "src/main/resources/application.yml": "url: jdbc:mysql://x.abc.ap-northeast-2.rds.amazonaws.com/a\n",
            },
            "src/main/resources/application.yml:1 engine=mysql placement=rds",
        ),
        (
            {"build.gradle": "", "src/main/resources/application.yml": "url: jdbc:h2:file:/srv/shop/data;MODE=MySQL\n"},
            "src/main/resources/application.yml:1 engine=h2 placement=embedded",
        ),
        (
            {
                "pom.xml": "",
                "src/main/resources/application.yml": "spring:\n  profiles: local\n  driver-class-name: org.h2.Driver\n"
                "---\nspring:\n  datasource:\n    driver-class-name: org.postgresql.Driver\n",
            },
            "src/main/resources/application.yml:7 engine=postgresql placement=unknown",
        ),
        (
            {".env": "DATABASE_URL=postgres://u:p@aws-0.pooler.supabase.com/x\n"},
            ".env:1 engine=postgresql placement=external",
        ),
        (
            {"Gemfile": "", "config/database.yml": "production:\n  adapter: postgresql\n"},
            "config/database.yml:2 engine=postgresql placement=unknown",
        ),
        (
            {
                "Gemfile": "",
                "config/database.yml": (
                    "default: &default\n  adapter: sqlite3\nremote: &remote\n  adapter: mysql2\n"
                    "development:\n  <<: *default\nproduction:\n  <<: *remote\n  username: shop\n"
                ),
            },
            "config/database.yml:7-9 engine=mysql placement=unknown",
        ),
        (
            {
                "Gemfile": "",
                "config/database.yml": (
                    "default: &default\n  adapter: sqlite3\nproduction:\n  adapter: mysql2\n"
                    "production:\n  <<: *default\n  database: db/shop.sqlite3\n"
                ),
            },
            "config/database.yml:5-7 engine=sqlite placement=embedded",
        ),
        (
            {
                "Gemfile": "",
                "config/database.yml": (
                    "development:\n  adapter: sqlite3\nproduction:\n  adapter: mysql2\n"
                    "  host: shop.abc.ap-northeast-1.rds.amazonaws.com\n"
                ),
            },
            "config/database.yml:4 engine=mysql placement=rds",
        ),
        (
            {
                "composer.json": "{}",
                "config/database.php": (
                    "<?php\nreturn [\n  'default' => env('DB_CONNECTION', 'pgsql'),\n"
                    "  'connections' => ['sqlite' => ['driver' => 'sqlite']],\n];\n"
                ),
                "app/Models/Order.php": "<?php\nuse Illuminate\\Database\\Eloquent\\Model;\nclass Order extends Model {}\n",
            },
            "config/database.php:3 engine=postgresql placement=unknown",
        ),
        (
            {
                "composer.json": "{}",
                "config/database.php": "<?php\nreturn ['default' => env('DB_CONNECTION', 'sqlite')];\n",
                "app/Models/Order.php": "<?php\nuse Illuminate\\Database\\Eloquent\\Model;\nclass Order extends Model {}\n",
            },
            "app/Models/Order.php:2 engine=sql placement=unknown",
        ),
        (
            {"package.json": '{"dependencies": {\n"express": "4",\n"pg": "8"\n}}'},
            "package.json:3 engine=postgresql placement=unknown",
        ),
    ],
)
def test_the_database_is_told_at_its_configuration(files: dict[str, str], expected: str) -> None:
    assert told(files, Database) == [expected]


def test_sqlite_beside_a_real_database_serves_tests_and_a_front_end_has_none() -> None:
    files = {
        "manage.py": "import django\n",
        "c/settings.py": 'A = "django.db.backends.sqlite3"\nB = "django.db.backends.postgresql"\n',
    }
    assert told(files, Database) == ["c/settings.py:2 engine=postgresql placement=unknown"]
    assert (
        told({"package.json": '{"dependencies": {"react": "18"}}', "a.js": "type: 'postgres' // typeorm\n"}, Database)
        == []
    )


def test_the_driver_speaks_where_only_development_uses_sqlite() -> None:
    files = {
        "requirements.txt": "django\npsycopg2-binary\n",
        "config/settings/base.py": 'import django\nDATABASES = {"default": env.db("DATABASE_URL")}\n',
        "config/settings/local.py": 'DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3"}}\n',
    }
    assert told(files, Database) == ["requirements.txt:2 engine=postgresql placement=unknown"]


def test_a_presigned_upload_and_its_bucket_and_static_keys_are_told() -> None:
    code = """
        import { S3Client, PutObjectCommand } from '@aws-sdk/client-s3';
        const s3 = new S3Client({
          region: 'ap-northeast-2',
          credentials: {
            accessKeyId: process.env.AWS_ACCESS_KEY_ID,
            secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY,
          },
        });
        const url = await getSignedUrl(s3, new PutObjectCommand({ Bucket: 'my-uploads', Key: key }));
        """
    files = {"package.json": EXPRESS, "src/s3.ts": code}
    assert told(files, Bucket, Credential) == [
        "src/s3.ts:9 name=my-uploads purpose=uploads presigned=True",
        "src/s3.ts:5-6 form=static-key holder=application",
    ]
    # A word that a stand-in on one's own machine takes opens nothing.
    local = code.replace("process.env.AWS_ACCESS_KEY_ID", "'S3RVER'")
    assert told({**files, "src/s3.ts": local}, Credential) == []
    kept = code.replace("process.env.AWS_ACCESS_KEY_ID", "'AKIAIOSFODNN7EXAMPLE'")
    assert told({**files, "src/s3.ts": kept}, Credential) == ["src/s3.ts:5-6 form=static-key holder=application"]


@pytest.mark.parametrize(
    ("setting", "taken", "expected"),
    [
        ("os.environ.get('AWS_ACCESS_KEY_ID', '')", "settings.AWS_ACCESS_KEY_ID", ["config/settings.py:2-3"]),
        ("env('AWS_ACCESS_KEY_ID')", "getattr(settings, 'AWS_ACCESS_KEY_ID', '')", ["config/settings.py:2-3"]),
        (None, "settings.AWS_ACCESS_KEY_ID", ["shop/files.py:3-4"]),
        (
            "os.environ['AWS_ACCESS_KEY_ID']",
            "os.environ['AWS_ACCESS_KEY_ID']",
            ["config/settings.py:2-3", "shop/files.py:3-4"],
        ),
    ],
)
def test_a_client_that_takes_the_key_from_the_settings_says_it_no_second_time(
    setting: str | None, taken: str, expected: list[str]
) -> None:
    settings = (
        f"import os\nAWS_ACCESS_KEY_ID = {setting}\nAWS_SECRET_ACCESS_KEY = os.environ['AWS_SECRET_ACCESS_KEY']\n"
    )
    files = {
        "requirements.txt": "django\nboto3\n",
        "config/settings.py": settings if setting else "DEBUG = False\n",
        "shop/files.py": (
            "import boto3\nclient = boto3.client('s3',\n"
            f"    aws_access_key_id={taken},\n    aws_secret_access_key=settings.AWS_SECRET_ACCESS_KEY)\n"
        ),
    }
    found = [f"{place} form=static-key holder=application" for place in expected]
    assert told(files, Credential) == found


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (
            "Joi.object({\n  AWS_ACCESS_KEY_ID: Joi.string(),\n  AWS_SECRET_ACCESS_KEY: Joi.string(),\n});\n",
            ["src/settings.ts:2-3 form=static-key holder=application"],
        ),
        (
            "const requiredSettings = [\n  'DATABASE_URL',\n  'AWS_ACCESS_KEY_ID',\n  'AWS_SECRET_ACCESS_KEY',\n];\n",
            ["src/settings.ts:3-4 form=static-key holder=application"],
        ),
        (
            "z.object({ AWS_ACCESS_KEY_ID: z.string().optional(),\n  AWS_SECRET_ACCESS_KEY: z.string() });\n",
            [],
        ),
        ("const hidden = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];\n", []),
    ],
)
def test_a_static_key_that_a_program_demands_before_it_starts_is_one_in_use(code: str, expected: list[str]) -> None:
    assert told({"package.json": EXPRESS, "src/settings.ts": code}, Credential) == expected


def test_a_server_side_upload_is_not_presigned_and_other_clouds_keys_are_not_aws_keys() -> None:
    code = """
        const upload = multer({ storage: multerS3({ s3, bucket: process.env.BUCKET }) });
        const r2 = new S3Client({ endpoint: 'https://x.r2.cloudflarestorage.com', credentials: { accessKeyId, secretAccessKey } });
        """
    assert told({"package.json": EXPRESS, "a.js": code}, Bucket, Credential) == [
        "a.js:1 purpose=uploads presigned=False"
    ]


def test_the_type_of_a_key_is_no_key() -> None:
    typed = "interface Keys {\n  accessKeyId: string;\n  secretAccessKey: string;\n}\n"
    assert told({"package.json": EXPRESS, "src/keys.ts": typed}, Credential) == []
    given = typed + "const s3 = new S3Client({ credentials: { accessKeyId: a, secretAccessKey: b } });\n"
    assert told({"package.json": EXPRESS, "src/keys.ts": given}, Credential) == [
        "src/keys.ts:5 form=static-key holder=application"
    ]


def test_python_and_java_clients_with_keys_are_told() -> None:
    python = "from fastapi import FastAPI\ns3 = boto3.client(\n  's3',\n  aws_access_key_id=KEY,\n  aws_secret_access_key=SECRET,\n)\n"
    assert told({"main.py": python}, Credential) == ["main.py:4-5 form=static-key holder=application"]
    java = "class A {\n  AWSCredentials c = new BasicAWSCredentials(accessKey, secretKey); // amazon\n}\n"
    built = "AwsBasicCredentials.builder().accessKeyId(key).secretAccessKey(secret).build()"
    for code in (java, java.replace("new BasicAWSCredentials(accessKey, secretKey)", built)):
        assert told({"pom.xml": "", "src/main/java/A.java": code}, Credential) == [
            "src/main/java/A.java:2 form=static-key holder=application"
        ]


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ('@Value("${aws.keys.access-key}")\nString a;\n@Value("${aws.keys.secret-key}")\nString b;\n', "2-4"),
        ('@Value("${AWS_ACCESS_KEY_ID}") String a;\n@Value("${AWS_SECRET_ACCESS_KEY}") String b;\n', "2-3"),
        (
            '@ConfigProperty(name = "s3.access.key") String a;\n@ConfigProperty(name = "s3.secret.key") String b;\n',
            "2-3",
        ),
        ('@ConfigurationProperties(prefix = "app.aws")\nrecord Keys(String accessKey, String secretKey) {}\n', "2-3"),
        ('@Value("${naver.access-key}") String a;\n@Value("${naver.secret-key}") String b;\n', None),
        ('@Value("${jwt.access.expiry}") long a;\n@Value("${jwt.secret}") String b; // aws\n', None),
        ('@Value("${aws.s3.bucket}") String a;\n@Value("${jwt.secret}") String b;\n', None),
    ],
)
def test_both_halves_of_a_key_that_a_class_of_the_jvm_is_given_are_static(code: str, lines: str | None) -> None:
    path = "src/main/java/A.java"
    found = told({"pom.xml": "", path: f"class A {{\n{code}}}\n"}, Credential)

    assert found == ([f"{path}:{lines} form=static-key holder=application"] if lines else [])


def test_origins_of_the_servers_own_rules_are_told_without_local_ones() -> None:
    code = """
        app.enableCors({
          origin: ['https://www.example.com', 'https://staging.example.com', 'http://localhost:3000'],
        });
        const docs = 'https://docs.example.com';
        """
    assert told({"package.json": NEST, "src/main.ts": code}, Origin) == [
        "src/main.ts:2 origin=https://www.example.com",
        "src/main.ts:2 [staging] origin=https://staging.example.com",
    ]
    python = 'from fastapi import FastAPI\norigins = [\n    "https://app.example.jp",\n]\napp.add_middleware(CORSMiddleware, allow_origins=origins)\n'
    assert told({"main.py": python}, Origin) == ["main.py:3 origin=https://app.example.jp"]
    java = 'class W {\n  void addCorsMappings(CorsRegistry r) { r.addMapping("/**").allowedOrigins("https://a.example.kr"); }\n}\n'
    assert told({"pom.xml": "", "src/main/java/W.java": java}, Origin) == [
        "src/main/java/W.java:2 origin=https://a.example.kr"
    ]


def test_the_listener_is_told_once_for_each_application_at_its_entry() -> None:
    files = {
        "package.json": NEST,
        "src/main.ts": "const app = await NestFactory.create(AppModule);\nawait app.listen(3000);\n",
        "src/other/mock-server.ts": "server.listen(1);\n",
    }
    assert told(files, ServesHttp) == ["src/main.ts:2 framework=nestjs"]
    boot = "class A {\n  public static void main(String[] a) { SpringApplication.run(A.class, a); }\n}\n"
    assert told({"pom.xml": "", "src/main/java/A.java": boot}, ServesHttp) == [
        "src/main/java/A.java:2 framework=spring"
    ]


@pytest.mark.parametrize(
    "line",
    [
        "app = Flask(__name__)",
        "application = Flask(__name__)",
        "fast_api: FastAPI = fastapi.FastAPI()",
        "server = quart.Quart(__name__)",
    ],
)
def test_an_application_in_python_listens_whatever_it_is_called(line: str) -> None:
    files = {"requirements.txt": "flask\n", "app.py": f"from shop import pages\n\n{line}\n"}
    assert [fact.at.start_line for fact in read(files) if isinstance(fact, ServesHttp)] == [3]


DJANGO = {
    "api/manage.py": "import django\n",
    "api/core/settings.py": 'ROOT_URLCONF = "core.urls"\n',
    "api/core/wsgi.py": "from django.core.wsgi import get_wsgi_application\napplication = get_wsgi_application()\n",
    "api/core/urls.py": "from django.urls import path\n\nurlpatterns = [\n    path('shop/', include('shop.urls')),\n]\n",
    "api/shop/urls.py": "from django.urls import path\nurlpatterns = [path('cart/', cart)]\n",
}


def tables(files: dict[str, str]) -> list[str]:
    """Where the routes of each application stand, with its framework."""
    return [f"{fact.where('routes')} {fact.framework}" for fact in read(files) if isinstance(fact, ServesHttp)]


ROUTERS = "app = FastAPI()\n\n\napp.include_router(cakes)\napp.include_router(orders, prefix='/api')\n"
APP = "const app = express();\napp.use(cors());\napp.use('/cakes', cakes);\napp.use('/orders', orders);\nexport default app;\n"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"requirements.txt": "fastapi", "main.py": ROUTERS}, ["main.py:4-5 fastapi"]),
        (
            {"requirements.txt": "fastapi", "main.py": "app = FastAPI()\napp.include_router(cakes)\n"},
            ["main.py:1 fastapi"],
        ),
        ({"package.json": EXPRESS, "src/app.js": APP}, ["src/app.js:3-4 None"]),
        (
            {"package.json": EXPRESS, "src/app.js": APP, "src/index.js": "import app from './app';\napp.listen(80);\n"},
            ["src/app.js:3-4 None"],
        ),
        (
            {
                "package.json": EXPRESS,
                "src/routes.js": "router.use('/cakes', cakes);\nrouter.use('/orders', orders);\n",
            },
            [],
        ),
        ({"package.json": EXPRESS, "src/app.js": "const app = express();\napp.use(cors());\napp.use('/a', a);\n"}, []),
    ],
)
def test_the_rows_that_hang_what_answers_say_what_a_program_answers(files: dict[str, str], expected: list[str]) -> None:
    assert tables(files) == expected


def test_what_a_django_application_answers_is_shown_at_the_table_that_its_settings_name() -> None:
    assert tables(DJANGO) == ["api/core/urls.py:3-5 django"]
    without = {path: text for path, text in DJANGO.items() if "wsgi" not in path}
    assert tables(without) == ["api/core/urls.py:3-5 django"]


def test_a_table_of_one_part_alone_is_not_shown_for_the_whole_application() -> None:
    part = {path: text for path, text in DJANGO.items() if path != "api/core/urls.py"}
    assert tables(part) == ["api/core/wsgi.py:2 django"]


def test_what_a_rails_application_answers_is_shown_at_its_routes() -> None:
    routes = "Rails.application.routes.draw do\n  resources :orders\nend\n"
    assert tables({"Gemfile": "gem 'rails'\n", "config/routes.rb": routes}) == ["config/routes.rb:1-3 rails"]
    assert tables({"Gemfile": "gem 'rails'\n", "engines/shop/config/routes.rb": routes}) == []


def test_secret_stores_and_the_release_in_the_log_are_told() -> None:
    code = "client.send(new GetSecretValueCommand({}));\nconsole.log(`release ${process.env.GIT_SHA}`);\n"
    assert told({"package.json": EXPRESS, "a.js": code}, SecretStore, ReleaseIdentity) == [
        "a.js:1 service=secrets-manager",
        "a.js:2 shown_in=log source=commit",
        "a.js:2 shown_in=environment source=commit",
    ]


@pytest.mark.parametrize(
    ("path", "code", "package"),
    [
        ("src/server.js", "const Database = require('better-sqlite3');\nconst db = new Database(path);", EXPRESS),
        ("src/server.ts", "import sqlite3 from 'sqlite3';\nexport const db = new sqlite3.Database(file);", EXPRESS),
    ],
)
def test_a_file_of_sqlite_that_the_server_opens_is_its_database(path: str, code: str, package: str) -> None:
    files = {"package.json": package, path: f"{code}\nrequire('express')().listen(3000);"}

    assert told(files, Database) == [f"{path}:2 engine=sqlite placement=embedded"]


def test_a_mysql_driver_of_python_speaks_where_nothing_else_does() -> None:
    files = {
        "requirements.txt": "flask==3.0\npymysql==1.1\n",
        "app.py": "from flask import Flask\napp = Flask(__name__)\n",
    }

    assert told(files, Database) == ["requirements.txt:2 engine=mysql placement=unknown"]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("cloud:\n  aws:\n    s3:\n      bucket: shop-images\n", "4 name=shop-images purpose=uploads presigned=False"),
        ("spring:\n  cloud:\n    aws:\n      s3:\n        bucket: ${BUCKET}\n", "5 purpose=uploads presigned=False"),
        (
            "cloud:\n  aws:\n    bucket:\n      image: shop-images\n",
            "4 name=shop-images purpose=uploads presigned=False",
        ),
        ("minio:\n  s3:\n    bucket: shop-images\n", None),
        ("rabbit:\n  bucket: shop-images\n", None),
    ],
)
def test_a_bucket_in_springs_settings_is_the_applications(settings: str, expected: str | None) -> None:
    path = "src/main/resources/application.yml"
    assert told({"build.gradle": "", path: settings}, Bucket) == ([f"{path}:{expected}"] if expected else [])


def test_a_source_that_speaks_of_signing_leaves_it_open_whether_browsers_reach_the_bucket_of_its_settings() -> None:
    path = "src/main/resources/application.yml"
    files = {
        "build.gradle": "",
        "src/main/java/Storage.java": "class Storage {\n  S3Presigner signer() { return S3Presigner.create(); }\n}\n",
        path: "cloud.aws.s3.bucket: shop-images\n",
    }
    assert told(files, Bucket) == [f"{path}:1 name=shop-images purpose=uploads"]


def test_a_bucket_that_the_source_takes_from_the_settings_has_their_name() -> None:
    code = "import software.amazon.awssdk.s3;\nvar url = client.generatePresignedUrl(bucket, key, HttpMethod.PUT);\n"
    files = {
        "build.gradle": "",
        "src/main/java/Files.java": code,
        "src/main/resources/application.yml": "cloud.aws.s3.bucket: shop-images\n",
    }
    assert told(files, Bucket) == ["src/main/java/Files.java:2 name=shop-images purpose=uploads presigned=True"]


@pytest.mark.parametrize(("key", "counts"), [("test", False), ("<key>", False), ("${AWS_KEY}", True)])
def test_a_key_that_opens_nothing_is_no_credential(key: str, counts: bool) -> None:
    path = "src/main/resources/application.yml"
    text = f"cloud:\n  aws:\n    credentials:\n      access-key: {key}\n      secret-key: {key}\n"
    assert bool(told({"build.gradle": "", path: text}, Credential)) is counts


@pytest.mark.parametrize(
    ("key", "counts"),
    [
        ("spring.s3.access-key", True),
        ("storage.aws.s3.accessKeyId", True),
        ("file.s3.access_key", True),
        ("minio.s3.access-key", False),
        ("toss.access-key", False),
    ],
)
def test_a_key_of_the_stores_own_settings_is_static_wherever_these_stand(key: str, counts: bool) -> None:
    files = {"build.gradle": "", "src/main/resources/application.properties": f"{key}=${{KEY}}\n"}
    assert bool(told(files, Credential)) is counts


def test_keys_that_ruby_hands_to_its_uploads_are_static() -> None:
    keys = "config.fog_credentials = {\n  aws_access_key_id: KEYS[:id],\n  aws_secret_access_key: KEYS[:secret]\n}\n"
    files = {"Gemfile": "", "config/initializers/carrierwave.rb": keys}

    assert told(files, Credential) == ["config/initializers/carrierwave.rb:2-3 form=static-key holder=application"]


def test_a_database_that_a_driver_alone_tells_is_shown_where_the_source_connects_to_it() -> None:
    files = {"requirements.txt": "flask\npsycopg2-binary\n"}
    assert told({**files, "app.py": "import flask\nengine = create_engine(URL)\n"}, Database) == [
        "app.py:2 engine=postgresql placement=unknown"
    ]
    assert told({**files, "app.py": "import flask\n# create_engine(URL)\n"}, Database) == [
        "requirements.txt:2 engine=postgresql placement=unknown"
    ]


def test_what_only_a_list_of_packages_tells_says_so() -> None:
    driver = {"requirements.txt": "flask\npsycopg2-binary\n", "app.py": "import flask\n"}
    pages = {
        "package.json": '{\n "dependencies": {"next": "14"}\n}\n',
        "pages/index.tsx": "export default () => null;\n",
    }
    packages = [fact for files in (driver, pages) for fact in read(files) if isinstance(fact, Database | ServesHttp)]
    assert [(fact.at.path, fact.is_dependency) for fact in packages] == [
        ("requirements.txt", True),
        ("package.json", True),
    ]
    connected = read({**driver, "app.py": "import flask\nengine = create_engine(URL)\n"})
    assert [fact.is_dependency for fact in connected if isinstance(fact, Database)] == [False]


@pytest.mark.parametrize(
    ("manifest", "content", "path", "code"),
    [
        (
            "package.json",
            EXPRESS,
            "src/infrastructure/store.ts",
            "new S3Client({ credentials: { accessKeyId: a, secretAccessKey: b } });",
        ),
        (
            "pom.xml",
            "<project/>",
            "src/main/java/shop/infrastructure/S3.java",
            "class S3 { Object o = new BasicAWSCredentials(a, b); }",
        ),
        (
            "requirements.txt",
            "flask\n",
            "app/infra/store.py",
            "import flask\nboto3.client('s3', aws_access_key_id=a, aws_secret_access_key=b)",
        ),
    ],
)
def test_the_layer_that_speaks_to_stores_is_the_applications_own(
    manifest: str, content: str, path: str, code: str
) -> None:
    files = {manifest: content, path: f"{code}\n"}

    assert [fact.partition(":")[0] for fact in told(files, Credential)] == [path]
    if not path.endswith(".java"):
        beside = f"infra/{path.rpartition('/')[2]}"
        assert told({manifest: content, beside: f"{code}\n"}, Credential) == []


def test_the_type_of_a_settings_field_is_no_key() -> None:
    field = "class Keys(val accessKeyId: String, val secretAccessKey: String) // of S3"
    assert told({"pom.xml": "<project/>", "src/main/kotlin/Keys.kt": f"{field}\n"}, Credential) == []


def test_a_file_of_rails_without_production_says_nothing_of_its_database() -> None:
    rows = "default: &default\n  adapter: sqlite3\n\ndevelopment:\n  <<: *default\n  database: db/d.sqlite3\n"
    assert told({"Gemfile": "gem 'rails'\n", "config/database.yml": rows}, Database) == []


def test_the_address_that_oracles_driver_takes_tells_where_the_database_runs() -> None:
    url = "spring.datasource.url=jdbc:oracle:thin:@shop.abc.ap-northeast-2.rds.amazonaws.com:1521:ORCL\n"
    assert told({"pom.xml": "<project/>", "src/main/resources/application.properties": url}, Database) == [
        "src/main/resources/application.properties:1 engine=oracle placement=rds"
    ]


@pytest.mark.parametrize(("given", "static"), [(' = ""', False), (" = None", False), ("", True)])
def test_keys_that_a_settings_class_can_do_without_are_no_static_ones(given: str, static: bool) -> None:
    code = (
        "import fastapi, boto3\nfrom pydantic_settings import BaseSettings\nclass Settings(BaseSettings):\n"
        f"    aws_access_key_id: str{given}\n    aws_secret_access_key: str{given}\n"
    )
    assert bool(told({"main.py": code}, Credential)) == static


def test_an_upload_is_told_by_its_bucket_whatever_the_client_is_called() -> None:
    code = "class Files {\n  save(file) {\n    return this.store\n      .upload({\n        Bucket: this.bucket,\n"
    files = {
        "package.json": EXPRESS,
        "src/files.js": f"const S3 = require('aws-sdk/clients/s3');\n{code}      }});\n  }}\n}}\n",
    }
    assert told(files, Bucket) == ["src/files.js:5-6 purpose=uploads presigned=False"]


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ('credentials.NewStaticCredentials(conf.KeyID, conf.Secret, "")', ["main.go:4"]),
        ("credentials.NewStaticCredentialsProvider(\n\tconf.KeyID, conf.Secret, token)", ["main.go:4"]),
        ("credentials.NewStaticCredentialsFromCreds(credentials.Value{AccessKeyID: id})", ["main.go:4"]),
        ('credentials.NewStaticCredentialsProvider("local", "local", "")', []),
        ("credentials.NewSharedCredentials(file, profile)", []),
    ],
)
def test_keys_handed_to_the_sdk_of_go(given: str, found: list[str]) -> None:
    """Both versions of the SDK are given keys that stay; written-out words are for a stand-in."""
    text = f"package main\n\nfunc main() {{\n\tconfig := aws.Config{{Credentials: {given}}}\n}}\n"
    files = {"go.mod": "module shop\n", "main.go": text}
    assert [one.partition(" ")[0] for one in told(files, Credential)] == found


def test_keys_handed_to_the_sdk_of_ruby() -> None:
    """An object made of two keys is handed to every client."""
    text = "Aws.config.update(\n  credentials: Aws::Credentials.new(SHOP.key, SHOP.secret)\n)\n"
    files = {"Gemfile": "gem 'rails'\n", "config/initializers/aws.rb": text}
    found = told(files, Credential)
    assert [one.partition(" ")[0] for one in found] == ["config/initializers/aws.rb:2"]


_SHOWN = "const shown = new GetObjectCommand({ Bucket, Key });\nawait getSignedUrl(s3, shown);\n"
_PUT = "const put = new PutObjectCommand({ Bucket, Key });\n"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (
            f"{_PUT}await s3.send(put);\n{_SHOWN}{_PUT}await getSignedUrl(s3, put);\n",
            "a.js:7 purpose=uploads presigned=True",
        ),
        (f"{_PUT}await s3.send(put);\n{_SHOWN}", "a.js:2 purpose=uploads presigned=False"),
        (
            "s3.getSignedUrl('putObject', {});\ns3.getSignedUrl('getObject', {});\n",
            "a.js:2 purpose=uploads presigned=True",
        ),
    ],
)
def test_only_an_address_that_takes_a_file_lets_browsers_put_one_there(code: str, expected: str) -> None:
    files = {"package.json": EXPRESS, "a.js": f"import aws from 'aws-sdk';\n{code}"}
    assert told(files, Bucket) == [expected]


@pytest.mark.parametrize(
    ("line", "puts"),
    [
        ("memory.putObject(place, offset, s3);", False),
        ("s3.putObject(bucket, key, file);", True),
        ("((software.amazon.awssdk.services.s3.S3Client) s3).putObject(request, body);", True),
    ],
)
def test_java_puts_an_object_into_a_bucket_where_it_speaks_of_one(line: str, *, puts: bool) -> None:
    code = f"class Store {{ void put(Object x) {{ {line} }} }}\n"
    assert bool(told({"pom.xml": "<project/>", "src/main/java/Store.java": code}, Bucket)) == puts


_STORAGE = "files:\n  service: S3\n  access_key_id: <%= ENV['KEY'] %>\n  secret_access_key: <%= ENV['SECRET'] %>\n"


def test_a_store_of_rails_is_reached_by_browsers_where_forms_hand_files_over_directly() -> None:
    files = {"Gemfile": "gem 'rails'\n", "config/storage.yml": _STORAGE, "app/models/a.rb": "class A\nend\n"}
    assert told(files, Bucket, Credential) == [
        "config/storage.yml:1-2 purpose=uploads presigned=False",
        "config/storage.yml:3-4 form=static-key holder=application",
    ]
    direct = {**files, "app/helpers/b.rb": "form.file_field :pic, direct_upload: true\n"}
    assert told(direct, Bucket) == ["config/storage.yml:1-2 purpose=uploads"]


def test_a_driver_is_shown_with_the_address_that_stands_above_it() -> None:
    settings = "spring:\n  datasource:\n    url: ${DB_URL}\n    password: ${DB_PASSWORD}\n    driver-class-name: org.postgresql.Driver\n"
    found = read({"build.gradle": "dependencies { }\n", "src/main/resources/application.yml": settings})
    (database,) = [one for one in found if isinstance(one, Database)]
    assert (database.at.start_line, database.at.end_line) == (3, 5)


def test_settings_of_productions_own_are_where_its_database_is_told() -> None:
    given = 'D = {"ENGINE": "django.db.backends.sqlite3"}\n'
    files = {"manage.py": "import django\n", "c/settings.py": given, "c/settings_production.py": given}
    assert told(files, Database) == ["c/settings_production.py:1 engine=sqlite placement=embedded"]


_GO = 'package main\nfunc main() {{\n{}\tlog.Fatal(http.ListenAndServe(":8080", nil))\n}}\n'


@pytest.mark.parametrize(
    ("path", "text", "lines"),
    [
        ("main.go", _GO.format('\thttp.Handle("/", home)\n\thttp.HandleFunc("GET /orders", list)\n'), (3, 5)),
        ("main.go", _GO.format('\tfmt.Println("/")\n'), (4, 4)),
        ("main.go", _GO.format('\thttp.Handle("/", home)\n' + "\tprepare()\n" * 20), (24, 24)),
        ("server.js", "const app = express();\napp.use('/api/orders', orders);\n\napp.listen(3000);\n", (2, 4)),
        ("server.js", "const app = express();\napp.use(express.json());\napp.listen(3000);\n", (3, 3)),
    ],
)
def test_what_a_program_answers_is_shown_with_the_row_that_listens(
    path: str, text: str, lines: tuple[int, int]
) -> None:
    files = {"go.mod": "module shop\n"} if path.endswith(".go") else {"package.json": EXPRESS}
    (found,) = (fact for fact in read({**files, path: text}) if isinstance(fact, ServesHttp))
    at = found.where("routes")
    assert (at.start_line, at.end_line) == lines


GO_MAIN = """package main

func main() {
    s := server.New()
    log.Fatal(http.ListenAndServe(":8000", s))
}
"""
GO_ROUTER = """package server

func New() http.Handler {
    r := %s
    r.Use(logging)
    orders.Register(r)
    return r
}

func other() {
    r := 1
}
"""


@pytest.mark.parametrize(
    "makes", ["chi.NewRouter()", "gin.New()", "gin.Default()", "mux.NewRouter()", "echo.New()", "http.NewServeMux()"]
)
def test_what_a_program_in_go_answers_is_shown_where_it_makes_its_router(makes: str) -> None:
    files = {"go.mod": "module shop\n", "main.go": GO_MAIN, "server/server.go": GO_ROUTER % makes}
    assert tables(files) == ["server/server.go:4-6 None"]


def test_a_program_in_go_that_listens_by_its_router_is_known_by_it() -> None:
    start = 'package main\n\nfunc main() {\n    e := echo.New()\n    e.GET("/orders", list)\n    e.Start(":80")\n}\n'
    assert tables({"go.mod": "module shop\n", "main.go": start}) == ["main.go:4-6 None"]


def test_a_router_beside_what_listens_is_shown_there_and_one_without_routes_nowhere() -> None:
    beside = 'package main\n\nfunc main() {\n    r := chi.NewRouter()\n    r.Get("/a", a)\n    http.ListenAndServe(":80", r)\n}\n'
    assert tables({"go.mod": "module shop\n", "main.go": beside}) == ["main.go:6 None"]
    unused = "package tools\n\nfunc Make() {\n    m := mux.NewRouter()\n}\n"
    assert tables({"go.mod": "module shop\n", "main.go": GO_MAIN, "tools/make.go": unused}) == ["main.go:5 None"]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("aws_access_key_id: !ENV ${S3_KEY}", [2]),
        ("access_key_id: ${S3_KEY}", [2]),
        ("aws_access_key_id: test", []),
        ("aws_access_key_id_file: ${PATH}", []),
    ],
)
def test_a_key_that_the_settings_of_a_program_in_python_name_lasts(row: str, expected: list[int]) -> None:
    files = {"requirements.txt": "fastapi\n", "main.py": "app = FastAPI()\n", "config/app.yaml": f"storage:\n  {row}\n"}
    assert [fact.at.start_line for fact in read(files) if isinstance(fact, Credential)] == expected


def test_each_service_that_settings_give_keys_of_its_own_is_shown_and_no_more_than_three() -> None:
    def rows(name: str) -> str:
        return f"{name}:\n  aws:\n    credentials:\n      access-key: ${{{name}_KEY}}\n      secret-key: ${{{name}_SECRET}}\n"

    text = "".join(map(rows, ("mail", "files", "queue", "maps")))
    found = told({"build.gradle": "", "src/main/resources/application.yml": text}, Credential)
    assert [one.split()[0].partition(":")[2] for one in found] == ["4-5", "9-10", "14-15"]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("return kept().serve({ from: folder });", False),
        ("serve({ fetch: app.fetch });", True),
        ("Bun.serve({});", True),
    ],
)
def test_what_hands_files_out_by_a_method_of_its_own_opens_no_port(line: str, *, found: bool) -> None:
    code = f"const express = require('express');\nfunction begin() {{\n  {line}\n}}\n"
    assert bool(told({"package.json": EXPRESS, "src/main.js": code}, ServesHttp)) is found

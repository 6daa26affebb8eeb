"""Settings of a running application that guides and scripts write down."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import ApplicationCors, ConfigurationLoader, Credential, ExposedSecret, Fact, Placement
from holdfast.readers.repository import guides, shell
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.configuration.variables import database_in, file_in, is_settings, origins_in

REAL = "kQ7vX2mZp9LrT4wB8nYc"


def guided(block: str, language: str = "env", heading: str = "운영 환경변수") -> list[Fact]:
    """What a guide says that shows the block."""
    text = f"# AWS EC2 배포\n\n## {heading}\n\n```{language}\n{block}\n```\n"
    snippet = Snippet("docs/deploy.md", text, kind=EvidenceKind.INSTRUCTED)
    return [reading for reading in guides.READER.read(snippet) if isinstance(reading, Fact)]


def of(facts: list[Fact], sort: type[Fact]) -> list[int]:
    return [fact.at.start_line for fact in facts if isinstance(fact, sort)]


@pytest.mark.parametrize("language", ["env", "properties", "", "ini"])
def test_a_real_secret_in_a_guide_is_told_by_name_and_place(language: str) -> None:
    facts = guided(f"PORT=4000\nDB_PASSWORD={REAL}\nJWT_SECRET=your-secret\nAPI_KEY=changeme", language)
    assert of(facts, ExposedSecret) == [7]
    assert REAL not in repr(facts)


def test_a_real_secret_is_given_away_in_an_example_as_well() -> None:
    assert of(guided(f"PORT=4000\nDB_PASSWORD={REAL}", heading="환경변수 예시"), ExposedSecret) == [7]


@pytest.mark.parametrize(
    ("value", "given_away"),
    [
        ("qtzr mwvh skbe jnly", True),
        ("abcd efgh ijkl mnop", False),
        ("xxxx xxxx xxxx xxxx", False),
        ("your mail pass word", False),
    ],
)
def test_a_password_of_a_mail_program_is_told_from_examples(value: str, given_away: bool) -> None:
    facts = guided(f"PORT=4000\nMAIL_PASS={value}")
    assert bool(of(facts, ExposedSecret)) is given_away
    assert not given_away or value not in repr(facts)


def test_whoever_pastes_a_secret_out_of_a_guide_starts_with_what_everybody_can_read() -> None:
    facts = guided(f"PORT=4000\nDB_PASSWORD={REAL}\nAWS_SECRET_ACCESS_KEY={REAL * 2}\nJWT_SECRET=your-secret")
    assert of(facts, ConfigurationLoader) == [7]
    assert of(guided(f"PORT=4000\nDB_PASSWORD={REAL}", heading="환경변수 예시"), ConfigurationLoader) == []


def test_an_address_without_a_password_gives_nothing_away() -> None:
    assert of(guided("PORT=4000\nDB_DATABASE_URL=postgres:5432/shop-2024-Main"), ExposedSecret) == []


def test_a_key_that_the_application_is_told_to_hold_is_static_and_local_settings_say_nothing() -> None:
    block = "PORT=4000\nAWS_ACCESS_KEY_ID=your-access-key"
    assert of(guided(block), Credential) == [7]
    assert of(guided(block, heading="로컬 환경변수"), Credential) == []


@pytest.mark.parametrize(
    ("text", "settings"),
    [("A_B=1\nC_D=2", True), ("# note\nA_B=1\n\nC_D=", True), ("A_B=1", False), ("A_B=1\ncd x", False), ("", False)],
)
def test_a_block_of_settings_is_told_by_all_its_lines(text: str, settings: bool) -> None:
    assert is_settings(text) is settings


def test_an_environment_file_that_a_script_writes_tells_its_secrets_and_origins() -> None:
    script = f"""cat > .env << EOF
DB_PASSWORD={REAL}
SECRET_KEY=$KEY
CORS_ALLOWED_ORIGINS=http://$IP,http://localhost
EOF
cat > .env.example << EOF
CORS_ALLOWED_ORIGINS=http://localhost
EOF
"""
    facts = [reading for reading in shell.READER.read(Snippet("deploy.sh", script)) if isinstance(reading, Fact)]
    assert of(facts, ExposedSecret) == [2]
    assert [(f.at.start_line, f.origins) for f in facts if isinstance(f, ApplicationCors)] == [
        (4, ("http://localhost",))
    ]


@pytest.mark.parametrize(
    ("row", "real"),
    [
        (f"MONGO_URI=mongodb+srv://shop:{REAL}@cluster0.k3x9a.mongodb.net/shop", True),
        (f"DATABASE_URL=mysql://shop:{REAL}@shop-mysql.c9akciq32.us-east-1.rds.amazonaws.com/shop", True),
        (f"MONGO_URI=mongodb://shop:{REAL}@mongo:27017/shop", False),
        ("MONGO_URI=mongodb+srv://shop:mypassword1@cluster0.k3x9a.mongodb.net/shop", False),
        ("JWT_SECRET=5f8c0e7a91b24d6e8c3f7a0b5d92e4c16f8c0e7a91b24d6e", True),
        ("JWT_SECRET=0123456789abcdef0123456789abcdef0123456789abcdef", False),
    ],
)
def test_the_password_of_a_connection_and_the_bytes_of_a_generator_are_real_ones(row: str, *, real: bool) -> None:
    assert bool(of(guided(f"PORT=4000\n{row}"), ExposedSecret)) is real


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("DATABASE_PATH", "/data/shop.db", True),
        ("SPRING_DATASOURCE_URL", "jdbc:h2:~/shop", True),
        ("SPRING_DATASOURCE_URL", "jdbc:h2:mem:shop", False),
        ("DATABASE_URL", "sqlite:///shop.sqlite3", True),
        ("APP_DB_FILE", "${DATA}/shop.sqlite", True),
        ("DATABASE_URL", "file:./dev.db", True),
        ("SPRING_DATASOURCE_URL", "jdbc:sqlite:$DATA_DIR/shop.db?journal_mode=WAL&busy_timeout=5000", True),
        ("DB_URL", "jdbc:sqlite:/data/shop", True),
        ("DATABASE_URL", "sqlite:./shop.db", True),
        ("ConnectionStrings__Default", "Data Source=/data/shop.db", True),
        ("ConnectionStrings__Default", "Data Source=db;Database=shop", False),
        ("DB_URL", "jdbc:sqlite::memory:", False),
        ("DATABASE_URL", "sqlite:///:memory:", False),
        ("DATABASE_URL", "postgresql://shop:word@db.example.com:5432/shop.db", False),
        ("GEOIP_PATH", "/data/cities.db", False),
        ("DATABASE_NAME", "shop", False),
    ],
)
def test_a_database_in_a_file_is_told_by_where_it_lies(name: str, value: str, *, kept: bool) -> None:
    assert (file_in(name, value) is not None) is kept


@pytest.mark.parametrize(
    ("block", "name", "line"),
    [
        ("```yaml\nspring:\n  datasource:\n    password: cAnary7!dRj&Nub\n```", "spring.datasource.password", 8),
        ("```yml\njwt:\n  # signs\n  secret: cAnary7!dRj&Nub\n```", "jwt.secret", 8),
        (
            "```\nspring.jpa.show-sql=false\nspring.datasource.password=cAnary7!dRj&Nub\n```",
            "spring.datasource.password",
            7,
        ),
        ("```yaml\nspring:\n  datasource:\n    password: ${DB_PASSWORD}\n```", "", 0),
        ("```yaml\nspring:\n  datasource:\n    password: your-password\n```", "", 0),
        ("```yaml\nname: spring\npassword: cAnary7!dRj&Nub\n```", "", 0),
        ("### 로컬\n\n```yaml\njwt:\n  secret: cAnary7!dRj&Nub\n```", "", 0),
    ],
)
def test_a_secret_in_springs_settings_of_a_guide_is_told_and_not_quoted(block: str, name: str, line: int) -> None:
    guide = Snippet("DEPLOY.md", f"# AWS 배포 가이드\n\n## 설정\n\n{block}\n", kind=EvidenceKind.INSTRUCTED)
    found = [one for one in guides.READER.read(guide) if isinstance(one, ExposedSecret)]
    assert [(one.name, one.at.start_line) for one in found] == ([(name, line)] if name else [])
    assert not any("cAnary" in str(one) for one in found)


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("shop.c1abc.ap-northeast-1.rds.amazonaws.com", Placement.RDS),
        ("shop.cluster-c1abc.ap-northeast-1.rds.amazonaws.com:3306", Placement.AURORA),
        ("https://rds.amazonaws.com/doc", None),
        ("db", None),
    ],
)
def test_the_address_alone_tells_who_keeps_a_database(value: str, kept: Placement | None) -> None:
    assert database_in(value) == (("sql", kept) if kept else None)


@pytest.mark.parametrize(
    ("remark", "setting", "told"),
    [
        ("# CORS 설정", 'ALLOWED_HOSTS=["*"]', True),
        ("# --- Cross-Origin ---", "WEB_URLS=https://shop.example.kr,http://localhost:3000", True),
        ("# 허용 도메인 (CORS)", "CLIENT_URL=*", True),
        ("# CORS\n# CORS_ORIGIN=https://old.example.kr", "CLIENT_URL=*", True),
        ("# cors.origin=https://old.example.kr", "ALLOWED_HOSTS=*", False),
        ("# CORS", "CORS_METHODS=*", False),
        ("# Django", "ALLOWED_HOSTS=*", False),
        ("# CORS\n", "ALLOWED_HOSTS=*", False),
    ],
)
def test_a_remark_above_says_that_a_setting_is_for_other_websites(remark: str, setting: str, *, told: bool) -> None:
    facts = guided(f"PORT=8000\n\n# ====\n{remark}\n# ====\n{setting}")
    assert bool(of(facts, ApplicationCors)) is told


@pytest.mark.parametrize(
    ("name", "value", "let_in"),
    [
        ("SITE_ORIGIN", "https://shop.example.org,*", ("https://shop.example.org", "*")),
        (
            "FRONTEND_ORIGINS",
            "http://localhost:3000,https://a.example.org",
            ("http://localhost:3000", "https://a.example.org"),
        ),
        ("CLIENT_ORIGIN", "*", ("*",)),
        ("SITE_ORIGIN", "https://shop.example.org", ()),
        ("SITE_URL", "https://shop.example.org,https://b.example.org", ()),
        ("DATA_ORIGIN", "north,south", ()),
    ],
)
def test_a_sites_origin_that_names_several_or_all_lets_them_in(name: str, value: str, let_in: tuple[str, ...]) -> None:
    assert origins_in(name, value) == let_in

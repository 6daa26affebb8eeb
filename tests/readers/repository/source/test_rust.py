"""Servers in Rust."""

import pytest

from holdfast.model.facts import ApplicationCors, ConfigurationLoader, HealthHandler, ReadsSetting, RequiredSettings

from .support import told

AXUM = "use axum::Router;\n"


def files(code: str) -> dict[str, str]:
    return {"Cargo.toml": '[package]\nname = "shop"\n', "src/main.rs": AXUM + code}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (
            'fn app() -> Router {\n    Router::new().route("/health", get(|| async { "fine" }))\n}\n',
            "src/main.rs:3 path=/health constant=True framework=rust",
        ),
        (
            (
                'fn app() -> Router {\n    Router::new().route("/healthz", axum::routing::get(up))\n}\n\n'
                "async fn up() -> Json<State> {\n    Json(State { word: String::new(), at: Utc::now() })\n}\n"
            ),
            "src/main.rs:6-8 path=/healthz constant=True framework=rust",
        ),
        (
            (
                'fn app() -> Router {\n    Router::new().route("/ready", get(store::up))\n}\n\n'
                "async fn up(State(pool): State<PgPool>) -> Result<(), Fault> {\n"
                '    sqlx::query("SELECT 1").execute(&pool).await?;\n    Ok(())\n}\n'
            ),
            "src/main.rs:6-9 path=/ready role=ready checks=(database) fails=True framework=rust",
        ),
        (
            '#[get("/health")]\nasync fn up() -> impl Responder {\n    HttpResponse::Ok().json("fine")\n}\n',
            "src/main.rs:2-5 path=/health constant=True framework=rust",
        ),
        (
            (
                '#[get("/health")]\nasync fn up(pool: Data<PgPool>) -> impl Responder {\n'
                '    let state = sqlx::query("SELECT 1").execute(&pool).await.is_ok();\n'
                "    HttpResponse::Ok().json(state)\n}\n"
            ),
            "src/main.rs:2-6 path=/health checks=(database) fails=False framework=rust",
        ),
        (
            (
                'fn set(all: &mut ServiceConfig) {\n    all.service(web::resource("/health").route(web::get().to(up)));\n}\n\n'
                "async fn up() -> HttpResponse {\n    HttpResponse::Ok().finish()\n}\n"
            ),
            "src/main.rs:6-8 path=/health constant=True framework=rust",
        ),
    ],
    ids=["in place", "by name", "with a question mark", "attribute", "deaf", "resource"],
)
def test_routes_about_health(code: str, expected: str) -> None:
    assert told(files(code), HealthHandler) == [expected]


@pytest.mark.parametrize(
    ("then", "missing"),
    [
        ('.expect("no key")', "fails"),
        (".unwrap()", "fails"),
        ("?", "fails"),
        ('.context("no key")?', "fails"),
        ('.unwrap_or_else(|_| panic!("no key"))', "fails"),
        ('.unwrap_or_else(|_| "oranges".to_string())', "default"),
        ('.unwrap_or("oranges".into())', "default"),
        (".unwrap_or_default()", "silent"),
        (".ok()", "silent"),
    ],
)
def test_what_is_done_without_a_secret(then: str, missing: str) -> None:
    code = f'fn key() -> String {{\n    let key = std::env::var("JWT_SECRET"){then};\n}}\n'
    [line] = told(files(code), ConfigurationLoader)
    assert f"missing={missing} names=(JWT_SECRET)" in line


def test_variables_that_must_be_there_are_a_required_list() -> None:
    code = 'fn main() {\n    let url = env::var("DATABASE_URL").expect("none");\n    let key = env::var("JWT_SECRET").unwrap();\n}\n'
    [line] = told(files(code), RequiredSettings)
    assert "names=(DATABASE_URL, JWT_SECRET)" in line


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        ("CorsLayer::permissive()", ["src/main.rs:3 origins=(*)"]),
        ("CorsLayer::very_permissive()", ["src/main.rs:3 origins=(*) credentials=True"]),
        ("CorsLayer::new().allow_origin(Any)", ["src/main.rs:3 origins=(*)"]),
        ("Cors::permissive()", ["src/main.rs:3 origins=(*) credentials=True"]),
        (
            'CorsLayer::new().allow_origin("http://localhost:3000".parse::<HeaderValue>()?).allow_credentials(true)',
            ["src/main.rs:3 origins=(http://localhost:3000) credentials=True"],
        ),
        (
            'Cors::default().allowed_origin("https://shop.io").supports_credentials()',
            ["src/main.rs:3 origins=(https://shop.io) credentials=True"],
        ),
        ("CorsLayer::new().allow_origin(given)", []),
    ],
)
def test_whom_the_layers_let_in(layer: str, expected: list[str]) -> None:
    assert told(files(f"fn layer() {{\n    app.layer({layer});\n}}\n"), ApplicationCors) == expected


def test_a_program_that_serves_nobody_has_no_settings_to_miss() -> None:
    code = 'fn main() {\n    let key = std::env::var("API_KEY").unwrap_or_default();\n}\n'
    assert told({"Cargo.toml": "[package]\n", "src/main.rs": code}, ConfigurationLoader, ReadsSetting) == []


def test_a_function_behind_a_gateway_answers_as_a_server_does() -> None:
    code = """use lambda_http::{Body, Response};

fn add_cors_headers(answer: &mut Response<Body>) {
    answer.headers_mut().insert("Access-Control-Allow-Origin", "*".parse().unwrap());
}
"""
    shop = {"Cargo.toml": '[package]\nname = "shop"\n', "src/main.rs": code}
    assert told(shop, ApplicationCors) == ["src/main.rs:4 origins=(*)"]


def test_a_list_that_stands_before_the_layer_is_what_it_lets_in() -> None:
    text = 'fn layer() {\n    let fronts = ["http://localhost:3000".parse().unwrap()];\n    CorsLayer::new().allow_origin(fronts)\n}\n'
    assert told(files(text), ApplicationCors) == ["src/main.rs:3 origins=(http://localhost:3000)"]

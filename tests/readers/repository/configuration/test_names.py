"""What the name of a setting, or the row that reads it, tells."""

import pytest

from holdfast.readers.repository.configuration.names import is_placeholder, is_secret, is_told, opens, services, signs
from holdfast.readers.repository.source.paths import language_of


@pytest.mark.parametrize(
    ("row", "is_signing"),
    [
        ('jwt.sign({ id }, process.env.SHOP_WORD ?? "")', True),
        ('jwt.verify(token, process.env.SHOP_WORD || "")', True),
        ('createHmac("sha256", process.env.SHOP_WORD || "")', True),
        ('JWT.encode(claims, ENV.fetch("SHOP_WORD", ""))', True),
        ('greet(process.env.SHOP_WORD ?? "")', False),
    ],
)
def test_a_call_that_signs_makes_of_any_setting_a_key(row: str, *, is_signing: bool) -> None:
    assert signs("SHOP_WORD", row) is is_signing
    assert signs("JWT_SECRET", row)


@pytest.mark.parametrize(
    ("name", "secret"),
    [
        ("QUOTA_DAILY_TOKENS", False),
        ("totalTokens", False),
        ("TOKENS_PER_DAY", False),
        ("INPUT_TOKEN_LIMIT", False),
        ("API_TOKENS", True),
        ("LIMITED_TOKEN", True),
        ("DAILY_REPORT_TOKEN", True),
        ("COVERAGE_PASS_THRESHOLD", False),
        ("PASSWORD_REQUIRE_UPPERCASE", False),
        ("QUIZ_PASS_SCORE", False),
        ("PASS_RATE", False),
        ("AWS_SECRETS_ENV", False),
        ("SECRETS_PROVIDER", False),
        ("API_KEY_SOURCE", False),
        ("SECRETS_ENVELOPE", True),
        ("USE_AWS_SECRETS", False),
        ("ENABLE_TOKEN_CHECK", False),
        ("RATE_LIMIT_PASSWORD_RESET_PER_IP", False),
        ("PASSWORD_ATTEMPTS_MAX", False),
        ("CORS_ALLOW_CREDENTIALS", False),
        ("MODERATE_TOKEN", True),
        ("GCP_CREDENTIALS", True),
        ("USER_PASSWORD", True),
        ("LOADER_SECRET", True),
        ("MAIL_PASS", True),
        ("DB_PASS", True),
    ],
)
def test_a_number_of_tokens_is_no_secret(name: str, *, secret: bool) -> None:
    assert is_secret(name) is secret


@pytest.mark.parametrize(
    ("name", "secret"),
    [
        ("PaymentSecretId", False),
        ("SessionSecretArn", False),
        ("DbPasswordRef", False),
        ("API_KEY_REF", False),
        ("secretRegion", False),
        ("DB_PASSWORD_SSM_PARAMETER", False),
        ("JWT_SECRET_PARAM", False),
        ("DB_PASSWORD_SSM", False),
        ("DBPasswordParameter", True),
        ("PAYMENTSECRET", True),
        ("PaymentSecret", True),
        ("SecretKeyForId", False),
        ("secretid", True),
        ("PasswordGrid", True),
    ],
)
def test_what_names_a_secret_is_none(name: str, *, secret: bool) -> None:
    assert is_secret(name) is secret


@pytest.mark.parametrize(
    ("name", "value", "key"),
    [
        ("VAULT_REFRESH_KEY", "c29tZS1rZXktMzItYnl0ZXMtMDEyMzQ1Njc4OTAxMjM=", True),
        ("AES_KEY", "00112233445566778899aabbccddeeff", True),
        ("aesKey", "00112233445566778899aabbccddeeff", True),
        ("SORT_KEY", "createdAtDescendingOrder2", False),
        ("CACHE_KEY", "orders", False),
        ("MAPS_KEY", "AIzaSyA1234567890abcdefghijklmn", False),
        ("SITE_KEY", "00112233445566778899aabbccddeeff", False),
        ("MONKEYS", "00112233445566778899aabbccddeeff", False),
    ],
)
def test_a_name_that_ends_in_key_opens_something_where_its_value_is_made_of_bytes(
    name: str, value: str, *, key: bool
) -> None:
    assert opens(name, value) is key


@pytest.mark.parametrize(
    ("settings", "others", "count"),
    [
        ("MAIL_HOST MAIL_USER PAY_KEY", "DATABASE_URL JWT_SECRET", 2),
        ("SHOP_MAIL_HOST SHOP_MAIL_USER SHOP_PAY_KEY", "SHOP_DB_URL SHOP_JWT_SECRET", 2),
        ("mail.host mail.user", "", 1),
        ("MAILKEY", "MAILKEY OTHER", 1),
    ],
)
def test_settings_that_begin_alike_are_about_one_service(settings: str, others: str, count: int) -> None:
    assert services(settings.split(), others.split()) == count


@pytest.mark.parametrize(
    ("value", "holds_place"),
    [
        ("Use-SSM-Parameter-Store-In-Production", True),
        ("stored-in-aws-secrets-manager", True),
        ("from-env", False),
        ("use_vault", True),
        ("run_this_node_-e_crypto.randomBytes", True),
        ("output-of-openssl-rand", True),
        ("runner-7-Q9x", False),
        ("github-actions-testing-key-12345", True),
        ("contest-key-Q9xk27Lm", False),
        ("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9...", True),
        ("UseTheForce-9281!", False),
        ("see-saw-marjory-daw", False),
    ],
)
def test_words_on_where_the_secret_is_kept_hold_its_place(value: str, *, holds_place: bool) -> None:
    assert is_placeholder(value) is holds_place


@pytest.mark.parametrize(
    ("name", "is_so"),
    [
        ("XDG_CONFIG_HOME", True),
        ("NOTIFY_SOCKET", True),
        ("USERPROFILE", True),
        ("TERM_PROGRAM", True),
        ("java.io.tmpdir", True),
        ("org.acme.shop.Log.PAD", True),
        ("com.acme.shop.password", False),
        ("shop.database.url", False),
        ("TEMP_BUCKET", False),
        ("USER_NAMES_URL", False),
        ("DATABASE_URL", False),
    ],
)
def test_what_the_machine_tells_or_tunes_nobody_sets_up(name: str, *, is_so: bool) -> None:
    assert is_told(name) is is_so


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("billing_webhook_url", "people/webhooks/billing/", False),
        ("billing_webhook_url", "/hooks/billing", False),
        ("billing_webhook_url", "https://hooks.chat.example/T01/B02/kd83Kd92", True),
        ("billing_secret", "people/webhooks/billing/", True),
    ],
)
def test_the_path_at_which_an_application_is_called_opens_nothing(name: str, value: str, *, found: bool) -> None:
    assert opens(name, value) is found


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("CHANGES.ru", None),
        ("docs/README.cs", None),
        ("config.ru", "ruby"),
        ("Readme.cs", "csharp"),
        ("src/a.rs", "rust"),
    ],
)
def test_a_text_that_ends_with_the_sign_of_its_language_is_no_program(path: str, language: str | None) -> None:
    assert language_of(path) == language


@pytest.mark.parametrize(
    ("value", "blank"), [("[password]", True), ("[service-role-key]", True), ("[YOUR KEY]", True), ("[x]9Kd7fQ", False)]
)
def test_a_word_in_brackets_keeps_a_place(value: str, *, blank: bool) -> None:
    assert is_placeholder(value) is blank

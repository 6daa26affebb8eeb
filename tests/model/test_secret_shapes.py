"""Secrets that their shape gives away: what is found is also hidden."""

import pytest

from holdfast.model.redaction import redact
from holdfast.model.secret_shapes import is_example, shaped

# Put together here, so that nothing that looks real stands in this file.
_OFFICE = "office" + ".com"
_TEAMS = f"https://shop.webhook.{_OFFICE}/webhookb2/{'a1-b' * 6}@{'c3-d' * 6}/IncomingWebhook/{'e5' * 12}"
_SECRETS = {
    "aws-key": ["AK" + "IA" + "QZ7WKX3MPLRT5VBN"],
    "private-key": ["-----BEGIN " + "EC PRIVATE KEY-----"],
    "token": [
        "gh" + "p_" + "a1B2" * 9,
        "github_" + "pat_" + "a1B2" * 16,
        "gl" + "pat-" + "a1B2" * 5,
        "xo" + "xb-" + "a1B2" * 6,
        "sk_" + "live_" + "a1B2" * 5,
        "sk-" + "proj-" + "a1B2" * 11,
        "rk_" + "live_" + "a1B2" * 5,
        "live_" + "gsk_" + "a1B2" * 6,
        "wh" + "sec_" + "a1B2" * 8,
        "dckr_" + "pat_" + "a1B2" * 6,
        "dop_" + "v1_" + "a1b2" * 16,
        "npm" + "_" + "a1B2" * 9,
        "hf" + "_" + "a1" * 17,
        "py" + "pi-AgEI" + "a1B2" * 16,
        "xa" + "pp-1-" + "A1B2" * 3 + "-987654321-" + "a1b2" * 16,
        "sb" + "p_" + "a1b2" * 10,
        "shp" + "at_" + "a1b2" * 8,
        "xkey" + "sib-" + "a1b2" * 16 + "-" + "a1B2" * 4,
        "tskey-" + "auth-" + "a1B2" * 2 + "-" + "a1B2" * 5,
        "eyJh" + "Ijoi" + "a1B2" * 26,
        "GOC" + "SPX-" + "a1B2" * 6,
        "S" + "G." + "a1" * 11 + "." + "b2" * 21,
        "Kakao" + "AK " + "a1b2" * 8,
        "duckdns" + ".org/update?domains=shop&token=" + "a1b2c3d4-a1b2-a1b2-a1b2-" + "a1b2" * 3,
        "987654321:" + "AA" + "a1B" * 11,
    ],
    "hook": [
        "https://hooks." + "slack.com/services/T0A1/B0C2/" + "a1B2" * 6,
        "https://discord.com/api/" + "webhooks/98765/" + "a1B2" * 9,
        "https://api.telegram" + ".org/bot987654:" + "a1B2" * 8,
        _TEAMS,
        "https://chat.shop.kr/" + "hooks/" + "a1b2c3d4e5" * 2 + "f6g7h8",
        "https://wh.jandi.com/connect-api/" + "webhook/98765/" + "a1b2" * 8,
        "https://hook.dooray" + ".com/services/98765432/87654321/" + "a1B2" * 4,
        "https://chat.googleapis" + ".com/v1/spaces/AAQAb1/messages?key=" + "a1B2" * 6,
    ],
}
_EACH = [(form, secret) for form, secrets in _SECRETS.items() for secret in secrets]


@pytest.mark.parametrize(("form", "secret"), _EACH)
def test_a_secret_is_found_by_its_shape_and_no_text_shows_it(form: str, secret: str) -> None:
    text = f"send('{secret}')"
    assert [(found, match[0]) for found, match in shaped(text)] == [(form, secret)]
    assert redact(text) in ("send('[hidden]')", "send('[hidden]")


@pytest.mark.parametrize("asked", ["serviceKey=" + "a1B2%2B" * 9 + "%3D%3D", "appid=" + "a1b2" * 8])
def test_a_key_among_what_an_address_asks_for_is_found_and_hidden(asked: str) -> None:
    text = f"https://api.shop.kr/list?{asked}&page=1"
    assert [match[0] for _, match in shaped(text)] == [asked]
    assert redact(text) == "https://api.shop.kr/list?[hidden]&page=1"
    assert list(shaped(text.replace("?", "/").replace("&", "/"))) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ask-me",
        "SG.small",
        "https://shop.kr/hooks/orders",
        "https://hooks.slack.com/services/",
        "AKIA",
        "12:AA",
        "npm_config_a",
        "sbp_1",
    ],
)
def test_what_only_begins_like_one_is_none(text: str) -> None:
    assert list(shaped(text)) == []
    assert redact(text) == text


def test_what_documentation_makes_up_is_hidden_all_the_same() -> None:
    key = "AK" + "IAIOSFODNN7EXAMPLE"
    assert is_example(key)
    assert list(shaped(key)) == []
    assert redact(key) == "[hidden]"

"""Links for browsers that lead to a developer's machine."""

import pytest

from holdfast.model.facts import StandIn

from ..support import EXPRESS, told


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("const verifyLink = `http://localhost:3000/verify/${token}`;\n", 1),
        ("res.redirect('http://localhost:5173/welcome');\n", 1),
        ("res.redirect(302, 'http://localhost:5173/welcome');\n", 1),
        ("const paid = {\n  success_url: 'http://localhost:3000/paid',\n};\n", 2),
        ('const html = `<a href="http://localhost:3000/reset">reset</a>`;\n', 1),
        ("const text = `http://localhost:3000/reset-password/${token}`;\n", 1),
        ("let url = 'http://localhost:3000/verify?token=' + token;\n", 1),
        ("const answer = await axios.get('http://localhost:3000/verify?token=1');\n", None),
        ("const clientUrl = process.env.CLIENT_URL || 'http://localhost:3000';\n", None),
        ("if (process.env.NODE_ENV === 'development') {\n  res.redirect('http://localhost:5173');\n}\n", None),
        ("console.log('listening on http://localhost:3000');\n", None),
        ("const servers = [{ url: 'http://localhost:3000' }];\n", None),
        ("const callbackUrl = 'https://shop.kr/back';\n", None),
    ],
)
def test_a_link_that_is_written_out_leads_nobody_anywhere(code: str, line: int | None) -> None:
    found = told({"package.json": EXPRESS, "src/mail.js": code}, StandIn)
    assert [one.partition(" ")[0] for one in found] == ([f"src/mail.js:{line}"] if line else [])


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("shop/views.py", 'from flask import redirect\nreturn_url = f"http://localhost:8000/back/{order}"\n'),
        ("app/mail.rb", "mail = 1\nlink = 'http://localhost:3000/confirm'\n"),
        ("main.go", 'package main\nvar RedirectURL = "http://localhost:8080/callback"\n'),
        ("src/main/java/Shop.java", 'class Shop {\nString go() { return "redirect:http://localhost:3000/shop"; }\n}\n'),
    ],
)
def test_other_languages_write_such_links_too(path: str, code: str) -> None:
    assert [one.partition(" ")[0] for one in told({path: code}, StandIn)] == [f"{path}:2"]


def test_settings_for_all_lead_home_where_production_has_none_of_its_own() -> None:
    folder = "src/main/resources/"
    files = {"pom.xml": "<project/>", folder + "application.yml": "oauth:\n  redirect-uri: http://localhost:8080/in\n"}
    [found] = told(files, StandIn)
    assert found.startswith(f"{folder}application.yml:2 ")
    own = {folder + "application-prod.yml": "oauth:\n  redirect-uri: https://shop.kr/in\n"}
    assert told({**files, **own}, StandIn) == []


def test_what_a_question_in_a_terminal_shows_to_be_written_over_leads_nobody_anywhere() -> None:
    asked = "{ type: 'input', name: 'back', message: 'Where to?', default: 'http://localhost:3000/redirect' }"
    schema = "{ type: String, required: false, default: 'http://localhost:3000/redirect' }"
    found = [
        line
        for text in (asked, schema)
        for line in told({"package.json": EXPRESS, "src/ask.js": f"module.exports = [{text}];\n"}, StandIn)
    ]
    assert len(found) == 1

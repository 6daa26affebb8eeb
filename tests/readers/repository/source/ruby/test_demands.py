"""What Ruby programs do about a missing variable."""

import pytest

from holdfast.model.facts import ConfigurationLoader, RequiredSettings

from ..support import told

PATH = "config/initializers/settings.rb"


def ruby(text: str, *kinds: type) -> list[str]:
    return told({"Gemfile": "gem 'rails'\n", PATH: text}, *kinds)


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("raise 'JWT_SECRET' if ENV['JWT_SECRET'].blank?\n", "fails"),
        ("abort('JWT_SECRET') unless ENV['JWT_SECRET']\n", "fails"),
        ("key = ENV.fetch('JWT_SECRET') { raise 'no JWT_SECRET' }\n", "fails"),
        ("if Rails.env.production? && ENV['JWT_SECRET'].nil?\n  raise 'JWT_SECRET'\nend\n", "fails"),
        ("if ENV['JWT_SECRET'].blank?\n  puts 'no JWT_SECRET'\nend\n", "warns"),
        ("if ENV['JWT_SECRET'].present?\n  use ENV['JWT_SECRET']\nelse\n  warn 'no JWT_SECRET'\nend\n", "warns"),
        ("if ENV['JWT_SECRET'].blank?\n  ENV['JWT_SECRET'] = made\nend\n", "warns"),
    ],
)
def test_what_is_done_about_a_missing_variable(text: str, missing: str) -> None:
    found = ruby(text, ConfigurationLoader)
    assert [line for line in found if f"missing={missing} names=(JWT_SECRET)" in line]


def test_a_branch_for_what_is_there_says_nothing_of_what_is_missing() -> None:
    found = ruby("if ENV['JWT_SECRET'].present?\n  puts 'there'\nend\n", ConfigurationLoader)
    assert not any("missing=warns" in line or "missing=fails" in line for line in found)


@pytest.mark.parametrize("goes_over", ["ENV.fetch(name)", "raise name unless ENV[name]"])
def test_a_list_that_is_gone_over_and_ends_the_program_is_required(goes_over: str) -> None:
    text = f"%w[DATABASE_URL JWT_SECRET].each do |name|\n  {goes_over}\nend\n"
    assert ruby(text, RequiredSettings) == [f"{PATH}:1 names=(DATABASE_URL, JWT_SECRET) before_serving=True tool=list"]


def test_a_list_of_which_what_is_missing_is_only_said_is_shown() -> None:
    text = "%w[DATABASE_URL JWT_SECRET].each do |name|\n  warn name unless ENV[name]\nend\n"
    assert ruby(text, RequiredSettings) == []
    [line] = ruby(text, ConfigurationLoader)
    assert "missing=warns names=(DATABASE_URL, JWT_SECRET)" in line


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ('KEY = Rails.application.secrets.secret_key_base || "sugar"', True),
        ('KEY = Settings.jwt.secret.presence || "sugar"', True),
        ('TITLE = Settings.shop.title || "sugar"', False),
        ("KEY = Rails.application.secrets.secret_key_base || raise", False),
    ],
)
def test_a_word_that_is_taken_where_an_object_of_settings_has_none(line: str, *, shown: bool) -> None:
    files = {"Gemfile": "gem 'rails'\n", "config/initializers/token.rb": f"{line}\n"}
    assert any("missing=default" in one for one in told(files, ConfigurationLoader)) == shown

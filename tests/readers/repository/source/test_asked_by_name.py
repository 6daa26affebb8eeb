"""Tables that hold, by the name of each setting, what is asked of it before the program serves."""

import pytest

from holdfast.model.facts import ConfigurationLoader, RequiredSettings

from .support import told

RUBY = {"Gemfile": "gem 'rails'\n"}
JAVASCRIPT = {
    "package.json": '{"dependencies": {"express": "4"}}',
    "server.js": "require('./env');\nconst express = require('express');\nexpress().listen(3000);\n",
}
PATH_RUBY, PATH_JAVASCRIPT, PATH_PHP, PATH_GO = "config/initializers/asked.rb", "env.js", "src/asked.php", "main.go"
GO = 'package main\nimport ("log"; "os"; "regexp")\n'


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            PATH_RUBY,
            (
                'SHAPES = { "DATABASE_URL" => %r{\\Apostgres(ql)?://}, "MAIL_TOKEN" => /./ }.freeze\n'
                "wrong = SHAPES.reject { |name, shape| ENV[name].to_s.match?(shape) }.keys\n"
                "abort wrong.join if wrong.any?\n"
            ),
        ),
        (
            PATH_RUBY,
            (
                "{ DATABASE_URL: /postgres/, MAIL_TOKEN: /./ }.each do |name, shape|\n"
                '  raise KeyError, name unless ENV.fetch(name.to_s, "").match?(shape)\nend\n'
            ),
        ),
        (
            PATH_RUBY,
            'names = ["DATABASE_URL", "MAIL_TOKEN"]\nraise "missing" if names.any? { |name| ENV[name].nil? }\n',
        ),
        (
            PATH_JAVASCRIPT,
            (
                "const shapes = {\n  DATABASE_URL: /^postgres/,\n  'MAIL_TOKEN': (value) => value.length > 20,\n};\n"
                "const wrong = Object.keys(shapes).filter((name) => !process.env[name]);\n"
                "if (wrong.length) process.exit(1);\n"
            ),
        ),
        (
            PATH_JAVASCRIPT,
            (
                "for (const [name, shape] of [['DATABASE_URL', /^postgres/], ['MAIL_TOKEN', /./]]) {\n"
                "  if (!shape.test(process.env[name] ?? '')) throw new Error(name);\n}\n"
            ),
        ),
        (
            PATH_PHP,
            (
                "<?php\n$shapes = ['DATABASE_URL' => '/^mysql/', 'MAIL_TOKEN' => '/./'];\n"
                "foreach ($shapes as $name => $shape) {\n"
                "    if (!preg_match($shape, (string) getenv($name))) { throw new RuntimeException($name); }\n}\n"
            ),
        ),
        (
            PATH_GO,
            GO + 'var shapes = map[string]*regexp.Regexp{"DATABASE_URL": regexp.MustCompile("."), '
            '"MAIL_TOKEN": regexp.MustCompile(".")}\n'
            "func main() {\n\tfor name, shape := range shapes {\n\t\tif !shape.MatchString(os.Getenv(name)) {\n"
            "\t\t\tlog.Fatal(name)\n\t\t}\n\t}\n}\n",
        ),
        (
            PATH_GO,
            GO + 'var about = map[string]string{"DATABASE_URL": "where", "MAIL_TOKEN": "whose"}\n'
            'func main() {\n\tfor name := range about {\n\t\tif os.Getenv(name) == "" {\n'
            "\t\t\tlog.Fatal(name)\n\t\t}\n\t}\n}\n",
        ),
    ],
)
def test_a_table_of_what_is_asked_of_each_setting_requires_them(path: str, text: str) -> None:
    beside = {PATH_RUBY: RUBY, PATH_JAVASCRIPT: JAVASCRIPT}.get(path, {})
    (found,) = told({**beside, path: text}, RequiredSettings)
    assert "names=(DATABASE_URL, MAIL_TOKEN)" in found


@pytest.mark.parametrize(
    ("path", "text"),
    [
        # What stands in for a setting is nothing that is asked of it.
        (
            PATH_RUBY,
            '{ "PORT" => "3000", "HOST" => "::" }.each { |name, value| ENV[name] ||= value }\nraise if ENV["A"]\n',
        ),
        (
            PATH_JAVASCRIPT,
            (
                "const given = { PORT: '3000', HOST: '::' };\nfor (const name in given) process.env[name] ??= given[name];\n"
                "if (!app) throw new Error('no app');\n"
            ),
        ),
        (PATH_RUBY, 'limits = { "MAIL" => 1 }\nabort "x" unless ENV[name]\n'),
    ],
)
def test_what_stands_in_for_settings_requires_none(path: str, text: str) -> None:
    files = {**(RUBY if path == PATH_RUBY else JAVASCRIPT), path: text}
    assert told(files, RequiredSettings) == []


def test_a_table_whose_missing_settings_are_only_told_lets_them_through() -> None:
    text = '{ "DATABASE_URL" => 1, "MAIL_TOKEN" => 2 }.each { |name, _| warn name unless ENV[name] }\n'
    (found,) = told({**RUBY, PATH_RUBY: text}, ConfigurationLoader)
    assert "missing=warns" in found


@pytest.mark.parametrize(
    "body",
    [
        'puts "#{name}=#{ENV[name] || value}"',
        "warn name if ENV.fetch(name, value).empty?",
        "set name, ENV.fetch(name) { value }",
    ],
)
def test_a_table_of_what_takes_the_place_of_settings_requires_none_and_lets_none_through(body: str) -> None:
    text = f'{{ "PORT" => "3000", "HOST" => "::" }}.each {{ |name, value| {body} }}\n'
    assert told({**RUBY, PATH_RUBY: text}, RequiredSettings, ConfigurationLoader) == []


def test_what_raises_in_the_place_of_a_setting_requires_it() -> None:
    text = '{ "PORT" => 1, "HOST" => 2 }.each { |name, _| set name, ENV[name] || raise(name) }\n'
    (found,) = told({**RUBY, PATH_RUBY: text}, RequiredSettings)
    assert "names=(PORT, HOST)" in found

"""YAML and JSON as nodes that know their lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.readers.repository.text.json_nodes import parse_json
from holdfast.readers.repository.text.nodes import NodeError, parse_yaml


def test_short_tags_become_functions_with_lines() -> None:
    root = parse_yaml("A: !Ref X\nB:\n  - !GetAtt Y.Arn\n  - !Sub '${Z}-a'\n  - !If [C, 1, !Ref 'AWS::NoValue']\n")
    assert root.plain() == {
        "A": "${X}",
        "B": ["${Y.Arn}", {"Fn::Sub": "${Z}-a"}, {"Fn::If": ["C", 1, "${AWS::NoValue}"]}],
    }
    assert [(node.key_line, node.line, node.end) for node in root.items("B")] == [(3, 3, 3), (4, 4, 4), (5, 5, 5)]


def test_plain_scalars_have_their_types_and_quoted_ones_are_text() -> None:
    root = parse_yaml("a: 1\nb: '1'\nc: true\nd: 0123\ne: 2.5\nf:\ng: 2010-09-09\n")
    assert root.plain() == {"a": 1, "b": "1", "c": True, "d": "0123", "e": 2.5, "f": None, "g": "2010-09-09"}


def test_anchors_and_merges_are_followed_and_shown_where_they_are_used() -> None:
    root = parse_yaml("base: &b {x: 1}\nnext:\n  <<: *b\n  y: 2\nalias: *b\n")
    assert root.plain() == {"base": {"x": 1}, "next": {"x": 1, "y": 2}, "alias": {"x": 1}}
    assert root.child("alias").key_line == 5


def test_json_keeps_the_lines_of_keys_and_values() -> None:
    root = parse_json('{\n  "a": [\n    1,\n    "b"\n  ],\n  "c": {"d": null}\n}\n')
    assert root.plain() == {"a": [1, "b"], "c": {"d": None}}
    assert (root.child("a").key_line, root.child("a").end) == (2, 5)
    assert [node.line for node in root.items("a")] == [3, 4]


def test_json_from_a_guide_may_have_comments_placeholders_and_no_frame() -> None:
    assert parse_json('"Origins": [ // 목록\n  "https://a",\n  ...\n],').plain() == {"Origins": ["https://a", "..."]}
    assert parse_json('{"Bucket": <YOUR_BUCKET>, /* x */ }').plain() == {"Bucket": "<YOUR_BUCKET>"}


@pytest.mark.parametrize(
    ("text", "line"), [('{"a": [}', 1), ('{\n"a": 1\n]', 3), ("{" * 50_000, 1), ('{"a":\n{"b": 1', 2)]
)
def test_broken_json_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(NodeError) as caught:
        parse_json(text)
    assert caught.value.line == line


@pytest.mark.parametrize("text", ["a: [", "a:\n\t- b", "[" * 20_000, "a: \x00", '"\\xzz"', "a: *missing"])
def test_broken_yaml_is_refused(text: str) -> None:
    with pytest.raises(NodeError):
        parse_yaml(text)


def test_aliases_that_expand_without_end_are_refused() -> None:
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    with pytest.raises(NodeError, match="expand"):
        parse_yaml("\n".join(levels))


@given(st.text(alphabet='{}[]",:abc1 \n\\#/-&*!<', max_size=80))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    for parse in (parse_json, parse_yaml):
        try:
            parse(text).plain()
        except NodeError as error:
            assert error.line >= 0  # noqa: PT017 - any refusal will do


def test_brackets_nested_without_end_are_refused_before_they_cost_time() -> None:
    with pytest.raises(NodeError, match="nested too deeply") as caught:
        parse_yaml("jobs:\n  a: " + "[" * 3000)

    assert caught.value.line == 2


def test_tabs_before_a_comment_and_at_the_end_of_a_line_are_blanks() -> None:
    node = parse_yaml("a:\t\t# first\n  b: 1\t\n  c: 'x\ty'\t# last\n")

    assert (node.child("a").text("b"), node.child("a").text("c")) == ("1", "x\ty")


def test_values_that_nobody_has_filled_in_or_quoted_are_text() -> None:
    text = "a: &x 1\nname: *** # yours\nmail: @example\nrate: %\nb: *x\nfrom: *\nwho:\n  - *\nlast: 2\n"
    root = parse_yaml(text)

    assert [root.text(key) for key in ("name", "mail", "rate", "from")] == ["***", "@example", "%", "*"]
    assert (root.integer("b"), root.texts("who"), root.child("last").line) == (1, ("*",), 9)


def test_a_fault_elsewhere_is_told_of_although_a_value_is_not_filled_in() -> None:
    with pytest.raises(NodeError) as error:
        parse_yaml("name: ***\nlist: [1, 2\nother: 3\n")
    assert error.value.line == 1

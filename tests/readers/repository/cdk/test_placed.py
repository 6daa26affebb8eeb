"""Programs with lines of thousands of characters."""

from typing import Any

import pytest
from ast_grep_py import SgRoot

from holdfast.model.facts import Instance
from holdfast.readers.repository.cdk import READER
from holdfast.readers.repository.cdk.placed import placed
from tests.readers.repository.many import read_files

LONG = "f(1, [2, 3]); " * 500
TEXTS = (
    f"const a = 1;\n{LONG}\nconst b = {{\n  c: 'd',\n}};\n",
    f"class S {{ constructor() {{ {LONG}\n g(`x\n${{y}}\n`); {LONG} }}\n}}\n",
    f"const a = [{'1, ' * 3_000}\n2];\n/* {'x' * 6_000}\n */\n",
)


def lines(node: Any) -> list[tuple[str, int, int]]:
    found, waiting = [], [node]
    while waiting:
        one = waiting.pop()
        found.append((one.kind(), one.range().start.line, one.range().end.line))
        waiting += one.children()
    return found


@pytest.mark.parametrize("text", TEXTS)
def test_every_node_stands_on_the_lines_that_the_parser_tells(text: str) -> None:
    root = SgRoot(text, "typescript").root()
    assert placed(root, text) is not root
    assert lines(placed(root, text)) == lines(root)


def test_nodes_of_a_program_without_long_lines_are_the_parser_s_own() -> None:
    text = "const a = 1;\n" * 2_000
    root = SgRoot(text, "typescript").root()
    assert placed(root, text) is root


def test_a_part_by_its_name_or_its_number_stands_where_it_does_in_the_list() -> None:
    text = f"{LONG}\nconst a = f(\n1);\n"
    declared = placed(SgRoot(text, "typescript").root(), text).children()[-1].child(1)
    assert (declared.range().start.line, declared.range().end.line) == (1, 2)
    assert declared.field("name").range().end.line == 1
    assert declared.field("type") is None
    assert declared.child(9) is None


def test_a_program_of_one_huge_line_is_read_to_its_end() -> None:
    many = "new s3.Bucket(this, 'b', { versioned: true }); " * 2_000
    text = (
        "import * as ec2 from 'aws-cdk-lib/aws-ec2'; import * as s3 from 'aws-cdk-lib/aws-s3';\n"
        f"class Shop extends Stack {{ constructor(scope, id) {{ super(scope, id); {many}\n"
        "new ec2.Instance(this, 'web', { vpc, instanceType: new ec2.InstanceType('t3.small') }); } }\n"
        "new Shop(app, 'shop');\n"
    )
    found = [fact for fact in read_files(READER, **{"lib/shop.ts": text}) if isinstance(fact, Instance)]
    assert [(one.instance_type, one.at.start_line) for one in found] == [("t3.small", 3)]

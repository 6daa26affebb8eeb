"""What expressions come to."""

import pytest

from holdfast.model.facts import Instance
from tests.readers.repository.terraform.support import readings

_GIVEN = """
variable "on" { default = true }
variable "unknown" {}
variable "names" { default = ["a", "b"] }
variable "map" { default = { small = "t3.small", big = { size = "m6i.large" } } }
locals {
  loop_a = local.loop_b
  loop_b = local.loop_a
  joined = "${var.names[0]}-${var.map.small}"
}
"""


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ('"t3.micro"', "t3.micro"),
        ('"$${x} %%{y} \\"z\\""', '${x} %{y} "z"'),
        ("local.joined", "a-t3.small"),
        ('var.on ? "yes" : "no"', "yes"),
        ('!var.on ? "yes" : "no"', "no"),
        ('var.on && !var.unknown.x || 1 + 2 * 3 == 7 ? "yes" : "no"', "yes"),
        ('false ? "a" : true ? "b" : "c"', "b"),
        ('(1 + 2) * 3 > 8 ? "more" : "less"', "more"),
        ('var.map["big"].size', "m6i.large"),
        ('lookup(var.map, "none", "other")', "other"),
        ('element(concat(var.names, ["c"]), 2)', "c"),
        ('join(",", [for n in var.names : upper(n) if n != "a"])', "B"),
        ('join(",", keys({ for n in var.names : n => 1 }))', "a,b"),
        ('try(var.unknown, "x")', "x"),
        ('coalesce(null, "", "y")', "y"),
        ('format("%s-%d", var.names[1], 3)', "b-3"),
        ('merge(var.map, { small = "t4g.small" })["small"]', "t4g.small"),
        ('jsondecode("{\\"a\\": \\"b\\"}").a', "b"),
        ('contains(var.names, "b") ? "in" : "out"', "in"),
        ("var.names.*[1]", None),
        ("tostring(max(1, 3))", "3"),
        ('split("/", "a/b")[1]', "b"),
        ('var.unknown == "x" ? "same" : "same"', "same"),
        ('var.unknown == "x" ? "a" : "b"', None),
        ("local.loop_a", None),
        ("local.none", None),
        ("module.none.output", None),
        ("data.aws_ami.al2.id", None),
        ("null", None),
        ("unheard_of(1)", None),
        ('"${var.unknown}-x"', None),
        ("[for", None),
        ("var.names[99]", None),
        ("1 / 0", None),
        ("range(0, 5, 0)", None),
    ],
)
def test_an_expression_comes_to_its_value_or_stays_unknown(expression: str, value: str | None) -> None:
    text = f'{_GIVEN}resource "aws_instance" "x" {{\n  instance_type = {expression}\n}}\n'
    instances = [fact for fact in readings({"main.tf": text}) if isinstance(fact, Instance)]
    # A block that is broken says nothing at all.
    assert [fact.instance_type for fact in instances] == ([] if expression == "[for" else [value])

"""Text that is broken, huge, or meant to hurt."""

import pytest

from holdfast.model.evidence import Gap
from holdfast.model.facts import IdleResource, Instance
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.terraform import READER
from holdfast.readers.repository.terraform.syntax import parse
from tests.readers.repository.terraform.support import guide, readings, told

_OVER_EACH_OTHER = """
resource "aws_instance" "x" { for_each = aws_instance.y }
resource "aws_instance" "y" { for_each = aws_instance.x }
"""


def test_broken_blocks_are_gaps_with_their_lines_and_the_others_are_read() -> None:
    text = """
        resource "aws_instance" "ok" {
          instance_type = "t3.micro"
        }
        resource "aws_instance" "broken" {
          instance_type =
        }
        resource "aws_db_instance" "open" {
          engine = "mysql"
        """
    assert told(text) == [
        "Gap main.tf:4 malformed",
        "Gap main.tf:7 malformed",
        "Instance main.tf:1 name=ok instance_type=t3.micro@2 role=False purpose=application",
    ]


def test_an_address_without_its_quotes_stops_the_release_and_hides_nothing() -> None:
    text = """
        variable "api" {
          default = https://api.example.com/
        }
        resource "aws_eip" "a" {}
        resource "aws_eip" "b" {
          tags = {
            at = https://${var.api}/v1
          }
        }
        """
    found = readings({"main.tf": text})
    gaps = [one for one in found if isinstance(one, Gap)]
    assert [(gap.at.start_line, list(gap.serves)) for gap in gaps] == [(2, ["releases"]), (7, ["releases"])]
    assert len([one for one in found if isinstance(one, IdleResource)]) == 2


def test_a_template_of_another_tool_is_no_gap() -> None:
    assert told('resource "aws_eip" "{{ cookiecutter.name }}" {\n  {% if x %}\n}\n', "Gap") == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\ufeff",
        "\x00\x01",
        "}" * 5_000,
        "a {" * 20_000,
        "x = " + "[" * 50_000,
        "x = " + "(" * 50_000 + ")" * 50_000,
        'x = "' + "${" * 20_000,
        "locals {\n  a = " + "!" * 20_000 + "true\n}\n",
        'resource "aws_instance" "x" {\n  instance_type = ' + "(" * 3_000 + '"t3.micro"' + ")" * 3_000 + "\n}\n",
        'resource "aws_instance" "x" {\n  instance_type = ' + " && ".join(["true"] * 5_000) + "\n}\n",
        'resource "aws_instance" "x" {\n  for_each = aws_instance.x\n}\n',
        _OVER_EACH_OTHER,
        'resource "aws_iam_policy" "x" {\n  policy = <<E\n' + '{"Statement":' * 5_000 + "\nE\n}\n",
        'resource "aws_instance" "x" {\n  count = 1e999\n}\n',
        'resource "aws_s3_bucket" {}\nmodule {}\nvariable {}\ndata "x" {}\nprovider {}\noutput {}\n',
        'resource "aws_autoscaling_group" "x" {\n  min_size = "many"\n  max_size = [1]\n}\n',
        'resource "aws_s3_bucket" "x" {\n  bucket = { a = 1 }\n  cors_rule = "x"\n  lifecycle_rule = [1]\n}\n',
        'resource "aws_iam_role" "x" {\n  assume_role_policy = jsonencode({ Statement = [1, "x", { A = 1 }] })\n}\n',
    ],
)
def test_hostile_text_neither_raises_nor_hangs(text: str) -> None:
    readings({"main.tf": text})
    readings({"main.tf.json": text})
    readings({"plan.json": '{"planned_values": ' + text})
    readings({"prod.tfvars": text, "main.tf": 'variable "x" {}\n', "terragrunt.hcl": text})
    list(READER.read(guide(text)))


def test_broken_json_is_a_gap() -> None:
    found = readings({"main.tf.json": '{"resource": {'})
    assert [type(reading) for reading in found] == [Gap]


def test_modules_that_call_many_modules_end() -> None:
    calls = "".join(f'module "m{n}" {{\n  source = "../level{{level}}"\n}}\n' for n in range(10))
    files = {f"level{n}/main.tf": calls.replace("{level}", str(n + 1)) for n in range(9)}
    files["level9/main.tf"] = 'resource "aws_eip" "x" {}\n'
    readings(files)


def test_commas_between_the_arguments_of_a_block_on_one_line_hide_nothing() -> None:
    text = """
        variable "size" { type = string, default = "t3.micro" }
        resource "aws_instance" "a" {
          instance_type = var.size
          root_block_device { volume_type = "gp3", tags = { a = "x, y", b = "{,}" } }
        }
        """
    assert told(text) == [
        "Instance main.tf:2 name=a instance_type=t3.micro@1 role=False purpose=application",
    ]


def test_what_is_mended_in_one_row_accuses_and_changes_no_other() -> None:
    text = """variable "size" { type = string, default = "t3.micro" }
resource "aws_instance" "a" {
  user_data = <<-EOF
    cat > /etc/shop.conf <<X
    API=https://api.shop.example
    X
  EOF
}
locals { names = "${join(",", ["a", "b"])}" }
"""
    top, faults = parse(Snippet("main.tf", text))
    said = [expression.text() for block in top.blocks for expression in block.attributes.values()]
    assert faults == []
    assert "API=https://api.shop.example" in said[2]
    assert 'join(",", ' in said[3]


@pytest.mark.parametrize("twice", ['"${local.a%d}${local.a%d}"', 'join("", [local.a%d, local.a%d])'])
def test_texts_that_double_from_name_to_name_are_given_up(twice: str) -> None:
    doubled = "".join(f"a{at} = {twice % (at - 1, at - 1)}\n" for at in range(1, 39))
    text = f'locals {{\na0 = "x"\n{doubled}}}\nresource "aws_instance" "web" {{ instance_type = local.a38 }}\n'
    [fact] = [fact for fact in readings({"main.tf": text}) if isinstance(fact, Instance)]
    assert fact.instance_type is None

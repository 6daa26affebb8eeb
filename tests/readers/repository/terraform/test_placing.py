"""Where machines that are written down one by one stand, and what is spread among how many of them."""

import pytest

from holdfast.model.facts import Instance, LoadBalancer
from tests.readers.repository.terraform.support import readings

_MACHINE = 'resource "aws_instance" "%s" {\n  %s\n}\n'


def zones(*lines: str) -> list[str | None]:
    text = "".join(_MACHINE % (f"shop{number}", line) for number, line in enumerate(lines))
    return [fact.zone for fact in readings({"main.tf": text}) if isinstance(fact, Instance)]


def test_machines_stand_where_their_zone_or_subnet_says() -> None:
    assert zones('availability_zone = "ap-northeast-1a"', 'availability_zone = "ap-northeast-1c"') == [
        "ap-northeast-1a",
        "ap-northeast-1c",
    ]
    first, second, third = zones(*(f"subnet_id = var.subnets[{number}]" for number in (0, 0, 1)))
    assert first == second != third
    assert zones("ami = var.image") == [None]


@pytest.mark.parametrize(
    "varied", ["var.subnets[count.index]", "element(var.subnets, count.index)", "each.value.subnet"]
)
def test_copies_that_may_stand_apart_are_not_told_to_stand_together(varied: str) -> None:
    assert zones(f"subnet_id = {varied}") == [None]


_ATTACHED = """
    resource "aws_lb_target_group_attachment" "%s" {
      target_group_arn = aws_lb_target_group.%s.arn
      target_id        = aws_instance.%s.id
    }
"""


def targets(*attached: tuple[str, str, str], more: str = "") -> list[int | None]:
    text = 'resource "aws_lb" "front" {}\n' + "".join(_ATTACHED % one for one in attached) + more
    return [fact.targets for fact in readings({"main.tf": text}) if isinstance(fact, LoadBalancer)]


def test_a_load_balancer_knows_how_many_its_largest_group_has() -> None:
    assert targets() == [None]
    assert targets(("a", "api", "shop"), ("b", "admin", "shop")) == [1]
    assert targets(("a", "api", "shop"), ("b", "api", "spare")) == [2]
    loop = _ATTACHED.replace("target_id ", "count = 2\n      target_id ") % ("c", "api", "shop")
    assert targets(more=loop) == [
        2,
    ]


@pytest.mark.parametrize(
    ("more", "place"),
    [("", "main.tf:5"), ("count = 2", "main.tf:1"), ("for_each = toset(local.ports)", "main.tf:1")],
)
def test_a_machine_tells_where_a_target_group_is_given_it(more: str, place: str) -> None:
    text = f"""
        resource "aws_instance" "shop" {{
          instance_type = "t3.small"
        }}

        resource "aws_lb_target_group_attachment" "shop" {{
          {more}
          target_group_arn = aws_lb_target_group.shop.arn
          target_id        = aws_instance.shop.id
        }}
        """
    (machine,) = (one for one in readings({"main.tf": text}) if isinstance(one, Instance))
    assert str(machine.where("attached")) == place

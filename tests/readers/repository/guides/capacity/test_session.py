"""What a block of a guide sets holds for the blocks below it."""

from holdfast.model.facts import Instance

from ..support import read

GUIDE = """# Deploy to EC2

## Names

```bash
export KIND="t3.small"
export OTHER=$(cat kind)
```

## Launch

```bash
aws ec2 run-instances --image-id "$IMAGE" \\
  --instance-type "$KIND"
```
"""
ROLE = """
## Role

```bash
aws ec2 associate-iam-instance-profile --instance-id "$ID" --iam-instance-profile Name=shop
```
"""


def launched(text: str) -> list[tuple[str | None, int, bool | None]]:
    found = (one for one in read(text) if isinstance(one, Instance))
    return [(one.instance_type, one.where("instance_type").start_line, one.role) for one in found]


def test_a_variable_of_an_earlier_block_gives_its_value_and_its_place() -> None:
    assert launched(GUIDE) == [("t3.small", 6, False)]


def test_a_variable_that_only_a_run_would_know_is_no_size() -> None:
    assert launched(GUIDE.replace('"$KIND"', '"$OTHER"')) == [(None, 14, False)]


def test_a_later_block_attaches_the_role_that_the_launch_leaves_out() -> None:
    assert launched(GUIDE + ROLE) == [("t3.small", 6, True)]

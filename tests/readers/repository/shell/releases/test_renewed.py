"""Which release the machines of a group come up with that are made anew."""

import pytest

from holdfast.readers.repository.shell.releases.renewed import renewed
from holdfast.readers.repository.shell.syntax.parse import parse

REFRESH = "aws autoscaling start-instance-refresh --auto-scaling-group-name shop"
CHOSEN = REFRESH + ' --desired-configuration \'{"LaunchTemplate": {"Version": "%s"}}\''


@pytest.mark.parametrize(
    ("script", "sort"),
    [
        (REFRESH, "none"),
        (f"docker push shop:$SHA\ndocker push shop:latest\nID=$({REFRESH})", "latest"),
        (CHOSEN % "$Latest", "none"),
        (CHOSEN % "$VERSION", "commit"),
        (f"aws ec2 create-launch-template-version --source-version 1\n{CHOSEN % '$Latest'}", "commit"),
        (f"packer build shop.pkr.hcl\n{REFRESH}", "commit"),
        (f"{CHOSEN % '$Latest'}\n{CHOSEN % '$BEFORE'}", "none"),
        ("aws autoscaling describe-instance-refreshes", "commit"),
    ],
)
def test_a_template_that_nobody_changes_names_no_release(script: str, sort: str) -> None:
    assert renewed(parse(script).commands, "commit") == sort

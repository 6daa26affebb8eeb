"""Hosts that get Certbot from a script which fetches no certificate."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Certificate
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of


def certificates(text: str, path: str = "packer/init.sh") -> list[tuple[int, EvidenceKind]]:
    return [(fact.at.start_line, fact.kind) for fact in facts_of(Snippet(path, text)) if isinstance(fact, Certificate)]


@pytest.mark.parametrize(
    "command",
    [
        "sudo snap install --classic certbot",
        "apt-get install -y nginx certbot python3-certbot-nginx",
        "sudo dnf install -y docker certbot",
        "/opt/certbot/bin/pip install certbot certbot-nginx",
    ],
)
def test_a_certificate_is_meant_to_be_there(command: str) -> None:
    assert certificates(f"set -e\n{command}\n") == [(2, EvidenceKind.CLAIMED)]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("sudo snap remove certbot\n", "packer/init.sh"),
        ("sudo apt-get install -y nginx\n", "packer/init.sh"),
        ("sudo apt-get install -y certbot\nsudo certbot plugins\n", "packer/init.sh"),
        ("pip install acme-certbot-exporter\n", "packer/init.sh"),
        ("sudo apt-get install -y certbot\n", ".github/workflows/deploy.yml"),
    ],
)
def test_nothing_is_meant_by_other_packages_or_on_a_pipelines_machine(text: str, path: str) -> None:
    assert certificates(text, path) == []

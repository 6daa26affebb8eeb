"""Tables of plain text in code blocks."""

import pytest

from holdfast.readers.repository.guides.page.columns import table_in

from ..support import said

RULES = "Type        Protocol  Port  Source\nSSH         TCP       22    0.0.0.0/0\nCustom TCP  TCP       5000  10.0.0.0/16   # inside\n"


def test_columns_of_plain_text_are_a_table() -> None:
    table = table_in(RULES)

    assert table is not None
    assert table.names == ("Type", "Protocol", "Port", "Source")
    assert table.rows == ((1, ("SSH", "TCP", "22", "0.0.0.0/0")), (2, ("Custom TCP", "TCP", "5000", "10.0.0.0/16")))


def test_a_table_with_bars_and_a_rule_is_one_too() -> None:
    table = table_in("| Port | Source | Service |\n|---|---|---|\n| 22 | 0.0.0.0/0 | SSH |\n")

    assert table is not None
    assert table.rows == ((2, ("22", "0.0.0.0/0", "SSH")),)


@pytest.mark.parametrize(
    "block",
    [
        "",
        "Type  Port\nSSH   22\n",
        "NAME        STATUS  PORTS\nweb         Up      80\n",
        f"{RULES}sudo ufw enable\n",
        "docker ps\n",
    ],
)
def test_what_a_command_prints_is_none(block: str) -> None:
    assert table_in(block) is None


def test_rules_in_such_a_table_open_ports() -> None:
    guide = f"# EC2 setup\n\n## Security group\n\n```bash\n{RULES}```\n"

    assert [line for line in said(guide) if line.startswith("Ingress")] == [
        "Ingress 7 from_port=22 to_port=22 sources=(0.0.0.0/0)",
        "Ingress 8 from_port=5000 to_port=5000 sources=(10.0.0.0/16)",
    ]

"""Values for customers that a guide has somebody write into the settings of a server."""

import pytest

from .support import said


def of(text: str, sort: str) -> list[str]:
    return [line for line in said(text) if line.startswith(sort)]


@pytest.mark.parametrize(
    ("heading", "text", "names"),
    [
        ("서버 환경 변수", "CARD_SANDBOX=false\nDB_HOST=db\n", ["CARD_SANDBOX"]),
        ("本番サーバーの設定", "PAYPAL_MODE=live\nDEBUG=0 # 必須\n", ["PAYPAL_MODE", "DEBUG"]),
        ("Settings", "NODE_ENV=production\nUSE_MOCK='off'\n", ["USE_MOCK"]),
        ("Local settings", "NODE_ENV=development\nCARD_SANDBOX=false\n", []),
        ("서버 환경 변수", "CARD_SANDBOX=\nLOG_LEVEL=off\n", []),
    ],
)
def test_a_value_for_customers_that_somebody_writes_on_the_server(heading: str, text: str, names: list[str]) -> None:
    found = of(f"# Shop on EC2\n\n## {heading}\n\n```\n{text}```\n", "SwitchedOff")
    assert [fact.partition("name=")[2] for fact in found] == names

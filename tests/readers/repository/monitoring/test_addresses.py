"""Which addresses for mail reach nobody."""

import pytest

from holdfast.readers.repository.monitoring.addresses import reaches_nobody


@pytest.mark.parametrize(
    ("address", "nobody"),
    [
        ("billing@example.com", True),
        ("mailto:ops@example.org", True),
        ("oncall@shop.example.com", False),
        ("your-email@gmail.com", True),
        ("you@shop.kr", True),
        ("admin@yourdomain.com", True),
        ("change-me@shop.kr", True),
        ("ops@shop.kr", False),
        ("young@shop.kr", False),
        ("ops@myexample.com", False),
        ("var.email", False),
        (None, False),
    ],
)
def test_domains_kept_for_examples_and_words_that_ask_for_another(address: str | None, *, nobody: bool) -> None:
    assert reaches_nobody(address) is nobody

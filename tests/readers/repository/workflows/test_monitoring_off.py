"""Steps that were to set monitoring up, and do not."""

from textwrap import indent

import pytest

from holdfast.model.facts import MetricSource
from holdfast.readers.repository.workflows import READER

from ..many import read_files

_WORKFLOW = """\
on: {push: {branches: [main]}}
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
"""


def off(step: str) -> list[tuple[int, int | None]]:
    """Where something that could measure is switched off."""
    text = _WORKFLOW + indent(step, "      ")
    found = [one for one in read_files(READER, **{".github/workflows/d.yml": text}) if isinstance(one, MetricSource)]
    assert all(one.off for one in found)
    return [(one.at.start_line, one.at.end_line) for one in found]


@pytest.mark.parametrize(
    ("step", "lines"),
    [
        ('- name: Deploy observability stack\n  run: |\n    echo "skipped for now"\n', (6, 8)),
        ("- name: 모니터링 스택 배포\n  run: |\n    # 다음에\n    echo '건너뜁니다'\n", (6, 9)),
        ("- name: 監視の設定\n  run: echo スキップ\n", (6, 7)),
        ("- name: Set up alarms\n  run: echo skipped >> $GITHUB_STEP_SUMMARY\n", (6, 7)),
        ("- name: Set up alarms\n  if: false\n  run: ./alarms.sh\n", (6, 8)),
        ("- name: Start Grafana\n  if: ${{ false }}\n  uses: our/grafana@v1\n", (6, 8)),
    ],
)
def test_a_step_that_only_says_so_or_that_never_runs_sets_nothing_up(step: str, lines: tuple[int, int]) -> None:
    assert off(step) == [lines]


@pytest.mark.parametrize(
    "step",
    [
        "- name: Deploy monitoring\n  run: docker compose -f monitoring.yml up -d\n",
        "- name: Deploy monitoring\n  run: echo done\n",
        "- name: Deploy monitoring\n  if: github.ref == 'refs/heads/main'\n  run: ./monitoring.sh\n",
        '- name: Check alarms\n  run: echo "skipped"\n',
        '- name: Deploy docs\n  run: echo "skipped"\n',
        "- name: Start Prometheus\n  run: echo 'skip pulling' && docker compose up -d prometheus\n",
        "- name: Configure Grafana\n  run: echo 'allow_sign_up = disabled' > grafana.ini\n",
        "- name: Configure alerts\n  run: echo 'skipped later (\n",
    ],
)
def test_a_step_that_works_or_is_about_something_else_is_none(step: str) -> None:
    assert off(step) == []

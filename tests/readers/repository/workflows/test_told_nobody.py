"""Steps that are called after telling somebody, and that tell nobody."""

from textwrap import indent

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import MetricSource
from holdfast.readers.repository.workflows import READER

from ..many import read_files

_WORKFLOW = """\
on: {push: {branches: [main]}}
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - run: ssh deploy@host 'cd shop && git pull && docker compose up -d'
"""
_BOTH = """\
- name: Notify on success
  if: success()
  run: echo "deployed"

- name: Notify on failure
  if: failure()
  run: echo "failed"
"""


def found(steps: str, workflow: str = _WORKFLOW) -> list[tuple[int, int | None]]:
    text = workflow + indent(steps, "      ")
    facts = [one for one in read_files(READER, **{".github/workflows/d.yml": text}) if isinstance(one, MetricSource)]
    assert all(one.by_hand and one.kind is EvidenceKind.CLAIMED for one in facts)
    return [(one.at.start_line, one.at.end_line) for one in facts]


@pytest.mark.parametrize(
    ("steps", "lines"),
    [
        (_BOTH, (7, 13)),
        ("- name: 배포 결과 알림\n  run: |\n    echo 완료\n    # curl $SLACK\n", (7, 10)),
        ("- name: デプロイ通知\n  run: echo 完了 >> $GITHUB_STEP_SUMMARY\n", (7, 8)),
        ("- name: Send alert\n  if: failure()\n  run: printf 'failed'\n", (7, 9)),
    ],
)
def test_a_step_that_is_to_notify_and_only_speaks_is_where_somebody_would_be_told(
    steps: str, lines: tuple[int, int]
) -> None:
    assert found(steps) == [lines]


@pytest.mark.parametrize(
    "steps",
    [
        "- name: Notify\n  run: curl -d '{}' $SLACK_URL\n",
        "- name: Notify\n  uses: 8398a7/action-slack@v3\n",
        "- name: Say it is done\n  run: echo done\n",
        "- name: Notify the cache\n  run: ./purge.sh\n",
        _BOTH + "- name: Tell us\n  uses: rtCamp/action-slack-notify@v2\n",
        _BOTH + "- name: Tell us\n  run: aws sns publish --topic-arn $TOPIC --message failed\n",
    ],
)
def test_a_step_that_reaches_somebody_or_is_about_something_else_is_none(steps: str) -> None:
    assert found(steps) == []


def test_a_job_that_is_to_notify_and_asks_only_how_it_went_is_such_a_step_too() -> None:
    notify = """\
  notify:
    needs: deploy
    runs-on: ubuntu-latest
    steps:
      - name: Deployment status
        run: |
          if [ "${{ needs.deploy.result }}" == success ]; then echo ok; else echo failed; fi
"""
    assert found("", _WORKFLOW + notify) == [(11, 13)]
    assert found("", _WORKFLOW + notify.replace("notify:", "after:")) == []


def test_a_pipeline_that_delivers_nothing_owes_nobody_a_word() -> None:
    tried = _WORKFLOW.replace("ssh deploy@host 'cd shop && git pull && docker compose up -d'", "npm test")
    assert found(_BOTH, tried) == []

"""When the clock starts a pipeline, in each dialect."""

import pytest

from holdfast.model.facts import Alarm, BackupJob
from holdfast.readers.repository.pipelines import READER

from ..many import read_files

COPY = "pg_dump -Fc $DATABASE_URL | aws s3 cp - s3://shop-backups/shop.dump"
LOOK = "./ops/check-tls-expiry.sh shop.example.org"


def clock(path: str, text: str) -> list[str | None]:
    """The schedules of the copies that a pipeline makes."""
    return [fact.schedule for fact in read_files(READER, **{path: text}) if isinstance(fact, BackupJob)]


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ("  only: [schedules]\n", "scheduled"),
        ("  only:\n    refs: [main, schedules]\n", "scheduled"),
        ('  rules:\n    - if: $CI_PIPELINE_SOURCE == "schedule"\n', "scheduled"),
        ("  rules:\n    - if: $CI_PIPELINE_SOURCE == 'schedule' && $JOB == 'copy'\n", "scheduled"),
        ('  rules:\n    - if: $CI_PIPELINE_SOURCE == "schedule"\n      when: never\n    - when: manual\n', None),
        ('  rules:\n    - if: $CI_COMMIT_BRANCH == "main"\n', None),
        ("  except: [schedules]\n", None),
        ("  when: manual\n", None),
    ],
)
def test_a_job_of_gitlab_runs_by_the_clock_where_its_rules_let_schedules_start_it(
    rules: str, expected: str | None
) -> None:
    assert clock(".gitlab-ci.yml", f"copy:\n  script:\n    - {COPY}\n{rules}") == [expected]


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ('    - if: $CI_PIPELINE_SOURCE == "schedule"\n', "scheduled"),
        ('    - if: $CI_PIPELINE_SOURCE == "schedule"\n    - if: $CI_COMMIT_TAG\n', None),
    ],
)
def test_so_does_one_without_rules_in_a_pipeline_that_only_schedules_start(rules: str, expected: str | None) -> None:
    text = f"workflow:\n  rules:\n{rules}copy:\n  script:\n    - {COPY}\n"
    assert clock(".gitlab-ci.yml", text) == [expected]


_CIRCLE = """\
version: 2.1
jobs:
  copy:
    docker: [{{image: cimg/base:current}}]
    steps:
      - run: {copy}
workflows:
  nightly:
{when}    jobs: [copy]
"""


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("    triggers:\n      - schedule:\n          cron: '0 3 * * *'\n", "0 3 * * *"),
        ("    when:\n      equal: [scheduled_pipeline, << pipeline.trigger_source >>]\n", "scheduled"),
        (
            "    when:\n      and:\n        - equal: [scheduled_pipeline, << p >>]\n        - equal: [a, << b >>]\n",
            "scheduled",
        ),
        ("    when:\n      not:\n        equal: [scheduled_pipeline, << pipeline.trigger_source >>]\n", None),
        ("    when: true\n    triggers: [null, 7]\n", None),
        ("", None),
    ],
)
def test_a_workflow_of_circleci_hands_its_clock_to_its_jobs(when: str, expected: str | None) -> None:
    assert clock(".circleci/config.yml", _CIRCLE.format(copy=COPY, when=when)) == [expected]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("", "0 3 * * *"),
        ("    condition: eq(variables['Build.Reason'], 'Schedule')\n", "0 3 * * *"),
        ("    condition: and(succeeded(), ne(variables['Build.Reason'], 'Schedule'))\n", None),
    ],
)
def test_a_pipeline_of_azure_has_schedules_of_its_own(condition: str, expected: str | None) -> None:
    head = "schedules:\n  - cron: '0 3 * * *'\n    branches: {include: [main]}\n"
    text = f"{head}jobs:\n  - job: copy\n{condition}    steps:\n      - script: {COPY}\n"
    assert clock("azure-pipelines.yml", text) == [expected]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("  triggers { cron('H 3 * * *') }\n", "H 3 * * *"),
        ("  triggers {\n    pollSCM('H/5 * * * *')\n    cron(\"@daily\")\n  }\n", "@daily"),
        ("  triggers { pollSCM('H/5 * * * *') }\n", None),
        ("", None),
    ],
)
def test_a_pipeline_of_jenkins_has_a_timer_of_its_own(head: str, expected: str | None) -> None:
    stage = f"  stages {{\n    stage('Copy') {{\n      steps {{\n        sh '{COPY}'\n      }}\n    }}\n  }}\n"
    assert clock("Jenkinsfile", f"pipeline {{\n  agent any\n{head}{stage}}}\n") == [expected]


def test_who_wrote_a_job_of_the_clock_that_looks_at_a_certificates_end_hears_of_its_failure() -> None:
    text = f"tls:\n  only: [schedules]\n  script:\n    - {LOOK}\n"
    told = [fact.notifies for fact in read_files(READER, **{".gitlab-ci.yml": text}) if isinstance(fact, Alarm)]
    assert told == [True]

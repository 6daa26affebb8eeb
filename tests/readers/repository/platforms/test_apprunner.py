"""The file in a service's source by which App Runner builds and starts it."""

from holdfast.model.evidence import Gap
from holdfast.readers.repository.platforms.apprunner import READER
from tests.readers.repository.templates.support import read, told

FILE = """
    version: 1.0
    runtime: python3
    run:
      command: gunicorn shop:app
      env:
        - name: SECRET_KEY
          value: q8Zk21LmPxWe
        - name: ALLOWED_ORIGINS
          value: https://www.hanok-stay.kr
      secrets:
        - name: DB_PASSWORD
          value-from: arn:aws:secretsmanager:eu-west-1:1:secret:shop
"""


def test_its_settings_are_told_and_a_secret_never_shown() -> None:
    readings = read(READER, FILE, "apprunner.yaml")
    assert told(readings) == [
        "Workload 3 platform=app-runner behind_load_balancer=True",
        "ExposedSecret 7 name=SECRET_KEY form=token",
        "ApplicationCors 9 origins=(https://www.hanok-stay.kr)",
        "SecretStore 11-12 service=secrets-manager name=DB_PASSWORD",
    ]
    assert "q8Zk" not in repr(readings)


def test_another_file_says_nothing_and_a_broken_one_is_a_gap() -> None:
    assert not READER.wants("config/app.yaml")
    assert READER.wants("api/apprunner.yaml")
    assert read(READER, "name: x", "apprunner.yaml") == []
    (gap,) = read(READER, "runtime: python3\nrun: [\n", "apprunner.yaml")
    assert isinstance(gap, Gap)

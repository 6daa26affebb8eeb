"""The stages of a Python application that Zappa puts onto Lambda."""

from holdfast.model.evidence import Gap
from holdfast.readers.repository.platforms.zappa import READER
from tests.readers.repository.templates.support import read, told

FILE = """
    {
      "production": {
        "app_function": "shop.app",
        "s3_bucket": "shop-bundles",
        "environment_variables": {
          "SECRET_KEY": "q8Zk21LmPxWe",
          "DB_PASSWORD": "${DB_PASSWORD}"
        }
      },
      "defaults": {"timeout_seconds": 30}
    }
"""


def test_a_stage_is_a_program_on_lambda_and_its_written_out_secrets_are_never_shown() -> None:
    readings = read(READER, FILE, "zappa_settings.json")

    assert told(readings) == [
        "Workload 2 [production] platform=lambda name=production",
        "ExposedSecret 6 [production] name=SECRET_KEY form=token",
    ]
    assert "q8Zk" not in repr(readings)


def test_yaml_says_the_same_and_a_broken_file_is_a_gap() -> None:
    assert READER.wants("api/zappa_settings.yml")
    assert not READER.wants("settings.json")
    assert told(read(READER, "dev:\n  app_function: shop.app\n", "zappa_settings.yml")) == [
        "Workload 1 [development] platform=lambda name=dev"
    ]
    (gap,) = read(READER, '{"production": {]', "zappa_settings.json")
    assert isinstance(gap, Gap)

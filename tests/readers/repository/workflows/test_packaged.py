"""Secrets that a job writes among the files that its build packs into the application."""

import pytest

from holdfast.model.facts import BuiltInSecret
from holdfast.readers.repository.workflows import READER

from ..many import read_files
from ..templates.support import told

_HEAD = "on: push\njobs:\n  job:\n    runs-on: ubuntu-latest\n    env:\n      SETTINGS: ${{ secrets.SETTINGS }}\n    steps:\n"
_BUILD = "      - run: ./gradlew bootJar\n"
_SHIP = "      - run: aws s3 cp build/libs/shop.jar s3://shop-builds/$GITHUB_SHA.jar\n"
_FILE = "src/main/resources/application-prod.yml"


def packed(steps: str) -> list[str]:
    """The facts in a workflow of one job; its steps begin on line 8."""
    readings = read_files(READER, **{".github/workflows/ship.yml": _HEAD + steps})
    return told(r for r in readings if isinstance(r, BuiltInSecret))


@pytest.mark.parametrize(
    "command",
    [
        f'echo "${{{{ secrets.SETTINGS }}}}" > {_FILE}',
        f'echo "$SETTINGS" > ./api/{_FILE}',
        f"echo ${{{{ secrets.SETTINGS }}}} | base64 -d > {_FILE}",
        f"printf '%s' \"$SETTINGS\" | tee {_FILE} > /dev/null",
        "cd src/main/resources && echo '${{ secrets.SETTINGS }}' > application.properties",
        "echo '${{ secrets.SETTINGS }}' > Shop/appsettings.Production.json",
        "aws s3 cp s3://shop-settings/${{ secrets.SETTINGS }} src/main/resources/keys/",
        f'sed -i "s|@KEY@|${{{{ secrets.SETTINGS }}}}|g" {_FILE}',
        f'FILE=./{_FILE}; sed -i "s|@KEY@|$SETTINGS|g" $FILE',
        f'yq -i ".jwt.key = strenv(SETTINGS) | .x = "$SETTINGS"" {_FILE}',
        f"envsubst < settings.tmpl > {_FILE}",
    ],
)
def test_a_file_of_secrets_is_written_where_the_build_packs_it(command: str) -> None:
    assert packed(f"      - run: |\n          {command}\n{_BUILD}{_SHIP}") == ["BuiltInSecret 9 names=(SETTINGS)"]


@pytest.mark.parametrize(("folder", "packs"), [("api/src/main/resources", True), ("api", False)])
def test_a_step_that_begins_in_the_folder_writes_there(folder: str, *, packs: bool) -> None:
    step = f"      - working-directory: {folder}\n        run: echo '${{{{ secrets.SETTINGS }}}}' > application.yml\n"
    assert packed(f"{step}{_BUILD}{_SHIP}") == (["BuiltInSecret 9 names=(SETTINGS)"] if packs else [])


def test_lines_of_one_file_are_one_place_and_its_keys_are_named() -> None:
    text = (
        "      - run: |\n"
        f"          cat > {_FILE} <<END\n          host: ${{{{ secrets.DB_HOST }}}}\n"
        "          password: ${{ secrets.DB_PASSWORD }}\n          END\n"
    )
    assert packed(f"{text}{_BUILD}{_SHIP}") == ["BuiltInSecret 9 names=(DB_PASSWORD)"]


def test_an_action_that_is_given_the_file_and_secrets_writes_them_there() -> None:
    step = f"      - uses: someone/fill-in@v2\n        with:\n          files: ./{_FILE}\n"
    step += "        env:\n          jwt.key: ${{ secrets.JWT_SECRET }}\n"
    assert packed(f"{step}{_BUILD}{_SHIP}") == ["BuiltInSecret 8-12 names=(JWT_SECRET)"]


def test_settings_that_are_fetched_from_a_bucket_become_a_part_of_the_bundle() -> None:
    step = f"      - run: aws s3 cp s3://shop-settings/prod.yml {_FILE}\n"
    assert packed(f"{step}{_BUILD}{_SHIP}") == ["BuiltInSecret 8"]


@pytest.mark.parametrize(
    "steps",
    [
        f"      - run: echo '${{{{ secrets.SETTINGS }}}}' > {_FILE}\n      - run: ./gradlew test\n",
        f"      - run: echo '${{{{ secrets.SETTINGS }}}}' > .env\n{_BUILD}{_SHIP}",
        f"      - run: cp settings/empty.yml {_FILE}\n{_BUILD}{_SHIP}",
        f"      - run: echo 'name= shop' > {_FILE}\n{_BUILD}{_SHIP}",
        "      - run: cd src/main/resources && echo '${{ secrets.SETTINGS }}' > ~/.netrc\n" + _BUILD + _SHIP,
    ],
)
def test_what_is_thrown_away_or_stands_elsewhere_or_is_no_secret_is_not_built_in(steps: str) -> None:
    assert packed(steps) == []


@pytest.mark.parametrize(
    ("step", "ships"),
    [
        ("uses: docker/build-push-action@v6", True),
        ("run: docker push shop/api:1", True),
        ("uses: actions/upload-artifact@v4\n        with: {path: build/libs/shop.jar}", True),
        ("uses: actions/upload-artifact@v4\n        with: {path: build/reports}", False),
        ("uses: actions/checkout@v4", False),
    ],
)
def test_only_a_job_that_hands_on_what_it_builds_counts(step: str, ships: bool) -> None:
    written = f"      - run: echo '${{{{ secrets.SETTINGS }}}}' > {_FILE}\n"
    assert bool(packed(f"{written}{_BUILD}      - {step}\n")) is ships


_CHECKOUT = "      - uses: actions/checkout@v4\n        with:\n          submodules: true\n          token: ${{ secrets.PAT }}\n"


@pytest.mark.parametrize(
    ("before", "command", "packs"),
    [
        (_CHECKOUT, "cp -r shop-config/* src/main/resources/", True),
        (_CHECKOUT, "cp ./settings/application-prod.yml ./src/main/resources", True),
        (_CHECKOUT.replace("submodules: true", "repository: acme/settings"), "mv settings src/main/resources/", True),
        ("      - run: git clone https://x@github.com/acme/keys\n", "cp keys/*.yml src/main/resources", True),
        ("", "cp ../properties/application.properties ./src/main/resources", True),
        ("", "cp ~/shop/appsettings.json Shop/appsettings.json", True),
        ("", "cp config/application-prod.yml src/main/resources/", False),
        (_CHECKOUT, "cp src/deploy/application-prod.yml src/main/resources/application.yml", False),
        (_CHECKOUT, "cp -r shop-config/logo.png src/main/resources/static/", False),
        (_CHECKOUT, "cp -r locales src/main/resources/", False),
        (_CHECKOUT.replace("submodules: true\n          ", ""), "cp shop-config/a.yml src/main/resources/", False),
    ],
)
def test_settings_out_of_another_repository_or_folder_are_packed_with_all_their_secrets(
    before: str, command: str, *, packs: bool
) -> None:
    found = packed(f"{before}      - run: {command}\n{_BUILD}{_SHIP}")
    assert len(found) == packs
    assert packed(f"{before}      - run: {command}\n{_BUILD}") == []

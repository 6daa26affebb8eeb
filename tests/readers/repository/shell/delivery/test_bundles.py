"""Bundles that go to a bucket under a key that is always the same."""

import pytest

from holdfast.readers.repository.shell.delivery.bundles import fixed_bundles
from holdfast.readers.repository.shell.syntax.parse import parse


def lines(text: str) -> list[int]:
    """The lines of the uploads that name no release."""
    script = parse(text)
    return [command.line for command in fixed_bundles(script.commands, script.variables)]


@pytest.mark.parametrize(
    "text",
    [
        "zip -r app.zip .\naws s3 cp app.zip s3://releases/app.zip",
        "KEY=app.zip\naws s3 cp $KEY s3://$BUCKET/$KEY",
        "cp app.zip out/app.zip\naws s3 cp --recursive out s3://releases",
        "zip -r app.zip dist\naws s3 cp *.zip s3://$BUCKET/",
        "./gradlew bootJar\naws s3 cp build/libs/shop.jar s3://releases/",
    ],
)
def test_an_upload_over_the_bundle_before_it_names_no_release(text: str) -> None:
    assert lines(text) == [2]


@pytest.mark.parametrize(
    "text",
    [
        "aws s3 cp app.zip s3://releases/app-${{ github.sha }}.zip",
        "V=$(git rev-parse HEAD)\naws s3 cp app.zip s3://releases/$V.zip",
        "aws s3 cp app.zip s3://releases/$KEY",
        "aws s3 cp app.zip s3://releases/$(date +%s)/app.zip",
        "aws s3 sync dist s3://site",
        "tar czf db-backup.tar.gz dump\naws s3 cp db-backup.tar.gz s3://kept/db-backup.tar.gz",
        "aws s3 cp s3://releases/app.zip .",
        "zip -r app-$SHA.zip dist\naws s3 cp *.zip s3://releases/",
        "aws s3 cp",
    ],
)
def test_a_key_that_tells_its_release_a_site_a_backup_and_a_download_are_no_such_upload(text: str) -> None:
    assert lines(text) == []

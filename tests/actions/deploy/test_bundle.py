"""What hosts fetch when they boot."""

import csv
import hashlib
import io
import tarfile
import tomllib
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from holdfast.actions.deploy import bundle as module
from holdfast.actions.deploy.bundle import bundle_of, host_files, packed
from holdfast.actions.deploy.cloud import Cloud
from holdfast.actions.deploy.wheels import own_wheel
from holdfast.model.product import Product
from holdfast.readers.spec import FILE_NAME, read_spec
from holdfast.stacks.place import is_arm

LEDGERLY = Path(__file__).parents[3] / "examples" / "ledgerly"
SPEC = (LEDGERLY / FILE_NAME).read_bytes()
PRODUCT = read_spec(LEDGERLY).product


class Stacks:
    """CloudFormation in small: one stack with the parameters that it is given."""

    def __init__(self, **parameters: str) -> None:
        self.parameters = parameters

    def describe_stacks(self, **_asked: Any) -> Any:
        given = [{"ParameterKey": key, "ParameterValue": value} for key, value in self.parameters.items()]
        return {"Stacks": [{"StackName": "s", "StackStatus": "UPDATE_COMPLETE", "Parameters": given}]}


def cloud(**parameters: str) -> Cloud:
    return Cloud(None, None, "eu-west-1", _clients={("cloudformation", "eu-west-1"): Stacks(**parameters)})


def test_a_bundle_has_the_layout_that_the_first_boot_unpacks_and_is_always_the_same() -> None:
    made = bundle_of(cloud(), PRODUCT, "production", SPEC, embedded=True)
    assert made.data is not None
    assert made == bundle_of(cloud(), PRODUCT, "production", SPEC, embedded=True)
    assert made.digest == hashlib.sha256(made.data).hexdigest()
    assert made.key.startswith("host/production/")
    with tarfile.open(fileobj=io.BytesIO(made.data)) as archive:
        names = archive.getnames()
        spec = archive.extractfile("root/etc/holdfast/holdfast.toml")
        assert spec is not None
        assert tomllib.loads(spec.read().decode())["name"] == "ledgerly"
    assert "root/etc/systemd/system/holdfast-agent.service" in names
    assert "root/etc/nginx/conf.d/ledgerly-production.conf" in names
    assert "root/opt/aws/amazon-cloudwatch-agent/etc/amazon-cloudwatch-agent.json" in names
    assert any(name.startswith("wheels/holdfast-") for name in names)
    assert not [name for name in names if name.startswith(("/", "root/root"))]


def test_the_deployed_bundle_stays_where_it_is_made_of_the_same_and_goes_where_the_spec_changed() -> None:
    made = bundle_of(cloud(), PRODUCT, "production", SPEC, embedded=True)
    there = cloud(HostBundleKey=made.key, HostBundleDigest=made.digest)
    again = bundle_of(there, PRODUCT, "production", SPEC, embedded=True)
    assert (again.key, again.digest, again.data) == (made.key, made.digest, None)
    other = bundle_of(there, PRODUCT, "production", SPEC + b"# a word\n", embedded=True)
    assert other.key != made.key
    assert other.data is not None


def test_units_for_backups_are_there_only_where_backups_have_a_bucket() -> None:
    assert not [name for name in host_files(PRODUCT, "production", b"") if "backup" in name]
    backed = Product.model_validate(
        {"name": "shop", "environments": {"production": {"buckets": [{"name": "shop-backup", "purpose": "backup"}]}}}
    )
    assert [name for name in host_files(backed, "production", b"") if name.endswith(".timer")]


def test_our_own_wheel_names_every_file_with_its_digest() -> None:
    name, data = own_wheel()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        (record,) = [each for each in archive.namelist() if each.endswith("/RECORD")]
        rows = list(csv.reader(io.StringIO(archive.read(record).decode())))
        assert {row[0] for row in rows} == set(archive.namelist())
        assert len(archive.read("holdfast/cli/main.py")) == next(
            int(row[2]) for row in rows if row[0] == "holdfast/cli/main.py"
        )
        assert b"holdfast = holdfast.cli.start:main" in archive.read(record.replace("RECORD", "entry_points.txt"))
    assert name.endswith("-py3-none-any.whl")
    assert own_wheel()[1] == data


def test_what_is_packed_does_not_depend_on_order_or_time() -> None:
    assert packed({"b": b"2", "a": b"1"}) == packed({"a": b"1", "b": b"2"})
    with tarfile.open(fileobj=io.BytesIO(packed({"pm2/bin/pm2": b"", "a": b""}))) as archive:
        assert [(one.name, one.mode, one.mtime, one.uid) for one in archive] == [
            ("a", 0o644, 0, 0),
            ("pm2/bin/pm2", 0o755, 0, 0),
        ]


@pytest.mark.parametrize(
    ("kind", "arm"),
    [("t4g.medium", True), ("m7gd.large", True), ("t3.small", False), ("g5.xlarge", False), ("c6i.large", False)],
)
def test_the_processor_is_told_from_the_type(kind: str, arm: bool) -> None:
    assert is_arm(kind) is arm


def test_pm2_comes_along_where_it_is_used() -> None:
    assert module._pm2_lock(PRODUCT) == ""
    service = replace(PRODUCT.service, process_manager="pm2")
    assert module._pm2_lock(replace(PRODUCT, service=service))

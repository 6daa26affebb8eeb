"""Asking for a new host: only for a death that lasts, once, and of this instance; tried on moto's server."""

import contextlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from holdfast.host.health.autoscaling import (
    DeathWatch,
    NoInstanceError,
    NotReportedError,
    may_replace,
    report_unhealthy,
)
from holdfast.model.product import Database
from holdfast.rig.aws import EmbeddedAws
from holdfast.rig.ports import free_port

REGION = "ap-northeast-2"


def test_it_is_due_only_after_the_whole_time_without_a_break() -> None:
    watch = DeathWatch(300)
    assert not watch.is_due(replaceable=True, now=0)
    assert not watch.is_due(replaceable=True, now=299)
    assert not watch.is_due(replaceable=False, now=299.5)
    assert not watch.is_due(replaceable=True, now=300)
    assert not watch.is_due(replaceable=True, now=599)
    assert watch.is_due(replaceable=True, now=600)


def test_it_is_told_once_for_each_death() -> None:
    watch = DeathWatch(10)
    watch.is_due(replaceable=True, now=0)
    assert watch.is_due(replaceable=True, now=10)
    watch.done()
    assert not watch.is_due(replaceable=True, now=1000)
    watch.is_due(replaceable=False, now=1001)
    watch.is_due(replaceable=True, now=1002)
    assert watch.is_due(replaceable=True, now=1012)


def test_a_failed_report_is_tried_again_in_a_minute() -> None:
    watch = DeathWatch(10)
    watch.is_due(replaceable=True, now=0)
    watch.failed(10)
    assert not watch.is_due(replaceable=True, now=69)
    assert watch.is_due(replaceable=True, now=70)


def test_a_host_that_holds_the_data_is_never_replaced() -> None:
    assert may_replace(Database(placement="rds"))
    assert may_replace(Database(engine="none", placement="host"))
    assert not may_replace(Database(placement="host"))


@contextlib.contextmanager
def metadata(instance: str) -> Iterator[str]:
    """A metadata service that knows version 2 alone."""

    class Handler(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            self.answer(200 if self.path == "/latest/api/token" else 404, b"token")

        def do_GET(self) -> None:
            known = self.headers.get("X-aws-ec2-metadata-token") == "token"
            document = {"instanceId": instance, "instanceType": "t4g.medium", "region": REGION}
            self.answer(200 if known else 401, json.dumps(document).encode())

        def answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
            return

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture
def on_instance(monkeypatch: pytest.MonkeyPatch) -> Any:
    def use(aws_url: str, metadata_url: str) -> None:
        for name, value in {
            "AWS_ENDPOINT_URL": aws_url,
            "AWS_EC2_METADATA_SERVICE_ENDPOINT": metadata_url,
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_MAX_ATTEMPTS": "1",
        }.items():
            monkeypatch.setenv(name, value)
        monkeypatch.delenv("AWS_EC2_METADATA_DISABLED", raising=False)

    return use


@pytest.mark.integration
def test_the_instance_of_a_group_is_reported_unhealthy(on_instance: Any) -> None:
    with EmbeddedAws.start(REGION) as aws:
        instance = group_of_one(aws)
        with metadata(instance) as url:
            on_instance(aws.url, url)
            assert report_unhealthy() == instance
        states = aws.client("autoscaling").describe_auto_scaling_instances()["AutoScalingInstances"]
        assert [state["HealthStatus"].lower() for state in states if state["InstanceId"] == instance] in (
            ["unhealthy"],
            [],
        )


def group_of_one(aws: EmbeddedAws) -> str:
    images = aws.client("ec2").register_image(Name="shop", RootDeviceName="/dev/xvda")
    scaling = aws.client("autoscaling")
    scaling.create_launch_configuration(
        LaunchConfigurationName="shop", ImageId=images["ImageId"], InstanceType="t4g.medium"
    )
    scaling.create_auto_scaling_group(
        AutoScalingGroupName="shop",
        LaunchConfigurationName="shop",
        MinSize=1,
        MaxSize=1,
        AvailabilityZones=[f"{REGION}a"],
    )
    found = scaling.describe_auto_scaling_instances()["AutoScalingInstances"]
    return str(found[0]["InstanceId"])


def test_outside_of_an_instance_there_is_nobody_to_tell(on_instance: Any) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    on_instance(nowhere, nowhere)
    with pytest.raises(NoInstanceError, match="no EC2 instance"):
        report_unhealthy()


def test_an_unreachable_service_is_told_and_may_be_tried_again(on_instance: Any) -> None:
    with metadata("i-0123456789abcdef0") as url:
        on_instance(f"http://127.0.0.1:{free_port()}", url)
        with pytest.raises(NotReportedError) as refused:
            report_unhealthy()
    assert not isinstance(refused.value, NoInstanceError)

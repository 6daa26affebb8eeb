"""Speed, memory and calls of `holdfast check --account`, beside Prowler and Cloud Custodian on the same server.

    python -m benchmarks.account [--sizes 200,2000,10000] [--rounds 1] [--limit 900] [--skip-others]

One moto server in a process of its own holds an account of so many resources: instances, volumes, security groups,
buckets, alarms, secrets, users, databases. Each tool reads it as a whole process, in the same two regions: Prowler
with the checks that Holdfast's own checks name as the same ground, Custodian with policies that ask the same questions.
Calls are counted by the server. Both others come with `uv tool run`, in environments of their own.

moto is Python and answers one call at a time, so the account is copied into as many processes as there are processors
once it is filled: the tools only read. Its time is told apart: "own" is the processor time of the tool itself, "moto"
that of the servers while the tool ran; on AWS the second is somebody else's. Holdfast asks the servers twice before
anything is measured, since moto loads each service at its first call, and a copy its memory. A tool that takes longer
than the limit is ended, and its line says so. "least" is the fewest calls that Holdfast's verdicts need of this
account, counted from what is in it (`benchmarks.minimum`): pages of lists, and one for each detail that has no list
form; moto gives alarms and volumes whole whatever the page, so that at larger sizes fewer may be made. "found" is what
each tells as wrong, in its own unit: Holdfast open findings in each environment, with all resources of a sort in one;
Prowler a failure for each resource and check; Custodian resources.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Any

import psutil  # type: ignore[import-untyped]

from benchmarks.minimum import minimum
from holdfast.actions.check import references

HOME, OTHER = "ap-northeast-1", "us-east-1"
WARMING = 2
_SERVER = """
import logging, os, sys, threading, time
from holdfast.rig.aws import EmbeddedAws
logging.basicConfig(stream=sys.stderr, format="%(message)s")
aws = EmbeddedAws.start(sys.argv[1])
logging.getLogger("werkzeug").setLevel(logging.INFO)
print(aws.url, flush=True)

def copied(parent):
    threading.Thread(target=aws._server._server.serve_forever, daemon=True).start()
    while os.getppid() == parent:
        time.sleep(0.2)
    os._exit(0)

for line in sys.stdin:
    for _ in range(int(line)):
        parent = os.getpid()
        if os.fork() == 0:
            copied(parent)
    print("copied", flush=True)
"""
_POLICIES = """
policies:
  - {name: ec2, resource: aws.ec2, filters: [{IamInstanceProfile: absent}]}
  - {name: ebs, resource: aws.ebs, filters: [{Attachments: []}]}
  - {name: eip, resource: aws.elastic-ip, filters: [{AssociationId: absent}]}
  - {name: sg, resource: aws.security-group, filters: [{type: ingress, Cidr: {value: 0.0.0.0/0}}]}
  - {name: asg, resource: aws.asg}
  - {name: elb, resource: aws.app-elb}
  - {name: rds, resource: aws.rds, filters: [{MultiAZ: false}]}
  - {name: s3, resource: aws.s3, filters: [{type: value, key: Versioning.Status, value: absent}]}
  - {name: alarms, resource: aws.alarm, filters: [{AlarmActions: []}]}
  - {name: topics, resource: aws.sns}
  - {name: secrets, resource: aws.secrets-manager, filters: [{RotationEnabled: absent}]}
  - {name: users, resource: aws.iam-user}
  - {name: certificates, resource: aws.acm-certificate}
  - {name: distributions, resource: aws.distribution}
"""


@dataclass(frozen=True)
class Run:
    """One finished process and what it asked of the server; `code` is None when it was ended at the limit."""

    seconds: float
    own_seconds: float
    moto_seconds: float
    peak_mb: float
    calls: int
    code: int | None


@dataclass(frozen=True)
class Tool:
    """How a tool is run, and how many things it found wrong, told from what it wrote."""

    command: list[str]
    found: Callable[[], int]


@dataclass
class Server:
    """moto in processes of its own; `calls` counts the requests that they logged."""

    url: str
    process: "subprocess.Popen[str]"
    calls: int = 0

    def environment(self) -> dict[str, str]:
        """The variables with which a tool comes here."""
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "PYTHONDONTWRITE"))},
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_DEFAULT_REGION": HOME,
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def processor_seconds(self) -> float:
        """What the servers have worked so far."""
        first = psutil.Process(self.process.pid)
        times = [one.cpu_times() for one in (first, *first.children())]
        return float(sum(time.user + time.system for time in times))

    def copy(self, copies: int) -> None:
        """Have so many more processes answer with what is there now; whatever changes later, changes in one of them."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{copies}\n")
        self.process.stdin.flush()
        self.process.stdout.readline()

    def count(self, log: IO[str]) -> None:
        """Count what the server logs, until it ends."""
        for line in log:
            if "HTTP/1.1" in line:
                self.calls += 1


@contextmanager
def server() -> Iterator[Server]:
    """Start it, and end it."""
    process = subprocess.Popen(
        [sys.executable, "-c", _SERVER, HOME],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout
    assert process.stderr
    assert process.stdin
    started = Server(process.stdout.readline().strip(), process)
    threading.Thread(target=started.count, args=(process.stderr,), daemon=True).start()
    try:
        yield started
    finally:
        process.stdin.close()
        process.wait(20)


def fill(made: Callable[[str, str], Any], size: int) -> None:
    """Make about `size` resources more: a third of them instances and volumes, the rest of every sort.

    Args:
        made: from a service and a region to a client of the account.
        size: at least 50, for one of each sort.
    """
    clients = {name: made(name, HOME) for name in (
        "ec2", "s3", "cloudwatch", "secretsmanager", "iam", "rds", "sns")}  # fmt: skip
    clients["ec2"].run_instances(
        ImageId="ami-12c6146b", InstanceType="t3.small", MinCount=size // 5, MaxCount=size // 5
    )
    makers: list[tuple[int, Any]] = [
        (size // 5, lambda _: clients["ec2"].create_volume(AvailabilityZone=f"{HOME}a", Size=8)),
        (size // 10, lambda n: clients["ec2"].create_security_group(GroupName=f"web{n}", Description="x")),
        (size // 10, lambda n: clients["s3"].create_bucket(
            Bucket=f"bench-{n}" if n % 10 else f"bench-uploads-{n}",
            CreateBucketConfiguration={"LocationConstraint": HOME})),
        (size // 5, lambda n: clients["cloudwatch"].put_metric_alarm(
            AlarmName=f"alarm{n}", MetricName="CPUUtilization", Namespace="AWS/EC2", Statistic="Average", Period=60,
            EvaluationPeriods=1, Threshold=80, ComparisonOperator="GreaterThanThreshold")),
        (size // 20, lambda n: clients["secretsmanager"].create_secret(Name=f"secret{n}", SecretString="x")),
        (size // 20, lambda n: clients["iam"].create_user(UserName=f"user{n}")),
        (size // 20, lambda n: clients["sns"].create_topic(Name=f"topic{n}")),
        (max(1, size // 50), lambda n: clients["rds"].create_db_instance(
            DBInstanceIdentifier=f"db{n}", Engine="postgres", DBInstanceClass="db.t4g.small", AllocatedStorage=20,
            MasterUsername="shop", MasterUserPassword="benchmark")),
    ]  # fmt: skip
    clients["iam"].generate_credential_report()
    for count, make in makers:
        # One after another: moto goes through its own lists while it adds to them, and trips over a second call.
        for number in range(count):
            make(number)


def clients_of(url: str) -> Callable[[str, str], Any]:
    """From a service and a region to a client of the account, each made once, for they take long to make."""
    from boto3.session import Session  # type: ignore[import-untyped]

    session = Session("testing", "testing")
    return cache(lambda service, region: session.client(service, region_name=region, endpoint_url=url))


def main() -> int:
    """Measure and print; returns 0."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="200,2000,10000")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--limit", type=float, default=900, help="seconds that one run may take")
    parser.add_argument("--skip-others", action="store_true")
    options = parser.parse_args()
    print(f"load of the machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    numbers = f"{'seconds':>8} {'own':>7} {'moto':>7} {'MB':>6} {'calls':>7} {'least':>6} {'found':>6}"
    print(f"{'resources':>9}  {'tool':<10} {numbers}  exit  busy")
    for size in map(int, options.sizes.split(",")):
        with server() as at, tempfile.TemporaryDirectory() as scratch:
            fill(clients_of(at.url), size)
            tools = _tools(Path(scratch))
            at.copy((os.cpu_count() or 1) - 1)
            for _ in range(WARMING):
                _measured(at, tools["holdfast"].command, options.limit)
            least = sum(minimum(clients_of(at.url), HOME, (HOME, OTHER)).values())
            names = [name for name in tools if name == "holdfast" or not options.skip_others]
            for name in names * options.rounds:
                run = _measured(at, tools[name].command, options.limit)
                found, ended = ("-", "limit") if run.code is None else (tools[name].found(), run.code)
                fewest = least if name == "holdfast" else "-"
                told = f"{_told(run)} {fewest:>6} {found:>6}  {ended:<5} {os.getloadavg()[0]:>4.1f}"
                print(f"{size:>9}  {name:<10} {told}", flush=True)
    return 0


def _told(run: Run) -> str:
    times = f"{run.seconds:>8.1f} {run.own_seconds:>7.1f} {run.moto_seconds:>7.1f}"
    return f"{times} {run.peak_mb:>6.0f} {run.calls:>7}"


def _measured(at: Server, command: list[str], limit: float) -> Run:
    calls, worked, started = at.calls, at.processor_seconds(), time.perf_counter()
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=at.environment(), start_new_session=True,
    )  # fmt: skip
    late = threading.Event()

    def end() -> None:
        late.set()
        os.killpg(process.pid, signal.SIGKILL)

    timer = threading.Timer(limit, end)
    timer.start()
    _, status, usage = os.wait4(process.pid, 0)
    timer.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - started
    threading.Event().wait(0.5)  # for the last lines of the server's log
    return Run(
        seconds=seconds,
        own_seconds=usage.ru_utime + usage.ru_stime,
        moto_seconds=at.processor_seconds() - worked,
        peak_mb=usage.ru_maxrss / 1024,
        calls=at.calls - calls,
        code=None if late.is_set() else process.returncode,
    )


def _tools(scratch: Path) -> dict[str, Tool]:
    empty, answer = scratch / "empty", scratch / "holdfast.json"
    empty.mkdir()
    (scratch / "policies.yml").write_text(_POLICIES)
    check = [sys.executable, "-m", "holdfast", "check", str(empty), "--account", "--format", "json"]
    ours = Tool([*check, "--output", str(answer)], lambda: _open_findings(answer))
    uv = os.environ.get("UV") or shutil.which("uv")
    if uv is None:
        print("uv is not here: only Holdfast is measured")
        return {"holdfast": ours}
    ids = sorted(
        {one.partition(":")[2] for many in references().values() for one in many if one.startswith("prowler:")}
    )
    prowler = [uv, "tool", "run", "--from", "prowler", "prowler", "aws", "--checks", *ids, "--region", HOME, OTHER]
    custodian = [uv, "tool", "run", "--from", "c7n", "custodian", "run", "-r", HOME, "-r", OTHER, "--cache-period", "0"]
    resources, failures = scratch / "custodian", scratch / "prowler"
    return {
        "holdfast": ours,
        "custodian": Tool(
            [*custodian, "-s", str(resources), str(scratch / "policies.yml")],
            lambda: sum(len(_json(one)) for one in resources.rglob("resources.json")),
        ),
        "prowler": Tool(
            [*prowler, "--output-formats", "json-ocsf", "--output-directory", str(failures), "-b"],
            lambda: sum(one.get("status_code") == "FAIL" for one in _json(max(failures.glob("*.json")))),
        ),
    }


def _open_findings(answer: Path) -> int:
    closed = ("configured", "proven", "not_applicable")
    findings = (one for control in _json(answer)["controls"] for one in control["findings"])
    return sum(one["status"] not in closed for one in findings)


def _json(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))


if __name__ == "__main__":
    sys.exit(main())

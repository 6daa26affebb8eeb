"""SweetOrder as its team builds it: deployed from nothing, changed, failed on purpose; and what then holds."""

import shutil
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner, Result

from holdfast.actions.account import AccountOptions, read_through
from holdfast.actions.check import check
from holdfast.actions.deploy import session
from holdfast.actions.deploy.cloud import Cloud
from holdfast.actions.read import Progress
from holdfast.cli.main import cli
from holdfast.model.assessment import Assessment
from holdfast.model.errors import ExitCode
from holdfast.model.estate import Estate
from holdfast.model.product import Product
from holdfast.readers.account.client import Client, configuration
from holdfast.readers.spec import FILE_NAME, read_spec
from holdfast.rig import cloudformation
from holdfast.rig.aws import ACCOUNT
from holdfast.rig.browser import browser
from holdfast.rig.cloudformation.comparison import compare
from holdfast.rig.cloudformation.handlers import handlers
from holdfast.rig.cloudformation.state import STATE

pytestmark = pytest.mark.integration

SWEETORDER = Path(__file__).parents[2] / "examples" / "sweetorder" / "after"
STACKS = [
    "sweetorder-artifacts",
    "sweetorder-account-edge",
    "sweetorder-account",
    "sweetorder-production-edge",
    "sweetorder-production-copy",
    "sweetorder-staging-edge",
    "sweetorder-production",
    "sweetorder-staging",
]
METHODS = ("GET", "HEAD", "PUT", "POST", "DELETE", "PATCH")
STRANGERS = ("https://evil.example", "https://www.sweetorders.com.evil.example", "http://localhost:3000", "null")


@dataclass(frozen=True)
class Shop:
    """The product's folder, its account, and what its first deployment said."""

    root: Path
    cloud: Cloud
    first: Result

    def run(self, verb: str, *words: str) -> Result:
        """A command on the folder and the account."""
        return run(verb, str(self.root), "--embedded", "--locale", "en", *words)

    def say(self, old: str, new: str) -> None:
        """Change a line of the spec, or nothing when it is changed already."""
        file = self.root / FILE_NAME
        text = file.read_text(encoding="utf-8")
        assert old in text or new in text
        file.write_text(text if new in text else text.replace(old, new), encoding="utf-8")

    @property
    def product(self) -> Product:
        """What the spec says now."""
        return read_spec(self.root).product

    def states(self, stack: str, logical: str) -> list[str]:
        """What became of a resource of a stack, or of the stack itself, newest first."""
        found = self.cloud.client("cloudformation").describe_stack_events(StackName=stack)["StackEvents"]
        return [str(one["ResourceStatus"]) for one in found if one["LogicalResourceId"] == logical]

    def logical(self, stack: str, kind: str, part: str) -> str:
        """The logical id of the only resource of a type that has this in its name."""
        found = self.cloud.client("cloudformation").describe_stack_resources(StackName=stack)["StackResources"]
        names = [str(one["LogicalResourceId"]) for one in found if one["ResourceType"] == f"AWS::{kind}"]
        (only,) = (name for name in names if part in name)
        return only

    def lets(self, bucket: str, origin: str, method: str, headers: str = "content-type") -> bool:
        """Whether a browser that asks first, as browsers do, would let a page of this origin go on."""
        there = HTTPConnection(urlsplit(self.cloud.endpoint or "").netloc, timeout=10)
        named = {"Origin": origin, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": headers}
        there.request("OPTIONS", f"/{bucket}/orders/1.jpg", headers=named)
        answer = there.getresponse()
        answer.read()
        there.close()
        methods = (answer.headers.get("Access-Control-Allow-Methods") or "").split(", ")
        return (answer.status, answer.headers.get("Access-Control-Allow-Origin")) == (200, origin) and method in methods


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words), standalone_mode=False, catch_exceptions=False)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    root = tmp_path_factory.mktemp("sweetorder")
    shutil.copy(SWEETORDER / FILE_NAME, root)
    with session.embedded_cloud(read_spec(root).product) as cloud, pytest.MonkeyPatch.context() as patch:
        # An account in small ends with its command; this one is there for the next.
        patch.setattr(session, "embedded_cloud", lambda _: nullcontext(cloud))
        yield Shop(root, cloud, run("deploy", str(root), "--embedded", "--locale", "en", "--yes"))


def test_two_environments_are_made_from_nothing(shop: Shop) -> None:
    assert shop.first.return_value == ExitCode.DONE
    said = " ".join(shop.first.stdout.split())
    assert f"Deployed: {', '.join(STACKS)}." in said
    assert "sweetorder-production: " in shop.first.stderr


def test_nothing_that_a_template_says_is_lost(shop: Shop) -> None:
    there = [(stack.name, account, region) for (account, region), found in STATE.stacks.items() for stack in found]
    assert sorted(name for name, *_ in there) == sorted(STACKS)
    assert [loss for where in there for loss in compare(*where)] == []
    # What moto cannot hold is not compared, and it is little.
    assert sum(len(one.unheld) for one in handlers().values()) <= 5


@pytest.fixture(scope="module")
def assessment(shop: Shop) -> Assessment:
    now = datetime.now(UTC)

    def account(product: Product, progress: Progress) -> Estate:
        client = Client(shop.cloud.session, configuration(4), endpoint=shop.cloud.endpoint)
        return read_through(client, product, AccountOptions(), now, progress)

    return check(shop.root, now=now, account=account)


def test_no_control_is_open_that_an_account_can_show(assessment: Assessment) -> None:
    found: dict[str, dict[str, str]] = {}
    for one in assessment.controls:
        found.setdefault(one.slug, {})[str(one.environment)] = str(one.status)
    held, small = "configured", "not_applicable"
    assert found == {
        "access": {"production": held, "staging": held},
        # Staging may stay single and small.
        "availability": {"production": held, "staging": small},
        "capacity": {"production": held, "staging": small},
        "health": {"production": held, "staging": held},
        "cors": {"production": held, "staging": held},
        "certificates": {"production": held, "staging": held},
        # What the application refuses to start without is in its code or its unit.
        "configuration": {"production": "unproven", "staging": "unproven"},
        "backup": {"production": held, "staging": held},
        "scaling": {"production": held, "staging": small},
        "monitoring": {"production": held, "staging": held},
        # Which commit runs is said by a deployment and by the application; nothing was released yet.
        "releases": {"production": "unproven", "staging": "unproven"},
        "cost": {"production": held, "staging": held},
    }
    opened = {(one.slug, finding.check) for one in assessment.controls for finding in one.findings if finding.opens}
    assert opened == {
        ("configuration", "configuration.no-required-list"),
        ("releases", "releases.no-identity"),
    }


def test_everything_could_be_read_and_what_belongs_to_an_environment_is_given_to_it(assessment: Assessment) -> None:
    assert assessment.gaps == ()
    assert [one.arn for one in assessment.unassigned if "production" in one.arn or "staging" in one.arn] == []


def test_a_bucket_answers_exactly_the_pages_of_its_environment(shop: Shop) -> None:
    about = shop.product.environments
    buckets = [bucket.name for one in about.values() for bucket in one.buckets]
    origins = [*(origin for one in about.values() for origin in one.origins), *STRANGERS]

    allowed = {
        (bucket, origin, method)
        for bucket in buckets
        for origin in origins
        for method in METHODS
        if shop.lets(bucket, origin, method)
    }

    assert allowed == {
        (f"sweetorder-uploads-{name}", origin, method)
        for name, one in about.items()
        for origin in one.origins
        for method in ("GET", "HEAD", "PUT", "POST")
    }
    assert len(allowed) >= 2 * 3 * 4
    own = about["production"].origins[0]
    assert shop.lets("sweetorder-uploads-production", own, "PUT", "content-md5, x-amz-meta-order")
    assert not shop.lets("sweetorder-uploads-production", own, "PUT", "content-type, x-other")


def test_a_browser_uploads_from_the_shops_page_and_from_no_other(shop: Shop) -> None:
    bucket, s3 = "sweetorder-uploads-production", shop.cloud.client("s3")
    put = "([url, headers]) => fetch(url, {method: 'PUT', headers, body: 'picture'}).then(said => said.status, String)"
    said = {}
    with browser() as started:
        for origin in ("https://www.sweetorders.com", "https://staging.sweetorders.com", "https://evil.example"):
            # A page of the internet may ask this machine only where its user agrees.
            page = started.new_context(permissions=["local-network-access"]).new_page()
            page.route("**/*", lambda route: route.fulfill(body="<p>shop", content_type="text/html"))
            page.goto(origin)
            # While anything is routed, Playwright answers preflights itself.
            page.unroute_all()
            for more in ("", "x-other"):
                key = f"{urlsplit(origin).hostname}/{more}"
                given = {"Bucket": bucket, "Key": key, "ContentType": "image/png"}
                url = s3.generate_presigned_url("put_object", Params=given)
                headers = {"content-type": "image/png", **({more: "1"} if more else {})}
                said[key] = page.evaluate(put, [url, headers])

    refused = "TypeError: Failed to fetch"
    assert said == {
        "www.sweetorders.com/": 200,
        "www.sweetorders.com/x-other": refused,
        "staging.sweetorders.com/": refused,
        "staging.sweetorders.com/x-other": refused,
        "evil.example/": refused,
        "evil.example/x-other": refused,
    }
    there = [one["Key"] for one in s3.list_objects_v2(Bucket=bucket).get("Contents", ())]
    assert there == ["www.sweetorders.com/"]


def test_more_origins_and_somebody_more_to_tell_reach_the_stacks_that_have_them(shop: Shop) -> None:
    shop.say('"https://admin.sweetorders.com"]', '"https://admin.sweetorders.com", "https://m.sweetorders.com"]')
    shop.say(
        '"https://admin-staging.sweetorders.com",',
        '"https://admin-staging.sweetorders.com", "https://m-staging.sweetorders.com",',
    )
    shop.say('email = ["oncall@sweetorders.com"]', 'email = ["oncall@sweetorders.com", "lead@sweetorders.com"]')

    done = shop.run("deploy", "--yes")

    assert done.return_value == ExitCode.DONE
    changed = ("sweetorder-account-edge", "sweetorder-account", "sweetorder-production", "sweetorder-staging")
    assert f"Deployed: {', '.join(changed)}." in " ".join(done.stdout.split())
    assert shop.lets("sweetorder-uploads-production", "https://m.sweetorders.com", "PUT")
    assert shop.lets("sweetorder-uploads-staging", "https://m-staging.sweetorders.com", "PUT")
    assert not shop.lets("sweetorder-uploads-production", "https://m-staging.sweetorders.com", "PUT")


def test_a_change_that_fails_is_put_back_and_told_and_done_the_next_time(shop: Shop) -> None:
    page, bucket, stack = "https://late-staging.sweetorders.com", "sweetorder-uploads-staging", "sweetorder-staging"
    shop.say('    "https://staging.sweetorders.com",', f'    "{page}", "https://staging.sweetorders.com",')
    shop.say('scale_up = "0 8 * * 1-5"', 'scale_up = "0 9 * * 1-5"')
    uploads = shop.logical(stack, "S3::Bucket", "uploads")
    earlier = len(shop.states(stack, uploads))
    cloudformation.fail(shop.logical(stack, "AutoScaling::ScheduledAction", "Morning"), "Rate exceeded", verb="update")

    failed = shop.run("deploy", "--environment", "staging", "--yes")

    said = " ".join(failed.stdout.split())
    assert failed.return_value == ExitCode.OPEN
    assert (
        "sweetorder-staging (ap-northeast-1) failed and was rolled back: everything in it is as it was before" in said
    )
    assert "First cause: ScalingMorning" in said
    assert "CloudFormation says: Rate exceeded" in said
    # The bucket had been changed by then, and was changed back.
    assert len(shop.states(stack, uploads)) == 4 + earlier
    assert shop.states(stack, stack)[0] == "UPDATE_ROLLBACK_COMPLETE"
    assert not shop.lets(bucket, page, "PUT")
    assert compare(stack, ACCOUNT, shop.product.region) == []

    again = shop.run("deploy", "--environment", "staging", "--yes")

    assert (again.return_value, again.stdout.splitlines()[-1]) == (ExitCode.DONE, "Deployed: sweetorder-staging.")
    assert shop.lets(bucket, page, "PUT")
    assert shop.run("deploy", "--environment", "staging", "--yes").stdout == "Nothing had to be done.\n"


def test_an_environment_that_the_spec_does_not_know_any_more_is_told(shop: Shop) -> None:
    file = shop.root / FILE_NAME
    whole = file.read_text(encoding="utf-8")
    before, staging, rest = whole.partition("[environments.staging]\n")
    file.write_text(before + rest[rest.index("[alerts]") :], encoding="utf-8")
    try:
        said = " ".join(shop.run("plan").stdout.split())
    finally:
        file.write_text(before + staging + rest, encoding="utf-8")
    assert "staging: it is deployed, and costs, and the spec does not know it any more" in said
    assert "production: it is deployed" not in said

"""Where a program makes what it makes: the region of its stack, or that of the provider which a resource names."""

from textwrap import dedent

import pytest

from holdfast.model.facts import Alarm, Budget, Certificate, Distribution, Region, Topic
from tests.readers.repository.pulumi.test_pulumi import of, told

STACK = """
config:
  aws:region: sa-east-1
  kiosk:region: north
"""
CERTIFICATE = """
import * as aws from "@pulumi/aws";
import { virginia } from "./providers";
export const name = new aws.acm.Certificate("name", {
  domainName: "www.kiosk.example", validationMethod: "DNS",
}%s);
"""
PROVIDERS = """
import * as aws from "@pulumi/aws";
export const virginia = new aws.Provider("virginia", { region: "us-east-1" });
"""
FRONT = """
import * as aws from "@pulumi/aws";
import { name } from "./names";
new aws.cloudfront.Distribution("pages", {
  aliases: ["www.kiosk.example"],
  viewerCertificate: { acmCertificateArn: name.arn },
});
"""


def kiosk(options: str = "") -> dict[str, str]:
    return {
        "infra/Pulumi.yaml": "name: kiosk\nruntime: nodejs\n",
        "infra/Pulumi.production.yaml": STACK,
        "infra/index.ts": 'import * as aws from "@pulumi/aws";\nimport "./front";\n',
        "infra/providers.ts": PROVIDERS,
        "infra/names.ts": CERTIFICATE % options,
        "infra/front.ts": FRONT,
    }


def test_what_names_no_provider_is_made_in_the_region_of_its_stack() -> None:
    readings = told(kiosk())
    (certificate,) = of(Certificate, readings)
    assert (certificate.region, certificate.used_by) == ("sa-east-1", "cloudfront")
    (region,) = of(Region, readings)
    assert (region.name, region.at.path, region.at.start_line) == ("sa-east-1", "infra/Pulumi.production.yaml", 2)


def test_what_names_a_provider_of_another_file_is_made_where_that_works() -> None:
    readings = told(kiosk(", { provider: virginia }"))
    assert [one.region for one in of(Certificate, readings)] == ["us-east-1"]
    assert [one.certificate_region for one in of(Distribution, readings)] == ["us-east-1"]


@pytest.mark.parametrize("options", [", { provider: handed }", ", { parent: front }"])
def test_where_a_provider_that_nobody_sees_works_is_not_told(options: str) -> None:
    assert [one.region for one in of(Certificate, told(kiosk(options)))] == [None]


def test_a_provider_in_python_is_named_among_the_options() -> None:
    program = """
    import pulumi
    import pulumi_aws as aws

    east = aws.Provider("east", region="us-east-1")
    aws.acm.Certificate("front", domain_name="www.kiosk.example", opts=pulumi.ResourceOptions(provider=east))
    """
    assert [one.region for one in of(Certificate, told({"__main__.py": program}))] == ["us-east-1"]


def test_a_provider_of_cdktf_that_has_no_alias_is_everybodys() -> None:
    program = """
    import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
    import { AcmCertificate } from "@cdktf/provider-aws/lib/acm-certificate";
    class Kiosk extends TerraformStack {
      constructor(scope: Construct, id: string) {
        super(scope, id);
        new AwsProvider(this, "aws", { region: "ca-central-1" });
        const east = new AwsProvider(this, "east", { region: "us-east-1", alias: "east" });
        new AcmCertificate(this, "api", { domainName: "api.kiosk.example" });
        new AcmCertificate(this, "www", { domainName: "www.kiosk.example", provider: east });
      }
    }
    new Kiosk(app, "kiosk");
    """
    certificates = of(Certificate, told({"main.ts": program, "cdktf.json": "{}"}))
    assert [one.region for one in certificates] == ["ca-central-1", "us-east-1"]


def test_resources_in_yaml_name_their_provider_too() -> None:
    program = """
    name: kiosk
    runtime: yaml
    resources:
      west:
        type: pulumi:providers:aws
        properties:
          region: us-west-2
      name:
        type: aws:acm:Certificate
        properties:
          domainName: www.kiosk.example
        options:
          provider: ${west}
    """
    assert [one.region for one in of(Certificate, told({"Pulumi.yaml": program}))] == ["us-west-2"]


WATCH = """
import * as aws from "@pulumi/aws";
const bell = new aws.sns.Topic("bell");
new aws.sns.TopicSubscription("people", { topic: bell.arn, protocol: "email", endpoint: "night@kiosk.dev" });
new aws.cloudwatch.MetricAlarm("busy", { name: "kiosk-busy", metricName: "CPUUtilization", namespace: "AWS/EC2" });
const monitor = new aws.costexplorer.AnomalyMonitor("bill", { monitorType: "DIMENSIONAL" });
new aws.costexplorer.AnomalySubscription("bill", { monitorArnLists: [monitor.arn], frequency: "DAILY" });
"""


def test_properties_that_pulumi_calls_otherwise_are_the_same_ones() -> None:
    readings = told({"index.ts": dedent(WATCH)})
    assert [one.subscribers for one in of(Topic, readings)] == [("email",)]
    assert [one.name for one in of(Alarm, readings)] == ["kiosk-busy"]
    assert [(one.anomaly, one.notifies) for one in of(Budget, readings)] == [(True, True)]

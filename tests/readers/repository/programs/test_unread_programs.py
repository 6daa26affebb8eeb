"""Programs that make infrastructure in a language that nobody reads."""

import pytest

from holdfast.model.evidence import GapReason
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.programs.unread_programs import READER


@pytest.mark.parametrize(
    ("path", "row"),
    [
        ("infra/ShopStack.scala", "import software.amazon.awscdk.services.rds.DatabaseInstance"),
        ("infra/ShopStack.kt", "import software.amazon.awscdk.Stack"),
        ("infra/ShopStack.fs", "open Amazon.CDK.AWS.RDS"),
        ("infra/App.java", "import com.pulumi.aws.rds.Instance;"),
        ("infra/MyStack.cs", "using Pulumi.Aws.Rds;"),
        ("infra/main.go", 'import "github.com/pulumi/pulumi-aws/sdk/v6/go/aws/rds"'),
    ],
)
def test_what_such_a_program_makes_is_unread_and_not_absent(path: str, row: str) -> None:
    [gap] = READER.read(Snippet(path, f"// shop\n{row}\n"))
    assert (gap.at.start_line, gap.reason) == (2, GapReason.UNSUPPORTED)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("path", "row"),
    [
        ("src/Orders.java", "import software.amazon.awssdk.services.s3.S3Client;"),
        ("infra/ShopStack.java", "import software.amazon.awscdk.services.rds.DatabaseInstance;"),
        ("infra/ShopStack.cs", "using Amazon.CDK.AWS.RDS;"),
        ("src/main.go", 'import "github.com/aws/aws-sdk-go-v2/service/s3"'),
        ("infra/main.go", 'import "github.com/aws/aws-cdk-go/awscdk/v2"'),
    ],
)
def test_a_program_that_only_uses_aws_or_has_a_reader_of_its_own_leaves_no_gap(path: str, row: str) -> None:
    assert list(READER.read(Snippet(path, row))) == []


def test_tests_of_such_a_program_make_nothing() -> None:
    assert not READER.wants("infra/src/test/java/shop/ShopStackTest.java")

"""Programs of the CDK in Java and C#: they say what the same program says in TypeScript."""

import pytest

from holdfast.model.evidence import GapReason
from holdfast.model.facts import Database, ExposedSecret, Fact
from holdfast.readers.repository.base import Reading, Snippet, Tree
from holdfast.readers.repository.other_cdk import csharp, java
from holdfast.readers.repository.other_cdk.reader import READER
from tests.readers.repository.templates.support import places, told

JAVA = """package com.shop;

import software.amazon.awscdk.*;
import software.amazon.awscdk.services.ec2.*;
import software.amazon.awscdk.services.rds.*;
import software.amazon.awscdk.services.s3.Bucket;
import java.util.List;

public class ShopStack extends Stack {
    private final Vpc vpc;

    public ShopStack(final Construct scope, final String id) {
        this(scope, id, null);
    }

    public ShopStack(final Construct scope, final String id, final StackProps props) {
        super(scope, id, props);
        /* a database
           for orders */
        DatabaseInstance orders = DatabaseInstance.Builder.create(this, "Db")
            .engine(DatabaseInstanceEngine.postgres(PostgresInstanceEngineProps.builder()
                .version(PostgresEngineVersion.VER_15)
                .build()))
            .instanceType(InstanceType.of(InstanceClass.BURSTABLE3, InstanceSize.MICRO))
            .multiAz(false) // later
            .backupRetention(Duration.days(1))
            .build();
        SecurityGroup group = new SecurityGroup(this, "Sg", SecurityGroupProps.builder().vpc(vpc).build());
        group.addIngressRule(Peer.anyIpv4(), Port.tcp(22), "ssh");
        Bucket.Builder.create(this, "Uploads").cors(List.of(
            software.amazon.awscdk.services.s3.CorsRule.builder()
                .allowedMethods(List.of(HttpMethods.PUT))
                .allowedOrigins(List.of("*"))
                .build())).build();
    }
}
"""
CSHARP = """using Amazon.CDK;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.RDS;
using Amazon.CDK.AWS.Lambda;
using System.Collections.Generic;

namespace Shop
{
    public class ShopStack : Stack
    {
        internal ShopStack(Construct scope, string id, IStackProps props = null) : base(scope, id, props)
        {
            var orders = new DatabaseInstance(this, "Db", new DatabaseInstanceProps
            {
                Engine = DatabaseInstanceEngine.Postgres(new PostgresInstanceEngineProps { Version = X.VER_15 }),
                InstanceType = InstanceType.Of(InstanceClass.BURSTABLE3, InstanceSize.MICRO),
                MultiAz = false, // later
                BackupRetention = Duration.Days(1),
            });
            orders.Connections.AllowDefaultPortFromAnyIpv4();
            new Function(this, "Api", new FunctionProps
            {
                Environment = new Dictionary<string, string>
                {
                    { "MODE", "prod" },
                    ["JWT_SECRET"] = "k3y-Of-Th3-Sh0p-9x",
                },
            });
        }
    }

    sealed class Program
    {
        public static void Main(string[] args)
        {
            var app = new App();
            new ShopStack(app, "ShopProd", new StackProps { Env = new Environment { Region = "ap-northeast-2" } });
        }
    }
}
"""
DATABASE = "engine=postgresql placement=rds name=Db instance_class=db.t3.micro multi_az=False retention_days=1"


def read(path: str, text: str) -> list[Reading]:
    return list(READER.read(Snippet(path, text, kind=READER.kind)))


def test_builders_in_java_are_what_they_build() -> None:
    found = read("ShopStack.java", JAVA)
    lines = told(found)
    assert [line.split(" ")[:2] for line in lines] == [
        ["Database", "20"],
        ["Ingress", "29"],
        ["Bucket", "30"],
        ["BucketCors", "30-34"],
    ]
    assert DATABASE in lines[0]
    assert "origins=(*) methods=(PUT)" in lines[3]
    [database] = [one for one in found if isinstance(one, Database)]
    assert places(database)["multi_az"] == "25"
    assert places(database)["retention_days"] == "26"
    assert database.at.quote.strip() == 'DatabaseInstance orders = DatabaseInstance.Builder.create(this, "Db")'


def test_objects_in_csharp_are_what_they_tell() -> None:
    found = read("ShopStack.cs", CSHARP)
    lines = told(found)
    assert f"Database 13 [production] {DATABASE}" in lines[0]
    assert any(line.startswith("Ingress 20 [production] from_port=5432") for line in lines)
    assert "HandedSettings 25-26 [production] to=Api names=(MODE, JWT_SECRET)" in lines
    [secret] = [one for one in found if isinstance(one, ExposedSecret)]
    assert (secret.name, secret.at.start_line) == ("JWT_SECRET", 26)


@pytest.mark.parametrize(("path", "text"), [("ShopStack.java", JAVA), ("ShopStack.cs", CSHARP)])
def test_no_secret_comes_out_of_a_rewritten_program(path: str, text: str) -> None:
    assert "k3y-Of-Th3-Sh0p-9x" not in repr(read(path, text))


def test_a_stack_is_read_with_what_another_file_hands_it() -> None:
    files = {
        "infra/App.java": "import software.amazon.awscdk.App;\npublic class Main {\n"
        "  public static void main(final String[] args) {\n    App app = new App();\n"
        '    new DataStack(app, "ShopProd", null, 7);\n  }\n}\n',
        "infra/data/DataStack.java": "import software.amazon.awscdk.*;\nimport software.amazon.awscdk.services.rds.*;\n"
        "public class DataStack extends Stack {\n"
        "  public DataStack(final Construct scope, final String id, final StackProps props, final int days) {\n"
        "    super(scope, id, props);\n    this.makeDatabase(days);\n  }\n"
        '  private void makeDatabase(int days) {\n    DatabaseInstance.Builder.create(this, "Db")\n'
        "      .engine(DatabaseInstanceEngine.MYSQL).backupRetention(Duration.days(days)).build();\n  }\n}\n",
    }
    tree = Tree(paths=tuple(sorted(files)), open_text=files.__getitem__)
    wanted = tuple(one for path in tree.paths if isinstance(one := tree.snippet(path, READER.kind), Snippet))
    assert READER.read_together is not None
    [database] = READER.read_together(tree, wanted)
    assert isinstance(database, Database)
    assert (database.at.path, database.environment, database.retention_days) == (
        "infra/data/DataStack.java",
        "production",
        7,
    )


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("Orders.java", "import software.amazon.awssdk.services.s3.S3Client;\nclass A {}\n"),
        ("Orders.cs", "using Amazon.S3;\nclass A {}\n"),
        ("ShopStack.kt", "import software.amazon.awscdk.Stack\n"),
    ],
)
def test_other_programs_are_passed_over(path: str, text: str) -> None:
    assert read(path, text) == []


def test_a_program_of_which_nothing_is_understood_is_unread() -> None:
    [gap] = read("ShopStack.java", "import software.amazon.awscdk.*;\nclass A extends Stack { A( {\n")
    assert not isinstance(gap, Fact)
    assert (gap.at.path, gap.reason) == ("ShopStack.java", GapReason.UNSUPPORTED)


def test_tests_of_a_program_make_nothing() -> None:
    assert not READER.wants("infra/src/test/java/ShopStackTest.java")
    assert READER.wants("infra/src/main/java/ShopStack.java")


@pytest.mark.parametrize(
    "unit", ["X.builder().a(", "Map.of(", "List.of(List.of(), ", "{", '"', "/*", "class A extends ", "\x007\x00"]
)
@pytest.mark.parametrize("head", ["import software.amazon.awscdk.*;\n", "using Amazon.CDK;\n"])
def test_a_hostile_program_is_no_error(head: str, unit: str) -> None:
    path = "A.java" if head.startswith("import") else "A.cs"
    assert all(not isinstance(one, Fact) for one in read(path, head + unit * 400))


@pytest.mark.parametrize(
    "text",
    [
        f"var x = {'X.builder().a(' * 28}1{')' * 28};",
        f"var x = {'new[] { ' * 3_000}1{' }' * 3_000};",
        f"new{' ' * 40_000}",
        "\n".join(["public" + " " * 20_000] * 2),
        "/* " * 30_000,
        '\\"' * 40_000,
    ],
    ids=["unbuilt", "lists", "new", "public", "comments", "quotes"],
)
@pytest.mark.parametrize("head", ["import software.amazon.awscdk.*;\n", "using Amazon.CDK;\n"])
def test_a_program_is_rewritten_in_linear_time_however_deep_or_unclosed(head: str, text: str) -> None:
    assert (java if head.startswith("import") else csharp).rewrite(f"{head}{text}")


def test_a_program_without_an_end_is_a_gap() -> None:
    large = Snippet("A.java", "import software.amazon.awscdk.*;\n" + "int a = 1;\n" * 20_000, kind=READER.kind)
    assert READER.read_together is not None
    [gap] = READER.read_together(Tree(paths=("A.java",), open_text=lambda _: large.text), (large,))
    assert not isinstance(gap, Fact)
    assert (gap.at.path, gap.reason) == ("A.java", GapReason.TOO_LARGE)


def test_properties_and_lists_are_known_wherever_their_braces_stand() -> None:
    shown = csharp.rewrite(
        "new XProps\n{\n  Rows = new[]\n  {\n    1,\n  },\n  Ports = new List<int>() { 2 },\n  Health = new YOptions() { Days = 3 },\n}"
    )
    assert "".join(shown.split()) == "{rows:[1,],ports:[2],health:{days:3},}"


def test_a_field_with_its_value_is_that_value_where_it_is_named() -> None:
    fields = 'private static final int BACKUPS = 0;\n    protected String user = "shop";\n    private boolean twice = false;\n'
    text = JAVA.replace("private final Vpc vpc;", fields)
    text = text.replace("Duration.days(1)", "Duration.days(BACKUPS)").replace(".multiAz(false)", ".multiAz(this.twice)")
    [database] = [one for one in read("ShopStack.java", text) if isinstance(one, Database)]
    assert (database.retention_days, database.multi_az) == (0, False)


def test_what_a_method_takes_is_no_field_of_the_same_name() -> None:
    told = java.rewrite("class A {\n private int days = 0;\n void make(int days) { Duration.days(days); }\n}")
    assert "Duration.days(days)" in told

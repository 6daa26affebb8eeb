"""Values that one file of a CDK program hands to a stack in another, and helpers that make a stack's parts."""

from textwrap import dedent

from holdfast.model.facts import Database, Workload
from holdfast.readers.repository.base import Reading, Snippet, Tree
from holdfast.readers.repository.cdk import READER

MAIN = """
import * as cdk from 'aws-cdk-lib';
const app = new cdk.App();
new DataStack(app, 'Data', {
  multiAz: false,
  size: ec2.InstanceType.of(ec2.InstanceClass.BURSTABLE3, ec2.InstanceSize.MICRO),
});
new WebStack(app, 'Web', {
  copies: 1,
});
"""
DATA = """
import * as cdk from 'aws-cdk-lib';
export class DataStack extends cdk.Stack {
  constructor(scope, id, props) {
    super(scope, id, props);
    new rds.DatabaseInstance(this, 'Db', {
      engine: rds.DatabaseInstanceEngine.MYSQL,
      multiAz: props.multiAz,
      instanceType: props.size,
    });
  }
}
"""
WEB = """
import * as cdk from 'aws-cdk-lib';
export class WebStack extends cdk.Stack {
  constructor(scope, id, props) {
    super(scope, id, props);
    makeService(this, 'shop-service', { ...props, cluster: this.cluster });
  }
}
const makeService = (scope, name, props) => {
  const service = new patterns.ApplicationLoadBalancedFargateService(scope, name, {
    serviceName: name,
    desiredCount: props.copies,
  });
  return service;
};
"""


def program(files: dict[str, str]) -> list[Reading]:
    texts = {path: dedent(text).lstrip("\n") for path, text in files.items()}
    tree = Tree(paths=tuple(sorted(texts)), open_text=texts.__getitem__)
    wanted = [tree.snippet(path, READER.kind) for path in tree.paths if READER.wants(path)]
    assert READER.read_together is not None
    return list(READER.read_together(tree, tuple(one for one in wanted if isinstance(one, Snippet))))


def test_what_a_stack_is_handed_is_shown_where_it_is_written_and_where_it_is_taken() -> None:
    readings = program({"bin/main.ts": MAIN, "lib/data.ts": DATA, "lib/web.ts": WEB})
    (database,) = [fact for fact in readings if isinstance(fact, Database)]
    told = {name: str(at) for name, at in database.places.items() if name in ("multi_az", "multi_az taken")}
    assert told == {"multi_az": "bin/main.ts:4", "multi_az taken": "lib/data.ts:7"}
    assert (database.instance_class, str(database.places["instance_class"])) == ("db.t3.micro", "bin/main.ts:5")


def test_a_helper_in_a_constant_makes_what_its_caller_asks_for() -> None:
    readings = program({"bin/main.ts": MAIN, "lib/data.ts": DATA, "lib/web.ts": WEB})
    (workload,) = [fact for fact in readings if isinstance(fact, Workload)]
    assert (workload.name, workload.desired) == ("shop-service", 1)
    assert str(workload.places["desired"]) == "bin/main.ts:8"


def test_a_helper_that_only_returns_is_followed_too() -> None:
    text = (
        MAIN
        + "const few = () => 3;\nnew rds.DatabaseInstance(app, 'X', { backupRetention: cdk.Duration.days(few()) });\n"
    )
    found = [fact for fact in program({"bin/main.ts": text}) if isinstance(fact, Database)]
    assert [fact.retention_days for fact in found] == [3]


def test_objects_that_take_each_other_in_end() -> None:
    text = """
    import * as cdk from 'aws-cdk-lib';
    const a = { ...a, ...b, ...a, ...b, ...a };
    const b = { ...a, ...b, ...a, ...b, ...a };
    const app = new cdk.App();
    new rds.DatabaseInstance(app, 'Db', { multiAz: a.multiAz, engine: b.engine });
    """
    assert [type(fact) for fact in program({"bin/main.ts": text})] == [Database]

"""Values that one file of a CDK program hands to a stack in another, and helpers that make a stack's parts."""

from textwrap import dedent

import pytest

from holdfast.model.facts import Database, Ingress, Policy, Workload
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


LOOPS = """
import * as cdk from 'aws-cdk-lib';
const ADMINS = [22, 5432];
export class HostStack extends cdk.Stack {
  constructor(scope, id, { days = 14, size: kind }: Props) {
    super(scope, id);
    const group = new ec2.SecurityGroup(this, 'Group');
    [80, 443].forEach((port) => group.addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(port)));
    for (const port of ADMINS) {
      group.addIngressRule(ec2.Peer.ipv4('10.0.0.0/8'), ec2.Port.tcp(port));
    }
    ['orders', 'users'].map(({ length }) => length);
    [{ name: 'orders' }, { name: 'users' }].forEach(({ name }) => {
      new rds.DatabaseInstance(this, name, { backupRetention: cdk.Duration.days(days), instanceType: kind });
    });
    props.others.forEach((port) => group.addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(port)));
  }
}
new HostStack(app, 'Hosts', { size: 'm6g.large' });
"""
LOOPS_PYTHON = """
from aws_cdk import Stack, aws_ec2 as ec2
class HostStack(Stack):
    def __init__(self, scope, id, **more):
        super().__init__(scope, id, **more)
        group = ec2.SecurityGroup(self, "Group")
        for port in (22, 443):
            group.add_ingress_rule(ec2.Peer.any_ipv4(), ec2.Port.tcp(port))
"""


def test_a_loop_over_items_that_are_written_out_runs_once_for_each() -> None:
    readings = program({"lib/hosts.ts": LOOPS})
    opened = [(fact.from_port, fact.sources, fact.at.start_line) for fact in readings if isinstance(fact, Ingress)]
    assert opened == [
        (80, ("0.0.0.0/0",), 7),
        (443, ("0.0.0.0/0",), 7),
        (22, ("10.0.0.0/8",), 9),
        (5432, ("10.0.0.0/8",), 9),
    ]
    databases = [fact for fact in readings if isinstance(fact, Database)]
    assert [(one.name, one.retention_days, one.instance_class) for one in databases] == [
        ("orders", 14, "db.m6g.large"),
        ("users", 14, "db.m6g.large"),
    ]
    python = [fact for fact in program({"stacks/hosts.py": LOOPS_PYTHON}) if isinstance(fact, Ingress)]
    assert [(fact.from_port, fact.at.start_line) for fact in python] == [(22, 7), (443, 7)]


def test_level_1_constructs_are_read_by_cloudformations_own_names() -> None:
    text = """
    import * as cdk from 'aws-cdk-lib';
    new rds.CfnDBInstance(this, 'Db', { dbInstanceClass: 'db.m6g.large', engine: 'mysql', multiAz: true });
    """
    (database,) = (fact for fact in program({"lib/db.ts": text}) if isinstance(fact, Database))
    assert (database.instance_class, database.multi_az, database.where("multi_az").start_line) == (
        "db.m6g.large",
        True,
        2,
    )


def test_a_grant_on_a_resource_is_a_narrow_permission() -> None:
    text = """
    import * as cdk from 'aws-cdk-lib';
    const table = new dynamodb.Table(this, 'Orders');
    table.grantReadWriteData(handler);
    """
    (policy,) = (fact for fact in program({"lib/api.ts": text}) if isinstance(fact, Policy))
    assert policy.actions == ("dynamodb:GetItem", "dynamodb:PutItem")
    assert policy.resources == ("${Orders}",)


def test_a_buckets_policy_tells_what_anybody_may_do() -> None:
    text = """
    import * as cdk from 'aws-cdk-lib';
    const bucket = new s3.Bucket(this, 'Uploads');
    bucket.addToResourcePolicy(new iam.PolicyStatement({
      actions: ['s3:PutObject'], resources: [bucket.arnForObjects('*')], principals: [new iam.StarPrincipal()],
    }));
    """
    (policy,) = (fact for fact in program({"lib/site.ts": text}) if isinstance(fact, Policy))
    assert (policy.principal, policy.principal_type, policy.actions) == ("*", "anybody", ("s3:PutObject",))


def test_the_port_that_a_database_has_by_itself_is_what_its_connections_open() -> None:
    text = """
    import * as cdk from 'aws-cdk-lib';
    const db = new rds.DatabaseInstance(this, 'Db', { engine: rds.DatabaseInstanceEngine.mysql({ version: V }) });
    db.connections.allowDefaultPortFromAnyIpv4('everybody');
    const other = new ec2.SecurityGroup(this, 'Group');
    other.connections.allowDefaultPortFromAnyIpv4('nobody knows which');
    """
    openings = [fact for fact in program({"lib/db.ts": text}) if isinstance(fact, Ingress)]
    assert [(one.from_port, one.sources, one.at.start_line) for one in openings] == [(3306, ("0.0.0.0/0",), 3)]


HANDED_LIST = """
import * as cdk from 'aws-cdk-lib';
export class HostStack extends cdk.Stack {
  constructor(scope, id) {
    super(scope, id);
    this.open([22, 443]);
    this.open(props.others);
    const table = this.tables(['orders']);
  }
  private open(ports: number[]) {
    const group = new ec2.SecurityGroup(this, 'Group');
    for (const port of ports) {
      group.addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(port));
    }
    [80].forEach((port) => group.addIngressRule(ec2.Peer.ipv4('10.0.0.0/8'), ec2.Port.tcp(port)));
  }
  private tables(names: string[]) {
    names.forEach((name) => { new dynamodb.Table(this, name, { tableName: name }); });
  }
}
"""


def test_a_loop_over_what_a_method_is_given_runs_once_for_each_item() -> None:
    readings = program({"lib/hosts.ts": HANDED_LIST})
    openings = [(fact.from_port, fact.sources) for fact in readings if isinstance(fact, Ingress)]
    assert sorted(set(openings)) == [(22, ("0.0.0.0/0",)), (80, ("10.0.0.0/8",)), (443, ("0.0.0.0/0",))]
    assert [fact.name for fact in readings if isinstance(fact, Database)] == ["orders"]


SETTINGS = """export const SETTINGS = {
  data: {
    standby: false,
    size: ec2.InstanceType.of(ec2.InstanceClass.T3, ec2.InstanceSize.MICRO),
  },
} as const;
"""
SHOP = """import * as cdk from 'aws-cdk-lib';
import * as rds from 'aws-cdk-lib/aws-rds';

export class ShopStack extends cdk.Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.data();
  }

  private data() {
    new rds.DatabaseInstance(this, 'Data', {
      multiAz: SETTINGS.data.standby,
      instanceType: SETTINGS.data.size,
    });
  }
}
"""


@pytest.mark.parametrize("apart", [True, False])
def test_what_an_object_of_settings_holds_is_shown_where_it_stands(*, apart: bool) -> None:
    files = {"lib/settings.ts": SETTINGS, "lib/shop.ts": SHOP} if apart else {"lib/shop.ts": SETTINGS + SHOP}
    [database] = [fact for fact in program(files) if isinstance(fact, Database)]
    home, below = ("lib/settings.ts", 0) if apart else ("lib/shop.ts", 6)
    told = {name: str(at) for name, at in database.places.items() if "multi_az" in name or "class" in name}
    assert told == {
        "multi_az": f"{home}:3",
        "multi_az taken": f"lib/shop.ts:{12 + below}",
        "instance_class": f"{home}:4",
        "instance_class taken": f"lib/shop.ts:{13 + below}",
    }


def test_of_constants_of_one_name_a_file_takes_its_own() -> None:
    other = SETTINGS.replace("false", "true")
    [database] = [
        fact
        for fact in program({"lib/shop.ts": SETTINGS + SHOP, "lib/z-other.ts": other})
        if isinstance(fact, Database)
    ]
    assert database.multi_az is False


FUNCTIONS = {
    "a name": """
        export const settingsFor = (stage) => {
          const base = { db: { copies: false } };
          return base;
        };
        """,
    "a branch": """
        export function settingsFor(stage) {
          if (stage === 'staging') {
            return { db: { copies: true } };
          }
          return {
            db: { copies: false } };
        }
        """,
    "cases": """
        export function settingsFor(stage) {
          switch (stage) {
            case 'staging':
              return { db: { copies: true } };
            default: return { db: { copies: false } };
          }
        }
        """,
    "a choice": """
        export function settingsFor(stage) {
          return stage === 'staging' ? { db: { copies: true } } :
            { ...common,
              db: { copies: false } };
        }
        """,
    "a table": """
        const all = {
          staging: { db: { copies: true } },
          prod:    { db: { copies: false } },
        };
        export const settingsFor = (stage) => all[stage] ?? all.staging;
        """,
}
ASKING = """
import * as cdk from 'aws-cdk-lib';
import { settingsFor } from '../lib/config/settings';
const app = new cdk.App();
const stage = app.node.tryGetContext('stage') || 'prod';
const settings = settingsFor(stage);
new DataStack(app, 'Data', { multiAz: settings.db.copies });
"""


@pytest.mark.parametrize("text", FUNCTIONS.values(), ids=FUNCTIONS)
def test_a_function_of_another_file_is_followed_to_where_the_value_of_production_stands(text: str) -> None:
    readings = program({"bin/main.ts": ASKING, "lib/data.ts": DATA, "lib/config/settings.ts": text})
    found = [fact for fact in readings if isinstance(fact, Database) and fact.environment in (None, "production")]
    assert [fact.multi_az for fact in found] == [False]
    row = next(n for n, one in enumerate(dedent(text).lstrip("\n").splitlines(), start=1) if "copies: false" in one)
    assert str(found[0].places["multi_az"]) == f"lib/config/settings.ts:{row}"


def test_a_python_program_asks_functions_of_its_modules_too() -> None:
    readings = program(
        {
            "app.py": """
                import aws_cdk as cdk
                from stacks.data import DataStack
                app = cdk.App()
                DataStack(app, "Data", stage="prod")
                """,
            "stacks/data.py": """
                import aws_cdk as cdk
                from aws_cdk import aws_rds as rds
                from config import settings
                class DataStack(cdk.Stack):
                    def __init__(self, scope, id, stage):
                        super().__init__(scope, id)
                        rds.DatabaseInstance(self, "Db", multi_az=settings.copies_in(stage))
                """,
            "config/settings.py": """
                def copies_in(stage):
                    if stage == "dev":
                        return True
                    elif stage == "staging":
                        return True
                    else:
                        return False
                """,
        }
    )
    assert {fact.multi_az for fact in readings if isinstance(fact, Database) and fact.environment != "staging"} == {
        False
    }


def test_a_name_that_two_files_give_to_functions_leads_to_neither() -> None:
    one, other = (
        "export const settingsFor = () => ({ db: { copies: false } });\n",
        "export const settingsFor = () => 1;\n",
    )
    readings = program({"bin/main.ts": ASKING, "lib/data.ts": DATA, "lib/config/a.ts": one, "lib/config/b.ts": other})
    assert [fact.multi_az for fact in readings if isinstance(fact, Database)] == [None]

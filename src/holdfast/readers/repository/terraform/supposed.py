"""What serves people although a variable that is null by default switches it: whoever runs it has to give one.

A configuration may ask for the path of a package, a domain or an ARN with `default = null`, and make its functions and
what stands before them only where one is given (`count = var.package != null ? 1 : 0`, also through a local value or a
module's argument). Nothing in the repository gives it, and nobody would keep such a repository to run nothing. So a
second look at the configuration takes every such variable of the module that is run as given, and this is the one place
that says what then exists:

- what serves (`SERVES`): functions and their URLs, distributions, services, APIs, load balancers, databases;
- what is switched by no other variables of the same module than these are, as their alarms and logs.

All else stays off as it is written, so that no safeguard is taken for one that nobody has: what a yes or no, an empty
text or 0 switches; what a variable for an address of people switches (`alarm_email`, a topic, a channel); budgets,
topics and their subscriptions, which stay the claims that `switched` makes of them. So does a resource in whose place
another of its type exists where nothing is given, and a copy of a database that only reads.
"""

from collections.abc import Iterator

from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.terraform.project import source_of
from holdfast.readers.repository.terraform.registry import made_by, registry_type
from holdfast.readers.repository.terraform.scope import Inputs, ModuleScope
from holdfast.readers.repository.terraform.syntax import Block

SERVES = frozenset(
    [
        "aws_lambda_function",
        "aws_lambda_function_url",
        "aws_cloudfront_distribution",
        "aws_ecs_service",
        "aws_ecs_task_definition",
        "aws_apprunner_service",
        "aws_amplify_app",
        "aws_elastic_beanstalk_environment",
        "aws_lightsail_container_service",
        "aws_eks_cluster",
        "aws_apigatewayv2_api",
        "aws_api_gateway_rest_api",
        "aws_appsync_graphql_api",
        "aws_lb",
        "aws_alb",
        "aws_elb",
        "aws_db_instance",
        "aws_rds_cluster",
        "aws_docdb_cluster",
        "aws_dynamodb_table",
        "aws_lightsail_database",
    ]
)
"""Types of what people reach, and of what keeps their data."""
_NEVER = frozenset(
    [
        "aws_budgets_budget",
        "aws_ce_anomaly_subscription",
        "aws_chatbot_slack_channel_configuration",
        "aws_sns_topic",
        "aws_sns_topic_policy",
        "aws_sns_topic_subscription",
    ]
)
_SWITCHES = ("count", "for_each")
_ASKED = regex(r"\bvar\.([\w-]+)")
_LOCAL = regex(r"\blocal\.([\w-]+)")
_MOST = 60
"""How many local values one switch may go through."""


def second_look(scope: ModuleScope) -> ModuleScope | None:
    """The same configuration as it is where somebody gives what is null by default; None where nothing is."""
    state = scope.state
    if state.around is not None or state.caller is not None:
        return None
    defaults = [one.attributes["default"].text() for one in _variables(scope) if "default" in one.attributes]
    if not any(text in ("null", "None") for text in defaults):  # as HCL and JSON have it
        return None
    inputs = state.inputs
    given = Inputs(inputs.environment, inputs.values, inputs.fallback, supposing=True)
    return ModuleScope.root(state.project, state.module, given, state.named)


def _variables(scope: ModuleScope) -> Iterator[Block]:
    given = scope.state.inputs.values
    return (block for name, block in scope.state.module.variables.items() if name not in given)


@record(frozen=True)
class Beside:
    """A module twice: as it is, and as it is where somebody gives what is null by default."""

    now: ModuleScope
    then: ModuleScope

    def supposed(self) -> frozenset[int]:
        """The resources and the calls of modules that exist only then, and count all the same: the `id` of each."""
        module = self.now.state.module
        waiting = [block for block in (*module.resources, *module.calls) if self._waits(block)]
        if not waiting:
            return frozenset()
        there = {_sort(block) for block in module.resources if self.now.copies(block) and not self.then.copies(block)}
        serving = [block for block in waiting if self._serves(block) and _sort(block) not in there]
        asked = {name for block in serving for name in self._asked(block)}
        served = frozenset(map(id, serving))
        return served | {id(block) for block in waiting if self._goes_along(block, asked)}

    def _waits(self, block: Block) -> bool:
        """It is switched, makes nothing now, and something then."""
        if not any(name in block.attributes for name in _SWITCHES) or self.now.copies(block):
            return False
        return bool(self.then.copies(block))

    def _serves(self, block: Block) -> bool:
        if block.type != "module":
            return _is_served(block)
        if any(_serves_somewhere(child) for child in self.then.children(block.labels[0])):
            return True
        sort = registry_type(source_of(block))
        return any(made in SERVES for made, _ in made_by(sort, block)) if sort else False

    def _goes_along(self, block: Block, asked: set[str]) -> bool:
        own = self._asked(block)
        return bool(own) and own <= asked and _sort(block) not in (*_NEVER, *SERVES)

    def _asked(self, block: Block) -> set[str]:
        """The variables of its switch that are null now, also through local values."""
        module = self.now.state.module
        waiting = [block.attributes[name].text() for name in _SWITCHES if name in block.attributes]
        found, seen = set[str](), set[str]()
        while waiting and len(seen) < _MOST:
            text = waiting.pop()
            found.update(_ASKED.findall(text))
            names = [name for name in _LOCAL.findall(text) if name in module.locals and name not in seen]
            seen.update(names)
            waiting += (module.locals[name].text() for name in names)
        return {name for name in found if (value := self.now.lookup("var", name)) is not None and value.data is None}


def may_exist(sort: str) -> bool:
    """Whether a resource of this type may exist within a module that only does so then."""
    return sort not in _NEVER


def _sort(block: Block) -> str:
    return block.labels[0] if block.type == "resource" else f"{block.type}.{block.labels[0]}"


def _is_served(block: Block) -> bool:
    return block.type == "resource" and block.labels[0] in SERVES and "replicate_source_db" not in block.attributes


def _serves_somewhere(scope: ModuleScope) -> bool:
    waiting = [scope]
    while waiting:
        current = waiting.pop()
        module = current.state.module
        if any(_is_served(block) and current.copies(block) for block in module.resources):
            return True
        waiting += (child for call in module.calls for child in current.children(call.labels[0]))
    return False

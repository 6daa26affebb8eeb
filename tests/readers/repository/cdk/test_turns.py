"""Alarms that loops and functions of a CDK program make, and wire to those who hear them."""

import pytest

from .test_cdk import program, stack

TOPIC = "const topic = new sns.Topic(this, 'Ops');\n"
HEARD = "addAlarmAction(new actions.SnsAction(topic))"
CPU = "const cpu = new cw.Alarm(this, 'Cpu', { metric: web.metricCpuUtilization(), threshold: 80 });\n"
MEMORY = "const memory = web.metricMemoryUtilization().createAlarm(this, 'Memory', { threshold: 80 });\n"
PYTHON = "from aws_cdk import Stack\nclass Main(Stack):\n    def __init__(self, scope, name):\n"
METRICS = "{ Cpu: web.metricCpuUtilization(), Memory: web.metricMemoryUtilization() }"
MADE = f"new cw.Alarm(this, name, {{ metric, threshold: 80 }}).{HEARD};"


def told(lines: list[str]) -> set[str]:
    return {" ".join(line.split()[2:]) for line in lines if line.startswith("Alarm")}


@pytest.mark.parametrize(
    "body",
    [
        f"for (const [name, metric] of Object.entries({METRICS})) {{ {MADE} }}",
        f"const all = {METRICS};\nObject.entries(all).forEach(([name, metric]) => {{ {MADE} }});",
        (
            "[{ name: 'Cpu', metric: web.metricCpuUtilization() }, { name: 'Memory', metric: web.metricMemoryUtilization() }]"
            f".forEach(({{ name, metric }}) => {{ {MADE} }});"
        ),
        f"{CPU}{MEMORY}[cpu, memory].forEach((one) => one.{HEARD});",
        f"{CPU}{MEMORY}const tell = (one: cw.Alarm) => one.{HEARD};\ntell(cpu); tell(memory);",
        (
            f"{CPU}{MEMORY}this.tell([cpu, memory], topic);\n}}\n"
            f"tell(alarms: cw.Alarm[], topic: sns.Topic) {{ for (const one of alarms) {{ one.{HEARD}; }}"
        ),
        (
            "this.createAlarm('Cpu', web.metricCpuUtilization(), topic);\n"
            "this.createAlarm('Memory', web.metricMemoryUtilization(), topic);\n}\n"
            f"createAlarm(name: string, metric: cw.Metric, topic: sns.Topic) {{ {MADE}"
        ),
        (
            f"{CPU}{MEMORY}Aspects.of(this).add(new Wire(topic));\n}}\n}}\nclass Wire implements cdk.IAspect {{\n"
            f"constructor(private topic: sns.Topic) {{}}\nvisit(one: IConstruct) {{ if (one instanceof cw.Alarm) {{ one.{HEARD}; }}"
        ),
    ],
)
def test_alarms_of_loops_and_helpers_are_told_one_by_one_and_heard(body: str) -> None:
    assert told(stack(TOPIC + body)) == {
        "watches=cpu name=Cpu notifies=True",
        "watches=memory name=Memory notifies=True",
    }


def test_loops_of_python_over_names_and_pairs_are_followed() -> None:
    for over in (
        "{'Cpu': web.metric_cpu_utilization(), 'Memory': web.metric_memory_utilization()}.items()",
        "[('Cpu', web.metric_cpu_utilization()), ('Memory', web.metric_memory_utilization())]",
    ):
        loop = f"for name, metric in {over}:\n            cw.Alarm(self, name, metric=metric, threshold=80)\n"
        assert told(program({"main.py": f"{PYTHON}        {loop}"})) == {
            "watches=cpu name=Cpu notifies=False",
            "watches=memory name=Memory notifies=False",
        }


def test_a_topic_that_alarms_are_wired_to_and_nobody_hears_is_told() -> None:
    assert "Topic 4 name=Ops for_alarms=True" in stack(f"{TOPIC}{CPU}cpu.{HEARD};")


def test_a_class_of_python_is_an_aspect_where_its_own_decorator_says_so() -> None:
    made = "cw.Alarm(self, 'Cpu', metric=web.metric_cpu_utilization(), threshold=80)\n"
    wires = "        unknown.add_alarm_action(SnsAction(topic))\n"
    other = f"class Other(Stack):\n    def __init__(self, scope, name):\n{wires}"
    aspect = "@jsii.implements(IAspect)\nclass Look:\n    def visit(self, one):\n        print(one)\n"
    main = f"{PYTHON}        {made}"
    assert told(program({"main.py": f"{main}{other}{aspect}"})) == {"watches=cpu name=Cpu notifies=False"}


@pytest.mark.parametrize(
    ("loop", "made"),
    [
        ("for (let i = 0; i < 2; i++)", 2),
        ("for (let i = 1; i <= 3; i += 1)", 3),
        ("for (let i = 0; i < count; i++)", 1),
        ("for (let i = 0; i < 2000; i++)", 1),
    ],
)
def test_a_loop_that_counts_makes_as_many(loop: str, made: int) -> None:
    body = f"{loop} {{ new cw.Alarm(this, `Cpu${{i}}`, {{ metric: web.metricCpuUtilization(), threshold: 80 }}); }}"
    assert len([line for line in stack(TOPIC + body) if line.startswith("Alarm")]) == made


@pytest.mark.parametrize(("over", "made"), [("range(2)", 2), ("range(1, 4)", 3), ("range(count)", 1), ("ranges(2)", 1)])
def test_a_loop_of_python_that_counts_makes_as_many(over: str, made: int) -> None:
    loop = f"for i in {over}:\n            cw.Alarm(self, f'Cpu{{i}}', metric=web.metric_cpu_utilization(), threshold=80)\n"
    lines = program({"main.py": f"{PYTHON}        {loop}"})
    assert len([line for line in lines if line.startswith("Alarm")]) == made

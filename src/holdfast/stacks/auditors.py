"""The page docs/auditors.md: what outside auditors ask for that our templates do not do, and why."""

from collections.abc import Iterator

from holdfast.stacks.accepted import ACCEPTED, CHECKOV, CUSTODIAN, LINT, NAG, Accepted
from holdfast.stacks.policies import FORCED

_HOW = {
    NAG: "AwsSolutions of cdk-nag, run by our tests over every stack.",
    CHECKOV: "`uvx --from checkov checkov --framework cloudformation -d FOLDER` over what `holdfast synth --output "
    "FOLDER` writes (3.3.30, 2026-11). Never in this project's own environment: it brings an older boto3.",
    LINT: "cfn-lint, run by our tests over every template, in the region that it is for.",
    CUSTODIAN: "`uvx --from c7n custodian run --region REGION -s FOLDER tests/stacks/custodian.yml` (0.9.53, 2026-11) "
    "on an account that `holdfast deploy` has made, by policies of ours, called after the controls; here the embedded "
    "account with SweetOrder's two environments, where nobody makes hosts. On the account of its first state the same "
    "policies name ten resources. Run by hand: it has an environment of its own.",
}


def page() -> str:
    """The page as Markdown."""
    lines = [
        "# What auditors say",
        "",
        "`holdfast deploy` builds what the twelve controls ask for, at a small team's price. Auditors ask for more.",
        "What they say about our templates stands here with the reason why it stays. A finding that is not here fails",
        "our tests, and so does a line here that cdk-nag or cfn-lint do not say any more.",
        "",
    ]
    for auditor, accepted in ACCEPTED.items():
        lines += [f"## {auditor}", "", _HOW[auditor], "", *_table(accepted), ""]
    lines += [
        "## Actions on everything",
        "",
        "No role that we make has an action with an asterisk. These actions stand on the resource `*`, because AWS",
        "takes no other (Service Authorization Reference, read 2026-11):",
        "",
        "| Action | Why |",
        "| --- | --- |",
        *(f"| `{action}` | {why} |" for action, why in FORCED.items()),
    ]
    return "\n".join(lines) + "\n"


def _table(accepted: tuple[Accepted, ...]) -> Iterator[str]:
    yield "| Rule | Asks for | Why it stays |"
    yield "| --- | --- | --- |"
    for one in accepted:
        found = ", ".join(f"`{text}`" for text in one.found)
        yield f"| `{one.rule}`{f' at {found}' if found else ''} | {one.about} | {one.reason} |"

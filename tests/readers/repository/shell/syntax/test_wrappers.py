"""A command behind what hands it its environment is that command."""

import pytest

from holdfast.readers.repository.shell.syntax.parse import parse
from holdfast.readers.repository.shell.syntax.wrappers import strip


@pytest.mark.parametrize(
    "wrapped",
    [
        "pnpm env:prod cdk deploy",
        "pnpm run env:prod -- cdk deploy",
        "env:prod cdk deploy",
        "yarn with-env cdk deploy",
        "dotenv -e .env.production -- cdk deploy",
        "dotenv -f .env run -- cdk deploy",
        "env-cmd -f .env.production cdk deploy",
        "cross-env STAGE=prod NODE_ENV=production cdk deploy",
        "doppler run -p shop -c prd -- cdk deploy",
        "dotenvx run -f .env.production -- cdk deploy",
        "infisical run --env=prod -- cdk deploy",
        "op run --env-file .env -- npx cdk deploy",
        "aws-vault exec shop-prod -- cdk deploy",
        "aws-vault exec shop-prod cdk deploy",
        "chamber exec shop api -- cdk deploy",
    ],
)
def test_what_hands_over_an_environment_is_no_command_of_its_own(wrapped: str) -> None:
    words = wrapped.split()
    assert words[strip(words) :] == ["cdk", "deploy"]


@pytest.mark.parametrize(
    "command",
    [
        "pnpm env:prod",
        "pnpm deploy:prod cdk",
        "npm run build",
        "env:prod npm",
        "aws-vault list",
        "op read x",
        "chamber exec",
    ],
)
def test_what_hands_over_nothing_stays_as_it_is(command: str) -> None:
    assert strip(command.split()) == 0


def test_what_a_wrapper_sets_for_one_command_is_set_as_the_shell_does() -> None:
    (command,) = parse("sudo env A=1 env B=two=3 node .").commands
    assert (command.text, command.assigns) == ("node .", (("A", "1"), ("B", "two=3")))


@pytest.mark.parametrize("variable", ["$TARGET", "${target}", "$DEPLOY_TARGET"])
def test_a_host_whose_variable_has_options_in_its_letters_is_a_host(variable: str) -> None:
    assert [one.name for one in parse(f"ssh {variable} 'cd app && pm2 restart api'").commands] == ["ssh", "cd", "pm2"]
    assert [one.name for one in parse(f"ssh $SSH_ARGS {variable} 'pm2 restart api'").commands] == ["ssh", "pm2"]


@pytest.mark.parametrize(
    "wrapped",
    [
        "sudo -iu app pm2 reload shop",
        "sudo -Hnu app pm2 reload shop",
        "sudo -uapp pm2 reload shop",
        "sudo -iuapp pm2 reload shop",
        "sudo -iu app bash -euo pipefail -c 'pm2 reload shop'",
        "docker exec -itu app web pm2 reload shop",
        "doppler run --silent pm2 reload shop",
    ],
)
def test_the_last_of_several_letters_may_take_the_next_word(wrapped: str) -> None:
    assert "pm2" in [command.name for command in parse(f"{wrapped}\n").commands]

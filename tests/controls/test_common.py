"""What several controls share."""

from holdfast.controls.common import MOST_NAMES, listed


def test_a_message_names_each_thing_once_and_counts_what_is_too_many_to_name() -> None:
    assert listed(["web", None, "", "api", "web"]) == "web, api"
    assert listed(f"i-{number}" for number in range(MOST_NAMES)).endswith(f"i-{MOST_NAMES - 1}")
    assert listed(f"i-{number}" for number in range(MOST_NAMES + 380)).endswith("i-19, … (+380)")

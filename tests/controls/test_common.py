"""What several controls share."""

from holdfast.controls.common import MOST_NAMES, MOST_PLACES, joined, listed, places
from holdfast.model.facts import Login
from tests.controls.support import INSTRUCTED, made


def test_a_message_names_each_thing_once_and_counts_what_is_too_many_to_name() -> None:
    assert listed(["web", None, "", "api", "web"]) == "web, api"
    assert listed(f"i-{number}" for number in range(MOST_NAMES)).endswith(f"i-{MOST_NAMES - 1}")
    assert listed(f"i-{number}" for number in range(MOST_NAMES + 380)).endswith("i-19, … (+380)")


def test_of_more_places_than_a_reader_takes_in_every_file_shows_some_in_the_order_given() -> None:
    many = [made(Login, f"first.yml:{line}", method="ssh") for line in (30, *range(40, 52), 20)]
    few = [made(Login, f"second.yml:{line}", method="ssh") for line in (7, 9)]
    shown = [str(one.at) for one in places([*many, *few])]
    first = [f"first.yml:{line}" for line in (30, 40, 41, 42, 43, 44, 45, 20)]
    assert shown == [*first, "second.yml:7", "second.yml:9"]
    assert len(shown) == MOST_PLACES
    assert [str(one.at) for one in places(few)] == ["second.yml:7", "second.yml:9"]
    assert [str(one.at) for one in places(many, most=1)] == ["first.yml:30"]


def test_consecutive_lines_of_a_guide_are_one_place_and_those_of_code_are_not() -> None:
    told = [made(Login, f"guide.md:{line}", kind=INSTRUCTED, method="ssh") for line in (3, 4, 5, 7, 8)]
    other = made(Login, "other.md:9", kind=INSTRUCTED, method="ssh")
    coded = [made(Login, f"ship.yml:{line}", method="ssh") for line in (1, 2)]
    shown = [str(one.at) for one in joined([*told, other, *coded])]
    assert shown == ["guide.md:3-5", "guide.md:7-8", "other.md:9", "ship.yml:1", "ship.yml:2"]


def test_of_a_long_list_in_a_guide_every_line_is_shown_in_one_place_or_another() -> None:
    lines = [made(Login, f"setup.md:{line}", kind=INSTRUCTED, method="ssh") for line in range(10, 95)]
    assert [str(one.at) for one in joined(lines)] == ["setup.md:10-49", "setup.md:50-89", "setup.md:90-94"]

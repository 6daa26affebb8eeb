"""Instances that are no machines."""

import pytest

from holdfast.model.facts import Instance

from ..support import read


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("# Set-up\n\n1. Create a BoatSocket instance and connect it.\n", False),
        ("# Records\n\nRun the call. It returns the newly created instance as a dictionary.\n", False),
        ("# Set-up\n\n1. Create an instance on EC2.\n", True),
        ("# Deploy to AWS\n\n1. Create an instance.\n", True),
        ("# Set-up\n\n1. Create an instance and log in to it over SSH.\n", True),
    ],
)
def test_an_instance_of_which_nothing_speaks_as_of_a_machine_is_an_object(text: str, *, found: bool) -> None:
    assert any(isinstance(one, Instance) for one in read(text)) is found

"""What a template says beside what the services say."""

from typing import Any

import pytest

from holdfast.rig.cloudformation.comparison import differences


@pytest.mark.parametrize(
    ("want", "have"),
    [
        ({"Port": 80}, {"Port": 80, "More": 1}),
        ({"Port": "80"}, {"Port": 80}),
        ({"Threshold": 5}, {"Threshold": 5.0}),
        ({"Enabled": True}, {"Enabled": "true"}),
        ({"IpAddressType": "x"}, {"ipAddressType": "x"}),
        ({"Names": ["b", "a"]}, {"Names": ["a", "b", "c"]}),
        ({"Rules": [{"Id": "2"}, {"Id": "1"}]}, {"Rules": [{"Id": "1", "More": 1}, {"Id": "2"}]}),
        ({"Policy": {"Action": "s3:*"}}, {"Policy": '{"Action": ["s3:*"]}'}),
        ({"Methods": {"Items": ["GET"]}}, {"Methods": ["GET"]}),
        ({"Tags": []}, {}),
    ],
)
def test_what_is_the_same_in_other_clothes_is_no_difference(want: Any, have: Any) -> None:
    assert list(differences(want, have)) == []


@pytest.mark.parametrize(
    ("want", "have", "lost"),
    [
        ({"Port": 80}, {}, ("Port", 80, None)),
        ({"Port": 80}, {"Port": 81}, ("Port", 80, 81)),
        ({"Enabled": False}, {"Enabled": True}, ("Enabled", False, True)),
        ({"Names": ["a", "b"]}, {"Names": ["a"]}, ("Names.1", "b", None)),
        ({"Names": ["a", "a"]}, {"Names": ["a"]}, ("Names.1", "a", None)),
        (
            {"Rules": [{"Id": "1", "Days": 7, "Status": "Enabled"}]},
            {"Rules": [{"Id": "1", "Status": "Enabled"}, {"Id": "2"}]},
            ("Rules.0.Days", 7, None),
        ),
        ({"Policy": {"Action": "s3:*"}}, {"Policy": '{"Action": "s3:Get*"}'}, ("Policy.Action", "s3:*", "s3:Get*")),
    ],
)
def test_a_loss_is_told_by_its_narrowest_place(want: Any, have: Any, lost: tuple[str, Any, Any]) -> None:
    assert list(differences(want, have)) == [lost]

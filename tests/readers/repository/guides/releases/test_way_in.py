"""The address by which a guide has somebody enter the host of its releases."""

import pytest

from holdfast.model.facts import Deployment
from tests.readers.repository.guides.support import read

_GUIDE = """\
# Deploy

## Production server

1. Enter the server

```
{enter}
```

2. Update it

```
cd /srv/shop
git pull
pm2 restart shop
```
"""


@pytest.mark.parametrize(
    ("enter", "line"),
    [
        ("ssh -i shop.pem ubuntu@203.0.113.9", 8),
        ("ssh web@shop.test.kr", 8),
        ("ssh ubuntu@your-server.com", 14),
        ("ssh git@github.com", 14),
        ("ssh production", 14),
    ],
)
def test_a_release_by_hand_goes_to_the_one_host_that_is_entered_by_its_address(enter: str, line: int) -> None:
    (release,) = (one for one in read(_GUIDE.format(enter=enter)) if isinstance(one, Deployment))
    assert release.where("host").start_line == line

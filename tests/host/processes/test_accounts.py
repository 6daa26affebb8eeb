from pathlib import Path

import pytest

from holdfast.host.processes.accounts import Account, is_root, reachable, server_account

STRANGER = Account("stranger", 54_321, 54_321)


def test_a_folder_below_a_closed_one_is_not_reachable_for_others(tmp_path: Path) -> None:
    inner = tmp_path / "closed" / "open"
    inner.mkdir(parents=True)
    inner.chmod(0o755)
    (tmp_path / "closed").chmod(0o700)
    assert not reachable(inner, STRANGER)
    assert reachable(inner, None)
    assert reachable(Path("/usr/bin/env"), STRANGER)


@pytest.mark.skipif(not is_root(), reason="only root runs servers as another user")
def test_a_server_of_roots_runs_as_the_first_user_that_there_is() -> None:
    found = server_account("nobody-by-this-name", "daemon", "nobody")

    assert found is not None
    assert found.name == "daemon"


@pytest.mark.skipif(not is_root(), reason="only root runs servers as another user")
def test_a_server_of_roots_runs_as_nobody_where_no_better_user_is_known() -> None:
    found = server_account("nobody-by-this-name")

    assert found is not None
    assert found.name == "nobody"

"""Values of secrets: nothing but the one question shows them."""

import pickle

import pytest

from holdfast.model.secret import Secret


def test_no_text_of_a_secret_holds_its_value() -> None:
    secret = Secret("canary-value-7f3")

    texts = (repr(secret), str(secret), f"{secret}", f"{secret!r:>40}", repr({"DATABASE_URL": secret}), f"{[secret]}")

    assert not any("canary" in text for text in texts)
    assert secret.get_secret_value() == "canary-value-7f3"


def test_an_empty_secret_is_seen_to_be_empty() -> None:
    assert (str(Secret("")), bool(Secret(""))) == ("", False)


def test_secrets_are_equal_by_value() -> None:
    assert Secret("a") == Secret("a")
    assert Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert len({Secret("a"), Secret("a")}) == 1


def test_a_secret_is_not_pickled() -> None:
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(Secret("a"))

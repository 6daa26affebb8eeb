from holdfast.host.backup.compare import differences
from holdfast.model.backup import TableState

ORDERS = TableState(name="public.orders", rows=10, digest="aa")
CAKES = TableState(name="public.cakes", rows=3, digest="bb")


def test_equal_tables_in_any_order_differ_in_nothing() -> None:
    assert differences((ORDERS, CAKES), (CAKES, ORDERS)) == ()


def test_nothing_and_nothing_are_equal() -> None:
    assert differences((), ()) == ()


def test_a_table_that_did_not_come_back_is_named() -> None:
    assert differences((ORDERS, CAKES), (CAKES,)) == ("public.orders: is not there",)


def test_a_table_that_nobody_knows_is_named() -> None:
    assert differences((CAKES,), (ORDERS, CAKES)) == ("public.orders: is there, and the manifest does not know it",)


def test_a_missing_row_is_counted() -> None:
    fewer = TableState(name="public.orders", rows=9, digest="cc")

    assert differences((ORDERS,), (fewer,)) == ("public.orders: 9 rows instead of 10",)


def test_as_many_rows_with_other_content_are_told() -> None:
    other = TableState(name="public.orders", rows=10, digest="ab")

    assert differences((ORDERS,), (other,)) == ("public.orders: the content of its 10 rows is another",)


def test_all_differences_are_told_by_name() -> None:
    lines = differences((ORDERS, CAKES), ())

    assert [line.split(":")[0] for line in lines] == ["public.cakes", "public.orders"]

"""What a script creates with `aws` commands and changes afterwards."""

from holdfast.model.facts import Database
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of


def of(text: str) -> list[Database]:
    return [fact for fact in facts_of(Snippet("infra/db.sh", text)) if isinstance(fact, Database)]


def test_a_database_is_as_the_script_leaves_it() -> None:
    text = """
aws rds create-db-instance --db-instance-identifier shop --engine mysql --backup-retention-period 1
aws rds create-db-instance --db-instance-identifier other --engine mysql
aws rds modify-db-instance --db-instance-identifier shop --multi-az --backup-retention-period 30
"""
    shop, other = of(text)
    assert (shop.multi_az, shop.retention_days, shop.where("multi_az").start_line) == (True, 30, 4)
    assert (other.multi_az, other.retention_days) == (False, 1)


def test_a_table_goes_back_where_the_script_says_so_for_it() -> None:
    create = "aws dynamodb create-table --table-name orders\n"
    change = "aws dynamodb update-continuous-backups --table-name {} --point-in-time-recovery-specification {}\n"
    on, off = "PointInTimeRecoveryEnabled=true", "PointInTimeRecoveryEnabled=false"
    assert [one.point_in_time for one in of(create)] == [False]
    assert [one.point_in_time for one in of(create + change.format("orders", on))] == [True]
    assert [one.point_in_time for one in of(create + change.format("orders", off))] == [False]
    assert [one.point_in_time for one in of(create + change.format("$TABLE", on))] == [None]


def test_a_database_of_another_place_is_told_where_a_script_takes_from_its_safety() -> None:
    change = "aws rds modify-db-instance --db-instance-identifier shop --apply-immediately"
    (single,) = of(f"{change} --no-multi-az\n")
    assert (single.multi_az, single.public, single.retention_days) == (False, None, None)
    (unkept,) = of(f"{change} --backup-retention-period 0\n")
    assert (unkept.multi_az, unkept.retention_days, unkept.point_in_time) == (None, 0, False)
    assert of(f"{change} --master-user-password $NEW\n") == []
    assert of(f"{change} --multi-az --backup-retention-period 30\n") == []
    assert len(of(f"aws rds create-db-instance --db-instance-identifier shop\n{change} --no-multi-az\n")) == 1


def test_a_cluster_of_aurora_is_as_large_and_as_safe_as_the_instances_that_the_script_makes_in_it() -> None:
    cluster = "aws rds create-db-cluster --db-cluster-identifier shop --engine aurora-mysql\n"
    member = (
        "aws rds create-db-instance --db-instance-identifier shop-{} --db-cluster-identifier {} --engine aurora-mysql"
    )
    sized = f"{member} --db-instance-class db.t3.medium\n"
    (alone,) = of(cluster + sized.format(1, "shop"))
    assert (alone.instance_class, alone.multi_az) == ("db.t3.medium", False)
    assert [alone.where(name).start_line for name in ("instance_class", "multi_az")] == [2, 2]
    (two,) = of(cluster + sized.format(1, "shop") + sized.format(2, "shop"))
    assert two.multi_az is True
    (looped,) = of(f"{cluster}for i in 1 2; do\n  {sized.format('$i', 'shop')}done\n")
    assert (looped.instance_class, looped.multi_az) == ("db.t3.medium", None)
    (other,) = of(cluster + sized.format(1, "desk"))
    assert (other.instance_class, other.multi_az) == (None, None)


def test_a_variable_may_hold_the_option_that_has_a_database_in_two_places() -> None:
    made = "aws rds create-db-instance --db-instance-identifier shop --engine mysql $SPREAD\n"
    chosen = 'if [ "$STAGE" = prod ]; then\n  SPREAD=--multi-az\nelse\n  SPREAD=\nfi\n'
    assert [one.multi_az for text in (chosen + made, made) for one in of(text)] == [True, False]

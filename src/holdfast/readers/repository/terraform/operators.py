"""Terraform's operators on values of which some are not known."""

from holdfast.readers.repository.terraform.values import NOTHING, Value, same

PRECEDENCE = {
    "||": 0,
    "&&": 1,
    "==": 2,
    "!=": 2,
    "<": 3,
    ">": 3,
    "<=": 3,
    ">=": 3,
    "+": 4,
    "-": 4,
    "*": 5,
    "/": 5,
    "%": 5,
}
"""How tightly an operator binds; higher binds tighter."""


def unary(operator: str, operand: Value) -> Value:
    """`!x` and `-x`."""
    if operator == "!":
        flag = operand.flag()
        return NOTHING if flag is None else Value(not flag)
    number = operand.number()
    return NOTHING if number is None else Value(-_whole(number), operand.place)


def binary(operator: str, left: Value, right: Value) -> Value:
    """`left operator right`; UNKNOWN when the result hangs on something unknown."""
    if operator in ("||", "&&"):
        return _logical(operator, left.flag(), right.flag())
    if operator in ("==", "!="):
        equal = same(left.data, right.data)
        return NOTHING if equal is None else Value(equal == (operator == "=="))
    one, other = left.number(), right.number()
    if one is None or other is None:
        return NOTHING
    if operator in ("<", ">", "<=", ">="):
        return Value({"<": one < other, ">": one > other, "<=": one <= other, ">=": one >= other}[operator])
    return _arithmetic(operator, one, other)


def _logical(operator: str, *flags: bool | None) -> Value:
    decisive = operator == "||"
    if decisive in flags:
        return Value(decisive)
    return NOTHING if None in flags else Value(not decisive)


def _arithmetic(operator: str, one: float, other: float) -> Value:
    if operator in ("/", "%") and not other:
        return NOTHING
    results = {"+": one + other, "-": one - other, "*": one * other}
    if operator in results:
        return Value(_whole(results[operator]))
    return Value(_whole(one / other if operator == "/" else one % other))


def _whole(number: float) -> float:
    return int(number) if abs(number) < 1e15 and number == int(number) else number

"""Go programs that check their settings and only log the error."""

import pytest

from holdfast.model.facts import ConfigurationLoader, RequiredSettings
from tests.readers.repository.source.support import told

_CHECK = (
    'package main\n\nfunc validate() error {\n\tfor _, k := range []string{"DATABASE_URL", "JWT_SECRET"} {\n'
    '\t\tif os.Getenv(k) == "" {\n\t\t\treturn fmt.Errorf("%s is not set", k)\n\t\t}\n\t}\n\treturn nil\n}\n\n'
)


def places(main: str, check: str = _CHECK) -> list[str]:
    text = f'{check}func main() {{\n{main}\n\thttp.ListenAndServe(":80", nil)\n}}\n'
    found = told({"go.mod": "module shop\n", "main.go": text}, ConfigurationLoader, RequiredSettings)
    return [one.partition(" ")[0] for one in found if "missing=warns" in one]


@pytest.mark.parametrize(
    ("main", "lines"),
    [
        ("\tif err := validate(); err != nil {\n\t\tlog.Println(err)\n\t}", ["main.go:13-15"]),
        ("\terr := validate()\n\tif err != nil {\n\t\tslog.Warn(err.Error())\n\t}", ["main.go:13-16"]),
        ("\tif err := validate(); err != nil {\n\t\tlog.Fatal(err)\n\t}", []),
        ("\tif err := validate(); err != nil {\n\t\tlog.Println(err)\n\t\tos.Exit(1)\n\t}", []),
        ("\tif err := validate(); err != nil {\n\t\tlog.Println(err)\n\t}\n\tmust(validate())", []),
        ("\tmust(validate())", []),
    ],
)
def test_an_error_that_is_only_logged_stops_nothing(main: str, lines: list[str]) -> None:
    assert places(main) == lines


def test_nobody_hears_of_an_error_where_the_check_itself_leaves() -> None:
    leaves = _CHECK.replace('return fmt.Errorf("%s is not set", k)', "log.Fatal(k)")
    assert places("\tif err := validate(); err != nil {\n\t\tlog.Println(err)\n\t}", leaves) == []

"""What moto loses of RDS: a group of subnets that is changed."""

from typing import Any


def complete() -> None:
    """Have moto keep a group of subnets after it was changed; once."""
    from moto.rds.models import RDSBackend

    backend: Any = RDSBackend
    if getattr(backend, "keeps_subnet_groups", False):
        return
    change = backend.modify_db_subnet_group

    def changed(self: Any, name: str, *args: Any, **kwargs: Any) -> Any:
        group = change(self, name, *args, **kwargs)
        self.subnet_groups[name] = group
        return group

    backend.modify_db_subnet_group = changed
    backend.keeps_subnet_groups = True

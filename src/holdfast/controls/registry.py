"""The explicit list of the twelve controls, in the order of their numbers."""

from holdfast.controls import (
    access,
    availability,
    backup,
    capacity,
    certificates,
    configuration,
    cors,
    cost,
    health,
    monitoring,
    releases,
    scaling,
)
from holdfast.model.findings import Control

CONTROLS: tuple[Control, ...] = (
    access.CONTROL,
    availability.CONTROL,
    capacity.CONTROL,
    health.CONTROL,
    cors.CONTROL,
    certificates.CONTROL,
    configuration.CONTROL,
    backup.CONTROL,
    scaling.CONTROL,
    monitoring.CONTROL,
    releases.CONTROL,
    cost.CONTROL,
)

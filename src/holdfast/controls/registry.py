"""The explicit list of the twelve controls, in the order of their numbers."""

from holdfast.controls import access, certificates, configuration, cors, health, releases
from holdfast.model.findings import Control

CONTROLS: tuple[Control, ...] = (
    access.CONTROL,
    health.CONTROL,
    cors.CONTROL,
    certificates.CONTROL,
    configuration.CONTROL,
    releases.CONTROL,
)

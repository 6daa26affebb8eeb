"""How one product is started on a host: the same words for every process manager."""

from dataclasses import dataclass

from holdfast.model.errors import SpecError, SpecProblem
from holdfast.model.product import SPEC_FILE, Product


@dataclass(frozen=True, slots=True)
class Process:
    """One process of the application.

    Args:
        name: as the process manager calls it.
        port: that it listens on, handed over as PORT.
    """

    name: str
    port: int


def processes_of(product: Product) -> tuple[Process, ...]:
    """One process for each port, named as the health probe looks for them where the spec names as many."""
    ports = tuple(dict.fromkeys(product.service.ports))
    named = product.service.health.processes
    if len(named) == len(ports):
        return tuple(Process(name, port) for name, port in zip(named, ports, strict=True))
    if len(ports) == 1:
        return (Process(product.name, ports[0]),)
    return tuple(Process(f"{product.name}-{port}", port) for port in ports)


def launch_words(product: Product, environment: str) -> tuple[str, ...]:
    """The launcher's arguments, which end in the application's own command.

    Raises:
        SpecError: the spec names no command, or one with a sign that no process manager takes.
    """
    command = product.service.command
    if not command:
        problem = SpecProblem(0, "service.command", "expected the command that starts the application, word by word")
        raise SpecError(SPEC_FILE, (problem,))
    if any(not word.isprintable() for word in command):
        problem = SpecProblem(0, "service.command", "expected words without line ends and control signs")
        raise SpecError(SPEC_FILE, (problem,))
    return ("launch", "--environment", environment, "--", *command)

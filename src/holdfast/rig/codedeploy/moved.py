"""Moves the ports of every spec that is read: several hosts of a rig share this machine's loopback."""

from dataclasses import replace

from holdfast.model.product import Product
from holdfast.readers import spec


def move(by: int) -> None:
    """Add `by` to the ports of application and agent in every spec that this process reads from now on."""
    parse = spec.parse_spec

    def parse_moved(data: bytes, where: str = spec.FILE_NAME) -> Product:
        return moved(parse(data, where), by)

    spec.parse_spec = parse_moved


def moved(product: Product, by: int) -> Product:
    """The product with its ports moved."""
    service = product.service
    health = replace(service.health, port=service.health.port + by)
    more = tuple(port + by for port in service.more_ports)
    found = replace(product, service=replace(service, port=service.port + by, more_ports=more, health=health))
    object.__setattr__(found, "named", product.named)
    return found

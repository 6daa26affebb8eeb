"""Who may see the details: loopback itself, and the networks that the spec names."""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from holdfast.model.errors import UsageError

Headers = Iterable[tuple[bytes, bytes]]

_CHAINS = frozenset({b"x-forwarded-for", b"x-real-ip"})
_NEVER = frozenset({b"forwarded"})
"""RFC 7239's header is refused instead of read: Nginx does not write it, so a client did."""


@dataclass(frozen=True, slots=True)
class Viewers:
    """Decides by address. A request that a proxy handed on is judged by every address of its chain."""

    networks: tuple[IPv4Network | IPv6Network, ...] = ()

    @classmethod
    def of(cls, words: Iterable[str]) -> "Viewers":
        """Viewers from the spec's `details_to`.

        Raises:
            UsageError: one of them is no network.
        """
        networks = []
        for word in words:
            try:
                networks.append(ip_network(word, strict=False))
            except ValueError:
                raise UsageError(
                    "not a network", where="service.health.details_to", next_step="write it as 10.0.0.0/16"
                ) from None
        return cls(tuple(networks))

    def allow(self, peer: str | None, headers: Headers) -> bool:
        """Whether the sender may see the details.

        Args:
            peer: the address that the connection comes from; None when it has none.
            headers: of the request, with lower-case names.
        """
        chain: list[str] = []
        for name, value in headers:
            if name in _NEVER:
                return False
            if name in _CHAINS:
                chain += value.decode("latin-1").split(",")
        if peer is None or not self._knows(peer):
            return False
        # All of the chain: a client may write any beginning of it, and behind a load balancer its end is the balancer.
        # Loopback in it is no proof of anything either, unless the spec names it.
        return all(self._named(address.strip()) for address in chain)

    def _knows(self, word: str) -> bool:
        try:
            address = ip_address(word)
        except ValueError:
            return False
        mapped = getattr(address, "ipv4_mapped", None)
        return (mapped or address).is_loopback or self._named(word)

    def _named(self, word: str) -> bool:
        try:
            address = ip_address(word)
        except ValueError:
            return False
        address = getattr(address, "ipv4_mapped", None) or address
        return any(address in network for network in self.networks)

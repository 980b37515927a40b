"""The addresses under which readers reach this dashboard, and the origins that follow from each.

A web page elsewhere may send a reader's browser here: by a name that it makes point at this machine, or
from another port of it. Neither has an address of ours in its ``Host`` and its ``Origin``.
"""

import ipaddress
import re
import socket
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import streamlit as st

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
"""Names of this machine that no other machine can have."""
WILDCARDS = frozenset({"", "0.0.0.0", "::"})  # noqa: S104 (compared, not bound)
SCHEMES = ("http", "https")
_HOST = re.compile(r"(\[[0-9a-f:.]{2,45}\]|[a-z0-9._-]{1,253})(?::([0-9]{1,5}))?")


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """Where the server listens, and the public addresses of proxies in front of it.

    Args:
        host: address it listens on; one of `WILDCARDS` means every address of this machine.
        port: port it listens on.
        secure: whether it speaks TLS itself.
        public: origins of proxies on other machines, such as ``https://hub.example.org``.

    Example:
        >>> ours = Addresses(host="127.0.0.1", port=8501, public=frozenset({"https://hub.example.org"}))
        >>> sorted(ours.origins_at("localhost:8501"))
        ['http://localhost:8501', 'https://localhost:8501']
        >>> sorted(ours.origins_at("hub.example.org")), sorted(ours.origins_at("evil.example"))
        (['https://hub.example.org'], [])
    """

    host: str
    port: int
    secure: bool = False
    public: frozenset[str] = frozenset()
    names: frozenset[str] = field(default_factory=lambda: frozenset({socket.gethostname().lower()}))

    def origins_at(self, host: str, reached: str = "") -> frozenset[str]:
        """Return the origins of the pages that a reader sees at ``host``; none where it is not ours.

        A loopback name is ours with any port: a tunnel or a proxy on this machine has one of its own, and a
        page of a stranger on another port still differs in its origin.

        Args:
            host: the ``Host`` of a request, in lower case.
            reached: the address of this machine by which the request came, where it is known.
        """
        named = _HOST.fullmatch(host)
        if named is None:
            return frozenset()
        name, port = named.groups()
        if name in LOOPBACK:
            return frozenset(f"{scheme}://{host}" for scheme in SCHEMES)
        scheme = SCHEMES[self.secure]
        own = int(port or _standard_port(scheme)) == self.port and self._is_own(name, reached)
        origins = {f"{scheme}://{host}"} if own else set[str]()
        return frozenset(
            origins | {public for public in self.public if urlsplit(public).netloc == host}
        )

    def allows(self, origin: str, host: str, reached: str = "") -> bool:
        """Return whether a page of ``origin`` may speak to us at ``host``, which is ours.

        A proxy may put our own host in place of its public one, so a public origin holds at each.
        """
        return origin in self.origins_at(host, reached) | self.public

    def _is_own(self, name: str, reached: str) -> bool:
        if self.host not in WILDCARDS:
            return _plain(name) == _plain(self.host)
        return name in self.names or (bool(reached) and _plain(name) == _plain(reached))


def configured() -> Addresses:
    """Return the addresses of Streamlit's settings, which ``ltlab dashboard`` writes."""
    origins = st.get_option("server.corsAllowedOrigins")
    return Addresses(
        host=st.get_option("server.address") or "",
        port=int(st.get_option("server.port")),
        secure=bool(st.get_option("server.sslCertFile")),
        public=frozenset(map(_as_sent, origins)),
    )


def _as_sent(origin: str) -> str:
    """Return an origin as browsers send it: in lower case, without the port that its scheme has anyway."""
    scheme, _, place = origin.strip().rstrip("/").lower().partition("://")
    if scheme in SCHEMES:
        place = place.removesuffix(f":{_standard_port(scheme)}")
    return f"{scheme}://{place}"


def _standard_port(scheme: str) -> int:
    return {"http": 80, "https": 443}[scheme]


def _plain(name: str) -> str:
    """Return one spelling of an IP address; other names as they are, in lower case."""
    try:
        address = ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return name.lower()
    mapped = getattr(address, "ipv4_mapped", None)  # a socket of both families tells IPv4 so
    return str(mapped or address)

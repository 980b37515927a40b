"""Whether a reader sits at the machine of the dashboard: what it serves besides is reached there alone."""

import re
from collections.abc import Mapping

import streamlit as st

from dashboard.serving import base_path
from dashboard.serving.addresses import LOOPBACK, Addresses, configured

FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP")
"""Headers that proxies add."""
_PORT = re.compile(r":\d+$")


def is_at_home(headers: Mapping[str, str], addresses: Addresses, base: str = "") -> bool:
    """Return whether a request comes from this machine, as far as one can tell.

    A tunnel that ends here looks the same; its reader finds nothing at the address of another server.

    Args:
        headers: of the request.
        addresses: where the dashboard listens.
        base: path that everything lies below; a proxy asks for one.

    Example:
        >>> ours = Addresses(host="127.0.0.1", port=8501)
        >>> is_at_home({"Host": "localhost:8501"}, ours), is_at_home({"Host": "lab.example:8501"}, ours)
        (True, False)
        >>> is_at_home({"Host": "localhost:8501", "X-Forwarded-For": "192.0.2.7"}, ours)
        False
    """
    host = _PORT.sub("", headers.get("Host", "").lower())
    listens_here = addresses.host.strip("[]") in {name.strip("[]") for name in LOOPBACK}
    is_behind_a_proxy = bool(base or addresses.public or any(name in headers for name in FORWARDED))
    return host in LOOPBACK and listens_here and not is_behind_a_proxy


def reader_is_at_home() -> bool:
    """Return whether the reader of this session sits at this machine."""
    return is_at_home(st.context.headers, configured(), base_path.configured())

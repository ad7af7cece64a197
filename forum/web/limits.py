"""How often one address may try what costs us or others something."""

from ipaddress import IPv6Address, ip_address

from flask import request
from flask_limiter import Limiter


def client_address() -> str:
    """Who asks, as far as we can tell: the address behind the proxies that PROXY_HOPS counts.

    Of an IPv6 address the half that names a network: a household has all the addresses in it.
    """
    given = request.remote_addr or "127.0.0.1"
    try:
        address = ip_address(given)
    except ValueError:
        return given
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(IPv6Address(int(address) >> 64 << 64))
    return given


limiter = Limiter(client_address, headers_enabled=False)

"""How often one address may try what costs us or others something, and how much it may send."""

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


def bound_forms() -> None:
    """Hold a form without files to MAX_FORM_MEMORY_SIZE; the library does so only with files.

    Twenty megabytes of words would keep a processor busy for seconds.
    """
    if request.mimetype == "application/x-www-form-urlencoded":
        limits = (request.max_content_length, request.max_form_memory_size)
        request.max_content_length = min(each for each in limits if each is not None)


limiter = Limiter(client_address, headers_enabled=False)

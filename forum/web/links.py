"""Addresses that are printed, mailed or put into codes: always made from the public one."""

from urllib.parse import urlsplit

from flask import current_app


def absolute_url(endpoint: str, **values: str) -> str:
    """The full address of a page. PUBLIC_URL decides the host, never the request's Host header.

    Works in jobs and commands, too, where no request is at hand.
    """
    public = urlsplit(str(current_app.config["PUBLIC_URL"]))
    adapter = current_app.url_map.bind(
        public.netloc, script_name=public.path or "/", url_scheme=public.scheme
    )
    return adapter.build(endpoint, values, force_external=True)

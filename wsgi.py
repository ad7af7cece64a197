"""Where servers and the `flask` command find the application."""

import sys

from config import load_config
from forum.app import create_app
from forum.safety import Misconfigured
from forum.web.logs import configure_logging

try:
    config = load_config()
    configure_logging(config)
    app = create_app(config)
except Misconfigured as error:
    sys.exit(f"Wethi does not start. {error}")

"""Where servers and the `flask` command find the application."""

from config import load_config
from forum.app import create_app

app = create_app(load_config())

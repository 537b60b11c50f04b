"""The door for a WSGI server: `wsgi:app`, set up from the environment."""

from __future__ import annotations

import os

from config import Settings
from onestop import create_app

app = create_app(Settings.from_environ(os.environ))

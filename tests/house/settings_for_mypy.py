"""The product's settings, for the type checker: it needs the models, not a secret key."""

import os

os.environ.setdefault("RUANTONG_DEMO", "1")

from ruantong.site.settings import *  # noqa: F403

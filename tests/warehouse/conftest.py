from tests.postgres import *  # noqa: F403

"""Services that some tests need; without them those tests are skipped, or fail where REQUIRE_SERVICES=1."""

import os
from typing import NoReturn

import pytest


def missing(reason: str) -> NoReturn:
    """Skip the test for want of a service; fail it instead where the gate says that all must be there."""
    if os.environ.get("REQUIRE_SERVICES") == "1":
        pytest.fail(f"REQUIRE_SERVICES=1, and yet: {reason}")
    pytest.skip(reason)

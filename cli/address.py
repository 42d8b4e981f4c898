"""A feed's address as a person typed it."""

from cli.trouble import Trouble
from worker.urls import clean_link, mask_credentials

MOST = 2_048
"""Characters of an address that the store takes."""


def checked_address(url: str) -> str:
    """The address in its clean form; raises ``Trouble`` that shows it without its password."""
    clean = clean_link(url)
    if clean is None or len(clean) > MOST:
        shown = mask_credentials(url)[:200]
        raise Trouble(f"{shown}: no http or https address of at most {MOST} characters", exit_code=2)
    return clean

"""Entry point of the `talentwire` command."""


def main() -> None:
    """Run the command line."""
    raise SystemExit("talentwire: the command line is not wired yet")

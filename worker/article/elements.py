"""XPath with types: lxml says "anything" of a result, these say what the expression gives."""

from collections.abc import Callable
from typing import cast

from lxml import etree

Element = etree._Element  # noqa: SLF001 - lxml has no other name for the type of its elements


def nodes(path: str) -> Callable[[Element], list[Element]]:
    """A compiled expression that gives elements."""
    compiled = etree.XPath(path)
    return lambda root: cast(list[Element], compiled(root))


def number(path: str) -> Callable[[Element], float]:
    """A compiled expression that gives a number."""
    compiled = etree.XPath(path)
    return lambda root: cast(float, compiled(root))


def truth(path: str) -> Callable[[Element], bool]:
    """A compiled expression that gives true or false."""
    compiled = etree.XPath(path)
    return lambda root: cast(bool, compiled(root))


def strings(path: str) -> Callable[[Element], list[str]]:
    """A compiled expression that gives strings."""
    compiled = etree.XPath(path, smart_strings=False)
    return lambda root: cast(list[str], compiled(root))

"""Which entries are known already, asked as seldom as possible."""

from collections.abc import Callable, Collection, Sequence

from storage.records import EntryKey

Known = Callable[[Sequence[EntryKey]], Collection[EntryKey]]
"""Of these keys, those that are known."""


class Asking:
    """``known`` with what it answered already."""

    def __init__(self, known: Known | None) -> None:
        self._known = known
        self._asked: set[EntryKey] = set()
        self._have: set[EntryKey] = set()

    def which(self, keys: Sequence[EntryKey], aliases: Sequence[EntryKey | None]) -> list[bool]:
        """For each entry, whether it is known by its key or its alias."""
        if self._known is None:
            return [False] * len(keys)
        everything = dict.fromkeys([*keys, *(alias for alias in aliases if alias is not None)])
        new = [key for key in everything if key not in self._asked]
        if new:
            self._asked.update(new)
            self._have.update(self._known(new))
        return [key in self._have or alias in self._have for key, alias in zip(keys, aliases, strict=True)]

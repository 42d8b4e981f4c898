"""Fair shares: how leased feeds become messages. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from storage.records import Lease


def spread(leases: Sequence[Lease], *, batch: int) -> tuple[tuple[Lease, ...], ...]:
    """Batches of at most ``batch`` leases, as few as will do, each with as many hosts as possible.

    Feeds of one host go round-robin over the batches, so that one slow or huge host is a small part
    of each and no worker waits on it alone. A lease that was lost before (its worker may have died of
    it) travels by itself.
    """
    alone = [lease for lease in leases if lease.losses > 0]
    rest = [lease for lease in leases if lease.losses == 0]
    by_host: defaultdict[str, list[Lease]] = defaultdict(list)
    for lease in rest:
        by_host[lease.host].append(lease)
    count = -(-len(rest) // batch)
    batches: list[list[Lease]] = [[] for _ in range(count)]
    for place, lease in enumerate(_by_size(by_host.values())):
        batches[place % count].append(lease)
    return tuple(tuple(part) for part in (*batches, *([lease] for lease in alone)))


def _by_size(groups: Iterable[list[Lease]]) -> Iterable[Lease]:
    """Largest hosts first: dealt out like cards, no batch gets two of a host before all have one."""
    for group in sorted(groups, key=len, reverse=True):
        yield from group

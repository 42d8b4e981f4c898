from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from scheduler.share import spread
from storage.records import FeedId, Lease, LeaseToken


def lease(number, host="a.example", losses=0):
    return Lease(feed_id=FeedId(number), token=LeaseToken(f"t{number}"), host=host, losses=losses)


@given(hosts=st.lists(st.sampled_from("abcdefgh"), max_size=120), batch=st.integers(1, 30))
def test_every_lease_travels_once_in_batches_no_larger_than_asked(hosts, batch):
    leases = [lease(n, host) for n, host in enumerate(hosts)]
    batches = spread(leases, batch=batch)
    assert Counter(one for part in batches for one in part) == Counter(leases)
    assert all(len(part) <= batch for part in batches)


def test_feeds_of_one_host_are_dealt_over_all_batches():
    leases = [lease(n, "big.example") for n in range(4)] + [lease(n, f"h{n}.example") for n in range(10, 46)]
    batches = spread(leases, batch=10)
    assert [sum(one.host == "big.example" for one in part) for part in batches] == [1, 1, 1, 1]


def test_a_lease_that_was_lost_before_travels_alone():
    batches = spread([lease(1), lease(2, losses=1), lease(3)], batch=10)
    assert (lease(2, losses=1),) in batches
    assert (lease(1), lease(3)) in batches

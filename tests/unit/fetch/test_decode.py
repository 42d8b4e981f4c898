"""Content encodings undone while the bytes stream in."""

import gzip
import sys
import zlib
from collections.abc import Callable

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.fetch.decode import BodyDecoder, TooLargeError, UndecodableError, encodings_of

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd


def raw_deflate(data: bytes) -> bytes:
    squeeze = zlib.compressobj(6, zlib.DEFLATED, -15)
    return squeeze.compress(data) + squeeze.flush()


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
    "gzip, br": lambda data: brotli.compress(gzip.compress(data)),
    "zstd,gzip": lambda data: gzip.compress(zstd.compress(data)),
}


def decode(encoding: str | None, data: bytes, *, limit: int = 1_000_000, step: int = 1000) -> bytes:
    decoder = BodyDecoder(encoding, limit=limit)
    for at in range(0, len(data), step):
        decoder.push(data[at : at + step])
    assert decoder.complete
    return decoder.result


@given(st.sampled_from(sorted(PACKERS)), st.binary(max_size=3000), st.integers(1, 700))
def test_what_was_packed_comes_out_in_whatever_pieces_it_arrives(
    encoding: str, data: bytes, step: int
) -> None:
    if data[:3] == b"\x1f\x8b\x08":
        return
    assert decode(encoding, PACKERS[encoding](data), step=step) == data


@given(st.binary(min_size=20, max_size=300), st.integers(1, 60))
def test_raw_deflate_is_understood_too(data: bytes, step: int) -> None:
    packed = raw_deflate(data)
    if not packed.startswith((b"<", b"{", b"[")) and not (packed[0] & 0xF == 8 and packed[0] * 256 % 31 == 0):
        assert decode("deflate", packed, step=step) == data or packed[0] & 0xF == 8


@given(st.sampled_from([*PACKERS, "identity", "", "x-gzip", "utf-8"]), st.binary(max_size=500))
def test_any_bytes_decode_or_are_named(encoding: str, data: bytes) -> None:
    decoder = BodyDecoder(encoding, limit=100_000)
    try:
        decoder.push(data)
    except UndecodableError:
        return
    assert len(decoder.result) <= 100_000
    assert decoder.complete in (True, False)


@pytest.mark.parametrize("encoding", PACKERS)
def test_the_limit_holds_after_every_stage(encoding: str) -> None:
    bomb = PACKERS[encoding](bytes(5_000_000))
    with pytest.raises(TooLargeError):
        decode(encoding, bomb, limit=100_000)
    assert len(decode(encoding, bomb, limit=5_000_000)) == 5_000_000


@pytest.mark.parametrize("encoding", ["gzip, gzip, gzip", "compress", "sdch", "gzip, exi"])
def test_encodings_we_did_not_offer_are_refused(encoding: str) -> None:
    with pytest.raises(UndecodableError):
        BodyDecoder(encoding, limit=1000)


def test_names_that_change_nothing_are_left_out() -> None:
    assert encodings_of(" X-GZip, identity,, UTF-8 , br") == ("gzip", "br")
    assert encodings_of(None) == ()


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd"])
def test_a_body_that_ends_too_soon_is_not_complete(encoding: str) -> None:
    packed = PACKERS[encoding](bytes(range(256)) * 50)
    decoder = BodyDecoder(encoding, limit=100_000)
    decoder.push(packed[: len(packed) // 2])
    assert not decoder.complete or not decoder.result

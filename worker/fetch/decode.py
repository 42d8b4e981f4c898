"""Content encodings undone while the bytes stream in, with bounds counted on every chunk.

libcurl's own decoding is off: its bounds come too late. Each stage gives pieces of at most 64 KB, so a
bomb costs no more memory than the bound it runs into (RFC 9110, 8.4; gzip RFC 1952, deflate RFC 1950 and
1951, br RFC 7932, zstd RFC 8878 with the window it advises for the web, 8 MB).
"""

import sys
import zlib
from collections.abc import Iterator
from typing import Protocol

import brotli  # type: ignore[import-untyped]  # ships no types

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MAX_STAGES = 2
PIECE = 65_536

_IDENTITY = frozenset(
    {"", "identity", "none", "binary", "8bit", "7bit", "utf-8", "utf8", "iso-8859-1", "us-ascii"}
)
_TEXT_STARTS = (b"<", b"{", b"[", b"\xef\xbb\xbf", b" ", b"\n", b"\r", b"\t")
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_ZSTD_WINDOW: dict[int, int] = {zstd.DecompressionParameter.window_log_max: 23}


class UndecodableError(Exception):
    """Bytes that are not what their encoding says, or an encoding we did not offer."""


class TooLargeError(Exception):
    """More bytes than the bound, before or after decoding."""


class _Stage(Protocol):
    def push(self, data: bytes) -> Iterator[bytes]: ...

    @property
    def complete(self) -> bool: ...


class _Zlib:
    """gzip with any number of members, deflate in either reading, or text that only claims to be one."""

    def __init__(self, name: str) -> None:
        self._gzip = name == "gzip"
        self._inflate = zlib.decompressobj(31)
        self._head = b""
        self._begun = False
        self._plain = False
        self._ended = False

    def push(self, data: bytes) -> Iterator[bytes]:
        if not self._begun:
            data = self._head + data
            if len(data) < 2:
                self._head = data
                return
            self._begin(data)
        if self._plain:
            yield data
        elif not self._ended:  # bytes after the end are padding or worse
            try:
                yield from self._inflated(data)
            except zlib.error as error:
                raise UndecodableError(str(error)) from error

    def _begin(self, data: bytes) -> None:
        self._begun = True
        if self._gzip:
            self._plain = data.startswith(_TEXT_STARTS)
        elif data.startswith(_TEXT_STARTS[:3]):
            self._plain = True
        elif not (data[0] & 0x0F == 8 and int.from_bytes(data[:2], "big") % 31 == 0):
            self._inflate = zlib.decompressobj(-15)
        else:
            self._inflate = zlib.decompressobj(15)

    def _inflated(self, data: bytes) -> Iterator[bytes]:
        while True:
            piece = self._inflate.decompress(data, PIECE)
            if piece:
                yield piece
            if self._inflate.eof:
                data = self._inflate.unused_data
                if not (self._gzip and data[:2] == b"\x1f\x8b"):
                    self._ended = True
                    return
                self._inflate = zlib.decompressobj(31)
                continue
            data = self._inflate.unconsumed_tail
            if not data and len(piece) < PIECE:
                return

    @property
    def complete(self) -> bool:
        return self._ended or self._plain


class _Brotli:
    def __init__(self) -> None:
        self._inflate = brotli.Decompressor()

    def push(self, data: bytes) -> Iterator[bytes]:
        if self._inflate.is_finished():
            return
        try:
            piece = self._inflate.process(data, output_buffer_limit=PIECE)
            while True:
                if piece:
                    yield piece
                if self._inflate.is_finished():
                    return
                if not piece and self._inflate.can_accept_more_data():
                    return
                piece = self._inflate.process(b"", output_buffer_limit=PIECE)
        except brotli.error as error:
            raise UndecodableError(str(error)) from error

    @property
    def complete(self) -> bool:
        return bool(self._inflate.is_finished())


class _Zstd:
    def __init__(self) -> None:
        self._inflate = zstd.ZstdDecompressor(options=_ZSTD_WINDOW)

    def push(self, data: bytes) -> Iterator[bytes]:
        try:
            while True:
                if self._inflate.eof:
                    if data[:4] != _ZSTD_MAGIC:
                        return
                    self._inflate = zstd.ZstdDecompressor(options=_ZSTD_WINDOW)
                piece = self._inflate.decompress(data, PIECE)
                if piece:
                    yield piece
                if self._inflate.eof:
                    data = self._inflate.unused_data
                    continue
                data = b""
                if self._inflate.needs_input:
                    return
        except (zstd.ZstdError, EOFError) as error:
            raise UndecodableError(str(error)) from error

    @property
    def complete(self) -> bool:
        return bool(self._inflate.eof)


def encodings_of(header: str | None) -> tuple[str, ...]:
    """Names in a Content-Encoding header, in the order applied, identities and charsets left out."""
    if not header:
        return ()
    names = (name.strip().lower().removeprefix("x-") for name in header.split(","))
    return tuple(name for name in names if name not in _IDENTITY)


def _stage(name: str) -> _Stage:
    if name in ("gzip", "deflate"):
        return _Zlib(name)
    if name == "br":
        return _Brotli()
    if name == "zstd":
        return _Zstd()
    raise UndecodableError(f"content encoding {name[:40]!r}, which we did not offer")


class BodyDecoder:
    """Takes a body's bytes as they arrive; ``result`` is what they decode to.

    ``push`` raises ``UndecodableError`` or ``TooLargeError``. ``limit`` bounds the bytes after every stage.
    """

    def __init__(self, content_encoding: str | None, *, limit: int) -> None:
        names = encodings_of(content_encoding)
        if len(names) > MAX_STAGES:
            raise UndecodableError(f"{len(names)} content encodings on top of each other")
        self._stages = [_stage(name) for name in reversed(names)]
        self._limit = limit
        self._counts = [0] * len(self._stages)
        self._pieces: list[bytes] = []
        self._size = 0
        self._sniffed = False

    def push(self, data: bytes) -> None:
        """Take the next bytes."""
        if self._stages:
            self._through(0, data)
        else:
            self._keep(data)

    def _through(self, index: int, data: bytes) -> None:
        for piece in self._stages[index].push(data):
            self._counts[index] += len(piece)
            if self._counts[index] > self._limit:
                raise TooLargeError
            if index + 1 < len(self._stages):
                self._through(index + 1, piece)
            else:
                self._keep(piece)

    def _keep(self, piece: bytes) -> None:
        if not self._sniffed and piece:
            self._sniffed = True
            # A gzipped file sent as it is (``feed.xml.gz``), without a Content-Encoding.
            if piece[:3] == b"\x1f\x8b\x08" and len(self._stages) < MAX_STAGES:
                self._stages.append(_Zlib("gzip"))
                self._counts.append(0)
                self._through(len(self._stages) - 1, piece)
                return
        self._size += len(piece)
        if self._size > self._limit:
            raise TooLargeError
        self._pieces.append(piece)

    @property
    def complete(self) -> bool:
        """True if every stage saw its end."""
        return all(stage.complete for stage in self._stages) or not self._size

    @property
    def result(self) -> bytes:
        """All decoded bytes so far."""
        return self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces)

"""lemon24/reader on the farm of line_farm.py, for the table: `uv run --with reader --with sgmllib3k python -m bench.peer_reader PORT`.

It stores entries as we do and screens nothing. CPU seconds of its process (threads of its own), three phases.
"""

import sys
import tempfile
import time
import urllib.request

from bench.feed_farm import FEEDS


def main() -> None:
    from reader import make_reader

    port = int(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        reader = make_reader(f"{folder}/reader.sqlite")
        for number in range(FEEDS):
            reader.add_feed(f"http://127.0.0.1:{port}/f{number}")
        for phase in ("cold", "warm", "changed"):
            if phase == "changed":
                urllib.request.urlopen(f"http://127.0.0.1:{port}/change").read()
            wall, cpu = time.perf_counter(), time.process_time()
            # Of all feeds, whenever they were asked last: what the phases of ours do.
            reader.update_feeds(workers=16, scheduled=False)
            entries = reader.get_entry_counts().total
            print(
                f"reader     {phase:<9} CPU {time.process_time() - cpu:6.2f} s                  "
                f"wall {time.perf_counter() - wall:6.2f} s  entries {entries}",
                flush=True,
            )


if __name__ == "__main__":
    main()

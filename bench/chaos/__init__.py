"""Real processes, killed at random: ``python -m bench.chaos --seed 1 --kills 200``, and ``--embedded`` for one SQLite file."""

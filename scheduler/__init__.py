"""WHEN: leases due feeds, sends nudges, sweeps what was lost."""

"""The wire: a read-only web page over the contract's views."""

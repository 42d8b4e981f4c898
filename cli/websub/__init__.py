"""``talentwire push``: hubs that tell of new entries, instead of being asked (WebSub)."""

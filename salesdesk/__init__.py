"""A terminal console for the sales office of a new-home development."""

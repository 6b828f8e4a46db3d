"""One function for each thing that somebody in the office does."""

"""From what a person typed to what the knowledge knows."""

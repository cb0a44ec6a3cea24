"""Pictures for the README, drawn from real runs."""

"""What loading, proving, answering and starting cost, as ratios; not part of the tests."""

"""The decision tree drawn from the knowledge: what is asked, and whom each answer leads to."""

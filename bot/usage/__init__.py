"""What the usage tells: small counted facts that point at nobody, and the gap report made of them."""

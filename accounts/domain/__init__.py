"""What may be done to people and organisations. Each verb checks, acts and leaves an audit record."""

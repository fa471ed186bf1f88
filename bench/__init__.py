"""What the product costs on this machine: ``python -m bench``. Figures, no gates: machines differ."""

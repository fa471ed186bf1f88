"""The desks: what waits, the review page of one task, and the files it shows."""

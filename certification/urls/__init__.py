"""Addresses of the certification screens, by who uses them: public, applicants, desks, the office."""

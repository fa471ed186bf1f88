"""Screens of the applicant (我的办件): listing, filling in, checking, following, correcting, leaving."""

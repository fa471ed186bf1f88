"""Named stories of whole cases, told through the same verbs as the screens: demo data, walkthroughs and tests."""

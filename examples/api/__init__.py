"""A tenant's API: it believes access tokens after checking them itself, offline.

Read `bearer` (is this token true, and for us?), then `app` (what does it allow?).
"""

"""Pretend upstream providers: strict where the real ones are, wrong only when asked to be.

Read in this order: `world` (who exists), `ask` (what an app asks), `sign_in` (who answers),
`redemption` (what a code buys), `openid` and `facebook` (how each kind says it), `misbehaviour`
(what goes wrong on demand). Knows nothing of the broker: only what any client could see.
"""

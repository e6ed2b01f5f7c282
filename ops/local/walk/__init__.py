"""The demo walk: people sign in, work and leave, and the APIs learn of it.

One chapter a file: `sign_in`, `calls` (what the tokens are good for), `refresh`, `roles`, `replay`,
`departure` and `lockout`. `walk` has their order, `scene` what all of them need, `app` the
apps that people use, `operator` the command line that looks after people.
"""

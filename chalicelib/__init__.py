"""All that runs in Lambda, in reading order.

- `protocol`: what the RFCs say; knows no tenant, no storage, no web framework.
- `tenancy`: whose house this is.
- `clients`: the app that asks.
- `upstream`: the provider that vouches.
- `identity`: who the person is here.
- `tokens`: what we issue.
- `resource_servers`: what those who rely on our tokens ask us.
- `flows`: one file per journey, read top to bottom.
- `endpoints`: the only package that knows Chalice; reads, calls, renders.
- `adapters`: the only package that knows AWS or opens a socket.
- `ambient`: the clock, the dice and the journal that every step asks for.
- `settings`: the process environment, checked once.
- `wiring`: the one place where ports meet adapters.
"""

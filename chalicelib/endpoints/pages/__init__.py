"""The broker's own pages: what a person sees between the app and the upstream provider.

Owns the words, the look and the security headers of every page. Knows no flow, no storage and no
web framework: a page is a pure function from a value to a `Page`, which `endpoints` renders.

Reading order: `markup` (HTML that cannot be spelled unsafely), `sources` and `policy` (what the
browser may do), `stylesheet` and `marks` (the look), `page` and `frame` (what all pages share),
then one file per page: `chooser`, `consent`, `error`, `confirm_sign_out`, `signed_out`,
`form_post`.

The values here are named tuples where the rest of the code has frozen dataclasses: those cost
several times as much to define, and a cold start pays for each before a page is seen. For the
same reason an endpoint imports its page when it first shows it.
"""

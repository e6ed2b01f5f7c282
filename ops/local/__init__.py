"""The whole of Vestibule on one machine: pretend AWS, pretend upstreams, real broker."""

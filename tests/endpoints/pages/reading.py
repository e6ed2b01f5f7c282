"""Reads a page the way a browser does: elements, attributes and text, escapes undone."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"img", "input", "meta"}


@dataclass
class Node:
    name: str
    attributes: dict[str, str | None] = field(default_factory=dict)
    children: list["Node"] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All text inside, in the order of the document."""
        return "".join(self.words)

    def all(self, name: str | None = None, **attributes: str) -> list["Node"]:
        found = []
        for child in self.children:
            wanted = {key.rstrip("_"): value for key, value in attributes.items()}
            if name in {None, child.name} and wanted.items() <= child.attributes.items():
                found.append(child)
            found += child.all(name, **attributes)
        return found

    def one(self, name: str | None = None, **attributes: str) -> "Node":
        (node,) = self.all(name, **attributes)
        return node

    @property
    def skeleton(self) -> tuple:
        """The elements and the names of their attributes, without any text."""
        return (self.name, tuple(self.attributes), tuple(child.skeleton for child in self.children))


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("#document")
        self.open = [self.root]

    def handle_starttag(self, tag, attrs):
        assert len({name for name, _ in attrs}) == len(attrs), f"an attribute twice in <{tag}>"
        node = Node(tag, dict(attrs))
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag):
        assert self.open.pop().name == tag, f"</{tag}> closes another element"

    def handle_data(self, data):
        for node in self.open:
            node.words.append(data)


def read(html: str) -> Node:
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == [reader.root], "an element stays open"
    return reader.root


def directives(csp: str) -> dict[str, list[str]]:
    """A Content-Security-Policy as its directives; each may be named once."""
    parts = [part.split() for part in csp.split(";")]
    assert len({part[0] for part in parts}) == len(parts)
    return {part[0]: part[1:] for part in parts}

"""Nobody goes past the table, which is fenced: read from the code itself."""

import ast
from pathlib import Path

CALLS = {
    *("batch_execute_statement", "batch_get_item", "batch_write_item", "delete_item"),
    *("execute_statement", "execute_transaction", "get_item", "put_item", "query", "scan"),
    *("transact_get_items", "transact_write_items", "update_item"),
}
THE_TABLE = Path("chalicelib/adapters/dynamodb/table.py")
MAY_NAME_THE_CLIENT = {
    THE_TABLE,
    Path("chalicelib/adapters/dynamodb/client.py"),
    Path("chalicelib/adapters/ahead.py"),  # makes it, and asks it nothing
    Path("chalicelib/wiring/ports.py"),  # hands it to the table
    Path("ops/publish.py"),
}


def shipped() -> list[Path]:
    return [*Path("chalicelib").rglob("*.py"), *Path("ops").rglob("*.py")]


def test_only_the_table_calls_dynamodb():
    """A store has `self._table.query(...)`: called on anything but a table it would be found."""
    for file in shipped():
        text = file.read_text()
        if not any(word in text for word in ("dynamodb", "boto")):
            continue  # it could not, and has queries and scans of another kind
        for node in ast.walk(ast.parse(text)):
            called = node.func if isinstance(node, ast.Call) else None
            if isinstance(called, ast.Attribute) and called.attr in CALLS:
                asked = ast.unparse(called.value)
                told = f"{file}:{node.lineno} {asked}"
                assert asked in {"self._table", "self.table", "table"}, told


def test_nobody_else_holds_the_client():
    for file in shipped():
        names = {n.id for n in ast.walk(ast.parse(file.read_text())) if isinstance(n, ast.Name)}
        if "dynamodb_client" in names or "DynamoClient" in names:
            assert file in MAY_NAME_THE_CLIENT, file


def test_the_table_has_one_way_to_dynamodb():
    tree = ast.parse(THE_TABLE.read_text())
    asking = [n for n in ast.walk(tree) if isinstance(n, ast.Attribute) and n.attr == "_client"]
    lines = {node.lineno for node in asking if isinstance(node.ctx, ast.Load)}
    (ask,) = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name == "_ask"]
    assert all(ask.lineno <= line <= (ask.end_lineno or 0) for line in lines)
    assert "require_within" in ast.unparse(ask.body[1])


def test_operators_ask_dynamodb_itself_only_what_describes_the_table():
    for file in Path("ops").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Attribute) and ast.unparse(node.value).endswith(".dynamodb()"):
                assert node.attr.startswith("describe_"), f"{file}:{node.lineno}"


def test_tests_alone_have_a_table_without_a_house():
    for file in shipped():
        assert "OpenTable" not in file.read_text()
        for node in ast.walk(ast.parse(file.read_text())):
            bases = [ast.unparse(b) for b in node.bases] if isinstance(node, ast.ClassDef) else []
            assert "Table" not in bases, file

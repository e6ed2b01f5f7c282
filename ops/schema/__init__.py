"""What a tenant document may say, found out by letting its readers read one.

The readers are ordinary code; nothing declares a document a second time. `recorder` notes what they
ask for, `explorer` varies the annotated document `tenant.toml` and learns which things never go
together, `json_schema` and `reference` tell it to editors and to people.
"""

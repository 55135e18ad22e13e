from tests.databases import database_url, migrated_file, open_store, store

__all__ = ["database_url", "migrated_file", "open_store", "store"]

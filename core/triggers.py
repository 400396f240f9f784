"""SQL for migrations: rows that the database itself refuses to change."""

from collections.abc import Sequence

from django.db import migrations


def append_only(table: str) -> migrations.RunSQL:
    """No UPDATE and no DELETE on `table`."""
    return _refuse(table, f"{table}_append_only", "UPDATE OR DELETE", "TRUE")


def frozen_columns(table: str, columns: Sequence[str]) -> migrations.RunSQL:
    """No UPDATE that changes one of `columns` of `table`."""
    changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)
    return _refuse(table, f"{table}_frozen", "UPDATE", changed)


def _refuse(table: str, name: str, events: str, condition: str) -> migrations.RunSQL:
    when = "" if condition == "TRUE" else f"WHEN ({condition})"
    return migrations.RunSQL(
        sql=f"""
        CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '% of {table} is refused: history is not overwritten', TG_OP; END $$;
        CREATE TRIGGER {name} BEFORE {events} ON {table} FOR EACH ROW {when} EXECUTE FUNCTION {name}();
        """,
        reverse_sql=f"DROP TRIGGER {name} ON {table}; DROP FUNCTION {name}();",
    )

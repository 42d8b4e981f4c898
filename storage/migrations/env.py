"""How Alembic runs here: on the connection it is given, or on the database the settings name."""

from alembic import context

from storage import views
from storage.database import open_engine
from storage.schema import METADATA
from storage.settings import StorageSettings


def run(connection):
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        transactional_ddl=True,
    )
    # Views stand on tables: they step aside while tables change and come back for the newest schema.
    views.drop(connection)
    context.run_migrations()
    script = context.script
    if context.get_context().get_current_revision() == script.get_current_head():
        views.create(connection)


if context.is_offline_mode():
    raise SystemExit("migrations run on a live database only: set TALENTWIRE_DATABASE_URL")

given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    engine = open_engine(StorageSettings().url).execution_options(talentwire_writes=True)
    with engine.connect() as connection, connection.begin():
        run(connection)

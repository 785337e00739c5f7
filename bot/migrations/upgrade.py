"""Running the migrations."""

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection

from bot.errors import BotError
from bot.migrations import FOLDER


def upgrade(connection: Connection) -> None:
    """Bring the schema up to date, in the connection's transaction; raises BotError where it is a newer one."""
    try:
        command.upgrade(config_for(connection), "head")
    except CommandError as error:
        raise BotError(
            "数据库的表结构来自更新的版本，这个版本不认识；请升级程序，或换一个数据库。"
        ) from error


def config_for(connection: Connection) -> Config:
    """Return Alembic's configuration for a connection that is open already."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config

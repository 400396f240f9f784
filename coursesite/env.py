"""Every environment variable that the project reads, typed, in one place.

A missing or malformed value stops the start with all faults named at once.
"""

from typing import Annotated

from pydantic import BeforeValidator, Field, SecretStr
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


def _split(value: object) -> object:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


CommaList = Annotated[list[str], NoDecode, BeforeValidator(_split)]


class Env(BaseSettings):
    """The environment. `.env` in the working directory is read too; real variables win."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore")

    secret_key: SecretStr = Field(min_length=32, description="Signs sessions, invitations and cookies.")
    database_url: str = Field(pattern=r"^postgres(ql)?://", description="PostgreSQL, as a URL.")
    redis_url: str = Field(pattern=r"^rediss?://", description="Redis or Valkey: broker, cache and heartbeat.")
    base_url: str = Field(
        pattern=r"^https?://[^/]+$", description="Address of the site in mails and certificates, no slash at the end."
    )
    allowed_hosts: CommaList = Field(default=[], description="Host names served, separated by commas.")
    trusted_proxy: bool = Field(
        default=False,
        description="True behind one proxy that sets X-Forwarded-Proto and X-Forwarded-For; limits count by it.",
    )
    site_name: str = Field(default="Before You Post", description="The name in titles, mails and certificates.")
    default_from_email: str = Field(
        default="Before You Post <course@beforeyoupost.example>", description="Sender of every mail."
    )
    email_host: str = Field(default="localhost", description="SMTP server.")
    email_port: int = Field(default=25, ge=1, le=65535, description="SMTP port.")
    email_host_user: str = Field(default="", description="SMTP user, if any.")
    email_host_password: SecretStr = Field(default=SecretStr(""), description="SMTP password, if any.")
    email_use_tls: bool = Field(default=False, description="True for STARTTLS.")
    dev_mailbox: str = Field(
        default="", description="Development only: the Maildir behind /dev/mail/. Empty: no such page."
    )
    media_root: str = Field(default="var/media", description="Folder of uploaded pictures.")
    private_root: str = Field(default="var/private", description="Folder of rendered certificates; never served as is.")
    log_level: str = Field(default="INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="Least level logged.")

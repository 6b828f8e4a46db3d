"""The settings of this machine's user: a TOML file, and SALESDESK_… in the environment over it."""

import tomllib
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from salesdesk.domain.errors import UsageError
from salesdesk.domain.system_words import trouble
from salesdesk.language import N_, spoken, tr
from salesdesk.places import config_path, data_dir

PREFIX = "SALESDESK_"


def _default_db() -> str:
    return f"sqlite:///{data_dir() / 'salesdesk.db'}"


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


class Settings(BaseSettings):
    """What a user may set; a description says what is accepted."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", frozen=True)

    db: str = Field(
        default_factory=_default_db, min_length=1, repr=False, description=N_("sqlite:///PATH or postgresql://…")
    )
    language: str = Field(default="", description=N_("en or zh_CN"), pattern="^(|en.*|zh.*)$")
    idle_minutes: int = Field(default=10, ge=1, le=480, description=N_("whole minutes from 1 to 480"))
    session_hours: int = Field(default=12, ge=1, le=168, description=N_("whole hours from 1 to 168"))
    pepper: SecretStr | None = Field(default=None, min_length=16, description=N_("a secret of 16 characters or more"))
    pin_cost: Annotated[Literal["normal", "cheapest"], BeforeValidator(_lower)] = Field(
        default="normal", description=N_("normal or cheapest")
    )
    log_level: Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(_lower)] = Field(
        default="warning", description=N_("debug, info, warning or error")
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take what the command line says over the environment, and that over the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, config_path())


def read_settings(**given: Any) -> Settings:
    """Read the settings; what is given (from the command line, and not `None`) goes before everything else.

    Raises:
        UsageError: the file cannot be read, or a setting is unknown or not understood; values are not repeated.
    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as failure:
        raise UsageError(problem=_sentence(str(failure.errors()[0]["loc"][0]))) from None
    except tomllib.TOMLDecodeError as failure:
        raise _unreadable(tr("it is not valid TOML ({said})").format(said=failure)) from None
    except UnicodeDecodeError:
        raise _unreadable(tr("it is not UTF-8")) from None
    except OSError as failure:
        raise _unreadable(spoken(trouble(failure))) from None


def _unreadable(why: str) -> UsageError:
    problem = tr("The settings in {file} cannot be read: {why}.")
    return UsageError(problem=problem.format(file=config_path(), why=why))


def _sentence(name: str) -> str:
    known = Settings.model_fields.get(name)
    if known is None:
        problem = tr("There is no setting {name!r} (in {file}); known are: {known}.")
        return problem.format(name=name, file=config_path(), known=", ".join(Settings.model_fields))
    problem = tr("The setting {name} (in {file}, or {variable}) is not understood; accepted: {accepted}.")
    accepted = tr(str(known.description))
    return problem.format(name=name, file=config_path(), variable=PREFIX + name.upper(), accepted=accepted)

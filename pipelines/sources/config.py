"""What `config/sources.yml` says about each source, with errors that name source and field."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import unquote, urlsplit

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

if TYPE_CHECKING:
    from collections.abc import Mapping

SITE = "{site}"
"""In a base URL: stands for each of the source's sites."""


class ConfigError(ValueError):
    """The sources file, or an override of it, cannot be used; the message is a Chinese sentence."""


class SourceConfig(BaseModel):
    """One source.

    Attributes:
        name: lower-case letters, digits, hyphens; names the raw partition and the override's
            variable.
        module: that knows the platform, below `pipelines.sources`.
        role: what its records are.
        coverage: `full` stands for the whole platform, `window` for its newest rows, `files` takes
            each file once (design.md, “Sources differ in coverage”).
        precedence: 1 is believed first where several sources of a role know the same record.
        base_url: http(s), or `file://<folder>`; null where none is known. May hold `{site}`.
        sites: parts of the platform on hosts of their own, one shape; see `site_urls`.
        enabled: a nightly run takes part of it. Without a base URL it cannot be.
        pace_seconds: from the start of a request to the start of the next.
        concurrency: requests under way at once; they share the pace.
        timeout_seconds: to connect, and between two pieces of an answer.
        retry_pause_seconds: before the first repeat of a request, twice that before the second, and
            so on.
        cooldown_seconds: after an answer that says “too frequent”; null: such an answer ends the
            run.
        max_bytes: of one answer, after content decoding.
        page_size: rows of a list page.
        max_pages: of a list; reaching it ends the run as incomplete.
        contact: shown in the user agent.
        options: what only this module reads.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    module: str
    role: Literal["declarations", "indicators", "catalogue", "supervision", "feedback"]
    coverage: Literal["full", "window", "files"]
    precedence: int = Field(ge=1)
    base_url: str | None = None
    sites: tuple[str, ...] = ()
    enabled: bool = True
    pace_seconds: float = Field(default=1.0, ge=0)
    concurrency: int = Field(default=1, ge=1, le=8)
    timeout_seconds: float = Field(default=30.0, gt=0)
    retry_pause_seconds: float = Field(default=2.0, ge=0)
    cooldown_seconds: float | None = Field(default=None, ge=0)
    max_bytes: int = Field(default=16 * 2**20, ge=1)
    page_size: int = Field(default=50, ge=1)
    max_pages: int = Field(default=10_000, ge=1)
    contact: str | None = None
    options: dict[str, Any] = Field(default_factory=dict)

    @field_validator("base_url")
    @classmethod
    def _known_scheme(cls, value: str | None) -> str | None:
        if value is None:
            return value
        parts = urlsplit(value)
        if parts.scheme in ("http", "https") and parts.hostname:
            return value
        if parts.scheme == "file" and not parts.netloc and parts.path.startswith("/"):
            return value
        raise ValueError(f"{value!r} 应为 http://…、https://… 或 file:///绝对路径")

    @model_validator(mode="after")
    def _consistent(self) -> SourceConfig:
        if self.enabled and self.base_url is None:
            raise ValueError("没有 base_url 的来源不能启用：请写明 base_url，或写 enabled: false")
        if self.base_url and self.is_files != self.base_url.startswith("file://"):
            raise ValueError(
                "coverage 为 files 的来源，base_url 应为 file:///目录；其余来源应为 http(s)"
            )
        if self.base_url and SITE in self.base_url and not self.sites:
            raise ValueError(f"base_url 含 {SITE} 而没有 sites：请列出各站点的名称")
        return self

    @property
    def site_urls(self) -> dict[str, str]:
        """Base URL of each site, one of the empty name where the source has no sites.

        A site stands in place of `{site}`; where the base URL has none, it is a folder below it.
        """
        if self.base_url is None:
            return {}
        url = self.base_url.rstrip("/")
        if not self.sites:
            return {"": url}
        template = url if SITE in url else f"{url}/{SITE}"
        return {site: template.replace(SITE, site) for site in self.sites}

    @property
    def is_files(self) -> bool:
        """Does the source take files from a folder?"""
        return self.coverage == "files"

    @property
    def folder(self) -> Path:
        """The folder of a file source.

        Raises:
            ConfigError: the source is none.
        """
        if self.base_url is None or not self.base_url.startswith("file://"):
            raise ConfigError(
                f"来源 {self.name} 没有目录：请以 {self.override_variable}=file:///目录 给出"
            )
        return Path(unquote(urlsplit(self.base_url).path))

    @property
    def override_variable(self) -> str:
        """Environment variable that gives another base URL."""
        return f"LINGPAO_SOURCE_{self.name.upper().replace('-', '_')}_URL"


def load_sources(path: Path, url_overrides: Mapping[str, str]) -> dict[str, SourceConfig]:
    """The sources of a file, in its order, with other base URLs where `url_overrides` gives them.

    An override enables its source. On a loopback address there is nobody to be polite to: pace and
    pauses are 0.

    Args:
        path: of `sources.yml`: `defaults` (fields of every source) and `sources` (name → fields).
        url_overrides: source name → base URL.

    Raises:
        ConfigError: naming source, field and what is wrong.
    """
    defaults, sources = _content(path)
    if unknown := sorted(set(url_overrides) - set(sources)):
        raise ConfigError(
            f"给了地址的来源 {'、'.join(unknown)} 不在 {path} 里：现有 {'、'.join(sources)}"
        )
    return {
        name: _source(path, {**defaults, **fields, "name": name}, url_overrides.get(name))
        for name, fields in sources.items()
    }


def is_loopback(url: str) -> bool:
    """Does the URL lead to this machine?"""
    try:
        host = urlsplit(url).hostname or ""
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _content(path: Path) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigError(f"来源配置 {path} 读不出来：{error}") from error
    if not isinstance(content, dict):
        content = {}
    defaults, sources = content.get("defaults") or {}, content.get("sources")
    if not isinstance(defaults, dict) or not isinstance(sources, dict):
        raise ConfigError(f"来源配置 {path} 应有 sources：一个“名称: 字段”的映射；defaults 同样")
    if odd := [str(name) for name, fields in sources.items() if not isinstance(fields, dict)]:
        raise ConfigError(f"来源配置 {path} 的来源 {'、'.join(odd)} 应为“字段: 值”的映射")
    if unknown := sorted(map(str, set(content) - {"defaults", "sources"})):
        raise ConfigError(
            f"来源配置 {path} 有不认识的项 {'、'.join(unknown)}：只能有 defaults 和 sources"
        )
    return defaults, sources


def _source(path: Path, fields: dict[str, Any], url: str | None) -> SourceConfig:
    if url is not None:
        fields = {**fields, "base_url": url, "enabled": True}
        if is_loopback(url):
            fields |= {"pace_seconds": 0, "retry_pause_seconds": 0, "cooldown_seconds": 0}
    try:
        return SourceConfig.model_validate(fields)
    except ValidationError as error:
        findings = "；".join(
            f"{'.'.join(str(part) for part in finding['loc']) or '整体'}：{_sentence(finding)}"
            for finding in error.errors(include_url=False)
        )
        raise ConfigError(f"来源配置 {path} 的来源 {fields['name']} 有误：{findings}") from error


def _sentence(finding: Any) -> str:
    kind, context = finding["type"], finding.get("ctx", {})
    match kind:
        case "missing":
            return "缺少这一项"
        case "extra_forbidden":
            return "不认识这一项，请检查拼写"
        case "literal_error":
            return f"应为 {context['expected'].replace(' or ', ' 或 ')}，现为 {finding['input']!r}"
        case "value_error":
            return str(context["error"])
        case _:
            return f"值 {finding['input']!r} 不合要求（{finding['msg']}）"

"""The contacts file beside a scheme: whom to ask at an assessment body (annex 1, part 1).

Personal data: it is read for one form and kept nowhere; it never enters the repository, a release
or the reference data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import ConfigDict, Field

from pipelines.core.yaml_files import FileModel, Text, parse, read_yaml

if TYPE_CHECKING:
    from pathlib import Path


class Contacts(FileModel):
    """What the form asks of people, by the form's own labels; what is absent is left blank.

    Telephone numbers stand in quotation marks, as everywhere where digits are no number.
    """

    model_config = ConfigDict(populate_by_name=False)

    legal_representative: Text | None = Field(default=None, alias="法定代表人")
    representative_telephone: Text | None = Field(default=None, alias="法人代表联系电话")
    department: Text | None = Field(default=None, alias="联系部门")
    contact: Text | None = Field(default=None, alias="联系人")
    telephone: Text | None = Field(default=None, alias="联系电话")
    fax: Text | None = Field(default=None, alias="传真")
    mobile: Text | None = Field(default=None, alias="手机")
    email: Text | None = Field(default=None, alias="电子邮箱")


def load_contacts(path: Path) -> Contacts:
    """Reads a contacts file.

    Raises:
        YamlFileError: with a finding for everything that is wrong in it.
        OSError: it cannot be read.
    """
    return parse(read_yaml(path), Contacts)

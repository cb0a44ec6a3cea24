"""The schema for editors: it accepts what is shipped, marks what `luotsi check` would mark, and is up to date."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from bot.cli import cli
from bot.commands.common import served
from bot.content.source import yaml_files
from bot.errors import BotError
from bot.model import Knowledge
from bot.schemas import NAME, schema_of, settings_with, text_of
from bot.settings import shipped_knowledge
from tests.content.test_load import SHAPES
from tests.small import FILES, changed, knowledge_of

REFERENCES = {
    "- service: helpline": "- service: helplin",
    "laws: [LAW-NOTIFY]": "laws: [LAW-NOTIFI]",
    "steps: [notify, stay]": "steps: [notify, sty]",
    "binds: [teacher]": "binds: [teacer]",
    "{counties: [lapland]}": "{counties: [laplan]}",
    '{municipalities: ["318"]}': '{municipalities: ["319"]}',
    "age: [under-18]": "age: [under-81]",
    "unless: {age: [under-18]}": "unless: {ages: [under-18]}",
    "implies: {situation: immediate-danger}": "implies: {situation: danger}",
    "{fi: Kerro huoli., sv: Berätta om oron., en: Tell them.}": "{fi: Kerro huoli., en: Tell them.}",
}
"""What a misspelt id looks like, of each sort."""


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    """What an editor holds the small files against."""
    schema = schema_of(knowledge_of(FILES))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def content(text: str) -> Any:  # noqa: ANN401 - whatever a file holds
    """A file as an editor's own YAML parser reads it."""
    return yaml.load(text, Loader=yaml.CSafeLoader)


def test_every_shipped_file_is_valid(knowledge: Knowledge) -> None:
    """No red line under what is right."""
    validator = Draft202012Validator(schema_of(knowledge))
    wrong = [
        f"{path.name}: {list(error.path)}: {error.message[:200]}"
        for path in yaml_files(shipped_knowledge())
        for error in validator.iter_errors(content(path.read_text("utf-8")))
    ]
    assert wrong == []


@pytest.mark.parametrize("name", SHAPES)
def test_what_check_calls_a_wrong_shape_is_marked(validator: Draft202012Validator, name: str) -> None:
    """An independent validator finds each mistake of shape that loading finds."""
    old, new, _ = SHAPES[name]
    texts = changed({old: new.replace("▶", "")})
    assert any(list(validator.iter_errors(content(text))) for text in texts.values())


@pytest.mark.parametrize("old", REFERENCES)
def test_a_misspelt_id_is_marked(validator: Draft202012Validator, old: str) -> None:
    """So that it is seen while it is typed."""
    texts = changed({old: REFERENCES[old]})
    assert any(list(validator.iter_errors(content(text))) for text in texts.values())


def test_the_small_files_are_valid(validator: Draft202012Validator) -> None:
    """Without a mistake nothing is marked."""
    assert [error.message for text in FILES.values() for error in validator.iter_errors(content(text))] == []


def test_everything_is_explained_in_words(knowledge: Knowledge) -> None:
    """Each key has words for hover help, and each municipality in a list its name."""
    schema = schema_of(knowledge)
    silent = [
        (shape, key)
        for shape, definition in {**schema["$defs"], "file": schema}.items()
        for key, value in definition.get("properties", {}).items()
        if not value.get("description") and shape not in ("Condition", "Answers")
    ]
    assert silent == []
    codes = schema["$defs"]["Municipality"]
    assert dict(zip(codes["enum"], codes["enumDescriptions"], strict=True))["091"] == "Helsinki (Helsinki)"


def test_the_committed_schema_is_up_to_date(knowledge: Knowledge) -> None:
    """`luotsi schema --write` brings it up to date."""
    folder = shipped_knowledge()
    assert (folder / NAME).read_text("utf-8") == text_of(schema_of(knowledge)), "run `luotsi schema --write`"
    settings = (folder.parent / ".vscode" / "settings.json").read_text("utf-8")
    assert settings_with(settings, folder.name) == settings


def test_settings_of_an_editor_are_kept(tmp_path: Path) -> None:
    """One entry is added; what is no JSON is left alone, and the entry is shown."""
    before = json.dumps({"editor.tabSize": 2, "yaml.schemas": {"./a.json": "a.yaml"}})
    settings = json.loads(settings_with(before, "knowledge"))
    assert settings["editor.tabSize"] == 2
    assert settings["yaml.schemas"] == {"./a.json": "a.yaml", "./knowledge/schema.json": ["knowledge/**/*.yaml"]}
    with pytest.raises(BotError, match=r"add to it by hand: .*knowledge/schema\.json"):
        settings_with("{} // mine", "knowledge")
    folder = tmp_path / "small"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, "utf-8")
    cli.main(["--knowledge", str(folder), "schema", "--write"], standalone_mode=False)
    assert json.loads((folder / NAME).read_text("utf-8")) == schema_of(served(folder))
    assert "small/schema.json" in (tmp_path / ".vscode" / "settings.json").read_text("utf-8")

"""The process document as it is written.

Every node of the tree is a mapping with exactly one kind key (`sequence`, `skill`, ...), and for some kinds more keys
beside it. The models carry the data only; `checker.py` says whether it makes sense, `tree_builder.py` builds the tree.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias, Union

from pydantic import BaseModel, ConfigDict, Discriminator, Field, JsonValue, Tag

MAX_ATTEMPTS = 100
"""A `retry` tries at most so often."""

Identifier = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,63}$")]
Text = Annotated[str, Field(min_length=1, max_length=500)]


class Model(BaseModel):
    """The base of all mappings of a process document: strict types, no unknown keys."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)


class Named(Model):
    """What every node may carry."""

    name: str = Field(default="", max_length=120, description="what the step is called for people; may hold ${...}")
    on_cancel: Node | None = Field(
        default=None, description="undoes the step when the attempt is cancelled after its running steps"
    )
    on_abort: Node | None = Field(default=None, description="undoes the step when the attempt is stopped at once")


class SequenceNode(Named):
    """Children one after another; fails with the first that fails."""

    sequence: list[Node] = Field(min_length=1, description="children, in order")


class FallbackNode(Named):
    """Children one after another until one succeeds; fails with the last."""

    fallback: list[Node] = Field(min_length=1, description="children, in order of preference")


class ParallelBody(Model):
    """Children at the same time."""

    policy: Literal["fail_fast", "wait_for_all"] = Field(
        default="fail_fast",
        description="`fail_fast` cancels the others with the first failure; `wait_for_all` does not",
    )
    do: list[Node] = Field(min_length=1, description="children, begun together")


class ParallelNode(Named):
    """Children at the same time; succeeds when all have."""

    parallel: ParallelBody


class RetryBody(Model):
    """A child that is tried again when it fails."""

    attempts: Annotated[int, Field(ge=1, le=MAX_ATTEMPTS)] = Field(description="tries in all; bounds the loop")
    backoff_s: Annotated[float, Field(ge=0, le=3600)] = Field(
        default=0.0, description="seconds before the second try, doubled each time", json_schema_extra={"unit": "s"}
    )
    codes: list[Text] = Field(
        default_factory=list, description="failure codes (shell patterns) worth a retry; empty: any"
    )
    do: Node = Field(description="what is tried")
    recover: Node | None = Field(default=None, description="done before every further try")


class RetryNode(Named):
    """A child that is tried again when it fails."""

    retry: RetryBody


def _condition_tag(value: object) -> str:
    return "node:expression" if isinstance(value, str) else "node:choice"


class ConditionBody(Model):
    """A choice between two children."""

    if_: str = Field(alias="if", description="expression; true takes `then`")
    then: Node = Field(description="done when it is true")
    else_: Node | None = Field(default=None, alias="else", description="done when it is false; nothing if omitted")


class ConditionNode(Named):
    """An expression alone succeeds when it is true and fails with `process.condition`; with `then` it is a choice."""

    condition: Annotated[
        Annotated[str, Tag("node:expression")] | Annotated[ConditionBody, Tag("node:choice")],
        Discriminator(_condition_tag),
    ]


class TimeoutBody(Model):
    """A child that may take so long."""

    duration_s: Annotated[float, Field(gt=0, le=86_400)] = Field(
        description="line time in seconds", json_schema_extra={"unit": "s"}
    )
    do: Node = Field(description="what may take so long")


class TimeoutNode(Named):
    """A child that is cancelled, and fails with `process.timeout`, when it takes longer."""

    timeout: TimeoutBody


class AlwaysBody(Model):
    """A child, and what is done after it, come what may."""

    do: Node = Field(description="the work")
    always: Node = Field(description="done afterwards, whether the work succeeded, failed or was cancelled by steps")


class AlwaysNode(Named):
    """Clears up after its work: unclamps, unloads. Fails with the work, else with the clearing up."""

    finally_: AlwaysBody = Field(alias="finally")


class PromptBody(Model):
    """A question to the operator."""

    text: Text = Field(description="the question, one sentence; may hold ${...}")
    choices: list[Text] = Field(min_length=1, max_length=12, description="what may be answered")
    timeout_s: Annotated[float, Field(ge=0, le=604_800)] = Field(
        default=0.0, description="after so many seconds `default` is taken; 0 waits", json_schema_extra={"unit": "s"}
    )
    default: str = Field(default="", description="taken on time-out; without it the prompt fails then")
    escalate_s: Annotated[float, Field(ge=0, le=604_800)] = Field(
        default=0.0,
        description="unanswered for so long, an alarm calls somebody else; 0 is as the line says",
        json_schema_extra={"unit": "s"},
    )
    into: Identifier | None = Field(default=None, description="variable that takes the choice")


class PromptNode(Named):
    """Asks the operator, and waits for the answer."""

    prompt: PromptBody


class SkillNode(Named):
    """A skill: the leaf that moves something."""

    skill: Text = Field(description="name of the skill (docs/skills.md)")
    with_: dict[str, JsonValue] = Field(default_factory=dict, alias="with", description="its parameters, SI units")
    into: Identifier | None = Field(default=None, description="variable that takes its result")


class ForEachBody(Model):
    """A child for each item of a list."""

    items: str | list[JsonValue] = Field(description="list, or an expression over parameters, layout and outer items")
    as_: Identifier = Field(alias="as", description="name of the item within the child")
    do: Node = Field(description="done for each item, in order")


class ForEachNode(Named):
    """A child for each item of a list, one after another; unrolled before anything moves, so it is bounded."""

    for_each: ForEachBody


class SetNode(Named):
    """Gives variables their values."""

    set: dict[Identifier, JsonValue] = Field(min_length=1, description="values by variable; may hold ${...}")


class FailBody(Model):
    """A failure of the process's own."""

    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$")] = Field(description="stable code")
    message: Text = Field(description="what happened; may hold ${...}")
    remedy: str = Field(default="", description="what the operator can do")


class FailNode(Named):
    """Fails, with a reason."""

    fail: FailBody


NODE_KINDS: Mapping[str, type[Named]] = {
    "sequence": SequenceNode,
    "fallback": FallbackNode,
    "parallel": ParallelNode,
    "retry": RetryNode,
    "condition": ConditionNode,
    "timeout": TimeoutNode,
    "finally": AlwaysNode,
    "prompt": PromptNode,
    "skill": SkillNode,
    "for_each": ForEachNode,
    "set": SetNode,
    "fail": FailNode,
}
"""The kinds of node by their key."""

TAG_PREFIX = "node:"
"""Marks the parts of pydantic's places that stand for the kind of a node, not for a key of the document."""


def node_tag(value: Any) -> str | None:  # noqa: ANN401 - pydantic hands in whatever the document holds
    """The tag of the node that a value is, None when it has no kind key or more than one."""
    if isinstance(value, Named):
        return next(f"{TAG_PREFIX}{key}" for key, kind in NODE_KINDS.items() if type(value) is kind)
    if isinstance(value, Mapping):
        kinds = [key for key in value if key in NODE_KINDS]
        return f"{TAG_PREFIX}{kinds[0]}" if len(kinds) == 1 else None
    return None


AnyNode: TypeAlias = (
    SequenceNode
    | FallbackNode
    | ParallelNode
    | RetryNode
    | ConditionNode
    | TimeoutNode
    | AlwaysNode
    | PromptNode
    | SkillNode
    | ForEachNode
    | SetNode
    | FailNode
)

Node = Annotated[
    Union[  # noqa: UP007 - each member carries its tag
        Annotated[SequenceNode, Tag("node:sequence")],
        Annotated[FallbackNode, Tag("node:fallback")],
        Annotated[ParallelNode, Tag("node:parallel")],
        Annotated[RetryNode, Tag("node:retry")],
        Annotated[ConditionNode, Tag("node:condition")],
        Annotated[TimeoutNode, Tag("node:timeout")],
        Annotated[AlwaysNode, Tag("node:finally")],
        Annotated[PromptNode, Tag("node:prompt")],
        Annotated[SkillNode, Tag("node:skill")],
        Annotated[ForEachNode, Tag("node:for_each")],
        Annotated[SetNode, Tag("node:set")],
        Annotated[FailNode, Tag("node:fail")],
    ],
    Discriminator(node_tag),
]


class ParameterModel(Model):
    """A parameter of the process."""

    type: Literal["number", "integer", "text", "boolean", "list", "object"] = Field(description="what it may be")
    unit: str = Field(default="", description="SI unit of a number, e.g. `N.m`; empty for a mere number")
    default: JsonValue = Field(default=None, description="taken where none is given; without it one must be given")
    minimum: float | None = Field(default=None, description="smallest value, in the unit")
    maximum: float | None = Field(default=None, description="largest value, in the unit")
    choices: list[str] = Field(default_factory=list, description="the texts that it may be")
    description: str = Field(default="", description="one sentence for people")

    @property
    def is_required(self) -> bool:
        """Whether a value must be given."""
        return "default" not in self.model_fields_set


class ProcessModel(Model):
    """A process document: how a cell carries out an operation."""

    process: Identifier = Field(description="name of the process; capabilities refer to it")
    description: str = Field(default="", description="one sentence for people")
    repeatable: bool = Field(
        default=False, description="whether it may be done again when nobody knows how far it came the last time"
    )
    parameters: dict[Identifier, ParameterModel] = Field(default_factory=dict, description="typed parameters")
    tree: Node = Field(description="what is done")
    on_cancel: Node | None = Field(
        default=None, description="done after the running step when the attempt is cancelled"
    )
    on_abort: Node | None = Field(
        default=None, description="done when the attempt was stopped at once and every device stands still"
    )
    park: Node | None = Field(default=None, description="brings the devices to their parking places on such a cancel")


ProcessModel.model_rebuild()

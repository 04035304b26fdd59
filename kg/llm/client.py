"""One question → one reply, over the chat completions protocol: the only place that opens a connection.

The `openai` library speaks it to every provider of providers.toml. Retries are ours and not the library's, because
each attempt must be in the ledger before it is made. No key ever leaves this module but to the server: not in an
error, not in a recorded answer.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kg.errors import KgError, UsageError
from kg.llm.answers import Reply
from kg.llm.offers import Model
from kg.llm.prompts import Prompt, settings
from kg.llm.spending import Ledger, most_tokens

ATTEMPTS = 5
TIMEOUT = 120.0  # seconds for one attempt
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 60.0
SECRET_FROM = 8  # characters
_LATE = 408  # a server that gave up; it may have been at the answer
_AGAIN = (_LATE, 409, 425, 429)
# Errors of the client library's transport after which no question has left this machine
_UNSENT = ("ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError", "UnsupportedProtocol")
_MISSING = UsageError("asking a language model needs the client library", "", "pip install 'kg-explorer[llm]'")


class NoAnswer(KgError):
    """A server that can not be reached, is too slow or too busy, or answers with nothing; asking later may help."""

    status = 1


class Rejected(KgError):
    """A server that will not answer as it is asked: a wrong key, an unknown model, a request that it refuses."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long an answer may take, and how often it is asked for."""

    seconds: float = TIMEOUT
    attempts: int = ATTEMPTS


class Client:
    """Asks one model. Safe to use from several threads. `close` after."""

    def __init__(self, model: Model, prompt: Prompt, ledger: Ledger, patience: Patience | None = None) -> None:
        """Raises UsageError where the library or the key is missing."""
        try:
            import openai
        except ImportError:
            raise _MISSING from None
        self.model, self.prompt, self.ledger = model, prompt, ledger
        self.patience = patience or Patience()
        self._errors = openai
        self._secret = model.key()
        self._client = openai.OpenAI(
            api_key=self._secret or "none",
            base_url=model.url,
            timeout=self.patience.seconds,
            max_retries=0,
            organization="" if model.provider != "openai" else None,
        )
        self.sleep: Callable[[float], None] = time.sleep

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def ask(self, question: str) -> Reply:
        """The reply to a question; a reply that can not be used is one too.

        Raises LimitReached before more is spent than may be, NoAnswer when every attempt failed, Rejected when another
        attempt would fail too.
        """
        most = most_tokens(self.prompt, question)
        limit = int(settings()["answer_tokens"])
        said = ""
        for attempt in range(self.patience.attempts):
            aside = self.ledger.set_aside(most, limit)
            try:
                reply = self._once(question, limit)
            except self._errors.APITimeoutError as error:
                self._close_off(aside, error)
                said, pause = f"no answer within {self.patience.seconds:g} s", 0.0
            except self._errors.APIConnectionError as error:
                begun = self._close_off(aside, error)
                what = "the answer broke off" if begun else "can not be reached"
                said, pause = f"{what}: {error.__cause__ or error}", 0.0
            except self._errors.APIStatusError as error:
                self._close_off(aside, error)
                said, pause = self._told(error), _asked_to_wait(error)
                if error.status_code < 500 and error.status_code not in _AGAIN:
                    raise Rejected(said, self.model.url, _advice(error.status_code)) from None
            except (self._errors.OpenAIError, ValueError, AttributeError, LookupError, TypeError) as error:
                self.ledger.book(aside, -1, -1)  # an answer, and none that can be read
                said, pause = f"not an answer of this protocol: {type(error).__name__}", 0.0
            else:
                self.ledger.book(aside, reply.asked, reply.answered)
                return reply
            if attempt + 1 < self.patience.attempts:
                self.sleep(min(pause or FIRST_PAUSE * 2**attempt, LONGEST_PAUSE))
        raise NoAnswer(self._clean(said), self.model.url, "ask again later: what was answered is kept") from None

    def _close_off(self, aside: float, error: Any) -> bool:
        """Book an attempt that gave no answer; whether it may have been answered, and billed, all the same.

        Nothing was spent where no connection was made, and where the server refused to answer. A server or a gateway
        that failed may have done so after the model had answered.
        """
        status = getattr(error, "status_code", 0)
        refused = 400 <= status < 500 and status != _LATE
        spent = not (refused or type(error.__cause__).__name__ in _UNSENT)
        self.ledger.book(aside, -1, -1) if spent else self.ledger.give_back(aside)
        return spent

    def _once(self, question: str, limit: int) -> Reply:
        row = self.model.row
        shape: dict[str, Any] = {}
        if row["structure"] == "schema":
            named = {"name": "claims", "strict": True, "schema": self.prompt.schema}
            shape["response_format"] = {"type": "json_schema", "json_schema": named}
        elif row["structure"] == "object":
            shape["response_format"] = {"type": "json_object"}
        create: Any = self._client.chat.completions.create
        found = create(
            model=self.model.name,
            messages=[{"role": "system", "content": self.prompt.system}, {"role": "user", "content": question}],
            **{row["limit"]: limit},
            **shape,
        )
        choice = found.choices[0]
        message, usage = choice.message, found.usage
        refused = bool(getattr(message, "refusal", None)) or choice.finish_reason == "content_filter"
        text = message.content or getattr(message, "refusal", None) or ""
        if not isinstance(text, str):
            raise ValueError("no text")
        finish = "refusal" if refused else "length" if choice.finish_reason == "length" else "stop"
        asked, answered = (usage.prompt_tokens, usage.completion_tokens) if usage else (-1, -1)
        return Reply(self._clean(text), finish, self._clean(found.model or ""), int(asked), int(answered))

    def _told(self, error: Any) -> str:
        """What the server says is wrong, without the key that some repeat."""
        body = error.body if isinstance(error.body, dict) else {}
        said = body.get("message") or (body.get("error") or {}) if isinstance(body, dict) else ""
        text = said.get("message", "") if isinstance(said, dict) else str(said or "")
        return self._clean(f"{error.status_code} {' '.join(text.split())[:200]}".strip())

    def _clean(self, text: str) -> str:
        # what is shorter is a stand-in ("none", "ollama") for a server that asks for no key, and a word of answers
        return text.replace(self._secret, "…") if len(self._secret) >= SECRET_FROM else text


def _asked_to_wait(error: Any) -> float:
    """The seconds that the server asks to wait, 0 where it does not say."""
    headers = error.response.headers
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            return max(0.0, float(headers[name]) * unit)
        except (KeyError, ValueError):
            continue
    return 0.0


def _advice(status: int) -> str:
    return {
        401: "check the key in the environment",
        403: "check the key in the environment",
        404: "check --model and --llm-url",
    }.get(status, "see what the server says")

"""The rules documents the form page judges with, each under the hash of its text."""

from __future__ import annotations

import gzip
from dataclasses import dataclass

from django.urls import reverse

from ruantong.accounts.models import User
from ruantong.core.periods import Frequency
from ruantong.core.rules.executors.browser_document import rules_hash, rules_json
from ruantong.core.rules.ruleset import RuleSet
from ruantong.registry.survey.packs import regimes
from ruantong.returns.models import Return
from ruantong.returns.reading.access import returns_visible_to
from ruantong.returns.regimes import ruleset_of, ruleset_version


@dataclass(frozen=True)
class RuleDocument:
    """One document; ``zipped`` is its body for browsers that take gzip."""

    digest: str
    body: bytes
    zipped: bytes


#: By rule set, which lives as long as the process, so that its id names it.
_MADE: dict[int, tuple[RuleSet, RuleDocument]] = {}


def document_of(ret: Return) -> RuleDocument:
    """The document of the rules a return is judged by."""
    return _document(ruleset_of(ret))


def rules_address(ret: Return) -> str:
    """Where the document of the rules a return is judged by is fetched."""
    return reverse("returns:rules", args=[document_of(ret).digest])


def document_named(actor: User, digest: str) -> RuleDocument | None:
    """The document of that hash, if one of the actor's own returns is judged by it.

    Looked for among the returns, because another process may have given out the address.
    """
    kinds = returns_visible_to(actor).values_list("regime", "rule_version", "frequency").distinct()
    for regime, version, frequency in kinds:
        if regime in regimes():
            document = _document(ruleset_version(regime, version, Frequency(frequency)))
            if document.digest == digest:
                return document
    return None


def _document(ruleset: RuleSet) -> RuleDocument:
    known = _MADE.get(id(ruleset))
    if known is None or known[0] is not ruleset:
        text = rules_json(ruleset)
        body = text.encode()
        document = RuleDocument(rules_hash(text), body, gzip.compress(body, mtime=0))
        known = _MADE[id(ruleset)] = (ruleset, document)
    return known[1]

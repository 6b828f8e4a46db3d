"""Words for price lists: the rule one was made by."""

from salesdesk.domain.pricelists import rule_phrases
from salesdesk.language import spoken, tr_in


def rule_said(rule: str) -> str:
    """Say the rule of a list in the reader's language; it is kept in English beside the list."""
    return tr_in("between parts", ", ").join(map(spoken, rule_phrases(rule))) if rule else ""

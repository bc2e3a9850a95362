"""Cuts a question into phrases: words of the language, names of accounts, values that occur in the data, numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from cip_tui.model.onboarding.questions.fields import field_named
from cip_tui.model.onboarding.questions.grammar import read_number
from cip_tui.model.onboarding.questions.words import MONTHS, NUMBERS, UNITS, Item, Tokens, lexicon
from cip_tui.model.onboarding.standing import Standing

VALUE_FIELDS = ("csm_assigned", "customer_segment", "industry", "use_case", "gpu_type_primary", "region", "status")
LONGEST = 8
"""The most tokens of a phrase."""
TYPING = 86
"""From this similarity on (0 to 100) an unknown word is taken for a mistyped name; the answer says so."""
_NUMBER = r"[-+]?\$?\d[\d,]*(?:\.\d+)?(?:k|m|bn)?%?(?![a-z0-9-])"
_DAY = r"\d{4}-\d{2}(?:-\d{2})?(?!\d)"
_TOKEN = re.compile(rf"{_DAY}|(?<![\w]){_NUMBER}|>=|<=|[><=,%+]|(?<!\w)-(?=\w)|[^\W_]+|[^\w\s.?!;:'\"()/&-]")
"""Signs that mean nothing here are tokens too, so that a question with them is refused and not read without them."""
_SHORT = (
    (r"\b(what|who|how|where|that)'s\b", r"\1 is"),
    (r"\bwhats\b", "what is"),
    (r"\bwhos\b", "who is"),
    (r"\bcan't\b|\bcannot\b", "can not"),
    (r"\bwon't\b", "will not"),
    (r"n't\b", " not"),
    (r"'s\b|s'(?=\s|$)", " "),
    (r"'re\b", " are"),
    (r"'ve\b", " have"),
    (r"'ll\b", " will"),
)


@dataclass(frozen=True, slots=True)
class Guess:
    """A mistyped name and what it was taken for."""

    typed: str
    name: str


def tokens_of(text: str) -> list[str]:
    """Return the words and numbers of a text, in lower case, without punctuation."""
    lowered = text.casefold().replace("’", "'")
    for pattern, long in _SHORT:
        lowered = re.sub(pattern, long, lowered)
    # A hyphen inside a word joins two words; before a number it is a sign.
    lowered = re.sub(rf"(?<=[^\W\d_])-(?=\w)|(?<=\d)-(?=[^\W\d_])(?!{_DAY})", " ", lowered)
    return _TOKEN.findall(lowered)


class Names:
    """What can be named in a question: the accounts and the values of their text fields."""

    def __init__(self, standings: Sequence[Standing]) -> None:
        self._accounts: dict[Tokens, Standing] = {}
        self._values: dict[Tokens, Item] = {}
        self._full: dict[str, Standing] = {}
        self.numbers: dict[str, Standing] = {}
        self._read_values(standings)
        self._read_accounts(standings)

    def account(self, tokens: Tokens) -> Standing | None:
        """Return the account of that name, beginning of a name, or id."""
        return self._accounts.get(tokens)

    def value(self, tokens: Tokens) -> Item | None:
        """Return the value of a field that is written so."""
        return self._values.get(tokens)

    @cached_property
    def full_names(self) -> list[str]:
        """Every name of an account, as tokens joined by blanks."""
        return list(self._full)

    def similar(self, tokens: Tokens) -> Standing | None:
        """Return the account whose name these words come nearest to, if they come near enough to one alone."""
        from rapidfuzz import fuzz, process

        typed = " ".join(tokens)
        if len(typed) < 4:
            return None
        best = process.extract(typed, self.full_names, scorer=fuzz.ratio, limit=2, score_cutoff=TYPING)
        if len(tokens) == 1 and not best:
            firsts = {name.split()[0]: name for name in self.full_names}
            near = process.extract(typed, list(firsts), scorer=fuzz.ratio, limit=2, score_cutoff=TYPING)
            best = [(firsts[first], score, index) for first, score, index in near]
        return self._full[best[0][0]] if len(best) == 1 else None

    def _read_values(self, standings: Sequence[Standing]) -> None:
        for name in VALUE_FIELDS:
            field = field_named(name)
            texts = {str(value): None for standing in standings if (value := field.value(standing)) is not None}
            parts: dict[Tokens, list[str]] = {}
            for text in texts:
                tokens = tuple(tokens_of(text))
                self._add_value(tokens, Item("value", (name, text), text))
                for part in {*((token,) for token in tokens), tokens[:2]} - {tokens}:
                    parts.setdefault(part, []).append(text)
            for part, owners in parts.items():
                # A word that only one value has stands for that value, as a first name does for its person.
                if len(owners) == 1 and len(part[0]) > 2 and part not in lexicon():
                    self._add_value(part, Item("value", (name, owners[0]), " ".join(part)))

    def _add_value(self, tokens: Tokens, item: Item) -> None:
        if tokens and tokens not in lexicon():
            known = self._values.get(tokens)
            # The same word in two fields is ambiguous, unless it is the whole of one and a part of the other.
            if known is not None and known.value[0] != item.value[0]:
                whole = [one for one in (known, item) if tuple(tokens_of(one.value[1])) == tokens]
                item = whole[0] if len(whole) == 1 else Item("unclear", (known.value, item.value), " ".join(tokens))
            self._values[tokens] = item

    def _read_accounts(self, standings: Sequence[Standing]) -> None:
        begun: dict[Tokens, list[Standing]] = {}
        for standing in standings:
            tokens = tuple(tokens_of(standing.account.account_name))
            number = tuple(tokens_of(standing.account.external_account_id))
            if tokens:
                self._full.setdefault(" ".join(tokens), standing)
                begun.setdefault(tokens, []).append(standing)
            if number:
                self._accounts[number] = standing
                if number[-1].isdecimal() and len(number[-1]) > 2:
                    self.numbers[number[-1]] = standing
            for length in range(1, len(tokens)):
                begun.setdefault(tokens[:length], []).append(standing)
        for part, owners in begun.items():
            alone = len({owner.account.external_account_id for owner in owners}) == 1
            # A company called At Risk Partners is not meant by `at risk`.
            spare = part not in lexicon() and (len(part) > 1 or (len(part[0]) > 3 and part not in self._values))
            if alone and spare:
                self._accounts.setdefault(part, owners[0])


def items_of(question: str, names: Names) -> tuple[list[Item], list[Guess]]:
    """Return the phrases of a question in order, the longest first at each place, and what was guessed."""
    tokens = tokens_of(question)
    words = lexicon()
    items: list[Item] = []
    position = 0
    while position < len(tokens):
        for length in range(min(LONGEST, len(tokens) - position), 0, -1):
            part = tuple(tokens[position : position + length])
            item = _item(part, names, words)
            if item is not None:
                items.append(item)
                position += length
                break
        else:
            items.append(Item("unknown", None, tokens[position]))
            position += 1
    return _mended(items, names)


def _item(part: Tokens, names: Names, words: dict[Tokens, Item]) -> Item | None:
    account = names.account(part)
    if account is not None:
        return Item("account", account, account.account.account_name)
    found = words.get(part) or names.value(part)
    if found is not None or len(part) > 1:
        return found
    token = part[0]
    if part == (",",):
        return Item("and", None, ",")
    if token in names.numbers:
        standing = names.numbers[token]
        return Item("account", standing, standing.account.account_name)
    if re.fullmatch(_DAY, token):
        return Item("day", token, token)
    if token in MONTHS:
        return Item("month", MONTHS[token], token)
    if token in UNITS:
        return Item("unit", UNITS[token], token)
    if token in NUMBERS:
        return Item("num", (Decimal(NUMBERS[token]), ""), token)
    number = read_number(token.rstrip("%"))
    if number is not None:
        return Item("num", (number, "%" if token.endswith("%") else "$" if "$" in token else ""), token)
    return None


def _mended(items: list[Item], names: Names) -> tuple[list[Item], list[Guess]]:
    """Take runs of unknown words for mistyped names of accounts, where they come near to one."""
    mended: list[Item] = []
    guesses: list[Guess] = []
    position = 0
    while position < len(items):
        if items[position].kind != "unknown":
            mended.append(items[position])
            position += 1
            continue
        for length in range(min(4, len(items) - position), 0, -1):
            run = items[position : position + length]
            typed = tuple(token for one in run for token in tokens_of(one.text))
            found = names.similar(typed) if run[-1].kind in ("unknown", "value", "field", "noun", "unclear") else None
            if found is not None:
                guesses.append(Guess(" ".join(typed), found.account.account_name))
                mended.append(Item("account", found, " ".join(typed)))
                position += length
                break
        else:
            mended.append(replace(items[position]))
            position += 1
    return mended, guesses

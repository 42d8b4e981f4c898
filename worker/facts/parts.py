"""How each person stands in the story: mover, recruiter, speaker, comparison or background."""

from storage.records import Part
from worker.facts.claims import Reader
from worker.facts.document import Document
from worker.facts.gazetteer import Gazetteer
from worker.facts.merging import Merged
from worker.facts.roles import Item


def parts_of(
    doc: Document, rows: list[list[Item]], reader: Reader, merged: list[Merged], gazetteer: Gazetteer
) -> dict[str, Part]:
    """The part of every person named; subject before recruiter before speaker, but sport only compares."""
    parts: dict[str, Part] = {}
    for move in merged:
        if move.person:
            parts[move.person] = Part.SUBJECT
        for claim in move.claims:
            if claim.recruiter:
                parts.setdefault(claim.recruiter, Part.RECRUITER)
    goals = {gazetteer.root(m.destination) for m in merged if m.destination}
    for name, firm in gazetteer.heads.items():
        if name in reader.named and gazetteer.root(firm) in goals and parts.get(name) is not Part.SUBJECT:
            parts[name] = Part.RECRUITER  # whoever leads the firm that hires
    for items in rows:
        for i, item in enumerate(items):
            if not item.has("say"):
                continue
            if reader.terms.order == "sov":
                first = next((x for x in items if x.is_person and x.start < item.start), None)
                if first is not None and first.mention is not None:
                    parts.setdefault(first.mention.name, Part.SPEAKER)
                continue
            near = []
            for j in (i + 1, i - 1, i - 2, i + 2, i - 3):
                if 0 <= j < len(items) and items[j].is_person:
                    gap = max(item.start, items[j].start) - min(item.end, items[j].end)
                    near.append((gap, j))
            gap, j = min(near, default=(99, 0))
            mention = items[j].mention if gap < 60 else None
            if mention is not None:
                parts.setdefault(mention.name, Part.SPEAKER)
    for items in rows:
        for item in items:
            if item.is_person and item.mention is not None:
                row = gazetteer.people.get(item.mention.name)
                if row is not None and row.kind in ("sport", "star"):
                    parts[row.name] = Part.COMPARISON
    return parts

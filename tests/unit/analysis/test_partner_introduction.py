"""Who can introduce whom: short, recent and strong ties first."""

from __future__ import annotations

from pathlib import Path

import built
import pytest

import ecomap
from ecomap.analysis.partners.introduction import introduce


def world(folder: Path, *ties: built.Row, **tables: list[built.Row]) -> ecomap.Ecosystem:
    names = sorted({end for tie in ties for end in (tie["source"], tie["target"])} | {"alone"})
    programmes = {row["id"] for row in tables.get("programmes", [])}
    rows = [built.organisation(name, "support_org", "service") for name in names if name not in programmes]
    return built.build(folder, organisations=rows, relations=list(ties), **tables)


def ways(ecosystem: ecomap.Ecosystem, a: str = "me", b: str = "goal") -> list[tuple[str, ...]]:
    return [chain.nodes for chain in introduce(ecosystem, a, b).chains]


def test_recent_tie_comes_before_an_old_one(tmp_path: Path) -> None:
    ecosystem = world(
        tmp_path,
        built.tie("me", "old", "partners_with", start_date="2008"),
        built.tie("old", "goal", "partners_with", start_date="2008"),
        built.tie("me", "recent", "partners_with", start_date="2023"),
        built.tie("recent", "goal", "partners_with", start_date="2023"),
    )
    assert ways(ecosystem) == [("me", "recent", "goal"), ("me", "old", "goal")]


def test_governing_ties_weigh_less(tmp_path: Path) -> None:
    ecosystem = world(
        tmp_path,
        built.tie("boss", "me", "governs"),
        built.tie("boss", "goal", "governs"),
        built.tie("me", "peer", "partners_with", start_date="2020"),
        built.tie("peer", "goal", "partners_with", start_date="2020"),
    )
    assert ways(ecosystem)[0] == ("me", "peer", "goal")


def test_line_of_command_comes_before_a_firm_that_knows_both(tmp_path: Path) -> None:
    ecosystem = world(
        tmp_path,
        built.tie("me", "office", "part_of"),
        built.tie("goal", "office", "governs"),
        *(built.tie("office", f"x{i}", "partners_with", start_date="2023") for i in range(12)),
        built.tie("firm", "me", "supplies_to", start_date="2024"),
        built.tie("firm", "goal", "partners_with", start_date="2024"),
    )
    (chain, *_) = introduce(ecosystem, "me", "goal").chains
    assert chain.nodes == ("me", "office", "goal")
    assert "line of command" in chain.why.text("en")


def test_same_parent_is_said(tmp_path: Path) -> None:
    ecosystem = world(tmp_path, built.tie("me", "house", "part_of"), built.tie("goal", "house", "part_of"))
    (chain,) = introduce(ecosystem, "me", "goal").chains
    assert chain.why.text("en").startswith("Both belong to Name house")


def test_event_that_is_over_is_a_weak_acquaintance(tmp_path: Path) -> None:
    ecosystem = world(
        tmp_path,
        *(
            built.tie(name, event, "takes_part_in", start_date="2024")
            for name in ("me", "goal")
            for event in ("over", "running")
        ),
        programmes=[built.programme("over", status="ended"), built.programme("running")],
    )
    assert ways(ecosystem)[0] == ("me", "running", "goal")


def test_contact_with_few_ties_comes_before_a_hub(tmp_path: Path) -> None:
    others = [built.tie("hub", f"x{i}", "partners_with", start_date="2023") for i in range(12)]
    ecosystem = world(
        tmp_path,
        *(built.tie(a, b, "partners_with", start_date="2023") for a, b in [("me", "hub"), ("hub", "goal")]),
        *(
            built.tie(a, b, "partners_with", start_date="2023")
            for a, b in [("me", "friend"), ("friend", "goal")]
        ),
        *others,
    )
    found = introduce(ecosystem, "me", "goal")
    assert found.chains[0].first == "friend"
    assert "Name friend" in found.chains[0].why.text("en")
    assert found.chains[0].sources == ("S1",)


def test_over_a_programme_its_leader_is_asked(tmp_path: Path) -> None:
    ecosystem = world(
        tmp_path,
        built.tie("me", "contest", "takes_part_in", start_date="2024"),
        built.tie("goal", "contest", "takes_part_in", start_date="2024"),
        built.tie("leader", "goal", "governs"),
        programmes=[built.programme("contest", lead_org="leader")],
    )
    (chain, *_) = introduce(ecosystem, "me", "goal").chains
    assert chain.nodes == ("me", "contest", "goal")
    assert chain.first == "leader"


def test_direct_tie_is_said_to_be_one(tmp_path: Path) -> None:
    ecosystem = world(tmp_path, built.tie("me", "goal", "partners_with", start_date="2020-05"))
    (chain,) = introduce(ecosystem, "me", "goal").chains
    assert chain.first == "goal"
    assert chain.why.text("en") == "The two are tied already: Name me partners with Name goal (2020)."


@pytest.mark.parametrize(
    ("a", "b", "says"),
    [
        ("me", "nobody", "nobody"),
        ("", "goal", "no organisation"),
        ("me", "me", "same organisation"),
        ("alone", "goal", "No tie of Name alone"),
        ("me", "far", "No chain"),
    ],
)
def test_no_chain_gets_a_sentence(tmp_path: Path, a: str, b: str, says: str) -> None:
    ecosystem = world(
        tmp_path, built.tie("me", "goal", "partners_with"), built.tie("far", "farther", "partners_with")
    )
    found = introduce(ecosystem, a, b)
    assert found.chains == ()
    assert found.note is not None and says in found.note.text("en")


def test_chains_on_the_real_data_hold_together(hue: ecomap.Ecosystem) -> None:
    found = introduce(hue, "3s-intersoft", "ubnd-hue", k=3)
    assert len(found.chains) == 3
    for chain in found.chains:
        assert (chain.nodes[0], chain.nodes[-1]) == ("3s-intersoft", "ubnd-hue")
        for step in chain.steps:
            assert step.ties and all(
                {tie.source, tie.target} == {step.source, step.target} for tie in step.ties
            )
        assert set(chain.sources) <= set(hue.sources.index)
        assert chain.why.text("vi")
    assert [chain.score for chain in found.chains[:1]] == [max(chain.score for chain in found.chains)]

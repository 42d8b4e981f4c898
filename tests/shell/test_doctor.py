"""What ``talentwire doctor`` says of the XML parser."""

import pytest

from cli import doctor


@pytest.mark.parametrize(("version", "ok"), [((2, 5, 0), False), ((2, 7, 1), False), ((2, 7, 2), True), ((2, 8, 0), True)])
def test_an_expat_with_known_weaknesses_is_named_with_the_way_out(monkeypatch, version, ok):
    monkeypatch.setattr(doctor.expat, "version_info", version)
    finding = doctor.xml_parser()
    assert finding.ok is ok
    assert ".".join(map(str, version)) in finding.told
    assert ok or "newer Python" in finding.told

"""The record of each kind of finding, by the name of its file."""

from __future__ import annotations

from standoff.results.findings.discovery import DiscoveryFinding
from standoff.results.findings.finding import Finding
from standoff.results.findings.mechanisms import MechanismsFinding
from standoff.results.findings.premortem import Premortem
from standoff.results.findings.readings import ReadingsFinding
from standoff.results.findings.robust import Robust
from standoff.results.findings.sensitivity import SensitivityFinding
from standoff.results.findings.strikes import Strikes
from standoff.results.findings.structure import StructureFinding
from standoff.results.findings.tipping import Tipping
from standoff.results.findings.value_of_information import Voi

RECORDS: dict[str, type[Finding]] = {
    record.KIND: record
    for record in (
        Strikes,
        SensitivityFinding,
        Tipping,
        DiscoveryFinding,
        Robust,
        Voi,
        StructureFinding,
        ReadingsFinding,
        Premortem,
        MechanismsFinding,
    )
}

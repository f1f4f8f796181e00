"""However a pack is damaged, loading it ends in a regime or in named faults, never otherwise."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ruantong.core.pack import PackError, load_pack
from tests.core.pack_sample import FILES, sound_pack

PIECES = ["", "\n", ",", '"', "[", "]", "[[", "=", "#", "\x00", "是", "T", "A", "S", "=1", "'''"]


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("packs")
    yield folder
    shutil.rmtree(folder)


@settings(
    max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    file=st.sampled_from(sorted(FILES)),
    place=st.floats(0, 1),
    length=st.integers(0, 12),
    piece=st.sampled_from(PIECES) | st.text(max_size=4) | st.binary(max_size=3),
)
def test_damage_ends_in_a_regime_or_in_named_faults(
    packs: Path, file: str, place: float, length: int, piece: str | bytes
) -> None:
    folder = sound_pack(packs)
    path = folder / file
    data = path.read_bytes()
    start = int(place * len(data))
    put = piece if isinstance(piece, bytes) else piece.encode(errors="surrogatepass")
    path.write_bytes(data[:start] + put + data[start + length :])
    try:
        load_pack(folder)
    except PackError as error:
        faults = error.faults
    else:
        return
    assert faults
    for fault in faults:
        assert fault.file.startswith("base/")
        assert 1 <= fault.line <= 60
        assert fault.message
        assert "\n" not in fault.message

"""How the application is put together: at which port it says that it is."""

import pytest
from streamlit import config

from facilitation import house


@pytest.mark.parametrize(
    ("started_by", "port"),
    [pytest.param(None, 9000, id="ourselves"), pytest.param("starlette-app", 8501, id="streamlit-run")],
)
def test_the_port_we_tell_is_the_one_that_is_served(monkeypatch: pytest.MonkeyPatch, started_by: str, port: int):
    monkeypatch.setattr(config, "_server_mode", started_by)

    assert house._port(9000) == port

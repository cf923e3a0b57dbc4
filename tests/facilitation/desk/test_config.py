from typing import Any

import pytest
from streamlit import config

SETTINGS: dict[str, Any] = {
    "server.headless": True,
    "server.baseUrlPath": "facilitate",
    "server.fileWatcherType": "none",
    "server.runOnSave": False,
    "server.maxUploadSize": 2,
    "server.enableStaticServing": False,
    "server.enableAgentApi": False,
    "server.enableCORS": True,
    "server.enableXsrfProtection": True,
    "server.disconnectedSessionTTL": 3600,
    "server.trustedUserHeaders": {"x-browser-id": "browser"},
    "runner.postScriptGC": False,
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "client.toolbarMode": "minimal",
    "client.disableDataExport": True,
    "browser.gatherUsageStats": False,
    "logger.hideWelcomeMessage": True,
    "theme.light.primaryColor": "#0B6E99",
    "theme.light.backgroundColor": "#FBFAF7",
    "theme.light.textColor": "#14252E",
    "theme.dark.backgroundColor": "#0E1A20",
}


@pytest.mark.parametrize(("name", "value"), SETTINGS.items(), ids=SETTINGS)
def test_streamlit_runs_as_this_house_wants_it(name: str, value: object) -> None:
    assert config.get_option(name) == value

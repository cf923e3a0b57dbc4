"""LibreOffice is large, so its tests are there for whoever asks: TRENDIPAKKA_LIBREOFFICE=soffice pytest …"""

import os

collect_ignore = [] if os.environ.get("TRENDIPAKKA_LIBREOFFICE") else ["test_in_libreoffice.py"]

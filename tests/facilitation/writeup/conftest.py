"""Two large programs are not asked of everybody; their tests are there for whoever names them.

TRENDIPAKKA_LIBREOFFICE=soffice pytest tests/facilitation/writeup/test_in_libreoffice.py
TRENDIPAKKA_VERAPDF=verapdf pytest tests/facilitation/writeup/test_by_verapdf.py
"""

import os

LARGE = {"TRENDIPAKKA_LIBREOFFICE": "test_in_libreoffice.py", "TRENDIPAKKA_VERAPDF": "test_by_verapdf.py"}

collect_ignore = [file for program, file in LARGE.items() if not os.environ.get(program)]
